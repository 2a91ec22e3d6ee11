#include "core/types.h"

#define ROW(symbol, number, text) {.value = (number), .name = (text)},
#define ENUM(type, PREFIX, ROWS)                                                                   \
    const struct ll_enum_row ll_##type##_rows[] = {ROWS(ROW)};                                     \
    const char *ll_##type##_name(enum ll_##type value)                                             \
    {                                                                                              \
        for (size_t i = 0; i < LL_##PREFIX##_ROW_COUNT; i++) {                                     \
            if (ll_##type##_rows[i].value == (int)value) {                                         \
                return ll_##type##_rows[i].name;                                                   \
            }                                                                                      \
        }                                                                                          \
        return "?";                                                                                \
    }                                                                                              \
    bool ll_##type##_from_name(struct ll_str name, enum ll_##type *ret_value)                      \
    {                                                                                              \
        for (size_t i = 0; i < LL_##PREFIX##_ROW_COUNT; i++) {                                     \
            if (ll_str_eq_cstr(name, ll_##type##_rows[i].name)) {                                  \
                *ret_value = (enum ll_##type)ll_##type##_rows[i].value;                            \
                return true;                                                                       \
            }                                                                                      \
        }                                                                                          \
        return false;                                                                              \
    }
LL_ENUMS(ENUM)
