/* The blocks of the notification document, filled in from a dossier. */
#include "service/notification_filling.h"

#include <string.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))
#define FORM_IA "IA"

/* In the form's order; those beside each other fill the page's width. */
const struct ll_form_block ll_form_blocks_ia[] = {
    {"1", "Exporter \xE2\x80\x93 notifier", 6, 2, 4, 1},
    {"2", "Importer \xE2\x80\x93 consignee", 6, 2, 4, 1},
    {"3", "Notification", 6, 2, 3, 1},
    {"4", "Number of shipments", 3, 1, 2, 1},
    {"5", "Total intended quantity", 3, 1, 2, 1},
    {"6", "Intended period of time for shipments", 6, 2, 2, 1},
    {"7", "Packaging", 6, 2, 4, 1},
    {"8", "Intended carriers", 12, 4, 4, 2},
    {"9", "Waste generators \xE2\x80\x93 producers", 6, 2, 4, 1},
    {"10", "Disposal or recovery facility", 6, 2, 4, 1},
    {"11", "Disposal or recovery operation", 6, 1, 6, 1},
    {"12", "Designation and composition of the waste", 6, 1, 14, 1},
    {"13", "Physical characteristics", 3, 1, 4, 1},
    {"14", "Waste identification", 9, 3, 4, 1},
    {"15", "States concerned", 12, 3, 3, 5},
    {"16", "Customs offices of the European Union", 6, 1, 4, 1},
    {"18", "Annexes", 6, 1, 2, 1},
    {"17", "Declarations", 12, 3, 3, 1},
    {"extra", "Further entries", 12, 3, 3, 1},
    {"19", "Acknowledgement by the authorities of import and transit", 6, 1, 2, 1},
    {"20", "Written consent of the authorities", 6, 1, 2, 1},
    {"21", "Conditions or reasons for objection", 12, 1, 2, 1},
};
const size_t ll_form_block_ia_count = LENGTH(ll_form_blocks_ia);

/* ---- building ---- */

void ll_filling_add_entry(struct ll_filling *f, struct ll_grow *entries,
                          struct ll_printed_entry entry)
{
    struct ll_printed_entry *added = ll_grow_add(entries);
    if (added == NULL) {
        f->failed = true;
        return;
    }
    *added = entry;
}

void ll_filling_add_group(struct ll_filling *f, struct ll_grow *groups,
                          const struct ll_grow *entries)
{
    struct ll_printed_group *added = ll_grow_add(groups);
    if (added == NULL) {
        f->failed = true;
        return;
    }
    *added = (struct ll_printed_group){entries->items, entries->count};
}

void ll_filling_add_block(struct ll_filling *f, const struct ll_form_block *row,
                          const struct ll_grow *groups)
{
    struct ll_printed_block *added = ll_grow_add(&f->blocks);
    if (added == NULL) {
        f->failed = true;
        return;
    }
    *added = (struct ll_printed_block){
        .number = strcmp(row->number, "extra") == 0 ? LL_STR("") : ll_str_from_cstr(row->number),
        .title = ll_filling_words(f, row->title),
        .width = row->width,
        .columns = row->columns,
        .lines_max = row->lines_max,
        .groups = groups->items,
        .group_count = groups->count,
        .group_max = row->group_max,
    };
}

/* ---- fields ---- */

static struct ll_printed_entry not_needed(void)
{
    return (struct ll_printed_entry){.state = LL_PRINTED_NOT_NEEDED};
}

static bool has_paper(const struct ll_filling *f, const char *kind)
{
    const struct ll_q_notification_document_all_row *papers = f->dossier.papers.items;
    for (size_t i = 0; i < f->dossier.papers.count; i++) {
        if (ll_str_eq_cstr(papers[i].kind, kind)) {
            return true;
        }
    }
    return false;
}

/* Both are here, or what is missing is to be filled in. */
static struct ll_printed_entry contract(struct ll_filling *f)
{
    bool is_there = has_paper(f, "doc-contract") && has_paper(f, "doc-finguar");
    return ll_filling_entry(f, is_there ? ll_filling_text(f, LL_T("yes")) : LL_STR(""));
}

/* Another kind that is not said to be which stands as it does in the list, and is to be filled in.
 */
static struct ll_printed_entry coded(struct ll_filling *f, const char *list, struct ll_str codes)
{
    const char *other = ll_form_other_of(list, codes);
    bool lacks =
        other != NULL && ll_filling_said(f, other, f->dossier.notification_id.raw).len == 0;
    f->lacking += lacks ? 1 : 0;
    return ll_filling_entry(f, ll_filling_codes(f, list, codes));
}

/* Of a carrier's text `subject_id` is the carrier's. */
static struct ll_printed_entry entry_of(struct ll_filling *f,
                                        const struct ll_permit_form_field *field,
                                        const struct ll_form_entry *entry)
{
    struct ll_id subject_id = f->dossier.notification_id.raw;
    switch (entry->source) {
    case LL_FORM_KEPT:
        return ll_filling_kept(f, field);
    case LL_FORM_TEXT:
        return ll_filling_entry(f, ll_filling_said(f, entry->text, subject_id));
    case LL_FORM_NUMBER:
        return ll_filling_entry(f, f->dossier.row.has_number ? f->dossier.row.number : LL_STR(""));
    case LL_FORM_PACKAGING:
        return coded(f, "packaging", f->dossier.row.packaging);
    case LL_FORM_PHYSICAL:
        return coded(f, "physical", f->dossier.row.physical);
    case LL_FORM_CODES:
    case LL_FORM_HAZARD:
        return ll_filling_identified(f, field);
    case LL_FORM_CONTRACT:
        return contract(f);
    case LL_FORM_SIGNED:
    case LL_FORM_AUTHORITY:
        return (struct ll_printed_entry){.state = LL_PRINTED_BLANK};
    case LL_FORM_OTHERWISE:
        return not_needed();
    case LL_FORM_CARRIERS: /* these have groups of their own */
    case LL_FORM_EXPORT:
    case LL_FORM_TRANSIT:
    case LL_FORM_IMPORT:
        break;
    }
    return not_needed();
}

/* What takes a column; the rest takes the width of its block. */
static int span_of(const struct ll_permit_form_field *field)
{
    static const char *const wide[] = {": name",      ": registration",     ": address",
                                       ": e-mail",    "site of generation", "process of generation",
                                       "actual site", "interim facility"};
    struct ll_str text = ll_str_from_cstr(field->field);
    for (size_t i = 0; i < LENGTH(wide); i++) {
        if (ll_str_find(text, ll_str_from_cstr(wide[i]), false) != SIZE_MAX) {
            return 0;
        }
    }
    return 1;
}

void ll_filling_add_fields(struct ll_filling *f, struct ll_grow *entries, const char *form,
                           const char *block, const char *begins)
{
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
        const struct ll_form_entry *entry = NULL;
        if (strcmp(field->form, form) != 0 || strcmp(field->block, block) != 0 ||
            !ll_str_starts(ll_str_from_cstr(field->field), ll_str_from_cstr(begins)) ||
            (entry = ll_form_entry_of(field)) == NULL) {
            continue;
        }
        struct ll_printed_entry made = entry_of(f, field, entry);
        made.caption = ll_filling_words(f, field->field);
        made.span = span_of(field);
        ll_filling_add_entry(f, entries, made);
    }
}

/* ---- carriers ---- */

static struct ll_printed_entry of_carrier(struct ll_filling *f, const struct ll_form_entry *entry,
                                          const struct ll_q_notification_carrier_names_row *carrier)
{
    if (entry->source == LL_FORM_TEXT) {
        return ll_filling_entry(f, ll_filling_said(f, entry->text, carrier->carrier_id.raw));
    }
    bool is_name = strstr(entry->field, "name") != NULL;
    return ll_filling_entry(f, !is_name            ? ll_filling_mode(f, carrier->mode)
                               : carrier->has_name ? carrier->name
                                                   : carrier->code);
}

static void add_carrier(struct ll_filling *f, struct ll_grow *groups,
                        const struct ll_q_notification_carrier_names_row *carrier)
{
    struct ll_grow entries = LL_GROW(f->ctx->arena, struct ll_printed_entry);
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
        if (strcmp(field->form, FORM_IA) == 0 && strcmp(field->block, "8") == 0) {
            const struct ll_form_entry *entry = ll_form_entry_of(field);
            struct ll_printed_entry made =
                carrier == NULL ? ll_filling_entry(f, LL_STR("")) : of_carrier(f, entry, carrier);
            made.caption = ll_filling_words(f, field->field);
            made.span = span_of(field) == 0 && strstr(field->field, "e-mail") == NULL ? 2 : 1;
            ll_filling_add_entry(f, &entries, made);
        }
    }
    ll_filling_add_group(f, groups, &entries);
}

static void add_carriers(struct ll_filling *f, struct ll_grow *groups)
{
    const struct ll_q_notification_carrier_names_row *carriers = f->carriers.items;
    for (size_t i = 0; i < f->carriers.count; i++) {
        add_carrier(f, groups, &carriers[i]);
    }
    if (f->carriers.count == 0) {
        add_carrier(f, groups, NULL);
    }
}

/* ---- states ---- */

/* "CIABJ", "CIABJ – CIABJ": in, out. */
static struct ll_str points(struct ll_filling *f, const struct ll_q_notification_state_all_row *row)
{
    const struct ll_str parts[] = {row->has_entry ? row->entry : LL_STR(""),
                                   row->has_exit ? row->exit : LL_STR("")};
    return ll_filling_join(f, parts, 2, " \xE2\x80\x93 ");
}

static struct ll_str country(struct ll_filling *f, struct ll_str code)
{
    const struct ll_str parts[] = {code, ll_locale_country(f->locale, code)};
    return ll_filling_join(f, parts, 2, " \xE2\x80\x93 ");
}

static void add_state(struct ll_filling *f, struct ll_grow *groups,
                      const struct ll_q_notification_state_all_row *row)
{
    static const char *const words[] = {[LL_ROUTE_PART_EXPORT] = " of export",
                                        [LL_ROUTE_PART_TRANSIT] = " of transit",
                                        [LL_ROUTE_PART_IMPORT] = " of import"};
    struct ll_grow entries = LL_GROW(f->ctx->arena, struct ll_printed_entry);
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
        if (strcmp(field->form, FORM_IA) == 0 && strcmp(field->block, "15") == 0 &&
            strstr(field->field, words[row->part]) != NULL) {
            struct ll_str value = field->field[1] == 'a' ? country(f, row->country)
                                  : field->field[1] == 'b'
                                      ? (row->has_authority ? row->authority : LL_STR(""))
                                      : points(f, row);
            struct ll_printed_entry made = ll_filling_entry(f, value);
            made.caption = ll_filling_words(f, field->field);
            made.span = 1;
            ll_filling_add_entry(f, &entries, made);
        }
    }
    ll_filling_add_group(f, groups, &entries);
}

#define TRANSITS_THERE 3 /* for which block 15 has room, beside export and import */

/* As the form has them: export, transit, import. Further ones of transit go on elsewhere. */
static void add_states(struct ll_filling *f, struct ll_grow *groups)
{
    const struct ll_q_notification_state_all_row *states = f->dossier.states.items;
    size_t last = f->dossier.states.count - 1;
    size_t i = 0;
    for (; i < last && i <= TRANSITS_THERE; i++) {
        add_state(f, groups, &states[i]);
    }
    add_state(f, groups, &states[last]);
    for (; i < last; i++) {
        add_state(f, groups, &states[i]);
    }
}

void ll_filling_notification(struct ll_filling *f)
{
    for (size_t i = 0; i < ll_form_block_ia_count; i++) {
        const struct ll_form_block *row = &ll_form_blocks_ia[i];
        struct ll_grow groups = LL_GROW(f->ctx->arena, struct ll_printed_group);
        if (strcmp(row->number, "8") == 0) {
            add_carriers(f, &groups);
        } else if (strcmp(row->number, "15") == 0) {
            add_states(f, &groups);
        } else {
            struct ll_grow entries = LL_GROW(f->ctx->arena, struct ll_printed_entry);
            ll_filling_add_fields(f, &entries, FORM_IA, row->number, "");
            ll_filling_add_group(f, &groups, &entries);
        }
        ll_filling_add_block(f, row, &groups);
    }
}
