/// A C ABI over libtorch 2.11, small on purpose: every ATen operator goes through one door, `call`.
///
/// Loading. The functions stand in a table, `ct_library`. Our own library of C++ over libtorch (the product
/// TuningForkTorch) fills it in its one function `ct_open`; nothing here is linked, so that a program loads libtorch, 0.3 s
/// and 90 MB, only when it needs it.
///
/// Errors. A function that can fail returns false and puts a text into `*error` of that call; the caller frees it with
/// `error_free`. Nothing is kept in a global or in a thread-local, and no C++ exception leaves this library.
///
/// Lifetime. A `ct_tensor` or `ct_generator` that a function hands out is one strong reference; give it back exactly
/// once. Handles that are passed in are borrowed.
#ifndef CTORCH_H
#define CTORCH_H
#include <stdbool.h>
#include <stdint.h>

typedef struct ct_tensor_ *ct_tensor;        // c10::TensorImpl with one reference
typedef struct ct_generator_ *ct_generator;  // c10::GeneratorImpl with one reference
typedef struct ct_operator_ *ct_operator;    // c10::OperatorHandle, lives as long as the process
typedef char *ct_error;                      // a text, or null
typedef struct ct_store_ *ct_store;          // a c10d::Store
typedef struct ct_group_ *ct_group;          // a c10d::ProcessGroup
typedef struct ct_reducer_ *ct_reducer;      // a c10d::Reducer

// Any operator. A value holds its bits itself, or the place of its items in one of the pools of the call:
// `integers`, `doubles`, `tensors`, `text`.
enum {
    CT_NONE = 0,
    CT_TENSOR,         // bits: handle
    CT_INT,            // bits: the integer; also scalar types, memory formats
    CT_DOUBLE,         // bits: of the double
    CT_BOOL,
    CT_INTS,           // bits: first item in `integers`; count
    CT_STRING,         // bits: first byte in `text`; count
    CT_TENSORS,        // bits: first item in `tensors`; count
    CT_OPTIONAL_TENSORS,  // the same, where a null handle stands for none
    CT_DOUBLES,        // bits: first item in `doubles`; count
    CT_SCALARS,        // a list of optional scalars; bits: first item in `doubles`; count
    CT_DEVICE,         // bits: index; count: device type
    CT_GENERATOR       // bits: handle
};
typedef struct {
    int32_t kind;
    int32_t count;
    int64_t bits;
} ct_value;

// Whether operators of a kind of device compute in a smaller type, and in which.
typedef struct {
    bool enabled;
    int32_t type;
} ct_autocast;

typedef struct {
    void (*error_free)(ct_error error);

    // Versions: of the headers that this library was compiled with, and of the libtorch_cpu.so that was loaded.
    const char *(*built_version)(void);
    uint64_t (*built_abi)(void);
    uint64_t (*loaded_abi)(void);

    // Tensors. Scalar types are those of c10::ScalarType; device types are those of c10::DeviceType (0 CPU, 1 CUDA).
    void (*tensor_release)(ct_tensor tensor);
    int64_t (*tensor_references)(ct_tensor tensor);     // strong references, that of the handle included
    // Copies. To a GPU through pinned memory, on a stream of its own beside the kernels that run: nobody waits for it but
    // what uses the tensor.
    bool (*tensor_from_data)(const void *data, const int64_t *sizes, int32_t dimensions, int32_t type,
                             int32_t device_type, int32_t device_index, ct_tensor *out, ct_error *error);
    bool (*tensor_read)(ct_tensor tensor, int32_t type, void *destination, ct_error *error);  // row-major, converted
    bool (*tensor_data)(ct_tensor tensor, void **out, ct_error *error);
    int32_t (*tensor_dimensions)(ct_tensor tensor);
    bool (*tensor_sizes)(ct_tensor tensor, int64_t *out, ct_error *error);
    bool (*tensor_strides)(ct_tensor tensor, int64_t *out, ct_error *error);
    int64_t (*tensor_count)(ct_tensor tensor);
    int64_t (*tensor_version)(ct_tensor tensor);  // rises with every change in place
    int32_t (*tensor_type)(ct_tensor tensor);
    void (*tensor_device)(ct_tensor tensor, int32_t *type, int32_t *index);
    bool (*tensor_is_channels_last)(ct_tensor tensor);
    bool (*tensor_set_data)(ct_tensor tensor, ct_tensor data, ct_error *error);  // keeps identity, drops the gradient

    // Automatic differentiation
    bool (*requires_gradient)(ct_tensor tensor);
    bool (*set_requires_gradient)(ct_tensor tensor, bool on, ct_error *error);
    bool (*backward)(ct_tensor tensor, ct_tensor gradient_or_null, bool keep_graph, ct_error *error);
    bool (*gradient)(ct_tensor tensor, ct_tensor *out_or_null, ct_error *error);
    bool (*set_gradient)(ct_tensor tensor, ct_tensor gradient_or_null, ct_error *error);
    // The gradients of many tensors, each in its tensor's own memory layout; null where there is none.
    bool (*gradients)(const ct_tensor *tensors, int32_t count, ct_tensor *out, ct_error *error);
    bool (*clear_gradients)(const ct_tensor *tensors, int32_t count, ct_error *error);
    bool (*set_gradient_mode)(bool on);  // of this thread; returns the previous value

    // Operators
    bool (*operator_find)(const char *name, const char *overload, ct_operator *out, ct_error *error);
    // Arguments that are left out at the end take the defaults of the operator's schema. Results of kind CT_TENSOR are
    // owned by the caller; the items of a list come one by one.
    bool (*call)(ct_operator operation, const ct_value *arguments, int32_t count, const int64_t *integers,
                 const double *doubles, const ct_tensor *tensors, const char *text, ct_value *results, int32_t capacity,
                 int32_t *result_count, ct_error *error);

    // Randomness
    ct_generator (*generator_default_cpu)(void);
    bool (*generator_new_cpu)(uint64_t seed, ct_generator *out, ct_error *error);
    void (*generator_release)(ct_generator generator);
    bool (*generator_seed)(ct_generator generator, uint64_t seed, ct_error *error);
    bool (*generator_state)(ct_generator generator, ct_tensor *out, ct_error *error);
    bool (*generator_set_state)(ct_generator generator, ct_tensor state, ct_error *error);
    bool (*seed_cuda)(uint64_t seed, ct_error *error);  // the default generators of all devices; CUDA must be loaded

    // The state of this thread and of the process
    bool (*autocast_state)(int32_t device, ct_autocast *out, ct_error *error);
    bool (*autocast_enter)(int32_t device, bool enabled, int32_t type, ct_autocast *previous, ct_error *error);
    bool (*autocast_leave)(int32_t device, ct_autocast previous, ct_error *error);
    bool (*set_threads)(int32_t count, ct_error *error);
    int32_t (*threads)(void);
    bool (*set_deterministic)(bool on, ct_error *error);

    // Loads libtorch_cuda.so from beside libtorch_cpu.so, else by the loader's own search; then counts the devices.
    bool (*cuda_load)(ct_error *error);
    bool (*cuda_device_count)(int32_t *out, ct_error *error);  // CUDA must be loaded

    // Processes that work together. Times are milliseconds. A store holds texts by key for all processes; one of them
    // serves it (port 0: any free one), all are its clients. A prefix, which may be empty, goes before every key.
    bool (*store_open)(const char *host, int32_t port, bool serves, const char *prefix, int64_t timeout, ct_store *out,
                       ct_error *error);
    void (*store_release)(ct_store store);
    int32_t (*store_port)(ct_store store);
    bool (*store_set)(ct_store store, const char *key, const char *text, ct_error *error);
    // Waits until there is such a key; the caller frees the text with `error_free`.
    bool (*store_get)(ct_store store, const char *key, int64_t timeout, char **out, ct_error *error);
    bool (*store_has)(ct_store store, const char *key, bool *out, ct_error *error);
    // Adds to the number under the key, 0 where there is none, and gives the sum: no two processes get the same one.
    bool (*store_add)(ct_store store, const char *key, int64_t amount, int64_t *out, ct_error *error);
    // Gloo at the interface of `host` (this process' own; empty: the machine's name); or NCCL from the library `plugin`.
    bool (*group_open)(ct_store store, const char *host, const char *plugin, int32_t rank, int32_t count,
                       int64_t timeout, ct_group *out, ct_error *error);
    void (*group_release)(ct_group group);
    // Collectives: every process of the group calls the same ones in the same order; they return when they are done.
    bool (*group_all_reduce)(ct_group group, ct_tensor tensor, ct_error *error);  // sums, in place
    // One-dimensional; a size for each process: what comes from it, what goes to it.
    bool (*group_all_to_all)(ct_group group, ct_tensor output, ct_tensor input, const int64_t *output_sizes,
                             const int64_t *input_sizes, ct_error *error);
    bool (*group_all_gather)(ct_group group, ct_tensor output, ct_tensor input, ct_error *error);
    bool (*group_broadcast)(ct_group group, ct_tensor tensor, int32_t root, ct_error *error);
    // Averages the gradients of parameters over all processes during the backward pass, in buckets of so many bytes.
    bool (*reducer_new)(ct_group group, const ct_tensor *parameters, int32_t count, int64_t bucket, ct_reducer *out,
                        ct_error *error);
    bool (*reducer_prepare)(ct_reducer reducer, ct_error *error);  // before each backward pass that is to reduce
    void (*reducer_release)(ct_reducer reducer);
} ct_library;

// The type of `ct_open`, by which the table is found in the library that was loaded.
typedef const ct_library *(*ct_opener)(void);

#endif
