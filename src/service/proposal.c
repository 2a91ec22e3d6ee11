/* proposal list, show, approve, reject, withdraw; control list */
#include "service/proposal.h"

#include <string.h>

#include "crypto/seal.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/page_input.h"
#include "service/run.h"
#include "service/table.h"
#include "service/user.h"
#include "store/q_control.h"
#include "store/q_show_registry.h"

/* What was asked, as it is shown and approved. */
static enum ll_status text_of(struct ll_ctx *ctx, const struct ll_service *service,
                              const void *input, struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, LL_RUN_INPUT_BYTES_MAX);
    ll_record_to_json(service->input, input, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* Keyed: it outlives the input, in which there may be a name. */
static enum ll_status digest_of(struct ll_ctx *ctx, struct ll_str command, struct ll_str text,
                                uint8_t ret_digest[LL_FINGERPRINT_SIZE], struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    const struct ll_str parts[] = {LL_STR("proposal"), command, text};
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_fingerprint(&key->key, parts, 3, ret_digest);
    return LL_OK;
}

/* ---- at rest: there may be names in it ---- */

static enum ll_status seal_key(struct ll_ctx *ctx, struct ll_seal_key *ret_key,
                               struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_seal_key_of(&key->key, LL_STR("proposal"), ret_key);
    return LL_OK;
}

static struct ll_str bytes_of(const struct ll_proposal_id *proposal_id)
{
    return (struct ll_str){(const char *)proposal_id->raw.b, sizeof(proposal_id->raw.b)};
}

/* In hex, since the column is a text. */
static enum ll_status seal(struct ll_ctx *ctx, const struct ll_proposal_id *proposal_id,
                           struct ll_str text, struct ll_str *ret_sealed, struct ll_err *reterr)
{
    struct ll_seal_key key;
    struct ll_strbuf buf;
    uint8_t nonce[LL_SEAL_NONCE_SIZE];
    size_t size = LL_SEALED_SIZE(text.len);
    LL_TRY(seal_key(ctx, &key, reterr));
    uint8_t *sealed = ll_arena_alloc(ctx->arena, 1, size);
    if (sealed != NULL) {
        ctx->ids.random(ctx->ids.ctx, nonce, sizeof(nonce));
        ll_seal(&key, nonce, bytes_of(proposal_id), text, sealed);
    }
    ll_wipe(&key, sizeof(key));
    if (sealed == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the proposal");
    }
    ll_strbuf_init(&buf, ctx->arena, 2 * size + 1);
    ll_strbuf_hex(&buf, sealed, size);
    return ll_strbuf_finish(&buf, ret_sealed, reterr);
}

static enum ll_status unseal(struct ll_ctx *ctx, const struct ll_proposal_id *proposal_id,
                             struct ll_str sealed, struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_seal_key key;
    size_t size = sealed.len / 2;
    LL_TRY(seal_key(ctx, &key, reterr));
    uint8_t *bytes = ll_arena_alloc(ctx->arena, 1, size + 1);
    char *text = ll_arena_alloc(ctx->arena, 1, size + 1);
    size_t len = size < LL_SEALED_SIZE(0) ? 0 : size - LL_SEALED_SIZE(0);
    bool opened = bytes != NULL && text != NULL && ll_hex_decode(sealed, bytes) == LL_OK &&
                  ll_unseal(&key, bytes_of(proposal_id), (struct ll_str){(const char *)bytes, size},
                            (uint8_t *)(void *)text, len);
    ll_wipe(&key, sizeof(key));
    *ret_text = (struct ll_str){text, len};
    if (opened) {
        return LL_OK;
    }
    enum ll_status status =
        bytes == NULL || text == NULL
            ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the proposal")
            : LL_FAIL(reterr, LL_EIO, "what is proposed was sealed with another key");
    ll_err_hint(reterr, "put back the keys of this store, or ask for the same again");
    return status;
}

static enum ll_status command_of(struct ll_ctx *ctx, const struct ll_service *service,
                                 struct ll_str *ret_command, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, 128);
    ll_strbuf_fmt(&buf, "%s %s", service->noun, service->verb);
    return ll_strbuf_finish(&buf, ret_command, reterr);
}

/* Done, and undone again. */
static enum ll_status try_it(struct ll_ctx *ctx, const struct ll_service *service,
                             const void *input, struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    struct ll_err undo = {0};
    bool is_dry = ctx->dry_run;
    bool has_erased = ctx->has_erased;
    LL_TRY(ll_store_savepoint(ctx->store, reterr));
    ctx->dry_run = true;
    enum ll_status status = service->run(ctx, input, &answer, reterr);
    ctx->dry_run = is_dry;
    ctx->has_erased = has_erased;
    enum ll_status undone = ll_store_rollback_to(ctx->store, &undo);
    if (status == LL_OK && undone != LL_OK) {
        *reterr = undo;
        return undone;
    }
    return status;
}

static enum ll_status refuse_twice(struct ll_ctx *ctx, struct ll_str digest, struct ll_err *reterr)
{
    struct ll_q_proposal_same_in in = {digest, ctx->now};
    struct ll_q_proposal_same_row row;
    char id[LL_ID_TEXT_MAX];
    enum ll_status status = ll_q_proposal_same(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    ll_id_format("pps", row.proposal_id.raw, id);
    status = LL_FAIL(reterr, LL_EEXISTS, "it is proposed already: %s", id);
    ll_err_hint(reterr, "somebody else approves it: 'loopledger proposal approve'");
    return status;
}

enum ll_status ll_proposal_store(struct ll_ctx *ctx, const struct ll_control_row *row,
                                 const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_q_proposal_forget_in old = {ctx->now};
    struct ll_q_proposal_insert_in in = {
        .proposed_by = ctx->viewer.user_id,
        .proposed_at = ctx->now,
        .expires_at = {ctx->now.us + LL_PROPOSAL_US},
    };
    struct ll_str text;
    LL_TRY(text_of(ctx, row->service, input, &text, reterr));
    LL_TRY(command_of(ctx, row->service, &in.command, reterr));
    LL_TRY(digest_of(ctx, in.command, text, digest, reterr));
    in.digest = (struct ll_str){(const char *)digest, sizeof(digest)};
    LL_TRY(ll_q_proposal_forget(ctx->store, &old, reterr));
    LL_TRY(refuse_twice(ctx, in.digest, reterr));
    LL_TRY(try_it(ctx, row->service, input, reterr));
    in.proposal_id = (struct ll_proposal_id){ll_ctx_id(ctx)};
    LL_TRY(seal(ctx, &in.proposal_id, text, &in.input, reterr));
    LL_TRY(ll_q_proposal_insert(ctx->store, &in, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "proposal_id", "pps", in.proposal_id.raw);
    ll_answer_text(ctx, answer, "command", in.command);
    ll_answer_hex(ctx, answer, "digest", in.digest);
    ll_answer_time(ctx, answer, "expires_at", in.expires_at);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- finding ---- */

static enum ll_status find(struct ll_ctx *ctx, struct ll_str ref,
                           struct ll_q_proposal_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_proposal_by_id_in by;
    if (ll_id_parse("pps", ref, &by.proposal_id.raw, NULL) != LL_OK) {
        return ll_find_failed("proposal", ref, reterr);
    }
    enum ll_status status = ll_q_proposal_by_id(ctx->store, ctx->arena, &by, ret_row, reterr);
    return status == LL_ENOTFOUND ? ll_find_failed("proposal", ref, reterr) : status;
}

static enum ll_status find_open(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_proposal_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(find(ctx, ref, ret_row, reterr));
    if (ret_row->state != LL_PROPOSAL_STATE_OPEN) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "there is nothing left to decide; what is still wanted is asked for again",
                         "the proposal is %s already", ll_proposal_state_name(ret_row->state));
    }
    if (ctx->now.us >= ret_row->expires_at.us || !ret_row->has_input) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the proposal is too old");
        ll_err_hint(reterr, "one stands for 7 days; ask for the same again");
        return status;
    }
    return LL_OK;
}

static const struct ll_service *service_of(struct ll_str command)
{
    size_t blank = ll_str_find_char(command, ' ');
    return ll_service_find(ll_str_sub(command, 0, blank),
                           ll_str_sub(command, blank + 1, command.len));
}

/* What was proposed, as the service takes it; row->input is its text from here on. */
static enum ll_status read_input(struct ll_ctx *ctx, struct ll_q_proposal_by_id_row *row,
                                 const struct ll_control_row **ret_control, void **ret_input,
                                 struct ll_err *reterr)
{
    const struct ll_service *service = service_of(row->command);
    struct ll_json *json = NULL;
    if (service == NULL || service->input == NULL) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a proposal is of no command: '%.*s'",
                       LL_STR_ARG(row->command));
    }
    void *input = ll_arena_alloc(ctx->arena, 1, service->input->size);
    if (input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the proposal");
    }
    LL_TRY(unseal(ctx, &row->proposal_id, row->input, &row->input, reterr));
    LL_TRY(ll_json_read(ctx->arena, row->input, LL_RUN_INPUT_BYTES_MAX, &json, reterr));
    LL_TRY(ll_record_from_json(ctx->arena, service->input, json, input, reterr));
    *ret_control = ll_control_find(service, input);
    *ret_input = input;
    return *ret_control != NULL ? LL_OK
                                : LL_REFUSE(reterr, LL_EREFUSED,
                                            "withdraw it, and ask for it again: it is done at once",
                                            "what is proposed needs nobody else any more");
}

/* ---- deciding ---- */
struct proposal_approve {
    struct ll_str digest;
    struct ll_str proposal;
};
static const struct ll_field approve_fields[] = {
    LL_MEMBER(proposal_approve, digest, LL_REQ(BYTES), .min = LL_FINGERPRINT_SIZE,
              .max = LL_FINGERPRINT_SIZE, .help = "of what you saw: 'proposal show' gives it"),
    LL_MEMBER(proposal_approve, proposal, LL_REQ(REF), .operand = true,
              .help = "the proposal's id"),
};
static const struct ll_record approve_record =
    LL_RECORD("proposal_approve", proposal_approve, approve_fields);

struct proposal_decide {
    struct ll_str proposal;
};
static const struct ll_field decide_fields[] = {
    LL_MEMBER(proposal_decide, proposal, LL_REQ(REF), .operand = true, .help = "the proposal's id"),
};
static const struct ll_record decide_record =
    LL_RECORD("proposal_decide", proposal_decide, decide_fields);

static enum ll_status decide(struct ll_ctx *ctx, const struct ll_q_proposal_by_id_row *row,
                             enum ll_proposal_state state, struct ll_err *reterr)
{
    struct ll_q_proposal_decide_in in = {
        .proposal_id = row->proposal_id,
        .state = state,
        .has_decided_by = ctx->viewer.is_limited,
        .decided_by = ctx->viewer.user_id,
        .decided_at = ctx->now,
    };
    return ll_q_proposal_decide(ctx->store, &in, reterr);
}

static enum ll_status check_permission(struct ll_ctx *ctx, enum ll_permission permission,
                                       struct ll_err *reterr)
{
    return ll_roles_may(ctx->viewer.roles, permission)
               ? LL_OK
               : LL_REFUSE(reterr, LL_EPERM,
                           "ask an administrator for a role that may, or ask somebody who has one",
                           "your roles do not include: %s", ll_permission_rows[permission].help);
}

static bool is_same(struct ll_user_id a, struct ll_user_id b)
{
    return ll_id_cmp(a.raw, b.raw) == 0;
}

/* A person, another than who proposed, who may approve it; and who proposed may do so still. */
static enum ll_status check_people(struct ll_ctx *ctx, const struct ll_q_proposal_by_id_row *row,
                                   const struct ll_control_row *control, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    struct ll_q_user_by_id_row user;
    struct ll_roles roles;
    if (!ctx->viewer.is_limited) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EPERM, "a proposal is approved by a person who is signed in");
        ll_err_hint(reterr, "this machine is no second person");
        return status;
    }
    if (is_same(ctx->viewer.user_id, row->proposed_by)) {
        return LL_REFUSE(reterr, LL_EPERM, "somebody else approves it",
                         "who proposed it cannot approve it");
    }
    ll_id_format("usr", row->proposed_by.raw, id);
    LL_TRY(ll_user_find(ctx, ll_str_from_cstr(id), &user, reterr));
    LL_TRY(ll_user_roles(ctx, row->proposed_by, &roles, reterr));
    if (user.has_disabled_at || !ll_roles_may(roles, control->asks)) {
        return LL_REFUSE(reterr, LL_EREFUSED, "somebody who may asks for it again",
                         "who proposed it may not do it any more");
    }
    return check_permission(ctx, control->approves, reterr);
}

static enum ll_status check_digest(struct ll_ctx *ctx, const struct ll_q_proposal_by_id_row *row,
                                   struct ll_str seen, struct ll_err *reterr)
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    LL_TRY(digest_of(ctx, row->command, row->input, digest, reterr));
    if (ll_str_eq(seen, (struct ll_str){(const char *)digest, sizeof(digest)})) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_ECHANGED, "the proposal is another than you saw");
    ll_err_where(reterr, "digest");
    ll_err_hint(reterr, "look at it: 'loopledger proposal show'");
    return status;
}

/* What the service answers, with what it tells once last, as the runner wants it. */
static enum ll_status answer_done(struct ll_ctx *ctx, const struct ll_q_proposal_by_id_row *row,
                                  struct ll_json *inner, struct ll_json **ret_answer,
                                  struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "proposal_id", "pps", row->proposal_id.raw);
    ll_json_set(ctx->arena, answer, "answer", inner);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_approve(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct proposal_approve *in = input;
    struct ll_q_proposal_by_id_row row;
    const struct ll_control_row *control = NULL;
    struct ll_json *inner = NULL;
    void *what = NULL;
    LL_TRY(find_open(ctx, in->proposal, &row, reterr));
    LL_TRY(read_input(ctx, &row, &control, &what, reterr));
    LL_TRY(check_people(ctx, &row, control, reterr));
    LL_TRY(check_digest(ctx, &row, in->digest, reterr));
    LL_TRY(decide(ctx, &row, LL_PROPOSAL_STATE_APPROVED, reterr));
    ctx->control = (struct ll_control){
        .by_user = true,
        .proposed_by = row.proposed_by,
        .is_approved = true,
        .approved_by = ctx->viewer.user_id,
    };
    enum ll_status status = control->service->run(ctx, what, &inner, reterr);
    ctx->control = (struct ll_control){0};
    LL_TRY(status);
    return answer_done(ctx, &row, inner, ret_answer, reterr);
}

static enum ll_status run_decide(struct ll_ctx *ctx, struct ll_str proposal,
                                 enum ll_proposal_state state, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct ll_q_proposal_by_id_row row;
    LL_TRY(find_open(ctx, proposal, &row, reterr));
    bool is_own = is_same(ctx->viewer.user_id, row.proposed_by);
    bool withdraws = state == LL_PROPOSAL_STATE_WITHDRAWN;
    if (ctx->viewer.is_limited && is_own != withdraws) {
        return LL_FAIL(reterr, LL_EPERM, "%s",
                       withdraws ? LL_R("it is withdrawn by who proposed it")
                                 : LL_R("who proposed it withdraws it instead"));
    }
    if (ctx->viewer.is_limited && !withdraws) {
        const struct ll_control_row *control = NULL;
        void *what = NULL;
        LL_TRY(read_input(ctx, &row, &control, &what, reterr));
        LL_TRY(check_permission(ctx, control->approves, reterr));
    }
    LL_TRY(decide(ctx, &row, state, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "proposal_id", "pps", row.proposal_id.raw);
    ll_answer_text(ctx, answer, "state", ll_str_from_cstr(ll_proposal_state_name(state)));
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_reject(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct proposal_decide *in = input;
    return run_decide(ctx, in->proposal, LL_PROPOSAL_STATE_REJECTED, ret_answer, reterr);
}

static enum ll_status run_withdraw(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct proposal_decide *in = input;
    return run_decide(ctx, in->proposal, LL_PROPOSAL_STATE_WITHDRAWN, ret_answer, reterr);
}

/* ---- looking ---- */

struct proposal_list {
    struct ll_str after;
    int64_t limit;
    bool open;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(proposal_list),
    LL_PAGE_LIMIT(proposal_list),
    LL_MEMBER(proposal_list, open, LL_OPT(BOOL),
              .help = "only those that wait for a second person"),
};
static const struct ll_record list_record = LL_RECORD("proposal_list", proposal_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct proposal_list *in = input;
    struct ll_q_proposal_list_in by = {
        .limit = ll_page_limit(in->limit),
        .has_state = in->open,
        .state = LL_PROPOSAL_STATE_OPEN,
        .has_expires_after = in->open,
        .expires_after = ctx->now,
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("pps", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_proposal_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* A person who may approve what it is about; and the machine. */
static bool may_see(const struct ll_ctx *ctx, struct ll_str command)
{
    enum ll_permission permission = LL_MAY_LOCAL;
    const struct ll_service *service = service_of(command);
    return !ctx->viewer.is_limited || (!ctx->viewer.is_program && service != NULL &&
                                       ll_control_permission(service, &permission) &&
                                       ll_roles_may(ctx->viewer.roles, permission));
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_proposal_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    LL_TRY(find(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_proposal_item_in by = {row.proposal_id};
    LL_TRY(ll_q_proposal_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    if (row.has_input && ctx->now.us < row.expires_at.us && may_see(ctx, row.command)) {
        struct ll_json *what = NULL;
        LL_TRY(unseal(ctx, &row.proposal_id, row.input, &row.input, reterr));
        LL_TRY(digest_of(ctx, row.command, row.input, digest, reterr));
        LL_TRY(ll_json_read(ctx->arena, row.input, LL_RUN_INPUT_BYTES_MAX, &what, reterr));
        ll_answer_hex(ctx, answer, "digest", (struct ll_str){(const char *)digest, sizeof(digest)});
        ll_json_set(ctx->arena, answer, "input", what);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_control_list(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_q_control_list_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("ctl", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_control_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

const struct ll_service ll_service_proposal_list = {
    .noun = "proposal",
    .verb = "list",
    .help = "list steps that wait, or waited, for a second person",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_proposal_show = {
    .noun = "proposal",
    .verb = "show",
    .help = "show what is proposed, and its digest",
    .details = "What was asked is shown while it waits; afterwards it is gone, and the event tells "
               "what was done.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_proposal_approve = {
    .noun = "proposal",
    .verb = "approve",
    .help = "do what another proposed, as the second person",
    .details = "By somebody who is signed in and may approve it, other than who proposed it. The "
               "digest is that of what was seen: what was not seen is not approved.",
    .input = &approve_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_approve,
};
const struct ll_service ll_service_proposal_reject = {
    .noun = "proposal",
    .verb = "reject",
    .help = "end what another proposed, undone",
    .input = &decide_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_reject,
};
const struct ll_service ll_service_proposal_withdraw = {
    .noun = "proposal",
    .verb = "withdraw",
    .help = "take back what you proposed",
    .input = &decide_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_withdraw,
};
const struct ll_service ll_service_control_list = {
    .noun = "control",
    .verb = "list",
    .help = "list who stood behind steps that need two people",
    .details = "Of those that one person did alone, or that were done on the machine itself, it "
               "says: single control.",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_control_list,
};
