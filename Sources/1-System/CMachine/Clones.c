#include "Clones.h"

_Atomic int cm_clone_asked = -1;

void cm_ask_clone(int clone) { atomic_store_explicit(&cm_clone_asked, clone, memory_order_relaxed); }
