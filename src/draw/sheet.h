/*
 * A certificate's page while it is laid out: what its parts share. Places are in units of a scene;
 * a failure is latched in the scene.
 */
#ifndef LL_DRAW_SHEET_H
#define LL_DRAW_SHEET_H

#include "draw/certificate.h"
#include "draw/certificate_words.h"

#define LL_SHEET_LEFT 2000
#define LL_SHEET_RIGHT 19000
#define LL_SHEET_WIDTH (LL_SHEET_RIGHT - LL_SHEET_LEFT)
#define LL_SHEET_GUTTER 1000
#define LL_SHEET_COLUMN ((LL_SHEET_WIDTH - LL_SHEET_GUTTER) / 2)
#define LL_SHEET_COLUMN_2 (LL_SHEET_LEFT + LL_SHEET_COLUMN + LL_SHEET_GUTTER)
#define LL_SHEET_LISTS_LEAST                                                                       \
    4700 /* purchases and plants, each with a heading and a row or two, and a certification */

struct ll_sheet {
    struct ll_scene *scene;
    struct ll_arena *arena;
    const struct ll_locale *locale;
    const struct ll_printed_certificate *certificate;
    const struct ll_stage_words *words;
    struct ll_printed_sum demand; /* of all of it */
    struct ll_printed_sum scrap;
    enum ll_colour accent; /* grey when revoked: nothing is to be celebrated */
    enum ll_colour copper;
    bool is_tight; /* much to say: smaller type, closer lines */
    bool is_full;  /* and more than that: what qualifies it is set in the finest type */
    int32_t air;   /* little to say: more room between the parts */
    int32_t y;     /* what is above is taken */
};

/* ---- texts ---- */

struct ll_strbuf ll_sheet_start(struct ll_sheet *sheet);
struct ll_str ll_sheet_finish(struct ll_sheet *sheet, struct ll_strbuf *buf);
/* At most `most` bytes of a text of others, before it goes into one of ours. */
struct ll_str ll_sheet_front(struct ll_sheet *sheet, struct ll_str text, size_t most);
/* In the page's language. */
struct ll_str ll_sheet_words(struct ll_sheet *sheet, const char *text);
struct ll_str ll_sheet_fill(struct ll_sheet *sheet, struct ll_str text, const struct ll_slot *slots,
                            size_t count);
struct ll_str ll_sheet_number(struct ll_sheet *sheet, int64_t n);
struct ll_str ll_sheet_mass(struct ll_sheet *sheet, struct ll_mass mass);
struct ll_str ll_sheet_date(struct ll_sheet *sheet, struct ll_date date);
struct ll_str ll_sheet_amount(struct ll_sheet *sheet, const struct ll_printed_amount *amount);
struct ll_str ll_sheet_sum(struct ll_sheet *sheet, const struct ll_printed_sum *sum);
void ll_sheet_add(struct ll_sheet *sheet, const struct ll_printed_amount *amount,
                  struct ll_printed_sum *sum);

/* ---- drawing: baselines at (x, y), cut at `width` (0: the page's edge) ---- */

void ll_sheet_put(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour, int32_t x,
                  int32_t y, int32_t width, struct ll_str text);
void ll_sheet_put_right(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour, int32_t x,
                        int32_t y, int32_t width, struct ll_str text);
/* The y of the line that would follow. */
int32_t ll_sheet_paragraph(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour,
                           int32_t x, int32_t y, int32_t width, size_t lines_max,
                           struct ll_str text);
int32_t ll_sheet_width(struct ll_sheet *sheet, enum ll_type type, struct ll_str text);
void ll_sheet_rule(struct ll_sheet *sheet, int32_t x, int32_t y, int32_t width);

/* ---- parts of the page, each from sheet->y on, which they move where nothing else is said ---- */

void ll_sheet_bars(struct ll_sheet *sheet);
/* Facts side by side: mass, lots, who paid. */
void ll_sheet_facts(struct ll_sheet *sheet);
/* Purchases beside origins and plants, above `bottom`; sheet->y stays. And the height that all of
 * them would take, and the least: a row or two of each. */
void ll_sheet_lists(struct ll_sheet *sheet, int32_t bottom);
int32_t ll_sheet_lists_height(struct ll_sheet *sheet);
int32_t ll_sheet_lists_least(struct ll_sheet *sheet);
/* What is calculated or a convention, as much as `height` holds; sheet->y stays. And the height
 * that all of it would take, at most `most`. */
void ll_sheet_notes(struct ll_sheet *sheet, int32_t height);
int32_t ll_sheet_notes_height(struct ll_sheet *sheet, int32_t most);

#endif
