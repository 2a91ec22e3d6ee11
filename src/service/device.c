/* device show: from an IMEI, serial number or place in the order to its counterpart. */
#include "service/device.h"

#include "codec/imei.h"
#include "service/answer.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/visible.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"

struct device_show_input {
    struct ll_str imei;
    struct ll_str maker;
    struct ll_str order_line;
    int64_t position;
    bool has_position;
    struct ll_str scope;
    struct ll_str serial;
};
static const struct ll_field device_show_fields[] = {
    LL_MEMBER(device_show_input, imei, LL_OPT(STR), .min = 1, .max = 40,
              .help = "IMEI or MEID of the device"),
    LL_MEMBER(device_show_input, maker, LL_OPT(STR), .min = 1, .max = 64,
              .help = "maker, with a serial number"),
    LL_MEMBER(device_show_input, order_line, LL_OPT(REF), .help = "order line, with a position"),
    LL_MEMBER(device_show_input, position, LL_OPT(I64), LL_PRESENT(device_show_input, has_position),
              .min = 0, .max = LL_UNITS_MAX, .help = "place in the order line, counted from 0"),
    LL_MEMBER(device_show_input, scope, LL_OPT(CODE),
              .help = "claim scope; 'client' when left out"),
    LL_MEMBER(device_show_input, serial, LL_OPT(STR), .min = 1, .max = 64,
              .help = "serial number of the device"),
};
static const struct ll_record device_show_record =
    LL_RECORD("device_show", device_show_input, device_show_fields);

static enum ll_status read_identity(struct ll_ctx *ctx, const struct device_show_input *in,
                                    const struct ll_fingerprint_key *key,
                                    uint8_t ret_fingerprint[LL_FINGERPRINT_SIZE],
                                    struct ll_err *reterr)
{
    if (in->imei.len > 0) {
        struct ll_imei imei;
        enum ll_imei_fault fault = ll_imei_read(in->imei, &imei);
        if (fault != LL_IMEI_NONE) {
            enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", ll_imei_fault_text(fault));
            ll_err_where(reterr, "imei");
            ll_err_hint(reterr, "%s", ll_imei_fault_hint(fault));
            return status;
        }
        ll_device_fingerprint(key, imei.kind, LL_STR(""), ll_str_from_cstr(imei.key),
                              ret_fingerprint);
        return LL_OK;
    }
    struct ll_str serial;
    struct ll_str maker;
    LL_TRY(ll_serial_normalise(ctx->arena, in->serial, &serial, reterr));
    LL_TRY(ll_maker_normalise(ctx->arena, in->maker, &maker, reterr));
    ll_device_fingerprint(key, LL_DEVICE_SERIAL, maker, serial, ret_fingerprint);
    return LL_OK;
}

/* Where the device stands in an order line, from the register. */
static enum ll_status find_claim(struct ll_ctx *ctx, const struct device_show_input *in,
                                 struct ll_order_line_id *ret_line, int64_t *ret_position,
                                 struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    uint8_t fingerprint[LL_FINGERPRINT_SIZE];
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    LL_TRY(read_identity(ctx, in, &key->key, fingerprint, reterr));
    struct ll_q_device_claim_in claim = {
        .fingerprint = {(const char *)fingerprint, sizeof(fingerprint)},
        .claim_scope = in->scope.len > 0 ? in->scope : LL_STR("client"),
    };
    struct ll_q_device_claim_row row;
    enum ll_status status = ll_q_device_claim(ctx->store, ctx->arena, &claim, &row, reterr);
    bool is_visible = false;
    if (status == LL_OK || status == LL_ENOTFOUND) {
        struct ll_id line_id = status == LL_OK ? row.order_line_id.raw : (struct ll_id){{0}};
        LL_TRY(ll_visible(ctx, LL_OBJECT_ORDER_LINE, line_id, &is_visible, reterr));
    }
    if (status == LL_ENOTFOUND || (status == LL_OK && !is_visible)) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "this device is not in the register");
        ll_err_hint(reterr, "only devices listed one by one in a purchase document are; look in "
                            "another --scope, or by --order-line and --position");
        return status;
    }
    LL_TRY(status);
    *ret_line = row.order_line_id;
    *ret_position = row.position;
    return LL_OK;
}

/* The unit that stands for the position, and how far it has come. */
static enum ll_status add_counterpart(struct ll_ctx *ctx, struct ll_json *answer,
                                      const struct ll_q_allocation_at_row *row, int64_t position,
                                      struct ll_err *reterr)
{
    int64_t unit = row->lot_lo + (position - row->line_lo) / row->credit;
    struct ll_q_custody_over_in key = {row->lot_id, unit};
    struct ll_q_custody_over_row custody;
    struct ll_q_lot_by_id_in lot_key = {row->lot_id};
    struct ll_q_lot_by_id_row lot;
    bool is_whole = false;
    bool is_visible = false;
    LL_TRY(ll_q_custody_over(ctx->store, ctx->arena, &key, &custody, reterr));
    LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &lot_key, &lot, reterr));
    ll_answer_id(ctx, answer, "lot_id", "lot", row->lot_id.raw);
    bool in_grams = lot.measure == LL_MEASURE_GRAMS;
    ll_answer_i64(ctx, answer, in_grams ? "gram" : "unit", unit);
    LL_TRY(ll_visible_whole(ctx, LL_OBJECT_LOT, row->lot_id.raw, &is_whole, reterr));
    if (is_whole) {
        ll_answer_i64(ctx, answer, in_grams ? "lot_mass_g" : "lot_units", lot.accepted.n);
    }
    ll_answer_text(ctx, answer, "class_code", lot.class_code);
    ll_answer_text(ctx, answer, "country", lot.country);
    ll_answer_month(ctx, answer, "vintage", lot.vintage);
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(custody.stage));
    ll_json_set_cstr(ctx->arena, answer, "allocation", ll_allocation_state_name(row->state));
    ll_json_set_cstr(ctx->arena, answer, "convention",
                     in_grams ? "nobody counted what is in this lot: it stands for the device by "
                                "the gram, and which gram is a convention"
                              : "unit numbers are a convention: units of a lot that were mixed "
                                "cannot be told apart");
    struct ll_q_certificate_of_unit_in cited = {row->lot_id, row->lot_lo};
    struct ll_q_certificate_of_unit_row certificate;
    enum ll_status status =
        ll_q_certificate_of_unit(ctx->store, ctx->arena, &cited, &certificate, reterr);
    if (status == LL_OK) {
        LL_TRY(ll_visible(ctx, LL_OBJECT_CERTIFICATE, certificate.certificate_id.raw, &is_visible,
                          reterr));
    }
    if (is_visible) {
        ll_answer_text(ctx, answer, "certificate", certificate.serial);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* A carried position stands behind an earlier one. */
static enum ll_status follow_carried(struct ll_ctx *ctx, struct ll_json *answer,
                                     struct ll_order_line_id *line_id, int64_t *position,
                                     struct ll_err *reterr)
{
    struct ll_q_carried_at_in in = {*line_id, *position};
    struct ll_q_carried_at_row row;
    bool is_visible = false;
    enum ll_status status = ll_q_carried_at(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    *line_id = row.from_order_line_id;
    *position = row.from_lo + (*position - row.lo);
    LL_TRY(ll_visible(ctx, LL_OBJECT_ORDER_LINE, row.from_order_line_id.raw, &is_visible, reterr));
    if (is_visible) {
        ll_answer_text(ctx, answer, "carried_from_order_line", row.from_order_line);
        ll_answer_i64(ctx, answer, "carried_from_position", *position);
    }
    return LL_OK;
}

/* Nothing serves the position: it waits, or it is demanded no more. */
static enum ll_status say_unserved(struct ll_ctx *ctx, struct ll_json *answer,
                                   const struct ll_q_allocation_at_in *at, struct ll_err *reterr)
{
    const struct ll_q_voided_at_in in = {at->order_line_id, at->position};
    struct ll_q_voided_at_row row;
    enum ll_status status = ll_q_voided_at(ctx->store, ctx->arena, &in, &row, reterr);
    ll_json_set_cstr(ctx->arena, answer, "allocation", status == LL_OK ? "voided" : "waiting");
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_device_show(struct ll_ctx *ctx, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct device_show_input *in = input;
    struct ll_q_order_line_by_id_row line;
    struct ll_order_line_id line_id;
    int64_t position = in->position;
    int ways = (in->imei.len > 0) + (in->serial.len > 0) + (in->order_line.len > 0);
    if (ways != 1 || in->has_position != (in->order_line.len > 0)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "say which device in one way");
        ll_err_hint(reterr,
                    "--imei NUMBER, or --serial NUMBER [--maker NAME], or --order-line CODE "
                    "--position N");
        return status;
    }
    if (in->order_line.len > 0) {
        LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
        line_id = line.order_line_id;
    } else {
        LL_TRY(find_claim(ctx, in, &line_id, &position, reterr));
        struct ll_q_order_line_by_id_in key = {line_id};
        LL_TRY(ll_q_order_line_by_id(ctx->store, ctx->arena, &key, &line, reterr));
    }
    if (position >= line.demanded) {
        return LL_REFUSE(reterr, LL_ENOTFOUND, "give a position below that number",
                         "order line '%.*s' has %lld positions, from 0", LL_STR_ARG(line.code),
                         (long long)line.demanded);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "order_line", line.code);
    ll_answer_i64(ctx, answer, "position", position);
    LL_TRY(follow_carried(ctx, answer, &line_id, &position, reterr));
    struct ll_q_allocation_at_in at = {line_id, position};
    struct ll_q_allocation_at_row row;
    enum ll_status status = ll_q_allocation_at(ctx->store, ctx->arena, &at, &row, reterr);
    if (status == LL_ENOTFOUND || (status == LL_OK && position >= row.line_hi)) {
        LL_TRY(say_unserved(ctx, answer, &at, reterr));
        return ll_answer_done(answer, ret_answer, reterr);
    }
    LL_TRY(status);
    LL_TRY(add_counterpart(ctx, answer, &row, position, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_device_show = {
    .noun = "device",
    .verb = "show",
    .help = "the scrap unit that stands for a client's device",
    .input = &device_show_record,
    .mode = LL_SERVICE_READ,
    .run = run_device_show,
};
