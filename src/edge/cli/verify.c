/*
 * verify FILE: is a certificate authentic? Offline, with neither data directory nor store: a person
 * who was handed a certificate needs nothing of the operator's but the key they trust.
 */
#include <string.h>

#include "edge/cli/state.h"
#include "proof/data_integrity.h"

#define KEY_FILE_BYTES_MAX 4096

struct verify_input {
    struct ll_file file;
    struct ll_str issuer;
    bool has_issuer;
    struct ll_file key;
    bool has_key;
};
static const struct ll_field verify_fields[] = {
    LL_MEMBER(verify_input, file, LL_REQ(FILE), .operand = true, .max = LL_DI_DOCUMENT_BYTES_MAX,
              .help = "the certificate, as JSON; - is standard input"),
    LL_MEMBER(verify_input, issuer, LL_OPT(STR), LL_PRESENT(verify_input, has_issuer), .max = 256,
              .help = "the issuer that you trust, as a DID: did:key:z6Mk..."),
    LL_MEMBER(verify_input, key, LL_OPT(FILE), LL_PRESENT(verify_input, has_key),
              .max = KEY_FILE_BYTES_MAX,
              .help = "a file with the public key that you trust, as z6Mk..., as did:key:z6Mk..., "
                      "or as 64 hexadecimal digits"),
};
const struct ll_record ll_cmd_verify_record = LL_RECORD("verify", verify_input, verify_fields);

/* What the reader trusts. */
struct pin {
    bool by_key;
    struct ll_public_key key;
    struct ll_str issuer; /* empty: none named */
};

/* With a key given, only that key counts, whatever the document names. */
static enum ll_di_key find_key(void *ctx, struct ll_str method, struct ll_public_key *ret_key)
{
    const struct pin *pin = ctx;
    if (pin->by_key) {
        *ret_key = pin->key;
        return LL_DI_KEY_FOUND;
    }
    return ll_di_did_key.find(ll_di_did_key.ctx, method, ret_key);
}

static enum ll_status read_key(const struct ll_file *file, struct ll_public_key *ret_key,
                               struct ll_err *reterr)
{
    const struct ll_str did = LL_STR("did:key:");
    struct ll_str text = ll_str_trim(file->bytes);
    enum ll_status status = LL_OK;
    if (text.len == 2 * sizeof(ret_key->b)) {
        status = ll_hex_decode(text, ret_key->b);
    } else {
        if (ll_str_starts(text, did)) {
            text = ll_str_sub(text, did.len, ll_str_find_char(text, '#'));
        }
        status = ll_multikey_public_parse(text, ret_key, NULL);
    }
    if (status != LL_OK) {
        status = LL_FAIL(reterr, status, "this is no Ed25519 public key");
        ll_err_where(reterr, "%.*s", LL_STR_ARG(file->name));
        ll_err_hint(reterr, "one line: z6Mk..., did:key:z6Mk..., or 64 hexadecimal digits");
    }
    return status;
}

/* DID Core, 3.1: did:METHOD:ID. */
static bool is_did(struct ll_str text)
{
    const struct ll_str scheme = LL_STR("did:");
    struct ll_str rest = ll_str_sub(text, scheme.len, text.len);
    size_t colon = ll_str_find_char(rest, ':');
    bool good = ll_str_starts(text, scheme) && colon > 0 && colon + 1 < rest.len;
    for (size_t i = 0; good && i < rest.len; i++) {
        char c = rest.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        good = plain || i == colon ||
               (i > colon && ((c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' ||
                              c == ':' || c == '%'));
    }
    return good;
}

/* A mistyped issuer must not look like a forged certificate. */
static enum ll_status check_issuer(struct ll_str issuer, struct ll_err *reterr)
{
    const struct ll_str did_key = LL_STR("did:key:");
    struct ll_public_key key;
    bool good = is_did(issuer);
    if (good && ll_str_starts(issuer, did_key)) {
        struct ll_str text = ll_str_sub(issuer, did_key.len, issuer.len);
        enum ll_status status = ll_multikey_public_parse(text, &key, NULL);
        bool other_kind =
            status == LL_EUNSUPPORTED && !ll_str_starts(text, LL_STR("z6Mk")); /* P-256: zDna... */
        good = (status == LL_OK && ll_sign_key_possible(&key)) || other_kind;
    }
    if (good) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EUSAGE, "'%.*s' is no identifier of an issuer", LL_STR_ARG(issuer));
    ll_err_where(reterr, "--issuer");
    ll_err_hint(reterr, "a whole DID, as 'loopledger key show' prints it: did:key:z6Mk...; a key "
                        "alone goes into a file, with --key");
    return status;
}

/* ---- the verdict ---- */

/* Outcome of the check, whether the issuer is pinned: word, exit code. */
struct verdict_row {
    enum ll_di_outcome outcome;
    bool pinned;
    const char *word;
    int exit_code;
};
static const struct verdict_row verdict_rows[] = {
    {LL_DI_OUTCOME_VALID, true, "authentic", 0},
    {LL_DI_OUTCOME_VALID, false, "signature sound, issuer not pinned", 4},
    {LL_DI_OUTCOME_INVALID, true, "not authentic", 1},
    {LL_DI_OUTCOME_INVALID, false, "not authentic", 1},
    {LL_DI_OUTCOME_UNSUPPORTED, true, "unsupported", 4},
    {LL_DI_OUTCOME_UNSUPPORTED, false, "unsupported", 4},
    {LL_DI_OUTCOME_UNKNOWN, true, "unknown", 4},
    {LL_DI_OUTCOME_UNKNOWN, false, "unknown", 4},
};

/* What cannot be judged for want of anything to judge: it says nothing about who made it, so it is
 * not called "not authentic", which reads as forged. */
static bool is_certificate(enum ll_di_reason reason)
{
    return reason != LL_DI_NOT_JSON && reason != LL_DI_NOT_OBJECT && reason != LL_DI_NO_PROOF &&
           reason != LL_DI_PROOF_SHAPE;
}
static const struct verdict_row no_certificate = {LL_DI_OUTCOME_UNKNOWN, false,
                                                  "not a signed certificate", 4};

static const struct verdict_row *find_row(enum ll_di_outcome outcome, bool pinned)
{
    for (size_t i = 0; i < sizeof(verdict_rows) / sizeof(verdict_rows[0]); i++) {
        if (verdict_rows[i].outcome == outcome && verdict_rows[i].pinned == pinned) {
            return &verdict_rows[i];
        }
    }
    LL_ASSERT(false);
}

static const char *reason_text(const struct ll_di_verdict *verdict, const struct pin *pin,
                               bool other_issuer)
{
    if (other_issuer) {
        return "the certificate is by another issuer than the one you trust";
    }
    if (verdict->reason == LL_DI_SIGNATURE && pin->by_key) {
        return "the signature does not match: something was changed, or another key signed it";
    }
    if (verdict->reason == LL_DI_VALID && !pin->by_key && pin->issuer.len == 0) {
        return "the signature is sound, but anybody can make a key: say whom you trust with "
               "--issuer or --key";
    }
    return ll_di_reason_text(verdict->reason);
}

/* The reason's sentence; of what is no JSON also where it stops being so. */
static void put_text(struct ll_cli *cli, struct ll_json *answer, const struct ll_di_opened *opened,
                     const char *text)
{
    char whole[LL_ERR_TEXT_MAX * 2];
    bool more = opened->reason == LL_DI_NOT_JSON && opened->problem.text[0] != '\0';
    snprintf(whole, sizeof(whole), "%s%s%s", text, more ? ": " : "",
             more ? opened->problem.text : "");
    ll_json_set_str(&cli->arena, answer, "text", ll_str_copy(&cli->arena, ll_str_from_cstr(whole)));
}

static void put_certificate(struct ll_cli *cli, struct ll_json *answer,
                            const struct ll_di_opened *opened)
{
    const struct ll_json *id = ll_json_get(opened->document, "id");
    ll_json_set_str(&cli->arena, answer, "issuer", opened->issuer);
    if (id != NULL && id->type == LL_JSON_STRING) {
        ll_json_set_str(&cli->arena, answer, "certificate", id->string);
    }
    if (opened->created.len > 0) {
        ll_json_set_str(&cli->arena, answer, "signed_at", opened->created);
    }
}

enum ll_status ll_cmd_verify(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    const struct verify_input *in = input;
    struct pin pin = {.by_key = in->has_key, .issuer = in->issuer};
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    if (in->has_issuer) {
        LL_TRY(check_issuer(in->issuer, reterr));
    }
    if (in->has_key) {
        LL_TRY(read_key(&in->key, &pin.key, reterr));
    }
    const struct ll_di_resolver resolver = {.find = find_key, .ctx = &pin};
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    LL_TRY(
        ll_di_verify(&cli->arena, &crypto, in->file.bytes, &resolver, &opened, &verdict, reterr));
    bool pinned = pin.by_key || pin.issuer.len > 0;
    bool readable = opened.reason == LL_DI_VALID;
    bool other = readable && pin.issuer.len > 0 && !ll_str_eq(opened.issuer, pin.issuer);
    enum ll_di_outcome outcome = other ? LL_DI_OUTCOME_INVALID : verdict.outcome;
    const struct verdict_row *row =
        is_certificate(verdict.reason) ? find_row(outcome, pinned) : &no_certificate;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_cstr(&cli->arena, answer, "verdict", row->word);
    ll_json_set_cstr(&cli->arena, answer, "reason",
                     other ? "other-issuer" : ll_di_reason_code(verdict.reason));
    put_text(cli, answer, &opened, reason_text(&verdict, &pin, other));
    if (readable) {
        put_certificate(cli, answer, &opened);
    }
    /* What a lone file cannot say: these need the log's proof and the list of statuses. */
    ll_json_set_cstr(&cli->arena, answer, "in_the_log", "unknown");
    ll_json_set_cstr(&cli->arena, answer, "status", "unknown");
    cli->exit_code = row->exit_code;
    return ll_cli_answer(answer, ret_answer, reterr);
}
