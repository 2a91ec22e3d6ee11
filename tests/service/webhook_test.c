/* Webhooks: who is told of what, how it is signed, when it is sent, and when no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "service/keys.h"
#include "service/support.h"
#include "service/webhook.h"
#include "service/webhook_sign.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)
#define BYTES_MAX 4096

/* ---- a receiver's own check: OpenSSL alone ---- */

static size_t from_base64(struct ll_str text, uint8_t *out)
{
    char padded[BYTES_MAX];
    assert_true(text.len < sizeof(padded) && text.len % 4 == 0);
    memcpy(padded, text.ptr, text.len);
    int count = EVP_DecodeBlock(out, (const unsigned char *)padded, (int)text.len);
    assert_true(count >= 0);
    for (size_t i = text.len; i > 0 && text.ptr[i - 1] == '='; i--) {
        count--;
    }
    return (size_t)count;
}

static struct ll_str strip(struct ll_str text, const char *prefix)
{
    assert_true(ll_str_starts(text, ll_str_from_cstr(prefix)));
    return ll_str_sub(text, strlen(prefix), text.len);
}

static bool holds_v1(struct ll_str secret, struct ll_str content, struct ll_str signature)
{
    uint8_t key[BYTES_MAX];
    uint8_t mac[64];
    uint8_t given[BYTES_MAX];
    unsigned size = 0;
    size_t key_size = from_base64(strip(secret, "whsec_"), key);
    assert_non_null(HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)content.ptr,
                         content.len, mac, &size));
    return from_base64(signature, given) == size && memcmp(mac, given, size) == 0;
}

static bool holds_v1a(struct ll_str public_key, struct ll_str content, struct ll_str signature)
{
    uint8_t key[BYTES_MAX];
    uint8_t given[BYTES_MAX];
    size_t key_size = from_base64(strip(public_key, "whpk_"), key);
    size_t size = from_base64(signature, given);
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, key_size);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_non_null(pkey);
    assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey), 1);
    int good = EVP_DigestVerify(ctx, given, size, (const unsigned char *)content.ptr, content.len);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return good == 1;
}

/* Does one of the signatures hold by what the receiver has? */
static bool is_signed(const struct ll_webhook_message *message, struct ll_str held)
{
    char content[BYTES_MAX];
    int len = snprintf(content, sizeof(content), "%.*s.%.*s.%.*s", LL_STR_ARG(message->id),
                       LL_STR_ARG(message->timestamp), LL_STR_ARG(message->body));
    struct ll_str whole = {content, (size_t)len};
    assert_true(len > 0 && (size_t)len < sizeof(content));
    for (size_t from = 0; from < message->signature.len;) {
        struct ll_str rest = ll_str_sub(message->signature, from, message->signature.len);
        struct ll_str one = ll_str_sub(rest, 0, ll_str_find_char(rest, ' '));
        bool is_v1 = ll_str_starts(one, LL_STR("v1,"));
        if (is_v1 && ll_str_starts(held, LL_STR("whsec_")) &&
            holds_v1(held, whole, strip(one, "v1,"))) {
            return true;
        }
        if (!is_v1 && ll_str_starts(held, LL_STR("whpk_")) &&
            holds_v1a(held, whole, strip(one, "v1a,"))) {
            return true;
        }
        from += one.len + 1;
    }
    return false;
}

/* ---- sending, by hand ---- */

static void run_inner(struct ll_ledger *l, const struct ll_service *service, const void *input)
{
    const struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    enum ll_status status = ll_run(&l->ctx, service, input, &options, &answer, &l->err);
    if (status != LL_OK) {
        fail_msg("webhook %s: %s", service->verb, l->err.text);
    }
}

static struct ll_webhook_turn take(struct ll_ledger *l)
{
    struct ll_webhook_turn turn;
    const struct ll_webhook_take input = {&turn};
    bool due = false;
    const struct ll_webhook_due ask = {&due};
    int64_t now_us = l->clock.us;
    run_inner(l, &ll_webhook_due, &ask);
    l->clock.us = now_us;
    run_inner(l, &ll_webhook_take, &input);
    assert_int_equal(due, turn.count > 0);
    return turn;
}

/* All of the turn came to this; why the webhook is to end. Below 0: asked for as a time, so long
 * from now. */
static struct ll_str note(struct ll_ledger *l, const struct ll_webhook_turn *turn, int http_status,
                          int64_t retry_after_s)
{
    struct ll_webhook_result results[LL_WEBHOOK_TURN_MESSAGES];
    struct ll_str end;
    for (size_t i = 0; i < turn->count; i++) {
        results[i] = (struct ll_webhook_result){
            .delivery_id = turn->messages[i].delivery_id,
            .http_status = http_status,
            .problem = http_status == 0 ? LL_STR("no answer") : LL_STR("refused"),
            .retry_after_s = retry_after_s > 0 ? retry_after_s : 0,
            .retry_at.us = retry_after_s < 0 ? l->clock.us - retry_after_s * SECOND_US : 0,
        };
    }
    const struct ll_webhook_note input = {turn, results, turn->count, &end};
    run_inner(l, &ll_webhook_note, &input);
    return end;
}

static int64_t waiting(struct ll_ledger *l, int64_t *ret_oldest_us)
{
    int64_t count = 0;
    const struct ll_webhook_measure input = {&count, ret_oldest_us};
    run_inner(l, &ll_webhook_measure, &input);
    return count;
}

/* ---- a ledger with webhooks ---- */

struct hook {
    const char *option; /* "webhook=whk_…" */
    struct ll_str secret;
    struct ll_str public_key;
    struct ll_webhook_id id;
};

static struct hook hook_of(struct ll_ledger *l, const struct ll_json *answer)
{
    struct ll_str id = ll_text_at(answer, "webhook_id");
    struct hook hook = {
        .option = ll_option(l, "webhook", id),
        .secret = ll_text_at(answer, "transient.secret"),
        .public_key = ll_text_at(answer, "public_key"),
    };
    assert_int_equal(ll_id_parse("whk", id, &hook.id.raw, &l->err), LL_OK);
    return hook;
}

static struct hook add(struct ll_ledger *l, const char *organisation, const char *events)
{
    return hook_of(
        l, ll_call(l, "webhook add", organisation, "url=https://hook.example/in", events, NULL));
}

static void order(struct ll_ledger *l, const char *beneficiary, const char *document,
                  const char *units)
{
    char text[160];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%s,2026-02-01\n", document,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", beneficiary, "file=@doc", NULL);
}

static void order_on(struct ll_ledger *l, const char *line, const char *document, const char *units)
{
    char text[160];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%s,2026-02-01\n", document,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "payer=group",
            "file=@doc", line, NULL);
}

/* How many deliveries of the kind a webhook has, and the last one's body through `ret_body`. */
static size_t told(struct ll_ledger *l, const struct hook *hook, const char *kind)
{
    const struct ll_json *items =
        ll_at(ll_call(l, "webhook deliveries", hook->option, "limit=1000", NULL), "items");
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        count += ll_str_eq_cstr(ll_text_at(&items->items[i], "kind"), kind) ? 1 : 0;
    }
    return count;
}

/* The body of the first message of the kind that a turn of the webhook holds. */
static const struct ll_json *sent(struct ll_ledger *l, const struct hook *hook, const char *kind)
{
    for (int i = 0; i < 32; i++) {
        struct ll_webhook_turn turn = take(l);
        const struct ll_json *found = NULL;
        assert_true(turn.count > 0);
        bool is_its = ll_id_eq(turn.webhook_id.raw, hook->id.raw);
        for (size_t j = 0; is_its && j < turn.count && found == NULL; j++) {
            struct ll_json *body = NULL;
            assert_true(is_signed(&turn.messages[j], hook->secret));
            assert_true(is_signed(&turn.messages[j], hook->public_key));
            assert_int_equal(
                ll_json_read(l->ctx.arena, turn.messages[j].body, BYTES_MAX, &body, &l->err),
                LL_OK);
            found = ll_str_eq_cstr(ll_text_at(body, "type"), kind) ? body : NULL;
        }
        assert_int_equal(note(l, &turn, 204, 0).len, 0);
        if (found != NULL) {
            return found;
        }
    }
    fail_msg("nothing of the kind %s was sent", kind);
    return NULL;
}

/* ---- tests ---- */

static const struct {
    const char *secret;
    const char *id;
    int64_t at_s;
    const char *body;
    const char *signature;
} vectors[] = {
    {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
     "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "msg_01", 1778839200,
     "{\"type\":\"claim.retired\",\"timestamp\":\"2026-05-15T10:00:00Z\",\"data\":{\"id\":\"clm_"
     "01\"}}",
     "v1,0cjRzMg7rTlEBRYo5osHjEDoLdkkurHMasBvP+HMbX8="},
};

static void signatures_are_those_of_the_standard(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t secret[BYTES_MAX];
        struct ll_str content;
        struct ll_str text;
        struct ll_strbuf buf;
        size_t size = from_base64(ll_str_from_cstr(vectors[i].secret), secret);
        assert_int_equal(ll_webhook_content(l->ctx.arena, ll_str_from_cstr(vectors[i].id),
                                            vectors[i].at_s, ll_str_from_cstr(vectors[i].body),
                                            &content, &l->err),
                         LL_OK);
        ll_strbuf_init(&buf, l->ctx.arena, 256);
        ll_webhook_put_v1(l->ctx.crypto, secret, size, content, &buf);
        assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
        assert_true(ll_str_eq_cstr(text, vectors[i].signature));
    }
}

static void each_is_told_of_its_own(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "organisation add", "code=other", "country=NL", "name=Other", NULL);
    const char *kinds = "events=demand_accepted,allocation_run,certificate_stated,"
                        "certificate_revoked,collection_received";
    struct hook utrecht = add(l, "organisation=utrecht", kinds);
    struct hook other = add(l, "organisation=other", kinds);
    struct hook collector = add(l, "organisation=kumasi-repair", kinds);
    struct hook funder = add(l, "organisation=goodfund", kinds);
    struct hook operator= add(l, "organisation=oneforone", kinds);
    ll_receive(l, "K-1", "smartphone:100:17kg:none");
    ll_receive(l, "K-2", "smartphone:10:1.7kg:none:goodfund");
    order(l, "beneficiary=utrecht", "PO-1", "60");
    order(l, "beneficiary=other", "PO-2", "10");
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "stage=accepted", NULL);
    struct ll_str certificate = ll_text_at(answer, "certificate_id");
    ll_call(l, "certificate revoke", ll_option(l, "serial", ll_text_at(answer, "serial")),
            "reason=error", NULL);
    /* one run served both: each is told of its own lines */
    assert_int_equal(told(l, &utrecht, "demand_accepted"), 1);
    assert_int_equal(told(l, &utrecht, "allocation_run"), 1);
    assert_int_equal(told(l, &utrecht, "certificate_stated"), 1);
    assert_int_equal(told(l, &utrecht, "certificate_revoked"), 1);
    assert_int_equal(told(l, &utrecht, "collection_received"), 0);
    assert_int_equal(told(l, &other, "demand_accepted"), 1);
    assert_int_equal(told(l, &other, "allocation_run"), 1);
    assert_int_equal(told(l, &other, "certificate_stated"), 0);
    assert_int_equal(told(l, &collector, "collection_received"), 2);
    assert_int_equal(told(l, &funder, "collection_received"), 0);
    assert_int_equal(told(l, &collector, "allocation_run"), 0);
    assert_int_equal(told(l, &operator, "demand_accepted"), 2);
    assert_int_equal(told(l, &operator, "certificate_stated"), 1);
    assert_int_equal(told(l, &operator, "collection_received"), 2);
    const struct ll_json *body = sent(l, &utrecht, "certificate_stated");
    assert_true(ll_str_eq(ll_text_at(body, "data.certificate_id"), certificate));
    assert_non_null(ll_at(body, "data.public"));
    assert_non_null(ll_at(body, "data.event_id"));
    assert_null(ll_json_get(ll_at(body, "data"), "beneficiary_id"));
    body = sent(l, &other, "allocation_run");
    assert_int_equal(ll_at(body, "data.order_line_ids")->count, 1);
    assert_null(ll_json_get(ll_at(body, "data"), "public"));
    assert_null(ll_json_get(ll_at(body, "data"), "programme_id"));
    body = sent(l, &operator, "allocation_run");
    assert_int_equal(ll_at(body, "data.order_line_ids")->count, 2);
}

/* Who pays or sells for others is told of certificates all of whose units are for lines of theirs,
 * as these are seen; also that one ends, which then cites nothing. That they were told when it was
 * stated is not asked for. */
/* Who saw it until then sees it no more; what they were told leads to what became of it. */
static void revoked_is_told_of(struct ll_ledger *l, const struct hook *hook, struct ll_str serial)
{
    const struct ll_json *body = sent(l, hook, "certificate_revoked");
    assert_true(ll_str_eq(ll_text_at(body, "data.serial"), serial));
    struct ll_str url = ll_text_at(body, "data.url");
    assert_true(ll_str_starts(url, LL_STR("https://ledger.example/certificates/")));
    assert_true(ll_str_ends(url, serial));
    const struct ll_json *user = ll_call(l, "user add", "email=kofi@example.org", "name=Kofi",
                                         "organisation=shop", "role=reseller", NULL);
    const struct ll_json *shop = ll_call(l, "organisation show", "ref=shop", NULL);
    struct ll_viewer *viewer = &l->ctx.viewer;
    *viewer = (struct ll_viewer){.is_limited = true, .roles = {1U << LL_ROLE_RESELLER}};
    assert_int_equal(ll_id_parse("usr", ll_text_at(user, "user_id"), &viewer->user_id.raw, &l->err),
                     LL_OK);
    assert_int_equal(ll_id_parse("org", ll_text_at(shop, "organisation_id"),
                                 &viewer->organisation_id.raw, &l->err),
                     LL_OK);
    const char *option = ll_option(l, "serial", serial);
    ll_refuse(l, LL_ENOTFOUND, "no certificate", "certificate show", option, NULL);
    const struct ll_json *trail = ll_call(l, "certificate trail", option, NULL);
    ll_assert_text(trail, "state", "revoked");
    ll_assert_text(trail, "reason", "error");
    memset(viewer, 0, sizeof(*viewer));
}

static void who_pays_and_who_sells_are_told_of_certificates(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "organisation add", "code=shop", "country=NL", "name=Shop", NULL);
    ll_call(l, "organisation add", "code=group", "country=NL", "name=Group", NULL);
    ll_call(l, "organisation add", "code=stranger", "country=NL", "name=Stranger", NULL);
    ll_call(l, "site set", "address=https://ledger.example", "name=L", NULL);
    const char *kinds = "events=certificate_stated,certificate_revoked";
    const char *ends = "events=certificate_superseded,certificate_revoked";
    struct hook shop = add(l, "organisation=shop", kinds);
    struct hook payer = add(l, "organisation=group", kinds);
    ll_receive(l, "K-1", "smartphone:100:17kg:none");
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "reseller=shop",
            "payer=group", "class_code=smartphone", "code=sold", NULL);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "payer=group",
            "class_code=smartphone", "code=paid", NULL);
    order_on(l, "order_line=sold", "PO-1", "10");
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *first = ll_call(l, "certificate issue", "programme=africa",
                                          "beneficiary=utrecht", "stage=accepted", NULL);
    assert_int_equal(told(l, &shop, "certificate_stated"), 1);
    assert_int_equal(told(l, &payer, "certificate_stated"), 1);
    struct hook later = add(l, "organisation=shop", ends);
    struct hook stranger = add(l, "organisation=stranger", ends);
    ll_call(l, "certificate revoke", ll_option(l, "serial", ll_text_at(first, "serial")),
            "reason=error", NULL);
    assert_int_equal(told(l, &shop, "certificate_revoked"), 1);
    assert_int_equal(told(l, &payer, "certificate_revoked"), 1);
    assert_int_equal(told(l, &later, "certificate_revoked"), 1);
    revoked_is_told_of(l, &shop, ll_text_at(first, "serial"));
    /* of one that cites what another did not sell, they are not told */
    order_on(l, "order_line=paid", "PO-2", "20");
    ll_call(l, "allocation run", "programme=africa", NULL);
    first = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                    "stage=accepted", NULL);
    assert_int_equal(told(l, &shop, "certificate_stated"), 1);
    assert_int_equal(told(l, &payer, "certificate_stated"), 2);
    struct hook others = add(l, "organisation=group", ends);
    struct ll_str other =
        ll_text_at(ll_call(l, "certificate replace",
                           ll_option(l, "serial", ll_text_at(first, "serial")), NULL),
                   "serial");
    assert_int_equal(told(l, &others, "certificate_superseded"), 1);
    assert_int_equal(told(l, &later, "certificate_superseded"), 0);
    ll_call(l, "certificate revoke", ll_option(l, "serial", other), "reason=error", NULL);
    assert_int_equal(told(l, &others, "certificate_revoked"), 1);
    assert_int_equal(told(l, &later, "certificate_revoked"), 1);
    assert_int_equal(told(l, &stranger, "certificate_revoked"), 0);
    assert_int_equal(told(l, &stranger, "certificate_superseded"), 0);
}

static void carriers_and_plants_are_told_of_what_comes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *kinds = "events=shipment_planned,shipment_arrived,receipt_recorded";
    struct hook carrier = add(l, "organisation=blueline", kinds);
    struct hook plant = add(l, "organisation=smelter", kinds);
    struct hook client = add(l, "organisation=utrecht", kinds);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const struct hook *const hooks[] = {&carrier, &plant};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(told(l, hooks[i], "shipment_planned"), 1);
        assert_int_equal(told(l, hooks[i], "shipment_arrived"), 1);
        assert_int_equal(told(l, hooks[i], "receipt_recorded"), 1);
    }
    assert_int_equal(told(l, &client, "shipment_planned"), 0);
    assert_int_equal(told(l, &client, "receipt_recorded"), 0);
    const struct ll_json *body = sent(l, &plant, "receipt_recorded");
    assert_non_null(ll_at(body, "data.receipt_id"));
    assert_non_null(ll_at(body, "data.shipment_id"));
    assert_null(ll_json_get(ll_at(body, "data"), "plant_key_id"));
}

/* Whose certificates cite what left without authority is told of these, and that it was cleared. */
static void incidents_are_told_to_whom_is_certified(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "organisation add", "code=other", "country=NL", "name=Other", NULL);
    const char *kinds = "events=incident_recorded,incident_cleared";
    struct hook utrecht = add(l, "organisation=utrecht", kinds);
    struct hook other = add(l, "organisation=other", kinds);
    struct hook carrier = add(l, "organisation=blueline", kinds);
    struct hook operator= add(l, "organisation=oneforone", kinds);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    order(l, "beneficiary=utrecht", "PO-1", "60");
    order(l, "beneficiary=other", "PO-2", "10");
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    struct ll_str serial = ll_text_at(ll_call(l, "certificate issue", "programme=africa",
                                              "beneficiary=utrecht", "stage=received", NULL),
                                      "serial");
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=other", "stage=received",
            NULL);
    ll_call(l, "incident record", "shipment=s-1", "cause=forged-consent", NULL);
    ll_call_two(l, "incident clear", "shipment=s-1", "outcome=authorised-afterwards",
                "reason=consent-given-late",
                "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf",
                NULL);
    const struct hook *const hooks[] = {&utrecht, &other, &carrier, &operator};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(told(l, hooks[i], "incident_recorded"), 1);
        assert_int_equal(told(l, hooks[i], "incident_cleared"), 1);
    }
    /* Each of its own certificate, and none of another's. */
    const struct ll_json *body = sent(l, &utrecht, "incident_recorded");
    assert_true(ll_str_eq(ll_text_at(body, "data.serial"), serial));
    body = sent(l, &other, "incident_cleared");
    assert_false(ll_str_eq(ll_text_at(body, "data.serial"), serial));
    body = ll_at(sent(l, &carrier, "incident_recorded"), "data");
    assert_null(ll_json_get(body, "serial"));
    body = sent(l, &operator, "incident_recorded");
    assert_int_equal(ll_at(body, "data.certificate_ids")->count, 2);
}

static void what_was_undone_is_not_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_json *answer = NULL;
    const struct ll_run_options dry = {.key = LL_STR("dry"), .dry_run = true};
    ll_make_registry(l);
    struct hook hook = add(l, "organisation=oneforone", "events=organisation_registered");
    const struct ll_service *ping = ll_service_find(LL_STR("webhook"), LL_STR("ping"));
    const struct {
        struct ll_str webhook;
    } input = {strip(ll_str_from_cstr(hook.option), "webhook=")};
    assert_int_equal(ll_run(&l->ctx, ping, &input, &dry, &answer, &l->err), LL_OK);
    assert_int_equal(told(l, &hook, "ping"), 0);
    ll_call(l, "organisation add", "code=one", "country=NL", "name=One", NULL);
    ll_refuse(l, LL_EEXISTS, "already", "organisation add", "code=one", "country=NL", "name=One",
              NULL);
    assert_int_equal(told(l, &hook, "organisation_registered"), 1);
    /* a rebuild applies all events again, and tells nobody */
    ll_check_rebuild(l);
    assert_int_equal(told(l, &hook, "organisation_registered"), 1);
    /* while it is disabled nothing is kept for it */
    ll_call(l, "webhook disable", hook.option, "reason=moved", NULL);
    ll_refuse(l, LL_EREFUSED, "disabled", "webhook ping", hook.option, NULL);
    ll_call(l, "organisation add", "code=two", "country=NL", "name=Two", NULL);
    assert_int_equal(told(l, &hook, "organisation_registered"), 1);
    struct ll_webhook_turn turn = take(l);
    assert_int_equal(turn.count, 0);
    ll_call(l, "webhook enable", hook.option, NULL);
    turn = take(l);
    assert_int_equal(turn.count, 1);
    assert_int_equal(note(l, &turn, 200, 0).len, 0);
}

static void a_new_secret_and_the_former_one(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct hook old = add(l, "organisation=utrecht", "events=demand_accepted");
    struct hook new = hook_of(l, ll_call(l, "webhook rotate", old.option, NULL));
    assert_false(ll_str_eq(old.secret, new.secret));
    assert_false(ll_str_eq(old.public_key, new.public_key));
    ll_call(l, "webhook ping", old.option, NULL);
    struct ll_webhook_turn turn = take(l);
    assert_int_equal(turn.count, 1);
    assert_true(is_signed(&turn.messages[0], old.secret));
    assert_true(is_signed(&turn.messages[0], old.public_key));
    assert_true(is_signed(&turn.messages[0], new.secret));
    assert_true(is_signed(&turn.messages[0], new.public_key));
    (void)note(l, &turn, 500, 0);
    l->clock.us += 25 * HOUR_US;
    struct ll_webhook_turn again = take(l);
    assert_int_equal(again.count, 1);
    assert_true(ll_str_eq(again.messages[0].id, turn.messages[0].id));
    assert_false(is_signed(&again.messages[0], old.secret));
    assert_false(is_signed(&again.messages[0], old.public_key));
    assert_true(is_signed(&again.messages[0], new.secret));
    assert_true(is_signed(&again.messages[0], new.public_key));
    ll_assert_text(ll_call(l, "webhook show",
                           ll_option(l, "ref", strip(ll_str_from_cstr(old.option), "webhook=")),
                           NULL),
                   "public_key", ll_str_to_cstr(l->ctx.arena, new.public_key));
}

static void what_fails_is_sent_again_and_then_no_more(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const int64_t pauses_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    struct ll_str id = LL_STR("");
    ll_make_registry(l);
    struct hook hook = add(l, "organisation=utrecht", "events=demand_accepted");
    ll_call(l, "webhook ping", hook.option, NULL);
    for (size_t i = 0; i < 10; i++) {
        struct ll_webhook_turn turn = take(l);
        assert_int_equal(turn.count, 1);
        assert_true(i == 0 || ll_str_eq(turn.messages[0].id, id));
        id = turn.messages[0].id;
        int64_t at_us = l->clock.us;
        struct ll_str end = note(l, &turn, i % 2 == 0 ? 0 : 500, 0);
        assert_true(ll_str_eq_cstr(end, i < 9 ? "" : "failing"));
        if (i < 9) {
            l->clock.us = at_us + pauses_s[i] * SECOND_US - SECOND_US;
            turn = take(l);
            assert_int_equal(turn.count, 0);
            l->clock.us = at_us + pauses_s[i] * SECOND_US * 6 / 5 + SECOND_US;
        }
    }
    const struct ll_json *item =
        ll_at(ll_call(l, "webhook deliveries", hook.option, NULL), "items.0");
    ll_assert_text(item, "state", "failed");
    assert_int_equal(ll_number_at(item, "attempts"), 10);
    assert_int_equal(ll_number_at(item, "http_status"), 500);
    ll_assert_text(item, "problem", "refused");
    const struct ll_webhook_end end = {hook.id, LL_STR("failing")};
    run_inner(l, &ll_webhook_end, &end);
    run_inner(l, &ll_webhook_end, &end); /* of two servers, both may say so */
    struct ll_str ref = strip(ll_str_from_cstr(hook.option), "webhook=");
    ll_assert_text(ll_call(l, "webhook show", ll_option(l, "ref", ref), NULL), "disabled_reason",
                   "failing");
    /* by hand, with the same id */
    ll_call(l, "webhook enable", hook.option, NULL);
    struct ll_webhook_turn turn = take(l);
    assert_int_equal(turn.count, 0);
    assert_int_equal(ll_number_at(ll_call(l, "webhook redeliver", hook.option, NULL), "deliveries"),
                     1);
    turn = take(l);
    assert_int_equal(turn.count, 1);
    assert_true(ll_str_eq(turn.messages[0].id, id));
    assert_int_equal(note(l, &turn, 200, 0).len, 0);
    ll_call(l, "webhook redeliver", hook.option, ll_option(l, "delivery", id), NULL);
    turn = take(l);
    assert_int_equal(turn.count, 1);
}

static void what_others_ask_for_is_heeded(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct hook slow = add(l, "organisation=utrecht", "events=demand_accepted");
    struct hook gone = add(l, "organisation=goodfund", "events=lot_excluded");
    ll_call(l, "webhook ping", slow.option, NULL);
    ll_call(l, "webhook ping", gone.option, NULL);
    struct ll_webhook_turn turn = take(l);
    assert_true(ll_id_eq(turn.webhook_id.raw, slow.id.raw));
    int64_t at_us = l->clock.us;
    assert_int_equal(note(l, &turn, 429, 3600).len, 0);
    turn = take(l);
    assert_true(ll_id_eq(turn.webhook_id.raw, gone.id.raw));
    assert_true(ll_str_eq_cstr(note(l, &turn, 410, 0), "gone"));
    const struct ll_webhook_end end = {gone.id, LL_STR("gone")};
    run_inner(l, &ll_webhook_end, &end);
    /* nothing else is sent to it either, while it asks for time */
    ll_call(l, "webhook ping", slow.option, NULL);
    l->clock.us = at_us + 3599 * SECOND_US;
    turn = take(l);
    assert_int_equal(turn.count, 0);
    l->clock.us = at_us + 3601 * SECOND_US;
    turn = take(l);
    assert_int_equal(turn.count, 2);
    /* what the one who asks for a year gets is a day */
    at_us = l->clock.us;
    assert_int_equal(note(l, &turn, 503, INT64_C(31536000)).len, 0);
    l->clock.us = at_us + 25 * HOUR_US;
    turn = take(l);
    assert_int_equal(turn.count, 2);
    /* nor is a time in a century further away; one in two hours is */
    at_us = l->clock.us;
    assert_int_equal(note(l, &turn, 503, -INT64_C(3155760000)).len, 0);
    l->clock.us = at_us + 25 * HOUR_US;
    turn = take(l);
    assert_int_equal(turn.count, 2);
    at_us = l->clock.us;
    assert_int_equal(note(l, &turn, 503, -14400).len, 0);
    l->clock.us = at_us + 14300 * SECOND_US;
    turn = take(l);
    assert_int_equal(turn.count, 0);
    l->clock.us = at_us + 14500 * SECOND_US;
    turn = take(l);
    assert_int_equal(turn.count, 2);
}

/* Whoever takes a turn and dies leaves it to others, a minute later: with the same ids. */
static void a_turn_is_one_senders(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct hook hook = add(l, "organisation=utrecht", "events=demand_accepted");
    ll_call(l, "webhook ping", hook.option, NULL);
    int64_t at_us = l->clock.us;
    struct ll_webhook_turn first = take(l);
    assert_int_equal(first.count, 1);
    l->clock.us = at_us + LL_WEBHOOK_TURN_US - SECOND_US;
    struct ll_webhook_turn second = take(l);
    assert_int_equal(second.count, 0);
    l->clock.us = at_us + LL_WEBHOOK_TURN_US + SECOND_US;
    second = take(l);
    assert_int_equal(second.count, 1);
    assert_true(ll_str_eq(second.messages[0].id, first.messages[0].id));
    /* who comes back late notes what came of it, and ends nobody else's turn */
    assert_int_equal(note(l, &first, 200, 0).len, 0);
    ll_call(l, "webhook ping", hook.option, NULL);
    l->clock.us = at_us + LL_WEBHOOK_TURN_US + 2 * SECOND_US;
    struct ll_webhook_turn third = take(l);
    assert_int_equal(third.count, 0);
    assert_int_equal(note(l, &second, 500, 0).len, 0);
    const struct ll_json *items =
        ll_at(ll_call(l, "webhook deliveries", hook.option, "state=delivered", NULL), "items");
    assert_int_equal(items->count, 1);
    /* a process that is alone knows that nobody holds a turn */
    third = take(l);
    assert_int_equal(third.count, 1);
    const struct ll_webhook_tidy alone = {true};
    at_us = l->clock.us;
    run_inner(l, &ll_webhook_tidy, &alone);
    l->clock.us = at_us;
    third = take(l);
    assert_int_equal(third.count, 1);
}

static void a_restored_store_sends_nothing_by_itself(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int64_t held = 0;
    int64_t oldest_us = 0;
    ll_make_registry(l);
    struct hook hook = add(l, "organisation=utrecht", "events=demand_accepted");
    ll_call(l, "webhook ping", hook.option, NULL);
    assert_int_equal(waiting(l, &oldest_us), 1);
    assert_true(oldest_us > 0);
    struct ll_webhook_turn turn = take(l);
    assert_int_equal(turn.count, 1);
    const struct ll_webhook_hold hold = {&held};
    run_inner(l, &ll_webhook_hold, &hold);
    assert_int_equal(held, 1);
    assert_int_equal(waiting(l, &oldest_us), 0);
    assert_int_equal(oldest_us, 0);
    struct ll_webhook_turn again = take(l);
    assert_int_equal(again.count, 0);
    ll_call(l, "webhook redeliver", hook.option, NULL);
    again = take(l);
    assert_int_equal(again.count, 1);
    assert_true(ll_str_eq(again.messages[0].id, turn.messages[0].id));
    /* after 30 days nobody knows of it */
    l->clock.us += 31 * 24 * HOUR_US;
    const struct ll_webhook_tidy tidy = {false};
    run_inner(l, &ll_webhook_tidy, &tidy);
    assert_int_equal(told(l, &hook, "ping"), 0);
    assert_int_equal(note(l, &again, 500, 0).len, 0);
}

static void refusals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const char *const bad[] = {
        "url=ftp://h/",     "url=h.example/in", "url=https:///in",  "url=https://a@h/",
        "url=https://a b/", "url=https://h/#i", "url=https://h:0/", "url=https://[::1",
    };
    ll_make_registry(l);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ll_refuse(l, LL_EINVAL, "url", "webhook add", "organisation=utrecht", bad[i],
                  "events=lot_excluded", NULL);
    }
    ll_refuse(l, LL_EINVAL, "no kind of event 'lots'", "webhook add", "organisation=utrecht",
              "url=https://hook.example/", "events=lots", NULL);
    ll_refuse(l, LL_EINVAL, "only the operator is told of 'user_added'", "webhook add",
              "organisation=utrecht", "url=https://hook.example/", "events=user_added", NULL);
    ll_refuse(l, LL_EINVAL, "twice", "webhook add", "organisation=utrecht",
              "url=https://hook.example/", "events=lot_excluded,lot_excluded", NULL);
    ll_refuse(l, LL_EINVAL, "organisation", "webhook add", "url=https://hook.example/",
              "events=lot_excluded", NULL);
    struct hook hook = add(l, "organisation=utrecht", "events=lot_excluded");
    ll_refuse(l, LL_EREFUSED, "not disabled", "webhook enable", hook.option, NULL);
    ll_refuse(l, LL_ENOTFOUND, "no such delivery", "webhook redeliver", hook.option,
              "delivery=dlv_00000000000000000000000000", NULL);
    /* others' are not there; their own need no name */
    l->ctx.viewer.is_limited = true;
    l->ctx.viewer.roles.bits = 1U << LL_ROLE_CLIENT;
    ll_refuse(l, LL_ENOTFOUND, "no webhook", "webhook disable", hook.option, "reason=moved", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation", "webhook add", "organisation=utrecht",
              "url=https://hook.example/", "events=lot_excluded", NULL);
    assert_int_equal(ll_at(ll_call(l, "webhook list", NULL), "items")->count, 0);
    memset(&l->ctx.viewer, 0, sizeof(l->ctx.viewer));
}

static void an_organisation_has_so_many(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct hook first = add(l, "organisation=utrecht", "events=lot_excluded");
    for (int i = 1; i < 32; i++) {
        (void)add(l, "organisation=utrecht", "events=lot_excluded");
    }
    ll_refuse(l, LL_EREFUSED, "32 webhooks", "webhook add", "organisation=utrecht",
              "url=https://hook.example/", "events=lot_excluded", NULL);
    (void)add(l, "organisation=blueline", "events=lot_excluded");
    ll_call(l, "webhook disable", first.option, "reason=moved", NULL);
    (void)add(l, "organisation=utrecht", "events=lot_excluded");
    ll_refuse(l, LL_EREFUSED, "32 webhooks", "webhook enable", first.option, NULL);
}

/* Whose names are forgotten is told nothing more; the address goes with them. */
static void who_is_forgotten_is_told_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct hook hook = add(l, "organisation=utrecht", "events=demand_accepted");
    ll_call(l, "webhook ping", hook.option, NULL);
    ll_call(l, "organisation erase", "organisation=utrecht", "reason=asked", NULL);
    struct ll_str ref = strip(ll_str_from_cstr(hook.option), "webhook=");
    const struct ll_json *answer = ll_call(l, "webhook show", ll_option(l, "ref", ref), NULL);
    ll_assert_text(answer, "disabled_reason", "erased");
    assert_null(ll_json_get(answer, "url"));
    struct ll_webhook_turn turn = take(l);
    assert_int_equal(turn.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(signatures_are_those_of_the_standard),
        LL_LEDGER_TEST(each_is_told_of_its_own),
        LL_LEDGER_TEST(who_pays_and_who_sells_are_told_of_certificates),
        LL_LEDGER_TEST(carriers_and_plants_are_told_of_what_comes),
        LL_LEDGER_TEST(incidents_are_told_to_whom_is_certified),
        LL_LEDGER_TEST(what_was_undone_is_not_told),
        LL_LEDGER_TEST(a_new_secret_and_the_former_one),
        LL_LEDGER_TEST(what_fails_is_sent_again_and_then_no_more),
        LL_LEDGER_TEST(what_others_ask_for_is_heeded),
        LL_LEDGER_TEST(a_turn_is_one_senders),
        LL_LEDGER_TEST(a_restored_store_sends_nothing_by_itself),
        LL_LEDGER_TEST(refusals),
        LL_LEDGER_TEST(an_organisation_has_so_many),
        LL_LEDGER_TEST(who_is_forgotten_is_told_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
