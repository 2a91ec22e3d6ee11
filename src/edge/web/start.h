/*
 * Start pages by role, and the clients' screens (start.def): parts of what people see anyway, in
 * the order of their work. Pure functions of an answer and the language.
 */
#ifndef LL_EDGE_WEB_START_H
#define LL_EDGE_WEB_START_H

#include "base/json.h"
#include "base/locale.h"

enum ll_start_page {
    LL_START_NONE,
#define LL_START(NAME, title, intro) LL_START_##NAME,
#define LL_START_PART(...)
#define LL_START_WORDS(...)
#define LL_START_MENU(...)
#include "edge/web/start.def"
#undef LL_START
#undef LL_START_PART
#undef LL_START_WORDS
#undef LL_START_MENU
    LL_START_COUNT,
};

enum ll_start_kind {
    LL_START_KIND_LINES,
    LL_START_KIND_FILES,
    LL_START_KIND_TABLE,
    LL_START_KIND_FACTS,
    LL_START_KIND_WORDS,
};

struct ll_start_part {
    enum ll_start_page start;
    enum ll_start_kind kind;
    const char *member; /* of the page's answer; "": all of it */
    const char *noun;   /* the service that it comes from; "": none */
    const char *verb;
    const char *query;   /* "name=value&name=value", what it is asked; or "" */
    const char *columns; /* of a table: "code,state" */
    const char *title;   /* marked LL_T, as are the other words */
    const char *text;    /* where there is none; of words: what they say */
    const char *href;
    const char *link;
    const char *row_href; /* "*": the row's first member */
    const char *row_link;
};
extern const struct ll_start_part ll_start_parts[];
extern const size_t ll_start_part_count;

/* The menu of whose page it is, row by row. */
struct ll_start_menu_row {
    enum ll_start_page start;
    const char *path;
    const char *context;
    const char *text;
};
extern const struct ll_start_menu_row ll_start_menu[];
extern const size_t ll_start_menu_count;

const char *ll_start_title(enum ll_start_page start);

/* What templates read as `page.view` (docs/pages.md): the sections of the page. What runs out of
 * memory shows when it is written. Cost: O(answer). */
struct ll_json *ll_start_view(struct ll_arena *arena, const struct ll_locale *locale,
                              enum ll_start_page start, const struct ll_json *data);

#endif
