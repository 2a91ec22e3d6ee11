/* Comparing stored hand-overs with the model. */
#include "audit/stored.h"

/* What one side signed, in its columns. */
struct columns {
    bool has_by, has_key, has_signature;
    struct ll_str by, digest, key, signature;
};

static void check_id(struct ll_stored *row, const char *column, bool has, struct ll_str stored,
                     bool should, struct ll_id derived)
{
    struct ll_str id = {(const char *)derived.b, sizeof(derived.b)};
    ll_stored_bytes(row, column, has ? stored : LL_STR(""), should ? id : LL_STR(""));
}

static void check_part(struct ll_stored *row, const char *const names[4], const struct columns *c,
                       const struct ll_signed_part *part)
{
    check_id(row, names[0], c->has_by, c->by, part->has_by, part->by);
    ll_stored_bytes(row, names[1], c->digest, part->digest);
    ll_stored_ref(row, names[2], c->has_key, c->key, part->key);
    ll_stored_bytes(row, names[3], c->has_signature ? c->signature : LL_STR(""), part->signature);
}

static void check_handover(struct ll_audit *a, const struct ll_q_audit_handover_row *r)
{
    static const char *const given[] = {"given_by", "given_digest", "given_key_id",
                                        "given_signature"};
    static const char *const taken[] = {"taken_by", "taken_digest", "taken_key_id",
                                        "taken_signature"};
    struct ll_handover *h = ll_audit_find(a, LL_KIND_HANDOVER, r->handover_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "handover", h == NULL ? NULL : &h->o, LL_KIND_HANDOVER,
                       r->handover_id, h == NULL ? NULL : &h->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "giver_id", true, r->giver_id, h->giver);
    ll_stored_ref(&row, "receiver_id", true, r->receiver_id, h->receiver);
    ll_stored_ref(&row, "shipment_id", r->has_shipment_id, r->shipment_id, h->shipment);
    ll_stored_text(&row, "condition", r->condition, h->condition);
    ll_stored_ref(&row, "corrects_id", r->has_corrects_id, r->corrects_id, h->corrects);
    ll_stored_ref(&row, "replaces_id", r->has_replaces_id, r->replaces_id, h->replaces);
    ll_stored_i64(&row, "given_on", r->given_on, h->given_on);
    ll_stored_i64_opt(&row, "taken_on", r->has_taken_on, r->taken_on, h->is_taken, h->taken_on);
    const struct columns first = {r->has_given_by,   r->has_given_key_id, r->has_given_signature,
                                  r->given_by,       r->given_digest,     r->given_key_id,
                                  r->given_signature};
    const struct columns second = {r->has_taken_by,
                                   r->has_taken_key_id,
                                   r->has_taken_signature,
                                   r->taken_by,
                                   r->has_taken_digest ? r->taken_digest : LL_STR(""),
                                   r->taken_key_id,
                                   r->taken_signature};
    check_part(&row, given, &first, &h->given);
    check_part(&row, taken, &second, &h->taken);
    check_id(&row, "note_annex_id", r->has_note_annex_id, r->note_annex_id, h->note_digest.len > 0,
             h->note_annex_id);
    ll_stored_id(&row, "event_id", r->event_id, h->o.event_id);
}
LL_STORED_TABLE(handover, "handover")

/* A note that was not erased is the one that was signed. */
static void check_handover_note(struct ll_audit *a, const struct ll_q_audit_handover_note_row *r)
{
    struct ll_handover *h = ll_audit_find(a, LL_KIND_HANDOVER, r->handover_id);
    uint8_t digest[LL_DIGEST_SIZE];
    ll_crypto_sha256(a->crypto, r->body, digest);
    if (h != NULL &&
        !ll_str_eq(h->note_digest, (struct ll_str){(const char *)digest, sizeof(digest)})) {
        ll_audit_find_fault(a, LL_AUDIT_HANDOVER_SIGNED, &h->o,
                            "its note is not the one that was signed");
    }
}
LL_STORED_TABLE(handover_note, "annex")

static void check_handover_package(struct ll_audit *a,
                                   const struct ll_q_audit_handover_package_row *r)
{
    struct ll_handover *h = ll_audit_find(a, LL_KIND_HANDOVER, r->handover_id);
    const struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_handed *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; h != NULL && p != NULL && i < h->packages.count; i++) {
        struct ll_handed *other = LL_VEC_AT(&h->packages, struct ll_handed, i);
        one = other->package == p ? other : one;
    }
    if (!ll_stored_row(&row, a, "handover_package", h == NULL ? NULL : &h->o, LL_KIND_HANDOVER,
                       r->handover_id, one == NULL ? NULL : &one->stored)) {
        return;
    }
    ll_stored_i64_opt(&row, "gross_g", r->has_gross_g, r->gross_g, one->gross_g > 0, one->gross_g);
    ll_stored_text_opt(&row, "seal", r->has_seal, r->seal, one->seal);
    ll_stored_text_opt(&row, "cause", r->has_cause, r->cause, one->cause);
    ll_stored_ref(&row, "case_id", r->has_case_id, r->case_id, one->under);
}
LL_STORED_TABLE(handover_package, "handover_package")

enum ll_status ll_audit_stored_handover(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_handover(a, reterr));
    LL_TRY(read_handover_package(a, reterr));
    LL_TRY(read_handover_note(a, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_handover *h = (const struct ll_handover *)(const void *)o;
        for (size_t j = 0; o->kind == LL_KIND_HANDOVER && j < h->packages.count; j++) {
            if (!LL_VEC_AT(&h->packages, struct ll_handed, j)->stored) {
                ll_stored_missing(a, "handover_package", o, "package", (int64_t)j + 1);
            }
        }
    }
    return LL_OK;
}
