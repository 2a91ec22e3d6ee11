#include "proof/status_list.h"

#include "proof/base64.h"
#include "proof/inflate.h"

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_STATUS_ROW(symbol, code, text) [LL_STATUS_##symbol] = {(code), (text)},
#include "proof/status_reasons.def"
#undef LL_STATUS_ROW
};

const char *ll_status_reason_code(enum ll_status_reason reason)
{
    return reasons[reason].code;
}

const char *ll_status_reason_text(enum ll_status_reason reason)
{
    return reasons[reason].text;
}

static const struct {
    const char *purpose;
    const char *set;
    const char *clear;
} purposes[] = {
    {"revocation", "revoked", "not-revoked"},
    {"suspension", "under-review", "not-under-review"},
};

static struct ll_str string_of(const struct ll_json *object, const char *name)
{
    return ll_json_string(ll_json_get(object, name));
}

/* ---- the certificate's entry ---- */

/* The standard writes the place as a string, UNTP as a number: one text each. */
static bool read_index(const struct ll_json *value, size_t *ret_index)
{
    struct ll_str text = ll_json_string(value);
    size_t index = 0;
    if (value != NULL && value->type == LL_JSON_NUMBER) {
        *ret_index = (size_t)value->integer;
        return value->is_integer && value->integer >= 0 &&
               value->integer <= (int64_t)(8 * LL_STATUS_BYTES_MAX);
    }
    bool good = text.len > 0 && text.len <= 9 && (text.ptr[0] != '0' || text.len == 1);
    for (size_t i = 0; good && i < text.len; i++) {
        good = text.ptr[i] >= '0' && text.ptr[i] <= '9';
        index = 10 * index + (size_t)(text.ptr[i] - '0');
    }
    *ret_index = index;
    return good;
}

/* An entry for this list and purpose? */
static bool is_for(const struct ll_json *entry, struct ll_str list, struct ll_str purpose)
{
    const struct ll_json *size = ll_json_get(entry, "statusSize");
    return ll_str_eq_cstr(string_of(entry, "type"), "BitstringStatusListEntry") &&
           ll_str_eq(string_of(entry, "statusListCredential"), list) &&
           ll_str_eq(string_of(entry, "statusPurpose"), purpose) &&
           (size == NULL || (size->is_integer && size->integer == 1));
}

static enum ll_status_reason find_entry(const struct ll_json *certificate, struct ll_str list,
                                        struct ll_str purpose, size_t *ret_index)
{
    const struct ll_json *entries = ll_json_get(certificate, "credentialStatus");
    size_t count = 1;
    if (entries == NULL) {
        return LL_STATUS_NO_ENTRY;
    }
    if (entries->type == LL_JSON_ARRAY) {
        count = entries->count;
        entries = entries->items;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_for(&entries[i], list, purpose)) {
            return read_index(ll_json_get(&entries[i], "statusListIndex"), ret_index)
                       ? LL_STATUS_READ
                       : LL_STATUS_INDEX;
        }
    }
    return LL_STATUS_OTHER;
}

/* ---- the list ---- */

/* The bits, in the arena; the reason why there are none otherwise. */
static enum ll_status read_bits(struct ll_arena *arena, struct ll_str encoded,
                                enum ll_status_reason *ret_reason, struct ll_str *ret_bits,
                                struct ll_err *reterr)
{
    size_t count = 0;
    size_t size = 0;
    uint8_t *packed = ll_arena_alloc(arena, encoded.len + 1, 1);
    *ret_reason = LL_STATUS_ENCODING;
    if (packed == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the status list");
    }
    if (encoded.len == 0 || encoded.ptr[0] != 'u' ||
        ll_base64_decode(LL_BASE64_URL, ll_str_sub(encoded, 1, encoded.len), encoded.len, packed,
                         &count) != LL_OK) {
        return LL_OK;
    }
    struct ll_str file = {(const char *)packed, count};
    if (!ll_gunzip_size(file, &size) || size > LL_STATUS_BYTES_MAX) {
        return LL_OK;
    }
    uint8_t *bits = ll_arena_alloc(arena, size + 1, 1);
    if (bits == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the status list");
    }
    if (ll_gunzip(file, size, bits)) {
        *ret_reason = size < LL_STATUS_ENTRIES_MIN / 8 ? LL_STATUS_LENGTH : LL_STATUS_READ;
        *ret_bits = (struct ll_str){(const char *)bits, size};
    }
    return LL_OK;
}

static bool is_past(const struct ll_json *list, const struct ll_time *now, bool *ret_sound)
{
    const struct ll_json *until = ll_json_get(list, "validUntil");
    struct ll_time end;
    *ret_sound = until == NULL || ll_time_parse(ll_json_string(until), &end, NULL) == LL_OK;
    return until != NULL && *ret_sound && now != NULL && end.us < now->us;
}

/* All but the bits. */
static enum ll_status_reason judge_list(const struct ll_json *certificate,
                                        const struct ll_jws_opened *opened, bool is_signed,
                                        const struct ll_time *now, size_t *ret_purpose,
                                        size_t *ret_index)
{
    const struct ll_json *subject = ll_json_get(opened->document, "credentialSubject");
    struct ll_str purpose = string_of(subject, "statusPurpose");
    bool sound = false;
    bool past = is_past(opened->document, now, &sound);
    size_t known = 0;
    if (!sound || !ll_str_eq_cstr(string_of(subject, "type"), "BitstringStatusList") ||
        purpose.len == 0) {
        return LL_STATUS_SHAPE;
    }
    if (!is_signed) {
        return LL_STATUS_SIGNATURE;
    }
    enum ll_status_reason reason =
        find_entry(certificate, string_of(opened->document, "id"), purpose, ret_index);
    if (reason != LL_STATUS_READ) {
        return reason;
    }
    while (known < sizeof(purposes) / sizeof(purposes[0]) &&
           !ll_str_eq_cstr(purpose, purposes[known].purpose)) {
        known++;
    }
    *ret_purpose = known;
    if (known == sizeof(purposes) / sizeof(purposes[0])) {
        return LL_STATUS_PURPOSE;
    }
    return past ? LL_STATUS_EXPIRED : LL_STATUS_READ;
}

enum ll_status ll_status_judge(struct ll_arena *arena, const struct ll_json *certificate,
                               const struct ll_jws_opened *opened, bool is_signed,
                               const struct ll_time *now, struct ll_status_found *ret_found,
                               struct ll_err *reterr)
{
    struct ll_status_found found = {.reason = LL_STATUS_SHAPE};
    struct ll_str bits = {"", 0};
    size_t purpose = 0;
    size_t index = 0;
    if (opened->reason == LL_JWS_VALID) {
        found.reason = judge_list(certificate, opened, is_signed, now, &purpose, &index);
    }
    if (found.reason == LL_STATUS_READ) {
        const struct ll_json *subject = ll_json_get(opened->document, "credentialSubject");
        LL_TRY(read_bits(arena, string_of(subject, "encodedList"), &found.reason, &bits, reterr));
    }
    if (found.reason == LL_STATUS_READ && index / 8 >= bits.len) {
        found.reason = LL_STATUS_INDEX;
    }
    if (found.reason == LL_STATUS_READ) {
        bool set = (((uint8_t)bits.ptr[index / 8] >> (7 - index % 8)) & 1U) != 0;
        found.state = ll_str_from_cstr(set ? purposes[purpose].set : purposes[purpose].clear);
        found.as_of = opened->valid_from;
    }
    *ret_found = found;
    return LL_OK;
}
