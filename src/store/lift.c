#include <string.h>

#include "store/driver.h"

#define SQL_BYTES_MAX ((size_t)1 << 20)

/* A statement that takes the checks of a table off, and one that puts them back as they were. A
 * foreign key that changes rows (ON UPDATE CASCADE) is work, not a check. */
static const char postgres_sql[] =
    "SELECT format('ALTER TABLE %I %s;', t.relname,"
    " string_agg(format('DROP CONSTRAINT %I', c.conname), ', ' ORDER BY c.conname)),"
    " format('ALTER TABLE %I %s;', t.relname,"
    " string_agg(format('ADD CONSTRAINT %I %s', c.conname, pg_catalog.pg_get_constraintdef(c.oid)),"
    " ', ' ORDER BY c.conname))"
    " FROM pg_catalog.pg_constraint AS c JOIN pg_catalog.pg_class AS t ON t.oid = c.conrelid"
    " WHERE t.relnamespace = current_schema()::regnamespace"
    " AND t.relname::text = ANY (string_to_array($1, ' '))"
    " AND (c.contype IN ('c', 'x')"
    " OR (c.contype = 'f' AND c.confupdtype = 'a' AND c.confdeltype = 'a'))"
    " AND NOT c.condeferrable"
    " GROUP BY t.relname, c.contype ORDER BY c.contype, t.relname COLLATE \"C\"";

static const enum ll_store_type params[] = {LL_STORE_TEXT};
static const enum ll_store_type columns[] = {LL_STORE_TEXT, LL_STORE_TEXT};
static const struct ll_store_query checks_query =
    LL_STORE_RUN_TIME_QUERY("checks_of_projections", postgres_sql, params, 1, columns, 2);

static enum ll_status read_checks(struct ll_store *store, struct ll_arena *arena,
                                  struct ll_strbuf *off, struct ll_strbuf *on,
                                  struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value names = {.type = LL_STORE_TEXT};
    struct ll_store_value row[2];
    struct ll_strbuf buf;
    enum ll_status status;

    ll_strbuf_init(&buf, arena, SQL_BYTES_MAX);
    for (size_t i = 0; i < set->projection_count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : " ");
        ll_strbuf_cstr(&buf, set->projections[i]);
    }
    LL_TRY(ll_strbuf_finish(&buf, &names.text, reterr));
    LL_TRY(ll_store_query_open(store, arena, &checks_query, &names, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        ll_strbuf_str(off, row[0].text);
        ll_strbuf_str(on, row[1].text);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_store_checks_lift(struct ll_store *store, struct ll_arena *arena,
                                    struct ll_store_lifted *ret_lifted, struct ll_err *reterr)
{
    struct ll_strbuf off;
    struct ll_strbuf on;
    struct ll_str sql = {"", 0};
    struct ll_store_lifted lifted = {NULL};
    bool claimed = false;

    LL_ASSERT(!store->lifted);
    if (store->driver->engine == LL_STORE_POSTGRES) {
        LL_TRY(ll_store_claim_schema(store, arena, &claimed, reterr));
    }
    if (claimed) {
        ll_strbuf_init(&off, arena, SQL_BYTES_MAX);
        ll_strbuf_init(&on, arena, SQL_BYTES_MAX);
        LL_TRY(read_checks(store, arena, &off, &on, reterr));
        LL_TRY(ll_strbuf_finish(&off, &sql, reterr));
        const char *lift_sql = ll_str_to_cstr(arena, sql);
        LL_TRY(ll_strbuf_finish(&on, &sql, reterr));
        lifted.sql = ll_str_to_cstr(arena, sql);
        if (lift_sql == NULL || lifted.sql == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the checks of the projections");
        }
        LL_TRY(ll_store_script(store, lift_sql, reterr));
        store->lifted = true;
    }
    *ret_lifted = lifted;
    return LL_OK;
}

enum ll_status ll_store_checks_restore(struct ll_store *store, const struct ll_store_lifted *lifted,
                                       struct ll_err *reterr)
{
    if (lifted->sql != NULL) {
        LL_TRY(ll_store_script(store, lifted->sql, reterr));
        store->lifted = false;
    }
    return LL_OK;
}
