#include "edge/web/brief.h"

#include "edge/web/say.h"

#define ADDRESS_BYTES_MAX 1024

/* "/briefs/…/files/ib?shipment=s-1" */
static struct ll_str href_of(struct ll_arena *arena, struct ll_str address,
                             const struct ll_json *line)
{
    struct ll_strbuf buf;
    struct ll_str href = LL_STR("");
    struct ll_str subject = ll_say_text_of(line, "subject");
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES_MAX);
    ll_strbuf_str(&buf, address);
    ll_strbuf_cstr(&buf, "/files/");
    ll_strbuf_str(&buf, ll_say_text_of(line, "file"));
    if (subject.len > 0) {
        ll_strbuf_cstr(&buf, "?shipment="); /* a code: letters, digits and dashes */
        ll_strbuf_str(&buf, subject);
    }
    return ll_strbuf_finish(&buf, &href, NULL) == LL_OK ? href : LL_STR("");
}

static void copy_text(struct ll_arena *arena, const struct ll_json *from, const char *name,
                      struct ll_json *to)
{
    struct ll_str text = ll_say_text_of(from, name);
    if (text.len > 0) {
        ll_json_set_str(arena, to, name, text);
    }
}

static struct ll_json *line_of(struct ll_arena *arena, struct ll_str address,
                               const struct ll_json *line)
{
    struct ll_json *item = ll_json_new_object(arena);
    copy_text(arena, line, "head", item);
    copy_text(arena, line, "text", item);
    copy_text(arena, line, "note", item);
    if (ll_json_get(line, "file") != NULL) {
        ll_json_set_str(arena, item, "href", href_of(arena, address, line));
    }
    if (ll_json_get(line, "doubtful") != NULL) {
        ll_json_set_bool(arena, item, "doubtful", true);
    }
    return item;
}

static struct ll_json *sections_of(struct ll_arena *arena, const struct ll_json *data)
{
    const struct ll_json *sections = ll_say_list_of(data, "sections");
    struct ll_str address = ll_say_text_of(data, "address");
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < sections->count; i++) {
        const struct ll_json *lines = ll_say_list_of(&sections->items[i], "lines");
        struct ll_json *item = ll_json_new_object(arena);
        struct ll_json *made = ll_json_new_array(arena);
        copy_text(arena, &sections->items[i], "title", item);
        copy_text(arena, &sections->items[i], "intro", item);
        for (size_t j = 0; j < lines->count; j++) {
            ll_json_append(arena, made, line_of(arena, address, &lines->items[j]));
        }
        ll_json_set(arena, item, "lines", made);
        ll_json_append(arena, list, item);
    }
    return list;
}

/* `front`, for the same authority and in a language. */
static struct ll_str address_in(struct ll_arena *arena, const char *language, struct ll_str front,
                                const char *end, const struct ll_json *data)
{
    struct ll_strbuf buf;
    struct ll_str href = LL_STR("");
    struct ll_str country = ll_say_text_of(data, "country");
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES_MAX);
    ll_strbuf_str(&buf, front);
    ll_strbuf_fmt(&buf, "%s?language=%s", end, language);
    if (country.len > 0) {
        ll_strbuf_fmt(&buf, "&country=%.*s", LL_STR_ARG(country));
    }
    return ll_strbuf_finish(&buf, &href, NULL) == LL_OK ? href : LL_STR("");
}

struct ll_json *ll_brief_page(struct ll_arena *arena, const struct ll_locale *locale,
                              const struct ll_json *data)
{
    const struct ll_say words = {arena, locale};
    struct ll_str expires = ll_say_text_of(data, "expires_on");
    const struct ll_slot slot = {"day", ll_say_date(&words, expires)};
    struct ll_json *own = ll_json_new_object(arena);
    struct ll_json *languages = ll_json_new_array(arena);
    for (int i = LL_LANGUAGE_EN; i <= LL_LANGUAGE_FR; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "href",
                        address_in(arena, ll_language_rows[i].tag, LL_STR(""), "", data));
        ll_json_set_cstr(arena, item, "tag", ll_language_rows[i].tag);
        ll_json_set_cstr(arena, item, "text", ll_language_rows[i].name);
        ll_json_append(arena, languages, item);
    }
    ll_json_set(arena, own, "languages", languages);
    if (expires.len > 0) {
        ll_json_set_str(arena, own, "until",
                        ll_say_fill(&words,
                                    LL_T("This link works until {day}, and lets nobody write. "
                                         "When it is opened, the operator is told that it was, "
                                         "and nothing about who you are."),
                                    &slot, 1));
    }
    ll_json_set_str(arena, own, "print",
                    address_in(arena, locale->language->tag, ll_say_text_of(data, "address"),
                               "/files/brief", data));
    ll_json_set_str(arena, own, "print_text",
                    ll_locale_text(locale, LL_T("Print this, on two pages at most (PDF)")));
    if (ll_json_get(data, "summary") != NULL) {
        ll_json_set_str(arena, own, "summary",
                        ll_locale_text(locale, LL_T("Signed summary, as the QR code has it")));
    }
    ll_json_set_str(arena, own, "uncertain", ll_locale_text(locale, LL_T("uncertain")));
    ll_json_set_str(arena, own, "take", ll_locale_text(locale, LL_T("Take along (PDF)")));
    ll_json_set(arena, own, "sections", sections_of(arena, data));
    return own;
}
