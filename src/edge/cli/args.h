/*
 * Reading a command line: POSIX with long options. `--opt value` and `--opt=value`, options and
 * operands in any order, `--` ends the options, `-` alone is an operand. Options are the general
 * ones and the fields of the command's input.
 */
#ifndef LL_EDGE_CLI_ARGS_H
#define LL_EDGE_CLI_ARGS_H

#include "edge/cli/command.h"

/* The general options as given. */
struct ll_general {
    struct ll_str values[LL_GENERAL_COUNT]; /* of those that take one */
    bool given[LL_GENERAL_COUNT];
};

/* What the command words came to. */
enum ll_words {
    LL_WORDS_COMMAND, /* a command is known */
    LL_WORDS_NOUN,    /* only a noun, and --help */
    LL_WORDS_NONE,    /* no words at all */
};

struct ll_args {
    int argc;
    char *const *argv;
    int at;             /* next word to read */
    bool only_operands; /* after "--" */
    struct ll_general general;
    enum ll_words words;
    struct ll_str noun;
    struct ll_command command;
};

/*
 * First half: general options and the command's words, up to where the command is known. Nothing is
 * allocated. LL_EUSAGE with the nearest word as hint.
 */
LL_MUST enum ll_status ll_args_command(int argc, char *const *argv, struct ll_args *ret_args,
                                       struct ll_err *reterr);

/*
 * Second half: the rest into the command's input. *ret_input is a zeroed struct of input->size
 * (NULL without input), filled; files are read (`in` for "-"). With --help among the words it stops
 * early. LL_EUSAGE: unknown option or operand, something missing or given twice; LL_EINVAL: a value
 * that the field refuses, where = its option; LL_EIO, LL_ELIMIT: its file, also one that is not
 * there; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_args_input(struct ll_args *args, struct ll_arena *arena, FILE *in,
                                     void **ret_input, struct ll_err *reterr);

/* Largest file that a field takes when it says no other limit (its max). */
#define LL_FILE_BYTES_MAX ((size_t)64 << 20)
/*
 * A whole file into the arena; "-" is `in`. LL_EIO, LL_ENOTFOUND, LL_ELIMIT above max_bytes,
 * LL_ENOMEM; where = the path.
 */
LL_MUST enum ll_status ll_file_read(struct ll_arena *arena, struct ll_str path, FILE *in,
                                    size_t max_bytes, struct ll_file *ret_file,
                                    struct ll_err *reterr);

/* A place that a service names by a member of its input ("lots[0]") as the user gave it
 * ("--lots[0]"). */
void ll_args_name_place(const struct ll_record *record, struct ll_err *reterr);

#endif
