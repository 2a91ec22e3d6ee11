/* The random commands that move no unit: certifications, forgetting, keys, parties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/programme_steps.h"
#include "service/keys.h"

/* ---- certifications of plants ---- */
void programme_certify(struct programme_world *w, int place, int from, int to)
{
    char days[2][LL_TIME_TEXT_MAX];
    int32_t start = programme_day(w) - w->model.day;
    bool ok = model_certify(&w->model, place, from, to);
    ll_date_format((struct ll_date){start + from}, days[0]);
    ll_date_format((struct ll_date){start + to}, days[1]);
    (void)programme_call(
        w, ok, "facility certify", programme_text(w, "facility=%s", facility(place)),
        programme_text(w, "standard=s%lld", (long long)w->number), "scope=recycling",
        programme_text(w, "number=R%lld", (long long)++w->documents),
        programme_text(w, "valid_from=%s", days[0]), programme_text(w, "valid_to=%s", days[1]),
        NULL);
}

/* Also of days that are gone: what was received then need not lack it any more. */
bool step_certify(struct programme_world *w)
{
    int from = w->model.day - 1 + below(w, 3);
    if (w->model.certifications == MODEL_CERTIFICATIONS || below(w, 4) > 0) {
        return false;
    }
    programme_certify(w, PLACE_PLANT, from, from - 1 + below(w, 3));
    return true;
}

/* ---- forgetting ---- */
/* Of a client of whom nothing is demanded, until a certificate names it; of collectors, carriers
 * and funders always; never of who runs plants or programmes. */
bool step_erase(struct programme_world *w)
{
    static const char *const others[] = {"kumasi-repair", "blueline", "goodfund", "oneforone",
                                         "smelter"};
    int turn = below(w, 10);
    if (turn < 5) {
        (void)programme_call(w, turn < 3, "organisation erase",
                             programme_text(w, "organisation=%s", others[turn]),
                             "reason=asked-by-person", NULL);
        return true;
    }
    int client = turn % MODEL_CLIENTS;
    (void)programme_call(w, model_erase(&w->model, client), "organisation erase",
                         programme_text(w, "organisation=%s", programme_client(w, client)),
                         "reason=asked-by-person", NULL);
    return true;
}

/* A note, once; no name and no number. */
bool step_erase_note(struct programme_world *w)
{
    static const char *const fields[] = {"case.note", "certificate.note", "lot.note",
                                         "organisation.name", "document"};
    int field = below(w, 5);
    const struct ll_json *list = programme_call(
        w, true, "annex list", programme_text(w, "field=%s", fields[field]), "limit=500", NULL);
    const struct ll_json *items = ll_at(list, "items");
    if (items->count == 0) {
        return false;
    }
    const struct ll_json *entry = &items->items[below(w, (int)items->count)];
    const struct ll_json *body = ll_json_get(entry, "body");
    bool is_there = body != NULL && body->type == LL_JSON_STRING;
    (void)programme_call(w, field < 3 && is_there, "annex erase",
                         ll_option(w->ledger, "entry", ll_text_at(entry, "annex_id")),
                         "reason=asked-by-person", NULL);
    return true;
}

/* ---- what changes nothing here ---- */
static void change_key(struct programme_world *w)
{
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_ctx *ctx = &w->ledger->ctx;
    bool own = !ll_store_in_transaction(ctx->store);
    if (own) {
        SEED_CHECK(&w->seed, ll_store_begin(ctx->store, LL_STORE_READ, &w->ledger->err) == LL_OK);
    }
    SEED_CHECK(&w->seed, ll_keys_signing(ctx, &key, &w->ledger->err) == LL_OK);
    if (own) {
        ll_store_rollback(ctx->store);
    }
    ll_multikey_public_format(&key.public_key, multikey);
    (void)programme_call(w, true, "key change", programme_text(w, "retire=%s", multikey), NULL);
}

/* Each part once. */
static void add_party(struct programme_world *w)
{
    static const char *const roles[2] = {"role=carrier", "role=warehouse"};
    if (w->model.packages == 0) {
        return;
    }
    int package = below(w, w->model.packages);
    int role = below(w, 2);
    bool ok = !w->has_party[package][role];
    w->has_party[package][role] = true;
    (void)programme_call(w, ok, "party add",
                         programme_text(w, "object=package:%s", package_code(w, package)),
                         "organisation=blueline", roles[role], NULL);
}

bool step_aside(struct programme_world *w)
{
    switch (below(w, 4)) {
    case 0:
        if (below(w, 4) == 0) {
            change_key(w); /* certificates are signed with another from here on */
        }
        break;
    case 1:
        (void)programme_call(w, true, "class load", NULL);
        break;
    case 2:
        (void)programme_call(w, true, "annex reapply", NULL);
        break;
    default:
        add_party(w);
        break;
    }
    return true;
}
