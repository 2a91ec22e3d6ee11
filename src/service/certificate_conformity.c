#include "service/certificate_conformity.h"

#include "proof/base64.h"
#include "proof/data_integrity.h"
#include "proof/jws.h"
#include "service/answer.h"

#define NAME_BYTES_MAX 512
#define DATE_BYTES 10 /* 2026-03-01 */
#define DESCRIPTION_BYTES_MAX ((size_t)64 << 10)

/* What one credential is made of. */
struct making {
    struct ll_ctx *ctx;
    struct ll_str issuer;
    const struct ll_json *body;
    const struct ll_json *subject;
    struct ll_str serial;
    int64_t revision;
};

static const struct ll_json *list_of(const struct ll_json *object, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_ARRAY ? &none : value;
}

/* ---- pieces ---- */

/* The parts one after another, as a JSON string; NULL (no memory) spreads. */
static struct ll_json *joined(struct ll_ctx *ctx, const struct ll_str *parts, size_t count)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, DESCRIPTION_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_str(&buf, parts[i]);
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(ctx->arena, text)
                                                        : NULL;
}
#define JOINED(ctx, ...)                                                                           \
    joined((ctx), (const struct ll_str[]){__VA_ARGS__},                                            \
           sizeof((const struct ll_str[]){__VA_ARGS__}) / sizeof(struct ll_str))

/* {"id":…,"name":…,"type":[type]} */
static struct ll_json *named(struct ll_ctx *ctx, const char *type, struct ll_json *id,
                             struct ll_json *name)
{
    struct ll_json *object = ll_answer_object(ctx);
    struct ll_json *types = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, type));
    ll_json_set(ctx->arena, object, "id", id);
    ll_json_set(ctx->arena, object, "name", name);
    ll_json_set(ctx->arena, object, "type", types);
    return object;
}

static struct ll_json *number_text(struct ll_ctx *ctx, const char *before, int64_t number)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, NAME_BYTES_MAX);
    ll_strbuf_cstr(&buf, before);
    ll_strbuf_i64(&buf, number);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(ctx->arena, text)
                                                        : NULL;
}

/* "One-for-one certificate LL-…, revision 2" */
static struct ll_json *title(const struct making *m)
{
    struct ll_str revision = ll_json_string(number_text(m->ctx, "", m->revision));
    return JOINED(m->ctx, LL_STR("One-for-one certificate "), m->serial, LL_STR(", revision "),
                  revision);
}

/* ---- what was assessed ---- */

static struct ll_json *performance(struct ll_ctx *ctx, const char *metric, const char *name,
                                   int64_t value, const char *unit)
{
    struct ll_json *item = ll_answer_object(ctx);
    struct ll_json *measure = ll_answer_object(ctx);
    ll_answer_i64(ctx, measure, "value", value);
    ll_json_set_cstr(ctx->arena, measure, "unit", unit);
    ll_json_set(ctx->arena, item, "metric",
                named(ctx, "PerformanceMetric", ll_json_new_cstr(ctx->arena, metric),
                      ll_json_new_cstr(ctx->arena, name)));
    ll_json_set(ctx->arena, item, "measure", measure);
    return item;
}

static struct ll_json *performances(const struct making *m)
{
    struct ll_json *list = ll_json_new_array(m->ctx->arena);
    /* UNECE Recommendation 20: H87 piece, GRM gram. */
    int64_t units = ll_json_integer_at(m->subject, "units");
    int64_t uncounted_g = ll_json_integer_at(m->subject, "uncountedGrams");
    if (units > 0) {
        ll_json_append(m->ctx->arena, list,
                       performance(m->ctx, "urn:loopledger:metric:units",
                                   "units of scrap at the stage", units, "H87"));
    }
    if (uncounted_g > 0) {
        ll_json_append(m->ctx->arena, list,
                       performance(m->ctx, "urn:loopledger:metric:uncounted-mass",
                                   "mass of e-waste at the stage that nobody counted", uncounted_g,
                                   "GRM"));
    }
    ll_json_append(m->ctx->arena, list,
                   performance(m->ctx, "urn:loopledger:metric:mass",
                               uncounted_g > 0 ? "mass of all of it, calculated by lot"
                                               : "mass of these units, calculated by lot",
                               ll_json_integer_at(m->subject, "massGrams"), "GRM"));
    return list;
}

static struct ll_json *products(const struct making *m)
{
    const struct ll_json *scrap = list_of(m->subject, "scrap");
    struct ll_json *list = ll_json_new_array(m->ctx->arena);
    for (size_t i = 0; i < scrap->count; i++) {
        struct ll_str class_code = ll_json_string_at(&scrap->items[i], "classCode");
        struct ll_str country = ll_json_string_at(&scrap->items[i], "country");
        struct ll_json *item = ll_answer_object(m->ctx);
        struct ll_json *product =
            named(m->ctx, "Product",
                  JOINED(m->ctx, LL_STR("urn:loopledger:scrap:"), m->serial, LL_STR(":"),
                         class_code, LL_STR(":"), country),
                  JOINED(m->ctx, class_code, LL_STR(", scrap from "), country));
        ll_answer_text(m->ctx, product, "batchNumber", m->serial);
        ll_answer_bool(m->ctx, item, "idVerifiedByCAB", false);
        ll_json_set(m->ctx->arena, item, "product", product);
        ll_json_append(m->ctx->arena, list, item);
    }
    return list;
}

/* Plants, each once, by the key that signed for what they received. */
static struct ll_json *facilities(const struct making *m)
{
    const struct ll_json *receipts = list_of(m->subject, "receipts");
    struct ll_json *list = ll_json_new_array(m->ctx->arena);
    for (size_t i = 0; i < receipts->count; i++) {
        struct ll_str key = ll_json_string_at(&receipts->items[i], "plantKey");
        bool is_new = true;
        for (size_t j = 0; j < i; j++) {
            is_new = is_new && !ll_str_eq(ll_json_string_at(&receipts->items[j], "plantKey"), key);
        }
        if (is_new) {
            struct ll_json *item = ll_answer_object(m->ctx);
            ll_answer_bool(m->ctx, item, "idVerifiedByCAB", false);
            ll_json_set(m->ctx->arena, item, "facility",
                        named(m->ctx, "Facility", JOINED(m->ctx, LL_STR("did:key:"), key),
                              ll_json_new_string(m->ctx->arena,
                                                 ll_json_string_at(&receipts->items[i], "plant"))));
            ll_json_append(m->ctx->arena, list, item);
        }
    }
    return list;
}

static struct ll_json *list_of_one(struct ll_ctx *ctx, struct ll_json *item)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, list, item);
    return list;
}

static struct ll_json *assessment(const struct making *m)
{
    struct ll_ctx *ctx = m->ctx;
    struct ll_str stage = ll_json_string_at(m->subject, "stage");
    struct ll_json *facility_list = facilities(m);
    struct ll_json *item =
        named(ctx, "ConformityAssessment",
              JOINED(ctx, LL_STR("urn:loopledger:assessment:"), m->serial, LL_STR(":"),
                     ll_json_string(number_text(ctx, "", m->revision))),
              JOINED(ctx, LL_STR("Every unit cited has reached the stage "), stage));
    ll_answer_text(ctx, item, "assessmentDate",
                   ll_str_sub(ll_json_string_at(m->body, "validFrom"), 0, DATE_BYTES));
    ll_json_set(ctx->arena, item, "assessmentCriteria",
                list_of_one(ctx, named(ctx, "Criterion",
                                       JOINED(ctx, LL_STR("urn:loopledger:stage:"), stage),
                                       ll_json_new_string(ctx->arena, stage))));
    ll_json_set(ctx->arena, item, "assessedPerformance", performances(m));
    ll_json_set(ctx->arena, item, "assessedProduct", products(m));
    if (facility_list != NULL && facility_list->count > 0) {
        ll_json_set(ctx->arena, item, "assessedFacility", facility_list);
    }
    ll_json_set(ctx->arena, item, "conformityTopic",
                list_of_one(ctx, named(ctx, "ConformityTopic",
                                       ll_json_new_cstr(ctx->arena, "urn:loopledger:topic:e-waste"),
                                       ll_json_new_cstr(ctx->arena, "waste"))));
    return item;
}

/* ---- where its status is told ---- */

/* The entry for revocation of the body's two: UNTP has room for one, with its place as a number. */
static enum ll_status put_status(struct ll_ctx *ctx, const struct ll_json *body,
                                 struct ll_json *credential, struct ll_err *reterr)
{
    const struct ll_json *entries = list_of(body, "credentialStatus");
    for (size_t i = 0; i < entries->count; i++) {
        const struct ll_json *from = &entries->items[i];
        int64_t place;
        if (!ll_str_eq_cstr(ll_json_string_at(from, "statusPurpose"), "revocation")) {
            continue;
        }
        if (ll_str_to_i64(ll_json_string_at(from, "statusListIndex"), &place) != LL_OK) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a certificate's place in a list is no number");
        }
        struct ll_json *entry = ll_answer_object(ctx);
        ll_answer_text(ctx, entry, "id", ll_json_string_at(from, "id"));
        ll_answer_text(ctx, entry, "statusListCredential",
                       ll_json_string_at(from, "statusListCredential"));
        ll_answer_i64(ctx, entry, "statusListIndex", place);
        ll_answer_text(ctx, entry, "statusPurpose", ll_json_string_at(from, "statusPurpose"));
        ll_answer_text(ctx, entry, "type", ll_json_string_at(from, "type"));
        ll_json_set(ctx->arena, credential, "credentialStatus", entry);
    }
    return LL_OK;
}

/* ---- who says it to whom, under which rules ---- */

/* The signed body, by the digest that the log knows it by: multihash 0x12 0x20, in multibase u. */
static enum ll_status put_evidence(const struct making *m, struct ll_json *subject,
                                   struct ll_err *reterr)
{
    uint8_t multihash[2 + LL_DIGEST_SIZE] = {0x12, 0x20};
    struct ll_json unsigned_body = *m->body;
    struct ll_json_member *members =
        LL_NEW_ARRAY(m->ctx->arena, struct ll_json_member, m->body->count);
    struct ll_str canonical;
    struct ll_str digest;
    struct ll_strbuf buf;
    if (members == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "the credential does not fit into memory");
    }
    unsigned_body.count = 0;
    unsigned_body.members = members;
    for (size_t i = 0; i < m->body->count; i++) {
        if (!ll_str_eq_cstr(m->body->members[i].name, "proof")) {
            members[unsigned_body.count++] = m->body->members[i];
        }
    }
    LL_TRY(ll_json_canonical(m->ctx->arena, &unsigned_body, LL_DI_DOCUMENT_BYTES_MAX, &canonical,
                             reterr));
    ll_crypto_sha256(m->ctx->crypto, canonical, multihash + 2);
    ll_strbuf_init(&buf, m->ctx->arena, NAME_BYTES_MAX);
    ll_strbuf_char(&buf, 'u');
    ll_base64_put(&buf, LL_BASE64_URL, (struct ll_str){(const char *)multihash, sizeof(multihash)});
    LL_TRY(ll_strbuf_finish(&buf, &digest, reterr));
    struct ll_json *link = ll_answer_object(m->ctx);
    ll_answer_text(m->ctx, link, "digestMultibase", digest);
    ll_json_set_cstr(m->ctx->arena, link, "linkName",
                     "the certificate as it was stated, without its proof");
    ll_answer_text(m->ctx, link, "linkURL", ll_json_string_at(m->body, "id"));
    ll_json_set_cstr(m->ctx->arena, link, "mediaType", "application/vc");
    ll_json_set(m->ctx->arena, subject, "auditableEvidence", link);
    return LL_OK;
}

static struct ll_json *description(const struct making *m)
{
    const struct ll_json *statements = list_of(m->subject, "statements");
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, m->ctx->arena, DESCRIPTION_BYTES_MAX);
    for (size_t i = 0; i < statements->count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, ll_json_string(&statements->items[i]));
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(m->ctx->arena, text)
                                                        : NULL;
}

static enum ll_status make_subject(const struct making *m, struct ll_json **ret_subject,
                                   struct ll_err *reterr)
{
    struct ll_ctx *ctx = m->ctx;
    const struct ll_json *beneficiary = ll_json_get(m->subject, "beneficiary");
    const struct ll_json *programme = ll_json_get(m->subject, "programme");
    struct ll_str code = ll_json_string_at(programme, "code");
    struct ll_str version =
        ll_json_string(number_text(ctx, "", ll_json_integer_at(programme, "version")));
    struct ll_str revision = ll_json_string(number_text(ctx, "", m->revision));
    struct ll_json *subject =
        named(ctx, "ConformityAttestation",
              JOINED(ctx, LL_STR("urn:loopledger:attestation:"), m->serial, LL_STR(":"), revision),
              title(m));
    ll_json_set(ctx->arena, subject, "description", description(m));
    /* The operator says it of its own programme; nobody else assessed it. */
    ll_json_set_cstr(ctx->arena, subject, "assessorLevel", "self");
    ll_json_set_cstr(ctx->arena, subject, "assessmentLevel", "scheme-self");
    ll_json_set_cstr(ctx->arena, subject, "attestationType", "declaration");
    ll_json_set(ctx->arena, subject, "issuedToParty",
                named(ctx, "Party",
                      JOINED(ctx, LL_STR("urn:loopledger:organisation:"),
                             ll_json_string_at(beneficiary, "code")),
                      ll_json_new_string(ctx->arena, ll_json_string_at(beneficiary, "name"))));
    ll_json_set(ctx->arena, subject, "referenceScheme",
                named(ctx, "ConformityScheme",
                      JOINED(ctx, LL_STR("urn:loopledger:programme:"), code),
                      JOINED(ctx, LL_STR("One-for-one programme "), code)));
    ll_json_set(
        ctx->arena, subject, "referenceProfile",
        named(ctx, "ConformityProfile",
              JOINED(ctx, LL_STR("urn:loopledger:programme:"), code, LL_STR(":"), version),
              JOINED(ctx, LL_STR("Rules of programme "), code, LL_STR(", version "), version)));
    LL_TRY(put_evidence(m, subject, reterr));
    ll_json_set(ctx->arena, subject, "conformityAssessment", list_of_one(ctx, assessment(m)));
    *ret_subject = subject;
    return LL_OK;
}

static struct ll_json *software(struct ll_ctx *ctx)
{
    struct ll_json *json = ll_answer_object(ctx);
    struct ll_json *vendor = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, vendor, "id", "urn:loopledger:project");
    ll_json_set_cstr(ctx->arena, vendor, "name", "Loopledger");
    ll_json_set_cstr(ctx->arena, json, "id", "urn:loopledger:software:" LL_VERSION);
    ll_json_set_cstr(ctx->arena, json, "name", "loopledger");
    ll_json_set(ctx->arena, json, "vendor", vendor);
    ll_json_set_cstr(ctx->arena, json, "version", LL_VERSION);
    return json;
}

enum ll_status ll_conformity_credential(struct ll_ctx *ctx, const struct ll_json *body,
                                        struct ll_str issuer, struct ll_json **ret_credential,
                                        struct ll_err *reterr)
{
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    struct making m = {
        .ctx = ctx,
        .issuer = issuer,
        .body = body,
        .subject = subject,
        .serial = ll_json_string_at(subject, "serial"),
        .revision = ll_json_integer_at(subject, "revision"),
    };
    struct ll_json *said = NULL;
    if (m.serial.len == 0 || m.revision == 0 ||
        ll_json_string_at(body, "validFrom").len < DATE_BYTES) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a certificate's body has no serial, revision or date");
    }
    LL_TRY(make_subject(&m, &said, reterr));
    struct ll_json *contexts = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, contexts, ll_json_new_cstr(ctx->arena, LL_CONTEXT_CREDENTIALS));
    ll_json_append(ctx->arena, contexts, ll_json_new_cstr(ctx->arena, LL_CONTEXT_UNTP));
    struct ll_json *types = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, LL_TYPE_CONFORMITY));
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, "VerifiableCredential"));
    struct ll_json *credential = ll_answer_object(ctx);
    ll_json_set(ctx->arena, credential, "@context", contexts);
    LL_TRY(put_status(ctx, body, credential, reterr));
    ll_json_set(ctx->arena, credential, "credentialSubject", said);
    ll_answer_text(ctx, credential, "id", ll_json_string_at(body, "id"));
    ll_json_set(ctx->arena, credential, "issuer",
                named(ctx, "CredentialIssuer", ll_json_new_string(ctx->arena, issuer),
                      ll_json_new_string(ctx->arena,
                                         ll_json_string_at(ll_json_get(body, "issuer"), "name"))));
    ll_json_set(ctx->arena, credential, "issuingSoftware", software(ctx));
    ll_json_set(ctx->arena, credential, "name", title(&m));
    ll_json_set(ctx->arena, credential, "type", types);
    ll_answer_text(ctx, credential, "validFrom", ll_json_string_at(body, "validFrom"));
    return ll_answer_done(credential, ret_credential, reterr);
}
