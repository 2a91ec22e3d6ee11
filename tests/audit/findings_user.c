/* What events say of users that cannot be. */
#include "audit/findings_cases.h"

#define USER(number, organisation, email, name)                                                    \
    "{'email_annex_id':'#anx" email "','email_digest':'#h328','key_id':'#h081','name_annex_id':"   \
    "'#anx" name "','organisation_id':'#" organisation "','user_id':'#usr" number "'}"
#define ROLE(number, role) "{'role':'" role "','user_id':'#usr" number "'}"

#define TOKEN(day)                                                                                 \
    "{'expires_on':'" day "','permissions':['ship'],'token_id':'#tok1','user_id':'#usr1'}"

#define SITE(address) "{'address':'" address "','name_annex_id':'#anxS','site_id':'#sit1'}"

#define WEBHOOK(kinds)                                                                             \
    "{'kinds':" kinds ",'organisation_id':'#org3','url_annex_id':'#anxA','webhook_id':'#whk1'}"
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
    {.name = "the site's address",
     .edits = {{.label = "seal", .kind = "site_set", .body = SITE("https://a.example:8443")}}},
    {"the site's address with a path",
     {"member-shape"},
     {{.label = "seal", .kind = "site_set", .body = SITE("https://a.example/log")}}},
    {"the site's address without a lock",
     {"member-shape"},
     {{.label = "seal", .kind = "site_set", .body = SITE("http://a.example")}}},
    {"the site's address with the usual port",
     {"member-shape"},
     {{.label = "seal", .kind = "site_set", .body = SITE("https://a.example:443")}}},
    {"the site's address with an empty label",
     {"member-shape"},
     {{.label = "seal", .kind = "site_set", .body = SITE("https://a..example")}}},
    {"the site's address with a bare hyphen",
     {"member-shape"},
     {{.label = "seal", .kind = "site_set", .body = SITE("https://a-.example")}}},
};
const size_t story_user_case_count = sizeof(story_user_cases) / sizeof(story_user_cases[0]);
