/* Which services the random commands reach: every door into the ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_world.h"

#define SERVICES_MAX 256

/* What no life does, and why. */
static const struct {
    const char *command;
    const char *why;
} absent[] = {
    {"class add", "the registry of all lives does it: programme_registry"},
    {"facility add", "the registry of all lives does it: ll_make_registry"},
    {"facility key-add", "the registry of all lives does it: ll_make_registry"},
    {"collection import", "rows of a file, each received as one collection: collection_test"},
    {"user add", "what people may do moves no unit: user_test"},
    {"user give-role", "what people may do moves no unit: user_test"},
    {"user take-role", "what people may do moves no unit: user_test"},
    {"user disable", "what people may do moves no unit: user_test"},
    {"user enable", "what people may do moves no unit: user_test"},
    {"enquiry receive", "who asks to join moves no unit: enquiry_test"},
    {"enquiry doubt", "who doubts moves no unit: enquiry_test"},
    {"enquiry decline", "who asks to join moves no unit: enquiry_test"},
    {"enquiry accept", "an organisation, a user and an order line, as added: enquiry_test"},
    {"licence withdraw", "what it allows is asked for at departures: licence_test"},
    {"licence add", "what it allows is asked for at departures: licence_test"},
    {"user connect", "what people may do moves no unit: http_openid_test"},
    {"user disconnect", "likewise"},
    {"user link", "what people may do moves no unit: user_test"},
    {"user reset-factor", "what people may do moves no unit: http_factor_test"},
    {"proposal approve", "two people are needed from afar alone: proposal_test"},
    {"proposal reject", "two people are needed from afar alone: proposal_test"},
    {"proposal withdraw", "two people are needed from afar alone: proposal_test"},
    {"access set", "what people may do moves no unit: user_test"},
    {"token make", "what programs may ask moves no unit: http_access_test"},
    {"token revoke", "what programs may ask moves no unit: http_access_test"},
    {"site set", "where pages are found moves no unit: site_test"},
    {"webhook add", "who is told of it moves no unit: webhook_test"},
    {"webhook disable", "who is told of it moves no unit: webhook_test"},
    {"webhook enable", "who is told of it moves no unit: webhook_test"},
    {"webhook rotate", "who is told of it moves no unit: webhook_test"},
    {"webhook ping", "who is told of it moves no unit: webhook_test"},
    {"webhook redeliver", "who is told of it moves no unit: webhook_test"},
    {"notification draft", "a notification moves no unit: notification_test"},
    {"notification set", "likewise"},
    {"notification number", "likewise"},
    {"notification attach", "likewise"},
    {"notification describe", "likewise"},
    {"notification step", "likewise"},
    {"notification consent", "likewise"},
    {"official invite", "who reads about a notification moves no unit: official_test"},
    {"official revoke", "likewise"},
    {"shipment book", "what it takes of a notification moves no unit: booking_test"},
    {"shipment unbook", "likewise"},
    {"facility limit", "what may lie at a place moves no unit: stock_test"},
    {"label print", "a label moves no unit: label_test"},
    {"label claim", "likewise"},
    {"label withdraw", "likewise"},
    {"shipment override", "what it lets through moves no unit: override_test"},
    {"handover give", "who holds a package moves no unit: handover_test"},
    {"handover take", "the cases it opens are some as by 'case open': handover_test"},
    {"incident record", "it departs as by 'shipment depart', under a case: incident_test"},
    {"incident clear", "likewise"},
    {"package weigh", "a weight moves no unit: package_check_test"},
    {"package count", "the case it opens is one as by 'case open': package_check_test"},
    {"package unseal", "a seal that is broken moves no unit: package_check_test"},
    {"package inspect", "the case it opens is one as by 'case open': package_check_test"},
    {"dispatch record", "what was made of units moves none: dispatch_test"},
    {"facility plan-step", "a step towards a certification moves no unit: plan_test"},
    {"settlement record", "what was found in materials moves no unit: settlement_test"},
    {"campaign open", "a treatment that goes on over days: campaign_test"},
    {"campaign input", "likewise"},
    {"campaign output", "likewise"},
    {"campaign close", "it treats as by 'treatment record': campaign_test"},
    {"campaign cancel", "likewise"},
    {"campaign correct", "likewise"},
    {"case reopen", "its units are under review as they were: case_test"},
    {"package nest", "what is nested moves with what it is in: package_test, shipment_test"},
};

static int accepted_calls[SERVICES_MAX];

static void name_of(const struct ll_service *service, char ret_name[WORLD_TEXT])
{
    (void)snprintf(ret_name, WORLD_TEXT, "%s %s", service->noun, service->verb);
}

void programme_tally(const char *command, bool accepted)
{
    char name[WORLD_TEXT];
    assert_true(ll_service_count <= SERVICES_MAX);
    for (size_t i = 0; accepted && i < ll_service_count; i++) {
        name_of(ll_services[i], name);
        if (strcmp(name, command) == 0) {
            accepted_calls[i]++;
            return;
        }
    }
}

static const char *why_absent(const char *name)
{
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        if (strcmp(absent[i].command, name) == 0) {
            return absent[i].why;
        }
    }
    return NULL;
}

static bool is_service(const char *name)
{
    const char *blank = strchr(name, ' ');
    return blank != NULL && ll_service_find((struct ll_str){name, (size_t)(blank - name)},
                                            ll_str_from_cstr(blank + 1)) != NULL;
}

bool programme_covered(void)
{
    bool covered = true;
    for (size_t i = 0; i < ll_service_count; i++) {
        char name[WORLD_TEXT];
        name_of(ll_services[i], name);
        bool is_absent = why_absent(name) != NULL;
        if (ll_services[i]->mode == LL_SERVICE_WRITE && is_absent == (accepted_calls[i] > 0)) {
            (void)fprintf(stderr, "'%s' is %s\n", name,
                          is_absent ? "said to be in no life, and was accepted"
                                    : "accepted in no life: make a step for it, or say why not");
            covered = false;
        }
    }
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        if (!is_service(absent[i].command)) {
            (void)fprintf(stderr, "there is no '%s'\n", absent[i].command);
            covered = false;
        }
    }
    return covered;
}
