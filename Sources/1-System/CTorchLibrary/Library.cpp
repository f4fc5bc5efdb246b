#include "include/CTorchLibrary.h"

#include "Handle.h"

const ct_library *ct_open(void) {
    static const ct_library library = [] {
        ct_library library{};
        add_tensor(library);
        add_gradient(library);
        add_call(library);
        add_context(library);
        add_distributed(library);
        return library;
    }();
    return &library;
}
