/*
 * Commands: the rows of the service table and of the edge's own (commands.c), seen as one list.
 * Help, manual page and completion are made from nothing else.
 */
#ifndef LL_EDGE_CLI_COMMAND_H
#define LL_EDGE_CLI_COMMAND_H

#include "edge/cli/cli.h"
#include "service/service.h"

/* What a command wants opened before it runs. */
enum ll_need {
    LL_NEED_NOTHING,   /* neither data directory nor store: it may stand alone */
    LL_NEED_DIRECTORY, /* told where they are; opens what it needs itself */
    LL_NEED_READ,      /* a connection that only reads, no lock */
    LL_NEED_WRITE,     /* the lock on the data directory and a connection that writes */
};

struct ll_cli;

struct ll_command {
    const char *noun;
    const char *verb; /* NULL: the noun alone is the command */
    const char *help;
    const char *details; /* paragraphs parted by empty lines, or NULL */
    const struct ll_record *input;
    enum ll_need need;
    bool changes;                     /* a store, a file or a key: its answer must arrive */
    bool takes_key;                   /* --key, --dry-run, --clock-ok: a service that writes */
    size_t arena_bytes;               /* cap of its memory */
    struct ll_service const *service; /* NULL: of the edge, and run is set */
    /* ret_answer stays NULL when the command wrote to the output itself. */
    enum ll_status (*run)(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                          struct ll_err *reterr);
};

/* The edge's own commands. */
extern const struct ll_command ll_edge_commands[];
extern const size_t ll_edge_command_count;

/* All commands: services first, in their order. A copy is written, as services have rows of another
 * shape. Asserts at < ll_command_count(). */
size_t ll_command_count(void);
void ll_command_at(size_t at, struct ll_command *ret_command);
/* Find by noun and verb (empty: the noun alone). */
bool ll_command_find(struct ll_str noun, struct ll_str verb, struct ll_command *ret_command);
/* Does any command have this noun? */
bool ll_command_noun(struct ll_str noun);

/* ---- general options: a table of their own ---- */
enum ll_general_option {
    LL_GENERAL_CLOCK_OK,
    LL_GENERAL_DATA,
    LL_GENERAL_DRY_RUN,
    LL_GENERAL_HELP,
    LL_GENERAL_JSON,
    LL_GENERAL_KEY,
    LL_GENERAL_QUIET,
    LL_GENERAL_STATS,
    LL_GENERAL_STORE,
    LL_GENERAL_VERSION,
    LL_GENERAL_COUNT,
};

struct ll_general_row {
    const char *name;
    const char *value; /* word for its value, or NULL: takes none */
    const char *help;
};
extern const struct ll_general_row ll_general_rows[LL_GENERAL_COUNT];
/* Does the option mean anything to the command? */
bool ll_general_applies(enum ll_general_option option, const struct ll_command *command);

/* ---- how fields are written as options ---- */
/* "collected_on" as "collected-on"; ended by a zero, cut at the size. */
#define LL_OPTION_NAME_MAX 64
void ll_option_name(const struct ll_field *field, char ret_name[LL_OPTION_NAME_MAX]);
/* The word for a field's value in a usage line: "DATE", "FILE"; enumerations list their names. */
void ll_option_value(const struct ll_field *field, struct ll_strbuf *buf);
/* Are they of those fields of which one has to be given? Each is such a choice of itself. */
bool ll_option_is_choice(const struct ll_field *field, const struct ll_field *other);
/* All that `field` is a choice of: "--evidence, --evidence-digest". */
void ll_option_choices(const struct ll_record *record, const struct ll_field *field,
                       struct ll_strbuf *buf);
/* The text after the command's name in a usage line. */
void ll_command_usage(const struct ll_command *command, struct ll_strbuf *buf);
/* "lot exclude", or "audit". */
void ll_command_name(const struct ll_command *command, struct ll_strbuf *buf);

#endif
