/* What tests of drawing share: fonts, an arena, a sample that uses everything a scene has. */
#ifndef LL_TESTS_DRAW_SUPPORT_H
#define LL_TESTS_DRAW_SUPPORT_H

#include "draw/scene.h"

#define LL_DRAW_HOSTILE_COUNT 12

struct ll_draw_test {
    struct ll_arena arena;
    struct ll_fonts *fonts;
    struct ll_str hostile[LL_DRAW_HOSTILE_COUNT]; /* texts that try to leave their place */
};

/* The outcome is 0, as a set-up of cmocka wants it; what fails is printed. */
int ll_draw_test_open(struct ll_draw_test *test);
void ll_draw_test_close(struct ll_draw_test *test);
/* The same at the end of a program: cairo and fontconfig give back what they keep for next time.
 * What is left then is lost, and a sanitizer says so. */
void ll_draw_test_end(struct ll_draw_test *test);

/* An A4 page with nothing on it. */
void ll_draw_test_page(struct ll_draw_test *test, struct ll_scene *ret_scene);
/* Every kind of item, type and anchor, groups, a QR code, hostile text. */
void ll_draw_test_sample(struct ll_draw_test *test, struct ll_scene *ret_scene);

#endif
