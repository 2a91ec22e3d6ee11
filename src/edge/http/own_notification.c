/* The forms of a notification as files: GET /notifications/{notification}/files/ia and /ib. */
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "service/log.h"
#include "service/notification_print.h"

struct asked {
    struct ll_str notification;
    int64_t serial;
    struct ll_str shipment;
};
static const struct ll_field fields[] = {
    LL_MEMBER(asked, notification, LL_REQ(REF), .help = "its code or id"),
    LL_MEMBER(asked, serial, LL_OPT(I64), .min = 1, .max = 10000,
              .help = "of a movement that is not booked: which of the notification"),
    LL_MEMBER(asked, shipment, LL_OPT(REF),
              .help = "of a movement: the shipment that it goes with"),
};
const struct ll_record ll_own_notification_file_input =
    LL_RECORD("notification_file", asked, fields);

struct wanted {
    struct ll_form_wanted form;
    const struct ll_locale *locale;
    struct ll_str *bytes; /* where they go: a PDF is no text */
};

static enum ll_status run_file(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct wanted *in = input;
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr)); /* as the store is at one moment */
    enum ll_status status = ll_notification_pdf(ctx, &in->form, in->locale, in->bytes, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service file_make = {
    .noun = "notification",
    .verb = "file",
    .mode = LL_SERVICE_VIEW,
    .run = run_file,
};

void ll_own_notification_file(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_str bytes = LL_STR("");
    struct ll_err err = {0};
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    const struct asked *asked = call->input.input;
    bool is_movement = ll_str_ends(ll_str_from_cstr(call->match.route->path), LL_STR("/files/ib"));
    const struct wanted wanted = {
        .form = {.notification = asked->notification,
                 .is_movement = is_movement,
                 .shipment = is_movement ? asked->shipment : LL_STR(""),
                 .serial = asked->serial},
        .locale = ll_page_locale(server->pages, exchange),
        .bytes = &bytes,
    };
    if (!ll_own_file_made(server, exchange, &file_make, &wanted)) {
        return;
    }
    ll_http_add(exchange, "Content-Disposition",
                is_movement ? LL_STR("attachment; filename=\"movement.pdf\"")
                            : LL_STR("attachment; filename=\"notification.pdf\""));
    ll_reply_plain(exchange, 200, "application/pdf", bytes);
}
