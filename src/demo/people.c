/* Who signs in: one person for each kind of pages, and two who approve each other's steps. */
#include "demo/call.h"

#define ROLES_MAX 5

static const struct {
    const char *email;
    const char *name;
    const char *organisation;
    const char *roles[ROLES_MAX]; /* the first ones; then NULL */
} people[] = {
    {"desk@operator.example",
     "Ama Desk (invented)",
     "operator",
     {"admin", "programme", "logistics", "permits", "finance"}},
    {"second@operator.example", "Bram Second (invented)", "operator", {"programme"}},
    {"buyer@client-08.example", "Chantal Buyer (invented)", "client-08", {"client"}},
    {"sales@telecom-north.example", "Daan Sales (invented)", "telecom-north", {"reseller"}},
    {"scales@recycler-a.example", "Elke Scales (invented)", "recycler-a", {"recycler"}},
    {"sample@assurance.example", "Fatou Sample (invented)", "assurance", {"auditor"}},
};

static enum ll_status give_role(struct ll_demo *demo, const char *user_id, const char *role,
                                struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_USER_GIVE_ROLE);
    ll_demo_put_cstr(&call, "user", user_id);
    ll_demo_put_cstr(&call, "role", role);
    return ll_demo_call_run(&call, NULL, reterr);
}

/* A demonstration is looked at from one machine: nobody has to set up a device for it. */
static enum ll_status ask_no_device(struct ll_demo *demo, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_ACCESS_SET);
    ll_demo_put_cstr(&call, "second_factor", "nobody");
    return ll_demo_call_run(&call, NULL, reterr);
}

/* What they audit. */
static enum ll_status add_auditor(struct ll_demo *demo, const char *programme,
                                  struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_PARTY_ADD);
    ll_demo_put_fmt(&call, "object", "programme:%s", programme);
    ll_demo_put_cstr(&call, "organisation", "assurance");
    ll_demo_put_cstr(&call, "role", "auditor");
    return ll_demo_call_run(&call, NULL, reterr);
}

enum ll_status ll_demo_add_people(struct ll_demo *demo, struct ll_err *reterr)
{
    for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
        struct ll_demo_call call;
        struct ll_json *answer = NULL;
        char user_id[LL_ID_TEXT_MAX];
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_USER_ADD);
        ll_demo_put_cstr(&call, "email", people[i].email);
        ll_demo_put_cstr(&call, "name", people[i].name);
        ll_demo_put_cstr(&call, "organisation", people[i].organisation);
        LL_TRY(ll_demo_call_run(&call, &answer, reterr));
        LL_TRY(ll_demo_answer_id(answer, "user_id", user_id, reterr));
        for (size_t r = 0; r < ROLES_MAX && people[i].roles[r] != NULL; r++) {
            LL_TRY(give_role(demo, user_id, people[i].roles[r], reterr));
        }
    }
    LL_TRY(add_auditor(demo, ll_demo_programme_codes[0], reterr));
    LL_TRY(add_auditor(demo, ll_demo_programme_codes[1], reterr));
    return ask_no_device(demo, reterr);
}
