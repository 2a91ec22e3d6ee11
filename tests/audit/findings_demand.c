/* Demand that comes back. */
#include "audit/findings_cases.h"

#define SPAN(lo, hi, slice_lo)                                                                     \
    "{'hi':" hi ",'lo':" lo ",'order_line_id':'#ord1','slice_lo':" slice_lo "}"
#define VOIDED(of, note, carried, voided)                                                          \
    "{'carried':[" carried "],'content_digest':'#h320','document_id':'#doc" note                   \
    "','document_name_annex_id':'#anx9','identity':'#h32" note                                     \
    "','issued_on':'2026-02-01','key_id':'#h081','kind':'credit_note','of_document_id':'#doc" of   \
    "','reason':'returned','voided':[" voided "]}"
#define VOIDED_OF_ALL(note, carried, voided)                                                       \
    "{'carried':[" carried "],'content_digest':'#h320','document_id':'#doc" note                   \
    "','document_name_annex_id':'#anx9','identity':'#h32" note                                     \
    "','issued_on':'2026-02-01','key_id':'#h081','kind':'credit_note','reason':'returned',"        \
    "'voided':[" voided "]}"
/* Of order line 2. */
#define SPAN_2(lo, hi, slice_lo)                                                                   \
    "{'hi':" hi ",'lo':" lo ",'order_line_id':'#ord2','slice_lo':" slice_lo "}"
#define RELEASED(lo, hi)                                                                           \
    "{'programme_id':'#prg1','reason':'demand-voided','released':[{'line_hi':" hi ",'line_lo':" lo \
    ",'lot_hi':" hi ",'lot_id':'#lot1','lot_lo':" lo ",'order_line_id':'#ord1','slice_lo':0}]}"
/* All of [40, 80) comes back, and [35, 40) that the certificate holds. Then ten are bought. */
#define TAKEN_BACK                                                                                 \
    {.label = "certificate", .kind = "allocation_released", .body = RELEASED("40", "70")},         \
    {                                                                                              \
        .label = "certificate", .kind = "demand_voided",                                           \
        .body = VOIDED("1", "2", SPAN("35", "40", "0"), SPAN("40", "80", "0"))                     \
    }
#define CARRIED(from, hi)                                                                          \
    "'carried':[{'from_lo':" from ",'from_order_line_id':'#ord1','hi':" hi ",'lo':80}],"
#define BOUGHT(carried)                                                                            \
    "{'content_digest':'#h320','device_count':0,'document_id':'#doc3','document_name_annex_id':"   \
    "'#anx9','identity':'#h323','issued_on':'2026-02-01','key_id':'#h081','kind':'order','slices'" \
    ":[{" carried "'hi':90,'lo':80,'order_line_id':'#ord1','trigger':'purchase'}]}"
/* Units [70, ...) of lot 1, credited, for positions [70, ...) of line 1. */
#define CREDITED(credit, lot_hi)                                                                   \
    "{'allocations':[{" credit "'line_lo':70,'lot_accepted':100,'lot_hi':" lot_hi                  \
    ",'lot_id':'#lot1','lot_lo':70,'order_line_id':'#ord1','slice_hi':80,'slice_lo':0}],"          \
    "'programme_id':'#prg1','rule_version':1}"
#define RUN(text)                                                                                  \
    {                                                                                              \
        .label = "run", .kind = "allocation_run", .body = text                                     \
    }
#define HOLD(hold, lo, hi, until)                                                                  \
    "{'hi':" hi ",'hold_id':'#hld" hold "','lo':" lo ",'order_line_id':'#ord1','until':'" until "'}"
#define CONFIRMED(hold, trigger)                                                                   \
    "{'content_digest':'#h320','document_id':'#doc3','document_name_annex_id':'#anx9',"            \
    "'hold_id':'#hld" hold "','identity':'#h323','issued_on':'2026-02-01','key_id':'#h081',"       \
    "'kind':'order','trigger':'" trigger "'}"
#define ENDED(hold, reason) "{'hold_id':'#hld" hold "','reason':'" reason "'}"
const struct story_case story_demand_cases[] = {
    {"the open ones and the highest served one come back",
     {NULL},
     {{.label = "run", .kind = "allocation_released", .body = RELEASED("69", "70")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0") "," SPAN("69", "70", "0"))}}},
    {"not the highest open ones come back",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "79", "0"))}}},
    {"served ones come back before open ones",
     {"voided-wrong"},
     {{.label = "run", .kind = "allocation_released", .body = RELEASED("60", "70")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("60", "70", "0"))}}},
    {"not the highest served ones come back",
     {"voided-wrong"},
     {{.label = "run", .kind = "allocation_released", .body = RELEASED("60", "65")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0") "," SPAN("60", "65", "0"))}}},
    {"a credit note of two documents",
     {"object-twice"},
     {{.label = "run", .kind = "demand_accepted", .body = BOUGHT("")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED_OF_ALL("2", "", SPAN("70", "80", "0") "," SPAN("80", "90", "80"))}}},
    {"a credit note of two documents that names one",
     {"voided-wrong", "object-twice"},
     {{.label = "run", .kind = "demand_accepted", .body = BOUGHT("")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0") "," SPAN("80", "90", "80"))}}},
    {"not the highest of the second document",
     {"voided-wrong", "object-twice"},
     {{.label = "run", .kind = "demand_accepted", .body = BOUGHT("")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED_OF_ALL("2", "", SPAN("70", "80", "0") "," SPAN("80", "85", "80"))}}},
    {"a credit note of one document that does not name it",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED_OF_ALL("2", "", SPAN("70", "80", "0"))}}},
    {"a credit note of two order lines",
     {NULL},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0") "," SPAN_2("5", "10", "0"))}}},
    {"a credit note of two clients",
     {"voided-wrong"},
     {{.label = "line2",
       .from = "'beneficiary_id':'#org3','class_code':'smartphone','code':'line-2'",
       .to = "'beneficiary_id':'#org1','class_code':'smartphone','code':'line-2'"},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0") "," SPAN_2("5", "10", "0"))}}},
    {"a hold comes back",
     {"voided-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED_OF_ALL("2", "", SPAN("70", "80", "0") "," SPAN("80", "90", "80"))}}},
    {"carried over while positions are open",
     {"voided-wrong"},
     {{.label = "certificate",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", SPAN("30", "40", "0"), "")}}},
    {"the next purchase uses carry-over",
     {"object-twice"},
     {TAKEN_BACK,
      {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT(CARRIED("35", "85"))}}},
    {"a purchase leaves carry-over",
     {"carried-wrong", "object-twice"},
     {TAKEN_BACK, {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT("")}}},
    {"a purchase uses less carry-over than it may",
     {"carried-wrong", "object-twice"},
     {TAKEN_BACK,
      {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT(CARRIED("35", "84"))}}},
    {"a purchase uses what was not carried over",
     {"carried-wrong", "object-twice"},
     {TAKEN_BACK,
      {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT(CARRIED("34", "85"))}}},
    {"a purchase uses more than was carried over",
     {"carried-wrong", "object-twice"},
     {TAKEN_BACK,
      {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT(CARRIED("35", "86"))}}},
    {"a carried position is served",
     {"line-voided", "object-twice"},
     {TAKEN_BACK,
      {.label = "certificate", .kind = "demand_accepted", .body = BOUGHT(CARRIED("35", "85"))},
      {.label = "certificate",
       .kind = "allocation_run",
       .body = ROW("84", "100", "75", "1", "70", "1", "90", "80", "")}}},
    {"a hold is confirmed and another withdrawn",
     {NULL},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run", .kind = "hold_confirmed", .body = CONFIRMED("1", "lease")},
      {.label = "run", .kind = "hold_placed", .body = HOLD("2", "90", "95", "2036-01-01")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("2", "withdrawn")}}},
    {"a hold that ends before it begins",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2020-01-01")}}},
    {"a hold not at the tail",
     {"slice-not-at-tail"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "81", "90", "2036-01-01")}}},
    {"a hold expires before its last day is over",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("1", "expired")}}},
    {"a hold ends as what is no end",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("1", "confirmed")}}},
    {"a hold ends twice",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("1", "withdrawn")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("1", "withdrawn")}}},
    {"a hold is confirmed as a hold",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run", .kind = "hold_confirmed", .body = CONFIRMED("1", "hold")}}},
    {"a run leaves a hold whose last day is over",
     {"hold-wrong"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2020-01-01")},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("80", "100", "75", "1", "70", "1", "90", "80", "")}}},
    {"a hold ends while it is served",
     {"line-voided"},
     {{.label = "run", .kind = "hold_placed", .body = HOLD("1", "80", "90", "2036-01-01")},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("80", "100", "75", "1", "70", "1", "90", "80", "")},
      {.label = "run", .kind = "hold_ended", .body = ENDED("1", "withdrawn")}}},
    {"a credit note of tomorrow",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = "{'carried':[],'content_digest':'#h320','document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h322','issued_on':'2036-02-01',"
               "'key_id':'#h081','kind':'credit_note','of_document_id':'#doc1',"
               "'reason':'returned','voided':[" SPAN("70", "80", "0") "]}"}}},
    {"a line in grams where devices are counted",
     {"line-measure", "allocation-credit"},
     {{.label = "line2",
       .from = "'funder_id':'#org4',",
       .to = "'funder_id':'#org4','measure':'grams',"}}},
    {"grams of a lot for a line in pieces",
     {"allocation-unfit", "lot-shape"},
     {{.label = "collection2",
       .from = "'public_number'",
       .to = "'measure':'grams','public_number'"}}},
    {"devices that two positions share a unit",
     {"allocation-credit"},
     {RUN(CREDITED("'credit':2,'line_hi':79,", "75"))}},
    {"a unit more than the positions take",
     {"allocation-shape"},
     {RUN(CREDITED("'credit':2,'line_hi':78,", "75"))}},
    {"a unit fewer than the positions take",
     {"allocation-shape"},
     {RUN(CREDITED("'credit':2,'line_hi':80,", "74"))}},
    {"a credit without its positions", {"allocation-shape"}, {RUN(CREDITED("'credit':2,", "75"))}},
    {"positions without a credit", {"allocation-shape"}, {RUN(CREDITED("'line_hi':75,", "75"))}},
    {"a credit of nothing",
     {"allocation-shape"},
     {RUN(CREDITED("'credit':0,'line_hi':75,", "75"))}},
    {"a position served that was voided",
     {"line-voided"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "0"))},
      {.label = "run",
       .kind = "allocation_run",
       .body = ROW("70", "100", "75", "1", "70", "1", "80", "0", "")}}},
    {"a position voided that is served",
     {"line-voided"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("69", "80", "0"))}}},
    {"more than was bought comes back",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "81", "0"))}}},
    {"of a slice that is none",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("70", "80", "1"))}}},
    {"it comes back twice",
     {"voided-wrong", "object-twice"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("79", "80", "0"))},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "3", "", SPAN("70", "80", "0"))}}},
    {"a credit note of a credit note",
     {"voided-wrong", "object-twice"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", "", SPAN("79", "80", "0"))},
      {.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("2", "3", "", SPAN("70", "79", "0"))}}},
    {"nothing comes back",
     {"voided-wrong"},
     {{.label = "run", .kind = "demand_voided", .body = VOIDED("1", "2", "", "")}}},
    {"carried over without a certificate",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", SPAN("60", "70", "0"), "")}}},
    {"a credit note twice",
     {"document-twice"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = "{'carried':[],'content_digest':'#h320','document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h321','issued_on':'2026-02-01',"
               "'key_id':'#h081','kind':'credit_note','of_document_id':'#doc1','reason':'returned',"
               "'voided':[" SPAN("70", "80", "0") "]}"}}},
};
const size_t story_demand_case_count = sizeof(story_demand_cases) / sizeof(story_demand_cases[0]);
