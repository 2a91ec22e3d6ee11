#include "core/limbs.h"

__extension__ typedef unsigned __int128 wide;

uint64_t ll_limbs_mul(uint64_t *a, size_t count, uint64_t by)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < count; i++) {
        wide product = (wide)a[i] * by + carry;
        a[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    return carry;
}

uint64_t ll_limbs_div(uint64_t *a, size_t count, uint64_t by)
{
    uint64_t rest = 0;
    for (size_t i = count; i > 0; i--) {
        wide dividend = (wide)rest << 64 | a[i - 1];
        a[i - 1] = (uint64_t)(dividend / by);
        rest = (uint64_t)(dividend % by);
    }
    return rest;
}

uint64_t ll_limbs_add(uint64_t *a, const uint64_t *b, size_t count)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < count; i++) {
        wide sum = (wide)a[i] + b[i] + carry;
        a[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return carry;
}

uint64_t ll_limbs_add_one(uint64_t *a, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        a[i]++;
        if (a[i] != 0) {
            return 0;
        }
    }
    return 1;
}

int ll_limbs_cmp(const uint64_t *a, const uint64_t *b, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        if (a[i - 1] != b[i - 1]) {
            return a[i - 1] < b[i - 1] ? -1 : 1;
        }
    }
    return 0;
}
