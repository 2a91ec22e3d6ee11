/* E-waste that nobody counted: each gram a unit, packed, shipped and received apart from devices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit/findings_cases.h"

#define COLLECTED(units)                                                                           \
    {                                                                                              \
        .label = "collection2", .kind = "collection_received",                                     \
        .body = "{'collected_on':'2026-03-01','collection_id':'#col3','collector_id':'#org2',"     \
                "'country':'GH','evidence_digest':'#h327','facility_id':'#fac1','lots':["          \
                "{'battery':'none','class_code':'smartphone','eligible':true,'lot_id':'#lot3',"    \
                "'mass_g':5000,'measure':'grams','public_number':'#h163','units':" units           \
                "}],'price':{'currency':'GHS','minor':100},'programme_id':'#prg1','source':"       \
                "'collection'}"                                                                    \
    }
#define BAG3                                                                                       \
    {.label = "package",                                                                           \
     .kind = "package_made",                                                                       \
     .body = "{'code':'bag-3','country':'GH','facility_id':'#fac1','kind':'bag','package_id':"     \
             "'#pkg3','programme_id':'#prg1'}"},                                                   \
    {                                                                                              \
        .label = "fill", .kind = "package_filled",                                                 \
        .body = "{'package_id':'#pkg3','spans':[{'hi':100,'lo':0,'lot_id':'#lot3'}]}"              \
    }

/* The first lot is 100 g that nobody counted, and all that is demanded counts in grams. */
#define WEIGHED(basis, declared, mass, units)                                                      \
    {.label = "receipt",                                                                           \
     .from = "'mass_g':10200,'plant_key_id'",                                                      \
     .to = "'mass_g':" mass ",'plant_key_id'"},                                                    \
        {.label = "receipt",                                                                       \
         .from = "'basis':'counted','declared':60,'key':'#plantkey','mass_g':10200,",              \
         .to = basis "'declared':" declared ",'key':'#plantkey','mass_g':" mass                    \
                     ",'measure':'grams',"},                                                       \
    {                                                                                              \
        .label = "receipt", .from = "'loopledger receipt v1','units':60},'units':60",              \
        .to = "'loopledger receipt v1','units':" units "},'units':" units                          \
    }
#define BY_SCALE(units) WEIGHED("'basis':'weighed','collected_g':60,", "60", units, units)
#define GRAMS_STORY                                                                                \
    {.label = "programme",                                                                         \
     .from = "'minor':150},'lot_classes'",                                                         \
     .to = "'minor':150},'grams_per_device':1,'lot_classes'"},                                     \
        {.label = "collection",                                                                    \
         .from = "'mass_g':17000,",                                                                \
         .to = "'mass_g':100,'measure':'grams',"},                                                 \
        {.label = "line", .from = "'order_line_id'", .to = "'measure':'grams','order_line_id'"},   \
        {.label = "line2", .from = "'order_line_id'", .to = "'measure':'grams','order_line_id'"},  \
    {                                                                                              \
        .label = "run",                                                                            \
        .from = ",{'line_lo':0,'lot_accepted':50,'lot_hi':5,'lot_id':'#lot2','lot_lo':0,"          \
                "'order_line_id':'#ord2','slice_hi':10,'slice_lo':0}",                             \
        .to = ""                                                                                   \
    }
#define TREATED                                                                                    \
    {                                                                                              \
        .label = "treatment",                                                                      \
        .from = "'input_mass_g':10200,'interim':false,'kind':'mechanical','materials':["           \
                "{'fraction':'boards','mass_g':3200},{'fraction':'metals','mass_g':7000}]",        \
        .to = "'input_mass_g':60,'interim':false,'kind':'mechanical','materials':["                \
              "{'fraction':'boards','mass_g':60}]"                                                 \
    }
#define CITED(text)                                                                                \
    {                                                                                              \
        .label = "certificate", .from = "'units':40", .to = text                                   \
    }

const struct story_case story_uncounted_cases[] = {
    {"grams to the end",
     {NULL},
     {GRAMS_STORY, BY_SCALE("60"), TREATED, CITED("'uncounted_g':40,'units':0")}},
    {"grams certified as devices",
     {"certificate-units"},
     {GRAMS_STORY, BY_SCALE("60"), TREATED, CITED("'units':40")}},
    {"grams that a plant counted",
     {"receipt-bound"},
     {GRAMS_STORY, WEIGHED("'basis':'counted',", "60", "60", "60"), TREATED,
      CITED("'uncounted_g':40,'units':0")}},
    {"another number of grams than was weighed",
     {"receipt-bound", "receipt-mass", "treatment-balance"},
     {GRAMS_STORY, WEIGHED("'basis':'weighed','collected_g':60,", "60", "130", "60"), TREATED,
      CITED("'uncounted_g':40,'units':0")}},
    {"grams too many that are not found",
     {"receipt-count", "treatment-balance"},
     {GRAMS_STORY, BY_SCALE("62"), TREATED, CITED("'uncounted_g':40,'units':0")}},
    {"grams beside devices", {NULL}, {COLLECTED("5000"), BAG3}},
    {"more grams packed than there are",
     {"custody-not-loose"},
     {COLLECTED("5000"),
      {.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg1','spans':[{'hi':6000,'lo':0,'lot_id':'#lot3'}]}"}}},
    {"fewer units than grams", {"lot-shape"}, {COLLECTED("4999")}},
    {"so many of what nobody counts",
     {"lot-shape", "receipt-mass"},
     {{.label = "class", .from = "'mass_g':171,'mass_high_g':290,'mass_low_g':143,", .to = ""}}},
    {"devices that turn into what nobody counts",
     {"reclassification-shape", "allocation-unfit", "receipt-mass"},
     {{.label = "class2", .from = "'mass_g':731,'mass_high_g':914,'mass_low_g':458,", .to = ""},
      {.label = "fill",
       .kind = "units_reclassified",
       .body = RECLASS("tablet", "", "0", "60", "0")}}},
    {"grams and devices in one bag",
     {"package-mixed", "shipment-mixed", "receipt-count", "receipt-bound", "treatment-balance"},
     {COLLECTED("5000"),
      {.label = "fill",
       .kind = "package_filled",
       .body = "{'package_id':'#pkg1','spans':[{'hi':100,'lo':0,'lot_id':'#lot3'}]}"}}},
    {"a bag of grams beside one of devices",
     {"package-mixed", "shipment-mixed", "receipt-count", "receipt-bound", "treatment-balance"},
     {COLLECTED("5000"),
      BAG3,
      {.label = "nest",
       .kind = "package_nested",
       .body = "{'packages':[{'package_id':'#pkg3'}],'parent_id':'#pkg2'}"}}},
    {"grams poured with devices",
     {"package-mixed", "pour-rule"},
     {COLLECTED("5000"),
      BAG3,
      {.label = "fill",
       .kind = "package_poured",
       .body = "{'facility_id':'#fac1','rule_version':1,'sources':[{'package_id':'#pkg1'},"
               "{'package_id':'#pkg3'}],'targets':[{'package_id':'#pkg1','spans':[{'hi':60,'lo':0,"
               "'lot_id':'#lot1'}]}]}"}}},
    {"a shipment of both",
     {"shipment-mixed", "receipt-count", "receipt-bound", "treatment-balance"},
     {COLLECTED("5000"),
      BAG3,
      {.label = "plan",
       .from = "'packages':[{'package_id':'#pkg2'}]",
       .to = "'packages':[{'package_id':'#pkg2'},{'package_id':'#pkg3'}]"}}},
    {"devices received by the gram",
     {"receipt-bound", "receipt-mass", "treatment-balance"},
     {{.label = "receipt",
       .from = "'mass_g':10200,'plant_key_id'",
       .to = "'mass_g':60,'plant_key_id'"},
      {.label = "receipt",
       .from = "'basis':'counted','declared':60,'key':'#plantkey','mass_g':10200,",
       .to = "'basis':'weighed','collected_g':60,'declared':60,'key':'#plantkey','mass_g':60,"
             "'measure':'grams',"}}},
};
const size_t story_uncounted_case_count =
    sizeof(story_uncounted_cases) / sizeof(story_uncounted_cases[0]);

/* A span of a lot that nobody counted is said to be of grams, also where it is a certificate's. */
void spans_are_called_by_their_measure(void **state)
{
#define IN_GRAMS GRAMS_STORY, BY_SCALE("60"), TREATED, CITED("'uncounted_g':40,'units':0")
    static const struct {
        struct ll_story_edit edits[LL_EDITS_MAX];
        const char *text;
    } cases[] = {
        {{COLLECTED("5000"),
          {.label = "fill",
           .kind = "package_filled",
           .body = "{'package_id':'#pkg1','spans':[{'hi':6000,'lo':0,'lot_id':'#lot3'}]}"}},
         "grams [0, 6000) are packed"},
        {{IN_GRAMS,
          {.label = "certificate",
           .kind = "certificate_stated",
           .body = CERTIFICATE2("40", "0", "0", "recycled", "40")}},
         "grams [0, 40) are cited by"},
        {{IN_GRAMS, {.label = "certificate", .kind = "lot_excluded", .body = EXCLUDED("1")}},
         "it cites grams [0, 40) of a lot that was excluded"},
        {{IN_GRAMS,
          {.label = "certificate",
           .kind = "allocation_released",
           .body = RELEASE("1", "40", "0", "40", "1", "0", "1", "0")}},
         "grams [0, 40)"},
        {{GRAMS_STORY, WEIGHED("'basis':'counted',", "60", "60", "60"), TREATED,
          CITED("'uncounted_g':40,'units':0")},
         "60 grams of 60 declared are not"},
    };
#undef IN_GRAMS
    void *own = NULL;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_ledger *l = ll_empty_ledger(&own);
        size_t edits = 0;
        while (edits < LL_EDITS_MAX && cases[i].edits[edits].label != NULL) {
            edits++;
        }
        const struct ll_audit_report *report = ll_tell(l, cases[i].edits, edits);
        bool said = false;
        for (size_t k = 0; k < report->kept; k++) {
            said = said || strstr(report->findings[k].text, cases[i].text) != NULL;
        }
        if (!said) {
            ll_print_findings(report);
            fail_msg("nothing says '%s'", cases[i].text);
        }
    }
    assert_int_equal(ll_ledger_end(&own), 0);
    (void)state;
}
