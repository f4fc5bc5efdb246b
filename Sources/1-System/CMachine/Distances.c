#include "CMachine.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// Products and sums are rounded one by one, and always added in the same order, so that every machine gets the same bits.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

enum {
    width = 16,   // numbers at a time
    chains = 4,   // sums side by side, so that no addition waits for the one before
    ahead = 4,    // rows that are fetched before their turn
};

typedef float lanes __attribute__((vector_size(4 * width)));
typedef float half __attribute__((vector_size(2 * width)));
typedef float quarter __attribute__((vector_size(width)));

typedef struct {
    lanes part[chains];
} sums;

// The next numbers, at most `count` of them, then zeros.
INLINE void load(const float *from, long count, lanes *value) {
    if (count >= width) {
        memcpy(value, from, sizeof *value);
    } else {
        *value = (lanes){};
        memcpy(value, from, (size_t)count * sizeof *from);
    }
}

INLINE float total(const sums *sums) {
    const lanes all = (sums->part[0] + sums->part[1]) + (sums->part[2] + sums->part[3]);
    const half eight = __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7)
        + __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15);
    const quarter four =
        __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

INLINE float squared_distance(const float *left, const float *right, long dimension) {
    sums squares = {};
    long at = 0;
    lanes a, b;
    for (; at + chains * width <= dimension; at += chains * width) {
        for (int chain = 0; chain < chains; chain++) {
            load(left + at + chain * width, width, &a);
            load(right + at + chain * width, width, &b);
            a -= b;
            squares.part[chain] += a * a;
        }
    }
    for (int chain = 0; at < dimension; at += width, chain++) {
        load(left + at, dimension - at, &a);
        load(right + at, dimension - at, &b);
        a -= b;
        squares.part[chain] += a * a;
    }
    return total(&squares);
}

// Sums of left x right and of right x right.
INLINE void products(const float *left, const float *right, long dimension, float *both, float *own) {
    sums dots = {}, squares = {};
    long at = 0;
    lanes a, b;
    for (; at + chains * width <= dimension; at += chains * width) {
        for (int chain = 0; chain < chains; chain++) {
            load(left + at + chain * width, width, &a);
            load(right + at + chain * width, width, &b);
            dots.part[chain] += a * b;
            squares.part[chain] += b * b;
        }
    }
    for (int chain = 0; at < dimension; at += width, chain++) {
        load(left + at, dimension - at, &a);
        load(right + at, dimension - at, &b);
        dots.part[chain] += a * b;
        squares.part[chain] += b * b;
    }
    *both = total(&dots);
    *own = total(&squares);
}

#define PARAMETERS                                                                                                   \
    const float *query, const float *rows, long dimension, const int *which, long count, cm_metric metric,           \
        float *distances
#define ARGUMENTS query, rows, dimension, which, count, metric, distances

INLINE const float *row(const float *rows, long dimension, const int *which, long number) {
    return rows + (which ? (long)which[number] : number) * dimension;
}

INLINE void fetch(const float *row, long dimension) {
    for (long at = 0; at < dimension; at += 64 / (long)sizeof *row) __builtin_prefetch(row + at);
}

INLINE void all_distances(PARAMETERS) {
    float both, length = 0;
    if (metric == cm_cosine) products(query, query, dimension, &both, &length);
    if (which) {
        for (long number = 0; number < ahead && number < count; number++) {
            fetch(row(rows, dimension, which, number), dimension);
        }
    }
    for (long number = 0; number < count; number++) {
        if (which && number + ahead < count) fetch(row(rows, dimension, which, number + ahead), dimension);
        const float *other = row(rows, dimension, which, number);
        if (metric == cm_cosine) {
            float own;
            products(query, other, dimension, &both, &own);
            // The root of each, so that no product of squares runs over.
            distances[number] = 1 - both / (sqrtf(length) * sqrtf(own));
        } else {
            distances[number] = squared_distance(query, other, dimension);
        }
    }
}

// The same text for several machines, the best first.
#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"))) static void distances_v4(PARAMETERS) { all_distances(ARGUMENTS); }
__attribute__((target("arch=x86-64-v3"))) static void distances_v3(PARAMETERS) { all_distances(ARGUMENTS); }
#endif
static void distances_plain(PARAMETERS) { all_distances(ARGUMENTS); }

typedef void distances_of(PARAMETERS);

static distances_of *clone(int number) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (number == 0) return __builtin_cpu_supports("x86-64-v4") ? distances_v4 : 0;
    if (number == 1) return __builtin_cpu_supports("x86-64-v3") ? distances_v3 : 0;
#endif
    return number == cm_clones - 1 ? distances_plain : 0;
}

bool cm_distances_by(int number, PARAMETERS) {
    distances_of *const own = clone(number);
    if (own) own(ARGUMENTS);
    return own != 0;
}

void cm_distances(PARAMETERS) {
    static _Atomic(distances_of *) best;
    distances_of *own = atomic_load_explicit(&best, memory_order_relaxed);
    for (int number = 0; !own; number++) own = clone(number);
    atomic_store_explicit(&best, own, memory_order_relaxed);
    own(ARGUMENTS);
}
