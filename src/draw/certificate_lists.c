/* The lower half of a certificate: facts, and lists that end in their sum where they are too long.
 */
#include "draw/sheet.h"

#define ROW 430       /* of a table */
#define SMALL_ROW 365 /* of what stands below a row */
#define HEADING_ROW 620
#define LISTS_GAP 250
#define VALUE_LINES_MAX 2 /* of a fact, where it is set small */

/* ---- facts ---- */

#define NAMES_SHOWN 2

/* "A, B and 3 more": the first `shown` names, each of at most `most` bytes. */
static struct ll_str list_of_names(struct ll_sheet *sheet, const struct ll_str *names, size_t count,
                                   size_t shown, size_t most)
{
    struct ll_str items[NAMES_SHOWN + 1];
    size_t used = 0;
    for (; used < count && used < shown; used++) {
        items[used] = ll_sheet_front(sheet, names[used], most);
        if (items[used].len < names[used].len) {
            const struct ll_slot slot = {"name", items[used]};
            items[used] = ll_sheet_fill(sheet, LL_STR("{name}\xE2\x80\xA6"), &slot, 1);
        }
    }
    if (count > used) {
        const struct ll_slot slot = {"n", ll_sheet_number(sheet, (int64_t)(count - used))};
        items[used++] = ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{n} more")), &slot, 1);
    }
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_locale_put_list(sheet->locale, &buf, items, used);
    return ll_sheet_finish(sheet, &buf);
}

/* As many names as fit, cut before the number of the others is. */
static struct ll_str names_text(struct ll_sheet *sheet, enum ll_type type,
                                const struct ll_str *names, size_t count)
{
    static const struct {
        size_t shown;
        size_t most;
    } ways[] = {{2, 200}, {1, 200}, {1, 40}, {1, 25}, {1, 12}};
    struct ll_str text = {"", 0};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        int32_t width = 0;
        text = list_of_names(sheet, names, count, ways[i].shown, ways[i].most);
        const struct ll_text_spec small = {.type = LL_TYPE_SMALL,
                                           .width = LL_SHEET_COLUMN - 100,
                                           .lines_max = VALUE_LINES_MAX + 1,
                                           .text = text};
        if (ll_sheet_width(sheet, type, text) < LL_SHEET_COLUMN - 100 ||
            ll_scene_measure(sheet->scene, &small, &width) <= VALUE_LINES_MAX) {
            break;
        }
    }
    return text;
}

static struct ll_str programme_text(struct ll_sheet *sheet)
{
    const struct ll_slot slots[] = {
        {"code", ll_sheet_front(sheet, sheet->certificate->programme_code, 100)},
        {"n", ll_sheet_number(sheet, sheet->certificate->programme_version)}};
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{code}, version {n}")), slots, 2);
}

struct fact {
    const char *label;
    struct ll_str value;
};

/* A value below its label at `y`; one that is too wide for a line has two smaller ones. */
static void put_value(struct ll_sheet *sheet, enum ll_type type, int32_t x, int32_t y,
                      int32_t width, struct ll_str value)
{
    if (ll_sheet_width(sheet, type, value) <= width) {
        ll_sheet_put(sheet, type, LL_COLOUR_NONE, x, y + 450, width, value);
    } else {
        (void)ll_sheet_paragraph(sheet, LL_TYPE_SMALL, LL_COLOUR_INK, x, y + 345, width,
                                 VALUE_LINES_MAX, value);
    }
}

/* The facts that are there: two in each column of the page, the second `second` to the right; or,
 * with 0, one. The last one has what is left of its column. */
static void put_facts(struct ll_sheet *sheet, enum ll_type type, const struct fact *facts,
                      size_t count, int32_t second)
{
    enum {
        HEIGHT = 1030
    };
    int32_t in_column = second > 0 ? 2 : 1;
    int32_t in_row = 2 * in_column;
    int32_t at = 0;
    while (count > 0 && facts[count - 1].value.len == 0) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        if (facts[i].value.len == 0) {
            continue;
        }
        int32_t shift = at % in_column == 1 ? second : 0;
        bool is_wide = shift > 0 || second == 0 || i + 1 == count;
        int32_t width = (is_wide ? LL_SHEET_COLUMN - shift : second) - 100;
        int32_t x = (at % in_row / in_column == 0 ? LL_SHEET_LEFT : LL_SHEET_COLUMN_2) + shift;
        int32_t y = sheet->y + at / in_row * HEIGHT;
        ll_sheet_put(sheet, LL_TYPE_LABEL, LL_COLOUR_NONE, x, y, width,
                     ll_sheet_words(sheet, facts[i].label));
        put_value(sheet, type, x, y, width, facts[i].value);
        at++;
    }
    sheet->y += (at + in_row - 1) / in_row * HEIGHT;
}

void ll_sheet_facts(struct ll_sheet *sheet)
{
    enum {
        WIDE = 5000,
        HALF = LL_SHEET_COLUMN / 2
    };
    const struct ll_printed_certificate *certificate = sheet->certificate;
    const struct fact amounts[] = {
        {LL_T("Mass, weighed at collection"), ll_sheet_mass(sheet, certificate->mass)},
        {LL_T("Collections"), ll_sheet_number(sheet, certificate->collections)},
        {LL_T("Programme"), programme_text(sheet)},
        {LL_T("Lots"), ll_sheet_number(sheet, certificate->lots)},
    };
    const struct fact parties[] = {
        {LL_T("Paid by"),
         names_text(sheet, LL_TYPE_VALUE, certificate->payers, certificate->payer_count)},
        {LL_T("Reseller"),
         names_text(sheet, LL_TYPE_VALUE, certificate->resellers, certificate->reseller_count)},
    };
    const struct fact others[] = {
        {LL_T("Replaces"), certificate->replaces},
        {LL_T("Superseded by"), certificate->superseded_by},
        {LL_T("Reissued from"), names_text(sheet, LL_TYPE_NUMBER, certificate->reissued_from,
                                           certificate->reissued_count)},
    };
    put_facts(sheet, LL_TYPE_VALUE, amounts, sizeof(amounts) / sizeof(amounts[0]), WIDE);
    put_facts(sheet, LL_TYPE_VALUE, parties, sizeof(parties) / sizeof(parties[0]), 0);
    put_facts(sheet, LL_TYPE_NUMBER, others, sizeof(others) / sizeof(others[0]), HALF);
}

/* ---- tables ---- */

/* A table's place: rows fill it from the top. */
struct place {
    int32_t x;
    int32_t y;
    int32_t bottom;
};

struct row {
    struct ll_str name;
    struct ll_str detail; /* beside the name, or empty */
    struct ll_str number;
};

/* Rows that have place below a heading. */
static size_t rows_of(const struct place *place)
{
    int32_t room = place->bottom - place->y - HEADING_ROW;
    return room > 0 ? (size_t)(room / ROW) : 0;
}

/* False, and nothing is put, where there is no place for a heading and one row. */
static bool put_heading(struct ll_sheet *sheet, struct place *place, const char *heading)
{
    if (rows_of(place) == 0) {
        return false;
    }
    ll_sheet_put(sheet, LL_TYPE_STRONG, LL_COLOUR_NONE, place->x, place->y + 320, LL_SHEET_COLUMN,
                 ll_sheet_words(sheet, heading));
    ll_sheet_rule(sheet, place->x, place->y + 480, LL_SHEET_COLUMN);
    place->y += HEADING_ROW;
    return true;
}

/* What does not fit beside its number is set smaller before anything of it is cut. */
static void put_row(struct ll_sheet *sheet, struct place *place, const struct row *row)
{
    enum ll_type type = LL_TYPE_CELL;
    int32_t gap = row->name.len > 0 && row->detail.len > 0 ? 250 : 0;
    int32_t room = LL_SHEET_COLUMN - ll_sheet_width(sheet, LL_TYPE_NUMBER, row->number) - 300;
    int32_t y = place->y + 300;
    room = room > 1000 ? room : 1000; /* no number is so wide */
    int32_t name = ll_sheet_width(sheet, type, row->name);
    int32_t detail = ll_sheet_width(sheet, type, row->detail);
    if (name + gap + detail > room) {
        type = LL_TYPE_SMALL;
        name = ll_sheet_width(sheet, type, row->name);
        detail = ll_sheet_width(sheet, type, row->detail);
    }
    int32_t kept = detail < room / 2 ? detail : room / 2; /* of the detail, whatever the name */
    name = name < room - kept - gap ? name : room - kept - gap;
    detail = detail < room - name - gap ? detail : room - name - gap;
    ll_sheet_put(sheet, type, LL_COLOUR_INK, place->x, y, name > 0 ? name : 1, row->name);
    if (detail > 0) {
        ll_sheet_put(sheet, type, LL_COLOUR_FAINT, place->x + name + gap, y, detail, row->detail);
    }
    ll_sheet_put_right(sheet, LL_TYPE_NUMBER, LL_COLOUR_NONE, place->x + LL_SHEET_COLUMN, y,
                       LL_SHEET_COLUMN, row->number);
    place->y += ROW;
}

/* How many of `count` rows to show where `room` have place; what is left needs a row itself. */
static size_t shown_of(size_t count, size_t room)
{
    return count <= room ? count : room > 0 ? room - 1 : 0;
}

/* What is not shown one by one; `detail` is what has to be said of some of it, in English, or NULL.
 */
static void put_rest(struct ll_sheet *sheet, struct place *place, const char *one, const char *many,
                     const char *detail, size_t count, const struct ll_printed_sum *sum)
{
    const struct ll_slot slot = {"n", ll_sheet_number(sheet, (int64_t)count)};
    const struct row row = {
        .name = ll_sheet_fill(sheet, ll_locale_count(sheet->locale, one, many, (int64_t)count),
                              &slot, 1),
        .detail = detail == NULL ? (struct ll_str){"", 0} : ll_sheet_words(sheet, detail),
        .number = ll_sheet_sum(sheet, sum)};
    put_row(sheet, place, &row);
}

static void put_purchases(struct ll_sheet *sheet, struct place *place)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t count = certificate->purchase_count;
    size_t shown = shown_of(count, rows_of(place));
    struct ll_printed_sum rest = {0};
    if (!put_heading(sheet, place, LL_T("The devices, by document"))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_printed_purchase *purchase = &certificate->purchases[i];
        if (i >= shown) {
            ll_sheet_add(sheet, &purchase->amount, &rest);
            continue;
        }
        struct row row = {.name = purchase->document,
                          .number = ll_sheet_amount(sheet, &purchase->amount)};
        if (row.name.len == 0) {
            row.name = ll_sheet_words(sheet, LL_T("document not named"));
        }
        if (purchase->has_date) {
            row.detail = ll_sheet_date(sheet, purchase->date);
        }
        put_row(sheet, place, &row);
    }
    if (shown < count) {
        put_rest(sheet, place, LL_TN("and {n} more document", "and {n} more documents"), NULL,
                 count - shown, &rest);
    }
}

/* Without documents: the devices by class. */
static void put_demand(struct ll_sheet *sheet, struct place *place)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t count = certificate->demand_count;
    size_t shown = shown_of(count, rows_of(place));
    struct ll_printed_sum rest = {0};
    if (!put_heading(sheet, place, LL_T("The devices, by class"))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_printed_demand *demand = &certificate->demand[i];
        if (i >= shown) {
            ll_sheet_add(sheet, &demand->amount, &rest);
            continue;
        }
        const struct row row = {.name = ll_class_words(sheet->locale, demand->class_code),
                                .number = ll_sheet_amount(sheet, &demand->amount)};
        put_row(sheet, place, &row);
    }
    if (shown < count) {
        put_rest(sheet, place, LL_TN("and {n} more class", "and {n} more classes"), NULL,
                 count - shown, &rest);
    }
}

static bool is_larger(const struct ll_printed_amount *a, const struct ll_printed_amount *b)
{
    return a->is_mass == b->is_mass &&
           (a->is_mass ? a->mass.g > b->mass.g : a->units.n > b->units.n);
}

/* The largest that is not shown yet, of equal ones the first. */
static size_t next_scrap(const struct ll_printed_certificate *certificate, const bool *is_shown)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < certificate->scrap_count; i++) {
        bool is_next = next == SIZE_MAX ||
                       is_larger(&certificate->scrap[i].amount, &certificate->scrap[next].amount);
        next = !is_shown[i] && is_next ? i : next;
    }
    return next;
}

static void put_scrap(struct ll_sheet *sheet, struct place *place)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t count = certificate->scrap_count;
    size_t shown = shown_of(count, rows_of(place));
    struct ll_printed_sum rest = {0};
    bool *is_shown = LL_NEW_ARRAY(sheet->arena, bool, count);
    if (is_shown == NULL) {
        struct ll_err err;
        (void)LL_FAIL(&err, LL_ENOMEM, "no memory for a certificate");
        ll_scene_fail(sheet->scene, &err);
        return;
    }
    if (!put_heading(sheet, place,
                     sheet->scrap.mass.g > 0 ? LL_T("Where the scrap was collected")
                                             : LL_T("Where the scrap devices were collected"))) {
        return;
    }
    for (size_t i = 0; i < shown; i++) {
        size_t next = next_scrap(certificate, is_shown);
        const struct ll_printed_scrap *scrap = &certificate->scrap[next];
        const struct row row = {.name = ll_locale_country(sheet->locale, scrap->country),
                                .detail = ll_class_words(sheet->locale, scrap->class_code),
                                .number = ll_sheet_amount(sheet, &scrap->amount)};
        put_row(sheet, place, &row);
        is_shown[next] = true;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_shown[i]) {
            ll_sheet_add(sheet, &certificate->scrap[i].amount, &rest);
        }
    }
    if (shown < count) {
        put_rest(sheet, place, LL_TN("and {n} more origin", "and {n} more origins"), NULL,
                 count - shown, &rest);
    }
}

/* ---- plants ---- */

/* "Operator, Belgium, 3 March 2026" */
static struct ll_str plant_text(struct ll_sheet *sheet, const struct ll_printed_plant *plant)
{
    const struct ll_slot slots[] = {
        {"operator", ll_sheet_front(sheet, plant->operator_name, 200)},
        {"country", ll_sheet_front(sheet, ll_locale_country(sheet->locale, plant->country), 100)},
        {"from", ll_sheet_date(sheet, plant->received_from)},
        {"to", ll_sheet_date(sheet, plant->received_to)},
    };
    const char *text = plant->received_from.days == plant->received_to.days
                           ? LL_T("{operator}, {country}, {from}")
                           : LL_T("{operator}, {country}, {from} to {to}");
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, text), slots, 4);
}

static struct ll_str certification_text(struct ll_sheet *sheet,
                                        const struct ll_printed_certification *certification)
{
    const struct ll_slot slots[] = {
        {"standard", ll_sheet_front(sheet, ll_standard_words(certification->standard), 100)},
        {"number", ll_sheet_front(sheet, certification->number, 100)},
        {"date", ll_sheet_date(sheet, certification->valid_to)},
    };
    return ll_sheet_fill(
        sheet, ll_sheet_words(sheet, LL_T("Certified: {standard}, {number}, until {date}")), slots,
        3);
}

/* How a plant knew the number; what is not of every unit counted qualifies it, and is always said.
 */
static const struct basis_words {
    enum ll_receipt_basis basis;
    bool is_calculated;
    const char *words;
    const char *of_some; /* of plants that are not shown one by one */
} basis_rows[] = {
    {LL_RECEIPT_BASIS_COUNTED, false, LL_T("Counted piece by piece"), NULL},
    {LL_RECEIPT_BASIS_SAMPLED, true, LL_T("Counted by sample, at its lower 95 percent limit"),
     LL_T("partly by sample")},
    {LL_RECEIPT_BASIS_WEIGHED, true, LL_T("Counted by weight"), LL_T("partly by weight")},
};
#define BASIS_ROW_COUNT (sizeof(basis_rows) / sizeof(basis_rows[0]))

static unsigned calculated_bases(void)
{
    unsigned bases = 0;
    for (size_t i = 0; i < BASIS_ROW_COUNT; i++) {
        bases |= basis_rows[i].is_calculated ? 1U << basis_rows[i].basis : 0;
    }
    return bases;
}

/* A plant as it is set: its name, then texts of a line or two each, of which `used` are. */
#define CERTIFICATIONS_MAX 3
#define PLANT_TEXTS_MAX (1 + 3 + CERTIFICATIONS_MAX) /* who runs it, and how it counts */
#define PLANT_LINES_MAX 2
#define PLANTS_MAX 12 /* no page has place for more */
struct plant_set {
    const struct ll_printed_plant *plant;
    int32_t name_width;
    size_t name_lines;
    struct ll_str texts[PLANT_TEXTS_MAX];
    size_t lines[PLANT_TEXTS_MAX];
    size_t count;
    size_t used; /* as it is made: who runs it, and what qualifies the number */
};

static size_t lines_of(struct ll_sheet *sheet, enum ll_type type, int32_t width, struct ll_str text)
{
    int32_t measured = 0;
    const struct ll_text_spec spec = {
        .type = type, .width = width, .lines_max = PLANT_LINES_MAX, .text = text};
    return ll_scene_measure(sheet->scene, &spec, &measured);
}

/* A number that is all counted needs no words for it while there are more important ones. */
static void add_bases(struct ll_sheet *sheet, const struct ll_printed_plant *plant,
                      struct plant_set *set)
{
    for (size_t i = 0; i < BASIS_ROW_COUNT; i++) {
        if ((plant->bases & 1U << basis_rows[i].basis) != 0) {
            set->texts[set->count++] = ll_sheet_words(sheet, basis_rows[i].words);
        }
    }
}

static struct plant_set set_plant(struct ll_sheet *sheet, const struct ll_printed_plant *plant)
{
    int32_t number = ll_sheet_width(sheet, LL_TYPE_NUMBER, ll_sheet_amount(sheet, &plant->amount));
    bool is_calculated = (plant->bases & calculated_bases()) != 0;
    struct plant_set set = {.plant = plant, .name_width = LL_SHEET_COLUMN - number - 300};
    size_t lines = lines_of(sheet, LL_TYPE_CELL, set.name_width, plant->name);
    set.name_lines = lines > 0 ? lines : 1;
    set.texts[set.count++] = plant_text(sheet, plant);
    if (is_calculated) {
        add_bases(sheet, plant, &set);
    }
    set.used = set.count;
    for (size_t i = 0; i < plant->certification_count && i < CERTIFICATIONS_MAX; i++) {
        set.texts[set.count++] = certification_text(sheet, &plant->certifications[i]);
    }
    if (!is_calculated) {
        add_bases(sheet, plant, &set);
    }
    for (size_t i = 0; i < set.count; i++) {
        set.lines[i] = lines_of(sheet, LL_TYPE_SMALL, LL_SHEET_COLUMN, set.texts[i]);
    }
    return set;
}

static int32_t height_of_plant(const struct plant_set *set, size_t texts)
{
    int32_t height = (int32_t)set->name_lines * ROW + 120;
    for (size_t i = 0; i < texts; i++) {
        height += (int32_t)set->lines[i] * SMALL_ROW;
    }
    return height;
}

static void put_plant(struct ll_sheet *sheet, struct place *place, const struct plant_set *set)
{
    const struct ll_printed_plant *plant = set->plant;
    int32_t y = place->y + (int32_t)set->name_lines * ROW + 240;
    (void)ll_sheet_paragraph(sheet, LL_TYPE_CELL, LL_COLOUR_NONE, place->x, place->y + 300,
                             set->name_width, PLANT_LINES_MAX, plant->name);
    ll_sheet_put_right(sheet, LL_TYPE_NUMBER, LL_COLOUR_NONE, place->x + LL_SHEET_COLUMN,
                       place->y + 300, LL_SHEET_COLUMN, ll_sheet_amount(sheet, &plant->amount));
    for (size_t i = 0; i < set->used; i++) {
        y = ll_sheet_paragraph(sheet, LL_TYPE_SMALL, LL_COLOUR_NONE, place->x, y, LL_SHEET_COLUMN,
                               PLANT_LINES_MAX, set->texts[i]);
    }
    place->y += height_of_plant(set, set->used);
}

/* How many have place with the least that is said of each, and the row of the others; then a
 * further text of each in turn, as long as there is place. */
static size_t fit_plants(struct plant_set *sets, size_t count, size_t all, int32_t room)
{
    int32_t taken = 0;
    size_t shown = 0;
    while (shown < count) {
        int32_t height = height_of_plant(&sets[shown], sets[shown].used);
        if (taken + height + (shown + 1 < all ? ROW : 0) > room) {
            break;
        }
        taken += height;
        shown++;
    }
    taken += shown < all ? ROW : 0;
    for (size_t round = 0; round < PLANT_TEXTS_MAX; round++) {
        for (size_t i = 0; i < shown; i++) {
            struct plant_set *set = &sets[i];
            int32_t more =
                set->used < set->count ? (int32_t)set->lines[set->used] * SMALL_ROW : room + 1;
            if (taken + more <= room) {
                set->used++;
                taken += more;
            }
        }
    }
    return shown;
}

static const char *bases_of_rest(unsigned bases)
{
    for (size_t i = 0; i < BASIS_ROW_COUNT; i++) {
        if ((bases & 1U << basis_rows[i].basis) != 0 && basis_rows[i].is_calculated) {
            return (bases & calculated_bases()) == calculated_bases()
                       ? LL_T("partly by sample or weight")
                       : basis_rows[i].of_some;
        }
    }
    return NULL;
}

static bool is_set(const struct plant_set *sets, size_t count, const struct ll_printed_plant *plant)
{
    for (size_t i = 0; i < count; i++) {
        if (sets[i].plant == plant) {
            return true;
        }
    }
    return false;
}

/* The largest that is not set yet, of equal ones the first. */
static const struct ll_printed_plant *next_plant(const struct ll_printed_certificate *certificate,
                                                 const struct plant_set *sets, size_t count)
{
    const struct ll_printed_plant *next = NULL;
    for (size_t i = 0; i < certificate->plant_count; i++) {
        const struct ll_printed_plant *plant = &certificate->plants[i];
        if (!is_set(sets, count, plant) &&
            (next == NULL || is_larger(&plant->amount, &next->amount))) {
            next = plant;
        }
    }
    LL_ASSERT(next != NULL);
    return next;
}

/* The largest ones, each as it has to be; the first with a certification, if it has one. */
static void set_plants(struct ll_sheet *sheet, struct plant_set *sets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sets[i] = set_plant(sheet, next_plant(sheet->certificate, sets, i));
        sets[i].used += i == 0 && sets[i].plant->certification_count > 0 ? 1 : 0;
    }
}

static void put_plants(struct ll_sheet *sheet, struct place *place)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t all = certificate->plant_count;
    size_t count = all < PLANTS_MAX ? all : PLANTS_MAX;
    struct plant_set sets[PLANTS_MAX] = {0};
    struct ll_printed_sum rest = {0};
    unsigned bases = 0;
    if (!put_heading(sheet, place, LL_T("Received at"))) {
        return;
    }
    set_plants(sheet, sets, count);
    size_t shown = fit_plants(sets, count, all, place->bottom - place->y);
    for (size_t i = 0; i < shown; i++) {
        put_plant(sheet, place, &sets[i]);
    }
    for (size_t i = 0; i < all; i++) {
        if (!is_set(sets, shown, &certificate->plants[i])) {
            ll_sheet_add(sheet, &certificate->plants[i].amount, &rest);
            bases |= certificate->plants[i].bases;
        }
    }
    if (shown < all) {
        put_rest(sheet, place, LL_TN("and {n} more plant", "and {n} more plants"),
                 bases_of_rest(bases), all - shown, &rest);
    }
}

/* All plants with all their texts, the heading and the gap above it. */
static int32_t height_of_plants(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    int32_t height = certificate->plant_count == 0 ? 0 : LISTS_GAP + HEADING_ROW;
    for (size_t i = 0; i < certificate->plant_count && height < LL_A4_HEIGHT; i++) {
        const struct plant_set set = set_plant(sheet, &certificate->plants[i]);
        height += height_of_plant(&set, set.count);
    }
    return height;
}

/* The first with the least that is said of it, and the row of the others. */
static int32_t least_of_plants(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    if (certificate->plant_count == 0) {
        return 0;
    }
    struct plant_set set = {0};
    set_plants(sheet, &set, 1);
    return LISTS_GAP + HEADING_ROW + height_of_plant(&set, set.used) +
           (certificate->plant_count > 1 ? ROW : 0);
}

/* ---- materials ---- */

/* The one that `before` others come before: the heavier first, of equals as they are given. */
static const struct ll_printed_material *heaviest_after(
    const struct ll_printed_certificate *certificate, size_t before)
{
    const struct ll_printed_material *materials = certificate->materials;
    for (size_t i = 0; i < certificate->material_count; i++) {
        size_t heavier = 0;
        for (size_t k = 0; k < certificate->material_count; k++) {
            heavier += materials[k].mass.g > materials[i].mass.g ||
                       (materials[k].mass.g == materials[i].mass.g && k < i);
        }
        if (heavier == before) {
            return &materials[i];
        }
    }
    LL_ASSERT(false);
}

static void put_materials(struct ll_sheet *sheet, struct place *place)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t count = certificate->material_count;
    size_t shown = shown_of(count, rows_of(place));
    struct ll_printed_sum rest = {0};
    size_t calculated = 0; /* of those that are not shown */
    if (!put_heading(sheet, place, LL_T("What they became, by share of mass"))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_printed_material *material = heaviest_after(certificate, i);
        const struct ll_printed_amount amount = {.is_mass = true, .mass = material->mass};
        if (i >= shown) {
            ll_sheet_add(sheet, &amount, &rest);
            calculated += material->is_calculated ? 1 : 0;
            continue;
        }
        struct row row = {.name = ll_fraction_words(sheet->locale, material->fraction),
                          .number = ll_sheet_amount(sheet, &amount)};
        if (material->is_calculated) {
            row.detail = ll_sheet_words(sheet, LL_T("calculated"));
        }
        put_row(sheet, place, &row);
    }
    if (shown < count) {
        put_rest(sheet, place, LL_TN("and {n} more material", "and {n} more materials"),
                 calculated == 0               ? NULL
                 : calculated == count - shown ? LL_T("calculated")
                                               : LL_T("partly calculated"),
                 count - shown, &rest);
    }
}

/* ---- the two columns ---- */

static int32_t height_of_rows(size_t count)
{
    return HEADING_ROW + (int32_t)(count < 100 ? count : 100) * ROW;
}

static size_t left_count(const struct ll_printed_certificate *certificate)
{
    return certificate->purchase_count > 0 ? certificate->purchase_count
                                           : certificate->demand_count;
}

static int32_t height_of_materials(const struct ll_printed_certificate *certificate)
{
    return certificate->material_count == 0
               ? 0
               : LISTS_GAP + height_of_rows(certificate->material_count);
}

/* Where the upper list of a column ends: it has what the lower one, `lower` high, leaves it, but at
 * least one part in `parts`, and a row with that of the rest. */
static int32_t split(const struct place *place, int32_t lower, int32_t parts)
{
    int32_t least = place->y + (place->bottom - place->y) / parts;
    int32_t two = place->y + HEADING_ROW + 2 * ROW;
    least = least > two ? least : two;
    return place->bottom - lower > least ? place->bottom - lower : least;
}

int32_t ll_sheet_lists_least(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    size_t mine = left_count(certificate);
    size_t origins = certificate->scrap_count;
    size_t materials = certificate->material_count;
    int32_t left = height_of_rows(mine < 2 ? mine : 2) + least_of_plants(sheet);
    int32_t right = height_of_rows(origins < 2 ? origins : 2) +
                    (materials == 0 ? 0 : LISTS_GAP + height_of_rows(materials < 2 ? 1 : 2));
    return left > right ? left : right;
}

int32_t ll_sheet_lists_height(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    int32_t left = height_of_rows(left_count(certificate)) + height_of_plants(sheet);
    int32_t right = height_of_rows(certificate->scrap_count) + height_of_materials(certificate);
    return left > right ? left : right;
}

/* The client's side, then the plants. */
static void put_left(struct ll_sheet *sheet, struct place place)
{
    int32_t bottom = place.bottom;
    place.bottom = split(&place, height_of_plants(sheet), 3);
    if (sheet->certificate->purchase_count > 0) {
        put_purchases(sheet, &place);
    } else {
        put_demand(sheet, &place);
    }
    if (sheet->certificate->plant_count > 0) {
        place.y += LISTS_GAP;
        place.bottom = bottom;
        put_plants(sheet, &place);
    }
}

/* Where the scrap came from, then what became of it. */
static void put_right(struct ll_sheet *sheet, struct place place)
{
    int32_t bottom = place.bottom;
    place.bottom = split(&place, height_of_materials(sheet->certificate), 2);
    put_scrap(sheet, &place);
    if (sheet->certificate->material_count > 0) {
        place.y += LISTS_GAP;
        place.bottom = bottom;
        put_materials(sheet, &place);
    }
}

void ll_sheet_lists(struct ll_sheet *sheet, int32_t bottom)
{
    struct place left = {LL_SHEET_LEFT, sheet->y, bottom};
    struct place right = {LL_SHEET_COLUMN_2, sheet->y, bottom};
    put_left(sheet, left);
    put_right(sheet, right);
}
