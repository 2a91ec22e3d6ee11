#include "proof/policy.h"

#include "base/mem.h"
#include "base/text.h"

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_POLICY_ROW(symbol, code, text) [LL_POLICY_##symbol] = {(code), (text)},
#include "proof/policy_reasons.def"
#undef LL_POLICY_ROW
};

const char *ll_policy_reason_code(enum ll_policy_reason reason)
{
    return reasons[reason].code;
}

const char *ll_policy_reason_text(enum ll_policy_reason reason)
{
    return reasons[reason].text;
}

/* ---- reading ---- */

struct parser {
    const struct ll_proof_crypto *crypto;
    struct ll_policy *policy;
    struct ll_str rest; /* of the line at hand */
    bool has_quorum;
};

/* The next word of the line; false at its end. */
static bool take_word(struct parser *p, struct ll_str *ret_word)
{
    size_t from = 0;
    while (from < p->rest.len && (p->rest.ptr[from] == ' ' || p->rest.ptr[from] == '\t')) {
        from++;
    }
    size_t to = from;
    while (to < p->rest.len && p->rest.ptr[to] != ' ' && p->rest.ptr[to] != '\t') {
        to++;
    }
    *ret_word = ll_str_sub(p->rest, from, to);
    p->rest = ll_str_sub(p->rest, to, p->rest.len);
    return to > from;
}

static enum ll_status take_end(struct parser *p, struct ll_err *reterr)
{
    struct ll_str word;
    return take_word(p, &word)
               ? LL_FAIL_TEXT(reterr, LL_EPARSE, "the line goes on where it should end")
               : LL_OK;
}

static size_t find_item(const struct ll_policy *policy, struct ll_str name)
{
    for (size_t i = 0; i < policy->item_count; i++) {
        if (ll_str_eq(policy->items[i].name, name)) {
            return i;
        }
    }
    return LL_POLICY_NONE;
}

/* The key of a log or witness, and its address, which nobody asks for here. */
static enum ll_status take_key(struct parser *p, enum ll_note_key_type type,
                               struct ll_note_key *ret_key, struct ll_err *reterr)
{
    struct ll_str word;
    if (!take_word(p, &word)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a key is missing: NAME+HEX+BASE64");
    }
    LL_TRY(ll_note_key_parse(p->crypto, word, ret_key, reterr));
    if (ret_key->type != type) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE,
                            type == LL_NOTE_ED25519 ? "this is the key of a witness, not of a log"
                                                    : "this is the key of a log, not of a witness");
    }
    if (take_word(p, &word) && ll_str_find(word, LL_STR("://"), false) == SIZE_MAX) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "what follows a key is no address");
    }
    return take_end(p, reterr);
}

static bool is_same_key(const struct ll_note_key *a, const struct ll_note_key *b)
{
    return memcmp(a->key.b, b->key.b, sizeof(a->key.b)) == 0;
}

static enum ll_status take_log(struct parser *p, struct ll_err *reterr)
{
    struct ll_policy *policy = p->policy;
    if (policy->log_count == LL_POLICY_LOGS_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the policy has more than 32 logs");
    }
    struct ll_note_key *key = &policy->logs[policy->log_count];
    LL_TRY(take_key(p, LL_NOTE_ED25519, key, reterr));
    for (size_t i = 0; i < policy->log_count; i++) {
        if (is_same_key(&policy->logs[i], key) || ll_str_eq(policy->logs[i].name, key->name)) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "the log is there already");
        }
    }
    policy->log_count++;
    return LL_OK;
}

/* A name for a new witness or group, and room for it. */
static enum ll_status take_name(struct parser *p, struct ll_policy_item **ret_item,
                                struct ll_err *reterr)
{
    struct ll_str name;
    if (!take_word(p, &name)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a name is missing");
    }
    if (ll_str_eq_cstr(name, "none") || find_item(p->policy, name) != LL_POLICY_NONE) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the name is taken");
    }
    if (p->policy->item_count == LL_POLICY_ITEMS_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the policy has more than 128 witnesses and groups");
    }
    *ret_item = &p->policy->items[p->policy->item_count];
    **ret_item = (struct ll_policy_item){.name = name, .group = LL_POLICY_NONE};
    return LL_OK;
}

static enum ll_status take_witness(struct parser *p, struct ll_err *reterr)
{
    struct ll_policy *policy = p->policy;
    struct ll_policy_item *item = NULL;
    LL_TRY(take_name(p, &item, reterr));
    LL_TRY(take_key(p, LL_NOTE_COSIGNATURE, &item->key, reterr));
    for (size_t i = 0; i < policy->item_count; i++) {
        if (!policy->items[i].is_group && is_same_key(&policy->items[i].key, &item->key)) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "the witness is there already, by its key");
        }
    }
    if (policy->witness_count == LL_POLICY_WITNESSES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the policy has more than 64 witnesses");
    }
    policy->witness_count++;
    policy->item_count++;
    return LL_OK;
}

static enum ll_status take_threshold(struct ll_str word, size_t members, size_t *ret_threshold,
                                     struct ll_err *reterr)
{
    int64_t number = 0;
    if (ll_str_eq_cstr(word, "all")) {
        *ret_threshold = members;
    } else if (ll_str_eq_cstr(word, "any")) {
        *ret_threshold = 1;
    } else if (ll_str_to_i64(word, &number) == LL_OK && number >= 1 &&
               (uint64_t)number <= members) {
        *ret_threshold = (size_t)number;
    } else {
        return LL_FAIL_TEXT(reterr, LL_EPARSE,
                            "a group is of 'all', 'any', or a number of its members");
    }
    return LL_OK;
}

static enum ll_status take_group(struct parser *p, struct ll_err *reterr)
{
    struct ll_policy *policy = p->policy;
    struct ll_policy_item *group = NULL;
    struct ll_str threshold;
    struct ll_str word;
    size_t members = 0;
    LL_TRY(take_name(p, &group, reterr));
    if (!take_word(p, &threshold)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a group is of 'all', 'any', or a number");
    }
    while (take_word(p, &word)) {
        size_t member = find_item(policy, word);
        if (member == LL_POLICY_NONE) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a member of the group is not defined above it");
        }
        if (policy->items[member].group != LL_POLICY_NONE) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a member of the group is in a group already");
        }
        policy->items[member].group = policy->item_count;
        members++;
    }
    if (members == 0) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the group has no members");
    }
    group->is_group = true;
    LL_TRY(take_threshold(threshold, members, &group->threshold, reterr));
    policy->item_count++;
    return LL_OK;
}

static enum ll_status take_quorum(struct parser *p, struct ll_err *reterr)
{
    struct ll_str name;
    if (p->has_quorum) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "there is a quorum already");
    }
    if (!take_word(p, &name)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a quorum is a witness, a group, or 'none'");
    }
    p->has_quorum = true;
    p->policy->quorum = find_item(p->policy, name);
    if (p->policy->quorum == LL_POLICY_NONE && !ll_str_eq_cstr(name, "none")) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the quorum is not defined above it");
    }
    return take_end(p, reterr);
}

static const struct {
    const char *word;
    enum ll_status (*take)(struct parser *p, struct ll_err *reterr);
} lines[] = {
    {"log", take_log},
    {"witness", take_witness},
    {"group", take_group},
    {"quorum", take_quorum},
};

static enum ll_status take_line(struct parser *p, struct ll_err *reterr)
{
    struct ll_str word;
    for (size_t i = 0; i < p->rest.len; i++) {
        unsigned char c = (unsigned char)p->rest.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "there is a control character in the line");
        }
    }
    if (!take_word(p, &word) || word.ptr[0] == '#') {
        return LL_OK;
    }
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (ll_str_eq_cstr(word, lines[i].word)) {
            return lines[i].take(p, reterr);
        }
    }
    return LL_FAIL_TEXT(reterr, LL_EPARSE,
                        "a line of a policy begins with log, witness, group or quorum");
}

static void name_line(struct ll_err *reterr, int64_t number)
{
    struct ll_text where;
    if (reterr != NULL) {
        ll_text_init(&where, reterr->where, sizeof(reterr->where));
        ll_text_cstr(&where, "line ");
        ll_text_i64(&where, number);
    }
}

enum ll_status ll_policy_parse(const struct ll_proof_crypto *crypto, struct ll_str text,
                               struct ll_policy *ret_policy, struct ll_err *reterr)
{
    struct parser p = {.crypto = crypto, .policy = ret_policy};
    struct ll_str rest = text;
    if (text.len > LL_POLICY_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the policy is longer than this program reads");
    }
    memset(ret_policy, 0, sizeof(*ret_policy));
    ret_policy->quorum = LL_POLICY_NONE;
    for (int64_t number = 1; rest.len > 0; number++) {
        size_t end = ll_str_find_char(rest, '\n');
        if (end == rest.len) {
            enum ll_status status =
                LL_FAIL_TEXT(reterr, LL_EPARSE, "the last line of the policy is not finished");
            name_line(reterr, number);
            return status;
        }
        p.rest = ll_str_sub(rest, 0, end);
        rest = ll_str_sub(rest, end + 1, rest.len);
        enum ll_status status = take_line(&p, reterr);
        if (status != LL_OK) {
            name_line(reterr, number);
            return status;
        }
    }
    return p.has_quorum ? LL_OK
                        : LL_FAIL_TEXT(reterr, LL_EPARSE, "the policy names no quorum, not 'none'");
}

const struct ll_note_key *ll_policy_log(const struct ll_policy *policy, struct ll_str origin)
{
    for (size_t i = 0; i < policy->log_count; i++) {
        if (ll_str_eq(policy->logs[i].name, origin)) {
            return &policy->logs[i];
        }
    }
    return NULL;
}

/* ---- judging ---- */

#define NEVER INT64_MAX

/* Since when a group's members are enough: the last of the first so many times. */
static int64_t time_of_group(const struct ll_policy *policy, size_t group,
                             const int64_t times[LL_POLICY_ITEMS_MAX])
{
    int64_t sorted[LL_POLICY_ITEMS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < group; i++) {
        if (policy->items[i].group != group) {
            continue;
        }
        size_t at = count++;
        for (; at > 0 && sorted[at - 1] > times[i]; at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = times[i];
    }
    return sorted[policy->items[group].threshold - 1];
}

void ll_policy_judge(const struct ll_proof_crypto *crypto, const struct ll_policy *policy,
                     const struct ll_note *note, const struct ll_time *now,
                     struct ll_witnessed *ret_witnessed)
{
    struct ll_witnessed witnessed = {.of = policy->witness_count};
    int64_t times[LL_POLICY_ITEMS_MAX];
    bool is_future = false;
    for (size_t i = 0; i < policy->item_count; i++) {
        const struct ll_policy_item *item = &policy->items[i];
        int64_t time_s = 0;
        times[i] = NEVER;
        if (item->is_group) {
            times[i] = time_of_group(policy, i, times);
            continue;
        }
        enum ll_status status = ll_note_check(crypto, note, &item->key, &time_s, NULL);
        if (status == LL_ESIGNATURE) {
            *ret_witnessed = (struct ll_witnessed){LL_POLICY_COSIGNATURE, .of = witnessed.of};
            return;
        }
        bool ahead =
            now != NULL && status == LL_OK && time_s > now->us / 1000000 + LL_POLICY_FUTURE_S;
        is_future = is_future || ahead;
        if (status == LL_OK && !ahead) {
            times[i] = time_s;
            witnessed.count++;
        }
    }
    bool demanded = policy->quorum != LL_POLICY_NONE;
    int64_t since_s = demanded ? times[policy->quorum] : 0;
    witnessed.is_met = since_s != NEVER;
    witnessed.since_s = witnessed.is_met ? since_s : 0;
    witnessed.reason = !demanded          ? LL_POLICY_NOT_DEMANDED
                       : witnessed.is_met ? LL_POLICY_QUORUM
                       : is_future        ? LL_POLICY_FUTURE
                                          : LL_POLICY_TOO_FEW;
    *ret_witnessed = witnessed;
}

void ll_witnessed_text(const struct ll_witnessed *witnessed, char ret_text[LL_WITNESSED_TEXT_MAX])
{
    struct ll_text text;
    ll_text_init(&text, ret_text, LL_WITNESSED_TEXT_MAX);
    bool is = witnessed->is_met && witnessed->count > 0;
    ll_text_cstr(&text, is ? "witnessed by " : "not witnessed");
    if (!is && witnessed->count > 0) {
        ll_text_cstr(&text, ": by ");
    }
    if (witnessed->count > 0) {
        ll_text_i64(&text, (int64_t)witnessed->count);
        ll_text_cstr(&text, " of ");
        ll_text_i64(&text, (int64_t)witnessed->of);
    }
}
