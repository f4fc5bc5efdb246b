// What of the machine Swift does not reach.
#pragma once
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
