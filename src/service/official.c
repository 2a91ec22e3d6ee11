/* official invite, revoke, list, show, accesses: links for officials, and what was opened */
#include "service/official.h"

#include "base/locale.h"
#include "service/access.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/find.h"
#include "service/notification_dossier.h"
#include "service/page_input.h"
#include "service/session.h"
#include "service/site.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_official.h"
#include "store/q_show_transport.h"

#define DAYS_MAX 366
#define LATEST_MAX 20 /* accesses that a notification shows itself */
#define LINK_BYTES_MAX 128

static const char *const opened_names[] = {
#define X(symbol, name) [LL_OPENED_##symbol] = (name),
    LL_OPENED_ROWS(X)
#undef X
};

/* ---- invite ---- */
struct official_invite {
    struct ll_str country;
    struct ll_date expires_on;
    struct ll_str language;
    struct ll_str notification;
};
static const struct ll_field invite_fields[] = {
    LL_MEMBER(official_invite, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "the state whose authority it is for, on the route: GH"),
    LL_MEMBER(official_invite, expires_on, LL_REQ(DATE),
              .help = "its last day, at most 366 days from today"),
    LL_MEMBER(official_invite, language, LL_OPT(STR), .min = 2, .max = 2,
              .help = "in which it is read: en or fr; en when left out"),
    LL_MEMBER(official_invite, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
};
static const struct ll_record invite_record =
    LL_RECORD("official_invite", official_invite, invite_fields);

static enum ll_status check_language(struct ll_str tag, enum ll_language *ret_language,
                                     struct ll_err *reterr)
{
    *ret_language = LL_LANGUAGE_EN;
    if (tag.len > 0) {
        LL_TRY(ll_language_find(tag, ret_language, reterr));
    }
    if (*ret_language != LL_LANGUAGE_EN && *ret_language != LL_LANGUAGE_FR) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "choose en or fr",
                                          "what officials read is written in English and French");
        ll_err_where(reterr, "language");
        return status;
    }
    return LL_OK;
}

static enum ll_status check_on_route(const struct ll_dossier *dossier, struct ll_str country,
                                     struct ll_err *reterr)
{
    const struct ll_q_notification_state_all_row *states = dossier->states.items;
    for (size_t i = 0; i < dossier->states.count; i++) {
        if (ll_str_eq(states[i].country, country)) {
            return LL_OK;
        }
    }
    enum ll_status status = LL_REFUSE(
        reterr, LL_EREFUSED, "'loopledger notification show' lists the states of its route",
        "%.*s is not on the route of notification '%.*s'", LL_STR_ARG(country),
        LL_STR_ARG(dossier->code));
    ll_err_where(reterr, "country");
    return status;
}

static enum ll_status check_day(const struct ll_ctx *ctx, struct ll_date day, struct ll_err *reterr)
{
    int32_t today = ll_time_date(ctx->now).days;
    if (day.days < today || day.days > today + DAYS_MAX) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give a day from today on, at most 366 days ahead",
                      "a link for an official ends today, or at most 366 days from now");
        ll_err_where(reterr, "expires_on");
        return status;
    }
    return LL_OK;
}

static enum ll_status put_link(struct ll_ctx *ctx, const struct ll_secret_text *secret,
                               struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str path;
    struct ll_str whole;
    struct ll_json *transient = ll_json_new_object(ctx->arena);
    ll_strbuf_init(&buf, ctx->arena, LINK_BYTES_MAX);
    ll_strbuf_fmt(&buf, "/briefs/%s", secret->hex);
    LL_TRY(ll_strbuf_finish(&buf, &path, reterr));
    LL_TRY(ll_site_link(ctx, ll_str_to_cstr(ctx->arena, path), &whole, reterr));
    ll_answer_text(ctx, transient, "link", whole);
    ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    return LL_OK;
}

static enum ll_status run_invite(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct official_invite *in = input;
    struct ll_dossier dossier;
    struct ll_secret_text secret;
    struct ll_access_digest digest;
    enum ll_language language;
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    LL_TRY(check_language(in->language, &language, reterr));
    LL_TRY(check_on_route(&dossier, in->country, reterr));
    LL_TRY(check_day(ctx, in->expires_on, reterr));
    ll_secret_make(&ctx->ids, &secret);
    const struct ll_q_official_link_insert_in link = {
        .official_link_id = {ll_ctx_id(ctx)},
        .digest = ll_access_digest_of(ctx, ll_str_from_cstr(secret.hex), &digest),
        .notification_id = dossier.notification_id,
        .country = in->country,
        .language = ll_str_from_cstr(ll_language_rows[language].tag),
        .expires_on = in->expires_on,
        .made_at = ctx->now,
    };
    LL_TRY(ll_q_official_link_insert(ctx->store, &link, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "official_link_id", "ofl", link.official_link_id.raw);
    ll_answer_id(ctx, answer, "notification_id", "ntf", link.notification_id.raw);
    if (!ctx->dry_run) { /* there will be no such link */
        LL_TRY(put_link(ctx, &secret, answer, reterr));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- revoke ---- */
struct official_revoke {
    struct ll_str official_link;
};
static const struct ll_field revoke_fields[] = {
    LL_MEMBER(official_revoke, official_link, LL_REQ(REF), .operand = true,
              .help = "the link's id"),
};
static const struct ll_record revoke_record =
    LL_RECORD("official_revoke", official_revoke, revoke_fields);

static enum ll_status find_link(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_official_link_id *ret_id,
                                struct ll_q_official_link_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_official_link_by_id_in by;
    if (ll_id_parse("ofl", ref, &by.official_link_id.raw, NULL) != LL_OK) {
        return ll_find_failed("official", ref, reterr);
    }
    enum ll_status status = ll_q_official_link_by_id(ctx->store, ctx->arena, &by, ret_row, reterr);
    *ret_id = by.official_link_id;
    return status == LL_ENOTFOUND ? ll_find_failed("official", ref, reterr) : status;
}

static enum ll_status run_revoke(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct official_revoke *in = input;
    struct ll_official_link_id id;
    struct ll_q_official_link_by_id_row row;
    LL_TRY(find_link(ctx, in->official_link, &id, &row, reterr));
    if (row.has_revoked_at) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the link is revoked already");
    }
    const struct ll_q_official_link_revoke_in revoke = {id, ctx->now};
    LL_TRY(ll_q_official_link_revoke(ctx->store, &revoke, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "official_link_id", "ofl", id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- looking ---- */

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_q_official_list_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("ofl", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_official_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_official_link_id id;
    struct ll_q_official_link_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_link(ctx, in->ref, &id, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_official_item_in item = {id};
    LL_TRY(ll_q_official_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    struct ll_q_official_opened_in opened = {id, LL_PAGE_MAX};
    LL_TRY(ll_q_official_opened_open(ctx->store, ctx->arena, &opened, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "accesses", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

struct official_accesses {
    struct ll_str after;
    int64_t limit;
    struct ll_str notification;
};
static const struct ll_field accesses_fields[] = {
    LL_PAGE_AFTER(official_accesses),
    LL_PAGE_LIMIT(official_accesses),
    LL_MEMBER(official_accesses, notification, LL_OPT(REF), .help = "only of this notification"),
};
static const struct ll_record accesses_record =
    LL_RECORD("official_accesses", official_accesses, accesses_fields);

static enum ll_status run_accesses(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct official_accesses *in = input;
    struct ll_q_official_accesses_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_notification_by_id_row row;
    if (in->notification.len > 0) {
        LL_TRY(ll_find_notification(ctx, in->notification, &row, reterr));
        by.has_notification_id = true;
        by.notification_id = row.notification_id;
    }
    LL_TRY(ll_find_after("ofa", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_official_accesses_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

enum ll_status ll_official_answer(struct ll_ctx *ctx, struct ll_notification_id notification_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    const struct ll_viewer *viewer = &ctx->viewer;
    struct ll_store_cursor *cursor = NULL;
    if (viewer->is_limited && (!viewer->sees_all || !ll_viewer_may(viewer, LL_MAY_PERMIT))) {
        return LL_OK;
    }
    struct ll_q_official_links_in links = {notification_id};
    LL_TRY(ll_q_official_links_open(ctx->store, ctx->arena, &links, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "official_links", reterr));
    struct ll_q_official_latest_in latest = {notification_id, LATEST_MAX};
    LL_TRY(ll_q_official_latest_open(ctx->store, ctx->arena, &latest, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "accesses", reterr);
}

/* ---- open ---- */

static enum ll_status refuse_link(struct ll_err *reterr)
{
    return LL_REFUSE(reterr, LL_ENOTFOUND,
                     "it is not whole, over, or was revoked: ask who sent it for a new one",
                     "there is no such link");
}

static enum ll_status put_notification(struct ll_ctx *ctx, const struct ll_official_open *in,
                                       struct ll_notification_id notification_id,
                                       struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    ll_id_format("ntf", notification_id.raw, id);
    *in->ret_notification = ll_str_copy(ctx->arena, ll_str_from_cstr(id));
    return in->ret_notification->ptr == NULL
               ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a link's notification")
               : LL_OK;
}

static enum ll_status find_opened(struct ll_ctx *ctx, const struct ll_official_open *in,
                                  struct ll_q_official_access_insert_in *access,
                                  struct ll_err *reterr)
{
    struct ll_access_digest digest;
    struct ll_q_official_link_by_digest_in by = {ll_access_digest_of(ctx, in->link, &digest)};
    struct ll_q_official_link_by_digest_row row;
    if (in->link.len == 0 && in->notification.len == 0) {
        return LL_OK; /* it is about none */
    }
    if (in->link.len == 0) {
        struct ll_q_notification_by_id_row found;
        LL_TRY(ll_find_notification(ctx, in->notification, &found, reterr));
        access->has_notification_id = true;
        access->notification_id = found.notification_id;
        return put_notification(ctx, in, found.notification_id, reterr);
    }
    enum ll_status status = ll_q_official_link_by_digest(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && ll_time_date(ctx->now).days > row.expires_on.days)) {
        return refuse_link(reterr);
    }
    LL_TRY(status);
    access->has_notification_id = true;
    access->notification_id = row.notification_id;
    access->has_official_link_id = true;
    access->official_link_id = row.official_link_id;
    *in->ret_country = ll_str_copy(ctx->arena, row.country);
    *in->ret_language = ll_str_copy(ctx->arena, row.language);
    *in->ret_expires_on = row.expires_on;
    return put_notification(ctx, in, row.notification_id, reterr);
}

static enum ll_status log_opened(struct ll_ctx *ctx, const void *input, enum ll_status *ret_refused,
                                 struct ll_err *reterr)
{
    const struct ll_official_open *in = input;
    struct ll_q_official_access_insert_in access = {
        .official_access_id = {ll_ctx_id(ctx)},
        .opened_at = ctx->now,
        .opened = ll_str_from_cstr(opened_names[in->opened]),
        .has_address = in->address.len > 0,
        .address = in->address,
    };
    (void)ret_refused;
    LL_TRY(find_opened(ctx, in, &access, reterr));
    return ll_q_official_access_insert(ctx->store, &access, reterr);
}

static enum ll_status run_open(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    return ll_access_change(ctx, log_opened, input, ret_answer, reterr);
}

static enum ll_status run_find(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct ll_q_official_access_insert_in access = {0};
    LL_TRY(find_opened(ctx, input, &access, reterr));
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

const struct ll_service ll_official_find = {
    .noun = "official",
    .verb = "find",
    .mode = LL_SERVICE_READ,
    .run = run_find,
};
const struct ll_service ll_official_open = {
    .noun = "official",
    .verb = "open",
    .mode = LL_SERVICE_MANAGE,
    .run = run_open,
};
const struct ll_service ll_service_official_invite = {
    .noun = "official",
    .verb = "invite",
    .help = "make a link by which an official reads about a notification",
    .details =
        "For an authority of its route that does not know the process or has no account. "
        "The link is shown once; whoever has it can read, without signing in, what is asked "
        "of that authority, why, where it stands and the printed forms, until its last day "
        "or until it is revoked. It lets nobody write. Each time that something is opened by "
        "it is logged: 'official accesses'.",
    .input = &invite_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_invite,
};
const struct ll_service ll_service_official_revoke = {
    .noun = "official",
    .verb = "revoke",
    .help = "end a link for an official",
    .input = &revoke_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_revoke,
};
const struct ll_service ll_service_official_list = {
    .noun = "official",
    .verb = "list",
    .help = "list links for officials in the order they were made",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_official_show = {
    .noun = "official",
    .verb = "show",
    .help = "show a link for an official, and what was opened by it",
    .details = "The newest first, a thousand at most: 'official accesses' lists all.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_official_accesses = {
    .noun = "official",
    .verb = "accesses",
    .help = "list what officials opened, and when",
    .details = "By a link, or signed in in that role, in the order it happened, and of the latter "
               "at which address. Nothing else is recorded of who it was.",
    .input = &accesses_record,
    .mode = LL_SERVICE_READ,
    .run = run_accesses,
};
