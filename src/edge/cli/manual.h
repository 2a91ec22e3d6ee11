/*
 * What is made from the command table: help texts, the manual page, completion.
 */
#ifndef LL_EDGE_CLI_MANUAL_H
#define LL_EDGE_CLI_MANUAL_H

#include "edge/cli/command.h"

#define LL_MANUAL_BYTES_MAX ((size_t)4 << 20)

/* All commands in one line each; of one noun only, when `noun` is not empty. */
void ll_help_list(struct ll_str noun, struct ll_strbuf *out);
/* Everything about one command. */
void ll_help_command(const struct ll_command *command, struct ll_strbuf *out);

/* The manual page in mdoc(7); of one noun only, when `noun` is not empty. */
void ll_man_page(struct ll_str noun, struct ll_strbuf *out);

/* A completion script for bash. */
void ll_completion_bash(struct ll_strbuf *out);

/* What exit codes mean, and the environment: rows for help and manual page. */
struct ll_manual_row {
    const char *name;
    const char *text;
};
extern const struct ll_manual_row ll_exit_rows[];
extern const size_t ll_exit_row_count;
extern const struct ll_manual_row ll_environment_rows[];
extern const size_t ll_environment_row_count;
extern const struct ll_manual_row ll_file_rows[];
extern const size_t ll_file_row_count;
/* How values are written, by the word that usage lines have for them. */
extern const struct ll_manual_row ll_value_rows[];
extern const size_t ll_value_row_count;

#endif
