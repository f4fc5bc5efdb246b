#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#include <unistd.h>

#include <mutex>
#include <string>

#include "Handle.h"

void add_context(ct_library &library) {
    library.generator_default_cpu = []() { return own(at::detail::getDefaultCPUGenerator()); };

    library.generator_new_cpu = [](uint64_t seed, ct_generator *out, ct_error *error) {
        return guarded(error, [&] { *out = own(at::detail::createCPUGenerator(seed)); });
    };

    library.generator_release = [](ct_generator generator) {
        if (generator) {
            c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(reinterpret_cast<c10::GeneratorImpl *>(generator));
        }
    };

    library.generator_seed = [](ct_generator handle, uint64_t seed, ct_error *error) {
        return guarded(error, [&] {
            auto generator = share(handle);
            const std::lock_guard<std::mutex> lock(generator.mutex());
            generator.set_current_seed(seed);
        });
    };

    library.generator_state = [](ct_generator handle, ct_tensor *out, ct_error *error) {
        return guarded(error, [&] {
            auto generator = share(handle);
            const std::lock_guard<std::mutex> lock(generator.mutex());
            *out = own(generator.get_state());
        });
    };

    library.generator_set_state = [](ct_generator handle, ct_tensor state, ct_error *error) {
        return guarded(error, [&] {
            auto generator = share(handle);
            Borrowed value(state);
            const std::lock_guard<std::mutex> lock(generator.mutex());
            generator.set_state(*value);
        });
    };

    library.seed_cuda = [](uint64_t seed, ct_error *error) {
        return guarded(error, [&] {
            const auto count = at::detail::getCUDAHooks().deviceCount();
            for (int i = 0; i < count; i++) {
                auto generator = at::globalContext().defaultGenerator(at::Device(at::kCUDA, static_cast<int8_t>(i)));
                const std::lock_guard<std::mutex> lock(generator.mutex());
                generator.set_current_seed(seed);
            }
        });
    };

    library.autocast_state = [](int32_t device, ct_autocast *out, ct_error *error) {
        return guarded(error, [&] {
            const auto kind = static_cast<at::DeviceType>(device);
            *out = {at::autocast::is_autocast_enabled(kind), static_cast<int32_t>(at::autocast::get_autocast_dtype(kind))};
        });
    };

    library.autocast_enter = [](int32_t device, bool enabled, int32_t type, ct_autocast *previous, ct_error *error) {
        return guarded(error, [&] {
            const auto kind = static_cast<at::DeviceType>(device);
            *previous = {at::autocast::is_autocast_enabled(kind),
                         static_cast<int32_t>(at::autocast::get_autocast_dtype(kind))};
            at::autocast::set_autocast_dtype(kind, static_cast<at::ScalarType>(type));
            at::autocast::set_autocast_enabled(kind, enabled);
            at::autocast::increment_nesting();
        });
    };

    library.autocast_leave = [](int32_t device, ct_autocast previous, ct_error *error) {
        return guarded(error, [&] {
            const auto kind = static_cast<at::DeviceType>(device);
            if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
            at::autocast::set_autocast_enabled(kind, previous.enabled);
            at::autocast::set_autocast_dtype(kind, static_cast<at::ScalarType>(previous.type));
        });
    };

    library.set_threads = [](int32_t count, ct_error *error) {
        return guarded(error, [&] { at::set_num_threads(count); });
    };

    library.threads = []() { return at::get_num_threads(); };

    library.set_deterministic = [](bool on, ct_error *error) {
        return guarded(error, [&] { at::globalContext().setDeterministicAlgorithms(on, false); });
    };

    library.cuda_load = [](ct_error *error) {
        return guarded(error, [&] {
            std::string beside;
            Dl_info info;
            if (dladdr(reinterpret_cast<void *>(&at::get_num_threads), &info) && info.dli_fname) {
                const std::string library = info.dli_fname;
                beside = library.substr(0, library.find_last_of('/') + 1) + "libtorch_cuda.so";
            }
            const bool is_beside = !beside.empty() && access(beside.c_str(), R_OK) == 0;
            if (dlopen(is_beside ? beside.c_str() : "libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)) return;
            const char *reason = dlerror();
            throw std::runtime_error(reason ? reason : "libtorch_cuda.so cannot be loaded");
        });
    };

    library.cuda_device_count = [](int32_t *out, ct_error *error) {
        return guarded(error, [&] { *out = at::detail::getCUDAHooks().deviceCount(); });
    };
}
