/*
 * Inside the store: what a driver does, and what store.c keeps for it. Not for other layers.
 *
 * store.c holds the rules that are the same on both engines: a failed statement fails the whole
 * transaction until it is rolled back (PostgreSQL's rule, given to SQLite too), cursors end with
 * their transaction, savepoints are counted, values are checked. Drivers translate.
 */
#ifndef LL_STORE_DRIVER_H
#define LL_STORE_DRIVER_H

#include "store/set.h"
#include "store/store.h"

#define LL_STORE_PARAMS_MAX 192
#define LL_STORE_CURSORS_MAX 64    /* open at once on one connection */
#define LL_STORE_SAVEPOINTS_MAX 16 /* nested */
#define LL_STORE_STANDING_MAX 32   /* answers that are kept from one transaction to the next */
#define LL_STORE_READINGS_MAX (LL_STORE_CURSORS_MAX + LL_STORE_STANDING_MAX)
#define LL_STORE_ASKED_MAX (48 + LL_STORE_STANDING_MAX) /* early, and still true */
#define LL_STORE_ASKED_BYTES 256                        /* of the values of such a question */
#define LL_STORE_GATHERED_MAX 16                        /* queries whose rows may be put off */
#define LL_STORE_SLOT_NONE UINT16_MAX /* a query made at run time: not kept prepared */

#define LL_STORE_RUN_TIME_QUERY(query_name, query_sql, params, params_count, columns,              \
                                columns_count)                                                     \
    {                                                                                              \
        .name = (query_name), .sql = (query_sql), .slot = LL_STORE_SLOT_NONE,                      \
        .param_count = (params_count), .column_count = (columns_count), .param_types = (params),   \
        .column_types = (columns)                                                                  \
    }

/* An open cursor's state. The caller's handle names it by index and generation, so that a handle
 * that outlived its transaction is recognised. */
struct ll_store_reading {
    const struct ll_store_query *query; /* NULL: free */
    uint64_t generation;
    void *handle;  /* SQLite: the statement, or what was copied. PostgreSQL: the result */
    int row;       /* of the result, or of what was copied: the next */
    bool copied;   /* SQLite: all rows of a standing query */
    bool portions; /* PostgreSQL: a portal is behind it, and the result is a part */
    bool cached;   /* SQLite: the statement is the slot's own */
    bool done;     /* no further row */
    bool stands;   /* it is kept when its transaction is stored */
};

struct ll_store_cursor {
    struct ll_store *store;
    const struct ll_store_query *query;
    unsigned index;
    uint64_t generation;
};

/* A question that was asked early, or whose answer stands (store/early.h). */
struct ll_store_asked {
    const struct ll_store_query *query;
    unsigned index;  /* of its reading */
    bool is_read;    /* by a cursor that is open */
    bool stands;     /* it found what never changes */
    uint64_t writes; /* before it was asked: after more of them it says nothing */
    size_t values_len;
    uint8_t values[LL_STORE_ASKED_BYTES];
};

struct ll_store_gathered; /* store/gather.c */
struct ll_schema;

struct ll_store_driver {
    enum ll_store_engine engine;
    /* Sets store->connection. On failure the driver has freed what it took. */
    enum ll_status (*open)(struct ll_store *store, const struct ll_store_options *options,
                           struct ll_err *reterr);
    void (*close)(struct ll_store *store);
    enum ll_status (*begin)(struct ll_store *store, enum ll_store_mode mode, struct ll_err *reterr);
    /* Like begin for writing, but one process after another, each seeing what the last one did. */
    enum ll_status (*begin_migration)(struct ll_store *store, struct ll_err *reterr);
    enum ll_status (*commit)(struct ll_store *store, struct ll_err *reterr);
    void (*rollback)(struct ll_store *store);
    /* Undo a transaction, waiting for nothing: its cursors' answers come with those of the next
     * one. NULL: there is nothing to wait for. */
    enum ll_status (*leave)(struct ll_store *store, struct ll_err *reterr);
    bool (*has_news)(const struct ll_store *store);     /* NULL: there is nobody to send them */
    void (*push)(struct ll_store *store);               /* NULL: nothing waits to be sent */
    bool (*scrub)(struct ll_store *store, int wait_ms); /* NULL: nothing to do */
    /* Savepoint number `depth`, 1 the outermost. rollback_to also removes it. */
    enum ll_status (*savepoint)(struct ll_store *store, unsigned depth, struct ll_err *reterr);
    enum ll_status (*release)(struct ll_store *store, unsigned depth, struct ll_err *reterr);
    enum ll_status (*rollback_to)(struct ll_store *store, unsigned depth, struct ll_err *reterr);
    /* What was sent so far is no savepoint's any more (ll_store_defer). NULL: nothing waits. */
    void (*defer)(struct ll_store *store);
    enum ll_status (*exec)(struct ll_store *store, const struct ll_store_query *query,
                           const struct ll_store_value *params, int64_t *ret_changed,
                           struct ll_err *reterr);
    enum ll_status (*read_open)(struct ll_store *store, const struct ll_store_query *query,
                                const struct ll_store_value *params,
                                struct ll_store_reading *reading, struct ll_err *reterr);
    enum ll_status (*read_step)(struct ll_store *store, struct ll_store_reading *reading,
                                struct ll_store_value *ret_values, struct ll_err *reterr);
    void (*read_close)(struct ll_store *store, struct ll_store_reading *reading);
    /* Several statements without parameters and rows, inside the transaction. */
    enum ll_status (*script)(struct ll_store *store, const char *sql, struct ll_err *reterr);
    enum ll_status (*backup)(struct ll_store *store, const char *path, struct ll_err *reterr);
    /* Rows (table, column, type 1 i64 2 text 3 bytes 0 other, place in the primary key or 0) of
     * every table, ordered by table and column name. */
    const char *columns_sql;
    /* Rows (kind, table, name, definition), and what this program makes: store/schema.h. */
    const char *schema_sql;
    enum ll_status (*schema_made)(const struct ll_store *store, struct ll_schema *schema,
                                  struct ll_err *reterr);
    const char *integrity_sql;           /* rows of one text, a fault each; NULL: no such check */
    const char *bookkeeping_sql;         /* schema_migration, schema_projection, if not there */
    const char *has_migration_table_sql; /* one row: 0 or 1 */
    /* One row, 1 when granted: to use the schema as it is until the connection ends; to change it
     * in this transaction, when no other connection uses it. NULL: the lock file does that. */
    const char *schema_share_sql;
    const char *schema_claim_sql;
    const char *schema_others_sql; /* how many other connections use it */
    /* Outside a transaction: store.h's ll_store_version. NULL: it cannot say. */
    enum ll_status (*version)(struct ll_store *store, int64_t *ret_version, struct ll_err *reterr);
    bool truncates; /* many tables by one TRUNCATE, which who read them before cannot go on to do */
};

struct ll_store {
    const struct ll_store_driver *driver;
    const struct ll_store_set *set;
    struct ll_store_options options; /* as it was opened */
    struct ll_arena arena;           /* the connection's own: prepared statements and the like */
    struct ll_arena_mark opened;     /* what lies behind it is of this connection alone */
    void *connection;                /* the driver's */
    enum ll_store_mode mode;
    bool read_only;
    bool in_transaction;
    bool failed;    /* a statement failed: nothing but going back helps */
    bool doomed;    /* what failed is no savepoint's: nothing but the transaction's end helps */
    bool lifted;    /* checks are off: no commit before they are back */
    bool broken;    /* the outcome of a commit is unknown or the connection is lost: open anew */
    unsigned depth; /* savepoints */
    struct ll_err failure; /* of the failed statement; also where drivers write errors */
    uint64_t generation;   /* of the last cursor */
    uint64_t waits;        /* for answers of a server */
    uint64_t writes;       /* statements */
    struct ll_store_reading readings[LL_STORE_READINGS_MAX];
    unsigned readings_taken;
    bool hides; /* from who asks, what stands and is hidden */
    bool early; /* what is opened is only asked for */
    bool gathers;
    struct ll_store_gathered *gathered; /* rows that were put off; NULL: none yet */
    unsigned asked_count;
    unsigned next_out; /* of the answers that stand, when there is no room for another */
    struct ll_store_asked asked[LL_STORE_ASKED_MAX];
};

/* The driver closed it: its place is free. */
static inline void ll_store_reading_free(struct ll_store *store, struct ll_store_reading *reading)
{
    reading->query = NULL;
    store->readings_taken--;
}

/* Several statements without parameters and rows. */
LL_MUST enum ll_status ll_store_script(struct ll_store *store, const char *sql,
                                       struct ll_err *reterr);
/* No other connection uses the schema, and none will before this transaction's end. */
LL_MUST enum ll_status ll_store_claim_schema(struct ll_store *store, struct ll_arena *arena,
                                             bool *ret_claimed, struct ll_err *reterr);
/* As ll_store_begin for writing, with the driver's begin_migration. */
LL_MUST enum ll_status ll_store_begin_migration(struct ll_store *store, struct ll_err *reterr);

/* One number, the answer to a question that the driver knows how to ask. */
LL_MUST enum ll_status ll_store_ask(struct ll_store *store, struct ll_arena *arena,
                                    const char *name, const char *sql, int64_t *ret_number,
                                    struct ll_err *reterr);

extern const struct ll_store_driver ll_store_sqlite_driver;
extern const struct ll_store_driver ll_store_postgres_driver;

#endif
