// What of the machine Swift does not reach.
#pragma once
#include "Mixtures.h"
#include "PackedRows.h"
#include "PointTree.h"

#include <stdbool.h>

// Keeps freed memory for what is needed next, instead of giving pages back to the system; does nothing without glibc.
void cm_keep_memory(void);

// Inner loops that need more vector instructions than every machine has. Each is compiled several times from one text,
// and the best for the machine is taken at the first call; the results are the same to the last bit.

// How often: with AVX-512 and with AVX2 where these are known, and plain.
enum { cm_clones = 3 };

// Columns that are gone along at a time, each in its lane: neighbours in memory.
enum { cm_lanes = 16 };

// Where the stretches lie that means are taken over: `count` neighbours of one length.
typedef struct {
    // Where the first one begins in the first column, in pixels from 0 at the first one's centre.
    double start;
    // How much farther on it begins from column to column.
    double skew;
    // Length; below 0 they go backwards. Not 0.
    double step;
    long count;
} cm_stretches;

// Means over stretches of the continuous surfaces that `cm_lanes` columns of pixels stand for.
//
// A surface goes through a column's pixels by Keys' cubic (a = -1/2; IEEE Trans. ASSP 29, 1153, 1981): between two
// pixels' centres it is one cubic, and its integral one quartic. Only the stretches' ends need that; between them the
// integrals over whole cells are added up, so that neighbours, which share an end, lose nothing between them.
//
// source: the first pixel of the first column; a column's pixels lie `stride` floats apart. There are `length`, 1 or
// more; beyond them the outermost ones repeat. target: gets count x cm_lanes means, times `factor`, the lanes as
// neighbours, `target_stride` floats from one mean to the next.
void cm_column_means(
    const float *source, long stride, long length, cm_stretches stretches, float factor, float *target,
    long target_stride);

// The same by one of the clones, 0 ..< cm_clones, for tests; false, with nothing done, where the machine cannot run it.
bool cm_column_means_by(
    int clone, const float *source, long stride, long length, cm_stretches stretches, float factor, float *target,
    long target_stride);

// For tests: all of the functions below are done by one of the clones, 0 ..< cm_clones, or plain where the machine cannot
// run it; -1 takes the best again.
void cm_ask_clone(int clone);

// Bytes of memory that `cm_nearest` needs.
long cm_nearest_memory(long query_count, long columns, long kept);

// The `kept` points nearest to each query, by squared distance less the query's own squared length, as products of
// matrices give it: |p|^2 - 2 q.p, all vectors less the centre, and rounded.
//
// queries, points: axes (row, column), row-major, all finite. centre: one number a column. norms: |p|^2 of each point less
// the centre (`cm_centred_norms`). own: number of the first query's row among the points, which is left out for it, the
// next for the next; below 0 nothing is left out. kept: no more than there are points to find. indices, values: axes
// (query, kept), in no order; all points that are not among them have no smaller value than the largest there.
void cm_nearest(
    const float *queries, long query_count, const float *points, long point_count, long columns, const float *centre,
    const float *norms, long own, long kept, void *memory, int *indices, float *values);

// Squared lengths of vectors less a centre.
void cm_centred_norms(const float *vectors, long count, long columns, const float *centre, float *norms);

// Squared distances of a vector from points: those of `rows`, or where that is null `count` from row `first` on.
void cm_squared_distances(
    const float *vector, const float *points, long columns, const int *rows, long first, long count, float *distances);

// Places of points on a map, and forces between them, are four floats a point: two or three coordinates and what is said.

// Forces that pull points to their neighbours (van der Maaten and Hinton, J. Mach. Learn. Res. 9, 2579, 2008, eq. 5): for
// rows [first, first + count) the sum over its edges of weight / (1 + d^2) * (place - other's place).
//
// starts: where each row's edges begin, rows + 1 of them. columns: numbers among `others`.
void cm_attraction(
    int dimensions, const float *places, const float *others, const long *starts, const int *columns,
    const float *weights, long first, long count, float *forces);

// The sum over the same edges of weight * log(1 + d^2).
double cm_attraction_cost(
    int dimensions, const float *places, const float *others, const long *starts, const int *columns,
    const float *weights, long first, long count);

// How points are moved.
typedef struct {
    float attraction, repulsion;   // factors of the forces
    float rate, momentum;
    float most_slope, most_step;   // longest gradient and step; 0: as long as they are
    bool one_repulsion_each;       // each point's repulsion is divided by its own fourth number instead
} cm_map_rates;

// Moves points [first, first + count) against the gradient with momentum and gains (Jacobs, Neural Networks 1, 295, 1988).
// sums: gets the sums of the three coordinates.
void cm_map_step(
    int dimensions, cm_map_rates rates, const float *attraction, const float *repulsion, float *places, float *updates,
    float *gains, long first, long count, double *sums);

// Sums over all points of the forces that push points apart, by a tree: points far away act through their number, mean
// place and second moments. A whole group of neighbours walks the tree once (Barnes, J. Comput. Phys. 87, 161, 1990).
typedef struct cm_tree cm_tree;

// dimensions: 2 or 3. count: 1 or more.
cm_tree *cm_tree_make(int dimensions, long count);
void cm_tree_free(cm_tree *tree);
long cm_tree_leaves(const cm_tree *tree);
long cm_tree_groups(const cm_tree *tree);

// Sorts the points into the tree's leaves.
void cm_tree_arrange(cm_tree *tree, const float *places);

// Takes the places of points that are sorted already: of leaves [first, first + count), then `cm_tree_sum` once.
void cm_tree_fill(cm_tree *tree, const float *places, long first, long count);
void cm_tree_sum(cm_tree *tree);

// Bytes of memory that a call of `cm_tree_forces` needs.
long cm_tree_memory(const cm_tree *tree);

// For the points in groups [first, first + count) of the tree `asking`: the sum over all points of `tree` of
// (place - other's place) / (1 + d^2)^2, and, in the fourth number, of 1 / (1 + d^2); a point's own share (0 and 1) is in it
// where both are one tree. A node whose points lie within r of its centre is taken as one where r^2 < opening * (0.36 + d^2),
// d from its centre to the group's box; 0 opens all, which is exact.
void cm_tree_forces(
    const cm_tree *tree, const cm_tree *asking, float opening, long first, long count, int *memory, float *forces);

// Directions that are worked on at a time.
enum { cm_axes = 8 };

// Vectors less a centre along `cm_axes` directions. axes: (direction, column). places: gets axes (row, direction), where it
// is not null. sums: gets the sums of the vectors times their places, axes (direction, column), where it is not null.
void cm_along_axes(
    const float *vectors, long count, long columns, const float *centre, const float *axes, float *places, float *sums);
// How far apart two vectors are: the sum of the squared differences, or 1 less the cosine of the angle between them, which
// is NaN where one is all zeros.
typedef enum { cm_squared_euclidean, cm_cosine } cm_metric;

// Distances of rows of a matrix (row, `dimension`) from a vector.
//
// which: numbers of `count` rows, fetched ahead while others are worked on; null for the first `count` rows. distances:
// gets one a row.
void cm_distances(
    const float *query, const float *rows, long dimension, const int *which, long count, cm_metric metric,
    float *distances);

// The same by one of the clones, as `cm_column_means_by`.
bool cm_distances_by(
    int clone, const float *query, const float *rows, long dimension, const int *which, long count, cm_metric metric,
    float *distances);
