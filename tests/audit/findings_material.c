/* What events say of materials that left a plant, which cannot be. */
#include "audit/findings_cases.h"

/* What leaves the plant, of what the treatment of the story made. */
#define SOLD(number, facility, fraction, grams, rule, note)                                        \
    {                                                                                              \
        .label = "treatment", .kind = "material_dispatched",                                       \
        .body = "{'buyer_id':'#org3','dispatch_id':'#dsp" number                                   \
                "','dispatched_on':'2026-04-21','facility_id':'" facility                          \
                "','items':[{'fraction':'" fraction "','mass_g':" grams                            \
                ",'treatment_id':'#trt1'}],'number':'" note "','rule_version':" rule "}"           \
    }

/* What the plant settles of it, of one metal in one fraction. */
#define SETTLED(id, facility, fraction, metal, content, number, replaces)                          \
    {                                                                                              \
        .label = "treatment", .kind = "settlement_recorded",                                       \
        .body = "{'assays':[{'fraction':'" fraction "','metal':'" metal                            \
                "','method':'fire-assay','mg_per_t':" content "}],'facility_id':'" facility        \
                "','laboratory':'lab','number':'" number "'," replaces                             \
                "'settled_on':'2026-04-21','settlement_id':'#stl" id "','treatment_id':'#trt1'}"   \
    }
#define STEP(id, facility, step)                                                                   \
    {                                                                                              \
        .label = "treatment", .kind = "plan_step_stated",                                          \
        .body = "{'due_on':'2026-09-01','facility_id':'" facility "','plan_step_id':'#pls" id      \
                "','scheme':'r2v3','state':'planned','step':'" step "'}"                           \
    }
/* A campaign of what was received. */
#define OPENED                                                                                     \
    {                                                                                              \
        .label = "receipt", .kind = "campaign_opened",                                             \
        .body = "{'campaign_id':'#cmp1','facility_id':'#fac2','interim':false,'number':'K-1',"     \
                "'opened_on':'2026-04-10','operation':'r4'}"                                       \
    }
#define FED(lo, hi, grams)                                                                         \
    {                                                                                              \
        .label = "receipt", .kind = "campaign_fed",                                                \
        .body = "{'campaign_id':'#cmp1','fed_on':'2026-04-11','input_mass_g':" grams               \
                ",'receipt_id':'#rcp1','rule_version':0,'spans':[{'hi':" hi ",'lo':" lo            \
                ",'lot_id':'#lot1'}]}"                                                             \
    }
#define WEIGHED                                                                                    \
    {                                                                                              \
        .label = "receipt", .kind = "campaign_weighed",                                            \
        .body = "{'campaign_id':'#cmp1','materials':[{'fraction':'boards','mass_g':3200},"         \
                "{'fraction':'metals','mass_g':7000}],'weighed_on':'2026-04-12'}"                  \
    }
#define CLOSED                                                                                     \
    {                                                                                              \
        .label = "receipt", .kind = "campaign_closed",                                             \
        .body = "{'campaign_id':'#cmp1','closed_on':'2026-04-20'}"                                 \
    }
#define CORRECTED(entry)                                                                           \
    {                                                                                              \
        .label = "receipt", .kind = "campaign_corrected",                                          \
        .body = "{'campaign_id':'#cmp1','entry':" entry ",'reason':'mistake'}"                     \
    }
#define IN_IT                                                                                      \
    {                                                                                              \
        .label = "treatment", .from = "{'facility_id'",                                            \
        .to = "{'campaign_id':'#cmp1','facility_id'"                                               \
    }
const struct story_case story_material_cases[] = {
    {"what was recovered, sold once", {NULL}, {SOLD("1", "#fac2", "metals", "7000", "1", "L-1")}},
    {"more than was recovered",
     {"dispatch-mass"},
     {SOLD("1", "#fac2", "metals", "7001", "1", "L-1")}},
    {"sold twice",
     {"dispatch-mass"},
     {SOLD("1", "#fac2", "metals", "4000", "1", "L-1"),
      SOLD("2", "#fac2", "metals", "4000", "1", "L-2")}},
    {"a material that was not made",
     {"dispatch-shape"},
     {SOLD("1", "#fac2", "gold", "1", "1", "L-1")}},
    {"another plant's material",
     {"dispatch-shape"},
     {SOLD("1", "#fac1", "metals", "1", "1", "L-1")}},
    {"sold before it was recovered",
     {"dispatch-shape"},
     {{.label = "treatment", .from = "2026-04-20", .to = "2026-04-22"},
      SOLD("1", "#fac2", "metals", "1", "1", "L-1")}},
    {"sold by a rule that is none",
     {"dispatch-rule"},
     {SOLD("1", "#fac2", "metals", "1", "2", "L-1")}},
    {"one delivery note, two sales",
     {"dispatch-twice"},
     {SOLD("1", "#fac2", "metals", "1", "1", "L-1"),
      SOLD("2", "#fac2", "metals", "1", "1", "L-1")}},
    {"the younger before the older",
     {"dispatch-rule"},
     {{.label = "treatment", .from = "'hi':60", .to = "'hi':30"},
      {.label = "treatment", .from = "'input_mass_g':10200", .to = "'input_mass_g':5100"},
      {.label = "treatment", .from = "3200", .to = "1600"},
      {.label = "treatment", .from = "7000", .to = "3500"},
      {.label = "treatment",
       .kind = "treatment_recorded",
       .body = "{'facility_id':'#fac2','input_mass_g':5100,'interim':false,'kind':'mechanical',"
               "'materials':[{'fraction':'metals','mass_g':5100}],'operation':'r4','receipt_id':"
               "'#rcp1','rule_version':1,'spans':[{'hi':60,'lo':30,'lot_id':'#lot1'}],"
               "'tolerance_ppm':5000,'treated_on':'2026-04-21','treatment_id':'#trt2'}"},
      {.label = "treatment",
       .kind = "material_dispatched",
       .body = "{'buyer_id':'#org3','dispatch_id':'#dsp1','dispatched_on':'2026-04-21',"
               "'facility_id':'#fac2','items':[{'fraction':'metals','mass_g':1,'treatment_id':"
               "'#trt2'}],'number':'L-1','rule_version':1}"}}},
    /* ---- campaigns ---- */
    {"in a campaign, which is closed",
     {NULL},
     {OPENED, FED("0", "60", "10200"), WEIGHED, CLOSED, IN_IT}},
    {"in a campaign that is still open",
     {"campaign-shape", "campaign-units"},
     {OPENED, FED("0", "60", "10200"), WEIGHED, IN_IT}},
    {"held by a campaign, and treated otherwise",
     {"campaign-units"},
     {OPENED, FED("0", "60", "10200")}},
    {"put into two campaigns",
     {"campaign-units", "campaign-units", "campaign-units"},
     {OPENED, FED("0", "60", "10200"), FED("0", "60", "10200")}},
    {"another mass was put in",
     {"campaign-shape", "campaign-units"},
     {OPENED, FED("0", "60", "10201")}},
    {"something came out before anything went in", {"campaign-shape"}, {OPENED, WEIGHED}},
    {"closed, and treated of no receipt",
     {"campaign-shape"},
     {OPENED, FED("0", "60", "10200"), WEIGHED, CLOSED}},
    {"an input corrected, and its units treated otherwise",
     {NULL},
     {OPENED, FED("0", "60", "10200"), CORRECTED("1")}},
    {"an entry corrected twice",
     {"campaign-shape"},
     {OPENED, FED("0", "60", "10200"), CORRECTED("1"), CORRECTED("1")}},
    {"an entry corrected that is none", {"campaign-shape"}, {OPENED, CORRECTED("1")}},
    {"an input corrected of which something came out",
     {"campaign-shape"},
     {OPENED, FED("0", "60", "10200"), WEIGHED, CORRECTED("1")}},
    {"closed, treated of what was corrected",
     {"campaign-shape", "campaign-shape", "campaign-shape"},
     {OPENED, FED("0", "60", "10200"), WEIGHED, CORRECTED("1"), CLOSED, IN_IT}},
    {"an output corrected, and its fractions shared",
     {"campaign-shape", "campaign-shape"},
     {OPENED, FED("0", "60", "10200"), WEIGHED, CORRECTED("2"), CLOSED, IN_IT}},
    {"closed with nothing in it", {"campaign-shape"}, {OPENED, CLOSED}},
    {"closed twice", {"campaign-shape", "campaign-shape"}, {OPENED, CLOSED, CLOSED}},
    {"two campaigns of one number",
     {"campaign-shape"},
     {OPENED,
      {.label = "receipt",
       .kind = "campaign_opened",
       .body = "{'campaign_id':'#cmp2','facility_id':'#fac2','interim':false,'number':'K-1',"
               "'opened_on':'2026-04-10','operation':'r4'}"}}},
    {"a fact before the campaign began",
     {"facts-out-of-order", "facts-out-of-order", "facts-out-of-order", "facts-out-of-order"},
     {{.label = "receipt",
       .kind = "campaign_opened",
       .body = "{'campaign_id':'#cmp1','facility_id':'#fac2','interim':false,'number':'K-1',"
               "'opened_on':'2026-05-10','operation':'r4'}"},
      FED("0", "60", "10200"),
      WEIGHED,
      CLOSED,
      IN_IT}},
    /* ---- how far a treatment may miss ---- */
    {"grams within a tolerance that is too wide",
     {"treatment-tolerance"},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':7052"},
      {.label = "treatment", .from = "'tolerance_ppm':5000", .to = "'tolerance_ppm':5099"}}},
    {"grams beyond a tolerance that is too wide",
     {"treatment-tolerance", "treatment-balance"},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':7053"},
      {.label = "treatment", .from = "'tolerance_ppm':5000", .to = "'tolerance_ppm':5099"}}},
    {"grams beyond a narrower tolerance",
     {"treatment-balance"},
     {{.label = "treatment", .from = "'mass_g':7000", .to = "'mass_g':6989"},
      {.label = "treatment", .from = "'tolerance_ppm':5000", .to = "'tolerance_ppm':1000"}}},
    {"what is calculated has a tolerance that is too wide, and no signature",
     {"treatment-tolerance", "treatment-statement"},
     {{.label = "treatment", .from = "'mechanical'", .to = "'metallurgical'"},
      {.label = "treatment", .from = "'tolerance_ppm':5000", .to = "'tolerance_ppm':5001"}}},
    {"treated before any tolerance held",
     {"treatment-tolerance", "facts-out-of-order"},
     {{.label = "treatment", .from = "'2026-04-20'", .to = "'1999-12-31'"}}},
    /* ---- what a plant settles ---- */
    {"what was settled, and corrected",
     {NULL},
     {SETTLED("1", "#fac2", "metals", "gold", "900", "S-1", ""),
      SETTLED("2", "#fac2", "metals", "gold", "950", "S-2", "'replaces_id':'#stl1',")}},
    {"an assay of what was not made",
     {"settlement-shape"},
     {SETTLED("1", "#fac2", "slag", "gold", "900", "S-1", "")}},
    {"an assay of more than there is",
     {"settlement-shape"},
     {SETTLED("1", "#fac2", "metals", "gold", "1000000001", "S-1", "")}},
    {"settled by another plant",
     {"settlement-shape"},
     {SETTLED("1", "#fac1", "metals", "gold", "900", "S-1", "")}},
    {"settled before it was treated",
     {"settlement-shape"},
     {{.label = "treatment", .from = "2026-04-20", .to = "2026-04-22"},
      SETTLED("1", "#fac2", "metals", "gold", "900", "S-1", "")}},
    {"two settlements of one treatment",
     {"settlement-twice"},
     {SETTLED("1", "#fac2", "metals", "gold", "900", "S-1", ""),
      SETTLED("2", "#fac2", "metals", "gold", "950", "S-2", "")}},
    {"one number, two settlements",
     {"settlement-twice"},
     {SETTLED("1", "#fac2", "metals", "gold", "900", "S-1", ""),
      SETTLED("2", "#fac2", "metals", "gold", "950", "S-1", "'replaces_id':'#stl1',")}},
    /* ---- the way to a certification ---- */
    {"a step, and how far it is",
     {NULL},
     {STEP("1", "#fac2", "audit"), STEP("1", "#fac2", "audit")}},
    {"a step that becomes another",
     {"plan-shape"},
     {STEP("1", "#fac2", "audit"), STEP("1", "#fac2", "training")}},
    {"one step, twice", {"plan-shape"}, {STEP("1", "#fac2", "audit"), STEP("2", "#fac2", "audit")}},
    {"a step of what is no plant", {"plan-shape"}, {STEP("1", "#fac1", "audit")}},
};
const size_t story_material_case_count =
    sizeof(story_material_cases) / sizeof(story_material_cases[0]);
