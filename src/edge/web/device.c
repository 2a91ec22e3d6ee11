#include "edge/web/device.h"

#include "core/types.h"
#include "draw/certificate_words.h"
#include "draw/trail.h"
#include "edge/web/label.h"
#include "edge/web/say.h"
#include "edge/web/view.h"

#define STOPS 4

struct device {
    struct ll_say words;
    const struct ll_json *data;
    struct ll_json *own;
    bool is_served;
    bool is_counted; /* not by the gram */
    enum ll_stage stage;
};

/* What may be said of the scrap device that stands for it. */
static const struct {
    enum ll_stage stage;
    const char *counted;
    const char *weighed;
} claims[] = {
    {LL_STAGE_ACCEPTED, LL_T("A scrap device was collected for it"),
     LL_T("Scrap was collected for it")},
    {LL_STAGE_SHIPPED, LL_T("A scrap device is on its way for it"),
     LL_T("Scrap is on its way for it")},
    {LL_STAGE_RECEIVED, LL_T("A recycler received a scrap device for it"),
     LL_T("A recycler received scrap for it")},
    {LL_STAGE_DISMANTLED, LL_T("A scrap device was taken apart for it"),
     LL_T("Scrap was taken apart for it")},
    {LL_STAGE_RECYCLED, LL_T("A scrap device was recycled for it"),
     LL_T("Scrap was recycled for it")},
};

static struct ll_str say(const struct device *d, const char *text)
{
    return ll_locale_text(d->words.locale, text);
}

static struct ll_str text_of(const struct device *d, const char *name)
{
    return ll_say_text_of(d->data, name);
}

static const char *claim_of(const struct device *d)
{
    if (!d->is_served) {
        return ll_str_eq_cstr(text_of(d, "allocation"), "voided")
                   ? LL_T("Nothing is owed for this device any more")
                   : LL_T("It waits for its scrap device");
    }
    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
        if (claims[i].stage == d->stage) {
            return d->is_counted ? claims[i].counted : claims[i].weighed;
        }
    }
    return LL_T("What stood for it has left the programme");
}

static void put_claim(const struct device *d)
{
    struct ll_arena *arena = d->words.arena;
    int64_t units = ll_say_i64_of(d->data, "units");
    const struct ll_slot slots[] = {
        {"scrap", ll_say_scrap(&d->words, units, ll_say_i64_of(d->data, "mass_g"))},
        {"collections", ll_say_count(&d->words, LL_TN("{n} collection", "{n} collections"),
                                     ll_say_i64_of(d->data, "collections"))},
        {"country", ll_locale_country(d->words.locale, text_of(d, "country"))},
        {"month", ll_say_month(&d->words, text_of(d, "vintage"))},
    };
    ll_json_set_str(arena, d->own, "kind", say(d, LL_T("The device of a client")));
    ll_json_set_str(arena, d->own, "claim", say(d, claim_of(d)));
    if (d->is_served) {
        ll_json_set_str(
            arena, d->own, "for",
            ll_say_fill(&d->words,
                        !d->is_counted ? LL_T("part of {scrap} from {collections}: {country}, "
                                              "{month}")
                        : units == 1   ? LL_T("{scrap} from {collections}: {country}, {month}")
                                       : LL_T("one of {scrap} from {collections}: {country}, "
                                                "{month}"),
                        slots, 4));
    }
}

static void put_notice(const struct device *d)
{
    const struct ll_json *doubt = ll_json_get(d->data, "under_review");
    bool is_doubted = doubt != NULL && doubt->type == LL_JSON_TRUE;
    bool is_provisional = ll_str_eq_cstr(text_of(d, "allocation"), "provisional");
    if (!is_doubted && !is_provisional) {
        return;
    }
    struct ll_json *notice = ll_json_new_object(d->words.arena);
    ll_json_set_cstr(d->words.arena, notice, "tone", "wait");
    ll_json_set_str(d->words.arena, notice, "text",
                    say(d, is_doubted
                               ? LL_T("A later fact about it is being looked into: this may "
                                      "change.")
                               : LL_T("Provisional: until a certificate counts it, another scrap "
                                      "device may take its place.")));
    ll_json_set(d->words.arena, d->own, "notice", notice);
}

static void put_facts(const struct device *d)
{
    struct ll_json *facts = ll_json_new_array(d->words.arena);
    struct ll_str certificate = text_of(d, "certificate");
    if (d->is_served) {
        enum ll_tone tone;
        ll_say_fact(&d->words, facts, LL_T("How far"),
                    ll_label_word(d->words.locale, text_of(d, "stage"), &tone));
        ll_say_fact(&d->words, facts, LL_T("What"),
                    ll_class_words(d->words.locale, text_of(d, "class_code")));
        ll_say_fact(&d->words, facts, LL_T("Certificate"),
                    certificate.len > 0 ? certificate : say(d, LL_T("none yet")));
    }
    ll_json_set(d->words.arena, d->own, "facts", facts);
}

static void put_stops(const struct device *d)
{
    static const struct {
        enum ll_stage stage;
        const char *title;
        enum ll_colour colour;
    } stops[STOPS] = {
        {LL_STAGE_ACCEPTED, LL_T("Collected"), LL_COLOUR_COPPER_1},
        {LL_STAGE_SHIPPED, LL_T("Shipped"), LL_COLOUR_COPPER_2},
        {LL_STAGE_RECEIVED, LL_T("Received"), LL_COLOUR_ACCENT_2},
        {LL_STAGE_RECYCLED, LL_T("Recycled"), LL_COLOUR_ACCENT_1},
    };
    struct ll_arena *arena = d->words.arena;
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_trail_stop drawn[STOPS];
    struct ll_str said[STOPS];
    struct ll_str svg = LL_STR("");
    for (size_t i = 0; i < STOPS; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        bool is_there = i == 0 || (d->stage >= stops[i].stage && d->stage <= LL_STAGE_RECYCLED);
        const struct ll_slot slots[] = {
            {"stop", say(d, stops[i].title)},
            {"amount", is_there ? say(d, LL_T("done")) : say(d, LL_T("not yet"))}};
        drawn[i] = (struct ll_trail_stop){is_there ? 1 : 0, stops[i].colour};
        said[i] = ll_say_fill(&d->words, LL_T("{stop}: {amount}"), slots, 2);
        ll_json_set_str(arena, item, "title", slots[0].value);
        ll_json_set_str(arena, item, "text", slots[1].value);
        ll_json_append(arena, items, item);
    }
    const struct ll_scene_facts facts = {
        .title = say(d, LL_T("The trail: how far it has come")),
        .description = ll_say_list(&d->words, said, STOPS),
        .language = d->words.locale->language->tag,
    };
    if (ll_trail_draw(arena, &facts, 1, drawn, STOPS, &svg, NULL) == LL_OK) {
        ll_json_set_str(arena, drawing, "svg", svg);
        ll_json_set_str(arena, drawing, "title", facts.title);
        ll_json_set(arena, d->own, "drawing", drawing);
    }
    ll_json_set(arena, d->own, "stops", items);
}

static void put_limits(const struct device *d)
{
    static const char *const sentences[] = {
        LL_T("Unit numbers are a convention: scrap devices that were mixed cannot be told apart, "
             "so that nobody can say which of them it was."),
        LL_T("It says nothing of the device itself, nor whose it is."),
        LL_T("This does not change the footprint of the new devices."),
    };
    struct ll_arena *arena = d->words.arena;
    struct ll_json *limits = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = d->is_served ? 0 : 1; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        ll_json_append(arena, items, ll_json_new_string(arena, say(d, sentences[i])));
    }
    ll_json_set_str(arena, limits, "title", say(d, LL_T("What this does not say")));
    ll_json_set(arena, limits, "items", items);
    ll_json_set(arena, d->own, "limits", limits);
}

static void put_link(const struct device *d, struct ll_json *items, struct ll_str href,
                     const char *text)
{
    struct ll_json *item = ll_json_new_object(d->words.arena);
    ll_json_set_str(d->words.arena, item, "href", href);
    ll_json_set_str(d->words.arena, item, "text", say(d, text));
    ll_json_append(d->words.arena, items, item);
}

static void put_proof(const struct device *d)
{
    struct ll_arena *arena = d->words.arena;
    struct ll_json *proof = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_str certificate = text_of(d, "certificate");
    if (certificate.len > 0) {
        put_link(d, items, ll_view_path(arena, "/certificates/", certificate),
                 LL_T("The certificate that counts it"));
        struct ll_json *doubt = ll_json_new_object(arena);
        ll_json_set_str(arena, doubt, "href",
                        ll_view_path(arena, "/doubt?certificate=", certificate));
        ll_json_set_str(arena, doubt, "text", say(d, LL_T("Report a doubt")));
        ll_json_set(arena, proof, "doubt", doubt);
    }
    put_link(d, items, LL_STR("/log"), LL_T("The public log"));
    ll_json_set_str(arena, proof, "title", say(d, LL_T("Check it yourself")));
    ll_json_set_str(arena, proof, "verify",
                    say(d, certificate.len > 0
                               ? LL_T("The certificate carries its proof: anybody can check it, "
                                      "offline, and that none of its scrap was counted twice.")
                               : LL_T("There is nothing to check yet: the proof comes with a "
                                      "certificate.")));
    ll_json_set(arena, proof, "facts", ll_json_new_array(arena)); /* not the page's own */
    ll_json_set(arena, proof, "items", items);
    ll_json_set(arena, d->own, "proof", proof);
}

struct ll_json *ll_device_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                  const struct ll_json *data)
{
    struct device d = {
        .words = {arena, locale},
        .data = data,
        .own = ll_json_new_object(arena),
        .is_counted = ll_json_get(data, "mass_g") == NULL,
    };
    d.is_served = ll_stage_from_name(ll_say_text_of(data, "stage"), &d.stage);
    put_claim(&d);
    put_notice(&d);
    put_facts(&d);
    if (d.is_served) {
        put_stops(&d);
    }
    put_limits(&d);
    put_proof(&d);
    ll_json_set(arena, d.own, "shown", ll_json_new_object(arena));
    return d.own;
}
