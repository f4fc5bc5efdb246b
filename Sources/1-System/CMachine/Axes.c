#include "Clones.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

INLINE void along_axes_text(
    int level, const float *vectors, long count, long columns, const float *centre, const float *axes, float *places,
    float *sums) {
    (void)level;
    const long whole = columns / 16 * 16;
    if (sums) memset(sums, 0, (size_t)(cm_axes * columns) * sizeof *sums);
    for (long row = 0; row < count; row++) {
        const float *const vector = vectors + row * columns;
        lanes parts[cm_axes];
        float along[cm_axes];
        for (int axis = 0; axis < cm_axes; axis++) parts[axis] = (lanes){};
        for (long column = 0; column < whole; column += 16) {
            const lanes value = *(const loose *)(vector + column) - *(const loose *)(centre + column);
            for (int axis = 0; axis < cm_axes; axis++)
                parts[axis] += value * *(const loose *)(axes + axis * columns + column);
        }
        for (int axis = 0; axis < cm_axes; axis++) along[axis] = sum_of(&parts[axis]);
        for (long column = whole; column < columns; column++)
            for (int axis = 0; axis < cm_axes; axis++)
                along[axis] += (vector[column] - centre[column]) * axes[axis * columns + column];
        if (places) memcpy(places + cm_axes * row, along, sizeof along);
        if (!sums) continue;
        for (long column = 0; column < whole; column += 16) {
            const lanes value = *(const loose *)(vector + column) - *(const loose *)(centre + column);
            for (int axis = 0; axis < cm_axes; axis++)
                *(loose *)(sums + axis * columns + column) += along[axis] * value;
        }
        for (long column = whole; column < columns; column++)
            for (int axis = 0; axis < cm_axes; axis++)
                sums[axis * columns + column] += along[axis] * (vector[column] - centre[column]);
    }
}

CM_CLONES(
    along_axes,
    (const float *vectors, long count, long columns, const float *centre, const float *axes, float *places,
        float *sums),
    (vectors, count, columns, centre, axes, places, sums))
