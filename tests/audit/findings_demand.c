/* Demand that comes back. */
#include "audit/findings_cases.h"

#define SPAN(lo, hi, slice_lo)                                                                     \
    "{'hi':" hi ",'lo':" lo ",'order_line_id':'#ord1','slice_lo':" slice_lo "}"
#define VOIDED(of, note, carried, voided)                                                          \
    "{'carried':[" carried "],'content_digest':'#h320','document_id':'#doc" note                   \
    "','document_name_annex_id':'#anx9','identity':'#h32" note                                     \
    "','issued_on':'2026-02-01','key_id':'#h081','kind':'credit_note','of_document_id':'#doc" of   \
    "','reason':'returned','voided':[" voided "]}"
#define RELEASED(lo, hi)                                                                           \
    "{'programme_id':'#prg1','reason':'demand-voided','released':[{'line_hi':" hi ",'line_lo':" lo \
    ",'lot_hi':" hi ",'lot_id':'#lot1','lot_lo':" lo ",'order_line_id':'#ord1','slice_lo':0}]}"
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
    {"carried over while positions are open",
     {"voided-wrong"},
     {{.label = "certificate",
       .kind = "demand_voided",
       .body = VOIDED("1", "2", SPAN("30", "40", "0"), "")}}},
    {"a credit note of tomorrow",
     {"voided-wrong"},
     {{.label = "run",
       .kind = "demand_voided",
       .body = "{'carried':[],'content_digest':'#h320','document_id':'#doc2',"
               "'document_name_annex_id':'#anx9','identity':'#h322','issued_on':'2036-02-01',"
               "'key_id':'#h081','kind':'credit_note','of_document_id':'#doc1',"
               "'reason':'returned','voided':[" SPAN("70", "80", "0") "]}"}}},
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
