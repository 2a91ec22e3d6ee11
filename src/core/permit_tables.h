/*
 * The tables of data/permit/: what is known of states, waste codes, customs codes, UN numbers,
 * operations, ports, documents, forms, certifications; and the rules of the permit desk as rows.
 * Each row carries its source. Cells are texts as in the tables: lists are separated by ';', an
 * empty cell does not apply, "unknown" was looked for and not established. All of it is built in.
 */
#ifndef LL_CORE_PERMIT_TABLES_H
#define LL_CORE_PERMIT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/time.h"

struct ll_permit_country {
    const char *code, *name, *scheme_role;
    const char *basel_party, *basel_since; /* the day of deposit */
    const char *ban, *ban_date, *bamako; /* "yes…", "no…": with the date of which it is known */
    const char *oecd, *eu, *eea, *annex_vii;
    const char *regime; /* EU, UK, CH, NO, JP, KR, AFRICA, OTHER: chooses the procedure */
    const char *import_rule, *transit_rule, *export_rule;
    const char *authority; /* an office, never a person */
    const char *confidence, *as_of, *source;
};

struct ll_permit_waste_code {
    const char *system; /* basel, basel-annex-i, oecd, eu-low */
    const char *code, *description;
    const char *hazardous; /* yes, no, constituent */
    const char *control;   /* from Africa to a state of Annex VII */
    const char *valid_from, *valid_until;
    const char *mirror; /* the code of the same thing, hazardous or not */
    const char *streams, *notes, *certainty, *source;
};

struct ll_permit_operation {
    const char *code, *annex, *operation, *interim, *use;
    const char *offset; /* may a claim rest on it: the scheme's policy, not law */
    const char *notes, *source;
};

struct ll_permit_un {
    const char *un, *shipping_name, *hazard_class, *packing_group, *streams, *special_provisions;
    const char *packing, *packing_waste, *packing_damaged, *packing_critical;
    const char *mark, *small_limits, *air, *road_only_relief, *certainty, *source;
};

struct ll_permit_customs_code {
    const char *edition, *code, *description;
    const char *kind; /* waste, good: has to agree with the outcome */
    const char *streams, *replaces, *notes, *certainty, *source;
};

struct ll_permit_port {
    const char *code, *name, *country, *kind, *lat, *lon, *scheme_role, *corridor;
    const char *place_source, *source;
};

struct ll_permit_certification {
    const char *code, *scheme, *kind, *scope, *applies_to, *duty, *evidence, *validity, *audits;
    const char *end_processing, *level, *notes, *certainty, *source;
};

struct ll_permit_form_field {
    const char *form; /* IA notification, IB movement document, BASEL_VA, BASEL_VB */
    const char *block, *field, *mandatory, *filled_by, *annex_v, *source;
};

struct ll_permit_form_code {
    const char *list; /* packaging, transport, physical, h-code */
    const char *code, *meaning, *note, *source;
};

struct ll_permit_document {
    const char *code, *name, *issuer;
    const char *fields; /* separated by "; " */
    const char *validity, *needed, *source;
};

#define LL_PERMIT_TABLES(TABLE)                                                                    \
    TABLE(country, countries)                                                                      \
    TABLE(waste_code, waste_codes)                                                                 \
    TABLE(operation, operations)                                                                   \
    TABLE(un, un_numbers)                                                                          \
    TABLE(customs_code, customs_codes)                                                             \
    TABLE(port, ports)                                                                             \
    TABLE(certification, certifications)                                                           \
    TABLE(form_field, form_fields)                                                                 \
    TABLE(form_code, form_codes)                                                                   \
    TABLE(document, documents)

#define TABLE(row, rows)                                                                           \
    extern const struct ll_permit_##row ll_permit_##rows[];                                        \
    extern const size_t ll_permit_##row##_count;
LL_PERMIT_TABLES(TABLE)
#undef TABLE

/* The row of a code ("GH", "DOC-NOTIF", "r4", "UN3481"), or NULL. O(rows). */
const struct ll_permit_country *ll_permit_country_find(struct ll_str code);
const struct ll_permit_document *ll_permit_document_find(struct ll_str code);
const struct ll_permit_operation *ll_permit_operation_find(struct ll_str code);
const struct ll_permit_port *ll_permit_port_find(struct ll_str code);
const struct ll_permit_un *ll_permit_un_find(struct ll_str un);
/* A code of a system that was in force that day. */
const struct ll_permit_waste_code *ll_permit_waste_code_find(struct ll_str system,
                                                             struct ll_str code,
                                                             struct ll_date day);
bool ll_permit_waste_code_valid(const struct ll_permit_waste_code *row, struct ll_date day);
/* Is `word` one of `list`, whose items are separated by ';'? */
bool ll_permit_listed(const char *list, struct ll_str word);

/* What texts of the tables say to a reader: in plain English, and in French. */
struct ll_permit_word {
    const char *text, *en, *fr;
};
extern const struct ll_permit_word ll_permit_words[]; /* sorted by `text`, bytewise */
extern const size_t ll_permit_word_count;
/* NULL: the text speaks for itself. O(log rows). */
const struct ll_permit_word *ll_permit_word_find(struct ll_str text);

/* ---- rules ---- */

/* What a rule may ask for. The first ones are given by who asks, the others follow from them. */
#define LL_PERMIT_FACTS(X)                                                                         \
    X(origin)                                                                                      \
    X(destination)                                                                                 \
    X(stream)                                                                                      \
    X(battery_state)                                                                               \
    X(purpose)                                                                                     \
    X(operation)                                                                                   \
    X(departure_date)                                                                              \
    X(dest_ack_before_2026_05_21)                                                                  \
    X(hazard_evidence)                                                                             \
    X(reuse_dossier_complete)                                                                      \
    X(all_states_agree_not_waste)                                                                  \
    X(art11_agreement)                                                                             \
    X(transport_mode)                                                                              \
    X(preconsented)                                                                                \
    X(general_notification)                                                                        \
    X(notifier_is_producer)                                                                        \
    X(air_approval)                                                                                \
    X(arrival_date)                                                                                \
    X(crosses_border)                                                                              \
    X(any_unlisted)                                                                                \
    X(any_non_party)                                                                               \
    X(has_transit)                                                                                 \
    X(transit_has_eu)                                                                              \
    X(route_incomplete)                                                                            \
    X(transit_bans_waste)                                                                          \
    X(dest_bans_waste)                                                                             \
    X(origin_regime)                                                                               \
    X(origin_annex_vii)                                                                            \
    X(origin_is_african)                                                                           \
    X(origin_bamako)                                                                               \
    X(dest_regime)                                                                                 \
    X(dest_annex_vii)                                                                              \
    X(dest_is_african)                                                                             \
    X(dest_bamako)                                                                                 \
    X(bamako_mixed)                                                                                \
    X(operation_class)                                                                             \
    X(has_lithium)                                                                                 \
    X(waste_status)                                                                                \
    X(basel_code)                                                                                  \
    X(controlled)                                                                                  \
    X(hazardous)                                                                                   \
    X(procedure)                                                                                   \
    X(legal_basis_id)                                                                              \
    X(role)                                                                                        \
    X(state_eu)

enum ll_permit_fact {
#define X(name) LL_PERMIT_FACT_##name,
    LL_PERMIT_FACTS(X)
#undef X
};
#define X(name) +1
enum {
    LL_PERMIT_FACT_COUNT = 0 LL_PERMIT_FACTS(X)
};
#undef X
extern const char *const ll_permit_fact_names[LL_PERMIT_FACT_COUNT];

/* In the order in which they are looked at. */
enum ll_permit_layer {
    LL_PERMIT_LAYER_classification, /* first match */
    LL_PERMIT_LAYER_admissibility,  /* all */
    LL_PERMIT_LAYER_procedure,      /* first match */
    LL_PERMIT_LAYER_consent,        /* first match for each state */
    LL_PERMIT_LAYER_documents,      /* all, and so are the next two */
    LL_PERMIT_LAYER_deadline,
    LL_PERMIT_LAYER_gate,
    LL_PERMIT_LAYER_transport, /* first match */
    LL_PERMIT_LAYER_advice,    /* all */
    LL_PERMIT_LAYER_COUNT
};
extern const char *const ll_permit_layer_names[LL_PERMIT_LAYER_COUNT];

enum ll_permit_certainty {
    LL_PERMIT_CERTAINTY_low, /* confirm with the authority */
    LL_PERMIT_CERTAINTY_medium,
    LL_PERMIT_CERTAINTY_high,
};
const char *ll_permit_certainty_name(enum ll_permit_certainty certainty);

struct ll_permit_rule {
    const char *id;
    enum ll_permit_layer layer;
    int priority;
    enum ll_permit_certainty certainty;
    const char *source;
    const char *note;
};
extern const struct ll_permit_rule ll_permit_rules[];
extern const size_t ll_permit_rule_count;

enum ll_permit_operator {
    LL_PERMIT_OPERATOR_is,
    LL_PERMIT_OPERATOR_is_not, /* what is not known passes */
    LL_PERMIT_OPERATOR_in,
    LL_PERMIT_OPERATOR_not_in,
    LL_PERMIT_OPERATOR_before, /* a day before this one */
    LL_PERMIT_OPERATOR_from,   /* this day or later */
};
const char *ll_permit_operator_name(enum ll_permit_operator op);

struct ll_permit_condition {
    size_t rule; /* index of its rule */
    enum ll_permit_fact fact;
    enum ll_permit_operator op;
    const char *value; /* or values, separated by ';' */
};

enum ll_permit_result_name {
    LL_PERMIT_RESULT_waste_status,
    LL_PERMIT_RESULT_basel_code,
    LL_PERMIT_RESULT_fallback,
    LL_PERMIT_RESULT_admissible,
    LL_PERMIT_RESULT_reason,
    LL_PERMIT_RESULT_procedure,
    LL_PERMIT_RESULT_legal_basis,
    LL_PERMIT_RESULT_legal_basis_id,
    LL_PERMIT_RESULT_form,
    LL_PERMIT_RESULT_silence,
    LL_PERMIT_RESULT_require,
    LL_PERMIT_RESULT_after,
    LL_PERMIT_RESULT_clock,
    LL_PERMIT_RESULT_start_event,
    LL_PERMIT_RESULT_event,
    LL_PERMIT_RESULT_amount,
    LL_PERMIT_RESULT_unit,
    LL_PERMIT_RESULT_direction,
    LL_PERMIT_RESULT_owner,
    LL_PERMIT_RESULT_gate,
    LL_PERMIT_RESULT_check,
    LL_PERMIT_RESULT_un,
    LL_PERMIT_RESULT_packing,
    LL_PERMIT_RESULT_advice,
    LL_PERMIT_RESULT_NAME_COUNT
};
extern const char *const ll_permit_result_names[LL_PERMIT_RESULT_NAME_COUNT];

struct ll_permit_result {
    size_t rule;
    enum ll_permit_result_name name;
    const char *value;
};

/* A rule's conditions (all have to hold) and what follows: neighbours in their tables. */
const struct ll_permit_condition *ll_permit_rule_conditions(const struct ll_permit_rule *rule,
                                                            size_t *ret_count);
const struct ll_permit_result *ll_permit_rule_results(const struct ll_permit_rule *rule,
                                                      size_t *ret_count);
/* The first value of a name, or NULL. */
const char *ll_permit_rule_value(const struct ll_permit_rule *rule,
                                 enum ll_permit_result_name name);

#endif
