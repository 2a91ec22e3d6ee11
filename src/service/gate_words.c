/* What the gate says: blockers in words, what would clear them, and as members of an answer. */
#include "service/gate.h"

#include "core/measure.h"
#include "service/answer.h"

#include <stdio.h>
#include <string.h>

#define TOLD_MAX 3 /* blockers that a refusal names; the rest are counted */

static void put_consent_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                              const struct ll_gate_blocker *b, const char *last_day)
{
    (void)look;
    char first_day[LL_TIME_TEXT_MAX];
    if (b->code == LL_GATE_consent_missing) {
        ll_strbuf_fmt(buf,
                      b->may_override ? LL_R("%.*s (%s) has not consented")
                                      : LL_R("%.*s (%s) objected, or the notification or its "
                                             "consent was withdrawn"),
                      LL_STR_ARG(b->country), b->part);
    } else if (b->code == LL_GATE_consent_ends) {
        ll_strbuf_fmt(buf, LL_R("%.*s (%s) consents until %s only"), LL_STR_ARG(b->country),
                      b->part, last_day);
    } else {
        ll_date_format(b->first_day, first_day);
        ll_strbuf_fmt(buf, "%.*s (%s) consents from %s on only", LL_STR_ARG(b->country), b->part,
                      first_day);
    }
}

static void put_paper_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                            const struct ll_gate_blocker *b, const char *day)
{
    struct ll_str code = look->booking.code;
    if (b->code == LL_GATE_contract_missing) {
        ll_strbuf_fmt(buf, LL_R("notification '%.*s' has no contract in force"), LL_STR_ARG(code));
    } else if (b->code == LL_GATE_guarantee_missing) {
        ll_strbuf_fmt(buf, LL_R("notification '%.*s' has no financial guarantee in force"),
                      LL_STR_ARG(code));
    } else if (b->code == LL_GATE_contract_ends) {
        ll_strbuf_fmt(buf, LL_R("the contract of notification '%.*s' ends on %s"), LL_STR_ARG(code),
                      day);
    } else {
        ll_strbuf_fmt(buf, LL_R("the financial guarantee of notification '%.*s' ends on %s"),
                      LL_STR_ARG(code), day);
    }
}

/* Of the movement itself. */
static void put_movement_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                               const struct ll_gate_blocker *b, const char *day)
{
    struct ll_str number = look->booking.number;
    if (b->code == LL_GATE_movement_missing) {
        ll_strbuf_fmt(buf,
                      LL_R("movement %.*s has no movement document that the authorities had by %s"),
                      LL_STR_ARG(number), day);
    } else if (b->code == LL_GATE_movement_late) {
        char first[LL_TIME_TEXT_MAX];
        ll_date_format(b->first_day, first);
        ll_strbuf_fmt(buf,
                      LL_R("the movement document of %.*s was to be with the authorities by %s; "
                           "by the day on which they had it, it may leave from %s on"),
                      LL_STR_ARG(number), day, first);
    } else if (b->code == LL_GATE_dgd_missing) {
        ll_strbuf_fmt(buf, LL_R("movement %.*s has no declaration of its dangerous goods"),
                      LL_STR_ARG(number));
    } else if (b->code == LL_GATE_packing_missing) {
        ll_strbuf_fmt(buf, LL_R("movement %.*s has no packing certificate of its container"),
                      LL_STR_ARG(number));
    } else if (b->reason == NULL) {
        ll_strbuf_fmt(buf, LL_R("nothing shows how the batteries of movement %.*s are packed"),
                      LL_STR_ARG(number));
    } else {
        ll_strbuf_fmt(buf,
                      LL_R("nothing shows that the batteries of movement %.*s are packed by %s"),
                      LL_STR_ARG(number), b->reason);
    }
}

static void put_licence_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                              const struct ll_gate_blocker *b, const char *day)
{
    (void)look;
    const char *kind = ll_licence_kind_name(b->kind);
    if (b->code == LL_GATE_licence_missing) {
        ll_strbuf_fmt(buf, LL_R("'%.*s' has no licence of the kind %s in %.*s"),
                      LL_STR_ARG(b->holder), kind, LL_STR_ARG(b->country));
    } else if (b->code == LL_GATE_licence_ends) {
        ll_strbuf_fmt(buf, LL_R("the licence of '%.*s' of the kind %s in %.*s ends on %s"),
                      LL_STR_ARG(b->holder), kind, LL_STR_ARG(b->country), day);
    } else {
        ll_strbuf_fmt(buf,
                      LL_R("it is heavier than the licence of '%.*s' of the kind %s in %.*s "
                           "allows"),
                      LL_STR_ARG(b->holder), kind, LL_STR_ARG(b->country));
    }
}

static void put_waste_words(struct ll_strbuf *buf, const struct ll_gate_look *look)
{
    struct ll_str battery = look->booking.battery;
    if (look->has_damaged && !ll_str_ends(battery, LL_STR("-damaged"))) {
        ll_strbuf_fmt(buf,
                      LL_R("it carries damaged batteries, and notification '%.*s' says of them: "
                           "%.*s"),
                      LL_STR_ARG(look->booking.code), LL_STR_ARG(battery));
        return;
    }
    ll_strbuf_fmt(buf, LL_R("it carries another waste than the %.*s of notification '%.*s'"),
                  LL_STR_ARG(look->booking.stream), LL_STR_ARG(look->booking.code));
}

static void put_booking_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                              const struct ll_gate_blocker *b, const char *day)
{
    struct ll_str code = look->booking.code;
    if (b->code == LL_GATE_departure_days) {
        char first[LL_TIME_TEXT_MAX];
        ll_date_format(b->first_day, first);
        ll_strbuf_fmt(buf, "notification '%.*s' lets it depart until %s", LL_STR_ARG(code), day);
        ll_strbuf_fmt(buf, ", from %s on", first);
    } else if (b->code == LL_GATE_booking_missing) {
        ll_strbuf_fmt(buf, LL_R("notification '%.*s' is for its way, and it is not booked on it"),
                      LL_STR_ARG(look->notified_by));
    } else if (b->code == LL_GATE_notification_missing) {
        ll_strbuf_cstr(buf, LL_R("waste crosses this border on a notification only, and it is "
                                 "booked on none"));
    } else if (b->code == LL_GATE_booked_mass) {
        ll_strbuf_fmt(buf, "it is heavier than the %lld g booked on notification '%.*s'",
                      (long long)look->booking.mass_g.g, LL_STR_ARG(code));
    } else {
        put_waste_words(buf, look);
    }
}

static void put_container_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                                const struct ll_gate_blocker *b, const char *day)
{
    (void)look;
    (void)day;
    if (b->code == LL_GATE_container_number) {
        ll_strbuf_fmt(buf, LL_R("container '%.*s' has no number by ISO 6346"),
                      LL_STR_ARG(b->holder));
    } else {
        ll_strbuf_fmt(buf, LL_R("container '%.*s' has no seal"), LL_STR_ARG(b->holder));
    }
}

static void put_decision_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                               const struct ll_gate_blocker *b, const char *day)
{
    const char *reason = b->reason == NULL ? b->source : b->reason;
    (void)look;
    (void)day;
    if (b->code == LL_GATE_prohibited) {
        ll_strbuf_fmt(buf, LL_R("it is prohibited (%s): %s"), b->rule, reason);
    } else {
        ll_strbuf_fmt(buf, "a person has to decide whether it may go there (%s): %s", b->rule,
                      reason);
    }
}

static void put_case_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                           const struct ll_gate_blocker *b, const char *day)
{
    char case_id[LL_ID_TEXT_MAX];
    (void)b;
    (void)day;
    ll_id_format("cas", look->under_case.case_id.raw, case_id);
    ll_strbuf_fmt(buf, LL_R("%lld %s of it are under review by case %s"),
                  (long long)look->under_case.units.n, ll_measure_word(look->under_case.measure),
                  case_id);
}

/* ---- what would clear them ---- */

static void put_consent_hint(const struct ll_q_shipment_route_row *route,
                             const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                             const char *until, struct ll_err *reterr)
{
    if (!b->may_override) {
        ll_err_hint(reterr, "nothing moves on it any more: draft a new notification");
        return;
    }
    if (look->is_booked) {
        ll_err_hint(reterr,
                    "the competent authority of each has to consent until %s (arrival and %d "
                    "days); record it with 'loopledger notification consent %.*s'",
                    until, LL_GATE_MARGIN_DAYS, LL_STR_ARG(look->booking.code));
        return;
    }
    ll_err_hint(reterr,
                "the competent authority of each has to consent until %s (arrival and %d days); "
                "record it with 'loopledger shipment consent %.*s'",
                until, LL_GATE_MARGIN_DAYS, LL_STR_ARG(route->code));
}

static void put_paper_hint(const struct ll_q_shipment_route_row *route,
                           const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                           const char *until, struct ll_err *reterr)
{
    bool is_contract = b->code == LL_GATE_contract_missing || b->code == LL_GATE_contract_ends;
    (void)route;
    ll_err_hint(reterr,
                "it has to hold until %s (arrival and %d days); put it into the dossier with "
                "'loopledger notification attach %.*s --kind %s'",
                until, LL_GATE_MARGIN_DAYS, LL_STR_ARG(look->booking.code),
                is_contract ? "doc-contract" : "doc-finguar");
}

static void put_movement_hint(const struct ll_q_shipment_route_row *route,
                              const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                              const char *until, struct ll_err *reterr)
{
    (void)until;
    char dgd[64];
    (void)snprintf(dgd, sizeof(dgd), "doc-dgd --un %s", look->un == NULL ? "NUMBER" : look->un);
    const char *kind = b->code == LL_GATE_dgd_missing               ? dgd
                       : b->code == LL_GATE_packing_missing         ? "doc-cpc"
                       : b->code == LL_GATE_battery_packing_missing ? "doc-batt-pack"
                                                                    : "doc-move --sent-on DAY";
    if (b->code == LL_GATE_movement_late) {
        char day[LL_TIME_TEXT_MAX];
        ll_date_format(b->first_day, day);
        ll_err_hint(reterr,
                    "let it leave on %s or later; if the authorities had an earlier one, put that "
                    "into the dossier",
                    day);
        return;
    }
    ll_err_hint(reterr,
                "put it into the dossier with 'loopledger notification attach %.*s --shipment "
                "%.*s --kind %s'",
                LL_STR_ARG(look->booking.code), LL_STR_ARG(route->code), kind);
}

static void put_licence_hint(const struct ll_q_shipment_route_row *route,
                             const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                             const char *until, struct ll_err *reterr)
{
    (void)route;
    (void)look;
    if (b->kind == LL_LICENCE_KIND_TREAT) {
        ll_err_hint(reterr,
                    "the plant's permit has to hold until %s (arrival and %d days), for what is "
                    "carried; register it with 'loopledger licence add NUMBER --kind treat "
                    "--facility %.*s'",
                    until, LL_GATE_MARGIN_DAYS, LL_STR_ARG(b->holder));
        return;
    }
    ll_err_hint(reterr,
                "it has to hold until %s (arrival and %d days); register it with 'loopledger "
                "licence add NUMBER --kind %s --country %.*s', or plan another carrier",
                until, LL_GATE_MARGIN_DAYS, ll_licence_kind_name(b->kind), LL_STR_ARG(b->country));
}

static void put_booking_hint(const struct ll_q_shipment_route_row *route,
                             const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                             const char *until, struct ll_err *reterr)
{
    enum ll_gate_code code = b->code;
    (void)until;
    if (code == LL_GATE_departure_days) {
        ll_err_hint(reterr, "let it leave on one of these days, or notify anew");
    } else if (code == LL_GATE_booking_missing) {
        ll_err_hint(reterr,
                    "consents to one shipment alone are for where nothing is notified: book it "
                    "with 'loopledger shipment book %.*s --notification %.*s'",
                    LL_STR_ARG(route->code), LL_STR_ARG(look->notified_by));
    } else if (code == LL_GATE_notification_missing) {
        ll_err_hint(reterr,
                    "draft one with 'loopledger notification draft', and once it has a number and "
                    "the consents, 'loopledger shipment book %.*s --notification CODE'",
                    LL_STR_ARG(route->code));
    } else if (code == LL_GATE_booked_mass) {
        ll_err_hint(reterr,
                    "book what it weighs: 'loopledger shipment unbook %.*s', then 'shipment book'",
                    LL_STR_ARG(route->code));
    } else {
        ll_err_hint(
            reterr,
            "its consents are to another waste: 'loopledger shipment unbook %.*s', and book "
            "it on a notification of what it carries",
            LL_STR_ARG(route->code));
    }
}

static void put_container_hint(const struct ll_q_shipment_route_row *route,
                               const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                               const char *until, struct ll_err *reterr)
{
    (void)route;
    (void)look;
    (void)until;
    if (b->code == LL_GATE_container_number) {
        ll_err_hint(reterr, "its number is on its door, four letters and seven digits: load what "
                            "is in it into a container that was made with '--number'");
    } else {
        ll_err_hint(reterr, "close it: 'loopledger package seal %.*s --seal NUMBER'",
                    LL_STR_ARG(b->holder));
    }
}

static void put_decision_hint(const struct ll_q_shipment_route_row *route,
                              const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                              const char *until, struct ll_err *reterr)
{
    (void)look;
    (void)until;
    if (b->code == LL_GATE_prohibited) {
        ll_err_hint(reterr, "nothing makes this lawful: cancel it, and plan another route");
    } else {
        ll_err_hint(reterr,
                    "ask the authorities; two people record what was decided with 'loopledger "
                    "shipment override %.*s --reason CODE'",
                    LL_STR_ARG(route->code));
    }
}

static void put_case_hint(const struct ll_q_shipment_route_row *route,
                          const struct ll_gate_look *look, const struct ll_gate_blocker *b,
                          const char *until, struct ll_err *reterr)
{
    char case_id[LL_ID_TEXT_MAX];
    (void)route;
    (void)b;
    (void)until;
    ll_id_format("cas", look->under_case.case_id.raw, case_id);
    ll_err_hint(reterr, "close it with 'loopledger case close %s --outcome CODE'", case_id);
}

/* How each blocker is told, and what clears it. */
static const struct {
    void (*words)(struct ll_strbuf *buf, const struct ll_gate_look *look,
                  const struct ll_gate_blocker *b, const char *last_day);
    void (*hint)(const struct ll_q_shipment_route_row *route, const struct ll_gate_look *look,
                 const struct ll_gate_blocker *b, const char *until, struct ll_err *reterr);
} told[LL_GATE_CODE_COUNT] = {
    [LL_GATE_consent_missing] = {&put_consent_words, &put_consent_hint},
    [LL_GATE_consent_ends] = {&put_consent_words, &put_consent_hint},
    [LL_GATE_consent_begins] = {&put_consent_words, &put_consent_hint},
    [LL_GATE_departure_days] = {&put_booking_words, &put_booking_hint},
    [LL_GATE_booking_missing] = {&put_booking_words, &put_booking_hint},
    [LL_GATE_notification_missing] = {&put_booking_words, &put_booking_hint},
    [LL_GATE_booked_mass] = {&put_booking_words, &put_booking_hint},
    [LL_GATE_booked_waste] = {&put_booking_words, &put_booking_hint},
    [LL_GATE_contract_missing] = {&put_paper_words, &put_paper_hint},
    [LL_GATE_contract_ends] = {&put_paper_words, &put_paper_hint},
    [LL_GATE_guarantee_missing] = {&put_paper_words, &put_paper_hint},
    [LL_GATE_guarantee_ends] = {&put_paper_words, &put_paper_hint},
    [LL_GATE_movement_missing] = {&put_movement_words, &put_movement_hint},
    [LL_GATE_movement_late] = {&put_movement_words, &put_movement_hint},
    [LL_GATE_dgd_missing] = {&put_movement_words, &put_movement_hint},
    [LL_GATE_packing_missing] = {&put_movement_words, &put_movement_hint},
    [LL_GATE_battery_packing_missing] = {&put_movement_words, &put_movement_hint},
    [LL_GATE_container_number] = {&put_container_words, &put_container_hint},
    [LL_GATE_seal_missing] = {&put_container_words, &put_container_hint},
    [LL_GATE_licence_missing] = {&put_licence_words, &put_licence_hint},
    [LL_GATE_licence_ends] = {&put_licence_words, &put_licence_hint},
    [LL_GATE_licence_mass] = {&put_licence_words, &put_licence_hint},
    [LL_GATE_prohibited] = {&put_decision_words, &put_decision_hint},
    [LL_GATE_review] = {&put_decision_words, &put_decision_hint},
    [LL_GATE_under_review] = {&put_case_words, &put_case_hint},
};

static void put_words(struct ll_strbuf *buf, const struct ll_gate_look *look,
                      const struct ll_gate_blocker *b)
{
    char day[LL_TIME_TEXT_MAX];
    ll_date_format(b->last_day, day);
    told[b->code].words(buf, look, b, day);
}

static void put_hint(const struct ll_q_shipment_route_row *route, const struct ll_gate_look *look,
                     const struct ll_gate_blocker *b, struct ll_err *reterr)
{
    char day[LL_TIME_TEXT_MAX];
    ll_date_format(look->answer.needed_until, day);
    told[b->code].hint(route, look, b, day, reterr);
}

enum ll_status ll_gate_refuse(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                              const struct ll_gate_look *look, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str text;
    if (look->answer.open == 0) {
        return LL_OK;
    }
    const struct ll_gate_blocker *first = NULL;
    size_t named = 0;
    ll_strbuf_init(&buf, ctx->arena, 16384);
    for (size_t i = 0; i < look->answer.count && named < TOLD_MAX; i++) {
        const struct ll_gate_blocker *b = &look->answer.blockers[i];
        if (!b->is_overridden) {
            ll_strbuf_cstr(&buf, named > 0 ? "; " : "");
            put_words(&buf, look, b);
            first = first == NULL ? b : first;
            named++;
        }
    }
    LL_ASSERT(first != NULL);
    if (look->answer.open > named) {
        ll_strbuf_fmt(&buf, "; and %zu more ('loopledger shipment check %.*s')",
                      look->answer.open - named, LL_STR_ARG(route->code));
    }
    ll_gate_put_doubt(look, &buf);
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "not authorised: %.*s", LL_STR_ARG(text));
    put_hint(route, look, first, reterr);
    return status;
}

static struct ll_json *blocker(struct ll_ctx *ctx, const struct ll_gate_look *look,
                               const struct ll_gate_blocker *b, struct ll_date departs_on)
{
    const struct ll_gate_row *row = &ll_gate_rows[b->code];
    const struct ll_permit_country *country =
        b->country.len > 0 ? ll_permit_country_find(b->country) : NULL;
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "blocker", row->word);
    if (b->country.len > 0) {
        ll_answer_text(ctx, item, "country", b->country);
    }
    if (b->part != NULL) {
        ll_json_set_cstr(ctx->arena, item, "part", b->part);
    }
    if (b->holder.len > 0) {
        ll_answer_text(ctx, item, "holder", b->holder);
    }
    if (b->kind != 0) {
        ll_json_set_cstr(ctx->arena, item, "kind", ll_licence_kind_name(b->kind));
    }
    if (b->has_first_day) {
        ll_answer_date(ctx, item, "first_day", b->first_day);
    }
    if (b->has_last_day) {
        ll_answer_date(ctx, item, "last_day", b->last_day);
    }
    if (b->code == LL_GATE_under_review) {
        ll_answer_id(ctx, item, "case_id", "cas", look->under_case.case_id.raw);
    }
    ll_json_set_cstr(ctx->arena, item, "who", row->who);
    if (b->country.len > 0) { /* "unknown" says that the tables do not know it */
        ll_json_set_cstr(ctx->arena, item, "authority",
                         country == NULL ? "unknown" : country->authority);
    }
    ll_answer_date(ctx, item, "by", departs_on);
    if (b->reason != NULL) {
        ll_json_set_cstr(ctx->arena, item, "reason", b->reason);
    }
    ll_json_set_cstr(ctx->arena, item, "rule", b->rule);
    ll_json_set_cstr(ctx->arena, item, "source", b->source);
    ll_json_set_cstr(ctx->arena, item, "certainty", b->certainty);
    ll_answer_bool(ctx, item, "may_override", b->may_override);
    ll_answer_bool(ctx, item, "overridden", b->is_overridden);
    return item;
}

enum ll_status ll_gate_put(struct ll_ctx *ctx, const struct ll_gate_look *look,
                           struct ll_date departs_on, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < look->answer.count; i++) {
        struct ll_json *item = blocker(ctx, look, &look->answer.blockers[i], departs_on);
        ll_json_append(ctx->arena, items, item);
    }
    if (items == NULL || items->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what blocks a departure");
    }
    ll_answer_bool(ctx, answer, "authorised", look->answer.open == 0);
    ll_json_set_cstr(ctx->arena, answer, "procedure", ll_permit_outcome_name(look->procedure));
    ll_answer_date(ctx, answer, "needed_until", look->answer.needed_until);
    ll_json_set(ctx->arena, answer, "blockers", items);
    ll_gate_put_ground(ctx, look, answer);
    ll_gate_put_uncertain(ctx, look, true, answer);
    return LL_OK;
}
