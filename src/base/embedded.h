/* Files carried inside the program; tools/embed makes the arrays. */
#ifndef LL_BASE_EMBEDDED_H
#define LL_BASE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct ll_embedded {
    const char *path;    /* as given to tools/embed, with '/' */
    struct ll_str bytes; /* followed by a zero that is not counted */
    uint8_t digest[32];  /* SHA-256 of the bytes */
};

#endif
