#include "proof/verify.h"

#include "base/catalogue.h"
#include "proof/inflate.h"
#include "proof/jws.h"
#include "proof/multikey.h"
#include "proof/pdf.h"
#include "proof/succession.h"

static const char *const words[LL_AUTHENTIC_COUNT] = {
    [LL_AUTHENTIC_YES] = LL_T("authentic"),
    [LL_AUTHENTIC_UNPINNED] = LL_T("signature sound, issuer not pinned"),
    [LL_AUTHENTIC_NO] = LL_T("not authentic"),
    [LL_AUTHENTIC_UNSUPPORTED] = LL_T("unsupported"),
    [LL_AUTHENTIC_UNKNOWN] = LL_T("unknown"),
    [LL_AUTHENTIC_NOT_SIGNED] = LL_T("not a signed certificate"),
};

const char *ll_authentic_word(enum ll_authentic authentic)
{
    return words[authentic];
}

const char *ll_logged_word(enum ll_logged logged)
{
    static const char *const logged_words[] = {
        [LL_LOGGED_UNKNOWN] = "unknown", [LL_LOGGED_YES] = "yes", [LL_LOGGED_NO] = "no"};
    return logged_words[logged];
}

enum ll_allocated ll_allocated_of(enum ll_allocated_reason reason)
{
    static const enum ll_allocated of_reason[] = {
        [LL_ALLOCATED_OPENED] = LL_ALLOCATED_YES,
        [LL_ALLOCATED_NO_INTERVALS] = LL_ALLOCATED_UNKNOWN,
        [LL_ALLOCATED_INTERVALS_LEFT_OUT] = LL_ALLOCATED_UNKNOWN,
        [LL_ALLOCATED_NOT_LOGGED] = LL_ALLOCATED_UNKNOWN,
        [LL_ALLOCATED_LEFT_OUT] = LL_ALLOCATED_UNKNOWN,
        [LL_ALLOCATED_SHAPE] = LL_ALLOCATED_NO,
        [LL_ALLOCATED_NOT_INCLUDED] = LL_ALLOCATED_NO,
        [LL_ALLOCATED_UNOPENED] = LL_ALLOCATED_NO,
        [LL_ALLOCATED_CITED] = LL_ALLOCATED_NO,
    };
    return of_reason[reason];
}

const struct ll_verify_row ll_verify_rows[] = {
#define LL_VERIFY_ROW(symbol, code, text) [LL_VERIFY_##symbol] = {(code), (text)},
#include "proof/verify_reasons.def"
#undef LL_VERIFY_ROW
};

static void say(struct ll_verify_report *report, enum ll_verify_said said)
{
    report->reason = ll_verify_rows[said].code;
    report->text = ll_verify_rows[said].text;
}

static bool is_good(enum ll_authentic authentic)
{
    return authentic == LL_AUTHENTIC_YES || authentic == LL_AUTHENTIC_UNPINNED;
}

/* ---- whom the reader trusts ---- */

/* Asked for the key of one signature. */
struct finder {
    const struct ll_trust *trust;
    struct ll_str at; /* when it was made, as far as what was signed says so */
    bool retired;     /* the key was found, and it had been retired by then */
};

/* With a key given, only that key counts, whatever the file names. */
static enum ll_di_key find_key(void *ctx, struct ll_str method, struct ll_public_key *ret_key)
{
    struct finder *finder = ctx;
    const struct ll_trust *trust = finder->trust;
    if (trust->by_key) {
        *ret_key = trust->key;
        return LL_DI_KEY_FOUND;
    }
    if (trust->document != NULL) {
        return ll_did_document_find(trust->document, method, finder->at, ret_key, &finder->retired);
    }
    return ll_di_did_key.find(ll_di_did_key.ctx, method, ret_key);
}

static bool trusts(const struct ll_trust *trust, struct ll_str issuer)
{
    return (trust->issuer.len == 0 || trust->document != NULL ||
            ll_str_eq(issuer, trust->issuer)) &&
           (trust->document == NULL || ll_did_document_names(trust->document, issuer));
}

/* What a check found, before the reader's trust is asked. */
struct finding {
    enum ll_di_outcome outcome;
    bool readable; /* nothing is wrong with the form: it names its issuer */
    bool mismatch; /* the signature is not by the key */
    bool retired;  /* the key was retired before it was made */
    const char *reason;
    const char *text;
};

static void refuse_retired(struct ll_verify_report *report)
{
    report->authentic = LL_AUTHENTIC_NO;
    say(report, LL_VERIFY_KEY_RETIRED);
}

static void conclude(const struct ll_trust *trust, const struct finding *finding,
                     struct ll_verify_report *report)
{
    static const enum ll_authentic of_outcome[] = {
        [LL_DI_OUTCOME_VALID] = LL_AUTHENTIC_YES,
        [LL_DI_OUTCOME_INVALID] = LL_AUTHENTIC_NO,
        [LL_DI_OUTCOME_UNSUPPORTED] = LL_AUTHENTIC_UNSUPPORTED,
        [LL_DI_OUTCOME_UNKNOWN] = LL_AUTHENTIC_UNKNOWN,
    };
    bool pinned = trust->by_key || trust->issuer.len > 0 || trust->document != NULL;
    report->authentic = of_outcome[finding->outcome];
    report->reason = finding->reason;
    report->text = finding->text;
    if (finding->retired) {
        refuse_retired(report);
    } else if (finding->readable && !trusts(trust, report->issuer)) {
        report->authentic = LL_AUTHENTIC_NO;
        say(report, LL_VERIFY_OTHER_ISSUER);
    } else if (finding->mismatch && trust->by_key) {
        report->text = ll_verify_rows[LL_VERIFY_OTHER_KEY].text;
    } else if (finding->outcome == LL_DI_OUTCOME_VALID && !pinned) {
        report->authentic = LL_AUTHENTIC_UNPINNED;
        report->text = ll_verify_rows[LL_VERIFY_UNPINNED].text;
    }
}

/* ---- the status list ---- */

/* What is being judged, for its lists. */
struct listed {
    const struct ll_json *certificate;
    struct ll_str successor; /* a later key of the same issuer; "" none is known */
};

/* By the certificate's issuer: the same, a key that follows on it, or each by a key that the
 * document names. */
static bool is_by_issuer(const struct ll_trust *trust, const struct listed *listed,
                         struct ll_str list, struct ll_str issuer)
{
    return ll_str_eq(list, issuer) ||
           (listed->successor.len > 0 && ll_str_eq(list, listed->successor)) ||
           (trust->document != NULL && ll_did_document_names(trust->document, list) &&
            ll_did_document_names(trust->document, issuer));
}

/* A list, and by whom; `document` stays NULL of what is none. */
struct list {
    const struct ll_json *document;
    struct ll_str issuer;
    bool is_sound;
};

static enum ll_status open_list(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                const struct ll_trust *trust, const struct listed *listed,
                                struct ll_str text, struct list *ret_list, struct ll_err *reterr)
{
    const struct ll_trust nobody = {.by_key = false};
    struct finder finder = {.trust = trust};
    const struct ll_di_resolver resolver = {.find = find_key, .ctx = &finder};
    struct list list = {.document = NULL};
    if (ll_str_starts(text, LL_STR("{"))) {
        struct ll_di_opened opened;
        LL_TRY(ll_di_open(arena, crypto, text, &opened, reterr));
        if (opened.reason == LL_DI_VALID && ll_status_looks_like(opened.document)) {
            bool follows = ll_str_eq(opened.issuer, listed->successor);
            finder = (struct finder){.trust = follows && trust->by_key ? &nobody : trust,
                                     .at = opened.created};
            list = (struct list){opened.document, opened.issuer, false};
            list.is_sound = !opened.has_added_context &&
                            ll_di_judge(crypto, &opened, &resolver).reason == LL_DI_VALID;
        }
    } else {
        struct ll_jws_opened opened;
        LL_TRY(ll_jws_open(arena, LL_JWS_STATUS_LIST, text, &opened, reterr));
        if (opened.reason == LL_JWS_VALID) {
            bool follows = ll_str_eq(opened.issuer, listed->successor);
            finder = (struct finder){.trust = follows && trust->by_key ? &nobody : trust,
                                     .at = opened.valid_from};
            list = (struct list){opened.document, opened.issuer, false};
            list.is_sound = ll_jws_judge(crypto, &opened, &resolver).reason == LL_JWS_VALID;
        }
    }
    *ret_list = list;
    return LL_OK;
}

/* The next list of those given: a line, or JSON on several lines that is all there is. */
static struct ll_str next_list(struct ll_str *rest)
{
    struct ll_str all = ll_str_trim(*rest);
    size_t end = ll_str_find_char(all, '\n');
    if (end < all.len && all.ptr[0] == '{' && ll_str_sub(all, 0, end).ptr[end - 1] != '}') {
        end = all.len;
    }
    end = end < all.len ? end : all.len;
    *rest = ll_str_sub(all, end, all.len);
    return ll_str_trim(ll_str_sub(all, 0, end));
}

/* Only of what is authentic. What lists do not say leaves the status as it is. */
static enum ll_status read_status_lists(struct ll_arena *arena,
                                        const struct ll_proof_crypto *crypto,
                                        const struct ll_trust *trust, const struct listed *listed,
                                        struct ll_verify_report *report, struct ll_err *reterr)
{
    struct ll_status_sum sum = {.any = false, .bad = LL_STATUS_SHAPE};
    struct ll_str rest = trust->status_lists;
    size_t count = 0;
    while (count++ < LL_VERIFY_LISTS_MAX) {
        struct ll_str text = next_list(&rest);
        struct ll_status_found found;
        struct list list;
        if (text.len == 0) {
            break;
        }
        LL_TRY(open_list(arena, crypto, trust, listed, text, &list, reterr));
        struct ll_status_given given = {
            .document = list.document,
            .is_signed = list.is_sound && is_by_issuer(trust, listed, list.issuer, report->issuer),
        };
        LL_TRY(ll_status_judge(arena, listed->certificate, &given, trust->now, &found, reterr));
        ll_status_add(&sum, &found);
    }
    enum ll_status_reason reason = ll_status_conclude(&sum, &report->state, &report->state_as_of);
    report->state_reason = ll_status_reason_code(reason);
    report->state_text = ll_status_reason_text(reason);
    return LL_OK;
}

/* ---- a certificate ---- */

/* What cannot be judged for want of anything to judge says nothing about who made it, so it is not
 * called "not authentic", which reads as forged. */
static bool is_certificate(enum ll_di_reason reason)
{
    return reason != LL_DI_NOT_JSON && reason != LL_DI_NOT_OBJECT && reason != LL_DI_NO_PROOF &&
           reason != LL_DI_PROOF_SHAPE;
}

static struct finding finding_of(const struct ll_di_opened *opened, struct ll_di_verdict verdict)
{
    return (struct finding){
        .outcome = verdict.outcome,
        .readable = opened->reason == LL_DI_VALID,
        .mismatch = verdict.reason == LL_DI_SIGNATURE,
        .reason = ll_di_reason_code(verdict.reason),
        .text = ll_di_reason_text(verdict.reason),
    };
}

static bool has_type(const struct ll_json *document, const char *name)
{
    const struct ll_json *type = ll_json_get(document, "type");
    bool is_array = type != NULL && type->type == LL_JSON_ARRAY;
    bool found = false;
    for (size_t i = 0; type != NULL && i < (is_array ? type->count : 1); i++) {
        found = found || ll_str_eq_cstr(ll_json_string(is_array ? &type->items[i] : type), name);
    }
    return found;
}

/* The issuer's key signs status lists and successions of keys in the same way. */
static bool is_no_certificate(const struct ll_json *document)
{
    return has_type(document, LL_TYPE_STATUS_LIST) || has_type(document, LL_TYPE_SUCCESSION);
}

/* What anybody added to a certificate after it was signed must not pass for a part of it. */
static void refuse_unsigned(const struct ll_di_opened *opened, struct ll_verify_report *report)
{
    if (is_no_certificate(opened->document)) {
        report->authentic = LL_AUTHENTIC_NOT_SIGNED;
        say(report, LL_VERIFY_NOT_CERTIFICATE);
    } else if (opened->has_added_context) {
        report->authentic = LL_AUTHENTIC_NO;
        say(report, LL_VERIFY_CONTEXT_ADDED);
    }
}

static void put_names(const struct ll_di_opened *opened, struct ll_verify_report *report)
{
    report->issuer = opened->issuer;
    report->certificate = ll_json_string_at(opened->document, "id");
    report->signed_at = opened->created;
    report->is_statement = has_type(opened->document, LL_TYPE_MATERIAL_STATEMENT);
    if (report->is_statement) {
        report->logged_reason = ll_verify_rows[LL_VERIFY_NO_LOG_OF_IT].code;
        report->logged_text = ll_verify_rows[LL_VERIFY_NO_LOG_OF_IT].text;
    }
}

static void judge_certificate(const struct ll_proof_crypto *crypto, const struct ll_trust *trust,
                              const struct ll_di_opened *opened, struct ll_verify_report *report)
{
    struct finder finder = {.trust = trust, .at = opened->created};
    const struct ll_di_resolver resolver = {.find = find_key, .ctx = &finder};
    struct ll_di_verdict verdict = ll_di_judge(crypto, opened, &resolver);
    struct finding finding = finding_of(opened, verdict);
    finding.retired = finder.retired;
    if (finding.readable) {
        put_names(opened, report);
    }
    conclude(trust, &finding, report);
    report->form = LL_VERIFY_CERTIFICATE;
    if (!is_certificate(verdict.reason)) {
        report->form = LL_VERIFY_NOTHING;
        report->authentic = LL_AUTHENTIC_NOT_SIGNED;
        report->problem = opened->problem;
    } else if (is_good(report->authentic)) {
        refuse_unsigned(opened, report);
    }
}

/* ---- a bundle ---- */

static void refuse_bundle(enum ll_bundle_reason reason, struct ll_verify_report *report)
{
    report->authentic = LL_AUTHENTIC_NO;
    report->reason = ll_bundle_reason_code(reason);
    report->text = ll_bundle_reason_text(reason);
}

/* Keys of one issuer, each named by the one before: where the reader's own and the certificate's
 * stand among them. */
struct chain {
    struct ll_str trusted[2]; /* the DIDs of the key and of the issuer that the reader trusts; "" */
    bool has_trusted[2];
    const struct ll_did_document *document; /* NULL: none */
    bool has_documented;                    /* a key that the document has in use */
    struct ll_str certified;                /* the certificate's issuer */
    bool has_certified;
};

/* Has the document this did:key in use? A key that it retired vouches for no other. */
static bool is_in_use(const struct ll_did_document *document, struct ll_str did)
{
    const struct ll_str scheme = LL_STR("did:key:");
    struct ll_public_key key;
    enum ll_status status =
        ll_str_starts(did, scheme)
            ? ll_multikey_public_parse(ll_str_sub(did, scheme.len, did.len), &key, NULL)
            : LL_EPARSE;
    return status == LL_OK && ll_did_document_uses(document, &key);
}

static void pass_key(struct chain *chain, struct ll_str did)
{
    for (size_t i = 0; i < 2; i++) {
        chain->has_trusted[i] = chain->has_trusted[i] || ll_str_eq(did, chain->trusted[i]);
    }
    chain->has_certified = chain->has_certified || ll_str_eq(did, chain->certified);
    chain->has_documented =
        chain->has_documented || (chain->document != NULL && is_in_use(chain->document, did));
}

/* From the first key to the one that signed the bundle, without a gap. */
static enum ll_status follow_keys(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const struct ll_bundle *bundle, struct chain *chain,
                                  bool *ret_good, struct ll_err *reterr)
{
    struct ll_str next = {"", 0};
    size_t count = bundle->keys == NULL ? 0 : bundle->keys->count;
    *ret_good = bundle->keys == NULL || count > 0;
    for (size_t i = 0; *ret_good && i < count; i++) {
        struct ll_str issuer = {"", 0};
        struct ll_str successor = {"", 0};
        LL_TRY(ll_succession_check(arena, crypto, &bundle->keys->items[i], ret_good, &issuer,
                                   &successor, reterr));
        *ret_good = *ret_good && (i == 0 || ll_str_eq(issuer, next));
        next = successor;
        pass_key(chain, issuer);
    }
    *ret_good = *ret_good && (count == 0 || ll_str_eq(next, bundle->issuer));
    pass_key(chain, bundle->issuer);
    return LL_OK;
}

static bool judge_chain(const struct ll_trust *trust, const struct chain *chain,
                        const struct ll_bundle *bundle, bool is_whole,
                        struct ll_verify_report *report)
{
    if (!is_whole) {
        refuse_bundle(LL_BUNDLE_KEYS, report);
    } else if (!chain->has_certified) {
        refuse_bundle(LL_BUNDLE_ISSUER, report);
    } else if ((trust->by_key && !chain->has_trusted[0]) ||
               (trust->issuer.len > 0 && trust->document == NULL && !chain->has_trusted[1]) ||
               (trust->document != NULL && !chain->has_documented &&
                !ll_did_document_names(trust->document, bundle->issuer))) {
        report->authentic = LL_AUTHENTIC_NO;
        say(report, LL_VERIFY_OTHER_BUNDLE);
    } else {
        return true;
    }
    return false;
}

static bool is_retired(const struct ll_did_document *document, const struct ll_di_opened *opened)
{
    struct ll_public_key key;
    bool retired = false;
    (void)ll_did_document_find(document, opened->method, opened->created, &key, &retired);
    return retired;
}

/* Each signature by the key that it names; then that these are keys of one issuer, and the reader's
 * is among them. */
static enum ll_status judge_bundle(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_trust *trust, const struct ll_json *whole,
                                   const struct ll_bundle *bundle, struct ll_di_opened *certificate,
                                   struct ll_verify_report *report, struct ll_err *reterr)
{
    const struct ll_trust nobody = {.by_key = false};
    const struct finding sound = {.outcome = LL_DI_OUTCOME_VALID,
                                  .readable = true,
                                  .reason = ll_di_reason_code(LL_DI_VALID),
                                  .text = ll_di_reason_text(LL_DI_VALID)};
    struct ll_di_opened envelope;
    char trusted[LL_DID_KEY_SIZE] = "";
    bool is_whole = false;
    bool is_one = bundle->certificate == whole; /* nothing in it is signed on its own */
    LL_TRY(ll_di_open_value(arena, crypto, whole, &envelope, reterr));
    *certificate = envelope;
    if (!is_one) {
        LL_TRY(ll_di_open_value(arena, crypto, bundle->certificate, certificate, reterr));
    }
    judge_certificate(crypto, &nobody, &envelope, report);
    if (is_good(report->authentic) && !is_one) {
        judge_certificate(crypto, &nobody, certificate, report);
    }
    report->form = LL_VERIFY_BUNDLE;
    if (!is_good(report->authentic)) {
        return LL_OK;
    }
    if (trust->by_key) {
        ll_did_key_format(&trust->key, trusted);
    }
    struct chain chain = {
        .trusted = {ll_str_from_cstr(trusted), trust->issuer},
        .document = trust->document,
        .certified = certificate->issuer,
    };
    LL_TRY(follow_keys(arena, crypto, bundle, &chain, &is_whole, reterr));
    if (judge_chain(trust, &chain, bundle, is_whole, report)) {
        bool pinned = trust->by_key || trust->issuer.len > 0 || trust->document != NULL;
        struct ll_trust found = {.issuer = pinned ? report->issuer : LL_STR("")};
        conclude(&found, &sound, report);
        if (trust->document != NULL &&
            (is_retired(trust->document, &envelope) || is_retired(trust->document, certificate))) {
            refuse_retired(report);
        }
    }
    return LL_OK;
}

static void put_logged(const struct ll_bundle_logged *logged, struct ll_verify_report *report)
{
    report->witnessed = logged->witnessed;
    report->logged = logged->outcome == LL_DI_OUTCOME_VALID     ? LL_LOGGED_YES
                     : logged->outcome == LL_DI_OUTCOME_INVALID ? LL_LOGGED_NO
                                                                : LL_LOGGED_UNKNOWN;
    report->logged_reason = logged->reason;
    report->logged_text = logged->text;
    report->log_index = logged->index;
    report->log_size = logged->size;
}

static enum ll_status verify_bundle(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                    const struct ll_trust *trust, struct ll_str text,
                                    const struct ll_json *whole, struct ll_verify_report *report,
                                    struct ll_err *reterr)
{
    struct ll_bundle bundle;
    struct ll_di_opened certificate;
    enum ll_bundle_reason reason;
    LL_TRY(ll_bundle_open(arena, text, whole, &reason, &bundle, reterr));
    report->form = LL_VERIFY_BUNDLE;
    if (reason != LL_BUNDLE_SOUND) {
        refuse_bundle(reason, report);
        return LL_OK;
    }
    LL_TRY(judge_bundle(arena, crypto, trust, whole, &bundle, &certificate, report, reterr));
    if (!is_good(report->authentic)) {
        return LL_OK;
    }
    report->state = bundle.state;
    report->state_as_of = bundle.as_of;
    if (trust->status_lists.len > 0) {
        struct listed listed = {certificate.document, bundle.issuer};
        LL_TRY(read_status_lists(arena, crypto, trust, &listed, report, reterr));
    }
    struct ll_bundle_logged logged = {.outcome = LL_DI_OUTCOME_UNKNOWN};
    if (bundle.log != NULL) {
        struct ll_log_trust by = {trust->policy, trust->has_log ? &trust->log : NULL, trust->now};
        LL_TRY(ll_bundle_check_log(arena, crypto, &by, bundle.log,
                                   certificate.input + LL_DIGEST_SIZE, &logged, reterr));
        put_logged(&logged, report);
    }
    return ll_bundle_check_allocated(arena, crypto, &bundle, &logged, &report->allocated, reterr);
}

/* ---- a sample ---- */

static enum ll_status verify_sample(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                    const struct ll_trust *trust, struct ll_str text,
                                    const struct ll_json *whole, struct ll_verify_report *report,
                                    struct ll_err *reterr)
{
    struct ll_sample_file file;
    struct ll_di_opened opened;
    enum ll_sample_reason reason;
    LL_TRY(ll_sample_open(arena, crypto, text, whole, &reason, &file, reterr));
    if (reason == LL_SAMPLE_SOUND) {
        const struct ll_bundle by = {
            .certificate = whole, .keys = file.keys, .issuer = file.issuer};
        LL_TRY(judge_bundle(arena, crypto, trust, whole, &by, &opened, report, reterr));
        if (is_good(report->authentic)) {
            LL_TRY(ll_sample_check_signed(&file, &reason, reterr));
        } else if (report->text == ll_verify_rows[LL_VERIFY_OTHER_BUNDLE].text) {
            say(report, LL_VERIFY_OTHER_ISSUER); /* it is no bundle */
        }
    }
    report->form = LL_VERIFY_SAMPLE;
    if (reason != LL_SAMPLE_SOUND) {
        report->authentic = LL_AUTHENTIC_NO;
        report->reason = ll_sample_reason_code(reason);
        report->text = ll_sample_reason_text(reason);
    }
    if (!is_good(report->authentic)) {
        return LL_OK;
    }
    report->sample = ll_sample_json(&file);
    report->state_reason = ll_verify_rows[LL_VERIFY_SAMPLE_STATUS].code;
    report->state_text = ll_verify_rows[LL_VERIFY_SAMPLE_STATUS].text;
    if (file.log != NULL) {
        struct ll_log_trust by = {trust->policy, trust->has_log ? &trust->log : NULL, trust->now};
        struct ll_bundle_logged logged;
        LL_TRY(ll_sample_check_log(&file, &by, &logged, reterr));
        put_logged(&logged, report);
    }
    return LL_OK;
}

/* JSON is a bundle or a sample when it says so, else a certificate. */
static enum ll_status verify_json(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const struct ll_trust *trust, struct ll_str bytes,
                                  struct ll_verify_report *report, struct ll_err *reterr)
{
    struct ll_di_opened opened;
    struct ll_json *whole = NULL;
    struct ll_err problem;
    if (ll_json_read(arena, bytes, LL_BUNDLE_BYTES_MAX, &whole, &problem) != LL_OK) {
        whole = NULL;
    }
    if (ll_bundle_looks_like(whole)) {
        return verify_bundle(arena, crypto, trust, bytes, whole, report, reterr);
    }
    if (ll_sample_looks_like(whole)) {
        return verify_sample(arena, crypto, trust, bytes, whole, report, reterr);
    }
    LL_TRY(ll_di_open(arena, crypto, bytes, &opened, reterr));
    judge_certificate(crypto, trust, &opened, report);
    if (is_good(report->authentic) && trust->status_lists.len > 0) {
        struct listed listed = {opened.document, LL_STR("")};
        return read_status_lists(arena, crypto, trust, &listed, report, reterr);
    }
    return LL_OK;
}

/* ---- a token ---- */

static enum ll_status verify_token(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_trust *trust, struct ll_str token,
                                   struct ll_verify_report *report, struct ll_err *reterr)
{
    struct finder finder = {.trust = trust};
    const struct ll_di_resolver resolver = {.find = find_key, .ctx = &finder};
    struct ll_jws_opened opened;
    LL_TRY(ll_jws_open(arena, LL_JWS_CONFORMITY, token, &opened, reterr));
    finder.at = opened.reason == LL_JWS_VALID ? opened.valid_from : finder.at;
    struct ll_jws_verdict verdict = ll_jws_judge(crypto, &opened, &resolver);
    struct finding finding = {
        .outcome = verdict.outcome,
        .readable = opened.reason == LL_JWS_VALID,
        .mismatch = verdict.reason == LL_JWS_SIGNATURE,
        .retired = finder.retired,
        .reason = ll_jws_reason_code(verdict.reason),
        .text = ll_jws_reason_text(verdict.reason),
    };
    if (finding.readable) {
        report->issuer = opened.issuer;
        report->certificate = ll_json_string_at(opened.document, "id");
        report->signed_at = opened.valid_from;
    }
    conclude(trust, &finding, report);
    report->form = LL_VERIFY_TOKEN;
    if (is_good(report->authentic) && trust->status_lists.len > 0) {
        struct listed listed = {opened.document, LL_STR("")};
        return read_status_lists(arena, crypto, trust, &listed, report, reterr);
    }
    if (verdict.reason == LL_JWS_HEADER || verdict.reason == LL_JWS_PAYLOAD) {
        report->problem = opened.problem;
    }
    return LL_OK;
}

/* ---- a PDF ---- */

static const enum ll_verify_said pdf_reasons[] = {
    [LL_PDF_NONE] = LL_VERIFY_PDF_NONE,
    [LL_PDF_SEVERAL] = LL_VERIFY_PDF_SEVERAL,
    [LL_PDF_FORM] = LL_VERIFY_PDF_FORM,
    [LL_PDF_DAMAGED] = LL_VERIFY_PDF_DAMAGED,
};

static struct ll_verify_report know_nothing(void)
{
    const struct ll_verify_row *no_log = &ll_verify_rows[LL_VERIFY_NO_LOG];
    return (struct ll_verify_report){
        .authentic = LL_AUTHENTIC_NOT_SIGNED,
        .logged_reason = no_log->code,
        .logged_text = no_log->text,
    };
}

static void refuse_size(struct ll_verify_report *report)
{
    *report = know_nothing();
    report->authentic = LL_AUTHENTIC_UNSUPPORTED;
    report->reason = ll_di_reason_code(LL_DI_TOO_LARGE);
    report->text = ll_di_reason_text(LL_DI_TOO_LARGE);
}

static enum ll_status unpack(struct ll_arena *arena, const struct ll_pdf_file *file,
                             enum ll_pdf_found *ret_found, struct ll_str *ret_bytes,
                             struct ll_err *reterr)
{
    uint8_t *room = ll_arena_alloc(arena, file->size + 1, 1);
    if (room == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to unpack the attached file");
    }
    *ret_found = ll_unzlib(file->bytes, file->size, room) ? LL_PDF_ONE : LL_PDF_DAMAGED;
    *ret_bytes = (struct ll_str){(const char *)room, file->size};
    return LL_OK;
}

static enum ll_status verify_pdf(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                 const struct ll_trust *trust, struct ll_str pdf,
                                 struct ll_verify_report *report, struct ll_err *reterr)
{
    struct ll_pdf_file file;
    enum ll_pdf_found found = ll_pdf_find(pdf, &file);
    struct ll_str bytes = found == LL_PDF_ONE ? file.bytes : LL_STR("");
    if (found == LL_PDF_ONE && file.size > LL_VERIFY_BYTES_MAX) {
        refuse_size(report);
        return LL_OK;
    }
    if (found == LL_PDF_ONE && file.is_packed) {
        LL_TRY(unpack(arena, &file, &found, &bytes, reterr));
    }
    if (found == LL_PDF_ONE) {
        return verify_json(arena, crypto, trust, bytes, report, reterr);
    }
    say(report, pdf_reasons[found]);
    return LL_OK;
}

enum ll_status ll_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                         const struct ll_trust *trust, struct ll_str bytes,
                         struct ll_verify_report *ret_report, struct ll_err *reterr)
{
    struct ll_verify_report report = know_nothing();
    struct ll_arena_mark mark = ll_arena_mark(arena);
    /* A token is often kept as a line of text. */
    struct ll_str token = ll_str_trim(bytes);
    enum ll_status status = LL_OK;
    if (ll_pdf_looks_like(bytes)) {
        status = verify_pdf(arena, crypto, trust, bytes, &report, reterr);
    } else if (bytes.len > LL_VERIFY_BYTES_MAX) {
        refuse_size(&report);
    } else if (ll_summary_looks_like(bytes)) {
        status = ll_verify_summary(arena, crypto, trust, bytes, &report, reterr);
    } else if (ll_jws_looks_like(token)) {
        status = verify_token(arena, crypto, trust, token, &report, reterr);
    } else {
        status = verify_json(arena, crypto, trust, bytes, &report, reterr);
    }
    if (status == LL_ENOMEM) {
        ll_arena_rewind(arena, mark);
        refuse_size(&report);
        status = LL_OK;
    }
    LL_TRY(status);
    report.has_policy = trust->policy != NULL;
    *ret_report = report;
    return LL_OK;
}
