#include <libxml/xmlversion.h>
// The ICU headers that libxml2 may bring clash with those of Foundation; nothing that is used here needs them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
