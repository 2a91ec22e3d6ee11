/*
 * What can be said of a file that claims to be a certificate, without asking anybody: is it
 * authentic, is it in the log, what is its status. The one function that says so, on the command
 * line and, built as WebAssembly, in a page. Freestanding.
 *
 *     a certificate   JSON with a proof of its own (data_integrity.h)
 *     a token         application/vc+jwt (jws.h)
 *     a PDF           with a bundle attached (pdf.h)
 *     a bundle        a certificate with its intervals, status and log proofs (bundle.h)
 *     a sample        that an auditor drew, with what proves it (sample_file.h)
 *     a summary       of a movement of waste, as a QR code on paper has it (summary.h)
 */
#ifndef LL_PROOF_VERIFY_H
#define LL_PROOF_VERIFY_H

#include "proof/bundle.h"
#include "proof/checkpoint.h"
#include "proof/did.h"
#include "proof/sample_file.h"
#include "proof/status_list.h"
#include "proof/summary.h"

#define LL_VERIFY_BYTES_MAX LL_BUNDLE_BYTES_MAX
#define LL_VERIFY_LISTS_MAX 16 /* status lists given at once */

/* Whom the reader trusts: anybody can make a key, so that a signature says nothing by itself. */
struct ll_trust {
    bool by_key; /* only this key counts, whatever the file names */
    struct ll_public_key key;
    struct ll_str issuer; /* a DID; "" when none is named */
    /* The keys that an issuer publishes, fetched by the reader; NULL: none. It is trusted as a key
     * is, and not together with `by_key`. */
    const struct ll_did_document *document;
    /* Status lists of the certificate's issuer, one a line: tokens, or JSON; "" none. */
    struct ll_str status_lists;
    const struct ll_time *now; /* against which a list may be out of date; NULL: nothing is */
    /* Only its logs count, and its witnesses are looked for: instead of `log`. NULL: none. */
    const struct ll_policy *policy;
    bool has_log; /* only this log counts, whichever the file names */
    struct ll_note_key log;
};

enum ll_verify_form {
    LL_VERIFY_NOTHING, /* none of the others */
    LL_VERIFY_CERTIFICATE,
    LL_VERIFY_TOKEN,
    LL_VERIFY_BUNDLE,
    LL_VERIFY_SAMPLE,
    LL_VERIFY_SUMMARY,
    LL_VERIFY_FORM_COUNT,
};

/* The first verdict. */
enum ll_authentic {
    LL_AUTHENTIC_YES,
    LL_AUTHENTIC_UNPINNED, /* the signature is sound; the reader did not say whom to trust */
    LL_AUTHENTIC_NO,
    LL_AUTHENTIC_UNSUPPORTED,
    LL_AUTHENTIC_UNKNOWN,
    LL_AUTHENTIC_NOT_SIGNED, /* nothing to judge, so nothing is called forged */
    LL_AUTHENTIC_COUNT,
};
const char *ll_authentic_word(enum ll_authentic authentic); /* "authentic" */

/* The second: an entry that commits to the certificate is under a checkpoint that its log signed.
 */
enum ll_logged {
    LL_LOGGED_UNKNOWN, /* the file carries no proof, or one that cannot be judged here */
    LL_LOGGED_YES,
    LL_LOGGED_NO, /* what it carries proves nothing */
};
const char *ll_logged_word(enum ll_logged logged); /* "yes" */

/* What is said beside what the parts say; `code` is stable. */
enum ll_verify_said {
#define LL_VERIFY_ROW(symbol, code, text) LL_VERIFY_##symbol,
#include "proof/verify_reasons.def"
#undef LL_VERIFY_ROW
};
struct ll_verify_row {
    const char *code;
    const char *text;
};
extern const struct ll_verify_row ll_verify_rows[];

/* Of a bundle, beside it: its intervals open allocations that the log published. */
enum ll_allocated {
    LL_ALLOCATED_UNKNOWN,
    LL_ALLOCATED_YES,
    LL_ALLOCATED_NO,
};
enum ll_allocated ll_allocated_of(enum ll_allocated_reason reason);

/* Strings are constants, or borrow from the file or the arena. */
struct ll_verify_report {
    enum ll_verify_form form;
    enum ll_authentic authentic;
    const char *reason;    /* a stable code: "valid", "other-issuer" */
    const char *text;      /* a sentence */
    struct ll_err problem; /* problem.text is "" or says where it stops being JSON */
    /* Of what was signed; "" unless it could be read. */
    struct ll_str issuer;
    struct ll_str certificate;
    bool is_statement; /* of recovered materials: `certificate` is its id */
    struct ll_str signed_at;
    enum ll_logged logged;
    const char *logged_reason;
    const char *logged_text;
    int64_t log_index; /* of the first entry; with LL_LOGGED_YES */
    int64_t log_size;
    enum ll_allocated_reason allocated; /* of an authentic bundle */
    bool has_policy;
    struct ll_witnessed witnessed; /* with LL_LOGGED_YES and a policy */
    /* The third: as the issuer signed it; "" is unknown. Only of what is authentic, pinned or not.
     */
    struct ll_str state;
    struct ll_str state_as_of;
    const struct ll_summary *summary; /* what it says, of one that is authentic; NULL: none */
    struct ll_json *sample;           /* likewise: [{"name", "value"}] */
    const char *state_reason;         /* of the status list; NULL: none was given */
    const char *state_text;
};

/* The part of ll_verify that judges what looks like a summary, in `report`. LL_ENOMEM. */
LL_MUST enum ll_status ll_verify_summary(struct ll_arena *arena,
                                         const struct ll_proof_crypto *crypto,
                                         const struct ll_trust *trust, struct ll_str bytes,
                                         struct ll_verify_report *report, struct ll_err *reterr);

/* The report as it is shown, the same everywhere: {"verdict", "reason", "text", …}. LL_ENOMEM. */
LL_MUST enum ll_status ll_verify_answer(struct ll_arena *arena,
                                        const struct ll_verify_report *report,
                                        struct ll_json **ret_answer, struct ll_err *reterr);

/*
 * LL_OK whatever the bytes are. LL_ENOMEM only when the arena cannot hold even a small file: what
 * does not fit is "unsupported". Cost: O(n log n) in the file.
 */
LL_MUST enum ll_status ll_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                 const struct ll_trust *trust, struct ll_str bytes,
                                 struct ll_verify_report *ret_report, struct ll_err *reterr);

#endif
