/* Events of webhooks. */
#include "audit/model.h"

/* " a b ": with a blank before and after each. */
static struct ll_str join(struct ll_audit *a, const struct ll_json *list)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, 8192);
    ll_strbuf_char(&buf, ' ');
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_str(&buf, ll_json_string(&list->items[i]));
        ll_strbuf_char(&buf, ' ');
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
    }
    return ll_audit_copy(a, text);
}

static bool names_twice(const struct ll_json *list)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(ll_json_string(&list->items[i]), ll_json_string(&list->items[j]))) {
                return true;
            }
        }
    }
    return false;
}

void ll_apply_webhook_added(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_webhook *w =
        ll_audit_make(a, LL_KIND_WEBHOOK, ll_body_id(b, "webhook_id"), sizeof(*w));
    if (w == NULL) {
        return;
    }
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    w->organisation_id = ll_body_id(b, "organisation_id");
    w->url_annex_id = ll_audit_annex_of(a, b, "url_annex_id", "webhook.url");
    w->kinds = join(a, ll_body_list(b, "kinds"));
    w->secret_id = event->id;
    w->secret_at_us = event->at.us;
    if (names_twice(ll_body_list(b, "kinds"))) {
        ll_audit_find_fault(a, LL_AUDIT_WEBHOOK_STATE, &w->o, "it names a kind of event twice");
    }
}

void ll_apply_webhook_secret_changed(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_webhook *w = ll_audit_named(a, LL_KIND_WEBHOOK, event->body, "webhook_id");
    if (w != NULL) {
        w->former_id = w->secret_id;
        w->has_former = true;
        w->secret_id = event->id;
        w->secret_at_us = event->at.us;
    }
}

void ll_apply_webhook_disabled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_webhook *w = ll_audit_named(a, LL_KIND_WEBHOOK, event->body, "webhook_id");
    if (w != NULL && w->disabled) {
        ll_audit_find_fault(a, LL_AUDIT_WEBHOOK_STATE, &w->o, "it is disabled already");
    } else if (w != NULL) {
        w->disabled = true;
        w->disabled_at_us = event->at.us;
        w->reason = ll_audit_copy(a, ll_json_string_at(event->body, "reason"));
    }
}

void ll_apply_webhook_enabled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_webhook *w = ll_audit_named(a, LL_KIND_WEBHOOK, event->body, "webhook_id");
    if (w != NULL && !w->disabled) {
        ll_audit_find_fault(a, LL_AUDIT_WEBHOOK_STATE, &w->o, "it is not disabled");
    } else if (w != NULL) {
        w->disabled = false;
        w->reason = LL_STR("");
    }
}
