#include "CMachine.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void cm_keep_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_TOP_PAD, 64 << 20);
#endif
}
