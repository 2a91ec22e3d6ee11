#include "draw/form.h"

#include "draw/qr.h"

#define LEFT 1300
#define RIGHT 19700
#define WIDTH (RIGHT - LEFT)
#define TOP 3050 /* of blocks, on the first page */
#define NEXT_TOP 2350
#define BOTTOM 28100
#define FOOT 28750
#define PAD 130
#define GAP 220         /* between columns of a block */
#define ENTRY_GAP 90    /* below an entry */
#define BLANK_ROOM 1150 /* to sign in */
#define CAPTION_LINES_MAX 4
#define REST_LINES_MAX 48 /* of an entry that goes on elsewhere */
#define REST_NARROW_MAX 6 /* what takes more lines in its column takes the page's width there */
#define ALL_REST ((size_t)-1)
#define CODE_COLUMNS 3
#define TITLE_LEADING 460
#define CODE_SIDE 5200 /* of the QR code */

/* What goes on elsewhere: an entry of a block, or the groups that it had no room for. */
struct rest {
    const struct ll_printed_block *block;
    const struct ll_printed_group *groups;
    size_t group_count;
    struct ll_printed_group one; /* of an entry */
};

/* How many lines a text takes: it is asked several times of each. */
struct measured {
    const char *text; /* NULL: free */
    size_t len;
    enum ll_type type;
    int32_t width;
    size_t most;
    size_t lines;
};
#define MEASURED_COUNT 1024 /* the last of those that share a place is kept */

/* A form while it is laid out. */
struct print {
    const struct ll_printed_form *form;
    const struct ll_locale *locale;
    struct ll_fonts *fonts;
    struct ll_arena *arena;
    struct ll_scene *pages[LL_FORM_PAGES_MAX];
    size_t page_count;
    struct ll_scene *page;
    int32_t y; /* what is above is taken */
    struct measured *measured;
    struct rest *rests;
    size_t rest_count;
    const struct ll_printed_block *rest_of; /* what the last heading of a rest was of */
    struct ll_err err;
    enum ll_status status; /* the first failure that no page holds */
};

/* ---- texts ---- */

static struct ll_str words(const struct print *p, const char *text)
{
    return ll_locale_text(p->locale, text);
}

/* A text of ours with slots, however long they are. */
static struct ll_str fill(struct print *p, struct ll_str text, const struct ll_slot *slots,
                          size_t count)
{
    struct ll_strbuf buf;
    struct ll_str filled = LL_STR("");
    struct ll_err err;
    ll_strbuf_init(&buf, p->arena, LL_FONTS_TEXT_BYTES_MAX);
    ll_locale_fill(&buf, text, slots, count);
    if (ll_strbuf_finish(&buf, &filled, &err) != LL_OK && p->page != NULL) {
        ll_scene_fail(p->page, &err);
    }
    return filled;
}

static struct ll_str number_of(struct print *p, size_t n)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, p->arena, 64);
    ll_locale_put_i64(p->locale, &buf, (int64_t)n);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* Does a text begin from the right, by its first letter? Hebrew, Arabic and what is written with
 * them. */
static bool is_right_to_left(struct ll_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char next = (unsigned char)text.ptr[i + 1];
        bool is_latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC3 && c < 0xD6);
        if (is_latin) {
            return false;
        }
        if ((c >= 0xD6 && c <= 0xDF) || (c == 0xE0 && next >= 0xA0 && next <= 0xA3) ||
            (c == 0xEF && next >= 0xAC)) {
            return true;
        }
    }
    return false;
}

static size_t lines_of(struct print *p, enum ll_type type, int32_t width, size_t most,
                       struct ll_str text)
{
    int32_t widest = 0;
    const struct ll_text_spec spec = {.type = type,
                                      .width = width,
                                      .lines_max = most,
                                      .right_to_left = is_right_to_left(text),
                                      .text = text};
    const struct measured asked = {text.ptr, text.len, type, width, most, 0};
    size_t place = ((uintptr_t)text.ptr / 8 + (size_t)width + most) % MEASURED_COUNT;
    struct measured *kept = &p->measured[place];
    if (kept->text != asked.text || kept->len != asked.len || kept->type != asked.type ||
        kept->width != asked.width || kept->most != asked.most) {
        *kept = asked;
        kept->lines = ll_scene_measure(p->page, &spec, &widest);
    }
    return kept->lines;
}

/* From `y`, the top of its first line, down; what is below it. */
static int32_t put(struct print *p, enum ll_type type, enum ll_colour colour, int32_t x, int32_t y,
                   int32_t width, size_t most, struct ll_str text)
{
    bool from_right = is_right_to_left(text);
    const struct ll_text_spec spec = {
        .type = type,
        .colour = colour,
        .anchor = from_right ? LL_ANCHOR_RIGHT : LL_ANCHOR_LEFT,
        .at = {from_right ? x + width : x, y + ll_type_rows[type].size},
        .width = width,
        .lines_max = most,
        .right_to_left = from_right,
        .text = text,
    };
    return y + (int32_t)ll_scene_text(p->page, &spec) * ll_type_rows[type].leading;
}

/* ---- pages ---- */

static void put_watermark(struct print *p)
{
    const struct ll_text_spec spec = {
        .type = LL_TYPE_WATERMARK,
        .anchor = LL_ANCHOR_MIDDLE,
        .at = {LL_A4_WIDTH / 2, LL_A4_HEIGHT / 2},
        .text = words(p, LL_T("DRAFT")),
    };
    (void)ll_scene_text(p->page, &spec);
}

static void put_head(struct print *p)
{
    const struct ll_printed_form *form = p->form;
    int32_t wide = WIDTH * 2 / 3;
    int32_t y = put(p, p->page_count == 1 ? LL_TYPE_FORM : LL_TYPE_BLOCK, LL_COLOUR_NONE, LEFT,
                    1150, wide, 2, form->title);
    (void)put(p, LL_TYPE_SMALL, LL_COLOUR_NONE, LEFT, y, wide, 1, form->subtitle);
    int32_t x = LEFT + wide + GAP;
    y = put(p, LL_TYPE_SMALL, LL_COLOUR_NONE, x, 1150, RIGHT - x, 1, form->number_caption);
    if (form->number.len > 0) {
        (void)put(p, LL_TYPE_CODE, LL_COLOUR_NONE, x, y + 40, RIGHT - x, 2, form->number);
    } else {
        (void)put(p, LL_TYPE_CELL, LL_COLOUR_WARN, x, y + 40, RIGHT - x, 1,
                  words(p, LL_T("not given yet")));
    }
}

static void start_page(struct print *p)
{
    const struct ll_scene_facts facts = {
        .title = p->form->title,
        .description = p->form->subtitle,
        .author = LL_STR(""),
        .language = p->locale->language->tag,
    };
    struct ll_scene *page = LL_NEW(p->arena, struct ll_scene);
    if (p->page_count == LL_FORM_PAGES_MAX || page == NULL) {
        p->status = page == NULL ? LL_FAIL(&p->err, LL_ENOMEM, "no memory for a page of a form")
                                 : LL_FAIL(&p->err, LL_ELIMIT, "a form has at most %d pages",
                                           LL_FORM_PAGES_MAX);
        p->y = TOP; /* the last page takes what is still put, and is thrown away */
        return;
    }
    ll_scene_init(page, p->arena, p->fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
    p->pages[p->page_count++] = page;
    p->page = page;
    if (p->form->is_draft) {
        put_watermark(p);
    }
    put_head(p);
    p->y = p->page_count == 1 ? TOP : NEXT_TOP;
}

static void put_feet(struct print *p)
{
    for (size_t i = 0; i < p->page_count; i++) {
        p->page = p->pages[i];
        const struct ll_slot slots[] = {{"page", number_of(p, i + 1)},
                                        {"pages", number_of(p, p->page_count)}};
        const struct ll_text_spec number = {
            .type = LL_TYPE_SMALL,
            .anchor = LL_ANCHOR_RIGHT,
            .at = {RIGHT, FOOT + 250},
            .width = WIDTH / 5,
            .text = fill(p, words(p, LL_T("Page {page} of {pages}")), slots, 2),
        };
        (void)put(p, LL_TYPE_FINE, LL_COLOUR_NONE, LEFT, FOOT, WIDTH * 3 / 4, 2, p->form->foot);
        (void)ll_scene_text(p->page, &number);
    }
}

/* ---- entries ---- */

static struct ll_str value_of(const struct print *p, const struct ll_printed_entry *entry)
{
    switch (entry->state) {
    case LL_PRINTED_ENTERED:
    case LL_PRINTED_BLANK:
        return entry->value;
    case LL_PRINTED_LACKING:
        return words(p, LL_T("to be filled in"));
    case LL_PRINTED_NOT_NEEDED:
        return LL_STR("\xE2\x80\x93");
    }
    return LL_STR("");
}

static enum ll_colour colour_of(const struct ll_printed_entry *entry)
{
    return entry->state == LL_PRINTED_LACKING      ? LL_COLOUR_WARN
           : entry->state == LL_PRINTED_NOT_NEEDED ? LL_COLOUR_FAINT
                                                   : LL_COLOUR_INK;
}

static void keep_rest(struct print *p, const struct rest *rest)
{
    p->rests[p->rest_count++] = *rest;
}

/* The height of an entry `width` wide; and whether it has more to say. */
static int32_t entry_height(struct print *p, const struct ll_printed_entry *entry, int32_t width,
                            size_t most, bool *ret_is_cut)
{
    struct ll_str value = value_of(p, entry);
    size_t caption = lines_of(p, LL_TYPE_SMALL, width, CAPTION_LINES_MAX, entry->caption);
    size_t lines = lines_of(p, LL_TYPE_CELL, width, most + 1, value);
    *ret_is_cut = lines > most;
    lines = lines > most ? most : lines;
    return (int32_t)caption * ll_type_rows[LL_TYPE_SMALL].leading +
           (int32_t)lines * ll_type_rows[LL_TYPE_CELL].leading +
           (*ret_is_cut ? ll_type_rows[LL_TYPE_SMALL].leading : 0) +
           (entry->state == LL_PRINTED_BLANK ? BLANK_ROOM : 0) + ENTRY_GAP;
}

static void put_entry(struct print *p, const struct ll_printed_entry *entry, int32_t x, int32_t y,
                      int32_t width, size_t most)
{
    bool is_cut = false;
    (void)entry_height(p, entry, width, most, &is_cut);
    y = put(p, LL_TYPE_SMALL, LL_COLOUR_NONE, x, y, width, CAPTION_LINES_MAX, entry->caption);
    y = put(p, LL_TYPE_CELL, colour_of(entry), x, y, width, most, value_of(p, entry));
    if (is_cut) {
        (void)put(p, LL_TYPE_SMALL, LL_COLOUR_ACCENT, x, y, width, 1,
                  words(p, LL_T("whole on a continuation page")));
    }
    if (entry->state == LL_PRINTED_BLANK) {
        ll_scene_line(p->page, (struct ll_paint){.stroke = LL_COLOUR_FAINT, .stroke_width = 12},
                      (struct ll_point){x, y + BLANK_ROOM - 100},
                      (struct ll_point){x + width, y + BLANK_ROOM - 100});
    }
}

/* ---- groups: entries in columns ---- */

/* How a group stands: in `columns` of a width; unlimited where it goes on. */
struct frame {
    int32_t x;
    int32_t width;
    int columns;
    size_t lines_max; /* ALL_REST: all that there is */
};

static int32_t span_width(const struct frame *frame, int span)
{
    int32_t column = (frame->width - GAP * (frame->columns - 1)) / frame->columns;
    return column * span + GAP * (span - 1);
}

static int span_of(struct print *p, const struct frame *frame, const struct ll_printed_entry *entry)
{
    int span = entry->span <= 0 || entry->span > frame->columns ? frame->columns : entry->span;
    if (frame->lines_max != ALL_REST) {
        return span;
    }
    size_t lines =
        lines_of(p, LL_TYPE_CELL, span_width(frame, span), REST_NARROW_MAX + 1, value_of(p, entry));
    return lines > REST_NARROW_MAX ? frame->columns : span;
}

/* The entries from `first` on that stand beside each other. */
static size_t line_end(struct print *p, const struct frame *frame,
                       const struct ll_printed_group *group, size_t first)
{
    int taken = 0;
    size_t end = first;
    while (end < group->count) {
        taken += span_of(p, frame, &group->entries[end]);
        if (taken > frame->columns && end > first) {
            break;
        }
        end++;
    }
    return end;
}

static size_t most_of(const struct frame *frame)
{
    return frame->lines_max == ALL_REST ? REST_LINES_MAX : frame->lines_max;
}

static int32_t line_height(struct print *p, const struct frame *frame,
                           const struct ll_printed_group *group, size_t first, size_t end)
{
    int32_t highest = 0;
    for (size_t i = first; i < end; i++) {
        bool is_cut = false;
        int32_t width = span_width(frame, span_of(p, frame, &group->entries[i]));
        int32_t height = entry_height(p, &group->entries[i], width, most_of(frame), &is_cut);
        highest = height > highest ? height : highest;
    }
    return highest;
}

static int32_t group_height(struct print *p, const struct frame *frame,
                            const struct ll_printed_group *group)
{
    int32_t height = 0;
    for (size_t first = 0; first < group->count;) {
        size_t end = line_end(p, frame, group, first);
        height += line_height(p, frame, group, first, end);
        first = end;
    }
    return height;
}

/* A thin line between groups. */
static void put_between(struct print *p, const struct frame *frame, int32_t y)
{
    ll_scene_line(p->page, (struct ll_paint){.stroke = LL_COLOUR_RULE, .stroke_width = 14},
                  (struct ll_point){frame->x, y}, (struct ll_point){frame->x + frame->width, y});
}

static int32_t put_group(struct print *p, const struct frame *frame,
                         const struct ll_printed_group *group, int32_t y)
{
    for (size_t first = 0; first < group->count;) {
        size_t end = line_end(p, frame, group, first);
        int32_t x = frame->x;
        for (size_t i = first; i < end; i++) {
            int32_t width = span_width(frame, span_of(p, frame, &group->entries[i]));
            put_entry(p, &group->entries[i], x, y, width, most_of(frame));
            x += width + GAP;
        }
        y += line_height(p, frame, group, first, end);
        first = end;
    }
    return y;
}

/* ---- blocks ---- */

static struct ll_str title_of(struct print *p, const struct ll_printed_block *block)
{
    const struct ll_slot slots[] = {{"number", block->number}, {"title", block->title}};
    return block->number.len == 0 ? block->title
                                  : fill(p, words(p, LL_T("{number}. {title}")), slots, 2);
}

static struct frame frame_of(const struct ll_printed_block *block, int32_t x)
{
    return (struct frame){.x = x + PAD,
                          .width = WIDTH * block->width / LL_FORM_COLUMNS - 2 * PAD,
                          .columns = block->columns,
                          .lines_max = block->lines_max};
}

static size_t shown_of(const struct ll_printed_block *block)
{
    return block->group_count < block->group_max ? block->group_count : block->group_max;
}

static int32_t title_height(struct print *p, const struct frame *frame, struct ll_str title)
{
    size_t lines = lines_of(p, LL_TYPE_BLOCK, frame->width, 2, title);
    return PAD + (int32_t)lines * ll_type_rows[LL_TYPE_BLOCK].leading;
}

static int32_t block_height(struct print *p, const struct ll_printed_block *block)
{
    struct frame frame = frame_of(block, LEFT);
    int32_t height = title_height(p, &frame, title_of(p, block)) + PAD;
    for (size_t i = 0; i < shown_of(block); i++) {
        height += group_height(p, &frame, &block->groups[i]) + (i > 0 ? PAD : 0);
    }
    return height + (shown_of(block) < block->group_count ? TITLE_LEADING : 0);
}

/* Entries of a group that have more to say than their place holds; of one among several, whole, as
 * else nobody knew whose they are. */
static void keep_cut(struct print *p, const struct ll_printed_block *block,
                     const struct frame *frame, const struct ll_printed_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        bool is_cut = false;
        int32_t width = span_width(frame, span_of(p, frame, &group->entries[i]));
        (void)entry_height(p, &group->entries[i], width, frame->lines_max, &is_cut);
        if (is_cut && block->group_max > 1) {
            keep_rest(p, &(struct rest){.block = block, .groups = group, .group_count = 1});
            return;
        }
        if (is_cut) {
            keep_rest(p, &(struct rest){.block = block, .one = {&group->entries[i], 1}});
        }
    }
}

static void put_more(struct print *p, const struct ll_printed_block *block,
                     const struct frame *frame, int32_t y)
{
    size_t more = block->group_count - shown_of(block);
    const struct ll_slot slot = {"n", number_of(p, more)};
    (void)put(p, LL_TYPE_SMALL, LL_COLOUR_ACCENT, frame->x, y, frame->width, 1,
              fill(p,
                   ll_locale_count(
                       p->locale,
                       LL_TN("{n} more on a continuation page", "{n} more on continuation pages"),
                       (int64_t)more),
                   &slot, 1));
    keep_rest(p, &(struct rest){.block = block,
                                .groups = block->groups + shown_of(block),
                                .group_count = more});
}

static void put_block(struct print *p, const struct ll_printed_block *block, int32_t x,
                      int32_t height)
{
    struct frame frame = frame_of(block, x);
    struct ll_str title = title_of(p, block);
    int32_t y = p->y + title_height(p, &frame, title);
    ll_scene_group(p->page, LL_STR(""), LL_STR(""));
    ll_scene_box(p->page, (struct ll_paint){.stroke = LL_COLOUR_FAINT, .stroke_width = 16},
                 (struct ll_box){x, p->y, WIDTH * block->width / LL_FORM_COLUMNS, height}, 0);
    (void)put(p, LL_TYPE_BLOCK, LL_COLOUR_NONE, frame.x, p->y + PAD / 2, frame.width, 2, title);
    for (size_t i = 0; i < shown_of(block); i++) {
        keep_cut(p, block, &frame, &block->groups[i]);
        if (i > 0) {
            put_between(p, &frame, y + PAD / 4);
            y += PAD;
        }
        y = put_group(p, &frame, &block->groups[i], y);
    }
    if (shown_of(block) < block->group_count) {
        put_more(p, block, &frame, y);
    }
    ll_scene_group_end(p->page);
}

/* Blocks side by side, as many as fill a page's width. */
static size_t put_row(struct print *p, size_t first)
{
    const struct ll_printed_block *blocks = p->form->blocks;
    int32_t highest = 0;
    int32_t x = LEFT;
    int taken = 0;
    size_t end = first;
    while (end < p->form->block_count && taken + blocks[end].width <= LL_FORM_COLUMNS) {
        int32_t height = block_height(p, &blocks[end]);
        highest = height > highest ? height : highest;
        taken += blocks[end++].width;
    }
    if (p->y + highest > BOTTOM && first > 0) {
        start_page(p);
    }
    for (size_t i = first; i < end; i++) {
        put_block(p, &blocks[i], x, highest);
        x += WIDTH * blocks[i].width / LL_FORM_COLUMNS;
    }
    p->y += highest;
    return end;
}

/* ---- what goes on elsewhere ---- */

static void put_rest_title(struct print *p, const struct ll_printed_block *block)
{
    const struct ll_slot slot = {"block", title_of(p, block)};
    p->y = put(p, LL_TYPE_BLOCK, LL_COLOUR_NONE, LEFT, p->y + 2 * PAD, WIDTH, 2,
               fill(p, words(p, LL_T("Continuation of {block}")), &slot, 1));
    ll_scene_line(p->page, (struct ll_paint){.stroke = LL_COLOUR_FAINT, .stroke_width = 16},
                  (struct ll_point){LEFT, p->y + PAD / 2},
                  (struct ll_point){RIGHT, p->y + PAD / 2});
    p->y += 2 * PAD;
}

static void put_rest(struct print *p, const struct rest *rest)
{
    const struct frame frame = {.x = LEFT,
                                .width = WIDTH,
                                .columns = rest->groups == NULL ? 1 : rest->block->columns,
                                .lines_max = ALL_REST};
    const struct ll_printed_group *groups = rest->groups == NULL ? &rest->one : rest->groups;
    size_t count = rest->groups == NULL ? 1 : rest->group_count;
    for (size_t i = 0; i < count; i++) {
        int32_t height = group_height(p, &frame, &groups[i]);
        bool is_next = p->y + height + 3 * TITLE_LEADING > BOTTOM;
        if (is_next) {
            start_page(p);
        }
        if (p->rest_of != rest->block || is_next) {
            put_rest_title(p, rest->block);
        } else if (i > 0) {
            put_between(p, &frame, p->y - PAD);
        }
        p->rest_of = rest->block;
        p->y = put_group(p, &frame, &groups[i], p->y) + PAD;
    }
}

static void put_rests(struct print *p)
{
    for (size_t i = 0; i < p->rest_count && p->status == LL_OK; i++) {
        if (i == 0) {
            start_page(p);
        }
        put_rest(p, &p->rests[i]);
    }
}

/* ---- the QR code ---- */

static void put_code(struct print *p)
{
    const struct ll_printed_form *form = p->form;
    struct ll_err err;
    if (form->code.len == 0 || p->status != LL_OK) {
        return;
    }
    if (p->y + CODE_SIDE + 2 * PAD > BOTTOM) {
        start_page(p);
    }
    const struct ll_box box = {LEFT, p->y + PAD, CODE_SIDE, CODE_SIDE};
    if (ll_qr_add(p->page, form->code, LL_QR_MEDIUM, box, &err) != LL_OK) {
        ll_scene_fail(p->page, &err);
    }
    int32_t x = LEFT + CODE_SIDE + GAP;
    int32_t y =
        put(p, LL_TYPE_BLOCK, LL_COLOUR_NONE, x, box.y + PAD, RIGHT - x, 2, form->code_title);
    (void)put(p, LL_TYPE_SMALL, LL_COLOUR_NONE, x, y + PAD, RIGHT - x, 8, form->code_note);
    p->y += CODE_SIDE + 2 * PAD;
}

/* ---- lists of codes ---- */

static void put_codes(struct print *p, const struct ll_printed_code_list *list)
{
    int32_t column = (WIDTH - GAP * (CODE_COLUMNS - 1)) / CODE_COLUMNS;
    int32_t code_width = 1000;
    size_t in_column = (list->count + CODE_COLUMNS - 1) / CODE_COLUMNS;
    int32_t top = put(p, LL_TYPE_BLOCK, LL_COLOUR_NONE, LEFT, p->y, WIDTH, 1, list->title) + PAD;
    int32_t lowest = top;
    int32_t y = top;
    for (size_t i = 0; i < list->count; i++) {
        int32_t x = LEFT + (int32_t)(i / in_column) * (column + GAP);
        y = i % in_column == 0 ? top : y;
        (void)put(p, LL_TYPE_SMALL, LL_COLOUR_INK, x, y, code_width, 1, list->codes[i].code);
        y = put(p, LL_TYPE_SMALL, LL_COLOUR_NONE, x + code_width, y, column - code_width, 3,
                list->codes[i].meaning);
        lowest = y > lowest ? y : lowest;
    }
    p->y = lowest + 2 * PAD;
}

/* As high as a list of codes gets at most. */
static int32_t codes_height(const struct ll_printed_code_list *list)
{
    size_t in_column = (list->count + CODE_COLUMNS - 1) / CODE_COLUMNS;
    return TITLE_LEADING + (int32_t)in_column * 2 * ll_type_rows[LL_TYPE_SMALL].leading;
}

static void put_all_codes(struct print *p)
{
    for (size_t i = 0; i < p->form->code_list_count && p->status == LL_OK; i++) {
        if (i == 0 || p->y + codes_height(&p->form->code_lists[i]) > BOTTOM) {
            start_page(p);
        }
        put_codes(p, &p->form->code_lists[i]);
    }
}

/* ---- the whole ---- */

/* No more can go on elsewhere than there are entries and blocks. */
static bool make_room(struct print *p)
{
    size_t most = p->form->block_count;
    for (size_t i = 0; i < p->form->block_count; i++) {
        for (size_t j = 0; j < p->form->blocks[i].group_count; j++) {
            most += p->form->blocks[i].groups[j].count;
        }
    }
    p->rests = LL_NEW_ARRAY(p->arena, struct rest, most + 1);
    p->measured = LL_NEW_ARRAY(p->arena, struct measured, MEASURED_COUNT);
    return p->rests != NULL && p->measured != NULL;
}

enum ll_status ll_form_print(const struct ll_printed_form *form, const struct ll_locale *locale,
                             struct ll_fonts *fonts, struct ll_arena *arena,
                             const struct ll_scene **ret_pages, size_t *ret_count,
                             struct ll_err *reterr)
{
    struct print print = {.form = form, .locale = locale, .fonts = fonts, .arena = arena};
    struct ll_scene *pages = NULL;
    if (!make_room(&print)) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a form");
    }
    start_page(&print);
    for (size_t i = 0; i < form->block_count && print.status == LL_OK;) {
        i = put_row(&print, i);
    }
    put_code(&print);
    put_rests(&print);
    put_all_codes(&print);
    if (print.status == LL_OK) {
        put_feet(&print);
        pages = LL_NEW_ARRAY(arena, struct ll_scene, print.page_count);
    }
    if (print.status != LL_OK) {
        *reterr = print.err;
        return print.status;
    }
    if (pages == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a form");
    }
    for (size_t i = 0; i < print.page_count; i++) {
        LL_TRY(ll_scene_check(print.pages[i], reterr));
        pages[i] = *print.pages[i];
    }
    *ret_pages = pages;
    *ret_count = print.page_count;
    return LL_OK;
}
