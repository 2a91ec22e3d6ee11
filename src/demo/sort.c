/* The sorting table of a warehouse: what lies in boxes is poured onto pallets. */
#include "demo/call.h"

#define BOXES_EACH 5 /* whose content fits on a pallet */
#define TEXT_EACH (LL_DEMO_CODE_MAX + 24)

/* What is poured: demo->boxes[0..before) that are like one of them. */
struct sorting {
    struct ll_demo_box like;
    size_t before;
    size_t boxes;
    size_t pallets;
    int64_t units;
    int64_t mass_g;
};

static struct sorting survey(const struct ll_demo *demo, const struct ll_demo_box *like)
{
    struct sorting sorting = {.like = *like, .before = demo->box_count};
    for (size_t i = 0; i < demo->box_count; i++) {
        if (ll_demo_fits(&demo->boxes[i], like)) {
            sorting.boxes++;
            sorting.units += demo->boxes[i].units;
            sorting.mass_g += demo->boxes[i].mass_g;
        }
    }
    sorting.pallets = (sorting.boxes + BOXES_EACH - 1) / BOXES_EACH;
    return sorting;
}

/* Empty ones, to hold about as many units each. */
static enum ll_status make_pallets(struct ll_demo *demo, const struct sorting *sorting,
                                   struct ll_err *reterr)
{
    int64_t parts = (int64_t)sorting->pallets;
    for (int64_t i = 0; i < parts; i++) {
        struct ll_demo_box pallet = sorting->like;
        char code[LL_DEMO_CODE_MAX];
        pallet.number = (int32_t)demo->box_count + 1;
        pallet.is_pallet = true;
        pallet.units = sorting->units * (i + 1) / parts - sorting->units * i / parts;
        pallet.mass_g = sorting->mass_g * (i + 1) / parts - sorting->mass_g * i / parts;
        ll_demo_box_code(&pallet, code);
        LL_TRY(ll_demo_make_package(demo, code, "pallet", &pallet, reterr));
        LL_ASSERT(demo->box_count < demo->box_capacity);
        demo->boxes[demo->box_count++] = pallet;
    }
    return LL_OK;
}

static enum ll_status write_from(struct ll_demo *demo, const struct sorting *sorting,
                                 struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, demo->ctx->arena, sorting->boxes * TEXT_EACH);
    for (size_t i = 0; i < sorting->before; i++) {
        char code[LL_DEMO_CODE_MAX];
        if (ll_demo_fits(&demo->boxes[i], &sorting->like)) {
            ll_demo_box_code(&demo->boxes[i], code);
            ll_strbuf_fmt(&buf, "%s%s", buf.len > 0 ? "," : "", code);
        }
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

static enum ll_status write_into(struct ll_demo *demo, const struct sorting *sorting,
                                 struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, demo->ctx->arena, sorting->pallets * TEXT_EACH);
    for (size_t i = sorting->before; i < demo->box_count; i++) {
        char code[LL_DEMO_CODE_MAX];
        ll_demo_box_code(&demo->boxes[i], code);
        ll_strbuf_fmt(&buf, "%s%s:%lld", buf.len > 0 ? "," : "", code,
                      (long long)demo->boxes[i].units);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_demo_sort(struct ll_demo *demo, const struct ll_demo_box *like,
                            struct ll_err *reterr)
{
    struct sorting sorting = survey(demo, like);
    struct ll_demo_call call;
    struct ll_str from;
    struct ll_str into;
    if (sorting.pallets == sorting.boxes) {
        return LL_OK;
    }
    LL_TRY(make_pallets(demo, &sorting, reterr));
    ll_demo_forget(demo);
    LL_TRY(write_from(demo, &sorting, &from, reterr));
    LL_TRY(write_into(demo, &sorting, &into, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_PACKAGE_POUR);
    ll_demo_put(&call, "from", from);
    ll_demo_put(&call, "into", into);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    demo->counts.pours++;
    for (size_t i = 0; i < sorting.before; i++) {
        struct ll_demo_box *box = &demo->boxes[i];
        box->gone = box->gone || ll_demo_fits(box, &sorting.like);
    }
    for (size_t i = sorting.before; i < demo->box_count; i++) {
        char code[LL_DEMO_CODE_MAX];
        ll_demo_box_code(&demo->boxes[i], code);
        LL_TRY(ll_demo_seal_package(demo, code, reterr));
    }
    return LL_OK;
}
