/* The shapes of values in events and in what plants sign, and checking them. Not for other folders.
 */
#ifndef LL_AUDIT_SHAPE_H
#define LL_AUDIT_SHAPE_H

#include "audit/model.h"

/*
 * Shapes keep personal data and free text out: codes, ids, numbers, dates, hexadecimal, words of an
 * enumeration. TOKEN is the widest: what others number (seals, records, serials).
 */
enum shape {
    SHAPE_CODE,
    SHAPE_TOKEN,
    SHAPE_ORIGIN,
    SHAPE_SITE, /* address of a site on the web, without anything behind the host */
    SHAPE_COUNTRY,
    SHAPE_CURRENCY,
    SHAPE_ID,  /* prefix */
    SHAPE_HEX, /* size: bytes */
    SHAPE_INTEGER,
    SHAPE_COUNT, /* 0 or more */
    SHAPE_DATE,
    SHAPE_MONTH,
    SHAPE_BOOL,
    SHAPE_ENUM,      /* rows */
    SHAPE_CODES,     /* list */
    SHAPE_COUNTRIES, /* list */
    SHAPE_OBJECT,    /* sub */
    SHAPE_OBJECTS,   /* list of sub */
    SHAPE_WORDS,     /* compared with a literal afterwards */
    SHAPE_STATEMENT, /* canonical JSON of a restricted kind, as text */
};
struct member {
    const char *name;
    enum shape shape;
    bool optional;
    size_t size;
    const char *prefix;
    const struct ll_enum_row *rows;
    size_t row_count;
    const struct ll_audit_members *sub;
};
struct ll_audit_members {
    const struct member *items;
    size_t count;
};

/* The object has the members that it must, no others, each in its shape; findings otherwise. */
bool ll_shape_check(struct ll_audit *a, const struct ll_audit_members *members,
                    const struct ll_json *value);

#endif
