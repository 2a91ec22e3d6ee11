/*
 * verify FILE: is a certificate authentic? Offline, with neither data directory nor store: a person
 * who was handed a certificate needs nothing of the operator's but the key they trust.
 */
#include <string.h>

#include "edge/cli/state.h"
#include "proof/verify.h"

#define KEY_FILE_BYTES_MAX 4096
#define LISTS_BYTES_MAX ((size_t)8 << 20)

struct verify_input {
    struct ll_file file;
    struct ll_str issuer;
    bool has_issuer;
    struct ll_file key;
    bool has_key;
    struct ll_file did_document;
    bool has_did_document;
    struct ll_str log_key;
    bool has_log_key;
    struct ll_file policy;
    bool has_policy;
    struct ll_str status_list;
    bool has_status_list;
};
static const struct ll_field verify_fields[] = {
    LL_MEMBER(verify_input, did_document, LL_OPT(FILE), LL_PRESENT(verify_input, has_did_document),
              .max = LL_DID_DOCUMENT_BYTES_MAX,
              .help = "the DID document of the issuer that you trust, fetched from its did:web: "
                      "https://HOST/.well-known/did.json"),
    LL_MEMBER(
        verify_input, file, LL_REQ(FILE), .operand = true, .max = LL_VERIFY_BYTES_MAX,
        .help = "the certificate, as JSON, token (vc+jwt), bundle or PDF, a sample, or the text of "
                "a summary's QR code; - is standard input"),
    LL_MEMBER(verify_input, issuer, LL_OPT(STR), LL_PRESENT(verify_input, has_issuer), .max = 256,
              .help = "the issuer that you trust, as a DID: did:key:z6Mk..."),
    LL_MEMBER(verify_input, key, LL_OPT(FILE), LL_PRESENT(verify_input, has_key),
              .max = KEY_FILE_BYTES_MAX,
              .help = "a file with the public key that you trust, as z6Mk..., as did:key:z6Mk..., "
                      "or as 64 hexadecimal digits"),
    LL_MEMBER(verify_input, log_key, LL_OPT(STR), LL_PRESENT(verify_input, has_log_key), .max = 512,
              .help = "the key of the log that you trust, as 'loopledger log show' prints it: no "
                      "other log counts"),
    LL_MEMBER(verify_input, policy, LL_OPT(FILE), LL_PRESENT(verify_input, has_policy),
              .max = LL_POLICY_BYTES_MAX,
              .help = "the file (C2SP tlog-policy) with the logs that you trust, and the witnesses "
                      "that must have cosigned: no other log counts"),
    LL_MEMBER(verify_input, status_list, LL_OPT(STR), LL_PRESENT(verify_input, has_status_list),
              .min = 1, .max = LL_PATH_MAX - 1,
              .help = "files with status lists that the certificate names, as its issuer serves "
                      "them, parted by commas: of both purposes for a whole answer"),
};
const struct ll_record ll_cmd_verify_record = LL_RECORD("verify", verify_input, verify_fields);

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

static enum ll_status read_document(struct ll_cli *cli, const struct verify_input *in,
                                    struct ll_did_document *ret_document, struct ll_err *reterr)
{
    enum ll_status status =
        ll_did_document_read(&cli->arena, in->did_document.bytes, ret_document, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(in->did_document.name));
        ll_err_hint(reterr, "the file that its domain serves: https://HOST/.well-known/did.json");
        return status;
    }
    if (in->has_key || (in->has_issuer && !ll_str_eq(in->issuer, ret_document->did))) {
        status = LL_FAIL(reterr, LL_EUSAGE, "the DID document is of '%.*s', and you trust another",
                         LL_STR_ARG(ret_document->did));
        ll_err_where(reterr, "--did-document");
        ll_err_hint(reterr, "either --did-document, with the same --issuer or none, or --key");
    }
    return status;
}

static enum ll_status read_log_key(const struct ll_proof_crypto *crypto, struct ll_str text,
                                   struct ll_note_key *ret_key, struct ll_err *reterr)
{
    enum ll_status status = ll_note_key_parse(crypto, ll_str_trim(text), ret_key, reterr);
    if (status == LL_OK && ret_key->type != LL_NOTE_ED25519) {
        status = LL_FAIL(reterr, LL_EUSAGE, "this is the key of a witness, not of a log");
    }
    if (status != LL_OK) {
        ll_err_where(reterr, "--log-key");
        ll_err_hint(reterr, "as 'loopledger log show' prints it: NAME+HEX+BASE64");
    }
    return status;
}

enum ll_status ll_cli_policy(struct ll_cli *cli, const struct ll_file *file,
                             const struct ll_policy **ret_policy, struct ll_err *reterr)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    struct ll_policy *policy = LL_NEW(&cli->arena, struct ll_policy);
    if (policy == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the policy");
    }
    enum ll_status status = ll_policy_parse(&crypto, file->bytes, policy, reterr);
    if (status == LL_OK && policy->log_count == 0) {
        status = LL_FAIL(reterr, LL_EPARSE, "the policy names no log");
    }
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(file->name));
        ll_err_hint(reterr, "lines 'log KEY', 'witness NAME KEY', 'group NAME all|any|NUMBER "
                            "NAME...', and one 'quorum NAME' or 'quorum none'");
        return status;
    }
    *ret_policy = policy;
    return LL_OK;
}

/* Each file a line or more of its own. */
static enum ll_status read_lists(struct ll_cli *cli, struct ll_str names, struct ll_str *ret_lists,
                                 struct ll_err *reterr)
{
    struct ll_strbuf all;
    ll_strbuf_init(&all, &cli->arena, LISTS_BYTES_MAX);
    while (names.len > 0) {
        size_t comma = ll_str_find_char(names, ',');
        comma = comma < names.len ? comma : names.len;
        struct ll_file file;
        enum ll_status status = ll_file_read(&cli->arena, ll_str_sub(names, 0, comma),
                                             cli->host->in, LL_JWS_BYTES_MAX, &file, reterr);
        if (status != LL_OK) {
            return ll_cli_missing(status, reterr);
        }
        ll_strbuf_str(&all, file.bytes);
        ll_strbuf_char(&all, '\n');
        names = ll_str_sub(names, comma < names.len ? comma + 1 : comma, names.len);
    }
    return ll_strbuf_finish(&all, ret_lists, reterr);
}

/* ---- the verdicts ---- */

static const int exit_codes[LL_AUTHENTIC_COUNT] = {
    [LL_AUTHENTIC_YES] = 0,         [LL_AUTHENTIC_UNPINNED] = 4, [LL_AUTHENTIC_NO] = 1,
    [LL_AUTHENTIC_UNSUPPORTED] = 4, [LL_AUTHENTIC_UNKNOWN] = 4,  [LL_AUTHENTIC_NOT_SIGNED] = 4,
};

/* 1 as soon as one verdict speaks against the certificate; 4 when it cannot be told, or is not
 * witnessed as the reader demands. */
static int exit_code_of(const struct ll_verify_report *report)
{
    bool ended = ll_str_eq_cstr(report->state, "revoked") ||
                 ll_str_eq_cstr(report->state, "superseded") ||
                 ll_str_eq_cstr(report->state, "expired");
    bool is_bundle = report->form == LL_VERIFY_BUNDLE;
    bool misallocated = is_bundle && ll_allocated_of(report->allocated) == LL_ALLOCATED_NO;
    int code = exit_codes[report->authentic];
    if (code == 1 || report->logged == LL_LOGGED_NO || misallocated || ended) {
        return 1;
    }
    bool lacks_witnesses = report->has_policy && !report->witnessed.is_met;
    return lacks_witnesses || ll_str_eq_cstr(report->state, "under-review") ? 4 : code;
}

enum ll_status ll_cmd_verify(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    const struct verify_input *in = input;
    struct ll_trust trust = {
        .by_key = in->has_key, .issuer = in->issuer, .has_log = in->has_log_key};
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    const struct ll_time now = cli->host->clock.now(cli->host->clock.ctx);
    struct ll_did_document document;
    struct ll_verify_report report;
    trust.now = &now;
    if (in->has_issuer) {
        LL_TRY(check_issuer(in->issuer, reterr));
    }
    if (in->has_key) {
        LL_TRY(read_key(&in->key, &trust.key, reterr));
    }
    if (in->has_did_document) {
        LL_TRY(read_document(cli, in, &document, reterr));
        trust.document = &document;
    }
    if (in->has_log_key) {
        LL_TRY(read_log_key(&crypto, in->log_key, &trust.log, reterr));
    }
    if (in->has_status_list) {
        LL_TRY(read_lists(cli, in->status_list, &trust.status_lists, reterr));
    }
    if (in->has_policy) {
        if (in->has_log_key) {
            return LL_FAIL(reterr, LL_EUSAGE,
                           "--policy takes the place of --log-key: its log line has it");
        }
        LL_TRY(ll_cli_policy(cli, &in->policy, &trust.policy, reterr));
    }
    LL_TRY(ll_verify(&cli->arena, &crypto, &trust, in->file.bytes, &report, reterr));
    cli->exit_code = exit_code_of(&report);
    return ll_verify_answer(&cli->arena, &report, ret_answer, reterr);
}
