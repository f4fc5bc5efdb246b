#include "Clones.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

typedef float quad __attribute__((vector_size(16)));
typedef float eight __attribute__((vector_size(32)));

// Coordinates of sixteen places, each of which is four floats: axes (place, coordinate) turned.
INLINE void gather(int dimensions, const float *places, const int *numbers, lanes *x, lanes *y, lanes *z) {
#define PLACE(number) (*(const quad *)(places + 4 * (long)numbers[number]))
#define PAIR(a, b) __builtin_shufflevector(PLACE(a), PLACE(b), 0, 1, 2, 3, 4, 5, 6, 7)
#define FOUR(a, b, c, d)                                                                                           \
    __builtin_shufflevector(PAIR(a, b), PAIR(c, d), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH(a, b) __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define FIRST(a, b) __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define SECOND(a, b) __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
    const lanes one = FOUR(0, 4, 8, 12), two = FOUR(1, 5, 9, 13), three = FOUR(2, 6, 10, 14), four = FOUR(3, 7, 11, 15);
    const lanes low = LOW(one, two), next = LOW(three, four);
    *x = FIRST(low, next);
    *y = SECOND(low, next);
    if (dimensions == 3) *z = FIRST(HIGH(one, two), HIGH(three, four));
}

INLINE void attraction_of(
    int dimensions, const float *places, const float *others, const long *starts, const int *columns,
    const float *weights, long first, long count, float *forces) {
    for (long row = first; row < first + count; row++) {
        const float *const own = places + 4 * row;
        lanes sums[3] = {{}, {}, {}};
        for (long edge = starts[row]; edge < starts[row + 1]; edge += 16) {
            const long left = starts[row + 1] - edge;
            lanes weight, x, y, z = {};
            if (left >= 16) {
                weight = *(const loose *)(weights + edge);
                gather(dimensions, others, columns + edge, &x, &y, &z);
            } else {
                int some[16];
                for (int lane = 0; lane < 16; lane++) {
                    some[lane] = columns[edge + (lane < left ? lane : 0)];
                    weight[lane] = lane < left ? weights[edge + lane] : 0;
                }
                gather(dimensions, others, some, &x, &y, &z);
            }
            x = own[0] - x;
            y = own[1] - y;
            lanes square = 1 + x * x + y * y;
            if (dimensions == 3) {
                z = own[2] - z;
                square += z * z;
            }
            const lanes pull = weight / square;
            sums[0] += pull * x;
            sums[1] += pull * y;
            if (dimensions == 3) sums[2] += pull * z;
        }
        for (int axis = 0; axis < 3; axis++) forces[4 * row + axis] = sum_of(&sums[axis]);
        forces[4 * row + 3] = 0;
    }
}

INLINE void attraction_text(
    int level, int dimensions, const float *places, const float *others, const long *starts, const int *columns,
    const float *weights, long first, long count, float *forces) {
    (void)level;
    if (dimensions == 2) attraction_of(2, places, others, starts, columns, weights, first, count, forces);
    else attraction_of(3, places, others, starts, columns, weights, first, count, forces);
}

CM_CLONES(
    attraction,
    (int dimensions, const float *places, const float *others, const long *starts, const int *columns,
        const float *weights, long first, long count, float *forces),
    (dimensions, places, others, starts, columns, weights, first, count, forces))

double cm_attraction_cost(
    int dimensions, const float *places, const float *others, const long *starts, const int *columns,
    const float *weights, long first, long count) {
    double cost = 0;
    for (long row = first; row < first + count; row++) {
        for (long edge = starts[row]; edge < starts[row + 1]; edge++) {
            double square = 1;
            for (int axis = 0; axis < dimensions; axis++) {
                const double step = (double)places[4 * row + axis] - (double)others[4 * (long)columns[edge] + axis];
                square += step * step;
            }
            cost += (double)weights[edge] * log(square);
        }
    }
    return cost;
}

void cm_map_step(
    int dimensions, cm_map_rates rates, const float *attraction, const float *repulsion, float *places, float *updates,
    float *gains, long first, long count, double *sums) {
    for (int axis = 0; axis < 3; axis++) sums[axis] = 0;
    for (long row = first; row < first + count; row++) {
        float *const place = places + 4 * row, *const update = updates + 4 * row, *const gain = gains + 4 * row;
        const float scale = rates.one_repulsion_each ? 1 / repulsion[4 * row + 3] : rates.repulsion;
        float slope[3], length = 0;
        for (int axis = 0; axis < dimensions; axis++) {
            slope[axis] = rates.attraction * attraction[4 * row + axis] - scale * repulsion[4 * row + axis];
            length += slope[axis] * slope[axis];
        }
        length = sqrtf(length);
        if (rates.most_slope > 0 && length > rates.most_slope)
            for (int axis = 0; axis < dimensions; axis++) slope[axis] *= rates.most_slope / length;
        length = 0;
        for (int axis = 0; axis < dimensions; axis++) {
            const int same = (update[axis] > 0) == (slope[axis] > 0) && (update[axis] < 0) == (slope[axis] < 0);
            gain[axis] = same ? gain[axis] * 0.8f + 0.01f : gain[axis] + 0.2f;
            update[axis] = rates.momentum * update[axis] - rates.rate * gain[axis] * slope[axis];
            length += update[axis] * update[axis];
        }
        length = sqrtf(length);
        const float shorter = rates.most_step > 0 && length > rates.most_step ? rates.most_step / length : 1;
        for (int axis = 0; axis < dimensions; axis++) {
            update[axis] *= shorter;
            place[axis] += update[axis];
            sums[axis] += (double)place[axis];
        }
    }
}
