/* The types a .sql file may name; those of ids and enumerations come from core's own lists. */
#include "sqlgen.h"

#include <string.h>

#include "core/types.h"

/* clang-format off: rows of a table */
#define SIMPLE(name, c_type, store, head, tail, shape)                                             \
    {                                                                                              \
        name, c_type, store, head, tail, "ll_row_" name, "", NULL, NULL, shape, NULL               \
    }
static const struct sqlgen_type types[] = {
    SIMPLE("i64", "int64_t", "I64", "ll_value_i64(", ")", "I64"),
    SIMPLE("text", "struct ll_str", "TEXT", "ll_value_text(", ")", "TEXT"),
    SIMPLE("bytes", "struct ll_str", "BYTES", "ll_value_bytes(", ")", "BYTES"),
    SIMPLE("bool", "bool", "I64", "ll_value_i64(", " ? 1 : 0)", "BOOL"),
    SIMPLE("time", "struct ll_time", "I64", "ll_value_i64(", ".us)", "TIME"),
    SIMPLE("date", "struct ll_date", "I64", "ll_value_i64(", ".days)", "DATE"),
    SIMPLE("month", "struct ll_month", "I64", "ll_value_i64(", ".months)", "MONTH"),
    SIMPLE("units", "struct ll_units", "I64", "ll_value_i64(", ".n)", "I64"),
    SIMPLE("mass", "struct ll_mass", "I64", "ll_value_i64(", ".g)", "I64"),
    SIMPLE("id", "struct ll_id", "BYTES", "ll_value_id(&", ")", NULL),
    {"public_key", "struct ll_str", "BYTES", "ll_value_bytes(", ")", "ll_row_bytes", "", NULL, NULL,
     "PUBLIC_KEY", NULL},
#define LL_ID(name, prefix)                                                                        \
    {#name "_id", "struct ll_" #name "_id",                                                        \
     "BYTES",     "ll_value_id(&",                                                                 \
     ".raw)",     "ll_row_id",                                                                     \
     ".raw",      NULL,                                                                            \
     NULL,        "ID",                                                                            \
     prefix},
#include "core/ids.def"
#undef LL_ID
#define ENUM(name, PREFIX, ROWS)                                                                   \
    {#name,                                                                                        \
     "enum ll_" #name,                                                                             \
     "I64",                                                                                        \
     "ll_value_i64((int64_t)",                                                                     \
     ")",                                                                                          \
     "ll_row_enum",                                                                                \
     "",                                                                                           \
     #name,                                                                                        \
     "LL_" #PREFIX "_ROW_COUNT",                                                                   \
     "ENUM",                                                                                       \
     NULL},
    LL_ENUMS(ENUM)
#undef ENUM
};
/* clang-format on */

const struct sqlgen_type *sqlgen_type_find(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strlen(types[i].name) == len && memcmp(types[i].name, name, len) == 0) {
            return &types[i];
        }
    }
    return NULL;
}
