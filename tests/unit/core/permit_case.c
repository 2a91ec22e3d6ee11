#include "core/permit_case.h"

#include <string.h>

#define ARENA_BYTES ((size_t)1 << 20)
#define TEXT_MAX 256

static int number_of(const struct ll_enum_row *rows, size_t count, const char *name)
{
    for (size_t i = 0; name != NULL && i < count; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return rows[i].value;
        }
    }
    if (name != NULL) {
        fail_msg("'%s' is no word of its table", name);
    }
    return 0;
}

#define OF(type, TYPE, name)                                                                       \
    (enum ll_permit_##type) number_of(ll_permit_##type##_rows, LL_PERMIT_##TYPE##_ROW_COUNT, name)

static struct ll_date day_of(const char *text)
{
    struct ll_date day;
    struct ll_err err;
    if (ll_date_parse(ll_str_from_cstr(text), &day, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return day;
}

void permit_case_facts(const struct permit_known *known, struct permit_facts_room *room)
{
    memset(room, 0, sizeof(*room));
    room->facts = (struct ll_permit_facts){
        .origin = ll_str_from_cstr(known->origin),
        .destination = ll_str_from_cstr(known->destination),
        .transits = room->transits,
        .stream = OF(stream, STREAM, known->stream),
        .battery = OF(battery, BATTERY, known->battery),
        .purpose = OF(purpose, PURPOSE, known->purpose == NULL ? "recovery" : known->purpose),
        .departure = day_of(known->departure == NULL ? "2026-12-01" : known->departure),
        .evidence = OF(evidence, EVIDENCE, known->evidence),
        .mode = OF(mode, MODE, known->mode),
        .reuse_complete = OF(answer, ANSWER, known->reuse_complete),
        .agreed_no_waste = OF(answer, ANSWER, known->agreed_no_waste),
        .article_11 = OF(answer, ANSWER, known->article_11),
        .preconsented = OF(answer, ANSWER, known->preconsented),
        .several_shipments = OF(answer, ANSWER, known->several),
        .notifier_is_producer = OF(answer, ANSWER, known->producer),
        .air_approval = OF(answer, ANSWER, known->air_approval),
        .shipments = known->shipments,
    };
    if (known->operation != NULL) {
        room->facts.operation = ll_str_from_cstr(known->operation);
    }
    if (known->arrival != NULL) {
        room->facts.has_arrival = true;
        room->facts.arrival = day_of(known->arrival);
    }
    if (known->acknowledged != NULL) {
        room->facts.has_acknowledged = true;
        room->facts.acknowledged = day_of(known->acknowledged);
    }
    for (const char *at = known->transits; at != NULL && *at != '\0'; at += at[2] == ' ' ? 3 : 2) {
        room->transits[room->facts.transit_count++] = (struct ll_str){at, 2};
    }
}

bool permit_case_held(const struct ll_permit_decision *decision, const char *rule)
{
    for (size_t i = 0; i < decision->rule_count; i++) {
        if (strcmp(decision->rules[i]->id, rule) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_needed(const struct ll_permit_decision *decision, const char *code)
{
    for (size_t i = 0; i < decision->need_count; i++) {
        if (strcmp(decision->needs[i].document->code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* Each word of `words` has to be there, or must not be. */
static void check_words(const char *name, const struct ll_permit_decision *decision,
                        const char *words, bool wanted,
                        bool (*is_there)(const struct ll_permit_decision *, const char *))
{
    char copy[TEXT_MAX];
    if (words == NULL) {
        return;
    }
    assert_true(strlen(words) < sizeof(copy));
    memcpy(copy, words, strlen(words) + 1);
    for (char *word = copy; word != NULL && *word != '\0';) {
        char *end = strchr(word, ' ');
        if (end != NULL) {
            *end = '\0';
        }
        if (is_there(decision, word) != wanted) {
            fail_msg("%s: %s %s", name, word, wanted ? "is missing" : "should not be there");
        }
        word = end == NULL ? NULL : end + 1;
    }
}

static void check_text(const char *name, const char *what, const char *is, const char *expected)
{
    if (expected != NULL && (is == NULL || strcmp(is, expected) != 0)) {
        fail_msg("%s: the %s is '%s', expected '%s'", name, what, is == NULL ? "(none)" : is,
                 expected);
    }
}

static void check_consents(const char *name, const struct ll_permit_decision *decision,
                           const char *expected)
{
    char text[TEXT_MAX] = "";
    size_t len = 0;
    for (size_t i = 0; i < decision->consent_count; i++) {
        const struct ll_permit_consent *consent = &decision->consents[i];
        assert_true(len + 5 < sizeof(text));
        if (i > 0) {
            text[len++] = ' ';
        }
        memcpy(text + len, consent->state.ptr, 2);
        len += 2;
        if (consent->may_be_tacit) {
            text[len++] = '*';
        }
        text[len] = '\0';
    }
    check_text(name, "list of consents", text, expected);
}

void permit_case_check(const struct permit_case *one, int *seen)
{
    struct permit_facts_room room;
    struct ll_permit_decision decision;
    struct ll_arena arena;
    struct ll_err err;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    permit_case_facts(&one->known, &room);
    if (ll_permit_decide(&room.facts, &arena, &decision, &err) != LL_OK) {
        fail_msg("%s: %s", one->name, err.text);
    }
    const struct permit_expected *e = &one->expected;
    check_text(one->name, "outcome", ll_permit_outcome_name(decision.outcome), e->outcome);
    check_text(one->name, "Basel code", decision.basel_code, e->code);
    if (e->law != NULL && e->law[0] == '\0') {
        assert_null(decision.legal_basis_id);
    } else {
        check_text(one->name, "law", decision.legal_basis_id, e->law);
    }
    if (e->consents != NULL) {
        check_consents(one->name, &decision, e->consents);
    }
    check_text(one->name, "UN number", decision.un == NULL ? NULL : decision.un->un, e->un);
    check_text(one->name, "packing", decision.packing, e->packing);
    check_text(one->name, "certainty", decision.certain ? "yes" : "no", e->certain);
    check_words(one->name, &decision, e->needs, true, is_needed);
    check_words(one->name, &decision, e->lacks, false, is_needed);
    check_words(one->name, &decision, e->rules, true, permit_case_held);
    check_words(one->name, &decision, e->not_rules, false, permit_case_held);
    for (size_t i = 0; i < decision.rule_count; i++) {
        seen[decision.rules[i] - ll_permit_rules]++;
    }
    ll_arena_release(&arena);
}
