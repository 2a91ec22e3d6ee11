#include "service/find.h"

#include <string.h>

#include "service/visible.h"

enum ll_status ll_find_failed(const char *noun, struct ll_str ref, struct ll_err *reterr)
{
    bool is_line = strcmp(noun, "order") == 0; /* what the command calls an order is a line */
    enum ll_status status = LL_FAIL(reterr, LL_ENOTFOUND, "no %s '%.*s'",
                                    is_line ? "order line" : noun, LL_STR_ARG(ref));
    ll_err_hint(reterr, "list them with 'loopledger %s list'", noun);
    return status;
}

enum ll_status ll_find_after(const char *prefix, struct ll_str after, struct ll_id *ret_id,
                             struct ll_err *reterr)
{
    if (after.len == 0) {
        *ret_id = (struct ll_id){{0}};
        return LL_OK;
    }
    return ll_id_parse(prefix, after, ret_id, reterr);
}

static bool is_id(const char *prefix, struct ll_str ref, struct ll_id *ret_id)
{
    return ll_id_parse(prefix, ref, ret_id, NULL) == LL_OK;
}

/* What stands for "no row" in a look-up of two steps: the sentence, or the store's own failure. */
static enum ll_status found(enum ll_status status, const char *noun, struct ll_str ref,
                            struct ll_err *reterr)
{
    return status == LL_ENOTFOUND ? ll_find_failed(noun, ref, reterr) : status;
}

/* The same of its first step, for what not everybody sees: it asks as much as the second would. */
static enum ll_status named(struct ll_ctx *ctx, enum ll_status status, enum ll_object kind,
                            const char *noun, struct ll_str ref, struct ll_err *reterr)
{
    return status == LL_ENOTFOUND
               ? ll_visible_found(ctx, status, kind, (struct ll_id){{0}}, noun, ref, reterr)
               : status;
}

enum ll_status ll_find_class(struct ll_ctx *ctx, struct ll_str ref,
                             struct ll_q_device_class_by_code_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_device_class_by_code_in in = {ref};
    return found(ll_q_device_class_by_code(ctx->store, ctx->arena, &in, ret_row, reterr), "class",
                 ref, reterr);
}

enum ll_status ll_find_organisation(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_q_organisation_by_id_row *ret_row,
                                    struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_in in = {.code = ref};
    in.has_organisation_id = is_id("org", ref, &in.organisation_id.raw);
    enum ll_status status = ll_q_organisation_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    struct ll_id id = status == LL_OK ? ret_row->organisation_id.raw : in.organisation_id.raw;
    return ll_visible_found(ctx, status, LL_OBJECT_ORGANISATION, id, "organisation", ref, reterr);
}

enum ll_status ll_find_facility(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_facility_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_in in = {.code = ref};
    in.has_facility_id = is_id("fac", ref, &in.facility_id.raw);
    enum ll_status status = ll_q_facility_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    struct ll_id id = status == LL_OK ? ret_row->facility_id.raw : in.facility_id.raw;
    return ll_visible_found(ctx, status, LL_OBJECT_FACILITY, id, "facility", ref, reterr);
}

enum ll_status ll_find_programme(struct ll_ctx *ctx, struct ll_str ref,
                                 struct ll_q_programme_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_in in = {.code = ref};
    in.has_programme_id = is_id("prg", ref, &in.programme_id.raw);
    return found(ll_q_programme_by_id(ctx->store, ctx->arena, &in, ret_row, reterr), "programme",
                 ref, reterr);
}

enum ll_status ll_find_package(struct ll_ctx *ctx, struct ll_str ref,
                               struct ll_q_package_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_package_by_id_in in = {.code = ref};
    in.has_package_id = is_id("pkg", ref, &in.package_id.raw);
    enum ll_status status = ll_q_package_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    struct ll_id id = status == LL_OK ? ret_row->package_id.raw : in.package_id.raw;
    return ll_visible_found(ctx, status, LL_OBJECT_PACKAGE, id, "package", ref, reterr);
}

enum ll_status ll_find_shipment(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_shipment_id *ret_shipment_id,
                                struct ll_q_shipment_route_row *ret_route, struct ll_err *reterr)
{
    struct ll_q_shipment_route_in in;
    if (!is_id("shp", ref, &in.shipment_id.raw)) {
        struct ll_q_shipment_id_by_code_in by = {ref};
        struct ll_q_shipment_id_by_code_row row;
        LL_TRY(named(ctx, ll_q_shipment_id_by_code(ctx->store, ctx->arena, &by, &row, reterr),
                     LL_OBJECT_SHIPMENT, "shipment", ref, reterr));
        in.shipment_id = row.shipment_id;
    }
    enum ll_status status = ll_q_shipment_route(ctx->store, ctx->arena, &in, ret_route, reterr);
    LL_TRY(ll_visible_found(ctx, status, LL_OBJECT_SHIPMENT, in.shipment_id.raw, "shipment", ref,
                            reterr));
    *ret_shipment_id = in.shipment_id;
    return LL_OK;
}

enum ll_status ll_find_notification(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_q_notification_by_id_row *ret_row,
                                    struct ll_err *reterr)
{
    struct ll_q_notification_by_id_in in;
    if (!is_id("ntf", ref, &in.notification_id.raw)) {
        struct ll_q_notification_id_by_code_in by = {ref};
        struct ll_q_notification_id_by_code_row row;
        LL_TRY(named(ctx, ll_q_notification_id_by_code(ctx->store, ctx->arena, &by, &row, reterr),
                     LL_OBJECT_NOTIFICATION, "notification", ref, reterr));
        in.notification_id = row.notification_id;
    }
    enum ll_status status = ll_q_notification_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_NOTIFICATION, in.notification_id.raw,
                            "notification", ref, reterr);
}

enum ll_status ll_find_collection(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_collection_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_collection_by_id_in in;
    if (!is_id("col", ref, &in.collection_id.raw)) {
        return ll_find_failed("collection", ref, reterr);
    }
    enum ll_status status = ll_q_collection_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_COLLECTION, in.collection_id.raw, "collection",
                            ref, reterr);
}

enum ll_status ll_find_lot(struct ll_ctx *ctx, struct ll_str ref,
                           struct ll_q_lot_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_lot_by_id_in in;
    if (!is_id("lot", ref, &in.lot_id.raw)) {
        return ll_find_failed("lot", ref, reterr);
    }
    enum ll_status status = ll_q_lot_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_LOT, in.lot_id.raw, "lot", ref, reterr);
}

enum ll_status ll_find_receipt(struct ll_ctx *ctx, struct ll_str ref,
                               struct ll_q_receipt_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_receipt_by_id_in in;
    if (!is_id("rcp", ref, &in.receipt_id.raw)) {
        return ll_find_failed("receipt", ref, reterr);
    }
    enum ll_status status = ll_q_receipt_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_RECEIPT, in.receipt_id.raw, "receipt", ref,
                            reterr);
}

enum ll_status ll_find_treatment(struct ll_ctx *ctx, struct ll_str ref,
                                 struct ll_q_treatment_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_treatment_by_id_in in;
    if (!is_id("trt", ref, &in.treatment_id.raw)) {
        return ll_find_failed("treatment", ref, reterr);
    }
    enum ll_status status = ll_q_treatment_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_TREATMENT, in.treatment_id.raw, "treatment", ref,
                            reterr);
}

enum ll_status ll_find_handover(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_handover_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_handover_by_id_in in;
    if (!is_id("hnd", ref, &in.handover_id.raw)) {
        return ll_find_failed("handover", ref, reterr);
    }
    enum ll_status status = ll_q_handover_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_HANDOVER, in.handover_id.raw, "handover", ref,
                            reterr);
}

enum ll_status ll_find_dispatch(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_dispatch_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_dispatch_by_id_in in;
    if (!is_id("dsp", ref, &in.dispatch_id.raw)) {
        return ll_find_failed("dispatch", ref, reterr);
    }
    enum ll_status status = ll_q_dispatch_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_DISPATCH, in.dispatch_id.raw, "dispatch", ref,
                            reterr);
}

enum ll_status ll_find_label_sheet(struct ll_ctx *ctx, struct ll_str ref,
                                   struct ll_q_label_sheet_by_id_row *ret_row,
                                   struct ll_err *reterr)
{
    struct ll_q_label_sheet_by_id_in in;
    if (!is_id("lbs", ref, &in.label_sheet_id.raw)) {
        return ll_find_failed("label", ref, reterr);
    }
    enum ll_status status = ll_q_label_sheet_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_LABEL_SHEET, in.label_sheet_id.raw, "label", ref,
                            reterr);
}

enum ll_status ll_find_case(struct ll_ctx *ctx, struct ll_str ref,
                            struct ll_q_case_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_case_by_id_in in;
    if (!is_id("cas", ref, &in.case_id.raw)) {
        return ll_find_failed("case", ref, reterr);
    }
    enum ll_status status = ll_q_case_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_CASE, in.case_id.raw, "case", ref, reterr);
}
