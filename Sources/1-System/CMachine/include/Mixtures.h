// Sums of Gaussian mixtures, in double precision.
#pragma once

// Squared lengths of the rows first ..< last less the mean, after they were multiplied by a factor whose rows begin at the diagonal:
// axes (column, column), what lies left of the diagonal is not looked at. rows: axes (row, column).
void cm_factor_lengths(
    const double *rows, long first, long last, long columns, const double *mean, const double *factor, double *lengths);

// Sums of weighted products of the columns less the mean, for the columns first ..< last with each up to itself: adds to
// sums, axes (column, column). weights: one a row, `stride` apart.
void cm_weighted_products(
    const double *rows, long count, long columns, const double *mean, const double *weights, long stride, long first,
    long last, double *sums);
