/*
 * Pages: the same answers and problems, for a browser. `{data, page}` by a template: `data` is the
 * value that a JSON client gets, `page` what surrounds it, a function of data, route and language
 * that never reads the store (docs/pages.md).
 */
#ifndef LL_EDGE_HTTP_PAGE_H
#define LL_EDGE_HTTP_PAGE_H

#include "base/locale.h"
#include "edge/http/route.h"
#include "edge/http/tried.h"
#include "edge/http/who.h"
#include "edge/web/form.h"
#include "edge/web/start.h"

struct ll_access_page;
struct ll_chrome;
struct ll_pages; /* templates, catalogues and files, made once; many threads read it */

LL_MUST enum ll_status ll_pages_open(struct ll_pages **ret_pages, struct ll_err *reterr);
void ll_pages_close(struct ll_pages *pages);

/* Does its sender want a page rather than JSON? What it lists first decides; no list means JSON. */
bool ll_page_wanted(const struct ll_http_exchange *exchange);

/* Which of these does its sender list first? `count`: none. */
size_t ll_page_accepts(const struct ll_http_exchange *exchange, const char *const *kinds,
                       size_t count);

/* Holds the tag of the language that a reader chose. */
#define LL_LANGUAGE_COOKIE "language"

/* What is signed where the page is read, and goes into a form (sign.c). */
#define LL_SIGN_SHOWN_MAX 8
struct ll_sign_kind {
    const struct ll_service *service; /* says what is to be signed */
    const char *action;  /* the address that takes it signed; NULL: that of `service` */
    const char *cut;     /* without this end, */
    const char *end;     /* but with this one */
    const char *field;   /* which takes the file */
    const char *file;    /* its name */
    const char *command; /* that signs the same */
    const char *shown[LL_SIGN_SHOWN_MAX]; /* fields that are asked for; others are said already */
};
/* Is the field asked for beside what is signed? */
bool ll_sign_shows(const struct ll_sign_kind *kind, const char *field);

/* A form that asks for the input of a route. */
struct ll_page_edit {
    const struct ll_route_match *match; /* the route that takes it, with what the address says */
    struct ll_str action;               /* that address */
    struct ll_str key;                  /* once only, however often it is sent */
    const struct ll_form_value *values;
    size_t value_count;
    struct ll_str tried;             /* the name of its file, which came before; empty: none did */
    struct ll_tried_file file;       /* that one */
    const struct ll_err *err;        /* why what was sent was refused; NULL: nothing was sent yet */
    const struct ll_json *choices;   /* edge/web/form.h; or NULL */
    const struct ll_sign_kind *sign; /* what goes into it is signed first; NULL: nothing is */
    const struct ll_json *to_sign;   /* what its service answered */
};

struct ll_page {
    const struct ll_route *route; /* NULL: none was found */
    const struct ll_who *who;
    const struct ll_json *data;
    struct ll_str site; /* what the installation is called */
    const char *template;
    const char *title; /* marked LL_T; NULL: what its service is for */
    int status;
    const struct ll_page_edit *edit; /* NULL: nothing is asked */
    const struct ll_err *asked;      /* why a question was refused: its form is shown again */
    bool is_tried;                   /* what is shown was not stored */
    enum ll_start_page start;        /* whose screen it is; LL_START_NONE: anybody's */
    const struct ll_access_page
        *access; /* a form of getting in (access_form.h); NULL: it is none */
    /* Adds what its own template reads beside, words and addresses; NULL: nothing. */
    void (*fill)(const struct ll_chrome *chrome, struct ll_json *ret_page);
    /* NULL, or makes `page.own` of the answer; `page.view` is made of its member "shown". */
    struct ll_json *(*own)(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data);
};
/* Answer with a page; with 500 and no words of it when the template fails. */
void ll_page_reply(const struct ll_pages *pages, struct ll_http_exchange *exchange,
                   const struct ll_page *page);

/* An answer as the locale's reader reads it: the words of a problem, and of findings, in their
 * language (base/refusal.h). `data` is not changed, and is the answer where nothing is told. */
struct ll_json ll_page_told(const struct ll_locale *locale, struct ll_arena *arena,
                            const struct ll_json *data, bool is_problem);

/* A file of web/static by its name, compressed where its reader takes that; 404 without one. */
void ll_page_file(const struct ll_pages *pages, struct ll_http_exchange *exchange,
                  struct ll_str name);

/* The address of such a file; .ptr NULL: this program does not carry it. */
struct ll_str ll_page_file_address(const struct ll_pages *pages, const char *name);

/* The language that who asks reads, and its tag. */
const struct ll_locale *ll_page_locale(const struct ll_pages *pages,
                                       const struct ll_http_exchange *exchange);
const char *ll_page_language(const struct ll_pages *pages, const struct ll_http_exchange *exchange);

#endif
