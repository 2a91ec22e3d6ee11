/*
 * A brief: what somebody who does not know a process has to know of one case, in sections of lines.
 */
#ifndef LL_DRAW_BRIEF_H
#define LL_DRAW_BRIEF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Everything is borrowed. Texts that may be empty are said to be so. */
struct ll_printed_line {
    struct ll_str head; /* what it is about; or empty */
    struct ll_str text;
    struct ll_str note;    /* where it is from; or empty */
    struct ll_str file;    /* what can be taken along, "ia"; or empty */
    struct ll_str subject; /* of a file: of which shipment; or empty */
    bool is_doubtful;      /* it rests on little, and the text says so */
};
struct ll_printed_section {
    struct ll_str title;
    struct ll_str intro; /* or empty */
    const struct ll_printed_line *lines;
    size_t line_count;
    bool is_aside; /* left out where there is little room */
};
struct ll_printed_brief {
    struct ll_str title;
    struct ll_str number; /* of the case; or empty */
    struct ll_str lead;
    const struct ll_printed_section *sections;
    size_t section_count;
    struct ll_str foot;
};

#endif
