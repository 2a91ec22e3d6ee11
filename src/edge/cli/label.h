/* The names of an answer's members, as people read them. */
#ifndef LL_EDGE_CLI_LABEL_H
#define LL_EDGE_CLI_LABEL_H

#include "base/str.h"

/* What a member's name says of its numbers. */
struct ll_cli_label_unit {
    const char *end; /* of the name */
    const char *one;
    const char *many;
};
/* NULL: it counts nothing in particular. */
const struct ll_cli_label_unit *ll_cli_label_unit(struct ll_str name);
/* A unit that is no word of the name: it stands behind the number, or in brackets. */
bool ll_cli_label_is_apart(const struct ll_cli_label_unit *unit);
/* Numbers that name rather than count: no thousands separators. */
bool ll_cli_label_is_plain(struct ll_str name);
/* The name in words, "collected on" of collected_on or collectedOn, and without a unit that is said
 * elsewhere. */
void ll_cli_label_put(struct ll_strbuf *buf, struct ll_str name);

#endif
