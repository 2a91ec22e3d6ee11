#include "core/types.h"

#define ROW(symbol, number, text) {.value = (number), .name = (text)},
#define ENUM(type, PREFIX, ROWS)                                                                   \
    const struct ll_enum_row ll_##type##_rows[] = {ROWS(ROW)};                                     \
    const size_t ll_##type##_row_count = sizeof(ll_##type##_rows) / sizeof(ll_##type##_rows[0]);   \
    const char *ll_##type##_name(enum ll_##type value)                                             \
    {                                                                                              \
        for (size_t i = 0; i < ll_##type##_row_count; i++) {                                       \
            if (ll_##type##_rows[i].value == (int)value) {                                         \
                return ll_##type##_rows[i].name;                                                   \
            }                                                                                      \
        }                                                                                          \
        return "?";                                                                                \
    }                                                                                              \
    bool ll_##type##_from_name(struct ll_str name, enum ll_##type *ret_value)                      \
    {                                                                                              \
        for (size_t i = 0; i < ll_##type##_row_count; i++) {                                       \
            if (ll_str_eq_cstr(name, ll_##type##_rows[i].name)) {                                  \
                *ret_value = (enum ll_##type)ll_##type##_rows[i].value;                            \
                return true;                                                                       \
            }                                                                                      \
        }                                                                                          \
        return false;                                                                              \
    }
LL_ENUMS(ENUM)
