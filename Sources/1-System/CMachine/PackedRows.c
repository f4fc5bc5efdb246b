#include "PackedRows.h"

#include "Clones.h"

#include <math.h>
#include <string.h>

// Products and sums are rounded one by one but where they are fused by name, so that every machine gets the same bits.
#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(4 * cm_block)));
typedef int masks __attribute__((vector_size(4 * cm_block)));

// Rows that are compared with two blocks at a time.
enum { queries = 6 };

void cm_pack(
    const float *rows, const float *origin, long count, long columns, long first, long last, float *packed) {
    for (long block = first; block < last; block++) {
        float *target = packed + block * columns * cm_block;
        for (long place = 0; place < cm_block; place++) {
            const long row = block * cm_block + place;
            for (long column = 0; column < columns; column++) {
                target[column * cm_block + place] = row < count ? rows[row * columns + column] - (origin ? origin[column] : 0) : 0;
            }
        }
    }
}

// Squared distances of some rows from those of two blocks (the second may be the first again).
INLINE void tile(const float *const *own, const float *one, const float *other, long columns, lanes sums[2][queries]) {
    lanes left[queries] = {}, right[queries] = {};
    for (long column = 0; column < columns; column++) {
        lanes a, b;
        memcpy(&a, one + column * cm_block, sizeof a);
        memcpy(&b, other + column * cm_block, sizeof b);
#pragma clang loop unroll(full)
        for (int query = 0; query < queries; query++) {
            const float value = own[query][column];
            const lanes apart_a = a - value, apart_b = b - value;
            left[query] = __builtin_elementwise_fma(apart_a, apart_a, left[query]);
            right[query] = __builtin_elementwise_fma(apart_b, apart_b, right[query]);
        }
    }
    for (int query = 0; query < queries; query++) {
        sums[0][query] = left[query];
        sums[1][query] = right[query];
    }
}

INLINE double exact(const float *one, const float *other, long columns) {
    double parts[8] = {};
    const long whole = columns / 8 * 8;
    for (long column = 0; column < whole; column += 8) {
        for (int part = 0; part < 8; part++) {
            const double apart = (double)one[column + part] - (double)other[column + part];
            parts[part] += apart * apart;
        }
    }
    double sum = ((parts[0] + parts[4]) + (parts[1] + parts[5])) + ((parts[2] + parts[6]) + (parts[3] + parts[7]));
    for (long column = whole; column < columns; column++) {
        const double apart = (double)one[column] - (double)other[column];
        sum += apart * apart;
    }
    return sum;
}

// What a distance in single precision can be too large by, as a factor, and then some.
INLINE float slack(long columns) { return 1 + 1e-6f + 1.3e-7f * (float)columns; }

// Whether any number of a block is not above the limit.
#define IS_ANY(values, limit) (__builtin_reduce_or((masks)((values) <= (limit))) != 0)

INLINE float reach(double limit, float factor) {
    const double far = limit * factor;
    return far < 3e38 ? (float)far * (1 + 1e-6f) : INFINITY;
}

CLONES void cm_rows_nearest(
    const float *rows, const float *packed, long row_count, long columns, long first, long last, int count,
    int *neighbours, double *distances) {
    const long blocks = (row_count + cm_block - 1) / cm_block;
    const float factor = slack(columns);
    for (long start = first; start < last; start += queries) {
        const float *own[queries];
        int filled[queries] = {};
        float limits[queries];
        for (int query = 0; query < queries; query++) {
            own[query] = rows + (start + query < last ? start + query : start) * columns;
            limits[query] = INFINITY;
        }
        for (long block = 0; block < blocks; block += 2) {
            const long other = block + 1 < blocks ? block + 1 : block;
            lanes sums[2][queries];
            tile(own, packed + block * columns * cm_block, packed + other * columns * cm_block, columns, sums);
            for (int query = 0; query < queries && start + query < last; query++) {
                int *found = neighbours + (start + query - first) * count;
                double *heap = distances + (start + query - first) * count;
                for (long side = 0; side < (other > block ? 2 : 1); side++) {
                    if (!IS_ANY(sums[side][query], limits[query])) continue;
                    float values[cm_block];
                    memcpy(values, &sums[side][query], sizeof values);
                    for (int place = 0; place < cm_block; place++) {
                        const long row = (block + side) * cm_block + place;
                        if (!(values[place] <= limits[query]) || row >= row_count || row == start + query) continue;
                        const double distance = exact(own[query], rows + row * columns, columns);
                        int rank = filled[query];
                        if (rank == count) {
                            // rows come in rising order: of equal ones the first stays
                            if (!(distance < heap[count - 1])) continue;
                            rank = count - 1;
                        } else {
                            filled[query]++;
                        }
                        while (rank > 0 && heap[rank - 1] > distance) {
                            heap[rank] = heap[rank - 1];
                            found[rank] = found[rank - 1];
                            rank--;
                        }
                        heap[rank] = distance;
                        found[rank] = (int)row;
                        if (filled[query] == count) limits[query] = reach(heap[count - 1], factor);
                    }
                }
            }
        }
    }
}

CLONES void cm_rows_outside(
    const float *rows, const float *packed, long row_count, long columns, const double *core, const int *component,
    const int *chosen, long count, const double *cutoffs, int *partners, double *distances) {
    const long blocks = (row_count + cm_block - 1) / cm_block;
    const float factor = slack(columns);
    int last_component = -1;
    double last_best = INFINITY;
    for (long start = 0; start < count; start += queries) {
        const float *own[queries];
        float limits[queries];
        double best[queries];
        int own_component[queries], partner[queries];
        for (int query = 0; query < queries; query++) {
            const int row = chosen[start + query < count ? start + query : start];
            own[query] = rows + row * columns;
            own_component[query] = component[row];
            best[query] = own_component[query] == last_component ? last_best : cutoffs[own_component[query]];
            limits[query] = reach(best[query], factor);
            partner[query] = -1;
        }
        for (long block = 0; block < blocks; block += 2) {
            const long other = block + 1 < blocks ? block + 1 : block;
            lanes sums[2][queries];
            tile(own, packed + block * columns * cm_block, packed + other * columns * cm_block, columns, sums);
            for (int query = 0; query < queries && start + query < count; query++) {
                const double own_core = core[chosen[start + query]];
                for (long side = 0; side < (other > block ? 2 : 1); side++) {
                    masks components;
                    memcpy(&components, component + (block + side) * cm_block, sizeof components);
                    const masks near = (masks)(sums[side][query] <= limits[query]);
                    if (!__builtin_reduce_or(near & (masks)(components != own_component[query]))) continue;
                    float values[cm_block];
                    memcpy(values, &sums[side][query], sizeof values);
                    for (int place = 0; place < cm_block; place++) {
                        const long row = (block + side) * cm_block + place;
                        if (!(values[place] <= limits[query]) || row >= row_count
                            || component[row] == own_component[query] || !(core[row] < best[query])
                            || !(own_core < best[query])) continue;
                        double distance = exact(own[query], rows + row * columns, columns);
                        distance = distance > core[row] ? distance : core[row];
                        distance = distance > own_core ? distance : own_core;
                        if (!(distance < best[query])) continue;
                        best[query] = distance;
                        partner[query] = (int)row;
                        limits[query] = reach(distance, factor);
                    }
                }
            }
        }
        for (int query = 0; query < queries && start + query < count; query++) {
            partners[start + query] = partner[query];
            distances[start + query] = best[query];
            if (own_component[query] != last_component) {
                last_component = own_component[query];
                last_best = best[query];
            } else {
                last_best = best[query] < last_best ? best[query] : last_best;
            }
        }
    }
}

// Scores of the rows of two blocks for some centres.
#define SCORES(left, right)                                                                                          \
    const float *own[queries];                                                                                       \
    for (int query = 0; query < queries; query++) {                                                                  \
        own[query] = centres + (centre + query < centre_count ? centre + query : centre) * columns;                  \
    }                                                                                                                \
    lanes left[queries] = {}, right[queries] = {};                                                                   \
    for (long column = 0; column < columns; column++) {                                                              \
        lanes a, b;                                                                                                  \
        memcpy(&a, one + column * cm_block, sizeof a);                                                               \
        memcpy(&b, two + column * cm_block, sizeof b);                                                               \
        _Pragma("clang loop unroll(full)") for (int query = 0; query < queries; query++) {                           \
            const lanes value = (lanes){} + own[query][column];                                                      \
            left[query] = __builtin_elementwise_fma(value, a, left[query]);                                          \
            right[query] = __builtin_elementwise_fma(value, b, right[query]);                                        \
        }                                                                                                            \
    }                                                                                                                \
    for (int query = 0; query < queries && centre + query < centre_count; query++) {                                 \
        left[query] = halves[centre + query] - left[query];                                                          \
        right[query] = halves[centre + query] - right[query];                                                        \
    }

CLONES void cm_centre_scores(
    const float *packed, long columns, long first_block, long last_block, const float *centres, const float *halves,
    long centre_count, float *scores) {
    for (long block = first_block; block < last_block; block += 2) {
        const long other = block + 1 < last_block ? block + 1 : block;
        const float *one = packed + block * columns * cm_block, *two = packed + other * columns * cm_block;
        for (long centre = 0; centre < centre_count; centre += queries) {
            SCORES(left, right)
            for (int query = 0; query < queries && centre + query < centre_count; query++) {
                float *target = scores + ((block - first_block) * centre_count + centre + query) * cm_block;
                memcpy(target, &left[query], sizeof left[query]);
                if (other > block) memcpy(target + centre_count * cm_block, &right[query], sizeof right[query]);
            }
        }
    }
}

typedef struct {
    lanes best, second;
    masks centre;
} choice;

#define PICK(mask, one, other) ((lanes)(((masks)(one) & (mask)) | ((masks)(other) & ~(mask))))
#define CHOOSE(choice, values, number)                                                                               \
    {                                                                                                                \
        const masks is_best = (masks)((values) < choice.best), is_second = (masks)((values) < choice.second);        \
        choice.second = PICK(is_best, choice.best, PICK(is_second, values, choice.second));                          \
        choice.best = PICK(is_best, values, choice.best);                                                            \
        choice.centre = (((masks){} + (int)(number)) & is_best) | (choice.centre & ~is_best);                        \
    }

CLONES void cm_nearest_centres(
    const float *packed, long columns, long first_block, long last_block, const float *centres, const float *halves,
    long centre_count, int *nearest, float *best, float *second) {
    for (long block = first_block; block < last_block; block += 2) {
        const long other = block + 1 < last_block ? block + 1 : block;
        const float *one = packed + block * columns * cm_block, *two = packed + other * columns * cm_block;
        choice first_choice = {(lanes){} + INFINITY, (lanes){} + INFINITY, (masks){}}, next_choice = first_choice;
        for (long centre = 0; centre < centre_count; centre += queries) {
            SCORES(left, right)
            for (int query = 0; query < queries && centre + query < centre_count; query++) {
                CHOOSE(first_choice, left[query], centre + query)
                CHOOSE(next_choice, right[query], centre + query)
            }
        }
        const long place = (block - first_block) * cm_block;
        memcpy(nearest + place, &first_choice.centre, sizeof first_choice.centre);
        memcpy(best + place, &first_choice.best, sizeof first_choice.best);
        memcpy(second + place, &first_choice.second, sizeof first_choice.second);
        if (other == block) continue;
        memcpy(nearest + place + cm_block, &next_choice.centre, sizeof next_choice.centre);
        memcpy(best + place + cm_block, &next_choice.best, sizeof next_choice.best);
        memcpy(second + place + cm_block, &next_choice.second, sizeof next_choice.second);
    }
}

CLONES void cm_group_distances(
    const float *rows, const float *packed, long row_count, long columns, const int *groups, long group_count,
    long first, long last, double *sums) {
    const long blocks = (row_count + cm_block - 1) / cm_block;
    for (long start = first; start < last; start += queries) {
        const float *own[queries];
        for (int query = 0; query < queries; query++) {
            own[query] = rows + (start + query < last ? start + query : start) * columns;
        }
        for (long block = 0; block < blocks; block += 2) {
            const long other = block + 1 < blocks ? block + 1 : block;
            lanes tiles[2][queries];
            tile(own, packed + block * columns * cm_block, packed + other * columns * cm_block, columns, tiles);
            for (int query = 0; query < queries && start + query < last; query++) {
                double *target = sums + (start + query - first) * group_count;
                for (long side = 0; side < (other > block ? 2 : 1); side++) {
                    for (int place = 0; place < cm_block; place++) {
                        const long row = (block + side) * cm_block + place;
                        if (row >= row_count || groups[row] < 0) continue;
                        target[groups[row]] += sqrt((double)tiles[side][query][place]);
                    }
                }
            }
        }
    }
}
