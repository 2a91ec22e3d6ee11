/* Signing in and out, one-time links: what the server answers itself (routes.def). */
#ifndef LL_EDGE_HTTP_ACCESS_H
#define LL_EDGE_HTTP_ACCESS_H

#include "edge/http/http.h"

struct ll_record;
struct ll_server;

extern const struct ll_record ll_access_sign_in_record;
extern const struct ll_record ll_access_link_record;
extern const struct ll_record ll_access_use_record;
extern const struct ll_record ll_access_reset_record;
extern const struct ll_record ll_access_language_record; /* own_language.c */
extern const struct ll_record ll_access_verify_record;   /* own_verify.c */
extern const struct ll_record ll_access_password_record;
extern const struct ll_record ll_access_code_record;
extern const struct ll_record ll_access_begin_record;

void ll_own_sign_in(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_sign_out(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_session(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_link(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_use_link(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_reset(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_sign_in_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_password(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_password_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_reset_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_second_factor(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_second_factor_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_enrolment(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_enrolment_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_enrolment_begin(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_enrolment_begin_form(struct ll_server *server, struct ll_http_exchange *exchange);

/* access_openid.c */
extern const struct ll_record ll_access_openid_record;
void ll_own_openid_begin(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_openid_callback(struct ll_server *server, struct ll_http_exchange *exchange);

#endif
