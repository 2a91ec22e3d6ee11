/*
 * Rendering pages: a list of lots in the program's layout, beside writing the same data as JSON and
 * beside copying the finished page. All in one run, alternated; the best of each.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "template/mustache.h"

#define ROWS 1000
#define ROUNDS 40
#define PAGE_BYTES_MAX ((size_t)4 << 20)

static const char layout_text[] =
    "<!DOCTYPE html>\n<html lang=\"{{page.language}}\">\n<head>\n"
    "  <title>{{$title}}{{/title}}</title>\n</head>\n<body>\n"
    "<nav>{{#page.navigation}}<a href=\"{{href}}\">{{text}}</a>{{/page.navigation}}</nav>\n"
    "<main>\n{{$main}}{{/main}}\n</main>\n</body>\n</html>\n";
static const char lots_text[] =
    "{{<layout}}\n{{$title}}Lots{{/title}}\n{{$main}}\n<table>\n{{#data.lots}}\n"
    "<tr>\n  <td><a href=\"/lot/{{lot_id}}\">{{lot_id}}</a></td>\n  <td>{{collector}}</td>\n"
    "  <td>{{class}}</td>\n  <td class=\"number\">{{units}}</td>\n"
    "  <td class=\"number\">{{mass_g}}</td>\n"
    "  <td>{{#eligible}}{{vintage}}{{/eligible}}{{^eligible}}{{reason}}{{/eligible}}</td>\n</tr>\n"
    "{{/data.lots}}\n</table>\n{{/main}}\n{{/layout}}\n";

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct ll_json *make_data(struct ll_arena *arena)
{
    struct ll_json *root = ll_json_new_object(arena);
    struct ll_json *data = ll_json_new_object(arena);
    struct ll_json *page = ll_json_new_object(arena);
    struct ll_json *lots = ll_json_new_array(arena);
    for (int i = 0; i < ROWS; i++) {
        struct ll_json *lot = ll_json_new_object(arena);
        ll_json_set_cstr(arena, lot, "class", "feature_phone");
        ll_json_set_cstr(arena, lot, "collector", "Ama & Kofi's \"Second Life\" Repairs, Kumasi");
        ll_json_set_bool(arena, lot, "eligible", i % 8 != 0);
        ll_json_set_cstr(arena, lot, "lot_id", "01hzy3v7k4m2q9d8x6c5b4a3n2");
        ll_json_set_integer(arena, lot, "mass_g", 12345 + i);
        ll_json_set_cstr(arena, lot, "reason", "collected before the oldest vintage");
        ll_json_set_integer(arena, lot, "units", 180 + i);
        ll_json_set_cstr(arena, lot, "vintage", "2026-03");
        ll_json_append(arena, lots, lot);
    }
    ll_json_set(arena, data, "lots", lots);
    ll_json_set_cstr(arena, page, "language", "en");
    ll_json_set(arena, root, "data", data);
    ll_json_set(arena, root, "page", page);
    return root;
}

struct bench {
    struct ll_arena arena; /* of one round */
    const struct ll_mustache_template *template;
    const struct ll_json *data;
    struct ll_str text; /* what the round made */
};

static enum ll_status render(struct bench *bench)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, &bench->arena, PAGE_BYTES_MAX);
    LL_TRY(ll_mustache_render(bench->template, bench->data, &out, NULL));
    return ll_strbuf_finish(&out, &bench->text, NULL);
}

static enum ll_status write_json(struct bench *bench)
{
    return ll_json_canonical(&bench->arena, bench->data, PAGE_BYTES_MAX, &bench->text, NULL);
}

/* Copies the text of the round before. */
static enum ll_status copy(struct bench *bench)
{
    static char page[PAGE_BYTES_MAX];
    memcpy(page, bench->text.ptr, bench->text.len);
    bench->text.ptr = page;
    return LL_OK;
}

/* Seconds of one call; the bytes that it made. */
static double once(struct bench *bench, enum ll_status (*call)(struct bench *), size_t *ret_bytes)
{
    double start = seconds();
    enum ll_status status = call(bench);
    double taken = seconds() - start;
    if (status != LL_OK) {
        (void)fprintf(stderr, "status %d\n", (int)status);
    }
    *ret_bytes = bench->text.len;
    return taken;
}

int main(void)
{
    static const char *const names[] = {"rendering", "writing JSON", "copying the page"};
    static enum ll_status (*const calls[])(struct bench *) = {render, write_json, copy};
    static const int order[] = {1, 0, 2}; /* what is copied is the page */
    const struct ll_mustache_source sources[] = {
        {LL_STR("lots"), {lots_text, sizeof(lots_text) - 1}},
        {LL_STR("layout"), {layout_text, sizeof(layout_text) - 1}}};
    double best[3] = {1e9, 1e9, 1e9};
    size_t bytes[3] = {0};
    struct ll_mustache *set;
    struct ll_arena kept;
    struct ll_err err;
    struct bench bench = {.text = {"", 0}};
    ll_arena_init(&kept, &ll_arena_malloc, (size_t)256 << 20);
    if (ll_mustache_compile(&kept, sources, 2, LL_MUSTACHE_MISSING_FAILS, &set, &err) != LL_OK) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.text);
        return 1;
    }
    bench.template = ll_mustache_find(set, "lots");
    bench.data = make_data(&kept);
    ll_arena_init(&bench.arena, &ll_arena_malloc, (size_t)64 << 20);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < 3; i++) {
            double taken = once(&bench, calls[order[i]], &bytes[order[i]]);
            best[order[i]] = taken < best[order[i]] ? taken : best[order[i]];
        }
        ll_arena_reset(&bench.arena);
    }
    (void)printf("a list of %d rows\n", ROWS);
    for (size_t i = 0; i < 3; i++) {
        (void)printf("  %-17s %4zu kB  %8.1f us  %8.0f MB/s\n", names[i], bytes[i] / 1000,
                     best[i] * 1e6, (double)bytes[i] / 1e6 / best[i]);
    }
    (void)printf("rendering takes %.2f times as long as writing the data as JSON; "
                 "bytes a second are %.1f %% of copying\n",
                 best[0] / best[1], 100 * best[2] / best[0]);
    ll_arena_release(&bench.arena);
    ll_arena_release(&kept);
    return 0;
}
