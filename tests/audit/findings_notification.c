/* What events say of notifications that cannot be. */
#include "audit/findings_cases.h"

#define DRAFT_OF(number, states, more)                                                             \
    "{'battery':'none','code':'n-" number "','consignee_id':'#org1',"                              \
    "'first_departure':'2026-05-01','from_facility_id':'#fac1',"                                   \
    "'last_departure':'2026-06-01'," more "'notification_id':'#ntf" number                         \
    "','notifier_id':'#org2','operation':'r4','plant_id':'#fac2','purpose':'recovery',"            \
    "'shipments_max':4,'states':" states ",'stream':'phone-scrap'}"
#define ROUTE "[{'country':'GH'},{'country':'CI'},{'country':'BE'}]"
#define MASS "'mass_max_g':1000,"
#define DRAFTED(number)                                                                            \
    {                                                                                              \
        .label = "seal", .kind = "notification_drafted", .body = DRAFT_OF(number, ROUTE, MASS)     \
    }
#define DRAFTED_AS(states, more)                                                                   \
    {                                                                                              \
        .label = "seal", .kind = "notification_drafted", .body = DRAFT_OF("1", states, more)       \
    }
#define STEP(number, state, which, day)                                                            \
    {                                                                                              \
        .label = "seal", .kind = "notification_stepped",                                           \
        .body = "{'country':'" state "','notification_id':'#ntf" number "','step':'" which         \
                "','stepped_on':'" day "'}"                                                        \
    }
#define CONSENT_OF(number, state, head, limits, until)                                             \
    {                                                                                              \
        .label = "seal", .kind = "notification_consented",                                         \
        .body = "{" head "'consented_on':'2026-03-04','country':'" state "',"                      \
                "" limits "'notification_id':'#ntf" number                                         \
                "','shipments_max':4,'valid_from':'2026-04-01','valid_until':'" until "'}"         \
    }
#define PAPER "'document_digest':'#h324','mass_max_g':1000,"
#define CONSENT(number, state) CONSENT_OF(number, state, "", PAPER, "2027-03-31")
#define NUMBERED(number, given)                                                                    \
    {                                                                                              \
        .label = "seal", .kind = "notification_numbered",                                          \
        .body = "{'notification_id':'#ntf" number "','number':'" given "'}"                        \
    }
#define ATTACHED(number, sort, digest, days)                                                       \
    {                                                                                              \
        .label = "seal", .kind = "notification_attached",                                          \
        .body = "{'document_digest':'" digest "','kind':'" sort "','notification_id':'#ntf" number \
                "'" days "}"                                                                       \
    }
#define TEXT(number, annex, carrier, entry)                                                        \
    {                                                                                              \
        .label = "seal", .kind = "notification_described",                                         \
        .body = "{'annex_id':'#" annex "'," carrier "'field':'" entry                              \
                "','notification_id':'#ntf" number "'}"                                            \
    }
#define COMMA ,
#define SUBMITTED STEP("1", "GH", "submitted", "2026-03-02")
#define ACKNOWLEDGED                                                                               \
    STEP("1", "BE", "forwarded", "2026-03-02"), STEP("1", "BE", "acknowledged", "2026-03-03")

/* The story's shipment as a movement of what was notified. */
#define BOOKED(serial, mass)                                                                       \
    {                                                                                              \
        .label = "plan", .kind = "shipment_booked",                                                \
        .body = "{'mass_g':" mass ",'notification_id':'#ntf1','serial':" serial                    \
                ",'shipment_id':'#shp1'}"                                                          \
    }
#define UNBOOKED                                                                                   \
    {                                                                                              \
        .label = "plan", .kind = "shipment_unbooked",                                              \
        .body = "{'reason':'other','shipment_id':'#shp1'}"                                         \
    }
#define SILENCE_OVERRIDDEN                                                                         \
    {                                                                                              \
        .label = "consent2", .kind = "departure_overridden",                                       \
        .body = "{'blockers':[{'blocker':'consent-missing','country':'GH'},"                       \
                "{'blocker':'consent-missing','country':'BE'}],'reason':'by-telephone',"           \
                "'shipment_id':'#shp1'}"                                                           \
    }
#define BY_SEA BY_SEA_OF("none", "r4", "phone-scrap")
#define BY_SEA_OF(battery, operation, stream)                                                      \
    {                                                                                              \
        .label = "seal", .kind = "notification_drafted",                                           \
        .body = "{'battery':'" battery                                                             \
                "','carriers':[{'carrier_id':'#org1','mode':'sea'}],'code':'n-1',"                 \
                "'consignee_id':'#org1','first_departure':'2026-03-01','from_facility_id':"        \
                "'#fac1','last_departure':'2026-06-01','mass_max_g':1000000,'notification_id':"    \
                "'#ntf1','notifier_id':'#org2','operation':'" operation "','plant_id':'#fac2',"    \
                "'purpose':'recovery','shipments_max':4,'states':[{'country':'GH'},"               \
                "{'country':'BE'}],'stream':'" stream "'}"                                         \
    }
#define TO_DISMANTLE BY_SEA_OF("none", "r12", "phone-scrap")
#define FINAL_HERE ATTACHED("1", "doc-subseq-fac", "#h327", ",'final_here':true"),
/* All of it was dismantled first, and then recycled. */
#define TAKEN_APART                                                                                \
    {.label = "treatment", .from = "'interim':false", .to = "'interim':true"},                     \
        {.label = "treatment", .from = "'operation':'r4'", .to = "'operation':'r12'"},             \
    {                                                                                              \
        .label = "treatment", .kind = "treatment_recorded",                                        \
        .body = "{'facility_id':'#fac2','input_mass_g':10200,'interim':false,'kind':"              \
                "'mechanical','materials':[{'fraction':'metals','mass_g':10200}],"                 \
                "'operation':'r4','receipt_id':'#rcp1','rule_version':1,'spans':[{'hi':60,'lo':0," \
                "'lot_id':'#lot1'}],'tolerance_ppm':5000,'treated_on':'2026-04-21',"               \
                "'treatment_id':'#trt2'}"                                                          \
    }
/* All that a movement of it needs but what a case is about. */
#define MOVES(drafted, papers)                                                                     \
    drafted, NUMBERED("1", "GH-7"), papers BOOKED("1", "20000"), TWO_PEOPLE,                       \
        OVERRIDDEN_ON("2026-03-10", "{'blocker':'consent-missing','country':'GH','rule':'G01'},"   \
                                    "{'blocker':'consent-missing','country':'BE','rule':'G01'}"),  \
        {.label = "plan", .kind = "licence_recorded", .body = LICENCE}, BY_RULE_EARLY("4")
/* The same by the fifth version or later, with what it asks of the movement itself. */
#define MOVES_BY(version, drafted, more)                                                           \
    drafted, NUMBERED("1", "GH-7"), CONTRACT(""), GUARANTEE(""), BOOKED("1", "20000"),             \
        more TWO_PEOPLE,                                                                           \
        OVERRIDDEN_ON("2026-03-10", "{'blocker':'consent-missing','country':'GH','rule':'G01'},"   \
                                    "{'blocker':'consent-missing','country':'BE','rule':'G01'}"),  \
        {.label = "plan", .kind = "licence_recorded", .body = LICENCE}, BY_RULE_EARLY(version)
#define OF_MOVEMENT(sort, digest, more)                                                            \
    {                                                                                              \
        .label = "plan", .kind = "notification_attached",                                          \
        .body = "{'document_digest':'" digest "','kind':'" sort                                    \
                "','notification_id':'#ntf1'," more "}"                                            \
    }
#define SENT(day) OF_MOVEMENT("doc-move", "#h321", "'sent_on':'" day "','shipment_id':'#shp1'")
#define DECLARED(un) OF_MOVEMENT("doc-dgd", "#h323", "'shipment_id':'#shp1','un':'" un "'")
#define CELLS_PACKED OF_MOVEMENT("doc-batt-pack", "#h327", "'shipment_id':'#shp1'")
#define PERMIT(until)                                                                              \
    {                                                                                              \
        .label = "plan", .kind = "licence_recorded",                                               \
        .body = "{'country':'BE','document_digest':'#h329','facility_id':'#fac2','kind':'treat',"  \
                "'licence_id':'#lic3','number':'T-1','organisation_id':'#org1','streams':[],"      \
                "'valid_from':'2026-01-01','valid_until':'" until "'}"                             \
    }
#define PERMITTED PERMIT("2026-12-31")
#define CONTRACT(days) ATTACHED("1", "doc-contract", "#h324", days)
#define GUARANTEE(days) ATTACHED("1", "doc-finguar", "#h326", days)

const struct story_case story_notification_cases[] = {
    {.name = "a notification, consented to",
     .edits = {DRAFTED("1"), STEP("1", "GH", "submitted", "2026-01-02"),
               STEP("1", "CI", "forwarded", "2026-01-03"),
               STEP("1", "CI", "acknowledged", "2026-01-03"), CONSENT("1", "GH"),
               CONSENT_OF("1", "CI", "'basis':'basel-6-4-waiver',", "'mass_max_g':1000,",
                          "2027-03-31"),
               STEP("1", "CI", "withdrawn", "2026-03-05")}},
    {"a notification twice", {"object-twice"}, {DRAFTED("1"), DRAFTED("1")}},
    {"a route that begins elsewhere",
     {"notification-shape"},
     {DRAFTED_AS("[{'country':'NG'},{'country':'BE'}]", MASS)}},
    {"a route through a state twice",
     {"notification-shape"},
     {DRAFTED_AS("[{'country':'GH'},{'country':'CI'},{'country':'CI'},{'country':'BE'}]", MASS)}},
    {"a notification of nothing", {"notification-shape"}, {DRAFTED_AS(ROUTE, "'mass_max_g':0,")}},
    {"a least mass above the most",
     {"notification-shape"},
     {DRAFTED_AS(ROUTE, "'mass_max_g':1000,'mass_min_g':1001,")}},
    {"a carrier twice",
     {"notification-shape"},
     {{.label = "seal",
       .kind = "notification_drafted",
       .body = "{'battery':'none','carriers':[{'carrier_id':'#org1','mode':'sea'},{'carrier_id':"
               "'#org1','mode':'sea'}],'code':'n-1','consignee_id':'#org1','first_departure':"
               "'2026-05-01','from_facility_id':'#fac1','last_departure':'2026-06-01',"
               "'mass_max_g':1000,'notification_id':'#ntf1','notifier_id':'#org2','operation':"
               "'r4','plant_id':'#fac2','purpose':'recovery','shipments_max':4,'states':" ROUTE
               ",'stream':'phone-scrap'}"}}},
    {.name = "a dossier",
     .edits = {DRAFTED("1"),
               {.label = "seal",
                .kind = "notification_changed",
                .body = DRAFT_OF("1", ROUTE, "'mass_max_g':2000,")},
               NUMBERED("1", "GH-7"),
               ATTACHED("1", "doc-contract", "#h324", ""),
               TEXT("1", "anxA", "", "designation")}},
    {"a change after a state was told",
     {"notification-state"},
     {DRAFTED("1"),
      SUBMITTED,
      {.label = "seal",
       .kind = "notification_changed",
       .body = DRAFT_OF("1", ROUTE, "'mass_max_g':2000,")}}},
    {"a number twice",
     {"notification-shape"},
     {DRAFTED("1"), DRAFTED("2"), NUMBERED("1", "GH-7"), NUMBERED("2", "GH-7")}},
    {"a number of another's movement",
     {"notification-shape"},
     {DRAFTED("1"), DRAFTED("2"), NUMBERED("1", "GH-7"), NUMBERED("2", "GH-7.000001")}},
    {"a number whose movement is another",
     {"notification-shape"},
     {DRAFTED("1"), DRAFTED("2"), NUMBERED("1", "GH-7.000001"), NUMBERED("2", "GH-7")}},
    {"two numbers",
     {"notification-shape"},
     {DRAFTED("1"), NUMBERED("1", "GH-7"), NUMBERED("1", "GH-8")}},
    {"a paper twice",
     {"paper-shared"},
     {DRAFTED("1"), ATTACHED("1", "doc-contract", "#h324", ""),
      ATTACHED("1", "doc-esm", "#h324", "")}},
    {"a paper that ends before it begins",
     {"notification-shape"},
     {DRAFTED("1"), ATTACHED("1", "doc-contract", "#h324",
                             ",'valid_from':'2026-05-01','valid_until':'2026-04-01'")}},
    {"a carrier's text of none",
     {"notification-shape"},
     {DRAFTED("1"), TEXT("1", "anxA", "", "carrier-address")}},
    {"a step before the first",
     {"notification-state"},
     {DRAFTED("1"), STEP("1", "GH", "questioned", "2026-03-02")}},
    {"a state told before the state of export",
     {"notification-state"},
     {DRAFTED("1"), STEP("1", "BE", "forwarded", "2026-03-02")}},
    {"a state that is not on the route",
     {"notification-state"},
     {DRAFTED("1"), STEP("1", "NL", "forwarded", "2026-03-02")}},
    {"a step that consents to nothing",
     {"notification-state"},
     {DRAFTED("1"), SUBMITTED, STEP("1", "GH", "consented", "2026-03-02")}},
    {"a step before the day of the last",
     {"facts-out-of-order"},
     {DRAFTED("1"), SUBMITTED, STEP("1", "GH", "questioned", "2026-03-01")}},
    {"a consent out of the draft", {"notification-state"}, {DRAFTED("1"), CONSENT("1", "GH")}},
    {"a consent to more than was notified",
     {"consent-terms"},
     {DRAFTED("1"), SUBMITTED,
      CONSENT_OF("1", "GH", "", "'document_digest':'#h324','mass_max_g':1001,", "2027-03-31")}},
    {"a consent of two years",
     {"consent-terms"},
     {DRAFTED("1"), SUBMITTED, CONSENT_OF("1", "GH", "", PAPER, "2028-03-31")}},
    {"a consent without paper",
     {"consent-terms"},
     {DRAFTED("1"), SUBMITTED, CONSENT_OF("1", "GH", "", "'mass_max_g':1000,", "2027-03-31")}},
    {"the silence of a state of export",
     {"consent-terms"},
     {DRAFTED("1"), SUBMITTED,
      CONSENT_OF("1", "GH", "'basis':'silence',", "'mass_max_g':1000,", "2027-03-31")}},
    {"the silence of who never acknowledged",
     {"consent-terms"},
     {DRAFTED("1"), SUBMITTED, STEP("1", "CI", "forwarded", "2026-03-03"),
      CONSENT_OF("1", "CI", "'basis':'silence',", "'mass_max_g':1000,", "2027-03-31")}},
    {"silence before the time has run",
     {"consent-terms"},
     {DRAFTED("1"), STEP("1", "GH", "submitted", "2026-01-02"),
      STEP("1", "CI", "forwarded", "2026-01-03"), STEP("1", "CI", "acknowledged", "2026-01-04"),
      CONSENT_OF("1", "CI", "'basis':'basel-6-4-waiver',", "'mass_max_g':1000,", "2027-03-31")}},
    {"silence by the law of others",
     {"consent-terms"},
     {DRAFTED("1"), STEP("1", "GH", "submitted", "2026-01-02"),
      STEP("1", "CI", "forwarded", "2026-01-03"), STEP("1", "CI", "acknowledged", "2026-01-03"),
      STEP("1", "CI", "completed", "2026-01-03"),
      CONSENT_OF("1", "CI", "'basis':'eu-2024-1157-9-1',", "'mass_max_g':1000,", "2027-03-31")}},
    {"one paper for two notifications",
     {"paper-shared"},
     {DRAFTED("1"), DRAFTED("2"), SUBMITTED, STEP("2", "GH", "submitted", "2026-03-02"),
      CONSENT("1", "GH"), CONSENT("2", "GH")}},
    {.name = "a movement, given back",
     .edits = {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("1", "20000"), UNBOOKED, BOOKED("2", "20000"),
               UNBOOKED}},
    {"a movement of another number than the next",
     {"booking-shape"},
     {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("2", "20000")}},
    {"a movement without a number of the notification",
     {"booking-shape"},
     {BY_SEA, BOOKED("1", "20000"), UNBOOKED}},
    {"a movement of another route",
     {"booking-shape"},
     {DRAFTED("1"), NUMBERED("1", "GH-7"), BOOKED("1", "1000"), UNBOOKED}},
    {"given back twice",
     {"booking-shape"},
     {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("1", "20000"), UNBOOKED, UNBOOKED}},
    {"recycled as it was notified",
     {"booking-shape"},
     {MOVES_BY("6", BY_SEA, SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"recycled where it was notified for dismantling",
     {"booking-shape", "treatment-operation"},
     {MOVES_BY("6", TO_DISMANTLE, SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"recycled there, not taken apart before",
     {"booking-shape", "treatment-operation"},
     {MOVES_BY("6", TO_DISMANTLE, FINAL_HERE SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"recycled there, taken apart before",
     {"booking-shape"},
     {MOVES_BY("6", TO_DISMANTLE, FINAL_HERE SENT("2026-03-05") COMMA PERMITTED COMMA),
      TAKEN_APART}},
    {"recycled there, taken apart before, and nobody was told",
     {"booking-shape", "treatment-operation"},
     {MOVES_BY("6", TO_DISMANTLE, SENT("2026-03-05") COMMA PERMITTED COMMA), TAKEN_APART}},
    {"recycled there, taken apart before, and a state was told when it had acknowledged",
     {"booking-shape", "treatment-operation"},
     {MOVES_BY("6", TO_DISMANTLE,
               SUBMITTED COMMA ACKNOWLEDGED COMMA FINAL_HERE SENT("2026-03-05")
                   COMMA PERMITTED COMMA),
      TAKEN_APART}},
    {"recycled there when the gate did not look at what was notified",
     {"booking-shape"},
     {MOVES_BY("5", TO_DISMANTLE, SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"more booked than notified",
     {"booking-beyond"},
     {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("1", "1000001"), UNBOOKED}},
    {"booked, with consents of its own, and not those of its notification",
     {"booking-shape", "departure-consent"},
     {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("1", "20000")}},
    {"less booked than left",
     {"booking-shape", "departure-consent", "booking-beyond"},
     {BY_SEA, NUMBERED("1", "GH-7"), BOOKED("1", "10")}},
    {"two people let it leave while states are silent",
     {"booking-shape"},
     {BY_SEA, NUMBERED("1", "GH-7"), SUBMITTED, BOOKED("1", "20000"), SILENCE_OVERRIDDEN}},
    {"and a state objected",
     {"booking-shape", "departure-consent"},
     {BY_SEA, NUMBERED("1", "GH-7"), SUBMITTED, STEP("1", "GH", "objected", "2026-03-04"),
      BOOKED("1", "20000"), SILENCE_OVERRIDDEN}},
    {"another waste than was notified",
     {"booking-shape", "booking-waste"},
     {{.label = "class", .from = "8517.13", .to = "8517.62"},
      BY_SEA,
      NUMBERED("1", "GH-7"),
      BOOKED("1", "20000"),
      TWO_PEOPLE,
      OVERRIDDEN_ON("2026-03-10", "{'blocker':'consent-missing','country':'GH','rule':'G01'},"
                                  "{'blocker':'consent-missing','country':'BE','rule':'G01'}"),
      {.label = "plan", .kind = "licence_recorded", .body = LICENCE},
      BY_RULE_3}},
    {"a movement with its contract and guarantee",
     {"booking-shape"},
     {MOVES(BY_SEA, CONTRACT("") COMMA GUARANTEE(",'valid_until':'2026-12-31'") COMMA)}},
    {"a movement without a contract",
     {"booking-shape", "departure-paper"},
     {MOVES(BY_SEA, GUARANTEE("") COMMA)}},
    {"a movement with a contract that ends early",
     {"booking-shape", "departure-paper"},
     {MOVES(BY_SEA, CONTRACT(",'valid_until':'2026-04-12'") COMMA GUARANTEE("") COMMA)}},
    {"a movement with a guarantee that begins late",
     {"booking-shape", "departure-paper"},
     {MOVES(BY_SEA, CONTRACT("") COMMA GUARANTEE(",'valid_from':'2026-03-11'") COMMA)}},
    {"devices on a notification of loose cells",
     {"booking-shape", "booking-waste"},
     {MOVES(BY_SEA_OF("loose-protected", "r4", "battery-li-ion"),
            CONTRACT("") COMMA GUARANTEE("") COMMA)}},
    {"cells where none were notified",
     {"booking-shape", "booking-waste"},
     {{.label = "collection", .from = "'battery':'none'", .to = "'battery':'contained'"},
      MOVES(BY_SEA, CONTRACT("") COMMA GUARANTEE("") COMMA)}},
    {"a disposal that nobody decided",
     {"booking-shape", "departure-undecided"},
     {MOVES(BY_SEA_OF("none", "d10", "phone-scrap"), CONTRACT("") COMMA GUARANTEE("") COMMA)}},
    {"loose cells among devices that nobody decided",
     {"booking-shape", "departure-undecided"},
     {MOVES(BY_SEA_OF("loose-damaged", "r4", "phone-scrap"),
            CONTRACT("") COMMA GUARANTEE("") COMMA)}},
    {"a movement with all that is asked of it",
     {"booking-shape"},
     {MOVES_BY("5", BY_SEA, SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"a movement without a movement document",
     {"booking-shape", "departure-paper"},
     {MOVES_BY("5", BY_SEA, PERMITTED COMMA)}},
    {"a movement document that was sent late",
     {"booking-shape", "departure-paper"},
     {MOVES_BY("5", BY_SEA, SENT("2026-03-06") COMMA PERMITTED COMMA)}},
    {"a movement to a plant without a permit",
     {"booking-shape", "departure-unlicensed"},
     {MOVES_BY("5", BY_SEA, SENT("2026-03-05") COMMA)}},
    {"a movement to a plant whose permit ends",
     {"booking-shape", "departure-unlicensed"},
     {MOVES_BY("5", BY_SEA, SENT("2026-03-05") COMMA PERMIT("2026-04-12") COMMA)}},
    {"cells at sea with their papers",
     {"booking-shape"},
     {MOVES_BY("5", BY_SEA_OF("installed-intact", "r4", "phone-scrap"),
               SENT("2026-03-05") COMMA PERMITTED COMMA DECLARED("UN3481")
                   COMMA CELLS_PACKED COMMA)}},
    {"cells at sea that are declared as others",
     {"booking-shape", "departure-paper"},
     {MOVES_BY("5", BY_SEA_OF("installed-intact", "r4", "phone-scrap"),
               SENT("2026-03-05") COMMA PERMITTED COMMA DECLARED("UN3480")
                   COMMA CELLS_PACKED COMMA)}},
    {"cells at sea, and nothing shows how they are packed",
     {"booking-shape", "departure-paper"},
     {MOVES_BY("5", BY_SEA_OF("installed-intact", "r4", "phone-scrap"),
               SENT("2026-03-05") COMMA PERMITTED COMMA DECLARED("UN3481") COMMA)}},
    {"damaged cells as intact ones",
     {"booking-shape", "booking-waste"},
     {{.label = "collection", .from = "'battery':'none'", .to = "'battery':'damaged'"},
      MOVES_BY("5", BY_SEA_OF("installed-intact", "r4", "phone-scrap"),
               SENT("2026-03-05") COMMA PERMITTED COMMA DECLARED("UN3481")
                   COMMA CELLS_PACKED COMMA)}},
    {"a container without a number",
     {"booking-shape", "departure-paper"},
     {{.label = "package2", .from = "'kind':'box'", .to = "'kind':'container'"},
      MOVES_BY("5", BY_SEA, SENT("2026-03-05") COMMA PERMITTED COMMA)}},
    {"a paper of a shipment that is not booked",
     {"notification-shape"},
     {BY_SEA, NUMBERED("1", "GH-7"), SENT("2026-03-05")}},
};
const size_t story_notification_case_count =
    sizeof(story_notification_cases) / sizeof(story_notification_cases[0]);
