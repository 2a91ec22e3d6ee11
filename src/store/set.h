/*
 * What tools/sqlgen knows of one set of queries and its schema, for the drivers. The product has
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

/* A file that makes tables of projections. */
struct ll_store_script {
    const char *name;
    const char *sqlite;
    const char *postgres;
};

struct ll_store_set {
    uint16_t query_count; /* slots are below this */
    /* Lists ended by NULL, in a list ended by NULL: a list for each file. */
    const struct ll_store_query *const *const *queries;
    const struct ll_store_migration *migrations; /* of the facts */
    size_t migration_count;
    const struct ll_store_script *scripts; /* of the projections, in the order of their making */
    size_t script_count;
    /* The tables that scripts make, in order: the reverse order satisfies every foreign key. */
    const char *const *projections;
    size_t projection_count;
    const char *const *functions; /* that scripts make on PostgreSQL */
    size_t function_count;
    uint8_t projection_digest[32]; /* of all scripts */
};

extern const struct ll_store_set ll_store_product_set;

#endif
