#include "codec/csv_profile.h"

#include <string.h>

#define HEADING_SHOWN_MAX 200

struct column_row {
    enum ll_csv_profile profile;
    struct ll_str heading;
    enum ll_csv_column column;
    char need;
};

static const struct column_row column_rows[] = {
#define R 'R'
#define r 'r'
#define o 'o'
#define CSV_COLUMN(profile, heading, column, need)                                                 \
    {LL_CSV_PROFILE_##profile, {heading, sizeof(heading) - 1}, LL_COL_##column, need},
#include "codec/csv_profiles.def"
#undef CSV_COLUMN
#undef R
#undef r
#undef o
};
#define COLUMN_ROWS (sizeof(column_rows) / sizeof(column_rows[0]))

/* In the order in which they are tried: a profile comes before one whose columns it extends. */
static const struct {
    enum ll_csv_profile profile;
    const char *name;
    enum ll_doc_type doc_type;
    enum ll_date_order date_order;
    enum ll_decimal_format decimal;
    bool one_per_row;
    bool carry_down;
} profile_rows[] = {
    {LL_CSV_PROFILE_CREDITS, "credits", LL_DOC_CREDIT_NOTE, LL_DATE_UNKNOWN, LL_DECIMAL_POINT,
     false, false},
    {LL_CSV_PROFILE_GENERIC, "generic", LL_DOC_ORDER, LL_DATE_UNKNOWN, LL_DECIMAL_POINT, false,
     false},
    {LL_CSV_PROFILE_DEVICES, "devices", LL_DOC_ASSET_LIST, LL_DATE_UNKNOWN, LL_DECIMAL_POINT, true,
     false},
    {LL_CSV_PROFILE_COUPA, "coupa", LL_DOC_ORDER, LL_DATE_UNKNOWN, LL_DECIMAL_POINT, false, false},
    {LL_CSV_PROFILE_ODOO, "odoo", LL_DOC_ORDER, LL_DATE_UNKNOWN, LL_DECIMAL_POINT, false, true},
    {LL_CSV_PROFILE_SAP, "sap", LL_DOC_ORDER, LL_DATE_DMY, LL_DECIMAL_COMMA, false, false},
    {LL_CSV_PROFILE_SNIPEIT, "snipeit", LL_DOC_ASSET_LIST, LL_DATE_MDY, LL_DECIMAL_POINT, true,
     false},
};
#define PROFILE_ROWS (sizeof(profile_rows) / sizeof(profile_rows[0]))

/* The field of the record a column is about, for messages. */
static const enum ll_purchase_field column_fields[LL_COL_COUNT] = {
    [LL_COL_DOC_ID] = LL_PF_DOC_ID,
    [LL_COL_CLIENT] = LL_PF_CLIENT,
    [LL_COL_LINE_ID] = LL_PF_LINE_ID,
    [LL_COL_ASSET] = LL_PF_LINE_ID,
    [LL_COL_CLASS] = LL_PF_CLASS,
    [LL_COL_CATEGORY] = LL_PF_CLASS,
    [LL_COL_CODE] = LL_PF_CLASS,
    [LL_COL_PRODUCT] = LL_PF_PART,
    [LL_COL_QUANTITY] = LL_PF_QUANTITY,
    [LL_COL_UNIT] = LL_PF_UNIT,
    [LL_COL_IMEI] = LL_PF_IMEI,
    [LL_COL_SERIAL] = LL_PF_SERIAL,
    [LL_COL_DATE] = LL_PF_DATE,
    [LL_COL_PRICE] = LL_PF_PRICE,
    [LL_COL_CURRENCY] = LL_PF_CURRENCY,
    [LL_COL_TEXT] = LL_PF_TEXT,
    [LL_COL_TRIGGER] = LL_PF_TRIGGER,
    [LL_COL_PART] = LL_PF_PART,
    [LL_COL_GTIN] = LL_PF_GTIN,
    [LL_COL_MAKER] = LL_PF_MAKER,
    [LL_COL_BUYER] = LL_PF_BUYER,
    [LL_COL_SELLER] = LL_PF_SELLER,
    [LL_COL_STATUS] = LL_PF_STATUS,
    [LL_COL_TYPE] = LL_PF_DOCUMENT,
    [LL_COL_OF_DOCUMENT] = LL_PF_REFERENCE,
    [LL_COL_ORDER_LINE] = LL_PF_ORDER_LINE,
};

/* What a message says where the file has no such column. */
static const char *const default_labels[LL_PF_COUNT] = {
    [LL_PF_DOCUMENT] = "document",   [LL_PF_DOC_ID] = "document number",
    [LL_PF_DATE] = "date",           [LL_PF_CURRENCY] = "currency",
    [LL_PF_BUYER] = "buyer",         [LL_PF_SELLER] = "seller",
    [LL_PF_REFERENCE] = "reference", [LL_PF_LINE_ID] = "line number",
    [LL_PF_CLASS] = "device class",  [LL_PF_QUANTITY] = "quantity",
    [LL_PF_UNIT] = "unit",           [LL_PF_PRICE] = "price",
    [LL_PF_IMEI] = "imei",           [LL_PF_SERIAL] = "serial",
    [LL_PF_TEXT] = "description",    [LL_PF_TRIGGER] = "trigger",
    [LL_PF_CLIENT] = "client",       [LL_PF_PART] = "article number",
    [LL_PF_GTIN] = "gtin",           [LL_PF_MAKER] = "maker",
    [LL_PF_STATUS] = "status",       [LL_PF_ORDER_LINE] = "order line",
};

const char *ll_csv_profile_name(enum ll_csv_profile profile)
{
    for (size_t i = 0; i < PROFILE_ROWS; i++) {
        if (profile_rows[i].profile == profile) {
            return profile_rows[i].name;
        }
    }
    return "?";
}

bool ll_csv_profile_from_name(struct ll_str name, enum ll_csv_profile *ret_profile)
{
    for (size_t i = 0; i < PROFILE_ROWS; i++) {
        if (ll_str_eq_cstr(name, profile_rows[i].name)) {
            *ret_profile = profile_rows[i].profile;
            return true;
        }
    }
    return false;
}

/* Equal but for the case of ASCII and of U+00C0 to U+00DE; `h` is trimmed, `w` in lower case. */
static bool heading_is(struct ll_str h, struct ll_str w)
{
    unsigned char before = 0;
    if (h.len != w.len) {
        return false;
    }
    for (size_t i = 0; i < h.len; i++) {
        unsigned char c = (unsigned char)h.ptr[i];
        unsigned char low = c;
        if ((c >= 'A' && c <= 'Z') || (before == 0xc3 && c >= 0x80 && c <= 0x9e)) {
            low = (unsigned char)(c + 0x20);
        }
        if (low != (unsigned char)w.ptr[i]) {
            return false;
        }
        before = c;
    }
    return true;
}

static size_t column_of(const struct ll_csv_row *heading, struct ll_str want)
{
    for (size_t i = 0; i < heading->count; i++) {
        if (heading_is(heading->fields[i], want)) {
            return i;
        }
    }
    return LL_COL_NONE;
}

/* The first needed heading that is not there, or NULL. */
static const char *missing(enum ll_csv_profile profile, const struct ll_csv_row *heading,
                           bool signs_only)
{
    for (size_t i = 0; i < COLUMN_ROWS; i++) {
        const struct column_row *row = &column_rows[i];
        bool needed = row->need == 'R' || (row->need == 'r' && !signs_only);
        if (row->profile == profile && needed && column_of(heading, row->heading) == LL_COL_NONE) {
            return row->heading.ptr;
        }
    }
    return NULL;
}

/* A heading of the profile that two columns have, or NULL: which of them counts is not known. */
static const char *twice(enum ll_csv_profile profile, const struct ll_csv_row *heading)
{
    for (size_t i = 0; i < COLUMN_ROWS; i++) {
        const struct column_row *row = &column_rows[i];
        if (row->profile != profile) {
            continue;
        }
        size_t count = 0;
        for (size_t k = 0; k < heading->count; k++) {
            count += heading_is(heading->fields[k], row->heading) ? 1 : 0;
        }
        if (count > 1) {
            return row->heading.ptr;
        }
    }
    return NULL;
}

static void fit(const struct ll_csv_row *heading, size_t at, struct ll_csv_columns *columns)
{
    *columns = (struct ll_csv_columns){.profile = profile_rows[at].profile,
                                       .doc_type = profile_rows[at].doc_type,
                                       .date_order = profile_rows[at].date_order,
                                       .decimal = profile_rows[at].decimal,
                                       .one_per_row = profile_rows[at].one_per_row,
                                       .carry_down = profile_rows[at].carry_down,
                                       .count = heading->count};
    for (size_t i = 0; i < LL_COL_COUNT; i++) {
        columns->index[i] = LL_COL_NONE;
    }
    memcpy(columns->labels, default_labels, sizeof(default_labels));
    for (size_t i = 0; i < COLUMN_ROWS; i++) {
        const struct column_row *row = &column_rows[i];
        if (row->profile == columns->profile && columns->index[row->column] == LL_COL_NONE) {
            columns->index[row->column] = column_of(heading, row->heading);
        }
    }
}

static enum ll_status take_labels(struct ll_arena *arena, const struct ll_csv_row *heading,
                                  struct ll_csv_columns *columns, struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_COL_COUNT; i++) {
        size_t at = columns->index[i];
        if (at == LL_COL_NONE) {
            continue;
        }
        char *label = ll_str_to_cstr(arena, heading->fields[at]);
        if (label == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the headings");
        }
        columns->labels[column_fields[i]] = label;
    }
    return LL_OK;
}

/* What was found, for the message; no further than the first line break or control character. */
static struct ll_str heading_shown(const struct ll_csv_row *heading, char buf[HEADING_SHOWN_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < heading->count; i++) {
        struct ll_str field = heading->fields[i];
        if (len + field.len + 2 > HEADING_SHOWN_MAX) {
            break;
        }
        if (i > 0) {
            buf[len++] = ',';
            buf[len++] = ' ';
        }
        for (size_t k = 0; k < field.len; k++) {
            buf[len++] = (unsigned char)field.ptr[k] < 0x20 ? ' ' : field.ptr[k];
        }
    }
    return (struct ll_str){buf, len};
}

static enum ll_status trim_all(struct ll_arena *arena, const struct ll_csv_row *given,
                               struct ll_csv_row *ret_trimmed, struct ll_err *reterr)
{
    struct ll_str *fields = LL_NEW_ARRAY(arena, struct ll_str, given->count);
    if (fields == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the headings");
    }
    for (size_t i = 0; i < given->count; i++) {
        fields[i] = ll_str_trim(given->fields[i]);
    }
    *ret_trimmed = *given;
    ret_trimmed->fields = fields;
    return LL_OK;
}

static enum ll_status find_columns(struct ll_arena *arena, enum ll_csv_profile profile,
                                   const struct ll_csv_row *heading,
                                   struct ll_csv_columns *ret_columns, struct ll_err *reterr)
{
    struct ll_csv_columns columns;
    char buf[HEADING_SHOWN_MAX];
    for (size_t i = 0; i < PROFILE_ROWS; i++) {
        bool stated = profile_rows[i].profile == profile;
        bool tried = stated || profile == LL_CSV_PROFILE_UNKNOWN;
        if (!tried || (!stated && missing(profile_rows[i].profile, heading, true) != NULL)) {
            continue;
        }
        const char *lacking = missing(profile_rows[i].profile, heading, false);
        if (lacking != NULL) {
            return LL_FAIL(reterr, LL_EPARSE,
                           "E_CSV_COLUMNS: the %s profile needs a column \"%s\"; the heading has: "
                           "%.*s",
                           profile_rows[i].name, lacking, LL_STR_ARG(heading_shown(heading, buf)));
        }
        const char *doubled = twice(profile_rows[i].profile, heading);
        if (doubled != NULL) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EPARSE, "E_CSV_COLUMNS: two columns are called \"%s\"", doubled);
            ll_err_hint(reterr, "keep one of them: the file does not say which counts");
            return status;
        }
        fit(heading, i, &columns);
        LL_TRY(take_labels(arena, heading, &columns, reterr));
        *ret_columns = columns;
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EUNSUPPORTED,
                "E_CSV_COLUMNS: the heading is of no known kind of file; it has: %.*s",
                LL_STR_ARG(heading_shown(heading, buf)));
    if (reterr != NULL) {
        ll_err_hint(reterr, "name the columns document_id, device_class and quantity (or imei, "
                            "serial), or state the profile");
    }
    return status;
}

enum ll_status ll_csv_columns_find(struct ll_arena *arena, enum ll_csv_profile profile,
                                   const struct ll_csv_row *heading,
                                   struct ll_csv_columns *ret_columns, struct ll_err *reterr)
{
    struct ll_csv_row trimmed;
    LL_TRY(trim_all(arena, heading, &trimmed, reterr));
    return find_columns(arena, profile, &trimmed, ret_columns, reterr);
}

/* ---- dates ---- */

struct date_parts {
    int value[3];
    size_t digits[3];
    char mark;
};

static bool scan_date(struct ll_str s, struct date_parts *ret_parts, size_t *ret_used)
{
    struct date_parts parts = {.mark = 0};
    size_t part = 0;
    size_t i = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= '0' && c <= '9') {
            if (parts.digits[part] == 4) {
                return false;
            }
            parts.value[part] = parts.value[part] * 10 + (c - '0');
            parts.digits[part]++;
        } else if ((c == '-' || c == '/' || c == '.') && part < 2 && parts.digits[part] > 0 &&
                   (parts.mark == 0 || parts.mark == c)) {
            parts.mark = c;
            part++;
        } else {
            break;
        }
    }
    *ret_parts = parts;
    *ret_used = i;
    return part == 2 && parts.digits[2] > 0;
}

/* " 08:00:00", "T09:14:50Z", "T09:14:50.123+01:00" or nothing. */
static bool is_time(struct ll_str s)
{
    if (s.len == 0) {
        return true;
    }
    if ((s.ptr[0] != 'T' && s.ptr[0] != ' ') || s.len > 32) {
        return false;
    }
    for (size_t i = 1; i < s.len; i++) {
        if (memchr("0123456789:.+-Z ", s.ptr[i], 16) == NULL) {
            return false;
        }
    }
    return true;
}

static bool real_day(int year, int month, int day, struct ll_date *ret_date)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days[month - 1] + (month == 2 && leap)) {
        return false;
    }
    *ret_date = ll_date_from_ymd(year, month, day);
    return true;
}

static enum ll_date_order order_of(const struct date_parts *parts, enum ll_date_order stated)
{
    if (parts->digits[0] == 4) {
        return LL_DATE_YMD;
    }
    if (parts->mark == '.' || stated == LL_DATE_DMY) {
        return LL_DATE_DMY;
    }
    if (stated != LL_DATE_UNKNOWN) {
        return stated;
    }
    if (parts->value[0] > 12 || parts->value[0] == parts->value[1]) {
        return LL_DATE_DMY;
    }
    return parts->value[1] > 12 ? LL_DATE_MDY : LL_DATE_UNKNOWN;
}

enum ll_status ll_csv_date(struct ll_str text, enum ll_date_order order, struct ll_date *ret_date,
                           struct ll_err *reterr)
{
    struct ll_str s = ll_str_trim(text);
    struct date_parts parts;
    size_t used = 0;
    if (!scan_date(s, &parts, &used) || !is_time(ll_str_sub(s, used, s.len))) {
        return LL_FAIL(reterr, LL_EPARSE, "this is no date: write it as 2026-03-05");
    }
    size_t year_at = parts.digits[0] == 4 ? 0 : 2;
    int year = parts.value[year_at];
    if (parts.digits[year_at] == 2) {
        year += year < 80 ? 2000 : 1900;
    } else if (parts.digits[year_at] != 4) {
        return LL_FAIL(reterr, LL_EPARSE, "the year has neither two nor four digits");
    }
    int month = parts.value[1];
    int day = parts.value[2];
    switch (order_of(&parts, order)) {
    case LL_DATE_UNKNOWN:
        return LL_FAIL(reterr, LL_EPARSE,
                       "the date can be read in two ways: write it as 2026-03-05, or state the "
                       "order of day and month");
    case LL_DATE_YMD:
        if (year_at != 0) {
            return LL_FAIL(reterr, LL_EPARSE, "the date does not begin with the year");
        }
        break;
    case LL_DATE_DMY:
        month = parts.value[1];
        day = parts.value[0];
        break;
    case LL_DATE_MDY:
        month = parts.value[0];
        day = parts.value[1];
        break;
    }
    return real_day(year, month, day, ret_date)
               ? LL_OK
               : LL_FAIL(reterr, LL_EPARSE, "there is no such day: write it as 2026-03-05");
}
