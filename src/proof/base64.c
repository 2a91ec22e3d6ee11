#include "proof/base64.h"

#include <stdbool.h>

static const char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char last_two[][3] = {[LL_BASE64_URL] = "-_", [LL_BASE64_STANDARD] = "+/"};

static char char_of(enum ll_base64_form form, uint32_t six_bits)
{
    return six_bits < 62 ? common[six_bits] : last_two[form][six_bits - 62];
}

static bool value_of(enum ll_base64_form form, char c, uint32_t *ret_six_bits)
{
    if (c >= 'A' && c <= 'Z') {
        *ret_six_bits = (uint32_t)(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
        *ret_six_bits = (uint32_t)(c - 'a') + 26;
    } else if (c >= '0' && c <= '9') {
        *ret_six_bits = (uint32_t)(c - '0') + 52;
    } else if (c == last_two[form][0] || c == last_two[form][1]) {
        *ret_six_bits = c == last_two[form][0] ? 62 : 63;
    } else {
        return false;
    }
    return true;
}

size_t ll_base64_length(enum ll_base64_form form, size_t count)
{
    size_t rest = count % 3;
    size_t tail = rest == 0 ? 0 : form == LL_BASE64_STANDARD ? 4 : rest + 1;
    return count / 3 * 4 + tail;
}

void ll_base64_put(struct ll_strbuf *out, enum ll_base64_form form, struct ll_str bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t here = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++) {
            group = (group << 8U) | (k < here ? (uint8_t)bytes.ptr[i + k] : 0U);
        }
        for (size_t k = 0; k < 4; k++) {
            if (k <= here) {
                ll_strbuf_char(out, char_of(form, (group >> (18U - 6U * (uint32_t)k)) & 63U));
            } else if (form == LL_BASE64_STANDARD) {
                ll_strbuf_char(out, '=');
            }
        }
    }
}

enum ll_status ll_base64_decode(enum ll_base64_form form, struct ll_str text, size_t cap,
                                uint8_t *ret_bytes, size_t *ret_count)
{
    size_t length = text.len;
    if (form == LL_BASE64_STANDARD) {
        if (length % 4 != 0) {
            return LL_EPARSE;
        }
        for (int i = 0; i < 2 && length > 0 && text.ptr[length - 1] == '='; i++) {
            length--;
        }
    }
    size_t count = length / 4 * 3 + (length % 4 == 0 ? 0 : length % 4 - 1);
    if (length % 4 == 1 || count > cap) {
        return LL_EPARSE;
    }
    /* Look at every character before writing: outputs stay untouched on failure. */
    uint32_t bits = 0;
    for (size_t i = 0; i < length; i++) {
        if (!value_of(form, text.ptr[i], &bits)) {
            return LL_EPARSE;
        }
    }
    uint32_t unused = length % 4 == 2 ? 15U : length % 4 == 3 ? 3U : 0U;
    if ((bits & unused) != 0) {
        return LL_EPARSE;
    }
    uint32_t held = 0;
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        (void)value_of(form, text.ptr[i], &bits);
        held = (held << 6U) | bits;
        if (i % 4 != 0) {
            ret_bytes[written++] = (uint8_t)(held >> (6U - 2U * (uint32_t)(i % 4)));
        }
    }
    *ret_count = count;
    return LL_OK;
}
