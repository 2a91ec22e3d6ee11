#include "edge/web/quote.h"

#include "edge/web/order.h"
#include "edge/web/say.h"
#include "edge/web/view.h"

struct quote {
    struct ll_say words;
    const struct ll_json *data;
    struct ll_json *own;
    bool in_grams;
};

static struct ll_str say(const struct quote *q, const char *text)
{
    return ll_locale_text(q->words.locale, text);
}

static struct ll_str amount_of(const struct quote *q, const char *units, const char *grams)
{
    int64_t amount = ll_say_i64_of(q->data, q->in_grams ? grams : units);
    return q->in_grams ? ll_say_mass(&q->words, amount)
                       : ll_say_count(&q->words, LL_TN("{n} device", "{n} devices"), amount);
}

/* As tables show it. */
static struct ll_str cell(const struct quote *q, const char *name)
{
    return ll_say_text_of(ll_view_cell(q->words.arena, q->words.locale, q->data, name), "text");
}

static void add_figure(const struct quote *q, struct ll_json *items, const char *label,
                       struct ll_str amount)
{
    struct ll_json *item = ll_json_new_object(q->words.arena);
    ll_json_set_str(q->words.arena, item, "label", say(q, label));
    ll_json_set_str(q->words.arena, item, "amount", amount);
    ll_json_append(q->words.arena, items, item);
}

static void put_figures(const struct quote *q)
{
    struct ll_json *items = ll_json_new_array(q->words.arena);
    add_figure(q, items, LL_T("quoted"), amount_of(q, "units", "mass_g"));
    add_figure(q, items, LL_T("for one device"), cell(q, "unit_price"));
    add_figure(q, items, LL_T("for all of it"), cell(q, "total"));
    add_figure(q, items, LL_T("holds until"),
               ll_say_date(&q->words, ll_say_text_of(q->data, "until_on")));
    ll_json_set(q->words.arena, q->own, "figures", items);
}

static void add_part(const struct quote *q, struct ll_json *items, struct ll_str amount,
                     const char *text, const char *note)
{
    struct ll_json *item = ll_json_new_object(q->words.arena);
    ll_json_set_str(q->words.arena, item, "amount", amount);
    ll_json_set_str(q->words.arena, item, "text", say(q, text));
    ll_json_set_str(q->words.arena, item, "note", say(q, note));
    ll_json_append(q->words.arena, items, item);
}

/* What is there, and what is not there yet. */
static void put_parts(const struct quote *q)
{
    struct ll_json *whole = ll_json_new_object(q->words.arena);
    struct ll_json *items = ll_json_new_array(q->words.arena);
    add_part(q, items, amount_of(q, "firm_units", "firm_g"), LL_T("firm"),
             LL_T("Scrap devices that were collected are kept for this quote."));
    if (ll_say_i64_of(q->data, q->in_grams ? "conditional_g" : "conditional_units") > 0) {
        add_part(q, items, amount_of(q, "conditional_units", "conditional_g"), LL_T("conditional"),
                 LL_T("These get the next scrap devices that are collected and fit."));
    }
    ll_json_set_str(q->words.arena, whole, "title", say(q, LL_T("What is there")));
    ll_json_set(q->words.arena, whole, "items", items);
    ll_json_set(q->words.arena, q->own, "parts", whole);
}

static void put_consents(const struct quote *q)
{
    const struct ll_json *rows = ll_say_list_of(q->data, "consents_missing");
    struct ll_json *whole = ll_json_new_object(q->words.arena);
    struct ll_json *items = ll_json_new_array(q->words.arena);
    for (size_t i = 0; i < rows->count; i++) {
        struct ll_json *item = ll_json_new_object(q->words.arena);
        struct ll_str code = ll_say_text_of(&rows->items[i], "shipment");
        const struct ll_slot slots[] = {
            {"shipment", code},
            {"day", ll_say_date(&q->words, ll_say_text_of(&rows->items[i], "planned_arrival"))}};
        ll_json_set_str(q->words.arena, item, "href",
                        ll_view_path(q->words.arena, "/shipments/", code));
        ll_json_set_str(q->words.arena, item, "text",
                        ll_say_fill(&q->words, LL_T("{shipment}, to arrive on {day}"), slots, 2));
        ll_json_append(q->words.arena, items, item);
    }
    if (rows->count > 0) {
        ll_json_set_str(q->words.arena, whole, "title",
                        say(q, LL_T("Shipments that wait for a country's consent")));
        ll_json_set(q->words.arena, whole, "items", items);
        ll_json_set(q->words.arena, q->own, "consents", whole);
    }
}

static void add_note(const struct quote *q, struct ll_json *notes, struct ll_str note)
{
    ll_json_append(q->words.arena, notes, ll_json_new_string(q->words.arena, note));
}

static void put_notes(const struct quote *q)
{
    struct ll_json *notes = ll_json_new_array(q->words.arena);
    const struct ll_json *is_fee = ll_json_get(q->data, "price_is_fee");
    const struct ll_slot slot = {"seller", ll_say_text_of(q->data, "seller_name")};
    if (!ll_str_eq_cstr(ll_say_text_of(q->data, "state"), "held")) {
        add_note(q, notes,
                 say(q, LL_T("This quote is over: the hold behind it was confirmed, "
                             "withdrawn, or has ended.")));
    }
    add_note(q, notes,
             is_fee != NULL && is_fee->type == LL_JSON_TRUE
                 ? say(q, LL_T("The price is the fee of the programme."))
                 : ll_say_fill(&q->words,
                               LL_T("The price is what {seller} asks; it is not recorded here."),
                               &slot, 1));
    add_note(q, notes,
             say(q, LL_T("To accept, order it by the number of your own order: what is kept then "
                         "serves that order.")));
    ll_json_set(q->words.arena, q->own, "notes", notes);
}

/* "2.10 EUR", as the form takes it. */
static void put_price(const struct quote *q)
{
    struct ll_json *price = ll_json_new_object(q->words.arena);
    ll_json_set_str(q->words.arena, price, "label", say(q, LL_T("Price of one device")));
    ll_json_set_str(q->words.arena, price, "hint",
                    say(q, LL_T("As 2.10 EUR; empty for the fee of the programme")));
    ll_json_set_str(q->words.arena, price, "button", say(q, LL_T("Quote at this price")));
    ll_json_set(q->words.arena, q->own, "price", price);
}

struct ll_json *ll_quote_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                 const struct ll_json *data)
{
    struct quote q = {
        .words = {arena, locale},
        .data = data,
        .own = ll_json_new_object(arena),
        .in_grams = ll_str_eq_cstr(ll_say_text_of(data, "measure"), "grams"),
    };
    const struct ll_slot slots[] = {
        {"seller", ll_say_text_of(data, "seller_name")},
        {"buyer", ll_say_text_of(data, "buyer_name")},
        {"programme", ll_say_text_of(data, "programme")},
        {"day", ll_say_date(&q.words, ll_say_text_of(data, "as_of"))},
    };
    struct ll_json *hold = ll_json_new_object(arena);
    ll_json_set_str(arena, q.own, "title", say(&q, LL_T("Quote")));
    ll_json_set_str(arena, q.own, "lead",
                    ll_say_fill(&q.words,
                                LL_T("{seller} offers {buyer}, on {day}: for each device that is "
                                     "quoted here, one scrap device of the programme {programme} "
                                     "is recovered where there is no safe recycling, and brought "
                                     "to a recycler."),
                                slots, 4));
    put_figures(&q);
    put_parts(&q);
    put_consents(&q);
    ll_json_set(arena, q.own, "terms", ll_order_terms(&q.words, data));
    put_notes(&q);
    put_price(&q);
    ll_json_set_str(arena, hold, "href",
                    ll_view_path(arena, "/holds/", ll_say_text_of(data, "hold_id")));
    ll_json_set_str(arena, hold, "text", say(&q, LL_T("The hold behind it")));
    ll_json_set(arena, q.own, "hold", hold);
    return q.own;
}
