/* Files to take along: GET /certificates/{serial}/files/pdf and the like, /samples/file, labels. */
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "service/certificate_file.h"
#include "service/dispatch_statement.h"
#include "service/handover.h"
#include "service/label.h"
#include "service/sample.h"

static const struct {
    const char *name;
    const char *type;
    const char *end; /* of the file's name */
} forms[] = {
    [LL_CERTIFICATE_CSV] = {"csv", "text/csv; charset=utf-8", ".csv"},
    [LL_CERTIFICATE_JSON] = {"json", "application/json", ".json"},
    [LL_CERTIFICATE_JWT] = {"jwt", "application/vc+jwt", ".jwt"},
    [LL_CERTIFICATE_PDF] = {"pdf", "application/pdf", ".pdf"},
};
#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

struct wanted {
    struct ll_str serial;
    enum ll_certificate_form form;
    const struct ll_locale *locale;
    struct ll_str *bytes; /* where they go: a PDF is no text */
};

static enum ll_status run_file(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct wanted *in = input;
    LL_TRY(ll_certificate_file(ctx, in->serial, in->form, in->locale, in->bytes, reterr));
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service file_make = {
    .noun = "certificate",
    .verb = "file",
    .mode = LL_SERVICE_VIEW,
    .run = run_file,
};

/* The file's name: a serial is letters, digits and dashes once a certificate has it. */
static void add_name(struct ll_http_exchange *exchange, struct ll_str serial, const char *end)
{
    struct ll_strbuf buf;
    struct ll_str value;
    ll_strbuf_init(&buf, &exchange->arena, 256);
    ll_strbuf_cstr(&buf, "attachment; filename=\"");
    ll_strbuf_str(&buf, serial);
    ll_strbuf_cstr(&buf, end);
    ll_strbuf_char(&buf, '"');
    if (ll_strbuf_finish(&buf, &value, NULL) == LL_OK) {
        ll_http_add(exchange, "Content-Disposition", value);
    }
}

bool ll_own_file_made(struct ll_server *server, struct ll_http_exchange *exchange,
                      const struct ll_service *service, const void *input)
{
    struct ll_call *call = exchange->own;
    struct ll_job job = {
        .service = service,
        .input = input,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        struct ll_err err = job.err;
        err.status = job.status;
        ll_call_refuse(call, &err);
        return false;
    }
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    return true;
}

void ll_own_certificate_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_str bytes = LL_STR("");
    struct wanted wanted = {
        .serial = call->match.values[0],
        .locale = ll_page_locale(server->pages, exchange),
        .bytes = &bytes,
    };
    size_t form = 0;
    struct ll_str pattern = ll_str_from_cstr(call->match.route->path);
    while (!ll_str_ends(pattern, ll_str_from_cstr(forms[form].name))) {
        form++;
        LL_ASSERT(form < FORM_COUNT); /* the routes' own */
    }
    wanted.form = (enum ll_certificate_form)form;
    if (!ll_own_file_made(server, exchange, &file_make, &wanted)) {
        return;
    }
    add_name(exchange, wanted.serial, forms[form].end);
    ll_reply_plain(exchange, 200, forms[form].type, bytes);
}

/* ---- samples ---- */

/* As text, since each of its bytes counts. */
static enum ll_status run_sample(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct ll_log_view view;
    struct ll_str text;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = ll_sample_file_of(ctx, &view, input, &text, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    *ret_answer = ll_json_new_string(ctx->arena, text);
    return *ret_answer == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the sample") : LL_OK;
}
static const struct ll_service sample_make = {
    .noun = "sample",
    .verb = "file",
    .mode = LL_SERVICE_VIEW,
    .run = run_sample,
};

/* Asked as the page that draws. */
void ll_own_sample_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_route_match match = {0};
    struct ll_request_input input;
    struct ll_str allowed;
    struct ll_err err = {0};
    enum ll_status status =
        ll_route_find(&exchange->arena, LL_STR("GET"), LL_STR("/samples"), &match, &allowed, &err);
    if (status == LL_OK) {
        status = ll_input_read(exchange, &match, &input, &err);
    }
    if (status != LL_OK) {
        err.status = status;
        ll_call_refuse(call, &err);
        return;
    }
    struct ll_job job = {
        .service = &sample_make,
        .input = input.input,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        ll_call_refuse(call, &job.err);
        return;
    }
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    ll_http_add(exchange, "Content-Disposition", LL_STR("attachment; filename=\"sample.json\""));
    ll_reply_plain(exchange, 200, "application/json", ll_json_string(job.answer));
}

/* ---- labels, hand-overs ---- */
struct wanted_sheet {
    struct ll_str ref;
    const struct ll_locale *locale;
    struct ll_str *bytes;
};

/* What makes the PDF of what a reference names. */
#define SHEET(name, pdf)                                                                           \
    static enum ll_status run_##name(struct ll_ctx *ctx, const void *input,                        \
                                     struct ll_json **ret_answer, struct ll_err *reterr)           \
    {                                                                                              \
        const struct wanted_sheet *in = input;                                                     \
        LL_TRY(pdf(ctx, in->ref, in->locale, in->bytes, reterr));                                  \
        *ret_answer = ll_json_new_null(ctx->arena);                                                \
        return LL_OK;                                                                              \
    }                                                                                              \
    static const struct ll_service name##_make = {                                                 \
        .noun = #name,                                                                             \
        .verb = "file",                                                                            \
        .mode = LL_SERVICE_READ,                                                                   \
        .run = run_##name,                                                                         \
    };
SHEET(handover, ll_handover_pdf)
SHEET(label, ll_label_pdf)

static void reply_sheet(struct ll_server *server, struct ll_http_exchange *exchange,
                        const struct ll_service *make, struct ll_str disposition)
{
    struct ll_call *call = exchange->own;
    struct ll_str bytes = LL_STR("");
    struct wanted_sheet wanted = {
        .ref = call->match.values[0],
        .locale = ll_page_locale(server->pages, exchange),
        .bytes = &bytes,
    };
    if (!ll_own_file_made(server, exchange, make, &wanted)) {
        return;
    }
    ll_http_add(exchange, "Content-Disposition", disposition);
    ll_reply_plain(exchange, 200, "application/pdf", bytes);
}

/* ---- statements for makers ---- */

struct wanted_statement {
    struct ll_str dispatch;
    const struct ll_locale *locale;
    struct ll_str *bytes;
};

static enum ll_status run_statement(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct wanted_statement *in = input;
    LL_TRY(ll_dispatch_pdf(ctx, in->dispatch, in->locale, in->bytes, reterr));
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service statement_make = {
    .noun = "dispatch",
    .verb = "file",
    .mode = LL_SERVICE_READ,
    .run = run_statement,
};

void ll_own_dispatch_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_str bytes = LL_STR("");
    const struct wanted_statement wanted = {
        .dispatch = call->match.values[0],
        .locale = ll_page_locale(server->pages, exchange),
        .bytes = &bytes,
    };
    if (ll_own_file_made(server, exchange, &statement_make, &wanted)) {
        add_name(exchange, wanted.dispatch, ".pdf");
        ll_reply_plain(exchange, 200, "application/pdf", bytes);
    }
}

void ll_own_handover_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    reply_sheet(server, exchange, &handover_make, LL_STR("attachment; filename=\"hand-over.pdf\""));
}

void ll_own_label_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    reply_sheet(server, exchange, &label_make, LL_STR("attachment; filename=\"labels.pdf\""));
}
