/* The server's inside, for the files of this folder. */
#ifndef LL_EDGE_HTTP_INSIDE_H
#define LL_EDGE_HTTP_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "edge/http/audits.h"
#include "edge/http/hash.h"
#include "edge/http/hooks.h"
#include "edge/http/input.h"
#include "edge/http/kept.h"
#include "edge/http/looks.h"
#include "edge/http/mailer.h"
#include "edge/http/metrics.h"
#include "edge/http/page.h"
#include "edge/http/rate.h"
#include "edge/http/reply.h"
#include "edge/http/server.h"
#include "edge/http/tried.h"
#include "edge/http/uploads.h"
#include "edge/http/who.h"
#include "service/official.h"

#define LL_CALL_JSON ".json" /* behind an address: its answer as JSON, whatever is accepted */

struct ll_server {
    struct ll_server_options options;
    struct ll_work *work;
    struct ll_http_server *outer; /* NULL: only local */
    struct ll_http_server *local;
    struct ll_metrics *metrics;
    struct ll_pages *pages;
    struct ll_kept *kept;       /* answers that were rendered */
    struct ll_looks *looks;     /* NULL: the store counts its versions here (SQLite) */
    struct ll_rates *rates;     /* NULL: no limits */
    struct ll_uploads *uploads; /* how far they are */
    struct ll_tried *tried;     /* their files, while somebody makes up their mind */
    struct ll_hashers *hashers; /* NULL: nobody can sign in */
    struct ll_mailer *mailer;   /* NULL: no mail is sent */
    struct ll_openid *openid;   /* NULL: nobody signs in elsewhere */
    struct ll_hashers *callers; /* threads that may wait for a provider */
    struct ll_hooks *hooks;     /* NULL: nothing is sent to webhooks */
    struct ll_audits *audits;   /* NULL: none can be asked for */
    atomic_bool ending;         /* each connection has one more answer */
    atomic_bool shut;           /* what comes in whole is refused: what answers it is going */
    atomic_uint running;        /* requests that run in the threads that read them */
    pthread_mutex_t log_lock;
};

/* What is known of an exchange between its parts. */
struct ll_call {
    struct ll_server *server;
    struct ll_http_exchange *exchange;
    struct ll_route_match match;
    struct ll_request_input input;
    struct ll_who who;
    struct ll_job job;
    struct ll_upload *upload; /* NULL: nobody asks how far it is */
    bool is_local_call;       /* local.c */
    bool may_mean_json;       /* the path may be another's with .json behind */
    bool has_looked;          /* at the store's version */
    struct ll_look look;
    struct ll_str kept_key; /* of the answer, if it is to be kept */
    uint64_t kept_version;
    char made_key[40];
};

/* ---- one exchange (call.c): struct ll_http_handler's functions; `ctx` is the server ---- */
void ll_call_begin(void *ctx, struct ll_http_exchange *exchange);
void ll_call_take(void *ctx, struct ll_http_exchange *exchange);
void ll_call_run(void *ctx, struct ll_http_exchange *exchange);
void ll_call_end(void *ctx, struct ll_http_exchange *exchange);
/* Run the job of a call and answer it by `ll_call_answer`, now or from another thread. */
void ll_call_start(struct ll_call *call);
void ll_call_answer(struct ll_call *call);
/* Ask what is open to everybody in place of what was asked for (open.def), and answer with that.
 * False: there is nothing. */
bool ll_call_open(struct ll_call *call);
/* Answer with a value: as JSON, or to who looks in a browser as a page. `title`: page.h. */
void ll_call_reply(struct ll_call *call, const char *title, const struct ll_json *answer);
/* The same by a template of its own. */
struct ll_page_kind {
    const char *template;
    const char *title;                                                      /* page.h */
    void (*fill)(const struct ll_chrome *chrome, struct ll_json *ret_page); /* page.h */
    struct ll_json *(*own)(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data); /* page.h */
    int status;                                         /* 0: 200 */
};
void ll_call_reply_page(struct ll_call *call, const struct ll_page_kind *kind,
                        const struct ll_json *answer);

/* The resource that a request to change one is about: the longest front of its path at which one
 * can be looked at. False: there is none. */
bool ll_call_find_resource(struct ll_call *call, struct ll_str *ret_path,
                           struct ll_route_match *ret_match);
/* What a service that reads answers to who calls, "limit=5&newest_first=true" as its input; NULL:
 * not theirs to ask, or it cannot be read now. */
struct ll_json *ll_call_read(struct ll_call *call, const char *noun, const char *verb,
                             struct ll_str query);
/* Whose files of forms are asked for. */
struct ll_tried_who ll_call_tried(const struct ll_call *call);
/* A key for a request that came without, into `made_key`. */
void ll_call_make_key(struct ll_call *call);

/* ---- answers (call_reply.c) ---- */
/* A problem, as its reader wants it: JSON, a page, or the form that was sent with what was wrong.
 * `http_status` 0: what errors.def says of `err`. `findings` may be NULL. */
void ll_call_problem(struct ll_call *call, int http_status, const struct ll_err *err,
                     const struct ll_json *findings);
void ll_call_refuse(struct ll_call *call, const struct ll_err *err);
/* The site's name, for pages: the usual one rather than none. */
struct ll_str ll_call_site(struct ll_call *call);
/* Answer with a form. `data`: what came of what was sent, a problem or what it would do; NULL when
 * nothing was sent yet. */
void ll_call_edit(struct ll_call *call, struct ll_page_edit *edit, const struct ll_json *data,
                  int http_status);

/* ---- what officials open (opened.c) ---- */
/* Is it an official who is signed in? */
bool ll_call_by_official(const struct ll_call *call);
/* And do they look at what is not open to everybody? */
bool ll_call_is_accessed(const struct ll_call *call);
/* The reply is made, inside `run`: it goes out once it is stored that it does, else the reply that
 * was there `before` has the refusal. */
void ll_call_log_opened(struct ll_call *call, const struct ll_official_open *open,
                        const struct ll_http_reply *before);
/* The same of what is shown of whatever is at the call's address; of a refusal nothing. */
void ll_call_log_access(struct ll_call *call, const struct ll_http_reply *before);

/* What is to be signed where the page is read, with the form that takes it (sign.c). False: it is
 * nothing of the kind. */
bool ll_call_sign(struct ll_call *call, const struct ll_json *answer);

/* ---- home of who is not signed in (own_home.c) ---- */
/* Given as it was rendered, if it was within this minute. */
bool ll_home_kept(struct ll_call *call);
/* With the figures of the programmes beside what is in `answer`. */
void ll_home_reply(struct ll_call *call, struct ll_json *answer);

/* ---- the local socket (local.c) ---- */
/* Is the path that of a command sent by another process of this machine? */
bool ll_local_is_call(const struct ll_http_exchange *exchange);
void ll_local_run(struct ll_call *call);
void ll_local_answer(struct ll_call *call);

#endif
