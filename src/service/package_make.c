/* package make */
#include "codec/package_number.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/find.h"
#include "service/label.h"
#include "service/package.h"
#include "service/table.h"
#include "service/visible.h"

struct package_make {
    struct ll_str code;
    struct ll_str country;
    struct ll_str facility;
    struct ll_str funder;
    int kind; /* enum ll_package_kind */
    struct ll_str label;
    struct ll_str number;
    struct ll_str programme;
};
static const struct ll_field make_fields[] = {
    LL_MEMBER(package_make, code, LL_REQ(CODE), .operand = true,
              .help = "what it is called, once for ever"),
    LL_MEMBER(package_make, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "where its content was collected (the facility's)"),
    LL_MEMBER(package_make, facility, LL_REQ(REF), .help = "where it stands"),
    LL_MEMBER(package_make, funder, LL_OPT(REF), .help = "who paid for what goes into it"),
    LL_MEMBER(package_make, kind, LL_REQ(ENUM), LL_ENUM_OF(package_kind, PACKAGE_KIND),
              .help = "bag, box, pallet or container"),
    LL_MEMBER(package_make, label, LL_OPT(STR), .min = 1, .max = 64,
              .help = "the code of a label that was printed before, which is on it now"),
    LL_MEMBER(package_make, number, LL_OPT(STR), .min = 1, .max = 64,
              .help =
                  "a container's number with its check digit (ISO 6346: CSQU3054383), another's "
                  "SSCC (18 digits)"),
    LL_MEMBER(package_make, programme, LL_REQ(REF), .help = "under which programme"),
};
static const struct ll_record make_record = LL_RECORD("package_make", package_make, make_fields);

/* The number in its one form, which no other package bears; empty stays empty. */
static enum ll_status check_number(struct ll_ctx *ctx, const struct package_make *in,
                                   struct ll_str *ret_number, bool *ret_shares_digit,
                                   struct ll_err *reterr)
{
    char *number = ll_arena_alloc(ctx->arena, LL_PACKAGE_NUMBER_MAX, 1);
    if (number == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a package's number");
    }
    enum ll_status status =
        in->kind == LL_PACKAGE_KIND_CONTAINER
            ? ll_container_number_read(in->number, number, ret_shares_digit, reterr)
            : ll_sscc_read(in->number, number, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "number");
        return status;
    }
    struct ll_q_package_by_number_in by = {ll_str_from_cstr(number)};
    struct ll_q_package_by_number_row known;
    status = ll_q_package_by_number(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        bool is_visible = false;
        LL_TRY(ll_visible(ctx, LL_OBJECT_PACKAGE, known.package_id.raw, &is_visible, reterr));
        status = is_visible
                     ? LL_FAIL(reterr, LL_EEXISTS, "package '%.*s' bears the number %s already",
                               LL_STR_ARG(known.code), number)
                     : LL_FAIL(reterr, LL_EEXISTS, "another package bears the number %s", number);
        ll_err_where(reterr, "number");
        ll_err_hint(reterr, "%s",
                    in->kind == LL_PACKAGE_KIND_CONTAINER
                        ? LL_R("a container is another package again once its content was received")
                        : LL_R("an SSCC is of one package for ever: take the next"));
        return status;
    }
    *ret_number = by.number;
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static void answer_warning(struct ll_ctx *ctx, struct ll_json *answer, const char *code)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, list, ll_json_new_cstr(ctx->arena, code));
    ll_json_set(ctx->arena, answer, "warnings", list);
}

static enum ll_status run_make(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_make *in = input;
    struct ll_q_facility_by_id_row facility;
    struct ll_q_programme_by_id_row programme;
    struct ll_q_label_by_code_row label;
    struct ll_package_made body = {.code = in->code, .kind = in->kind};
    bool shares_digit = false;
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_WAREHOUSE, facility.facility_id, "facility", in->facility, reterr));
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    if (in->funder.len > 0) {
        struct ll_q_organisation_by_id_row funder;
        LL_TRY(ll_find_organisation(ctx, in->funder, &funder, reterr));
        body.has_funder_id = true;
        body.funder_id = funder.organisation_id;
    }
    if (in->country.len > 0) {
        LL_TRY(ll_country_check(in->country, reterr));
    }
    struct ll_q_package_id_by_code_in by = {in->code};
    struct ll_q_package_id_by_code_row known;
    enum ll_status status = ll_q_package_id_by_code(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code, or fill that one: 'loopledger package show'",
                         "there is a package '%.*s' already", LL_STR_ARG(in->code));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    if (in->number.len > 0) {
        LL_TRY(check_number(ctx, in, &body.number, &shares_digit, reterr));
    }
    if (in->label.len > 0) {
        LL_TRY(ll_label_open(ctx, in->label, &label, reterr));
    }
    body.country = in->country.len > 0 ? in->country : facility.country;
    body.facility_id = facility.facility_id;
    body.programme_id = programme.programme_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.package_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_MADE, &body, reterr));
    if (in->label.len > 0) {
        LL_TRY(ll_label_claim(ctx, &label, body.package_id, body.programme_id, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "package_id", "pkg", body.package_id.raw);
    ll_answer_text(ctx, answer, "code", in->code);
    if (in->label.len > 0) {
        ll_answer_text(ctx, answer, "label", label.label);
    }
    if (body.number.len > 0) {
        ll_answer_text(ctx, answer, "number", body.number);
    }
    if (shares_digit) {
        answer_warning(ctx, answer, "shared-check-digit");
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_make = {
    .noun = "package",
    .verb = "make",
    .help = "make a bag, box, pallet or container to put units into",
    .details =
        "A number that does not fit its check digit is refused. 'shared-check-digit' warns of "
        "a container's number whose sum leaves 10: ISO 6346 advises owners against those.",
    .input = &make_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_make,
};
