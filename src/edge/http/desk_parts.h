/*
 * What the parts of the desk's page are made of: texts in the reader's form, addresses of lists
 * with their filters, tables. All is in the chrome's arena; what runs out of memory is empty, and
 * shows when the page is written.
 */
#ifndef LL_EDGE_HTTP_DESK_PARTS_H
#define LL_EDGE_HTTP_DESK_PARTS_H

#include "edge/http/chrome.h"

#define LL_DESK_TEXT_BYTES_MAX 1024

/* ---- texts ---- */

struct ll_str ll_desk_finish(struct ll_strbuf *buf);
struct ll_str ll_desk_words(const struct ll_chrome *d, const char *text);
struct ll_str ll_desk_number(const struct ll_chrome *d, int64_t value);
struct ll_str ll_desk_mass(const struct ll_chrome *d, int64_t grams);
/* Nothing of nothing. */
struct ll_str ll_desk_measured(const struct ll_chrome *d, bool in_grams, int64_t amount);
/* A text with its {n}. */
struct ll_str ll_desk_fill(const struct ll_chrome *d, struct ll_str text, struct ll_str n);
struct ll_str ll_desk_units(const struct ll_chrome *d, int64_t units);
/* A member that is a whole number, else 0. */
int64_t ll_desk_integer(const struct ll_json *object, const char *name);

/* ---- addresses ---- */

struct ll_desk_query {
    const char *name;
    struct ll_str value;
};

/* The list of a noun, if the reader may see it; else NULL. */
const struct ll_route *ll_desk_list(const struct ll_chrome *d, struct ll_str noun);
/* Its address with filters, without those that have no value; empty: it may not be seen. */
struct ll_str ll_desk_list_address(const struct ll_chrome *d, const char *noun,
                                   const struct ll_desk_query *queries, size_t count);
/* The same with the members of `filter`, which may be NULL. */
struct ll_str ll_desk_filtered(const struct ll_chrome *d, const struct ll_route *list,
                               const struct ll_json *filter);

/* ---- tables ---- */

struct ll_json *ll_desk_new_table(const struct ll_chrome *d, const char *title, const char *note);
void ll_desk_add_column(const struct ll_chrome *d, struct ll_json *columns, struct ll_str text,
                        bool is_number);
/* The cell, or NULL without memory. `href` may be empty. */
struct ll_json *ll_desk_add_cell(const struct ll_chrome *d, struct ll_json *cells,
                                 struct ll_str text, struct ll_str href, bool is_number);
void ll_desk_add_row(const struct ll_chrome *d, struct ll_json *rows, struct ll_json *cells);
void ll_desk_finish_table(const struct ll_chrome *d, struct ll_json *tables, struct ll_json *table,
                          struct ll_json *columns, struct ll_json *rows);

/* ---- what stands below what waits (desk_figures.c) ---- */

/* How long demand waits, what is covered, what is under way, month by month: what of these the
 * reader may see. */
void ll_desk_add_figures(const struct ll_chrome *d, struct ll_json *tables);

#endif
