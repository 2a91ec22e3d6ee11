/*
 * A brief: what somebody who does not know a process has to know of one case, in sections of lines;
 * printed, on two A4 pages at most.
 */
#ifndef LL_DRAW_BRIEF_H
#define LL_DRAW_BRIEF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/locale.h"
#include "draw/scene.h"

#define LL_BRIEF_PAGES 2

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
    struct ll_str foot_short; /* of a print that lacks some of it */
    struct ll_str code;       /* what its QR code reads as; or empty */
    struct ll_str code_note;  /* what that is */
};

/*
 * Its pages, in `arena`, in two columns, with what is aside last. What does not fit two pages is
 * left out: what is aside, from its end; if that is not enough, all sources, and what comes last.
 * LL_EINVAL: a text that is not UTF-8; LL_ELIMIT: a code that is too long; LL_ENOMEM. Some 30 ms.
 */
LL_MUST enum ll_status ll_brief_print(const struct ll_printed_brief *brief,
                                      const struct ll_locale *locale, struct ll_fonts *fonts,
                                      struct ll_arena *arena, const struct ll_scene **ret_pages,
                                      size_t *ret_count, struct ll_err *reterr);

#endif
