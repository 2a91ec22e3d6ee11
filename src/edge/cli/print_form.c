/* notification print: the forms of a notification and its brief, as a PDF. */
#include "base/locale.h"
#include "edge/cli/state.h"
#include "service/brief.h"
#include "service/log.h"
#include "service/notification_print.h"

enum form_kind {
    FORM_NOTIFICATION = 1,
    FORM_MOVEMENT,
    FORM_BRIEF,
};
static const struct ll_enum_row form_kinds[] = {
    {FORM_NOTIFICATION, "notification"}, {FORM_MOVEMENT, "movement"}, {FORM_BRIEF, "brief"}};

struct form_input {
    struct ll_str country;
    int form;
    struct ll_str language;
    struct ll_str notification;
    struct ll_str output;
    int64_t serial;
    struct ll_str shipment;
};
static const struct ll_field form_fields[] = {
    LL_MEMBER(form_input, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "of a brief: for the authority of this state; of all when left out"),
    LL_MEMBER(form_input, form, LL_OPT(ENUM), .enum_rows = form_kinds, .enum_row_count = 3,
              .help = "'notification' (IA) when left out, 'movement' (IB), or 'brief': what an "
                      "authority has to know, in plain words"),
    LL_MEMBER(form_input, language, LL_OPT(STR), .min = 2, .max = 2,
              .help = "its language: en or fr; 'en' when left out"),
    LL_MEMBER(form_input, notification, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(form_input, output, LL_REQ(STR), .min = 1, .max = 4000,
              .help = "the PDF to make; it must not be there yet"),
    LL_MEMBER(form_input, serial, LL_OPT(I64), .min = 1, .max = 10000,
              .help = "of a movement that is not booked: which of the notification"),
    LL_MEMBER(form_input, shipment, LL_OPT(REF),
              .help = "of a movement: the shipment that it goes with"),
};
const struct ll_record ll_cmd_notification_print_record =
    LL_RECORD("notification_print", form_input, form_fields);

enum ll_status ll_cmd_notification_print(struct ll_cli *cli, const void *input,
                                         struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct form_input *in = input;
    const struct ll_form_wanted wanted = {
        .notification = in->notification,
        .is_movement = in->form == FORM_MOVEMENT,
        .shipment = in->form == FORM_MOVEMENT ? in->shipment : LL_STR(""),
        .serial = in->serial,
    };
    enum ll_language language = LL_LANGUAGE_EN;
    char path[LL_PATH_MAX];
    struct ll_locale locale;
    struct ll_log_view view;
    struct ll_str bytes = LL_STR("");
    if (in->language.len > 0) {
        LL_TRY(ll_language_find(in->language, &language, reterr));
    }
    LL_TRY(ll_cli_path(in->output, "", path, reterr));
    LL_TRY(ll_locale_open(language, &locale, reterr));
    LL_TRY(ll_log_view_begin(&cli->ctx, &view, reterr)); /* as the store is at one moment */
    const struct ll_brief_wanted brief = {in->notification, in->country};
    enum ll_status status = in->form == FORM_BRIEF
                                ? ll_brief_pdf(&cli->ctx, &brief, &locale, &bytes, reterr)
                                : ll_notification_pdf(&cli->ctx, &wanted, &locale, &bytes, reterr);
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    LL_TRY(ll_directory_write(path, cli->host->shared_mode, bytes, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "bytes", (int64_t)bytes.len);
    ll_json_set_str(&cli->arena, answer, "notification", in->notification);
    ll_json_set_str(&cli->arena, answer, "output", in->output);
    *ret_answer = answer;
    return LL_OK;
}
