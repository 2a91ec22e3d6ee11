/*
 * The port to the store: SQL execution on SQLite or PostgreSQL, narrow at the statement. Services
 * use the functions that tools/sqlgen makes from queries/NAME.sql, which call these.
 *
 * One ll_store is one connection used by one thread. Every statement runs inside a transaction.
 * Constraint violations come back as LL_ECONSTRAINT with the constraint's name in reterr->where on
 * both engines (a foreign key's is "foreign key", a column that may not be NULL is "table.column";
 * which of several violated ones is named is the engine's choice); lost races and serialization
 * failures as LL_ERETRY (the whole transaction is to be tried again by the runner in
 * service/run.c); a COMMIT whose answer was lost as LL_EUNKNOWN: the connection is then of no use.
 */
#ifndef LL_STORE_STORE_H
#define LL_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "core/types.h"

struct ll_store;     /* opaque: a driver and its connection */
struct ll_store_set; /* the queries and migrations of a program (store/set.h) */

enum ll_store_engine {
    LL_STORE_SQLITE,
    LL_STORE_POSTGRES
};

struct ll_store_options {
    /* "sqlite:/path/ledger.db", or a libpq connection string "postgresql://…". */
    struct ll_str target;
    bool read_only;         /* SQLite: never writes, never checkpoints; needs no lock */
    bool create;            /* SQLite: make the file when it is not there (synchronous=EXTRA) */
    const char *sqlite_vfs; /* NULL: the default; tests give the power-cut VFS here */
    const struct ll_store_set *set; /* NULL: the product's; tests of the store bring their own */
};

/*
 * Open. The caller holds the lock on the data directory already (store/lock.h) unless read_only.
 * Checks what the design demands (WAL and FULL really in force; foreign keys on; on PostgreSQL
 * version >= 15, serializable isolation, btree_gist, fsync and full_page_writes on).
 * LL_EIO cannot open, LL_ENOTFOUND no such file and no create, LL_EBUSY, LL_ECORRUPT not a
 * database, LL_EREFUSED a server whose settings lose data, LL_EINVAL a target of neither kind.
 */
LL_MUST enum ll_status ll_store_open(const struct ll_store_options *options,
                                     struct ll_store **ret_store, struct ll_err *reterr);
void ll_store_close(struct ll_store *store); /* NULL is allowed; rolls back what is open */
enum ll_store_engine ll_store_engine(const struct ll_store *store);
/* Is the connection lost, or the outcome of a commit unknown? Then nothing begins on it. */
bool ll_store_is_broken(const struct ll_store *store);
/*
 * Outside a transaction: a connection in place of the one that was lost, by the same options. The
 * handle stays. As ll_store_open; when it fails the store stays broken, and may be reopened again.
 * What the connection held (the share of the schema, ll_store_check_schema) has to be asked anew.
 */
LL_MUST enum ll_status ll_store_reopen(struct ll_store *store, struct ll_err *reterr);

/* ---- transactions ---- */
enum ll_store_mode {
    LL_STORE_READ,
    LL_STORE_WRITE
};
/*
 * Asserts that none is open. WRITE is BEGIN IMMEDIATE / SERIALIZABLE; READ is one snapshot
 * (REPEATABLE READ on PostgreSQL: it waits for nobody and never has to be tried again) in which a
 * statement that writes is LL_EPERM. LL_EBUSY: another process writes to the SQLite file. LL_EIO:
 * the connection is lost; close and open again.
 */
LL_MUST enum ll_status ll_store_begin(struct ll_store *store, enum ll_store_mode mode,
                                      struct ll_err *reterr);
/*
 * LL_ERETRY, LL_ECONSTRAINT (deferred work), or what a statement failed with. After any failure but
 * LL_EUNKNOWN it is rolled back; after that one only opening the store again tells, and every
 * further begin on this connection is LL_EIO.
 */
LL_MUST enum ll_status ll_store_commit(struct ll_store *store, struct ll_err *reterr);
void ll_store_rollback(struct ll_store *store);
/*
 * Undo a transaction and wait for nothing. Cursors that were opened and not read from stay: they
 * are read inside the transaction that is begun next, whose answers come together with theirs, and
 * end with that one. What fails of it fails the next one. PostgreSQL only: SQLite has nothing to
 * wait for.
 */
LL_MUST enum ll_status ll_store_leave(struct ll_store *store, struct ll_err *reterr);
/* Outside a transaction: did a server send something that nobody asked for? Most likely it ended
 * the connection, which is better known before a commit is sent than after. */
bool ll_store_has_news(const struct ll_store *store);
/* Inside a transaction: have a server begin with what was asked and written so far, while more of
 * it is prepared here. Nothing is waited for; what fails is told later. */
void ll_store_push(struct ll_store *store);
/*
 * After a commit: what was deleted or overwritten is to be gone from the store's files too.
 * SQLite's write-ahead log is emptied, after waiting that long at most for those who read from it.
 * False: they did not end, and it is to be tried again; closing the store does it, too, if no other
 * connection is left. PostgreSQL does this by VACUUM: true.
 */
bool ll_store_scrub(struct ll_store *store, int wait_ms);
bool ll_store_in_transaction(const struct ll_store *store);
/* Did a statement of the transaction fail, so that nothing but going back helps? */
bool ll_store_has_failed(const struct ll_store *store);
/* How many points one can go back to inside the transaction (ll_store_savepoint). */
unsigned ll_store_depth(const struct ll_store *store);
/* How many statements that write this connection has been given. */
uint64_t ll_store_writes(const struct ll_store *store);
/*
 * A point inside a write transaction to which one failed piece of work goes back; they nest. Each
 * is ended once: by release, which keeps the work, or by rollback_to, which undoes it and
 * everything after the point, also a failure. Until then a failed statement fails all that follow
 * in the transaction, with its own error, on both engines.
 */
LL_MUST enum ll_status ll_store_savepoint(struct ll_store *store, struct ll_err *reterr);
LL_MUST enum ll_status ll_store_release(struct ll_store *store, struct ll_err *reterr);
LL_MUST enum ll_status ll_store_rollback_to(struct ll_store *store, struct ll_err *reterr);
/*
 * A savepoint and its release wait until all before them is known to have worked. Not for what was
 * done up to here: should a statement of it turn out to have failed, the whole transaction fails
 * with LL_ERETRY, whatever savepoints there are, when that is noticed, at its commit at the latest.
 * For who can do it again, one piece at a time.
 */
void ll_store_defer(struct ll_store *store);
/*
 * Inside a transaction, for several answers by one wait. From _begin to _end a query that is opened
 * is only sent, and opening it ends with LL_EEND: nothing else is done meanwhile. Who opens the
 * same query with the same values later, before anything is written, reads what came; after that it
 * is asked as if it had not been. False: there is no server, and nothing to be gained; then _end is
 * not called.
 */
LL_MUST bool ll_store_early_begin(struct ll_store *store);
void ll_store_early_end(struct ll_store *store);
/* What came is needed no more. There is room for some dozens of answers at a time: who asks early
 * in several portions, and writes nothing between them, says so before the next. */
void ll_store_early_forget(struct ll_store *store);
/* From now on somebody asks who is not to tell by the time it takes whether a row is there: what
 * was found before is asked for again. */
void ll_store_hide(struct ll_store *store, bool hides);
/*
 * Inside a transaction, until its end: rows of queries that say so ("gathered") are put off, and
 * written with others of their kind by one statement: at the commit, at a savepoint, or before any
 * other statement or question, so that nobody sees a difference, but that a failure is told later
 * still, and a broken constraint as LL_ERETRY. For many small requests in one transaction.
 */
void ll_store_gather(struct ll_store *store);
/* How often this connection waited for a server's answer. */
uint64_t ll_store_waits(const struct ll_store *store);

/* ---- statements ---- */
enum ll_store_type {
    LL_STORE_NULL,
    LL_STORE_I64,
    LL_STORE_TEXT,
    LL_STORE_BYTES,
};
struct ll_store_value {
    enum ll_store_type type;
    int64_t i64;
    struct ll_str text; /* TEXT and BYTES; borrowed */
};

/* What a column is to the reader of an answer. */
enum ll_shape {
    LL_SHAPE_BOOL,
    LL_SHAPE_I64,
    LL_SHAPE_TEXT,
    LL_SHAPE_BYTES, /* as hex */
    LL_SHAPE_PUBLIC_KEY,
    LL_SHAPE_ID,
    LL_SHAPE_TIME,
    LL_SHAPE_DATE,
    LL_SHAPE_MONTH,
    LL_SHAPE_ENUM,
};
struct ll_store_column {
    const char *name;
    enum ll_shape shape;
    bool nullable;
    const char *id_prefix;               /* ID */
    const struct ll_enum_row *enum_rows; /* ENUM */
    size_t enum_row_count;
};

#define LL_STORE_COLUMNS_MAX 64 /* of one query */

/* How often PostgreSQL plans a query: as it sees fit, once for a connection, or each time for what
 * it is given. */
enum ll_store_plan {
    LL_STORE_PLAN_ANY,
    LL_STORE_PLAN_ONCE,
    LL_STORE_PLAN_ANEW,
};

/* One SQL text, known at build time; `slot` is its place in a connection's cache of prepared
 * statements, unique per text (tools/sqlgen numbers them). */
struct ll_store_query {
    const char *name;
    const char *sql; /* $1 … $n */
    uint16_t slot;
    uint16_t param_count;
    uint16_t column_count;
    bool whole_table; /* may give a whole table: PostgreSQL reads it in portions */
    bool is_standing; /* rows that it finds stay as they are: asked for once */
    bool is_hidden;   /* not everybody sees them (ll_store_hide) */
    bool is_last;     /* gathered: of those with the same $1 only the last has to be done */
    enum ll_store_plan plan;
    uint16_t gathered; /* its place among those that may be put off; 0: not */
    const struct ll_store_query *const *forms; /* gathered: of several rows, the most first; NULL
                                                * ends them */
    const enum ll_store_type *param_types;     /* [param_count], what each is when not NULL */
    const enum ll_store_type *column_types;    /* [column_count] */
    const struct ll_store_column *columns;     /* [column_count], of queries whose rows are shown as
                                                * they are; else NULL */
};

/*
 * Run a statement that gives no rows. ret_changed (may be NULL) = rows inserted, updated or
 * deleted; when it is NULL the driver may put the work into a pipeline, and a failure may show only
 * at the next statement that reads, at a savepoint or at commit: the transaction fails all the
 * same.
 */
LL_MUST enum ll_status ll_store_exec(struct ll_store *store, const struct ll_store_query *query,
                                     const struct ll_store_value *params, int64_t *ret_changed,
                                     struct ll_err *reterr);

/*
 * Rows one at a time. Texts and bytes of a row are valid until the next step or close. Several
 * cursors may be open at once on one connection, also while statements run; whether a cursor sees
 * rows that are changed under it is not defined: collect them first. Cursors end with their
 * transaction (closing one later does nothing). PostgreSQL holds the whole answer in memory, but
 * for queries without parameters, limit and sums (whole_table), which it reads in portions: page
 * long answers by key. It is waited for at the first step, so that many cursors opened before any
 * is read from wait once; what a query fails with may therefore be told by a step.
 */
struct ll_store_cursor;
/* The handle lives in `arena`. LL_ELIMIT when 64 are open, LL_ENOMEM. */
LL_MUST enum ll_status ll_store_query_open(struct ll_store *store, struct ll_arena *arena,
                                           const struct ll_store_query *query,
                                           const struct ll_store_value *params,
                                           struct ll_store_cursor **ret_cursor,
                                           struct ll_err *reterr);
/* LL_OK and values[column_count] filled, or LL_EEND. LL_ECORRUPT when a column has another type. */
LL_MUST enum ll_status ll_store_query_step(struct ll_store_cursor *cursor,
                                           struct ll_store_value *ret_values,
                                           struct ll_err *reterr);
void ll_store_query_close(struct ll_store_cursor *cursor); /* NULL is allowed */
/* What the cursor reads. */
const struct ll_store_query *ll_store_cursor_query(const struct ll_store_cursor *cursor);

/*
 * A number for all that this connection would see now, whoever committed it: while it is the same,
 * so is every table. One wait, outside a transaction. LL_EUNSUPPORTED on SQLite, where the one
 * process that writes has to count; LL_EIO.
 */
LL_MUST enum ll_status ll_store_version(struct ll_store *store, uint64_t *ret_version,
                                        struct ll_err *reterr);

/* ---- schema ---- */
/*
 * The schema has two parts. Facts: migrations/NNNN_slug.sql in order, each applied once, its
 * SHA-256 recorded in schema_migration. Projections: projections/NAME.sql, whose digest and tables
 * are recorded in schema_projection; when the digest is another than this program's, the tables are
 * dropped, made anew and filled from the facts.
 */
/* Fills the empty projections, in the transaction in which they were made. */
struct ll_store_filler {
    enum ll_status (*fill)(void *ctx, struct ll_err *reterr);
    void *ctx;
};
struct ll_store_upgraded {
    int migrations;   /* applied */
    bool projections; /* made, or made anew */
};
/*
 * Bring the schema to this program's version, in one transaction. `filler` NULL: only a store
 * without projections gets them, empty. LL_ECORRUPT when a recorded migration has another digest;
 * LL_EREFUSED when the facts are newer than this program, or an unreleased program's; LL_EBUSY when
 * other connections use the store (PostgreSQL); what the filler fails with.
 */
LL_MUST enum ll_status ll_store_upgrade(struct ll_store *store, struct ll_arena *arena,
                                        struct ll_time now, const struct ll_store_filler *filler,
                                        struct ll_store_upgraded *ret_upgraded,
                                        struct ll_err *reterr);
/*
 * LL_OK when the schema is exactly this program's; LL_EREFUSED with what to do when not; LL_EBUSY
 * while another process upgrades it. On PostgreSQL nobody can upgrade it from then on until this
 * connection is closed.
 */
LL_MUST enum ll_status ll_store_check_schema(struct ll_store *store, struct ll_arena *arena,
                                             struct ll_err *reterr);
/*
 * An object of the schema that is missing, otherwise than this program makes it, or not its own.
 * What is of a table that is missing or foreign goes without saying.
 */
enum ll_store_difference_how {
    LL_STORE_MISSING,
    LL_STORE_CHANGED,
    LL_STORE_FOREIGN,
};
struct ll_store_difference {
    enum ll_store_difference_how how;
    struct ll_str kind;  /* "table", "column", "constraint", "index", "trigger", "function"... */
    struct ll_str table; /* "": of none */
    struct ll_str name;
    bool is_projection; /* an upgrade makes it anew */
    bool stops_reading; /* queries fail */
    struct ll_store_difference *next;
};
/*
 * Compare the schema, object by object, inside a transaction: names and definitions, since a digest
 * that is recorded in the store says nothing of what was done to it later. PostgreSQL of another
 * major version than the described one writes definitions in its own way: names alone are compared
 * then. *ret_first NULL: all is as made. LL_EUNSUPPORTED for a set other than the product's on
 * PostgreSQL. Cost: some milliseconds.
 */
LL_MUST enum ll_status ll_store_compare_schema(struct ll_store *store, struct ll_arena *arena,
                                               const struct ll_store_difference **ret_first,
                                               struct ll_err *reterr);
/* No program ever made a schema in it. */
LL_MUST enum ll_status ll_store_is_empty(struct ll_store *store, struct ll_arena *arena,
                                         bool *ret_empty, struct ll_err *reterr);

/* Consistent copy to `path` (which must not exist), SQLite only; may run on a read-only
 * connection while another process writes. */
LL_MUST enum ll_status ll_store_backup(struct ll_store *store, struct ll_str path,
                                       struct ll_err *reterr);

/*
 * Read the whole file and see whether it is sound: pages, indexes, constraints, foreign keys.
 * SQLite only. LL_ECORRUPT with the first fault. Cost: O(store).
 */
LL_MUST enum ll_status ll_store_check_integrity(struct ll_store *store, struct ll_arena *arena,
                                                struct ll_err *reterr);

/*
 * Every table of the schema in canonical text, rows ordered by primary key: equal on both
 * engines for equal contents. `projections_only` leaves out events, requests, annex, migrations.
 * The text goes to `sink` piece by piece, until it says false: then the dump ends, LL_OK.
 */
LL_MUST enum ll_status ll_store_dump(struct ll_store *store, struct ll_arena *arena,
                                     bool projections_only,
                                     bool (*sink)(void *ctx, struct ll_str piece), void *sink_ctx,
                                     struct ll_err *reterr);
/*
 * Begin to write, alone: no other connection uses the ledger, and none may until the transaction
 * ends (LL_EBUSY there). LL_EBUSY here: others still do after two seconds, and where says how many.
 * SQLite: the lock on the data directory keeps others out; the caller holds it.
 */
#define LL_STORE_APPLICATION "loopledger" /* what PostgreSQL calls its connections */
LL_MUST enum ll_status ll_store_begin_alone(struct ll_store *store, struct ll_err *reterr);
/*
 * Delete all rows of all projection tables, in an order the foreign keys allow. `many`: PostgreSQL
 * truncates instead, when no other connection uses the schema. That makes files anew, and takes as
 * long for no rows; but deleted rows stay until the commit, and each row deleted of a table that
 * others refer to looks through theirs.
 */
LL_MUST enum ll_status ll_store_clear_projections(struct ll_store *store, bool many,
                                                  struct ll_err *reterr);
/*
 * For a transaction that fills empty projections: PostgreSQL looks a foreign key up for each row,
 * an overlap in an index made for that, and reads a CHECK from its stored text at each statement.
 * All of these are taken off the projections, and put back, looked through for all rows at once,
 * before the transaction may commit. Foreign keys that change rows stay, and so do unique keys and
 * triggers. Nothing is done on SQLite, and while another connection uses the schema. A rollback
 * puts them back too. LL_ECONSTRAINT from the second one: a row breaks one; which event made it is
 * not told.
 */
struct ll_store_lifted {
    const char *sql; /* puts them back; in the arena; NULL: nothing is off */
};
LL_MUST enum ll_status ll_store_checks_lift(struct ll_store *store, struct ll_arena *arena,
                                            struct ll_store_lifted *ret_lifted,
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_store_checks_restore(struct ll_store *store,
                                               const struct ll_store_lifted *lifted,
                                               struct ll_err *reterr);

#endif
