/* What a plant signed of what it received, and what it refused. */
#include "audit/findings_cases.h"

#define REJECTED(plant, hi, lo)                                                                    \
    "{'case_id':'#cas1','facility_id':'#fac" plant                                                 \
    "','reason':'broken','rule_version':1,'shipment_id':'#shp1','spans':[{'hi':" hi ",'lo':" lo    \
    ",'lot_id':'#lot1'}]}"
#define SHIPMENT_CASE CASE("1", "'shipment_id':'#shp1',", "60", "0")

const struct story_case story_receipt_cases[] = {
    {"a sample without a draw",
     {"receipt-bound"},
     {{.label = "receipt", .from = "'basis':'counted'", .to = "'basis':'sampled'"}}},
    {"a sample that shows less than it binds",
     {"receipt-bound"},
     {{.label = "receipt",
       .from = "'basis':'counted','declared':60",
       .to = "'basis':'sampled','declared':60,'drawn':20,'good':20"}}},
    {"a sample of all of them",
     {NULL},
     {{.label = "receipt",
       .from = "'basis':'counted','declared':60",
       .to = "'basis':'sampled','declared':60,'drawn':60,'good':60"}}},
    {"a draw beside a count",
     {"receipt-bound"},
     {{.label = "receipt", .from = "'declared':60", .to = "'declared':60,'drawn':60,'good':60"}}},
    {"a weight for less than it binds",
     {"receipt-bound", "receipt-bound"},
     {{.label = "receipt",
       .from = "'basis':'counted'",
       .to = "'basis':'weighed','collected_g':10400"}}},
    {"a weight for what was not collected",
     {"receipt-bound"},
     {{.label = "receipt",
       .from = "'basis':'counted'",
       .to = "'basis':'weighed','collected_g':10199"}}},
    {"a basis nobody knows",
     {"member-shape"},
     {{.label = "receipt", .from = "'basis':'counted'", .to = "'basis':'guessed'"}}},
    {"refused by the plant",
     {NULL},
     {{.label = "arrive", .kind = "case_opened", .body = SHIPMENT_CASE},
      {.label = "arrive", .kind = "units_rejected", .body = REJECTED("2", "60", "58")},
      {.label = "receipt",
       .from = "'month':'2026-04','receipt':'#h16f','type':'loopledger receipt v1','units':60},"
               "'units':60",
       .to = "'month':'2026-04','reason':'broken','receipt':'#h16f','rejected':2,'type':"
             "'loopledger receipt v1','units':58},'units':58"},
      {.label = "treatment", .from = "'hi':60", .to = "'hi':58"},
      {.label = "receipt", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"refused by another plant",
     {"rejection-shape", "receipt-count", "treatment-units", "under-review"},
     {{.label = "arrive", .kind = "case_opened", .body = SHIPMENT_CASE},
      {.label = "arrive", .kind = "units_rejected", .body = REJECTED("3", "60", "59")}}},
    {"refused, as the rule does not say",
     {"selection-rule", "receipt-count", "treatment-units", "under-review"},
     {{.label = "arrive", .kind = "case_opened", .body = SHIPMENT_CASE},
      {.label = "arrive", .kind = "units_rejected", .body = REJECTED("2", "59", "58")}}},
};
const size_t story_receipt_case_count =
    sizeof(story_receipt_cases) / sizeof(story_receipt_cases[0]);
