/* What the server answers itself, beside the services: LL_ROUTE_OWN of routes.def. */
#ifndef LL_EDGE_HTTP_OWN_H
#define LL_EDGE_HTTP_OWN_H

#include "edge/http/http.h"

struct ll_chrome;
struct ll_json;
struct ll_record;
struct ll_server;
struct ll_service;

extern const struct ll_record ll_own_language_input;
extern const struct ll_record ll_own_doubt_input;
extern const struct ll_record ll_own_verify_input;

/* What there is to look at for who asks; in a browser the operator's people get their desk. */
void ll_own_home(struct ll_server *server, struct ll_http_exchange *exchange);
/* Every address, for people who write programs; openapi.json says the same to programs. */
void ll_own_api(struct ll_server *server, struct ll_http_exchange *exchange);
/* The addresses about one thing, with their fields and a call. */
void ll_own_api_group(struct ll_server *server, struct ll_http_exchange *exchange);
/* It lives: says nothing of the store. */
void ll_own_health(struct ll_server *server, struct ll_http_exchange *exchange);
/* It can serve: the store answers, and the server is not ending. 503 when not. */
void ll_own_ready(struct ll_server *server, struct ll_http_exchange *exchange);
/* In the text form that Prometheus reads. */
void ll_own_metrics(struct ll_server *server, struct ll_http_exchange *exchange);
/* The addresses as OpenAPI 3.1. */
void ll_own_openapi(struct ll_server *server, struct ll_http_exchange *exchange);
/* Stories of the work: none yet (start.c). */
void ll_own_stories(struct ll_server *server, struct ll_http_exchange *exchange);
/* Run a service that makes a file, as who asks; false: it was refused, and is answered. Files are
 * theirs alone: nothing in between keeps one. */
bool ll_own_file_made(struct ll_server *server, struct ll_http_exchange *exchange,
                      const struct ll_service *service, const void *input);
/* A sample as a file to take along. */
void ll_own_sample_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* Reminders as a calendar (own_calendar.c). */
void ll_own_calendar(struct ll_server *server, struct ll_http_exchange *exchange);
/* The forms of a notification as files (own_notification.c). */
extern const struct ll_record ll_own_notification_file_input;
void ll_own_notification_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* What an authority has to know of a notification, and by a link also its forms; logged before it
 * is shown (own_brief.c). */
extern const struct ll_record ll_own_brief_input;
extern const struct ll_record ll_own_brief_link_input;
void ll_own_brief(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_brief_link(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_brief_print(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_brief_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* A certificate as a file to take along. */
void ll_own_certificate_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* The statement for who bought recovered materials. */
void ll_own_dispatch_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* Labels to be printed. */
void ll_own_handover_file(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_label_file(struct ll_server *server, struct ll_http_exchange *exchange);
/* The files of web/static. */
void ll_own_static(struct ll_server *server, struct ll_http_exchange *exchange);
/* The language of pages, as its reader chooses it: kept in a cookie, of who is signed in also with
 * them; and back to where they were. */
void ll_own_language(struct ll_server *server, struct ll_http_exchange *exchange);
/* The page that verifies certificates where it is read, and what it needs. */
void ll_own_verify(struct ll_server *server, struct ll_http_exchange *exchange);
/* The bundle of a certificate (proof/bundle.h). */
void ll_own_bundle(struct ll_server *server, struct ll_http_exchange *exchange);
/* What the page says (verify_words.c). */
void ll_verify_words(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* The files of the public log, under the addresses of C2SP tlog-tiles. */
void ll_own_log_checkpoint(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_log_tile(struct ll_server *server, struct ll_http_exchange *exchange);
/* What the page of the log says (log_words.c). */
void ll_log_words(const struct ll_chrome *chrome, struct ll_json *ret_page);
/* The page on which an organisation asks to join. */
void ll_own_enquire_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_enquire(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_doubt_form(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_doubt(struct ll_server *server, struct ll_http_exchange *exchange);
/* The form for what an address takes. */
void ll_own_form(struct ll_server *server, struct ll_http_exchange *exchange);
/* How far a request with a file is. */
void ll_own_upload(struct ll_server *server, struct ll_http_exchange *exchange);
/* What the last audit found, and another one. */
void ll_own_findings(struct ll_server *server, struct ll_http_exchange *exchange);
void ll_own_audit(struct ll_server *server, struct ll_http_exchange *exchange);
/* A witness's answer, in the forms of C2SP tlog-witness. */
void ll_own_witness(struct ll_server *server, struct ll_http_exchange *exchange);

#endif
