#include "CTypeface.h"

// clang has #embed in every C
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char regular[] = {
#embed "OpenSans-Regular.ttf"
};

static const unsigned char semibold[] = {
#embed "OpenSans-Semibold.ttf"
};

TypefaceFile typeface_regular(void) { return (TypefaceFile){regular, sizeof regular}; }

TypefaceFile typeface_semibold(void) { return (TypefaceFile){semibold, sizeof semibold}; }
