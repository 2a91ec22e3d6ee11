#include "core/yield.h"

#define UG_PER_G 1000000

__extension__ typedef __int128 wide;

struct ll_mass ll_yield_metal(struct ll_mass fraction, int64_t mg_per_t)
{
    return (struct ll_mass){(int64_t)((wide)fraction.g * mg_per_t / LL_YIELD_MG_PER_T)};
}

/* Every class weighs a gram at least, so that what a gram holds stays below 10^12 micrograms and
 * nothing here comes near 2^127. */
enum ll_status ll_yield_expected(const struct ll_yield_part *parts, size_t count,
                                 struct ll_mass weighed, struct ll_mass *ret_expected)
{
    wide held_ug = 0;
    wide usual_g = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].each.g <= 0) {
            return LL_EINVAL;
        }
        held_ug += (wide)parts[i].units * parts[i].ug_per_unit;
        usual_g += (wide)parts[i].units * parts[i].each.g;
    }
    if (usual_g <= 0) {
        return LL_EINVAL;
    }
    wide expected_g =
        (held_ug / usual_g * weighed.g + held_ug % usual_g * weighed.g / usual_g) / UG_PER_G;
    if (expected_g > INT64_MAX) {
        return LL_EOVERFLOW;
    }
    ret_expected->g = (int64_t)expected_g;
    return LL_OK;
}
