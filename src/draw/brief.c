#include "draw/brief.h"

#include "draw/qr.h"

#define LEFT 1500
#define RIGHT 19500
#define WIDTH (RIGHT - LEFT)
#define GUTTER 700
#define COLUMN ((WIDTH - GUTTER) / 2)
#define TOP 1300
#define NEXT_TOP 2300
#define BOTTOM 28000
#define FOOT 28400
#define CODE 5200 /* the side of the QR code */
#define HEAD_LINES_MAX 2
#define TEXT_LINES_MAX 12
#define SECTION_GAP 260
#define LINE_GAP 130

struct print {
    const struct ll_printed_brief *brief;
    const struct ll_locale *locale;
    struct ll_fonts *fonts;
    struct ll_arena *arena;
    bool without_notes;
    bool is_cut; /* something is left out */
    struct ll_scene pages[LL_BRIEF_PAGES];
    size_t page;
    int column;
    int32_t y;
    int32_t tops[2]; /* of the columns of the page */
    bool is_full;
};

static struct ll_scene *scene(struct print *p)
{
    return &p->pages[p->page];
}

static struct ll_str words(const struct print *p, const char *text)
{
    return ll_locale_text(p->locale, text);
}

static struct ll_text_spec spec_of(enum ll_type type, int32_t x, int32_t y, int32_t width,
                                   size_t lines, struct ll_str text)
{
    return (struct ll_text_spec){.type = type,
                                 .at = {x, y + ll_type_rows[type].size},
                                 .width = width,
                                 .lines_max = lines,
                                 .text = text};
}

/* From `y` down; what is below it. */
static int32_t put(struct print *p, enum ll_type type, int32_t x, int32_t y, int32_t width,
                   size_t lines, struct ll_str text)
{
    const struct ll_text_spec spec = spec_of(type, x, y, width, lines, text);
    return y + (int32_t)ll_scene_text(scene(p), &spec) * ll_type_rows[type].leading;
}

static int32_t height_of(struct print *p, enum ll_type type, size_t lines, struct ll_str text)
{
    int32_t widest = 0;
    const struct ll_text_spec spec = spec_of(type, LEFT, TOP, COLUMN, lines, text);
    return text.len == 0
               ? 0
               : (int32_t)ll_scene_measure(scene(p), &spec, &widest) * ll_type_rows[type].leading;
}

/* ---- pages ---- */

static void start_page(struct print *p)
{
    const struct ll_scene_facts facts = {
        .title = p->brief->title,
        .description = p->brief->number,
        .author = LL_STR(""),
        .language = p->locale->language->tag,
    };
    ll_scene_init(scene(p), p->arena, p->fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
    p->column = 0;
}

/* The title, its code beside it, and what it is about. */
static enum ll_status put_head(struct print *p, struct ll_err *reterr)
{
    const struct ll_printed_brief *brief = p->brief;
    bool has_code = brief->code.len > 0;
    int32_t width = has_code ? WIDTH - CODE - GUTTER : WIDTH;
    int32_t y = put(p, LL_TYPE_FORM, LEFT, TOP, width, 2, brief->title);
    y = put(p, LL_TYPE_CODE, LEFT, y + 60, width, 1, brief->number);
    y = put(p, LL_TYPE_BODY, LEFT, y + 120, width, 8, brief->lead);
    if (has_code) {
        const struct ll_box box = {RIGHT - CODE, TOP - 300, CODE, CODE};
        LL_TRY(ll_qr_add(scene(p), brief->code, LL_QR_MEDIUM, box, reterr));
        y = put(p, LL_TYPE_SMALL, LEFT, y + 160, width, 6, brief->code_note);
        y = y > TOP - 300 + CODE ? y : TOP - 300 + CODE;
    }
    p->tops[0] = y + SECTION_GAP;
    p->tops[1] = p->tops[0];
    p->y = p->tops[0];
    return LL_OK;
}

static void next_column(struct print *p)
{
    if (p->column == 0) {
        p->column = 1;
        p->y = p->tops[1];
        return;
    }
    if (p->page + 1 == LL_BRIEF_PAGES) {
        p->is_full = true;
        return;
    }
    p->page++;
    start_page(p);
    (void)put(p, LL_TYPE_BLOCK, LEFT, TOP, WIDTH * 2 / 3, 1, p->brief->title);
    (void)put(p, LL_TYPE_SMALL, LEFT, TOP + 420, WIDTH * 2 / 3, 1, p->brief->number);
    p->tops[0] = NEXT_TOP;
    p->tops[1] = NEXT_TOP;
    p->y = NEXT_TOP;
}

static int32_t left_of(const struct print *p)
{
    return p->column == 0 ? LEFT : LEFT + COLUMN + GUTTER;
}

/* ---- sections ---- */

static struct ll_str note_of(const struct print *p, const struct ll_printed_line *line)
{
    return p->without_notes ? LL_STR("") : line->note;
}

static int32_t line_height(struct print *p, const struct ll_printed_line *line)
{
    return height_of(p, LL_TYPE_BLOCK, HEAD_LINES_MAX, line->head) +
           height_of(p, LL_TYPE_CELL, TEXT_LINES_MAX, line->text) +
           height_of(p, LL_TYPE_FINE, 2, note_of(p, line)) + LINE_GAP;
}

static void put_line(struct print *p, const struct ll_printed_line *line)
{
    struct ll_str note = note_of(p, line);
    if (p->y + line_height(p, line) > BOTTOM) {
        next_column(p);
    }
    if (p->is_full) {
        return;
    }
    if (line->head.len > 0) {
        p->y = put(p, LL_TYPE_BLOCK, left_of(p), p->y, COLUMN, HEAD_LINES_MAX, line->head);
    }
    p->y = put(p, LL_TYPE_CELL, left_of(p), p->y, COLUMN, TEXT_LINES_MAX, line->text);
    if (note.len > 0) {
        p->y = put(p, LL_TYPE_FINE, left_of(p), p->y, COLUMN, 2, note);
    }
    p->y += LINE_GAP;
}

/* Never at the foot of a column without its first line. */
static void put_section(struct print *p, const struct ll_printed_section *section)
{
    int32_t height = ll_type_rows[LL_TYPE_HEADING].leading +
                     height_of(p, LL_TYPE_SMALL, 4, section->intro) +
                     line_height(p, &section->lines[0]);
    if (p->y + height > BOTTOM) {
        next_column(p);
    }
    if (p->is_full) {
        return;
    }
    p->y = put(p, LL_TYPE_HEADING, left_of(p), p->y, COLUMN, 2, section->title);
    if (section->intro.len > 0) {
        p->y = put(p, LL_TYPE_SMALL, left_of(p), p->y, COLUMN, 4, section->intro);
    }
    p->y += LINE_GAP;
    for (size_t i = 0; i < section->line_count && !p->is_full; i++) {
        put_line(p, &section->lines[i]);
    }
    p->y += SECTION_GAP;
}

static struct ll_str page_text(struct print *p, size_t page)
{
    struct ll_strbuf buf;
    struct ll_strbuf numbers[2];
    struct ll_str text = LL_STR("");
    struct ll_str values[2] = {LL_STR(""), LL_STR("")};
    const size_t shown[2] = {page + 1, p->page + 1};
    for (size_t i = 0; i < 2; i++) {
        ll_strbuf_init(&numbers[i], p->arena, 32);
        ll_locale_put_i64(p->locale, &numbers[i], (int64_t)shown[i]);
        if (ll_strbuf_finish(&numbers[i], &values[i], NULL) != LL_OK) {
            return text;
        }
    }
    const struct ll_slot slots[] = {{"page", values[0]}, {"pages", values[1]}};
    ll_strbuf_init(&buf, p->arena, 256);
    ll_locale_fill(&buf, words(p, LL_T("Page {page} of {pages}")), slots, 2);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static void put_feet(struct print *p)
{
    size_t last = p->page;
    for (size_t i = 0; i <= last; i++) {
        struct ll_text_spec number = spec_of(LL_TYPE_SMALL, RIGHT, FOOT, WIDTH / 5, 1, LL_STR(""));
        number.anchor = LL_ANCHOR_RIGHT;
        number.text = page_text(p, i);
        p->page = i;
        (void)put(p, LL_TYPE_FINE, LEFT, FOOT, WIDTH * 3 / 4, 3,
                  p->is_cut ? p->brief->foot_short : p->brief->foot);
        (void)ll_scene_text(scene(p), &number);
        p->page = last;
    }
}

static void put_sections(struct print *p, bool are_aside)
{
    for (size_t i = 0; i < p->brief->section_count && !p->is_full; i++) {
        if (p->brief->sections[i].is_aside == are_aside) {
            put_section(p, &p->brief->sections[i]);
        }
    }
}

/* What is aside comes last, as much of it as there is room for. */
static enum ll_status put_all(struct print *p, struct ll_err *reterr)
{
    p->page = 0;
    p->is_full = false;
    start_page(p);
    LL_TRY(put_head(p, reterr));
    put_sections(p, false);
    if (p->is_full && !p->without_notes) {
        p->without_notes = true;
        return put_all(p, reterr);
    }
    put_sections(p, true);
    p->is_cut = p->is_full || p->without_notes;
    return LL_OK;
}

enum ll_status ll_brief_print(const struct ll_printed_brief *brief, const struct ll_locale *locale,
                              struct ll_fonts *fonts, struct ll_arena *arena,
                              const struct ll_scene **ret_pages, size_t *ret_count,
                              struct ll_err *reterr)
{
    struct print *p = LL_NEW(arena, struct print);
    if (p == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a brief");
    }
    *p = (struct print){.brief = brief, .locale = locale, .fonts = fonts, .arena = arena};
    LL_TRY(put_all(p, reterr));
    put_feet(p);
    for (size_t i = 0; i <= p->page; i++) {
        LL_TRY(ll_scene_check(&p->pages[i], reterr));
    }
    *ret_pages = p->pages;
    *ret_count = p->page + 1;
    return LL_OK;
}
