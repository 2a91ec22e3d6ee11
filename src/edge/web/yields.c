#include "edge/web/yields.h"

#include "base/catalogue.h"
#include "draw/bars.h"
#include "draw/certificate_words.h"
#include "edge/web/say.h"

#define WHOLE 1000   /* what was expected */
#define HIGHEST 5000 /* a bar; what is more is as high */
#define COLOUR LL_COLOUR_ACCENT_2

__extension__ typedef __int128 wide;

static struct ll_str percent(const struct ll_say *words, int64_t thousandths)
{
    const struct ll_slot n = {"n", ll_say_i64(words, thousandths / (WHOLE / 100))};
    return ll_say_fill(words, LL_T("{n} %"), &n, 1);
}

static void add_bar(const struct ll_say *words, struct ll_json *legend, struct ll_str text,
                    int64_t thousandths)
{
    struct ll_json *item = ll_json_new_object(words->arena);
    ll_json_set_cstr(words->arena, item, "colour", ll_colour_rows[COLOUR].name);
    ll_json_set_str(words->arena, item, "text", text);
    ll_json_set_str(words->arena, item, "amount", percent(words, thousandths));
    ll_json_append(words->arena, legend, item);
}

struct ll_json *ll_yields_of(struct ll_arena *arena, const struct ll_locale *locale,
                             const struct ll_json *value)
{
    const struct ll_say words = {arena, locale};
    const struct ll_json *yields = ll_say_list_of(value, "yields");
    int64_t amounts[LL_BARS_MAX] = {WHOLE};
    size_t count = 1;
    struct ll_str svg;
    struct ll_json *legend = ll_json_new_array(arena);
    add_bar(&words, legend, ll_locale_text(locale, LL_T("expected")), WHOLE);
    for (size_t i = 0; i < yields->count && count < LL_BARS_MAX; i++) {
        const struct ll_json *row = &yields->items[i];
        int64_t expected_g = ll_say_i64_of(row, "compared_mass_g");
        if (expected_g > 0) {
            wide share = (wide)ll_say_i64_of(row, "settled_mass_g") * WHOLE / expected_g;
            int64_t told = share > INT32_MAX ? INT32_MAX : (int64_t)share;
            amounts[count++] = told > HIGHEST ? HIGHEST : told;
            add_bar(&words, legend, ll_fraction_words(locale, ll_say_text_of(row, "fraction")),
                    told);
        }
    }
    const struct ll_scene_facts facts = {
        .title = ll_locale_text(locale, LL_T("Settled, of what was expected")),
        .description = ll_locale_text(locale, LL_T("The table has the masses of each bar.")),
        .language = locale->language->tag,
    };
    if (count == 1 || ll_bars_draw(arena, &facts, COLOUR, amounts, count, &svg, NULL) != LL_OK) {
        return NULL;
    }
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_json *whole = ll_json_new_object(arena);
    ll_json_set_str(arena, drawing, "title", facts.title);
    ll_json_set_str(arena, drawing, "svg", svg);
    ll_json_set(arena, drawing, "legend", legend);
    ll_json_append(arena, items, drawing);
    ll_json_set(arena, whole, "items", items);
    return whole;
}
