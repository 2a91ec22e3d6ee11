/* Events of hand-overs: who holds what, and that what each side signed is what is there. */
#include "audit/model.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)256 << 10)

/* ---- what is signed ---- */
/* Of the body, all that is not about the signing itself. */
static bool is_signed_member(struct ll_str name)
{
    static const char *const beside[] = {"digest", "handover_id", "plant_key_id", "signature",
                                         "signed_by"};
    for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
        if (ll_str_eq_cstr(name, beside[i])) {
            return false;
        }
    }
    return true;
}

static struct ll_str given_text(struct ll_audit *a, const struct ll_json *body)
{
    struct ll_json *statement = ll_json_new_object(a->scratch);
    struct ll_str text = LL_STR("");
    for (size_t i = 0; i < body->count; i++) {
        struct ll_json *copy = ll_json_new_null(a->scratch);
        const char *name = ll_str_to_cstr(a->scratch, body->members[i].name);
        if (copy == NULL || name == NULL) {
            a->status = LL_ENOMEM;
            return text;
        }
        if (is_signed_member(body->members[i].name)) {
            *copy = body->members[i].value;
            ll_json_set(a->scratch, statement, name, copy);
        }
    }
    return statement != NULL &&
                   ll_json_canonical(a->scratch, statement, TEXT_BYTES_MAX, &text, NULL) == LL_OK
               ? text
               : LL_STR("");
}

/* What is claimed, in the place that its members have by name: before the differences. */
static void put_claim(struct ll_strbuf *buf, const struct ll_json *body)
{
    const struct ll_json *amount = ll_json_get(body, "amount");
    if (amount != NULL) {
        ll_strbuf_fmt(buf, "\"amount\":{\"currency\":\"%.*s\",\"minor\":%lld},",
                      LL_STR_ARG(ll_body_str(amount, "currency")),
                      (long long)ll_body_i64(amount, "minor"));
    }
    if (ll_body_has(body, "deadline")) {
        ll_strbuf_fmt(buf, "\"deadline\":\"%.*s\",",
                      LL_STR_ARG(ll_json_string_at(body, "deadline")));
    }
}

/* Codes, days and ids need no escaping. Without a version nothing but the differences was signed.
 */
static struct ll_str taken_text(struct ll_audit *a, const struct ll_handover *h,
                                const struct ll_json *body)
{
    const struct ll_json *list = ll_body_list(body, "differences");
    struct ll_str text = LL_STR("");
    struct ll_strbuf buf;
    bool is_second = ll_body_i64(body, "version") == 2;
    ll_strbuf_init(&buf, a->scratch, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{");
    if (is_second) {
        put_claim(&buf, body);
    }
    ll_strbuf_cstr(&buf, "\"differences\":[");
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_fmt(&buf, "%s{\"cause\":\"%.*s\",\"package_id\":\"%.*s\"}", i > 0 ? "," : "",
                      LL_STR_ARG(ll_body_str(&list->items[i], "cause")),
                      LL_STR_ARG(ll_json_string_at(&list->items[i], "package_id")));
    }
    ll_strbuf_cstr(&buf, "],\"given_digest\":\"");
    ll_strbuf_hex(&buf, (const uint8_t *)h->given.digest.ptr, h->given.digest.len);
    ll_strbuf_fmt(&buf, "\",\"handover_id\":\"%.*s\"",
                  LL_STR_ARG(ll_json_string_at(body, "handover_id")));
    if (is_second && ll_body_has(body, "note_digest")) {
        ll_strbuf_fmt(&buf, ",\"note_digest\":\"%.*s\"",
                      LL_STR_ARG(ll_json_string_at(body, "note_digest")));
    }
    ll_strbuf_fmt(&buf, ",\"taken_on\":\"%.*s\"%s}",
                  LL_STR_ARG(ll_json_string_at(body, "taken_on")),
                  is_second ? ",\"version\":2" : "");
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* A key of one of their plants signed the digest. */
static bool is_by_key(struct ll_audit *a, const struct ll_signed_part *part,
                      const struct ll_organisation *signer)
{
    struct ll_signature signature = {{0}};
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    const struct ll_facility *plant = ll_audit_find_id(a, LL_KIND_FACILITY, part->key->facility_id);
    if (plant == NULL || signer == NULL || !ll_id_eq(plant->organisation_id, signer->o.id) ||
        part->signature.len != sizeof(signature.b)) {
        return false;
    }
    memcpy(signature.b, part->signature.ptr, sizeof(signature.b));
    ll_multikey_public_format(&part->key->key, key);
    ll_strbuf_init(&buf, a->scratch, 1024);
    ll_strbuf_cstr(&buf, "{\"digest\":\"");
    ll_strbuf_hex(&buf, (const uint8_t *)part->digest.ptr, part->digest.len);
    ll_strbuf_fmt(&buf, "\",\"key\":\"%s\",\"type\":\"loopledger hand-over v1\"}", key);
    ll_audit_count(a, LL_AUDIT_COUNT_SIGNATURES, 1);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK &&
           ll_sign_verify(&part->key->key, text, &signature);
}

/* A person signs for their own organisation; those of who operates a programme enter what others
 * did on paper. */
static void check_person(struct ll_audit *a, const struct ll_audit_event *event,
                         const struct ll_handover *h, const struct ll_organisation *signer)
{
    const struct ll_user *u = ll_audit_named(a, LL_KIND_USER, event->body, "signed_by");
    char user[LL_ID_TEXT_MAX];
    ll_id_format("usr", ll_body_id(event->body, "signed_by"), user);
    if (u == NULL || !ll_str_eq_cstr(event->actor, user)) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "who signed it is not who entered it");
    } else if (a->has_operator && u->organisation != signer &&
               (u->organisation == NULL || !u->organisation->operates)) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "who signed it is of neither that side nor the operator");
    }
}

static void read_part(struct ll_audit *a, const struct ll_audit_event *event,
                      const struct ll_handover *h, const struct ll_organisation *signer,
                      struct ll_str text, struct ll_signed_part *part)
{
    const struct ll_json *b = event->body;
    uint8_t digest[LL_DIGEST_SIZE];
    part->has_by = ll_body_has(b, "signed_by");
    part->by = ll_body_id(b, "signed_by");
    part->digest = ll_audit_copy(a, ll_body_bytes(a, b, "digest"));
    part->signature = ll_audit_copy(a, ll_body_bytes(a, b, "signature"));
    part->key = ll_audit_named(a, LL_KIND_PLANT_KEY, b, "plant_key_id");
    ll_crypto_sha256(a->crypto, text, digest);
    if (text.len == 0 ||
        !ll_str_eq(part->digest, (struct ll_str){(const char *)digest, sizeof(digest)})) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "its digest is not that of what it says");
    }
    if (part->has_by) {
        check_person(a, event, h, signer);
    }
    if (part->key == NULL ? part->signature.len > 0 : !is_by_key(a, part, signer)) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "it is not signed by a key of who signs it");
    }
}

/* ---- who holds what ---- */
/* The last one of a package that stands, but for `but`. */
static const struct ll_handover *last_of(const struct ll_package *p, const struct ll_handover *but)
{
    for (size_t i = p->handovers.count; i > 0; i--) {
        const struct ll_handover *h = *LL_VEC_AT(&p->handovers, struct ll_handover *, i - 1);
        if (h != but && h->corrected_by == NULL && (h->replaces == NULL || h->is_taken)) {
            return h;
        }
    }
    return NULL;
}

static bool keeps(const struct ll_package *p, const struct ll_organisation *o)
{
    if (p->facility != NULL && ll_id_eq(p->facility->organisation_id, o->o.id)) {
        return true;
    }
    for (size_t i = 0; p->shipment != NULL && i < p->shipment->legs.count; i++) {
        if (ll_id_eq(LL_VEC_AT(&p->shipment->legs, struct ll_leg, i)->carrier_id, o->o.id)) {
            return true;
        }
    }
    return false;
}

static const char *wrong_package(const struct ll_handover *h, const struct ll_package *p,
                                 const struct ll_handed *one)
{
    const struct ll_handover *last = last_of(p, h->replaces != NULL ? h->replaces : h->corrects);
    const struct ll_weighing *weighed =
        p->weighings.count == 0
            ? NULL
            : LL_VEC_AT(&p->weighings, struct ll_weighing, p->weighings.count - 1);
    if (p->facility == NULL && p->shipment == NULL) {
        return LL_R("a package is in another, or unpacked");
    }
    if (!ll_str_eq(one->seal, p->seal) ||
        one->gross_g != (weighed == NULL ? 0 : weighed->gross_g)) {
        return LL_R("a package has another seal, or another weight");
    }
    if (last == NULL) {
        return keeps(p, h->giver) ? NULL : LL_R("a package is not with who gives it");
    }
    if (!last->is_taken || last->receiver != h->giver || last->taken_on > h->given_on) {
        return LL_R("a package is with somebody else by an earlier one");
    }
    return NULL;
}

static void read_packages(struct ll_audit *a, struct ll_handover *h, const struct ll_json *list)
{
    const char *fault = list->count == 0 ? LL_R("nothing is handed over") : NULL;
    for (size_t i = 0; i < list->count; i++) {
        struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, &list->items[i], "package_id");
        struct ll_handed *one = p == NULL ? NULL : ll_vec_push(a, &h->packages, sizeof(*one));
        struct ll_handover **place =
            one == NULL ? NULL : ll_vec_push(a, &p->handovers, sizeof(*place));
        if (place == NULL) {
            return;
        }
        *one = (struct ll_handed){
            .package = p,
            .gross_g = ll_body_i64(&list->items[i], "gross_g"),
            .seal = ll_audit_copy(a, ll_body_str(&list->items[i], "seal")),
        };
        p->handovers.count--; /* it is not among the earlier ones of its own */
        const char *wrong = wrong_package(h, p, one);
        fault = fault == NULL ? wrong : fault;
        p->handovers.count++;
        *place = h;
        for (size_t j = 0; j < i && j + 1 < h->packages.count; j++) {
            if (LL_VEC_AT(&h->packages, struct ll_handed, j)->package == p) {
                fault = LL_R("a package is there twice");
            }
        }
    }
    if (fault != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o, "%s", fault);
    }
}

static bool is_last(const struct ll_handover *h, const struct ll_handover *but)
{
    for (size_t i = 0; i < h->packages.count; i++) {
        if (last_of(LL_VEC_AT(&h->packages, struct ll_handed, i)->package, but) != h) {
            return false;
        }
    }
    return true;
}

/* What one side signed is corrected by that side; what both signed, once both signed this. */
static void correct(struct ll_audit *a, struct ll_handover *h)
{
    struct ll_handover *old = h->corrects;
    h->replaces = old->is_taken ? old : old->replaces;
    if (old->next != NULL || old->corrected_by != NULL || old->giver != h->giver ||
        !is_last(h->replaces != NULL ? h->replaces : old, h)) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o,
                            "it corrects what was corrected, handed on, or given by another");
    }
    if (h->replaces != NULL && h->replaces->receiver != h->receiver) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o,
                            "it corrects what both signed, and is for another to sign");
    }
    old->next = h;
    old->corrected_by = old->is_taken ? NULL : h;
}

/* A key signs what is the same once. */
static void check_once(struct ll_audit *a, const struct ll_handover *h, const struct ll_package *p)
{
    for (size_t i = 0; i < p->handovers.count; i++) {
        const struct ll_handover *other = *LL_VEC_AT(&p->handovers, struct ll_handover *, i);
        if (other != h && ll_str_eq(other->given.signature, h->given.signature)) {
            ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                                "its signature stands on an earlier one");
        }
    }
}

void ll_apply_handover_given(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_handover *h =
        ll_audit_make(a, LL_KIND_HANDOVER, ll_body_id(b, "handover_id"), sizeof(*h));
    if (h == NULL) {
        return;
    }
    h->giver = ll_audit_named(a, LL_KIND_ORGANISATION, b, "giver_id");
    h->receiver = ll_audit_named(a, LL_KIND_ORGANISATION, b, "receiver_id");
    h->shipment = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    h->corrects = ll_audit_named(a, LL_KIND_HANDOVER, b, "corrects_id");
    h->condition = ll_audit_copy(a, ll_body_str(b, "condition"));
    h->given_on = ll_body_date(b, "given_on");
    if (h->giver == NULL || h->receiver == NULL) {
        return;
    }
    if (h->giver == h->receiver || h->corrects == h) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o, "it is of one side alone");
    }
    if (h->given_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &h->o, "it is given on a day ahead");
    }
    if (h->corrects != NULL && h->corrects != h) {
        correct(a, h);
    }
    read_packages(a, h, ll_body_list(b, "packages"));
    read_part(a, event, h, h->giver, given_text(a, b), &h->given);
    if (h->given.signature.len > 0 && h->packages.count > 0) {
        check_once(a, h, LL_VEC_AT(&h->packages, struct ll_handed, 0)->package);
    }
}

/* What was signed of the claim is what its case says. */
static bool is_claimed(const struct ll_json *body, const struct ll_case *c)
{
    const struct ll_json *amount = ll_json_get(body, "amount");
    return c->has_amount == (amount != NULL) && c->deadline == ll_body_date(body, "deadline") &&
           (amount == NULL || (c->amount_minor == ll_body_i64(amount, "minor") &&
                               ll_str_eq(c->amount_currency, ll_body_str(amount, "currency"))));
}

/* From the second version on all that the receiver claims is signed; before, nothing of it was. */
static void check_claim(struct ll_audit *a, struct ll_handover *h, const struct ll_json *b)
{
    const struct ll_json *list = ll_body_list(b, "differences");
    bool is_second = ll_body_i64(b, "version") == 2;
    bool says = ll_body_has(b, "amount") || ll_body_has(b, "deadline") ||
                ll_body_has(b, "note_annex_id") || ll_body_has(b, "note_digest");
    bool holds = is_second ? ll_body_has(b, "deadline") == (list->count > 0) : !says;
    holds = holds && (list->count > 0 || !says) && (is_second || !ll_body_has(b, "version")) &&
            ll_body_has(b, "note_annex_id") == ll_body_has(b, "note_digest");
    for (size_t i = 0; is_second && i < list->count; i++) {
        const struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, &list->items[i], "case_id");
        holds = holds && c != NULL && is_claimed(b, c);
    }
    if (!holds) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "what is claimed for its differences is not what was signed");
    }
}

static void read_differences(struct ll_audit *a, struct ll_handover *h, const struct ll_json *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, &list->items[i], "package_id");
        struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, &list->items[i], "case_id");
        struct ll_handed *one = NULL;
        for (size_t j = 0; j < h->packages.count; j++) {
            struct ll_handed *other = LL_VEC_AT(&h->packages, struct ll_handed, j);
            one = other->package == p ? other : one;
        }
        if (p == NULL || c == NULL) {
            continue;
        }
        if (one == NULL || one->under != NULL || c->package != p || c->is_closed ||
            c->counterparty != h->giver) {
            ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o,
                                "a difference is of another package, or its case is not about it "
                                "and with who gave it");
        }
        if (one != NULL) {
            one->under = c;
            one->cause = ll_audit_copy(a, ll_body_str(&list->items[i], "cause"));
        }
    }
}

void ll_apply_handover_taken(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_handover *h = ll_audit_named(a, LL_KIND_HANDOVER, b, "handover_id");
    if (h == NULL) {
        return;
    }
    if (h->is_taken || h->corrected_by != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o,
                            "it is taken twice, or after it was corrected");
        return;
    }
    if (h->replaces != NULL && !is_last(h->replaces, h)) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SHAPE, &h->o,
                            "it corrects what was handed on since");
    }
    if (h->replaces != NULL) {
        h->replaces->corrected_by = h;
    }
    h->is_taken = true;
    h->taken_on = ll_body_date(b, "taken_on");
    if (h->taken_on < h->given_on || h->taken_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &h->o,
                            "it is taken before it is given, or on a day ahead");
    }
    read_differences(a, h, ll_body_list(b, "differences"));
    check_claim(a, h, b);
    h->note_annex_id = ll_audit_annex_of(a, b, "note_annex_id", "handover.note");
    h->note_digest = ll_audit_copy(a, ll_body_bytes(a, b, "note_digest"));
    read_part(a, event, h, h->receiver, taken_text(a, h, b), &h->taken);
}
