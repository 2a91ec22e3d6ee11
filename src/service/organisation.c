/* organisation add, list, show, export */
#include "service/organisation.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/name.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_show_registry.h"

struct organisation_add {
    struct ll_str code;
    struct ll_str country;
    bool legal_name;
    struct ll_str name;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(organisation_add, code, LL_REQ(CODE), .operand = true, .help = "a short code"),
    LL_MEMBER(organisation_add, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "where it is registered: GH"),
    LL_MEMBER(organisation_add, legal_name, LL_OPT(BOOL),
              .help = "the name is registered so, whatever it claims: printed in quotation marks"),
    LL_MEMBER(organisation_add, name, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "its name; kept in the annex, where it can be erased"),
};
static const struct ll_record add_record =
    LL_RECORD("organisation_add", organisation_add, add_fields);

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_str code, struct ll_err *reterr)
{
    struct ll_q_organisation_id_by_code_in in = {code};
    struct ll_q_organisation_id_by_code_row row;
    if (ctx->ahead) {
        return LL_OK; /* a name that is taken is found by organisation_code */
    }
    enum ll_status status = ll_q_organisation_id_by_code(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code, or use that one: 'loopledger organisation show'",
                         "there is an organisation '%.*s' already", LL_STR_ARG(code));
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status store(struct ll_ctx *ctx, struct ll_str code, struct ll_str country,
                            struct ll_str name, struct ll_organisation_id *ret_id,
                            struct ll_err *reterr)
{
    LL_TRY(ll_country_check(country, reterr));
    LL_TRY(refuse_known(ctx, code, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_organisation_registered body = {
        .code = code,
        .country = country,
        .organisation_id = {ll_ctx_id(ctx)},
    };
    LL_TRY(ll_annex_store(ctx, &meta, "organisation.name", name, &body.name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ORGANISATION_REGISTERED, &body, reterr));
    *ret_id = body.organisation_id;
    return LL_OK;
}

enum ll_status ll_organisation_register(struct ll_ctx *ctx, struct ll_str code,
                                        struct ll_str country, struct ll_str name,
                                        struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct organisation_add scratch = {.legal_name = false};
    struct ll_str printed;
    LL_TRY(ll_field_from_text(ctx->arena, &add_fields[0], code, &scratch, reterr));
    LL_TRY(ll_name_code(code, reterr));
    LL_TRY(ll_name_printed(ctx, name, false, &printed, reterr));
    return store(ctx, code, country, printed, ret_id, reterr);
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct organisation_add *in = input;
    struct ll_organisation_id id;
    struct ll_str name;
    LL_TRY(ll_name_code(in->code, reterr));
    LL_TRY(ll_name_printed(ctx, in->name, in->legal_name, &name, reterr));
    LL_TRY(store(ctx, in->code, in->country, name, &id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "organisation_id", "org", id.raw);
    ll_answer_text(ctx, answer, "code", in->code);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct organisation_list {
    struct ll_str after;
    struct ll_str country;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(organisation_list),
    LL_MEMBER(organisation_list, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "only of this country: GH"),
    LL_PAGE_LIMIT(organisation_list),
};
static const struct ll_record list_record =
    LL_RECORD("organisation_list", organisation_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct organisation_list *in = input;
    struct ll_q_organisation_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_country(in->country, &by.has_country, &by.country, reterr));
    LL_TRY(ll_q_organisation_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_organisation_by_id_row row;
    struct ll_str name;
    LL_TRY(ll_find_organisation(ctx, in->ref, &row, reterr));
    LL_TRY(ll_annex_text(ctx, row.name_annex_id, &name, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "code", row.code);
    ll_answer_text(ctx, answer, "country", row.country);
    ll_answer_text(ctx, answer, "name", name);
    ll_answer_id(ctx, answer, "organisation_id", "org", row.organisation_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_export(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_organisation_by_id_row row;
    struct ll_str name;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_organisation(ctx, in->ref, &row, reterr));
    LL_TRY(ll_annex_text(ctx, row.name_annex_id, &name, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "code", row.code);
    ll_answer_text(ctx, answer, "country", row.country);
    ll_answer_text(ctx, answer, "name", name);
    ll_answer_id(ctx, answer, "organisation_id", "org", row.organisation_id.raw);
#define PUT(name_, query)                                                                          \
    struct ll_q_##query##_in query##_in = {row.organisation_id};                                   \
    LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &query##_in, &cursor, reterr));             \
    LL_TRY(ll_answer_items(ctx, cursor, answer, name_, reterr))
    PUT("facilities", organisation_facilities);
    PUT("collections", organisation_collections);
    PUT("documents", organisation_documents);
    PUT("cases", organisation_cases);
    PUT("parts", organisation_parts);
    PUT("users", organisation_users);
    PUT("webhooks", organisation_webhooks);
#undef PUT
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_organisation_add = {
    .noun = "organisation",
    .verb = "add",
    .help = "register an organisation",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_organisation_list = {
    .noun = "organisation",
    .verb = "list",
    .help = "list organisations by code",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_organisation_show = {
    .noun = "organisation",
    .verb = "show",
    .help = "show one organisation with its name",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_organisation_export = {
    .noun = "organisation",
    .verb = "export",
    .help = "give out all that is held about a person or firm",
    .details = "With --json as a file for whom it is about. Backups, and what others were given, "
               "are not in it.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_export,
};
