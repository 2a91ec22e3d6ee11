/*
 * What objects a schema has, and how each is defined: tables, their columns, constraints, indexes
 * and triggers, and PostgreSQL's functions. Inside the store only.
 */
#ifndef LL_STORE_SCHEMA_H
#define LL_STORE_SCHEMA_H

#include "store/driver.h"

/* Kind, table, name and definition. Equal ones have equal definitions; `table` is "" for what is of
 * none. Kinds are "table", "view", "column", "constraint", "index", "trigger", "rule", "function";
 * and "server", of which there is one, whose definition says how the others are written. */
struct ll_schema_object {
    struct ll_str kind;
    struct ll_str table;
    struct ll_str name;
    struct ll_str definition;
};

struct ll_schema {
    struct ll_arena *arena;
    struct ll_schema_object *objects;
    size_t count;
    size_t capacity;
};

/* A copy of the object. */
LL_MUST enum ll_status ll_schema_add(struct ll_schema *schema, struct ll_schema_object object,
                                     struct ll_err *reterr);
/* What is in the store, ordered by kind, table and name. */
LL_MUST enum ll_status ll_schema_read(struct ll_store *store, struct ll_schema *schema,
                                      struct ll_err *reterr);

/* For drivers. What this program makes, in any order; LL_EUNSUPPORTED: it cannot say. */
LL_MUST enum ll_status ll_sqlite_schema_made(const struct ll_store *store, struct ll_schema *schema,
                                             struct ll_err *reterr);
LL_MUST enum ll_status ll_postgres_schema_made(const struct ll_store *store,
                                               struct ll_schema *schema, struct ll_err *reterr);
/* A row of the driver's schema_sql, which may be several objects. */
LL_MUST enum ll_status ll_sqlite_schema_row(struct ll_schema *schema, struct ll_schema_object row,
                                            struct ll_err *reterr);
extern const char ll_postgres_schema_sql[];

#endif
