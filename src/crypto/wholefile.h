/*
 * Small files, read and written whole through a descriptor that the caller has opened and closes:
 * what key files and files beside the store have in common.
 */
#ifndef LL_CRYPTO_WHOLEFILE_H
#define LL_CRYPTO_WHOLEFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* All of the text, however often a signal comes between. False: see errno; some may be written. */
bool ll_wholefile_write(int fd, struct ll_str text);

/* What is there, at most `max` bytes of it; a file that is longer gives exactly `max`. False: see
 * errno. */
bool ll_wholefile_read(int fd, char *ret_bytes, size_t max, size_t *ret_count);

#endif
