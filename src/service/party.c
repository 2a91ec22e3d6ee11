/* party add, list: an organisation's part in an object; visibility is joined from it */
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/table.h"
#include "store/q_demand.h"
#include "store/q_show_registry.h"

struct party_add {
    struct ll_str object;
    struct ll_str organisation;
    int role; /* enum ll_party_role */
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(party_add, object, LL_REQ(STR), .min = 1, .max = 128, .operand = true,
              .help = "the id of a programme, facility, collection, lot, package, shipment, "
                      "receipt, order line or certificate; or the code of a programme, facility, "
                      "package or shipment as KIND:CODE"),
    LL_MEMBER(party_add, organisation, LL_REQ(REF), .help = "who has a part in it"),
    LL_MEMBER(party_add, role, LL_REQ(ENUM), LL_ENUM_OF(party_role, PARTY_ROLE),
              .help = "which part"),
};
static const struct ll_record add_record = LL_RECORD("party_add", party_add, add_fields);

static enum ll_status find_programme(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                     struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row row;
    LL_TRY(ll_find_programme(ctx, ref, &row, reterr));
    *ret_id = row.programme_id.raw;
    return LL_OK;
}

static enum ll_status find_facility(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                    struct ll_err *reterr)
{
    struct ll_q_facility_by_id_row row;
    LL_TRY(ll_find_facility(ctx, ref, &row, reterr));
    *ret_id = row.facility_id.raw;
    return LL_OK;
}

static enum ll_status find_collection(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                      struct ll_err *reterr)
{
    struct ll_q_collection_by_id_row row;
    LL_TRY(ll_find_collection(ctx, ref, &row, reterr));
    *ret_id = row.collection_id.raw;
    return LL_OK;
}

static enum ll_status find_lot(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                               struct ll_err *reterr)
{
    struct ll_q_lot_by_id_row row;
    LL_TRY(ll_find_lot(ctx, ref, &row, reterr));
    *ret_id = row.lot_id.raw;
    return LL_OK;
}

static enum ll_status find_package(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                   struct ll_err *reterr)
{
    struct ll_q_package_by_id_row row;
    LL_TRY(ll_find_package(ctx, ref, &row, reterr));
    *ret_id = row.package_id.raw;
    return LL_OK;
}

static enum ll_status find_shipment(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                    struct ll_err *reterr)
{
    struct ll_q_shipment_route_row route;
    struct ll_shipment_id shipment_id;
    LL_TRY(ll_find_shipment(ctx, ref, &shipment_id, &route, reterr));
    *ret_id = shipment_id.raw;
    return LL_OK;
}

static enum ll_status find_receipt(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                   struct ll_err *reterr)
{
    struct ll_q_receipt_by_id_row row;
    LL_TRY(ll_find_receipt(ctx, ref, &row, reterr));
    *ret_id = row.receipt_id.raw;
    return LL_OK;
}

static enum ll_status find_order_line(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                      struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_in in;
    struct ll_q_order_line_by_id_row row;
    LL_TRY(ll_id_parse("ord", ref, &in.order_line_id.raw, reterr));
    enum ll_status status = ll_q_order_line_by_id(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_REFUSE(reterr, LL_ENOTFOUND, "list them with 'loopledger order list'",
                         "no order line '%.*s'", LL_STR_ARG(ref));
    }
    LL_TRY(status);
    *ret_id = in.order_line_id.raw;
    return LL_OK;
}

static enum ll_status find_certificate(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                                       struct ll_err *reterr)
{
    struct ll_q_certificate_known_in in;
    struct ll_q_certificate_known_row row;
    LL_TRY(ll_id_parse("crt", ref, &in.certificate_id.raw, reterr));
    enum ll_status status = ll_q_certificate_known(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return ll_find_failed("certificate", ref, reterr);
    }
    LL_TRY(status);
    *ret_id = in.certificate_id.raw;
    return LL_OK;
}

/* Objects that have parties. `kind` is the word of core/ids.def. */
static const struct {
    const char *kind;
    const char *prefix; /* of its ids */
    bool has_code;
    enum ll_status (*find)(struct ll_ctx *ctx, struct ll_str ref, struct ll_id *ret_id,
                           struct ll_err *reterr);
} kinds[] = {
    {"programme", "prg_", true, find_programme},
    {"facility", "fac_", true, find_facility},
    {"collection", "col_", false, find_collection},
    {"lot", "lot_", false, find_lot},
    {"package", "pkg_", true, find_package},
    {"shipment", "shp_", true, find_shipment},
    {"receipt", "rcp_", false, find_receipt},
    {"order_line", "ord_", false, find_order_line},
    {"certificate", "crt_", false, find_certificate},
};

struct object {
    const char *kind;
    const char *prefix;
    struct ll_id id;
};

static enum ll_status find_object(struct ll_ctx *ctx, struct ll_str ref, struct object *ret_object,
                                  struct ll_err *reterr)
{
    size_t colon = ll_str_find_char(ref, ':');
    struct ll_str word = ll_str_sub(ref, 0, colon);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        bool by_code = kinds[i].has_code && colon < ref.len && ll_str_eq_cstr(word, kinds[i].kind);
        if (by_code || ll_str_starts(ref, ll_str_from_cstr(kinds[i].prefix))) {
            struct ll_str name = by_code ? ll_str_sub(ref, colon + 1, ref.len) : ref;
            struct object object = {.kind = kinds[i].kind, .prefix = kinds[i].prefix};
            LL_TRY(kinds[i].find(ctx, name, &object.id, reterr));
            *ret_object = object;
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' names no object that has parties", LL_STR_ARG(ref));
    ll_err_hint(reterr, "give an id, as lot_..., or package:CODE, shipment:CODE, "
                        "facility:CODE, programme:CODE");
    return status;
}

/* The id's text: its prefix in the table ends in "_". */
static void put_object(struct ll_ctx *ctx, struct ll_json *answer, const struct object *object)
{
    char prefix[4] = {object->prefix[0], object->prefix[1], object->prefix[2], '\0'};
    ll_answer_id(ctx, answer, "object", prefix, object->id);
    ll_answer_text(ctx, answer, "object_kind", ll_str_from_cstr(object->kind));
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct party_add *in = input;
    struct object object;
    struct ll_q_organisation_by_id_row organisation;
    LL_TRY(find_object(ctx, in->object, &object, reterr));
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    struct ll_q_party_has_in by = {
        .object_kind = ll_str_from_cstr(object.kind),
        .object_id = object.id,
        .role = (enum ll_party_role)in->role,
        .organisation_id = organisation.organisation_id,
    };
    struct ll_q_party_has_row known;
    LL_TRY(ll_q_party_has(ctx->store, ctx->arena, &by, &known, reterr));
    if (known.parties > 0) {
        return LL_REFUSE(reterr, LL_EEXISTS, "there is nothing left to do",
                         "'%.*s' is %s there already", LL_STR_ARG(organisation.code),
                         ll_party_role_name(by.role));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_party_added body = {
        .object_id = {(const char *)object.id.b, sizeof(object.id.b)},
        .object_kind = by.object_kind,
        .organisation_id = organisation.organisation_id,
        .role = in->role,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PARTY_ADDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    put_object(ctx, answer, &object);
    ll_answer_id(ctx, answer, "organisation_id", "org", body.organisation_id.raw);
    ll_answer_text(ctx, answer, "role", ll_str_from_cstr(ll_party_role_name(by.role)));
    return ll_answer_done(answer, ret_answer, reterr);
}

struct party_list {
    struct ll_str object;
};
static const struct ll_field list_fields[] = {
    LL_MEMBER(party_list, object, LL_REQ(STR), .min = 1, .max = 128, .operand = true,
              .help = "as for party add"),
};
static const struct ll_record list_record = LL_RECORD("party_list", party_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct party_list *in = input;
    struct object object;
    LL_TRY(find_object(ctx, in->object, &object, reterr));
    struct ll_q_object_parties_in by = {ll_str_from_cstr(object.kind), object.id};
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(ll_q_object_parties_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "items", reterr));
    put_object(ctx, answer, &object);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_party_add = {
    .noun = "party",
    .verb = "add",
    .help = "give an organisation a part in an object",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_party_list = {
    .noun = "party",
    .verb = "list",
    .help = "list who has a part in an object",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
