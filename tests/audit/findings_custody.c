/* What packages bear and hold, and who answers for them. */
#include "audit/findings_cases.h"

#define NUMBERED(box, sort, number)                                                                \
    "{'code':'box-" box "','country':'GH','facility_id':'#fac1','kind':'" sort                     \
    "','number':'" number "','package_id':'#pkg" box "','programme_id':'#prg1'}"
#define MADE(box, sort, number)                                                                    \
    {                                                                                              \
        .label = "fill", .kind = "package_made", .body = NUMBERED(box, sort, number)               \
    }

const struct story_case story_custody_cases[] = {
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
};
const size_t story_custody_case_count =
    sizeof(story_custody_cases) / sizeof(story_custody_cases[0]);
