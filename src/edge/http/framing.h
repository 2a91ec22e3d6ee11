/*
 * May it be told without doubt where a request ends (RFC 9112)? Another that reads the same bytes,
 * such as a proxy in front, could see an end elsewhere, and take for a body what is run here as the
 * next request. Who is in doubt refuses, and reads no further on that connection.
 */
#ifndef LL_EDGE_HTTP_FRAMING_H
#define LL_EDGE_HTTP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct ll_framing_fault {
    int http_status; /* 400, or 501 for a transfer coding that is not known */
    const char *text;
    const char *hint;
};

/* The fields of a head, one after the other; zeroed at first. */
struct ll_framing {
    bool is_old; /* HTTP/1.0 */
    size_t lengths;
    size_t codings;
    size_t hosts;
    size_t tokens;
    size_t types;
    bool no_key;       /* an Idempotency-Key without one */
    bool other_coding; /* than chunked */
    bool bad_name;
    bool bad_value;
    bool bad_lines; /* folded, broken, or without CR: set by who sees them */
};
void ll_framing_note(struct ll_framing *framing, struct ll_str name, struct ll_str value);
/* The first thing wrong with them; NULL: nothing. */
const struct ll_framing_fault *ll_framing_check(const struct ll_framing *framing);

#endif
