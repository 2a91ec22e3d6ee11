/*
 * The canonical text of a store, and the clearing of what can be rebuilt. Text:
 *
 *     table lot
 *     row code="Acc-1" lot_id=x0192… note=null units=1240
 *
 * Tables and columns by name, rows by primary key; texts in quotes with \" \\ \n \r \t \u00XX,
 * bytes as x and hex. Equal contents give equal text on both engines, so two stores can be compared
 * by a digest.
 */
#include <string.h>

#include "store/driver.h"

#define DUMP_NAME_MAX 64
#define DUMP_ROW_BYTES ((size_t)64 << 20)

/* How people get in: no part of the ledger, and not to be read by who may read a dump. */
static const char *const left_out[] = {"credential",    "identity",         "mail",
                                       "official_link", "one_time_link",    "proposal",
                                       "recovery_code", "second_factor",    "session",
                                       "token_secret",  "webhook_delivery", "webhook_turn"};

struct table {
    char name[DUMP_NAME_MAX];
    char columns[LL_STORE_COLUMNS_MAX][DUMP_NAME_MAX]; /* by name */
    enum ll_store_type types[LL_STORE_COLUMNS_MAX];
    int64_t key_place[LL_STORE_COLUMNS_MAX]; /* in the primary key, from 1; 0: not in it */
    size_t column_count;
    struct table *next;
};

struct dump {
    struct ll_store *store;
    struct ll_arena *arena;
    bool (*sink)(void *ctx, struct ll_str piece);
    void *sink_ctx;
    bool stopped; /* the sink wants no more */
};

static const enum ll_store_type fact_types[] = {LL_STORE_TEXT, LL_STORE_TEXT, LL_STORE_I64,
                                                LL_STORE_I64};

/* One (table, column, type, key place) row into the list; tables come in order. */
static enum ll_status add_column(struct ll_arena *arena, const struct ll_store_value *row,
                                 struct table **tables, struct table **last, struct ll_err *reterr)
{
    static const enum ll_store_type types[] = {LL_STORE_NULL, LL_STORE_I64, LL_STORE_TEXT,
                                               LL_STORE_BYTES};
    struct table *table = *last;
    size_t at;

    if (row[0].text.len >= DUMP_NAME_MAX || row[1].text.len >= DUMP_NAME_MAX || row[2].i64 < 1 ||
        row[2].i64 > 3) {
        return LL_FAIL(reterr, LL_ECORRUPT, "table %.*s has a column this program does not know",
                       LL_STR_ARG(row[0].text));
    }
    if (table == NULL || !ll_str_eq_cstr(row[0].text, table->name)) {
        table = LL_NEW(arena, struct table);
        if (table == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the list of tables");
        }
        memcpy(table->name, row[0].text.ptr, row[0].text.len);
        *(*last == NULL ? tables : &(*last)->next) = table;
        *last = table;
    }
    at = table->column_count;
    if (at == LL_STORE_COLUMNS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "table %s has too many columns", table->name);
    }
    memcpy(table->columns[at], row[1].text.ptr, row[1].text.len);
    table->types[at] = types[row[2].i64];
    table->key_place[at] = row[3].i64;
    table->column_count++;
    return LL_OK;
}

static bool is_left_out(struct ll_str table)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
        if (ll_str_eq_cstr(table, left_out[i])) {
            return true;
        }
    }
    return false;
}

static enum ll_status list_tables(struct ll_store *store, struct ll_arena *arena,
                                  struct table **ret_tables, struct ll_err *reterr)
{
    const struct ll_store_query query = {
        .name = "schema_columns",
        .sql = store->driver->columns_sql,
        .slot = LL_STORE_SLOT_NONE,
        .column_count = 4,
        .column_types = fact_types,
    };
    struct table *tables = NULL;
    struct table *last = NULL;
    struct ll_store_value row[4];
    struct ll_store_cursor *cursor;
    enum ll_status status;

    LL_TRY(ll_store_query_open(store, arena, &query, NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        status = is_left_out(row[0].text) ? LL_OK : add_column(arena, row, &tables, &last, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_tables = tables;
    return LL_OK;
}

static bool is_projection(const struct ll_store_set *set, const char *table)
{
    for (size_t i = 0; i < set->projection_count; i++) {
        if (strcmp(set->projections[i], table) == 0) {
            return true;
        }
    }
    return false;
}

static void select_text(const struct table *table, struct ll_strbuf *out)
{
    const char *join = " ORDER BY ";

    ll_strbuf_cstr(out, "SELECT ");
    for (size_t i = 0; i < table->column_count; i++) {
        ll_strbuf_fmt(out, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i]);
    }
    ll_strbuf_fmt(out, " FROM \"%s\"", table->name);
    for (int64_t place = 1; place <= LL_STORE_COLUMNS_MAX; place++) {
        for (size_t i = 0; i < table->column_count; i++) {
            if (table->key_place[i] == place) {
                ll_strbuf_fmt(out, "%s\"%s\"", join, table->columns[i]);
                join = ", ";
            }
        }
    }
}

static void quote(struct ll_strbuf *out, struct ll_str text)
{
    ll_strbuf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"' || c == '\\') {
            ll_strbuf_char(out, '\\');
            ll_strbuf_char(out, c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            ll_strbuf_char(out, '\\');
            ll_strbuf_char(out, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        } else if ((unsigned char)c < 0x20 || c == 0x7f) {
            ll_strbuf_fmt(out, "\\u%04x", (unsigned)(unsigned char)c);
        } else {
            ll_strbuf_char(out, c);
        }
    }
    ll_strbuf_char(out, '"');
}

static void row_text(const struct table *table, const struct ll_store_value *row,
                     struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "row");
    for (size_t i = 0; i < table->column_count; i++) {
        ll_strbuf_fmt(out, " %s=", table->columns[i]);
        switch (row[i].type) {
        case LL_STORE_NULL:
            ll_strbuf_cstr(out, "null");
            break;
        case LL_STORE_I64:
            ll_strbuf_i64(out, row[i].i64);
            break;
        case LL_STORE_TEXT:
            quote(out, row[i].text);
            break;
        case LL_STORE_BYTES:
            ll_strbuf_char(out, 'x');
            ll_strbuf_hex(out, (const uint8_t *)row[i].text.ptr, row[i].text.len);
            break;
        }
    }
    ll_strbuf_char(out, '\n');
}

static void put_piece(struct dump *dump, struct ll_str piece)
{
    dump->stopped = dump->stopped || !dump->sink(dump->sink_ctx, piece);
}

static enum ll_status dump_row(struct dump *dump, const struct table *table,
                               const struct ll_store_value *row, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(dump->arena);
    struct ll_strbuf out;
    struct ll_str text;

    ll_strbuf_init(&out, dump->arena, DUMP_ROW_BYTES);
    row_text(table, row, &out);
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    put_piece(dump, text);
    ll_arena_rewind(dump->arena, mark);
    return LL_OK;
}

static enum ll_status dump_table(struct dump *dump, const struct table *table,
                                 struct ll_err *reterr)
{
    struct ll_store_query query = {
        .name = table->name,
        .slot = LL_STORE_SLOT_NONE,
        .column_count = (uint16_t)table->column_count,
        .whole_table = true,
        .column_types = table->types,
    };
    struct ll_store_value row[LL_STORE_COLUMNS_MAX];
    struct ll_store_cursor *cursor;
    struct ll_strbuf out;
    struct ll_str sql;
    enum ll_status status;

    ll_strbuf_init(&out, dump->arena, 65536);
    select_text(table, &out);
    ll_strbuf_char(&out, '\0');
    LL_TRY(ll_strbuf_finish(&out, &sql, reterr));
    put_piece(dump, LL_STR("table "));
    put_piece(dump, ll_str_from_cstr(table->name));
    put_piece(dump, LL_STR("\n"));
    query.sql = sql.ptr;
    LL_TRY(ll_store_query_open(dump->store, dump->arena, &query, NULL, &cursor, reterr));
    status = dump->stopped ? LL_EEND : LL_OK;
    while (!dump->stopped && (status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        status = dump_row(dump, table, row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status dump_all(struct dump *dump, bool projections_only, struct ll_err *reterr)
{
    struct table *tables;

    LL_TRY(list_tables(dump->store, dump->arena, &tables, reterr));
    for (; tables != NULL && !dump->stopped; tables = tables->next) {
        if (!projections_only || is_projection(dump->store->set, tables->name)) {
            LL_TRY(dump_table(dump, tables, reterr));
        }
    }
    return LL_OK;
}

enum ll_status ll_store_dump(struct ll_store *store, struct ll_arena *arena, bool projections_only,
                             bool (*sink)(void *ctx, struct ll_str piece), void *sink_ctx,
                             struct ll_err *reterr)
{
    struct dump dump = {store, arena, sink, sink_ctx, false};
    struct ll_arena_mark mark = ll_arena_mark(arena);
    bool own = !store->in_transaction;
    enum ll_status status;

    if (own) {
        LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    }
    status = dump_all(&dump, projections_only, reterr);
    if (own) {
        ll_store_rollback(store);
    }
    ll_arena_rewind(arena, mark);
    return status;
}
