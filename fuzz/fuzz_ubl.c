/* Any bytes give a record or an error with a text; a record has a canonical form and sums that
 * agree with its lines. */
#include "base/json.h"
#include "codec/ubl.h"
#include "fuzz.h"

#define ARENA_BYTES_MAX ((size_t)256 << 20)

static void check_record(struct ll_arena *arena, const struct ll_purchase *p)
{
    struct ll_str text;
    struct ll_json *json;
    struct ll_err err;
    int64_t devices = 0;
    int64_t mass_g = 0;
    for (size_t i = 0; i < p->line_count; i++) {
        const struct ll_purchase_line *line = &p->lines[i];
        LL_ASSERT(line->units.n >= 0 && line->mass.g >= 0);
        LL_ASSERT(line->units.n == 0 || line->mass.g == 0);
        mass_g += line->kind == LL_LINE_DEVICE ? line->mass.g : 0;
        devices += line->kind == LL_LINE_DEVICE ? line->units.n : 0;
        LL_ASSERT(line->kind != LL_LINE_DEVICE || line->class_id.len > 0);
    }
    LL_ASSERT(devices == p->device_units.n && mass_g == p->device_mass.g);
    enum ll_status status = ll_purchase_canonical(arena, p, &text, &err);
    LL_ASSERT(status == LL_OK || status == LL_ENOMEM);
    status = ll_purchase_to_json(arena, p, &json, &err);
    LL_ASSERT(status == LL_OK || status == LL_ENOMEM);
    for (size_t i = 0; i < p->findings.count; i++) {
        LL_ASSERT(ll_finding_effect(p->findings.items[i].code) <= p->disposition);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_purchase purchase;
    struct ll_err err = {.text = ""};
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    struct ll_str bytes = ll_str_copy(&arena, (struct ll_str){(const char *)data, size});
    if (bytes.ptr != NULL) {
        enum ll_status status = ll_ubl_read(&arena, bytes, NULL, &purchase, &err);
        if (status == LL_OK) {
            check_record(&arena, &purchase);
        } else {
            LL_ASSERT(err.text[0] != '\0' && ll_str_is_utf8(ll_str_from_cstr(err.text)));
        }
    }
    ll_arena_release(&arena);
    return 0;
}
