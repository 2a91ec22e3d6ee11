/* What events say of users that cannot be. */
#include "audit/findings_cases.h"

#define USER(number, organisation, email, name) USER_OF(number, "#h328", organisation, email, name)
#define USER_OF(number, digest, organisation, email, name)                                         \
    "{'email_annex_id':'#anx" email "','email_digest':'" digest                                    \
    "','key_id':'#h081','name_annex_id':"                                                          \
    "'#anx" name "','organisation_id':'#" organisation "','user_id':'#usr" number "'}"
#define ROLE(number, role) "{'role':'" role "','user_id':'#usr" number "'}"

#define TOKEN(day)                                                                                 \
    "{'expires_on':'" day "','permissions':['ship'],'token_id':'#tok1','user_id':'#usr1'}"

#define SITE(address) "{'address':'" address "','name_annex_id':'#anxS','site_id':'#sit1'}"
#define SITE_AGAIN "{'address':'https://b.example','name_annex_id':'#anxT','site_id':'#sit2'}"
/* The first address takes one person, and says nothing of them. */
#define SITE_FIRST(address)                                                                        \
    {                                                                                              \
        .label = "seal", .kind = "site_set", .body = SITE(address), .alone = true                  \
    }

#define WEBHOOK(kinds)                                                                             \
    "{'kinds':" kinds ",'organisation_id':'#org3','url_annex_id':'#anxA','webhook_id':'#whk1'}"
#define ENQUIRY                                                                                    \
    "{'country':'GH','devices':'phones','email_annex_id':'#anxA','enquiry_id':'#enq1',"            \
    "'name_annex_id':'#anxB','organisation_annex_id':'#anxC','trigger':'purchase',"                \
    "'units_a_year':5}"
#define DISABLED "{'reason':'moved','webhook_id':'#whk1'}"

const struct story_case story_user_cases[] = {
    {.name = "a user with a role",
     .edits = {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
               {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")}}},
    {"a role of the operator's people, for others",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")}}},
    {"a role that nobody took",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "user_role_taken", .body = ROLE("1", "client")}}},
    {"a role for one who is disabled",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "user_disabled", .body = "{'reason':'left','user_id':'#usr1'}"},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "client")}}},
    {"an address of two users",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "user_added", .body = USER("2", "org4", "C", "D")}}},
    {.name = "from afar, two of three stay",
     .edits = {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
               {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")},
               {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "programme")},
               {.label = "seal",
                .kind = "user_role_taken",
                .body = ROLE("1", "programme"),
                .actor = "usr_1"}}},
    {"from afar, the last administrator",
     {"control-ended"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")},
      {.label = "seal", .kind = "user_role_taken", .body = ROLE("1", "admin"), .actor = "usr_1"}}},
    {"from afar, one of the two who approve",
     {"control-ended"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")},
      {.label = "seal", .kind = "user_added", .body = USER_OF("2", "#h329", "org1", "C", "D")},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("2", "programme")},
      {.label = "seal",
       .kind = "user_disabled",
       .body = "{'reason':'left','user_id':'#usr2'}",
       .actor = "usr_1"}}},
    {.name = "on the machine, one of the two who approve",
     .edits = {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
               {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin")},
               {.label = "seal",
                .kind = "user_added",
                .body = USER_OF("2", "#h329", "org1", "C", "D")},
               {.label = "seal", .kind = "user_role_given", .body = ROLE("2", "programme")},
               {.label = "seal",
                .kind = "user_disabled",
                .body = "{'reason':'left','user_id':'#usr2'}"}}},
    {"an administrator whom nobody stands behind",
     {"control-missing"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org1", "A", "B")},
      {.label = "seal", .kind = "user_role_given", .body = ROLE("1", "admin"), .alone = true}}},
    {"a step that never came",
     {"control-wrong"},
     {{.label = "seal",
       .kind = "control_recorded",
       .body = "{'control_id':'#ctl1','object_id':'#h161','single_control':true,"
               "'step':'key-change'}"}}},
    {"a second factor of nobody's",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "user_disabled", .body = "{'reason':'left','user_id':'#usr1'}"},
      {.label = "seal",
       .kind = "second_factor_reset",
       .body = "{'reason':'lost','user_id':'#usr1'}"}}},
    {"a token that lasts too long",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "token_made", .body = TOKEN("2036-01-01")}}},
    {"a token revoked twice",
     {"user-state"},
     {{.label = "seal", .kind = "user_added", .body = USER("1", "org3", "A", "B")},
      {.label = "seal", .kind = "token_made", .body = TOKEN("2026-06-01")},
      {.label = "seal", .kind = "token_revoked", .body = "{'token_id':'#tok1'}"},
      {.label = "seal", .kind = "token_revoked", .body = "{'token_id':'#tok1'}"}}},
    {.name = "a webhook, disabled and enabled",
     .edits = {{.label = "seal", .kind = "webhook_added", .body = WEBHOOK("['lot_excluded']")},
               {.label = "seal", .kind = "webhook_disabled", .body = DISABLED},
               {.label = "seal", .kind = "webhook_enabled", .body = "{'webhook_id':'#whk1'}"}}},
    {"a webhook that names a kind twice",
     {"webhook-state"},
     {{.label = "seal",
       .kind = "webhook_added",
       .body = WEBHOOK("['lot_excluded','lot_excluded']")}}},
    {"a webhook disabled twice",
     {"webhook-state"},
     {{.label = "seal", .kind = "webhook_added", .body = WEBHOOK("['lot_excluded']")},
      {.label = "seal", .kind = "webhook_disabled", .body = DISABLED},
      {.label = "seal", .kind = "webhook_disabled", .body = DISABLED}}},
    {"a webhook enabled that is not disabled",
     {"webhook-state"},
     {{.label = "seal", .kind = "webhook_added", .body = WEBHOOK("['lot_excluded']")},
      {.label = "seal", .kind = "webhook_enabled", .body = "{'webhook_id':'#whk1'}"}}},
    {.name = "an enquiry, declined",
     .edits = {{.label = "seal", .kind = "enquiry_received", .body = ENQUIRY},
               {.label = "seal", .kind = "enquiry_closed", .body = "{'enquiry_id':'#enq1'}"}}},
    {"an enquiry answered twice",
     {"enquiry-state"},
     {{.label = "seal", .kind = "enquiry_received", .body = ENQUIRY},
      {.label = "seal", .kind = "enquiry_closed", .body = "{'enquiry_id':'#enq1'}"},
      {.label = "seal", .kind = "enquiry_closed", .body = "{'enquiry_id':'#enq1'}"}}},
    {"an enquiry that led to an order line of nobody's",
     {"enquiry-state"},
     {{.label = "seal", .kind = "enquiry_received", .body = ENQUIRY},
      {.label = "seal",
       .kind = "enquiry_closed",
       .body = "{'enquiry_id':'#enq1','order_line_id':'#ord1'}"}}},
    {.name = "the site's address", .edits = {SITE_FIRST("https://a.example:8443")}},
    {.name = "the site's address, set again",
     .edits = {SITE_FIRST("https://a.example"),
               {.label = "seal", .kind = "site_set", .body = SITE_AGAIN}}},
    {"the site's address, set again by nobody knows whom",
     {"control-missing"},
     {SITE_FIRST("https://a.example"),
      {.label = "seal", .kind = "site_set", .body = SITE_AGAIN, .alone = true}}},
    {"the site's first address as a step of two",
     {"control-wrong"},
     {{.label = "seal", .kind = "site_set", .body = SITE("https://a.example")}}},
    {"the site's address with a path", {"member-shape"}, {SITE_FIRST("https://a.example/log")}},
    {"the site's address without a lock", {"member-shape"}, {SITE_FIRST("http://a.example")}},
    {"the site's address with the usual port",
     {"member-shape"},
     {SITE_FIRST("https://a.example:443")}},
    {"the site's address with an empty label",
     {"member-shape"},
     {SITE_FIRST("https://a..example")}},
    {"the site's address with a bare hyphen", {"member-shape"}, {SITE_FIRST("https://a-.example")}},
};
const size_t story_user_case_count = sizeof(story_user_cases) / sizeof(story_user_cases[0]);
