/*
 * What tools/sqlgen knows of one set of queries and migrations, for the drivers. The product has
 * one set (ll_store_product_set); tests of the store bring their own.
 */
#ifndef LL_STORE_SET_H
#define LL_STORE_SET_H

#include <stddef.h>
#include <stdint.h>

struct ll_store_query;

struct ll_store_migration {
    int version; /* 1, 2, … */
    const char *slug;
    const char *sqlite;   /* whole text for SQLite, ended by a zero */
    const char *postgres; /* for PostgreSQL */
    uint8_t digest[32];   /* SHA-256 of the source text */
};

struct ll_store_set {
    uint16_t query_count; /* slots are below this */
    /* Lists ended by NULL, in a list ended by NULL: a list for each file. */
    const struct ll_store_query *const *const *queries;
    const struct ll_store_migration *migrations;
    size_t migration_count;
    /* Tables rebuilt from events; deleting them in reverse order satisfies every foreign key. */
    const char *const *projections;
    size_t projection_count;
};

extern const struct ll_store_set ll_store_product_set;

#endif
