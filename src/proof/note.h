/*
 * C2SP signed notes: a text and signatures by named keys.
 *
 *     text, whose last byte is a newline
 *     (empty line)
 *     — <name> <base64 of: key id (4 bytes), signature>
 *
 * The signature covers the text with its last newline. Signatures by unknown keys are ignored; one
 * under a known name and key id that does not verify spoils the note. Freestanding.
 */
#ifndef LL_PROOF_NOTE_H
#define LL_PROOF_NOTE_H

#include "base/err.h"
#include "proof/primitives.h"

#define LL_NOTE_BYTES_MAX ((size_t)256 << 10)
#define LL_NOTE_SIGNATURES_MAX 64
#define LL_NOTE_SIGNATURE_BYTES_MAX 8192 /* with the key id: room for what others use */
#define LL_NOTE_NAME_MAX 255
#define LL_NOTE_KEY_ID_SIZE 4

struct ll_note_signature {
    struct ll_str name;
    uint8_t key_id[LL_NOTE_KEY_ID_SIZE];
    struct ll_str base64; /* of key id and signature; known to be in order */
};

struct ll_note {
    struct ll_str text;
    size_t count;
    struct ll_note_signature signatures[LL_NOTE_SIGNATURES_MAX];
};

/* Strings borrow from `bytes`. LL_EPARSE, LL_ELIMIT, with the reason. */
LL_MUST enum ll_status ll_note_parse(struct ll_str bytes, struct ll_note *ret_note,
                                     struct ll_err *reterr);
/* May it name a key? Without blanks, plus signs and control characters, and UTF-8. */
bool ll_note_name_ok(struct ll_str name);

/* ---- keys ---- */

enum ll_note_key_type {
    LL_NOTE_ED25519 = 0x01,     /* signs the text */
    LL_NOTE_COSIGNATURE = 0x04, /* Ed25519 over a time and the text (C2SP tlog-cosignature) */
};

struct ll_note_key {
    enum ll_note_key_type type;
    struct ll_str name; /* borrowed */
    uint8_t id[LL_NOTE_KEY_ID_SIZE];
    struct ll_public_key key;
};

void ll_note_key_make(const struct ll_proof_crypto *crypto, struct ll_str name,
                      enum ll_note_key_type type, const struct ll_public_key *public_key,
                      struct ll_note_key *ret_key);
/* "name+hex of id+base64 of type and key". LL_EPARSE; LL_EUNSUPPORTED: a type we do not know. */
LL_MUST enum ll_status ll_note_key_parse(const struct ll_proof_crypto *crypto, struct ll_str text,
                                         struct ll_note_key *ret_key, struct ll_err *reterr);
void ll_note_key_put(struct ll_strbuf *out, const struct ll_note_key *key);

/* ---- signatures ---- */

/*
 * Is the note signed by this key? LL_OK; LL_ENOTFOUND: there is no signature under its name and id;
 * LL_ESIGNATURE: there is one, and it is not by it. ret_time (may be NULL) = seconds since 1970
 * that a cosignature states, the latest when there are several; 0 of a key that states none.
 * LL_ELIMIT: a text too long to cosign.
 */
LL_MUST enum ll_status ll_note_check(const struct ll_proof_crypto *crypto,
                                     const struct ll_note *note, const struct ll_note_key *key,
                                     int64_t *ret_time, struct ll_err *reterr);

/* The line of a signature, with its newline. `time_s` is of cosignatures only. */
void ll_note_put_signature(struct ll_strbuf *out, const struct ll_note_key *key, int64_t time_s,
                           const struct ll_signature *signature);
/* What a cosignature at that time is over. */
#define LL_COSIGNED_TEXT_MAX 4096
void ll_cosigned_message(struct ll_strbuf *out, int64_t time_s, struct ll_str text);

#endif
