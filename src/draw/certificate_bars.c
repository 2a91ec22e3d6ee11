/* One for one: two bars of one length, the devices above, the scrap devices below. */
#include "draw/sheet.h"

#define PARTS_MAX 5 /* of a bar: the colours there are */

/* A part of a bar. */
struct part {
    struct ll_str name;
    struct ll_printed_sum sum;
    size_t members; /* how many it stands for */
};

static bool comes_before(const struct part *a, const struct part *b)
{
    if (a->sum.units.n != b->sum.units.n) {
        return a->sum.units.n > b->sum.units.n;
    }
    if (a->sum.mass.g != b->sum.mass.g) {
        return a->sum.mass.g > b->sum.mass.g;
    }
    return ll_str_cmp(a->name, b->name) < 0;
}

/* Largest first; the parts are few: classes and countries. */
static void sort_parts(struct part *parts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct part part = parts[i];
        size_t at = i;
        for (; at > 0 && comes_before(&part, &parts[at - 1]); at--) {
            parts[at] = parts[at - 1];
        }
        parts[at] = part;
    }
}

static void add_part(struct ll_sheet *sheet, struct part *parts, size_t *count, struct ll_str name,
                     const struct ll_printed_amount *amount)
{
    size_t i = 0;
    while (i < *count && !ll_str_eq(parts[i].name, name)) {
        i++;
    }
    if (i == *count) {
        parts[i] = (struct part){.name = name, .members = 1};
        (*count)++;
    }
    ll_sheet_add(sheet, amount, &parts[i].sum);
}

/* The last of the parts that have a colour of their own stands for all that follow. */
static size_t gather_rest(struct ll_sheet *sheet, struct part *parts, size_t count)
{
    if (count <= PARTS_MAX) {
        return count;
    }
    struct part *rest = &parts[PARTS_MAX - 1];
    for (size_t i = PARTS_MAX; i < count; i++) {
        const struct ll_printed_amount units = {.units = parts[i].sum.units};
        const struct ll_printed_amount mass = {.is_mass = true, .mass = parts[i].sum.mass};
        ll_sheet_add(sheet, &units, &rest->sum);
        ll_sheet_add(sheet, &mass, &rest->sum);
        rest->members++;
    }
    rest->name = ll_locale_text_in(sheet->locale, LL_TC("the rest of a list", "Others"));
    return PARTS_MAX;
}

/* What a part takes of its bar: pieces where all is counted, grams where nothing is, else nothing
 * that could be compared. */
static int64_t weight_of(const struct ll_printed_sum *part, const struct ll_printed_sum *whole)
{
    return whole->mass.g == 0 ? part->units.n : whole->units.n == 0 ? part->mass.g : 0;
}

static const enum ll_colour demand_colours[PARTS_MAX] = {LL_COLOUR_ACCENT_1, LL_COLOUR_ACCENT_2,
                                                         LL_COLOUR_ACCENT_3, LL_COLOUR_ACCENT_4,
                                                         LL_COLOUR_ACCENT_5};
static const enum ll_colour scrap_colours[PARTS_MAX] = {LL_COLOUR_COPPER_1, LL_COLOUR_COPPER_2,
                                                        LL_COLOUR_COPPER_3, LL_COLOUR_COPPER_4,
                                                        LL_COLOUR_COPPER_5};

static enum ll_colour part_colour(const struct ll_sheet *sheet, const enum ll_colour *colours,
                                  size_t i)
{
    bool is_revoked = sheet->certificate->standing == LL_STANDING_REVOKED;
    return is_revoked ? LL_COLOUR_FAINT : colours[i];
}

static void put_bar(struct ll_sheet *sheet, const struct part *parts, size_t count,
                    const struct ll_printed_sum *whole, const enum ll_colour *colours,
                    struct ll_box box)
{
    int64_t total = weight_of(whole, whole);
    int64_t before = 0;
    int32_t from = 0;
    for (size_t i = 0; i < count; i++) {
        before += weight_of(&parts[i].sum, whole);
        /* 10^12 pieces or 10^15 g by 15,000 units stay below 2^63 */
        int32_t to =
            total > 0 ? (int32_t)(before / total * box.width + before % total * box.width / total)
                      : box.width;
        if (to > from) {
            ll_scene_box(sheet->scene,
                         (struct ll_paint){.fill = part_colour(sheet, colours, i),
                                           .stroke = LL_COLOUR_PANEL,
                                           .stroke_width = 24},
                         (struct ll_box){box.x + from, box.y, to - from, box.height}, 0);
        }
        from = to;
    }
}

/* "and 11 more": of the parts from `first` on. */
static struct ll_str more_text(struct ll_sheet *sheet, const struct part *parts, size_t first,
                               size_t count)
{
    size_t members = 0;
    for (size_t i = first; i < count; i++) {
        members += parts[i].members;
    }
    const struct ll_slot slot = {"n", ll_sheet_number(sheet, (int64_t)members)};
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("and {n} more")), &slot, 1);
}

/* Names and numbers of a bar's parts in one line; what does not fit is counted. */
static void put_legend(struct ll_sheet *sheet, const struct part *parts, size_t count,
                       const enum ll_colour *colours, struct ll_point at, int32_t width)
{
    int32_t x = at.x;
    for (size_t i = 0; i < count; i++) {
        struct ll_str number = ll_sheet_sum(sheet, &parts[i].sum);
        int32_t number_width = ll_sheet_width(sheet, LL_TYPE_NUMBER, number);
        int32_t name_width = ll_sheet_width(sheet, LL_TYPE_CELL, parts[i].name);
        int32_t left = at.x + width - x;
        int32_t room = left - 420 - number_width - (i + 1 < count ? 1800 : 0);
        name_width = i == 0 && name_width > room ? room : name_width;
        if (name_width > room || room <= 0) {
            ll_sheet_put(sheet, LL_TYPE_CELL, LL_COLOUR_SOFT, x, at.y, left,
                         more_text(sheet, parts, i, count));
            return;
        }
        ll_scene_box(sheet->scene, (struct ll_paint){.fill = part_colour(sheet, colours, i)},
                     (struct ll_box){x, at.y - 200, 200, 200}, 40);
        ll_sheet_put(sheet, LL_TYPE_CELL, LL_COLOUR_SOFT, x + 300, at.y, name_width, parts[i].name);
        ll_sheet_put(sheet, LL_TYPE_NUMBER, LL_COLOUR_NONE, x + 300 + name_width + 120, at.y, 0,
                     number);
        x += 300 + name_width + 120 + number_width + 500;
    }
}

/* The largest type in which both numbers fit. */
static enum ll_type number_type(struct ll_sheet *sheet, struct ll_str a, struct ll_str b,
                                int32_t width)
{
    static const enum ll_type types[] = {LL_TYPE_FIGURE, LL_TYPE_TITLE, LL_TYPE_HEADING};
    size_t i = sheet->is_tight ? 1 : 0;
    while (i + 1 < sizeof(types) / sizeof(types[0]) &&
           (ll_sheet_width(sheet, types[i], a) > width ||
            ll_sheet_width(sheet, types[i], b) > width)) {
        i++;
    }
    return types[i];
}

/* "scrap devices collected and recycled", to stand below their number. */
static struct ll_str done_text(struct ll_sheet *sheet)
{
    bool is_counted = sheet->scrap.units.n > 0;
    bool is_mass = sheet->scrap.mass.g > 0;
    int64_t n = is_counted && !is_mass ? sheet->scrap.units.n : 2; /* grams are several */
    const struct ll_slot slots[] = {
        {"devices",
         is_counted && is_mass ? ll_sheet_words(sheet, LL_T("of scrap devices and uncounted "
                                                            "e-waste"))
         : is_counted ? ll_locale_count(sheet->locale, LL_TN("scrap device", "scrap devices"), n)
                      : ll_sheet_words(sheet, LL_T("of uncounted e-waste"))},
        {"done",
         ll_locale_count(sheet->locale, sheet->words->done.one, sheet->words->done.many, n)},
    };
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{devices} {done}")), slots, 2);
}

/* Both numbers and what they count, measured before the ground that they stand on is drawn. */
struct numbers {
    struct ll_str demand;
    struct ll_str scrap;
    struct ll_str done;
    enum ll_type type;
    int32_t width;  /* of each */
    int32_t base;   /* baselines, from the top of the ground */
    int32_t label;  /* of what they count */
    int32_t height; /* to where another line would stand */
};

static struct numbers measure_numbers(struct ll_sheet *sheet, int32_t width)
{
    struct numbers numbers = {
        .demand = ll_sheet_sum(sheet, &sheet->demand),
        .scrap = ll_sheet_sum(sheet, &sheet->scrap),
        .done = done_text(sheet),
        .width = width / 2 - 450,
    };
    int32_t widest = 0;
    const struct ll_text_spec done = {
        .type = LL_TYPE_VALUE, .width = numbers.width + 300, .lines_max = 2, .text = numbers.done};
    int32_t lines = (int32_t)ll_scene_measure(sheet->scene, &done, &widest);
    numbers.type = number_type(sheet, numbers.demand, numbers.scrap, numbers.width);
    numbers.base = numbers.type == LL_TYPE_FIGURE    ? 1900
                   : numbers.type == LL_TYPE_HEADING ? 1000
                                                     : 1300;
    numbers.label = numbers.base + (numbers.type == LL_TYPE_FIGURE ? 700 : 600);
    numbers.height = numbers.label + lines * ll_type_rows[LL_TYPE_VALUE].leading;
    return numbers;
}

static void put_numbers(struct ll_sheet *sheet, const struct numbers *numbers, int32_t x,
                        int32_t width)
{
    int32_t right = x + width / 2 + 150;
    int32_t base = sheet->y + numbers->base;
    int32_t label = sheet->y + numbers->label;
    ll_sheet_put(sheet, numbers->type, sheet->accent, x - 30, base, numbers->width,
                 numbers->demand);
    ll_sheet_put(sheet, numbers->type, sheet->copper, right - 30, base, numbers->width,
                 numbers->scrap);
    ll_sheet_put(
        sheet, LL_TYPE_VALUE, LL_COLOUR_NONE, x, label, numbers->width,
        sheet->demand.mass.g > 0
            ? ll_sheet_words(sheet, LL_T("of devices"))
            : ll_locale_count(sheet->locale, LL_TN("device", "devices"), sheet->demand.units.n));
    (void)ll_sheet_paragraph(sheet, LL_TYPE_VALUE, LL_COLOUR_NONE, right, label,
                             numbers->width + 300, 2, numbers->done);
}

/* Fine lines between the bars, so that the eye goes from one to one. */
static void put_ties(struct ll_sheet *sheet, int32_t x, int32_t width, int32_t top, int32_t bottom)
{
    enum {
        TIES = 40
    };
    for (int32_t i = 0; i <= TIES; i++) {
        int32_t at = x + width * i / TIES;
        ll_scene_line(sheet->scene, (struct ll_paint){.stroke = LL_COLOUR_RULE, .stroke_width = 16},
                      (struct ll_point){at, top}, (struct ll_point){at, bottom});
    }
}

/* Parts of a bar, largest first. */
struct bar {
    struct part *parts;
    size_t count;
};

static struct bar demand_bar(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    struct bar bar = {LL_NEW_ARRAY(sheet->arena, struct part, certificate->demand_count), 0};
    for (size_t i = 0; bar.parts != NULL && i < certificate->demand_count; i++) {
        add_part(sheet, bar.parts, &bar.count,
                 ll_class_words(sheet->locale, certificate->demand[i].class_code),
                 &certificate->demand[i].amount);
    }
    return bar;
}

static struct bar scrap_bar(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    struct bar bar = {LL_NEW_ARRAY(sheet->arena, struct part, certificate->scrap_count), 0};
    for (size_t i = 0; bar.parts != NULL && i < certificate->scrap_count; i++) {
        add_part(sheet, bar.parts, &bar.count,
                 ll_locale_country(sheet->locale, certificate->scrap[i].country),
                 &certificate->scrap[i].amount);
    }
    return bar;
}

void ll_sheet_bars(struct ll_sheet *sheet)
{
    enum {
        PAD = 700,
        BAR = 400,
        GAP = 280,
        LEGEND = 220,
        FOOT = 750
    };
    struct bar demand = demand_bar(sheet);
    struct bar scrap = scrap_bar(sheet);
    if (demand.parts == NULL || scrap.parts == NULL) {
        struct ll_err err;
        (void)LL_FAIL(&err, LL_ENOMEM, "no memory for a certificate");
        ll_scene_fail(sheet->scene, &err);
        return;
    }
    sort_parts(demand.parts, demand.count);
    sort_parts(scrap.parts, scrap.count);
    demand.count = gather_rest(sheet, demand.parts, demand.count);
    scrap.count = gather_rest(sheet, scrap.parts, scrap.count);
    int32_t x = LL_SHEET_LEFT + PAD;
    int32_t width = LL_SHEET_WIDTH - 2 * PAD;
    struct numbers numbers = measure_numbers(sheet, width);
    int32_t upper = sheet->y + numbers.height + (sheet->is_tight ? 560 : 660);
    int32_t lower = upper + BAR + GAP;
    int32_t bottom = lower + BAR + FOOT;
    ll_scene_box(sheet->scene, (struct ll_paint){.fill = LL_COLOUR_PANEL},
                 (struct ll_box){LL_SHEET_LEFT, sheet->y, LL_SHEET_WIDTH, bottom - sheet->y}, 300);
    put_numbers(sheet, &numbers, x, width);
    put_legend(sheet, demand.parts, demand.count, demand_colours,
               (struct ll_point){x, upper - LEGEND}, width);
    put_bar(sheet, demand.parts, demand.count, &sheet->demand, demand_colours,
            (struct ll_box){x, upper, width, BAR});
    put_ties(sheet, x, width, upper + BAR, lower);
    put_bar(sheet, scrap.parts, scrap.count, &sheet->scrap, scrap_colours,
            (struct ll_box){x, lower, width, BAR});
    put_legend(sheet, scrap.parts, scrap.count, scrap_colours,
               (struct ll_point){x, lower + BAR + LEGEND + 220}, width);
    sheet->y = bottom;
}
