/*
 * What the page that verifies says, in its reader's language. The verdicts come from the program
 * that judges (proof/verify.h), in English; for other languages the page carries what its sentences
 * are there.
 */
#include "base/catalogue.h"
#include "edge/http/chrome.h"
#include "edge/http/own.h"
#include "proof/verify.h"

#define COMMAND_BYTES_MAX 4096

/* What the script says, by name. */
static const struct word {
    const char *name;
    const char *text;
} words[] = {
    {"pass", LL_T("PASS")},
    {"fail", LL_T("FAIL")},
    {"open", LL_T("CANNOT BE TOLD")},
    {"pass_text", LL_T("Signed by the issuer that you trust, unchanged, and nothing speaks against "
                       "it.")},
    {"fail_text", LL_T("Do not rely on this file. What failed is marked below.")},
    {"open_text", LL_T("Nothing speaks against it, but not all of it could be judged.")},
    {"authentic", LL_T("Signature")},
    {"logged", LL_T("In the public log")},
    {"allocated", LL_T("Units in the log's allocations")},
    {"status", LL_T("Status")},
    {"yes", LL_T("yes")},
    {"no", LL_T("no")},
    {"unknown", LL_T("unknown")},
    {"live", LL_T("in force")},
    {"under-review", LL_T("under review")},
    {"superseded", LL_T("replaced by another")},
    {"revoked", LL_T("revoked")},
    {"not-revoked", LL_T("not revoked")},
    {"not-under-review", LL_T("not under review")},
    {"expired", LL_T("its last day has passed")},
    {"scanned", LL_T("the text of a QR code")},
    {"summary_notification", LL_T("Notification")},
    {"summary_movement", LL_T("Movement")},
    {"summary_shipment", LL_T("Shipment")},
    {"summary_waste", LL_T("Waste, and its code of the Basel Convention")},
    {"summary_mass", LL_T("Mass at most, in grams")},
    {"summary_shipments", LL_T("Shipments at most")},
    {"summary_way", LL_T("Way")},
    {"summary_from", LL_T("From")},
    {"summary_to", LL_T("To")},
    {"summary_consent", LL_T("Consent: state, from, until, shipments, grams")},
    {"summary_package", LL_T("Package and its seal")},
    {"summary_more", LL_T("More packages, which are not listed")},
    {"summary_made", LL_T("Made on")},
    {"summary_expires", LL_T("Last day")},
    {"sample_programme", LL_T("Programme")},
    {"sample_seed", LL_T("Seed")},
    {"sample_until", LL_T("Of what was received up to")},
    {"sample_population", LL_T("Units to draw from")},
    {"sample_units", LL_T("Units drawn")},
    {"sample_complete", LL_T("Units with a whole trail")},
    {"sample_receipts", LL_T("Receipts, each signed by its plant")},
    {"sample_certificates", LL_T("Certificates, each signed by the issuer")},
    {"sample_entries", LL_T("Entries of the public log")},
    {"sample_redrawn", LL_T("Drawn again")},
    {"sample_redrawn_text", LL_T("by this page: the seed gives these units. Written on {time}.")},
    {"sample_not_redrawn", LL_T("Not drawn again")},
    {"sample_not_redrawn_text",
     LL_T("what was drawn from is too long for the file. Written on {time}.")},
    {"as_of", LL_T("as of {time}")},
    {"no_status", LL_T("the file does not say what became of the certificate since: a newer bundle "
                       "or a status list does")},
    {"place", LL_T("entry {index} of the log, under its checkpoint over {size} entries")},
    {"file", LL_T("File")},
    {"issuer", LL_T("Issuer")},
    {"certificate", LL_T("Certificate")},
    {"statement", LL_T("Statement of recovered materials")},
    {"signed_at", LL_T("Signed")},
    {"working", LL_T("Checking {file}")},
    {"too_large", LL_T("The file is larger than 8 MiB, which no certificate is.")},
    {"no_crypto", LL_T("This browser cannot check Ed25519 signatures here: use a newer one, over "
                       "https, or the command below.")},
    {"no_wasm", LL_T("The program that checks could not be loaded: use the command below.")},
    {"bad_trust",
     LL_T("What you gave of whom you trust cannot be read: an issuer is did:key:z6Mk... "
          "or a key, a log's key is NAME+HEX+BASE64.")},
    {"not_given", LL_T("This server gives the bundle of {serial} to those whose certificate it is, "
                       "once they have signed in. Whoever showed you the certificate can give you "
                       "its file.")},
    {"not_there", LL_T("This server knows no certificate {serial} that you may see. Whoever showed "
                       "it to you can give you its file.")},
};

/* What stands on the page itself. */
static const struct word texts[] = {
    {"lead", LL_T("Is a certificate genuine, is it in the public log, and what became of it? Your "
                  "own machine finds out: the file that you choose is not sent to anybody.")},
    {"choose", LL_T("Choose a certificate, or drop it here")},
    {"forms", LL_T("A PDF, a bundle, a signed certificate (JSON), a token (vc+jwt) or an auditor's "
                   "sample, up to 8 MiB")},
    {"by_code", LL_T("Or what the QR code of a summary reads as")},
    {"by_serial", LL_T("Or by its serial, from this server")},
    {"fetch", LL_T("Fetch and verify")},
    {"trust", LL_T("Whom you trust")},
    {"trust_note", LL_T("Anybody can make a key. Filled in is what this server says of itself; "
                        "compare it with what the issuer told you by another way.")},
    {"issuer", LL_T("Issuer, as did:key:z6Mk... or did:web:HOST, or its key")},
    {"log", LL_T("Key of the public log")},
    {"document", LL_T("DID document of the issuer, if it is a did:web")},
    {"lists", LL_T("Status lists that the certificate names")},
    {"scripts", LL_T("This page checks in your browser once scripts run. Without them, verify with "
                     "the command below: it says the same.")},
    {"left_out",
     LL_T("This server was built without the part that checks in a browser. Verify with "
          "the command below: it says the same.")},
    {"result", LL_T("Result")},
    {"own_title", LL_T("With the command line")},
    {"own", LL_T("The same program judges, offline, with neither account nor server:")},
    {"own_pdf", LL_T("A PDF, a signed certificate or a token in the place of the bundle is judged "
                     "likewise. Exit status 0 is PASS, 1 FAIL, 4 cannot be told.")},
    {"own_list", LL_T("With status lists, of those that the certificate names:")},
    {"own_log", LL_T("And the whole log, replayed by code of its own: no unit twice, no more "
                     "certified than plants signed for:")},
    {"verdict_title", LL_T("What the verdicts say")},
    {"verdict_signature", LL_T("Signature: the file is as it was signed, by the issuer that you "
                               "trust. Nobody else can have made it, and nothing was changed.")},
    {"verdict_logged", LL_T("In the public log: its issuer committed to it in a list that only "
                            "grows and that anybody can check, so it was not made for you alone.")},
    {"verdict_status", LL_T("Status: whether it is in force, under review, replaced or revoked, "
                            "and as of when that was said.")},
    {"verdict_limits", LL_T("What none of them says: that what the issuer signed is true. Receipts "
                            "signed by recyclers, and audits, are there for that.")},
};

/* Every sentence of the program that judges. */
static const char *const sentences[] = {
#define LL_VERIFY_ROW(symbol, code, text) (text),
#define LL_ALLOCATED_ROW(symbol, code, text) (text),
#define LL_BUNDLE_ROW(symbol, code, text) (text),
#define LL_SAMPLE_ROW(symbol, code, text) (text),
#define LL_STATUS_ROW(symbol, code, text) (text),
#define LL_TLOG_ROW(symbol, code, text) (text),
#define LL_DI_ROW(symbol, outcome, code, text) (text),
#define LL_JWS_ROW(symbol, outcome, code, text) (text),
#include "proof/allocated_reasons.def"
#include "proof/bundle_reasons.def"
#include "proof/di_reasons.def"
#include "proof/jws_reasons.def"
#include "proof/sample_reasons.def"
#include "proof/status_reasons.def"
#include "proof/tlog_reasons.def"
#include "proof/verify_reasons.def"
#undef LL_VERIFY_ROW
#undef LL_ALLOCATED_ROW
#undef LL_BUNDLE_ROW
#undef LL_SAMPLE_ROW
#undef LL_STATUS_ROW
#undef LL_TLOG_ROW
#undef LL_DI_ROW
#undef LL_JWS_ROW
};

static void add_sentence(const struct ll_chrome *d, struct ll_json *list, const char *sentence)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_cstr(d->arena, item, "said", sentence);
    ll_json_set_str(d->arena, item, "text", ll_locale_text(d->locale, sentence));
    ll_json_append(d->arena, list, item);
}

static void set_sentences(const struct ll_chrome *d, struct ll_json *verify)
{
    struct ll_json *list = ll_json_new_array(d->arena);
    for (int i = 0; i < LL_AUTHENTIC_COUNT; i++) {
        add_sentence(d, list, ll_authentic_word((enum ll_authentic)i));
    }
    if (d->locale->language->language != LL_LANGUAGE_EN) {
        for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
            add_sentence(d, list, sentences[i]);
        }
    }
    ll_json_set(d->arena, verify, "sentences", list);
}

static void set_words(const struct ll_chrome *d, struct ll_json *verify)
{
    struct ll_json *list = ll_json_new_array(d->arena);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_cstr(d->arena, item, "name", words[i].name);
        ll_json_set_str(d->arena, item, "text", ll_locale_text(d->locale, words[i].text));
        ll_json_append(d->arena, list, item);
    }
    ll_json_set(d->arena, verify, "words", list);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ll_json_set_str(d->arena, verify, texts[i].name, ll_locale_text(d->locale, texts[i].text));
    }
}

/* With what is trusted here filled in; what this server does not know of itself is left open. */
static void set_commands(const struct ll_chrome *d, struct ll_json *verify)
{
    struct ll_str issuer = ll_json_string_at(d->page->data, "issuer");
    struct ll_str log = ll_json_string_at(d->page->data, "log");
    struct ll_str none = LL_STR("NAME+HEX+BASE64");
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, d->arena, COMMAND_BYTES_MAX);
    ll_strbuf_fmt(&buf, "loopledger verify certificate.bundle.json \\\n  --issuer %.*s \\\n",
                  LL_STR_ARG(issuer.len > 0 ? issuer : LL_STR("did:key:z6Mk...")));
    ll_strbuf_fmt(&buf, "  --log-key %.*s", LL_STR_ARG(log.len > 0 ? log : none));
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_json_set_str(d->arena, verify, "command", text);
    }
    ll_json_set_cstr(d->arena, verify, "command_list",
                     "loopledger verify certificate.json --issuer did:key:z6Mk... \\\n"
                     "  --status-list revocation,suspension");
    ll_strbuf_init(&buf, d->arena, COMMAND_BYTES_MAX);
    ll_strbuf_fmt(&buf, "loopledger log replay FOLDER --key %.*s",
                  LL_STR_ARG(log.len > 0 ? log : none));
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_json_set_str(d->arena, verify, "command_log", text);
    }
}

void ll_verify_words(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *verify = ll_json_new_object(d->arena);
    set_words(d, verify);
    set_commands(d, verify);
    if (ll_json_get(d->page->data, "verifier") != NULL) {
        set_sentences(d, verify);
        ll_json_set_str(d->arena, verify, "script", ll_page_file_address(d->pages, "verify.js"));
    }
    ll_json_set(d->arena, ret_page, "verify", verify);
}
