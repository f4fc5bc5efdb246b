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
