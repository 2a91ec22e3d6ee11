/* Promise 13: the words of a certificate. Its table is the audit's own, and shorter. */
#include "audit/model.h"

#define OPEN "\xe2\x80\x9c"
#define CLOSE "\xe2\x80\x9d"
#define COMMITMENT "This is a commitment."

/* What no statement and no name says, but a legal name, which stands between “ and ”. */
static const char *const never[] = {
    "neutral",     "neutraal",   "klimaatneutra", "neutre",     "net zero",
    "net-zero",    "zero waste", "zero-waste",    "offset",     "compens",
    "climate pos", "carbon pos", "eco-friendly",  "sustainab",  "100% recycl",
    "100 % recyc", "duurza",     "100 % green",   "100% green",
};

static bool begins_word(struct ll_str text, struct ll_str words)
{
    for (;;) {
        size_t at = ll_str_find(text, words, true);
        if (at == SIZE_MAX) {
            return false;
        }
        char before = at == 0 ? ' ' : text.ptr[at - 1];
        if (!(before >= 'a' && before <= 'z') && !(before >= 'A' && before <= 'Z')) {
            return true;
        }
        text = ll_str_sub(text, at + 1, text.len);
    }
}

static void check_text(struct ll_audit *a, const struct ll_certificate *c, const char *what,
                       struct ll_str text)
{
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (begins_word(text, ll_str_from_cstr(never[i]))) {
            ll_audit_find_fault(a, LL_AUDIT_BODY_WORDS, &c->o, "%s says '%s'", what, never[i]);
        }
    }
}

/* ---- names ---- */
/* Where names stand in the subject: a member's own name, or those of the items of a list. */
static const struct {
    const char *member;
    const char *name;
    bool is_list;
} places[] = {
    {"beneficiary", "name", false}, {"payers", "name", true},       {"resellers", "name", true},
    {"receipts", "plant", true},    {"receipts", "operator", true},
};

struct names {
    struct ll_vec all; /* of struct ll_str */
};

static void take_name(struct ll_audit *a, struct names *names, const struct ll_json *object,
                      const char *member)
{
    struct ll_str *place = ll_vec_push(a, &names->all, sizeof(*place));
    if (place != NULL) {
        *place = ll_body_str(object, member);
    }
}

static void find_names(struct ll_audit *a, const struct ll_json *body, struct names *names)
{
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    take_name(a, names, ll_json_get(body, "issuer"), "name");
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (!places[i].is_list) {
            take_name(a, names, ll_json_get(subject, places[i].member), places[i].name);
            continue;
        }
        const struct ll_json *list = ll_body_list(subject, places[i].member);
        for (size_t j = 0; j < list->count; j++) {
            take_name(a, names, &list->items[j], places[i].name);
        }
    }
}

static bool is_name(const struct names *names, struct ll_str text)
{
    for (size_t i = 0; i < names->all.count; i++) {
        if (ll_str_eq(*LL_VEC_AT(&names->all, struct ll_str, i), text)) {
            return true;
        }
    }
    return false;
}

/* ---- statements ---- */
/* All but the legal names in it; what is quoted and no name is judged like the rest. */
static void check_statement(struct ll_audit *a, const struct ll_certificate *c,
                            const struct names *names, struct ll_str text)
{
    size_t from = 0;
    size_t at = 0;
    while (at < text.len) {
        struct ll_str rest = ll_str_sub(text, at, text.len);
        size_t open = ll_str_find(rest, LL_STR(OPEN), false);
        size_t close = open == SIZE_MAX
                           ? SIZE_MAX
                           : ll_str_find(ll_str_sub(rest, open, rest.len), LL_STR(CLOSE), false);
        if (close == SIZE_MAX) {
            break;
        }
        size_t end = open + close + sizeof(CLOSE) - 1;
        if (is_name(names, ll_str_sub(rest, open, end))) {
            check_text(a, c, "a statement", ll_str_sub(text, from, at + open));
            from = at + end;
        }
        at += end;
    }
    check_text(a, c, "a statement", ll_str_sub(text, from, text.len));
}

void ll_audit_certificate_words(struct ll_audit *a, const struct ll_certificate *c,
                                const struct ll_json *body)
{
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    const struct ll_json *statements = ll_body_list(subject, "statements");
    struct names names = {0};
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    find_names(a, body, &names);
    a->arena = model;
    for (size_t i = 0; i < names.all.count; i++) {
        struct ll_str name = *LL_VEC_AT(&names.all, struct ll_str, i);
        if (!ll_str_starts(name, LL_STR(OPEN)) || !ll_str_ends(name, LL_STR(CLOSE))) {
            check_text(a, c, "a name", name);
        }
    }
    for (size_t i = 0; i < statements->count; i++) {
        check_statement(a, c, &names, ll_json_string(&statements->items[i]));
    }
    struct ll_str first =
        statements->count > 0 ? ll_json_string(&statements->items[0]) : LL_STR("");
    if (ll_str_starts(first, LL_STR(COMMITMENT)) != (c->stage < LL_STAGE_RECEIVED)) {
        ll_audit_find_fault(
            a, LL_AUDIT_BODY_WORDS, &c->o,
            c->stage < LL_STAGE_RECEIVED
                ? LL_R("at stage '%s' the first statement must begin with '%s'")
                : LL_R("at stage '%s' the first statement must not begin with '%s'"),
            ll_stage_name((enum ll_stage)c->stage), COMMITMENT);
    }
}
