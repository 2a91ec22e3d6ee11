/* site set, show */
#include "service/site.h"

#include <string.h>

#include "service/answer.h"
#include "service/control.h"
#include "service/event.h"
#include "service/name.h"
#include "service/table.h"
#include "store/q_registry.h"

#define HOST_BYTES_MAX 253
#define LABEL_BYTES_MAX 63
#define PORT_DIGITS_MAX 5
#define PORT_MAX 65535

/* ---- addresses ---- */

struct scheme {
    const char *text;
    int64_t port;
    const char *only_host; /* NULL: any */
};
static const struct scheme schemes[] = {
    {"https://", 443, NULL},
    {"http://", 80, "localhost"},
};

static enum ll_status refuse(struct ll_err *reterr, const char *why)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", why);
    ll_err_where(reterr, "address");
    ll_err_hint(reterr, "write it as https://ledger.example, or http://localhost:8080 to try");
    return status;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_label(struct ll_str s)
{
    if (s.len == 0 || s.len > LABEL_BYTES_MAX || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter_or_digit(s.ptr[i]) && s.ptr[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_host(struct ll_str s)
{
    size_t from = 0;
    while (from <= s.len) {
        struct ll_str rest = ll_str_sub(s, from, s.len);
        size_t len = ll_str_find_char(rest, '.');
        if (!is_label(ll_str_sub(rest, 0, len))) {
            return false;
        }
        from += (len < rest.len ? len : rest.len) + 1;
    }
    return s.len <= HOST_BYTES_MAX;
}

/* Digits without zeros in front; 0: it is none. */
static int64_t port_of(struct ll_str s)
{
    int64_t port = 0;
    if (s.len == 0 || s.len > PORT_DIGITS_MAX || s.ptr[0] == '0') {
        return 0;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return 0;
        }
        port = port * 10 + (s.ptr[i] - '0');
    }
    return port <= PORT_MAX ? port : 0;
}

static const struct scheme *scheme_of(struct ll_str address)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (ll_str_starts(address, ll_str_from_cstr(schemes[i].text))) {
            return &schemes[i];
        }
    }
    return NULL;
}

static enum ll_status check(struct ll_str address, struct ll_str *ret_address,
                            struct ll_err *reterr)
{
    const struct scheme *scheme = scheme_of(address);
    if (scheme == NULL) {
        return refuse(reterr, LL_R("the address does not begin with https://"));
    }
    size_t front = ll_str_from_cstr(scheme->text).len;
    struct ll_str rest = ll_str_sub(address, front, address.len);
    if (ll_str_find_char(rest, '/') < rest.len || ll_str_find_char(rest, '?') < rest.len ||
        ll_str_find_char(rest, '#') < rest.len || ll_str_find_char(rest, '@') < rest.len) {
        return refuse(reterr, LL_R("the address holds more than a host and a port"));
    }
    size_t host_len = ll_str_find_char(rest, ':');
    host_len = host_len < rest.len ? host_len : rest.len;
    struct ll_str host = ll_str_sub(rest, 0, host_len);
    if (!is_host(host)) {
        return refuse(reterr, LL_R("the address names no host in letters, digits, '-' and '.'"));
    }
    if (scheme->only_host != NULL && !ll_str_eq_cstr(host, scheme->only_host)) {
        return refuse(reterr, LL_R("http:// is for localhost alone"));
    }
    *ret_address = address;
    if (host_len < rest.len) {
        int64_t port = port_of(ll_str_sub(rest, host_len + 1, rest.len));
        if (port == 0) {
            return refuse(reterr, LL_R("the address's port is no number from 1 to 65535"));
        }
        if (port == scheme->port) {
            *ret_address = ll_str_sub(address, 0, front + host_len);
        }
    }
    return LL_OK;
}

enum ll_status ll_site_normalise(struct ll_arena *arena, struct ll_str address,
                                 struct ll_str *ret_address, struct ll_err *reterr)
{
    struct ll_str trimmed = ll_str_trim(address);
    char *text = ll_str_to_cstr(arena, trimmed);
    if (text == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the address");
    }
    for (size_t i = 0; i < trimmed.len; i++) {
        char c = text[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    struct ll_str whole = {text, trimmed.len};
    if (ll_str_ends(whole, LL_STR("/")) && !ll_str_ends(whole, LL_STR("//"))) {
        whole.len--;
    }
    return check(whole, ret_address, reterr);
}

/* ---- what counts now ---- */

static enum ll_status last(struct ll_ctx *ctx, struct ll_q_site_last_row *ret_row,
                           struct ll_err *reterr)
{
    return ll_q_site_last(ctx->store, ctx->arena, ret_row, reterr);
}

enum ll_status ll_site_address(struct ll_ctx *ctx, struct ll_str *ret_address,
                               struct ll_err *reterr)
{
    struct ll_q_site_last_row row;
    enum ll_status status = last(ctx, &row, reterr);
    if (status == LL_ENOTFOUND) {
        *ret_address = LL_STR("");
        return LL_OK;
    }
    LL_TRY(status);
    *ret_address = row.address;
    return LL_OK;
}

enum ll_status ll_site_link(struct ll_ctx *ctx, const char *path, struct ll_str *ret_link,
                            struct ll_err *reterr)
{
    struct ll_str address;
    struct ll_strbuf buf;
    LL_TRY(ll_site_address(ctx, &address, reterr));
    ll_strbuf_init(&buf, ctx->arena, LL_SITE_ADDRESS_MAX + strlen(path) + 1);
    ll_strbuf_str(&buf, address);
    ll_strbuf_cstr(&buf, path);
    return ll_strbuf_finish(&buf, ret_link, reterr);
}

enum ll_status ll_site_name(struct ll_ctx *ctx, struct ll_str *ret_name, struct ll_err *reterr)
{
    struct ll_q_site_last_row row;
    enum ll_status status = last(ctx, &row, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    *ret_name = status == LL_OK && row.has_name ? row.name : LL_STR(LL_SITE_NAME_DEFAULT);
    return LL_OK;
}

/* ---- site set ---- */
struct site_set {
    struct ll_str address;
    bool legal_name;
    struct ll_str name;
};
static const struct ll_field set_fields[] = {
    LL_MEMBER(site_set, address, LL_REQ(STR), .max = 1024,
              .help = "where it is found on the web: https://ledger.example"),
    LL_MEMBER(site_set, legal_name, LL_OPT(BOOL),
              .help = "the name is registered so, whatever it claims: printed in quotation marks"),
    LL_MEMBER(site_set, name, LL_REQ(STR), .min = 1, .max = 100, .personal = true,
              .help = "what it is called, on every page"),
};
static const struct ll_record set_record = LL_RECORD("site_set", site_set, set_fields);

static enum ll_status run_set(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct site_set *in = input;
    struct ll_site_set body;
    struct ll_str name;
    struct ll_str before;
    LL_TRY(ll_site_normalise(ctx->arena, in->address, &body.address, reterr));
    LL_TRY(ll_name_printed(ctx, ll_str_trim(in->name), in->legal_name, &name, reterr));
    LL_TRY(ll_site_address(ctx, &before, reterr));
    body.site_id = (struct ll_site_id){ll_ctx_id(ctx)};
    if (before.len > 0) {
        LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_SITE_SET, body.site_id.raw, reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_annex_store(ctx, &meta, "site.name", name, &body.name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SITE_SET, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "address", body.address);
    ll_answer_id(ctx, answer, "site_id", "sit", body.site_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- site show ---- */

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct ll_str address;
    struct ll_str name;
    (void)input;
    LL_TRY(ll_site_address(ctx, &address, reterr));
    LL_TRY(ll_site_name(ctx, &name, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (address.len > 0) {
        ll_answer_text(ctx, answer, "address", address);
    }
    ll_answer_text(ctx, answer, "name", name);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_site_set = {
    .noun = "site",
    .verb = "set",
    .help = "say where the ledger is found on the web, and what it is called",
    .details =
        "Certificates, mails and whatever else leads back to the ledger name this address; pages "
        "show the name. It is the host alone, over https; http://localhost serves to try things "
        "out. A name with other letters is given in its punycode form (xn--...). May be set again: "
        "the last one counts, and what was printed before keeps the address that it has. Two "
        "people "
        "set it again, since links in mails lead to it.",
    .input = &set_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_set,
};
const struct ll_service ll_service_site_show = {
    .noun = "site",
    .verb = "show",
    .help = "show the ledger's address on the web and its name",
    .details = "Without an address none was set: see 'site set'.",
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
