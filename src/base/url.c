#include "base/url.h"

#include "base/network.h"

#define HOST_MAX 253

static enum ll_status refuse(struct ll_err *reterr, const char *what)
{
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EINVAL, what);
    ll_err_hint(reterr, "write it as https://host.example/path");
    return status;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_host(struct ll_str host, bool is_v6)
{
    struct ll_address address;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool fits = is_v6 ? is_hex(c) || c == ':' || c == '.'
                          : is_letter(c) || is_digit(c) || c == '-' || c == '.';
        if (!fits) {
            return false;
        }
    }
    if (is_v6) {
        return ll_str_find_char(host, ':') < host.len && ll_address_parse(host, &address);
    }
    return host.len > 0 && host.len <= HOST_MAX && host.ptr[0] != '.' && host.ptr[0] != '-';
}

static bool is_target(struct ll_str target)
{
    for (size_t i = 0; i < target.len; i++) {
        char c = target.ptr[i];
        bool is_bad = c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' ||
                      c == '^' || c == '`' || c == '{' || c == '|' || c == '}' || c == '#';
        if (is_bad) {
            return false;
        }
    }
    return true;
}

static bool read_port(struct ll_str text, int *ret_port)
{
    int port = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) || i >= 5) {
            return false;
        }
        port = port * 10 + (text.ptr[i] - '0');
    }
    *ret_port = port;
    return port > 0 && port <= 65535;
}

/* host[:port] or [v6][:port] */
static enum ll_status read_authority(struct ll_str text, struct ll_url *url, struct ll_err *reterr)
{
    size_t end;
    if (ll_str_find_char(text, '@') < text.len) {
        return refuse(reterr, LL_R("the address holds a user or password"));
    }
    url->is_v6 = text.len > 0 && text.ptr[0] == '[';
    if (url->is_v6) {
        end = ll_str_find_char(text, ']');
        url->host = ll_str_sub(text, 1, end);
        end = end < text.len ? end + 1 : end;
    } else {
        end = ll_str_find_char(text, ':');
        url->host = ll_str_sub(text, 0, end);
    }
    struct ll_str rest = ll_str_sub(text, end, text.len);
    if (!is_host(url->host, url->is_v6) || (url->is_v6 && text.ptr[end - 1] != ']')) {
        return refuse(reterr, LL_R("the address names no host"));
    }
    if (rest.len > 0 &&
        (rest.ptr[0] != ':' || !read_port(ll_str_sub(rest, 1, rest.len), &url->port))) {
        return refuse(reterr, LL_R("the address's port is no number from 1 to 65535"));
    }
    return LL_OK;
}

enum ll_status ll_url_parse(struct ll_str text, struct ll_url *ret_url, struct ll_err *reterr)
{
    struct ll_url url = {0};
    struct ll_str separator = LL_STR("://");
    size_t scheme = ll_str_find(text, separator, false);
    if (text.len > LL_URL_MAX) {
        return refuse(reterr, LL_R("the address is too long"));
    }
    if (scheme > text.len || scheme == 0) {
        return refuse(reterr, LL_R("the address says no protocol"));
    }
    url.scheme = ll_str_sub(text, 0, scheme);
    for (size_t i = 0; i < scheme; i++) {
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z') {
            return refuse(reterr, LL_R("the address begins with no protocol in small letters"));
        }
    }
    size_t from = scheme + separator.len;
    size_t end = from;
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != '?' && text.ptr[end] != '#' &&
           text.ptr[end] != '\\') {
        end++;
    }
    url.origin = ll_str_sub(text, 0, end);
    url.target = ll_str_sub(text, end, text.len);
    if (!is_target(url.target)) {
        return refuse(reterr,
                      LL_R("the address holds a character that has to be escaped, or a fragment"));
    }
    LL_TRY(read_authority(ll_str_sub(text, from, end), &url, reterr));
    *ret_url = url;
    return LL_OK;
}

bool ll_url_is_near(const struct ll_url *url)
{
    return ll_str_eq_nocase(url->host, LL_STR("localhost")) ||
           ll_str_eq_cstr(url->host, "127.0.0.1") || ll_str_eq_cstr(url->host, "::1");
}
