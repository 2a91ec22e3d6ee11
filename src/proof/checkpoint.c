#include "proof/checkpoint.h"

#include "base/catalogue.h"
#include "base/mem.h"
#include "base/text.h"
#include "proof/base64.h"
#include "proof/witness.h"

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_TLOG_ROW(symbol, code, text) [LL_TLOG_##symbol] = {(code), (text)},
#include "proof/tlog_reasons.def"
#undef LL_TLOG_ROW
};

const char *ll_tlog_reason_code(enum ll_tlog_reason reason)
{
    return reasons[reason].code;
}

const char *ll_tlog_reason_text(enum ll_tlog_reason reason)
{
    return reasons[reason].text;
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* The next line without its newline; false when no newline is left. */
static bool take_line(struct ll_str *rest, struct ll_str *ret_line)
{
    size_t end = ll_str_find_char(*rest, '\n');
    if (end == rest->len) {
        return false;
    }
    *ret_line = ll_str_sub(*rest, 0, end);
    *rest = ll_str_sub(*rest, end + 1, rest->len);
    return true;
}

/* A size or index: decimal, no sign, no leading zeros. */
static bool parse_count(struct ll_str text, int64_t *ret_value)
{
    return ll_str_to_i64(text, ret_value) == LL_OK && *ret_value >= 0 && text.ptr[0] != '-' &&
           *ret_value <= LL_TREE_SIZE_MAX;
}

static bool parse_hash(struct ll_str text, struct ll_tree_hash *ret_hash)
{
    size_t count = 0;
    return text.len == ll_base64_length(LL_BASE64_STANDARD, sizeof(ret_hash->b)) &&
           ll_base64_decode(LL_BASE64_STANDARD, text, sizeof(ret_hash->b), ret_hash->b, &count) ==
               LL_OK &&
           count == sizeof(ret_hash->b);
}

static void put_hash(struct ll_strbuf *out, const struct ll_tree_hash *hash)
{
    ll_base64_put(out, LL_BASE64_STANDARD, (struct ll_str){(const char *)hash->b, sizeof(hash->b)});
    ll_strbuf_char(out, '\n');
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

enum ll_status ll_checkpoint_parse(struct ll_str text, struct ll_checkpoint *ret_checkpoint,
                                   struct ll_err *reterr)
{
    struct ll_checkpoint checkpoint;
    struct ll_str rest = text;
    struct ll_str size;
    struct ll_str root;
    struct ll_str line;
    if (!take_line(&rest, &checkpoint.origin) || checkpoint.origin.len == 0 ||
        !take_line(&rest, &size) || !take_line(&rest, &root)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a checkpoint has lines of origin, size and root");
    }
    if (!parse_count(size, &checkpoint.size)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the size of a checkpoint is no count of entries");
    }
    if (!parse_hash(root, &checkpoint.root)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the root of a checkpoint is not 32 bytes, base 64");
    }
    checkpoint.more = rest;
    while (rest.len > 0) {
        if (!take_line(&rest, &line) || line.len == 0) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a checkpoint has an empty or unfinished line");
        }
    }
    *ret_checkpoint = checkpoint;
    return LL_OK;
}

void ll_checkpoint_put(struct ll_strbuf *out, const struct ll_checkpoint *checkpoint)
{
    ll_strbuf_str(out, checkpoint->origin);
    ll_strbuf_char(out, '\n');
    ll_strbuf_i64(out, checkpoint->size);
    ll_strbuf_char(out, '\n');
    put_hash(out, &checkpoint->root);
    ll_strbuf_str(out, checkpoint->more);
}

enum ll_status ll_checkpoint_open(const struct ll_proof_crypto *crypto, struct ll_str bytes,
                                  const struct ll_note_key *log, struct ll_note *ret_note,
                                  struct ll_checkpoint *ret_checkpoint, struct ll_err *reterr)
{
    LL_TRY(ll_note_parse(bytes, ret_note, reterr));
    LL_TRY(ll_checkpoint_parse(ret_note->text, ret_checkpoint, reterr));
    if (!ll_str_eq(ret_checkpoint->origin, log->name)) {
        return LL_FAIL_TEXT(reterr, LL_ENOTFOUND, "the checkpoint is of another log");
    }
    return ll_note_check(crypto, ret_note, log, NULL, reterr);
}

/* ---- proofs of inclusion --------------------------------------------------------------------- */

static const char first_line[] = "c2sp.org/tlog-proof@v1";

static bool after(struct ll_str line, const char *word, struct ll_str *ret_value)
{
    struct ll_str start = ll_str_from_cstr(word);
    if (!ll_str_starts(line, start)) {
        return false;
    }
    *ret_value = ll_str_sub(line, start.len, line.len);
    return true;
}

static bool extra_ok(struct ll_str extra)
{
    uint8_t bytes[LL_TLOG_PROOF_EXTRA_MAX];
    size_t count = 0;
    return ll_base64_decode(LL_BASE64_STANDARD, extra, sizeof(bytes), bytes, &count) == LL_OK;
}

/* The hashes up to the empty line. */
static enum ll_status parse_hashes(struct ll_str *rest, struct ll_tree_proof *proof,
                                   struct ll_err *reterr)
{
    struct ll_str line;
    proof->count = 0;
    while (take_line(rest, &line)) {
        if (line.len == 0) {
            return LL_OK;
        }
        if (proof->count == LL_TREE_PROOF_MAX) {
            return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the proof has more than 64 hashes");
        }
        if (!parse_hash(line, &proof->hashes[proof->count])) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a hash of the proof is not 32 bytes, base 64");
        }
        proof->count++;
    }
    return LL_FAIL_TEXT(reterr, LL_EPARSE, "the proof ends before its checkpoint");
}

enum ll_status ll_tlog_proof_parse(struct ll_str bytes, struct ll_tlog_proof *ret_proof,
                                   struct ll_err *reterr)
{
    struct ll_str rest = bytes;
    struct ll_str line;
    struct ll_str number;
    struct ll_tlog_proof proof = {.extra = {"", 0}};
    if (bytes.len > LL_NOTE_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the proof is longer than this program reads");
    }
    if (!take_line(&rest, &line) || !ll_str_eq_cstr(line, first_line)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a proof begins with c2sp.org/tlog-proof@v1");
    }
    bool more = take_line(&rest, &line);
    if (more && after(line, "extra ", &proof.extra)) {
        if (proof.extra.len == 0 || !extra_ok(proof.extra)) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "what is extra is not base 64, or too long");
        }
        more = take_line(&rest, &line);
    }
    if (!more || !after(line, "index ", &number) || !parse_count(number, &proof.index)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the proof does not say the index of its entry");
    }
    LL_TRY(parse_hashes(&rest, &proof.proof, reterr));
    proof.checkpoint = rest;
    *ret_proof = proof;
    return LL_OK;
}

void ll_tlog_proof_put(struct ll_strbuf *out, const struct ll_tlog_proof *proof)
{
    ll_strbuf_cstr(out, first_line);
    if (proof->extra.len > 0) {
        ll_strbuf_cstr(out, "\nextra ");
        ll_strbuf_str(out, proof->extra);
    }
    ll_strbuf_cstr(out, "\nindex ");
    ll_strbuf_i64(out, proof->index);
    ll_strbuf_char(out, '\n');
    for (size_t i = 0; i < proof->proof.count; i++) {
        put_hash(out, &proof->proof.hashes[i]);
    }
    ll_strbuf_char(out, '\n');
    ll_strbuf_str(out, proof->checkpoint);
}

/* ---- requests to witnesses ------------------------------------------------------------------- */

enum ll_status ll_witness_request_parse(struct ll_str bytes, struct ll_witness_request *ret_request,
                                        struct ll_err *reterr)
{
    struct ll_str rest = bytes;
    struct ll_str line;
    struct ll_str number;
    struct ll_witness_request request = {.old_size = 0};
    if (bytes.len > LL_WITNESS_REQUEST_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the request is longer than this program reads");
    }
    if (!take_line(&rest, &line) || !after(line, "old ", &number) ||
        !parse_count(number, &request.old_size)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a request begins with 'old' and a size");
    }
    LL_TRY(parse_hashes(&rest, &request.proof, reterr));
    if (request.proof.count > LL_WITNESS_HASHES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the proof has more than 63 hashes");
    }
    if (rest.len > LL_WITNESS_NOTE_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the checkpoint is longer than this program keeps");
    }
    request.note = rest;
    *ret_request = request;
    return LL_OK;
}

void ll_witness_request_put(struct ll_strbuf *out, const struct ll_witness_request *request)
{
    ll_strbuf_cstr(out, "old ");
    ll_strbuf_i64(out, request->old_size);
    ll_strbuf_char(out, '\n');
    for (size_t i = 0; i < request->proof.count; i++) {
        put_hash(out, &request->proof.hashes[i]);
    }
    ll_strbuf_char(out, '\n');
    ll_strbuf_str(out, request->note);
}

/* ---- accepting ------------------------------------------------------------------------------- */

static bool same_key(const struct ll_note_key *a, const struct ll_note_key *b)
{
    return ll_str_eq(a->name, b->name) && memcmp(a->id, b->id, sizeof(a->id)) == 0;
}

/* The times of cosignatures, sorted: the quorum stands since the last of the first so many. */
static enum ll_tlog_reason count_witnesses(const struct ll_proof_crypto *crypto,
                                           const struct ll_tlog_policy *policy,
                                           const struct ll_note *note,
                                           struct ll_tlog_verdict *verdict)
{
    int64_t times[LL_NOTE_SIGNATURES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < policy->witness_count; i++) {
        int64_t time_s = 0;
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || same_key(&policy->witnesses[k], &policy->witnesses[i]);
        }
        enum ll_status status = ll_note_check(crypto, note, &policy->witnesses[i], &time_s, NULL);
        if (status == LL_ESIGNATURE) {
            return LL_TLOG_COSIGNATURE;
        }
        if (status != LL_OK || again) {
            continue;
        }
        LL_ASSERT(count < LL_NOTE_SIGNATURES_MAX); /* one line each at least */
        size_t at = count++;
        for (; at > 0 && times[at - 1] > time_s; at--) {
            times[at] = times[at - 1];
        }
        times[at] = time_s;
    }
    verdict->cosigned = count;
    if (count < policy->quorum) {
        return LL_TLOG_WITNESSES;
    }
    verdict->cosigned_at_s = policy->quorum == 0 ? 0 : times[policy->quorum - 1];
    return LL_TLOG_INCLUDED;
}

static enum ll_tlog_reason open_checkpoint(const struct ll_proof_crypto *crypto,
                                           const struct ll_tlog_policy *policy, struct ll_str bytes,
                                           struct ll_checkpoint *ret_checkpoint,
                                           struct ll_tlog_verdict *verdict)
{
    struct ll_note note;
    if (ll_note_parse(bytes, &note, &verdict->problem) != LL_OK ||
        ll_checkpoint_parse(note.text, ret_checkpoint, &verdict->problem) != LL_OK) {
        return LL_TLOG_CHECKPOINT;
    }
    if (!ll_str_eq(ret_checkpoint->origin, policy->log.name)) {
        return LL_TLOG_ORIGIN;
    }
    enum ll_status status = ll_note_check(crypto, &note, &policy->log, NULL, NULL);
    if (status != LL_OK) {
        return status == LL_ESIGNATURE ? LL_TLOG_SIGNATURE : LL_TLOG_UNSIGNED;
    }
    return count_witnesses(crypto, policy, &note, verdict);
}

void ll_tlog_accept(const struct ll_proof_crypto *crypto, const struct ll_tlog_policy *policy,
                    struct ll_str proof_text, const struct ll_tree_hash *leaf,
                    struct ll_tlog_verdict *ret_verdict)
{
    struct ll_tlog_proof proof;
    struct ll_checkpoint checkpoint;
    struct ll_tlog_verdict verdict = {.reason = LL_TLOG_FORMAT, .index = -1};
    if (ll_tlog_proof_parse(proof_text, &proof, &verdict.problem) == LL_OK) {
        verdict.index = proof.index;
        verdict.reason = open_checkpoint(crypto, policy, proof.checkpoint, &checkpoint, &verdict);
    }
    if (verdict.reason == LL_TLOG_INCLUDED) {
        verdict.size = checkpoint.size;
        verdict.root = checkpoint.root;
        if (proof.index >= checkpoint.size) {
            verdict.reason = LL_TLOG_INDEX;
        } else if (!ll_tree_includes(crypto, proof.index, checkpoint.size, leaf, &proof.proof,
                                     &checkpoint.root)) {
            verdict.reason = LL_TLOG_NOT_INCLUDED;
        }
    }
    *ret_verdict = verdict;
}
