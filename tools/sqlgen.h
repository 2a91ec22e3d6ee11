/*
 * sqlgen: typed C functions from the .sql files of queries, and the schema. See sqlgen.c for the
 * format.
 */
#ifndef LL_TOOLS_SQLGEN_H
#define LL_TOOLS_SQLGEN_H

#include "host.h"

#define SQLGEN_FIELDS_MAX 64    /* also LL_STORE_COLUMNS_MAX of the store */
#define SQLGEN_PARAMS_MAX 192   /* also LL_STORE_PARAMS_MAX of the store */
#define SQLGEN_ROWS_MAX 16      /* of one statement of a :rows query */
#define SQLGEN_FORMS_MAX 4      /* statements of several rows */
#define SQLGEN_GATHERED_MAX 16  /* also LL_STORE_GATHERED_MAX of the store */
#define SQLGEN_OPTIONAL_MAX 6   /* parameters that a :list query may go without */
#define SQLGEN_ARGUMENTS_MAX 4  /* of a fragment */
#define SQLGEN_LITERAL_MAX 4095 /* characters of a string that every compiler takes */
#define SQLGEN_NAME_MAX 64

/* How a C type is bound, stored and read. */
struct sqlgen_type {
    const char *name;     /* in the .sql file */
    const char *c_type;   /* of the struct's field */
    const char *store;    /* "I64", "TEXT" or "BYTES" */
    const char *put_head; /* expression of the stored value: head, "in->FIELD", tail */
    const char *put_tail;
    const char *read;      /* function of store/row.h that reads and checks it */
    const char *read_tail; /* ".raw" for ids of a kind */
    const char *enum_name; /* enumerations: "stage", else NULL */
    const char *row_count; /* enumerations: "LL_STAGE_ROW_COUNT" */
    const char *shape;     /* in an answer: "ID"; NULL: not shown */
    const char *prefix;    /* ids of a kind: "lot", else NULL */
};

struct sqlgen_field {
    char name[SQLGEN_NAME_MAX];
    const struct sqlgen_type *type;
    bool nullable;
};

enum sqlgen_kind {
    SQLGEN_ONE,
    SQLGEN_MANY,
    SQLGEN_EXEC,
    SQLGEN_CHANGED,
    SQLGEN_ROWS,
    SQLGEN_LIST,
    SQLGEN_ITEM,
};

struct sqlgen_query {
    struct sqlgen_query *next;
    char name[SQLGEN_NAME_MAX];
    enum sqlgen_kind kind;
    int line;
    unsigned slot; /* the first of sqlgen_slots */
    struct sqlgen_field in[SQLGEN_FIELDS_MAX];
    size_t in_count;
    struct sqlgen_field out[SQLGEN_FIELDS_MAX];
    size_t out_count;
    bool is_standing;     /* rows that it finds stay as they are */
    bool is_hidden;       /* from some: they are not to tell by the time it takes */
    bool is_planned_once; /* for whatever it is given */
    bool is_planned_anew; /* each time, for what it is given */
    unsigned gathered;    /* rows may be put off and written together, in this order; 0: not */
    bool is_last;         /* of those with the same $1, the last alone */
    struct host_text doc; /* lines, each ended by a newline */
    struct host_text sql; /* the same, without comments and the last semicolon */
};

struct sqlgen_file {
    const char *path;
    char *stem;
    struct host_text doc;
    struct sqlgen_query *queries;   /* in the order of the file */
    struct sqlgen_query *fragments; /* no queries: `in` is the names of their parameters */
};

/* The type called `name` (len bytes), or NULL. */
const struct sqlgen_type *sqlgen_type_find(const char *name, size_t len);

/* How many rows statement number `form` of a :rows query takes, the most first; 0: it has none. */
size_t sqlgen_rows(const struct sqlgen_query *query, size_t form);
/* How many statements a query has: five at most of a :rows query, one for every choice of optional
 * parameters of a :list query. */
unsigned sqlgen_slots(const struct sqlgen_query *query);

/* The parameter of a :list query that this line of its text is left out without, or NULL. */
const struct sqlgen_field *sqlgen_line_needs(const struct sqlgen_query *query, const char *line,
                                             size_t len);
/* The statements of a :list or :item query, and the function that opens it. */
void sqlgen_list_source(struct host *host, struct host_text *out, const struct sqlgen_query *query);

struct sqlgen_file sqlgen_parse(struct host *host, const char *path);
/* Put the fragments of all files where a query names them. */
void sqlgen_expand(struct host *host, const char *path, struct sqlgen_query *query,
                   const struct sqlgen_file *files, size_t file_count);
/* Refuse what one of the two engines would take differently; file:line in the message. */
void sqlgen_check(struct host *host, const char *path, const struct sqlgen_query *query);

/* Parts of the text that both files of emitters need. */
void sqlgen_emit_sql(struct host *host, struct host_text *out, const struct host_text *sql);
/* How often it is planned. */
void sqlgen_emit_plan(struct host *host, struct host_text *out, const struct sqlgen_query *q);
void sqlgen_emit_prototype(struct host *host, struct host_text *out,
                           const struct sqlgen_query *query);

struct host_text sqlgen_header(struct host *host, const struct sqlgen_file *file);
struct host_text sqlgen_source(struct host *host, const struct sqlgen_file *file, const char *set,
                               const char *include_dir);
struct sqlgen_paths {
    char **paths;
    size_t count;
};

/* The source that defines `const struct ll_store_set SET`. */
struct host_text sqlgen_set(struct host *host, const char *set, const struct sqlgen_file *files,
                            size_t file_count, unsigned query_count,
                            const struct sqlgen_paths *migrations,
                            const struct sqlgen_paths *projections);

#endif
