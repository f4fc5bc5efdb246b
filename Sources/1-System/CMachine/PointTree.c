#include "PointTree.h"

#include "Clones.h"

#include <math.h>

// Products and sums are rounded one by one, so that every machine gets the same bits.
#pragma STDC FP_CONTRACT OFF

enum { stack_size = 128 };

static inline long begin_of(const cm_kd_tree *tree, int level, long number) { return (tree->count * number) >> level; }

// MARK: building

INLINE void swap_slots(cm_kd_tree *tree, long one, long other) {
    const int dimension = tree->dimension;
    double *left = tree->points + one * dimension, *right = tree->points + other * dimension;
    for (int axis = 0; axis < dimension; axis++) {
        const double value = left[axis];
        left[axis] = right[axis];
        right[axis] = value;
    }
    const int row = tree->rows[one];
    tree->rows[one] = tree->rows[other];
    tree->rows[other] = row;
}

// Puts the least mid - first points along the axis first. Hoare's selection; equal ones are shared between both sides.
static void select_slots(cm_kd_tree *tree, long first, long last, long mid, int axis) {
    const int dimension = tree->dimension;
    const double *values = tree->points + axis;
    while (last - first > 1) {
        const double a = values[first * dimension], b = values[(first + last) / 2 * dimension];
        const double c = values[(last - 1) * dimension];
        const double pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        long left = first, right = last - 1;
        while (left <= right) {
            while (values[left * dimension] < pivot) left++;
            while (values[right * dimension] > pivot) right--;
            if (left > right) break;
            if (left < right) swap_slots(tree, left, right);
            left++;
            right--;
        }
        if (mid <= right) last = right + 1;
        else if (mid >= left) first = left;
        else return;
    }
}

void cm_tree_split(cm_kd_tree *tree, int level, long number, int to) {
    const int dimension = tree->dimension;
    const long node = (1L << level) - 1 + number;
    const long first = begin_of(tree, level, number), last = begin_of(tree, level, number + 1);
    double *box = tree->boxes + node * dimension * 2;
    int widest = 0;
    for (int axis = 0; axis < dimension; axis++) {
        double low = INFINITY, high = -INFINITY;
        for (long slot = first; slot < last; slot++) {
            const double value = tree->points[slot * dimension + axis];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        box[2 * axis] = low;
        box[2 * axis + 1] = high;
        if (high - low > box[2 * widest + 1] - box[2 * widest]) widest = axis;
    }
    if (level == tree->depth) {
        double *leaf = tree->leaves + number * dimension * cm_leaf;
        for (int axis = 0; axis < dimension; axis++) {
            for (long place = 0; place < cm_leaf; place++) {
                leaf[axis * cm_leaf + place] =
                    first + place < last ? tree->points[(first + place) * dimension + axis] : INFINITY;
            }
        }
        return;
    }
    select_slots(tree, first, last, begin_of(tree, level + 1, 2 * number + 1), widest);
    if (level < to) {
        cm_tree_split(tree, level + 1, 2 * number, to);
        cm_tree_split(tree, level + 1, 2 * number + 1, to);
    }
}

void cm_tree_components(
    const cm_kd_tree *tree, const double *core, const int *component, double *node_core, int *node_component) {
    for (int level = tree->depth; level >= 0; level--) {
        for (long number = 0; number < 1L << level; number++) {
            const long node = (1L << level) - 1 + number;
            double least = INFINITY;
            int own;
            if (level == tree->depth) {
                const long first = begin_of(tree, level, number), last = begin_of(tree, level, number + 1);
                own = component[first];
                for (long slot = first; slot < last; slot++) {
                    least = core[slot] < least ? core[slot] : least;
                    if (component[slot] != own) own = -1;
                }
            } else {
                const long left = 2 * node + 1, right = 2 * node + 2;
                least = node_core[left] < node_core[right] ? node_core[left] : node_core[right];
                own = node_component[left] == node_component[right] ? node_component[left] : -1;
            }
            node_core[node] = least;
            node_component[node] = own;
        }
    }
}

// MARK: searching

typedef struct {
    long node;
    double bound;
} branch;

INLINE double box_distance(const double *box, const double *query, int dimension) {
    double sum = 0;
    for (int axis = 0; axis < dimension; axis++) {
        const double below = box[2 * axis] - query[axis], above = query[axis] - box[2 * axis + 1];
        double apart = below > above ? below : above;
        apart = apart > 0 ? apart : 0;
        sum += apart * apart;
    }
    return sum;
}

INLINE void leaf_distances(const double *leaf, const double *query, int dimension, double *distances) {
    for (int place = 0; place < cm_leaf; place++) distances[place] = 0;
    for (int axis = 0; axis < dimension; axis++) {
        for (int place = 0; place < cm_leaf; place++) {
            const double apart = leaf[axis * cm_leaf + place] - query[axis];
            distances[place] += apart * apart;
        }
    }
}

INLINE void nearest(
    const cm_kd_tree *tree, const double *queries, long first, long last, int is_own, int count, int *neighbours,
    double *distances, int dimension) {
    branch stack[stack_size];
    const long leaves = (1L << tree->depth) - 1;
    double heap[count];
    for (long query = first; query < last; query++) {
        const double *own = queries + query * dimension;
        int *found = neighbours + (query - first) * count;
        int filled = 0;
        double worst = INFINITY;
        int top = 0;
        stack[top++] = (branch){0, 0};
        while (top > 0) {
            const branch here = stack[--top];
            if (here.bound > worst) continue;
            if (here.node < leaves) {
                const long left = 2 * here.node + 1;
                const double *box = tree->boxes + left * dimension * 2;
                const branch one = {left, box_distance(box, own, dimension)};
                const branch other = {left + 1, box_distance(box + 2 * dimension, own, dimension)};
                const int is_right = other.bound < one.bound;
                const branch near = is_right ? other : one, far = is_right ? one : other;
                if (far.bound <= worst) stack[top++] = far;
                if (near.bound <= worst) stack[top++] = near;
                continue;
            }
            const long number = here.node - leaves;
            double apart[cm_leaf];
            leaf_distances(tree->leaves + number * dimension * cm_leaf, own, dimension, apart);
            const long slot = begin_of(tree, tree->depth, number);
            for (int place = 0; place < cm_leaf; place++) {
                const double distance = apart[place];
                if (!(distance <= worst) || distance == INFINITY || (is_own && slot + place == query)) continue;
                const int row = tree->rows[slot + place];
                int rank = filled < count ? filled : count - 1;
                if (filled == count && distance == worst && row > tree->rows[found[rank]]) continue;
                while (rank > 0
                       && (heap[rank - 1] > distance
                           || (heap[rank - 1] == distance && tree->rows[found[rank - 1]] > row))) {
                    heap[rank] = heap[rank - 1];
                    found[rank] = found[rank - 1];
                    rank--;
                }
                heap[rank] = distance;
                found[rank] = (int)(slot + place);
                if (filled < count) filled++;
                if (filled == count) worst = heap[count - 1];
            }
        }
        if (distances) {
            for (int rank = 0; rank < count; rank++) distances[(query - first) * count + rank] = heap[rank];
        }
    }
}

CLONES void cm_tree_nearest(
    const cm_kd_tree *tree, const double *queries, long first, long last, int is_own, int count, int *neighbours,
    double *distances) {
    switch (tree->dimension) {
    case 2: return nearest(tree, queries, first, last, is_own, count, neighbours, distances, 2);
    case 3: return nearest(tree, queries, first, last, is_own, count, neighbours, distances, 3);
    default: return nearest(tree, queries, first, last, is_own, count, neighbours, distances, tree->dimension);
    }
}

INLINE void outside(
    const cm_kd_tree *tree, const cm_components *components, const int *slots, long count, const double *cutoffs,
    int *partners, double *distances, int dimension) {
    branch stack[stack_size];
    const long leaves = (1L << tree->depth) - 1;
    const int *component = components->component;
    int last_component = -1;
    double last_best = INFINITY;
    for (long place = 0; place < count; place++) {
        const long slot = slots[place];
        const double *own = tree->points + slot * dimension;
        const int own_component = component[slot];
        const double own_core = components->core[slot];
        if (own_component != last_component) {
            last_component = own_component;
            last_best = cutoffs[own_component];
        }
        double best = last_best;
        int partner = -1;
        int top = 0;
        if (own_core < best) stack[top++] = (branch){0, 0};
        while (top > 0) {
            const branch here = stack[--top];
            if (here.bound >= best) continue;
            if (here.node < leaves) {
                const long left = 2 * here.node + 1;
                branch below[2];
                for (int side = 0; side < 2; side++) {
                    const long node = left + side;
                    double bound = INFINITY;
                    if (components->node_component[node] != own_component) {
                        bound = box_distance(tree->boxes + node * dimension * 2, own, dimension);
                        const double core = components->node_core[node];
                        bound = bound > core ? bound : core;
                    }
                    below[side] = (branch){node, bound};
                }
                const int is_right = below[1].bound < below[0].bound;
                if (below[!is_right].bound < best) stack[top++] = below[!is_right];
                if (below[is_right].bound < best) stack[top++] = below[is_right];
                continue;
            }
            const long number = here.node - leaves;
            double apart[cm_leaf];
            leaf_distances(tree->leaves + number * dimension * cm_leaf, own, dimension, apart);
            const long first = begin_of(tree, tree->depth, number);
            const long filled = begin_of(tree, tree->depth, number + 1) - first;
            for (long other = 0; other < filled; other++) {
                double distance = apart[other];
                if (!(distance < best) || component[first + other] == own_component) continue;
                const double core = components->core[first + other];
                distance = distance > core ? distance : core;
                distance = distance > own_core ? distance : own_core;
                if (!(distance < best)) continue;
                best = distance;
                partner = (int)(first + other);
            }
            if (best <= own_core) break;   // no edge of this point is shorter
        }
        partners[place] = partner;
        distances[place] = best;
        last_best = best;
    }
}

CLONES void cm_tree_outside(
    const cm_kd_tree *tree, const cm_components *components, const int *slots, long count, const double *cutoffs,
    int *partners, double *distances) {
    switch (tree->dimension) {
    case 2: return outside(tree, components, slots, count, cutoffs, partners, distances, 2);
    case 3: return outside(tree, components, slots, count, cutoffs, partners, distances, 3);
    default: return outside(tree, components, slots, count, cutoffs, partners, distances, tree->dimension);
    }
}
