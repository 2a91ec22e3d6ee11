/*
 * A schema of PostgreSQL, as its catalogs describe it. What this program makes is described in
 * schema_postgres.txt: to make it anew would take the right to, and longer than an audit of a
 * small ledger.
 */
#include <string.h>

#include "store/schema.h"
#include "store/schema_text.h"

/* With `true`, names are given without the schema where they are found without it. A function is
 * told by a digest, comments and white space aside. */
const char ll_postgres_schema_sql[] =
    "WITH rel AS (SELECT c.relname::text AS name, c.* FROM pg_catalog.pg_class AS c"
    " WHERE c.relnamespace = current_schema()::regnamespace"
    " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid"
    " AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e'))"
    " SELECT kind, of, name, regexp_replace(definition, '\\s+', ' ', 'g') FROM ("
    " SELECT 'server', '', 'version',"
    " (current_setting('server_version_num')::integer / 10000)::text"
    " UNION ALL SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, name, name,"
    " concat_ws(' ', relkind, relpersistence, CASE WHEN relrowsecurity THEN 'row security' END,"
    " array_to_string(reloptions, ' ')) FROM rel"
    " UNION ALL SELECT 'column', rel.name, a.attname::text,"
    " concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod),"
    " (SELECT 'collate ' || l.collname FROM pg_catalog.pg_collation AS l"
    " WHERE l.oid = a.attcollation), CASE WHEN a.attnotnull THEN 'not null' END,"
    " nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''),"
    " 'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid))"
    " FROM rel JOIN pg_catalog.pg_attribute AS a ON a.attrelid = rel.oid AND a.attnum > 0"
    " AND NOT a.attisdropped"
    " LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE rel.relkind IN ('r', 'p')"
    /* A check's triggers are its own, and may be switched off with it still there. */
    " UNION ALL SELECT 'constraint', rel.name, c.conname::text,"
    " pg_catalog.pg_get_constraintdef(c.oid, true)"
    " || CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger AS t"
    " WHERE t.tgconstraint = c.oid AND t.tgenabled <> 'O') THEN ' switched off' ELSE '' END"
    " FROM rel JOIN pg_catalog.pg_constraint AS c ON c.conrelid = rel.oid"
    " AND c.contype IN ('c', 'f', 'p', 'u', 'x')"
    " UNION ALL SELECT 'index', rel.name, t.relname::text,"
    " pg_catalog.pg_get_indexdef(i.indexrelid, 0, true)"
    " || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' invalid' END"
    " FROM rel JOIN pg_catalog.pg_index AS i ON i.indrelid = rel.oid"
    " JOIN pg_catalog.pg_class AS t ON t.oid = i.indexrelid"
    " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS c"
    " WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x') AND i.indisvalid)"
    " UNION ALL SELECT 'trigger', rel.name, t.tgname::text,"
    " pg_catalog.pg_get_triggerdef(t.oid, true) || CASE t.tgenabled WHEN 'O' THEN ''"
    " WHEN 'A' THEN ' always' WHEN 'D' THEN ' switched off' ELSE ' on replicas only' END"
    " FROM rel JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = rel.oid AND NOT t.tgisinternal"
    " UNION ALL SELECT 'rule', rel.name, r.rulename::text, ''"
    " FROM rel JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = rel.oid"
    " AND rel.relkind IN ('r', 'p')"
    " UNION ALL SELECT 'function', '', p.proname || CASE WHEN p.pronargs = 0 THEN ''"
    " ELSE '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' END,"
    " concat_ws(' ', (SELECT l.lanname FROM pg_catalog.pg_language AS l WHERE l.oid = p.prolang),"
    " p.prorettype::regtype, CASE WHEN p.prosecdef THEN 'security definer' END,"
    " array_to_string(p.proconfig, ' '),"
    " encode(sha256(convert_to(regexp_replace(regexp_replace("
    " replace(p.prosrc, quote_ident(current_schema()) || '.', ''),"
    " '--[^\\n]*', '', 'g'), '\\s+', ' ', 'g'), 'UTF8')), 'hex'))"
    " FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid"
    " AND d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e')"
    ") AS object (kind, of, name, definition)";

static struct ll_str take_word(struct ll_str *text)
{
    size_t end = ll_str_find_char(*text, ' ');
    struct ll_str word = ll_str_sub(*text, 0, end);

    *text = ll_str_sub(*text, end + 1, text->len);
    return word;
}

/* Lines of kind, table ("-": none), name and definition. */
enum ll_status ll_postgres_schema_made(const struct ll_store *store, struct ll_schema *schema,
                                       struct ll_err *reterr)
{
    struct ll_str text = ll_schema_text_files[0].bytes;

    if (store->set->migrations != ll_store_product_set.migrations ||
        store->set->scripts != ll_store_product_set.scripts) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED, "only the product's own schema is described");
    }
    while (text.len > 0) {
        size_t end = ll_str_find_char(text, '\n');
        struct ll_str line = ll_str_sub(text, 0, end);
        struct ll_schema_object object;

        text = ll_str_sub(text, end + 1, text.len);
        object.kind = take_word(&line);
        object.table = take_word(&line);
        object.name = take_word(&line);
        object.definition = line;
        if (ll_str_eq(object.table, LL_STR("-"))) {
            object.table = LL_STR("");
        }
        LL_TRY(ll_schema_add(schema, object, reterr));
    }
    return LL_OK;
}
