/* How demand, cover, shipments and months stand: the tables and drawings of the desk's page. */
#include "draw/bars.h"
#include "draw/line.h"
#include "edge/http/desk_parts.h"
#include "edge/web/places.h"
#include "edge/web/view.h"

/* ---- how long demand waits ---- */

static void add_backlog(const struct ll_chrome *d, struct ll_json *tables)
{
    static const char *const ages[] = {LL_T("less than 30 days"), LL_T("30 to 90 days"),
                                       LL_T("90 days to a year"), LL_T("a year and longer")};
    const struct ll_json *backlog = ll_json_get(d->page->data, "backlog");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    if (backlog == NULL) {
        return;
    }
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Waits for")), false);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Order lines")), true);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Demand slices")), true);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Devices")), true);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Mass")), true);
    for (size_t i = 0; i < backlog->count && i < sizeof(ages) / sizeof(ages[0]); i++) {
        const struct ll_json *age = &backlog->items[i];
        struct ll_json *cells = ll_json_new_array(d->arena);
        const struct ll_desk_query queries[] = {
            {"waiting_from", ll_json_string_at(age, "waiting_from")},
            {"waiting_before", ll_json_string_at(age, "waiting_before")},
        };
        ll_desk_add_cell(d, cells, ll_desk_words(d, ages[i]), LL_STR(""), false);
        int64_t lines = ll_desk_integer(age, "order_lines");
        ll_desk_add_cell(d, cells, ll_desk_number(d, lines),
                         lines == 0 ? LL_STR("") : ll_desk_list_address(d, "order", queries, 2),
                         true);
        ll_desk_add_cell(d, cells, ll_desk_number(d, ll_desk_integer(age, "slices")), LL_STR(""),
                         true);
        ll_desk_add_cell(d, cells, ll_desk_number(d, ll_desk_integer(age, "units")), LL_STR(""),
                         true);
        ll_desk_add_cell(d, cells, ll_desk_measured(d, true, ll_desk_integer(age, "mass_g")),
                         LL_STR(""), true);
        ll_desk_add_row(d, rows, cells);
    }
    ll_desk_finish_table(
        d, tables,
        ll_desk_new_table(d, LL_T("How long demand waits"),
                          LL_T("Each order line by the first of it that still waits.")),
        columns, rows);
}

/* How much of what is owed is served, as a bar and in percent, never rounded up to all of it. */
static void add_share(const struct ll_chrome *d, struct ll_json *cells, int64_t part, int64_t whole)
{
    struct ll_str svg = LL_STR("");
    const struct ll_line_part parts[] = {{0, part, LL_COLOUR_ACCENT}};
    struct ll_str percent =
        whole == 0 ? LL_STR("")
                   : ll_desk_fill(d, ll_desk_words(d, LL_T("{n} %")),
                                  ll_desk_number(d, whole > INT64_MAX / 100 ? part / (whole / 100)
                                                                            : part * 100 / whole));
    struct ll_json *cell = ll_desk_add_cell(d, cells, percent, LL_STR(""), false);
    const struct ll_scene_facts facts = {.title = percent, .language = d->locale->language->tag};
    if (cell != NULL && whole > 0 &&
        ll_line_draw(d->arena, &facts, whole, parts, part > 0 ? 1 : 0, &svg, NULL) == LL_OK) {
        ll_json_set_str(d->arena, cell, "svg", svg);
    }
}

/* The class of a programme that a row is about, and its lists. */
static void add_class(const struct ll_chrome *d, struct ll_json *cells, struct ll_str programme,
                      struct ll_str class_code)
{
    ll_desk_add_cell(d, cells, programme, ll_view_path(d->arena, "/programmes/", programme), false);
    ll_desk_add_cell(d, cells, class_code, ll_view_path(d->arena, "/classes/", class_code), false);
}

static void add_owed(const struct ll_chrome *d, struct ll_json *rows, const struct ll_json *of)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    bool in_grams = ll_str_eq_cstr(ll_json_string_at(of, "measure"), "grams");
    int64_t demanded = ll_desk_integer(of, in_grams ? "demanded_g" : "demanded_units");
    int64_t allocated = ll_desk_integer(of, in_grams ? "allocated_g" : "allocated_units");
    const struct ll_desk_query lines[] = {
        {"programme", ll_json_string_at(of, "programme")},
        {"class_code", ll_json_string_at(of, "class_code")},
        {"waiting", LL_STR("true")},
    };
    if (demanded == 0) {
        return;
    }
    struct ll_str all = ll_desk_list_address(d, "order", lines, 2);
    add_class(d, cells, lines[0].value, lines[1].value);
    ll_desk_add_cell(d, cells, ll_desk_measured(d, in_grams, demanded), all, true);
    ll_desk_add_cell(d, cells, ll_desk_measured(d, in_grams, allocated), all, true);
    ll_desk_add_cell(d, cells, ll_desk_measured(d, in_grams, demanded - allocated),
                     demanded > allocated ? ll_desk_list_address(d, "order", lines, 3) : LL_STR(""),
                     true);
    add_share(d, cells, allocated < demanded ? allocated : demanded, demanded);
    ll_desk_add_row(d, rows, cells);
}

static void add_eligible(const struct ll_chrome *d, struct ll_json *rows, const struct ll_json *of)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    bool in_grams = ll_str_eq_cstr(ll_json_string_at(of, "measure"), "grams");
    int64_t accepted = ll_desk_integer(of, in_grams ? "accepted_g" : "accepted_units");
    const struct ll_desk_query lots[] = {
        {"programme", ll_json_string_at(of, "programme")},
        {"class_code", ll_json_string_at(of, "class_code")},
        {"eligible", LL_STR("true")},
    };
    if (accepted == 0) {
        return;
    }
    add_class(d, cells, lots[0].value, lots[1].value);
    ll_desk_add_cell(d, cells, ll_desk_measured(d, in_grams, accepted),
                     ll_desk_list_address(d, "lot", lots, 3), true);
    ll_desk_add_row(d, rows, cells);
}

/* Two tables, since what is owed is of classes of demand and what there is of classes of scrap. */
static void add_coverage(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_json *coverage = ll_json_get(d->page->data, "coverage");
    struct ll_json *owed_columns = ll_json_new_array(d->arena);
    struct ll_json *eligible_columns = ll_json_new_array(d->arena);
    struct ll_json *owed = ll_json_new_array(d->arena);
    struct ll_json *eligible = ll_json_new_array(d->arena);
    for (size_t i = 0; coverage != NULL && i < coverage->count; i++) {
        add_owed(d, owed, &coverage->items[i]);
        add_eligible(d, eligible, &coverage->items[i]);
    }
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Programme")), false);
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Class")), false);
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Owed")), true);
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Served")), true);
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Open")), true);
    ll_desk_add_column(d, owed_columns, ll_desk_words(d, LL_T("Share served")), false);
    ll_desk_add_column(d, eligible_columns, ll_desk_words(d, LL_T("Programme")), false);
    ll_desk_add_column(d, eligible_columns, ll_desk_words(d, LL_T("Class")), false);
    ll_desk_add_column(d, eligible_columns, ll_desk_words(d, LL_T("Eligible units of the class")),
                       true);
    if (owed != NULL && owed->count > 0) {
        ll_desk_finish_table(d, tables, ll_desk_new_table(d, LL_T("What is owed"), NULL),
                             owed_columns, owed);
    }
    if (eligible != NULL && eligible->count > 0) {
        ll_desk_finish_table(
            d, tables,
            ll_desk_new_table(d, LL_T("What there is"),
                              LL_T("A programme says which classes of scrap serve which demand.")),
            eligible_columns, eligible);
    }
}

/* ---- what is under way ---- */

/* What nothing under way is counted in has no column. */
struct way {
    struct ll_str from;
    struct ll_str to;
    int64_t sums[3]; /* shipments, units, grams */
};

static void add_way(const struct ll_chrome *d, struct ll_json *rows, const struct way *way,
                    const struct way *all, struct ll_str href)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    ll_desk_add_cell(d, cells, way->from, LL_STR(""), false);
    ll_desk_add_cell(d, cells, way->to, LL_STR(""), false);
    ll_desk_add_cell(d, cells, ll_desk_number(d, way->sums[0]), href, true);
    for (size_t i = 1; i < 3; i++) {
        if (all->sums[i] > 0) {
            ll_desk_add_cell(d, cells, ll_desk_measured(d, i == 2, way->sums[i]), LL_STR(""), true);
        }
    }
    ll_desk_add_row(d, rows, cells);
}

static struct way sum_ways(const struct ll_chrome *d, const struct ll_json *ways)
{
    static const char *const members[] = {"shipments", "units", "mass_g"};
    struct way all = {.from = ll_desk_words(d, LL_T("Together")), .to = LL_STR("")};
    for (size_t i = 0; i < ways->count; i++) {
        for (size_t k = 0; k < 3; k++) {
            all.sums[k] += ll_desk_integer(&ways->items[i], members[k]);
        }
    }
    return all;
}

/* A map, and the same as a table, of which the sum is what a list shows. */
static void add_under_way(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_say sayer = {d->arena, d->locale};
    const struct ll_desk_query departed = {"state", {"departed", 8}};
    const struct ll_json *ways = ll_json_get(d->page->data, "under_way");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    if (ways == NULL || ways->count == 0) {
        return;
    }
    struct ll_json *table = ll_desk_new_table(d, LL_T("What is under way"), NULL);
    struct ll_str svg =
        ll_places_under_way(&sayer, ll_desk_words(d, LL_T("What is under way")), ways);
    const struct way all = sum_ways(d, ways);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("From")), false);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("To")), false);
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Shipments")), true);
    if (all.sums[1] > 0) {
        ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Devices")), true);
    }
    if (all.sums[2] > 0) {
        ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Mass")), true);
    }
    for (size_t i = 0; i < ways->count; i++) {
        const struct ll_json *item = &ways->items[i];
        const struct way way = {
            .from = ll_locale_country(d->locale, ll_say_text_of(item, "from_country")),
            .to = ll_locale_country(d->locale, ll_say_text_of(item, "to_country")),
            .sums = {ll_desk_integer(item, "shipments"), ll_desk_integer(item, "units"),
                     ll_desk_integer(item, "mass_g")},
        };
        add_way(d, rows, &way, &all, LL_STR(""));
    }
    add_way(d, rows, &all, &all, ll_desk_list_address(d, "shipment", &departed, 1));
    if (svg.len > 0) {
        struct ll_json *map = ll_json_new_object(d->arena);
        ll_json_set_str(d->arena, map, "svg", svg);
        ll_json_set(d->arena, table, "map", map);
    }
    ll_desk_finish_table(d, tables, table, columns, rows);
}

/* ---- month by month ---- */

static const struct flow {
    const char *member;
    const char *context;
    const char *title;
    const char *list;
    const char *by;
    struct ll_desk_query also;
    enum ll_colour colour;
} flows[] = {
    {"accepted_units",
     LL_TC("flow", "Accepted"),
     "lot",
     "vintage",
     {NULL, {NULL, 0}},
     LL_COLOUR_COPPER_2},
    {"shipped_units",
     LL_TC("flow", "Shipped"),
     "shipment",
     "departed_in",
     {NULL, {NULL, 0}},
     LL_COLOUR_COPPER_1},
    {"received_units",
     LL_TC("flow", "Received"),
     "receipt",
     "received_in",
     {NULL, {NULL, 0}},
     LL_COLOUR_ACCENT_3},
    {"recycled_units",
     LL_TC("flow", "Recycled"),
     "treatment",
     "treated_in",
     {"interim", {"false", 5}},
     LL_COLOUR_ACCENT_2},
    {"certified_units",
     LL_TC("flow", "Certified"),
     "certificate",
     "issued_in",
     {"live", {"true", 4}},
     LL_COLOUR_ACCENT_1},
};
#define FLOW_COUNT (sizeof(flows) / sizeof(flows[0]))

static struct ll_str month_of(const struct ll_chrome *d, const struct ll_json *row)
{
    struct ll_strbuf buf;
    struct ll_month month;
    struct ll_str text = ll_json_string_at(row, "month");
    if (ll_month_parse(text, &month, NULL) != LL_OK) {
        return text;
    }
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    ll_locale_put_month(d->locale, &buf, month);
    return ll_desk_finish(&buf);
}

static void add_chart(const struct ll_chrome *d, struct ll_json *charts,
                      const struct ll_json *months, const struct flow *flow)
{
    int64_t amounts[LL_BARS_MAX];
    int64_t total = 0;
    struct ll_str svg;
    size_t count = months->count < LL_BARS_MAX ? months->count : LL_BARS_MAX;
    struct ll_json *chart = ll_json_new_object(d->arena);
    for (size_t i = 0; i < count; i++) {
        amounts[i] = ll_desk_integer(&months->items[i], flow->member);
        total += amounts[i];
    }
    const struct ll_scene_facts facts = {
        .title = ll_locale_text_in(d->locale, flow->context, flow->title),
        .description = ll_desk_fill(
            d, ll_desk_words(d, LL_T("{n} in these months; the table has each month.")),
            ll_desk_units(d, total)),
        .language = d->locale->language->tag,
    };
    if (ll_bars_draw(d->arena, &facts, flow->colour, amounts, count, &svg, NULL) != LL_OK) {
        return;
    }
    ll_json_set_str(d->arena, chart, "title", facts.title);
    ll_json_set_str(d->arena, chart, "total", ll_desk_number(d, total));
    ll_json_set_str(d->arena, chart, "svg", svg);
    ll_json_set_str(d->arena, chart, "first", month_of(d, &months->items[0]));
    ll_json_set_str(d->arena, chart, "last", month_of(d, &months->items[count - 1]));
    ll_json_append(d->arena, charts, chart);
}

static void add_month_row(const struct ll_chrome *d, struct ll_json *rows,
                          const struct ll_json *month)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    ll_desk_add_cell(d, cells, month_of(d, month), LL_STR(""), false);
    for (size_t k = 0; k < FLOW_COUNT; k++) {
        if (ll_json_get(month, flows[k].member) == NULL) {
            continue;
        }
        int64_t amount = ll_desk_integer(month, flows[k].member);
        const struct ll_desk_query queries[] = {
            {flows[k].by, ll_json_string_at(month, "month")},
            flows[k].also,
        };
        ll_desk_add_cell(
            d, cells, ll_desk_number(d, amount),
            amount == 0 ? LL_STR("") : ll_desk_list_address(d, flows[k].list, queries, 2), true);
    }
    ll_desk_add_row(d, rows, cells);
}

static void add_months(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_json *months = ll_json_get(d->page->data, "months");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    struct ll_json *charts = ll_json_new_array(d->arena);
    struct ll_json *shown = ll_json_new_object(d->arena);
    if (months == NULL || months->count == 0) {
        return;
    }
    struct ll_json *table = ll_desk_new_table(
        d, LL_T("Month by month"), LL_T("Shipped counts a unit on each of its journeys."));
    ll_desk_add_column(d, columns, ll_desk_words(d, LL_T("Month")), false);
    for (size_t k = 0; k < FLOW_COUNT; k++) {
        if (ll_json_get(&months->items[0], flows[k].member) != NULL) {
            add_chart(d, charts, months, &flows[k]);
            ll_desk_add_column(
                d, columns, ll_locale_text_in(d->locale, flows[k].context, flows[k].title), true);
        }
    }
    for (size_t i = months->count; i > 0; i--) {
        add_month_row(d, rows, &months->items[i - 1]);
    }
    ll_json_set(d->arena, shown, "items", charts);
    ll_json_set(d->arena, table, "charts", shown);
    ll_json_set_str(d->arena, table, "fold", ll_desk_words(d, LL_T("The same as a table")));
    ll_desk_finish_table(d, tables, table, columns, rows);
}

void ll_desk_add_figures(const struct ll_chrome *d, struct ll_json *tables)
{
    add_backlog(d, tables);
    add_coverage(d, tables);
    add_under_way(d, tables);
    add_months(d, tables);
}
