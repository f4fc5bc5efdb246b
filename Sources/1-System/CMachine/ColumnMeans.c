#include "CMachine.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// Products and sums are rounded one by one, so that every machine gets the same bits.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(4 * cm_lanes)));
typedef int masks __attribute__((vector_size(4 * cm_lanes)));

// The surfaces between two neighbouring pixels of each column, by the differences of the pixels around.
typedef struct {
    lanes left, right, behind;     // the cell's two ends, and the pixel behind
    lanes slope, next_slope;       // from the left one to the right one, and from there on
    lanes bend_left, bend_right;   // second differences around the left and around the right one
} cell;

// A place between two pixels that goes forwards along the columns.
typedef struct {
    cell cell;
    double place;          // number of the pixel at the cell's beginning
    const float *behind;   // the pixel behind the cell, or the nearest there is
    long number;           // its number, were there no end
} walk;

// To 0...1.
INLINE void limit(lanes *value) {
    const masks below = *value < 0, above = *value > 1;
    const lanes one = (lanes){} + 1;
    *value = (lanes)((masks)*value & ~below & ~above | ((masks)one & above));
}

INLINE void load(const float *from, float scale, lanes *value) {
    memcpy(value, from, sizeof *value);
    *value *= scale;
}

INLINE long inside(long number, long length) { return number < 0 ? 0 : number < length ? number : length - 1; }

INLINE void begin(walk *walk, const float *source, long stride, long length, long place, float scale) {
    lanes before;
    cell *cell = &walk->cell;
    load(source + inside(place - 1, length) * stride, scale, &before);
    load(source + inside(place, length) * stride, scale, &cell->left);
    load(source + inside(place + 1, length) * stride, scale, &cell->right);
    walk->behind = source + inside(place + 2, length) * stride;
    load(walk->behind, scale, &cell->behind);
    cell->slope = cell->right - cell->left;
    cell->next_slope = cell->behind - cell->right;
    cell->bend_left = cell->slope - (cell->left - before);
    cell->bend_right = cell->next_slope - cell->slope;
    walk->place = (double)place;
    walk->number = place + 2;
}

INLINE void advance(walk *walk, long stride, long length, float scale) {
    cell *cell = &walk->cell;
    if (walk->number >= 0 && walk->number < length - 1) walk->behind += stride;
    walk->number += 1;
    walk->place += 1;
    cell->left = cell->right;
    cell->right = cell->behind;
    cell->slope = cell->next_slope;
    cell->bend_left = cell->bend_right;
    load(walk->behind, scale, &cell->behind);
    cell->next_slope = cell->behind - cell->right;
    cell->bend_right = cell->next_slope - cell->slope;
}

// Subtracts the integral over the whole cell.
INLINE void subtract_whole(const cell *cell, lanes *sum) {
    *sum -= cell->left + cell->slope * 0.5f - (cell->bend_left + cell->bend_right) * (1.0f / 24);
}

// Adds the integral from the left pixel's centre to `to`, 0...1.
INLINE void add_integral(const cell *cell, const lanes *to, lanes *sum) {
    const lanes end = *to;
    const lanes fourth = (cell->bend_right - cell->bend_left) * 0.125f;
    const lanes third = cell->bend_left * (1.0f / 3) - cell->bend_right * (1.0f / 6);
    const lanes second = cell->slope * 0.5f - cell->bend_left * 0.25f;
    const lanes high = fourth * end + third, low = second * end + cell->left;
    *sum += (high * (end * end) + low) * end;
}

#define PARAMETERS                                                                                                  \
    const float *source, long stride, long length, cm_stretches stretches, float factor, float *target,              \
        long target_stride
#define ARGUMENTS source, stride, length, stretches, factor, target, target_stride

INLINE void column_means(PARAMETERS) {
    // Always forwards along the columns; what goes backwards is written from the end.
    const double step = fabs(stretches.step);
    const double last = (cm_lanes - 1) * stretches.skew;
    const double first = last < 0 ? last : 0;
    double start = stretches.start + first;
    if (stretches.step < 0) {
        start += (double)stretches.count * stretches.step;
        target += (stretches.count - 1) * target_stride;
        target_stride = -target_stride;
    }
    lanes offsets;
    for (int lane = 0; lane < cm_lanes; lane++) offsets[lane] = (float)(lane * stretches.skew - first);
    const float reach = (float)fabs(last);
    const float scale = factor / (float)step;

    walk here;
    begin(&here, source, stride, length, (long)floor(start), scale);
    lanes before = {};   // the integral up to the last end, from where the cell begins
    for (long edge = 0; edge <= stretches.count; edge++) {
        const double end = start + (double)edge * step;
        while (end >= here.place + 1) {
            subtract_whole(&here.cell, &before);
            advance(&here, stride, length, scale);
        }
        const float near = (float)(end - here.place);
        lanes integral = {};
        lanes to = offsets + near;
        if (near + reach <= 1) {
            add_integral(&here.cell, &to, &integral);
        } else {
            // Some of the ends lie in cells farther on.
            walk ahead = here;
            for (float most = near + reach;; most -= 1) {
                lanes part = to;
                limit(&part);
                add_integral(&ahead.cell, &part, &integral);
                if (most <= 1) break;
                advance(&ahead, stride, length, scale);
                to -= 1;
            }
        }
        if (edge > 0) {
            const lanes mean = integral - before;
            memcpy(target, &mean, sizeof mean);
            target += target_stride;
        }
        before = integral;
    }
}

// The same text for several machines, the best first.
#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"))) static void means_v4(PARAMETERS) { column_means(ARGUMENTS); }
__attribute__((target("arch=x86-64-v3"))) static void means_v3(PARAMETERS) { column_means(ARGUMENTS); }
#endif
static void means_plain(PARAMETERS) { column_means(ARGUMENTS); }

typedef void means(PARAMETERS);

static means *clone(int number) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (number == 0) return __builtin_cpu_supports("x86-64-v4") ? means_v4 : 0;
    if (number == 1) return __builtin_cpu_supports("x86-64-v3") ? means_v3 : 0;
#endif
    return number == cm_clones - 1 ? means_plain : 0;
}

bool cm_column_means_by(int number, PARAMETERS) {
    means *const own = clone(number);
    if (own) own(ARGUMENTS);
    return own != 0;
}

void cm_column_means(PARAMETERS) {
    static _Atomic(means *) best;
    means *own = atomic_load_explicit(&best, memory_order_relaxed);
    for (int number = 0; !own; number++) own = clone(number);
    atomic_store_explicit(&best, own, memory_order_relaxed);
    own(ARGUMENTS);
}
