#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

/// What follows a normalisation: the numbers that Swift passes.
enum { no_activation = 0, relu = 1, relu6 = 2 };

// libtorch's own typed accessors have names in gcc's spelling that clang does not write.
template <class T> const T *numbers(const at::Tensor &tensor) { return static_cast<const T *>(tensor.const_data_ptr()); }
template <class T> T *numbers_to_write(const at::Tensor &tensor) { return static_cast<T *>(tensor.mutable_data_ptr()); }

/// Adds `parts`, axes (part, place), to the sums, part after part: in the same order for any number of threads.
inline void add(const std::vector<float> &parts, std::vector<double> &sums) {
    for (size_t part = 0; part < parts.size(); part += sums.size()) {
        for (size_t place = 0; place < sums.size(); place++) sums[place] += parts[part + place];
    }
}

// Vectors are passed between the functions of one namespace alone.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

// The same code for the instructions that every processor of its kind has, and for wider ones.
namespace usual {
#include "Vectors.inc"

#include "Depthwise.inc"
#include "Normalization.inc"
}  // namespace usual

#if defined(__x86_64__)
#define TRAINING_HAS_WIDE 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
namespace wide {
#include "Vectors.inc"

#include "Depthwise.inc"
#include "Normalization.inc"
}  // namespace wide
#pragma clang attribute pop
#endif
#pragma clang diagnostic pop

/// Calls `usual::f` or `wide::f`.
#if defined(TRAINING_HAS_WIDE)
inline bool has_wide() {
    static const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return has;
}
#define KERNEL(f, ...) (has_wide() ? wide::f(__VA_ARGS__) : usual::f(__VA_ARGS__))
#else
#define KERNEL(f, ...) usual::f(__VA_ARGS__)
#endif
