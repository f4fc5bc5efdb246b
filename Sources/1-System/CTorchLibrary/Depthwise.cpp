#include <ATen/Parallel.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "Training/Kernels.h"

// Depthwise convolutions in bfloat16 on the CPU: oneDNN's forward pass, and a backward pass in its place, which goes over
// picture and gradient once and sums in float32. The sums are taken picture by picture and then over the pictures: they do
// not depend on the number of threads.

namespace {

using T = c10::BFloat16;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The gradients of the pictures and of the weights, (K · K, channels).
template <int K, int S>
void backward(const at::Tensor &gradient, const at::Tensor &x, const std::vector<float> &weights, at::IntArrayRef padding,
              at::Tensor &out, std::vector<double> &sums) {
    const auto pictures = x.size(0), channels = x.size(1);
    const auto area = x.size(2) * x.size(3) * channels;
    const auto out_area = gradient.size(2) * gradient.size(3) * channels;
    const std::vector<T> gaps(gradient.size(3) * channels);
    std::vector<float> totals(pictures * K * K * channels);
    at::parallel_for(0, pictures, 1, [&](int64_t begin, int64_t end) {
        for (auto number = begin; number < end; number++) {
            const auto perform = [&](auto picture, auto *kernel) {
                kernel(picture, numbers<T>(gradient) + number * out_area, numbers<T>(x) + number * area,
                       weights.data(), gaps.data(), numbers_to_write<T>(out) + number * area,
                       totals.data() + number * K * K * channels);
            };
#if defined(TRAINING_HAS_WIDE)
            if (has_wide()) {
                perform(wide::Picture{channels, x.size(2), x.size(3), gradient.size(2), gradient.size(3), padding[0],
                                      padding[1]},
                        &wide::depthwise_backward<T, K, S>);
                continue;
            }
#endif
            perform(usual::Picture{channels, x.size(2), x.size(3), gradient.size(2), gradient.size(3), padding[0],
                                   padding[1]},
                    &usual::depthwise_backward<T, K, S>);
        }
    });
    add(totals, sums);
}

template <int K>
void backward(const at::Tensor &gradient, const at::Tensor &x, const std::vector<float> &weights, int64_t stride,
              at::IntArrayRef padding, at::Tensor &out, std::vector<double> &sums) {
    if (stride == 1) return backward<K, 1>(gradient, x, weights, padding, out, sums);
    backward<K, 2>(gradient, x, weights, padding, out, sums);
}

class Depthwise : public torch::autograd::Function<Depthwise> {
  public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const std::optional<at::Tensor> &bias, int64_t stride, std::vector<int64_t> padding) {
        const auto x = input.to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
        const auto w = weight.to(at::kBFloat16);
        const auto b = bias ? std::optional<at::Tensor>(bias->to(at::kBFloat16)) : std::nullopt;
        context->save_for_backward({x, w});
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        context->saved_data["bias"] = bias.has_value();
        return at::conv2d(x, w, b, {stride, stride}, padding, {1, 1}, x.size(1));
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto stride = context->saved_data["stride"].toInt();
        const auto padding = context->saved_data["padding"].toIntVector();
        const auto gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const auto channels = x.size(1), size = weight.size(2), taps = size * size;
        const auto flat = weight.contiguous();
        const auto values = numbers<T>(flat);
        std::vector<float> weights(taps * channels);
        for (int64_t c = 0; c < channels; c++) {
            for (int64_t k = 0; k < taps; k++) weights[k * channels + c] = values[c * taps + k];
        }
        auto out = at::empty_like(x, at::MemoryFormat::ChannelsLast);
        std::vector<double> sums(taps * channels);
        switch (size) {
        case 3: ::backward<3>(gradient, x, weights, stride, padding, out, sums); break;
        case 5: ::backward<5>(gradient, x, weights, stride, padding, out, sums); break;
        default: ::backward<7>(gradient, x, weights, stride, padding, out, sums);
        }
        auto weight_gradient = at::empty({channels, 1, size, size}, at::kFloat);
        const auto to = numbers_to_write<float>(weight_gradient);
        for (int64_t c = 0; c < channels; c++) {
            for (int64_t k = 0; k < taps; k++) to[c * taps + k] = static_cast<float>(sums[k * channels + c]);
        }
        const at::Tensor none;
        const auto bias =
            context->saved_data["bias"].toBool() ? gradient.sum({0, 2, 3}, false, at::kFloat) : none;
        return {out, weight_gradient, bias, none, none};
    }
};

/// Weights (C, 1, K, K) of float32 with K 3, 5 or 7; stride 1 or 2.
at::Tensor depthwise(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias, int64_t stride,
                     at::IntArrayRef padding) {
    const auto size = weight.size(2);
    TORCH_CHECK((size == 3 || size == 5 || size == 7) && weight.size(3) == size && weight.size(1) == 1 &&
                    weight.size(0) == x.size(1) && (stride == 1 || stride == 2),
                "no depthwise convolution of ", x.sizes(), " with ", weight.sizes(), " and stride ", stride);
    return Depthwise::apply(x, weight, bias, stride, padding.vec());
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(tuningfork, library) {
    library.def("depthwise(Tensor x, Tensor weight, Tensor? bias, int stride, int[2] padding) -> Tensor", depthwise);
}
