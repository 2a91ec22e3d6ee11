/* The notes of a certificate: what nobody else approved, what is calculated or a convention. */
#include "draw/sheet.h"

#define NOTE_GAP 70
#define NOTE_LINES_MAX 4
#define NOTES_HEADING 660
#define NOTES_MAX 40 /* no page has place for more */
#define BLOCK_LINES_MAX 40
#define BLOCK_NOTE_BYTES_MAX 600 /* of a text of others, where notes follow one another */

static enum ll_type type_of(const struct ll_sheet *sheet)
{
    return sheet->is_full ? LL_TYPE_FINE : LL_TYPE_SMALL;
}

static int32_t row_of(const struct ll_sheet *sheet)
{
    return ll_type_rows[type_of(sheet)].leading;
}

static size_t count_all(const struct ll_sheet *sheet)
{
    return sheet->certificate->control_count + sheet->certificate->incident_count +
           sheet->certificate->note_count;
}

static struct ll_str days_text(struct ll_sheet *sheet, struct ll_date from, struct ll_date to)
{
    const struct ll_slot ends[] = {{"from", ll_sheet_date(sheet, from)},
                                   {"to", ll_sheet_date(sheet, to)}};
    return from.days == to.days
               ? ends[0].value
               : ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{from} to {to}")), ends, 2);
}

static struct ll_str control_text(struct ll_sheet *sheet, const struct ll_printed_control *control)
{
    bool is_revoked = sheet->certificate->standing == LL_STANDING_REVOKED;
    const char *words = ll_control_words(control->step, is_revoked);
    const struct ll_slot days = {"days", days_text(sheet, control->from, control->to)};
    const struct ll_slot what = {
        "what",
        words == NULL ? LL_STR("") : ll_sheet_fill(sheet, ll_sheet_words(sheet, words), &days, 1)};
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("Single control: {what}.")), &what, 1);
}

/* "12 scrap devices"; or grams of what nobody counted. */
static struct ll_str scrap_text(struct ll_sheet *sheet, const struct ll_printed_amount *scrap)
{
    const struct ll_slot n = {"n", ll_sheet_number(sheet, scrap->units.n)};
    const struct ll_slot mass = {"mass", ll_sheet_mass(sheet, scrap->mass)};
    if (scrap->is_mass) {
        return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{mass} of uncounted e-waste")),
                             &mass, 1);
    }
    struct ll_str words = ll_locale_count(
        sheet->locale, LL_TN("{n} scrap device", "{n} scrap devices"), scrap->units.n);
    return ll_sheet_fill(sheet, words, &n, 1);
}

static struct ll_str incident_text(struct ll_sheet *sheet,
                                   const struct ll_printed_incident *incident)
{
    const struct ll_slot slots[] = {
        {"scrap", scrap_text(sheet, &incident->scrap)},
        {"day", ll_sheet_date(sheet, incident->departed_on)},
        {"found", ll_sheet_date(sheet, incident->found_on)},
        {"cleared", incident->is_cleared ? ll_sheet_date(sheet, incident->cleared_on) : LL_STR("")},
    };
    const struct ll_str words = ll_sheet_words(sheet, ll_incident_words(incident->is_cleared));
    const struct ll_slot what = {"what", ll_sheet_fill(sheet, words, slots, 4)};
    return ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("Incident: {what}.")), &what, 1);
}

static struct ll_str note_text(struct ll_sheet *sheet, size_t at)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    if (at < certificate->control_count) {
        return control_text(sheet, &certificate->controls[at]);
    }
    at -= certificate->control_count;
    if (at < certificate->incident_count) {
        return incident_text(sheet, &certificate->incidents[at]);
    }
    struct ll_str note = certificate->notes[at - certificate->incident_count];
    const char *text = ll_str_to_cstr(sheet->arena, ll_str_sub(note, 0, 1000));
    struct ll_str known = {NULL, 0};
    if (text != NULL && note.len > 0) {
        known = ll_catalogue_find(&sheet->locale->catalogue, NULL, text);
    }
    return known.len > 0 ? known : note;
}

static size_t lines_of(struct ll_sheet *sheet, struct ll_str text, size_t lines_max)
{
    int32_t width = 0;
    const struct ll_text_spec spec = {
        .type = type_of(sheet), .width = LL_SHEET_COLUMN, .lines_max = lines_max, .text = text};
    return ll_scene_measure(sheet->scene, &spec, &width);
}

/* ---- where there is much to say: one after another without a break ---- */

static struct ll_str block_text(struct ll_sheet *sheet, size_t count)
{
    struct ll_strbuf buf = ll_sheet_start(sheet);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            ll_strbuf_char(&buf, ' ');
        }
        ll_strbuf_str(&buf, ll_sheet_front(sheet, note_text(sheet, i), BLOCK_NOTE_BYTES_MAX));
    }
    return ll_sheet_finish(sheet, &buf);
}

/* The first blank from `at` on, or the end. */
static size_t blank_from(struct ll_str text, size_t at)
{
    size_t blank = ll_str_find_char(ll_str_sub(text, at, text.len), ' ');
    return blank < text.len - at ? at + blank : text.len;
}

/* How much of the text has place in so many lines: up to a blank. */
static size_t part_of(struct ll_sheet *sheet, struct ll_str text, size_t lines)
{
    size_t fits = 0;
    size_t over = text.len + 1;
    while (over - fits > 1) {
        size_t end = blank_from(text, fits + (over - fits) / 2);
        if (end >= over) {
            over = fits + (over - fits) / 2;
        } else if (lines_of(sheet, ll_str_sub(text, 0, end), lines + 1) <= lines) {
            fits = end;
        } else {
            over = fits + (over - fits) / 2;
        }
    }
    return fits;
}

/* ---- two columns ---- */

struct notes {
    size_t count;
    size_t split;   /* as many of them in the first; or, of a block, bytes */
    int32_t height; /* of the longer column */
    struct ll_str block;
};

static void split_block(struct ll_sheet *sheet, struct notes *notes)
{
    notes->block = block_text(sheet, notes->count);
    size_t lines = (lines_of(sheet, notes->block, BLOCK_LINES_MAX) + 1) / 2;
    for (;; lines++) {
        notes->split = part_of(sheet, notes->block, lines);
        struct ll_str rest = ll_str_sub(notes->block, notes->split, notes->block.len);
        if (lines >= BLOCK_LINES_MAX || lines_of(sheet, ll_str_trim(rest), lines + 1) <= lines) {
            notes->height = (int32_t)lines * row_of(sheet);
            return;
        }
    }
}

static int32_t height_of_note(struct ll_sheet *sheet, size_t i)
{
    return (int32_t)lines_of(sheet, note_text(sheet, i), NOTE_LINES_MAX) * row_of(sheet) + NOTE_GAP;
}

/* Where the columns are least uneven. */
static void split_notes(struct ll_sheet *sheet, struct notes *notes)
{
    int32_t total = 0;
    int32_t first = 0;
    for (size_t i = 0; i < notes->count; i++) {
        total += height_of_note(sheet, i);
    }
    notes->split = 0;
    notes->height = total;
    for (size_t i = 0; i < notes->count; i++) {
        first += height_of_note(sheet, i);
        int32_t height = first > total - first ? first : total - first;
        if (height < notes->height) {
            notes->height = height;
            notes->split = i + 1;
        }
    }
}

/* As many notes as two columns of `most` hold, in order, the columns about as long. */
static struct notes fit_notes(struct ll_sheet *sheet, int32_t most)
{
    size_t all = count_all(sheet);
    struct notes notes = {.count = all < NOTES_MAX ? all : NOTES_MAX};
    for (; notes.count > 0; notes.count--) {
        if (sheet->is_tight) {
            split_block(sheet, &notes);
        } else {
            split_notes(sheet, &notes);
        }
        if (notes.height <= most) {
            return notes;
        }
    }
    notes.height = 0;
    return notes;
}

int32_t ll_sheet_notes_height(struct ll_sheet *sheet, int32_t most)
{
    return count_all(sheet) == 0 ? 0
                                 : NOTES_HEADING + fit_notes(sheet, most - NOTES_HEADING).height;
}

static void put_block(struct ll_sheet *sheet, const struct notes *notes)
{
    const struct ll_str parts[] = {
        ll_str_sub(notes->block, 0, notes->split),
        ll_str_trim(ll_str_sub(notes->block, notes->split, notes->block.len)),
    };
    for (size_t i = 0; i < 2 && notes->count > 0; i++) {
        (void)ll_sheet_paragraph(
            sheet, type_of(sheet), LL_COLOUR_NONE, i == 0 ? LL_SHEET_LEFT : LL_SHEET_COLUMN_2,
            sheet->y + NOTES_HEADING, LL_SHEET_COLUMN, BLOCK_LINES_MAX, parts[i]);
    }
}

static void put_notes(struct ll_sheet *sheet, const struct notes *notes)
{
    int32_t y = sheet->y + NOTES_HEADING;
    for (size_t i = 0; i < notes->count; i++) {
        y = i == notes->split ? sheet->y + NOTES_HEADING : y;
        y = ll_sheet_paragraph(sheet, LL_TYPE_SMALL, LL_COLOUR_NONE,
                               i < notes->split ? LL_SHEET_LEFT : LL_SHEET_COLUMN_2, y,
                               LL_SHEET_COLUMN, NOTE_LINES_MAX, note_text(sheet, i)) +
            NOTE_GAP;
    }
}

void ll_sheet_notes(struct ll_sheet *sheet, int32_t height)
{
    size_t all = count_all(sheet);
    struct notes notes = fit_notes(sheet, height - NOTES_HEADING);
    if (all == 0) {
        return;
    }
    ll_sheet_put(sheet, LL_TYPE_STRONG, LL_COLOUR_NONE, LL_SHEET_LEFT, sheet->y + 200,
                 LL_SHEET_COLUMN, ll_sheet_words(sheet, LL_T("How to read this page")));
    if (sheet->is_tight) {
        put_block(sheet, &notes);
    } else {
        put_notes(sheet, &notes);
    }
    if (notes.count < all) {
        const struct ll_slot slot = {"n", ll_sheet_number(sheet, (int64_t)(all - notes.count))};
        ll_sheet_put(
            sheet, LL_TYPE_SMALL, LL_COLOUR_NONE, LL_SHEET_COLUMN_2, sheet->y + 200,
            LL_SHEET_COLUMN,
            ll_sheet_fill(sheet,
                          ll_locale_count(sheet->locale,
                                          LL_TN("The signed certificate holds {n} more note.",
                                                "The signed certificate holds {n} more notes."),
                                          (int64_t)(all - notes.count)),
                          &slot, 1));
    }
}
