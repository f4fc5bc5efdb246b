#define USE_C10D_GLOO
#include <c10/util/Logging.h>
#include <dlfcn.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "Handle.h"

// Processes that work together: c10d of libtorch, the same that Python's torch.distributed stands on.

struct ct_store_ {
    c10::intrusive_ptr<c10d::Store> store;
    uint16_t port;
};

struct ct_group_ {
    c10::intrusive_ptr<c10d::ProcessGroup> group;
    c10::intrusive_ptr<c10d::Backend> backend;
};

struct ct_reducer_ {
    std::unique_ptr<c10d::Reducer> reducer;
};

namespace {

/// Of the plug-in that carries NCCL: a new c10d::Backend with one reference, for the device that is current.
using NCCLMaker = bool (*)(void *store, int32_t rank, int32_t count, int64_t timeout, void **out, ct_error *error);

c10::intrusive_ptr<c10d::Backend> gloo_backend(const c10::intrusive_ptr<c10d::Store> &store, const char *host, int rank,
                                       int count, std::chrono::milliseconds timeout) {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(
        host && *host ? c10d::ProcessGroupGloo::createDeviceForHostname(host)
                      : c10d::ProcessGroupGloo::createDefaultDevice());
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, count, options);
}

c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store> &store, const char *plugin, int rank,
                                       int count, std::chrono::milliseconds timeout) {
    void *library = dlopen(plugin, RTLD_NOW | RTLD_GLOBAL);
    TORCH_CHECK(library, dlerror());
    auto make = reinterpret_cast<NCCLMaker>(dlsym(library, "ct_nccl_backend"));
    TORCH_CHECK(make, plugin, " has no function ct_nccl_backend");
    void *made = nullptr;
    ct_error error = nullptr;
    auto kept = store;
    if (!make(&kept, rank, count, timeout.count(), &made, &error)) {
        const std::string text = error ? error : "NCCL cannot be started";
        free(error);
        TORCH_CHECK(false, text);
    }
    return c10::intrusive_ptr<c10d::Backend>::reclaim(static_cast<c10d::Backend *>(made));
}

std::vector<int64_t> list(const int64_t *items, int32_t count) { return {items, items + count}; }

/// All to all over Gloo, every part asked for before any is sent. Gloo's own asks afterwards, so that the request waits
/// behind the megabytes that go the same way, and two ranks send in turns instead of at once.
void exchange(c10d::Backend &backend, at::Tensor &target, at::Tensor &source, const std::vector<int64_t> &received,
              const std::vector<int64_t> &sent) {
    const int rank = backend.getRank(), count = backend.getSize();
    const auto targets = target.split_with_sizes(received), sources = source.split_with_sizes(sent);
    std::vector<c10::intrusive_ptr<c10d::Work>> works;
    for (int distance = 1; distance < count; distance++) {
        const int from = (rank + count - distance) % count;
        std::vector<at::Tensor> part{targets[from]};
        if (received[from] > 0) works.push_back(backend.recv(part, from, 0));
    }
    for (int distance = 1; distance < count; distance++) {
        const int to = (rank + distance) % count;
        std::vector<at::Tensor> part{sources[to]};
        if (sent[to] > 0) works.push_back(backend.send(part, to, 0));
    }
    targets[rank].copy_(sources[rank]);
    for (auto &work : works) work->wait();
}

/// Settings of c10d that it takes from the environment alone; what is set there already stays. It tells of every failure
/// that it also throws, with a stack trace, and for that asks the name server for the name of every address; where none
/// answers, each costs the resolver's five seconds. It records every collective, with a stack trace, in a map that groups
/// of several threads change at once.
void configure() {
    setenv("TORCH_CPP_LOG_LEVEL", "FATAL", 0);
    c10::initLogging();
    setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
    setenv("TORCH_FR_BUFFER_SIZE", "0", 0);
}

}  // namespace

void add_distributed(ct_library &library) {
    library.store_open = [](const char *host, int32_t port, bool serves, const char *prefix, int64_t timeout,
                            ct_store *out, ct_error *error) {
        return guarded(error, [&] {
            static std::once_flag once;
            std::call_once(once, configure);
            c10d::TCPStoreOptions options;
            options.port = static_cast<uint16_t>(port);
            options.isServer = serves;
            options.waitWorkers = false;
            options.timeout = std::chrono::milliseconds(timeout);
            auto server = c10::make_intrusive<c10d::TCPStore>(host, options);
            c10::intrusive_ptr<c10d::Store> store = server;
            if (prefix && *prefix) store = c10::make_intrusive<c10d::PrefixStore>(prefix, store);
            *out = new ct_store_{store, server->getPort()};
        });
    };
    library.store_release = [](ct_store store) { delete store; };
    library.store_port = [](ct_store store) { return static_cast<int32_t>(store->port); };

    library.store_set = [](ct_store store, const char *key, const char *text, ct_error *error) {
        return guarded(error, [&] { store->store->set(key, std::vector<uint8_t>(text, text + strlen(text))); });
    };
    library.store_get = [](ct_store store, const char *key, int64_t timeout, char **out, ct_error *error) {
        return guarded(error, [&] {
            store->store->wait({key}, std::chrono::milliseconds(timeout));
            const auto bytes = store->store->get(key);
            *out = strndup(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        });
    };
    library.store_has = [](ct_store store, const char *key, bool *out, ct_error *error) {
        return guarded(error, [&] { *out = store->store->check({key}); });
    };
    library.store_add = [](ct_store store, const char *key, int64_t amount, int64_t *out, ct_error *error) {
        return guarded(error, [&] { *out = store->store->add(key, amount); });
    };

    library.group_open = [](ct_store store, const char *host, const char *plugin, int32_t rank, int32_t count,
                            int64_t timeout, ct_group *out, ct_error *error) {
        return guarded(error, [&] {
            const bool cuda = plugin && *plugin;
            const std::chrono::milliseconds patience(timeout);
            auto backend = cuda ? nccl_backend(store->store, plugin, rank, count, patience)
                                : gloo_backend(store->store, host, rank, count, patience);
            auto group = c10::make_intrusive<c10d::ProcessGroup>(store->store, rank, count);
            const auto kind = cuda ? c10d::ProcessGroup::BackendType::NCCL : c10d::ProcessGroup::BackendType::GLOO;
            group->setBackend(cuda ? c10::DeviceType::CUDA : c10::DeviceType::CPU, kind, backend);
            group->setDefaultBackend(kind);
            *out = new ct_group_{group, backend};
        });
    };
    library.group_release = [](ct_group group) { delete group; };

    library.group_all_reduce = [](ct_group group, ct_tensor handle, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            std::vector<at::Tensor> tensors{*tensor};
            group->backend->allreduce(tensors)->wait();
        });
    };
    library.group_all_to_all = [](ct_group group, ct_tensor output, ct_tensor input, const int64_t *output_sizes,
                                  const int64_t *input_sizes, ct_error *error) {
        return guarded(error, [&] {
            Borrowed to(output), from(input);
            at::Tensor target = *to, source = *from;
            auto received = list(output_sizes, group->backend->getSize());
            auto sent = list(input_sizes, group->backend->getSize());
            if (target.is_cuda()) {
                group->backend->alltoall_base(target, source, received, sent)->wait();
            } else {
                exchange(*group->backend, target, source, received, sent);
            }
        });
    };
    library.group_all_gather = [](ct_group group, ct_tensor output, ct_tensor input, ct_error *error) {
        return guarded(error, [&] {
            Borrowed to(output), from(input);
            at::Tensor target = *to, source = *from;
            group->backend->_allgather_base(target, source)->wait();
        });
    };
    library.group_broadcast = [](ct_group group, ct_tensor handle, int32_t root, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            std::vector<at::Tensor> tensors{*tensor};
            c10d::BroadcastOptions options;
            options.rootRank = root;
            group->backend->broadcast(tensors, options)->wait();
        });
    };

    library.reducer_new = [](ct_group group, const ct_tensor *handles, int32_t count, int64_t bucket, ct_reducer *out,
                             ct_error *error) {
        return guarded(error, [&] {
            std::vector<at::Tensor> parameters;
            for (int32_t i = 0; i < count; i++) parameters.push_back(*Borrowed(handles[i]));
            const std::vector<bool> sparse(parameters.size(), false);
            const int64_t first = std::min<int64_t>(bucket, int64_t(1) << 20);
            auto [buckets, limits] = c10d::compute_bucket_assignment_by_size(
                parameters, {static_cast<size_t>(first), static_cast<size_t>(bucket)}, sparse);
            // The last layers' gradients are there first.
            std::reverse(buckets.begin(), buckets.end());
            *out = new ct_reducer_{std::make_unique<c10d::Reducer>(
                parameters, buckets, group->group, sparse, bucket, false, true,
                std::unordered_map<size_t, std::string>{}, first, false, false, std::vector<int64_t>{})};
        });
    };
    library.reducer_prepare = [](ct_reducer reducer, ct_error *error) {
        return guarded(error, [&] {
            if (reducer->reducer->should_rebuild_buckets()) reducer->reducer->rebuild_buckets();
            reducer->reducer->prepare_for_forward();
            reducer->reducer->prepare_for_backward({});
        });
    };
    library.reducer_release = [](ct_reducer reducer) {
        guarded(nullptr, [&] {
            reducer->reducer->remove_autograd_hooks();
            delete reducer;
        });
    };
}
