#include "CTorch.h"
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
extern "C" uint64_t ct_runtime_abi(void) { return aoti_torch_abi_version(); }
