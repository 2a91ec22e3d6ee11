/*
 * Stories with a fault, and what the audit must find in them. Private to the test of findings.
 */
#ifndef LL_TESTS_AUDIT_FINDINGS_CASES_H
#define LL_TESTS_AUDIT_FINDINGS_CASES_H

#include "audit/story.h"

#define CODES_MAX 6
#define USER(number, organisation, email, name) USER_OF(number, "#h328", organisation, email, name)
#define USER_OF(number, digest, organisation, email, name)                                         \
    "{'email_annex_id':'#anx" email "','email_digest':'" digest                                    \
    "','key_id':'#h081','name_annex_id':"                                                          \
    "'#anx" name "','organisation_id':'#" organisation "','user_id':'#usr" number "'}"
#define ROLE(number, role) "{'role':'" role "','user_id':'#usr" number "'}"
/* Of whom one may ask for an override and the other approve it. */
#define TWO_PEOPLE                                                                                 \
    {.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},                  \
        {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "permits")},                \
        {.label = "seal", .kind = "user_added", .body = USER_OF("2", "#h329", "org1", "C", "D")},  \
    {                                                                                              \
        .label = "seal", .kind = "user_role_given", .body = ROLE("2", "programme")                 \
    }
#define OVERRIDDEN_ON(day, blockers)                                                               \
    {                                                                                              \
        .label = "consent2", .kind = "departure_overridden",                                       \
        .body = "{'blockers':[" blockers "],'departs_on':'" day                                    \
                "','reason':'by-telephone','shipment_id':'#shp1'}",                                \
        .two = true, .early = true                                                                 \
    }
/* The departure by a version of the gate's rule. */
#define BY_RULE(version)                                                                           \
    {                                                                                              \
        .label = "depart", .from = ",'shipment_id'",                                               \
        .to = ",'rule_version':" version ",'shipment_id'"                                          \
    }
#define BY_RULE_EARLY(version)                                                                     \
    {                                                                                              \
        .label = "depart", .from = ",'shipment_id'",                                               \
        .to = ",'rule_version':" version ",'shipment_id'", .early = true                           \
    }
#define BY_RULE_3 BY_RULE_EARLY("3")
#define LICENCE_OF(more, country, kind, organisation, from, until)                                 \
    "{'country':'" country "','document_digest':'#h328'," more "'kind':'" kind                     \
    "','licence_id':'#lic1','number':'N-1','organisation_id':'#" organisation                      \
    "','streams':[],'valid_from':'" from "','valid_until':'" until "'}"
#define LICENCE LICENCE_OF("", "GH", "carrier", "org1", "2026-01-01", "2026-12-31")
#define DEMAND2                                                                                    \
    "{'content_digest':'#h320','device_count':0,'document_id':'#doc2','document_name_annex_id':"   \
    "'#anx9','identity':'#h322','issued_on':'2026-02-01','key_id':'#h081','kind':'order','slices'" \
    ":[{'hi':120,'lo':80,'order_line_id':'#ord1','trigger':'purchase'}]}"
#define ROW(line_lo, lot_accepted, lot_hi, lot, lot_lo, line, slice_hi, slice_lo, more)            \
    "{'allocations':[{'line_lo':" line_lo ",'lot_accepted':" lot_accepted more ",'lot_hi':" lot_hi \
    ",'lot_id':'#lot" lot "','lot_lo':" lot_lo ",'order_line_id':'#ord" line                       \
    "','slice_hi':" slice_hi ",'slice_lo':" slice_lo "}],'programme_id':'#prg1','rule_version':1}"
#define CERTIFICATE2(hi, lo, line_lo, stage, units)                                                \
    "{'beneficiary_id':'#org3','body_digest':'#h320','certificate_id':'#crt2','cited':["           \
    "{'line_lo':" line_lo ",'lot_hi':" hi ",'lot_id':'#lot1','lot_lo':" lo                         \
    ",'order_line_id':'#ord1'}],'programme_id':'#prg1','revision':1,'serial':'LL-2','stage':"      \
    "'" stage "','units':" units "}"
#define CERTIFICATE_OF_LOT2(serial)                                                                \
    "{'beneficiary_id':'#org3','body_digest':'#h320','certificate_id':'#crt2','cited':[{'line_lo'" \
    ":0,'lot_hi':5,'lot_id':'#lot2','lot_lo':0,'order_line_id':'#ord2'}],'programme_id':'#prg1',"  \
    "'revision':1,'serial':'" serial "','stage':'accepted','units':5}"
#define RELEASE(programme, line_hi, line_lo, lot_hi, lot, lot_lo, line, slice_lo)                  \
    "{'programme_id':'#prg" programme "','reason':'lot-excluded','released':[{'line_hi':" line_hi  \
    ",'line_lo':" line_lo ",'lot_hi':" lot_hi ",'lot_id':'#lot" lot "','lot_lo':" lot_lo           \
    ",'order_line_id':'#ord" line "','slice_lo':" slice_lo "}]}"
#define REMOVED(fact, package, rule, hi, lo)                                                       \
    "{'fact':'" fact "','happened_on':'2026-03-09'," package                                       \
    "'reason':'theft','rule_version':" rule ",'spans':[{'hi':" hi ",'lo':" lo                      \
    ",'lot_id':'#lot1'}]}"
#define RECLASS(class, package, rule, hi, lo)                                                      \
    "{'class_code':'" class "'," package "'reason':'sorted','rule_version':" rule                  \
                            ",'spans':[{'hi':" hi ",'lo':" lo ",'lot_id':'#lot1'}]}"
#define CASE(number, about, hi, lo)                                                                \
    "{'case_id':'#cas" number "','cause':'short','deadline':'2026-12-01'," about                   \
    "'spans':[{'hi':" hi ",'lo':" lo ",'lot_id':'#lot1'}]}"
#define CASE_END(number, day)                                                                      \
    "{'case_id':'#cas" number "','closed_on':'" day "','outcome':'settled'}"
#define EXCLUDED(lot) "{'lot_id':'#lot" lot "','reason':'doubt'}"
#define REVIEW(certificate) "{'certificate_id':'#crt" certificate "','reason':'lot-excluded'}"
#define COLLECTION3(mass_g)                                                                        \
    "{'collected_on':'2026-03-01','collection_id':'#col3','collector_id':'#org2','country':'GH',"  \
    "'evidence_again':true,'evidence_digest':'#h320','facility_id':'#fac1','lots':[{'battery':"    \
    "'none','class_code':'smartphone','eligible':false,'ineligible_reason':"                       \
    "'evidence-seen-before','lot_id':'#lot3','mass_g':" mass_g                                     \
    ",'public_number':'#h163','units':50}],"                                                       \
    "'price':{'currency':'GHS','minor':0},'programme_id':'#prg1','source':'collection'}"
#define SHIPMENT2                                                                                  \
    "{'code':'s-2','crosses_border':true,'from_facility_id':'#fac1','legs':[{'carrier_id':'#org1'" \
    ",'distance_km':7600,'from_facility_id':'#fac1','mode':'sea','to_facility_id':'#fac2'}],"      \
    "'packages':[],'planned_arrival':'2026-04-10','shipment_id':'#shp2','to_facility_id':'#fac2'}"
#define PART(hi, lo)                                                                               \
    "{'line_hi':" hi ",'line_lo':" lo ",'lot_hi':" hi ",'lot_id':'#lot1','lot_lo':" lo             \
    ",'order_line_id':'#ord1','slice_lo':0}"
#define RAISED(hi, dropped, reason, units)                                                         \
    "{'body_digest':'#h321','certificate_id':'#crt1','cited':[{'line_lo':0,'lot_hi':" hi           \
    ",'lot_id':'#lot1','lot_lo':0,'order_line_id':'#ord1'}]," dropped "'reason':'" reason          \
    "','revision':2,'stage':'recycled','units':" units "}"
#define STATUS(index, list)                                                                        \
    "'status_index':" index ",'status_list':" list ",'status_origin':'log.example',"
#define RESTATED(status)                                                                           \
    "{'body_digest':'#h321','certificate_id':'#crt1','cited':[{'line_lo':0,'lot_hi':40,"           \
    "'lot_id':'#lot1','lot_lo':0,'order_line_id':'#ord1'}],'reason':'restatement',"                \
    "'revision':2,'stage':'recycled'," status "'units':40}"
#define REVOKED(released) "{'certificate_id':'#crt1','reason':'wrong-client'" released "}"
#define SUPERSEDED "{'by_id':'#crt2','certificate_id':'#crt1'}"
#define CERTIFICATE_MORE(hi, lo, more)                                                             \
    "{'beneficiary_id':'#org3','body_digest':'#h320','certificate_id':'#crt2','cited':["           \
    "{'line_lo':" lo ",'lot_hi':" hi ",'lot_id':'#lot1','lot_lo':" lo                              \
    ",'order_line_id':'#ord1'}],'programme_id':'#prg1'," more "'revision':1,'serial':'LL-2',"      \
    "'stage':'recycled','units':" hi "}"
#define REISSUED "'reissued_from':[{'certificate_id':'#crt1'}],"
#define REPLACES "'replaces_id':'#crt1',"

struct story_case {
    const char *name;
    const char *codes[CODES_MAX]; /* all, each at least once; none: the story is sound */
    struct ll_story_edit edits[LL_EDITS_MAX];
};

/* Of certificates: findings_certificate.c. */
extern const struct story_case story_certificate_cases[];
extern const size_t story_certificate_case_count;
/* Of demand that comes back: findings_demand.c. */
extern const struct story_case story_demand_cases[];
extern const size_t story_demand_case_count;

/* Of users: findings_user.c. */
extern const struct story_case story_user_cases[];
extern const size_t story_user_case_count;

/* Of materials that leave a plant: findings_material.c. */
extern const struct story_case story_material_cases[];
extern const size_t story_material_case_count;

/* Of licences and the right to depart: findings_gate.c. */
extern const struct story_case story_gate_cases[];
extern const size_t story_gate_case_count;

/* Those about receipts (findings_receipt.c). */
extern const struct story_case story_receipt_cases[];
extern const size_t story_receipt_case_count;
/* Of what packages bear and who holds them: findings_custody.c. */
extern const struct story_case story_notification_cases[];
extern const size_t story_notification_case_count;
extern const struct story_case story_handover_cases[];
extern const size_t story_handover_case_count;
extern const struct story_case story_custody_cases[];
extern const size_t story_custody_case_count;
/* Of e-waste that nobody counted: findings_uncounted.c. */
extern const struct story_case story_uncounted_cases[];
extern const size_t story_uncounted_case_count;
/* A test of their words. */
void spans_are_called_by_their_measure(void **state);

#endif
