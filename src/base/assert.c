#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

_Noreturn void ll_assert_failed(const char *text, const char *file, int line)
{
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, text);
    abort();
}
