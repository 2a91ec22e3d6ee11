/* Each contradiction that events can hold gives exactly the finding it should, by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/findings_cases.h"
#include "audit/model.h"

/* What a plant signs of a treatment of that many units, with that many grams of boards. */
#define SIGNED(boards, treated)                                                                    \
    "'plant_key_id':'#key1','rule_version':1,'statement':{'key':'#plantkey','kind':"               \
    "'metallurgical','materials':[{'fraction':'boards','mass_g':" boards                           \
    "},{'fraction':'metals','mass_g':7000}],'month':'2026-04','operation':'r4',"                   \
    "'receipt':'#h16f','treatment':'#h16d','type':'loopledger treatment v1','units':" treated "}"

static const struct story_case cases[] = {
    {.name = "a sound story"},
    /* ---- events ---- */
    {"a kind nobody knows",
     {"event-kind"},
     {{.label = "class", .kind = "phone_sold", .body = "{}"}}},
    {"no JSON",
     {"event-unreadable"},
     {{.label = "seal", .kind = "lot_admitted", .body = "lot 1", .raw = true}}},
    {"a blank in the JSON",
     {"event-not-canonical", "control-missing", "lot-state"},
     {{.label = "seal", .kind = "lot_admitted", .body = "{'lot_id': '#lot1'}", .raw = true}}},
    {"time back",
     {"event-order", "event-time", "request-shape"},
     {{.label = "seal", .later_us = -3600000000}}},
    {"time ahead",
     {"event-order", "event-time", "request-shape"},
     {{.label = "seal", .later_us = 3600000000}}},
    {"a member too many",
     {"member-unknown"},
     {{.label = "seal", .from = "'seal'", .to = "'note':'for Ama','seal'"}}},
    {"a member too few",
     {"member-missing"},
     {{.label = "seal", .from = ",'seal':'S-1'", .to = ""}}},
    {"a person's name",
     {"member-shape"},
     {{.label = "seal", .from = "S-1", .to = "closed by Ama Mensah"}}},
    {"a fraction of a unit",
     {"member-shape"},
     {{.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg1','spans':[{'hi':70.5,'lo':60,'lot_id':'#lot1'}]}"}}},
    /* ---- objects ---- */
    {"an id twice",
     {"object-twice"},
     {{.label = "funder",
       .kind = "organisation_registered",
       .body = "{'code':'again','country':'NL','name_annex_id':'#anx9','organisation_id':"
               "'#org4'}"}}},
    {"a code twice",
     {"code-twice"},
     {{.label = "funder",
       .kind = "organisation_registered",
       .body = "{'code':'funder','country':'NL','name_annex_id':'#anx9','organisation_id':"
               "'#org5'}"}}},
    {"a lot that is not there",
     {"object-unknown"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "9", "9", "9", "0", "1", "80", "0", "")}}},
    {"a class that is not there",
     {"object-unknown"},
     {{.label = "programme2",
       .from = "'classes':[]",
       .to = "'classes':[{'demand_class':'server','fee':{'currency':'EUR','minor':1},"
             "'lot_classes':[]}]"}}},
    {"a party's object that is not there",
     {"object-unknown"},
     {{.label = "seal",
       .kind = "party_added",
       .body = "{'object_id':'#h16e','object_kind':'lot','organisation_id':'#org4','role':"
               "'funder'}"}}},
    {"a document twice",
     {"document-twice"},
     {{.label = "demand",
       .kind = "demand_accepted",
       .body = "{'content_digest':'#h320','device_count':0,'document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h321','issued_on':'2026-02-01',"
               "'key_id':'#h081','kind':'order','slices':[]}"}}},
    {"an order and its invoice",
     {"purchase-twice"},
     {{.label = "demand",
       .kind = "demand_accepted",
       .body = "{'content_digest':'#h320','device_count':0,'document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h322','issued_on':'2026-02-01',"
               "'key_id':'#h081','kind':'invoice','order_identity':'#h321','slices':[]}"}}},
    {"a collector's record twice",
     {"record-twice"},
     {{.label = "collection2", .from = "K-2", .to = "K-1"}}},
    {"evidence that made two collections",
     {"evidence-twice"},
     {{.label = "collection2", .from = "#h325", .to = "#h320"}}},
    {"evidence shown again, and eligible",
     {"evidence-twice"},
     {{.label = "collection2",
       .from = "'evidence_digest':'#h325'",
       .to = "'evidence_again':true,'evidence_digest':'#h320'"}}},
    {.name = "evidence shown again, and doubted",
     .edits = {{.label = "collection2",
                .kind = "collection_received",
                .body = COLLECTION3("8500")}}},
    {"devices without a digest",
     {"device-register"},
     {{.label = "demand", .from = "'device_count':0", .to = "'device_count':2"}}},
    /* ---- lots ---- */
    {"not eligible for no reason",
     {"lot-shape", "allocation-ineligible"},
     {{.label = "collection2", .from = "'eligible':true", .to = "'eligible':false"}}},
    {"too old",
     {"lot-too-old", "allocation-unfit"},
     {{.label = "collection2", .from = "2026-03-01", .to = "2023-12-31"}}},
    {"a name erased twice",
     {"annex-erased-twice"},
     {{.label = "seal",
       .kind = "annex_erased",
       .body = "{'entries':[{'annex_id':'#anx1'},{'annex_id':'#anx1'}],'reason':'request'}"}}},
    {"admitted though eligible",
     {"lot-state"},
     {{.label = "seal", .kind = "lot_admitted", .body = "{'lot_id':'#lot1'}"}}},
    {"collected tomorrow",
     {"facts-out-of-order"},
     {{.label = "collection2", .from = "2026-03-01", .to = "2026-08-01"}}},
    /* ---- allocation ---- */
    {"an empty allocation",
     {"allocation-shape"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "100", "70", "1", "70", "1", "80", "0", "")}}},
    {"units allocated twice",
     {"allocation-overlap"},
     {{.label = "run", .kind = "demand_accepted", .body = DEMAND2},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("80", "100", "80", "1", "60", "1", "120", "80", "")}}},
    {"more than the lot has",
     {"allocation-beyond-lot"},
     {{.label = "run", .kind = "demand_accepted", .body = DEMAND2},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("80", "100", "101", "1", "90", "1", "120", "80", "")}}},
    {"an excluded lot",
     {"allocation-ineligible"},
     {{.label = "line2", .kind = "lot_excluded", .body = EXCLUDED("2")}}},
    {"across programmes",
     {"allocation-programme"},
     {{.label = "run", .from = "'programme_id':'#prg1'", .to = "'programme_id':'#prg2'"}}},
    {"another class",
     {"allocation-unfit"},
     {{.label = "line2", .from = "'smartphone'", .to = "'tablet'"}}},
    {"another country", {"allocation-unfit"}, {{.label = "line2", .from = "'GH'", .to = "'NG'"}}},
    {"too early a vintage",
     {"allocation-unfit"},
     {{.label = "line2", .from = "2026-01", .to = "2026-04"}}},
    {"too late a vintage",
     {"allocation-unfit"},
     {{.label = "line2", .from = "'vintage_to':'2026-12'", .to = "'vintage_to':'2026-02'"}}},
    {"without the standard that its line demands",
     {"allocation-unfit", "certificate-broken"},
     {{.label = "line",
       .from = "'programme_id':'#prg1'",
       .to = "'programme_id':'#prg1','standard':'r9'"}}},
    {"somebody else's funds",
     {"allocation-unfit"},
     {{.label = "line2", .from = "'funder_id':'#org4',", .to = ""}}},
    {"funds for a lot that has none",
     {"allocation-unfit"},
     {{.label = "collection2", .from = "'funder_id':'#org4',", .to = ""}}},
    {"another length of the lot",
     {"allocation-copy"},
     {{.label = "run", .from = "'lot_accepted':100", .to = "'lot_accepted':99"}}},
    {"another slice",
     {"allocation-copy"},
     {{.label = "run", .from = "'slice_hi':80", .to = "'slice_hi':90"}}},
    {"outside its slice",
     {"allocation-shape"},
     {{.label = "run", .kind = "demand_accepted", .body = DEMAND2},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("75", "100", "80", "1", "70", "1", "120", "80", "")}}},
    {"a position served twice",
     {"line-overlap"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("69", "100", "75", "1", "70", "1", "80", "0", "")}}},
    {"more than was demanded",
     {"line-beyond-demand"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "100", "81", "1", "70", "1", "80", "0", "")}}},
    {"a gap before a slice",
     {"slice-not-at-tail"},
     {{.label = "run",
       .kind = "demand_accepted",
       .body = "{'content_digest':'#h320','device_count':0,'document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h322','issued_on':'2026-02-01',"
               "'key_id':'#h081','kind':'order','slices':[{'hi':120,'lo':81,'order_line_id':'#ord1'"
               ",'trigger':"
               "'purchase'}]}"}}},
    {"a slice over another",
     {"slice-not-at-tail"},
     {{.label = "run",
       .kind = "demand_accepted",
       .body = "{'content_digest':'#h320','device_count':0,'document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h322','issued_on':'2026-02-01',"
               "'key_id':'#h081','kind':'order','slices':[{'hi':120,'lo':79,'order_line_id':'#ord1'"
               ",'trigger':"
               "'purchase'}]}"}}},
    {"a lot closed too early",
     {"closed-early"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "100", "75", "1", "70", "1", "80", "0", ",'lot_closed':true")}}},
    {"a slice closed too early",
     {"closed-early"},
     {{.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "100", "75", "1", "70", "1", "80", "0", ",'slice_closed':true")}}},
    /* ---- releases ---- */
    {"an exclusion that releases too little",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "3", "0", "3", "2", "0", "2", "0")},
      {.label = "run", .kind = "lot_excluded", .body = EXCLUDED("2")}}},
    {"a release to other positions",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "6", "1", "5", "2", "0", "2", "0")}}},
    {"a release of more positions than units",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "6", "0", "5", "2", "0", "2", "0")}}},
    {"a release of units that serve nobody",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "6", "0", "6", "2", "0", "2", "0")}}},
    {"a release of no units",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "2", "2", "2", "2", "2", "2", "0")}}},
    {"a release to another line",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "5", "0", "5", "2", "0", "1", "0")}}},
    {"a release to another slice",
     {"release-wrong"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "5", "0", "5", "2", "0", "2", "1")}}},
    {"a release across programmes",
     {"allocation-programme"},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("2", "5", "0", "5", "2", "0", "2", "0")}}},
    {"a release and its return",
     {NULL},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "5", "0", "5", "2", "0", "2", "0")},
      {.label = "run", .kind = "lot_excluded", .body = EXCLUDED("2")},
      {.label = "run", .kind = "lot_admitted", .body = "{'lot_id':'#lot2'}"},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("0", "50", "10", "2", "0", "2", "10", "0", ",'slice_closed':true")}}},
    {"a release out of the middle",
     {NULL},
     {{.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "3", "2", "3", "2", "2", "2", "0")},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("2", "50", "11", "2", "10", "2", "10", "0", "")},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("5", "50", "3", "2", "2", "2", "10", "0", "")}}},
    {"final units released",
     {"final-released"},
     {{.label = "certificate",
       .kind = "allocation_released",
       .body = RELEASE("1", "40", "0", "40", "1", "0", "1", "0")}}},
    {"a commitment broken",
     {"certificate-broken"},
     {{.label = "run", .kind = "certificate_stated", .body = CERTIFICATE_OF_LOT2("LL-2")},
      {.label = "run",
       .kind = "allocation_released",
       .body = RELEASE("1", "5", "0", "5", "2", "0", "2", "0")}}},
    {"an excluded lot under a live certificate",
     {"certificate-broken"},
     {{.label = "run", .kind = "certificate_stated", .body = CERTIFICATE_OF_LOT2("LL-2")},
      {.label = "run", .kind = "lot_excluded", .body = EXCLUDED("2")}}},
    {"an excluded lot under a certificate under review",
     {NULL},
     {{.label = "run", .kind = "certificate_stated", .body = CERTIFICATE_OF_LOT2("LL-2")},
      {.label = "run", .kind = "certificate_put_under_review", .body = REVIEW("2")},
      {.label = "run", .kind = "lot_excluded", .body = EXCLUDED("2")}}},
    /* ---- custody ---- */
    {"packed twice",
     {"custody-not-loose"},
     {{.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg2','spans':[{'hi':60,'lo':59,'lot_id':'#lot1'}]}"},
      {.label = "receipt", .from = NULL}}},
    {"packed from nowhere",
     {"custody-not-loose"},
     {{.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg2','spans':[{'hi':101,'lo':90,'lot_id':'#lot1'}]}"}}},
    {"somebody's funds in the same bag",
     {"package-mixed", "receipt-count", "treatment-balance"},
     {{.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg1','spans':[{'hi':10,'lo':0,'lot_id':'#lot2'}]}"}}},
    {"a bag in a box of another country",
     {"package-mixed"},
     {{.label = "package2", .from = "'GH'", .to = "'NG'"}}},
    {"filled when sealed",
     {"package-place", "receipt-count", "treatment-balance"},
     {{.label = "seal",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg2','spans':[{'hi':70,'lo':60,'lot_id':'#lot1'}]}"}}},
    {"filled on its way",
     {"package-place", "custody-not-loose", "receipt-count", "treatment-balance"},
     {{.label = "depart",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg1','spans':[{'hi':70,'lo':60,'lot_id':'#lot1'}]}"}}},
    {"a box in its own bag",
     {"package-place"},
     {{.label = "nest",
       .kind = "package_nested",
       .body = "{'packages':[{'package_id':'#pkg2'}],'parent_id':'#pkg1'}"}}},
    {"a package that is elsewhere",
     {"package-place", "custody-not-loose"},
     {{.label = "package", .from = "#fac1", .to = "#fac3"}}},
    /* ---- cases ---- */
    {"a case and its end",
     {NULL},
     {{.label = "fill",
       .kind = "case_opened",
       .body = CASE("1", "'package_id':'#pkg1',", "60", "0")},
      {.label = "fill", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"poured in another order than the rule's",
     {"pour-rule"},
     {{.label = "fill",
       .kind = "package_poured",
       .body = "{'facility_id':'#fac1','rule_version':1,'sources':[{'package_id':'#pkg1'}],"
               "'targets':[{'package_id':'#pkg1','spans':[{'hi':60,'lo':30,'lot_id':'#lot1'},"
               "{'hi':30,'lo':0,'lot_id':'#lot1'}]}]}"}}},
    {"lost twice",
     {"removal-shape"},
     {{.label = "fill", .kind = "units_removed", .body = REMOVED("lose", "", "0", "100", "95")},
      {.label = "fill", .kind = "units_removed", .body = REMOVED("seize", "", "0", "96", "95")}}},
    {"diverted without a test",
     {"removal-shape"},
     {{.label = "fill", .kind = "units_removed", .body = REMOVED("divert", "", "0", "100", "95")}}},
    {"removed by a fact that removes nothing",
     {"member-shape"},
     {{.label = "fill", .kind = "units_removed", .body = REMOVED("depart", "", "0", "100", "95")}}},
    {"lost of a package, as the rule does not say",
     {"selection-rule", "receipt-count", "treatment-units"},
     {{.label = "fill",
       .kind = "units_removed",
       .body = REMOVED("lose", "'package_id':'#pkg1',", "1", "59", "57")}}},
    {"about units the lot does not have",
     {"case-shape"},
     {{.label = "arrive", .kind = "case_opened", .body = CASE("1", "", "101", "90")}}},
    {"about two things",
     {"case-shape"},
     {{.label = "arrive",
       .kind = "case_opened",
       .body = CASE("1", "'package_id':'#pkg1','shipment_id':'#shp1',", "100", "90")}}},
    {"about units in pieces",
     {"case-shape"},
     {{.label = "arrive",
       .kind = "case_opened",
       .body = "{'case_id':'#cas1','cause':'short','deadline':'2026-12-01','spans':[{'hi':90,"
               "'lo':80,'lot_id':'#lot1'},{'hi':100,'lo':90,'lot_id':'#lot1'}]}"}}},
    {"about units twice",
     {"case-shape"},
     {{.label = "arrive",
       .kind = "case_opened",
       .body = "{'case_id':'#cas1','cause':'short','deadline':'2026-12-01','spans':[{'hi':90,"
               "'lo':80,'lot_id':'#lot1'},{'hi':100,'lo':89,'lot_id':'#lot1'}]}"}}},
    {"closed twice",
     {"case-state"},
     {{.label = "arrive", .kind = "case_opened", .body = CASE("1", "", "60", "0")},
      {.label = "arrive", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")},
      {.label = "arrive", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"closed before it was opened",
     {"facts-out-of-order"},
     {{.label = "arrive", .kind = "case_opened", .body = CASE("1", "", "60", "0")},
      {.label = "arrive", .kind = "case_closed", .body = CASE_END("1", "2026-04-30")}}},
    {"a deadline in the past",
     {"facts-out-of-order"},
     {{.label = "arrive",
       .kind = "case_opened",
       .body = "{'case_id':'#cas1','cause':'short','deadline':'2026-04-30','spans':[]}"}}},
    {"cited while under review",
     {"under-review"},
     {{.label = "treatment", .kind = "case_opened", .body = CASE("1", "", "60", "39")}}},
    {"cited while another case is open",
     {"under-review"},
     {{.label = "treatment", .kind = "case_opened", .body = CASE("1", "", "60", "30")},
      {.label = "treatment", .kind = "case_opened", .body = CASE("2", "", "50", "35")},
      {.label = "treatment", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"shipped while under review",
     {"under-review"},
     {{.label = "fill", .kind = "case_opened", .body = CASE("1", "", "5", "4")},
      {.label = "arrive", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"packed while under review",
     {"under-review"},
     {{.label = "package2", .kind = "case_opened", .body = CASE("1", "", "60", "59")},
      {.label = "fill", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    /* ---- shipments ---- */
    {"a leg from elsewhere",
     {"shipment-route"},
     {{.label = "plan",
       .from = "'distance_km':7600,'from_facility_id':'#fac1'",
       .to = "'distance_km':7600,'from_facility_id':'#fac2'"}}},
    {"legs to elsewhere",
     {"shipment-route", "departure-consent"},
     {{.label = "plan",
       .from = "'mode':'sea','to_facility_id':'#fac2'",
       .to = "'mode':'sea','to_facility_id':'#fac3'"}}},
    {"a border that is not spoken of",
     {"border-undeclared", "certificate-stage"},
     {{.label = "plan", .from = "'crosses_border':true", .to = "'crosses_border':false"},
      {.label = "arrive",
       .kind = "certificate_stated",
       .body = CERTIFICATE2("60", "50", "50", "shipped", "10")}}},
    {"no consent", {"departure-consent"}, {{.label = "consent2", .from = "'BE'", .to = "'NL'"}}},
    {"a consent that ends with the arrival",
     {"departure-consent"},
     {{.label = "consent", .from = "2026-04-13", .to = "2026-04-12"}}},
    {"a consent to two shipments",
     {"consent-shared"},
     {{.label = "consent2", .kind = "shipment_planned", .body = SHIPMENT2},
      {.label = "depart",
       .kind = "consent_recorded",
       .body = "{'country':'GH','document_digest':'#h320','shipment_id':'#shp2','valid_until':"
               "'2026-04-13'}"}}},
    {.name = "a consent that came to its own shipment",
     .edits = {{.label = "consent2", .kind = "shipment_planned", .body = SHIPMENT2},
               {.label = "depart",
                .kind = "consent_recorded",
                .body = "{'country':'GH','document_digest':'#h326','shipment_id':'#shp2',"
                        "'valid_until':'2026-04-13'}"},
               {.label = "arrive",
                .kind = "consent_recorded",
                .body = "{'country':'GH','document_digest':'#h327','shipment_id':'#shp2',"
                        "'valid_until':'2026-04-13'}"},
               {.label = "receipt",
                .kind = "consent_recorded",
                .body = "{'country':'BE','document_digest':'#h326','shipment_id':'#shp1',"
                        "'valid_until':'2026-04-13'}"}}},
    {"a departure after all consents",
     {"departure-consent", "facts-out-of-order"},
     {{.label = "depart", .from = "2026-03-10", .to = "2026-04-11"}}},
    {"departed twice",
     {"shipment-state", "package-place"},
     {{.label = "depart",
       .kind = "shipment_departed",
       .body = "{'departed_on':'2026-03-11','shipment_id':'#shp1'}"}}},
    {"cancelled when it had left",
     {"shipment-state"},
     {{.label = "arrive",
       .kind = "shipment_cancelled",
       .body = "{'reason':'strike','shipment_id':'#shp1'}"}}},
    {"left when it was cancelled",
     {"shipment-state", "departure-consent"},
     {{.label = "consent2",
       .kind = "shipment_cancelled",
       .body = "{'reason':'strike','shipment_id':'#shp1'}"}}},
    {"arrived twice",
     {"shipment-state"},
     {{.label = "arrive",
       .kind = "shipment_arrived",
       .body = "{'arrived_on':'2026-04-08','shipment_id':'#shp1'}"}}},
    {"arrived before it left",
     {"facts-out-of-order"},
     {{.label = "arrive", .from = "2026-04-08", .to = "2026-03-09"}}},
    {"left before it was collected",
     {"facts-out-of-order"},
     {{.label = "depart", .from = "2026-03-10", .to = "2026-02-28"}}},
    {"left with what was received, and before it came",
     {"facts-out-of-order", "departure-consent", "package-place"},
     {{.label = "treatment",
       .kind = "shipment_planned",
       .body = "{'code':'s-2','crosses_border':true,'from_facility_id':'#fac2','legs':"
               "[{'carrier_id':'#org1','distance_km':7600,'from_facility_id':'#fac2','mode':'sea',"
               "'to_facility_id':'#fac1'}],'packages':[{'package_id':'#pkg2'}],"
               "'planned_arrival':'2026-05-10','shipment_id':'#shp2','to_facility_id':'#fac1'}"},
      {.label = "treatment",
       .kind = "shipment_departed",
       .body = "{'departed_on':'2026-04-07','shipment_id':'#shp2'}"}}},
    /* ---- receipts and treatments ---- */
    {"a forged signature", {"receipt-signature"}, {{.label = "receipt", .spoil_signature = true}}},
    {"another plant's key", {"receipt-key"}, {{.label = "key", .from = "#fac2", .to = "#fac3"}}},
    {"a signing key that no other named",
     {"signing-key"},
     {{.label = "key",
       .kind = "signing_key_changed",
       .body = "{'public_key':'#h321','retired_key':'#h322','signature':'#h323#h323',"
               "'signing_key_id':'#sgk1'}"}}},
    {"a certification that ends before it begins",
     {"certification-shape"},
     {{.label = "certification", .from = "2028-06-30", .to = "2025-06-30"}}},
    {"a certification of another plant, which is none",
     {"certification-shape"},
     {{.label = "certification", .from = "#fac2", .to = "#fac1"}}},
    {"a receipt by a store",
     {"receipt-key", "certification-shape", "receipt-key"},
     {{.label = "hoboken", .from = "'is_plant':true", .to = "'is_plant':false"}}},
    {"another number than was signed",
     {"receipt-statement", "receipt-count"},
     {{.label = "receipt", .from = "},'units':60", .to = "},'units':61"}}},
    {"another mass than was signed",
     {"receipt-statement"},
     {{.label = "receipt",
       .from = "'#plantkey','mass_g':10200",
       .to = "'#plantkey','mass_g':10300"}}},
    {"another month than was signed",
     {"receipt-statement"},
     {{.label = "receipt", .from = "2026-04'", .to = "2026-05'"}}},
    {"an older form of statement",
     {"receipt-statement"},
     {{.label = "receipt", .from = "receipt v1", .to = "receipt v0"}}},
    {"a member more in what was signed",
     {"member-unknown"},
     {{.label = "receipt", .from = "'basis'", .to = "'driver':'kofi','basis'"}}},
    {"signed for more than it covers",
     {"receipt-count"},
     {{.label = "receipt", .from = "'declared':60", .to = "'declared':61"}}},
    {"phones of half a kilogram",
     {"receipt-mass", "treatment-balance"},
     {{.label = "receipt", .from = "'mass_g':10200,'month'", .to = "'mass_g':35000,'month'"},
      {.label = "receipt", .from = "'mass_g':10200,'plant", .to = "'mass_g':35000,'plant"}}},
    {"signed for fewer than are final",
     {"receipt-count", "receipt-exceeded"},
     {{.label = "receipt", .from = "'units':60},'units':60", .to = "'units':39},'units':39"}}},
    {"received before it arrived",
     {"facts-out-of-order"},
     {{.label = "receipt", .from = "2026-04-09", .to = "2026-04-07"}}},
    {"one statement, two receipts",
     {"receipt-twice", "shipment-state"},
     {{.label = "treatment",
       .kind = "receipt_recorded",
       .body = "{'facility_id':'#fac2','mass_g':10200,'plant_key_id':'#key1','receipt_id':'#rcp2',"
               "'received_on':'2026-04-09','shipment_id':'#shp1','statement':{'basis':'counted',"
               "'declared':60,'key':'#plantkey','mass_g':10200,'month':'2026-04','receipt':'#h16f',"
               "'type':"
               "'loopledger receipt v1','units':60},'units':60}"}}},
    {"grams from nowhere",
     {"treatment-balance"},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':7052"}}},
    {"grams that go nowhere",
     {"treatment-balance"},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':6948"}}},
    {"grams within the tolerance",
     {NULL},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':7051"}}},
    {"calculated outputs may be less",
     {NULL},
     {{.label = "treatment",
       .from = "'mechanical','materials':[{'fraction':'boards','mass_g':3200}",
       .to = "'metallurgical','materials':[{'fraction':'boards','mass_g':200}"},
      {.label = "treatment", .from = "'rule_version':1", .to = SIGNED("200", "60")}}},
    {"what is calculated is not signed",
     {"treatment-statement"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"}}},
    {"signed by the plant, though it is weighed",
     {"treatment-statement"},
     {{.label = "treatment", .from = "'rule_version':1", .to = SIGNED("3200", "60")}}},
    {"the plant signed other outputs",
     {"treatment-statement"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment", .from = "'rule_version':1", .to = SIGNED("3201", "60")}}},
    {"the plant signed for other units",
     {"treatment-statement"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment", .from = "'rule_version':1", .to = SIGNED("3200", "59")}}},
    {"the plant signed for another receipt",
     {"treatment-statement"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment", .from = "'rule_version':1", .to = SIGNED("3200", "60")},
      {.label = "treatment", .from = "'receipt':'#h16f'", .to = "'receipt':'#h16e'"}}},
    {"a forged signature of a treatment",
     {"treatment-signature"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment",
       .from = "'rule_version':1",
       .to = SIGNED("3200", "60"),
       .spoil_signature = true}}},
    {"other units than the rule takes",
     {"treatment-balance", "treatment-balance", "selection-rule", "certificate-stage"},
     {{.label = "treatment", .from = "'lo':0,", .to = "'lo':1,"}}},
    {"units that the receipt does not cover",
     {"treatment-units"},
     {{.label = "treatment", .from = "'hi':60", .to = "'hi':61"},
      {.label = "treatment", .from = "'rule_version':1", .to = "'rule_version':0"}}},
    {"units that the lot does not have",
     {"treatment-units", "treatment-units", "treatment-balance", "certificate-stage"},
     {{.label = "treatment", .from = "'hi':60", .to = "'hi':101"},
      {.label = "treatment", .from = "'rule_version':1", .to = "'rule_version':0"}}},
    {"one statement, two treatments",
     {"treatment-twice", "treatment-units"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment", .from = "'rule_version':1", .to = SIGNED("3200", "60")},
      {.label = "treatment",
       .kind = "treatment_recorded",
       .body =
           "{'facility_id':'#fac2','input_mass_g':10200,'interim':false,'kind':"
           "'metallurgical','materials':[{'fraction':'boards','mass_g':3200},{'fraction':"
           "'metals','mass_g':7000}],'operation':'r4','receipt_id':'#rcp1'," SIGNED(
               "3200",
               "60") ",'spans':[{'hi':60,'lo':0,'lot_id':'#lot1'}],"
                     "'tolerance_ppm':5000,'treated_on':'2026-04-21','treatment_id':'#trt2'}"}}},
    {"treated by a rule that is none",
     {"selection-rule"},
     {{.label = "treatment", .from = "'rule_version':1", .to = "'rule_version':2"}}},
    {"another input than there was",
     {"treatment-balance"},
     {{.label = "treatment", .from = "'input_mass_g':10200", .to = "'input_mass_g':10201"}}},
    {"recycled by storing",
     {"treatment-operation"},
     {{.label = "treatment", .from = "'r4'", .to = "'r13'"}}},
    {"recycled by sorting",
     {"treatment-operation"},
     {{.label = "treatment", .from = "'r4'", .to = "'r12'"}}},
    {"treated elsewhere",
     {"treatment-place"},
     {{.label = "treatment", .from = "#fac2", .to = "#fac3"}}},
    {"treated twice",
     {"treatment-units"},
     {{.label = "treatment",
       .kind = "treatment_recorded",
       .body = "{'facility_id':'#fac2','input_mass_g':10200,'interim':false,'kind':"
               "'mechanical','materials':[{'fraction':'boards','mass_g':10200}],"
               "'operation':'r4','receipt_id':'#rcp1','rule_version':0,"
               "'spans':[{'hi':60,'lo':0,'lot_id':'#lot1'}],"
               "'tolerance_ppm':5000,'treated_on':'2026-04-21','treatment_id':'#trt2'}"}}},
    {"lost before they were received",
     {"facts-out-of-order", "release-wrong", "treatment-units"},
     {{.label = "receipt", .kind = "units_removed", .body = REMOVED("lose", "", "0", "60", "59")}}},
    {"treated before it was received",
     {"facts-out-of-order"},
     {{.label = "treatment", .from = "2026-04-20", .to = "2026-04-08"}}},
};

static const size_t case_count_here = sizeof(cases) / sizeof(cases[0]);
static const struct {
    const struct story_case *cases;
    const size_t *count;
} lists[] = {
    {cases, &case_count_here},
    {story_certificate_cases, &story_certificate_case_count},
    {story_demand_cases, &story_demand_case_count},
    {story_material_cases, &story_material_case_count},
    {story_user_cases, &story_user_case_count},
    {story_gate_cases, &story_gate_case_count},
    {story_receipt_cases, &story_receipt_case_count},
    {story_uncounted_cases, &story_uncounted_case_count},
    {story_custody_cases, &story_custody_case_count},
    {story_handover_cases, &story_handover_case_count},
    {story_notification_cases, &story_notification_case_count},
};

static size_t case_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        count += *lists[i].count;
    }
    return count;
}

static const struct story_case *case_at(size_t at)
{
    size_t list = 0;
    while (at >= *lists[list].count) {
        at -= *lists[list].count;
        list++;
    }
    return &lists[list].cases[at];
}

/* Events only: nothing else is stored, so these codes say nothing here. */
static bool is_set_aside(enum ll_audit_code code)
{
    return code == LL_AUDIT_ROW_MISSING || code == LL_AUDIT_ANNEX_ROW ||
           code == LL_AUDIT_PUBLIC_PART || code == LL_AUDIT_CUSTODY_SUM;
}

static bool has_code(const struct story_case *c, const char *name)
{
    for (size_t i = 0; i < CODES_MAX; i++) {
        if (c->codes[i] != NULL && strcmp(c->codes[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* One case in a ledger of its own; true when exactly the expected codes were found. */
static bool check(struct ll_ledger *l, const struct story_case *c)
{
    size_t edits = 0;
    bool good = true;
    while (edits < LL_EDITS_MAX && c->edits[edits].label != NULL) {
        edits++;
    }
    const struct ll_audit_report *report = ll_tell(l, c->edits, edits);
    for (size_t i = 0; i < LL_AUDIT_CODE_COUNT; i++) {
        enum ll_audit_code code = (enum ll_audit_code)i;
        bool wanted = has_code(c, ll_audit_code_name(code));
        good = good && (is_set_aside(code) || wanted == (report->code_counts[i] > 0));
    }
    if (!good) {
        print_error("%s:\n", c->name);
        for (size_t i = 0; i < report->kept; i++) {
            const struct ll_audit_finding *f = &report->findings[i];
            if (!is_set_aside(f->code)) {
                print_error("  %s %s: %s\n", ll_audit_code_name(f->code), f->object, f->text);
            }
        }
    }
    return good;
}

static void each_finding_by_name(void **state)
{
    size_t bad = 0;
    void *own = NULL;
    for (size_t i = 0; i < case_count(); i++) {
        struct ll_ledger *l = ll_empty_ledger(&own);
        struct ll_arena_mark mark = ll_arena_mark(l->ctx.arena);
        bad += check(l, case_at(i)) ? 0 : 1;
        ll_arena_rewind(l->ctx.arena, mark);
    }
    assert_int_equal(ll_ledger_end(&own), 0);
    assert_int_equal(bad, 0);
    (void)state;
}

/* Every finding that a case can name is named by one. */
static void every_code_has_a_case(void **state)
{
    (void)state;
    /* Shown by the tests of tampering: they are about what is stored beside the events. */
    static const char *const elsewhere[] = {
        "event-request",  "request-key-twice", "request-shape",  "row-missing",    "row-extra",
        "row-twice",      "row-differs",       "row-unreadable", "annex-row",      "device-life",
        "body-digest",    "body-signature",    "body-numbers",   "body-words",     "public-part",
        "custody-sum",    "log-shape",         "log-entry",      "log-leaf",       "log-tile",
        "log-checkpoint", "log-signature",     "schema-missing", "schema-changed", "schema-foreign",
    };
    for (size_t i = 0; i < LL_AUDIT_CODE_COUNT; i++) {
        const char *name = ll_audit_code_name((enum ll_audit_code)i);
        bool found = false;
        for (size_t k = 0; k < case_count(); k++) {
            found = found || has_code(case_at(k), name);
        }
        for (size_t k = 0; k < sizeof(elsewhere) / sizeof(elsewhere[0]); k++) {
            found = found || strcmp(elsewhere[k], name) == 0;
        }
        if (!found) {
            fail_msg("no case shows '%s'", name);
        }
        assert_in_range(ll_audit_code_promise((enum ll_audit_code)i), 1, 13);
        assert_true(strlen(ll_audit_code_text((enum ll_audit_code)i)) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_finding_by_name),
        cmocka_unit_test(spans_are_called_by_their_measure),
        cmocka_unit_test(every_code_has_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
