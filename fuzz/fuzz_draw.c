/* A text of any bytes in a scene: refused, or within its width, and back out of the SVG as text. */
#include <libxml/parser.h>

#include "draw/svg.h"
#include "fuzz.h"

/* The fonts are opened once: 10 ms an input would be most of the work. */
static struct ll_fonts *shared_fonts(void)
{
    static struct ll_arena arena;
    static struct ll_fonts *fonts;
    if (fonts == NULL) {
        ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
        LL_ASSERT(ll_fonts_open(&arena, &fonts, NULL) == LL_OK);
    }
    return fonts;
}

static void draw(struct ll_arena *arena, struct ll_str text, uint8_t choice)
{
    struct ll_scene scene;
    struct ll_str svg = {0};
    const struct ll_scene_facts facts = {.title = text, .description = text, .language = "en"};
    ll_scene_init(&scene, arena, shared_fonts(), 9000, 9000, &facts);
    const struct ll_text_spec spec = {
        .type = (enum ll_type)(choice % LL_TYPE_COUNT),
        .anchor = (enum ll_anchor)(choice / LL_TYPE_COUNT % 3),
        .at = {4500, 800},
        .lines_max = 1 + choice / 40U,
        .right_to_left = choice % 2 == 0,
        .text = text,
    };
    (void)ll_scene_text(&scene, &spec);
    ll_scene_group(&scene, text, text);
    ll_scene_group_end(&scene);
    enum ll_status status = ll_svg_write(&scene, LL_SVG_FILE, arena, &svg, NULL);
    LL_ASSERT(status == (ll_str_is_utf8(text) ? LL_OK : LL_EINVAL));
    if (status == LL_OK) {
        xmlDoc *doc = xmlReadMemory(svg.ptr, (int)svg.len, "a.svg", NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
        LL_ASSERT(doc != NULL);
        xmlFreeDoc(doc);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    if (size == 0) {
        return 0;
    }
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    draw(&arena, (struct ll_str){(const char *)data + 1, size - 1}, data[0]);
    ll_arena_release(&arena);
    return 0;
}
