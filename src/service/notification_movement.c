/* The blocks of the movement document, filled in from a dossier and a shipment. */
#include "core/notification.h"
#include "service/notification_filling.h"

#include <string.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))
#define FORM_IB "IB"
#define CONTAINERS_MAX 64

const struct ll_form_block ll_form_blocks_ib[] = {
    {"1", "Notification", 6, 1, 2, 1},
    {"2", "Shipment", 3, 1, 2, 1},
    {"2a", "Container", 3, 1, 3, 1},
    {"3", "Exporter \xE2\x80\x93 notifier", 6, 2, 4, 1},
    {"4", "Importer \xE2\x80\x93 consignee", 6, 2, 4, 1},
    {"5", "Actual quantity", 3, 1, 2, 1},
    {"6", "Actual date", 3, 1, 2, 1},
    {"7", "Packaging", 6, 2, 4, 1},
    {"8a", "First carrier", 4, 1, 7, 1},
    {"8b", "Second carrier", 4, 1, 7, 1},
    {"8c", "Last carrier", 4, 1, 7, 1},
    {"9", "Waste generators \xE2\x80\x93 producers", 6, 2, 4, 1},
    {"10", "Disposal or recovery facility", 6, 2, 4, 1},
    {"11", "Disposal or recovery operation", 6, 1, 4, 1},
    {"13", "Physical characteristics", 6, 1, 4, 1},
    {"12", "Designation and composition of the waste", 12, 1, 8, 1},
    {"14", "Waste identification", 12, 4, 4, 1},
    {"15", "Declaration of the exporter \xE2\x80\x93 notifier or generator", 12, 1, 2, 1},
    {"16", "Additional information", 12, 1, 6, 1},
    {"17", "Receipt by the importer \xE2\x80\x93 consignee", 12, 1, 2, 1},
    {"18", "Receipt at the facility", 6, 1, 4, 1},
    {"19", "Completion of disposal or recovery", 6, 1, 4, 1},
    {"20", "Customs office of export or exit", 4, 1, 2, 1},
    {"21", "Customs office of entry", 4, 1, 2, 1},
    {"22", "Customs offices of transit", 4, 1, 2, 1},
};
const size_t ll_form_block_ib_count = LENGTH(ll_form_blocks_ib);

/* ---- what the notification says, too ---- */

/* Fields that repeat a block of the notification, or those of it that begin so. */
static const struct {
    const char *block;
    const char *field;
    const char *of_block;
    const char *begins;
} repeated[] = {
    {"3", "", "1", ""},
    {"4", "", "2", ""},
    {"7", "packaging", "7", "packaging"},
    {"7", "special", "7", "special"},
    {"9", "", "9", ""},
    {"10", "", "10", ""},
    {"11", "", "11", "D-code"},
    {"12", "", "12", ""},
    {"13", "", "13", ""},
    {"14", "", "14", ""},
};

/* ---- what the shipment says ---- */

static bool is_container(const struct ll_q_movement_packages_row *package)
{
    return package->kind == LL_PACKAGE_KIND_CONTAINER;
}

/* "5 / 6". Numbers that were given back are not used again, so that the last may be beyond. */
static struct ll_str serial(struct ll_filling *f)
{
    if (f->serial > f->dossier.row.shipments_max) {
        const struct ll_slot slots[] = {
            {"serial", ll_filling_number(f, f->serial)},
            {"total", ll_filling_number(f, f->dossier.row.shipments_max)}};
        struct ll_strbuf buf;
        struct ll_str text = LL_STR("");
        ll_strbuf_init(&buf, f->ctx->arena, 1024);
        ll_locale_fill(&buf,
                       ll_filling_text(f, LL_T("{serial}; {total} in all: numbers that were given "
                                               "back are not used again")),
                       slots, 2);
        f->failed = ll_strbuf_finish(&buf, &text, NULL) != LL_OK || f->failed;
        return text;
    }
    const struct ll_str parts[] = {f->serial > 0 ? ll_filling_number(f, f->serial) : LL_STR(""),
                                   ll_filling_number(f, f->dossier.row.shipments_max)};
    return parts[0].len == 0 ? parts[0] : ll_filling_join(f, parts, 2, " / ");
}

/* A container is known by its number alone; what it is called here says nothing to others. */
static bool lacks_number(const struct ll_filling *f)
{
    const struct ll_q_movement_packages_row *packages = f->packages.items;
    bool lacks = false;
    for (size_t i = 0; i < f->packages.count; i++) {
        lacks = lacks || (is_container(&packages[i]) && !packages[i].has_number);
    }
    return lacks;
}

static struct ll_str containers(struct ll_filling *f)
{
    const struct ll_q_movement_packages_row *packages = f->packages.items;
    struct ll_str numbers[CONTAINERS_MAX];
    size_t count = 0;
    if (lacks_number(f)) {
        return LL_STR("");
    }
    for (size_t i = 0; i < f->packages.count && count < CONTAINERS_MAX; i++) {
        if (is_container(&packages[i])) {
            numbers[count++] = packages[i].number;
        }
    }
    return ll_filling_join(f, numbers, count, ", ");
}

/* Of what was weighed, where all of it was; else what was booked. */
static struct ll_str quantity(struct ll_filling *f)
{
    const struct ll_q_movement_packages_row *packages = f->packages.items;
    struct ll_mass sum = {0};
    for (size_t i = 0; i < f->packages.count; i++) {
        if (!packages[i].has_net_g || ll_mass_add(sum, packages[i].net_g, &sum) != LL_OK) {
            return f->is_booked ? ll_filling_tonnes(f, f->booking.mass_g) : LL_STR("");
        }
    }
    return f->packages.count == 0 ? LL_STR("") : ll_filling_tonnes(f, sum);
}

static struct ll_str departed(struct ll_filling *f)
{
    return f->has_shipment && f->shipment.has_departed_on
               ? ll_filling_date(f, f->shipment.departed_on)
               : LL_STR("");
}

/* Packages; in a container, those that are in it. */
static struct ll_str package_count(struct ll_filling *f)
{
    const struct ll_q_movement_packages_row *packages = f->packages.items;
    int64_t count = 0;
    for (size_t i = 0; i < f->packages.count; i++) {
        bool holds = is_container(&packages[i]) && packages[i].within > 0;
        count += holds ? packages[i].within : 1;
    }
    return count == 0 ? LL_STR("") : ll_filling_number(f, count);
}

/* Ways in and out, and seals: what the authorities on the way look for. */
static struct ll_str further(struct ll_filling *f)
{
    const struct ll_q_notification_state_all_row *states = f->dossier.states.items;
    const struct ll_q_movement_packages_row *packages = f->packages.items;
    struct ll_str parts[3 * LL_NOTIFICATION_STATES_MAX + CONTAINERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < f->dossier.states.count && i < LL_NOTIFICATION_STATES_MAX; i++) {
        const struct ll_str state[] = {states[i].country,
                                       states[i].has_entry ? states[i].entry : LL_STR(""),
                                       states[i].has_exit ? states[i].exit : LL_STR("")};
        parts[count++] = ll_filling_join(f, state, 3, " ");
    }
    for (size_t i = 0; i < f->packages.count && i < CONTAINERS_MAX; i++) {
        if (packages[i].has_seal) {
            const struct ll_slot slots[] = {
                {"package", packages[i].has_number ? packages[i].number : packages[i].code},
                {"seal", packages[i].seal}};
            struct ll_strbuf buf;
            ll_strbuf_init(&buf, f->ctx->arena, 1024);
            ll_locale_fill(&buf, ll_filling_text(f, LL_T("{package} with seal {seal}")), slots, 2);
            f->failed = ll_strbuf_finish(&buf, &parts[count++], NULL) != LL_OK || f->failed;
        }
    }
    return ll_filling_join(f, parts, count, "; ");
}

/* "14 March 2026, 18.2 t": signed for elsewhere, signed here by hand. */
static struct ll_str received(struct ll_filling *f)
{
    if (!f->has_shipment || !f->shipment.has_received_on) {
        return LL_STR("");
    }
    const struct ll_str parts[] = {ll_filling_date(f, f->shipment.received_on),
                                   ll_filling_tonnes(f, f->shipment.received_mass_g)};
    return ll_filling_join(f, parts, 2, ", ");
}

static struct ll_str number(struct ll_filling *f)
{
    return f->dossier.row.has_number ? f->dossier.row.number : LL_STR("");
}

enum state {
    NEEDED,   /* to be filled in where it is not known */
    OPTIONAL, /* may stay empty */
    SIGNED,   /* room to sign below */
    LEAVES, /* written in by hand when it leaves, where that has not happened: it is sent before */
};
static const struct {
    const char *block;
    const char *field;
    struct ll_str (*value)(struct ll_filling *f);
    enum state state;
} own[] = {
    {"1", "", number, NEEDED},        {"2", "", serial, NEEDED},
    {"2a", "", containers, OPTIONAL}, {"5", "", quantity, NEEDED},
    {"6", "", departed, LEAVES},      {"7", "number", package_count, NEEDED},
    {"15", "", NULL, SIGNED},         {"16", "", further, OPTIONAL},
    {"17", "", NULL, SIGNED},         {"18", "", received, SIGNED},
    {"19", "", NULL, SIGNED},         {"20", "", NULL, SIGNED},
    {"21", "", NULL, SIGNED},         {"22", "", NULL, SIGNED},
};

static void add_own(struct ll_filling *f, struct ll_grow *entries,
                    const struct ll_permit_form_field *field)
{
    struct ll_str text = ll_str_from_cstr(field->field);
    for (size_t i = 0; i < LENGTH(own); i++) {
        if (strcmp(own[i].block, field->block) != 0 ||
            !ll_str_starts(text, ll_str_from_cstr(own[i].field))) {
            continue;
        }
        struct ll_str value = own[i].value == NULL ? LL_STR("") : own[i].value(f);
        struct ll_printed_entry entry = {.value = value};
        bool is_container_needed = own[i].value == containers && lacks_number(f);
        bool is_ahead = own[i].state == LEAVES && f->has_shipment && value.len == 0;
        if (own[i].state == NEEDED || is_container_needed ||
            (own[i].state == LEAVES && !is_ahead)) {
            entry = ll_filling_entry(f, value);
        } else if (own[i].state == SIGNED || is_ahead) {
            entry.state = LL_PRINTED_BLANK;
        } else if (value.len == 0) {
            entry.state = LL_PRINTED_NOT_NEEDED;
        }
        entry.caption = ll_filling_words(f, field->field);
        entry.span = own[i].state == SIGNED ? 0 : 1;
        ll_filling_add_entry(f, entries, entry);
        return;
    }
}

static bool add_repeated(struct ll_filling *f, struct ll_grow *entries,
                         const struct ll_permit_form_field *field)
{
    struct ll_str text = ll_str_from_cstr(field->field);
    for (size_t i = 0; i < LENGTH(repeated); i++) {
        if (strcmp(repeated[i].block, field->block) == 0 &&
            ll_str_starts(text, ll_str_from_cstr(repeated[i].field))) {
            ll_filling_add_fields(f, entries, "IA", repeated[i].of_block, repeated[i].begins);
            return true;
        }
    }
    return false;
}

/* ---- carriers ---- */

/* Name, registration, address, contact, telephone, e-mail; what was said of it in the dossier. */
static struct ll_str carrier_text(struct ll_filling *f,
                                  const struct ll_q_movement_carriers_row *leg)
{
    static const char *const fields[] = {"carrier-registration", "carrier-address",
                                         "carrier-contact", "carrier-telephone", "carrier-email"};
    struct ll_str parts[1 + LENGTH(fields)] = {leg->has_name ? leg->name : leg->code};
    for (size_t i = 0; i < LENGTH(fields); i++) {
        parts[1 + i] = ll_filling_said(f, fields[i], leg->carrier_id.raw);
    }
    return ll_filling_join(f, parts, LENGTH(parts), ", ");
}

static void add_leg(struct ll_filling *f, struct ll_grow *groups, const char *block,
                    const struct ll_q_movement_carriers_row *leg, bool is_needed)
{
    struct ll_grow entries = LL_GROW(f->ctx->arena, struct ll_printed_entry);
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
        if (strcmp(field->form, FORM_IB) != 0 || strcmp(field->block, block) != 0) {
            continue;
        }
        bool is_who = strncmp(field->field, "carrier", 7) == 0;
        struct ll_printed_entry entry = {.state = LL_PRINTED_NOT_NEEDED};
        if (!is_who && (leg != NULL || is_needed)) {
            entry.state = LL_PRINTED_BLANK;
            entry.value = leg == NULL ? LL_STR("") : ll_filling_mode(f, leg->mode);
        } else if (leg != NULL || is_needed) {
            entry = ll_filling_entry(f, leg == NULL ? LL_STR("") : carrier_text(f, leg));
        }
        entry.caption = ll_filling_words(f, field->field);
        ll_filling_add_entry(f, &entries, entry);
    }
    ll_filling_add_group(f, groups, &entries);
}

/* The first, those between, the last; who is alone is the first. */
static void add_legs(struct ll_filling *f, struct ll_grow *groups, const char *block)
{
    const struct ll_q_movement_carriers_row *legs = f->legs.items;
    size_t count = f->legs.count;
    if (block[1] == 'a') {
        add_leg(f, groups, block, count > 0 ? &legs[0] : NULL, true);
    } else if (block[1] == 'c') {
        add_leg(f, groups, block, count > 1 ? &legs[count - 1] : NULL, false);
    } else {
        for (size_t i = 1; i + 1 < count; i++) {
            add_leg(f, groups, block, &legs[i], true);
        }
        if (count < 3) {
            add_leg(f, groups, block, NULL, false);
        }
    }
}

void ll_filling_movement(struct ll_filling *f)
{
    for (size_t i = 0; i < ll_form_block_ib_count; i++) {
        const struct ll_form_block *row = &ll_form_blocks_ib[i];
        struct ll_grow groups = LL_GROW(f->ctx->arena, struct ll_printed_group);
        struct ll_grow entries = LL_GROW(f->ctx->arena, struct ll_printed_entry);
        if (row->number[0] == '8') {
            add_legs(f, &groups, row->number);
            ll_filling_add_block(f, row, &groups);
            continue;
        }
        for (size_t j = 0; j < ll_permit_form_field_count; j++) {
            const struct ll_permit_form_field *field = &ll_permit_form_fields[j];
            if (strcmp(field->form, FORM_IB) == 0 && strcmp(field->block, row->number) == 0 &&
                !add_repeated(f, &entries, field)) {
                add_own(f, &entries, field);
            }
        }
        ll_filling_add_group(f, &groups, &entries);
        ll_filling_add_block(f, row, &groups);
    }
}
