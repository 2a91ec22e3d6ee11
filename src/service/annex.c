/* annex list, erase, reapply; organisation erase: personal data and free text, and their end */
#include "service/answer.h"
#include "service/control.h"
#include "service/erasures.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/run.h"
#include "service/table.h"
#include "service/user.h"
#include "service/webhook.h"
#include "store/q_facts.h"
#include "store/q_show_registry.h"

/* ---- erasing ---- */

static enum ll_status erase(struct ll_ctx *ctx, const struct ll_list *ids,
                            struct ll_annex_erased *body, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct ll_grow entries = LL_GROW(ctx->arena, struct ll_erased_entry);
    const struct ll_annex_id *id = ids->items;
    struct ll_json *answer = ll_answer_object(ctx);
    for (size_t i = 0; i < ids->count; i++) {
        struct ll_erased_entry *entry = ll_grow_add(&entries);
        if (entry == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is erased");
        }
        entry->annex_id = id[i];
    }
    if (entries.count > 0) {
        const struct ll_id object =
            body->has_organisation_id ? body->organisation_id.raw : id[0].raw;
        if (!body->again) {
            LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_ANNEX_ERASE, object, reterr));
        }
        struct ll_event_meta meta = ll_event_begin(ctx);
        body->entries = ll_grow_list(&entries);
        if (!body->again && !ctx->dry_run) {
            LL_TRY(ll_batch_not_ahead(ctx, reterr));
            LL_TRY(ll_erasures_keep(ctx, ids->items, ids->count, reterr));
        }
        LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ANNEX_ERASED, body, reterr));
        ctx->has_erased = ctx->has_erased || !ctx->dry_run;
    }
    ll_answer_i64(ctx, answer, "erased_entries", (int64_t)entries.count);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct annex_erase {
    struct ll_annex_id entry;
    struct ll_str reason;
};
static const struct ll_field erase_fields[] = {
    LL_MEMBER(annex_erase, entry, LL_REQ(ID), .id_prefix = "anx", .operand = true,
              .help = "the entry"),
    LL_MEMBER(annex_erase, reason, LL_REQ(CODE), .help = "why, as a code: asked-by-person"),
};
static const struct ll_record erase_record = LL_RECORD("annex_erase", annex_erase, erase_fields);

/* A person who acts no more may be forgotten by themselves. */
static enum ll_status check_user(struct ll_ctx *ctx, struct ll_annex_id entry,
                                 struct ll_err *reterr)
{
    struct ll_q_user_of_entry_in in = {entry};
    struct ll_q_user_of_entry_row row;
    LL_TRY(ll_q_user_of_entry(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.has_disabled_at) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the entry is of a user who is not disabled");
    ll_err_hint(reterr, "end what they may do first: 'loopledger user disable'");
    return status;
}

/* Only what was written freely: a name or a number belongs to whom it names. */
static enum ll_status check_note(struct ll_ctx *ctx, struct ll_annex_id entry,
                                 const struct ll_q_annex_known_row *row, struct ll_err *reterr)
{
    if (row->is_erased) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the entry is erased already");
    }
    if (ll_str_starts(row->field, LL_STR("user."))) {
        return check_user(ctx, entry, reterr);
    }
    if (ll_str_starts(row->field, LL_STR("enquiry.")) ||
        ll_str_starts(row->field, LL_STR("notification."))) {
        return LL_OK;
    }
    if (!ll_str_ends(row->field, LL_STR(".note"))) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the entry is a '%.*s', not a note",
                                        LL_STR_ARG(row->field));
        ll_err_hint(reterr, "it goes with the organisation that it is about: 'loopledger "
                            "organisation erase'");
        return status;
    }
    return LL_OK;
}

static enum ll_status run_erase(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct annex_erase *in = input;
    struct ll_q_annex_known_in by = {in->entry};
    struct ll_q_annex_known_row row;
    enum ll_status status = ll_q_annex_known(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("anx", in->entry.raw, text);
        return ll_find_failed("annex", ll_str_from_cstr(text), reterr);
    }
    LL_TRY(status);
    LL_TRY(check_note(ctx, in->entry, &row, reterr));
    struct ll_annex_id entry = in->entry;
    const struct ll_list ids = {&entry, 1};
    struct ll_annex_erased body = {.reason = in->reason};
    return erase(ctx, &ids, &body, ret_answer, reterr);
}

/* ---- an organisation's ---- */
struct organisation_erase {
    struct ll_str organisation;
    struct ll_str reason;
};
static const struct ll_field organisation_fields[] = {
    LL_MEMBER(organisation_erase, organisation, LL_REQ(REF), .operand = true,
              .help = "whose: by code or id"),
    LL_MEMBER(organisation_erase, reason, LL_REQ(CODE), .help = "why, as a code: asked-by-person"),
};
static const struct ll_record organisation_record =
    LL_RECORD("organisation_erase", organisation_erase, organisation_fields);

static enum ll_status refuse_named(struct ll_str code, const char *what, struct ll_str where,
                                   struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is named by %s '%.*s'",
                                    LL_STR_ARG(code), what, LL_STR_ARG(where));
    ll_err_hint(reterr, "operators, plants and the parties of certificates are named in signed "
                        "texts that others hold: these cannot be erased");
    return status;
}

/* The first row of a query for what names an organisation, if there is one. */
#define REFUSE_NAMED_BY(query, column, what)                                                       \
    static enum ll_status refuse_##query(struct ll_ctx *ctx,                                       \
                                         const struct ll_q_organisation_by_id_row *organisation,   \
                                         struct ll_err *reterr)                                    \
    {                                                                                              \
        struct ll_q_##query##_in in = {organisation->organisation_id};                             \
        struct ll_q_##query##_row row;                                                             \
        struct ll_store_cursor *cursor = NULL;                                                     \
        LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &in, &cursor, reterr));                 \
        enum ll_status status = ll_q_##query##_next(cursor, &row, reterr);                         \
        if (status == LL_OK) {                                                                     \
            status = refuse_named(organisation->code, what, row.column, reterr);                   \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        return status == LL_EEND ? LL_OK : status;                                                 \
    }
REFUSE_NAMED_BY(programme_that_names, code, LL_R("the programme"))
REFUSE_NAMED_BY(plant_that_names, code, LL_R("the plant"))
REFUSE_NAMED_BY(certificate_that_names, serial, "certificate")

/* What is demanded is certified in the end, and a certificate names whose it is: no name, none. */
static enum ll_status refuse_demand(struct ll_ctx *ctx,
                                    const struct ll_q_organisation_by_id_row *organisation,
                                    struct ll_err *reterr)
{
    struct ll_q_demand_that_names_in in = {organisation->organisation_id};
    struct ll_q_demand_that_names_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_demand_that_names_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_demand_that_names_next(cursor, &row, reterr);
    if (status == LL_OK) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "order line '%.*s' still demands something for '%.*s', which nobody could "
                         "certify without a name",
                         LL_STR_ARG(row.code), LL_STR_ARG(organisation->code));
        ll_err_hint(reterr, "take it back first ('order credit', 'hold withdraw'); once a "
                            "certificate is issued for it, the name stays");
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status entries_of(struct ll_ctx *ctx, struct ll_organisation_id organisation_id,
                                 struct ll_list *ret_ids, struct ll_err *reterr)
{
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_annex_id);
    struct ll_q_annex_of_organisation_in in = {organisation_id};
    struct ll_q_annex_of_organisation_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_annex_of_organisation_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_annex_of_organisation_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_annex_id *id = ll_grow_add(&ids);
        if (id == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for what is erased");
            break;
        }
        *id = row.annex_id;
    }
    ll_store_query_close(cursor);
    *ret_ids = ll_grow_list(&ids);
    return status == LL_EEND ? LL_OK : status;
}

/* Nobody acts for it any more under a name that is gone. */
static enum ll_status disable_users(struct ll_ctx *ctx, struct ll_organisation_id organisation_id,
                                    struct ll_err *reterr)
{
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_user_id);
    struct ll_q_user_active_of_in in = {organisation_id};
    struct ll_q_user_active_of_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_user_active_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_user_active_of_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_user_id *id = ll_grow_add(&ids);
        if (id == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for its users");
            break;
        }
        *id = row.user_id;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_user_id *id = ids.items;
    for (size_t i = 0; i < ids.count; i++) {
        LL_TRY(ll_user_disable(ctx, id[i], LL_STR("erased"), reterr));
    }
    return LL_OK;
}

static enum ll_status run_organisation_erase(struct ll_ctx *ctx, const void *input,
                                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct organisation_erase *in = input;
    struct ll_q_organisation_by_id_row organisation;
    struct ll_list ids;
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    LL_TRY(refuse_programme_that_names(ctx, &organisation, reterr));
    LL_TRY(refuse_plant_that_names(ctx, &organisation, reterr));
    LL_TRY(refuse_certificate_that_names(ctx, &organisation, reterr));
    LL_TRY(refuse_demand(ctx, &organisation, reterr));
    LL_TRY(entries_of(ctx, organisation.organisation_id, &ids, reterr));
    LL_TRY(disable_users(ctx, organisation.organisation_id, reterr));
    LL_TRY(ll_webhook_disable_all(ctx, organisation.organisation_id, reterr));
    struct ll_annex_erased body = {
        .has_organisation_id = true,
        .organisation_id = organisation.organisation_id,
        .reason = in->reason,
    };
    return erase(ctx, &ids, &body, ret_answer, reterr);
}

/* ---- after a restore ---- */

static enum ll_status run_reapply(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    (void)input;
    struct ll_list ids;
    struct ll_annex_erased body = {.again = true, .reason = LL_STR("restored")};
    LL_TRY(ll_erasures_due(ctx, true, &ids, reterr));
    return erase(ctx, &ids, &body, ret_answer, reterr);
}

/* ---- looking ---- */
struct annex_list {
    struct ll_str after;
    struct ll_str field;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(annex_list),
    LL_MEMBER(annex_list, field, LL_OPT(STR), .max = 64,
              .help = "only such entries: case.note, organisation.name"),
    LL_PAGE_LIMIT(annex_list),
};
static const struct ll_record list_record = LL_RECORD("annex_list", annex_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct annex_list *in = input;
    struct ll_q_annex_list_in by = {
        .limit = ll_page_limit(in->limit),
        .has_field = in->field.len > 0,
        .field = in->field,
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("anx", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_annex_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

const struct ll_service ll_service_annex_list = {
    .noun = "annex",
    .verb = "list",
    .help = "list names, numbers and notes that can be erased",
    .details = "The annex is where personal data and free text are kept, apart from the events. An "
               "entry without a body was erased.",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_annex_erase = {
    .noun = "annex",
    .verb = "erase",
    .help = "erase a note, or the name or address of a disabled user, for ever",
    .details = "Its text leaves the store; that it was there, and was erased, stays. It is erased "
               "again after a restore of an older backup.",
    .input = &erase_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_erase,
};
const struct ll_service ll_service_annex_reapply = {
    .noun = "annex",
    .verb = "reapply",
    .help = "erase again what an older copy of the store brought back",
    .details =
        "What was erased is listed in keys/erasures of the data directory. The first command "
        "that changes a restored ledger does this by itself.",
    .mode = LL_SERVICE_WRITE,
    .run = run_reapply,
};
const struct ll_service ll_service_organisation_erase = {
    .noun = "organisation",
    .verb = "erase",
    .help = "erase the names, numbers and notes of a person or firm",
    .details = "Its name, its facilities' and its users', who are disabled, notes of cases with "
               "it, and the numbers of papers of "
               "order lines in which it has a part leave the store for ever, also after a restore. "
               "What it did stays, under its code. Who is named in a certificate, runs a plant or "
               "a programme cannot be erased: signed texts that others hold name it.",
    .input = &organisation_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_organisation_erase,
};
