#include <ATen/ops/empty.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/headeronly/version.h>

#include "Handle.h"

void add_tensor(ct_library &library) {
    library.error_free = [](ct_error error) { std::free(error); };

    library.built_version = []() { return TORCH_VERSION; };
    library.built_abi = []() -> uint64_t { return TORCH_ABI_VERSION; };
    library.loaded_abi = []() { return aoti_torch_abi_version(); };

    library.tensor_release = [](ct_tensor tensor) { release(tensor); };

    library.tensor_retain = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return own(*tensor);
    };

    library.tensor_references = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return static_cast<int64_t>(tensor->use_count());
    };

    library.tensor_from_data = [](const void *data, const int64_t *sizes, int32_t dimensions, int32_t type, ct_tensor *out,
                                  ct_error *error) {
        return guarded(error, [&] {
            auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), at::dtype(static_cast<at::ScalarType>(type)));
            if (tensor.nbytes() > 0) std::memcpy(tensor.mutable_data_ptr(), data, tensor.nbytes());
            *out = own(std::move(tensor));
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
