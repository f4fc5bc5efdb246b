#include <ATen/ops/empty.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/headeronly/version.h>

#include "Handle.h"

void ct_error_free(ct_error error) { std::free(error); }

const char *ct_built_version(void) { return TORCH_VERSION; }
uint64_t ct_built_abi(void) { return TORCH_ABI_VERSION; }
uint64_t ct_loaded_abi(void) { return aoti_torch_abi_version(); }

void ct_tensor_release(ct_tensor tensor) {
    if (tensor) adopt(tensor);
}

ct_tensor ct_tensor_retain(ct_tensor handle) {
    Borrowed tensor(handle);
    return own(*tensor);
}

int64_t ct_tensor_references(ct_tensor handle) {
    Borrowed tensor(handle);
    return static_cast<int64_t>(tensor->use_count());
}

bool ct_tensor_from_data(const void *data, const int64_t *sizes, int32_t dimensions, int32_t type, ct_tensor *out,
                         ct_error *error) {
    return guarded(error, [&] {
        auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), at::dtype(static_cast<at::ScalarType>(type)));
        if (tensor.nbytes() > 0) std::memcpy(tensor.mutable_data_ptr(), data, tensor.nbytes());
        *out = own(std::move(tensor));
    });
}

bool ct_tensor_read(ct_tensor handle, int32_t type, void *destination, ct_error *error) {
    return guarded(error, [&] {
        Borrowed tensor(handle);
        auto plain = tensor->detach().to(at::kCPU, static_cast<at::ScalarType>(type)).contiguous();
        if (plain.nbytes() > 0) std::memcpy(destination, plain.const_data_ptr(), plain.nbytes());
    });
}

bool ct_tensor_data(ct_tensor handle, void **out, ct_error *error) {
    return guarded(error, [&] {
        Borrowed tensor(handle);
        *out = tensor->mutable_data_ptr();
    });
}

int32_t ct_tensor_dimensions(ct_tensor handle) {
    Borrowed tensor(handle);
    return static_cast<int32_t>(tensor->dim());
}

bool ct_tensor_sizes(ct_tensor handle, int64_t *out, ct_error *error) {
    return guarded(error, [&] {
        Borrowed tensor(handle);
        const auto sizes = tensor->sizes();
        std::copy(sizes.begin(), sizes.end(), out);
    });
}

bool ct_tensor_strides(ct_tensor handle, int64_t *out, ct_error *error) {
    return guarded(error, [&] {
        Borrowed tensor(handle);
        const auto strides = tensor->strides();
        std::copy(strides.begin(), strides.end(), out);
    });
}

int64_t ct_tensor_count(ct_tensor handle) {
    Borrowed tensor(handle);
    return tensor->numel();
}

int32_t ct_tensor_type(ct_tensor handle) {
    Borrowed tensor(handle);
    return static_cast<int32_t>(tensor->scalar_type());
}

void ct_tensor_device(ct_tensor handle, int32_t *type, int32_t *index) {
    Borrowed tensor(handle);
    const auto device = tensor->device();
    *type = static_cast<int32_t>(device.type());
    *index = device.has_index() ? device.index() : 0;
}

bool ct_tensor_is_channels_last(ct_tensor handle) {
    Borrowed tensor(handle);
    return tensor->dim() == 4 && tensor->is_contiguous(at::MemoryFormat::ChannelsLast);
}

bool ct_tensor_set_data(ct_tensor handle, ct_tensor data, ct_error *error) {
    return guarded(error, [&] {
        Borrowed tensor(handle), source(data);
        tensor->mutable_grad() = at::Tensor();
        tensor->set_data(*source);
    });
}

int64_t ct_tensor_version(ct_tensor handle) {
    Borrowed tensor(handle);
    return tensor->unsafeGetTensorImpl()->version_counter().current_version();
}
