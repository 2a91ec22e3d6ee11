/* facility add, key-add, certify, list, show */
#include "proof/multikey.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/name.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_registry.h"

struct facility_add {
    struct ll_str code;
    struct ll_str country;
    bool legal_name;
    struct ll_str name;
    struct ll_str organisation;
    bool plant;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(facility_add, code, LL_REQ(CODE), .operand = true, .help = "a short code"),
    LL_MEMBER(facility_add, country, LL_REQ(STR), .min = 2, .max = 2, .help = "where it is: GH"),
    LL_MEMBER(facility_add, legal_name, LL_OPT(BOOL),
              .help = "the name is registered so, whatever it claims: printed in quotation marks"),
    LL_MEMBER(facility_add, name, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "its name; kept in the annex, where it can be erased"),
    LL_MEMBER(facility_add, organisation, LL_REQ(REF), .help = "who runs it"),
    LL_MEMBER(facility_add, plant, LL_OPT(BOOL),
              .help = "it is a recycler's plant, which signs receipts"),
};
static const struct ll_record add_record = LL_RECORD("facility_add", facility_add, add_fields);

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct facility_add *in = input;
    struct ll_q_organisation_by_id_row organisation;
    struct ll_str name;
    LL_TRY(ll_name_code(in->code, reterr));
    LL_TRY(ll_name_printed(ctx, in->name, in->legal_name, &name, reterr));
    LL_TRY(ll_country_check(in->country, reterr));
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    struct ll_q_facility_id_by_code_in by = {in->code};
    struct ll_q_facility_id_by_code_row known;
    enum ll_status status = ll_q_facility_id_by_code(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code, or use that one: 'loopledger facility show'",
                         "there is a facility '%.*s' already", LL_STR_ARG(in->code));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_facility_registered body = {
        .code = in->code,
        .country = in->country,
        .facility_id = {ll_ctx_id(ctx)},
        .is_plant = in->plant,
        .organisation_id = organisation.organisation_id,
    };
    LL_TRY(ll_annex_store(ctx, &meta, "facility.name", name, &body.name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_FACILITY_REGISTERED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "facility_id", "fac", body.facility_id.raw);
    ll_answer_text(ctx, answer, "code", in->code);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct facility_key_add {
    struct ll_str facility;
    struct ll_str public_key;
};
static const struct ll_field key_fields[] = {
    LL_MEMBER(facility_key_add, facility, LL_REQ(REF), .operand = true, .help = "the plant"),
    LL_MEMBER(facility_key_add, public_key, LL_REQ(STR), .min = 1, .max = 128,
              .help = "its Ed25519 public key: z6Mk... or 64 hex digits"),
};
static const struct ll_record key_record =
    LL_RECORD("facility_key_add", facility_key_add, key_fields);

static enum ll_status read_key(struct ll_str text, struct ll_public_key *ret_key,
                               struct ll_err *reterr)
{
    if (text.len == sizeof(ret_key->b) * 2 && ll_hex_decode(text, ret_key->b) == LL_OK) {
        return LL_OK;
    }
    if (ll_multikey_public_parse(text, ret_key, NULL) == LL_OK) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not an Ed25519 public key", LL_STR_ARG(text));
    ll_err_hint(reterr, "give the text that starts with z6Mk, or 64 hex digits");
    return status;
}

static enum ll_status run_key_add(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct facility_key_add *in = input;
    struct ll_q_facility_by_id_row facility;
    struct ll_public_key key;
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    LL_TRY(read_key(in->public_key, &key, reterr));
    if (!facility.is_plant) {
        return LL_REFUSE(reterr, LL_EREFUSED, "name a facility of the kind plant",
                         "facility '%.*s' is not a plant: only plants sign",
                         LL_STR_ARG(facility.code));
    }
    struct ll_q_plant_key_by_public_key_in by = {{(const char *)key.b, sizeof(key.b)}};
    struct ll_q_plant_key_by_public_key_row known;
    enum ll_status status =
        ll_q_plant_key_by_public_key(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        bool same = ll_id_eq(known.facility_id.raw, facility.facility_id.raw);
        return LL_REFUSE(reterr, LL_EEXISTS, "each plant signs with keys of its own: make another",
                         "this key is registered for %s already",
                         same ? LL_R("this plant") : LL_R("another plant"));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_plant_key_registered body = {
        .facility_id = facility.facility_id,
        .plant_key_id = {ll_ctx_id(ctx)},
        .public_key = by.public_key,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PLANT_KEY_REGISTERED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "facility_id", "fac", facility.facility_id.raw);
    ll_answer_id(ctx, answer, "plant_key_id", "key", body.plant_key_id.raw);
    ll_answer_public_key(ctx, answer, "public_key", body.public_key);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- certify ---- */
struct facility_certify {
    struct ll_str facility;
    struct ll_str number;
    struct ll_str scope;
    struct ll_str standard;
    struct ll_date valid_from;
    struct ll_date valid_to;
};
static const struct ll_field certify_fields[] = {
    LL_MEMBER(facility_certify, facility, LL_REQ(REF), .operand = true, .help = "the plant"),
    LL_MEMBER(facility_certify, number, LL_REQ(STR), .min = 1, .max = 64,
              .help = "the certificate's number, as its certifier wrote it, without blanks"),
    LL_MEMBER(facility_certify, scope, LL_REQ(CODE),
              .help = "what it covers, as a code: recycling, e-waste, phones"),
    LL_MEMBER(facility_certify, standard, LL_REQ(CODE),
              .help = "the standard, as a code: r2v3, en-50625, weeelabex"),
    LL_MEMBER(facility_certify, valid_from, LL_REQ(DATE), .help = "its first day"),
    LL_MEMBER(facility_certify, valid_to, LL_REQ(DATE), .help = "its last day"),
};
static const struct ll_record certify_record =
    LL_RECORD("facility_certify", facility_certify, certify_fields);

/* The same certificate entered again would count twice in whatever lists them. */
static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                   const struct facility_certify *in, struct ll_err *reterr)
{
    struct ll_q_certification_known_in by = {facility_id, in->standard, in->number, in->valid_from};
    struct ll_q_certification_known_row known;
    enum ll_status status = ll_q_certification_known(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS, "see it with 'loopledger facility show'",
                         "certificate %.*s (%.*s) is registered already", LL_STR_ARG(in->number),
                         LL_STR_ARG(in->standard));
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_certify(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct facility_certify *in = input;
    struct ll_q_facility_by_id_row facility;
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    LL_TRY(ll_words_token(in->number, "number", reterr));
    if (!facility.is_plant) {
        return LL_REFUSE(reterr, LL_EREFUSED, "name a facility of the kind plant",
                         "facility '%.*s' is not a plant: only plants are certified here",
                         LL_STR_ARG(facility.code));
    }
    if (in->valid_from.days > in->valid_to.days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "are the two days the wrong way round?",
                      "it would end before it begins");
        ll_err_where(reterr, "valid_to");
        return status;
    }
    LL_TRY(refuse_known(ctx, facility.facility_id, in, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_facility_certified body = {
        .certification_id = {ll_ctx_id(ctx)},
        .facility_id = facility.facility_id,
        .number = in->number,
        .scope = in->scope,
        .standard = in->standard,
        .valid_from = in->valid_from,
        .valid_to = in->valid_to,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_FACILITY_CERTIFIED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certification_id", "cfn", body.certification_id.raw);
    ll_answer_text(ctx, answer, "facility", facility.code);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct facility_list {
    struct ll_str after;
    struct ll_date certified_until;
    bool has_certified_until;
    struct ll_str country;
    bool is_plant;
    bool has_is_plant;
    int64_t limit;
    struct ll_str organisation;
    struct ll_date plan_due_before;
    bool has_plan_due_before;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(facility_list),
    LL_MEMBER(facility_list, certified_until, LL_OPT(DATE),
              LL_PRESENT(facility_list, has_certified_until),
              .help = "only plants of which a certification ends before this day"),
    LL_MEMBER(facility_list, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "only in this country: GH"),
    LL_MEMBER(facility_list, is_plant, LL_OPT(BOOL), LL_PRESENT(facility_list, has_is_plant),
              .help = "only plants; no: only others"),
    LL_PAGE_LIMIT(facility_list),
    LL_MEMBER(facility_list, organisation, LL_OPT(REF), .help = "only those that it runs"),
    LL_MEMBER(facility_list, plan_due_before, LL_OPT(DATE),
              LL_PRESENT(facility_list, has_plan_due_before),
              .help = "only plants of whose plan a step should have been done before this day"),
};
static const struct ll_record list_record = LL_RECORD("facility_list", facility_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct facility_list *in = input;
    struct ll_q_facility_list_in by = {
        .after = in->after,
        .has_is_plant = in->has_is_plant,
        .is_plant = in->is_plant,
        .limit = ll_page_limit(in->limit),
        .has_certified_until = in->has_certified_until,
        .certified_until = in->certified_until,
        .has_plan_due_before = in->has_plan_due_before,
        .plan_due_before = in->plan_due_before,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_country(in->country, &by.has_country, &by.country, reterr));
    LL_TRY(ll_filter_organisation(ctx, in->organisation, &by.has_organisation_id,
                                  &by.organisation_id, reterr));
    LL_TRY(ll_q_facility_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_facility_by_id_row row;
    struct ll_str name;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_facility(ctx, in->ref, &row, reterr));
    LL_TRY(ll_annex_text(ctx, row.name_annex_id, &name, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_facility_item_in by = {row.facility_id};
    LL_TRY(ll_q_facility_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_answer_text(ctx, answer, "name", name);
    struct ll_q_facility_keys_in of = {row.facility_id};
    LL_TRY(ll_q_facility_keys_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "keys", reterr));
    struct ll_q_facility_certifications_in held = {row.facility_id};
    LL_TRY(ll_q_facility_certifications_open(ctx->store, ctx->arena, &held, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "certifications", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_facility_add = {
    .noun = "facility",
    .verb = "add",
    .help = "register a place where scrap is collected, stored or recycled",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_facility_key_add = {
    .noun = "facility",
    .verb = "key-add",
    .help = "register the key with which a plant signs its receipts",
    .details =
        "A plant may have several keys; each belongs to one plant only. The plant keeps the "
        "secret half: the programme's operator never sees it, and registers the public one once "
        "the plant has confirmed it, as by telephone.",
    .input = &key_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_key_add,
};
const struct ll_service ll_service_facility_certify = {
    .noun = "facility",
    .verb = "certify",
    .help = "register a plant's certification: standard, scope, how long",
    .details = "A certificate names the certifications that its recycler held on the day of the "
               "receipt, and an order line may ask for one.",
    .input = &certify_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_certify,
};
const struct ll_service ll_service_facility_list = {
    .noun = "facility",
    .verb = "list",
    .help = "list facilities by code",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_facility_show = {
    .noun = "facility",
    .verb = "show",
    .help = "show one facility with its name and keys",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
