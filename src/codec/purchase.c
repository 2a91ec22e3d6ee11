#include "codec/purchase.h"

#include <string.h>

#include "codec/chunks.h"
#include "codec/keyset.h"

#define VALUE_SHOWN_MAX 60
#define LIST_START 4
#define DEVICE_KEY_MAX (2 * LL_SERIAL_MAX + 2) /* a maker, what separates, a number */

/* ---- names ---- */

struct name_row {
    int value;
    const char *name;
};

static const char *name_of(const struct name_row *rows, size_t count, int value)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].value == value) {
            return rows[i].name;
        }
    }
    return "?";
}

#define X(symbol, number, name) {(number), (name)},
#define NAMES(type, ROWS)                                                                          \
    const char *ll_##type##_name(enum ll_##type value)                                             \
    {                                                                                              \
        static const struct name_row rows[] = {ROWS(X)};                                           \
        return name_of(rows, sizeof(rows) / sizeof(rows[0]), (int)value);                          \
    }
NAMES(doc_type, LL_DOC_TYPE_ROWS)
NAMES(line_kind, LL_LINE_KIND_ROWS)
NAMES(class_basis, LL_CLASS_BASIS_ROWS)
NAMES(disposition, LL_DISPOSITION_ROWS)
#undef NAMES
#undef X

static const struct {
    const char *name;
    enum ll_disposition effect;
    const char *text;
    const char *hint;
} finding_rows[] = {
#define LL_FINDING(symbol, effect, text, hint) {#symbol, LL_DISPOSITION_##effect, text, hint},
#include "codec/purchase_errors.def"
#undef LL_FINDING
};

const char *ll_finding_name(enum ll_finding_code code)
{
    return finding_rows[code].name;
}

enum ll_disposition ll_finding_effect(enum ll_finding_code code)
{
    return finding_rows[code].effect;
}

const char *ll_finding_text(enum ll_finding_code code)
{
    return finding_rows[code].text;
}

const char *ll_finding_hint(enum ll_finding_code code)
{
    return finding_rows[code].hint;
}

bool ll_finding_is_error(enum ll_finding_code code)
{
    return finding_rows[code].name[0] == 'E';
}

/* ---- lists ---- */

void *ll_list_add(struct ll_arena *arena, void **items, size_t *count, size_t *capacity,
                  size_t size)
{
    if (*count == *capacity) {
        size_t larger = *capacity == 0 ? LIST_START : *capacity * 2;
        bool extended = larger <= SIZE_MAX / size && *items != NULL &&
                        ll_arena_extend(arena, *items, *capacity * size, larger * size);
        if (!extended) {
            void *copy = ll_arena_alloc(arena, larger, size);
            if (copy == NULL) {
                return NULL;
            }
            if (*count > 0) {
                memcpy(copy, *items, *count * size);
            }
            *items = copy;
        }
        *capacity = larger;
    }
    void *place = (char *)*items + *count * size;
    (*count)++;
    return place;
}

/* ---- findings ---- */

/* What to show of a value: cut between characters, device numbers not at all. */
static struct ll_str shown(enum ll_purchase_field field, struct ll_str value)
{
    if (field == LL_PF_IMEI || field == LL_PF_SERIAL) {
        return (struct ll_str){"", 0};
    }
    size_t len = value.len < VALUE_SHOWN_MAX ? value.len : VALUE_SHOWN_MAX;
    while (len > 0 && len < value.len && ((unsigned char)value.ptr[len] & 0xc0) == 0x80) {
        len--;
    }
    return ll_str_sub(value, 0, len);
}

enum ll_status ll_finding_add(const struct ll_purchase_context *context,
                              struct ll_findings *findings, enum ll_finding_code code,
                              int64_t source_line, struct ll_str path, enum ll_purchase_field field,
                              struct ll_str value, struct ll_err *reterr)
{
    void *items = findings->items;
    struct ll_finding *finding = ll_list_add(context->arena, &items, &findings->count,
                                             &findings->capacity, sizeof(*findings->items));
    if (finding == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what was found in the document");
    }
    findings->items = items;
    struct ll_str label = ll_str_from_cstr(context->labels[field]);
    if (path.len > 0 && label.len > 0) {
        struct ll_strbuf buf;
        ll_strbuf_init(&buf, context->arena, path.len + label.len + 1);
        ll_strbuf_str(&buf, path);
        ll_strbuf_char(&buf, '/');
        ll_strbuf_str(&buf, label);
        LL_TRY(ll_strbuf_finish(&buf, &label, reterr));
    } else if (path.len > 0) {
        label = path;
    }
    struct ll_str value_copy = shown(field, value);
    if (value_copy.len > 0) {
        value_copy = ll_str_copy(context->arena, value_copy);
    }
    if (value_copy.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what was found in the document");
    }
    *finding = (struct ll_finding){.code = code,
                                   .source_line = source_line,
                                   .field = label,
                                   .value = value_copy,
                                   .message = ll_str_from_cstr(finding_rows[code].text),
                                   .hint = ll_str_from_cstr(finding_rows[code].hint)};
    return LL_OK;
}

const struct ll_purchase_more *ll_purchase_line_more(const struct ll_purchase_line *line)
{
    static const struct ll_purchase_more none = {.path = {"", 0},
                                                 .order_line_ref = {"", 0},
                                                 .price_base = {"", 0},
                                                 .pack_size = {"", 0},
                                                 .text = {"", 0},
                                                 .covers_line = {"", 0},
                                                 .of_document = {"", 0},
                                                 .of_order = {"", 0}};
    return line->more == NULL ? &none : line->more;
}

bool ll_findings_have_error(const struct ll_findings *findings, size_t from)
{
    for (size_t i = from; i < findings->count; i++) {
        if (ll_finding_is_error(findings->items[i].code)) {
            return true;
        }
    }
    return false;
}

/* ---- the document ---- */

#define NO_TEXT ((struct ll_str){"", 0})

static enum ll_status add(const struct ll_purchase_context *context, struct ll_purchase *purchase,
                          enum ll_finding_code code, enum ll_purchase_field field,
                          struct ll_str value, struct ll_err *reterr)
{
    return ll_finding_add(context, &purchase->findings, code, 0, NO_TEXT, field, value, reterr);
}

static bool is_currency(struct ll_str s)
{
    bool letters = s.len == 3;
    for (size_t i = 0; i < s.len; i++) {
        letters = letters && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
    }
    return letters;
}

static enum ll_status check_head(const struct ll_purchase_context *context, struct ll_purchase *p,
                                 struct ll_err *reterr)
{
    if (p->doc_id.len == 0) {
        LL_TRY(add(context, p, LL_E_MISSING_ID, LL_PF_DOC_ID, p->doc_id, reterr));
    }
    if (context->needs_date && !p->has_issue_date) {
        LL_TRY(add(context, p, LL_E_DATE, LL_PF_DATE, NO_TEXT, reterr));
    }
    if ((context->needs_currency || p->currency.len > 0) && !is_currency(p->currency)) {
        LL_TRY(add(context, p, LL_E_CURRENCY, LL_PF_CURRENCY, p->currency, reterr));
    }
    if (context->needs_parties && p->buyer.name.len == 0 && p->buyer.id.len == 0) {
        LL_TRY(add(context, p, LL_E_MISSING_BUYER, LL_PF_BUYER, NO_TEXT, reterr));
    }
    if (context->needs_parties && p->seller.name.len == 0 && p->seller.id.len == 0) {
        LL_TRY(add(context, p, LL_E_MISSING_SELLER, LL_PF_SELLER, NO_TEXT, reterr));
    }
    if (p->refers_to.len > 0 && p->doc_type != LL_DOC_CREDIT_NOTE) {
        LL_TRY(add(context, p, LL_W_CORRECTION, LL_PF_REFERENCE, p->refers_to, reterr));
    }
    if (p->line_count == 0) {
        LL_TRY(add(context, p, LL_E_NO_LINES, LL_PF_DOCUMENT, NO_TEXT, reterr));
    }
    return LL_OK;
}

/* What came before in a document; gone when it is checked. */
struct seen {
    struct ll_arena arena;
    struct ll_texts keys;
    struct ll_keyset devices;
    struct ll_keyset line_ids;
};

static enum ll_status check_double_device(const struct ll_purchase_context *context,
                                          struct ll_purchase *p, struct seen *seen,
                                          const struct ll_purchase_line *line,
                                          const struct ll_purchase_device *device,
                                          struct ll_err *reterr)
{
    char key[DEVICE_KEY_MAX];
    uint32_t name = 0;
    size_t *existing = NULL;
    LL_ASSERT(device->maker.len + device->key.len < sizeof(key));
    memcpy(key, device->maker.ptr, device->maker.len);
    key[device->maker.len] = '\n';
    memcpy(key + device->maker.len + 1, device->key.ptr, device->key.len);
    LL_TRY(ll_texts_put(&seen->keys, (struct ll_str){key, device->maker.len + 1 + device->key.len},
                        &name, reterr));
    LL_TRY(ll_keyset_put(&seen->devices, ll_texts_get(&seen->keys, name), 0, &existing, reterr));
    if (existing == NULL) {
        return LL_OK;
    }
    ll_texts_undo(&seen->keys, name);
    return ll_finding_add(context, &p->findings, LL_E_IMEI_DUP, device->source_line,
                          ll_purchase_line_more(line)->path, LL_PF_IMEI, NO_TEXT, reterr);
}

static enum ll_status check_double_line(const struct ll_purchase_context *context,
                                        struct ll_purchase *p, struct seen *seen, size_t at,
                                        struct ll_err *reterr)
{
    const struct ll_purchase_line *line = &p->lines[at];
    size_t *existing = NULL;
    if (line->line_id.len > 0) {
        LL_TRY(ll_keyset_put(&seen->line_ids, line->line_id, at, &existing, reterr));
    }
    /* One line of a list may come once per class. */
    if (existing == NULL || (line->one_per_row && p->lines[*existing].one_per_row)) {
        return LL_OK;
    }
    return ll_finding_add(context, &p->findings, LL_E_LINE_DUP, line->source_line,
                          ll_purchase_line_more(line)->path, LL_PF_LINE_ID, line->line_id, reterr);
}

static enum ll_status check_doubles(const struct ll_purchase_context *context,
                                    struct ll_purchase *p, struct ll_err *reterr)
{
    struct seen seen;
    enum ll_status status = LL_OK;
    ll_arena_child(&seen.arena, context->arena);
    ll_texts_init(&seen.keys, &seen.arena);
    seen.devices = (struct ll_keyset){.arena = &seen.arena};
    seen.line_ids = (struct ll_keyset){.arena = &seen.arena};
    for (size_t i = 0; i < p->line_count && status == LL_OK; i++) {
        const struct ll_purchase_line *line = &p->lines[i];
        status = check_double_line(context, p, &seen, i, reterr);
        for (size_t k = 0; k < line->device_count && status == LL_OK; k++) {
            status = check_double_device(context, p, &seen, line, &line->devices[k], reterr);
        }
    }
    ll_arena_release(&seen.arena);
    return status;
}

static enum ll_status sum_up(const struct ll_purchase_context *context, struct ll_purchase *p,
                             struct ll_err *reterr)
{
    bool any = false;
    for (size_t i = 0; i < p->line_count; i++) {
        const struct ll_purchase_line *line = &p->lines[i];
        struct ll_units *sum = NULL;
        struct ll_mass *mass = NULL;
        switch (line->kind) {
        case LL_LINE_DEVICE:
            sum = &p->device_units;
            mass = &p->device_mass;
            break;
        case LL_LINE_RETURN:
            sum = &p->return_units;
            mass = &p->return_mass;
            break;
        case LL_LINE_BUYBACK:
            sum = &p->buyback_units;
            mass = &p->buyback_mass;
            break;
        case LL_LINE_UNCLEAR:
            any = true;
            break;
        case LL_LINE_OTHER:
        case LL_LINE_OFFSET:
            break;
        }
        if (sum != NULL) {
            any = true;
            if (ll_units_add(*sum, line->units, sum) != LL_OK ||
                ll_mass_add(*mass, line->mass, mass) != LL_OK) {
                return LL_FAIL(reterr, LL_EOVERFLOW,
                               "the document counts more devices than can "
                               "be stored");
            }
        }
    }
    if (!any && p->line_count > 0) {
        LL_TRY(add(context, p, LL_W_NO_DEVICES, LL_PF_DOCUMENT, NO_TEXT, reterr));
    }
    return LL_OK;
}

enum ll_status ll_purchase_check(const struct ll_purchase_context *context,
                                 struct ll_purchase *purchase, struct ll_err *reterr)
{
    LL_TRY(check_head(context, purchase, reterr));
    if (!context->doubles_checked) {
        LL_TRY(check_doubles(context, purchase, reterr));
    }
    LL_TRY(sum_up(context, purchase, reterr));
    purchase->disposition = LL_DISPOSITION_ACCEPT;
    for (size_t i = 0; i < purchase->findings.count; i++) {
        enum ll_disposition effect = finding_rows[purchase->findings.items[i].code].effect;
        if (effect > purchase->disposition) {
            purchase->disposition = effect;
        }
    }
    return LL_OK;
}
