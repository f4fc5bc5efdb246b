#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "../CTorchLibrary/Handle.h"

// NCCL's process group of libtorch_cuda, in a library of its own: TuningForkTorch loads it when a group on GPUs is asked
// for, and runs without it everywhere else. libtorch_cuda is not linked; it is in the process by then.

/// A new c10d::Backend with one reference, for the CUDA device that is current in this thread. `store` is an
/// intrusive_ptr<c10d::Store>; `timeout` is in milliseconds.
extern "C" __attribute__((visibility("default"))) bool ct_nccl_backend(void *store, int32_t rank, int32_t count,
                                                                       int64_t timeout, void **out, ct_error *error) {
    return guarded(error, [&] {
        auto options = c10d::ProcessGroupNCCL::Options::create();
        options->timeout = std::chrono::milliseconds(timeout);
        auto backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(
            *static_cast<c10::intrusive_ptr<c10d::Store> *>(store), rank, count, options);
        *out = static_cast<c10d::Backend *>(backend.release());
    });
}
