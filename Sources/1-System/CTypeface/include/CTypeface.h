// The typeface of every picture: Open Sans 1.10 (Steve Matteson, Ascender), two of its weights, whole and unchanged, as
// part of the program, so that a picture has the same bytes on every machine, whatever fonts are installed there.
// Licence: Apache-2.0, beside the files.
#ifndef CTYPEFACE_H
#define CTYPEFACE_H

#include <stddef.h>

typedef struct {
    /// A TrueType file.
    const unsigned char *bytes;
    size_t count;
} TypefaceFile;

TypefaceFile typeface_regular(void);
TypefaceFile typeface_semibold(void);

#endif
