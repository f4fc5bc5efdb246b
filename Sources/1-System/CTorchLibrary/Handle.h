#pragma once
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "../CTorch/CTorch.h"

/// Runs `body`; an exception becomes the text of `*error`, and false.
template <class Body> bool guarded(ct_error *error, Body &&body) noexcept {
    const char *text = nullptr;
    try {
        std::forward<Body>(body)();
        return true;
    } catch (const c10::Error &failure) {
        if (error) *error = strdup(failure.what_without_backtrace());
        return false;
    } catch (const std::exception &failure) {
        text = failure.what();
        if (error) *error = strdup(text);
        return false;
    } catch (...) {
        if (error) *error = strdup("an exception of an unknown type");
        return false;
    }
}

/// A handle is the TensorImpl itself, with one reference; there is no allocation beside it.
inline ct_tensor own(at::Tensor tensor) {
    return reinterpret_cast<ct_tensor>(tensor.unsafeReleaseTensorImpl());
}

inline at::Tensor adopt(ct_tensor handle) {
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
        reinterpret_cast<c10::TensorImpl *>(handle)));
}

inline void release(ct_tensor handle) {
    if (handle) adopt(handle);
}

/// A handle seen as an at::Tensor, without touching its reference count.
class Borrowed {
  public:
    explicit Borrowed(ct_tensor handle) : tensor(handle ? adopt(handle) : at::Tensor()) {}
    ~Borrowed() { tensor.unsafeReleaseTensorImpl(); }
    Borrowed(const Borrowed &) = delete;
    Borrowed &operator=(const Borrowed &) = delete;
    const at::Tensor &operator*() const { return tensor; }
    const at::Tensor *operator->() const { return &tensor; }

  private:
    at::Tensor tensor;
};

inline ct_generator own(at::Generator generator) {
    return reinterpret_cast<ct_generator>(generator.unsafeReleaseGeneratorImpl());
}

inline at::Generator share(ct_generator handle) {
    return at::Generator(
        c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(reinterpret_cast<c10::GeneratorImpl *>(handle)));
}

// The functions of each file, put into the table.
void add_call(ct_library &library);
void add_context(ct_library &library);
void add_distributed(ct_library &library);
void add_gradient(ct_library &library);
void add_tensor(ct_library &library);
