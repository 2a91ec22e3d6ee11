/* Labels that are printed before they are on anything: each is on one package, or withdrawn. And
 * what may be stored at places. */
#include "audit/model.h"

#include <string.h>

#define CHARACTERS 12
#define CODE_LEN 14
#define GROUP 4
#define LIMIT_DAYS_MAX 36500
#define ORDER 31 /* of the field's multiplicative group */

/* By tables of powers and logarithms of a field of 32 elements, x^5 + x^2 + 1. */
static unsigned power(unsigned exponent)
{
    unsigned value = 1;
    for (unsigned i = 0; i < exponent % ORDER; i++) {
        value = value < 16 ? value * 2 : (value * 2) ^ 37U;
    }
    return value;
}

static unsigned logarithm(unsigned value)
{
    unsigned exponent = 0;
    while (power(exponent) != value) {
        exponent++;
    }
    return exponent;
}

/* Three groups of four with a dash between, the last one checking the others. */
static bool is_code(struct ll_str code)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned sum = 0;
    unsigned place = 0;
    for (size_t i = 0; i < code.len; i++) {
        if (i % (GROUP + 1) == GROUP) {
            if (code.ptr[i] != '-') {
                return false;
            }
            continue;
        }
        const char *at = memchr(alphabet, code.ptr[i], sizeof(alphabet) - 1);
        if (at == NULL) {
            return false;
        }
        unsigned value = (unsigned)(at - alphabet);
        unsigned weight = ++place == CHARACTERS ? 0 : place;
        sum ^= value == 0 ? 0 : power(logarithm(value) + weight);
    }
    return code.len == CODE_LEN && sum == 0;
}

void ll_apply_labels_printed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *labels = ll_body_list(b, "labels");
    struct ll_label_sheet *sheet =
        ll_audit_make(a, LL_KIND_LABEL_SHEET, ll_body_id(b, "label_sheet_id"), sizeof(*sheet));
    if (sheet == NULL) {
        return;
    }
    sheet->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    sheet->organisation = ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    for (size_t i = 0; i < labels->count; i++) {
        struct ll_label *label = LL_NEW(a->arena, struct ll_label);
        struct ll_label **place = ll_vec_push(a, &sheet->labels, sizeof(*place));
        if (label == NULL || place == NULL) {
            a->status = LL_ENOMEM;
            return;
        }
        *place = label;
        label->sheet = sheet;
        label->number = (int64_t)i + 1;
        label->code = ll_audit_copy(a, ll_json_string(&labels->items[i]));
        if (!is_code(label->code) || !ll_audit_take_name(a, "label", label->code, label)) {
            ll_audit_find_fault(a, LL_AUDIT_LABEL_CODE, &sheet->o, "'%.*s'",
                                LL_STR_ARG(label->code));
        }
    }
}

/* The label, open until now; NULL with a finding. */
static struct ll_label *use(struct ll_audit *a, const struct ll_audit_event *event,
                            struct ll_str code)
{
    struct ll_label *label = ll_audit_name(a, "label", code);
    if (label == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_LABEL_USE, NULL, "'%.*s' was never printed",
                            LL_STR_ARG(code));
        return NULL;
    }
    if (label->package != NULL || label->reason.len > 0) {
        ll_audit_find_fault(a, LL_AUDIT_LABEL_USE, &label->sheet->o, "'%.*s' was %s before",
                            LL_STR_ARG(code), label->package != NULL ? "claimed" : "withdrawn");
        return NULL;
    }
    label->used_in = event->id;
    label->used_on = ll_time_date(event->at).days;
    return label;
}

void ll_apply_label_claimed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    struct ll_label *label = p == NULL ? NULL : use(a, event, ll_body_str(b, "label"));
    if (label == NULL) {
        return;
    }
    label->package = p;
    if (p->programme != label->sheet->programme ||
        (p->facility == NULL && p->parent == NULL && p->shipment == NULL)) {
        ll_audit_find_fault(a, LL_AUDIT_LABEL_USE, &p->o,
                            "'%.*s' is of another programme, or the package is unpacked",
                            LL_STR_ARG(label->code));
    }
}

void ll_apply_labels_withdrawn(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *labels = ll_body_list(b, "labels");
    struct ll_str reason = ll_audit_copy(a, ll_body_str(b, "reason"));
    for (size_t i = 0; i < labels->count; i++) {
        struct ll_label *label = use(a, event, ll_json_string(&labels->items[i]));
        if (label != NULL) {
            label->reason = reason;
        }
    }
}

/* ---- limits of places ---- */
static bool is_limit(const struct ll_json *body, const char *member, int64_t max)
{
    int64_t value = ll_body_i64(body, member);
    return !ll_body_has(body, member) || (0 < value && value <= max);
}

void ll_apply_facility_limited(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_facility *f = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    if (f == NULL) {
        return;
    }
    f->is_limited = true;
    f->limited_in = event->id;
    f->mass_max_g = ll_body_i64(b, "mass_max_g");
    f->battery_mass_max_g = ll_body_i64(b, "battery_mass_max_g");
    f->units_max = ll_body_i64(b, "units_max");
    f->days_max = ll_body_i64(b, "days_max");
    f->limit_basis = ll_audit_copy(a, ll_body_str(b, "basis"));
    if (!is_limit(b, "mass_max_g", LL_MASS_G_MAX) ||
        !is_limit(b, "battery_mass_max_g", LL_MASS_G_MAX) ||
        !is_limit(b, "units_max", LL_UNITS_MAX) || !is_limit(b, "days_max", LIMIT_DAYS_MAX)) {
        ll_audit_find_fault(a, LL_AUDIT_MEMBER_SHAPE, &f->o,
                            "a limit of a place is none, or more than there can be");
    }
}
