#include "Clones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// A balanced tree of boxes: each node's points are halved along its box's longest side, down to leaves of sixteen points, a
// vector. Node i's first child is i + 1; what comes after its subtree is i + skip.
typedef struct {
    // Mean place of its points; sums over them of squares and products of their distances from it: xx yy zz xy xz yz.
    float centre[3], moments[6];
    float mass, trace;
    // Squared distance of its farthest corner from the centre.
    float reach;
    float low[3], high[3];
    int skip, leaf;   // leaf: its number, or -1
} node;

typedef struct {
    float place[3];
    int number;
} point;

struct cm_tree {
    int dimensions;
    long count, leaves;
    node *nodes;
    point *points;
    // Places of the points in order of the tree, axes (leaf, coordinate, lane); the last leaf repeats its last point.
    float *blocks;
};

enum { group_leaves = 4 };

cm_tree *cm_tree_make(int dimensions, long count) {
    cm_tree *const tree = calloc(1, sizeof *tree);
    if (!tree) abort();
    tree->dimensions = dimensions;
    tree->count = count;
    tree->leaves = (count + 15) / 16;
    tree->nodes = calloc((size_t)(2 * tree->leaves), sizeof *tree->nodes);
    tree->points = calloc((size_t)count, sizeof *tree->points);
    tree->blocks = aligned_alloc(64, (size_t)tree->leaves * 48 * sizeof(float));
    if (!tree->nodes || !tree->points || !tree->blocks) abort();
    return tree;
}

void cm_tree_free(cm_tree *tree) {
    free(tree->nodes);
    free(tree->points);
    free(tree->blocks);
    free(tree);
}

long cm_tree_leaves(const cm_tree *tree) { return tree->leaves; }

long cm_tree_groups(const cm_tree *tree) { return (tree->leaves + group_leaves - 1) / group_leaves; }

INLINE int lies_before(const point *left, const point *right, int axis) {
    return left->place[axis] < right->place[axis]
        || (left->place[axis] == right->place[axis] && left->number < right->number);
}

// Puts the points that come before the one that belongs to `middle` in front of it.
static void halve(point *points, long count, long middle, int axis) {
    long low = 0, high = count - 1;
    while (low < high) {
        // The median of three, so that sorted points are no bad case.
        point first = points[low], pivot = points[low + (high - low) / 2], last = points[high];
        if (lies_before(&pivot, &first, axis)) { const point other = first; first = pivot; pivot = other; }
        if (lies_before(&last, &pivot, axis)) pivot = lies_before(&last, &first, axis) ? first : last;
        long left = low, right = high;
        while (left <= right) {
            while (lies_before(&points[left], &pivot, axis)) left++;
            while (lies_before(&pivot, &points[right], axis)) right--;
            if (left <= right) {
                const point other = points[left];
                points[left++] = points[right];
                points[right--] = other;
            }
        }
        if (middle <= right) high = right;
        else if (middle >= left) low = left;
        else return;
    }
}

static long half(long leaves) {
    return leaves > group_leaves ? (leaves / 2 + group_leaves - 1) / group_leaves * group_leaves : leaves / 2;
}

static void arrange(cm_tree *tree, long first, long leaves, long number) {
    node *const own = tree->nodes + number;
    own->skip = (int)(2 * leaves - 1);
    own->leaf = leaves == 1 ? (int)first : -1;
    if (leaves == 1) return;
    point *const points = tree->points + 16 * first;
    const long end = 16 * (first + leaves) < tree->count ? 16 * (first + leaves) : tree->count;
    const long count = end - 16 * first, left = half(leaves);
    float low[3], high[3];
    for (int axis = 0; axis < 3; axis++) low[axis] = high[axis] = points[0].place[axis];
    for (long one = 1; one < count; one++)
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = points[one].place[axis] < low[axis] ? points[one].place[axis] : low[axis];
            high[axis] = points[one].place[axis] > high[axis] ? points[one].place[axis] : high[axis];
        }
    int longest = 0;
    for (int axis = 1; axis < tree->dimensions; axis++)
        if (high[axis] - low[axis] > high[longest] - low[longest]) longest = axis;
    halve(points, count, 16 * left, longest);
    arrange(tree, first, left, number + 1);
    arrange(tree, first + left, leaves - left, number + 2 * left);
}

void cm_tree_arrange(cm_tree *tree, const float *places) {
    for (long one = 0; one < tree->count; one++) {
        for (int axis = 0; axis < 3; axis++)
            tree->points[one].place[axis] = axis < tree->dimensions ? places[4 * one + axis] : 0;
        tree->points[one].number = (int)one;
    }
    arrange(tree, 0, tree->leaves, 0);
}

static void fill_leaf(const cm_tree *tree, node *own) {
    const float *const block = tree->blocks + 48 * own->leaf;
    const long rest = tree->count - 16 * own->leaf;
    const int count = rest < 16 ? (int)rest : 16;
    for (int axis = 0; axis < 3; axis++) {
        float sum = 0;
        own->low[axis] = own->high[axis] = block[16 * axis];
        for (int lane = 0; lane < count; lane++) {
            const float value = block[16 * axis + lane];
            sum += value;
            own->low[axis] = value < own->low[axis] ? value : own->low[axis];
            own->high[axis] = value > own->high[axis] ? value : own->high[axis];
        }
        own->centre[axis] = sum / (float)count;
    }
    for (int number = 0; number < 6; number++) own->moments[number] = 0;
    for (int lane = 0; lane < count; lane++) {
        const float x = block[lane] - own->centre[0], y = block[16 + lane] - own->centre[1];
        const float z = block[32 + lane] - own->centre[2];
        own->moments[0] += x * x;
        own->moments[1] += y * y;
        own->moments[2] += z * z;
        own->moments[3] += x * y;
        own->moments[4] += x * z;
        own->moments[5] += y * z;
    }
    own->mass = (float)count;
}

static void settle(node *own) {
    own->trace = own->moments[0] + own->moments[1] + own->moments[2];
    own->reach = 0;
    for (int axis = 0; axis < 3; axis++) {
        const float below = own->centre[axis] - own->low[axis], above = own->high[axis] - own->centre[axis];
        const float most = below > above ? below : above;
        own->reach += most * most;
    }
}

void cm_tree_fill(cm_tree *tree, const float *places, long first, long count) {
    for (long leaf = first; leaf < first + count; leaf++) {
        float *const block = tree->blocks + 48 * leaf;
        for (int lane = 0; lane < 16; lane++) {
            const long one = 16 * leaf + lane < tree->count ? 16 * leaf + lane : tree->count - 1;
            const float *const place = places + 4 * (long)tree->points[one].number;
            for (int axis = 0; axis < 3; axis++)
                block[16 * axis + lane] = axis < tree->dimensions ? place[axis] : 0;
        }
    }
}

void cm_tree_sum(cm_tree *tree) {
    for (long number = 2 * tree->leaves - 2; number >= 0; number--) {
        node *const own = tree->nodes + number;
        if (own->leaf >= 0) {
            fill_leaf(tree, own);
            settle(own);
            continue;
        }
        const node *const left = own + 1, *const right = left + left->skip;
        own->mass = left->mass + right->mass;
        float from[2][3];
        for (int axis = 0; axis < 3; axis++) {
            own->centre[axis] = (left->mass * left->centre[axis] + right->mass * right->centre[axis]) / own->mass;
            from[0][axis] = left->centre[axis] - own->centre[axis];
            from[1][axis] = right->centre[axis] - own->centre[axis];
            own->low[axis] = left->low[axis] < right->low[axis] ? left->low[axis] : right->low[axis];
            own->high[axis] = left->high[axis] > right->high[axis] ? left->high[axis] : right->high[axis];
        }
        static const int axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
        for (int entry = 0; entry < 6; entry++) {
            const int one = axes[entry][0], two = axes[entry][1];
            own->moments[entry] = left->moments[entry] + right->moments[entry]
                + left->mass * from[0][one] * from[0][two] + right->mass * from[1][one] * from[1][two];
        }
        settle(own);
    }
}

enum { vectors = 2 };

typedef struct {
    lanes place[3][vectors], force[3][vectors], weight[vectors];
} targets;

INLINE void repel_by_nodes(int dimensions, const cm_tree *tree, const int *list, long count, targets *own) {
    for (long entry = 0; entry < count; entry++) {
        const node *const other = tree->nodes + list[entry];
        for (int part = 0; part < vectors; part++) {
            const lanes x = own->place[0][part] - other->centre[0], y = own->place[1][part] - other->centre[1];
            lanes square = 1 + x * x + y * y;
            lanes along_x = x * other->moments[0] + y * other->moments[3];
            lanes along_y = x * other->moments[3] + y * other->moments[1];
            lanes z = {}, along_z = {};
            if (dimensions == 3) {
                z = own->place[2][part] - other->centre[2];
                square += z * z;
                along_x += z * other->moments[4];
                along_y += z * other->moments[5];
                along_z = x * other->moments[4] + y * other->moments[5] + z * other->moments[2];
            }
            lanes spread = x * along_x + y * along_y;
            if (dimensions == 3) spread += z * along_z;
            const lanes near = 1 / square, near2 = near * near;
            const lanes bend = spread * near;
            own->weight[part] += near * (other->mass - near * (other->trace - 4 * bend));
            const lanes push = near2 * (other->mass - near * (2 * other->trace - 12 * bend));
            const lanes turn = 4 * near2 * near;
            own->force[0][part] += x * push - turn * along_x;
            own->force[1][part] += y * push - turn * along_y;
            if (dimensions == 3) own->force[2][part] += z * push - turn * along_z;
        }
    }
}

INLINE void repel_by_points(int dimensions, const float *block, long count, targets *own) {
    for (long lane = 0; lane < count; lane++) {
        for (int part = 0; part < vectors; part++) {
            const lanes x = own->place[0][part] - block[lane], y = own->place[1][part] - block[16 + lane];
            lanes square = 1 + x * x + y * y, z = {};
            if (dimensions == 3) {
                z = own->place[2][part] - block[32 + lane];
                square += z * z;
            }
            const lanes near = 1 / square, near2 = near * near;
            own->weight[part] += near;
            own->force[0][part] += x * near2;
            own->force[1][part] += y * near2;
            if (dimensions == 3) own->force[2][part] += z * near2;
        }
    }
}

long cm_tree_memory(const cm_tree *tree) { return 3 * tree->leaves * (long)sizeof(int); }

INLINE void repel(
    int dimensions, const cm_tree *tree, const cm_tree *asking, float opening, long first, long count, int *memory,
    float *forces) {
    int *const nodes = memory, *const leaves = memory + 2 * tree->leaves;
    const long end = 2 * tree->leaves - 1;
    for (long group = first; group < first + count; group++) {
        const long begin = group * group_leaves;
        const long rest = asking->leaves - begin, own_leaves = rest < group_leaves ? rest : group_leaves;
        float low[3], high[3];
        for (int axis = 0; axis < dimensions; axis++) {
            lanes least = *(const lanes *)(asking->blocks + 48 * begin + 16 * axis), most = least;
            for (long leaf = begin + 1; leaf < begin + own_leaves; leaf++) {
                const lanes value = *(const lanes *)(asking->blocks + 48 * leaf + 16 * axis);
                least = __builtin_elementwise_min(least, value);
                most = __builtin_elementwise_max(most, value);
            }
            low[axis] = least[0];
            high[axis] = most[0];
            for (int lane = 1; lane < 16; lane++) {
                low[axis] = least[lane] < low[axis] ? least[lane] : low[axis];
                high[axis] = most[lane] > high[axis] ? most[lane] : high[axis];
            }
        }
        long node_count = 0, leaf_count = 0;
        for (long number = 0; number < end;) {
            const node *const other = tree->nodes + number;
            // Near by, where the kernel bends most, boxes are opened sooner.
            float square = 0.36f;
            for (int axis = 0; axis < dimensions; axis++) {
                const float below = low[axis] - other->centre[axis], above = other->centre[axis] - high[axis];
                float away = below > above ? below : above;
                away = away > 0 ? away : 0;
                square += away * away;
            }
            if (other->reach < opening * square) {
                nodes[node_count++] = (int)number;
                number += other->skip;
            } else if (other->leaf >= 0) {
                leaves[leaf_count++] = other->leaf;
                number++;
            } else {
                number++;
            }
        }
        for (long leaf = begin; leaf < begin + own_leaves; leaf += vectors) {
            targets own;
            for (int part = 0; part < vectors; part++) {
                const long number = leaf + part < begin + own_leaves ? leaf + part : leaf;
                for (int axis = 0; axis < 3; axis++) {
                    own.place[axis][part] = *(const lanes *)(asking->blocks + 48 * number + 16 * axis);
                    own.force[axis][part] = (lanes){};
                }
                own.weight[part] = (lanes){};
            }
            repel_by_nodes(dimensions, tree, nodes, node_count, &own);
            for (long entry = 0; entry < leaf_count; entry++) {
                const long left = tree->count - 16 * (long)leaves[entry];
                repel_by_points(dimensions, tree->blocks + 48 * (long)leaves[entry], left < 16 ? left : 16, &own);
            }
            for (int part = 0; part < vectors && leaf + part < begin + own_leaves; part++) {
                const long start = 16 * (leaf + part);
                const long rest_points = asking->count - start < 16 ? asking->count - start : 16;
                for (long lane = 0; lane < rest_points; lane++) {
                    float *const force = forces + 4 * (long)asking->points[start + lane].number;
                    for (int axis = 0; axis < 3; axis++) force[axis] = own.force[axis][part][lane];
                    force[3] = own.weight[part][lane];
                }
            }
        }
    }
}

INLINE void tree_forces_text(
    int level, const cm_tree *tree, const cm_tree *asking, float opening, long first, long count, int *memory,
    float *forces) {
    (void)level;
    if (tree->dimensions == 2) repel(2, tree, asking, opening, first, count, memory, forces);
    else repel(3, tree, asking, opening, first, count, memory, forces);
}

CM_CLONES(
    tree_forces,
    (const cm_tree *tree, const cm_tree *asking, float opening, long first, long count, int *memory, float *forces),
    (tree, asking, opening, first, count, memory, forces))
