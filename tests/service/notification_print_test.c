/* The printed forms of a notification: every field has its place and its entry, in both languages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/permit_tables.h"
#include "service/notification_print.h"
#include "service/permit_words.h"
#include "service/support.h"

#define DRAFT(code, states, carriers)                                                              \
    code, "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=hoboken",           \
        "stream=phone-scrap", "battery=installed-intact", "purpose=recovery", "operation=r4",      \
        "shipments_max=6", "mass_min=20 t", "mass_max=60 t", "first_departure=2026-05-01",         \
        "last_departure=2027-04-30", "packaging=4,1", "physical=2", states, carriers, NULL
#define ROUTE "states=GH::GHTEM:GH01,CI:CIABJ:CIABJ:CI01,BE:BEANR::BE001"
#define CARRIERS "carriers=blueline:road,blueline:sea"

static struct ll_printed_form form_of(struct ll_ledger *l, const struct ll_form_wanted *wanted,
                                      enum ll_language language)
{
    static struct ll_locale locale;
    struct ll_printed_form form;
    struct ll_err err = {0};
    assert_int_equal(ll_locale_open(language, &locale, &err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &err), LL_OK);
    enum ll_status status = ll_notification_form(&l->ctx, wanted, &locale, &form, &err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s: %s", err.text, err.hint);
    }
    return form;
}

static const struct ll_printed_block *block_of(const struct ll_printed_form *form,
                                               const char *number)
{
    for (size_t i = 0; i < form->block_count; i++) {
        if (ll_str_eq_cstr(form->blocks[i].number, number)) {
            return &form->blocks[i];
        }
    }
    fail_msg("no block '%s'", number);
    return &form->blocks[0];
}

/* The entry of a block's group whose caption begins so. */
static const struct ll_printed_entry *entry_of(const struct ll_printed_form *form,
                                               const char *number, size_t group,
                                               const char *caption)
{
    const struct ll_printed_block *block = block_of(form, number);
    assert_true(group < block->group_count);
    for (size_t i = 0; i < block->groups[group].count; i++) {
        const struct ll_printed_entry *entry = &block->groups[group].entries[i];
        if (ll_str_starts(entry->caption, ll_str_from_cstr(caption))) {
            return entry;
        }
    }
    fail_msg("block %s has no '%s'", number, caption);
    return &block->groups[group].entries[0];
}

static void assert_entry(const struct ll_printed_form *form, const char *number, size_t group,
                         const char *caption, const char *value)
{
    const struct ll_printed_entry *entry = entry_of(form, number, group, caption);
    assert_int_equal(entry->state, LL_PRINTED_ENTERED);
    if (!ll_str_eq_cstr(entry->value, value)) {
        fail_msg("block %s: '%.*s'", number, LL_STR_ARG(entry->value));
    }
}

static bool has_caption(const struct ll_printed_form *form, struct ll_str caption)
{
    for (size_t i = 0; i < form->block_count; i++) {
        for (size_t j = 0; j < form->blocks[i].group_count; j++) {
            const struct ll_printed_group *group = &form->blocks[i].groups[j];
            for (size_t k = 0; k < group->count; k++) {
                if (ll_str_eq(group->entries[k].caption, caption)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* What repeats the notification stands under the captions that it has there. */
static bool is_repeated(const struct ll_permit_form_field *field)
{
    return strstr(field->field, "(= IA") != NULL;
}

static void every_field_has_its_place(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT("code=n-1", ROUTE, CARRIERS));
    for (int language = LL_LANGUAGE_EN; language <= LL_LANGUAGE_FR; language++) {
        const struct ll_printed_form forms[] = {
            form_of(l, &(struct ll_form_wanted){.notification = LL_STR("n-1")},
                    (enum ll_language)language),
            form_of(l, &(struct ll_form_wanted){.notification = LL_STR("n-1"), .is_movement = true},
                    (enum ll_language)language)};
        for (size_t i = 0; i < ll_permit_form_field_count; i++) {
            const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
            bool is_ib = strcmp(field->form, "IB") == 0;
            if ((!is_ib && strcmp(field->form, "IA") != 0) || (is_ib && is_repeated(field))) {
                continue;
            }
            struct ll_str caption =
                ll_permit_text((enum ll_language)language, ll_str_from_cstr(field->field));
            if (!has_caption(&forms[is_ib ? 1 : 0], caption)) {
                fail_msg("%s %s: no place for '%s'", field->form, field->block, field->field);
            }
            if (strcmp(field->block, "extra") != 0) {
                (void)block_of(&forms[is_ib ? 1 : 0], field->block);
            }
        }
    }
    struct ll_printed_form french =
        form_of(l, &(struct ll_form_wanted){.notification = LL_STR("n-1")}, LL_LANGUAGE_FR);
    for (size_t i = 0; i < french.block_count; i++) {
        assert_true(french.blocks[i].title.len > 0);
    }
    assert_true(ll_str_eq_cstr(block_of(&french, "8")->title, "Transporteurs prévus"));
}

static void what_is_there_is_entered(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT("code=n-1", ROUTE, CARRIERS));
    ll_call(l, "notification describe", "notification=n-1", "field=carrier-address",
            "carrier=blueline", "text=Kade 1, Antwerp", NULL);
    ll_call(l, "notification describe", "notification=n-1", "field=hazard-code", "text=H12", NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    /* The contract is sent with it, the consent comes back. */
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-contract",
            "document_digest="
            "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted", NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=GH", "valid_from=2026-05-01",
            "valid_until=2027-04-30",
            "document_digest="
            "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
            NULL);
    struct ll_printed_form form =
        form_of(l, &(struct ll_form_wanted){.notification = LL_STR("n-1")}, LL_LANGUAGE_EN);
    assert_true(form.is_draft);
    assert_true(ll_str_eq_cstr(form.number, "GH/2026-7"));
    assert_entry(&form, "18", 0, "Number", "1");
    assert_entry(&form, "3", 0, "Notification no", "GH/2026-7");
    assert_entry(&form, "3", 0, "A.", "multiple shipments");
    assert_entry(&form, "4", 0, "Total", "6");
    assert_entry(&form, "5", 0, "Tonnes", "20\u00a0t \u2013 60\u00a0t");
    assert_entry(&form, "6", 0, "Last", "30\u00a0April 2027");
    assert_entry(&form, "7", 0, "Packaging", "4 (box), 1 (drum)");
    assert_entry(&form, "8", 1, "Address", "Kade 1, Antwerp");
    assert_entry(&form, "8", 1, "Means", "S (sea)");
    assert_entry(&form, "11", 0, "D-code", "R4 (recycling/reclamation of metals)");
    assert_entry(&form, "14", 0, "(i) ", "A1181");
    assert_entry(&form, "14", 0, "(viii)", "H12");
    assert_entry(&form, "15", 0, "(a)", "GH \u2013 Ghana");
    assert_entry(&form, "15", 1, "(c)", "CIABJ \u2013 CIABJ");
    assert_entry(&form, "15", 2, "(b)", "BE001");
    assert_int_equal(entry_of(&form, "1", 0, "Address")->state, LL_PRINTED_LACKING);
    assert_int_equal(entry_of(&form, "17", 0, "Notifier")->state, LL_PRINTED_BLANK);
    assert_int_equal(entry_of(&form, "20", 0, "Country")->state, LL_PRINTED_BLANK);
    assert_int_equal(entry_of(&form, "14", 0, "(ii)")->state, LL_PRINTED_NOT_NEEDED);
}

/* What is neither of the kinds of a list is said in words, or is to be filled in. */
static void another_kind_is_said(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap", "battery=installed-intact",
            "purpose=recovery", "operation=r4", "shipments_max=6", "mass_max=60 t",
            "first_departure=2026-05-01", "last_departure=2027-04-30", "packaging=4,9",
            "physical=7", ROUTE, CARRIERS, NULL);
    const struct ll_form_wanted wanted = {.notification = LL_STR("n-1")};
    const struct ll_json *before = ll_call(l, "notification check", "ref=n-1", NULL);
    struct ll_printed_form form = form_of(l, &wanted, LL_LANGUAGE_EN);
    assert_entry(&form, "7", 0, "Packaging", "4 (box), 9 (other (specify))");
    ll_call(l, "notification describe", "notification=n-1", "field=packaging-other",
            "text=steel cages", NULL);
    ll_call(l, "notification describe", "notification=n-1", "field=physical-other",
            "text=whole devices", NULL);
    form = form_of(l, &wanted, LL_LANGUAGE_EN);
    assert_entry(&form, "7", 0, "Packaging", "4 (box), 9 (steel cages)");
    assert_entry(&form, "13", 0, "Physical", "7 (whole devices)");
    assert_int_equal(ll_number_at(ll_call(l, "notification check", "ref=n-1", NULL), "missing"),
                     ll_number_at(before, "missing") - 2);
}

static void more_than_a_form_has_room_for(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft",
            DRAFT("code=n-1", "states=GH::GHTEM,CI,LR,SL,GN,GW,GM,SN,MR,MA,ES,PT,FR,NL,BE:BEANR",
                  "carriers=blueline:road,blueline:sea,blueline:rail"));
    struct ll_printed_form form =
        form_of(l, &(struct ll_form_wanted){.notification = LL_STR("n-1")}, LL_LANGUAGE_EN);
    assert_int_equal(block_of(&form, "15")->group_count, 15);
    assert_entry(&form, "15", 4, "(a)", "BE \u2013 Belgium"); /* where there is room for it */
    assert_entry(&form, "15", 14, "(a)", "NL \u2013 Netherlands");
    assert_int_equal(block_of(&form, "8")->group_count, 3);
}

/* Others know a container by its number: what it is called here does not stand for it. */
static void a_container_has_its_number(void **state)
{
    static const char *const numbers[] = {NULL, "number=CSQU3054383"};
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT("code=n-1", ROUTE, CARRIERS));
    for (int i = 0; i < 2; i++) {
        const char *code = i == 0 ? "code=c-0" : "code=c-1";
        const struct ll_json *collection = ll_receive(l, code + 5, "smartphone:100:18kg:contained");
        const char *lots = ll_option(l, "lots", ll_text_at(collection, "lots.0.lot_id"));
        ll_call(l, "package make", code, "kind=container", "facility=kumasi", "programme=africa",
                numbers[i], NULL);
        ll_call(l, "package fill", i == 0 ? "package=c-0" : "package=c-1", lots, NULL);
        ll_call(l, "shipment plan", i == 0 ? "code=s-0" : "code=s-1", "from=kumasi", "to=hoboken",
                "planned_arrival=2026-06-10", "legs=road:blueline:250:tema,sea:blueline:7600",
                i == 0 ? "packages=c-0" : "packages=c-1", NULL);
        struct ll_form_wanted wanted = {.notification = LL_STR("n-1"),
                                        .is_movement = true,
                                        .shipment = i == 0 ? LL_STR("s-0") : LL_STR("s-1")};
        struct ll_printed_form form = form_of(l, &wanted, LL_LANGUAGE_EN);
        if (i == 0) {
            assert_int_equal(entry_of(&form, "2a", 0, "Container")->state, LL_PRINTED_LACKING);
        } else {
            assert_entry(&form, "2a", 0, "Container", "CSQU3054383");
            /* It is sent before it leaves: the day is written in by hand. */
            assert_int_equal(entry_of(&form, "6", 0, "Actual")->state, LL_PRINTED_BLANK);
        }
    }
}

/* The container's packages, seals and carriers; what is not known is to be filled in. */
static void a_movement_says_what_moves(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT("code=n-1", ROUTE, CARRIERS));
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    const struct ll_json *collection = ll_receive(l, "r-1", "smartphone:100:18kg:contained");
    (void)ll_pack(l, "box-1", ll_text_at(collection, "lots.0.lot_id"));
    ll_call(l, "package weigh", "package=box-1", "gross=19 kg", "tare=1 kg", NULL);
    /* One that is booked is printed as the movement that it is: this one left without. */
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-04-10",
            "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12",
            "packages=box-1", NULL);
    ll_call(l, "incident record", "shipment=s-1", "cause=left-early", NULL);
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    struct ll_form_wanted wanted = {.notification = LL_STR("n-1"), .is_movement = true};
    struct ll_printed_form form = form_of(l, &wanted, LL_LANGUAGE_EN);
    assert_int_equal(form.number.len, 0);
    assert_int_equal(entry_of(&form, "5", 0, "Tonnes")->state, LL_PRINTED_LACKING);
    assert_int_equal(entry_of(&form, "8a", 0, "Carrier")->state, LL_PRINTED_LACKING);
    assert_int_equal(entry_of(&form, "6", 0, "Actual")->state, LL_PRINTED_LACKING);
    wanted.shipment = LL_STR("s-1");
    wanted.serial = 3;
    form = form_of(l, &wanted, LL_LANGUAGE_EN);
    assert_true(form.is_draft);
    assert_true(ll_str_eq_cstr(form.number, "GH/2026-7.000003"));
    assert_entry(&form, "2", 0, "Serial", "3 / 6");
    assert_entry(&form, "5", 0, "Tonnes", "0.018\u00a0t");
    assert_entry(&form, "7", 0, "Number", "1");
    assert_true(ll_str_starts(entry_of(&form, "8a", 0, "Carrier")->value, LL_STR("Blue Line")));
    assert_int_equal(entry_of(&form, "6", 0, "Actual")->state, LL_PRINTED_ENTERED);
    assert_int_equal(entry_of(&form, "18", 0, "Received")->state, LL_PRINTED_BLANK);
    struct ll_locale locale;
    struct ll_err err = {0};
    assert_int_equal(ll_locale_open(LL_LANGUAGE_FR, &locale, &err), LL_OK);
    struct ll_str pdf = {0};
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &err), LL_OK);
    assert_int_equal(ll_notification_pdf(&l->ctx, &wanted, &locale, &pdf, &err), LL_OK);
    struct ll_str again = {0};
    assert_int_equal(ll_notification_pdf(&l->ctx, &wanted, &locale, &again, &err), LL_OK);
    assert_true(ll_str_eq(pdf, again));
    assert_true(ll_str_find(pdf, LL_STR("/Lang (fr)"), false) != SIZE_MAX);
    ll_store_rollback(l->ctx.store);
    /* Booked, it is the movement that it was booked as, and weighs what was booked. */
    (void)ll_pack(
        l, "box-2",
        ll_text_at(ll_receive(l, "r-2", "smartphone:100:18kg:contained"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-2", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-10", "legs=sea:blueline:7600", "packages=box-2", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted", NULL);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", "mass=20 kg", NULL);
    wanted = (struct ll_form_wanted){
        .notification = LL_STR("n-1"), .is_movement = true, .shipment = LL_STR("s-2")};
    form = form_of(l, &wanted, LL_LANGUAGE_EN);
    assert_true(ll_str_eq_cstr(form.number, "GH/2026-7.000001"));
    assert_entry(&form, "5", 0, "Tonnes", "0.02\u00a0t");
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &err), LL_OK);
    wanted.serial = 2;
    assert_int_equal(ll_notification_pdf(&l->ctx, &wanted, &locale, &pdf, &err), LL_EREFUSED);
    wanted.shipment = LL_STR("s-none");
    assert_int_equal(ll_notification_pdf(&l->ctx, &wanted, &locale, &pdf, &err), LL_ENOTFOUND);
    ll_store_rollback(l->ctx.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(every_field_has_its_place),  LL_LEDGER_TEST(what_is_there_is_entered),
        LL_LEDGER_TEST(another_kind_is_said),       LL_LEDGER_TEST(more_than_a_form_has_room_for),
        LL_LEDGER_TEST(a_container_has_its_number), LL_LEDGER_TEST(a_movement_says_what_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
