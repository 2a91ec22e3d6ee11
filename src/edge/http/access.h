/* Signing in and out, one-time links: what the server answers itself (routes.def). */
#ifndef LL_EDGE_HTTP_ACCESS_H
#define LL_EDGE_HTTP_ACCESS_H

#include "edge/http/http.h"

struct ll_record;
struct ll_server;

extern const struct ll_record ll_own_sign_in_input;
extern const struct ll_record ll_own_link_input;
extern const struct ll_record ll_own_use_input;
extern const struct ll_record ll_own_reset_input;
extern const struct ll_record ll_own_password_input;
extern const struct ll_record ll_own_code_input;
extern const struct ll_record ll_own_begin_input;

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
extern const struct ll_record ll_own_openid_input;
void ll_own_openid_begin(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_openid_callback(struct ll_server *server, struct ll_http_exchange *exchange);

#endif
