#include "edge/web/wait.h"

#include "base/catalogue.h"
#include "edge/web/say.h"

#define PARTS_MAX 8

/* Why, as answers say it (core/allocate.h), in the reader's language. */
static const char *const reasons[] = {
    LL_T("no eligible lot"),
    LL_T("no eligible lot of this class"),
    LL_T("no eligible lot of this class from these countries"),
    LL_T("no eligible lot of this class and country of this vintage"),
    LL_T("all lots that would fit have or lack a funder"),
    LL_T("all lots that would fit are in grams, not counted in pieces"),
    LL_T("all lots that would fit weigh less than a gram a unit"),
    LL_T("all units that would fit were received without the standard"),
    LL_T("all fitting lots are used up"),
};

/* What is free and would do but for one thing. */
static const struct {
    const char *units; /* members of the answer */
    const char *grams;
    const char *text;
} frees[] = {
    {"free_of_other_class_units", "free_of_other_class_g", LL_T("{amount} of other classes")},
    {"free_of_other_country_units", "free_of_other_country_g",
     LL_T("{amount} from other countries")},
    {"free_of_other_vintage_units", "free_of_other_vintage_g", LL_T("{amount} of other months")},
    {"free_of_other_funder_units", "free_of_other_funder_g",
     LL_T("{amount} that another pays for, or nobody")},
    {"free_but_too_light_units", "free_but_uncounted_g",
     LL_T("{amount} in another measure than the line's")},
    {"free_without_standard_units", "free_without_standard_g",
     LL_T("{amount} received without the standard")},
};

static struct ll_str amount_of(const struct ll_say *words, int64_t units, int64_t mass_g)
{
    return units > 0    ? ll_say_count(words, LL_TN("{n} unit", "{n} units"), units)
           : mass_g > 0 ? ll_say_mass(words, mass_g)
                        : LL_STR("");
}

static struct ll_str reason_of(const struct ll_say *words, const struct ll_json *wait)
{
    struct ll_str why = ll_say_text_of(wait, "why");
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (ll_str_eq_cstr(why, reasons[i])) {
            return ll_locale_text(words->locale, reasons[i]);
        }
    }
    return why;
}

static struct ll_str why_of(const struct ll_say *words, const struct ll_json *wait)
{
    struct ll_str parts[PARTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sizeof(frees) / sizeof(frees[0]); i++) {
        const struct ll_slot slot = {"amount", amount_of(words, ll_say_i64_of(wait, frees[i].units),
                                                         ll_say_i64_of(wait, frees[i].grams))};
        if (slot.value.len > 0) {
            parts[count++] = ll_say_fill(words, frees[i].text, &slot, 1);
        }
    }
    const struct ll_slot slots[] = {
        {"amount", amount_of(words, ll_say_i64_of(wait, "units"), ll_say_i64_of(wait, "mass_g"))},
        {"why", reason_of(words, wait)},
        {"free", count == 0 ? LL_STR("") : ll_say_list(words, parts, count)},
    };
    return ll_say_fill(
        words, count == 0 ? LL_T("{amount}: {why}") : LL_T("{amount}: {why}; still free: {free}"),
        slots, 3);
}

static struct ll_json *waits_of(const struct ll_say *words, const struct ll_json *waiting)
{
    struct ll_arena *arena = words->arena;
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < waiting->count; i++) {
        const struct ll_json *wait = &waiting->items[i];
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "order_line", ll_say_text_of(wait, "order_line"));
        ll_json_set_str(arena, item, "order_line_id", ll_say_text_of(wait, "order_line_id"));
        ll_json_set_str(arena, item, "why", why_of(words, wait));
        ll_json_append(arena, list, item);
    }
    return list;
}

/* "1 to 100 of 567", when this is a part of what waits. */
static struct ll_str part_of(const struct ll_say *words, const struct ll_json *data)
{
    int64_t from = ll_say_i64_of(data, "waiting_from");
    const struct ll_slot slots[] = {
        {"from", ll_say_i64(words, from + 1)},
        {"to", ll_say_i64(words, from + (int64_t)ll_say_list_of(data, "waiting")->count)},
        {"n", ll_say_i64(words, ll_say_i64_of(data, "waiting_spans"))},
    };
    return ll_say_fill(words, LL_T("{from} to {to} of {n}"), slots, 3);
}

static bool is_said_otherwise(struct ll_str name)
{
    static const char *const names[] = {"next", "waiting", "waiting_from", "waiting_spans"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (ll_str_eq_cstr(name, names[i])) {
            return true;
        }
    }
    return false;
}

struct ll_json *ll_wait_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data)
{
    const struct ll_say words = {arena, locale};
    struct ll_json *own = ll_json_new_object(arena);
    struct ll_json *shown = ll_json_new_object(arena);
    for (size_t i = 0; i < data->count; i++) {
        struct ll_json value = data->members[i].value;
        char *name = ll_str_to_cstr(arena, data->members[i].name);
        if (name != NULL && !is_said_otherwise(data->members[i].name)) {
            ll_json_set(arena, shown, name, &value);
        }
    }
    int64_t spans = ll_say_i64_of(data, "waiting_spans");
    if ((int64_t)ll_say_list_of(data, "waiting")->count < spans) {
        ll_json_set_str(arena, shown, "waiting_spans", part_of(&words, data));
    } else {
        ll_json_set_integer(arena, shown, "waiting_spans", spans);
    }
    ll_json_set(arena, shown, "waiting", waits_of(&words, ll_say_list_of(data, "waiting")));
    ll_json_set(arena, own, "shown", shown);
    return own;
}
