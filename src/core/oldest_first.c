#include "core/oldest_first.h"

enum ll_status ll_oldest_first(const struct ll_mass *left, size_t count, struct ll_mass wanted,
                               struct ll_mass *ret_taken)
{
    int64_t open_g = wanted.g;
    for (size_t i = 0; i < count; i++) {
        ret_taken[i].g = left[i].g < open_g ? left[i].g : open_g;
        open_g -= ret_taken[i].g;
    }
    if (open_g == 0) {
        return LL_OK;
    }
    for (size_t i = 0; i < count; i++) {
        ret_taken[i].g = 0;
    }
    return LL_ESHORT;
}
