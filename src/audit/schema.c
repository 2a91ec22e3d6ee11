/* The store's schema: what keeps the promises while nobody audits. */
#include "audit/model.h"

static enum ll_audit_code code_of(const struct ll_store_difference *d)
{
    return d->how == LL_STORE_MISSING   ? LL_AUDIT_SCHEMA_MISSING
           : d->how == LL_STORE_CHANGED ? LL_AUDIT_SCHEMA_CHANGED
                                        : LL_AUDIT_SCHEMA_FOREIGN;
}

/* What to do about it. */
static const char *mend(const struct ll_store_difference *d)
{
    if (d->how == LL_STORE_FOREIGN && !d->is_projection) {
        return LL_R("whoever made it should drop it");
    }
    return d->is_projection
               ? LL_R("'loopledger db upgrade' makes its table anew from the events")
               : LL_R("restore a backup that has it, and compare what was stored since");
}

enum ll_status ll_audit_schema(struct ll_audit *a, struct ll_err *reterr)
{
    static const char *const says[] = {
        [LL_STORE_MISSING] = LL_R("is missing"),
        [LL_STORE_CHANGED] = LL_R("is changed or switched off"),
        [LL_STORE_FOREIGN] = LL_R("is none of this program's"),
    };
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    const struct ll_store_difference *d = NULL;
    LL_TRY(ll_store_compare_schema(a->store, a->scratch, &d, reterr));
    for (; d != NULL; d = d->next) {
        if (ll_str_eq(d->table, d->name)) {
            ll_audit_find_fault(a, code_of(d), NULL, "%.*s %.*s %s: %s", LL_STR_ARG(d->kind),
                                LL_STR_ARG(d->name), says[d->how], mend(d));
        } else {
            ll_audit_find_fault(a, code_of(d), NULL, "%.*s %.*s of %.*s %s: %s",
                                LL_STR_ARG(d->kind), LL_STR_ARG(d->name), LL_STR_ARG(d->table),
                                says[d->how], mend(d));
        }
        a->cannot_read = a->cannot_read || d->stops_reading;
    }
    ll_arena_rewind(a->scratch, mark);
    if (a->cannot_read) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_UNREADABLE, NULL,
                            "a table or column is missing or changed: no row is audited");
    }
    return LL_OK;
}
