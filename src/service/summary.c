/* notification summary */
#include "service/summary.h"

#include <string.h>

#include "proof/summary.h"
#include "service/answer.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/notification_filling.h"
#include "service/table.h"

#define TEXT_BYTES_MAX 4096
#define LINE_BYTES_MAX 256
#define SIGNATURE_BYTES (4 + 92 + 1) /* "-- ", a blank, base64 of key id and signature, the end */

typedef struct ll_q_notification_state_all_row state_row;

/* A summary while it is written. */
struct writing {
    struct ll_filling *f;
    struct ll_strbuf text;
    size_t room; /* of the text */
};

/* ---- words ---- */

/* What is no word of ASCII stands on the papers alone. */
static struct ll_str word(struct ll_str text)
{
    return ll_summary_word_ok(text) ? text : LL_STR("see-paper");
}

static void put_line(struct writing *w, const char *name, struct ll_str value)
{
    ll_strbuf_cstr(&w->text, name);
    ll_strbuf_char(&w->text, ' ');
    ll_strbuf_str(&w->text, value);
    ll_strbuf_char(&w->text, '\n');
}

static void put_number(struct writing *w, const char *name, int64_t n)
{
    ll_strbuf_fmt(&w->text, "%s %lld\n", name, (long long)n);
}

static void put_pair(struct writing *w, const char *name, struct ll_str a, struct ll_str b)
{
    ll_strbuf_fmt(&w->text, "%s %.*s %.*s\n", name, LL_STR_ARG(a), LL_STR_ARG(b));
}

static void put_day(struct writing *w, const char *name, struct ll_date day)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format(day, text);
    put_line(w, name, ll_str_from_cstr(text));
}

/* ---- parts ---- */

static void put_waste(struct writing *w)
{
    const char *code = w->f->decision.basel_code;
    bool is_known = code != NULL && ll_summary_word_ok(ll_str_from_cstr(code));
    put_pair(w, "waste", word(w->f->dossier.row.stream),
             is_known ? ll_str_from_cstr(code) : LL_STR("unknown"));
}

/* Between which days it leaves; of a movement that left the one day. */
static void put_departure(struct writing *w)
{
    char first[LL_TIME_TEXT_MAX];
    char last[LL_TIME_TEXT_MAX];
    bool has_left = w->f->wanted->is_movement && w->f->shipment.has_departed_on;
    ll_date_format(has_left ? w->f->shipment.departed_on : w->f->dossier.row.first_departure,
                   first);
    ll_date_format(has_left ? w->f->shipment.departed_on : w->f->dossier.row.last_departure, last);
    put_pair(w, "departs", ll_str_from_cstr(first), ll_str_from_cstr(last));
}

static void put_way(struct writing *w)
{
    const state_row *states = w->f->dossier.states.items;
    ll_strbuf_cstr(&w->text, "way");
    for (size_t i = 0; i < w->f->dossier.states.count; i++) {
        ll_strbuf_char(&w->text, ' ');
        ll_strbuf_str(&w->text, states[i].country);
    }
    ll_strbuf_char(&w->text, '\n');
}

/* Of every state that consented; *ret_until: the earliest end. */
static void put_consents(struct writing *w, struct ll_date *ret_until)
{
    const state_row *states = w->f->dossier.states.items;
    bool any = false;
    *ret_until = w->f->dossier.row.last_departure;
    for (size_t i = 0; i < w->f->dossier.states.count; i++) {
        const state_row *state = &states[i];
        char from[LL_TIME_TEXT_MAX];
        char until[LL_TIME_TEXT_MAX];
        if (!state->has_valid_from || !state->has_valid_until) {
            continue;
        }
        ll_date_format(state->valid_from, from);
        ll_date_format(state->valid_until, until);
        ll_strbuf_fmt(&w->text, "consent %.*s %s %s %lld %lld\n", LL_STR_ARG(state->country), from,
                      until,
                      (long long)(state->has_shipments_max ? state->shipments_max
                                                           : w->f->dossier.row.shipments_max),
                      (long long)(state->has_mass_max_g ? state->mass_max_g.g
                                                        : w->f->dossier.row.mass_max_g.g));
        *ret_until =
            !any || state->valid_until.days < ret_until->days ? state->valid_until : *ret_until;
        any = true;
    }
}

/* As many as there is room for, and how many more there are. */
static void put_packages(struct writing *w, size_t kept)
{
    const struct ll_q_movement_packages_row *rows = w->f->packages.items;
    char line[LINE_BYTES_MAX];
    size_t count = 0;
    for (; count < w->f->packages.count && count < LL_SUMMARY_PACKAGES_MAX; count++) {
        struct ll_str name = word(rows[count].has_number ? rows[count].number : rows[count].code);
        struct ll_str seal = rows[count].has_seal ? word(rows[count].seal) : LL_STR("-");
        if (name.len + seal.len + sizeof("package  \n") > sizeof(line) ||
            w->text.len + name.len + seal.len + sizeof("package  \n") + kept > w->room) {
            break;
        }
        put_pair(w, "package", name, seal);
    }
    if (count < w->f->packages.count) {
        put_number(w, "more", (int64_t)(w->f->packages.count - count));
    }
}

/* The last lines, and that there are more packages. */
#define KEPT_BYTES (sizeof("more 9999999\nmade 2026-11-23\nexpires 2026-11-23\n"))

static enum ll_status write_text(struct ll_filling *f, size_t room, struct ll_str *ret_text,
                                 struct ll_err *reterr)
{
    struct writing w = {.f = f, .room = room};
    struct ll_date until;
    bool is_movement = f->wanted->is_movement;
    ll_strbuf_init(&w.text, f->ctx->arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&w.text, LL_SUMMARY_TITLE "\n");
    put_line(&w, "notification", word(f->dossier.row.number));
    if (is_movement) {
        put_line(&w, "movement", word(f->booking.number));
        put_line(&w, "shipment", word(f->shipment.code));
    }
    put_waste(&w);
    put_number(&w, "mass", is_movement ? f->booking.mass_g.g : f->dossier.row.mass_max_g.g);
    put_number(&w, "shipments", f->dossier.row.shipments_max);
    put_departure(&w);
    put_way(&w);
    put_pair(&w, "from", f->names.start_country, word(f->names.start));
    put_pair(&w, "to", f->names.plant_country, word(f->names.plant));
    put_consents(&w, &until);
    put_packages(&w, KEPT_BYTES);
    put_day(&w, "made", ll_time_date(f->ctx->clock.now(f->ctx->clock.ctx)));
    put_day(&w, "expires", until);
    LL_TRY(ll_strbuf_finish(&w.text, ret_text, reterr));
    return ret_text->len <= room
               ? LL_OK
               : LL_REFUSE(reterr, LL_ELIMIT, "show the papers themselves",
                           "the summary of so many states does not fit a QR code");
}

/* ---- signing ---- */

static enum ll_status refuse_key(struct ll_err *reterr)
{
    return LL_REFUSE(reterr, LL_EREFUSED,
                     "only the installation that started a log signs summaries",
                     "the key of the public log is not here");
}

static enum ll_status sign(struct ll_ctx *ctx, const struct ll_log *log, struct ll_str text,
                           struct ll_str *ret_summary, struct ll_err *reterr)
{
    struct ll_sign_key secret;
    struct ll_signature signature;
    struct ll_strbuf out;
    if (ll_keys_read_log(ctx, log->log_id, &secret, NULL) != LL_OK) {
        return refuse_key(reterr);
    }
    bool is_its = memcmp(secret.public_key.b, log->key.key.b, sizeof(log->key.key.b)) == 0;
    ll_sign(&secret, text, &signature);
    ll_sign_key_wipe(&secret);
    ll_strbuf_init(&out, ctx->arena, TEXT_BYTES_MAX);
    ll_summary_put(&out, text, &log->key, &signature);
    return is_its ? ll_strbuf_finish(&out, ret_summary, reterr) : refuse_key(reterr);
}

static enum ll_status open_log(struct ll_ctx *ctx, struct ll_log *ret_log, struct ll_err *reterr)
{
    enum ll_status status = ll_log_open(ctx, ret_log, reterr);
    return status == LL_ENOTFOUND
               ? LL_REFUSE(reterr, LL_EREFUSED, "its key signs summaries: 'loopledger log start'",
                           "no public log was begun")
               : status;
}

/* A paper that is in force by its own days would hide that a state refused. */
static enum ll_status check_states(const struct ll_filling *f, struct ll_err *reterr)
{
    const state_row *states = f->dossier.states.items;
    for (size_t i = 0; i < f->dossier.states.count; i++) {
        const state_row *state = &states[i];
        if (state->has_step && (state->step == LL_NOTIFICATION_STEP_OBJECTED ||
                                state->step == LL_NOTIFICATION_STEP_WITHDRAWN)) {
            return LL_REFUSE(reterr, LL_EREFUSED,
                             "'loopledger notification show' lists where it stands with each state",
                             "%.*s objected, or the notification was withdrawn there",
                             LL_STR_ARG(state->country));
        }
    }
    return LL_OK;
}

static enum ll_status check(const struct ll_filling *f, struct ll_err *reterr)
{
    if (!f->dossier.row.has_number) {
        return LL_REFUSE(reterr, LL_EREFUSED, "record it: 'loopledger notification number'",
                         "notification '%.*s' has no number yet", LL_STR_ARG(f->dossier.code));
    }
    if (f->wanted->is_movement && !f->is_booked) {
        return LL_REFUSE(reterr, LL_EREFUSED, "book it: 'loopledger shipment book'",
                         "shipment '%.*s' is no movement of notification '%.*s'",
                         LL_STR_ARG(f->wanted->shipment), LL_STR_ARG(f->dossier.code));
    }
    return check_states(f, reterr);
}

enum ll_status ll_summary_make(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                               struct ll_str *ret_summary, struct ll_err *reterr)
{
    struct ll_filling f = {
        .ctx = ctx, .wanted = wanted, .blocks = LL_GROW(ctx->arena, struct ll_printed_block)};
    struct ll_log log;
    struct ll_str text;
    LL_TRY(ll_filling_read(&f, reterr));
    LL_TRY(check(&f, reterr));
    LL_TRY(open_log(ctx, &log, reterr));
    size_t taken = SIGNATURE_BYTES + log.key.name.len + 1;
    LL_TRY(write_text(&f, LL_SUMMARY_BYTES_MAX - taken, &text, reterr));
    return sign(ctx, &log, text, ret_summary, reterr);
}

enum ll_status ll_summary_for_print(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                    struct ll_str *ret_summary, struct ll_err *reterr)
{
    *ret_summary = LL_STR("");
    if (wanted->is_movement && wanted->shipment.len == 0) {
        return LL_OK;
    }
    enum ll_status status = ll_summary_make(ctx, wanted, ret_summary, reterr);
    return status == LL_EREFUSED || status == LL_ELIMIT ? LL_OK : status;
}

/* ---- the command ---- */
struct notification_summary {
    struct ll_str notification;
    struct ll_str shipment;
};
static const struct ll_field summary_fields[] = {
    LL_MEMBER(notification_summary, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_summary, shipment, LL_OPT(REF),
              .help = "of the movement that this shipment is booked as"),
};
static const struct ll_record summary_record =
    LL_RECORD("notification_summary", notification_summary, summary_fields);

static enum ll_status run_summary(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct notification_summary *in = input;
    const struct ll_form_wanted wanted = {.notification = in->notification,
                                          .is_movement = in->shipment.len > 0,
                                          .shipment = in->shipment};
    struct ll_str summary;
    LL_TRY(ll_summary_make(ctx, &wanted, &summary, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "bytes", (int64_t)summary.len);
    ll_answer_text(ctx, answer, "summary", summary);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_notification_summary = {
    .noun = "notification",
    .verb = "summary",
    .help = "sign a summary of a notification, small enough for one QR code",
    .details =
        "What, how much, when it departs, from where to where, the consents, with --shipment "
        "also its containers and seals, and its last day, signed with the key of the public log. "
        "'loopledger verify' and the page /verify read it offline. Printed briefs and "
        "movement documents carry it. It has room for 1,100 bytes.",
    .input = &summary_record,
    .mode = LL_SERVICE_READ,
    .run = run_summary,
};
