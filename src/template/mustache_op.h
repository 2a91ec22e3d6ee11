/* What templates are compiled to; for the files of this layer, and tests that look inside. */
#ifndef LL_TEMPLATE_MUSTACHE_OP_H
#define LL_TEMPLATE_MUSTACHE_OP_H

#include <stdint.h>

#include "template/mustache.h"

#define LL_MUSTACHE_NO_TEMPLATE UINT32_MAX

enum ll_mustache_kind {
    LL_MUSTACHE_TEXT,
    LL_MUSTACHE_VALUE,
    LL_MUSTACHE_SECTION,
    LL_MUSTACHE_PARTIAL,
    LL_MUSTACHE_PARENT,
    LL_MUSTACHE_BLOCK,
};

/* One step. SECTION, PARENT and BLOCK are followed by their content, up to `end`. */
struct ll_mustache_op {
    enum ll_mustache_kind kind;
    uint32_t offset; /* of its tag in the source */
    uint32_t end;
    uint32_t target;        /* PARTIAL, PARENT: index of the template, or NO_TEMPLATE */
    bool starts_line : 1;   /* TEXT: its first byte, even if it has none, begins a line */
    bool line_follows : 1;  /* TEXT: a tag follows at the start of the next line */
    bool raw : 1;           /* VALUE */
    bool inverted : 1;      /* SECTION */
    bool own_lines : 1;     /* PARTIAL, PARENT, BLOCK: nothing else stands on its lines */
    bool argument : 1;      /* BLOCK: stands in a parent, whose block it replaces */
    bool begins_inline : 1; /* BLOCK: its content begins on the line of its tag */
    uint8_t newline_len;    /* BLOCK: of the line end behind its own lines: 0, 1 or 2 */
    uint32_t part_count;    /* VALUE, SECTION: of a dotted name; 0: the item itself */
    struct ll_str text;     /* TEXT; of the others the name */
    union {
        const struct ll_str *parts; /* VALUE, SECTION */
        struct ll_str indent;       /* PARTIAL, PARENT, BLOCK: when own_lines */
    };
};

struct ll_mustache_template {
    struct ll_str name;
    struct ll_str source;
    const struct ll_mustache_template *all; /* of the set: what `target` is an index of */
    struct ll_mustache_op *ops;
    uint32_t op_count;
};

struct ll_mustache {
    struct ll_mustache_template *templates;
    size_t count;
};

/* Read one template, whose name and source are set, into its steps; targets are not looked up. */
LL_MUST enum ll_status ll_mustache_read(struct ll_arena *arena,
                                        struct ll_mustache_template *template,
                                        struct ll_err *reterr);

/* Put "name:line:column" of a byte of the source before `where`. */
void ll_mustache_locate(const struct ll_mustache_template *template, size_t offset,
                        struct ll_err *err);

/*
 * Take from a block's content [from, to) the indentation that all its lines have; `ret_indent` is
 * that, with .ptr NULL when it has no line that is not empty. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_mustache_dedent(struct ll_arena *arena, struct ll_mustache_op *ops,
                                          uint32_t from, uint32_t to, struct ll_str *ret_indent,
                                          struct ll_err *reterr);

#endif
