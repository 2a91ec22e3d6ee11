/* Comparing stored rows with the model: one column at a time. */
#include "audit/stored.h"

#include <string.h>

bool ll_stored_row(struct ll_stored *ret_row, struct ll_audit *a, const char *table,
                   const struct ll_object *object, enum ll_audit_kind kind, struct ll_str id,
                   bool *seen)
{
    *ret_row = (struct ll_stored){a, table, object};
    if (object == NULL || seen == NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_ROW_EXTRA, kind, id, "a row of %s that no event gives",
                               table);
        return false;
    }
    if (*seen) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_TWICE, object, "two rows of %s", table);
        return false;
    }
    *seen = true;
    return true;
}

void ll_stored_i64(const struct ll_stored *row, const char *column, int64_t stored, int64_t derived)
{
    if (stored != derived) {
        ll_audit_find_fault(row->a, LL_AUDIT_ROW_DIFFERS, row->object,
                            "%s.%s is %lld, the events give %lld", row->table, column,
                            (long long)stored, (long long)derived);
    }
}

void ll_stored_i64_opt(const struct ll_stored *row, const char *column, bool has, int64_t stored,
                       bool derived_has, int64_t derived)
{
    if (has != derived_has) {
        ll_audit_find_fault(row->a, LL_AUDIT_ROW_DIFFERS, row->object, "%s.%s is %s", row->table,
                            column, has ? "there, and should not be" : "missing");
    } else if (has) {
        ll_stored_i64(row, column, stored, derived);
    }
}

void ll_stored_text(const struct ll_stored *row, const char *column, struct ll_str stored,
                    struct ll_str derived)
{
    if (!ll_str_eq(stored, derived)) {
        ll_audit_find_fault(row->a, LL_AUDIT_ROW_DIFFERS, row->object,
                            "%s.%s is '%.*s', the events give '%.*s'", row->table, column,
                            (int)(stored.len < 64 ? stored.len : 64), stored.ptr,
                            (int)(derived.len < 64 ? derived.len : 64), derived.ptr);
    }
}

void ll_stored_text_opt(const struct ll_stored *row, const char *column, bool has,
                        struct ll_str stored, struct ll_str derived)
{
    ll_stored_text(row, column, has ? stored : LL_STR(""), derived);
}

void ll_stored_bytes(const struct ll_stored *row, const char *column, struct ll_str stored,
                     struct ll_str derived)
{
    if (!ll_str_eq(stored, derived)) {
        ll_audit_find_fault(row->a, LL_AUDIT_ROW_DIFFERS, row->object,
                            "%s.%s is not what the events give", row->table, column);
    }
}

void ll_stored_id(const struct ll_stored *row, const char *column, struct ll_str stored,
                  struct ll_id derived)
{
    ll_stored_bytes(row, column, stored,
                    (struct ll_str){(const char *)derived.b, sizeof(derived.b)});
}

void ll_stored_ref(const struct ll_stored *row, const char *column, bool has, struct ll_str stored,
                   const void *object)
{
    const struct ll_object *derived = object;
    if (has != (derived != NULL)) {
        ll_audit_find_fault(row->a, LL_AUDIT_ROW_DIFFERS, row->object, "%s.%s is %s", row->table,
                            column, has ? "there, and should not be" : "missing");
    } else if (derived != NULL) {
        ll_stored_id(row, column, stored, derived->id);
    }
}

void ll_stored_missing(struct ll_audit *a, const char *table, const struct ll_object *object,
                       const char *what, int64_t at)
{
    ll_audit_find_fault(a, LL_AUDIT_ROW_MISSING, object, "%s has no row for %s %lld", table, what,
                        (long long)at);
}

enum ll_status ll_stored_end(struct ll_audit *a, const char *table, enum ll_status status,
                             struct ll_err *reterr)
{
    if (status == LL_EEND) {
        return LL_OK;
    }
    if (status == LL_ECORRUPT) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_UNREADABLE, NULL, "%s: %s", table,
                            reterr != NULL ? reterr->text : "");
        return ll_audit_read_on(a, reterr);
    }
    return status;
}
