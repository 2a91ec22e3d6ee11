#include "draw/label.h"

#include "draw/qr.h"

#define MARGIN 350
#define QR_WIDTH (LL_LABEL_HEIGHT - 2 * MARGIN)
#define TEXT_LEFT (MARGIN + QR_WIDTH + 200)
#define TEXT_WIDTH (LL_LABEL_WIDTH - TEXT_LEFT - MARGIN)
#define TOP (LL_A4_HEIGHT - LL_LABEL_HEIGHT * (LL_LABELS_PER_PAGE / LL_LABEL_COLUMNS)) / 2

/* Baselines, from the label's upper edge. */
#define TITLE_Y 680
#define CODE_Y 1360
#define CODE_LEADING 640
#define DETAIL_Y 3180

struct ll_point ll_label_place(size_t place)
{
    return (struct ll_point){(int32_t)(place % LL_LABEL_COLUMNS) * LL_LABEL_WIDTH,
                             TOP + (int32_t)(place / LL_LABEL_COLUMNS) * LL_LABEL_HEIGHT};
}

static void put(struct ll_scene *scene, enum ll_type type, struct ll_point at, struct ll_str text)
{
    const struct ll_text_spec spec = {
        .type = type, .colour = LL_COLOUR_CODE_DARK, .at = at, .width = TEXT_WIDTH, .text = text};
    (void)ll_scene_text(scene, &spec);
}

static struct ll_str capitals(struct ll_scene *scene, struct ll_str text)
{
    struct ll_strbuf buf;
    struct ll_str upper = LL_STR("");
    struct ll_err err;
    ll_strbuf_init(&buf, scene->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        ll_strbuf_char(&buf, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    if (ll_strbuf_finish(&buf, &upper, &err) != LL_OK) {
        ll_scene_fail(scene, &err);
    }
    return upper;
}

void ll_label_add(struct ll_scene *scene, const struct ll_printed_label *label, struct ll_point at)
{
    struct ll_err err = {0};
    struct ll_str left = capitals(scene, label->code);
    int32_t y = at.y + CODE_Y;
    enum ll_status status =
        ll_qr_add(scene, label->link, LL_QR_MEDIUM,
                  (struct ll_box){at.x + MARGIN, at.y + MARGIN, QR_WIDTH, QR_WIDTH}, &err);
    if (status != LL_OK) {
        ll_scene_fail(scene, &err);
        return;
    }
    put(scene, LL_TYPE_SMALL, (struct ll_point){at.x + TEXT_LEFT, at.y + TITLE_Y}, label->title);
    while (left.len > 0) {
        size_t dash = ll_str_find_char(left, '-');
        put(scene, LL_TYPE_HEADING, (struct ll_point){at.x + TEXT_LEFT, y},
            ll_str_sub(left, 0, dash));
        left = dash < left.len ? ll_str_sub(left, dash + 1, left.len) : LL_STR("");
        y += CODE_LEADING;
    }
    put(scene, LL_TYPE_FINE, (struct ll_point){at.x + TEXT_LEFT, at.y + DETAIL_Y}, label->detail);
}
