/* What stands in the fields of a notification's form. */
#include "service/notification_filling.h"
#include "service/permit_words.h"
#include "service/words.h"

#include <string.h>

#define TEXT_BYTES_MAX 8192
#define CODES_MAX 32

static struct ll_str finish(struct ll_filling *f, struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    if (ll_strbuf_finish(buf, &text, NULL) != LL_OK) {
        f->failed = true;
        return LL_STR("");
    }
    return text;
}

static struct ll_strbuf start(struct ll_filling *f)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, f->ctx->arena, TEXT_BYTES_MAX);
    return buf;
}

struct ll_str ll_filling_words(const struct ll_filling *f, const char *text)
{
    return ll_permit_text(f->locale->language->language, ll_str_from_cstr(text));
}

struct ll_str ll_filling_text(const struct ll_filling *f, const char *text)
{
    return ll_locale_text(f->locale, text);
}

struct ll_str ll_filling_number(struct ll_filling *f, int64_t n)
{
    struct ll_strbuf buf = start(f);
    ll_locale_put_i64(f->locale, &buf, n);
    return finish(f, &buf);
}

struct ll_str ll_filling_date(struct ll_filling *f, struct ll_date date)
{
    struct ll_strbuf buf = start(f);
    ll_locale_put_date(f->locale, &buf, date);
    return finish(f, &buf);
}

struct ll_str ll_filling_tonnes(struct ll_filling *f, struct ll_mass mass)
{
    struct ll_strbuf buf = start(f);
    ll_locale_put_mass(f->locale, &buf, mass, LL_MASS_T);
    return finish(f, &buf);
}

/* ---- codes of the form ---- */

static void put_code(struct ll_filling *f, struct ll_strbuf *buf, const char *list,
                     struct ll_str code)
{
    ll_strbuf_cstr(buf, buf->len > 0 ? ", " : "");
    ll_strbuf_str(buf, code);
    for (size_t i = 0; i < ll_permit_form_code_count; i++) {
        const struct ll_permit_form_code *row = &ll_permit_form_codes[i];
        if (strcmp(row->list, list) == 0 && ll_str_eq_cstr(code, row->code)) {
            const char *other = ll_form_other_of(list, code);
            struct ll_str said = other == NULL
                                     ? LL_STR("")
                                     : ll_filling_said(f, other, f->dossier.notification_id.raw);
            ll_strbuf_cstr(buf, " (");
            ll_strbuf_str(buf, said.len > 0 ? said : ll_filling_words(f, row->meaning));
            ll_strbuf_char(buf, ')');
        }
    }
}

struct ll_str ll_filling_codes(struct ll_filling *f, const char *list, struct ll_str codes)
{
    struct ll_str parts[CODES_MAX];
    struct ll_strbuf buf = start(f);
    size_t count = ll_words_split(codes, ' ', parts, CODES_MAX);
    for (size_t i = 0; i < count && i < CODES_MAX; i++) {
        if (parts[i].len > 0) {
            put_code(f, &buf, list, parts[i]);
        }
    }
    return finish(f, &buf);
}

struct ll_str ll_filling_mode(struct ll_filling *f, struct ll_str mode)
{
    static const struct {
        const char *mode;
        const char *code;
    } modes[] = {
        {"road", "R"}, {"rail", "T"}, {"sea", "S"}, {"air", "A"}, {"inland-waterway", "W"},
    };
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (ll_str_eq_cstr(mode, modes[i].mode)) {
            return ll_filling_codes(f, "transport", ll_str_from_cstr(modes[i].code));
        }
    }
    return mode;
}

struct ll_str ll_filling_join(struct ll_filling *f, const struct ll_str *parts, size_t count,
                              const char *between)
{
    struct ll_strbuf buf = start(f);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0) {
            ll_strbuf_cstr(&buf, buf.len > 0 ? between : "");
            ll_strbuf_str(&buf, parts[i]);
        }
    }
    return finish(f, &buf);
}

struct ll_str ll_filling_said(const struct ll_filling *f, const char *field,
                              struct ll_id subject_id)
{
    const struct ll_q_notification_said_row *rows = f->said.items;
    for (size_t i = 0; i < f->said.count; i++) {
        if (ll_str_eq_cstr(rows[i].field, field) && ll_id_eq(rows[i].subject_id, subject_id)) {
            return rows[i].body;
        }
    }
    return LL_STR("");
}

/* ---- entries ---- */

struct ll_printed_entry ll_filling_entry(struct ll_filling *f, struct ll_str value)
{
    f->lacking += value.len == 0 ? 1 : 0;
    return (struct ll_printed_entry){
        .value = value, .state = value.len == 0 ? LL_PRINTED_LACKING : LL_PRINTED_ENTERED};
}

/* ---- what a notification always has ---- */

static struct ll_str name_or_code(bool has, struct ll_str name, struct ll_str code)
{
    return has ? name : code;
}

static struct ll_str notifier(struct ll_filling *f)
{
    return name_or_code(f->names.has_notifier_name, f->names.notifier_name, f->names.notifier);
}
static struct ll_str consignee(struct ll_filling *f)
{
    return name_or_code(f->names.has_consignee_name, f->names.consignee_name, f->names.consignee);
}

static struct ll_str place(struct ll_filling *f, bool has_operator, struct ll_str operator_name,
                           bool has_name, struct ll_str name, struct ll_str code)
{
    const struct ll_str parts[] = {has_operator ? operator_name : LL_STR(""),
                                   name_or_code(has_name, name, code)};
    return ll_filling_join(f, parts, 2, ", ");
}
/* The waste is of who collected it, where it leaves from. */
static struct ll_str generator(struct ll_filling *f)
{
    return place(f, f->names.has_start_operator_name, f->names.start_operator_name,
                 f->names.has_start_name, f->names.start_name, f->names.start);
}
static struct ll_str plant(struct ll_filling *f)
{
    return place(f, f->names.has_plant_operator_name, f->names.plant_operator_name,
                 f->names.has_plant_name, f->names.plant_name, f->names.plant);
}

static struct ll_str yes_or_no(struct ll_filling *f, bool is)
{
    return ll_filling_text(f, is ? LL_T("yes") : LL_T("no"));
}
static struct ll_str one_or_more(struct ll_filling *f)
{
    return ll_filling_text(f, f->dossier.row.shipments_max > 1 ? LL_T("multiple shipments")
                                                               : LL_T("individual shipment"));
}
static struct ll_str kind_of_operation(struct ll_filling *f)
{
    bool recovers = f->dossier.row.operation.len > 0 && f->dossier.row.operation.ptr[0] == 'r';
    return ll_filling_text(f, recovers ? LL_T("recovery") : LL_T("disposal"));
}
static struct ll_str preconsented(struct ll_filling *f)
{
    return yes_or_no(f, f->dossier.row.preconsented);
}
static struct ll_str shipments(struct ll_filling *f)
{
    return ll_filling_number(f, f->dossier.row.shipments_max);
}
static struct ll_str tonnes(struct ll_filling *f)
{
    const struct ll_str parts[] = {
        f->names.has_mass_min_g ? ll_filling_tonnes(f, f->names.mass_min_g) : LL_STR(""),
        ll_filling_tonnes(f, f->dossier.row.mass_max_g)};
    return ll_filling_join(f, parts, 2, " \xE2\x80\x93 ");
}
static struct ll_str first(struct ll_filling *f)
{
    return ll_filling_date(f, f->dossier.row.first_departure);
}
static struct ll_str last(struct ll_filling *f)
{
    return ll_filling_date(f, f->dossier.row.last_departure);
}
static struct ll_str handling(struct ll_filling *f)
{
    return yes_or_no(f, f->names.special_handling);
}
static struct ll_str interim(struct ll_filling *f)
{
    const struct ll_permit_operation *row = ll_permit_operation_find(f->dossier.row.operation);
    return yes_or_no(f, row != NULL && strcmp(row->interim, "no") != 0);
}
/* "R4 (recycling or reclamation of metals)" */
static struct ll_str operation(struct ll_filling *f)
{
    const struct ll_permit_operation *row = ll_permit_operation_find(f->dossier.row.operation);
    struct ll_strbuf buf = start(f);
    for (size_t i = 0; i < f->dossier.row.operation.len; i++) {
        char c = f->dossier.row.operation.ptr[i];
        ll_strbuf_char(&buf, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    if (row != NULL) {
        ll_strbuf_cstr(&buf, " (");
        ll_strbuf_str(&buf, ll_filling_words(f, row->operation));
        ll_strbuf_char(&buf, ')');
    }
    return finish(f, &buf);
}
/* What is sent with it; consents are what comes back, and papers of a shipment go with that. */
static struct ll_str annexes(struct ll_filling *f)
{
    const struct ll_q_notification_document_all_row *papers = f->dossier.papers.items;
    int64_t count = 0;
    for (size_t i = 0; i < f->dossier.papers.count; i++) {
        bool is_sent = !ll_str_eq_cstr(papers[i].kind, "consent") && !papers[i].has_shipment_id;
        count += is_sent ? 1 : 0;
    }
    return ll_filling_number(f, count);
}

/* The first row fits whose block is the field's, and with whose words its text begins. */
static const struct {
    const char *block;
    const char *field;
    struct ll_str (*value)(struct ll_filling *f);
} kept[] = {
    {"1", "", notifier},         {"2", "", consignee},
    {"3", "A ", one_or_more},    {"3", "B ", kind_of_operation},
    {"3", "C ", preconsented},   {"4", "", shipments},
    {"5", "", tonnes},           {"6", "first", first},
    {"6", "last", last},         {"7", "special", handling},
    {"9", "", generator},        {"10", "disposal", kind_of_operation},
    {"10", "interim", interim},  {"10", "", plant},
    {"11", "D-code", operation}, {"18", "", annexes},
};

struct ll_printed_entry ll_filling_kept(struct ll_filling *f,
                                        const struct ll_permit_form_field *field)
{
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (strcmp(kept[i].block, field->block) == 0 &&
            ll_str_starts(ll_str_from_cstr(field->field), ll_str_from_cstr(kept[i].field))) {
            return ll_filling_entry(f, kept[i].value(f));
        }
    }
    return ll_filling_entry(f, LL_STR(""));
}

/* ---- block 14 ---- */

static struct ll_str codes_of(struct ll_filling *f, const char *system)
{
    struct ll_strbuf buf = start(f);
    for (size_t i = 0; i < f->decision.waste_code_count; i++) {
        if (strcmp(f->decision.waste_codes[i]->system, system) == 0) {
            ll_strbuf_cstr(&buf, buf.len > 0 ? ", " : "");
            ll_strbuf_cstr(&buf, f->decision.waste_codes[i]->code);
        }
    }
    return finish(f, &buf);
}
static struct ll_str basel(struct ll_filling *f)
{
    return codes_of(f, "basel");
}
static struct ll_str oecd(struct ll_filling *f)
{
    return codes_of(f, "oecd");
}
static struct ll_str eu_list(struct ll_filling *f)
{
    return codes_of(f, "eu-low");
}
static struct ll_str y_code(struct ll_filling *f)
{
    return codes_of(f, "basel-annex-i");
}
static struct ll_str hazard(struct ll_filling *f)
{
    return ll_filling_said(f, "hazard-code", f->dossier.notification_id.raw);
}
static struct ll_str none(struct ll_filling *f)
{
    (void)f;
    return LL_STR("");
}
static struct ll_str un_class(struct ll_filling *f)
{
    return f->decision.un == NULL ? LL_STR("") : ll_str_from_cstr(f->decision.un->hazard_class);
}
static struct ll_str un_number(struct ll_filling *f)
{
    return f->decision.un == NULL ? LL_STR("") : ll_str_from_cstr(f->decision.un->un);
}
static struct ll_str un_name(struct ll_filling *f)
{
    return f->decision.un == NULL ? LL_STR("") : ll_str_from_cstr(f->decision.un->shipping_name);
}
static struct ll_str customs(struct ll_filling *f)
{
    struct ll_strbuf buf = start(f);
    for (size_t i = 0; i < f->decision.customs_code_count; i++) {
        ll_strbuf_cstr(&buf, buf.len > 0 ? ", " : "");
        ll_strbuf_cstr(&buf, f->decision.customs_codes[i]->code);
    }
    return finish(f, &buf);
}

/* The rules know no Y-code and no characteristic of a waste; one of list A has both. */
static const struct {
    const char *field;
    struct ll_str (*value)(struct ll_filling *f);
    bool of_hazardous; /* to be filled in where it is hazardous */
} identified[] = {
    {"(i) ", basel, true},      {"(ii) ", oecd, false},    {"(iii) ", eu_list, true},
    {"(iv) ", none, false},     {"(v) ", none, false},     {"(vi) ", none, false},
    {"(vii) ", y_code, true},   {"(viii) ", hazard, true}, {"(ix) ", un_class, false},
    {"(x) ", un_number, false}, {"(xi) ", un_name, false}, {"(xii) ", customs, true},
};

struct ll_printed_entry ll_filling_identified(struct ll_filling *f,
                                              const struct ll_permit_form_field *field)
{
    bool is_hazardous = f->decision.basel_code != NULL && f->decision.basel_code[0] == 'A';
    for (size_t i = 0; i < sizeof(identified) / sizeof(identified[0]); i++) {
        if (ll_str_starts(ll_str_from_cstr(field->field), ll_str_from_cstr(identified[i].field))) {
            struct ll_str value = identified[i].value(f);
            bool is_needed = identified[i].of_hazardous && is_hazardous;
            return value.len > 0 || is_needed
                       ? ll_filling_entry(f, value)
                       : (struct ll_printed_entry){.state = LL_PRINTED_NOT_NEEDED};
        }
    }
    return (struct ll_printed_entry){.state = LL_PRINTED_NOT_NEEDED};
}
