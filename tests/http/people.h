/* People who sign in from afar, for tests of the server: a clock that tests set, an operator,
 * users, sessions with and without second factors. */
#ifndef LL_TESTS_HTTP_PEOPLE_H
#define LL_TESTS_HTTP_PEOPLE_H

#include "http/support.h"

#define LL_PEOPLE_PASSWORD "four quite usual words"
#define LL_MINUTE_US INT64_C(60000000)

/* Setup of a test with its own clock, which begins in September 2026 and is told here. */
int ll_people_start(void **state);
void ll_people_advance(int64_t us);
int64_t ll_people_now_us(void);
extern char ll_people_told[512]; /* what the server told who runs it */

const char *ll_text_of(struct ll_served *served, const char *format, ...) LL_PRINTF(2, 3);
/* From afar; `fields` of the head, each with its line end. */
struct ll_reply ll_far_post(struct ll_served *served, const char *target, const char *fields,
                            const char *json);
struct ll_reply ll_far_get(struct ll_served *served, const char *target, const char *fields);
/* As a browser sends a form, and wants a page. */
struct ll_reply ll_form_post(struct ll_served *served, const char *target, const char *fields,
                             const char *form);
struct ll_reply ll_page_get(struct ll_served *served, const char *target, const char *fields);
const char *ll_member_of(struct ll_served *served, const struct ll_reply *reply, const char *name);

/* Who asks; fields of the head: with the session's cookie, and with its token too. */
struct ll_signed_in {
    const char *cookie;
    const char *fields;
    const char *csrf;
};
struct ll_signed_in ll_signed_in_of(struct ll_served *served, const struct ll_reply *reply);

void ll_make_operator(struct ll_served *served); /* "op" */
/* A user of "op" with LL_PEOPLE_PASSWORD; their id. */
const char *ll_make_person(struct ll_served *served, const char *email, const char *role);
struct ll_reply ll_sign_in(struct ll_served *served, const char *email, const char *password);
/* Their device: the secret as it is typed. */
struct ll_device {
    char secret[64];
};
/* What it shows `steps` from now. */
const char *ll_device_code(struct ll_served *served, const struct ll_device *device, int steps);
/* Sign in with a password alone, and set up a device when that is waited for. */
struct ll_signed_in ll_enter(struct ll_served *served, const char *email,
                             struct ll_device *ret_device);

#endif
