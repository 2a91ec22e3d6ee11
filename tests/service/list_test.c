/*
 * Lists: every filter of every list gives exactly the items that have the value, by code and by id,
 * alone and with another filter, page by page. A filter is named as the member it looks at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"
#include "service/keys.h"
#include "store/driver.h"
#include "store/q_show_demand.h"
#include "store/q_show_plant.h"
#include "store/q_show_supply.h"
#include "store/q_show_transport.h"

#define LIMIT "limit=2"
#define PAGES_MAX 200

/* What the full ledger has one kind of only. */
static void make_more(struct ll_ledger *l)
{
    ll_call(l, "organisation add", "code=lagos-repair", "country=NG", "name=Lagos Repair", NULL);
    ll_call(l, "facility add", "code=ikeja", "country=NG", "name=Ikeja", "plant=no",
            "organisation=lagos-repair", NULL);
    ll_call(l, "programme add", "code=second", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=tablet=tablet:4.00 EUR", NULL);
    const struct ll_json *answer = ll_call(
        l, "collection receive", "programme=second", "collector=lagos-repair", "facility=ikeja",
        "collected_on=2026-03-01", "price=1 NGN", "lots=tablet:6:3kg:none",
        "evidence_digest=f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", NULL);
    const char *lots = ll_option(l, "lots", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "package make", "code=pallet-1", "kind=pallet", "programme=second", "facility=ikeja",
            NULL);
    ll_call(l, "package fill", "package=pallet-1", lots, NULL);
    ll_call(l, "package seal", "package=pallet-1", "seal=S-9", NULL);
    ll_call(l, "label print", "labels=2", "programme=second", NULL);
    ll_call(l, "shipment plan", "code=s-18", "from=ikeja", "to=lagos", "planned_arrival=2026-06-01",
            "legs=road:blueline:20", "packages=pallet-1", NULL);
    ll_call(l, "handover give", "from=lagos-repair", "to=blueline", "condition=sound",
            "shipment=s-18", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,tablet,3,2026-02-01\n"));
    ll_call(l, "order import", "programme=second", "beneficiary=goodfund", "file=@doc", NULL);
    ll_call(l, "hold place", "order_line=goodfund.tablet.second", "units=1", "until=2027-12-31",
            NULL);
    ll_call(l, "allocation run", "programme=second", NULL);
    ll_call(l, "certificate issue", "programme=second", "beneficiary=goodfund", "stage=accepted",
            NULL);
    /* Treated where it was collected. */
    answer = ll_receive(l, "K-9", "smartphone:30:5.1kg:none");
    ll_pack(l, "box-9", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-9", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-06-01", "legs=road:blueline:250", "packages=box-9", NULL);
    ll_call(l, "notification draft", "code=n-9", "notifier=lagos-repair", "consignee=blueline",
            "from=ikeja", "plant=tema-plant", "stream=pcb-scrap", "battery=none",
            "purpose=recovery", "operation=r12", "shipments_max=1", "mass_max=1 t",
            "first_departure=2026-05-01", "last_departure=2026-06-01", "states=NG,GH", NULL);
    ll_call(l, "official invite", "notification=n-9", "country=GH", "expires_on=2026-12-31", NULL);
    ll_call(l, "shipment depart", "shipment=s-9", NULL);
    ll_call(l, "shipment arrive", "shipment=s-9", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "30", "5.1kg"));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-9", NULL);
    ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
            "kind=mechanical", "operation=r12", "outputs=boards:1kg,metals:4.1kg", NULL);
    const struct ll_json *treated =
        ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
                "kind=mechanical", "operation=r4", "outputs=tin:1kg,metals:4.1kg", NULL);
    ll_call(l, "dispatch record", "facility=tema-plant", "buyer=utrecht", "number=T-1",
            "materials=tin:0.5kg", NULL);
    ll_call(l, "settlement record", ll_option(l, "treatment", ll_text_at(treated, "treatment_id")),
            "number=T-1", "laboratory=lab", "assays=tin/tin:990000:xrf", NULL);
    ll_call(l, "campaign open", "facility=tema-plant", "number=K-1", "operation=r4", NULL);
    answer = ll_call(l, "campaign open", "facility=hoboken", "number=K-8", "operation=r4", NULL);
    ll_call(l, "campaign cancel", ll_option(l, "campaign", ll_text_at(answer, "campaign_id")),
            "reason=mistake", NULL);
}

/* "name=value" of a member as an option takes it. */
static const char *option_of(struct ll_ledger *l, const char *name, const struct ll_json *value)
{
    switch (value->type) {
    case LL_JSON_TRUE:
        return ll_option(l, name, LL_STR("yes"));
    case LL_JSON_FALSE:
        return ll_option(l, name, LL_STR("no"));
    case LL_JSON_STRING:
        return ll_option(l, name, value->string);
    case LL_JSON_NULL:
    case LL_JSON_NUMBER:
    case LL_JSON_ARRAY:
    case LL_JSON_OBJECT:
        break;
    }
    fail_msg("%s is no value to filter by", name);
    return NULL;
}

static bool same(const struct ll_json *a, const struct ll_json *b)
{
    return a != NULL && b != NULL && a->type == b->type &&
           (a->type != LL_JSON_STRING || ll_str_eq(a->string, b->string));
}

static bool fits(const struct ll_json *item, const char *name, const struct ll_json *value)
{
    return name == NULL || same(ll_json_get(item, name), value);
}

/* What is looked for: up to two members with their values, and the option that says so. */
struct filter {
    const char *name;
    const struct ll_json *value;
    const char *option;
};

/* All pages of the filtered list against what fits of the whole list. How many fit. */
static size_t check_pages(struct ll_ledger *l, const char *command, const struct ll_json *whole,
                          const struct filter *a, const struct filter *b)
{
    const struct ll_json *page = NULL;
    size_t fitting = 0;
    size_t at = 0;
    const char *after = "after=";
    for (size_t pages = 0; pages < PAGES_MAX; pages++) {
        page = ll_call(l, command, LIMIT, after, a->option, b->option, NULL);
        const struct ll_json *items = ll_at(page, "items");
        for (size_t i = 0; i < items->count; i++, at++, fitting++) {
            while (at < whole->count && !(fits(&whole->items[at], a->name, a->value) &&
                                          fits(&whole->items[at], b->name, b->value))) {
                at++;
            }
            if (at == whole->count ||
                !same(&items->items[i].members[0].value, &whole->items[at].members[0].value)) {
                fail_msg("%s %s %s: item %zu is not what it should be", command, a->option,
                         b->option == NULL ? "" : b->option, fitting);
            }
        }
        if (ll_json_get(page, "next") == NULL) {
            break;
        }
        after = ll_option(l, "after", ll_text_at(page, "next"));
    }
    assert_null(ll_json_get(page, "next"));
    for (; at < whole->count; at++) {
        if (fits(&whole->items[at], a->name, a->value) &&
            fits(&whole->items[at], b->name, b->value)) {
            fail_msg("%s %s: item %zu of the whole list is missing", command, a->option, at);
        }
    }
    return fitting;
}

/* No members: what of them the desk goes by is in desk_test, `open` in enquiry_test. */
static const char *const unnamed[] = {
    "after",        "arrival_before",  "by_deadline",  "certified_until",
    "conflicting",  "deadline_before", "departed_in",  "dispatched_in",
    "ends_before",  "issued_in",       "left",         "limit",
    "live",         "newest_first",    "open",         "plan_due_before",
    "received_in",  "settled_in",      "treated_in",   "treatment",
    "unconsented",  "under_way",       "unplanned",    "unreceived",
    "untreated",    "vintage",         "waiting",      "waiting_before",
    "waiting_from", "waits",           "with_package", "at_limit",
};

static bool is_filter(const struct ll_field *field)
{
    for (size_t i = 0; i < sizeof(unnamed) / sizeof(unnamed[0]); i++) {
        if (strcmp(field->name, unnamed[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* One filter by the values of one item: alone, by id, and with each other filter. */
static bool check_filter(struct ll_ledger *l, const char *command, const struct ll_record *input,
                         const struct ll_field *field, const struct ll_json *whole, size_t item)
{
    char id_name[64];
    const struct ll_json *value = ll_json_get(&whole->items[item], field->name);
    if (value == NULL) {
        return false;
    }
    const struct filter none = {NULL, NULL, NULL};
    struct filter filter = {field->name, value, option_of(l, field->name, value)};
    size_t count = check_pages(l, command, whole, &filter, &none);
    snprintf(id_name, sizeof(id_name), "%s_id", field->name);
    const struct ll_json *id = ll_json_get(&whole->items[item], id_name);
    if (id != NULL) {
        struct filter by_id = {field->name, value, option_of(l, field->name, id)};
        assert_int_equal(check_pages(l, command, whole, &by_id, &none), count);
    }
    for (size_t i = 0; i < input->field_count; i++) {
        const struct ll_field *other = &input->fields[i];
        const struct ll_json *others = ll_json_get(&whole->items[0], other->name);
        if (other != field && is_filter(other) && others != NULL) {
            struct filter second = {other->name, others, option_of(l, other->name, others)};
            check_pages(l, command, whole, &filter, &second);
        }
    }
    return count < whole->count;
}

static void check_list(struct ll_ledger *l, const struct ll_service *service)
{
    char command[64];
    snprintf(command, sizeof(command), "%s %s", service->noun, service->verb);
    const struct ll_json *whole = ll_at(ll_call(l, command, "limit=1000", NULL), "items");
    assert_true(whole->count > 1);
    for (size_t i = 0; i < service->input->field_count; i++) {
        const struct ll_field *field = &service->input->fields[i];
        bool narrowed = !is_filter(field);
        for (size_t item = 0; !narrowed && item < whole->count; item++) {
            narrowed = check_filter(l, command, service->input, field, whole, item);
        }
        if (!narrowed) {
            fail_msg("%s: no value of %s leaves anything out", command, field->name);
        }
    }
}

static void every_filter(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    size_t lists = 0;
    ll_make_full_ledger(l);
    make_more(l);
    for (size_t i = 0; i < ll_service_count; i++) {
        const struct ll_service *service = ll_services[i];
        if (strcmp(service->verb, "list") == 0 && service->input != NULL &&
            ll_record_find(service->input, LL_STR("after")) != NULL) {
            check_list(l, service);
            lists++;
        }
    }
    assert_int_equal(lists, 32);
}

/* ---- in another order ---- */

static const struct {
    const char *command;
    const char *option;
    const char *id;     /* by what it is ordered then, with `first` before it */
    const char *first;  /* or NULL */
    const char *filter; /* a member that some of them have another value of */
} orders[] = {
    {"certificate list", "newest_first=yes", "certificate_id", NULL, "stage"},
    {"shipment list", "newest_first=yes", "shipment_id", NULL, "state"},
    {"order progress", "newest_first=yes", "order_line_id", NULL, NULL},
    {"collection list", "newest_first=yes", "collection_id", NULL, "country"},
    {"lot list", "newest_first=yes", "lot_id", NULL, "class_code"},
    {"case list", "by_deadline=yes", "case_id", "deadline", "open"},
};

/* Rows rise by deadline and id, or fall by id. */
static void check_order(const struct ll_json *a, const struct ll_json *b, const char *first,
                        const char *id)
{
    int by_id = ll_str_cmp(ll_text_at(a, id), ll_text_at(b, id));
    int by_first = first == NULL ? 0 : ll_str_cmp(ll_text_at(a, first), ll_text_at(b, first));
    assert_true(first == NULL ? by_id > 0 : by_first < 0 || (by_first == 0 && by_id < 0));
}

/* The same rows the other way, page by page and filtered; nothing is said of what there is not. */
static void other_orders(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    make_more(l);
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        const char *command = orders[i].command;
        const struct filter none = {NULL, NULL, NULL};
        const struct filter order = {NULL, NULL, orders[i].option};
        const struct ll_json *whole =
            ll_at(ll_call(l, command, "limit=1000", orders[i].option, NULL), "items");
        assert_true(whole->count > 2);
        assert_int_equal(ll_at(ll_call(l, command, "limit=1000", NULL), "items")->count,
                         whole->count);
        for (size_t k = 0; k + 1 < whole->count; k++) {
            check_order(&whole->items[k], &whole->items[k + 1], orders[i].first, orders[i].id);
        }
        assert_int_equal(check_pages(l, command, whole, &order, &none), whole->count);
        if (orders[i].filter != NULL) {
            const struct ll_json *value = ll_json_get(&whole->items[0], orders[i].filter);
            struct filter by = {orders[i].filter, value, option_of(l, orders[i].filter, value)};
            assert_in_range(check_pages(l, command, whole, &order, &by), 1, whole->count - 1);
        }
        ll_refuse(l, LL_ENOTFOUND, "no ", command, orders[i].option,
                  orders[i].first == NULL ? "after=nothing"
                                          : "after=cas_00000000000000000000000000",
                  NULL);
    }
}

/* ---- lists inside objects ---- */

static const char *const parts[][2] = {
#define LL_PART(noun, part, key, help) {#noun, #part},
#include "service/parts.def"
#undef LL_PART
};

/* What is said of the next page is what the last row that was told shows, or how many were told. */
static void says_no_more(struct ll_ledger *l, const struct ll_json *answer, int64_t told)
{
    static const char *const shown[] = {"lo", "hi"};
    const struct ll_json *items = ll_at(answer, "items");
    const struct ll_json *last = &items->items[items->count - 1];
    struct ll_str next = ll_text_at(answer, "next");
    const struct ll_json *lot = ll_json_get(last, "lot_id");
    const struct ll_json *code = ll_json_get(last, "code");
    char text[100];
    (void)snprintf(text, sizeof(text), "%lld", (long long)told);
    bool is_said = ll_str_eq_cstr(next, text);
    is_said = is_said || (code != NULL && ll_str_eq(next, ll_json_string(code)));
    for (size_t i = 0; i < 2; i++) {
        const struct ll_json *bound = ll_json_get(last, shown[i]);
        long long number = bound == NULL ? -1 : (long long)bound->integer;
        (void)snprintf(text, sizeof(text), "%lld", number);
        is_said = is_said || (bound != NULL && ll_str_eq_cstr(next, text));
        if (lot != NULL) {
            (void)snprintf(text, sizeof(text), "%.*s.%lld", LL_STR_ARG(ll_json_string(lot)),
                           number);
            is_said = is_said || (bound != NULL && ll_str_eq_cstr(next, text));
        }
    }
    if (!is_said) {
        fail_msg("'%.*s' says more than %.*s", LL_STR_ARG(next), LL_STR_ARG(ll_canonical(l, last)));
    }
}

/* All pages of a part together, as text. */
static struct ll_str pages_of(struct ll_ledger *l, const char *command, const char *ref)
{
    size_t most = l->ctx.viewer.is_limited ? 1 : 2;
    const char *limit = most == 1 ? "limit=1" : LIMIT;
    struct ll_json *all = ll_json_new_array(l->ctx.arena);
    const char *after = NULL;
    for (int page = 0; page < PAGES_MAX; page++) {
        const struct ll_json *answer = ll_call(l, command, ref, limit, after, NULL);
        const struct ll_json *items = ll_at(answer, "items");
        for (size_t i = 0; i < items->count; i++) {
            struct ll_json item = items->items[i];
            ll_json_append(l->ctx.arena, all, &item);
        }
        assert_true(items->count <= most);
        if (ll_json_get(answer, "next") == NULL) {
            return ll_canonical(l, all);
        }
        assert_int_equal(items->count, most); /* what is not seen makes no page shorter */
        says_no_more(l, answer, (int64_t)most * (page + 1));
        after = ll_option(l, "after", ll_text_at(answer, "next"));
    }
    fail_msg("%s does not end", command);
    return LL_STR("");
}

/* A part by pages is the list that its object shows. The longest it finds, and all rows. */
static size_t compare_part(struct ll_ledger *l, const char *noun, const char *part,
                           size_t *ret_rows)
{
    char list[64];
    char show[64];
    char command[64];
    size_t longest = 0;
    (void)snprintf(list, sizeof(list), "%s list", noun);
    (void)snprintf(show, sizeof(show), "%s show", noun);
    (void)snprintf(command, sizeof(command), "%s %s", noun, part);
    const struct ll_json *objects = ll_at(ll_call(l, list, "limit=1000", NULL), "items");
    for (size_t i = 0; i < objects->count; i++) {
        bool by_code = ll_json_get(&objects->items[i], "code") != NULL;
        const char *id = strcmp(noun, "order") == 0 ? "order_line_id" : NULL;
        char name[64];
        (void)snprintf(name, sizeof(name), "%s_id", noun);
        const char *ref = ll_option(l, "ref",
                                    ll_text_at(&objects->items[i], by_code      ? "code"
                                                                   : id == NULL ? name
                                                                                : id));
        const struct ll_json *shown = ll_json_get(ll_call(l, show, ref, NULL), part);
        const struct ll_json *rows = shown == NULL ? ll_json_new_array(l->ctx.arena) : shown;
        struct ll_str whole = ll_canonical(l, rows);
        longest = rows->count > longest ? rows->count : longest;
        *ret_rows += rows->count;
        if (!ll_str_eq(whole, pages_of(l, command, ref))) {
            fail_msg("%s %s is not what %s has", command, ref, show);
        }
    }
    return longest;
}

/* Whose lists are shown: somebody of an organisation, in every role that sees a part of them. */
static void look_as(struct ll_ledger *l, const char *code)
{
    static const char *const roles[] = {"client", "reseller", "recycler", "warehouse", "agent"};
    struct ll_viewer viewer = {.is_limited = true};
    const char *own = ll_option(l, "organisation", ll_str_from_cstr(code));
    char email[64];
    (void)snprintf(email, sizeof(email), "email=%s@example.org", code);
    const struct ll_json *answer = ll_call(l, "user add", email, "name=Kofi", own, NULL);
    struct ll_str user = ll_text_at(answer, "user_id");
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        ll_call(l, "user give-role", ll_option(l, "user", user),
                ll_option(l, "role", ll_str_from_cstr(roles[i])), NULL);
    }
    answer = ll_call(l, "organisation show", ll_option(l, "ref", ll_str_from_cstr(code)), NULL);
    struct ll_str organisation = ll_text_at(answer, "organisation_id");
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", organisation, &viewer.organisation_id.raw, &l->err), LL_OK);
    viewer.roles.bits = 1U << LL_ROLE_CLIENT | 1U << LL_ROLE_RESELLER | 1U << LL_ROLE_RECYCLER |
                        1U << LL_ROLE_WAREHOUSE | 1U << LL_ROLE_AGENT;
    l->ctx.viewer = viewer;
}

static size_t rows_of(struct ll_ledger *l, size_t i)
{
    size_t rows = 0;
    (void)compare_part(l, parts[i][0], parts[i][1], &rows);
    return rows;
}

/* Who sees some rows of a list pages through these, and learns of no other. */
static void every_part_of_who_sees_some(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    size_t all[sizeof(parts) / sizeof(parts[0])];
    size_t some = 0;
    ll_make_full_ledger(l);
    make_more(l);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        all[i] = rows_of(l, i);
    }
    const struct ll_json *organisations =
        ll_at(ll_call(l, "organisation list", "limit=1000", NULL), "items");
    for (size_t o = 0; o < organisations->count; o++) {
        char code[64];
        (void)snprintf(code, sizeof(code), "%.*s",
                       LL_STR_ARG(ll_json_string_at(&organisations->items[o], "code")));
        look_as(l, code);
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
            size_t seen = rows_of(l, i);
            some += seen > 0 && seen < all[i] ? 1 : 0;
        }
        l->ctx.viewer = (struct ll_viewer){0};
    }
    assert_true(some > 8);
}

#define BOXES 10
/* A lot in boxes of four: the neighbour's units lie in all, one's own in the last. */
static struct ll_str make_neighbours(struct ll_ledger *l)
{
    char words[LL_ID_TEXT_MAX + 16];
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:40:6.8kg:none"), "lots.0.lot_id");
    for (int i = 0; i < BOXES; i++) {
        char code[16];
        (void)snprintf(code, sizeof(code), "box-%d", i);
        (void)snprintf(words, sizeof(words), "%.*s:4", LL_STR_ARG(lot));
        ll_call(l, "package make", ll_option(l, "code", ll_str_from_cstr(code)), "kind=box",
                "programme=africa", "facility=kumasi", NULL);
        ll_call(l, "package fill", ll_option(l, "package", ll_str_from_cstr(code)),
                ll_option(l, "lots", ll_str_from_cstr(words)), NULL);
    }
    ll_call(l, "organisation add", "code=neighbour", "country=NL", "name=Neighbour", NULL);
    for (int i = 0; i < BOXES - 1; i++) {
        char list[200];
        (void)snprintf(list, sizeof(list),
                       "document_id,line_id,device_class,quantity,date\n"
                       "N-%d,1,smartphone,4,2026-01-0%d\n",
                       i, i + 1);
        ll_give_file(l, "po.csv", ll_str_from_cstr(list));
        ll_call(l, "order import", "programme=africa", "beneficiary=neighbour", "file=@doc", NULL);
    }
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,2,2026-02-01\nPO-2,1,smartphone,2,2026-02-02\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    return lot;
}

/* Neither how many pages there are nor what leads from one to the next tells of a neighbour. */
static void a_neighbour_is_not_counted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *ref = ll_option(l, "ref", make_neighbours(l));
    size_t rows = 0;
    (void)compare_part(l, "lot", "custody", &rows);
    assert_int_equal(rows, BOXES);
    look_as(l, "utrecht");
    const struct ll_json *page = ll_call(l, "lot custody", ref, "limit=1", NULL);
    assert_int_equal(ll_number_at(page, "items.0.lo"), 36);
    page = ll_call(l, "lot allocations", ref, "limit=1", NULL);
    assert_int_equal(ll_number_at(page, "items.0.lo"), 36);
    ll_assert_text(page, "next", "36");
    page = ll_call(l, "lot allocations", ref, "limit=1", "after=36", NULL);
    assert_int_equal(ll_number_at(page, "items.0.lo"), 38);
    assert_null(ll_json_get(page, "next"));
    page = ll_call(l, "lot custody", ref, "limit=1", "after=12", NULL);
    assert_int_equal(ll_number_at(page, "items.0.lo"), 36);
    rows = 0;
    (void)compare_part(l, "lot", "custody", &rows);
    (void)compare_part(l, "lot", "allocations", &rows);
    (void)compare_part(l, "package", "content", &rows);
    assert_true(rows > 3);
    l->ctx.viewer = (struct ll_viewer){0};
}

/* ---- what a page costs ---- */

/* How the engine finds the rows of a query, for values of no matter. */
static struct ll_str plan_of(struct ll_ledger *l, const struct ll_store_query *query)
{
    static const enum ll_store_type of_sqlite[] = {LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
                                                   LL_STORE_TEXT};
    static const enum ll_store_type of_postgres[] = {LL_STORE_TEXT};
    bool sqlite = ll_store_engine(l->ctx.store) == LL_STORE_SQLITE;
    struct ll_store_value params[LL_STORE_PARAMS_MAX];
    struct ll_store_value values[4];
    struct ll_strbuf sql;
    struct ll_strbuf plan;
    struct ll_str text;
    struct ll_store_cursor *cursor = NULL;
    ll_strbuf_init(&sql, l->ctx.arena, 8192);
    ll_strbuf_cstr(&sql, sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (COSTS OFF) ");
    ll_strbuf_cstr(&sql, query->sql);
    ll_strbuf_char(&sql, '\0');
    assert_int_equal(ll_strbuf_finish(&sql, &text, &l->err), LL_OK);
    for (size_t i = 0; i < query->param_count; i++) {
        params[i] = (struct ll_store_value){
            .type = query->param_types[i], .i64 = 3, .text = LL_STR("0123456789abcdef")};
    }
    const struct ll_store_query explain =
        LL_STORE_RUN_TIME_QUERY("explain", text.ptr, query->param_types, query->param_count,
                                sqlite ? of_sqlite : of_postgres, sqlite ? 4 : 1);
    ll_strbuf_init(&plan, l->ctx.arena, 65536);
    assert_int_equal(
        ll_store_query_open(l->ctx.store, l->ctx.arena, &explain, params, &cursor, &l->err), LL_OK);
    while (ll_store_query_step(cursor, values, &l->err) == LL_OK) {
        ll_strbuf_str(&plan, values[explain.column_count - 1].text);
        ll_strbuf_char(&plan, '\n');
    }
    ll_store_query_close(cursor);
    assert_int_equal(ll_strbuf_finish(&plan, &text, &l->err), LL_OK);
    return text;
}

/* It goes on in an index, where the page before ended, and sorts nothing. */
static void is_sought(struct ll_ledger *l, struct ll_store_cursor *cursor, const char *sqlite,
                      const char *postgres)
{
    const struct ll_store_query *query = ll_store_cursor_query(cursor);
    struct ll_str plan = plan_of(l, query);
    const char *wanted = ll_store_engine(l->ctx.store) == LL_STORE_SQLITE ? sqlite : postgres;
    bool sorts = ll_str_find(plan, LL_STR("TEMP B-TREE"), false) != SIZE_MAX ||
                 ll_str_find(plan, LL_STR("Sort"), false) != SIZE_MAX;
    if (sorts || ll_str_find(plan, ll_str_from_cstr(wanted), false) == SIZE_MAX) {
        fail_msg("%s is not sought by %s:\n%.*s", query->name, wanted, LL_STR_ARG(plan));
    }
    ll_store_query_close(cursor);
}

#define SOUGHT(query, sqlite, postgres, ...)                                                       \
    do {                                                                                           \
        const struct ll_q_##query##_in in_ = {__VA_ARGS__};                                        \
        struct ll_store_cursor *cursor_ = NULL;                                                    \
        assert_int_equal(ll_q_##query##_open(l->ctx.store, l->ctx.arena, &in_, &cursor_, &l->err), \
                         LL_OK);                                                                   \
        is_sought(l, cursor_, sqlite, postgres);                                                   \
    } while (0)
#define PAGE .has_after = true, .has_limit = true

/* So it costs as much in the middle of a long list as at its beginning. */
static void pages_are_sought(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    SOUGHT(lot_custody, "SEARCH custody USING PRIMARY KEY (lot_id=? AND lo>?)\nSCALAR",
           "AND (lo >= COALESCE($1", .after = 3, .has_limit = true);
    SOUGHT(lot_allocations, "(lot_id=? AND lot_lo>?)", "AND (lot_lo > '3'", PAGE);
    SOUGHT(order_slices, "(order_line_id=? AND lo>?)", "AND (lo > '3'", PAGE);
    SOUGHT(order_allocations, "(order_line_id=? AND line_lo>?)", "AND (line_lo > '3'", PAGE);
    SOUGHT(package_content, "(package_id=? AND (lot_id,lo)>(?,?))", "AND (ROW(lot_id, lo) > ROW(",
           .has_limit = true);
    SOUGHT(case_spans, "(case_id=? AND (lot_id,lo)>(?,?))", "AND (ROW(lot_id, lo) > ROW(",
           .has_limit = true);
    /* PostgreSQL goes by how many rows there are, and here are none. */
    if (ll_store_engine(l->ctx.store) == LL_STORE_SQLITE) {
        SOUGHT(shipment_list, "sqlite_autoindex_shipment_1 (shipment_id<?)", "",
               .has_before = true);
        SOUGHT(certificate_list, "sqlite_autoindex_certificate_1 (certificate_id<?)", "",
               .has_before = true);
    }
    ll_store_rollback(l->ctx.store);
}

static void every_part(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    size_t longest = 0;
    size_t all = 0;
    ll_make_full_ledger(l);
    make_more(l);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t rows = compare_part(l, parts[i][0], parts[i][1], &all);
        longest = rows > longest ? rows : longest;
    }
    assert_true(longest > 4); /* more than two pages were seen */
    ll_refuse(
        l, LL_EINVAL, "not where a page of this list ends", "lot custody",
        ll_option(l, "ref", ll_text_at(ll_call(l, "lot list", "limit=1", NULL), "items.0.lot_id")),
        "after=second", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no order", "order slices", "ref=nobody", NULL);
}

/* What names nothing is refused rather than found nowhere. */
static void refusals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_refuse(l, LL_ENOTFOUND, "no programme 'asia'", "lot list", "programme=asia", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no class 'spoon'", "lot list", "class_code=spoon", NULL);
    ll_refuse(l, LL_EINVAL, "'ZZ'", "lot list", "country=ZZ", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no facility 'nowhere'", "package list", "facility=nowhere", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation 'nobody'", "order list", "beneficiary=nobody",
              NULL);
    ll_refuse(l, LL_EINVAL, "planned, departed", "shipment list", "state=lost", NULL);
    ll_refuse(l, LL_EINVAL, "accepted, shipped, received, dismantled, recycled", "certificate list",
              "stage=seized", NULL);
    const struct ll_json *answer = ll_call(l, "lot list", "programme=africa", "eligible=no", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_filter, ll_ledger_start, ll_full_ledger_end),
        cmocka_unit_test_setup_teardown(other_orders, ll_ledger_start, ll_full_ledger_end),
        cmocka_unit_test_setup_teardown(every_part, ll_ledger_start, ll_full_ledger_end),
        LL_LEDGER_TEST(a_neighbour_is_not_counted),
        LL_LEDGER_TEST(pages_are_sought),
        cmocka_unit_test_setup_teardown(every_part_of_who_sees_some, ll_ledger_start,
                                        ll_full_ledger_end),
        LL_LEDGER_TEST(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
