#include "Mixtures.h"

#include "Clones.h"

// Products and sums are rounded one by one, so that every machine gets the same bits.
#pragma STDC FP_CONTRACT OFF

// Rows that are multiplied at a time.
enum { together = 4 };

CLONES void cm_factor_lengths(
    const double *rows, long first, long last, long columns, const double *mean, const double *factor, double *lengths) {
    double products[together][columns];
    for (long start = first; start < last; start += together) {
        for (int own = 0; own < together; own++) {
            for (long column = 0; column < columns; column++) products[own][column] = 0;
        }
        const double *from[together];
        for (int own = 0; own < together; own++) {
            from[own] = rows + (start + own < last ? start + own : start) * columns;
        }
        for (long row = 0; row < columns; row++) {
            const double *restrict line = factor + row * columns;
            const double a = from[0][row] - mean[row], b = from[1][row] - mean[row];
            const double c = from[2][row] - mean[row], d = from[3][row] - mean[row];
#pragma clang loop vectorize(enable)
            for (long column = row; column < columns; column++) {
                const double value = line[column];
                products[0][column] += a * value;
                products[1][column] += b * value;
                products[2][column] += c * value;
                products[3][column] += d * value;
            }
        }
        for (int own = 0; own < together && start + own < last; own++) {
            double sum = 0;
            for (long column = 0; column < columns; column++) sum += products[own][column] * products[own][column];
            lengths[start + own - first] = sum;
        }
    }
}

CLONES void cm_weighted_products(
    const double *rows, long count, long columns, const double *mean, const double *weights, long stride, long first,
    long last, double *sums) {
    double apart[columns];
    for (long row = 0; row < count; row++) {
        const double weight = weights[row * stride];
        if (weight == 0) continue;
        const double *own = rows + row * columns;
        for (long column = 0; column < last; column++) apart[column] = own[column] - mean[column];
        for (long column = first; column < last; column++) {
            const double value = weight * apart[column];
            double *restrict line = sums + column * columns;
            for (long other = 0; other <= column; other++) line[other] += value * apart[other];
        }
    }
}
