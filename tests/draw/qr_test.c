/* QR codes: the outline against libqrencode's own modules, point by point; limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

#include "draw/qr.h"
#include "draw/support.h"
#include "support/random.h"

static struct ll_draw_test test;

static int set_up(void **state)
{
    (void)state;
    return ll_draw_test_open(&test);
}

static int tear_down(void **state)
{
    (void)state;
    ll_draw_test_end(&test);
    return 0;
}

/* Is (x, y) inside by the nonzero rule: edges that a ray to the left crosses, by their way. Edges
 * are level or upright. */
static int winding(const struct ll_item *path, int32_t x, int32_t y)
{
    int turns = 0;
    struct ll_point start = {0};
    struct ll_point at = {0};
    for (size_t i = 0; i < path->path.count; i++) {
        const struct ll_step *step = &path->path.steps[i];
        struct ll_point to = step->kind == LL_STEP_CLOSE ? start : step->to;
        if (step->kind == LL_STEP_MOVE) {
            start = to;
        } else {
            assert_true(at.x == to.x || at.y == to.y);
            bool crosses = at.x == to.x && at.x < x && (at.y < y) != (to.y < y);
            turns += crosses ? (to.y > at.y ? 1 : -1) : 0;
        }
        at = to;
    }
    return turns;
}

static void check_code(struct ll_str text, enum ll_qr_level level, QRecLevel theirs)
{
    struct ll_scene scene;
    ll_draw_test_page(&test, &scene);
    assert_int_equal(ll_qr_add(&scene, text, level, (struct ll_box){1000, 2000, 4000, 4000}, NULL),
                     LL_OK);
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0, theirs);
    assert_non_null(code);
    assert_int_equal(scene.item_count, 2);
    const struct ll_item *ground = scene.first;
    const struct ll_item *path = scene.last;
    assert_int_equal(ground->kind, LL_ITEM_BOX);
    assert_int_equal(ground->paint.fill, LL_COLOUR_CODE_LIGHT);
    assert_int_equal(ground->box.box.width, 4000);
    assert_int_equal(ground->box.box.height, 4000);
    assert_int_equal(path->paint.fill, LL_COLOUR_CODE_DARK);
    int32_t module = 4000 / (code->width + 8);
    int32_t margin = (4000 - module * code->width) / 2;
    assert_true(margin >= 4 * module);
    for (int y = -1; y <= code->width; y++) {
        for (int x = -1; x <= code->width; x++) {
            bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
            bool dark = inside && (code->data[y * code->width + x] & 1U) != 0;
            int turns = winding(path, 1000 + margin + x * module + module / 2,
                                2000 + margin + y * module + module / 2);
            assert_int_equal(turns, dark ? -1 : 0);
        }
    }
    QRcode_free(code);
}

static void the_outline_is_the_code(void **state)
{
    (void)state;
    static const QRecLevel theirs[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    struct ll_test_random random = ll_test_random_begin();
    check_code(LL_STR("A"), LL_QR_LOW, QR_ECLEVEL_L);
    check_code(LL_STR("https://ledger.example/certificates/LL-7Q2M4X6V8B0N1C3Z"), LL_QR_QUARTILE,
               QR_ECLEVEL_Q);
    for (int round = 0; round < 40; round++) {
        char text[200];
        size_t len = 1 + ll_test_random_below(&random, sizeof(text));
        size_t level = ll_test_random_below(&random, 4);
        for (size_t i = 0; i < len; i++) {
            text[i] = (char)(1 + ll_test_random_below(&random, 255));
        }
        check_code((struct ll_str){text, len}, (enum ll_qr_level)level, theirs[level]);
    }
}

static void what_does_not_fit_is_refused_with_the_limit(void **state)
{
    (void)state;
    static const size_t most[] = {2953, 2331, 1663, 1273};
    static const char *const words[] = {"2953", "2331", "1663", "1273"};
    static char text[3000];
    memset(text, 'x', sizeof(text));
    for (size_t level = 0; level < 4; level++) {
        struct ll_scene scene;
        struct ll_err err = {0};
        struct ll_box box = {0, 0, 4000, 4000};
        ll_draw_test_page(&test, &scene);
        assert_int_equal(ll_qr_add(&scene, (struct ll_str){text, most[level]},
                                   (enum ll_qr_level)level, box, &err),
                         LL_OK);
        assert_int_equal(ll_qr_add(&scene, (struct ll_str){text, most[level] + 1},
                                   (enum ll_qr_level)level, box, &err),
                         LL_ELIMIT);
        assert_non_null(strstr(err.text, words[level]));
        assert_int_equal(scene.item_count, 2);
        assert_int_equal(ll_scene_check(&scene, NULL), LL_OK);
    }
    struct ll_scene scene;
    ll_draw_test_page(&test, &scene);
    assert_int_equal(ll_qr_add(&scene, (struct ll_str){"", 0}, LL_QR_LOW,
                               (struct ll_box){0, 0, 4000, 4000}, NULL),
                     LL_EINVAL);
    assert_int_equal(
        ll_qr_add(&scene, LL_STR("a\0b"), LL_QR_LOW, (struct ll_box){0, 0, 4000, 4000}, NULL),
        LL_EINVAL);
    assert_int_equal(ll_qr_add(&scene, LL_STR("a"), LL_QR_LOW, (struct ll_box){0, 0, 28, 28}, NULL),
                     LL_ELIMIT);
    assert_int_equal(ll_qr_add(&scene, LL_STR("a"), LL_QR_LOW, (struct ll_box){0, 0, 29, 29}, NULL),
                     LL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_outline_is_the_code),
        cmocka_unit_test(what_does_not_fit_is_refused_with_the_limit),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
