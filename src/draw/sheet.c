#include "draw/sheet.h"

#define TEXT_BYTES_MAX 4096

struct ll_str ll_sheet_finish(struct ll_sheet *sheet, struct ll_strbuf *buf)
{
    struct ll_str text = {"", 0};
    struct ll_err err;
    if (ll_strbuf_finish(buf, &text, &err) != LL_OK) {
        ll_scene_fail(sheet->scene, &err);
    }
    return text;
}

struct ll_strbuf ll_sheet_start(struct ll_sheet *sheet)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, sheet->arena, TEXT_BYTES_MAX);
    return buf;
}

struct ll_str ll_sheet_front(struct ll_sheet *sheet, struct ll_str text, size_t most)
{
    if (!ll_str_is_utf8(text)) {
        struct ll_err err;
        (void)LL_FAIL(&err, LL_EINVAL, "a text of the certificate is not UTF-8");
        ll_scene_fail(sheet->scene, &err);
        return (struct ll_str){"", 0};
    }
    struct ll_str front = ll_str_sub(text, 0, most);
    return ll_str_sub(front, 0, ll_str_utf8_prefix(front));
}

struct ll_str ll_sheet_words(struct ll_sheet *sheet, const char *text)
{
    return ll_locale_text(sheet->locale, text);
}

struct ll_str ll_sheet_fill(struct ll_sheet *sheet, struct ll_str text, const struct ll_slot *slots,
                            size_t count)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_locale_fill(&buf, text, slots, count);
    return ll_sheet_finish(sheet, &buf);
}

struct ll_str ll_sheet_number(struct ll_sheet *sheet, int64_t n)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_locale_put_i64(sheet->locale, &buf, n);
    return ll_sheet_finish(sheet, &buf);
}

struct ll_str ll_sheet_mass(struct ll_sheet *sheet, struct ll_mass mass)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_locale_put_mass(sheet->locale, &buf, mass, LL_MASS_BY_SIZE);
    return ll_sheet_finish(sheet, &buf);
}

struct ll_str ll_sheet_date(struct ll_sheet *sheet, struct ll_date date)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_locale_put_date(sheet->locale, &buf, date);
    return ll_sheet_finish(sheet, &buf);
}

struct ll_str ll_sheet_amount(struct ll_sheet *sheet, const struct ll_printed_amount *amount)
{
    return amount->is_mass ? ll_sheet_mass(sheet, amount->mass)
                           : ll_sheet_number(sheet, amount->units.n);
}

struct ll_str ll_sheet_sum(struct ll_sheet *sheet, const struct ll_printed_sum *sum)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    if (sum->units.n > 0 || sum->mass.g == 0) {
        ll_locale_put_i64(sheet->locale, &buf, sum->units.n);
    }
    if (sum->mass.g > 0) {
        ll_strbuf_cstr(&buf, sum->units.n > 0 ? " + " : "");
        ll_locale_put_mass(sheet->locale, &buf, sum->mass, LL_MASS_BY_SIZE);
    }
    return ll_sheet_finish(sheet, &buf);
}

void ll_sheet_add(struct ll_sheet *sheet, const struct ll_printed_amount *amount,
                  struct ll_printed_sum *sum)
{
    enum ll_status status = amount->is_mass ? ll_mass_add(sum->mass, amount->mass, &sum->mass)
                                            : ll_units_add(sum->units, amount->units, &sum->units);
    bool is_negative = amount->is_mass ? amount->mass.g < 0 : amount->units.n < 0;
    struct ll_err err;
    if (is_negative) {
        (void)LL_FAIL(&err, LL_EINVAL, "an amount on a certificate is negative");
        ll_scene_fail(sheet->scene, &err);
    } else if (status != LL_OK) {
        (void)LL_FAIL(&err, status, "the amounts on a certificate are too large to add up");
        ll_scene_fail(sheet->scene, &err);
    }
}

/* One line of text; its place and width are the caller's. */
void ll_sheet_put(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour, int32_t x,
                  int32_t y, int32_t width, struct ll_str text)
{
    const struct ll_text_spec spec = {
        .type = type, .colour = colour, .at = {x, y}, .width = width, .text = text};
    (void)ll_scene_text(sheet->scene, &spec);
}

void ll_sheet_put_right(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour, int32_t x,
                        int32_t y, int32_t width, struct ll_str text)
{
    const struct ll_text_spec spec = {.type = type,
                                      .colour = colour,
                                      .anchor = LL_ANCHOR_RIGHT,
                                      .at = {x, y},
                                      .width = width,
                                      .text = text};
    (void)ll_scene_text(sheet->scene, &spec);
}

/* A paragraph; the y below its last line's leading. */
int32_t ll_sheet_paragraph(struct ll_sheet *sheet, enum ll_type type, enum ll_colour colour,
                           int32_t x, int32_t y, int32_t width, size_t lines_max,
                           struct ll_str text)
{
    const struct ll_text_spec spec = {.type = type,
                                      .colour = colour,
                                      .at = {x, y},
                                      .width = width,
                                      .lines_max = lines_max,
                                      .text = text};
    return y + (int32_t)ll_scene_text(sheet->scene, &spec) * ll_type_rows[type].leading;
}

int32_t ll_sheet_width(struct ll_sheet *sheet, enum ll_type type, struct ll_str text)
{
    int32_t width = 0;
    const struct ll_text_spec spec = {.type = type, .text = text};
    (void)ll_scene_measure(sheet->scene, &spec, &width);
    return width;
}

void ll_sheet_rule(struct ll_sheet *sheet, int32_t x, int32_t y, int32_t width)
{
    ll_scene_line(sheet->scene, (struct ll_paint){.stroke = LL_COLOUR_RULE, .stroke_width = 18},
                  (struct ll_point){x, y}, (struct ll_point){x + width, y});
}
