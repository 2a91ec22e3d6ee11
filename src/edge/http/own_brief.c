/* What an authority has to know of a notification: GET /notifications/{notification}/brief, and by
 * a link /briefs/{link} and the forms below it. What is opened by a link is stored before it is
 * shown, as is what officials who are signed in open (opened.c). */
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/brief.h"
#include "service/answer.h"
#include "service/brief.h"
#include "service/log.h"
#include "service/notification_print.h"
#include "service/official.h"

#define ADDRESS_BYTES_MAX 256

/* ---- what is asked ---- */

struct brief {
    struct ll_str country;
    struct ll_str language;
    struct ll_str notification;
};
static const struct ll_field brief_fields[] = {
    LL_MEMBER(brief, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "for the authority of this state; of all when left out"),
    LL_MEMBER(brief, language, LL_OPT(STR), .min = 2, .max = 2, .help = "en or fr"),
    LL_MEMBER(brief, notification, LL_REQ(REF), .help = "its code or id"),
};
const struct ll_record ll_own_brief_input = LL_RECORD("brief", brief, brief_fields);

struct brief_link {
    struct ll_str language;
    struct ll_str link;
    struct ll_str shipment;
};
static const struct ll_field link_fields[] = {
    LL_MEMBER(brief_link, language, LL_OPT(STR), .min = 2, .max = 2, .help = "en or fr"),
    LL_MEMBER(brief_link, link, LL_REQ(STR), .min = 1, .max = 128,
              .help = "as 'official invite' gave it"),
    LL_MEMBER(brief_link, shipment, LL_OPT(REF), .help = "of a movement: which shipment"),
};
const struct ll_record ll_own_brief_link_input = LL_RECORD("brief_link", brief_link, link_fields);

/* ---- what is made ---- */

struct making {
    struct ll_call *call;
    struct ll_official_open open;
    struct ll_str notification; /* its id */
    struct ll_str country;
    struct ll_str language;
    struct ll_date expires_on;
    struct ll_str address; /* of the page */
    const struct ll_locale *locale;
    struct ll_form_wanted form;  /* of a file */
    struct ll_str *bytes;        /* of a file: where they go */
    struct ll_json *answer;      /* of a page */
    struct ll_http_reply before; /* the reply, before it was made */
};

static enum ll_status run_page(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct making *m = input;
    const struct ll_brief_wanted wanted = {m->notification, m->country};
    struct ll_printed_brief brief;
    LL_TRY(ll_brief_make(ctx, &wanted, m->locale, &brief, reterr));
    struct ll_json *answer = ll_brief_json(ctx, &brief);
    ll_answer_text(ctx, answer, "address", m->address);
    if (m->open.link.len == 0 && m->country.len > 0) {
        ll_answer_text(ctx, answer, "country", m->country);
    }
    if (m->open.link.len > 0) {
        ll_answer_date(ctx, answer, "expires_on", m->expires_on);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}
static const struct ll_service page_make = {
    .noun = "brief",
    .verb = "make",
    .mode = LL_SERVICE_READ,
    .run = run_page,
};

static enum ll_status run_file(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct making *m = input;
    const struct ll_brief_wanted brief = {m->notification, m->country};
    LL_TRY(m->open.opened == LL_OPENED_BRIEF
               ? ll_brief_pdf(ctx, &brief, m->locale, m->bytes, reterr)
               : ll_notification_pdf(ctx, &m->form, m->locale, m->bytes, reterr));
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service file_make = {
    .noun = "brief",
    .verb = "file",
    .mode = LL_SERVICE_READ,
    .run = run_file,
};

static bool refuse(struct making *m, enum ll_status status, const struct ll_err *err)
{
    struct ll_err told = *err;
    told.status = status;
    ll_call_refuse(m->call, &told);
    return false;
}

static bool run(struct making *m, const struct ll_service *service, const void *input)
{
    struct ll_job job = {
        .service = service,
        .input = input,
        .actor = LL_STR("server"),
        .viewer = m->call->who.viewer,
        .arena = &m->call->exchange->arena,
    };
    if (m->open.link.len > 0) {
        job.viewer = (struct ll_viewer){0}; /* the link says what, not who */
    }
    ll_work_read(m->call->server->work, &job);
    m->answer = job.answer;
    return job.status == LL_OK || refuse(m, job.status, &job.err);
}

/* The language that was asked for, else the link's, else the reader's; the page goes by it. */
static bool choose_language(struct making *m, struct ll_str asked)
{
    struct ll_call *call = m->call;
    enum ll_language language;
    struct ll_err err = {0};
    struct ll_str tag = asked.len > 0 ? asked : m->language;
    if (tag.len == 0) {
        tag = ll_str_from_cstr(ll_page_language(call->server->pages, call->exchange));
    }
    enum ll_status status = ll_language_find(tag, &language, &err);
    if (status != LL_OK) {
        return refuse(m, status, &err);
    }
    language = language == LL_LANGUAGE_FR ? LL_LANGUAGE_FR : LL_LANGUAGE_EN;
    call->who.language = ll_str_from_cstr(ll_language_rows[language].tag);
    m->locale = ll_page_locale(call->server->pages, call->exchange);
    return true;
}

/* NULL: it is answered. */
static struct making *begin(struct ll_http_exchange *exchange, enum ll_opened opened)
{
    struct ll_call *call = exchange->own;
    struct making *m = LL_NEW(&exchange->arena, struct making);
    struct ll_err err = {0};
    if (m == NULL) {
        exchange->reply.status = 507;
        return NULL;
    }
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return NULL;
    }
    m->call = call;
    m->open = (struct ll_official_open){
        .opened = opened,
        .ret_notification = &m->notification,
        .ret_country = &m->country,
        .ret_language = &m->language,
        .ret_expires_on = &m->expires_on,
    };
    m->before = exchange->reply;
    return m;
}

static void reply_page(struct making *m)
{
    static const struct ll_page_kind kind = {.template = "brief", .own = ll_brief_page};
    ll_call_reply_page(m->call, &kind, m->answer);
}

static bool put_address(struct making *m, const char *front, struct ll_str name, const char *end)
{
    struct ll_strbuf buf;
    struct ll_err err = {0};
    ll_strbuf_init(&buf, &m->call->exchange->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, front);
    ll_strbuf_str(&buf, name);
    ll_strbuf_cstr(&buf, end);
    enum ll_status status = ll_strbuf_finish(&buf, &m->address, &err);
    return status == LL_OK || refuse(m, status, &err);
}

/* Who is signed in asks; NULL: it is answered. */
static struct making *begin_signed_in(struct ll_http_exchange *exchange, enum ll_opened opened)
{
    struct making *m = begin(exchange, opened);
    if (m == NULL) {
        return NULL;
    }
    const struct brief *in = m->call->input.input;
    m->open.notification = in->notification;
    if (!run(m, &ll_official_find, &m->open)) {
        return NULL;
    }
    m->country = in->country;
    return choose_language(m, in->language) ? m : NULL;
}

static const struct {
    const char *end; /* of the route's path */
    enum ll_opened opened;
    const char *name;
} files[] = {
    {"/files/ia", LL_OPENED_NOTIFICATION, "attachment; filename=\"notification.pdf\""},
    {"/files/ib", LL_OPENED_MOVEMENT, "attachment; filename=\"movement.pdf\""},
    {"/files/brief", LL_OPENED_BRIEF, "attachment; filename=\"brief.pdf\""},
};

static size_t file_of(const struct ll_http_exchange *exchange)
{
    const struct ll_call *call = exchange->own;
    size_t file = 0;
    struct ll_str path = ll_str_from_cstr(call->match.route->path);
    while (!ll_str_ends(path, ll_str_from_cstr(files[file].end))) {
        file++;
        LL_ASSERT(file < sizeof(files) / sizeof(files[0])); /* the routes' own */
    }
    return file;
}

static bool reply_file(struct making *m, size_t file)
{
    struct ll_http_exchange *exchange = m->call->exchange;
    struct ll_str bytes = LL_STR("");
    m->bytes = &bytes;
    if (!run(m, &file_make, m)) {
        return false;
    }
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    ll_http_add(exchange, "Content-Disposition", ll_str_from_cstr(files[file].name));
    ll_reply_plain(exchange, 200, "application/pdf", bytes);
    return true;
}

void ll_own_brief(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    struct making *m = begin_signed_in(exchange, LL_OPENED_PAGE);
    if (m == NULL || !put_address(m, "/notifications/", m->notification, "") ||
        !run(m, &page_make, m)) {
        return;
    }
    reply_page(m);
}

void ll_own_brief_print(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    struct making *m = begin_signed_in(exchange, LL_OPENED_BRIEF);
    if (m != NULL) {
        (void)reply_file(m, file_of(exchange));
    }
}

/* What is opened by a link; NULL: it is answered. */
static struct making *begin_by_link(struct ll_http_exchange *exchange, enum ll_opened opened)
{
    struct making *m = begin(exchange, opened);
    if (m == NULL) {
        return NULL;
    }
    const struct brief_link *in = m->call->input.input;
    m->open.link = in->link;
    return run(m, &ll_official_find, &m->open) && choose_language(m, in->language) ? m : NULL;
}

void ll_own_brief_link(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    struct making *m = begin_by_link(exchange, LL_OPENED_PAGE);
    if (m != NULL && put_address(m, "/briefs/", m->open.link, "") && run(m, &page_make, m)) {
        reply_page(m);
        ll_call_log_opened(m->call, &m->open, &m->before);
    }
}

void ll_own_brief_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    size_t file = file_of(exchange);
    bool is_movement = files[file].opened == LL_OPENED_MOVEMENT;
    struct making *m = begin_by_link(exchange, files[file].opened);
    if (m == NULL) {
        return;
    }
    const struct brief_link *in = m->call->input.input;
    m->form = (struct ll_form_wanted){.notification = m->notification,
                                      .is_movement = is_movement,
                                      .shipment = is_movement ? in->shipment : LL_STR(""),
                                      .is_booked = is_movement};
    if (is_movement && in->shipment.len == 0) {
        struct ll_err err = {0};
        enum ll_status status = LL_REFUSE(&err, LL_EINVAL, "?shipment=CODE, as the page links it",
                                          "say of which shipment");
        (void)refuse(m, status, &err);
        return;
    }
    if (reply_file(m, file)) {
        ll_call_log_opened(m->call, &m->open, &m->before);
    }
}
