#include "constraints_ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/*
 * Programmes #30 and #31. Lots #50 (90 units: [0,40) recycled, the rest accepted), #51 (50), #52
 * (10, not eligible), all of programme #30; #53 (50) of #31. Order lines #60 (slices [0,60) and
 * [60,100)) and #61 ([0,50)) of #30; #62 ([0,50)) of #31. Allocations, lot to line:
 *
 *     #50 [0,20)  #60 [0,20)   cited by certificate #70, recycled
 *     #50 [20,40) #60 [20,40)
 *     #50 [40,50) #60 [60,70)  cited by certificate #71, accepted, under review
 *     #51 [0,10)  #61 [0,10)
 *
 * Certificate #72, accepted, was revoked. Credit note #6a voided [30,35) of #61 and carried [65,70)
 * of #60 over; [65,68) of these stand for [40,43) of #61. The slices of #62 and #61 are holds, the
 * second one confirmed.
 */
/* what lies beside the ledger */
static const char beside[] =
    "INSERT INTO credential VALUES (#2e, 'p', 0, 0);"
    "INSERT INTO session VALUES (##2e, #2e, 'c', 0, 0, NULL);"
    "INSERT INTO one_time_link VALUES (##2e, #2e, 'reset', 0);"
    "INSERT INTO token_secret VALUES (##2e, #2e);"
    "INSERT INTO second_factor VALUES (#2e, NULL, ##2e, 0, 0, 0);"
    "INSERT INTO recovery_code VALUES (##2e, #2e);"
    "INSERT INTO proposal VALUES (#2e, 'c', '{}', ##2e, 1, #2e, 0, 9, NULL, NULL);"
    "INSERT INTO identity VALUES (##2e, #2e, 0);"
    "INSERT INTO user_language VALUES (#2e, 'fr');"
    "INSERT INTO official_link VALUES (#2e, ##2e, #2e, 'GH', 'en', 9, 1, NULL);"
    "INSERT INTO official_access VALUES (#2e, #2e, #2e, 1, 'page', NULL);"
    "INSERT INTO mail VALUES (#2e, #2e, 'reset', 'en', 0, 0, 0);"
    "INSERT INTO webhook_delivery VALUES"
    " (#2e, #2e, #11, 'k', '{}', 1, 0, 0, 0, NULL, NULL, NULL);"
    "INSERT INTO webhook_turn VALUES (#2e, 0, '', 0, NULL);";
/* registry */
static const char registry[] =
    "INSERT INTO request VALUES (#01, 'key-1', 'c', 'a', ##01, #01, 1, '{}'),"
    " (#02, 'key-2', 'c', 'a', ##02, #01, 2, '{}');"
    "INSERT INTO event VALUES (#11, #01, 'k', 1, '{}', NULL, NULL),"
    " (#12, #02, 'k', 2, '{}', '{}', ##05);"
    "INSERT INTO annex VALUES (#18, #11, 'name', 'Ann', NULL), (#19, #12, 'name', NULL, 5),"
    " (#1a, #12, 'name', 'Bob', NULL);"
    "INSERT INTO certificate_body VALUES (#70, 1, '{}'), (#71, 1, '{}');"
    "INSERT INTO device VALUES (##80, 's', 1, #01, #60, 0, #12), (##81, 's', 1, #01, #60, 1, #12);"
    "INSERT INTO log VALUES (1, 'log.example/1', ##0a, 1);"
    "INSERT INTO log_entry VALUES (1, 0, #11, 0, '{}', ##0b), (1, 1, #12, 0, '{}', ##0c);"
    "INSERT INTO log_tile VALUES (1, 0, 0, ####0d, ##0e);"
    "INSERT INTO log_checkpoint VALUES (1, 0, ##0f, 'n', 1), (1, 2, ##0f, 'n', 2);"
    "INSERT INTO log_lease VALUES (1, 'nobody', 0);"
    "INSERT INTO device_class VALUES ('phone', 'u', 'h', 1, 2, 3, #11),"
    " ('tablet', 'u', 'h', 1, 2, 3, #11), ('laptop', 'u', 'h', 1, 2, 3, #11);"
    "INSERT INTO organisation VALUES (#20, 'op', 'NL', #18, #11), (#21, 'client', 'BE', #18, #11),"
    " (#22, 'coll', 'GH', #18, #11);"
    "INSERT INTO facility VALUES (#28, 'wh', #22, 'GH', 0, #18, #11),"
    " (#29, 'plant', #20, 'NL', 1, #18, #11);"
    "INSERT INTO plant_key VALUES (#2a, #29, ##2a, #11), (#2b, #29, ##2b, #11);"
    "INSERT INTO signing_key VALUES (#2a, ##2b, ##2a, ###07, 1, #11),"
    " (#2b, ##2c, ##2b, ###07, 2, #11);"
    "INSERT INTO certification VALUES (#2c, #29, 'r2v3', 'all', 'n1', 1, 9, #11),"
    " (#2d, #29, 'r2v3', 'all', 'n2', 1, 9, #11);"
    "INSERT INTO licence VALUES"
    " (#2c, #20, NULL, 1, 'NL', 'n1', '', NULL, ##06, 1, 9, NULL, NULL, #11),"
    " (#2d, #20, #29, 3, 'NL', 'n1', '', 5, ##06, 1, 9, NULL, NULL, #11);"
    "INSERT INTO programme VALUES (#30, 'p1', 1, #20, 0, #11), (#31, 'p2', 1, #20, 0, #11);"
    "INSERT INTO programme_class VALUES (#30, 'phone', 'phone tablet', 100, 'EUR', NULL);"
    "INSERT INTO party VALUES ('lot', #50, 1, #20);"
    "INSERT INTO ledger_user VALUES (#2e, #20, ##2e, #01, #18, #18, NULL, #11),"
    " (#2f, #21, ##2f, #01, #18, #18, NULL, #11);"
    "INSERT INTO user_role VALUES (#2e, 1, #11);"
    "INSERT INTO control VALUES (#2e, 1, #72, #2e, #2f, 0, #11);"
    "INSERT INTO access_rule VALUES (#2e, 2, #11);"
    "INSERT INTO token VALUES (#2e, #2e, 'ship', 9, NULL, #11);"
    "INSERT INTO webhook VALUES (#2e, #20, #18, ' k ', #11, 1, NULL, NULL, NULL, #11);"
    "INSERT INTO site VALUES (#2e, 'https://ledger.example', #18, #11);";
/* supply */
static const char supply[] =
    "INSERT INTO collection VALUES (#40, #30, #22, #28, 'GH', 1, 1, 'r1', ##40, 0, 0, 'GHS', #11),"
    " (#41, #31, #22, #28, 'GH', 1, 1, 'r2', ##41, 0, 0, 'GHS', #11),"
    " (#42, #30, #22, #28, 'GH', 1, 1, NULL, ##42, 0, 0, 'GHS', #11);"
    "INSERT INTO lot VALUES"
    " (#50, #40, #30, 'phone', 'GH', 1, NULL, 1, NULL, 100, 90, 9, 1, 1, 1, NULL, NULL, 1, #50, "
    "#11),"
    " (#51, #40, #30, 'tablet', 'GH', 1, #20, 1, NULL, 50, 50, 9, 1, 1, 1, NULL, NULL, 1, #51, "
    "#11),"
    " (#52, #40, #30, 'laptop', 'GH', 1, NULL, 1, NULL, 10, 10, 9, 1, 1, 0, 'why', NULL, 1, #52, "
    "#11),"
    " (#53, #41, #31, 'phone', 'GH', 1, NULL, 1, NULL, 50, 50, 9, 1, 1, 1, NULL, NULL, 1, #53, "
    "#11);"
    "INSERT INTO open_lot VALUES (#30, 1, #51);"
    "INSERT INTO package VALUES (#58, 'box', 1, #30, 'GH', NULL, NULL, #28, NULL, NULL, NULL, "
    "#11),"
    " (#59, 'bag', 1, #30, 'GH', NULL, #58, NULL, NULL, NULL, NULL, #11);"
    "INSERT INTO facility_limit VALUES (#28, 9, NULL, 9, 9, 'L', #11), (#29, 9, 9, NULL, NULL, "
    "NULL, #11);"
    "INSERT INTO label_sheet VALUES (#5c, #30, #20, 3, #11);"
    "INSERT INTO label VALUES ('l1', #5c, 1), ('l2', #5c, 2), ('l3', #5c, 3);"
    "INSERT INTO label_use VALUES ('l1', #58, NULL, 1, #11), ('l2', NULL, 'lost', 1, #11);"
    "INSERT INTO weighing VALUES (#11, #58, 9, 1, 1, 1);"
    "INSERT INTO package_count VALUES (#11, #58, #20, 1, 9, 9, NULL);"
    "INSERT INTO seal_entry VALUES (#11, #58, 1, 'S', 1, #20, 1, NULL, NULL);"
    "INSERT INTO shipment VALUES (#5a, 's1', #28, #29, 1, 1, 4, 1, 1, 40, 1, 0, NULL, #11, 0),"
    " (#5b, 's2', #28, #29, 1, 1, 1, NULL, NULL, NULL, NULL, 0, NULL, #11, 0);"
    "INSERT INTO leg VALUES (#5a, 1, #28, #29, 'sea', #22, 100);"
    "INSERT INTO shipment_package VALUES (#5a, #58);"
    "INSERT INTO consent VALUES (#5a, 'NL', ##06, 9, 9);"
    "INSERT INTO notification VALUES (#56, 'n1', 'x1', #20, #21, #28, #29, 's', 'b', 'p', 'r4', 0, "
    "0, 2,"
    " 10, NULL, 1, 9, '', '', 0, 0, #11),"
    " (#57, 'n2', NULL, #20, #21, #28, #29, 's', 'b', 'p', 'r4', 0, 0, 2, 10, NULL, 1, 9, '', '', "
    "0, 0, #11);"
    "INSERT INTO notification_carrier VALUES (#56, 1, #22, 'sea'), (#56, 2, #22, 'road');"
    "INSERT INTO notification_document VALUES (##56, #56, 'consent', NULL, NULL, NULL, NULL, 1, "
    "NULL,"
    " NULL, NULL, NULL, 0), (##57, #57, 'k', 1, 9, 5, 'EUR', 1, NULL, NULL, NULL, NULL, 0),"
    " (##5a, #56, 'doc-move', NULL, NULL, NULL, NULL, 1, #5a, 1, NULL, 1, 0);"
    "INSERT INTO notification_text VALUES (#56, 'designation', #56, #18);"
    "INSERT INTO notification_state VALUES"
    " (#56, 'GH', 1, 1, NULL, NULL, NULL, 7, 1, 0, 1, 1, 9, 1, 5, NULL, ##56, 'c', 0, 0, 1),"
    " (#56, 'BE', 2, 3, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL,"
    " NULL, NULL, 0, 0, NULL);"
    "INSERT INTO notification_step VALUES (#11, #56, 'GH', 7, 1);"
    "INSERT INTO booking VALUES (#56, 1, 'x1.000001', #5a, 4, 2, NULL, #11),"
    " (#56, 2, 'x1.000002', #5b, 1, 3, 'r', #11);"
    "INSERT INTO departure_override VALUES (#11, 1, #5a, 'consent-ends', 'GH', NULL, NULL, 'r',"
    " 1, 'G01');"
    "INSERT INTO shipment_span VALUES (#5a, #52, 0, 10);";
/* what plants did, cases, and where units are */
static const char custody[] =
    "INSERT INTO receipt VALUES (#5c, #5a, #29, #2a, 40, 4000, 1, '{}', ###07, #11);"
    "INSERT INTO campaign VALUES (#5a, #29, 'K-1', 'r4', 0, 1, 1, NULL, NULL, #11),"
    " (#5b, #29, 'K-2', 'r4', 0, 1, 2, 1, NULL, #11);"
    "INSERT INTO campaign_input VALUES (#11, #5a, #5c, 2, 20, 1, 1, NULL);"
    "INSERT INTO campaign_output VALUES (#11, 'metal', #5a, 9, 1, 2, NULL);"
    "INSERT INTO treatment VALUES (#5d, #5c, #29, 1, 'R4', 0, 4000, 1000, 1, #2a, '{}', ###07,"
    " #5b, #11);"
    "INSERT INTO material VALUES (#5d, 'metal', 9, 2);"
    "INSERT INTO dispatch VALUES (#5e, #29, #21, 'L-1', 1, #11), (#5f, #29, #21, 'L-2', 1, #11);"
    "INSERT INTO dispatch_item VALUES (#5e, #5d, 'metal', 2);"
    "INSERT INTO plan_step VALUES (#5a, #29, 'r2v3', 'audit', 1, 9, #20, ##07, #11),"
    " (#5b, #29, 'r2v3', 'training', 1, 9, NULL, NULL, #11);"
    "INSERT INTO settlement VALUES (#5a, #5d, #29, 'S-1', 'l', 2, 5, 'EUR', NULL, 1, #11),"
    " (#5b, #5d, #29, 'S-2', 'l', 2, NULL, NULL, #5a, 0, #11);"
    "INSERT INTO settlement_assay VALUES (#5b, 'metal', 'gold', 5, 'x');"
    "INSERT INTO ledger_case VALUES (#5e, 'short', 9, 100, 'EUR', #20, #22, #18, NULL, #58, NULL,"
    " 2, 0, NULL, NULL, NULL, #12);"
    "INSERT INTO ledger_case VALUES (#4f, 'incident', 9, NULL, NULL, NULL, NULL, NULL, NULL,"
    " NULL, NULL, 0, 0, NULL, NULL, NULL, #12);"
    "INSERT INTO incident VALUES (#5a, #4f, 'left', 'consent-missing', #22, 2, ##06, NULL, NULL,"
    " NULL, NULL, #11);"
    "INSERT INTO handover VALUES (#5a, #20, #22, #5a, 'sound', NULL, 2, #2e, ##06, #2a, ###07, 3,"
    " #2f, ##07, #2b, ###07, #11, NULL, NULL),"
    " (#5b, #20, #22, NULL, 'sound', #5a, 2, NULL, ##06, NULL, NULL,"
    " NULL, NULL, NULL, NULL, NULL, #11, NULL, NULL);"
    "INSERT INTO handover_package VALUES (#5a, #58, 9, 'S', 'wet', #5e), (#5b, #58, 9, 'S', NULL,"
    " NULL);"
    "INSERT INTO custody VALUES (#50, 0, 40, 5, NULL, NULL, #5c, #5d, NULL, NULL, NULL, 9),"
    " (#50, 40, 90, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9),"
    " (#51, 0, 50, 1, NULL, #58, NULL, NULL, #5e, NULL, NULL, 9),"
    " (#52, 0, 10, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9),"
    " (#53, 0, 50, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9);"
    "INSERT INTO receipt_span VALUES (#5c, #50, 0, 40);"
    "INSERT INTO treatment_span VALUES (#5d, #50, 0, 40);"
    "INSERT INTO campaign_span VALUES (#5a, #5c, #50, 0, 40, 1);"
    "INSERT INTO case_span VALUES (#5e, #51, 0, 50), (#4f, #53, 0, 50);"
    "INSERT INTO case_reopening VALUES (#11, #5e, 'mistake', 8, 1, 'lost', NULL);";
/* demand, allocation, certificates */
static const char demand[] =
    "INSERT INTO order_line VALUES"
    " (#60, 'o1', #30, #21, #21, NULL, 'phone', 1, '', NULL, NULL, NULL, NULL, 100, #12),"
    " (#61, 'o2', #30, #21, #21, NULL, 'phone', 1, '', NULL, NULL, NULL, NULL, 50, #12),"
    " (#62, 'o3', #31, #21, #21, NULL, 'phone', 1, '', NULL, NULL, NULL, NULL, 50, #12);"
    "INSERT INTO enquiry VALUES (#2f, #18, #18, #18, NULL, 'GH', 'k', 1, 1, NULL, NULL, NULL, NULL,"
    " #11);"
    "INSERT INTO document VALUES (#68, 'order', ##68, ##01, NULL, 1, #18, NULL, #12),"
    " (#69, 'order', ##69, ##01, NULL, 1, #18, NULL, #12),"
    " (#6a, 'credit_note', ##6a, ##01, NULL, 1, #18, #69, #12);"
    "INSERT INTO demand_slice VALUES (#60, 0, 60, #30, 1, #68, 1, #12),"
    " (#60, 60, 100, #30, 1, #69, 2, #12), (#61, 0, 50, #30, 1, NULL, 3, #12),"
    " (#62, 0, 50, #31, 1, NULL, 3, #12);"
    "INSERT INTO open_slice VALUES (#30, 3, #61, 0, 50);"
    "INSERT INTO voided VALUES (#61, 30, 35, 0, 50, #30, #6a, NULL, NULL, #12),"
    " (#61, 40, 43, 0, 50, #30, #6a, #60, 65, #12);"
    "INSERT INTO carry_over VALUES (#60, 65, 70, 60, 100, #30, #6a, #12);"
    "INSERT INTO hold VALUES (#6b, #62, 0, #31, 9, 1, NULL, #12),"
    " (#6c, #61, 0, #30, 9, 2, #68, #12);"
    "INSERT INTO allocation VALUES (#50, 0, 20, 90, 1, #60, 0, 20, 0, 60, #30, 2, 1),"
    " (#50, 20, 40, 90, 1, #60, 20, 40, 0, 60, #30, 1, 1),"
    " (#50, 40, 50, 90, 1, #60, 60, 70, 60, 100, #30, 3, 1),"
    " (#51, 0, 10, 50, 1, #61, 0, 10, 0, 50, #30, 1, 1);"
    "INSERT INTO certificate VALUES (#70, 'LL-1', #30, #21, 5, 20, 0, 1, ##70, 1, 1, NULL, NULL, "
    "#12),"
    " (#71, 'LL-2', #30, #21, 1, 10, 0, 1, ##71, 1, 2, 'why', NULL, #12),"
    " (#72, 'LL-3', #30, #21, 1, 10, 0, 1, ##72, 1, 4, 'why', NULL, #12);"
    "INSERT INTO certificate_unit VALUES (#50, 0, 20, #70, 5), (#50, 40, 50, #71, 1);"
    "INSERT INTO reissue VALUES (#51, 0, #72, 10);"
    "INSERT INTO status_list VALUES (1, 'log.example');"
    "INSERT INTO status_place VALUES (1, 5, #70, 1, 0), (1, 6, #71, 1, 1);";

const char *const constraints_ledger[] = {beside, registry, supply, custody, demand, NULL};

/* "##5a" -> x'00…5a' of 32 bytes, as the engine writes it. Returns what follows the token. */
static const char *put_bytes(struct ll_strbuf *out, bool postgres, const char *at)
{
    size_t marks = strspn(at, "#");
    static const size_t zeros_of[] = {0, 15, 31, 63, 8191};

    assert_in_range(marks, 1, 4);
    size_t zeros = zeros_of[marks];

    at += marks;
    if (*at == '-') {
        zeros = 2;
        at++;
    }
    ll_strbuf_cstr(out, postgres ? "'\\x" : "x'");
    for (size_t i = 0; i < zeros; i++) {
        ll_strbuf_cstr(out, "00");
    }
    size_t digits = strspn(at, "0123456789abcdef");

    assert_in_range(digits, 1, 2);
    ll_strbuf_fmt(out, "%s%.*s", digits == 1 ? "0" : "", (int)digits, at);
    ll_strbuf_cstr(out, postgres ? "'::bytea" : "'");
    return at + digits;
}

void constraints_sql(struct ll_strbuf *out, bool postgres, const char **text)
{
    while (**text != '\0' && **text != ';') {
        if (**text == '#') {
            *text = put_bytes(out, postgres, *text);
        } else {
            ll_strbuf_char(out, *(*text)++);
        }
    }
    *text += **text == ';' ? 1 : 0;
}
