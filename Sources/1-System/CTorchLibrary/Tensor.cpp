#include <ATen/ops/empty.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/headeronly/version.h>

#include "Handle.h"

namespace {

// A copy of pinned memory on a device, made beside the kernels that run there; those that come later wait for it.
at::Tensor uploaded(const at::Tensor &host, const at::Device device) {
    const c10::impl::VirtualGuardImpl machine(device.type());
    const auto working = machine.getStream(device);
    // one a thread: every stream has memory of its own, kept for its next copy
    static thread_local std::optional<c10::Stream> copying;
    if (!copying || copying->device() != working.device()) {
        copying = machine.getStreamFromGlobalPool(working.device());
    }
    at::Tensor tensor;
    {
        const c10::StreamGuard on(*copying);
        tensor = host.to(working.device(), host.scalar_type(), /*non_blocking=*/true);
    }
    c10::Event done(device.type());
    done.record(*copying);
    done.block(working);
    tensor.record_stream(working);
    return tensor;
}

}  // namespace

void add_tensor(ct_library &library) {
    library.error_free = [](ct_error error) { std::free(error); };

    library.built_version = []() { return TORCH_VERSION; };
    library.built_abi = []() -> uint64_t { return TORCH_ABI_VERSION; };
    library.loaded_abi = []() { return aoti_torch_abi_version(); };

    library.tensor_release = [](ct_tensor tensor) { release(tensor); };

    library.tensor_references = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return static_cast<int64_t>(tensor->use_count());
    };

    library.tensor_from_data = [](const void *data, const int64_t *sizes, int32_t dimensions, int32_t type,
                                  int32_t device_type, int32_t device_index, ct_tensor *out, ct_error *error) {
        return guarded(error, [&] {
            const at::Device device(static_cast<at::DeviceType>(device_type), static_cast<at::DeviceIndex>(device_index));
            const auto options =
                at::dtype(static_cast<at::ScalarType>(type)).pinned_memory(!device.is_cpu());
            auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), options);
            if (tensor.nbytes() > 0) std::memcpy(tensor.mutable_data_ptr(), data, tensor.nbytes());
            *out = own(device.is_cpu() ? std::move(tensor) : uploaded(tensor, device));
        });
    };

    library.tensor_read = [](ct_tensor handle, int32_t type, void *destination, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            auto plain = tensor->detach().to(at::kCPU, static_cast<at::ScalarType>(type)).contiguous();
            if (plain.nbytes() > 0) std::memcpy(destination, plain.const_data_ptr(), plain.nbytes());
        });
    };

    library.tensor_data = [](ct_tensor handle, void **out, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            *out = tensor->mutable_data_ptr();
        });
    };

    library.tensor_dimensions = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return static_cast<int32_t>(tensor->dim());
    };

    library.tensor_sizes = [](ct_tensor handle, int64_t *out, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            const auto sizes = tensor->sizes();
            std::copy(sizes.begin(), sizes.end(), out);
        });
    };

    library.tensor_strides = [](ct_tensor handle, int64_t *out, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            const auto strides = tensor->strides();
            std::copy(strides.begin(), strides.end(), out);
        });
    };

    library.tensor_count = [](ct_tensor handle) -> int64_t {
        Borrowed tensor(handle);
        return tensor->numel();
    };

    library.tensor_type = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return static_cast<int32_t>(tensor->scalar_type());
    };

    library.tensor_device = [](ct_tensor handle, int32_t *type, int32_t *index) {
        Borrowed tensor(handle);
        const auto device = tensor->device();
        *type = static_cast<int32_t>(device.type());
        *index = device.has_index() ? device.index() : 0;
    };

    library.tensor_is_channels_last = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return tensor->dim() == 4 && tensor->is_contiguous(at::MemoryFormat::ChannelsLast);
    };

    library.tensor_set_data = [](ct_tensor handle, ct_tensor data, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle), source(data);
            tensor->mutable_grad() = at::Tensor();
            tensor->set_data(*source);
        });
    };

    library.tensor_version = [](ct_tensor handle) -> int64_t {
        Borrowed tensor(handle);
        return tensor->unsafeGetTensorImpl()->version_counter().current_version();
    };
}
