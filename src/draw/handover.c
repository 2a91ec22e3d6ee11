#include "draw/handover.h"

#include "draw/qr.h"

#define MARGIN 2000
#define INNER (LL_A4_WIDTH - 2 * MARGIN)
#define QR_WIDTH 3600
#define TITLE_Y 3000
#define FACTS_Y 4200
#define FACT_LEADING 620
#define FACT_LABEL 4200
#define FACT_LINES_MAX 2 /* a digest takes two */
#define ROWS_GAP 900     /* from the facts to the table */
#define ROWS_NEXT_Y 4200
#define ROW_LEADING 520
#define PEN_Y (LL_A4_HEIGHT - 2800)
#define PEN_WIDTH 7600
#define FOOT_Y (LL_A4_HEIGHT - 1800)

/* Where the columns of the table begin, and how wide they are. */
static const struct {
    int32_t left;
    int32_t width;
} columns[LL_HANDOVER_COLUMNS] = {
    {MARGIN, 5600}, {MARGIN + 5800, 4200}, {MARGIN + 10200, 3000}, {MARGIN + 13400, INNER - 13400}};

size_t ll_handover_pages(const struct ll_printed_handover *sheet)
{
    size_t rest =
        sheet->row_count > LL_HANDOVER_ROWS_FIRST ? sheet->row_count - LL_HANDOVER_ROWS_FIRST : 0;
    return 1 + (rest + LL_HANDOVER_ROWS_NEXT - 1) / LL_HANDOVER_ROWS_NEXT;
}

/* The lines there are. */
static size_t put(struct ll_scene *scene, enum ll_type type, struct ll_point at, int32_t width,
                  size_t lines_max, struct ll_str text)
{
    const struct ll_text_spec spec = {
        .type = type, .at = at, .width = width, .lines_max = lines_max, .text = text};
    return text.len > 0 ? ll_scene_text(scene, &spec) : 0;
}

static void put_row(struct ll_scene *scene, enum ll_type type, int32_t y,
                    const struct ll_printed_row *row)
{
    for (size_t i = 0; i < LL_HANDOVER_COLUMNS; i++) {
        (void)put(scene, type, (struct ll_point){columns[i].left, y}, columns[i].width, 1,
                  row->cells[i]);
    }
}

/* Where they end. */
static int32_t put_facts(struct ll_scene *scene, const struct ll_printed_handover *sheet)
{
    int32_t y = FACTS_Y;
    for (size_t i = 0; i < sheet->fact_count; i++) {
        int32_t beside = y < MARGIN + QR_WIDTH + FACT_LEADING ? QR_WIDTH : 0;
        (void)put(scene, LL_TYPE_LABEL, (struct ll_point){MARGIN, y}, FACT_LABEL, 1,
                  sheet->facts[i].label);
        size_t lines = put(scene, LL_TYPE_VALUE, (struct ll_point){MARGIN + FACT_LABEL, y},
                           INNER - FACT_LABEL - beside, FACT_LINES_MAX, sheet->facts[i].text);
        y += FACT_LEADING * (lines > 1 ? (int32_t)lines : 1);
    }
    return y;
}

/* A line to sign on by hand, where nobody is signed in. */
static void put_pen(struct ll_scene *scene, int32_t left, struct ll_str who)
{
    const struct ll_paint paint = {.stroke = LL_COLOUR_INK, .stroke_width = 20};
    ll_scene_line(scene, paint, (struct ll_point){left, PEN_Y},
                  (struct ll_point){left + PEN_WIDTH, PEN_Y});
    (void)put(scene, LL_TYPE_LABEL, (struct ll_point){left, PEN_Y + ROW_LEADING}, PEN_WIDTH, 1,
              who);
}

void ll_handover_draw(struct ll_scene *scene, const struct ll_printed_handover *sheet, size_t page)
{
    struct ll_err err = {0};
    size_t first = page == 0 ? 0 : LL_HANDOVER_ROWS_FIRST + (page - 1) * LL_HANDOVER_ROWS_NEXT;
    size_t room = page == 0 ? LL_HANDOVER_ROWS_FIRST : LL_HANDOVER_ROWS_NEXT;
    int32_t y = ROWS_NEXT_Y;
    (void)put(scene, LL_TYPE_TITLE, (struct ll_point){MARGIN, TITLE_Y}, INNER - QR_WIDTH, 1,
              sheet->title);
    if (page == 0) {
        enum ll_status status = ll_qr_add(
            scene, sheet->link, LL_QR_MEDIUM,
            (struct ll_box){LL_A4_WIDTH - MARGIN - QR_WIDTH, MARGIN, QR_WIDTH, QR_WIDTH}, &err);
        if (status != LL_OK) {
            ll_scene_fail(scene, &err);
            return;
        }
        y = put_facts(scene, sheet) + ROWS_GAP;
        put_pen(scene, MARGIN, sheet->giver);
        put_pen(scene, LL_A4_WIDTH - MARGIN - PEN_WIDTH, sheet->receiver);
    }
    put_row(scene, LL_TYPE_LABEL, y, &sheet->head);
    for (size_t i = first; i < sheet->row_count && i < first + room; i++) {
        y += ROW_LEADING;
        put_row(scene, LL_TYPE_CELL, y, &sheet->rows[i]);
    }
    (void)put(scene, LL_TYPE_FINE, (struct ll_point){MARGIN, FOOT_Y}, INNER, 2, sheet->foot);
}
