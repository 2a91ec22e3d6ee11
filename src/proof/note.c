#include "proof/note.h"

#include "base/mem.h"
#include "base/text.h"
#include "proof/base64.h"

#define TIME_BYTES 8
#define SIGNATURE_BYTES 64
static const char signature_mark[] = "\xe2\x80\x94 "; /* an em dash and a blank */

/* ---- reading --------------------------------------------------------------------------------- */

static bool has_control(struct ll_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((uint8_t)text.ptr[i] < ' ' && text.ptr[i] != '\n') {
            return true;
        }
    }
    return false;
}

/* U+0085, U+00A0 and the other blanks beyond ASCII. */
static bool is_wide_blank(struct ll_str s)
{
    static const char *const blanks[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    if (s.len >= 3 && memcmp(s.ptr, "\xe2\x80", 2) == 0 && (uint8_t)s.ptr[2] >= 0x80 &&
        (uint8_t)s.ptr[2] <= 0x8a) {
        return true;
    }
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        if (ll_str_starts(s, ll_str_from_cstr(blanks[i]))) {
            return true;
        }
    }
    return false;
}

bool ll_note_name_ok(struct ll_str name)
{
    if (name.len == 0 || name.len > LL_NOTE_NAME_MAX || !ll_str_is_utf8(name)) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = (uint8_t)name.ptr[i];
        if (c <= ' ' || c == '+' || c == 0x7f || is_wide_blank(ll_str_sub(name, i, name.len))) {
            return false;
        }
    }
    return true;
}

/* Where the text ends: before the last empty line, which only lines of signatures follow. */
static bool find_text_end(struct ll_str bytes, size_t *ret_end)
{
    for (size_t i = bytes.len; i >= 2; i--) {
        if (bytes.ptr[i - 2] == '\n' && bytes.ptr[i - 1] == '\n') {
            *ret_end = i - 1;
            return true;
        }
    }
    return false;
}

static enum ll_status parse_signature(struct ll_str line, struct ll_note_signature *ret_signature,
                                      struct ll_err *reterr)
{
    uint8_t bytes[LL_NOTE_SIGNATURE_BYTES_MAX];
    size_t count = 0;
    struct ll_str mark = LL_STR("\xe2\x80\x94 ");
    if (!ll_str_starts(line, mark)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a line of signatures does not begin with '— '");
    }
    struct ll_str rest = ll_str_sub(line, mark.len, line.len);
    size_t blank = ll_str_find_char(rest, ' ');
    struct ll_note_signature signature = {
        .name = ll_str_sub(rest, 0, blank),
        .base64 = ll_str_sub(rest, blank + 1, rest.len),
    };
    if (blank == rest.len || !ll_note_name_ok(signature.name)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a signature has no name that a key can have");
    }
    if (ll_base64_decode(LL_BASE64_STANDARD, signature.base64, sizeof(bytes), bytes, &count) !=
            LL_OK ||
        count <= LL_NOTE_KEY_ID_SIZE) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a signature is not base 64 of a key id and more");
    }
    memcpy(signature.key_id, bytes, LL_NOTE_KEY_ID_SIZE);
    *ret_signature = signature;
    return LL_OK;
}

enum ll_status ll_note_parse(struct ll_str bytes, struct ll_note *ret_note, struct ll_err *reterr)
{
    size_t end = 0;
    if (bytes.len > LL_NOTE_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the note is longer than this program reads");
    }
    if (!ll_str_is_utf8(bytes) || has_control(bytes)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the note has control characters or is not UTF-8");
    }
    if (bytes.len == 0 || bytes.ptr[bytes.len - 1] != '\n' || !find_text_end(bytes, &end) ||
        end + 1 == bytes.len) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE,
                            "a note is text, an empty line and lines of signatures");
    }
    ret_note->text = ll_str_sub(bytes, 0, end);
    ret_note->count = 0;
    for (size_t at = end + 1; at < bytes.len;) {
        struct ll_str rest = ll_str_sub(bytes, at, bytes.len);
        size_t length = ll_str_find_char(rest, '\n');
        if (ret_note->count == LL_NOTE_SIGNATURES_MAX) {
            return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the note has more than 64 signatures");
        }
        LL_TRY(parse_signature(ll_str_sub(rest, 0, length), &ret_note->signatures[ret_note->count],
                               reterr));
        ret_note->count++;
        at += length + 1;
    }
    return LL_OK;
}

/* ---- keys ------------------------------------------------------------------------------------ */

void ll_note_key_make(const struct ll_proof_crypto *crypto, struct ll_str name,
                      enum ll_note_key_type type, const struct ll_public_key *public_key,
                      struct ll_note_key *ret_key)
{
    uint8_t digest[LL_DIGEST_SIZE];
    const char between[] = {'\n', (char)type};
    const struct ll_str pieces[] = {
        name,
        {between, sizeof(between)},
        {(const char *)public_key->b, sizeof(public_key->b)},
    };
    crypto->sha256(crypto->ctx, pieces, 3, digest);
    *ret_key = (struct ll_note_key){.type = type, .name = name, .key = *public_key};
    memcpy(ret_key->id, digest, LL_NOTE_KEY_ID_SIZE);
}

enum ll_status ll_note_key_parse(const struct ll_proof_crypto *crypto, struct ll_str text,
                                 struct ll_note_key *ret_key, struct ll_err *reterr)
{
    uint8_t id[LL_NOTE_KEY_ID_SIZE];
    uint8_t coded[LL_NOTE_SIGNATURE_BYTES_MAX];
    size_t count = 0;
    size_t first = ll_str_find_char(text, '+');
    struct ll_str name = ll_str_sub(text, 0, first);
    struct ll_str rest = ll_str_sub(text, first + 1, text.len);
    size_t second = ll_str_find_char(rest, '+');
    struct ll_str hex = ll_str_sub(rest, 0, second);
    struct ll_str base64 = ll_str_sub(rest, second + 1, rest.len);
    if (!ll_note_name_ok(name) || hex.len != (size_t)2 * LL_NOTE_KEY_ID_SIZE ||
        ll_hex_decode(hex, id) != LL_OK ||
        ll_base64_decode(LL_BASE64_STANDARD, base64, sizeof(coded), coded, &count) != LL_OK ||
        count < 2) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE,
                            "a verifier key is written name+8 hex digits+base 64");
    }
    if (coded[0] != LL_NOTE_ED25519 && coded[0] != LL_NOTE_COSIGNATURE) {
        return LL_FAIL_TEXT(reterr, LL_EUNSUPPORTED, "the key is of a type this program lacks");
    }
    struct ll_public_key public_key;
    if (count != 1 + sizeof(public_key.b)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "an Ed25519 key has 32 bytes");
    }
    memcpy(public_key.b, coded + 1, sizeof(public_key.b));
    struct ll_note_key key;
    ll_note_key_make(crypto, name, (enum ll_note_key_type)coded[0], &public_key, &key);
    if (memcmp(key.id, id, sizeof(id)) != 0) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the verifier key's id is not that of its key");
    }
    *ret_key = key;
    return LL_OK;
}

void ll_note_key_put(struct ll_strbuf *out, const struct ll_note_key *key)
{
    char coded[1 + sizeof(key->key.b)];
    coded[0] = (char)key->type;
    memcpy(coded + 1, key->key.b, sizeof(key->key.b));
    ll_strbuf_str(out, key->name);
    ll_strbuf_char(out, '+');
    ll_strbuf_hex(out, key->id, sizeof(key->id));
    ll_strbuf_char(out, '+');
    ll_base64_put(out, LL_BASE64_STANDARD, (struct ll_str){coded, sizeof(coded)});
}

/* ---- signatures ------------------------------------------------------------------------------ */

static size_t time_bytes(enum ll_note_key_type type)
{
    return type == LL_NOTE_COSIGNATURE ? TIME_BYTES : 0;
}

void ll_cosigned_message(struct ll_strbuf *out, int64_t time_s, struct ll_str text)
{
    ll_strbuf_cstr(out, "cosignature/v1\ntime ");
    ll_strbuf_i64(out, time_s);
    ll_strbuf_char(out, '\n');
    ll_strbuf_str(out, text);
}

void ll_note_put_signature(struct ll_strbuf *out, const struct ll_note_key *key, int64_t time_s,
                           const struct ll_signature *signature)
{
    char coded[LL_NOTE_KEY_ID_SIZE + TIME_BYTES + SIGNATURE_BYTES];
    size_t count = LL_NOTE_KEY_ID_SIZE;
    LL_ASSERT(time_s >= 0);
    memcpy(coded, key->id, LL_NOTE_KEY_ID_SIZE);
    for (size_t i = 0; i < time_bytes(key->type); i++) {
        coded[count++] = (char)((uint64_t)time_s >> (56U - 8U * (unsigned)i));
    }
    memcpy(coded + count, signature->b, SIGNATURE_BYTES);
    count += SIGNATURE_BYTES;
    ll_strbuf_cstr(out, signature_mark);
    ll_strbuf_str(out, key->name);
    ll_strbuf_char(out, ' ');
    ll_base64_put(out, LL_BASE64_STANDARD, (struct ll_str){coded, count});
    ll_strbuf_char(out, '\n');
}

/* The message that a cosignature covers, in fixed memory: it is one piece for the check. */
struct cosigned {
    char bytes[LL_COSIGNED_TEXT_MAX + 64];
    size_t len;
};

static void build_cosigned(struct cosigned *message, int64_t time_s, struct ll_str text)
{
    struct ll_text out;
    ll_text_init(&out, message->bytes, sizeof(message->bytes));
    ll_text_cstr(&out, "cosignature/v1\ntime ");
    ll_text_i64(&out, time_s);
    ll_text_cstr(&out, "\n");
    memcpy(message->bytes + out.len, text.ptr, text.len);
    message->len = out.len + text.len;
}

static bool signature_ok(const struct ll_proof_crypto *crypto, struct ll_str text,
                         const struct ll_note_signature *line, const struct ll_note_key *key,
                         int64_t *ret_time)
{
    uint8_t bytes[LL_NOTE_KEY_ID_SIZE + TIME_BYTES + SIGNATURE_BYTES];
    size_t count = 0;
    size_t before = LL_NOTE_KEY_ID_SIZE + time_bytes(key->type);
    struct ll_signature signature;
    struct cosigned message;
    uint64_t time_s = 0;
    if (ll_base64_decode(LL_BASE64_STANDARD, line->base64, sizeof(bytes), bytes, &count) != LL_OK ||
        count != before + SIGNATURE_BYTES) {
        return false;
    }
    for (size_t i = LL_NOTE_KEY_ID_SIZE; i < before; i++) {
        time_s = time_s << 8U | bytes[i];
    }
    if (time_s > INT64_MAX) {
        return false;
    }
    memcpy(signature.b, bytes + before, SIGNATURE_BYTES);
    if (key->type == LL_NOTE_COSIGNATURE) {
        build_cosigned(&message, (int64_t)time_s, text);
        text = (struct ll_str){message.bytes, message.len};
    }
    *ret_time = (int64_t)time_s;
    return crypto->ed25519_verify(crypto->ctx, &key->key, text, &signature);
}

enum ll_status ll_note_check(const struct ll_proof_crypto *crypto, const struct ll_note *note,
                             const struct ll_note_key *key, int64_t *ret_time,
                             struct ll_err *reterr)
{
    bool found = false;
    int64_t latest = 0;
    if (key->type == LL_NOTE_COSIGNATURE && note->text.len > LL_COSIGNED_TEXT_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the text is too long for a cosignature");
    }
    for (size_t i = 0; i < note->count; i++) {
        const struct ll_note_signature *line = &note->signatures[i];
        int64_t time_s = 0;
        if (!ll_str_eq(line->name, key->name) ||
            memcmp(line->key_id, key->id, sizeof(key->id)) != 0) {
            continue;
        }
        if (!signature_ok(crypto, note->text, line, key, &time_s)) {
            return LL_FAIL_TEXT(reterr, LL_ESIGNATURE,
                                "a signature under the key's name and id is "
                                "not by the key");
        }
        found = true;
        latest = time_s > latest ? time_s : latest;
    }
    if (!found) {
        return LL_FAIL_TEXT(reterr, LL_ENOTFOUND, "the note is not signed by the key");
    }
    if (ret_time != NULL) {
        *ret_time = latest;
    }
    return LL_OK;
}
