#include "edge/http/framing.h"

#include <string.h>

/* Of RFC 9110, 5.6.2, beside letters and digits. */
#define TOKEN_MARKS "!#$%&'*+-.^_`|~"

static bool is_token(struct ll_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_digit = c >= '0' && c <= '9';
        if (!is_letter && !is_digit && (c == '\0' || strchr(TOKEN_MARKS, c) == NULL)) {
            return false;
        }
    }
    return name.len > 0;
}

/* What no program shows, but a tab, is no part of a value (RFC 9110, 5.5). */
static bool is_value(struct ll_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return true;
}

void ll_framing_note(struct ll_framing *framing, struct ll_str name, struct ll_str value)
{
    framing->bad_name = framing->bad_name || !is_token(name);
    framing->bad_value = framing->bad_value || !is_value(value);
    if (ll_str_eq_nocase(name, LL_STR("Content-Length"))) {
        framing->lengths++;
    } else if (ll_str_eq_nocase(name, LL_STR("Host"))) {
        framing->hosts++;
    } else if (ll_str_eq_nocase(name, LL_STR("Authorization"))) {
        framing->tokens++;
    } else if (ll_str_eq_nocase(name, LL_STR("Content-Type"))) {
        framing->types++;
    } else if (ll_str_eq_nocase(name, LL_STR("Idempotency-Key"))) {
        framing->no_key = framing->no_key || value.len == 0;
    } else if (ll_str_eq_nocase(name, LL_STR("Transfer-Encoding"))) {
        framing->codings++;
        framing->other_coding =
            framing->other_coding || !ll_str_eq_nocase(value, LL_STR("chunked"));
    }
}

const struct ll_framing_fault *ll_framing_check(const struct ll_framing *framing)
{
    static const struct ll_framing_fault faults[] = {
        {400, "a line of the head is folded, or broken, or ends with LF alone",
         "send each field on one line that ends with CR LF"},
        {400, "the name of a field holds a blank, or another character that no name may hold",
         "put the colon right behind the name"},
        {400, "the value of a field holds a control character", "send text, and tabs at most"},
        {400, "Content-Length is given more than once", "send it once"},
        {400, "Host is given more than once", "send it once"},
        {400, "Content-Length and Transfer-Encoding are both given", "send one of them"},
        {400, "Transfer-Encoding is given more than once, or by HTTP/1.0",
         "send it once, by HTTP/1.1"},
        {501, "a transfer coding other than chunked is not taken",
         "send \"Transfer-Encoding: chunked\", or Content-Length"},
        {400, "Authorization is given more than once", "send one token"},
        {400, "Content-Type is given more than once", "send it once"},
        {400, "Idempotency-Key is empty", "send a key of your own, or leave the field out"},
    };
    const bool is_so[sizeof(faults) / sizeof(faults[0])] = {
        framing->bad_lines,
        framing->bad_name,
        framing->bad_value,
        framing->lengths > 1,
        framing->hosts > 1,
        framing->lengths > 0 && framing->codings > 0,
        framing->codings > 1 || (framing->is_old && framing->codings > 0),
        framing->other_coding,
        framing->tokens > 1,
        framing->types > 1,
        framing->no_key,
    };
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (is_so[i]) {
            return &faults[i];
        }
    }
    return NULL;
}
