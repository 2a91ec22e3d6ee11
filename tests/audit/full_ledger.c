#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"
#include "service/keys.h"

struct ll_audit_report *ll_audit_of(struct ll_ledger *ledger, struct ll_store *store,
                                    struct ll_arena *arena)
{
    struct ll_audit_report *report = NULL;
    struct ll_err err = {0};
    enum ll_status status = ll_audit_rows(store, ledger->ctx.crypto, arena, &report, &err);
    if (status != LL_OK) {
        fail_msg("audit: %s [%s] %s", ll_status_name(status), err.where, err.text);
    }
    return report;
}

void ll_print_findings(const struct ll_audit_report *report)
{
    for (size_t i = 0; i < report->kept; i++) {
        const struct ll_audit_finding *finding = &report->findings[i];
        print_error("  %s %s %s: %s\n", ll_audit_code_name(finding->code), finding->object,
                    finding->event, finding->text);
    }
}

/* On a bag, withdrawn, and not used yet. */
static void make_labels(struct ll_ledger *l)
{
    ll_call(l, "facility limit", "facility=kumasi", "mass_max=1t", NULL);
    ll_call(l, "facility limit", "facility=kumasi", "mass_max=40t", "battery_mass_max=2t",
            "units_max=90000", "days_max=365", "basis=EPA/S-4", NULL);
    const struct ll_json *answer = ll_call(l, "label print", "labels=3", "programme=africa", NULL);
    const struct ll_json *list = ll_call(
        l, "label list", ll_option(l, "label_sheet", ll_text_at(answer, "label_sheet")), NULL);
    ll_call(l, "label claim", ll_option(l, "label", ll_text_at(list, "items.0.label")),
            "package=bag-9", NULL);
    ll_call(l, "label withdraw", ll_option(l, "label", ll_text_at(list, "items.1.label")),
            "reason=misprinted", NULL);
}

/* The lot of tablets. */
static struct ll_str supply(struct ll_ledger *l)
{
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:100:17kg:none,tablet:10:7.3kg:removed");
    struct ll_str phones = ll_text_at(answer, "lots.0.lot_id");
    struct ll_str tablets = ll_text_at(answer, "lots.1.lot_id");
    /* One that is paid for, one that is too old, one that is doubted and one cleared of doubt. */
    answer = ll_receive(l, "K-2", "smartphone:50:8.5kg:none:goodfund");
    ll_call(l, "units reclassify", ll_option(l, "lot", ll_text_at(answer, "lots.0.lot_id")),
            "from=45", "to=50", "class_code=smartphone_nb", "reason=misread", NULL);
    ll_call(l, "collection receive", "programme=africa", "collector=kumasi-repair",
            "facility=kumasi", "collected_on=2020-03-01", "price=1 GHS",
            "evidence_digest=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "lots=smartphone:5:850g:none", NULL);
    struct ll_str doubted =
        ll_text_at(ll_receive(l, "K-3", "smartphone:20:3.4kg:none"), "lots.0.lot_id");
    struct ll_str cleared =
        ll_text_at(ll_receive(l, "K-4", "smartphone:20:3.4kg:none"), "lots.0.lot_id");
    ll_call(l, "lot exclude", ll_option(l, "lot", cleared), "reason=doubtful-evidence", NULL);
    ll_call(l, "lot admit", ll_option(l, "lot", cleared), NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_call(l, "lot exclude", ll_option(l, "lot", doubted), "reason=doubtful-evidence", NULL);
    /* Phones in a bag in a box, tablets in a box beside it. */
    ll_call(l, "package make", "code=bag-1", "kind=bag", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package make", "code=bag-9", "kind=bag", "programme=africa", "facility=kumasi",
            "funder=goodfund", NULL);
    char words[LL_ID_TEXT_MAX + 8];
    (void)snprintf(words, sizeof(words), "%.*s:90", LL_STR_ARG(phones));
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", ll_str_from_cstr(words)),
            NULL);
    ll_call(l, "package make", "code=box-1", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package nest", "parent=box-1", "packages=bag-1", NULL);
    ll_call(l, "package seal", "package=box-1", "seal=S-1", NULL);
    ll_pack(l, "box-2", tablets);
    make_labels(l);
    return tablets;
}

/* What a carrier and a store are allowed; one is withdrawn. */
static void make_licences(struct ll_ledger *l)
{
    static const char paper[] =
        "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";
    ll_call(l, "licence add", "number=EPA/S-4", "kind=store", "facility=kumasi", "country=GH",
            "valid_from=2025-01-01", "valid_until=2027-12-31", paper, NULL);
    const struct ll_json *answer =
        ll_call(l, "licence add", "number=BE-77", "kind=export", "organisation=smelter",
                "country=BE", "valid_from=2025-01-01", "valid_until=2027-12-31",
                "streams=pcb-scrap,cables", "mass_max=25t", paper, NULL);
    ll_call(l, "licence withdraw", ll_option(l, "licence", ll_text_at(answer, "licence_id")),
            "reason=given-back", "withdrawn_on=2026-12-01", NULL);
}

/* One with consents, written and tacit, and a question. */
static void notifications(struct ll_ledger *l)
{
#define NOTIFIED "notification=n-1"
    ll_call(l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=small-it-scrap", "battery=installed-intact",
            "purpose=recovery", "operation=r4", "packaging=4,1", "physical=2", "shipments_max=6",
            "mass_min=20 t", "mass_max=60 t", "first_departure=2026-05-01",
            "last_departure=2027-04-30", "states=GH::GHTEM:GH01,CI:CIABJ,FR,BE:BEANR",
            "carriers=blueline:road,blueline:sea", "special_handling=yes", NULL);
    ll_call(l, "notification set", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=small-it-scrap", "battery=installed-damaged",
            "purpose=recovery", "operation=r4", "packaging=4", "physical=2,1", "shipments_max=6",
            "mass_min=20 t", "mass_max=60 t", "first_departure=2026-05-01",
            "last_departure=2027-04-30", "states=GH::GHTEM:GH01,CI:CIABJ,BE:BEANR",
            "carriers=blueline:sea", "special_handling=yes", NULL);
    ll_call(l, "notification number", NOTIFIED, "number=GH/2026-7", NULL);
    ll_call(l, "notification attach", NOTIFIED, "kind=doc-finguar", "amount=25000 EUR",
            "valid_from=2026-04-01", "valid_until=2027-12-31",
            "document_digest="
            "a2a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            NULL);
    ll_call(l, "notification describe", NOTIFIED, "field=carrier-address", "carrier=blueline",
            "text=Kade 1, Rotterdam", NULL);
    ll_call(l, "notification describe", NOTIFIED, "field=designation", "text=Scrap", NULL);
    ll_call(l, "notification describe", NOTIFIED, "field=designation", "text=Scrap phones", NULL);
    ll_call(l, "notification step", NOTIFIED, "country=GH", "step=submitted", "on=2026-01-05",
            NULL);
    ll_call(l, "notification step", NOTIFIED, "country=CI", "step=forwarded", "on=2026-01-06",
            NULL);
    ll_call(l, "notification step", NOTIFIED, "country=CI", "step=acknowledged", "on=2026-01-07",
            NULL);
    ll_call(l, "notification step", NOTIFIED, "country=BE", "step=forwarded", NULL);
    ll_call(l, "notification step", NOTIFIED, "country=BE", "step=questioned", NULL);
    ll_call(l, "notification consent", NOTIFIED, "country=GH", "valid_from=2026-05-01",
            "valid_until=2027-04-30", "mass_max=50 t",
            "document_digest="
            "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            NULL);
    ll_call(l, "notification consent", NOTIFIED, "country=CI", "valid_from=2026-05-01",
            "valid_until=2027-04-30", "tacit=basel-6-4-waiver", NULL);
    ll_call(l, "official invite", NOTIFIED, "country=BE", "expires_on=2027-01-31", NULL);
#undef NOTIFIED
}

/* One that was corrected, taken with a difference, handed on, and corrected once more. */
static void handovers(struct ll_ledger *l)
{
    const struct ll_json *answer = ll_call(l, "handover give", "from=blueline", "to=oneforone",
                                           "condition=sound", "shipment=s-2", NULL);
    const char *first = ll_option(l, "corrects", ll_text_at(answer, "handover_id"));
    answer = ll_call(l, "handover give", "from=blueline", "to=smelter", "condition=wet",
                     "packages=box-2", first, NULL);
    answer =
        ll_call(l, "handover take", ll_option(l, "handover", ll_text_at(answer, "handover_id")),
                "differences=box-2:wet", "amount=12 EUR", "note=It drips.", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_ids.0")),
            "outcome=dried", NULL);
    answer = ll_call(l, "handover give", "from=smelter", "to=blueline", "condition=sound",
                     "packages=box-2", NULL);
    struct ll_str second = ll_text_at(answer, "handover_id");
    ll_call(l, "handover take", ll_option(l, "handover", second), NULL);
    /* What both signed: its correction waits. */
    ll_call(l, "handover give", "from=smelter", "to=blueline", "condition=wet", "packages=box-2",
            ll_option(l, "corrects", second), NULL);
}

/* Two that left without authority: one cleared on a letter, one not. */
static void incidents(struct ll_ledger *l)
{
    ll_pack(l, "box-19", ll_text_at(ll_receive(l, "K-19", "server:1:20kg:none"), "lots.0.lot_id"));
    ll_pack(l, "box-20", ll_text_at(ll_receive(l, "K-20", "server:1:20kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-19", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:smelter:250", "packages=box-19", NULL);
    ll_call(l, "shipment plan", "code=s-20", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:goodfund:250", "packages=box-20", NULL);
    ll_call(l, "incident record", "shipment=s-19", "cause=left-early", "found_by=blueline",
            "document_digest="
            "d1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            NULL);
    ll_call(l, "incident record", "shipment=s-20", "cause=no-licence", NULL);
    ll_call_two(l, "incident clear", "shipment=s-19", "outcome=authorised-afterwards",
                "reason=letter-of-the-agency",
                "document_digest="
                "d2a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
                NULL);
}

/* A movement that is reserved, and one that was given back. */
static void book(struct ll_ledger *l)
{
    ll_pack(l, "box-7", ll_text_at(ll_receive(l, "K-7", "server:1:20kg:none"), "lots.0.lot_id"));
    ll_pack(l, "box-8", ll_text_at(ll_receive(l, "K-8", "server:1:20kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-7", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01", "legs=sea:blueline:7600", "packages=box-7", NULL);
    ll_call(l, "shipment book", "shipment=s-7", "notification=n-1", NULL);
    ll_call(l, "shipment unbook", "shipment=s-7", "reason=weighed-anew", NULL);
    ll_call(l, "shipment book", "shipment=s-7", "notification=n-1", "mass=21 kg", NULL);
    ll_override(l, "shipment=s-7", NULL, "reason=by-telephone");
    ll_call(l, "shipment plan", "code=s-8", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:smelter:250", "packages=box-8", NULL);
    ll_override(l, "shipment=s-8", NULL, "reason=licence-lost");
    ll_call(l, "shipment depart", "shipment=s-8", NULL);
    incidents(l);
    handovers(l);
}

static const char *begin(struct ll_ledger *l, const char *number, const char *operation)
{
    return ll_option(
        l, "campaign",
        ll_text_at(ll_call(l, "campaign open", "facility=hoboken", number, operation, NULL),
                   "campaign_id"));
}

/* In two portions, over a campaign. */
static void dismantle(struct ll_ledger *l, const char *receipt)
{
    const char *campaign = begin(l, "number=K-1", "operation=r12");
    ll_call(l, "campaign input", campaign, receipt, "units=60", NULL);
    ll_call(l, "campaign input", campaign, receipt, "units=30", NULL);
    ll_call(l, "campaign output", campaign, "outputs=boards:9kg", NULL);
    ll_call(l, "campaign correct", campaign, "entry=3", "reason=wrong-scale", NULL);
    ll_call(l, "campaign correct", campaign, "entry=1", "reason=miscounted", NULL);
    ll_call(l, "campaign input", campaign, receipt, "units=20", NULL);
    ll_call(l, "campaign output", campaign, "outputs=boards:1kg,metals:5kg", NULL);
    ll_call(l, "campaign input", campaign, receipt, NULL);
    ll_call(l, "campaign output", campaign, "outputs=boards:2kg,metals:7.2kg", NULL);
    ll_call(l, "campaign close", campaign, NULL);
}

/* What is left lies in a campaign that goes on; another was none. */
static void keep_open(struct ll_ledger *l, const char *receipt)
{
    ll_call(l, "campaign cancel", begin(l, "number=K-2", "operation=r4"), "reason=mistake", NULL);
    const char *campaign = begin(l, "number=K-3", "operation=r4");
    ll_call(l, "campaign input", campaign, receipt, NULL);
    ll_call(l, "campaign output", campaign, "outputs=copper:0.5kg", NULL);
}

/* Phones go to the plant and are dismantled and recycled; tablets stay on their way. */
static void transport(struct ll_ledger *l)
{
    make_licences(l);
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=R2-0042/BE", "valid_from=2025-07-01", "valid_to=2028-06-30", NULL);
    ll_call(l, "facility plan-step", "facility=tema-plant", "scheme=r2v3", "step=gap-analysis",
            "due_on=2026-06-01", "helper=oneforone", NULL);
    ll_call(l, "facility plan-step", "facility=tema-plant", "scheme=r2v3", "step=gap-analysis",
            "state=done",
            "evidence_digest="
            "c1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            NULL);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    struct ll_str file = ll_signed_receipt(l, &l->plant_key, "90", "15.2kg");
    ll_give_file(l, "receipt.json", file);
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    dismantle(l, receipt);
    ll_call(l, "treatment record", receipt,
            ll_give_treatment(l, &l->plant_key, ll_text_at(answer, "receipt_id"), "80",
                              "copper:5kg,slag:8kg"),
            NULL);
    keep_open(l, receipt);
    ll_call(l, "dispatch record", "facility=hoboken", "buyer=goodfund", "number=L-1",
            "materials=copper:2kg,slag:1kg", NULL);
    answer = ll_call(l, "treatment list", "facility=hoboken", "interim=no", NULL);
    const char *treatment = ll_option(l, "treatment", ll_text_at(answer, "items.0.treatment_id"));
    answer = ll_call(l, "settlement record", treatment, "number=S-1", "laboratory=lab",
                     "assays=copper/gold:12.5:fire-assay", "amount=100.00 EUR", NULL);
    ll_call(l, "settlement record", treatment, "number=S-2", "laboratory=umpire",
            "assays=copper/gold:13:fire-assay,copper/copper:940000:icp-oes",
            ll_option(l, "replaces", ll_text_at(answer, "settlement_id")), "amount=110.00 EUR",
            NULL);
    ll_call(l, "shipment plan", "code=s-0", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:blueline:250", "packages=box-2", NULL);
    ll_call(l, "shipment cancel", "shipment=s-0", "reason=carrier-withdrew", NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:blueline:250", "packages=box-2", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    notifications(l);
    book(l);
}

/* A case that was settled before the shipment left, and a count in which nothing was missing. */
static void settled_case(struct ll_ledger *l)
{
    ll_call(l, "package count", "package=box-1", "units=90", "by=blueline", NULL);
    ll_call(l, "package weigh", "package=box-1", "gross=17kg", "tare=1kg", NULL);
    const struct ll_json *answer =
        ll_call(l, "case open", "package=bag-1", "cause=seal-broken", "deadline=2026-12-01",
                "counterparty=blueline", "amount=120 EUR", "note=The seal was cut.", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=nothing-missing", "note=Counted with the carrier.", NULL);
    ll_call(l, "case reopen", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "reason=wrong-bag", "deadline=2026-12-31", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=nothing-missing", "note=Counted anew.", NULL);
    const struct ll_json *notes = ll_call(l, "annex list", "field=case.note", NULL);
    ll_call(l, "annex erase", ll_option(l, "entry", ll_text_at(notes, "items.1.annex_id")),
            "reason=asked-by-person", NULL);
}

static void demand(struct ll_ledger *l)
{
    ll_call(l, "organisation add", "code=dealer", "country=NL", "name=Dealer", NULL);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=funded", "countries=GH,NG", "vintage_from=2024-06", "vintage_to=2026-12",
            "funder=goodfund", "payer=smelter", "reseller=dealer", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,60,2026-02-01\n"
                        "PO-2,1,smartphone,70,2026-02-02\n"
                        "PO-2,2,tablet,4,2026-02-02\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_give_file(l, "devices.csv",
                 LL_STR("document_id,line_id,device_class,imei,date\n"
                        "PO-9,1,smartphone,490154203237518,2026-02-01\n"
                        "PO-9,1,smartphone,356938035643809,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
            "order_line=funded", "payer=smelter", "reseller=dealer", NULL);
}

/* One was stated in error, one replaced, one restated when a doubt was cleared. */
static void earlier_certificates(struct ll_ledger *l, struct ll_str tablets)
{
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "units=10", NULL);
    ll_call(l, "certificate revoke", ll_option(l, "serial", ll_text_at(answer, "serial")),
            "reason=wrong-period", "note=Meant for the year before.", NULL);
    answer =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "units=8", NULL);
    ll_call(l, "certificate replace", ll_option(l, "serial", ll_text_at(answer, "serial")), NULL);
    ll_call(l, "lot exclude", ll_option(l, "lot", tablets), "reason=doubtful-evidence", NULL);
    ll_call(l, "lot admit", ll_option(l, "lot", tablets), NULL);
    const struct ll_json *items = ll_at(ll_call(l, "certificate list", "limit=100", NULL), "items");
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *one = &items->items[i];
        if (ll_str_eq_cstr(ll_text_at(one, "state"), "under-review")) {
            ll_call(l, "certificate raise", ll_option(l, "serial", ll_text_at(one, "serial")),
                    NULL);
        }
    }
}

/* Cables that nobody counted: some lost, some that the plant refused, the rest treated. */
static void uncounted(struct ll_ledger *l)
{
    struct ll_str text;
    struct ll_str lot =
        ll_text_at(ll_receive(l, "M-2", "cables:grams:2500g:none"), "lots.0.lot_id");
    ll_call(l, "allocation run", "programme=mass", NULL);
    ll_pack(l, "mass-2", lot);
    const struct ll_json *answer =
        ll_call(l, "units lose", "package=mass-2", "mass=100g", "reason=theft", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted", NULL);
    ll_call(l, "shipment plan", "code=m-2", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-06-01", "legs=road:blueline:250", "packages=mass-2", NULL);
    ll_call(l, "shipment depart", "shipment=m-2", NULL);
    ll_call(l, "shipment arrive", "shipment=m-2", NULL);
    ll_give_key_file(l, &l->other_key);
    answer = ll_call(l, "receipt sign", "key=plant.key", "measure=grams", "collected=2400g",
                     "mass=2300g", "rejected=150", "reason=wet", NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=m-2", NULL);
    assert_int_equal(ll_number_at(answer, "found_g"), 50);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted", NULL);
    ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
            "kind=mechanical", "operation=r4", "outputs=copper:1kg,plastics:1kg,residue:300g",
            NULL);
    ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", NULL);
}

/* Laptops by mass, of which a certificate holds some, demanded and credited as devices and by mass;
 * and what nobody counted. */
static void by_mass(struct ll_ledger *l)
{
    ll_call(l, "class add", "code=cables", "hs_code=8549", "unu_key=0301", NULL);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=laptop@2.1kg=laptop+cables:4 EUR", NULL);
    l->programme = "programme=mass";
    struct ll_str lot =
        ll_text_at(ll_receive(l, "M-1", "laptop:9:15999g:removed"), "lots.0.lot_id");
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,unit,date\n"
                        "PO-8,1,laptop,5,EA,2026-02-01\n"
                        "PO-8,2,laptop,1.3,KGM,2026-02-01\n"));
    ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=mass", NULL);
    ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", "stage=accepted",
            "units=2", NULL);
    ll_pack(l, "mass-1", lot);
    ll_ship_to_hoboken(l, "m-1", "mass-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "9", "15kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=m-1", NULL);
    ll_call(l, "order credit", "document=PO-8", "number=CN-3", "order_line=utrecht.laptop.mass",
            "units=1", "mass=400g", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-7,1,laptop,3,2026-02-03\n"));
    ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
    uncounted(l);
    l->programme = "programme=africa";
}

/* One credit note about two documents and two order lines, of which a certificate holds some. */
static void credit_several(struct ll_ledger *l)
{
    ll_give_file(l, "cn.csv",
                 LL_STR("document_id,line_id,of_document,device_class,quantity,date\n"
                        "CN-2,1,PO-1,smartphone,3,2026-02-20\n"
                        "CN-2,2,PO-2,smartphone,30,2026-02-20\n"
                        "CN-2,3,PO-2,tablet,1,2026-02-20\n"));
    const struct ll_json *answer =
        ll_call(l, "order credit", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    assert_int_equal(ll_at(answer, "lines")->count, 3);
    int64_t carried_over = ll_number_at(answer, "credit_notes.0.carried_over_units");
    assert_in_range(carried_over, 1, 33);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_units"), 34 - carried_over);
}

/* One in every state; the last day of one is over. */
static void holds(struct ll_ledger *l)
{
    char day[LL_TIME_TEXT_MAX];
    ll_date_format(ll_time_date(l->clock), day);
    const struct ll_json *answer = ll_call(l, "hold place", "order_line=utrecht.smartphone.africa",
                                           "units=3", "until=2027-12-31", NULL);
    ll_call(l, "hold confirm", ll_option(l, "hold", ll_text_at(answer, "hold_id")), "document=HO-1",
            NULL);
    answer = ll_call(l, "hold place", "order_line=utrecht.smartphone.africa", "units=4",
                     "until=2027-12-31", NULL);
    ll_call(l, "hold withdraw", ll_option(l, "ref", ll_text_at(answer, "hold_id")), NULL);
    ll_call(l, "hold place", "order_line=utrecht.smartphone.africa", "units=5", "until=2027-12-31",
            NULL);
    ll_call(l, "hold place", "order_line=utrecht.smartphone.africa", "units=6",
            ll_option(l, "until", ll_str_from_cstr(day)), NULL);
    ll_advance_days(l, 1);
    ll_call(l, "hold expire", "programme=africa", NULL);
}

/* The first signing key retires before it signs. */
static void change_key(struct ll_ledger *l)
{
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_keys_forget(&l->ctx); /* that of the tests: a server over the ledger reads the file */
    assert_int_equal(ll_keys_read_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_multikey_public_format(&key.public_key, multikey);
    ll_call(l, "key change", ll_option(l, "retire", ll_str_from_cstr(multikey)), NULL);
}

/* With another secret, disabled, and enabled again. */
static void webhooks(struct ll_ledger *l)
{
    const struct ll_json *answer =
        ll_call(l, "webhook add", "organisation=utrecht", "url=https://utrecht.example/hook",
                "events=certificate_stated,demand_accepted,allocation_run", NULL);
    const char *utrecht = ll_option(l, "webhook", ll_text_at(answer, "webhook_id"));
    ll_call(l, "webhook rotate", utrecht, NULL);
    ll_call(l, "webhook disable", utrecht, "reason=moved", NULL);
    ll_call(l, "webhook enable", utrecht, NULL);
    ll_call(l, "webhook add", "organisation=oneforone", "url=https://one.example/hook",
            "events=user_added,collection_received,hold_placed,certificate_stated", NULL);
    answer = ll_call(l, "webhook add", "organisation=goodfund", "url=https://fund.example/hook",
                     "events=lot_excluded", NULL);
    ll_call(l, "webhook disable", ll_option(l, "webhook", ll_text_at(answer, "webhook_id")),
            "reason=unused", NULL);
}

/* One that waits, one that was declined. */
static void enquiries(struct ll_ledger *l)
{
    ll_call(l, "enquiry receive", "email=kofi@new.example", "name=Kofi", "organisation=New firm",
            "country=GH", "devices=phones", "trigger=purchase", "units_a_year=200",
            "message=We lease some, too.", NULL);
    const struct ll_json *answer =
        ll_call(l, "enquiry receive", "email=an@other.example", "name=An", "organisation=Other",
                "country=BE", "devices=mixed", "trigger=disposal", "units_a_year=7", NULL);
    ll_call(l, "enquiry decline", ll_option(l, "enquiry", ll_text_at(answer, "enquiry_id")), NULL);
}

/* With several roles, with none, disabled, and with the address of a disabled one. */
static void users(struct ll_ledger *l)
{
    const struct ll_json *answer = ll_call(l, "user add", "email=Ama@example.org", "name=Ama",
                                           "organisation=oneforone", "role=admin", NULL);
    const char *ama = ll_option(l, "user", ll_text_at(answer, "user_id"));
    ll_call(l, "user give-role", ama, "role=logistics", NULL);
    ll_call(l, "user give-role", ama, "role=finance", NULL);
    ll_call(l, "user take-role", ama, "role=finance", NULL);
    ll_call(l, "access set", "second_factor=nobody", NULL);
    ll_call(l, "access set", "second_factor=operators", NULL);
    ll_call(l, "token make", ama, "permissions=handle,ship", "expires_on=2026-12-31", NULL);
    const struct ll_json *token =
        ll_call(l, "token make", ama, "permissions=look-up", "expires_on=2026-06-30", NULL);
    ll_call(l, "token revoke", ll_option(l, "token", ll_text_at(token, "token_id")), NULL);
    answer = ll_call(l, "user add", "email=kofi@example.org", "name=Kofi", "organisation=utrecht",
                     "role=client", NULL);
    ll_call(l, "user disable", ll_option(l, "user", ll_text_at(answer, "user_id")), "reason=left",
            NULL);
    ll_call(l, "user add", "email=kofi@example.org", "name=Kofi", "organisation=goodfund",
            "role=auditor", NULL);
    answer = ll_call(l, "user add", "email=esi@example.org", "name=Esi", "organisation=utrecht",
                     "role=client", NULL);
    ll_call(l, "user disable", ll_option(l, "user", ll_text_at(answer, "user_id")), "reason=left",
            NULL);
    ll_call(l, "user enable", ll_option(l, "user", ll_text_at(answer, "user_id")), "reason=mistake",
            NULL);
    webhooks(l);
    enquiries(l);
    ll_call(l, "site set", "address=https://old.example", "name=The ledger", NULL);
    ll_call(l, "site set", "address=https://ledger.example:8443", "name=The ledger of phones",
            NULL);
}

/* Steps that wait for a second person. */
static void propose(struct ll_ledger *l)
{
    const struct ll_json *answer = ll_call(l, "user add", "email=adwoa@example.org", "name=Adwoa",
                                           "organisation=oneforone", "role=admin", NULL);
    struct ll_viewer viewer = {
        .is_limited = true, .sees_all = true, .roles = {1U << LL_ROLE_ADMIN}};
    assert_int_equal(ll_id_parse("usr", ll_text_at(answer, "user_id"), &viewer.user_id.raw, NULL),
                     LL_OK);
    l->ctx.viewer = viewer;
    ll_call(l, "access set", "second_factor=everybody", NULL);
    ll_call(l, "access set", "second_factor=nobody", NULL);
    l->ctx.viewer = (struct ll_viewer){0};
}

/* Consents to a way that is prohibited, which alone let nothing leave. */
static void agreed_in_vain(struct ll_ledger *l)
{
    struct ll_str lot = ll_text_at(ll_receive(l, "M-3", "laptop:2:4kg:removed"), "lots.0.lot_id");
    ll_pack(l, "mass-3", lot);
    ll_call(l, "facility add", "code=douala", "country=CM", "name=Douala", "plant=no",
            "organisation=blueline", NULL);
    ll_call(l, "shipment plan", "code=m-3", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01", "legs=road:blueline:900:douala,sea:blueline:7600",
            "packages=mass-3", NULL);
    ll_call(l, "shipment consent", "shipment=m-3", "country=GH", "valid_until=2026-12-31",
            "document_digest="
            "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc1",
            NULL);
    ll_call(l, "shipment consent", "shipment=m-3", "country=BE", "valid_until=2026-11-30",
            "document_digest="
            "a2a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc1",
            NULL);
}

void ll_make_full_ledger(struct ll_ledger *l)
{
    ll_make_registry(l);
    change_key(l);
    ll_call(l, "party add", "object=programme:africa", "organisation=goodfund", "role=funder",
            NULL);
    users(l);
    propose(l);
    demand(l);
    struct ll_str tablets = supply(l);
    ll_call(l, "allocation run", "programme=africa", NULL);
    settled_case(l);
    /* A log of what there was by then, and at the end of what came after. */
    ll_call(l, "log start", "origin=log.example.org/full", NULL);
    ll_call(l, "log sequence", NULL);
    transport(l);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "units=50", NULL);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            "order_line=utrecht.tablet.africa", NULL);
    earlier_certificates(l, tablets);
    by_mass(l);
    agreed_in_vain(l);
    /* What is on its way is under review, by two cases. */
    ll_call(l, "case open", "shipment=s-2", "cause=delay", "deadline=2026-12-01", NULL);
    ll_call(l, "case open", "package=box-2", "cause=wet", "deadline=2026-12-02", NULL);
    /* A doubt that breaks it. */
    ll_call(l, "lot exclude", ll_option(l, "lot", tablets), "reason=doubtful-evidence", NULL);
    /* Some of it comes back: what a certificate holds is carried over. */
    const struct ll_json *answer =
        ll_call(l, "order credit", "document=PO-1", "number=CN-1",
                "order_line=utrecht.smartphone.africa", "units=20", NULL);
    assert_in_range(ll_number_at(answer, "carried_over_units"), 1, 19);
    credit_several(l);
    /* What turned up in the store. */
    answer = ll_call(l, "units find", "programme=africa", "facility=kumasi", "funder=goodfund",
                     "class_code=smartphone", "units=7", "mass=1.2kg", NULL);
    ll_call(l, "lot admit", ll_option(l, "lot", ll_text_at(answer, "lot_id")),
            "explanation=miscounted", "note=Under the table.", NULL);
    ll_call(l, "units find", "programme=africa", "facility=kumasi", "class_code=tablet", "units=1",
            "mass=700g", NULL);
    /* Holds, in every state. */
    holds(l);
    /* Demand that waits. */
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-3,1,smartphone,1000,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
            "order_line=utrecht.smartphone.africa", NULL);
    answer = ll_call(l, "log sequence", NULL);
    assert_true(ll_number_at(answer, "events") > 1);
}

int ll_full_ledger_end(void **state)
{
    static const char *const names[] = {LL_KEYS_SIGNING, LL_KEYS_FINGERPRINT, LL_KEYS_FOLDER};
    struct ll_ledger *l = *state;
    for (size_t i = 0; l != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        char path[512];
        (void)snprintf(path, sizeof(path), "%.*s/%s", LL_STR_ARG(l->ctx.data_dir), names[i]);
        (void)remove(path);
    }
    return ll_ledger_end(state);
}
