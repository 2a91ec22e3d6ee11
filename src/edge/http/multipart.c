#define _GNU_SOURCE /* memmem */
#include "edge/http/multipart.h"

#include <string.h>

#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define HEAD_BYTES_MAX 4096
#define DELIMITER_MAX (BOUNDARY_MAX + 4) /* CR LF and two hyphens before it */

struct multipart {
    struct ll_arena *arena;
    char delimiter[DELIMITER_MAX];
    size_t delimiter_len;
};

static enum ll_status refuse(struct ll_err *reterr)
{
    return LL_REFUSE(reterr, LL_EPARSE, "send it again",
                     "the form is broken, or ends before its end");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct ll_str skip_blanks(struct ll_str text)
{
    size_t at = 0;
    while (at < text.len && is_blank(text.ptr[at])) {
        at++;
    }
    return ll_str_sub(text, at, text.len);
}

/* A token, or a string between quotes, in which \" and \\ stand for the second. Other backslashes
 * stay: file names of some systems have them. False: no memory, or no closing quote. */
static bool take_value(struct ll_arena *arena, struct ll_str *text, struct ll_str *ret_value)
{
    if (!ll_str_starts(*text, LL_STR("\""))) {
        size_t len = 0;
        while (len < text->len && text->ptr[len] != ';' && !is_blank(text->ptr[len])) {
            len++;
        }
        *ret_value = ll_str_sub(*text, 0, len);
        *text = ll_str_sub(*text, len, text->len);
        return true;
    }
    char *out = ll_arena_alloc(arena, text->len, 1);
    size_t len = 0;
    for (size_t i = 1; out != NULL && i < text->len; i++) {
        char c = text->ptr[i];
        if (c == '"') {
            *ret_value = (struct ll_str){out, len};
            *text = ll_str_sub(*text, i + 1, text->len);
            return true;
        }
        char next = i + 1 < text->len ? text->ptr[i + 1] : '\0';
        i += c == '\\' && (next == '"' || next == '\\') ? 1 : 0;
        out[len++] = text->ptr[i];
    }
    return false;
}

/* The parameter of that name behind "kind; a=b; c=d"; .ptr NULL: there is none. */
static bool find_parameter(struct ll_arena *arena, struct ll_str field, const char *name,
                           struct ll_str *ret_value)
{
    size_t semicolon = ll_str_find_char(field, ';');
    struct ll_str rest = ll_str_sub(field, semicolon, field.len);
    *ret_value = (struct ll_str){0};
    while (rest.len > 0 && rest.ptr[0] == ';') {
        rest = skip_blanks(ll_str_sub(rest, 1, rest.len));
        size_t equals = 0;
        while (equals < rest.len && rest.ptr[equals] != '=' && rest.ptr[equals] != ';') {
            equals++;
        }
        struct ll_str found = ll_str_trim(ll_str_sub(rest, 0, equals));
        struct ll_str value = LL_STR("");
        rest = ll_str_sub(rest, equals, rest.len);
        if (ll_str_starts(rest, LL_STR("="))) {
            rest = ll_str_sub(rest, 1, rest.len);
            if (!take_value(arena, &rest, &value)) {
                return false;
            }
        }
        if (ret_value->ptr == NULL && ll_str_eq_nocase(found, ll_str_from_cstr(name))) {
            *ret_value = value;
        }
        rest = skip_blanks(rest);
    }
    return rest.len == 0;
}

static enum ll_status find_boundary(struct multipart *form, struct ll_str type,
                                    struct ll_err *reterr)
{
    struct ll_str boundary;
    if (!find_parameter(form->arena, type, "boundary", &boundary) || boundary.len == 0 ||
        boundary.len > BOUNDARY_MAX || boundary.ptr[boundary.len - 1] == ' ') {
        enum ll_status status =
            LL_FAIL(reterr, LL_EPARSE, "the form's Content-Type names no boundary of 1 to %d bytes",
                    BOUNDARY_MAX);
        ll_err_where(reterr, "Content-Type");
        ll_err_hint(reterr,
                    "multipart/form-data; boundary=\"...\", as it stands between the parts");
        return status;
    }
    memcpy(form->delimiter, "\r\n--", 4);
    memcpy(form->delimiter + 4, boundary.ptr, boundary.len);
    form->delimiter_len = boundary.len + 4;
    return LL_OK;
}

/* Behind a delimiter: the next part, or the end. */
enum behind {
    BEHIND_NOTHING,
    BEHIND_PART,
    BEHIND_END
};

static enum behind look_behind(struct ll_str *rest)
{
    if (ll_str_starts(*rest, LL_STR("--"))) {
        return BEHIND_END;
    }
    struct ll_str line = skip_blanks(*rest);
    if (!ll_str_starts(line, LL_STR("\r\n"))) {
        return BEHIND_NOTHING;
    }
    *rest = ll_str_sub(line, 2, line.len);
    return BEHIND_PART;
}

/* Up to the next delimiter: what lies before it, and behind it. */
static enum behind cut(const struct multipart *form, struct ll_str *rest, struct ll_str *ret_before)
{
    struct ll_str left = *rest;
    size_t from = 0;
    for (;;) {
        const char *at = left.len == 0 ? NULL
                                       : memmem(left.ptr + from, left.len - from, form->delimiter,
                                                form->delimiter_len);
        if (at == NULL) {
            return BEHIND_NOTHING;
        }
        size_t before = (size_t)(at - left.ptr);
        from = before + form->delimiter_len;
        struct ll_str after = ll_str_sub(left, from, left.len);
        enum behind behind = look_behind(&after);
        if (behind != BEHIND_NOTHING) {
            *ret_before = ll_str_sub(left, 0, before);
            *rest = after;
            return behind;
        }
    }
}

static enum ll_status take_line(struct multipart *form, struct ll_str line,
                                struct ll_http_part *part, struct ll_err *reterr)
{
    size_t colon = ll_str_find_char(line, ':');
    struct ll_str name = ll_str_sub(line, 0, colon);
    struct ll_str value = ll_str_trim(ll_str_sub(line, colon + 1, line.len));
    if (ll_str_eq_nocase(name, LL_STR("Content-Transfer-Encoding")) &&
        !ll_str_eq_nocase(value, LL_STR("binary")) && !ll_str_eq_nocase(value, LL_STR("8bit")) &&
        !ll_str_eq_nocase(value, LL_STR("7bit"))) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED, "a part of the form is encoded; send it as it is");
    }
    if (!ll_str_eq_nocase(name, LL_STR("Content-Disposition"))) {
        return colon < line.len ? LL_OK : refuse(reterr);
    }
    struct ll_str field;
    struct ll_str file;
    struct ll_str kind = ll_str_trim(ll_str_sub(value, 0, ll_str_find_char(value, ';')));
    if (part->name.ptr != NULL || !ll_str_eq_nocase(kind, LL_STR("form-data")) ||
        !find_parameter(form->arena, value, "name", &field) || field.ptr == NULL ||
        !find_parameter(form->arena, value, "filename", &file)) {
        return refuse(reterr);
    }
    part->name = field;
    part->is_file = file.ptr != NULL;
    part->file_name = part->is_file ? file : LL_STR("");
    return ll_str_is_utf8(field) && ll_str_is_utf8(part->file_name)
               ? LL_OK
               : LL_REFUSE(reterr, LL_EPARSE, "send it as UTF-8", "the form is not UTF-8");
}

/* The lines of a part's head, and behind the empty one its value. */
static enum ll_status take_part(struct multipart *form, struct ll_str text,
                                struct ll_http_part *ret_part, struct ll_err *reterr)
{
    size_t taken = 0;
    *ret_part = (struct ll_http_part){0};
    for (;;) {
        struct ll_str rest = ll_str_sub(text, taken, text.len);
        struct ll_str room = ll_str_sub(rest, 0, HEAD_BYTES_MAX - taken);
        const char *at = room.len == 0 ? NULL : memmem(room.ptr, room.len, "\r\n", 2);
        if (at == NULL) {
            return refuse(reterr);
        }
        size_t len = (size_t)(at - room.ptr);
        taken += len + 2;
        if (len == 0) {
            break;
        }
        LL_TRY(take_line(form, ll_str_sub(room, 0, len), ret_part, reterr));
    }
    ret_part->value = ll_str_sub(text, taken, text.len);
    return ret_part->name.ptr == NULL ? refuse(reterr) : LL_OK;
}

enum ll_status ll_multipart_read(struct ll_arena *arena, struct ll_str type, struct ll_str body,
                                 size_t most, struct ll_http_part *ret_parts, size_t *ret_count,
                                 struct ll_err *reterr)
{
    struct multipart form = {.arena = arena};
    struct ll_str rest = body;
    struct ll_str before;
    size_t count = 0;
    LL_TRY(find_boundary(&form, type, reterr));
    /* The first stands at the start of the body, or of a line behind words for nobody. */
    struct ll_str first = {form.delimiter + 2, form.delimiter_len - 2};
    enum behind behind = BEHIND_NOTHING;
    if (ll_str_starts(body, first)) {
        rest = ll_str_sub(body, first.len, body.len);
        behind = look_behind(&rest);
    }
    if (behind == BEHIND_NOTHING) {
        rest = body;
        behind = cut(&form, &rest, &before);
    }
    while (behind == BEHIND_PART) {
        if (count == most) {
            return LL_REFUSE(reterr, LL_EPARSE, "send fewer at a time",
                             "the form has more than %zu fields", most);
        }
        behind = cut(&form, &rest, &before);
        if (behind != BEHIND_NOTHING) {
            LL_TRY(take_part(&form, before, &ret_parts[count], reterr));
            count++;
        }
    }
    *ret_count = count;
    return behind == BEHIND_END ? LL_OK : refuse(reterr);
}
