#include <ATen/ops/empty_like.h>
#include <c10/core/GradMode.h>

#include "Handle.h"

void add_gradient(ct_library &library) {
    library.requires_gradient = [](ct_tensor handle) {
        Borrowed tensor(handle);
        return tensor->requires_grad();
    };

    library.set_requires_gradient = [](ct_tensor handle, bool on, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            tensor->set_requires_grad(on);
        });
    };

    library.backward = [](ct_tensor handle, ct_tensor gradient, bool keep_graph, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle), start(gradient);
            tensor->backward(*start, keep_graph);
        });
    };

    library.gradient = [](ct_tensor handle, ct_tensor *out, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle);
            const auto &gradient = tensor->grad();
            *out = gradient.defined() ? own(gradient) : nullptr;
        });
    };

    library.set_gradient = [](ct_tensor handle, ct_tensor gradient, ct_error *error) {
        return guarded(error, [&] {
            Borrowed tensor(handle), value(gradient);
            tensor->mutable_grad() = *value;
        });
    };

    library.gradients = [](const ct_tensor *tensors, int32_t count, ct_tensor *out, ct_error *error) {
        std::fill(out, out + count, nullptr);
        const bool done = guarded(error, [&] {
            const c10::AutoGradMode without_gradient(false);
            for (int32_t i = 0; i < count; i++) {
                Borrowed tensor(tensors[i]);
                const auto &gradient = tensor->grad();
                if (!gradient.defined()) continue;
                if (gradient.strides() == tensor->strides()) {
                    out[i] = own(gradient);
                } else {
                    auto copy = at::empty_like(*tensor);
                    copy.copy_(gradient);
                    out[i] = own(std::move(copy));
                }
            }
        });
        if (!done) {
            for (int32_t i = 0; i < count; i++) {
                release(out[i]);
                out[i] = nullptr;
            }
        }
        return done;
    };

    library.clear_gradients = [](const ct_tensor *tensors, int32_t count, ct_error *error) {
        return guarded(error, [&] {
            for (int32_t i = 0; i < count; i++) {
                Borrowed tensor(tensors[i]);
                tensor->mutable_grad() = at::Tensor();
            }
        });
    };

    library.set_gradient_mode = [](bool on) {
        const bool previous = c10::GradMode::is_enabled();
        c10::GradMode::set_enabled(on);
        return previous;
    };
}
