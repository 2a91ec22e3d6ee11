#include "base/json.h"
#include "codec/purchase.h"

static void set_text(struct ll_arena *arena, struct ll_json *object, const char *name,
                     struct ll_str text)
{
    if (text.len > 0) {
        ll_json_set_str(arena, object, name, text);
    }
}

static void set_mass(struct ll_arena *arena, struct ll_json *object, const char *name,
                     struct ll_mass mass)
{
    if (mass.g > 0) {
        ll_json_set_integer(arena, object, name, mass.g);
    }
}

static struct ll_json *party_json(struct ll_arena *arena, const struct ll_purchase_party *party)
{
    struct ll_json *object = ll_json_new_object(arena);
    set_text(arena, object, "id", party->id);
    set_text(arena, object, "name", party->name);
    set_text(arena, object, "scheme", party->scheme);
    return object;
}

/* What was understood, without device numbers. */
static struct ll_json *line_json(struct ll_arena *arena, const struct ll_purchase_line *line)
{
    struct ll_json *object = ll_json_new_object(arena);
    set_text(arena, object, "class", line->class_id);
    ll_json_set_cstr(arena, object, "kind", ll_line_kind_name(line->kind));
    set_text(arena, object, "line_id", line->line_id);
    set_text(arena, object, "name", line->name);
    set_text(arena, object, "quantity", line->quantity);
    set_text(arena, object, "unit", line->unit);
    set_text(arena, object, "unit_price", line->unit_price);
    set_text(arena, object, "price_base", ll_purchase_line_more(line)->price_base);
    ll_json_set_integer(arena, object, "units", line->units.n);
    set_mass(arena, object, "mass_g", line->mass);
    if (line->trigger != 0) {
        ll_json_set_cstr(arena, object, "trigger", ll_trigger_name(line->trigger));
    }
    ll_json_set_cstr(arena, object, "basis", ll_class_basis_name(line->basis));
    ll_json_set_integer(arena, object, "devices", (int64_t)line->device_count);
    ll_json_set_integer(arena, object, "source_line", line->source_line);
    return object;
}

static struct ll_json *head_json(struct ll_arena *arena, const struct ll_purchase *purchase,
                                 char date[LL_TIME_TEXT_MAX])
{
    struct ll_json *object = ll_json_new_object(arena);
    ll_json_set(arena, object, "buyer", party_json(arena, &purchase->buyer));
    set_text(arena, object, "client_ref", purchase->client_ref);
    set_text(arena, object, "currency", purchase->currency);
    set_text(arena, object, "doc_id", purchase->doc_id);
    ll_json_set_cstr(arena, object, "doc_type", ll_doc_type_name(purchase->doc_type));
    if (purchase->has_issue_date) {
        ll_date_format(purchase->issue_date, date);
        ll_json_set_cstr(arena, object, "issue_date", date);
    }
    struct ll_json *lines = ll_json_new_array(arena);
    for (size_t i = 0; i < purchase->line_count; i++) {
        ll_json_append(arena, lines, line_json(arena, &purchase->lines[i]));
    }
    ll_json_set(arena, object, "lines", lines);
    set_text(arena, object, "order_ref", purchase->order_ref);
    set_text(arena, object, "refers_to", purchase->refers_to);
    ll_json_set(arena, object, "seller", party_json(arena, &purchase->seller));
    return object;
}

static struct ll_json *finding_json(struct ll_arena *arena, const struct ll_finding *finding)
{
    struct ll_json *object = ll_json_new_object(arena);
    ll_json_set_cstr(arena, object, "code", ll_finding_name(finding->code));
    set_text(arena, object, "field", finding->field);
    set_text(arena, object, "hint", finding->hint);
    if (finding->source_line > 0) {
        ll_json_set_integer(arena, object, "line", finding->source_line);
    }
    set_text(arena, object, "message", finding->message);
    set_text(arena, object, "value", finding->value);
    return object;
}

enum ll_status ll_purchase_to_json(struct ll_arena *arena, const struct ll_purchase *purchase,
                                   struct ll_json **ret_json, struct ll_err *reterr)
{
    char *date = ll_arena_alloc(arena, LL_TIME_TEXT_MAX, 1);
    if (date == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a document as JSON");
    }
    struct ll_json *object = head_json(arena, purchase, date);
    struct ll_json *errors = ll_json_new_array(arena);
    struct ll_json *warnings = ll_json_new_array(arena);
    for (size_t i = 0; i < purchase->findings.count; i++) {
        const struct ll_finding *finding = &purchase->findings.items[i];
        ll_json_append(arena, ll_finding_is_error(finding->code) ? errors : warnings,
                       finding_json(arena, finding));
    }
    ll_json_set(arena, object, "errors", errors);
    ll_json_set(arena, object, "warnings", warnings);
    ll_json_set_cstr(arena, object, "disposition", ll_disposition_name(purchase->disposition));
    ll_json_set_integer(arena, object, "device_units", purchase->device_units.n);
    ll_json_set_integer(arena, object, "return_units", purchase->return_units.n);
    ll_json_set_integer(arena, object, "buyback_units", purchase->buyback_units.n);
    set_mass(arena, object, "device_mass_g", purchase->device_mass);
    set_mass(arena, object, "return_mass_g", purchase->return_mass);
    set_mass(arena, object, "buyback_mass_g", purchase->buyback_mass);
    if (object == NULL || object->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a document as JSON");
    }
    *ret_json = object;
    return LL_OK;
}
