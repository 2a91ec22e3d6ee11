/* What a demonstration came to: its own counts, and what the services say of lines and backlog. */
#include "demo/call.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 1000
#define TOP_CLIENTS 5

struct client_sum {
    int client; /* from 0 */
    int64_t demanded;
    int64_t allocated;
};

struct sums {
    struct client_sum clients[LL_DEMO_CLIENTS];
    int64_t demanded;
    int64_t allocated;
    int64_t demanded_g; /* of lines in grams */
    int64_t allocated_g;
    int64_t by_mass;   /* units that serve these, */
    int64_t uncounted; /* and grams that nobody counted */
};

static void add_line(struct sums *sums, const struct ll_json *item)
{
    struct ll_str beneficiary = ll_json_string_at(item, "beneficiary");
    int64_t demanded = ll_json_integer_at(item, "demanded_units");
    int64_t allocated = ll_json_integer_at(item, "allocated_units");
    if (ll_str_eq_cstr(ll_json_string_at(item, "measure"), "grams")) {
        sums->demanded_g += ll_json_integer_at(item, "demanded_g");
        sums->allocated_g += ll_json_integer_at(item, "allocated_g");
        sums->by_mass += ll_json_integer_at(item, "scrap_units");
        sums->uncounted += ll_json_integer_at(item, "uncounted_g");
        return;
    }
    for (int i = 0; i < LL_DEMO_CLIENTS; i++) {
        char code[32];
        ll_demo_client_code(i, code);
        if (ll_str_eq_cstr(beneficiary, code)) {
            sums->clients[i].demanded += demanded;
            sums->clients[i].allocated += allocated;
        }
    }
    sums->demanded += demanded;
    sums->allocated += allocated;
}

static enum ll_status sum_lines(struct ll_demo *demo, struct sums *sums, struct ll_err *reterr)
{
    char after[80] = "";
    for (int i = 0; i < LL_DEMO_CLIENTS; i++) {
        sums->clients[i].client = i;
    }
    for (;;) {
        struct ll_demo_call call;
        struct ll_json *answer = NULL;
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_ORDER_LIST);
        ll_demo_put_i64(&call, "limit", PAGE);
        ll_demo_put_cstr(&call, "after", after);
        LL_TRY(ll_demo_call_run(&call, &answer, reterr));
        const struct ll_json *items = ll_json_get(answer, "items");
        for (size_t i = 0; items != NULL && i < items->count; i++) {
            add_line(sums, &items->items[i]);
        }
        struct ll_str next = ll_json_string_at(answer, "next");
        if (next.len == 0 || next.len >= sizeof(after)) {
            return LL_OK;
        }
        memcpy(after, next.ptr, next.len);
        after[next.len] = '\0';
    }
}

/* ---- what waits ---- */

/* When the position of the line entered the queue: the text of its slice. */
static enum ll_status queue_time(struct ll_demo *demo, struct ll_str line, int64_t position,
                                 char ret_day[LL_TIME_TEXT_MAX], struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_json *answer = NULL;
    ll_demo_call_begin(demo, &call, LL_DEMO_ORDER_SHOW);
    ll_demo_put(&call, "ref", line);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    const struct ll_json *slices = ll_json_get(answer, "slices");
    for (size_t i = 0; slices != NULL && i < slices->count; i++) {
        const struct ll_json *slice = &slices->items[i];
        struct ll_str at = ll_json_string_at(slice, "queue_at");
        if (ll_json_integer_at(slice, "lo") <= position &&
            position < ll_json_integer_at(slice, "hi") && at.len >= 10) {
            memcpy(ret_day, at.ptr, 10);
            ret_day[10] = '\0';
            return LL_OK;
        }
    }
    return LL_FAIL(reterr, LL_ECORRUPT, "an order line does not show the demand that waits");
}

static enum ll_status put_backlog(struct ll_demo *demo, enum ll_demo_programme programme,
                                  struct ll_json *backlog, struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_json *answer = NULL;
    struct ll_arena *arena = demo->ctx->arena;
    char day[LL_TIME_TEXT_MAX];
    ll_demo_call_begin(demo, &call, LL_DEMO_ALLOCATION_PREVIEW);
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[programme]);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    struct ll_json *item = ll_json_new_object(arena);
    ll_json_set_cstr(arena, item, "programme", ll_demo_programme_codes[programme]);
    ll_json_set_integer(arena, item, "next_run_would_match_units",
                        ll_json_integer_at(answer, "units"));
    ll_json_set_integer(arena, item, "then_still_open_units",
                        ll_json_integer_at(answer, "still_open_units"));
    ll_json_set_integer(arena, item, "then_still_open_g",
                        ll_json_integer_at(answer, "still_open_g"));
    const struct ll_json *waiting = ll_json_get(answer, "waiting");
    if (waiting != NULL && waiting->count > 0) {
        const struct ll_json *oldest = &waiting->items[0];
        struct ll_str line = ll_json_string_at(oldest, "order_line");
        LL_TRY(queue_time(demo, line, ll_json_integer_at(oldest, "lo"), day, reterr));
        ll_json_set_str(arena, item, "oldest_waits_since",
                        ll_str_copy(arena, ll_str_from_cstr(day)));
        ll_json_set_str(arena, item, "oldest_is_of", line);
        ll_json_set_str(arena, item, "why", ll_json_string_at(oldest, "why"));
    }
    ll_json_append(arena, backlog, item);
    return LL_OK;
}

/* ---- the summary ---- */

static struct ll_json *counts_json(const struct ll_demo *demo)
{
    const struct ll_demo_counts *c = &demo->counts;
    const struct {
        const char *name;
        int64_t value;
    } rows[] = {
        {"phones", c->phones},
        {"other_devices", c->other_devices},
        {"uncounted_g", c->uncounted_g},
        {"collectors", c->collectors},
        {"collections", c->collections},
        {"lots", c->lots},
        {"lots_excluded", c->excluded},
        {"lots_admitted_again", c->admitted},
        {"packages", c->packages},
        {"shipments", c->shipments},
        {"containers", c->containers},
        {"receipts", c->receipts},
        {"treatments", c->treatments},
        {"organisations", c->organisations},
        {"facilities", c->facilities},
        {"files_imported", c->files},
        {"documents", c->documents},
        {"documents_sent_again", c->documents_repeated},
        {"devices_listed_one_by_one", demo->devices_listed},
        {"allocation_runs", c->runs},
        {"certificates", c->certificates},
        {"certified_units", c->certified_units},
        {"pours", c->pours},
        {"incidents", c->incidents},
        {"found_units", c->found},
        {"cases", c->cases},
        {"credit_notes", c->credit_notes},
        {"credited_units", c->credited_units},
        {"certificates_raised", c->raised},
        {"certificates_replaced", c->replaced},
        {"certificates_revoked", c->revoked},
        {"requests", c->requests},
    };
    struct ll_arena *arena = demo->ctx->arena;
    struct ll_json *counts = ll_json_new_object(arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ll_json_set_integer(arena, counts, rows[i].name, rows[i].value);
    }
    return counts;
}

/* Units by the furthest stage they have reached. */
static struct ll_json *stages_json(const struct ll_demo *demo)
{
    const struct ll_demo_counts *c = &demo->counts;
    static const char *const removals[LL_DEMO_REMOVALS] = {
        [LL_DEMO_LOST] = "lost",
        [LL_DEMO_DIVERTED] = "diverted",
        [LL_DEMO_RETURNED] = "returned",
        [LL_DEMO_SEIZED] = "seized",
    };
    struct ll_arena *arena = demo->ctx->arena;
    struct ll_json *stages = ll_json_new_object(arena);
    int64_t all = c->phones + c->other_devices + c->found;
    int64_t removed = 0;
    for (size_t i = 0; i < LL_DEMO_REMOVALS; i++) {
        ll_json_set_integer(arena, stages, removals[i], c->removed[i]);
        removed += c->removed[i];
    }
    ll_json_set_integer(arena, stages, "accepted", all - removed - c->shipped_units);
    ll_json_set_integer(arena, stages, "shipped", c->shipped_units - c->received_units);
    ll_json_set_integer(arena, stages, "received",
                        c->received_units - c->dismantled_units - c->recycled_units);
    ll_json_set_integer(arena, stages, "dismantled", c->dismantled_units);
    ll_json_set_integer(arena, stages, "recycled", c->recycled_units);
    return stages;
}

/* Text: it is a name, not a quantity. */
static struct ll_json *seed_json(struct ll_arena *arena, int64_t seed)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, 32);
    ll_strbuf_i64(&buf, seed);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(arena, text) : NULL;
}

static int compare_sums(const void *a, const void *b)
{
    const struct client_sum *x = a;
    const struct client_sum *y = b;
    if (x->demanded != y->demanded) {
        return x->demanded > y->demanded ? -1 : 1;
    }
    return x->client - y->client;
}

static struct ll_json *clients_json(const struct ll_demo *demo, struct sums *sums)
{
    struct ll_arena *arena = demo->ctx->arena;
    struct ll_json *clients = ll_json_new_array(arena);
    qsort(sums->clients, LL_DEMO_CLIENTS, sizeof(sums->clients[0]), compare_sums);
    for (size_t i = 0; i < TOP_CLIENTS; i++) {
        const struct client_sum *sum = &sums->clients[i];
        struct ll_json *item = ll_json_new_object(arena);
        char code[32];
        ll_demo_client_code(sum->client, code);
        ll_json_set_str(arena, item, "client", ll_str_copy(arena, ll_str_from_cstr(code)));
        ll_json_set_cstr(arena, item, "name", ll_demo_clients[sum->client].name);
        ll_json_set_integer(arena, item, "demanded_units", sum->demanded);
        ll_json_set_integer(arena, item, "allocated_units", sum->allocated);
        ll_json_append(arena, clients, item);
    }
    return clients;
}

static void add_try(struct ll_arena *arena, struct ll_json *commands, const char *shows,
                    const char *command, const char *value)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    if (value[0] == '\0') {
        return; /* too small a scale had none */
    }
    ll_strbuf_init(&buf, arena, 256);
    ll_strbuf_cstr(&buf, command);
    ll_strbuf_cstr(&buf, value);
    bool whole = ll_strbuf_finish(&buf, &text, NULL) == LL_OK;
    struct ll_json *item = ll_json_new_object(arena);
    ll_json_set(arena, item, "command", whole ? ll_json_new_string(arena, text) : NULL);
    ll_json_set_cstr(arena, item, "shows", shows);
    ll_json_append(arena, commands, item);
}

static const struct ll_demo_lot *largest_lot(const struct ll_demo *demo)
{
    const struct ll_demo_lot *largest = &demo->lots[0];
    for (size_t i = 1; i < demo->lot_count; i++) {
        largest = demo->lots[i].units > largest->units ? &demo->lots[i] : largest;
    }
    return largest;
}

static struct ll_json *try_json(const struct ll_demo *demo)
{
    struct ll_arena *arena = demo->ctx->arena;
    struct ll_json *commands = ll_json_new_array(arena);
    const struct ll_demo_lot *lot = largest_lot(demo);
    const char *voyage = demo->container_count > 0 ? "voyage-00001" : "";
    add_try(arena, commands, "a certificate: what it stands for, and what was signed",
            "loopledger certificate show ", demo->examples.certificate);
    add_try(arena, commands, "one that was stated in error", "loopledger certificate show ",
            demo->examples.revoked);
    add_try(arena, commands, "what stands for a client's phone", "loopledger device show --imei ",
            demo->examples.imei);
    add_try(arena, commands, "the same for a serial number",
            "loopledger device show --maker 'Example Makers' --serial ", demo->examples.serial);
    add_try(arena, commands, "where the units of a lot are, and what they serve",
            "loopledger lot show ", lot->id);
    add_try(arena, commands, "demand by mass", "loopledger order show ",
            "client-01.laptop.one-for-one");
    add_try(arena, commands, "demand with terms that are hard to meet", "loopledger order show ",
            "client-08.rwanda-2024");
    add_try(arena, commands, "what the next run would match, and why the rest waits",
            "loopledger allocation preview ", ll_demo_programme_codes[LL_DEMO_MAIN]);
    add_try(arena, commands, "a container's way to the recycler", "loopledger shipment show ",
            voyage);
    return commands;
}

enum ll_status ll_demo_summarise(struct ll_demo *demo, const struct ll_demo_options *asked,
                                 struct ll_json **ret_summary, struct ll_err *reterr)
{
    struct ll_arena *arena = demo->ctx->arena;
    struct sums sums = {.demanded = 0};
    LL_TRY(sum_lines(demo, &sums, reterr));
    ll_demo_forget(demo);
    struct ll_json *summary = ll_json_new_object(arena);
    struct ll_json *backlog = ll_json_new_array(arena);
    for (enum ll_demo_programme p = LL_DEMO_MAIN; p < LL_DEMO_PROGRAMMES; p++) {
        LL_TRY(put_backlog(demo, p, backlog, reterr));
    }
    ll_json_set(arena, summary, "seed", seed_json(arena, asked->seed));
    ll_json_set_integer(arena, summary, "scale_percent", asked->scale_percent);
    ll_json_set_cstr(arena, summary, "from", "2021-01");
    ll_json_set_cstr(arena, summary, "to", "2025-12");
    ll_json_set(arena, summary, "counts", counts_json(demo));
    ll_json_set_integer(arena, summary, "demanded_units", sums.demanded);
    ll_json_set_integer(arena, summary, "allocated_units", sums.allocated);
    ll_json_set_integer(arena, summary, "demanded_g", sums.demanded_g);
    ll_json_set_integer(arena, summary, "allocated_g", sums.allocated_g);
    ll_json_set_integer(arena, summary, "allocated_by_mass_units", sums.by_mass);
    ll_json_set_integer(arena, summary, "allocated_uncounted_g", sums.uncounted);
    ll_json_set_integer(arena, summary, "open_units", sums.demanded - sums.allocated);
    ll_json_set_integer(arena, summary, "not_allocated_units",
                        demo->counts.phones + demo->counts.other_devices + demo->counts.found -
                            sums.allocated - sums.by_mass);
    ll_json_set(arena, summary, "stages", stages_json(demo));
    ll_json_set(arena, summary, "backlog", backlog);
    ll_json_set(arena, summary, "top_clients", clients_json(demo, &sums));
    ll_json_set(arena, summary, "try", try_json(demo));
    if (summary->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the summary of a demonstration");
    }
    *ret_summary = summary;
    return LL_OK;
}
