/* What events say of licences that cannot be. */
#include "audit/findings_cases.h"

#define LICENCE_OF(more, country, kind, organisation, from, until)                                 \
    "{'country':'" country "','document_digest':'#h328'," more "'kind':'" kind                     \
    "','licence_id':'#lic1','number':'N-1','organisation_id':'#" organisation                      \
    "','streams':[],'valid_from':'" from "','valid_until':'" until "'}"
#define LICENCE LICENCE_OF("", "GH", "carrier", "org1", "2026-01-01", "2026-12-31")
#define WITHDRAWN(day) "{'licence_id':'#lic1','reason':'suspended','withdrawn_on':'" day "'}"

const struct story_case story_gate_cases[] = {
    {.name = "a licence, withdrawn",
     .edits = {{.label = "seal", .kind = "licence_recorded", .body = LICENCE},
               {.label = "seal", .kind = "licence_withdrawn", .body = WITHDRAWN("2026-06-30")}}},
    {"a licence that ends before it begins",
     {"licence-shape"},
     {{.label = "seal",
       .kind = "licence_recorded",
       .body = LICENCE_OF("", "GH", "carrier", "org1", "2026-01-02", "2026-01-01")}}},
    {"a licence of a place by another country",
     {"licence-shape"},
     {{.label = "seal",
       .kind = "licence_recorded",
       .body = LICENCE_OF("'facility_id':'#fac2',", "GH", "treat", "org1", "2026-01-01",
                          "2026-12-31")}}},
    {"a licence of a place that another runs",
     {"licence-shape"},
     {{.label = "seal",
       .kind = "licence_recorded",
       .body = LICENCE_OF("'facility_id':'#fac2',", "BE", "treat", "org2", "2026-01-01",
                          "2026-12-31")}}},
    {"a carrier's licence of a place",
     {"licence-shape"},
     {{.label = "seal",
       .kind = "licence_recorded",
       .body = LICENCE_OF("'facility_id':'#fac2',", "BE", "carrier", "org1", "2026-01-01",
                          "2026-12-31")}}},
    {"a licence withdrawn twice",
     {"licence-shape"},
     {{.label = "seal", .kind = "licence_recorded", .body = LICENCE},
      {.label = "seal", .kind = "licence_withdrawn", .body = WITHDRAWN("2026-06-30")},
      {.label = "seal", .kind = "licence_withdrawn", .body = WITHDRAWN("2026-06-30")}}},
    {"a licence withdrawn after it ended",
     {"licence-shape"},
     {{.label = "seal", .kind = "licence_recorded", .body = LICENCE},
      {.label = "seal", .kind = "licence_withdrawn", .body = WITHDRAWN("2027-01-01")}}},
};
const size_t story_gate_case_count = sizeof(story_gate_cases) / sizeof(story_gate_cases[0]);
