/*
 * The permit desk: what has to follow from what is known, written by hand from the law and the
 * facts as they were researched, for every origin and destination; and each rule holds at least
 * once here.
 */
#include <stdio.h>
#include <string.h>

#include "core/permit_case.h"

#define RULES_MAX 256
static int seen[RULES_MAX];

/* ---- each pair of origin and destination ---- */

static const char *const origins[] = {"GH", "CM", "ML", "NG", "UG", "RW", "ZM"};
static const char *const destinations[] = {"NL", "BE", "DE", "SE", "FR", "GB", "CH", "NO", "JP",
                                           "KR", "GH", "CM", "ML", "NG", "UG", "RW", "ZM"};
#define ORIGIN_COUNT (sizeof(origins) / sizeof(origins[0]))
#define DESTINATION_COUNT (sizeof(destinations) / sizeof(destinations[0]))

/*
 * C: consents; X: prohibited (Cameroon lets no waste in, Nigeria no e-waste); ?: one of the two is
 * a Party to the Bamako Convention and the other is not; .: no border is crossed.
 * CM, ML, UG, RW are Parties; GH, NG, ZM are not.
 */
static const char *const hazardous_pairs[ORIGIN_COUNT] = {
    /*      NL BE DE SE FR GB CH NO JP KR  GH CM ML NG UG RW ZM */
    /*GH*/ "C  C  C  C  C  C  C  C  C  C   .  X  ?  X  ?  ?  C",
    /*CM*/ "C  C  C  C  C  C  C  C  C  C   ?  .  C  X  C  C  ?",
    /*ML*/ "C  C  C  C  C  C  C  C  C  C   ?  X  .  X  C  C  ?",
    /*NG*/ "C  C  C  C  C  C  C  C  C  C   C  X  ?  .  ?  ?  C",
    /*UG*/ "C  C  C  C  C  C  C  C  C  C   ?  X  C  X  .  C  ?",
    /*RW*/ "C  C  C  C  C  C  C  C  C  C   ?  X  C  X  C  .  ?",
    /*ZM*/ "C  C  C  C  C  C  C  C  C  C   C  X  ?  X  ?  ?  .",
};
/* Not hazardous: Bamako says nothing about it, the bans of import stay. */
static const char *const other_pairs[ORIGIN_COUNT] = {
    /*      NL BE DE SE FR GB CH NO JP KR  GH CM ML NG UG RW ZM */
    /*GH*/ "C  C  C  C  C  C  C  C  C  C   .  X  C  X  C  C  C",
    /*CM*/ "C  C  C  C  C  C  C  C  C  C   C  .  C  X  C  C  C",
    /*ML*/ "C  C  C  C  C  C  C  C  C  C   C  X  .  X  C  C  C",
    /*NG*/ "C  C  C  C  C  C  C  C  C  C   C  X  C  .  C  C  C",
    /*UG*/ "C  C  C  C  C  C  C  C  C  C   C  X  C  X  .  C  C",
    /*RW*/ "C  C  C  C  C  C  C  C  C  C   C  X  C  X  C  .  C",
    /*ZM*/ "C  C  C  C  C  C  C  C  C  C   C  X  C  X  C  C  .",
};

static const char *outcome_of(char letter)
{
    switch (letter) {
    case 'C':
        return "pic";
    case 'X':
        return "prohibited";
    case '?':
        return "review";
    default:
        return "domestic";
    }
}

static void check_pairs(const char *const pairs[ORIGIN_COUNT], const struct permit_known *what,
                        const char *code)
{
    for (size_t o = 0; o < ORIGIN_COUNT; o++) {
        const char *at = pairs[o];
        for (size_t d = 0; d < DESTINATION_COUNT; d++, at++) {
            at += strspn(at, " ");
            char name[64];
            struct permit_case one = {.name = name, .known = *what};
            (void)snprintf(name, sizeof(name), "%s to %s, %s", origins[o], destinations[d], code);
            one.known.origin = origins[o];
            one.known.destination = destinations[d];
            one.expected.outcome = outcome_of(*at);
            one.expected.code = code;
            permit_case_check(&one, seen);
        }
    }
}

static void test_pairs(void **state)
{
    (void)state;
    struct permit_known with = {.stream = "phone-scrap", .battery = "installed-intact"};
    check_pairs(hazardous_pairs, &with, "A1181");
    /* Without batteries they are presumed hazardous until an analysis says that they are not. */
    struct permit_known without = {.stream = "phone-scrap-no-battery", .battery = "none"};
    check_pairs(hazardous_pairs, &without, "A1181");
    struct permit_known proven = {
        .stream = "phone-scrap-no-battery", .battery = "none", .evidence = "non-hazardous-proven"};
    check_pairs(other_pairs, &proven, "Y49");
    struct permit_known cells = {.stream = "battery-li-ion", .battery = "loose-protected"};
    check_pairs(hazardous_pairs, &cells, "A1170");
}

/* ---- ways, law, streams ---- */

#define PHONES .stream = "phone-scrap", .battery = "installed-intact"
#define BARE .stream = "phone-scrap-no-battery", .battery = "none"

static const struct permit_case cases[] = {
    /* ways to the sea */
    {"Mali by Dakar",
     {"ML", "SN", "NL", PHONES},
     {"pic", "A1181", "EU2024", .consents = "ML SN NL", .needs = "DOC-CONSENT-TRANSIT DOC-FINGUAR",
      .rules = "D02 T01 T15 S14", .not_rules = "S30", .certain = "no"}},
    {"Mali without a way to the sea",
     {"ML", NULL, "NL", PHONES},
     {"pic", .consents = "ML NL", .lacks = "DOC-CONSENT-TRANSIT", .rules = "S30",
      .not_rules = "D02 T01 T15"}},
    {"Uganda by Mombasa", {"UG", "KE", "BE", PHONES}, {"pic", .consents = "UG KE BE"}},
    {"Rwanda by Uganda and Kenya",
     {"RW", "UG KE", "DE", PHONES},
     {"pic", .consents = "RW UG KE DE", .needs = "DOC-RW-REMA DOC-RW-RURA", .rules = "D11"}},
    {"Zambia by Zimbabwe and Beira",
     {"ZM", "ZW MZ", "SE", PHONES},
     {"pic", .consents = "ZM ZW MZ SE", .needs = "DOC-ZM-LICENCE DOC-ZM-FORMVII DOC-ZM-INSURANCE",
      .rules = "D10"}},
    {"Ghana with transhipment in Spain",
     {"GH", "ES", "NL", PHONES},
     {"pic", .consents = "GH ES* NL", .needs = "DOC-GH-AUTH", .rules = "D09 S13",
      .not_rules = "S14"}},
    {"Ghana with transhipment in Morocco",
     {"GH", "MA", "NL", PHONES},
     {"pic", .consents = "GH MA NL", .rules = "S14"}},
    {"Nigeria by Douala is refused",
     {"NG", "CM", "NL", PHONES},
     {"prohibited", .consents = "", .rules = "P02", .lacks = "DOC-NOTIF"}},
    {"clean metal by Douala is refused, too",
     {"NG", "CM", "NL", .stream = "metal-scrap-clean", .battery = "none"},
     {"prohibited", "B1010", .rules = "P02"}},
    {"Cameroon's own by Douala",
     {"CM", NULL, "FR", PHONES},
     {"pic", "A1181", "EU2024", .consents = "CM FR", .not_rules = "P02 P03"}},
    {"scrap into Nigeria is refused",
     {"GH", NULL, "NG", BARE, .evidence = "non-hazardous-proven"},
     {"prohibited", "Y49", .rules = "P03"}},
    {"what Nigeria takes back is not",
     {"GH", NULL, "NG", PHONES, .purpose = "take-back"},
     {"pic", "A1181", .not_rules = "P03"}},
    {"working phones into Nigeria",
     {"GH", NULL, "NG", .stream = "used-phone", .battery = "installed-intact", .purpose = "reuse",
      .reuse_complete = "yes"},
     {"not-waste", "none", .rules = "C01 R01 D06 G04 S36", .not_rules = "P03"}},
    {"by a state that nothing is known of",
     {"GH", "PA", "NL", PHONES},
     {"review", .rules = "S02", .certain = "no"}},

    /* the other way: Annex VII to others */
    {"scrap from the Netherlands to Ghana",
     {"NL", NULL, "GH", PHONES},
     {"prohibited", "A1181", .rules = "P04", .not_rules = "P05"}},
    {"the same, not hazardous",
     {"NL", NULL, "GH", BARE, .evidence = "non-hazardous-proven"},
     {"prohibited", "Y49", .rules = "P04"}},
    {"from Switzerland to Uganda, a Party to Bamako",
     {"CH", "NL", "UG", PHONES},
     {"prohibited", .rules = "P04 P05"}},
    {"reuse from the Netherlands to Ghana without all proofs",
     {"NL", NULL, "GH", .stream = "used-phone", .battery = "installed-intact", .purpose = "reuse",
      .reuse_complete = "no"},
     {"prohibited", "A1181", .rules = "C02 P04"}},
    {"reuse from the Netherlands to Ghana with all proofs",
     {"NL", NULL, "GH", .stream = "used-phone", .battery = "installed-intact", .purpose = "reuse",
      .reuse_complete = "yes", .agreed_no_waste = "yes"},
     {"not-waste", "none", .needs = "DOC-REUSE-1 DOC-REUSE-2 DOC-REUSE-3 DOC-REUSE-4",
      .lacks = "DOC-NOTIF", .un = "UN3481", .packing = "SP 188 limits or P903", .rules = "X05"}},
    {"the same when one authority calls it waste",
     {"NL", NULL, "GH", .stream = "used-phone", .battery = "installed-intact", .purpose = "reuse",
      .reuse_complete = "yes", .agreed_no_waste = "no"},
     {"prohibited", "A1181", .rules = "C02 P04", .not_rules = "C01"}},
    {"taken back to the Netherlands' exporter in Ghana",
     {"NL", NULL, "GH", PHONES, .purpose = "take-back"},
     {"pic", .rules = "R12", .not_rules = "P04"}},
    {"between states of Annex VII",
     {"NL", NULL, "GB", PHONES},
     {"pic", .law = "UK", .not_rules = "P04"}},
    {"from Japan, that did not ratify the ban, to Ghana",
     {"JP", NULL, "GH", PHONES},
     {"review", .rules = "S01", .not_rules = "P04"}},
    {"from the United States, no Party",
     {"US", NULL, "NL", PHONES},
     {"prohibited", .rules = "P01"}},
    {"the same under an agreement",
     {"US", NULL, "NL", PHONES, .article_11 = "yes"},
     {"pic", .not_rules = "P01"}},
    {"clean metal to no Party",
     {"GH", NULL, "US", .stream = "metal-scrap-clean", .battery = "none"},
     {"green", "B1010", .rules = "R03", .not_rules = "P01"}},
    {"e-waste to no Party", {"GH", NULL, "US", PHONES}, {"prohibited", .rules = "P01"}},
    {"to a state that no procedure is known for",
     {"GH", NULL, "SG", PHONES},
     {"review", "A1181", .rules = "R99"}},

    /* which law */
    {"new law",
     {"GH", NULL, "NL", PHONES, .departure = "2026-05-21"},
     {"pic", .law = "EU2024", .rules = "R04 T10 T11 T12 T13 T16 T18 T19 T20 T21 T22 T23 S20 S33",
      .not_rules = "R05 T30 T31"}},
    {"the day before",
     {"GH", NULL, "NL", PHONES, .departure = "2026-05-20"},
     {"pic", .law = "EU2006", .rules = "R05 T30 T31 T32 T33 S21", .not_rules = "R04 T18 T19 S33"}},
    {"acknowledged under the old law",
     {"GH", NULL, "NL", PHONES, .departure = "2026-12-01", .acknowledged = "2026-05-20"},
     {"pic", .law = "EU2006", .rules = "R05 T30 S22", .not_rules = "T18 S23"}},
    {"the same, a pre-consented plant",
     {"GH", NULL, "NL", PHONES, .acknowledged = "2026-05-20", .preconsented = "yes"},
     {"pic", .law = "EU2006", .rules = "S23", .not_rules = "S22 T14"}},
    {"recovered under the old law on its last day",
     {"GH", NULL, "NL", PHONES, .departure = "2027-04-01", .acknowledged = "2026-05-20",
      .arrival = "2027-05-21"},
     {"pic", .law = "EU2006", .rules = "R05 S22", .not_rules = "S07"}},
    {"received a day after the old law",
     {"GH", NULL, "NL", PHONES, .departure = "2027-04-01", .acknowledged = "2026-05-20",
      .arrival = "2027-05-22"},
     {"prohibited", .rules = "S07"}},
    {"departed after the old law",
     {"GH", NULL, "NL", PHONES, .departure = "2027-06-25", .acknowledged = "2026-05-20"},
     {"prohibited", .rules = "S07", .not_rules = "S08"}},
    {"the same to a pre-consented plant",
     {"GH", NULL, "NL", PHONES, .departure = "2027-06-25", .acknowledged = "2026-05-20",
      .preconsented = "yes"},
     {"pic", .law = "EU2006", .rules = "S23", .not_rules = "S07 S08"}},
    {"to a pre-consented plant after three years",
     {"GH", NULL, "NL", PHONES, .departure = "2029-05-22", .acknowledged = "2026-05-20",
      .preconsented = "yes"},
     {"prohibited", .rules = "S08"}},
    {"acknowledged on the first day of the new law",
     {"GH", NULL, "NL", PHONES, .acknowledged = "2026-05-21"},
     {"pic", .law = "EU2024", .rules = "R04 T18", .not_rules = "S22"}},
    {"a pre-consented plant, several shipments",
     {"GH", NULL, "NL", PHONES, .preconsented = "yes", .shipments = 12},
     {"pic", .law = "EU2024", .rules = "T03 T14 T17"}},
    {"one shipment",
     {"GH", NULL, "NL", PHONES, .preconsented = "yes", .shipments = 1},
     {"pic", .rules = "T14", .not_rules = "T03 T17"}},
    {"before the entries of e-waste changed",
     {"GH", NULL, "NL", BARE, .departure = "2024-12-31"},
     {"pic", "A1180", "EU2006", .rules = "C05"}},
    {"the same, not hazardous: it was green then",
     {"GH", NULL, "NL", BARE, .departure = "2024-12-31", .evidence = "non-hazardous-proven"},
     {"green", "B1110", .rules = "C04 R02"}},
    {"a day later it is not",
     {"GH", NULL, "NL", BARE, .departure = "2025-01-01", .evidence = "non-hazardous-proven"},
     {"pic", "Y49", .not_rules = "C04"}},

    /* other regimes */
    {"United Kingdom",
     {"GH", NULL, "GB", PHONES},
     {"pic", "A1181", "UK", .needs = "DOC-FINGUAR", .rules = "R06 T30 T31 T32 T33",
      .not_rules = "T18 T19"}},
    {"Switzerland by the Netherlands and Germany",
     {"GH", "NL DE", "CH", PHONES},
     {"pic", .law = "", .consents = "GH NL* DE* CH", .lacks = "DOC-FINGUAR", .rules = "R07",
      .not_rules = "S31 T18 T30"}},
    {"Switzerland with no EU state named", {"GH", NULL, "CH", PHONES}, {"pic", .rules = "S30 S31"}},
    {"Norway",
     {"GH", NULL, "NO", PHONES},
     {"pic", .law = "", .needs = "DOC-FINGUAR", .rules = "R08", .certain = "no"}},
    {"Japan",
     {"GH", "SG", "JP", PHONES},
     {"pic", .law = "", .consents = "GH SG JP", .needs = "DOC-METI-APPROVAL", .rules = "R09 D08"}},
    {"Korea", {"GH", NULL, "KR", PHONES}, {"pic", .rules = "R10", .certain = "no"}},
    {"between two Parties to Bamako",
     {"UG", NULL, "RW", PHONES},
     {"pic", .rules = "R11", .not_rules = "P06 R12"}},

    /* streams */
    {"clean metal to the EU",
     {"GH", NULL, "NL", .stream = "metal-scrap-clean", .battery = "none"},
     {"green", "B1010", .consents = "", .needs = "DOC-ANNEXVII DOC-CONTRACT",
      .lacks = "DOC-NOTIF DOC-CONSENT-IMPORT", .un = "none", .rules = "C14 R02 D05 T40 T41 X06",
      .not_rules = "G01"}},
    {"clean metal to Japan",
     {"GH", NULL, "JP", .stream = "metal-scrap-clean", .battery = "none"},
     {"green", "B1010", .lacks = "DOC-ANNEXVII", .rules = "R03", .not_rules = "T40"}},
    {"cables without an analysis",
     {"GH", NULL, "NL", .stream = "cables", .battery = "none"},
     {"pic", "A1190", .rules = "C13", .certain = "no"}},
    {"cables that are proven clean",
     {"GH", NULL, "NL", .stream = "cables", .battery = "none", .evidence = "non-hazardous-proven"},
     {"green", "B1115", .rules = "C12 R02"}},
    {"boards",
     {"GH", NULL, "BE", .stream = "pcb-scrap", .battery = "none"},
     {"pic", .code = "A1181"}},
    {"boards that are proven not hazardous",
     {"GH", NULL, "BE", .stream = "pcb-scrap", .battery = "none",
      .evidence = "non-hazardous-proven"},
     {"pic", "Y49", .rules = "C07", .not_rules = "S03"}},
    {"boards that are proven so, but nobody says that no cells are left",
     {"GH", NULL, "BE", .stream = "pcb-scrap", .evidence = "non-hazardous-proven"},
     {"review", "Y49", .rules = "S03"}},
    {"phones with cells cannot be proven not hazardous",
     {"GH", NULL, "NL", PHONES, .evidence = "non-hazardous-proven"},
     {"pic", "A1181", .rules = "C06", .not_rules = "C07"}},
    {"black mass",
     {"GH", NULL, "NL", .stream = "black-mass", .battery = "none"},
     {"pic", "A1181", .rules = "C11 S35", .certain = "no"}},
    {"plastics: another matter",
     {"GH", NULL, "NL", .stream = "plastics-from-weee", .battery = "none"},
     {"review", "unknown", .rules = "C15 P09"}},
    {"used phones for repair",
     {"GH", NULL, "NL", .stream = "used-phone", .battery = "none", .purpose = "repair"},
     {"pic", "A1181", .rules = "C03 S38", .certain = "no"}},
    {"used phones for re-use, nobody says whether the proofs are complete",
     {"GH", NULL, "NL", .stream = "used-phone", .battery = "installed-intact", .purpose = "reuse"},
     {"pic", "A1181", .rules = "C02", .not_rules = "C01"}},
    {"lead-acid batteries",
     {"NG", NULL, "NL", .stream = "battery-lead-acid", .battery = "loose-protected"},
     {"pic", "A1160", .un = "UN2794", .packing = "P801", .rules = "C09", .not_rules = "D07"}},

    /* cells */
    {"phones at sea",
     {"GH", NULL, "NL", PHONES, .mode = "sea"},
     {"pic", .needs = "DOC-DGD DOC-CPC DOC-BATT-PACK", .un = "UN3481", .packing = "P909 (SP 377)",
      .rules = "D07 X01 S37"}},
    {"damaged phones at sea",
     {"GH", NULL, "NL", .stream = "phone-scrap", .battery = "installed-damaged", .mode = "sea"},
     {"pic", .un = "UN3481",
      .packing = "P908/LP904 (SP 376); P911/LP906 with authority approval if critical",
      .rules = "X02"}},
    {"loose cells at sea",
     {"NG", NULL, "BE", .stream = "battery-li-ion", .battery = "loose-protected", .mode = "sea"},
     {"pic", "A1170", .un = "UN3480", .packing = "P909 (SP 377)", .rules = "C10 X03 D07 S35"}},
    {"damaged loose cells",
     {"NG", NULL, "BE", .stream = "battery-mixed", .battery = "loose-damaged"},
     {"pic", "A1170", .un = "UN3480", .packing = "P908/LP904 (SP 376); P911/LP906 if critical",
      .rules = "X04"}},
    {"loose cells by air",
     {"NG", NULL, "BE", .stream = "battery-li-ion", .battery = "loose-protected", .mode = "air"},
     {"prohibited", .rules = "P08"}},
    {"phones by air", {"GH", NULL, "NL", PHONES, .mode = "air"}, {"prohibited", .rules = "P08"}},
    {"phones by air, approved by both States",
     {"GH", NULL, "NL", PHONES, .mode = "air", .air_approval = "yes"},
     {"pic", .not_rules = "P08"}},
    {"phones by air, refused",
     {"GH", NULL, "NL", PHONES, .mode = "air", .air_approval = "no"},
     {"prohibited", .rules = "P08"}},
    {"phones without cells by air",
     {"GH", NULL, "NL", BARE, .mode = "air"},
     {"pic", .un = "none", .not_rules = "P08"}},
    {"lithium metal cells, by the table of UN numbers",
     {"GH", NULL, "NL", .stream = "battery-li-metal", .battery = "loose-damaged"},
     {"pic", "A1170", .un = "UN3090", .packing = "P908 or LP904 via SP 376", .certain = "no"}},
    {"loose cells among phones",
     {"GH", NULL, "NL", .stream = "phone-scrap", .battery = "loose-protected"},
     {"review", .rules = "S04"}},
    {"a battery without a battery",
     {"GH", NULL, "NL", .stream = "battery-li-ion", .battery = "none"},
     {"review", .rules = "S05"}},
    {"phones without batteries, with batteries",
     {"GH", NULL, "NL", .stream = "phone-scrap-no-battery", .battery = "installed-intact"},
     {"review", .rules = "S06"}},

    /* operations and papers */
    {"an interim plant",
     {"GH", NULL, "NL", PHONES, .operation = "r12"},
     {"pic", .needs = "DOC-SUBSEQ-FAC DOC-CERT-SUBSEQ", .rules = "D04"}},
    {"a smelter",
     {"GH", NULL, "NL", PHONES, .operation = "r4"},
     {"pic", .lacks = "DOC-SUBSEQ-FAC", .not_rules = "D04 P07",
      .rules = "D01 D03 G01 G02 G03 T02 T04 T05 S11 S12 S34"}},
    {"landfill", {"GH", NULL, "NL", PHONES, .operation = "d5"}, {"review", .rules = "P07"}},
    {"a broker notifies",
     {"GH", NULL, "NL", PHONES, .producer = "no"},
     {"pic", .needs = "DOC-PRODUCER-AUTH", .rules = "D12"}},
    {"the producer notifies",
     {"GH", NULL, "NL", PHONES, .producer = "yes"},
     {"pic", .lacks = "DOC-PRODUCER-AUTH"}},
    {"a sample for a laboratory",
     {"GH", NULL, "NL", PHONES, .purpose = "lab-analysis"},
     {"pic", .rules = "S32"}},
    {"treated at home",
     {"NG", NULL, "NG", PHONES},
     {"domestic", "A1181", .consents = "", .lacks = "DOC-NOTIF DOC-CONSENT-EXPORT", .rules = "S10",
      .not_rules = "P03"}},
    {"between two sites of one state, by another",
     {"UG", "KE", "UG", PHONES},
     {"pic", .consents = "UG KE UG", .not_rules = "S10"}},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        permit_case_check(&cases[i], seen);
    }
}

static void test_every_rule_held(void **state)
{
    (void)state;
    assert_true(ll_permit_rule_count <= RULES_MAX);
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        if (seen[i] == 0) {
            fail_msg("no case makes rule %s hold", ll_permit_rules[i].id);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_every_rule_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
