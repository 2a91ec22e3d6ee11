/* What goes wrong and what is done about it: boxes that are robbed or hold what works, counts that
 * differ, a fire, goods that come back, certificates that were stated in error. */
#include "demo/call.h"

#include <stdio.h>
#include <string.h>

#define INCIDENT_EACH 40   /* boxes */
#define PLANT_EACH 3       /* containers */
#define RAISE_AFTER 270    /* days, in which most units are recycled */
#define CREDIT_EACH 60     /* papers */
#define CORRECTION_EACH 36 /* certificates */

/* ---- cases ---- */

static struct ll_demo_case *add_case(struct ll_demo *demo, const struct ll_json *answer,
                                     const char *member, int32_t close_on, struct ll_err *reterr)
{
    LL_ASSERT(demo->case_count < demo->case_capacity);
    struct ll_demo_case *opened = &demo->cases[demo->case_count];
    *opened = (struct ll_demo_case){.close_on = close_on, .box = LL_DEMO_NO_BOX};
    if (ll_demo_answer_id(answer, member, opened->id, reterr) != LL_OK) {
        return NULL;
    }
    demo->case_count++;
    demo->counts.cases++;
    return opened;
}

/* What a plant had too many of was counted too low where it was packed. */
static enum ll_status explain_found(struct ll_demo *demo, const char *lot_id, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_LOT_ADMIT);
    ll_demo_put_cstr(&call, "lot", lot_id);
    ll_demo_put_cstr(&call, "explanation", "miscounted");
    ll_demo_put_cstr(&call, "note", "The packing list was counted again (invented).");
    return ll_demo_call_run(&call, NULL, reterr);
}

static enum ll_status close_case(struct ll_demo *demo, struct ll_demo_case *opened,
                                 struct ll_err *reterr)
{
    static const char *const outcomes[] = {"refunded", "carrier-paid", "written-off"};
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_CASE_CLOSE);
    ll_demo_put_cstr(&call, "case", opened->id);
    ll_demo_put_cstr(&call, "outcome", outcomes[ll_demo_random_between(&demo->numbers, 0, 2)]);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    opened->close_on = 0;
    if (opened->found_lot_id[0] != '\0') {
        LL_TRY(explain_found(demo, opened->found_lot_id, reterr));
    }
    if (opened->box != LL_DEMO_NO_BOX) {
        demo->boxes[opened->box].held = false;
    }
    return LL_OK;
}

static enum ll_status close_cases(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    for (size_t i = 0; i < demo->case_count; i++) {
        if (demo->cases[i].close_on != 0 && demo->cases[i].close_on <= day) {
            LL_TRY(close_case(demo, &demo->cases[i], reterr));
        }
    }
    return LL_OK;
}

/* ---- certificates that something broke, or that said something wrong ---- */

static void remember(struct ll_demo *demo, enum ll_demo_service what, struct ll_str serial,
                     int32_t day)
{
    if (demo->correction_count == LL_DEMO_CORRECTIONS_MAX ||
        serial.len >= sizeof(demo->corrections[0].serial)) {
        return;
    }
    for (size_t i = 0; i < demo->correction_count; i++) {
        if (ll_str_eq_cstr(serial, demo->corrections[i].serial)) {
            return;
        }
    }
    struct ll_demo_correction *correction = &demo->corrections[demo->correction_count++];
    *correction = (struct ll_demo_correction){.what = what, .on = day};
    memcpy(correction->serial, serial.ptr, serial.len);
}

/* Certificates that an answer says are under review now: they will be restated. */
static void remember_reviews(struct ll_demo *demo, const struct ll_json *answer)
{
    const struct ll_json *serials = ll_json_get(answer, "certificates_under_review");
    for (size_t i = 0; serials != NULL && i < serials->count; i++) {
        remember(demo, LL_DEMO_CERTIFICATE_RAISE, ll_json_string(&serials->items[i]), 0);
    }
}

void ll_demo_doubt_certificate(struct ll_demo *demo, const char *stage, struct ll_str serial,
                               int32_t day)
{
    int64_t turn = demo->counts.certificates % CORRECTION_EACH;
    if (turn == CORRECTION_EACH / 3) {
        remember(demo, LL_DEMO_CERTIFICATE_REVOKE, serial, 0);
    } else if (turn == CORRECTION_EACH / 3 * 2) {
        remember(demo, LL_DEMO_CERTIFICATE_REPLACE, serial, 0);
    } else if (!ll_str_eq_cstr(ll_str_from_cstr(stage), "recycled")) {
        remember(demo, LL_DEMO_CERTIFICATE_RAISE, serial, day + RAISE_AFTER);
    }
}

static enum ll_status correct(struct ll_demo *demo, const struct ll_demo_correction *correction,
                              struct ll_err *reterr)
{
    struct ll_demo_counts *counts = &demo->counts;
    struct ll_demo_call call;
    struct ll_err refused = {0};
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, correction->what);
    ll_demo_put_cstr(&call, "serial", correction->serial);
    if (correction->what == LL_DEMO_CERTIFICATE_REVOKE) {
        ll_demo_put_cstr(&call, "reason", "wrong-period");
    }
    enum ll_status status = ll_demo_call_run(&call, NULL, &refused);
    if (status == LL_EREFUSED) {
        return LL_OK; /* something else became of it first */
    }
    if (status != LL_OK) {
        *reterr = refused;
        return status;
    }
    if (correction->what == LL_DEMO_CERTIFICATE_REVOKE) {
        counts->revoked++;
        memcpy(demo->examples.revoked, correction->serial, sizeof(demo->examples.revoked));
    } else if (correction->what == LL_DEMO_CERTIFICATE_REPLACE) {
        counts->replaced++;
        counts->certificates++;
    } else {
        counts->raised++;
    }
    return LL_OK;
}

enum ll_status ll_demo_correct(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    size_t kept = 0;
    for (size_t i = 0; i < demo->correction_count; i++) {
        if (demo->corrections[i].on <= day) {
            LL_TRY(correct(demo, &demo->corrections[i], reterr));
        } else {
            demo->corrections[kept++] = demo->corrections[i];
        }
    }
    demo->correction_count = kept;
    return LL_OK;
}

/* ---- boxes ---- */

static const struct {
    enum ll_demo_service what;
    const char *reason;
    enum ll_demo_removal removal;
} incidents[] = {
    {LL_DEMO_UNITS_LOSE, "theft", LL_DEMO_LOST},
    {LL_DEMO_UNITS_DIVERT, "reuse", LL_DEMO_DIVERTED},
    {LL_DEMO_UNITS_SEIZE, "customs", LL_DEMO_SEIZED},
};

static enum ll_status harm_box(struct ll_demo *demo, size_t number, int32_t day,
                               struct ll_err *reterr)
{
    struct ll_demo_box *box = &demo->boxes[number];
    size_t kind = (size_t)demo->counts.incidents % (sizeof(incidents) / sizeof(incidents[0]));
    int64_t units = ll_demo_random_between(&demo->numbers, 1, 1 + (box->units - 2) / 20);
    struct ll_demo_call call;
    struct ll_json *answer = NULL;
    char code[LL_DEMO_CODE_MAX];
    ll_demo_box_code(box, code);
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, incidents[kind].what);
    ll_demo_put_cstr(&call, "package", code);
    ll_demo_put_i64(&call, "units", units);
    ll_demo_put_cstr(&call, "reason", incidents[kind].reason);
    if (incidents[kind].what == LL_DEMO_UNITS_DIVERT) {
        ll_demo_put_digest(&call, "test_record_digest");
    }
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    int32_t close_on = day + (int32_t)ll_demo_random_between(&demo->numbers, 10, 50);
    struct ll_demo_case *opened = add_case(demo, answer, "case_id", close_on, reterr);
    if (opened == NULL) {
        return LL_ECORRUPT;
    }
    remember_reviews(demo, answer);
    opened->box = number;
    box->held = true;
    box->mass_g -= box->mass_g * units / box->units;
    box->units -= units;
    demo->counts.removed[incidents[kind].removal] += units;
    demo->counts.incidents++;
    return LL_OK;
}

static enum ll_status harm_boxes(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    for (; demo->box_tried < demo->box_count; demo->box_tried++) {
        const struct ll_demo_box *box = &demo->boxes[demo->box_tried];
        if (!box->gone && !box->held && box->units > 2 &&
            box->number % INCIDENT_EACH == INCIDENT_EACH / 2) {
            LL_TRY(harm_box(demo, demo->box_tried, day, reterr));
        }
    }
    return LL_OK;
}

/* ---- at the plant ---- */

static enum ll_status count_missing(struct ll_demo *demo, const struct ll_json *answer,
                                    int64_t missing, int32_t close_on, struct ll_err *reterr)
{
    if (add_case(demo, answer, "case_id", close_on, reterr) == NULL) {
        return LL_ECORRUPT;
    }
    const struct ll_json *settled = ll_json_get(answer, "settled");
    for (size_t i = 0; settled != NULL && i < settled->count; i++) {
        remember_reviews(demo, &settled->items[i]);
    }
    demo->counts.removed[LL_DEMO_LOST] += missing;
    demo->counts.shipped_units -= missing;
    return LL_OK;
}

static enum ll_status count_found(struct ll_demo *demo, const struct ll_json *answer, int64_t found,
                                  int32_t close_on, struct ll_err *reterr)
{
    struct ll_demo_case *opened = add_case(demo, answer, "found_case_id", close_on, reterr);
    if (opened == NULL) {
        return LL_ECORRUPT;
    }
    demo->counts.found += found;
    demo->counts.shipped_units += found;
    demo->counts.lots++;
    return ll_demo_answer_id(answer, "found_lot_id", opened->found_lot_id, reterr);
}

enum ll_status ll_demo_count_difference(struct ll_demo *demo, struct ll_demo_container *container,
                                        const struct ll_json *answer, int64_t units, int32_t day,
                                        struct ll_err *reterr)
{
    int64_t declared = container->units;
    container->units = units;
    if (units == declared) {
        return LL_OK;
    }
    int32_t close_on = day + (int32_t)ll_demo_random_between(&demo->numbers, 20, 60);
    return units < declared ? count_missing(demo, answer, declared - units, close_on, reterr)
                            : count_found(demo, answer, units - declared, close_on, reterr);
}

enum ll_status ll_demo_lose_at_plant(struct ll_demo *demo, struct ll_demo_container *container,
                                     struct ll_err *reterr)
{
    bool burnt = container->number % 2 == 0; /* else the plant sends it back */
    struct ll_demo_call call;
    struct ll_json *answer = NULL;
    struct ll_err refused = {0};
    if (container->number % PLANT_EACH != PLANT_EACH / 2) {
        return LL_OK;
    }
    const struct ll_demo_lot *lot = &demo->lots[container->first_lot];
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, burnt ? LL_DEMO_UNITS_LOSE : LL_DEMO_UNITS_RETURN);
    ll_demo_put_cstr(&call, "lot", lot->id);
    ll_demo_put_i64(&call, "from", 0);
    ll_demo_put_i64(&call, "to", 1);
    ll_demo_put_cstr(&call, "reason", burnt ? "fire" : "not-for-recycling");
    enum ll_status status = ll_demo_call_run(&call, &answer, &refused);
    if (status == LL_EREFUSED) {
        return LL_OK; /* it was lost before, or poured into another container */
    }
    if (status != LL_OK) {
        *reterr = refused;
        return status;
    }
    remember_reviews(demo, answer);
    demo->counts.removed[burnt ? LL_DEMO_LOST : LL_DEMO_RETURNED]++;
    demo->counts.received_units--;
    demo->counts.shipped_units--;
    container->units--;
    container->mass_g -= lot->unit_mass_g; /* what is left goes into the treatment */
    return LL_OK;
}

/* ---- devices that go back to their seller ---- */

void ll_demo_plan_credit(struct ll_demo *demo, const struct ll_demo_purchase *plan,
                         const struct ll_json *answer)
{
    const struct ll_json *slices = ll_json_get(answer, "slices");
    if (plan->number % CREDIT_EACH != CREDIT_EACH / 2 || slices == NULL || slices->count == 0 ||
        demo->credit_count == LL_DEMO_CREDITS_MAX) {
        return;
    }
    const struct ll_json *slice = &slices->items[0];
    struct ll_str line = ll_json_string_at(slice, "order_line");
    struct ll_demo_credit *credit = &demo->credits[demo->credit_count];
    if (!ll_str_eq_cstr(ll_json_string_at(slice, "class_code"), "smartphone") ||
        line.len >= sizeof(credit->order_line)) {
        return;
    }
    *credit = (struct ll_demo_credit){
        .on = plan->sent_on + (int32_t)ll_demo_random_between(&demo->numbers, 10, 500),
        .units = 1 + plan->units[LL_DEMO_PHONES_BOUGHT] / 12,
        .number = plan->number,
    };
    ll_demo_purchase_number(plan, credit->document);
    memcpy(credit->order_line, line.ptr, line.len);
    demo->credit_count++;
}

static enum ll_status credit_one(struct ll_demo *demo, const struct ll_demo_credit *credit,
                                 struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_json *answer = NULL;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_ORDER_CREDIT);
    ll_demo_put_cstr(&call, "document", credit->document);
    ll_demo_put_fmt(&call, "number", "CN-%06d", (int)credit->number);
    ll_demo_put_cstr(&call, "order_line", credit->order_line);
    ll_demo_put_i64(&call, "units", credit->units);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    const struct ll_json *voided = ll_json_get(answer, "voided_units");
    demo->counts.voided_units += voided == NULL ? 0 : voided->integer;
    demo->counts.credited_units += credit->units;
    demo->counts.credit_notes++;
    return LL_OK;
}

static enum ll_status credit_due(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    size_t kept = 0;
    for (size_t i = 0; i < demo->credit_count; i++) {
        if (demo->credits[i].on <= day) {
            LL_TRY(credit_one(demo, &demo->credits[i], reterr));
        } else {
            demo->credits[kept++] = demo->credits[i];
        }
    }
    demo->credit_count = kept;
    return LL_OK;
}

enum ll_status ll_demo_trouble(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    LL_TRY(close_cases(demo, day, reterr));
    LL_TRY(credit_due(demo, day, reterr));
    return harm_boxes(demo, day, reterr);
}
