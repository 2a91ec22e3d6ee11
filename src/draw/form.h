/*
 * A form of an authority as A4 pages: numbered blocks side by side, each with captions and what is
 * entered there. What a block has no room for stands on continuation pages that it names; lists of
 * codes come last. Our own drawing: it has the blocks and captions, not the looks, of a print.
 */
#ifndef LL_DRAW_FORM_H
#define LL_DRAW_FORM_H

#include "base/locale.h"
#include "draw/scene.h"

#define LL_FORM_COLUMNS 12 /* of a page */
#define LL_FORM_PAGES_MAX 64

enum ll_printed_state {
    LL_PRINTED_ENTERED,
    LL_PRINTED_LACKING,    /* to be filled in: the dossier does not have it */
    LL_PRINTED_BLANK,      /* room to write, stamp and sign */
    LL_PRINTED_NOT_NEEDED, /* it does not apply here */
};

/* What is entered below a caption. */
struct ll_printed_entry {
    struct ll_str caption;
    struct ll_str value; /* of what is entered; of a blank, what is known beforehand, or empty */
    enum ll_printed_state state;
    int span; /* how many columns of its block; 0: all */
};
/* Entries that belong together: a carrier, a state. */
struct ll_printed_group {
    const struct ll_printed_entry *entries;
    size_t count;
};
struct ll_printed_block {
    struct ll_str number; /* "8"; empty: none */
    struct ll_str title;
    int width;        /* of LL_FORM_COLUMNS */
    int columns;      /* within it */
    size_t lines_max; /* of an entry, before it goes on elsewhere */
    const struct ll_printed_group *groups;
    size_t group_count;
    size_t group_max; /* before the others go on elsewhere */
};

struct ll_printed_code {
    struct ll_str code;
    struct ll_str meaning;
};
struct ll_printed_code_list {
    struct ll_str title;
    const struct ll_printed_code *codes;
    size_t count;
};

/* Everything is borrowed. */
struct ll_printed_form {
    struct ll_str title;
    struct ll_str subtitle;
    struct ll_str number_caption; /* at the head of each page */
    struct ll_str number;         /* or empty */
    struct ll_str foot;
    bool is_draft;      /* each page says so */
    struct ll_str code; /* what a QR code behind the blocks reads as; or empty */
    struct ll_str code_title;
    struct ll_str code_note;
    const struct ll_printed_block *blocks;
    size_t block_count;
    const struct ll_printed_code_list *code_lists;
    size_t code_list_count;
};

/*
 * The pages, one or more, in `arena`. LL_EINVAL: a text that is not UTF-8. LL_ELIMIT: more than
 * LL_FORM_PAGES_MAX pages. LL_ENOMEM. Some 10 ms a page.
 */
LL_MUST enum ll_status ll_form_print(const struct ll_printed_form *form,
                                     const struct ll_locale *locale, struct ll_fonts *fonts,
                                     struct ll_arena *arena, const struct ll_scene **ret_pages,
                                     size_t *ret_count, struct ll_err *reterr);

#endif
