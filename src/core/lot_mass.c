#include "core/lot_mass.h"

enum ll_status ll_lot_mass(struct ll_mass lot_mass, struct ll_units lot_units, struct ll_span units,
                           struct ll_mass *ret_mass, struct ll_err *reterr)
{
    __extension__ typedef __int128 wide;
    if (!ll_span_ok(units) || units.hi > lot_units.n || lot_units.n > LL_UNITS_MAX ||
        lot_mass.g < 0 || lot_mass.g > LL_MASS_G_MAX) {
        return LL_FAIL(reterr, LL_ECORRUPT, "units [%lld, %lld) of a lot of %lld units and %lld g",
                       (long long)units.lo, (long long)units.hi, (long long)lot_units.n,
                       (long long)lot_mass.g);
    }
    ret_mass->g = (int64_t)((wide)lot_mass.g * units.hi / lot_units.n -
                            (wide)lot_mass.g * units.lo / lot_units.n);
    return LL_OK;
}
