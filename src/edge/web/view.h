/*
 * An answer as what any page can show: facts beside their labels, lists as tables, names that have
 * an address as links. A pure function of the value and the language.
 */
#ifndef LL_EDGE_WEB_VIEW_H
#define LL_EDGE_WEB_VIEW_H

#include "base/json.h"
#include "base/locale.h"

/*
 * {"sections": [{"title"?, "facts"?: {"items": [{"label", CELL…}…]}, "table"?: {"label",
 * "columns": [{"text", "number"?}…], "rows": [{"cells": [{CELL…}…]}…]}, "more"? (how many rows a
 * long list inside an object has beyond those shown), "of"? (its name), "nothing"?, "none"?
 * {"label", "text"} (which lists of an object are empty)}…]}; CELL: "text", "href"?, "number"?,
 * "day"?, "id"? (true: it is one, or a digest), "tone"? (label.h); in a table also "column" (its
 * name), "whole"? (the id, when "text" is its end) and "long"?. A list's own rows,
 * "items", are one table without a title, and each begins with a link to what it is about:
 * `row_path` and the row's first text ("/lots/" and an id); NULL: they have none. The member
 * "next" is left to the page. What runs out of memory shows when the value is written. Cost:
 * O(value), and O(columns) for each member of a table's row.
 */
struct ll_json *ll_view_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const char *row_path, const struct ll_json *value);

#define LL_VIEW_ROWS_MAX 100 /* that are shown of a list inside an object */

/* How many rows are not shown, in words with the slot {n} (LL_TN). */
struct ll_str ll_view_left(struct ll_arena *arena, const struct ll_locale *locale, const char *one,
                           const char *many, size_t left);

/* One member of an object as a CELL; of one that is not there the text is empty. */
struct ll_json *ll_view_cell(struct ll_arena *arena, const struct ll_locale *locale,
                             const struct ll_json *object, const char *name);

/* The address at which an id's object is looked at, or .ptr NULL: "/lots/lot_…". */
struct ll_str ll_view_address(struct ll_arena *arena, struct ll_str id);

/* "/lots/" and "a b" as "/lots/a%20b"; .ptr NULL without memory. */
struct ll_str ll_view_path(struct ll_arena *arena, const char *path, struct ll_str last);

#endif
