/* What a bundle says of the log. */
#include "proof/bundle.h"

#include "base/mem.h"
#include "proof/verify.h"

#define ENTRY_BYTES_MAX ((size_t)64 << 10)
#define ENTRIES_MAX 1024 /* of one certificate: 48 MiB of entries */

static struct ll_bundle_logged answer(enum ll_di_outcome outcome, enum ll_verify_said said)
{
    const struct ll_verify_row *row = &ll_verify_rows[said];
    return (struct ll_bundle_logged){.outcome = outcome, .reason = row->code, .text = row->text};
}

/* "log <vkey>\n" and no more: what else a policy may ask for is not judged here, so that nothing is
 * said to fulfil it. */
bool ll_bundle_read_policy(const struct ll_proof_crypto *crypto, struct ll_str text,
                           struct ll_note_key *ret_log)
{
    const struct ll_str word = LL_STR("log ");
    struct ll_str key = ll_str_sub(text, word.len, text.len == 0 ? 0 : text.len - 1);
    return ll_str_starts(text, word) && ll_str_ends(text, LL_STR("\n")) &&
           ll_str_find_char(key, '\n') == key.len && ll_str_find_char(key, ' ') == key.len &&
           ll_note_key_parse(crypto, key, ret_log, NULL) == LL_OK &&
           ret_log->type == LL_NOTE_ED25519;
}

static bool is_digest(struct ll_str hex, const uint8_t digest[LL_DIGEST_SIZE])
{
    uint8_t bytes[LL_DIGEST_SIZE];
    return hex.len == 2 * sizeof(bytes) && ll_hex_decode(hex, bytes) == LL_OK &&
           memcmp(bytes, digest, sizeof(bytes)) == 0;
}

/* Is it part `part` of `parts` of an entry that states or raises a certificate of this digest? */
static enum ll_status commits(struct ll_arena *arena, struct ll_str entry, size_t part,
                              size_t parts, const uint8_t digest[LL_DIGEST_SIZE], bool *ret_answer,
                              struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    struct ll_err problem;
    enum ll_status status = ll_json_read(arena, entry, ENTRY_BYTES_MAX, &json, &problem);
    *ret_answer = false;
    if (status == LL_ENOMEM) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the log's entries");
    }
    if (status != LL_OK) {
        return LL_OK;
    }
    struct ll_str kind = ll_json_string_at(json, "kind");
    const struct ll_json *version = ll_json_get(json, "v");
    const struct ll_json *at = ll_json_get(json, "part");
    const struct ll_json *of = ll_json_get(json, "parts");
    bool in_order = parts == 1 ? at == NULL && of == NULL
                               : at != NULL && of != NULL && at->is_integer && of->is_integer &&
                                     at->integer == (int64_t)part && of->integer == (int64_t)parts;
    *ret_answer = in_order && version != NULL && version->is_integer && version->integer == 1 &&
                  (ll_str_eq_cstr(kind, "certificate_stated") ||
                   ll_str_eq_cstr(kind, "certificate_raised")) &&
                  is_digest(ll_json_string_at(ll_json_get(json, "body"), "body"), digest);
    return LL_OK;
}

struct ll_note_key ll_bundle_log_key(const struct ll_policy *policy, struct ll_str checkpoint_note)
{
    struct ll_note note;
    struct ll_checkpoint checkpoint;
    const struct ll_note_key *key = NULL;
    if (ll_note_parse(checkpoint_note, &note, NULL) == LL_OK &&
        ll_checkpoint_parse(note.text, &checkpoint, NULL) == LL_OK) {
        key = ll_policy_log(policy, checkpoint.origin);
    }
    return key != NULL ? *key : policy->logs[0];
}

static struct ll_note_key log_of(const struct ll_policy *policy, struct ll_str proof_text)
{
    struct ll_tlog_proof proof;
    bool is_read = ll_tlog_proof_parse(proof_text, &proof, NULL) == LL_OK;
    return ll_bundle_log_key(policy, is_read ? proof.checkpoint : LL_STR(""));
}

/* Who cosigned the checkpoint of a proof that was accepted; of several the least. */
static void check_witnesses(const struct ll_proof_crypto *crypto, const struct ll_log_trust *trust,
                            struct ll_str proof_text, bool first, struct ll_bundle_logged *logged)
{
    struct ll_tlog_proof proof;
    struct ll_note note;
    struct ll_witnessed witnessed = {.reason = LL_POLICY_NO_PROOF};
    if (ll_tlog_proof_parse(proof_text, &proof, NULL) == LL_OK &&
        ll_note_parse(proof.checkpoint, &note, NULL) == LL_OK) {
        ll_policy_judge(crypto, trust->policy, &note, trust->now, &witnessed);
    }
    if (witnessed.reason == LL_POLICY_COSIGNATURE) {
        logged->outcome = LL_DI_OUTCOME_INVALID;
        logged->reason = ll_tlog_reason_code(LL_TLOG_COSIGNATURE);
        logged->text = ll_tlog_reason_text(LL_TLOG_COSIGNATURE);
    }
    bool less = logged->witnessed.is_met != witnessed.is_met
                    ? logged->witnessed.is_met
                    : witnessed.count < logged->witnessed.count;
    if (first || less) {
        logged->witnessed = witnessed;
    }
}

static enum ll_status check_entry(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const struct ll_log_trust *trust, struct ll_tlog_policy *policy,
                                  const struct ll_json *list, size_t i,
                                  const uint8_t digest[LL_DIGEST_SIZE],
                                  struct ll_bundle_logged *logged, struct ll_err *reterr)
{
    const struct ll_json *item = &list->items[i];
    struct ll_str entry = ll_json_string_at(item, "entry");
    struct ll_tlog_verdict verdict;
    struct ll_tree_hash leaf;
    bool good = false;
    LL_TRY(commits(arena, entry, i, list->count, digest, &good, reterr));
    if (!good || item->count != 2) {
        *logged = answer(LL_DI_OUTCOME_INVALID, LL_VERIFY_OTHER_ENTRY);
        return LL_OK;
    }
    ll_tree_leaf(crypto, entry, &leaf);
    if (trust->policy != NULL) {
        policy->log = log_of(trust->policy, ll_json_string_at(item, "proof"));
    }
    ll_tlog_accept(crypto, policy, ll_json_string_at(item, "proof"), &leaf, &verdict);
    bool included = verdict.reason == LL_TLOG_INCLUDED;
    bool first = i == 0;
    logged->outcome = included ? LL_DI_OUTCOME_VALID : LL_DI_OUTCOME_INVALID;
    logged->reason = ll_tlog_reason_code(verdict.reason);
    logged->text = ll_tlog_reason_text(verdict.reason);
    logged->index = first ? verdict.index : logged->index;
    logged->size = first ? verdict.size : logged->size;
    logged->root = first ? verdict.root : logged->root;
    if (included && trust->policy != NULL) {
        check_witnesses(crypto, trust, ll_json_string_at(item, "proof"), first, logged);
    }
    return LL_OK;
}

enum ll_status ll_bundle_check_log(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_log_trust *trust, const struct ll_json *member,
                                   const uint8_t digest[LL_DIGEST_SIZE],
                                   struct ll_bundle_logged *ret_logged, struct ll_err *reterr)
{
    const struct ll_json *list = ll_json_get(member, "entries");
    struct ll_tlog_policy policy = {.quorum = 0};
    struct ll_bundle_logged logged = answer(LL_DI_OUTCOME_UNSUPPORTED, LL_VERIFY_LOG_POLICY);
    if (trust->log != NULL) {
        policy.log = *trust->log;
    } else if (trust->policy == NULL &&
               !ll_bundle_read_policy(crypto, ll_json_string_at(member, "policy"), &policy.log)) {
        *ret_logged = logged;
        return LL_OK;
    }
    if (list == NULL || list->type != LL_JSON_ARRAY || list->count == 0 ||
        list->count > ENTRIES_MAX ||
        member->count != (ll_json_get(member, "allocations") == NULL ? 2 : 3)) {
        *ret_logged = answer(LL_DI_OUTCOME_INVALID, LL_VERIFY_LOG_SHAPE);
        return LL_OK;
    }
    logged.outcome = LL_DI_OUTCOME_VALID;
    for (size_t i = 0; i < list->count && logged.outcome == LL_DI_OUTCOME_VALID; i++) {
        LL_TRY(check_entry(arena, crypto, trust, &policy, list, i, digest, &logged, reterr));
    }
    *ret_logged = logged;
    return LL_OK;
}
