// HDF5's constants are function-like macros that Swift does not import.
#include <hdf5.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline hid_t tf_h5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t tf_h5_c_string(void) { return H5T_C_S1; }
static inline hid_t tf_h5_open_for_reading(const char *path) { return H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT); }
// Opens a file whose bytes are in memory; they are copied. No file on the disk has the name.
static inline hid_t tf_h5_open_image(const char *name, const void *bytes, size_t count) {
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t file = H5I_INVALID_HID;
    if (access >= 0 && H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && H5Pset_file_image(access, (void *)bytes, count) >= 0)
        file = H5Fopen(name, H5F_ACC_RDONLY, access);
    if (file >= 0) H5Pclose(access);  // else the reason would be lost
    return file;
}
static inline hid_t tf_h5_create(const char *path) { return H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT); }
static inline void tf_h5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

static inline herr_t tf_h5_innermost(unsigned depth, const H5E_error2_t *error, void *text) {
    *(const char **)text = depth == 0 ? error->desc : *(const char **)text;
    return 0;
}

// The innermost message of HDF5's error stack, or "". It lives until the next call into HDF5.
static inline const char *tf_h5_reason(void) {
    const char *text = "";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, tf_h5_innermost, &text);
    return text ? text : "";
}

// For writing: groups on the way to a place are made as needed.
static inline hid_t tf_h5_parents(void) {
    hid_t list = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(list, 1);
    return list;
}

// Memory that two processes share: a file without a name, closed on exec; -1 where there is none.
static inline int tf_h5_memory_file(void) { return (int)syscall(SYS_memfd_create, "weights", 1u); }
