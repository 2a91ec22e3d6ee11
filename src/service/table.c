#include "service/table.h"

#define LL_SERVICE(name) &ll_service_##name,
const struct ll_service *const ll_services[] = {
#include "service/services.def"
};
#undef LL_SERVICE

const size_t ll_service_count = sizeof(ll_services) / sizeof(ll_services[0]);

const struct ll_service *ll_service_find(struct ll_str noun, struct ll_str verb)
{
    for (size_t i = 0; i < ll_service_count; i++) {
        if (ll_str_eq_cstr(noun, ll_services[i]->noun) &&
            ll_str_eq_cstr(verb, ll_services[i]->verb)) {
            return ll_services[i];
        }
    }
    return NULL;
}
