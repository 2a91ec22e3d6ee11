#include "core/notification_form.h"

#include <string.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))
#define SERIAL_DIGITS 6
#define SERIALS_END 1000000

/* What a party says of itself: registration, address, contact, telephone, e-mail. */
#define PARTY_TEXTS(party, block)                                                                  \
    {party "-registration", block}, {party "-address", block}, {party "-contact", block},          \
        {party "-telephone", block},                                                               \
    {                                                                                              \
        party "-email", block                                                                      \
    }

const struct ll_form_text ll_form_texts[] = {
    PARTY_TEXTS("notifier", "1"),  PARTY_TEXTS("consignee", "2"), PARTY_TEXTS("carrier", "8"),
    PARTY_TEXTS("generator", "9"), {"generation-site", "9"},      {"generation-process", "9"},
    PARTY_TEXTS("plant", "10"),    {"treatment-site", "10"},      {"technology", "11"},
    {"export-reason", "11"},       {"designation", "12"},         {"hazard-code", "14"},
    {"customs-offices", "16"},     {"start-address", "extra"},    {"packaging-other", "7"},
    {"physical-other", "13"},
};
const size_t ll_form_text_count = LENGTH(ll_form_texts);

#define PARTY_ENTRIES(number, words, party)                                                        \
    {number, words ": name", LL_FORM_KEPT, NULL},                                                  \
        {number, words ": registration", LL_FORM_TEXT, party "-registration"},                     \
        {number, words ": address", LL_FORM_TEXT, party "-address"},                               \
        {number, words ": contact", LL_FORM_TEXT, party "-contact"},                               \
        {number, words ": telephone", LL_FORM_TEXT, party "-telephone"},                           \
    {                                                                                              \
        number, words ": e-mail", LL_FORM_TEXT, party "-email"                                     \
    }

static const struct ll_form_entry entries[] = {
    PARTY_ENTRIES("1", "exporter-notifier", "notifier"),
    PARTY_ENTRIES("2", "importer-consignee", "consignee"),
    {"3", "notification no", LL_FORM_NUMBER, NULL},
    {"3", "", LL_FORM_KEPT, NULL},
    {"4", "", LL_FORM_KEPT, NULL},
    {"5", "total intended quantity min/max, tonnes", LL_FORM_KEPT, NULL},
    {"5", "", LL_FORM_OTHERWISE, NULL},
    {"6", "", LL_FORM_KEPT, NULL},
    {"7", "packaging", LL_FORM_PACKAGING, NULL},
    {"7", "special handling", LL_FORM_KEPT, NULL},
    {"8", "intended carrier(s): name", LL_FORM_CARRIERS, NULL},
    PARTY_ENTRIES("8", "intended carrier(s)", "carrier"),
    {"8", "means of transport", LL_FORM_CARRIERS, NULL},
    PARTY_ENTRIES("9", "generator(s)-producer(s)", "generator"),
    {"9", "site of generation", LL_FORM_TEXT, "generation-site"},
    {"9", "process of generation", LL_FORM_TEXT, "generation-process"},
    {"10", "disposal or recovery facility tick", LL_FORM_KEPT, NULL},
    PARTY_ENTRIES("10", "facility", "plant"),
    {"10", "actual site", LL_FORM_TEXT, "treatment-site"},
    {"10", "interim facility flag", LL_FORM_KEPT, NULL},
    {"11", "D-code", LL_FORM_KEPT, NULL},
    {"11", "technology", LL_FORM_TEXT, "technology"},
    {"11", "reason for export", LL_FORM_TEXT, "export-reason"},
    {"12", "designation", LL_FORM_TEXT, "designation"},
    {"13", "physical", LL_FORM_PHYSICAL, NULL},
    {"14", "(viii)", LL_FORM_HAZARD, "hazard-code"},
    {"14", "", LL_FORM_CODES, NULL},
    {"15", "(a)", LL_FORM_KEPT, NULL},
    {"15", "(b) competent authority code of export", LL_FORM_EXPORT, NULL},
    {"15", "(b) competent authority code of transit", LL_FORM_TRANSIT, NULL},
    {"15", "(b) competent authority code of import", LL_FORM_IMPORT, NULL},
    {"15", "(c) entry and/or exit point of export", LL_FORM_EXPORT, NULL},
    {"15", "(c) entry and/or exit point of transit", LL_FORM_TRANSIT, NULL},
    {"15", "(c) entry and/or exit point of import", LL_FORM_IMPORT, NULL},
    {"16", "", LL_FORM_TEXT, "customs-offices"},
    {"17", "declares contract", LL_FORM_CONTRACT, NULL},
    {"17", "", LL_FORM_SIGNED, NULL},
    {"18", "", LL_FORM_KEPT, NULL},
    {"19", "", LL_FORM_AUTHORITY, NULL},
    {"20", "", LL_FORM_AUTHORITY, NULL},
    {"21", "", LL_FORM_AUTHORITY, NULL},
    {"extra", "address of location", LL_FORM_TEXT, "start-address"},
    {"extra", "", LL_FORM_OTHERWISE, NULL},
};

const struct ll_form_entry *ll_form_entry_of(const struct ll_permit_form_field *field)
{
    struct ll_str text = ll_str_from_cstr(field->field);
    for (size_t i = 0; i < LENGTH(entries); i++) {
        if (ll_str_eq_cstr(ll_str_from_cstr(field->block), entries[i].block) &&
            ll_str_starts(text, ll_str_from_cstr(entries[i].field))) {
            return &entries[i];
        }
    }
    return NULL;
}

const struct ll_form_text *ll_form_text_find(struct ll_str code)
{
    for (size_t i = 0; i < ll_form_text_count; i++) {
        if (ll_str_eq_cstr(code, ll_form_texts[i].code)) {
            return &ll_form_texts[i];
        }
    }
    return NULL;
}

const char *ll_form_other_of(const char *list, struct ll_str codes)
{
    static const struct {
        const char *list;
        char code;
        const char *text;
    } others[] = {{"packaging", '9', "packaging-other"}, {"physical", '7', "physical-other"}};
    for (size_t i = 0; i < LENGTH(others); i++) {
        if (strcmp(list, others[i].list) == 0 &&
            ll_str_find_char(codes, others[i].code) < codes.len) {
            return others[i].text;
        }
    }
    return NULL;
}

bool ll_form_text_is_carriers(struct ll_str code)
{
    return ll_str_starts(code, LL_STR("carrier-"));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum ll_status ll_notification_check_number(struct ll_str number, struct ll_str country, bool is_eu,
                                            struct ll_err *reterr)
{
    if (!is_eu) {
        return LL_OK;
    }
    bool is_good = number.len == 12 && country.len == 2 && ll_str_starts(number, country);
    for (size_t i = 2; is_good && i < number.len; i++) {
        bool is_letter = number.ptr[i] >= 'A' && number.ptr[i] <= 'Z';
        is_good = is_digit(number.ptr[i]) || (i >= 6 && is_letter);
    }
    if (is_good) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no number of a notification from %.*s",
                LL_STR_ARG(number), LL_STR_ARG(country));
    ll_err_where(reterr, "number");
    ll_err_hint(reterr,
                "it begins with %.*s, two digits of the authority and two of the year, and has "
                "twelve characters (Implementing Regulation (EU) 2025/1290 Art.15(3))",
                LL_STR_ARG(country));
    return status;
}

struct ll_str ll_notification_of_movement(struct ll_str number)
{
    if (number.len <= SERIAL_DIGITS + 1 || number.ptr[number.len - SERIAL_DIGITS - 1] != '.') {
        return LL_STR("");
    }
    for (size_t i = number.len - SERIAL_DIGITS; i < number.len; i++) {
        if (!is_digit(number.ptr[i])) {
            return LL_STR("");
        }
    }
    return ll_str_sub(number, 0, number.len - SERIAL_DIGITS - 1);
}

void ll_notification_movement_number(struct ll_str number, int64_t serial,
                                     char ret_text[LL_MOVEMENT_NUMBER_MAX])
{
    LL_ASSERT(serial >= 1 && serial < SERIALS_END && number.len <= 64);
    memcpy(ret_text, number.ptr, number.len);
    ret_text[number.len] = '.';
    for (size_t i = SERIAL_DIGITS; i > 0; i--, serial /= 10) {
        ret_text[number.len + i] = (char)('0' + serial % 10);
    }
    ret_text[number.len + 1 + SERIAL_DIGITS] = '\0';
}
