/* What events say of licences that cannot be. */
#include "audit/findings_cases.h"

#define WITHDRAWN(day) "{'licence_id':'#lic1','reason':'suspended','withdrawn_on':'" day "'}"

#define LICENCE_NEXT(from)                                                                         \
    "{'country':'GH','document_digest':'#h328','kind':'carrier','licence_id':'#lic2',"             \
    "'number':'N-2','organisation_id':'#org1','streams':[],'valid_from':'" from                    \
    "','valid_until':'2026-04-13'}"
#define OVERRIDDEN(blockers)                                                                       \
    "{'blockers':[" blockers "],'reason':'by-telephone','shipment_id':'#shp1'}"
#define NO_LICENCE_OF(word, rule)                                                                  \
    "{'blocker':'" word "','country':'GH','holder':'operator','kind':'carrier','rule':'" rule "'}"
#define NO_LICENCE NO_LICENCE_OF("licence-missing", "L01")
#define TO_SINGAPORE                                                                               \
    {.label = "hoboken", .from = "'BE'", .to = "'SG'"},                                            \
        {.label = "consent2", .from = "'BE'", .to = "'SG'"},                                       \
    {                                                                                              \
        .label = "plan", .kind = "licence_recorded", .body = LICENCE                               \
    }

/* It leaves without what it needs: a case has all of it under review, the incident says so. */
#define ALL_UNDER CASE("1", "'shipment_id':'#shp1',", "60", "0")
#define WITHOUT(what)                                                                              \
    "{'case_id':'#cas1','cause':'left-early','found_on':'2026-03-10','lacked':[" what              \
    "],'shipment_id':'#shp1'}"
#define INCIDENT(label_before, about)                                                              \
    {.label = label_before, .kind = "case_opened", .body = about},                                 \
    {                                                                                              \
        .label = label_before, .kind = "incident_recorded", .body = WITHOUT("'consent-missing'")   \
    }
#define CLEARED(day)                                                                               \
    "{'cleared_on':'" day "','document_digest':'#h328','outcome':'authorised','reason':'letter',"  \
    "'shipment_id':'#shp1'}"
#define CLEARED_AFTER(label_before)                                                                \
    {.label = label_before, .kind = "incident_cleared", .body = CLEARED("2026-05-01")},            \
    {                                                                                              \
        .label = label_before, .kind = "case_closed", .body = CASE_END("1", "2026-05-01")          \
    }

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
    {.name = "a departure with the carrier's licence",
     .edits = {{.label = "plan", .kind = "licence_recorded", .body = LICENCE}, BY_RULE("1")}},
    {.name = "one licence after another",
     .edits = {{.label = "plan",
                .kind = "licence_recorded",
                .body = LICENCE_OF("", "BE", "carrier", "org1", "2026-01-01", "2026-04-01")},
               {.label = "plan", .kind = "licence_recorded", .body = LICENCE_NEXT("2026-04-02")},
               BY_RULE("1")}},
    {"a day between two licences",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = LICENCE_OF("", "BE", "carrier", "org1", "2026-01-01", "2026-04-01")},
      {.label = "plan", .kind = "licence_recorded", .body = LICENCE_NEXT("2026-04-03")},
      BY_RULE("1")}},
    {"a departure without the carrier's licence", {"departure-unlicensed"}, {BY_RULE("1")}},
    {"a licence of another kind",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = LICENCE_OF("", "GH", "deal", "org1", "2026-01-01", "2026-12-31")},
      BY_RULE("1")}},
    {"a licence of another country",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = LICENCE_OF("", "SE", "carrier", "org1", "2026-01-01", "2026-12-31")},
      BY_RULE("1")}},
    {"a licence that ends before the margin does",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = LICENCE_OF("", "GH", "carrier", "org1", "2026-01-01", "2026-04-12")},
      BY_RULE("1")}},
    {"a licence for less",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = "{'country':'GH','document_digest':'#h328','kind':'carrier','licence_id':'#lic1',"
               "'mass_max_g':10199,'number':'N-1','organisation_id':'#org1','streams':[],"
               "'valid_from':'2026-01-01','valid_until':'2026-12-31'}"},
      BY_RULE("1")}},
    {"a licence that was withdrawn",
     {"departure-unlicensed"},
     {{.label = "plan", .kind = "licence_recorded", .body = LICENCE},
      {.label = "consent", .kind = "licence_withdrawn", .body = WITHDRAWN("2026-04-13")},
      BY_RULE("1")}},
    {"a departure to where no waste may go",
     {"departure-prohibited"},
     {{.label = "hoboken", .from = "'BE'", .to = "'CM'"},
      {.label = "consent2", .from = "'BE'", .to = "'CM'"},
      {.label = "plan", .kind = "licence_recorded", .body = LICENCE},
      BY_RULE("1")}},
    {"batteries by air",
     {"departure-prohibited"},
     {{.label = "collection", .from = "'battery':'none'", .to = "'battery':'contained'"},
      {.label = "plan", .from = "'sea'", .to = "'air'"},
      {.label = "plan", .kind = "licence_recorded", .body = LICENCE},
      BY_RULE("1")}},
    {"a departure by a rule of the future",
     {"departure-rule"},
     {{.label = "plan", .kind = "licence_recorded", .body = LICENCE}, BY_RULE("4")}},
    {"a licence for another stream",
     {"departure-unlicensed"},
     {{.label = "plan",
       .kind = "licence_recorded",
       .body = "{'country':'GH','document_digest':'#h328','kind':'carrier','licence_id':'#lic1',"
               "'number':'N-1','organisation_id':'#org1','streams':['cables'],"
               "'valid_from':'2026-01-01','valid_until':'2026-12-31'}"},
      BY_RULE("2")}},
    {.name = "two people let it leave without a licence",
     .edits = {{.label = "consent2",
                .kind = "departure_overridden",
                .body =
                    OVERRIDDEN("{'blocker':'licence-missing','country':'GH','holder':'operator',"
                               "'kind':'carrier'}")},
               BY_RULE("2")}},
    {"an override of another's licence",
     {"departure-unlicensed"},
     {{.label = "consent2",
       .kind = "departure_overridden",
       .body = OVERRIDDEN("{'blocker':'licence-missing','country':'GH','holder':'other',"
                          "'kind':'carrier'}")},
      BY_RULE("2")}},
    {"an override of what is prohibited",
     {"override-shape"},
     {{.label = "consent2",
       .kind = "departure_overridden",
       .body = OVERRIDDEN("{'blocker':'prohibited'}")}}},
    {"an override after the departure",
     {"override-shape"},
     {{.label = "depart",
       .kind = "departure_overridden",
       .body = OVERRIDDEN("{'blocker':'consent-ends','country':'GH'}")}}},
    {.name = "a departure without authority, cleared at the plant",
     .edits = {{.label = "consent2", .from = "2026-04-13", .to = "2026-03-13"},
               INCIDENT("consent", ALL_UNDER),
               BY_RULE("2"),
               CLEARED_AFTER("receipt")}},
    {"a departure without authority whose units are recycled before it is cleared",
     {"incident-final"},
     {INCIDENT("consent", ALL_UNDER), BY_RULE("2"), CLEARED_AFTER("treatment")}},
    {"a case of an incident that closes before it is cleared",
     {"incident-shape"},
     {INCIDENT("consent", ALL_UNDER),
      BY_RULE("2"),
      {.label = "depart", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")},
      {.label = "depart", .kind = "incident_cleared", .body = CLEARED("2026-05-01")}}},
    {"an incident that is cleared before it left",
     {"incident-shape", "incident-final"},
     {INCIDENT("consent", ALL_UNDER), BY_RULE("2"), CLEARED_AFTER("consent")}},
    {"an incident that leaves units out",
     {"incident-shape"},
     {INCIDENT("consent", CASE("1", "'shipment_id':'#shp1',", "59", "0")), BY_RULE("2"),
      CLEARED_AFTER("receipt")}},
    {"an incident that lacked nothing",
     {"incident-shape"},
     {{.label = "consent", .kind = "case_opened", .body = ALL_UNDER},
      {.label = "consent", .kind = "incident_recorded", .body = WITHOUT("")},
      BY_RULE("2"),
      CLEARED_AFTER("receipt")}},
    {"an incident of what came already",
     {"incident-shape"},
     {INCIDENT("arrive", ALL_UNDER), CLEARED_AFTER("receipt")}},
    {"an incident that turned out on its way",
     {"incident-shape"},
     {INCIDENT("depart", ALL_UNDER), CLEARED_AFTER("receipt")}},
    {"an incident cleared on a day ahead",
     {"facts-out-of-order"},
     {INCIDENT("consent", ALL_UNDER),
      BY_RULE("2"),
      {.label = "receipt", .kind = "incident_cleared", .body = CLEARED("2026-05-02")},
      {.label = "receipt", .kind = "case_closed", .body = CASE_END("1", "2026-05-01")}}},
    {"an incident cleared twice",
     {"incident-shape"},
     {INCIDENT("consent", ALL_UNDER),
      BY_RULE("2"),
      CLEARED_AFTER("receipt"),
      {.label = "receipt", .kind = "incident_cleared", .body = CLEARED("2026-05-01")}}},
    {.name = "two people let it leave on its day",
     .edits = {TWO_PEOPLE, OVERRIDDEN_ON("2026-03-10", NO_LICENCE), BY_RULE("3")}},
    {"an override of another day",
     {"departure-unlicensed"},
     {TWO_PEOPLE, OVERRIDDEN_ON("2026-03-09", NO_LICENCE), BY_RULE("3")}},
    {"an override by another rule",
     {"departure-unlicensed"},
     {TWO_PEOPLE, OVERRIDDEN_ON("2026-03-10", NO_LICENCE_OF("licence-missing", "L02")),
      BY_RULE("3")}},
    {"an override of a licence that ends, where there is none",
     {"departure-unlicensed"},
     {TWO_PEOPLE, OVERRIDDEN_ON("2026-03-10", NO_LICENCE_OF("licence-ends", "L01")), BY_RULE("3")}},
    {.name = "an override of a licence that ends, where it does",
     .edits = {TWO_PEOPLE,
               {.label = "plan",
                .kind = "licence_recorded",
                .body = LICENCE_OF("", "GH", "carrier", "org1", "2026-01-01", "2026-04-12")},
               OVERRIDDEN_ON("2026-03-10", NO_LICENCE_OF("licence-ends", "L01")),
               BY_RULE("3")}},
    {"an override that one person did",
     {"control-wrong"},
     {{.label = "consent2",
       .kind = "departure_overridden",
       .body = "{'blockers':[" NO_LICENCE "],'departs_on':'2026-03-10','reason':'by-telephone',"
               "'shipment_id':'#shp1'}"},
      BY_RULE("3")}},
    {"an override for a day, by no rule",
     {"override-shape"},
     {TWO_PEOPLE, OVERRIDDEN_ON("2026-03-10", "{'blocker':'consent-ends','country':'GH'}")}},
    {"a departure that people have to decide, and none did",
     {"departure-undecided"},
     {TO_SINGAPORE, BY_RULE("3")}},
    {.name = "a departure that people decided",
     .edits = {TWO_PEOPLE, TO_SINGAPORE,
               OVERRIDDEN_ON("2026-03-10", "{'blocker':'review','rule':'R99'}"), BY_RULE("3")}},
};
const size_t story_gate_case_count = sizeof(story_gate_cases) / sizeof(story_gate_cases[0]);
