/* Shipments of a test that are movements of a notification of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/support.h"

static const char *or_else(const char *given, const char *otherwise)
{
    return given == NULL ? otherwise : given;
}

/* "notification=of-s-1" */
static const char *notification_of(struct ll_ledger *ledger, const char *code)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "of-%s", code);
    return ll_option(ledger, "notification", ll_str_from_cstr(name));
}

/* Each paper is another file. */
static void attach_all(struct ll_ledger *ledger, const char *code, bool has_cells)
{
    static const struct {
        const char *kind, *more, *until;
        bool of_movement, of_cells;
    } kinds[] = {
        {"kind=doc-contract", NULL, NULL, false, false},
        {"kind=doc-finguar", "amount=1 EUR", "valid_until=2027-12-31", false, false},
        {"kind=doc-move", "sent_on=2026-02-20", NULL, true, false},
        {"kind=doc-cpc", NULL, NULL, true, true},
        {"kind=doc-batt-pack", NULL, NULL, true, true},
        {"kind=doc-dgd", "un=UN3481", NULL, true, true},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        char paper[96];
        const char *options[4] = {NULL};
        size_t count = 0;
        (void)snprintf(paper, sizeof(paper), "%s of %s", kinds[i].kind, code);
        if (kinds[i].of_movement) {
            options[count++] = ll_option(ledger, "shipment", ll_str_from_cstr(code));
        }
        if (kinds[i].more != NULL) {
            options[count++] = kinds[i].more;
        }
        options[count] = kinds[i].until;
        if (has_cells || !kinds[i].of_cells) {
            ll_call(ledger, "notification attach", notification_of(ledger, code), kinds[i].kind,
                    ll_digest_option(ledger, "document_digest", paper), options[0], options[1],
                    options[2], NULL);
        }
    }
}

void ll_book(struct ll_ledger *ledger, const char *code, const struct ll_test_notified *of)
{
    const char *shipment = ll_option(ledger, "shipment", ll_str_from_cstr(code));
    const char *notification = notification_of(ledger, code);
    const char *states = or_else(of->states, "states=GH,BE");
    struct ll_str export = {states + strlen("states="), 2};
    ll_call(ledger, "notification draft",
            ll_option(ledger, "code", ll_str_from_cstr(strchr(notification, '=') + 1)),
            or_else(of->notifier, "notifier=kumasi-repair"),
            or_else(of->consignee, "consignee=smelter"), or_else(of->from, "from=kumasi"),
            or_else(of->plant, "plant=hoboken"),
            of->is_bare ? "stream=phone-scrap-no-battery" : "stream=small-it-scrap",
            of->is_bare ? "battery=none" : "battery=installed-damaged", "purpose=recovery",
            "operation=r4", "shipments_max=1", "mass_max=100t", "first_departure=2026-01-01",
            "last_departure=2026-12-31", states,
            or_else(of->carriers, "carriers=blueline:road,blueline:sea"), NULL);
    ll_call(ledger, "notification number", notification,
            ll_option(ledger, "number", ll_str_from_cstr(strchr(notification, '=') + 1)), NULL);
    ll_call(ledger, "notification step", notification, ll_option(ledger, "country", export),
            "step=submitted", "on=2026-02-02", NULL);
    for (const char *at = states + strlen("states=GH"); *at == ','; at += 3) {
        const struct ll_str country = {at + 1, 2};
        ll_call(ledger, "notification step", notification, ll_option(ledger, "country", country),
                "step=forwarded", "on=2026-02-03", NULL);
    }
    ll_call(ledger, "shipment book", shipment, notification, NULL);
    attach_all(ledger, code, !of->is_bare);
}

void ll_consent(struct ll_ledger *ledger, const char *code, const char *country,
                const char *valid_until)
{
    const char *notification = notification_of(ledger, code);
    ll_call(ledger, "notification consent", notification, country, "on=2026-02-10",
            "valid_from=2026-02-10", valid_until,
            ll_digest_option(ledger, "document_digest", strchr(notification, '=') + 1), NULL);
}

static enum ll_status try_call(struct ll_ledger *ledger, const char *command, ...)
{
    const struct ll_json *answer = NULL;
    va_list options;
    va_start(options, command);
    enum ll_status status = ll_try(ledger, false, &answer, command, options);
    va_end(options);
    return status;
}

void ll_consents(struct ll_ledger *ledger, const char *code, const char *valid_until)
{
    struct ll_str name = ll_str_from_cstr(strchr(notification_of(ledger, code), '=') + 1);
    if (try_call(ledger, "notification show", ll_option(ledger, "ref", name), NULL) ==
        LL_ENOTFOUND) {
        ll_book(ledger, code, &(const struct ll_test_notified){.from = NULL});
    }
    ll_consent(ledger, code, "country=GH", valid_until);
    ll_consent(ledger, code, "country=BE", valid_until);
}

void ll_agreed(struct ll_ledger *ledger, const char *code)
{
    static const char *const countries[] = {"country=BE", "country=GH"};
    const char *shipment = ll_option(ledger, "shipment", ll_str_from_cstr(code));
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        ll_call(ledger, "shipment consent", shipment, countries[i], "valid_until=2026-12-31",
                ll_digest_option(ledger, "document_digest", code), NULL);
    }
}
