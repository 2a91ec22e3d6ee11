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
    ll_call(l, "shipment plan", "code=s-8", "from=ikeja", "to=lagos", "planned_arrival=2026-06-01",
            "legs=road:blueline:20", "packages=pallet-1", NULL);
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
    "after",           "arrival_before", "certified_until",
    "deadline_before", "departed_in",    "dispatched_in",
    "ends_before",     "issued_in",      "left",
    "limit",           "live",           "open",
    "plan_due_before", "received_in",    "settled_in",
    "treated_in",      "treatment",      "unconsented",
    "unplanned",       "unreceived",     "untreated",
    "vintage",         "waiting",        "waiting_before",
    "waiting_from",    "waits",
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
        if (strcmp(service->verb, "list") == 0 &&
            ll_record_find(service->input, LL_STR("after")) != NULL) {
            check_list(l, service);
            lists++;
        }
    }
    assert_int_equal(lists, 28);
}

/* ---- lists inside objects ---- */

static const char *const parts[][2] = {
#define LL_PART(noun, part, help) {#noun, #part},
#include "service/parts.def"
#undef LL_PART
};

/* All pages of a part together, as text. */
static struct ll_str pages_of(struct ll_ledger *l, const char *command, const char *ref)
{
    struct ll_json *all = ll_json_new_array(l->ctx.arena);
    const char *after = "after=0";
    for (int page = 0; page < PAGES_MAX; page++) {
        const struct ll_json *answer = ll_call(l, command, ref, after, LIMIT, NULL);
        const struct ll_json *items = ll_at(answer, "items");
        for (size_t i = 0; i < items->count; i++) {
            struct ll_json item = items->items[i];
            ll_json_append(l->ctx.arena, all, &item);
        }
        assert_true(items->count <= 2);
        if (ll_json_get(answer, "next") == NULL) {
            return ll_canonical(l, all);
        }
        assert_int_equal(items->count, 2);
        after = ll_option(l, "after", ll_text_at(answer, "next"));
    }
    fail_msg("%s does not end", command);
    return LL_STR("");
}

/* A part by pages is the list that its object shows. The longest it finds. */
static size_t compare_part(struct ll_ledger *l, const char *noun, const char *part)
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
        const struct ll_json *rows = ll_at(ll_call(l, show, ref, NULL), part);
        struct ll_str whole = ll_canonical(l, rows);
        longest = rows->count > longest ? rows->count : longest;
        if (!ll_str_eq(whole, pages_of(l, command, ref))) {
            fail_msg("%s %s is not what %s has", command, ref, show);
        }
    }
    return longest;
}

static void every_part(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    size_t longest = 0;
    ll_make_full_ledger(l);
    make_more(l);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t rows = compare_part(l, parts[i][0], parts[i][1]);
        longest = rows > longest ? rows : longest;
    }
    assert_true(longest > 4); /* more than two pages were seen */
    ll_refuse(
        l, LL_EINVAL, "no number of rows", "lot custody",
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
        cmocka_unit_test_setup_teardown(every_part, ll_ledger_start, ll_full_ledger_end),
        LL_LEDGER_TEST(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
