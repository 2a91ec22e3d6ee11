/*
 * What surrounds an answer on a page, the member `page` of what templates read (docs/pages.md): the
 * menu, the title, forms, texts. A function of data, route, reader and language.
 */
#ifndef LL_EDGE_HTTP_CHROME_H
#define LL_EDGE_HTTP_CHROME_H

#include "base/locale.h"
#include "edge/http/page.h"

struct ll_chrome {
    struct ll_http_exchange *exchange;
    struct ll_arena *arena; /* the exchange's */
    const struct ll_page *page;
    const struct ll_locale *locale;
    const struct ll_pages *pages;
    struct ll_str style; /* addresses of files */
    struct ll_str icon;
    struct ll_str public_style;
    struct ll_str draw_style;
};

/* In the exchange's arena; what runs out of memory shows when it is written. */
struct ll_json *ll_chrome_of(const struct ll_chrome *chrome);

/* Of these: what can be done here, what a list can be narrowed to, the form that is asked for
 * ("actions", "filter", "edit", "notice"; chrome_form.c). */
void ll_chrome_set_forms(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* Of a form into which something signed goes, or a key that is made where the page is read: what
 * that takes ("sign"; sign.c). */
void ll_chrome_set_sign(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* And on the page of a plant, to its own people, how to make a key ("new_key"; sign.c). */
void ll_chrome_set_new_key(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* Does the query ask for some of a list only, rather than for all of it in an order? */
bool ll_chrome_is_narrowed(const struct ll_chrome *chrome);
/* Is it what a form has done, shown since its reader has to see it before they go on? */
bool ll_chrome_is_done(const struct ll_chrome *chrome);
/* What the desk shows ("desk", chrome_desk.c), of what desk show answers. */
void ll_chrome_set_desk(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* Of an empty ledger: the steps to a first shipment on the desk, and on a list without anything
 * what belongs there (chrome_empty.c). */
void ll_chrome_set_steps(const struct ll_chrome *chrome, struct ll_json *ret_desk);
void ll_chrome_set_empty(const struct ll_chrome *chrome, struct ll_json *view);
/* Where what is not there is begun, for who may: the public log ("begin"). */
void ll_chrome_set_begin(const struct ll_chrome *chrome, struct ll_json *ret_page);

#endif
