/*
 * The rules for one line: what it is, how many pieces, which devices.
 */
#include "codec/classify.h"
#include "codec/decimal.h"
#include "codec/purchase.h"

#include <string.h>

#define NO_TEXT ((struct ll_str){"", 0})

struct checker {
    const struct ll_purchase_context *context;
    const struct ll_purchase_evidence *evidence;
    struct ll_purchase_line *line;
    const struct ll_purchase_more *more;
    struct ll_findings *findings;
    struct ll_words words;
    bool unknown_code;
    struct ll_err *reterr;
};

static enum ll_status find(struct checker *c, enum ll_finding_code code,
                           enum ll_purchase_field field, struct ll_str value)
{
    return ll_finding_add(c->context, c->findings, code, c->line->source_line, c->more->path, field,
                          value, c->reterr);
}

/* ---- what the line is ---- */

static const struct ll_class_map *mapped(const struct checker *c, enum ll_class_map_kind kind,
                                         struct ll_str value)
{
    const struct ll_purchase_options *options = c->context->options;
    if (options == NULL || value.len == 0) {
        return NULL;
    }
    for (size_t i = 0; i < options->map_count; i++) {
        if (options->map[i].kind == kind && ll_str_eq_nocase(options->map[i].value, value)) {
            return &options->map[i];
        }
    }
    return NULL;
}

static const struct ll_class_map *mapped_tac(const struct checker *c)
{
    const struct ll_purchase_evidence *evidence = c->evidence;
    struct ll_imei imei;
    for (size_t i = 0; i < evidence->raw_id_count; i++) {
        if (evidence->raw_ids[i].kind == LL_RAW_IMEI &&
            ll_imei_read(evidence->raw_ids[i].text, &imei) == LL_IMEI_NONE &&
            imei.kind == LL_DEVICE_IMEI) {
            return mapped(c, LL_CLASS_MAP_TAC, (struct ll_str){imei.key, 8});
        }
    }
    return NULL;
}

static struct ll_sign sign_stated(const struct checker *c)
{
    struct ll_str stated = c->evidence->stated_class;
    const struct ll_class_map *map = mapped(c, LL_CLASS_MAP_NAME, stated);
    return map == NULL ? ll_sign_of_class(stated)
                       : (struct ll_sign){.kind = LL_SIGN_DEVICE, .class_id = map->class_id};
}

static void decide(struct checker *c, enum ll_line_kind kind, enum ll_class_basis basis,
                   struct ll_str class_id)
{
    c->line->kind = kind;
    c->line->basis = basis;
    c->line->class_id = class_id;
}

static bool decide_by_map(struct checker *c)
{
    enum ll_class_basis basis = LL_CLASS_BY_MAPPING;
    const struct ll_class_map *map = mapped(c, LL_CLASS_MAP_PART, c->line->part);
    if (map == NULL) {
        map = mapped(c, LL_CLASS_MAP_GTIN, c->line->gtin);
    }
    if (map == NULL) {
        map = mapped_tac(c);
        basis = LL_CLASS_BY_TAC;
    }
    if (map == NULL) {
        return false;
    }
    decide(c, map->class_id.len == 0 ? LL_LINE_OTHER : LL_LINE_DEVICE, basis, map->class_id);
    return true;
}

/* Two signs of the same weight: the one that says more, or a clash. */
static struct ll_sign join(struct ll_sign a, struct ll_sign b)
{
    bool a_speaks = a.kind == LL_SIGN_DEVICE || a.kind == LL_SIGN_OTHER || a.kind == LL_SIGN_CLASH;
    bool b_speaks = b.kind == LL_SIGN_DEVICE || b.kind == LL_SIGN_OTHER || b.kind == LL_SIGN_CLASH;
    if (!a_speaks || !b_speaks) {
        if (a_speaks || (!b_speaks && a.kind == LL_SIGN_COARSE)) {
            return a;
        }
        return b.kind == LL_SIGN_NONE ? a : b;
    }
    if (a.kind != b.kind || !ll_str_eq(a.class_id, b.class_id)) {
        struct ll_str class_id = a.class_id.len > 0 ? a.class_id : b.class_id;
        return (struct ll_sign){.kind = LL_SIGN_CLASH, .class_id = class_id};
    }
    return a;
}

static struct ll_sign sign_of_codes(struct checker *c)
{
    struct ll_sign sign = {.kind = LL_SIGN_NONE, .class_id = NO_TEXT};
    for (size_t i = 0; i < c->more->code_count; i++) {
        struct ll_sign one = ll_sign_of_code(c->more->codes[i].list, c->more->codes[i].code);
        if (one.kind == LL_SIGN_UNKNOWN_CODE) {
            c->unknown_code = true;
        } else {
            sign = join(sign, one);
        }
    }
    return sign;
}

/* A stated class or a code, with what the words say. */
static enum ll_status weigh_evidence(struct checker *c, struct ll_sign sign,
                                     enum ll_class_basis basis)
{
    struct ll_sign words = c->words.sign;
    bool words_device = words.kind == LL_SIGN_DEVICE || words.kind == LL_SIGN_CLASH;
    bool conflict = sign.kind == LL_SIGN_CLASH;
    if (sign.kind == LL_SIGN_DEVICE) {
        bool same = ll_str_eq(words.class_id, sign.class_id);
        conflict = words.kind == LL_SIGN_OTHER || words.kind == LL_SIGN_CLASH ||
                   ((words_device || words.kind == LL_SIGN_WEAK) && !same);
    } else if (sign.kind == LL_SIGN_OTHER) {
        conflict = words_device;
    }
    if (conflict) {
        decide(c, LL_LINE_UNCLEAR, basis, sign.class_id);
        return find(c, LL_W_CLASS_CONFLICT, LL_PF_CLASS, c->line->name);
    }
    decide(c, sign.kind == LL_SIGN_DEVICE ? LL_LINE_DEVICE : LL_LINE_OTHER, basis, sign.class_id);
    return LL_OK;
}

/* No code that says anything exact. */
static enum ll_status weigh_words(struct checker *c, bool coarse)
{
    struct ll_sign words = c->words.sign;
    bool device = words.kind == LL_SIGN_DEVICE || (words.kind == LL_SIGN_WEAK && coarse);
    if (device) {
        decide(c, LL_LINE_DEVICE, LL_CLASS_BY_TEXT, words.class_id);
        return coarse ? LL_OK : find(c, LL_W_CLASS_TEXT_ONLY, LL_PF_TEXT, c->line->name);
    }
    bool doubt = words.kind == LL_SIGN_WEAK || words.kind == LL_SIGN_CLASH ||
                 (words.kind == LL_SIGN_NONE && coarse);
    for (size_t i = 0; i < c->evidence->raw_id_count && words.kind == LL_SIGN_NONE; i++) {
        struct ll_imei imei;
        doubt = doubt || ll_imei_read(c->evidence->raw_ids[i].text, &imei) == LL_IMEI_NONE;
    }
    if (doubt) {
        decide(c, LL_LINE_UNCLEAR, LL_CLASS_BY_TEXT, words.class_id);
        return find(c, LL_W_CLASS_UNKNOWN, LL_PF_TEXT, c->line->name);
    }
    decide(c, LL_LINE_OTHER, LL_CLASS_BY_NONE, NO_TEXT);
    return LL_OK;
}

static enum ll_status recognise(struct checker *c)
{
    struct ll_purchase_line *line = c->line;
    c->words = ll_words_read(line->name);
    if (c->words.sign.kind == LL_SIGN_NONE) {
        struct ll_words more = ll_words_read(c->more->text);
        c->words.sign = more.sign;
        c->words.several = c->words.several || more.several;
        c->words.refurbished = c->words.refurbished || more.refurbished;
        c->words.buyback = c->words.buyback || more.buyback;
    }
    if (line->is_offset) {
        decide(c, LL_LINE_OFFSET, LL_CLASS_BY_NONE, NO_TEXT);
        return LL_OK;
    }
    if (decide_by_map(c)) {
        return LL_OK;
    }
    struct ll_sign codes = sign_of_codes(c);
    struct ll_sign stated = sign_stated(c);
    if (c->context->strict_class && (stated.kind == LL_SIGN_NONE || stated.kind == LL_SIGN_CLASH)) {
        decide(c, LL_LINE_UNCLEAR, LL_CLASS_BY_NONE, NO_TEXT);
        return find(c, LL_E_CLASS, LL_PF_CLASS, c->evidence->stated_class);
    }
    enum ll_class_basis basis = stated.kind == LL_SIGN_NONE ? LL_CLASS_BY_CODE : LL_CLASS_BY_STATED;
    struct ll_sign sign = join(stated, codes);
    if (sign.kind == LL_SIGN_DEVICE || sign.kind == LL_SIGN_OTHER || sign.kind == LL_SIGN_CLASH) {
        return weigh_evidence(c, sign, basis);
    }
    return weigh_words(c, sign.kind == LL_SIGN_COARSE);
}

/* ---- how many pieces ---- */

static enum ll_status apply_unit(struct checker *c, int64_t *count)
{
    struct ll_purchase_line *line = c->line;
    if (line->unit.len == 0) {
        return LL_OK;
    }
    struct ll_unit unit = ll_unit_read(line->unit);
    int64_t factor = 1;
    switch (unit.rule) {
    case LL_UNIT_PIECE:
        return LL_OK;
    case LL_UNIT_LENIENT:
        return find(c, LL_W_UNIT_LENIENT, LL_PF_UNIT, line->unit);
    case LL_UNIT_UNKNOWN:
        line->kind = LL_LINE_UNCLEAR;
        return find(c, LL_E_UNIT_UNKNOWN, LL_PF_UNIT, line->unit);
    case LL_UNIT_MASS: /* counted as such */
    case LL_UNIT_NEVER:
        line->kind = LL_LINE_UNCLEAR;
        *count = 0;
        return find(c, LL_W_UNIT_NOT_PIECES, LL_PF_UNIT, line->unit);
    case LL_UNIT_SEVERAL:
        factor = unit.factor > 0 ? unit.factor : 1;
        LL_TRY(find(c, LL_W_UNIT_MULTIPLE, LL_PF_UNIT, line->unit));
        break;
    case LL_UNIT_PACK:
        if (c->more->pack_size.len == 0 ||
            ll_decimal_to_i64(c->more->pack_size, &factor) != LL_OK || factor <= 0) {
            line->kind = LL_LINE_UNCLEAR;
            *count = 0;
            return find(c, LL_E_PACK_SIZE, LL_PF_UNIT, line->unit);
        }
        LL_TRY(find(c, LL_W_PACK, LL_PF_UNIT, line->unit));
        break;
    }
    if (ll_i64_mul(*count, factor, count) != LL_OK || *count > LL_PURCHASE_QTY_MAX ||
        *count < -LL_PURCHASE_QTY_MAX) {
        line->kind = LL_LINE_UNCLEAR;
        *count = 0;
        return find(c, LL_E_QTY, LL_PF_QUANTITY, line->quantity);
    }
    return LL_OK;
}

/* Signs and words that turn a purchase round. `count` is of pieces or grams. */
static enum ll_status apply_direction(struct checker *c, int64_t *count)
{
    struct ll_purchase_line *line = c->line;
    bool negative = *count < 0;
    *count = negative ? -*count : *count;
    if (c->words.buyback) {
        line->kind = LL_LINE_BUYBACK;
        return find(c, LL_W_BUYBACK_LINE, LL_PF_QUANTITY, line->quantity);
    }
    if (c->context->is_credit_note) {
        line->kind = negative ? LL_LINE_UNCLEAR : LL_LINE_RETURN;
        return negative ? find(c, LL_E_CREDIT_SIGN, LL_PF_QUANTITY, line->quantity) : LL_OK;
    }
    if (negative) {
        line->kind = LL_LINE_RETURN;
        return find(c, LL_E_RETURN, LL_PF_QUANTITY, line->quantity);
    }
    return LL_OK;
}

/* A line that gives a mass counts grams, whole ones. What is surely no device may weigh anything.
 */
static enum ll_status count_mass(struct checker *c, int64_t factor_g)
{
    struct ll_purchase_line *line = c->line;
    int64_t mass_g = 0;
    bool is_device = line->kind == LL_LINE_DEVICE;
    if (line->device_count > 0) {
        line->kind = LL_LINE_UNCLEAR;
        return find(c, LL_E_MASS_DEVICES, LL_PF_UNIT, line->unit);
    }
    if (line->quantity.len == 0 || ll_decimal_scale(line->quantity, factor_g, &mass_g) != LL_OK ||
        mass_g > LL_PURCHASE_MASS_MAX_G || mass_g < -LL_PURCHASE_MASS_MAX_G) {
        line->kind = LL_LINE_UNCLEAR;
        return is_device ? find(c, LL_E_MASS, LL_PF_QUANTITY, line->quantity) : LL_OK;
    }
    if (mass_g == 0) {
        LL_TRY(find(c, LL_W_QTY_ZERO, LL_PF_QUANTITY, line->quantity));
    }
    LL_TRY(apply_direction(c, &mass_g));
    line->mass = (struct ll_mass){mass_g};
    return c->words.refurbished ? find(c, LL_W_REFURBISHED, LL_PF_TEXT, line->name) : LL_OK;
}

static enum ll_status count_pieces(struct checker *c)
{
    struct ll_purchase_line *line = c->line;
    int64_t count = 0;
    if (line->quantity.len == 0 && line->device_count > 0) {
        count = (int64_t)line->device_count;
        if (!line->one_per_row) {
            LL_TRY(find(c, LL_W_QTY_MISSING, LL_PF_QUANTITY, NO_TEXT));
        }
    } else if (line->quantity.len == 0 && line->one_per_row) {
        count = 1;
    } else if (ll_decimal_to_i64(line->quantity, &count) != LL_OK || count > LL_PURCHASE_QTY_MAX ||
               count < -LL_PURCHASE_QTY_MAX) {
        line->kind = LL_LINE_UNCLEAR;
        return find(c, LL_E_QTY, LL_PF_QUANTITY, line->quantity);
    } else if (count == 0) {
        LL_TRY(find(c, LL_W_QTY_ZERO, LL_PF_QUANTITY, line->quantity));
    }
    LL_TRY(apply_unit(c, &count));
    LL_TRY(apply_direction(c, &count));
    line->units = (struct ll_units){count};
    if (c->words.several) {
        LL_TRY(find(c, LL_W_UNIT_MULTIPLE, LL_PF_TEXT, line->name));
    }
    if (c->words.refurbished) {
        LL_TRY(find(c, LL_W_REFURBISHED, LL_PF_TEXT, line->name));
    }
    if (line->device_count > 0 && (int64_t)line->device_count != count) {
        LL_TRY(find(c, LL_W_SERIAL_COUNT, LL_PF_QUANTITY, line->quantity));
    }
    return LL_OK;
}

/* ---- which devices ---- */

struct identities {
    struct ll_purchase_device *imeis;
    size_t imei_count;
    size_t imei_capacity;
    struct ll_str *seconds;
    size_t second_count;
    size_t second_capacity;
    struct ll_purchase_device *serials;
    size_t serial_count;
    size_t serial_capacity;
};

static enum ll_status no_memory(struct checker *c)
{
    return LL_FAIL(c->reterr, LL_ENOMEM, "no memory for the device numbers of a line");
}

static enum ll_finding_code code_of_fault(enum ll_imei_fault fault)
{
    switch (fault) {
    case LL_IMEI_LOSSY:
        return LL_E_IMEI_LOSSY;
    case LL_IMEI_CHECK:
        return LL_E_IMEI_CHECK;
    case LL_IMEI_PLACEHOLDER:
        return LL_E_IMEI_PLACEHOLDER;
    case LL_IMEI_DIGITS:
        return LL_E_IMEI_DIGITS;
    case LL_IMEI_CHARS:
        return LL_E_IMEI_CHARS;
    case LL_IMEI_NONE:
    case LL_IMEI_EMPTY:
    case LL_IMEI_LENGTH:
        break;
    }
    return LL_E_IMEI_LENGTH;
}

static enum ll_status add_imei(struct checker *c, struct identities *ids,
                               const struct ll_purchase_raw_id *raw, const struct ll_imei *imei)
{
    struct ll_str key = ll_str_copy(c->context->arena, ll_str_from_cstr(imei->key));
    if (key.ptr == NULL) {
        return no_memory(c);
    }
    if (raw->kind == LL_RAW_IMEI2) {
        void *items = ids->seconds;
        struct ll_str *second = ll_list_add(c->context->arena, &items, &ids->second_count,
                                            &ids->second_capacity, sizeof(*second));
        if (second == NULL) {
            return no_memory(c);
        }
        ids->seconds = items;
        *second = key;
        return LL_OK;
    }
    void *items = ids->imeis;
    struct ll_purchase_device *device = ll_list_add(c->context->arena, &items, &ids->imei_count,
                                                    &ids->imei_capacity, sizeof(*device));
    if (device == NULL) {
        return no_memory(c);
    }
    ids->imeis = items;
    *device = (struct ll_purchase_device){.kind = imei->kind,
                                          .key = key,
                                          .second = NO_TEXT,
                                          .serial = NO_TEXT,
                                          .maker = NO_TEXT,
                                          .source_line = raw->source_line};
    if (imei->check_missing) {
        LL_TRY(find(c, LL_W_IMEI_NO_CHECK, LL_PF_IMEI, NO_TEXT));
    }
    return LL_OK;
}

static enum ll_status add_serial(struct checker *c, struct identities *ids,
                                 const struct ll_purchase_raw_id *raw, struct ll_str text)
{
    struct ll_str serial = NO_TEXT;
    struct ll_str maker = NO_TEXT;
    enum ll_status status = ll_serial_normalise(c->context->arena, text, &serial, c->reterr);
    if (status == LL_OK) {
        status = ll_maker_normalise(c->context->arena, c->evidence->maker, &maker, c->reterr);
    }
    if (status == LL_ENOMEM) {
        return status;
    }
    if (status != LL_OK) {
        return ll_finding_add(c->context, c->findings, LL_E_SERIAL, raw->source_line, c->more->path,
                              LL_PF_SERIAL, NO_TEXT, c->reterr);
    }
    void *items = ids->serials;
    struct ll_purchase_device *device = ll_list_add(c->context->arena, &items, &ids->serial_count,
                                                    &ids->serial_capacity, sizeof(*device));
    if (device == NULL) {
        return no_memory(c);
    }
    ids->serials = items;
    *device = (struct ll_purchase_device){.kind = LL_DEVICE_SERIAL,
                                          .key = serial,
                                          .second = NO_TEXT,
                                          .serial = NO_TEXT,
                                          .maker = maker,
                                          .source_line = raw->source_line};
    return LL_OK;
}

static bool all_digits(struct ll_str s)
{
    bool digits = s.len > 0;
    for (size_t i = 0; i < s.len; i++) {
        digits = digits && s.ptr[i] >= '0' && s.ptr[i] <= '9';
    }
    return digits;
}

static enum ll_status add_one(struct checker *c, struct identities *ids,
                              const struct ll_purchase_raw_id *raw, struct ll_str text)
{
    if (ids->imei_count + ids->serial_count >= LL_PURCHASE_DEVICES_MAX) {
        return LL_FAIL(c->reterr, LL_ELIMIT, "a line lists more than %d devices",
                       LL_PURCHASE_DEVICES_MAX);
    }
    struct ll_imei imei;
    enum ll_imei_fault fault = ll_imei_read(text, &imei);
    bool phone = ll_str_eq_cstr(c->line->class_id, "smartphone") ||
                 ll_str_eq_cstr(c->line->class_id, "feature_phone_nb");
    if (raw->kind == LL_RAW_SERIAL) {
        /* In a column for serial numbers, 14 to 16 digits are an IMEI if they can be one; on a
         * phone's line such a number with a wrong check digit is a mistake. */
        bool mistake = fault == LL_IMEI_LOSSY ||
                       (phone && text.len == 15 && all_digits(text) && fault == LL_IMEI_CHECK);
        if (!mistake && !(fault == LL_IMEI_NONE && (text.len == 15 || phone))) {
            return add_serial(c, ids, raw, text);
        }
    }
    if (fault != LL_IMEI_NONE) {
        return ll_finding_add(c->context, c->findings, code_of_fault(fault), raw->source_line,
                              c->more->path, LL_PF_IMEI, NO_TEXT, c->reterr);
    }
    return add_imei(c, ids, raw, &imei);
}

static bool splits_at(char c, bool finely)
{
    return c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t' || c == '|' ||
           (finely && (c == ' ' || c == '/'));
}

/* Does every part between the fine marks read as an IMEI? ("a / b", "a b") */
static bool all_parts_read(struct ll_str text)
{
    size_t start = 0;
    size_t parts = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !splits_at(text.ptr[i], true)) {
            continue;
        }
        struct ll_imei imei;
        if (i > start) {
            if (ll_imei_read(ll_str_sub(text, start, i), &imei) != LL_IMEI_NONE) {
                return false;
            }
            parts++;
        }
        start = i + 1;
    }
    return parts > 1;
}

static enum ll_status add_list(struct checker *c, struct identities *ids,
                               const struct ll_purchase_raw_id *raw)
{
    struct ll_str text = raw->text;
    struct ll_imei imei;
    /* A number grouped with spaces is one number, and a decimal comma is no list. */
    enum ll_imei_fault fault = ll_imei_read(text, &imei);
    if (fault == LL_IMEI_NONE || fault == LL_IMEI_LOSSY) {
        return add_one(c, ids, raw, ll_str_trim(text));
    }
    size_t start = 0;
    bool any = false;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !splits_at(text.ptr[i], false)) {
            continue;
        }
        struct ll_str part = ll_str_trim(ll_str_sub(text, start, i));
        start = i + 1;
        if (part.len == 0) {
            continue;
        }
        any = true;
        if (!all_parts_read(part)) {
            LL_TRY(add_one(c, ids, raw, part));
            continue;
        }
        size_t from = 0;
        for (size_t k = 0; k <= part.len; k++) {
            if (k == part.len || splits_at(part.ptr[k], true)) {
                if (k > from) {
                    LL_TRY(add_one(c, ids, raw, ll_str_sub(part, from, k)));
                }
                from = k + 1;
            }
        }
    }
    return any ? LL_OK : add_one(c, ids, raw, text);
}

/* IMEIs name the devices; second IMEIs and serial numbers, where there are as many, go with them.
 */
static enum ll_status settle(struct checker *c, struct identities *ids)
{
    struct ll_purchase_line *line = c->line;
    if (ids->imei_count == 0) {
        line->devices = ids->serials;
        line->device_count = ids->serial_count;
        for (size_t i = 0; i < ids->second_count; i++) {
            struct ll_imei imei = {.kind = LL_DEVICE_IMEI};
            struct ll_purchase_raw_id raw = {.kind = LL_RAW_IMEI, .source_line = line->source_line};
            memcpy(imei.key, ids->seconds[i].ptr, LL_IMEI_KEY_LEN);
            LL_TRY(add_imei(c, ids, &raw, &imei));
        }
        if (ids->second_count == 0) {
            return LL_OK;
        }
        ids->second_count = 0;
    }
    for (size_t i = 0; i < ids->second_count && i < ids->imei_count; i++) {
        ids->imeis[i].second = ids->seconds[i];
    }
    for (size_t i = 0; i < ids->serial_count && ids->serial_count == ids->imei_count; i++) {
        ids->imeis[i].serial = ids->serials[i].key;
        ids->imeis[i].maker = NO_TEXT;
    }
    line->devices = ids->imeis;
    line->device_count = ids->imei_count;
    if (ids->second_count > ids->imei_count) {
        LL_TRY(find(c, LL_W_SERIAL_COUNT, LL_PF_IMEI, NO_TEXT));
    }
    return LL_OK;
}

static enum ll_status name_devices(struct checker *c)
{
    struct identities ids = {.imei_count = 0};
    for (size_t i = 0; i < c->evidence->raw_id_count; i++) {
        LL_TRY(add_list(c, &ids, &c->evidence->raw_ids[i]));
    }
    return settle(c, &ids);
}

enum ll_status ll_purchase_check_line(const struct ll_purchase_context *context,
                                      const struct ll_purchase_evidence *evidence,
                                      struct ll_purchase_line *line, struct ll_findings *findings,
                                      struct ll_err *reterr)
{
    struct checker c = {.context = context,
                        .evidence = evidence,
                        .line = line,
                        .more = ll_purchase_line_more(line),
                        .findings = findings,
                        .reterr = reterr};
    line->devices = NULL;
    line->device_count = 0;
    line->units = (struct ll_units){0};
    line->mass = (struct ll_mass){0};
    LL_TRY(recognise(&c));
    if (line->kind == LL_LINE_OTHER || line->kind == LL_LINE_OFFSET) {
        return LL_OK;
    }
    if (c.unknown_code) {
        LL_TRY(find(&c, LL_W_CLASS_CODE_UNKNOWN, LL_PF_CLASS, NO_TEXT));
    }
    LL_TRY(name_devices(&c));
    struct ll_unit unit = ll_unit_read(line->unit);
    return unit.rule == LL_UNIT_MASS ? count_mass(&c, unit.factor) : count_pieces(&c);
}
