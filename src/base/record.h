/*
 * Records: a C struct described by a table of fields, read from JSON, written as canonical JSON,
 * and filled from text (command-line options, form fields, CSV cells). The same table serves event
 * bodies, service inputs, help texts and documents, so the names cannot drift apart.
 *
 * A field's table must be sorted by name in UTF-16 order (all names are ASCII, [a-z_0-9]), so that
 * writing in table order is canonical; ll_record_check asserts it in a test.
 */
#ifndef LL_BASE_RECORD_H
#define LL_BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/json.h"
#include "base/qty.h"
#include "base/time.h"

enum ll_field_type {
    LL_FIELD_I64,   /* int64_t; min and max */
    LL_FIELD_BOOL,  /* bool */
    LL_FIELD_STR,   /* struct ll_str; min and max = length in bytes; no control characters */
    LL_FIELD_CODE,  /* struct ll_str: [a-z0-9] then [a-z0-9._-], at most 64 */
    LL_FIELD_REF,   /* struct ll_str: an id's text or a code; what it names is the service's to find
                     */
    LL_FIELD_ID,    /* struct ll_id (or a struct of one); id_prefix */
    LL_FIELD_TIME,  /* struct ll_time */
    LL_FIELD_DATE,  /* struct ll_date */
    LL_FIELD_MONTH, /* struct ll_month */
    LL_FIELD_UNITS, /* struct ll_units: 0 … LL_UNITS_MAX, or min and max */
    LL_FIELD_MASS,  /* struct ll_mass, grams */
    LL_FIELD_MONEY, /* struct ll_money; JSON {"currency":"EUR","minor":150}; text "1.50 EUR" */
    LL_FIELD_BYTES, /* struct ll_str of raw bytes; JSON lower-case hex; min and max bytes */
    LL_FIELD_ENUM,  /* int; enum_rows: JSON and text carry the name */
    LL_FIELD_LIST,  /* struct ll_list of sub-records (sub); max = most items */
    LL_FIELD_STRS,  /* struct ll_list of struct ll_str; text: separated by commas; max items */
    LL_FIELD_FILE,  /* struct ll_file: text is a path the edge reads; never in an event */
};
/*
 * Limits of the types' own, for fields that state none (min and max 0; a min above 0 with max 0:
 * the type's max): I64 within 2^53 - 1; STR 4,096 bytes, and not empty when required; UNITS and
 * MASS from 0 to their maxima; MONEY from 0 (a field for negative amounts states its min); BYTES
 * 65,536; LIST 1,000,000 items; STRS 10,000 items of 1 to 4,096 bytes. At most 64 fields in a
 * record.
 */

/* Items one after another in an arena. */
struct ll_list {
    void *items;
    size_t count;
};

/* The content of a file given by a user. */
struct ll_file {
    struct ll_str name; /* as the user gave it, for messages */
    struct ll_str bytes;
};

/* One row of an enumeration's table (core/types.h makes them). */
struct ll_enum_row {
    int value;
    const char *name;
};

struct ll_record;

struct ll_field {
    const char *name;
    enum ll_field_type type;
    size_t offset;
    bool required;         /* absent is an error; an optional one keeps its zero value */
    size_t present_offset; /* optional: a bool that says it came; 0 when there is none (offset 0 is
                              never a presence flag) */
    int64_t min;
    int64_t max; /* 0 and 0: the type's own limits */
    const char *id_prefix;
    const struct ll_enum_row *enum_rows;
    size_t enum_row_count;
    const struct ll_record *sub; /* LIST */
    const char *help;            /* one line, for help, man page and API */
    const char *one_of; /* a group's name, for help: exactly one of its fields has to be given,
                           which the command sees to; none of them is required by itself */
    int place;     /* in a form, from 1: before those that state none; those required are first */
    bool operand;  /* a command takes it by position rather than by option */
    bool personal; /* personal data or free text: never in an event body */
    bool secret;   /* FILE: a key; the edge takes it from where nobody else reads it. STR: a
                      password; it is not quoted in a refusal */
};

struct ll_record {
    const char *name;
    size_t size; /* sizeof the struct */
    const struct ll_field *fields;
    size_t field_count;
};

/*
 * For tables: LL_MEMBER(struct tag, member, LL_REQ(TYPE) or LL_OPT(TYPE), further initialisers),
 * and LL_RECORD("name", struct tag, fields).
 */
#define LL_MEMBER(S, member, ...)                                                                  \
    {                                                                                              \
        .name = #member, .offset = offsetof(struct S, member), __VA_ARGS__                         \
    }
#define LL_REQ(TYPE) .type = LL_FIELD_##TYPE, .required = true
#define LL_OPT(TYPE) .type = LL_FIELD_##TYPE
#define LL_PRESENT(S, flag) .present_offset = offsetof(struct S, flag)
#define LL_ENUM_OF(type, TYPE)                                                                     \
    .enum_rows = ll_##type##_rows, .enum_row_count = LL_##TYPE##_ROW_COUNT
#define LL_RECORD(record_name, S, table)                                                           \
    {                                                                                              \
        .name = (record_name), .size = sizeof(struct S), .fields = (table),                        \
        .field_count = sizeof(table) / sizeof((table)[0]),                                         \
    }

/*
 * Fill a struct from a JSON object. Refuses unknown members, wrong types, missing required ones,
 * values outside limits: LL_EINVAL, reterr->where is the path ("lots[2].units"),
 * reterr->hint what the field takes. A FILE is refused. Every field is set: absent ones to zero.
 * LL_ENOMEM. O(members log fields). Strings and lists live in `arena` or in the JSON value.
 */
LL_MUST enum ll_status ll_record_from_json(struct ll_arena *arena, const struct ll_record *record,
                                           const struct ll_json *object, void *ret_struct,
                                           struct ll_err *reterr);
/* Append the canonical JSON text of a struct to `out`. Optional fields that are absent (presence
 * flag false; without a flag: zero, empty) are left out, and files always. Latches LL_EOVERFLOW for
 * an integer beyond 2^53 - 1, LL_EINVAL for an enum's unknown number, LL_EPARSE for a string that
 * is no UTF-8.
 */
void ll_record_to_json(const struct ll_record *record, const void *value, struct ll_strbuf *out);

/* Set one field from text, as an option or CSV cell gives it ("1.50 EUR", "12.5 kg" or "12500 g"
 * or "12500" for mass, "GH,NG" for STRS; LIST cannot be set from text). White space around is
 * dropped but for STR and FILE; of a FILE only the name is set. What is stored is copied to
 * `arena`. LL_EINVAL (where: the field's name; hint: what it takes), LL_ENOMEM. */
LL_MUST enum ll_status ll_field_from_text(struct ll_arena *arena, const struct ll_field *field,
                                          struct ll_str text, void *ret_struct,
                                          struct ll_err *reterr);
/* After fields were set one by one: are all required ones there? `given` has a bool per field. */
LL_MUST enum ll_status ll_record_complete(const struct ll_record *record, const bool *given,
                                          struct ll_err *reterr);
const struct ll_field *ll_record_find(const struct ll_record *record, struct ll_str name);
/* Asserts that the table is well formed (sorted, offsets inside, subs given), recursively. */
void ll_record_check(const struct ll_record *record);

/* Minor units of an ISO 4217 currency (0, 2 or 3), or -1 when unknown. */
int ll_currency_scale(const char *currency);

#endif
