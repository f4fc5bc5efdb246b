// A k-d tree over points of few dimensions, and what is asked of it. Distances are squared, in double precision.
#pragma once

// Points of a leaf at most: they are compared at a time.
enum { cm_leaf = 16 };

// Node n of level l has the nodes 2n + 1 and 2n + 2 below it; node `i` of level `l`, number 2^l - 1 + i, holds the slots
// count * i >> l up to count * (i + 1) >> l. The leaves are level `depth`.
typedef struct {
    long count;
    int dimension;
    int depth;
    double *points;   // axes (slot, dimension)
    int *rows;        // the row that each slot's point was given as
    double *boxes;    // axes (node, dimension, 2): least and greatest coordinate
    double *leaves;   // axes (leaf, dimension, cm_leaf), infinite where there is no point
} cm_kd_tree;

// What a search for edges between components looks at besides the points: their squared core distances, and which
// component each belongs to. Arrays by slot or by node; a node's component is -1 where it has points of several.
typedef struct {
    const double *core;
    const int *component;
    const double *node_core;   // the least in the node
    const int *node_component;
} cm_components;

// Sorts the points below node `node` of level `level` into the slots, down to level `to`; boxes and, at the leaves, leaves.
void cm_tree_split(cm_kd_tree *tree, int level, long node, int to);

// The `count` nearest points of the queries first ..< last, by rising distance, ties by lower row. Where `is_own` holds, query
// q is the point in slot q, which is left out. neighbours and distances: axes (query - first, count), slots.
// `distances` may be null. There must be so many points.
void cm_tree_nearest(
    const cm_kd_tree *tree, const double *queries, long first, long last, int is_own, int count, int *neighbours,
    double *distances);

// For the points in `count` slots: the nearest point of another component by the mutual reachability distance, if it is nearer
// than the cutoff of the slot's component; -1 without. Neighbouring slots of one component share what they have found:
// only the nearest pair of all need be right, the others are then no nearer than that. The result depends on the slots and
// their order alone.
void cm_tree_outside(
    const cm_kd_tree *tree, const cm_components *components, const int *slots, long count, const double *cutoffs,
    int *partners, double *distances);

// Core and component of the nodes at level `level` and above it from those below, or from the slots at the leaves.
void cm_tree_components(
    const cm_kd_tree *tree, const double *core, const int *component, double *node_core, int *node_component);
