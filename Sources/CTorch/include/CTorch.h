#ifndef CTORCH_H
#define CTORCH_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
uint64_t ct_runtime_abi(void);
#ifdef __cplusplus
}
#endif
#endif
