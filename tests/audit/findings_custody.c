/* What packages bear and hold, and who answers for them. */
#include "audit/findings_cases.h"

#define NUMBERED(box, sort, number)                                                                \
    "{'code':'box-" box "','country':'GH','facility_id':'#fac1','kind':'" sort                     \
    "','number':'" number "','package_id':'#pkg" box "','programme_id':'#prg1'}"
#define MADE(box, sort, number)                                                                    \
    {                                                                                              \
        .label = "fill", .kind = "package_made", .body = NUMBERED(box, sort, number)               \
    }

#define WEIGHED(package, gross, tare, units, day)                                                  \
    "{'gross_g':" gross ",'package_id':'#pkg" package "','tare_g':" tare ",'units':" units         \
    ",'weighed_on':'" day "'}"
#define WEIGH(package, gross, tare, units, day)                                                    \
    {                                                                                              \
        .label = "nest", .kind = "package_weighed",                                                \
        .body = WEIGHED(package, gross, tare, units, day)                                          \
    }
/* Labels are printed after the box was sealed, and used. */
#define PRINTED(sheet, codes)                                                                      \
    AFTER("labels_printed", "{'label_sheet_id':'#lbs" sheet "','labels':[" codes                   \
                            "],'organisation_id':'#org2','programme_id':'#prg1'}")
#define CLAIMED(code) AFTER("label_claimed", "{'label':'" code "','package_id':'#pkg2'}")
#define WITHDRAWN(code) AFTER("labels_withdrawn", "{'labels':['" code "'],'reason':'lost'}")
#define COUNTED(more, recorded, units)                                                             \
    "{" more                                                                                       \
    "'counted_by':'#org2','counted_on':'2026-05-01','package_id':'#pkg2','recorded':" recorded     \
    ",'units':" units "}"
#define COUNT(more, recorded, units)                                                               \
    {                                                                                              \
        .label = "nest", .kind = "package_counted", .body = COUNTED(more, recorded, units)         \
    }
#define CASE_OF_BOX(more)                                                                          \
    {                                                                                              \
        .label = "nest", .kind = "case_opened",                                                    \
        .body = "{'case_id':'#cas1','cause':'count-differs'," more                                 \
                "'deadline':'2026-12-01','package_id':'#pkg2','spans':[]}"                         \
    }
/* After the box was sealed with S-1. */
#define AFTER(what, text)                                                                          \
    {                                                                                              \
        .label = "seal", .kind = what, .body = text                                                \
    }
#define INSPECTED(more) "{" more "'inspected_on':'2026-05-01','package_id':'#pkg2','seal':'S-2'}"

#define CASE_CLOSED AFTER("case_closed", CASE_END("1", "2026-05-01"))
#define REOPENED(deadline)                                                                         \
    AFTER("case_reopened", "{'case_id':'#cas1','deadline':'" deadline "','reason':'mistake'}")

const struct story_case story_custody_cases[] = {
    {"a case that is opened again, and closed again",
     {NULL},
     {CASE_OF_BOX(""), CASE_CLOSED, REOPENED("2026-12-01"), CASE_CLOSED}},
    {"a case opened again that is open", {"case-state"}, {CASE_OF_BOX(""), REOPENED("2026-12-01")}},
    {"a case opened again with a deadline that is over",
     {"facts-out-of-order"},
     {CASE_OF_BOX(""), CASE_CLOSED, REOPENED("2026-03-01"), CASE_CLOSED}},
    {"a container, a pallet with an SSCC",
     {NULL},
     {MADE("3", "container", "CSQU3054383"), MADE("4", "pallet", "106141411234567897")}},
    {"a wrong check digit of a container",
     {"package-number"},
     {MADE("3", "container", "CSQU3054384")}},
    {"a wrong check digit of an SSCC",
     {"package-number"},
     {MADE("3", "box", "106141411234567898")}},
    {"no category of containers", {"package-number"}, {MADE("3", "container", "CSQA3054381")}},
    {"an SSCC on a container", {"package-number"}, {MADE("3", "container", "106141411234567897")}},
    {"a container that is in use",
     {"package-number"},
     {MADE("3", "container", "CSQU3054383"), MADE("4", "container", "CSQU3054383")}},
    {"an SSCC twice",
     {"package-number"},
     {MADE("3", "box", "106141411234567897"), MADE("4", "bag", "106141411234567897")}},
    {"weighed", {NULL}, {WEIGH("2", "11000", "800", "60", "2026-03-02")}},
    {"weighed when other units were in it",
     {"package-weight"},
     {WEIGH("2", "11000", "800", "61", "2026-03-02")}},
    {"no mass that its phones have",
     {"package-weight"},
     {WEIGH("2", "1100", "800", "60", "2026-03-02")}},
    {"empty as heavy as full",
     {"package-weight"},
     {WEIGH("2", "11000", "11000", "60", "2026-03-02")}},
    {"lighter empty than what is in it empty",
     {"package-weight"},
     {WEIGH("1", "11000", "900", "60", "2026-03-02"),
      WEIGH("2", "11000", "899", "60", "2026-03-02")}},
    {"weighed before it was there",
     {"facts-out-of-order"},
     {WEIGH("2", "11000", "800", "60", "2026-02-20")}},
    {"weighed before it was weighed before",
     {"facts-out-of-order"},
     {WEIGH("2", "11000", "800", "60", "2026-03-02"),
      WEIGH("2", "11000", "800", "60", "2026-03-01")}},
    {"labels, used and not",
     {NULL},
     {PRINTED("1", "'0000-0000-0000','08wd-yscj-xk8y','18vb-7hqx-eq9p'"), CLAIMED("08wd-yscj-xk8y"),
      WITHDRAWN("0000-0000-0000")}},
    {"a label whose check character is another",
     {"label-code"},
     {PRINTED("1", "'08wd-yscj-xk8z'")}},
    {"a label printed twice",
     {"label-code"},
     {PRINTED("1", "'08wd-yscj-xk8y'"), PRINTED("2", "'08wd-yscj-xk8y'")}},
    {"a label that was never printed", {"label-use"}, {CLAIMED("08wd-yscj-xk8y")}},
    {"a label claimed twice",
     {"label-use"},
     {PRINTED("1", "'08wd-yscj-xk8y'"), CLAIMED("08wd-yscj-xk8y"), CLAIMED("08wd-yscj-xk8y")}},
    {"a label that was withdrawn",
     {"label-use"},
     {PRINTED("1", "'08wd-yscj-xk8y'"), WITHDRAWN("08wd-yscj-xk8y"), CLAIMED("08wd-yscj-xk8y")}},
    {"a label of another programme",
     {"label-use"},
     {AFTER("labels_printed", "{'label_sheet_id':'#lbs1','labels':['08wd-yscj-xk8y'],"
                              "'organisation_id':'#org2','programme_id':'#prg2'}"),
      CLAIMED("08wd-yscj-xk8y")}},
    {"counted", {NULL}, {COUNT("", "60", "60")}},
    {"counted against what was not in it", {"package-count"}, {COUNT("", "61", "61")}},
    {"a count that differs, and no case", {"package-count"}, {COUNT("", "60", "59")}},
    {"a count that differs, and a case with nobody",
     {"package-count"},
     {CASE_OF_BOX(""), COUNT("'case_id':'#cas1',", "60", "59")}},
    {"a count that differs, with its case",
     {NULL},
     {CASE_OF_BOX("'counterparty_id':'#org1',"), COUNT("'case_id':'#cas1',", "60", "59")}},
    {"a count that does not differ, with a case",
     {"package-count"},
     {CASE_OF_BOX("'counterparty_id':'#org1',"), COUNT("'case_id':'#cas1',", "60", "60")}},
    {"sealed while it was",
     {"seal-state"},
     {AFTER("package_sealed", "{'package_id':'#pkg2','seal':'S-2'}")}},
    {"another seal broken",
     {"seal-state"},
     {AFTER("package_unsealed", "{'broken_on':'2026-05-01','package_id':'#pkg2','reason':'torn',"
                                "'seal':'S-2'}")}},
    {"a seal broken before it was put",
     {"facts-out-of-order"},
     {AFTER("package_unsealed", "{'broken_on':'2026-04-30','package_id':'#pkg2','reason':'torn',"
                                "'seal':'S-1'}")}},
    {"a seal inside another package",
     {"package-place"},
     {AFTER("package_sealed", "{'package_id':'#pkg1','seal':'S-2'}")}},
    {"a broken seal again",
     {"seal-state"},
     {AFTER("package_unsealed", "{'broken_on':'2026-05-01','package_id':'#pkg2','reason':'torn',"
                                "'seal':'S-1'}"),
      AFTER("package_sealed", "{'package_id':'#pkg2','seal':'S-1'}")}},
    {"a seal that differs, and no case",
     {"seal-state"},
     {AFTER("package_inspected", INSPECTED(""))}},
    {"a seal that differs, and a case of another package",
     {"seal-state"},
     {AFTER("case_opened",
            "{'case_id':'#cas1','cause':'short','deadline':'2026-12-01','package_id':"
            "'#pkg1','spans':[]}"),
      AFTER("package_inspected", INSPECTED("'case_id':'#cas1',"))}},
    {"a seal that differs, with its case",
     {NULL},
     {AFTER("case_opened",
            "{'case_id':'#cas1','cause':'short','deadline':'2026-12-01','package_id':"
            "'#pkg2','spans':[]}"),
      AFTER("package_inspected", INSPECTED("'case_id':'#cas1',"))}},
};
const size_t story_custody_case_count =
    sizeof(story_custody_cases) / sizeof(story_custody_cases[0]);
