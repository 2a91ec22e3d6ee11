/* Events of licences. */
#include "audit/model.h"
#include "core/types.h"

/* Codes with a blank between. */
static struct ll_str join(struct ll_audit *a, const struct ll_json *list)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, 8192);
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, ll_json_string(&list->items[i]));
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return LL_STR("");
    }
    return ll_audit_copy(a, text);
}

/* A place is licensed where it is, by who runs it, for what is done at a place. */
static const char *wrong_place(const struct ll_licence *l, const struct ll_facility *f)
{
    if (!ll_id_eq(f->organisation_id, l->organisation_id)) {
        return LL_R("the facility is another's");
    }
    if (!ll_str_eq(f->country, l->country)) {
        return LL_R("the facility is in another country");
    }
    return l->kind == LL_LICENCE_KIND_STORE || l->kind == LL_LICENCE_KIND_TREAT
               ? NULL
               : LL_R("its kind is not for one place");
}

/* Is it somebody else's by number, on the same days, and by kind or paper? Those of a number hang
 * on the first. */
static bool is_anothers(struct ll_audit *a, struct ll_licence *l)
{
    struct ll_strbuf buf;
    struct ll_str name;
    bool is = false;
    ll_strbuf_init(&buf, a->scratch, 1024);
    ll_strbuf_fmt(&buf, "%.*s %.*s", LL_STR_ARG(l->country), LL_STR_ARG(l->number));
    if (ll_strbuf_finish(&buf, &name, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return false;
    }
    struct ll_licence *first = ll_audit_name(a, "licence number", name);
    if (first == NULL) {
        (void)ll_audit_take_name(a, "licence number", name, l);
        return false;
    }
    for (const struct ll_licence *other = first; other != NULL; other = other->numbered) {
        is = is ||
             (!other->withdrawn && !ll_id_eq(other->organisation_id, l->organisation_id) &&
              other->valid_from <= l->valid_until && other->valid_until >= l->valid_from &&
              (other->kind == l->kind || ll_str_eq(other->document_digest, l->document_digest)));
    }
    l->numbered = first->numbered;
    first->numbered = l;
    return is;
}

void ll_apply_licence_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const char *fault = NULL;
    struct ll_licence *l =
        ll_audit_make(a, LL_KIND_LICENCE, ll_body_id(b, "licence_id"), sizeof(*l));
    if (l == NULL) {
        return;
    }
    struct ll_organisation *holder = ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    struct ll_licence **held =
        holder == NULL ? NULL : ll_vec_push(a, &holder->licences, sizeof(*held));
    if (held != NULL) {
        *held = l;
    }
    l->organisation_id = ll_body_id(b, "organisation_id");
    l->kind = ll_body_enum(b, "kind", ll_licence_kind_rows, LL_LICENCE_KIND_ROW_COUNT);
    l->country = ll_audit_copy(a, ll_body_str(b, "country"));
    l->number = ll_audit_copy(a, ll_body_str(b, "number"));
    l->document_digest = ll_audit_copy(a, ll_body_bytes(a, b, "document_digest"));
    l->streams = join(a, ll_body_list(b, "streams"));
    l->has_mass_max = ll_body_has(b, "mass_max_g");
    l->mass_max_g = ll_body_i64(b, "mass_max_g");
    l->valid_from = ll_body_date(b, "valid_from");
    l->valid_until = ll_body_date(b, "valid_until");
    l->recorded_on = ll_time_date(event->at).days;
    l->has_facility = ll_body_has(b, "facility_id");
    if (l->has_facility) {
        struct ll_facility *f = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
        l->facility_id = ll_body_id(b, "facility_id");
        fault = f == NULL ? NULL : wrong_place(l, f);
    }
    if (l->valid_from > l->valid_until) {
        fault = LL_R("it ends before it begins");
    }
    if (is_anothers(a, l)) {
        fault = LL_R("its number is another holder's");
    }
    if (holder != NULL && fault != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_LICENCE_SHAPE, &l->o, "%s", fault);
    }
}

void ll_apply_licence_withdrawn(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_licence *l = ll_audit_named(a, LL_KIND_LICENCE, b, "licence_id");
    int64_t on = ll_body_date(b, "withdrawn_on");
    if (l == NULL) {
        return;
    }
    if (l->withdrawn || on < l->valid_from || on > l->valid_until) {
        ll_audit_find_fault(a, LL_AUDIT_LICENCE_SHAPE, &l->o, "%s",
                            l->withdrawn ? "it is withdrawn already"
                                         : "it is withdrawn on a day on which it does not hold");
        return;
    }
    l->withdrawn = true;
    l->withdrawn_on = on;
    l->reason = ll_audit_copy(a, ll_body_str(b, "reason"));
}
