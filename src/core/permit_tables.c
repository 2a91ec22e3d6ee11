#include "core/permit_tables.h"

#include <string.h>

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* ---- tables of facts: a column is a member, in the same order ---- */

#define ROW(...) {__VA_ARGS__},
const struct ll_permit_country ll_permit_countries[] = {
#include "core/permit_countries.def"
};
const struct ll_permit_waste_code ll_permit_waste_codes[] = {
#include "core/permit_waste_codes.def"
};
const struct ll_permit_operation ll_permit_operations[] = {
#include "core/permit_operations.def"
};
const struct ll_permit_un ll_permit_un_numbers[] = {
#include "core/permit_un_numbers.def"
};
const struct ll_permit_customs_code ll_permit_customs_codes[] = {
#include "core/permit_customs_codes.def"
};
const struct ll_permit_port ll_permit_ports[] = {
#include "core/permit_ports.def"
};
const struct ll_permit_certification ll_permit_certifications[] = {
#include "core/permit_certifications.def"
};
const struct ll_permit_form_field ll_permit_form_fields[] = {
#include "core/permit_form_fields.def"
};
const struct ll_permit_form_code ll_permit_form_codes[] = {
#include "core/permit_form_codes.def"
};
const struct ll_permit_document ll_permit_documents[] = {
#include "core/permit_documents.def"
};
#undef ROW
#define TABLE(row, rows) const size_t ll_permit_##row##_count = LENGTH(ll_permit_##rows);
LL_PERMIT_TABLES(TABLE)
#undef TABLE

/* ---- rules: rows, with what they name as enumerators, so that a misspelt one does not build ----
 */

enum rule_index {
#define ROW(rule, layer, priority, certainty, source, note) RULE_##rule,
#include "core/permit_rules.def"
#undef ROW
};
const struct ll_permit_rule ll_permit_rules[] = {
#define ROW(rule, layer, priority, certainty, source, note)                                        \
    {#rule, LL_PERMIT_LAYER_##layer, priority, LL_PERMIT_CERTAINTY_##certainty, source, note},
#include "core/permit_rules.def"
#undef ROW
};
const size_t ll_permit_rule_count = LENGTH(ll_permit_rules);

static const struct ll_permit_condition conditions[] = {
#define ROW(rule, fact, op, value)                                                                 \
    {RULE_##rule, LL_PERMIT_FACT_##fact, LL_PERMIT_OPERATOR_##op, value},
#include "core/permit_rule_conditions.def"
#undef ROW
};
static const struct ll_permit_result results[] = {
#define ROW(rule, name, value) {RULE_##rule, LL_PERMIT_RESULT_##name, value},
#include "core/permit_rule_results.def"
#undef ROW
};

const char *const ll_permit_fact_names[LL_PERMIT_FACT_COUNT] = {
#define X(name) #name,
    LL_PERMIT_FACTS(X)
#undef X
};
const char *const ll_permit_layer_names[LL_PERMIT_LAYER_COUNT] = {
    "classification", "admissibility", "procedure", "consent", "documents",
    "deadline",       "gate",          "transport", "advice",
};
const char *const ll_permit_result_names[LL_PERMIT_RESULT_NAME_COUNT] = {
    "waste_status", "basel_code",     "fallback", "admissible", "reason",  "procedure",
    "legal_basis",  "legal_basis_id", "form",     "silence",    "require", "after",
    "clock",        "start_event",    "event",    "amount",     "unit",    "direction",
    "owner",        "gate",           "check",    "un",         "packing", "advice",
};

const char *ll_permit_certainty_name(enum ll_permit_certainty certainty)
{
    static const char *const names[] = {"low", "medium", "high"};
    return (size_t)certainty < LENGTH(names) ? names[certainty] : "?";
}

const char *ll_permit_operator_name(enum ll_permit_operator op)
{
    static const char *const names[] = {"is", "is_not", "in", "not_in", "before", "from"};
    return (size_t)op < LENGTH(names) ? names[op] : "?";
}

/* The rows of a rule: the tables are in the order of the rules, so they are found by halving. */
#define RANGE(rows, index, ret_count)                                                              \
    do {                                                                                           \
        size_t lo = 0;                                                                             \
        size_t hi = LENGTH(rows);                                                                  \
        while (lo < hi) {                                                                          \
            size_t mid = lo + (hi - lo) / 2;                                                       \
            if ((rows)[mid].rule < (index)) {                                                      \
                lo = mid + 1;                                                                      \
            } else {                                                                               \
                hi = mid;                                                                          \
            }                                                                                      \
        }                                                                                          \
        size_t end = lo;                                                                           \
        while (end < LENGTH(rows) && (rows)[end].rule == (index)) {                                \
            end++;                                                                                 \
        }                                                                                          \
        *(ret_count) = end - lo;                                                                   \
        return (rows) + lo;                                                                        \
    } while (0)

const struct ll_permit_condition *ll_permit_rule_conditions(const struct ll_permit_rule *rule,
                                                            size_t *ret_count)
{
    RANGE(conditions, (size_t)(rule - ll_permit_rules), ret_count);
}

const struct ll_permit_result *ll_permit_rule_results(const struct ll_permit_rule *rule,
                                                      size_t *ret_count)
{
    RANGE(results, (size_t)(rule - ll_permit_rules), ret_count);
}

const char *ll_permit_rule_value(const struct ll_permit_rule *rule, enum ll_permit_result_name name)
{
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].name == name) {
            return rows[i].value;
        }
    }
    return NULL;
}

/* ---- look-ups ---- */

#define FIND(rows, count, member, wanted)                                                          \
    do {                                                                                           \
        for (size_t i = 0; i < (count); i++) {                                                     \
            if (ll_str_eq_cstr((wanted), (rows)[i].member)) {                                      \
                return &(rows)[i];                                                                 \
            }                                                                                      \
        }                                                                                          \
        return NULL;                                                                               \
    } while (0)

const struct ll_permit_country *ll_permit_country_find(struct ll_str code)
{
    FIND(ll_permit_countries, ll_permit_country_count, code, code);
}

const struct ll_permit_document *ll_permit_document_find(struct ll_str code)
{
    FIND(ll_permit_documents, ll_permit_document_count, code, code);
}

const struct ll_permit_operation *ll_permit_operation_find(struct ll_str code)
{
    FIND(ll_permit_operations, ll_permit_operation_count, code, code);
}

const struct ll_permit_port *ll_permit_port_find(struct ll_str code)
{
    FIND(ll_permit_ports, ll_permit_port_count, code, code);
}

const struct ll_permit_un *ll_permit_un_find(struct ll_str un)
{
    FIND(ll_permit_un_numbers, ll_permit_un_count, un, un);
}

bool ll_permit_waste_code_valid(const struct ll_permit_waste_code *row, struct ll_date day)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format(day, text);
    /* "unknown" sorts behind every day: a code whose end is not established is taken as valid. */
    return strcmp(row->valid_from, text) <= 0 &&
           (row->valid_until[0] == '\0' || strcmp(text, row->valid_until) <= 0);
}

const struct ll_permit_waste_code *ll_permit_waste_code_find(struct ll_str system,
                                                             struct ll_str code, struct ll_date day)
{
    for (size_t i = 0; i < ll_permit_waste_code_count; i++) {
        const struct ll_permit_waste_code *row = &ll_permit_waste_codes[i];
        if (ll_str_eq_cstr(system, row->system) && ll_str_eq_cstr(code, row->code) &&
            ll_permit_waste_code_valid(row, day)) {
            return row;
        }
    }
    return NULL;
}

bool ll_permit_listed(const char *list, struct ll_str word)
{
    for (const char *item = list; *item != '\0';) {
        const char *end = strchr(item, ';');
        size_t len = end == NULL ? strlen(item) : (size_t)(end - item);
        if (len == word.len && memcmp(item, word.ptr, len) == 0) {
            return true;
        }
        item += len + (end == NULL ? 0 : 1);
    }
    return false;
}
