/* Hand-overs: who gives and takes, what each signs, corrections, differences, and the chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/locale.h"
#include "service/handover.h"
#include "service/support.h"

#define GIVE "handover give", "condition=sound"

/* Two boxes at Kumasi, one of them weighed. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:30:5.1kg:none,tablet:4:2kg:none");
    ll_pack(l, "box-1", ll_text_at(answer, "lots.0.lot_id"));
    ll_pack(l, "box-2", ll_text_at(answer, "lots.1.lot_id"));
    ll_call(l, "package weigh", "package=box-1", "gross=6.1kg", "tare=1kg", NULL);
}

static const char *given(struct ll_ledger *l, const struct ll_json *answer)
{
    return ll_option(l, "handover", ll_text_at(answer, "handover_id"));
}

static void each_side_signs_its_part(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1,box-2", NULL);
    const char *one = given(l, answer);
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    answer = ll_call(l, "handover show", ref, NULL);
    assert_true(ll_bool_at(answer, "open"));
    ll_assert_text(answer, "giver", "kumasi-repair");
    assert_int_equal(ll_at(answer, "packages")->count, 2);
    ll_assert_text(answer, "packages.0.code", "box-1");
    assert_int_equal(ll_number_at(answer, "packages.0.gross_g"), 6100);
    assert_true(ll_text_at(answer, "packages.0.seal").len > 0);
    assert_int_equal(ll_text_at(answer, "given_digest").len, 64);
    assert_null(ll_json_get(answer, "taken_digest"));
    ll_refuse(l, LL_EINVAL, "it was given on", "handover take", one, "taken_on=2026-03-01", NULL);
    ll_call(l, "handover take", one, NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    assert_false(ll_bool_at(answer, "open"));
    assert_int_equal(ll_text_at(answer, "taken_digest").len, 64);
    ll_refuse(l, LL_EREFUSED, "taken already", "handover take", one, NULL);
    answer = ll_call(l, "package show", "ref=box-1", NULL);
    ll_assert_text(answer, "handovers.0.receiver", "blueline");
    assert_int_equal(ll_at(ll_call(l, "handover list", "open=no", NULL), "items")->count, 1);
    assert_int_equal(
        ll_at(ll_call(l, "handover list", "open=yes", "with_package=box-1", NULL), "items")->count,
        0);
}

/* Who took it last gives it on; nobody else does, and nobody before it was taken. */
static void only_who_holds_it_gives_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_EREFUSED, "is not with who gives it", GIVE, "from=smelter", "to=blueline",
              "packages=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "say who gives it", GIVE, "to=blueline", "packages=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "name who takes it", GIVE, "from=blueline", "to=blueline",
              "packages=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "named twice", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-1,box-1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no package", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-9", NULL);
    ll_refuse(l, LL_EINVAL, "say what is handed over", GIVE, "from=kumasi-repair", "to=blueline",
              NULL);
    ll_refuse(l, LL_EINVAL, "the day lies ahead", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-1", "given_on=2027-01-01", NULL);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "has not taken package 'box-1' yet", GIVE, "from=kumasi-repair",
              "to=smelter", "packages=box-1", NULL);
    ll_call(l, "handover take", given(l, answer), NULL);
    ll_refuse(l, LL_EREFUSED, "'blueline' holds package 'box-1'", GIVE, "from=kumasi-repair",
              "to=smelter", "packages=box-1", NULL);
    ll_advance_days(l, 3);
    ll_refuse(l, LL_EINVAL, "it was taken on", GIVE, "from=blueline", "to=smelter",
              "packages=box-1", "given_on=2026-03-01", NULL);
    ll_call(l, GIVE, "from=blueline", "to=smelter", "packages=box-1", NULL);
}

static void a_cancelled_shipment_carries_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "legs=road:blueline:250", "planned_arrival=2026-04-10", "packages=box-1,box-2", NULL);
    ll_call(l, "shipment cancel", "shipment=s-1", "reason=no-ship", NULL);
    ll_refuse(l, LL_EREFUSED, "shipment 's-1' is cancelled: it carries nothing", GIVE,
              "from=kumasi-repair", "to=blueline", "shipment=s-1", NULL);
}

static void a_shipment_tells_its_chain(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "legs=road:blueline:250", "planned_arrival=2026-04-10", "packages=box-1,box-2", NULL);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "packages"), 2);
    ll_call(l, "handover take", given(l, answer), NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_advance_days(l, 2);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    answer = ll_call(l, GIVE, "from=blueline", "to=smelter", "shipment=s-1", NULL);
    ll_call(l, "handover take", given(l, answer), NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_int_equal(ll_at(answer, "handovers")->count, 2);
    ll_assert_text(answer, "handovers.0.giver", "kumasi-repair");
    ll_assert_text(answer, "handovers.1.receiver", "smelter");
    assert_int_equal(ll_at(ll_call(l, "handover list", "shipment=s-1", NULL), "items")->count, 2);
}

static void a_difference_is_a_case_between_both(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1,box-2", NULL);
    const char *one = given(l, answer);
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    ll_refuse(l, LL_EINVAL, "is not a difference", "handover take", one, "differences=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "not in this hand-over", "handover take", one,
              "differences=box-7:missing", NULL);
    ll_refuse(l, LL_EINVAL, "named twice", "handover take", one,
              "differences=box-1:wet,box-1:missing", NULL);
    ll_refuse(l, LL_EINVAL, "the deadline is past", "handover take", one, "differences=box-1:wet",
              "deadline=2026-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "no difference that it is said of", "handover take", one,
              "amount=120 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "no difference that it is said of", "handover take", one, "note=Wet.",
              NULL);
    ll_refuse(l, LL_EINVAL, "no note that it is of", "handover take", one, "differences=box-1:wet",
              "note_salt=00112233445566778899aabbccddeeff", NULL);
    answer = ll_call(l, "handover take", one, "differences=box-1:seal-broken", "amount=120 EUR",
                     "deadline=2026-05-01", "note=The seal hung open.", NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", ll_text_at(answer, "case_ids.0")), NULL);
    ll_assert_text(answer, "cause", "seal-broken");
    ll_assert_text(answer, "claimant", "blueline");
    ll_assert_text(answer, "counterparty", "kumasi-repair");
    ll_assert_text(answer, "deadline", "2026-05-01");
    answer = ll_at(ll_call(l, "case list", NULL), "items");
    ll_assert_text(&answer->items[0], "claimant", "blueline");
    answer = ll_call(l, "handover show", ref, NULL);
    assert_int_equal(ll_number_at(answer, "amount.minor"), 12000);
    ll_assert_text(answer, "deadline", "2026-05-01");
    ll_assert_text(answer, "note", "The seal hung open.");
    assert_int_equal(ll_text_at(answer, "note_salt").len, 32);
    ll_assert_text(answer, "packages.0.cause", "seal-broken");
    assert_true(ll_text_at(answer, "packages.0.case_id").len > 0);
    assert_null(ll_json_get(ll_at(answer, "packages.1"), "cause"));
}

/* What was signed stays: a correction is another one, and names it. What only the giver signed is
 * corrected at once. */
static void a_correction_is_another_one(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1,box-2", NULL);
    const char *first = given(l, answer);
    const char *corrects = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    ll_refuse(l, LL_EREFUSED, "another gave what it says", GIVE, "from=blueline", "to=smelter",
              "packages=box-1", corrects, NULL);
    answer = ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-1", corrects, NULL);
    const char *second = given(l, answer);
    answer = ll_call(l, "handover show", ref, NULL);
    assert_true(ll_str_eq(ll_text_at(answer, "corrected_by_id"),
                          ll_str_from_cstr(strchr(second, '=') + 1)));
    assert_int_equal(ll_at(answer, "packages")->count, 2);
    ll_refuse(l, LL_EREFUSED, "corrected already", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-1", corrects, NULL);
    ll_refuse(l, LL_EREFUSED, "take the one in its place", "handover take", first, NULL);
    ll_call(l, "handover take", second, NULL);
    /* Box 2 never left, since what said so was corrected. */
    ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-2", NULL);
}

/* What both signed stands until both signed the correction. */
static void what_both_signed_both_correct(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1,box-2", NULL);
    const char *first = given(l, answer);
    const char *corrects = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    ll_call(l, "handover take", first, NULL);
    ll_refuse(l, LL_EREFUSED, "for the same two to sign", GIVE, "from=kumasi-repair", "to=smelter",
              "packages=box-1", corrects, NULL);
    answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", corrects, NULL);
    const char *second = given(l, answer);
    const char *again = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    answer = ll_call(l, "handover show", ref, NULL);
    assert_null(ll_json_get(answer, "corrected_by_id"));
    assert_true(
        ll_str_eq(ll_text_at(answer, "waiting_id"), ll_str_from_cstr(strchr(second, '=') + 1)));
    ll_refuse(l, LL_EREFUSED, "waits for the other side", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-1", corrects, NULL);
    ll_refuse(l, LL_EREFUSED, "holds package 'box-2'", GIVE, "from=kumasi-repair", "to=smelter",
              "packages=box-2", NULL);
    /* A correction that waits is corrected at once. */
    answer = ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", again, NULL);
    const char *third = given(l, answer);
    again = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    ll_refuse(l, LL_EREFUSED, "take the one in its place", "handover take", second, NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    assert_true(
        ll_str_eq(ll_text_at(answer, "waiting_id"), ll_str_from_cstr(strchr(third, '=') + 1)));
    ll_refuse(l, LL_EREFUSED, "taken already", "handover take", first, NULL);
    ll_call(l, "handover take", third, NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    assert_true(
        ll_str_eq(ll_text_at(answer, "corrected_by_id"), ll_str_from_cstr(strchr(third, '=') + 1)));
    assert_null(ll_json_get(answer, "waiting_id"));
    answer = ll_call(l, GIVE, "from=blueline", "to=smelter", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "handed on since", GIVE, "from=kumasi-repair", "to=blueline",
              "packages=box-2", again, NULL);
    /* Box 2 never left, since what said so was corrected. */
    ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-2", NULL);
}

/* Who took it may hand it on meanwhile: then the correction comes too late. */
static void a_correction_comes_too_late(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", NULL);
    const char *corrects = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    ll_call(l, "handover take", given(l, answer), NULL);
    const char *second = given(
        l, ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", corrects, NULL));
    ll_call(l, GIVE, "from=blueline", "to=smelter", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "handed on since", "handover take", second, NULL);
}

/* A person of one side does not sign for the other. */
static void nobody_signs_for_the_other(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str organisation =
        ll_text_at(ll_call(l, "organisation show", "ref=blueline", NULL), "organisation_id");
    struct ll_str user = ll_text_at(ll_call(l, "user add", "email=kofi@example.org", "name=Kofi",
                                            "organisation=blueline", "role=carrier", NULL),
                                    "user_id");
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1", NULL);
    const char *one = given(l, answer);
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    answer = ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-2", NULL);
    const char *theirs = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_CARRIER};
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", organisation, &viewer.organisation_id.raw, &l->err), LL_OK);
    l->ctx.viewer = viewer;
    l->ctx.actor = user;
    ll_refuse(l, LL_ENOTFOUND, "no package", GIVE, "to=oneforone", "packages=box-2", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no handover", "handover show", theirs, NULL);
    ll_call(l, "handover take", one, NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    ll_assert_text(answer, "taken_by_organisation", "blueline");
    assert_null(ll_json_get(answer, "given_by_organisation"));
    ll_refuse(l, LL_EPERM, "is for 'kumasi-repair' to sign", GIVE, "from=kumasi-repair",
              "to=oneforone", "packages=box-1", NULL);
    answer = ll_call(l, GIVE, "to=oneforone", "packages=box-1", NULL);
    ll_refuse(l, LL_EPERM, "for another to take", "handover take", given(l, answer), NULL);
    l->ctx.viewer = (struct ll_viewer){0};
    l->ctx.actor = LL_STR("test");
}

/* Who keeps a place names whoever is to fetch what stands there, and other carriers not. */
static void the_place_gives_to_who_fetches(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "organisation add", "code=redline", "country=NL", "name=Red Line", NULL);
    struct ll_str organisation =
        ll_text_at(ll_call(l, "organisation show", "ref=kumasi-repair", NULL), "organisation_id");
    struct ll_str user = ll_text_at(ll_call(l, "user add", "email=esi@example.org", "name=Esi",
                                            "organisation=kumasi-repair", "role=warehouse", NULL),
                                    "user_id");
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_WAREHOUSE};
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", organisation, &viewer.organisation_id.raw, &l->err), LL_OK);
    for (int planned = 0; planned < 2; planned++) {
        if (planned == 1) {
            ll_call(l, "shipment plan", "code=s-7", "from=kumasi", "to=hoboken", "packages=box-1",
                    "planned_arrival=2026-04-10", "legs=road:blueline:250:tema,sea:redline:7600",
                    NULL);
        }
        l->ctx.viewer = viewer;
        l->ctx.actor = user;
        ll_refuse(l, LL_ENOTFOUND, "no organisation", GIVE, "to=redline", "packages=box-1", NULL);
        if (planned == 0) {
            ll_refuse(l, LL_ENOTFOUND, "no organisation", GIVE, "to=blueline", "packages=box-1",
                      NULL);
        } else {
            ll_call(l, GIVE, "to=blueline", "packages=box-1", NULL);
        }
        l->ctx.viewer = (struct ll_viewer){0};
        l->ctx.actor = LL_STR("test");
    }
}

/* What the smelter's key makes of a digest, as signature.json. */
static void give_signature(struct ll_ledger *l, struct ll_str digest)
{
    static const char digits[] = "0123456789abcdef";
    char hex[2 * LL_DIGEST_SIZE + 1] = "";
    struct ll_str text;
    for (size_t i = 0; i < digest.len; i++) {
        hex[2 * i] = digits[(uint8_t)digest.ptr[i] >> 4];
        hex[2 * i + 1] = digits[(uint8_t)digest.ptr[i] & 15];
    }
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer = ll_call(
        l, "handover sign", ll_option(l, "digest", ll_str_from_cstr(hex)), "key=plant.key", NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "signature.json", text);
}

/* Where a plant has a key, it signs the same digest. */
static void a_plants_key_signs(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-1", NULL);
    const char *one = given(l, answer);
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    struct ll_handover_taken body = {.taken_on = ll_time_date(l->clock)};
    struct ll_str id = ll_str_from_cstr(strchr(one, '=') + 1);
    struct ll_str given_hex = ll_text_at(ll_call(l, "handover show", ref, NULL), "given_digest");
    uint8_t given_digest[LL_DIGEST_SIZE];
    assert_int_equal(ll_hex_decode(given_hex, given_digest), LL_OK);
    assert_int_equal(ll_id_parse("hnd", id, &body.handover_id.raw, &l->err), LL_OK);
    struct ll_str digest = {(const char *)given_digest, sizeof(given_digest)};
    assert_int_equal(ll_handover_digest_taken(&l->ctx, digest, &body, &l->err), LL_OK);
    give_signature(l, body.digest);
    ll_refuse(l, LL_EREFUSED, "signed something else", "handover take", one,
              "differences=box-1:wet", "signature=signature.json", NULL);
    ll_call(l, "handover take", one, "signature=signature.json", NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    assert_int_equal(ll_text_at(answer, "taken_key").len, 64);
}

/* The digest that a take would have: its statement as docs/events.md says it. */
static struct ll_str claim_digest(struct ll_ledger *l, struct ll_str one, struct ll_str given_hex,
                                  struct ll_str package, const char *minor, const char *note)
{
    uint8_t *digest = LL_NEW_ARRAY(l->ctx.arena, uint8_t, LL_DIGEST_SIZE);
    char day[LL_TIME_TEXT_MAX];
    struct ll_strbuf buf;
    struct ll_str text = ll_str_from_cstr(note);
    assert_non_null(digest);
    ll_crypto_sha256(l->ctx.crypto, text, digest);
    ll_date_format(ll_time_date(l->clock), day);
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    ll_strbuf_fmt(&buf,
                  "{\"amount\":{\"currency\":\"EUR\",\"minor\":%s},\"deadline\":"
                  "\"2026-05-01\",\"differences\":[{\"cause\":\"wet\",\"package_id\":\"%.*s\"}],"
                  "\"given_digest\":\"%.*s\",\"handover_id\":\"%.*s\",\"note_digest\":\"",
                  minor, LL_STR_ARG(package), LL_STR_ARG(given_hex), LL_STR_ARG(one));
    ll_strbuf_hex(&buf, digest, LL_DIGEST_SIZE);
    ll_strbuf_fmt(&buf, "\",\"taken_on\":\"%s\",\"version\":2}", day);
    assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
    ll_crypto_sha256(l->ctx.crypto, text, digest);
    return (struct ll_str){(const char *)digest, LL_DIGEST_SIZE};
}

/* Amount, deadline and note are signed, too: none of them is another than the key signed. */
static void what_is_claimed_is_signed(void **state)
{
#define SALT "00112233445566778899aabbccddeeff"
#define CLAIM(amount, note)                                                                        \
    "handover take", one, "differences=box-1:wet", "deadline=2026-05-01",                          \
        "signature=signature.json", "note_salt=" SALT, "note=" note, "amount=" amount, NULL
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-1", NULL);
    const char *one = given(l, answer);
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    answer = ll_call(l, "handover show", ref, NULL);
    give_signature(
        l, claim_digest(l, ll_text_at(answer, "handover_id"), ll_text_at(answer, "given_digest"),
                        ll_text_at(answer, "packages.0.package_id"), "12000", SALT " It drips."));
    ll_refuse(l, LL_EREFUSED, "signed something else", CLAIM("121 EUR", "It drips."));
    ll_refuse(l, LL_EREFUSED, "signed something else", CLAIM("120 EUR", "It dripped."));
    answer = ll_call(l, CLAIM("120 EUR", "It drips."));
    ll_assert_text(answer, "note_salt", SALT);
    ll_assert_text(ll_call(l, "handover show", ref, NULL), "note", "It drips.");
#undef CLAIM
#undef SALT
}

/* What is given again on the same day reads the same: a signature is of one hand-over alone. */
static void a_signature_counts_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = NULL;
    start(l);
    ll_call(l, "handover take",
            given(l, ll_call(l, GIVE, "from=kumasi-repair", "to=smelter", "packages=box-1", NULL)),
            NULL);
    struct ll_handover_given body = {.condition = LL_STR("sound"),
                                     .given_on = ll_time_date(l->clock)};
    struct ll_given_package package = {.gross_g = {6100}};
    const struct ll_json *box = ll_call(l, "package show", "ref=box-1", NULL);
    struct ll_str smelter =
        ll_text_at(ll_call(l, "organisation show", "ref=smelter", NULL), "organisation_id");
    struct ll_str blueline =
        ll_text_at(ll_call(l, "organisation show", "ref=blueline", NULL), "organisation_id");
    package.seal = ll_text_at(box, "seal");
    assert_int_equal(
        ll_id_parse("pkg", ll_text_at(box, "package_id"), &package.package_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", smelter, &body.giver_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", blueline, &body.receiver_id.raw, &l->err), LL_OK);
    body.packages = (struct ll_list){&package, 1};
    assert_int_equal(ll_handover_digest_given(&l->ctx, &body, &l->err), LL_OK);
    give_signature(l, body.digest);
    for (int i = 0; i < 2; i++) {
        if (i == 0) {
            answer = ll_call(l, GIVE, "from=smelter", "to=blueline", "packages=box-1",
                             "signature=signature.json", NULL);
        } else {
            ll_refuse(l, LL_EREFUSED, "that signature stands on hand-over", GIVE, "from=smelter",
                      "to=blueline", "packages=box-1", "signature=signature.json", NULL);
            answer = ll_call(l, GIVE, "from=smelter", "to=blueline", "packages=box-1", NULL);
        }
        ll_call(l, "handover take", given(l, answer), NULL);
        answer = ll_call(l, GIVE, "from=blueline", "to=smelter", "packages=box-1", NULL);
        ll_call(l, "handover take", given(l, answer), NULL);
    }
}

static void it_is_printed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_locale locale;
    struct ll_str pdf = LL_STR("");
    start(l);
    const struct ll_json *answer =
        ll_call(l, GIVE, "from=kumasi-repair", "to=blueline", "packages=box-1,box-2", NULL);
    struct ll_str ref = ll_str_copy(l->ctx.arena, ll_text_at(answer, "handover_id"));
    assert_int_equal(ll_locale_open(LL_LANGUAGE_FR, &locale, &l->err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    enum ll_status status = ll_handover_pdf(&l->ctx, ref, &locale, &pdf, &l->err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s: %s", ll_status_name(status), l->err.text);
    }
    assert_true(ll_str_starts(pdf, LL_STR("%PDF-")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(each_side_signs_its_part),
        LL_LEDGER_TEST(only_who_holds_it_gives_it),
        LL_LEDGER_TEST(a_cancelled_shipment_carries_nothing),
        LL_LEDGER_TEST(a_shipment_tells_its_chain),
        LL_LEDGER_TEST(a_difference_is_a_case_between_both),
        LL_LEDGER_TEST(a_correction_is_another_one),
        LL_LEDGER_TEST(what_both_signed_both_correct),
        LL_LEDGER_TEST(a_correction_comes_too_late),
        LL_LEDGER_TEST(nobody_signs_for_the_other),
        LL_LEDGER_TEST(the_place_gives_to_who_fetches),
        LL_LEDGER_TEST(a_plants_key_signs),
        LL_LEDGER_TEST(what_is_claimed_is_signed),
        LL_LEDGER_TEST(a_signature_counts_once),
        LL_LEDGER_TEST(it_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
