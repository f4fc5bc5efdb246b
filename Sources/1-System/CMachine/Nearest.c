#include "Clones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Products of a block of queries with all points, tile by tile, as matrix products are made (Goto and van de Geijn, ACM
// Trans. Math. Softw. 34, 12, 2008): both sides are packed, so that the inmost loop reads memory in order; a tile's
// products are gathered in registers. Each product of two vectors is one sum over the columns, in order, `depth` at a time.
enum { tile = 128, depth = 256 };

typedef struct {
    float value;
    int index;
} candidate;

INLINE int before(candidate left, candidate right) {
    return left.value < right.value || (left.value == right.value && left.index < right.index);
}

// Puts the `kept` least of `count` first.
static void keep_least(candidate *list, long count, long kept) {
    long low = 0, high = count - 1;
    while (low < high) {
        const candidate pivot = list[low + (high - low) / 2];
        long left = low, right = high;
        while (left <= right) {
            while (before(list[left], pivot)) left++;
            while (before(pivot, list[right])) right--;
            if (left <= right) {
                const candidate other = list[left];
                list[left++] = list[right];
                list[right--] = other;
            }
        }
        if (kept - 1 <= right) high = right;
        else if (kept - 1 >= left) low = left;
        else return;
    }
}

// products[row][column] += of `rows` packed rows with `16 * vectors` packed points, over `columns` columns.
#define KERNEL(rows, vectors)                                                                                      \
    INLINE void kernel_##rows##_##vectors(                                                                          \
        const float *left, const float *right, long columns, float *products, long stride) {                       \
        lanes sums[rows][vectors];                                                                                  \
        _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++)                                     \
            _Pragma("clang loop unroll(full)") for (int part = 0; part < vectors; part++)                           \
                sums[row][part] = (lanes){};                                                                        \
        for (long column = 0; column < columns; column++) {                                                         \
            lanes others[vectors];                                                                                  \
            _Pragma("clang loop unroll(full)") for (int part = 0; part < vectors; part++)                           \
                others[part] = *(const lanes *)(right + 16 * (column * vectors + part));                            \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++) {                               \
                const lanes own = left[column * rows + row] - (lanes){};                                            \
                _Pragma("clang loop unroll(full)") for (int part = 0; part < vectors; part++)                       \
                    sums[row][part] += own * others[part];                                                          \
            }                                                                                                       \
        }                                                                                                           \
        _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++)                                     \
            _Pragma("clang loop unroll(full)") for (int part = 0; part < vectors; part++)                           \
                *(lanes *)(products + row * stride + 16 * part) += sums[row][part];                                 \
    }
KERNEL(12, 2)
KERNEL(6, 1)
KERNEL(3, 1)

// `count` vectors less the centre, columns [first, first + columns), in panels of `width`: axes (panel, column, vector);
// what lacks in the last panel is 0.
INLINE void pack(
    const float *vectors, long count, long stride, const float *centre, long first, long columns, int width,
    float *packed) {
    for (long panel = 0; panel < count; panel += width) {
        const long own = count - panel < width ? count - panel : width;
        if (own < width) memset(packed, 0, (size_t)(width * columns) * sizeof *packed);
        for (long number = 0; number < own; number++) {
            const float *vector = vectors + (panel + number) * stride + first;
            for (long column = 0; column < columns; column++)
                packed[column * width + number] = vector[column] - centre[first + column];
        }
        packed += width * columns;
    }
}

#define NEAREST_PARAMETERS                                                                                         \
    (const float *queries, long query_count, const float *points, long point_count, long columns,                 \
        const float *centre, const float *norms, long own, long kept, void *memory, int *indices, float *values)
#define NEAREST_ARGUMENTS                                                                                          \
    (queries, query_count, points, point_count, columns, centre, norms, own, kept, memory, indices, values)

INLINE long up(long number, long step) { return (number + step - 1) / step * step; }

long cm_nearest_memory(long query_count, long columns, long kept) {
    const long rows = up(query_count, 12);
    return 64 * 8 + rows * columns * 4 + tile * up(columns, 1) * 4 + rows * tile * 4
        + query_count * (2 * kept) * (long)sizeof(candidate) + query_count * 16;
}

INLINE void nearest_text(
    int level, const float *queries, long query_count, const float *points, long point_count, long columns,
    const float *centre, const float *norms, long own, long kept, void *memory, int *indices, float *values) {
    const int height = level == 4 ? 12 : level == 3 ? 6 : 3, width = level == 4 ? 32 : 16;
    const long rows = up(query_count, 12), room = 2 * kept;
    char *place = (char *)up((long)memory, 64);
    float *const left = (float *)place;
    place += up(rows * columns * 4, 64);
    float *const right = (float *)place;
    place += up(tile * columns * 4, 64);
    float *const products = (float *)place;
    place += up(rows * tile * 4, 64);
    candidate *const lists = (candidate *)place;
    place += up(query_count * room * (long)sizeof(candidate), 64);
    long *const counts = (long *)place;
    float *const limits = (float *)(counts + query_count);
    for (long query = 0; query < query_count; query++) {
        counts[query] = 0;
        limits[query] = INFINITY;
    }

    // Axes (depth block, panel, column, row).
    for (long first = 0; first < columns; first += depth) {
        const long part = columns - first < depth ? columns - first : depth;
        float *const target = left + first * rows;
        if (query_count < rows) memset(target, 0, (size_t)(rows * part) * sizeof *left);
        pack(queries, query_count, columns, centre, first, part, height, target);
    }

    for (long start = 0; start < point_count; start += tile) {
        const long count = point_count - start < tile ? point_count - start : tile;
        memset(products, 0, (size_t)(rows * tile) * sizeof *products);
        for (long first = 0; first < columns; first += depth) {
            const long part = columns - first < depth ? columns - first : depth;
            pack(points + start * columns, count, columns, centre, first, part, width, right);
            for (long panel = 0; panel < rows; panel += height) {
                const float *const mine = left + first * rows + panel * part;
                for (long other = 0; other < count; other += width) {
                    float *const target = products + panel * tile + other;
                    if (level == 4) kernel_12_2(mine, right + other * part, part, target, tile);
                    else if (level == 3) kernel_6_1(mine, right + other * part, part, target, tile);
                    else kernel_3_1(mine, right + other * part, part, target, tile);
                }
            }
        }
        // What is left of the last tile can be no candidate.
        float lengths[tile];
        for (long number = 0; number < tile; number++)
            lengths[number] = number < count ? norms[start + number] : INFINITY;
        for (long query = 0; query < query_count; query++) {
            const float *const row = products + query * tile;
            candidate *const list = lists + query * room;
            for (long number = 0; number < count; number += 16) {
                const lanes value = *(const loose *)(lengths + number) - 2 * *(const lanes *)(row + number);
                const masks less = value < limits[query];
                if (!__builtin_reduce_or(less)) continue;
                for (int lane = 0; lane < 16; lane++) {
                    const long index = start + number + lane;
                    if (!(value[lane] < limits[query]) || (own >= 0 && index == own + query)) continue;
                    list[counts[query]++] = (candidate){value[lane], (int)index};
                    if (counts[query] < room) continue;
                    keep_least(list, room, kept);
                    counts[query] = kept;
                    float most = list[0].value;
                    for (long one = 1; one < kept; one++) most = list[one].value > most ? list[one].value : most;
                    limits[query] = most;
                }
            }
        }
    }
    for (long query = 0; query < query_count; query++) {
        candidate *const list = lists + query * room;
        if (counts[query] > kept) keep_least(list, counts[query], kept);
        for (long one = 0; one < kept; one++) {
            indices[query * kept + one] = one < counts[query] ? list[one].index : -1;
            values[query * kept + one] = one < counts[query] ? list[one].value : INFINITY;
        }
    }
}

CM_CLONES(nearest, NEAREST_PARAMETERS, NEAREST_ARGUMENTS)

INLINE void centred_norms_text(
    int level, const float *vectors, long count, long columns, const float *centre, float *norms) {
    (void)level;
    const long whole = columns / 16 * 16;
    for (long row = 0; row < count; row++) {
        const float *const vector = vectors + row * columns;
        lanes sum = {};
        for (long column = 0; column < whole; column += 16) {
            const lanes value = *(const loose *)(vector + column) - *(const loose *)(centre + column);
            sum += value * value;
        }
        float total = sum_of(&sum);
        for (long column = whole; column < columns; column++) {
            const float value = vector[column] - centre[column];
            total += value * value;
        }
        norms[row] = total;
    }
}

CM_CLONES(
    centred_norms, (const float *vectors, long count, long columns, const float *centre, float *norms),
    (vectors, count, columns, centre, norms))

INLINE void squared_distances_text(
    int level, const float *vector, const float *points, long columns, const int *rows, long first, long count,
    float *distances) {
    (void)level;
    const long whole = columns / 16 * 16;
    for (long number = 0; number < count; number++) {
        const float *const point = points + (rows ? rows[number] : first + number) * columns;
        lanes sum = {};
        for (long column = 0; column < whole; column += 16) {
            const lanes value = *(const loose *)(vector + column) - *(const loose *)(point + column);
            sum += value * value;
        }
        float total = sum_of(&sum);
        for (long column = whole; column < columns; column++) {
            const float value = vector[column] - point[column];
            total += value * value;
        }
        distances[number] = total;
    }
}

CM_CLONES(
    squared_distances,
    (const float *vector, const float *points, long columns, const int *rows, long first, long count,
        float *distances),
    (vector, points, columns, rows, first, count, distances))
