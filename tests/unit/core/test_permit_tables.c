/*
 * The tables of data/permit: every row of the research they were carried from is there, nothing
 * changed on the way but what is said here; and what rules name, exists. The research is found
 * through LL_SHARED_DATA; without it those cases are skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "core/permit.h"
#include "support/shared_data.h"

#define ARENA_BYTES ((size_t)16 << 20)
#define COLUMNS_MAX 32
#define TEXT_MAX 1024

static struct ll_arena arena;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_str research(const char *name)
{
    char path[TEXT_MAX];
    (void)snprintf(path, sizeof(path), "compliance/%s", name);
    const char *found = ll_test_shared_path(&arena, path);
    if (found == NULL) {
        skip();
    }
    return ll_test_read_file(&arena, found);
}

/* ---- values on their way ---- */

enum way {
    SAME,
    KEBAB, /* a_b as a-b */
    LOWER,
};

static const char *carried(enum way way, struct ll_str text)
{
    char *copy = ll_str_to_cstr(&arena, text);
    for (char *c = copy; *c != '\0'; c++) {
        if (way == KEBAB && *c == '_') {
            *c = '-';
        } else if (way == LOWER && *c >= 'A' && *c <= 'Z') {
            *c = (char)(*c - 'A' + 'a');
        }
    }
    return copy;
}

/* ---- tables ---- */

/* The next row's cells; 0 at the end. Quotes as in RFC 4180. */
static size_t next_row(struct ll_str *rest, struct ll_str cells[COLUMNS_MAX])
{
    size_t count = 0;
    size_t at = 0;
    while (at < rest->len) {
        char *cell = ll_arena_alloc(&arena, rest->len > TEXT_MAX ? TEXT_MAX : rest->len + 1, 1);
        size_t len = 0;
        bool quoted = rest->ptr[at] == '"';
        for (at += quoted ? 1 : 0; at < rest->len; at++) {
            char c = rest->ptr[at];
            if (quoted && c == '"' && at + 1 < rest->len && rest->ptr[at + 1] == '"') {
                at++;
            } else if (quoted && c == '"') {
                at++;
                break;
            } else if (!quoted && (c == ',' || c == '\n')) {
                break;
            }
            assert_true(len < TEXT_MAX);
            cell[len++] = c;
        }
        assert_true(count < COLUMNS_MAX);
        cells[count++] = (struct ll_str){cell, len};
        if (at < rest->len && rest->ptr[at++] == '\n') {
            break;
        }
    }
    *rest = ll_str_sub(*rest, at, rest->len);
    return count;
}

struct cell {
    const char *heading; /* of the research */
    size_t offset;
    enum way way;
};

struct table {
    const char *file;
    const void *rows;
    const size_t *count;
    size_t row_size;
    struct cell cells[COLUMNS_MAX];
};
#define OF(type, member) offsetof(struct ll_permit_##type, member)
#define TABLE(file, type, rows)                                                                    \
    (file), (rows), &ll_permit_##type##_count, sizeof(struct ll_permit_##type)
static const struct table tables[] = {
    {TABLE("countries.csv", country, ll_permit_countries),
     {{"iso2", OF(country, code), SAME},
      {"name", OF(country, name), SAME},
      {"scheme_role", OF(country, scheme_role), SAME},
      {"basel_party", OF(country, basel_party), SAME},
      {"basel_party_since", OF(country, basel_since), SAME},
      {"ban_amendment", OF(country, ban), SAME},
      {"ban_amendment_date", OF(country, ban_date), SAME},
      {"bamako_party", OF(country, bamako), SAME},
      {"oecd", OF(country, oecd), SAME},
      {"eu", OF(country, eu), SAME},
      {"eea", OF(country, eea), SAME},
      {"annex_vii_group", OF(country, annex_vii), SAME},
      {"dest_regime", OF(country, regime), SAME},
      {"import_rule_ewaste", OF(country, import_rule), SAME},
      {"transit_rule_ewaste", OF(country, transit_rule), SAME},
      {"export_rule_ewaste", OF(country, export_rule), SAME},
      {"competent_authority", OF(country, authority), SAME},
      {"confidence", OF(country, confidence), SAME},
      {"as_of", OF(country, as_of), SAME},
      {"source", OF(country, source), SAME}}},
    {TABLE("waste_codes.csv", waste_code, ll_permit_waste_codes),
     {{"system", OF(waste_code, system), KEBAB},
      {"code", OF(waste_code, code), SAME},
      {"short_description", OF(waste_code, description), SAME},
      {"default_hazardous", OF(waste_code, hazardous), SAME},
      {"control_africa_to_annex_vii", OF(waste_code, control), SAME},
      {"valid_from", OF(waste_code, valid_from), SAME},
      {"valid_to", OF(waste_code, valid_until), SAME},
      {"scheme_streams", OF(waste_code, streams), KEBAB},
      {"notes", OF(waste_code, notes), SAME},
      {"certainty", OF(waste_code, certainty), SAME},
      {"source", OF(waste_code, source), SAME}}},
    {TABLE("operations.csv", operation, ll_permit_operations),
     {{"code", OF(operation, code), LOWER},
      {"annex", OF(operation, annex), SAME},
      {"operation", OF(operation, operation), SAME},
      {"eu_interim", OF(operation, interim), SAME},
      {"scheme_use", OF(operation, use), SAME},
      {"allowed_for_offset_claim", OF(operation, offset), SAME},
      {"notes", OF(operation, notes), SAME},
      {"source", OF(operation, source), SAME}}},
    {TABLE("un_numbers.csv", un, ll_permit_un_numbers),
     {{"un_number", OF(un, un), SAME},
      {"proper_shipping_name", OF(un, shipping_name), SAME},
      {"class", OF(un, hazard_class), SAME},
      {"packing_group", OF(un, packing_group), SAME},
      {"scheme_streams", OF(un, streams), KEBAB},
      {"imdg_special_provisions", OF(un, special_provisions), SAME},
      {"packing_normal", OF(un, packing), SAME},
      {"packing_for_disposal_or_recycling", OF(un, packing_waste), SAME},
      {"packing_damaged_defective", OF(un, packing_damaged), SAME},
      {"packing_critical_damaged", OF(un, packing_critical), SAME},
      {"package_marking_waste", OF(un, mark), SAME},
      {"small_battery_limits", OF(un, small_limits), SAME},
      {"air_transport", OF(un, air), SAME},
      {"adr_only_relief_not_at_sea", OF(un, road_only_relief), SAME},
      {"certainty", OF(un, certainty), SAME},
      {"source", OF(un, source), SAME}}},
    {TABLE("hs_codes.csv", customs_code, ll_permit_customs_codes),
     {{"hs_edition", OF(customs_code, edition), SAME},
      {"hs_code", OF(customs_code, code), SAME},
      {"description", OF(customs_code, description), SAME},
      {"waste_or_good", OF(customs_code, kind), SAME},
      {"scheme_streams", OF(customs_code, streams), KEBAB},
      {"replaces", OF(customs_code, replaces), SAME},
      {"notes", OF(customs_code, notes), SAME},
      {"certainty", OF(customs_code, certainty), SAME},
      {"source", OF(customs_code, source), SAME}}},
    {TABLE("ports.csv", port, ll_permit_ports),
     {{"unlocode", OF(port, code), SAME},
      {"name", OF(port, name), SAME},
      {"country", OF(port, country), SAME},
      {"kind", OF(port, kind), SAME},
      {"lat", OF(port, lat), SAME},
      {"lon", OF(port, lon), SAME},
      {"scheme_role", OF(port, scheme_role), SAME},
      {"corridor_note", OF(port, corridor), SAME},
      {"coord_source", OF(port, place_source), SAME},
      {"code_source", OF(port, source), SAME}}},
    {TABLE("recycler_certifications.csv", certification, ll_permit_certifications),
     {{"id", OF(certification, code), SAME},
      {"scheme", OF(certification, scheme), SAME},
      {"kind", OF(certification, kind), SAME},
      {"scope", OF(certification, scope), SAME},
      {"applies_to", OF(certification, applies_to), SAME},
      {"legal_or_voluntary", OF(certification, duty), SAME},
      {"evidence_fields", OF(certification, evidence), SAME},
      {"typical_validity", OF(certification, validity), SAME},
      {"audit_cycle", OF(certification, audits), SAME},
      {"covers_end_processing", OF(certification, end_processing), SAME},
      {"suggested_level", OF(certification, level), SAME},
      {"notes", OF(certification, notes), SAME},
      {"certainty", OF(certification, certainty), SAME},
      {"source", OF(certification, source), SAME}}},
    {TABLE("forms_fields.csv", form_field, ll_permit_form_fields),
     {{"form", OF(form_field, form), SAME},
      {"block", OF(form_field, block), SAME},
      {"field", OF(form_field, field), SAME},
      {"mandatory", OF(form_field, mandatory), SAME},
      {"filled_by", OF(form_field, filled_by), SAME},
      {"basel_annex_v_item", OF(form_field, annex_v), SAME},
      {"source", OF(form_field, source), SAME}}},
    {TABLE("form_codes.csv", form_code, ll_permit_form_codes),
     {{"list", OF(form_code, list), KEBAB},
      {"code", OF(form_code, code), SAME},
      {"meaning", OF(form_code, meaning), SAME},
      {"scheme_note", OF(form_code, note), SAME},
      {"source", OF(form_code, source), SAME}}},
};
#undef TABLE
#undef OF

static const char *text_at(const void *row, size_t offset)
{
    const char *text;
    memcpy(&text, (const char *)row + offset, sizeof(text));
    return text;
}

static void check_table(const struct table *table)
{
    struct ll_str rest = research(table->file);
    struct ll_str heading[COLUMNS_MAX];
    struct ll_str cells[COLUMNS_MAX];
    size_t columns = next_row(&rest, heading);
    size_t rows = 0;
    for (size_t c = 0; c < columns; c++) { /* every column is carried */
        assert_non_null(table->cells[c].heading);
        assert_true(ll_str_eq_cstr(heading[c], table->cells[c].heading));
    }
    assert_null(table->cells[columns].heading);
    for (size_t count; (count = next_row(&rest, cells)) > 0; rows++) {
        assert_int_equal(count, columns);
        assert_true(rows < *table->count);
        const char *row = (const char *)table->rows + rows * table->row_size;
        for (size_t c = 0; c < columns; c++) {
            assert_string_equal(text_at(row, table->cells[c].offset),
                                carried(table->cells[c].way, cells[c]));
        }
    }
    assert_int_equal(rows, *table->count);
}

static void test_every_row_is_carried(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        check_table(&tables[i]);
    }
}

/* ---- documents ---- */

static struct ll_json *research_json(const char *name)
{
    struct ll_json *value = NULL;
    struct ll_err err;
    struct ll_str text = research(name);
    if (ll_json_read(&arena, text, text.len, &value, &err) != LL_OK) {
        fail_msg("%s: %s", name, err.text);
    }
    return value;
}

static void check_member(const struct ll_json *object, const char *name, const char *is)
{
    struct ll_str expected = ll_json_string_at(object, name);
    if (!ll_str_eq_cstr(expected, is)) {
        fail_msg("%s: '%s' is not '%.*s'", name, is, LL_STR_ARG(expected));
    }
}

static void test_every_document_is_carried(void **state)
{
    (void)state;
    const struct ll_json *list = ll_json_get(research_json("documents.json"), "documents");
    assert_int_equal(list->count, ll_permit_document_count);
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *document = &list->items[i];
        const struct ll_permit_document *row = &ll_permit_documents[i];
        const struct ll_json *fields = ll_json_get(document, "fields");
        struct ll_strbuf buf;
        struct ll_str text;
        check_member(document, "id", row->code);
        check_member(document, "name", row->name);
        check_member(document, "issuer", row->issuer);
        check_member(document, "validity", row->validity);
        check_member(document, "needed", row->needed);
        check_member(document, "source", row->source);
        ll_strbuf_init(&buf, &arena, TEXT_MAX);
        for (size_t f = 0; f < fields->count; f++) {
            ll_strbuf_cstr(&buf, f == 0 ? "" : "; ");
            ll_strbuf_str(&buf, ll_json_string(&fields->items[f]));
        }
        assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
        assert_true(ll_str_eq_cstr(text, row->fields));
    }
}

/* ---- rules ---- */

static const struct ll_permit_rule *rule_of(struct ll_str id)
{
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        if (ll_str_eq_cstr(id, ll_permit_rules[i].id)) {
            return &ll_permit_rules[i];
        }
    }
    fail_msg("rule %.*s is lost", LL_STR_ARG(id));
    return ll_permit_rules;
}

/* How our words of a fact are written otherwise than the research's. */
static const char *value_text(const char *fact, const struct ll_json *value)
{
    static const char *const lower[] = {"operation", "operation_class", "waste_status", "procedure",
                                        "admissible"};
    static const char *const kebab[] = {"stream", "battery_state", "purpose", "unit",
                                        "hazard_evidence"};
    static const struct {
        const char *letter, *word;
    } modes[] = {{"S", "sea"}, {"R", "road"}, {"T", "rail"}, {"A", "air"}, {"W", "inland"}};
    if (value->type == LL_JSON_TRUE || value->type == LL_JSON_FALSE) {
        return value->type == LL_JSON_TRUE ? "yes" : "no";
    }
    if (value->type == LL_JSON_NULL) {
        return "none";
    }
    if (value->type == LL_JSON_NUMBER) {
        char *text = ll_arena_alloc(&arena, 1, 32);
        (void)snprintf(text, 32, "%lld", (long long)value->integer);
        return text;
    }
    const char *text = carried(SAME, value->string);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (strcmp(fact, "transport_mode") == 0 && strcmp(text, modes[i].letter) == 0) {
            return modes[i].word;
        }
    }
    for (size_t i = 0; i < sizeof(lower) / sizeof(lower[0]); i++) {
        if (strcmp(fact, lower[i]) == 0) {
            text = carried(KEBAB, ll_str_from_cstr(carried(LOWER, ll_str_from_cstr(text))));
        }
    }
    for (size_t i = 0; i < sizeof(kebab) / sizeof(kebab[0]); i++) {
        if (strcmp(fact, kebab[i]) == 0) {
            text = carried(KEBAB, ll_str_from_cstr(text));
        }
    }
    return text;
}

static const char *operator_text(struct ll_str op)
{
    return ll_str_eq_cstr(op, "<")    ? "before"
           : ll_str_eq_cstr(op, ">=") ? "from"
                                      : carried(SAME, op);
}

static void check_condition(const struct ll_json *wanted, const struct ll_permit_condition *is)
{
    const char *fact = carried(SAME, ll_json_string(&wanted->items[0]));
    const struct ll_json *values = &wanted->items[2];
    bool is_list = values->type == LL_JSON_ARRAY;
    struct ll_strbuf buf;
    struct ll_str text;
    assert_string_equal(ll_permit_fact_names[is->fact], fact);
    assert_string_equal(ll_permit_operator_name(is->op),
                        operator_text(ll_json_string(&wanted->items[1])));
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    for (size_t i = 0; i < (is_list ? values->count : 1); i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : ";");
        ll_strbuf_cstr(&buf, value_text(fact, is_list ? &values->items[i] : values));
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(text, is->value));
}

static bool has_result(const struct ll_permit_rule *rule, const char *name, const char *value)
{
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ll_permit_result_names[rows[i].name], name) == 0 &&
            strcmp(rows[i].value, value) == 0) {
            return true;
        }
    }
    return false;
}

/* How many values follow from a rule of the research; each has to follow from ours. */
static size_t check_results(const struct ll_permit_rule *rule, const struct ll_json *then)
{
    size_t count = 0;
    for (size_t i = 0; i < then->count; i++) {
        const char *name = carried(SAME, then->members[i].name);
        const struct ll_json *value = &then->members[i].value;
        const char *ours = strcmp(name, "all_of") == 0 ? "check" : name;
        bool is_list = value->type == LL_JSON_ARRAY;
        for (size_t v = 0; v < (is_list ? value->count : 1); v++, count++) {
            const char *text = value_text(name, is_list ? &value->items[v] : value);
            if (!has_result(rule, ours, text)) {
                fail_msg("rule %s: %s %s is lost", rule->id, ours, text);
            }
        }
    }
    return count;
}

static void check_rule(const struct ll_json *wanted)
{
    const struct ll_permit_rule *rule = rule_of(ll_json_string_at(wanted, "id"));
    const struct ll_json *conditions = ll_json_get(wanted, "if");
    size_t condition_count = 0;
    size_t result_count = 0;
    const struct ll_permit_condition *is = ll_permit_rule_conditions(rule, &condition_count);
    (void)ll_permit_rule_results(rule, &result_count);
    check_member(wanted, "layer", ll_permit_layer_names[rule->layer]);
    check_member(wanted, "certainty", ll_permit_certainty_name(rule->certainty));
    check_member(wanted, "source", rule->source);
    check_member(wanted, "note", rule->note);
    assert_int_equal(ll_json_get(wanted, "priority")->integer, rule->priority);
    /* P04's note takes some origins out of it: that is a condition here, and S01 has the others.
     * P08's reason speaks of an approval. */
    size_t more = strcmp(rule->id, "P04") == 0 || strcmp(rule->id, "P08") == 0 ? 1 : 0;
    assert_int_equal(condition_count, conditions->count + more);
    for (size_t i = 0; i < conditions->count; i++) {
        check_condition(&conditions->items[i], &is[i]);
    }
    /* Ours also name what a term counts from, and the law that a procedure stands for. */
    more = ll_permit_rule_value(rule, LL_PERMIT_RESULT_event) != NULL ||
                   ll_permit_rule_value(rule, LL_PERMIT_RESULT_legal_basis_id) != NULL
               ? 1
               : 0;
    assert_int_equal(check_results(rule, ll_json_get(wanted, "then")) + more, result_count);
}

static void test_every_rule_is_carried(void **state)
{
    (void)state;
    const struct ll_json *rules = ll_json_get(research_json("rules.json"), "rules");
    size_t own = 0;
    assert_int_equal(rules->count, 84);
    for (size_t i = 0; i < rules->count; i++) {
        check_rule(&rules->items[i]);
    }
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        own += ll_permit_rules[i].id[0] == 'S' ? 1 : 0;
    }
    assert_int_equal(rules->count + own, ll_permit_rule_count);
}

/* ---- what rules name, exists ---- */

static void test_rules_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < ll_permit_rule_count; i++) {
        const struct ll_permit_rule *a = &ll_permit_rules[i - 1];
        const struct ll_permit_rule *b = &ll_permit_rules[i];
        assert_true(a->layer < b->layer || (a->layer == b->layer && a->priority <= b->priority));
    }
    size_t conditions = 0;
    size_t results = 0;
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        size_t count = 0;
        const struct ll_permit_condition *c =
            ll_permit_rule_conditions(&ll_permit_rules[i], &count);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(c[k].rule, i);
        }
        conditions += count;
        (void)ll_permit_rule_results(&ll_permit_rules[i], &count);
        assert_true(count > 0);
        results += count;
        assert_true(ll_permit_rules[i].source[0] != '\0');
    }
    assert_int_equal(conditions, 231);
    assert_int_equal(results, 416);
}

static bool is_event(const char *name)
{
    for (size_t i = 0; i < LL_PERMIT_EVENT_COUNT; i++) {
        if (strcmp(ll_permit_event_names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_named(const struct ll_permit_rule *rule)
{
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    for (size_t i = 0; i < count; i++) {
        struct ll_str value = ll_str_from_cstr(rows[i].value);
        bool is_document =
            rows[i].name == LL_PERMIT_RESULT_require || rows[i].name == LL_PERMIT_RESULT_after;
        assert_true(!is_document || ll_permit_document_find(value) != NULL);
        assert_true(rows[i].name != LL_PERMIT_RESULT_un || ll_permit_un_find(value) != NULL);
        assert_true(rows[i].name != LL_PERMIT_RESULT_event || is_event(rows[i].value));
    }
    assert_true(rule->layer != LL_PERMIT_LAYER_admissibility ||
                ll_permit_rule_value(rule, LL_PERMIT_RESULT_reason) != NULL);
    assert_true(rule->layer != LL_PERMIT_LAYER_deadline ||
                (ll_permit_rule_value(rule, LL_PERMIT_RESULT_event) != NULL &&
                 ll_permit_rule_value(rule, LL_PERMIT_RESULT_unit) != NULL &&
                 ll_permit_rule_value(rule, LL_PERMIT_RESULT_direction) != NULL &&
                 ll_permit_rule_value(rule, LL_PERMIT_RESULT_owner) != NULL));
    assert_true(rule->layer != LL_PERMIT_LAYER_consent ||
                (ll_permit_rule_value(rule, LL_PERMIT_RESULT_form) != NULL &&
                 ll_permit_rule_value(rule, LL_PERMIT_RESULT_silence) != NULL));
}

static void test_what_rules_name_exists(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        check_named(&ll_permit_rules[i]);
    }
}

/* ---- words ---- */

static void check_words(const char *text)
{
    if (text != NULL && text[0] != '\0' && ll_permit_word_find(ll_str_from_cstr(text)) == NULL) {
        fail_msg("data/permit/words.csv has no row for '%s'", text);
    }
}

static void test_readers_find_words(void **state)
{
    (void)state;
    static const enum ll_permit_result_name shown[] = {
        LL_PERMIT_RESULT_reason,  LL_PERMIT_RESULT_legal_basis, LL_PERMIT_RESULT_silence,
        LL_PERMIT_RESULT_clock,   LL_PERMIT_RESULT_start_event, LL_PERMIT_RESULT_owner,
        LL_PERMIT_RESULT_packing, LL_PERMIT_RESULT_advice,
    };
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        check_words(ll_permit_rules[i].note);
        for (size_t k = 0; k < sizeof(shown) / sizeof(shown[0]); k++) {
            check_words(ll_permit_rule_value(&ll_permit_rules[i], shown[k]));
        }
    }
    for (size_t i = 0; i < ll_permit_document_count; i++) {
        check_words(ll_permit_documents[i].name);
        check_words(ll_permit_documents[i].issuer);
        check_words(ll_permit_documents[i].needed);
    }
    for (size_t i = 0; i < ll_permit_country_count; i++) {
        check_words(ll_permit_countries[i].authority);
        check_words(ll_permit_countries[i].import_rule);
        check_words(ll_permit_countries[i].transit_rule);
        check_words(ll_permit_countries[i].export_rule);
    }
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        if (ll_permit_form_fields[i].form[0] == 'I') { /* IA, IB: those that are printed */
            check_words(ll_permit_form_fields[i].field);
        }
    }
    for (size_t i = 0; i < ll_permit_form_code_count; i++) {
        check_words(ll_permit_form_codes[i].meaning);
    }
    for (size_t i = 0; i < ll_permit_operation_count; i++) {
        check_words(ll_permit_operations[i].operation);
    }
    for (size_t i = 0; i < ll_permit_waste_code_count; i++) {
        check_words(ll_permit_waste_codes[i].description);
    }
    for (size_t i = 0; i < LL_PERMIT_FACT_COUNT; i++) {
        check_words(ll_permit_fact_names[i]);
    }
    for (size_t i = 1; i < ll_permit_word_count; i++) {
        assert_true(strcmp(ll_permit_words[i - 1].text, ll_permit_words[i].text) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_row_is_carried, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_document_is_carried, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_rule_is_carried, set_up, tear_down),
        cmocka_unit_test(test_rules_are_in_order),
        cmocka_unit_test(test_what_rules_name_exists),
        cmocka_unit_test(test_readers_find_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
