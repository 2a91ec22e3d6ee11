/*
 * What the files of the record module share: facts about the types of fields, and the checks that
 * a value passes on its way in, whether it came as JSON or as text. Not for other modules.
 */
#ifndef LL_BASE_RECORD_FIELD_H
#define LL_BASE_RECORD_FIELD_H

#include "base/record.h"

#define LL_FIELD_TYPE_COUNT ((size_t)LL_FIELD_FILE + 1)
#define LL_FIELD_STR_MAX 4096 /* bytes of a string, when its field states no limit */
#define LL_FIELD_CODE_MAX 64  /* bytes of a code */
#define LL_FIELD_DEPTH_MAX 8  /* records in records */
#define LL_RECORD_FIELDS_MAX 64

struct ll_field_facts {
    size_t size;
    size_t align;
    int64_t min; /* of the value, length or count, when the field states no limits */
    int64_t max;
    const char *form; /* what to give: "a whole number" */
};
const struct ll_field_facts *ll_field_facts(enum ll_field_type type);

/* The limits of one field. A required string without stated limits may not be empty. */
void ll_field_limits(const struct ll_field *field, int64_t *ret_min, int64_t *ret_max);

/* LL_EINVAL: `given` (quoted when not NULL) and `what`; the hint says what the field takes. */
LL_MUST enum ll_status ll_field_refuse(const struct ll_field *field, const struct ll_str *given,
                                       const char *what, struct ll_err *reterr);
LL_MUST enum ll_status ll_field_no_memory(struct ll_err *reterr);

/* Is `value` within the limits? */
LL_MUST enum ll_status ll_field_check_i64(const struct ll_field *field, int64_t value,
                                          struct ll_err *reterr);
/* STR and the items of STRS (then without the field's limits, which are the list's). */
LL_MUST enum ll_status ll_field_check_str(const struct ll_field *field, struct ll_str s,
                                          struct ll_err *reterr);
LL_MUST enum ll_status ll_field_check_item(const struct ll_field *field, struct ll_str s,
                                           struct ll_err *reterr);
LL_MUST enum ll_status ll_field_check_money(const struct ll_field *field, struct ll_str currency,
                                            int64_t minor, struct ll_money *ret_money,
                                            struct ll_err *reterr);
/*
 * Types that are one string in JSON and as text alike: CODE, REF, ID, TIME, DATE, MONTH, ENUM.
 * CODE and REF borrow `s`.
 */
LL_MUST enum ll_status ll_field_read_word(const struct ll_field *field, struct ll_str s,
                                          void *ret_slot, struct ll_err *reterr);
/* Bytes from hex. */
LL_MUST enum ll_status ll_field_read_hex(struct ll_arena *arena, const struct ll_field *field,
                                         struct ll_str s, struct ll_str *ret_bytes,
                                         struct ll_err *reterr);
/* Say that it came. */
void ll_field_mark_present(const struct ll_field *field, void *ret_struct);

#endif
