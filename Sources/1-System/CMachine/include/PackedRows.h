// All rows of a matrix against others, many columns, without an index. Packed rows lie in blocks of cm_block, whose columns
// follow one another: axes (block, column, row of the block); what lies past the last row is 0. Squared distances.
#pragma once

// Rows of a block, each in its lane.
enum { cm_block = 16 };

// Rows of `rows`, axes (row, column), less the origin, which may be null, into blocks; the blocks first ..< last.
void cm_pack(
    const float *rows, const float *origin, long count, long columns, long first, long last, float *packed);

// The `count` nearest rows of the rows first ..< last, themselves left out, by rising distance, ties by lower row; distances
// in double precision. neighbours and distances: axes (row - first, count). There must be so many rows.
void cm_rows_nearest(
    const float *rows, const float *packed, long row_count, long columns, long first, long last, int count,
    int *neighbours, double *distances);

// As cm_tree_outside, among rows; `core` and `component` have a multiple of cm_block places.
void cm_rows_outside(
    const float *rows, const float *packed, long row_count, long columns, const double *core, const int *component,
    const int *chosen, long count, const double *cutoffs, int *partners, double *distances);

// How far the rows of the blocks first_block ..< last_block lie from centres, by their products: these are fused, each step
// rounded once. halves: half of each centre's squared length. scores: axes (block - first_block, centre, row of the block);
// half of the squared distance less half of the row's squared length.
void cm_centre_scores(
    const float *packed, long columns, long first_block, long last_block, const float *centres, const float *halves,
    long centre_count, float *scores);

// The nearest centre of each row of those blocks, the lower one of equal ones, and the least and the second of its scores; infinite
// where there is one centre. From block first_block on.
void cm_nearest_centres(
    const float *packed, long columns, long first_block, long last_block, const float *centres, const float *halves,
    long centre_count, int *nearest, float *best, float *second);

// Distances, not squared, of a row from each row of the blocks, added up by group: sums[group of the row] += distance,
// in double precision, for `chosen` rows; axes (chosen, group). Rows of group -1 count for none.
void cm_group_distances(
    const float *rows, const float *packed, long row_count, long columns, const int *groups, long group_count,
    long first, long last, double *sums);
