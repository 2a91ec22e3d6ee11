/* Events of treatments: which units, what went in, what came out, and what the plant signed. */
#include "audit/model.h"

#include <string.h>

#define RULE_EXACT 0
#define RULE_SELECTION 1
#define GATE_NOTIFIED 6 /* the gate's version from which what was notified binds the plant, too */
#define STATEMENT_BYTES_MAX 8192

/* Basel Convention, Annex IV: what recycles. Other operations, the interim ones among them, do
 * not. */
static const char *const recycling_operations[] = {"r3", "r4", "r5"};

/* ---- what came out ---- */
static void add_materials(struct ll_audit *a, struct ll_treatment *t, const struct ll_json *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str fraction = ll_body_str(&list->items[i], "fraction");
        for (size_t j = 0; j < t->materials.count; j++) {
            if (ll_str_eq(LL_VEC_AT(&t->materials, struct ll_material, j)->fraction, fraction)) {
                ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &t->o, "fraction '%.*s' is there twice",
                                    LL_STR_ARG(fraction));
            }
        }
        struct ll_material *m = ll_vec_push(a, &t->materials, sizeof(*m));
        if (m != NULL) {
            m->fraction = ll_audit_copy(a, fraction);
            m->mass_g = ll_body_i64(&list->items[i], "mass_g");
        }
    }
}

/* How far outputs may miss what went in: what the event says, and no further than the row of its
 * kind that holds on its day. */
struct bounds {
    int64_t above_ppm, below_ppm;
};
static const struct {
    const char *kind, *above_ppm, *below_ppm, *valid_from;
} tolerances[] = {
#define ROW(kind, above_ppm, below_ppm, valid_from, certainty, source)                             \
    {kind, above_ppm, below_ppm, valid_from},
#include "audit/audit_tolerances.def"
#undef ROW
};

static int64_t number_of(const char *digits)
{
    int64_t n = 0;
    for (; *digits != '\0'; digits++) {
        n = n * 10 + (*digits - '0');
    }
    return n;
}

static struct bounds check_tolerance(struct ll_audit *a, const struct ll_treatment *t)
{
    const char *kind = ll_treatment_kind_name((enum ll_treatment_kind)t->treatment_kind);
    char on[LL_TIME_TEXT_MAX];
    size_t at = sizeof(tolerances) / sizeof(tolerances[0]);
    bool is_weighed = t->treatment_kind == LL_TREATMENT_KIND_MECHANICAL;
    ll_date_format((struct ll_date){(int32_t)t->treated_on}, on);
    for (size_t i = 0; i < sizeof(tolerances) / sizeof(tolerances[0]); i++) {
        /* Days are written so that they sort as texts. */
        if (strcmp(tolerances[i].kind, kind) == 0 && strcmp(tolerances[i].valid_from, on) <= 0 &&
            (at == sizeof(tolerances) / sizeof(tolerances[0]) ||
             strcmp(tolerances[i].valid_from, tolerances[at].valid_from) > 0)) {
            at = i;
        }
    }
    struct bounds said = {t->tolerance_ppm, is_weighed ? t->tolerance_ppm : 1000000};
    if (at == sizeof(tolerances) / sizeof(tolerances[0])) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_TOLERANCE, &t->o,
                            "no tolerance of its kind holds on %s", on);
        return said;
    }
    struct bounds most = {number_of(tolerances[at].above_ppm), number_of(tolerances[at].below_ppm)};
    int64_t widest_ppm =
        is_weighed && most.below_ppm > most.above_ppm ? most.below_ppm : most.above_ppm;
    if (t->tolerance_ppm > widest_ppm) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_TOLERANCE, &t->o,
                            "%lld ppm, of %lld that its kind may have", (long long)t->tolerance_ppm,
                            (long long)widest_ppm);
        return said;
    }
    said.above_ppm = said.above_ppm < most.above_ppm ? said.above_ppm : most.above_ppm;
    said.below_ppm = said.below_ppm < most.below_ppm ? said.below_ppm : most.below_ppm;
    return said;
}

static void check_outputs(struct ll_audit *a, struct ll_treatment *t)
{
    bool recycles = false;
    int64_t output_g = 0;
    for (size_t i = 0; i < sizeof(recycling_operations) / sizeof(recycling_operations[0]); i++) {
        recycles = recycles || ll_str_eq_cstr(t->operation, recycling_operations[i]);
    }
    if (!t->interim && !recycles) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_OPERATION, &t->o, "by operation '%.*s'",
                            LL_STR_ARG(t->operation));
    }
    for (size_t i = 0; i < t->materials.count; i++) {
        int64_t mass_g = LL_VEC_AT(&t->materials, struct ll_material, i)->mass_g;
        output_g = mass_g > LL_MASS_G_MAX - output_g ? LL_MASS_G_MAX : output_g + mass_g;
    }
    int64_t more_g = output_g - t->input_mass_g;
    struct bounds may = check_tolerance(a, t);
    __extension__ typedef __int128 wide;
    if ((wide)more_g * 1000000 > (wide)t->input_mass_g * may.above_ppm ||
        -(wide)more_g * 1000000 > (wide)t->input_mass_g * may.below_ppm) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_BALANCE, &t->o,
                            "%lld g in and %lld g out: off by %lld g, with a tolerance of %lld ppm",
                            (long long)t->input_mass_g, (long long)output_g, (long long)more_g,
                            (long long)(more_g > 0 ? may.above_ppm : may.below_ppm));
    }
    t->output_mass_g = output_g;
}

/* ---- which units ---- */

static bool waits(const struct ll_treatment *t, const struct ll_custody *c)
{
    bool ready = c->stage == LL_STAGE_RECEIVED || (c->stage == LL_STAGE_DISMANTLED && !t->interim);
    return c->receipt == t->receipt && c->facility == t->receipt->facility && ready;
}

/* Of what waits, the rule takes the first: nothing that waits is left out before the last. */
static void check_rule(struct ll_audit *a, const struct ll_treatment *t)
{
    const struct ll_receipt *r = t->receipt;
    int64_t left = 0;
    int64_t others = 0;
    for (size_t i = 0; i < t->units.count; i++) {
        const struct ll_content *one = LL_VEC_AT(&t->units, struct ll_content, i);
        left += one->hi - one->lo;
    }
    for (size_t i = 0; i < r->contents.count && left > 0; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        const struct ll_custody *c = ll_custody_from(content->lot, content->lo, content->hi);
        for (; c != NULL && left > 0; c = ll_custody_next(content->lot, c, content->hi)) {
            int64_t lo = c->at.lo > content->lo ? c->at.lo : content->lo;
            int64_t hi = c->at.hi < content->hi ? c->at.hi : content->hi;
            if (!waits(t, c)) {
                continue;
            }
            while (lo < hi && left > 0) {
                int64_t free_hi = ll_audit_next_free(a, content->lot, &lo, hi);
                free_hi = free_hi - lo > left ? lo + left : free_hi;
                others += free_hi - lo - ll_content_units(&t->units, content->lot, lo, free_hi);
                left -= free_hi - lo;
                lo = free_hi;
            }
        }
    }
    if (others > 0) {
        ll_audit_find_fault(a, LL_AUDIT_SELECTION_RULE, &t->o, "the rule takes %lld other units",
                            (long long)others);
    }
}

/* Those after which another plant's is to follow (Basel Convention, Annex IV; Regulation (EU)
 * 2024/1157 Art.15). */
static bool is_interim(struct ll_str operation)
{
    static const char *const operations[] = {"r12", "r13", "d13", "d14", "d15"};
    bool interim = false;
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        interim = interim || ll_str_eq_cstr(operation, operations[i]);
    }
    return interim;
}

/* What states let go to be dismantled, the plant recycles where they were told in time that it
 * would, and then what it dismantled. */
static void check_notified(struct ll_audit *a, const struct ll_treatment *t,
                           const struct ll_custody *c)
{
    const struct ll_shipment *s = t->receipt->shipment;
    bool was_told = false;
    if (t->interim || s == NULL || s->booked_on == NULL || s->gate_rule < GATE_NOTIFIED ||
        !is_interim(s->booked_on->operation)) {
        return;
    }
    for (size_t i = 0; i < s->booked_on->papers.count; i++) {
        const struct ll_paper *paper = LL_VEC_AT(&s->booked_on->papers, struct ll_paper, i);
        was_told = was_told || (paper->final_here && !paper->is_late &&
                                ll_str_eq_cstr(paper->kind, "doc-subseq-fac"));
    }
    if (!was_told || c->stage != LL_STAGE_DISMANTLED) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_OPERATION, &t->o,
                            "units [%lld, %lld) were notified for '%.*s' there, and are %s",
                            (long long)c->at.lo, (long long)c->at.hi,
                            LL_STR_ARG(s->booked_on->operation),
                            ll_stage_name((enum ll_stage)c->stage));
    }
}

static void check_units(struct ll_audit *a, const struct ll_treatment *t, struct ll_lot *lot,
                        struct ll_custody *c)
{
    const struct ll_receipt *r = t->receipt;
    if (!waits(t, c) ||
        ll_content_units(&r->contents, lot, c->at.lo, c->at.hi) != c->at.hi - c->at.lo) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_UNITS, &t->o,
                            "%s [%lld, %lld) of a lot are %s, or not at the plant by its receipt",
                            ll_lot_word(lot), (long long)c->at.lo, (long long)c->at.hi,
                            ll_stage_name((enum ll_stage)c->stage));
    }
    check_notified(a, t, c);
}

/* What went in of these units: their share of what was weighed last, by the receipt or by what the
 * plant made of them before. */
static int64_t input_of(struct ll_audit *a, const struct ll_treatment *t, struct ll_lot *lot,
                        const struct ll_custody *c)
{
    struct ll_treatment *before = c->treatment;
    struct ll_receipt *r = t->receipt;
    if (before != NULL && before->receipt == r) {
        ll_audit_share(a, before->output_mass_g, &before->units, &before->shares);
        return ll_audit_share_of(&before->units, &before->shares, lot, c->at.lo, c->at.hi);
    }
    ll_audit_share(a, r->mass_g, &r->contents, &r->shares);
    return ll_audit_share_of(&r->contents, &r->shares, lot, c->at.lo, c->at.hi);
}

static void treat(struct ll_audit *a, struct ll_treatment *t)
{
    int64_t input_g = 0;
    for (size_t i = 0; i < t->units.count && a->status == LL_OK; i++) {
        const struct ll_content *span = LL_VEC_AT(&t->units, struct ll_content, i);
        if (!ll_custody_cut(a, span->lot, span->lo, span->hi)) {
            return;
        }
        struct ll_custody *c = ll_custody_from(span->lot, span->lo, span->hi);
        for (; c != NULL; c = ll_custody_next(span->lot, c, span->hi)) {
            check_units(a, t, span->lot, c);
            ll_audit_check_held(a, &t->o, span->lot, c->at.lo, c->at.hi);
            ll_custody_date(a, c, &t->o, t->treated_on, LL_R("are treated"));
            if (!t->interim) {
                ll_audit_check_incident(a, span->lot, c->at.lo, c->at.hi);
            }
            input_g += input_of(a, t, span->lot, c);
            c->stage = t->interim ? LL_STAGE_DISMANTLED : LL_STAGE_RECYCLED;
            c->treatment = t;
            c->facility = t->interim ? c->facility : NULL;
            c->package = t->interim ? c->package : NULL;
        }
        ll_custody_join(span->lot);
    }
    if (t->input_mass_g != input_g) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_BALANCE, &t->o,
                            "an input of %lld g of the %lld g that its units weighed: off by %lld "
                            "g",
                            (long long)t->input_mass_g, (long long)input_g,
                            (long long)(t->input_mass_g - input_g));
    }
}

int64_t ll_audit_check_treatable(struct ll_audit *a, const struct ll_treatment *t, int64_t rule)
{
    int64_t input_g = 0;
    if (rule > RULE_SELECTION) {
        ll_audit_find_fault(a, LL_AUDIT_SELECTION_RULE, &t->o, "by rule %lld", (long long)rule);
    } else if (rule == RULE_SELECTION) {
        check_rule(a, t);
    }
    for (size_t i = 0; i < t->units.count && a->status == LL_OK; i++) {
        const struct ll_content *span = LL_VEC_AT(&t->units, struct ll_content, i);
        if (!ll_custody_cut(a, span->lot, span->lo, span->hi)) {
            return input_g;
        }
        struct ll_custody *c = ll_custody_from(span->lot, span->lo, span->hi);
        for (; c != NULL; c = ll_custody_next(span->lot, c, span->hi)) {
            check_units(a, t, span->lot, c);
            if (t->treated_on < c->since) {
                ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &t->o,
                                    "units [%lld, %lld) are put in %lld days before the last that "
                                    "became of them",
                                    (long long)c->at.lo, (long long)c->at.hi,
                                    (long long)(c->since - t->treated_on));
            }
            if (!t->interim) {
                ll_audit_check_incident(a, span->lot, c->at.lo, c->at.hi);
            }
            input_g += input_of(a, t, span->lot, c);
        }
        ll_audit_check_held(a, &t->o, span->lot, span->lo, span->hi);
        ll_custody_join(span->lot);
    }
    return input_g;
}

/* ---- what the plant signed ---- */
static bool says_materials(const struct ll_treatment *t, const struct ll_json *list)
{
    bool same = list->count == t->materials.count;
    for (size_t i = 0; same && i < list->count; i++) {
        const struct ll_material *m = LL_VEC_AT(&t->materials, struct ll_material, i);
        same = ll_str_eq(ll_body_str(&list->items[i], "fraction"), m->fraction) &&
               ll_body_i64(&list->items[i], "mass_g") == m->mass_g;
    }
    return same;
}

/* The number by which the plant's own receipt goes, or "". */
static struct ll_str receipt_number(struct ll_audit *a, const struct ll_receipt *r)
{
    struct ll_json *value = NULL;
    if (ll_json_read(a->scratch, r->statement, STATEMENT_BYTES_MAX, &value, NULL) != LL_OK) {
        return LL_STR("");
    }
    return ll_body_str(value, "receipt");
}

static void check_says(struct ll_audit *a, const struct ll_treatment *t)
{
    struct ll_json *value = NULL;
    struct ll_str canonical = LL_STR("");
    char key[LL_MULTIKEY_PUBLIC_SIZE] = "";
    struct ll_date treated = {(int32_t)t->treated_on};
    int64_t units = 0;
    if (ll_json_read(a->scratch, t->statement, STATEMENT_BYTES_MAX, &value, NULL) != LL_OK ||
        ll_json_canonical(a->scratch, value, 2 * STATEMENT_BYTES_MAX, &canonical, NULL) != LL_OK ||
        !ll_str_eq(canonical, t->statement)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_STATEMENT, &t->o, "it is no canonical JSON");
        return;
    }
    if (!ll_audit_check_treatment_statement(a, value)) {
        return;
    }
    for (size_t i = 0; i < t->units.count; i++) {
        const struct ll_content *one = LL_VEC_AT(&t->units, struct ll_content, i);
        units += one->hi - one->lo;
    }
    if (t->key != NULL) {
        ll_multikey_public_format(&t->key->key, key);
    }
    if (ll_body_i64(value, "units") != units ||
        (t->receipt != NULL && ll_body_has(value, "measure") != t->receipt->in_grams) ||
        !says_materials(t, ll_body_list(value, "materials")) ||
        !ll_str_eq(ll_body_str(value, "operation"), t->operation) ||
        ll_body_enum(value, "kind", ll_treatment_kind_rows, LL_TREATMENT_KIND_ROW_COUNT) !=
            t->treatment_kind) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_STATEMENT, &t->o,
                            "signed for %lld units of the %lld, or another kind, operation or "
                            "output",
                            (long long)ll_body_i64(value, "units"), (long long)units);
    }
    if (!ll_str_eq_cstr(ll_body_str(value, "type"), "loopledger treatment v1") ||
        !ll_str_eq_cstr(ll_body_str(value, "key"), key) ||
        !ll_str_eq(ll_body_str(value, "receipt"), receipt_number(a, t->receipt)) ||
        ll_body_month(value, "month") != ll_date_month(treated).months) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_STATEMENT, &t->o,
                            "signed for another type, key, receipt or month");
    }
}

static void check_signature(struct ll_audit *a, struct ll_treatment *t)
{
    struct ll_signature signature = {{0}};
    uint8_t digest[LL_DIGEST_SIZE];
    if (t->key == NULL) {
        return;
    }
    if (t->receipt->facility != NULL &&
        !ll_id_eq(t->key->facility_id, t->receipt->facility->o.id)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_SIGNATURE, &t->o, "the key is of another plant");
    }
    if (t->signature.len == sizeof(signature.b)) {
        memcpy(signature.b, t->signature.ptr, sizeof(signature.b));
    }
    ll_audit_count(a, LL_AUDIT_COUNT_SIGNATURES, 1);
    if (!ll_sign_verify(&t->key->key, t->statement, &signature)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_SIGNATURE, &t->o,
                            "the statement of %zu bytes is not signed by the key it names",
                            t->statement.len);
    }
    ll_crypto_sha256(a->crypto, t->statement, digest);
    if (!ll_audit_take_name(a, "treatment statement",
                            (struct ll_str){(const char *)digest, sizeof(digest)}, t)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_TWICE, &t->o,
                            "the same statement is in another treatment");
    }
}

/* Signed wholly or not at all; what is calculated must be. */
static void check_signed(struct ll_audit *a, struct ll_treatment *t, const struct ll_json *b)
{
    int parts =
        ll_body_has(b, "plant_key_id") + ll_body_has(b, "statement") + ll_body_has(b, "signature");
    t->key = ll_audit_named(a, LL_KIND_PLANT_KEY, b, "plant_key_id");
    t->plant_key_id = ll_body_id(b, "plant_key_id");
    t->statement = ll_audit_copy(a, ll_body_str(b, "statement"));
    t->signature = ll_body_bytes(a, b, "signature");
    if (parts == 3) {
        check_says(a, t);
        check_signature(a, t);
    } else if (parts != 0 || t->treatment_kind == LL_TREATMENT_KIND_METALLURGICAL) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_STATEMENT, &t->o,
                            "of statement, key and signature it has %d", parts);
    }
}

void ll_apply_treatment_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_receipt *r = ll_audit_named(a, LL_KIND_RECEIPT, b, "receipt_id");
    int64_t rule = ll_body_i64(b, "rule_version");
    if (r == NULL) {
        return;
    }
    struct ll_treatment *t =
        ll_audit_make(a, LL_KIND_TREATMENT, ll_body_id(b, "treatment_id"), sizeof(*t));
    if (t == NULL) {
        return;
    }
    t->receipt = r;
    t->campaign = ll_audit_named(a, LL_KIND_CAMPAIGN, b, "campaign_id");
    t->facility_id = ll_body_id(b, "facility_id");
    t->treatment_kind =
        ll_body_enum(b, "kind", ll_treatment_kind_rows, LL_TREATMENT_KIND_ROW_COUNT);
    t->input_mass_g = ll_body_i64(b, "input_mass_g");
    t->tolerance_ppm = ll_body_i64(b, "tolerance_ppm");
    t->treated_on = ll_body_date(b, "treated_on");
    t->operation = ll_audit_copy(a, ll_body_str(b, "operation"));
    t->interim = ll_body_bool(b, "interim");
    add_materials(a, t, ll_body_list(b, "materials"));
    if (!ll_audit_read_spans(a, &t->o, LL_AUDIT_TREATMENT_UNITS, ll_body_list(b, "spans"),
                             &t->units)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_UNITS, &t->o,
                            "its spans are none, overlap or are not joined");
    }
    check_outputs(a, t);
    check_signed(a, t, b);
    if (r->facility != NULL && !ll_id_eq(t->facility_id, r->facility->o.id)) {
        ll_audit_find_fault(a, LL_AUDIT_TREATMENT_PLACE, &t->o,
                            "its plant is not that of its receipt");
    }
    if (rule > RULE_SELECTION) {
        ll_audit_find_fault(a, LL_AUDIT_SELECTION_RULE, &t->o, "by rule %lld", (long long)rule);
    } else if (rule == RULE_SELECTION) {
        check_rule(a, t);
    }
    ll_audit_check_campaign(a, t);
    treat(a, t);
    ll_audit_count(a, LL_AUDIT_COUNT_TREATMENTS, 1);
}
