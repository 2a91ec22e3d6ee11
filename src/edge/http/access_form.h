/*
 * Forms of getting in, for who has a browser and maybe no scripts: tables of fields, shown by the
 * template `access`, once more with what was wrong.
 */
#ifndef LL_EDGE_HTTP_ACCESS_FORM_H
#define LL_EDGE_HTTP_ACCESS_FORM_H

#include "base/locale.h"
#include "edge/http/inside.h"

#define LL_ACCESS_COUNTRIES "countries"
struct ll_access_form_field {
    const char *name;
    const char *label; /* marked LL_T */
    const char *type;  /* of the input: "email"; or LL_ACCESS_COUNTRIES, a choice */
    const char *autocomplete;
    const char *note; /* marked LL_T; or NULL */
    bool optional;
};
struct ll_access_form_link {
    const char *href;
    const char *text; /* marked LL_T */
};
#define LL_ACCESS_FORM_FIELDS_MAX 6
#define LL_ACCESS_FORM_LINKS_MAX 3
/* Where a password is changed, by who has one. */
#define LL_ACCESS_PASSWORD_PATH "/sessions/password"
struct ll_access_form {
    const char *title;
    const char *note;   /* marked LL_T; or NULL */
    const char *action; /* NULL: the address that was asked */
    const char *button;
    bool offers_accounts; /* of providers (access_openid.c), as links */
    struct ll_access_form_field fields[LL_ACCESS_FORM_FIELDS_MAX];
    struct ll_access_form_link links[LL_ACCESS_FORM_LINKS_MAX];
};

/* What is shown besides, each maybe empty. */
struct ll_access_form_more {
    struct ll_str secret; /* to be typed */
    struct ll_str uri;    /* the same as a QR code */
    const struct ll_json *codes;
};

/* What a page shows of it. */
struct ll_access_page {
    const struct ll_call *call;
    const struct ll_access_form *form;
    const struct ll_access_form_more *more; /* or NULL */
    const struct ll_err *err; /* what was wrong, with what was sent, but for what nobody may read;
                                 or NULL */
};

/* As what `page.access` is (docs/pages.md), in a language. */
struct ll_json *ll_access_form_json(const struct ll_access_page *page,
                                    const struct ll_locale *locale);

/* Answer with a form; to others than browsers with `data`, and with the problem when there is one.
 * ll_err.status decides the status. */
void ll_access_form_reply(struct ll_call *call, const struct ll_access_form *form,
                          const struct ll_access_form_more *more, const struct ll_json *data,
                          const struct ll_err *err);
/* GET of a form that says nothing else: {"action", "fields"}. */
void ll_access_form_show(struct ll_call *call, const struct ll_access_form *form);
/* A browser goes on there; others get `data`. */
void ll_access_form_go(struct ll_call *call, const char *location, const struct ll_json *data);

extern const struct ll_access_form ll_access_form_sign_in;
extern const struct ll_access_form ll_access_form_second_factor;
extern const struct ll_access_form ll_access_form_enrolment;
extern const struct ll_access_form ll_access_form_begin;
extern const struct ll_access_form ll_access_form_recovery;
extern const struct ll_access_form ll_access_form_session;
extern const struct ll_access_form ll_access_form_password;
extern const struct ll_access_form ll_access_form_reset;
extern const struct ll_access_form ll_access_form_told;
extern const struct ll_access_form ll_access_form_link;
extern const struct ll_access_form ll_access_form_first;

#endif
