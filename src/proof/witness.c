#include "proof/witness.h"

static const struct {
    const char *code;
    const char *text;
    int http;
} reasons[] = {
#define LL_WITNESS_ROW(symbol, code, http, text) [LL_WITNESS_##symbol] = {(code), (text), (http)},
#include "proof/witness_reasons.def"
#undef LL_WITNESS_ROW
};

const char *ll_witness_reason_code(enum ll_witness_reason reason)
{
    return reasons[reason].code;
}

const char *ll_witness_reason_text(enum ll_witness_reason reason)
{
    return reasons[reason].text;
}

int ll_witness_reason_http(enum ll_witness_reason reason)
{
    return reasons[reason].http;
}

static enum ll_witness_reason read_request(struct ll_str bytes, struct ll_witness_opened *opened,
                                           struct ll_note *ret_note, struct ll_err *ret_problem)
{
    if (ll_witness_request_parse(bytes, &opened->request, ret_problem) != LL_OK ||
        ll_note_parse(opened->request.note, ret_note, ret_problem) != LL_OK ||
        ll_checkpoint_parse(ret_note->text, &opened->checkpoint, ret_problem) != LL_OK) {
        return LL_WITNESS_FORMAT;
    }
    opened->text = ret_note->text;
    if (opened->text.len > LL_COSIGNED_TEXT_MAX) {
        (void)LL_FAIL_TEXT(ret_problem, LL_ELIMIT, "the checkpoint is too long to cosign");
        return LL_WITNESS_FORMAT;
    }
    return LL_WITNESS_COSIGNED;
}

/* A log may have several keys here; the first that signed is the one. */
enum ll_witness_reason ll_witness_open(const struct ll_proof_crypto *crypto,
                                       const struct ll_note_key *logs, size_t log_count,
                                       struct ll_str bytes, struct ll_witness_opened *ret_opened,
                                       struct ll_err *ret_problem)
{
    struct ll_note note;
    struct ll_witness_opened opened = {.log = NULL};
    bool known = false;
    enum ll_witness_reason reason = read_request(bytes, &opened, &note, ret_problem);
    if (reason != LL_WITNESS_COSIGNED) {
        return reason;
    }
    for (size_t i = 0; i < log_count && opened.log == NULL; i++) {
        bool its = ll_str_eq(logs[i].name, opened.checkpoint.origin);
        known = known || its;
        if (its && ll_note_check(crypto, &note, &logs[i], NULL, NULL) == LL_OK) {
            opened.log = &logs[i];
        }
    }
    if (opened.log == NULL) {
        return known ? LL_WITNESS_SIGNATURE : LL_WITNESS_ORIGIN;
    }
    if (opened.request.old_size > opened.checkpoint.size) {
        return LL_WITNESS_OLD_SIZE;
    }
    *ret_opened = opened;
    return LL_WITNESS_COSIGNED;
}

enum ll_witness_reason ll_witness_judge(const struct ll_proof_crypto *crypto,
                                        const struct ll_witness_opened *opened, int64_t size,
                                        const struct ll_tree_hash *root)
{
    const struct ll_checkpoint *checkpoint = &opened->checkpoint;
    if (opened->request.old_size != size) {
        return LL_WITNESS_CONFLICT;
    }
    if (checkpoint->size == size && !ll_tree_hash_eq(&checkpoint->root, root)) {
        return LL_WITNESS_FORKED;
    }
    return ll_tree_extends(crypto, size, root, checkpoint->size, &checkpoint->root,
                           &opened->request.proof)
               ? LL_WITNESS_COSIGNED
               : LL_WITNESS_PROOF;
}
