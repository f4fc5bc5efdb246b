// One text compiled for several machines, with the same results to the last bit: no contraction of products and sums,
// and sixteen lanes whatever the registers hold.
#pragma once
#include "CMachine.h"

#include <stdatomic.h>

#define INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(64)));
typedef int masks __attribute__((vector_size(64)));
// The same, wherever it lies.
typedef float loose __attribute__((vector_size(64), aligned(4)));

// The sum over the lanes, halves by halves.
INLINE float sum_of(const lanes *value) {
    float part[16];
    for (int lane = 0; lane < 16; lane++) part[lane] = (*value)[lane];
    for (int half = 8; half > 0; half /= 2)
        for (int lane = 0; lane < half; lane++) part[lane] += part[lane + half];
    return part[0];
}

// NAME_by and NAME out of NAME_text, an inline function whose first argument is the machine's level: 4, 3 or 1 (plain).
#if defined(__x86_64__)
#define CM_LEVELS(name, parameters, arguments)                                                                     \
    __attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void name##_v4 parameters { name##_text(4, CM_ARGS arguments); } \
    __attribute__((target("arch=x86-64-v3"))) static void name##_v3 parameters { name##_text(3, CM_ARGS arguments); } \
    static void name##_plain parameters { name##_text(1, CM_ARGS arguments); }                                       \
    typedef void name##_type parameters;                                                                            \
    static name##_type *name##_clone(int number) {                                                                  \
        __builtin_cpu_init();                                                                                       \
        if (number == 0) return __builtin_cpu_supports("x86-64-v4") ? name##_v4 : 0;                                \
        if (number == 1) return __builtin_cpu_supports("x86-64-v3") ? name##_v3 : 0;                                \
        return number == cm_clones - 1 ? name##_plain : 0;                                                          \
    }
#else
#define CM_LEVELS(name, parameters, arguments)                                                                     \
    static void name##_plain parameters { name##_text(1, CM_ARGS arguments); }                                       \
    typedef void name##_type parameters;                                                                            \
    static name##_type *name##_clone(int number) { return number == cm_clones - 1 ? name##_plain : 0; }
#endif

#define CM_ARGS(...) __VA_ARGS__

// The public function `cm_NAME`, by the clone that the tests ask for, or else by the best one there is.
#define CM_CLONES(name, parameters, arguments)                                                                     \
    CM_LEVELS(name, parameters, arguments)                                                                          \
    static name##_type *name##_best(void) {                                                                         \
        static _Atomic(name##_type *) best;                                                                         \
        const int asked = atomic_load_explicit(&cm_clone_asked, memory_order_relaxed);                              \
        if (asked >= 0) return name##_clone(asked) ? name##_clone(asked) : name##_plain;                             \
        name##_type *found = atomic_load_explicit(&best, memory_order_relaxed);                                     \
        for (int number = 0; !found; number++) found = name##_clone(number);                                        \
        atomic_store_explicit(&best, found, memory_order_relaxed);                                                  \
        return found;                                                                                               \
    }                                                                                                               \
    void cm_##name parameters { name##_best() arguments; }

// -1: the best one.
extern _Atomic int cm_clone_asked;

// A function that is compiled for several machines from one text; the best is taken when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
