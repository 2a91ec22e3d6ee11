/* What clients buy: planned as papers, sent as the files that purchasing systems write. */
#include "demo/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTS_COME_ON 24 /* of the month */
#define SERVER_CLIENT                                                                              \
    0                    /* buys laptops and servers for its offices too: from its first paper on, \
                          */
#define SERVERS_EVERY 20 /* and with every so many */

/* Papers are dealt so that big clients write more of them, but not as many more as they buy. */
static int draw_client(struct ll_demo *demo)
{
    int64_t weights = 0;
    for (int i = 0; i < LL_DEMO_CLIENTS; i++) {
        weights += 60 + ll_demo_clients[i].weight / 6;
    }
    int64_t left = ll_demo_random_between(&demo->numbers, 0, weights - 1);
    int client = 0;
    while ((left -= 60 + ll_demo_clients[client].weight / 6) >= 0) {
        client++;
    }
    return client;
}

static int draw_terms(struct ll_demo *demo, int client)
{
    for (int i = 1; i <= LL_DEMO_TERMS; i++) {
        if (ll_demo_terms[i].client == client + 1) {
            int64_t draw = ll_demo_random_between(&demo->numbers, 0, 99);
            return draw < ll_demo_terms[i].share ? i : 0;
        }
    }
    return 0;
}

static bool is_list(enum ll_demo_paper paper)
{
    switch (paper) {
    case LL_DEMO_UBL_ORDER:
    case LL_DEMO_UBL_INVOICE:
        return false;
    case LL_DEMO_CSV_GENERIC:
    case LL_DEMO_CSV_COUPA:
    case LL_DEMO_CSV_SAP:
    case LL_DEMO_CSV_ODOO:
    case LL_DEMO_CSV_DEVICES:
        return true;
    }
    LL_ASSERT(false);
}

static void plan_one(struct ll_demo *demo, struct ll_demo_purchase *plan)
{
    int client = draw_client(demo);
    const struct ll_demo_client *facts = &ll_demo_clients[client];
    int32_t pilot_from = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + 2, 9, 1).days;
    int year;
    int month;
    int day;
    plan->client = (uint8_t)client;
    plan->terms = (uint8_t)draw_terms(demo, client);
    plan->paper = (uint8_t)facts->paper;
    plan->day = ll_demo_growing_day(demo);
    if (facts->program == LL_DEMO_PILOT && plan->day < pilot_from) {
        plan->day = pilot_from + plan->day % (demo->last_day - pilot_from + 1);
    }
    ll_date_to_ymd((struct ll_date){plan->day}, &year, &month, &day);
    plan->sent_on = plan->day;
    if (is_list(facts->paper)) {
        if (day > LISTS_COME_ON) {
            plan->day -= day - LISTS_COME_ON;
        }
        plan->sent_on = ll_date_from_ymd(year, month, LISTS_COME_ON).days;
    }
    plan->weight = facts->weight * ll_demo_random_between(&demo->numbers, 20, 300);
    bool only_phones =
        plan->terms != 0 || facts->program == LL_DEMO_PILOT || facts->paper == LL_DEMO_CSV_DEVICES;
    if (!only_phones && ll_demo_random_between(&demo->numbers, 0, 99) < 9) {
        plan->units[LL_DEMO_TABLETS_BOUGHT] =
            (int32_t)ll_demo_random_between(&demo->numbers, 1, 12);
    }
    if (!only_phones && ll_demo_random_between(&demo->numbers, 0, 99) < 6) {
        plan->units[LL_DEMO_LAPTOPS_BOUGHT] = (int32_t)ll_demo_random_between(&demo->numbers, 1, 9);
    }
}

/* In the order in which papers are sent; of one file, by number. */
static int compare_purchases(const void *a, const void *b)
{
    const struct ll_demo_purchase *x = a;
    const struct ll_demo_purchase *y = b;
    if (x->sent_on != y->sent_on) {
        return x->sent_on < y->sent_on ? -1 : 1;
    }
    if (x->client != y->client) {
        return x->client < y->client ? -1 : 1;
    }
    if (x->terms != y->terms) {
        return x->terms < y->terms ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* Demand by mass. */
static void deal_servers(struct ll_demo *demo)
{
    int papers = 0;
    for (size_t i = 0; i < demo->purchase_count; i++) {
        struct ll_demo_purchase *plan = &demo->purchases[i];
        if (plan->client == SERVER_CLIENT && plan->terms == 0 && papers++ % SERVERS_EVERY == 0) {
            plan->units[LL_DEMO_LAPTOPS_BOUGHT] += 4;
            plan->units[LL_DEMO_SERVERS_BOUGHT] = 1;
        }
    }
}

/* Deal what is demanded of a programme by weight, at least one phone a paper. */
static void deal_phones(struct ll_demo *demo, enum ll_demo_programme programme, int64_t at_100)
{
    int64_t weights = 0;
    int64_t before = 0;
    int64_t papers = 0;
    for (size_t i = 0; i < demo->purchase_count; i++) {
        const struct ll_demo_purchase *plan = &demo->purchases[i];
        if (ll_demo_clients[plan->client].program == programme) {
            weights += plan->weight;
            papers++;
        }
    }
    int64_t phones = ll_demo_scaled(demo, at_100, 1) - papers;
    phones = phones < 0 ? 0 : phones;
    for (size_t i = 0; i < demo->purchase_count; i++) {
        struct ll_demo_purchase *plan = &demo->purchases[i];
        if (ll_demo_clients[plan->client].program != programme) {
            continue;
        }
        int64_t after = before + plan->weight;
        plan->units[LL_DEMO_PHONES_BOUGHT] =
            (int32_t)(1 + phones * after / weights - phones * before / weights);
        before = after;
    }
}

enum ll_status ll_demo_plan_purchases(struct ll_demo *demo, struct ll_err *reterr)
{
    demo->purchase_count = (size_t)ll_demo_scaled(demo, LL_DEMO_PURCHASES, 3 * LL_DEMO_CLIENTS);
    demo->purchases = LL_NEW_ARRAY(demo->ctx->arena, struct ll_demo_purchase, demo->purchase_count);
    if (demo->purchases == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the purchases of a demonstration");
    }
    for (size_t i = 0; i < demo->purchase_count; i++) {
        plan_one(demo, &demo->purchases[i]);
        demo->purchases[i].number = (int32_t)i + 1;
    }
    qsort(demo->purchases, demo->purchase_count, sizeof(*demo->purchases), compare_purchases);
    deal_servers(demo);
    deal_phones(demo, LL_DEMO_MAIN, LL_DEMO_PHONES_DEMANDED);
    deal_phones(demo, LL_DEMO_PILOT, LL_DEMO_PILOT_PHONES_DEMANDED);
    return LL_OK;
}

/* ---- sending ---- */

/* The end of the file that begins with purchases[from]: a list holds a client's papers of a month.
 */
static size_t file_end(const struct ll_demo *demo, size_t from)
{
    const struct ll_demo_purchase *first = &demo->purchases[from];
    size_t to = from + 1;
    while (is_list((enum ll_demo_paper)first->paper) && to < demo->purchase_count &&
           demo->purchases[to].sent_on == first->sent_on &&
           demo->purchases[to].client == first->client &&
           demo->purchases[to].terms == first->terms) {
        to++;
    }
    return to;
}

static void count_documents(struct ll_demo *demo, const struct ll_json *answer)
{
    const struct ll_json *documents = ll_json_get(answer, "documents");
    for (size_t i = 0; documents != NULL && i < documents->count; i++) {
        struct ll_str outcome = ll_json_string_at(&documents->items[i], "outcome");
        if (ll_str_eq_cstr(outcome, "booked")) {
            demo->counts.documents++;
        } else {
            demo->counts.documents_repeated++;
        }
    }
    demo->counts.files++;
}

static enum ll_status import_file(struct ll_demo *demo, const struct ll_demo_purchase *plan,
                                  struct ll_str bytes, struct ll_json **ret_answer,
                                  struct ll_err *reterr)
{
    const struct ll_demo_client *client = &ll_demo_clients[plan->client];
    const struct ll_demo_payer *payer = &ll_demo_payers[client->payer];
    struct ll_demo_call call;
    char code[32];
    char name[64];
    bool list = is_list(client->paper);
    ll_demo_client_code(plan->client, code);
    (void)snprintf(name, sizeof(name), "%s-%06d.%s", code, (int)plan->number, list ? "csv" : "xml");
    ll_demo_call_begin(demo, &call, LL_DEMO_ORDER_IMPORT);
    ll_demo_put_cstr(&call, "beneficiary", code);
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[client->program]);
    ll_demo_put_cstr(&call, "trigger", client->trigger);
    ll_demo_put_file(&call, "file", name, bytes);
    if (payer->code != NULL) {
        ll_demo_put_cstr(&call, "payer", payer->code);
    }
    if (payer->is_reseller) {
        ll_demo_put_cstr(&call, "reseller", payer->code);
    }
    if (plan->terms > 0) {
        ll_demo_put_fmt(&call, "order_line", "%s.%s", code, ll_demo_terms[plan->terms].suffix);
    }
    LL_TRY(ll_demo_call_run(&call, ret_answer, reterr));
    count_documents(demo, *ret_answer);
    return LL_OK;
}

enum ll_status ll_demo_buy(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    while (demo->purchase_next < demo->purchase_count &&
           demo->purchases[demo->purchase_next].sent_on <= day) {
        size_t from = demo->purchase_next;
        size_t to = file_end(demo, from);
        struct ll_str bytes;
        ll_demo_forget(demo);
        LL_TRY(ll_demo_paper_write(demo, from, to, &bytes, reterr));
        struct ll_json *answer = NULL;
        LL_TRY(import_file(demo, &demo->purchases[from], bytes, &answer, reterr));
        ll_demo_plan_credit(demo, &demo->purchases[from], answer);
        /* One file in a hundred is sent twice; nothing more may come of it. */
        if (demo->purchases[from].number % 100 == 0) {
            LL_TRY(import_file(demo, &demo->purchases[from], bytes, &answer, reterr));
        }
        demo->purchase_next = to;
    }
    return LL_OK;
}
