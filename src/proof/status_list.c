#include "proof/status_list.h"

#include "base/catalogue.h"
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
    const char *clear; /* as far as this purpose goes */
} purposes[LL_STATUS_PURPOSE_COUNT] = {
    [LL_STATUS_REVOCATION] = {"revocation", "revoked", "not-revoked"},
    [LL_STATUS_SUSPENSION] = {"suspension", "under-review", "not-under-review"},
};

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
    return ll_str_eq_cstr(ll_json_string_at(entry, "type"), "BitstringStatusListEntry") &&
           ll_str_eq(ll_json_string_at(entry, "statusListCredential"), list) &&
           ll_str_eq(ll_json_string_at(entry, "statusPurpose"), purpose) &&
           (size == NULL || (size->is_integer && size->integer == 1));
}

static bool ends_with(struct ll_str text, const char *ending, struct ll_str *ret_rest)
{
    struct ll_str tail = ll_str_from_cstr(ending);
    bool good =
        text.len > tail.len && ll_str_eq(ll_str_sub(text, text.len - tail.len, text.len), tail);
    *ret_rest = good ? ll_str_sub(text, 0, text.len - tail.len) : text;
    return good;
}

/* The other list of the pair that this program makes, at the same place. */
static bool is_beside(const struct ll_json *certificate, const struct ll_json *entry,
                      struct ll_str list, struct ll_str purpose)
{
    struct ll_str named = ll_json_string_at(entry, "statusListCredential");
    struct ll_str base;
    struct ll_str other;
    return ll_str_eq_cstr(ll_json_string_at(ll_json_get(certificate, "issuingSoftware"), "name"),
                          "loopledger") &&
           ll_str_eq_cstr(purpose, "suspension") && ends_with(list, "/suspension", &base) &&
           ends_with(named, "/revocation", &other) && ll_str_eq(base, other) &&
           is_for(entry, named, LL_STR("revocation"));
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
        if (is_for(&entries[i], list, purpose) ||
            is_beside(certificate, &entries[i], list, purpose)) {
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

bool ll_status_looks_like(const struct ll_json *document)
{
    const struct ll_json *context = ll_json_get(document, "@context");
    const struct ll_json *types = ll_json_get(document, "type");
    struct ll_time from;
    bool is_credential = false;
    bool is_list = false;
    for (size_t i = 0; types != NULL && types->type == LL_JSON_ARRAY && i < types->count; i++) {
        struct ll_str type = ll_json_string(&types->items[i]);
        is_credential = is_credential || ll_str_eq_cstr(type, "VerifiableCredential");
        is_list = is_list || ll_str_eq_cstr(type, LL_TYPE_STATUS_LIST);
    }
    return is_credential && is_list && context != NULL && context->type == LL_JSON_ARRAY &&
           context->count > 0 &&
           ll_str_eq_cstr(ll_json_string(&context->items[0]), LL_CONTEXT_CREDENTIALS) &&
           ll_time_parse(ll_json_string_at(document, "validFrom"), &from, NULL) == LL_OK;
}

/* All but the bits. */
static enum ll_status_reason judge_list(const struct ll_json *certificate,
                                        const struct ll_status_given *given,
                                        const struct ll_time *now, struct ll_status_found *found,
                                        size_t *ret_index)
{
    const struct ll_json *subject = ll_json_get(given->document, "credentialSubject");
    struct ll_str purpose = ll_json_string_at(subject, "statusPurpose");
    bool sound = false;
    bool past = is_past(given->document, now, &sound);
    size_t known = 0;
    found->as_of = ll_json_string_at(given->document, "validFrom");
    if (!sound || ll_time_parse(found->as_of, &found->as_of_time, NULL) != LL_OK ||
        !ll_str_eq_cstr(ll_json_string_at(subject, "type"), "BitstringStatusList") ||
        purpose.len == 0) {
        return LL_STATUS_SHAPE;
    }
    if (!given->is_signed) {
        return LL_STATUS_SIGNATURE;
    }
    enum ll_status_reason reason =
        find_entry(certificate, ll_json_string_at(given->document, "id"), purpose, ret_index);
    if (reason != LL_STATUS_READ) {
        return reason;
    }
    while (known < LL_STATUS_PURPOSE_COUNT && !ll_str_eq_cstr(purpose, purposes[known].purpose)) {
        known++;
    }
    if (known == LL_STATUS_PURPOSE_COUNT) {
        return LL_STATUS_PURPOSE;
    }
    found->purpose = (enum ll_status_purpose)known;
    return past ? LL_STATUS_EXPIRED : LL_STATUS_READ;
}

enum ll_status ll_status_judge(struct ll_arena *arena, const struct ll_json *certificate,
                               const struct ll_status_given *given, const struct ll_time *now,
                               struct ll_status_found *ret_found, struct ll_err *reterr)
{
    struct ll_status_found found = {.reason = LL_STATUS_SHAPE};
    struct ll_str bits = {"", 0};
    size_t index = 0;
    if (given->document != NULL) {
        found.reason = judge_list(certificate, given, now, &found, &index);
    }
    if (found.reason == LL_STATUS_READ) {
        const struct ll_json *subject = ll_json_get(given->document, "credentialSubject");
        LL_TRY(read_bits(arena, ll_json_string_at(subject, "encodedList"), &found.reason, &bits,
                         reterr));
    }
    if (found.reason == LL_STATUS_READ && index / 8 >= bits.len) {
        found.reason = LL_STATUS_INDEX;
    }
    if (found.reason == LL_STATUS_READ) {
        found.set = (((uint8_t)bits.ptr[index / 8] >> (7 - index % 8)) & 1U) != 0;
    }
    *ret_found = found;
    return LL_OK;
}

/* ---- several lists ---- */

/* Of two for one purpose the later one counts; but what was revoked once stays so. */
void ll_status_add(struct ll_status_sum *sum, const struct ll_status_found *found)
{
    if (found->reason != LL_STATUS_READ) {
        sum->bad = sum->is_bad ? sum->bad : found->reason;
        sum->is_bad = true;
        return;
    }
    struct ll_status_found *before = &sum->found[found->purpose];
    bool later = !sum->is_read[found->purpose] || found->as_of_time.us > before->as_of_time.us;
    bool for_ever = found->purpose == LL_STATUS_REVOCATION;
    if (!sum->is_read[found->purpose] ||
        (for_ever && found->set != before->set ? found->set : later)) {
        *before = *found;
    }
    sum->is_read[found->purpose] = true;
    sum->any = true;
}

/* What the lists say by themselves; of several the earliest moment, unless one alone decides. */
static struct ll_str state_of(const struct ll_status_sum *sum, const struct ll_status_found **ret)
{
    const struct ll_status_found *revocation = &sum->found[LL_STATUS_REVOCATION];
    const struct ll_status_found *suspension = &sum->found[LL_STATUS_SUSPENSION];
    for (size_t i = 0; i < LL_STATUS_PURPOSE_COUNT; i++) {
        if (sum->is_read[i] && sum->found[i].set) {
            *ret = &sum->found[i];
            return ll_str_from_cstr(purposes[i].set);
        }
    }
    if (sum->is_read[LL_STATUS_REVOCATION] && sum->is_read[LL_STATUS_SUSPENSION]) {
        *ret = suspension->as_of_time.us < revocation->as_of_time.us ? suspension : revocation;
        return LL_STR("live");
    }
    size_t one = sum->is_read[LL_STATUS_REVOCATION] ? LL_STATUS_REVOCATION : LL_STATUS_SUSPENSION;
    *ret = &sum->found[one];
    return ll_str_from_cstr(purposes[one].clear);
}

enum ll_status_reason ll_status_conclude(const struct ll_status_sum *sum, struct ll_str *state,
                                         struct ll_str *as_of)
{
    const struct ll_status_found *decides = NULL;
    struct ll_time said = {INT64_MIN};
    if (!sum->any) {
        return sum->bad;
    }
    struct ll_str listed = state_of(sum, &decides);
    bool revoked = ll_str_eq_cstr(listed, "revoked");
    bool over = ll_str_eq_cstr(*state, "superseded") || ll_str_eq_cstr(*state, "revoked");
    if (state->len > 0 && ll_time_parse(*as_of, &said, NULL) != LL_OK) {
        said.us = INT64_MIN;
    }
    if (over && !revoked) {
        return decides->as_of_time.us < said.us ? LL_STATUS_OLDER : LL_STATUS_OVER;
    }
    if (!revoked && decides->as_of_time.us < said.us) {
        return LL_STATUS_OLDER;
    }
    if (over && decides->as_of_time.us < said.us) {
        return LL_STATUS_READ;
    }
    *state = over ? *state : listed;
    *as_of = decides->as_of;
    return sum->is_bad ? sum->bad : LL_STATUS_READ;
}
