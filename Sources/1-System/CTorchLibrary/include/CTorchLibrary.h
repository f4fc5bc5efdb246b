/// The library of C++ over libtorch, with one function; its table is described in CTorch.h.
#ifndef CTORCH_LIBRARY_H
#define CTORCH_LIBRARY_H
#include "../../CTorch/CTorch.h"

#ifdef __cplusplus
extern "C"
#endif
const ct_library *ct_open(void);

#endif
