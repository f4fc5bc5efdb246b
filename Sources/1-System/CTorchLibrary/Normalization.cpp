#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "Training/Kernels.h"

// Batch normalisation in training with the activation that follows it, on the CPU: three passes over the picture instead
// of six, and five backward instead of eight. Sums are taken over chunks of fixed size and then over the chunks: they do
// not depend on the number of threads.

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows of neighbouring channels, in chunks.
struct Rows {
    int64_t count, channels, chunk;

    explicit Rows(const at::Tensor &x)
        : count(x.numel() / x.size(1)), channels(x.size(1)),
          chunk(std::max<int64_t>(8, (int64_t{1} << 16) / channels / 8 * 8)) {}

    int64_t chunks() const { return (count + chunk - 1) / chunk; }

    /// Calls `body(first row, rows)` for each chunk.
    template <class Body> void each(const Body &body) const {
        at::parallel_for(0, chunks(), 1, [&](int64_t begin, int64_t end) {
            for (auto number = begin; number < end; number++) {
                body(number, std::min(chunk, count - number * chunk));
            }
        });
    }

    /// The sums over the chunks of (chunks, 2, channels).
    std::vector<double> total(const std::vector<float> &parts) const {
        std::vector<double> sums(2 * channels);
        add(parts, sums);
        return sums;
    }
};

template <class T> struct Pass {
    const Rows rows;
    const T *x;
    explicit Pass(const at::Tensor &x) : rows(x), x(numbers<T>(x)) {}

    /// Means and variances.
    void statistics(std::vector<float> &mean, std::vector<float> &variance) const {
        const auto channels = rows.channels;
        // Near the mean, so that the squares lose nothing; of few digits, so that the differences of numbers of few digits
        // are exact: they would all be rounded to the same side.
        std::vector<float> shift(channels), parts(rows.chunks() * 2 * channels);
        const auto few = std::min<int64_t>(8, rows.count);
        for (int64_t place = 0; place < few * channels; place++) shift[place % channels] += static_cast<float>(x[place]);
        for (auto &value : shift) value = c10::BFloat16(value / static_cast<float>(few));
        rows.each([&](int64_t number, int64_t count) {
            const auto part = parts.data() + number * 2 * channels;
            KERNEL(sums<T>, x + number * rows.chunk * channels, count, channels, shift.data(), part, part + channels);
        });
        const auto sums = rows.total(parts);
        const auto count = static_cast<double>(rows.count);
        for (int64_t c = 0; c < channels; c++) {
            const auto distance = sums[c] / count;
            mean[c] = static_cast<float>(shift[c] + distance);
            variance[c] = static_cast<float>(std::max(0.0, sums[channels + c] / count - distance * distance));
        }
    }
};

template <class Body> void with_type(const at::Tensor &x, const Body &body) {
    if (x.scalar_type() == at::kBFloat16) return body(c10::BFloat16());
    TORCH_CHECK(x.scalar_type() == at::kFloat, "normalises float32 and bfloat16, not ", x.scalar_type());
    body(float());
}

at::Tensor tensor(const std::vector<float> &values) {
    auto made = at::empty({static_cast<int64_t>(values.size())}, at::kFloat);
    std::copy(values.begin(), values.end(), numbers_to_write<float>(made));
    return made;
}

class BatchNorm : public torch::autograd::Function<BatchNorm> {
  public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const at::Tensor &bias, at::Tensor running_mean, at::Tensor running_variance,
                              double momentum, double epsilon, int64_t activation) {
        const auto x = input.contiguous(at::MemoryFormat::ChannelsLast);
        auto y = at::empty_like(x, at::MemoryFormat::ChannelsLast);
        const auto channels = x.size(1);
        TORCH_CHECK(x.numel() > channels, "normalises more than one value a channel, not ", x.sizes());
        std::vector<float> mean(channels), inverse(channels), scale(channels), offset(channels);
        with_type(x, [&](auto type) {
            using T = decltype(type);
            const Pass<T> pass(x);
            pass.statistics(mean, inverse);
            const auto w = numbers<float>(weight), b = numbers<float>(bias);
            const auto m = numbers_to_write<float>(running_mean), v = numbers_to_write<float>(running_variance);
            const auto count = static_cast<double>(pass.rows.count);
            for (int64_t c = 0; c < channels; c++) {
                m[c] = static_cast<float>((1 - momentum) * m[c] + momentum * mean[c]);
                v[c] = static_cast<float>((1 - momentum) * v[c] + momentum * inverse[c] * (count / (count - 1)));
                inverse[c] = static_cast<float>(1 / std::sqrt(inverse[c] + epsilon));
                scale[c] = w[c] * inverse[c];
                offset[c] = b[c] - mean[c] * scale[c];
            }
            const auto out = numbers_to_write<T>(y);
            pass.rows.each([&](int64_t number, int64_t count) {
                const auto start = number * pass.rows.chunk * channels;
                KERNEL(normalize<T>, pass.x + start, out + start, count, channels, scale.data(), offset.data(),
                       static_cast<int>(activation));
            });
        });
        context->save_for_backward({x, tensor(mean), tensor(inverse), tensor(scale), tensor(offset)});
        context->saved_data["activation"] = activation;
        return y;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0];
        const auto activation = static_cast<int>(context->saved_data["activation"].toInt());
        const auto mean = numbers<float>(saved[1]), inverse = numbers<float>(saved[2]);
        const auto scale = numbers<float>(saved[3]), offset = numbers<float>(saved[4]);
        const auto gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const auto channels = x.size(1);
        auto out = at::empty_like(x, at::MemoryFormat::ChannelsLast);
        std::vector<float> weight(channels), bias(channels), slope(channels), level(channels);
        with_type(x, [&](auto type) {
            using T = decltype(type);
            const Pass<T> pass(x);
            const auto &rows = pass.rows;
            const auto g = numbers<T>(gradient);
            std::vector<float> parts(rows.chunks() * 2 * channels);
            rows.each([&](int64_t number, int64_t count) {
                const auto start = number * rows.chunk * channels;
                const auto part = parts.data() + number * 2 * channels;
                KERNEL(gradient_sums<T>, g + start, pass.x + start, count, channels, mean, scale, offset,
                       activation, part, part + channels);
            });
            const auto sums = rows.total(parts);
            const auto count = static_cast<double>(rows.count);
            for (int64_t c = 0; c < channels; c++) {
                bias[c] = static_cast<float>(sums[c]);
                weight[c] = static_cast<float>(sums[channels + c] * inverse[c]);
                slope[c] = static_cast<float>(-scale[c] * inverse[c] * inverse[c] * sums[channels + c] / count);
                level[c] = static_cast<float>(-scale[c] * sums[c] / count);
            }
            if (!context->needs_input_grad(0)) return;
            const auto to = numbers_to_write<T>(out);
            rows.each([&](int64_t number, int64_t count) {
                const auto start = number * rows.chunk * channels;
                KERNEL(input_gradient<T>, g + start, pass.x + start, to + start, count, channels, mean, scale,
                       offset, slope.data(), level.data(), activation);
            });
        });
        const at::Tensor none;
        return {out, tensor(weight), tensor(bias), none, none, none, none, none};
    }
};

at::Tensor batch_norm(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                      const at::Tensor &running_mean, const at::Tensor &running_variance, double momentum, double epsilon,
                      int64_t activation) {
    return BatchNorm::apply(x, weight, bias, running_mean, running_variance, momentum, epsilon, activation);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(tuningfork, library) {
    library.def(
        "batch_norm(Tensor x, Tensor weight, Tensor bias, Tensor(a!) running_mean, Tensor(b!) running_variance, "
        "float momentum, float epsilon, int activation) -> Tensor",
        batch_norm);
}
