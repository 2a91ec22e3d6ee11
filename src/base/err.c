#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

struct status_row {
    enum ll_status status;
    const char *name;
    int exit_code;
    int http;
    const char *text;
    const char *hint;
};

static const struct status_row status_rows[] = {
#define LL_STATUS(symbol, number, exit_code, http, text, hint)                                     \
    {LL_##symbol, #symbol, (exit_code), (http), (text), (hint)},
#include "base/errors.def"
#undef LL_STATUS
};

/* A number that is no status (of a damaged value, say) reads as an unknown outcome. */
static const struct status_row unknown_row = {
    LL_EUNKNOWN, "?", 4, 500, "an unknown status", "ask again by the key"};

static const struct status_row *find_row(enum ll_status status)
{
    for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++) {
        if (status_rows[i].status == status) {
            return &status_rows[i];
        }
    }
    return &unknown_row;
}

const char *ll_status_name(enum ll_status status)
{
    return find_row(status)->name;
}

const char *ll_status_text(enum ll_status status)
{
    return find_row(status)->text;
}

const char *ll_status_hint(enum ll_status status)
{
    return find_row(status)->hint;
}

int ll_status_exit_code(enum ll_status status)
{
    return find_row(status)->exit_code;
}

int ll_status_http(enum ll_status status)
{
    return find_row(status)->http;
}

void ll_fail_text_(struct ll_err *reterr, enum ll_status status, const char *file, int line,
                   const char *text)
{
    if (reterr != NULL) {
        struct ll_text out;
        ll_text_init(&out, reterr->text, sizeof(reterr->text));
        ll_text_cstr(&out, text);
        reterr->status = status;
        reterr->source_file = file;
        reterr->source_line = line;
        reterr->where[0] = '\0';
        reterr->hint[0] = '\0';
    }
}

void ll_err_hint_text(struct ll_err *err, const char *text)
{
    if (err != NULL && err->hint[0] == '\0') {
        struct ll_text out;
        ll_text_init(&out, err->hint, sizeof(err->hint));
        ll_text_cstr(&out, text);
    }
}

void ll_err_where_text(struct ll_err *err, const char *part, const char *separator)
{
    if (err == NULL) {
        return;
    }
    char joined[LL_ERR_WHERE_MAX];
    struct ll_text out;
    ll_text_init(&out, joined, sizeof(joined));
    ll_text_cstr(&out, part);
    if (err->where[0] != '\0') {
        ll_text_cstr(&out, separator);
        ll_text_cstr(&out, err->where);
    }
    memcpy(err->where, joined, out.len + 1);
}
