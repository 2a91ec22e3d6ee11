/* Queries whose rows are shown as they are, and whose lines stand or fall with their filters. */
#include "sqlgen.h"

#include <string.h>

unsigned sqlgen_slots(const struct sqlgen_query *query)
{
    unsigned slots = 1;

    for (size_t i = 0; query->kind == SQLGEN_ROWS && sqlgen_rows(query, i) > 0; i++) {
        slots++;
    }
    for (size_t i = 0; query->kind == SQLGEN_LIST && i < query->in_count; i++) {
        slots *= query->in[i].nullable ? 2 : 1;
    }
    return slots;
}

/* The number after a '$', or 0. */
static size_t param_number(const char *digits, const char *end)
{
    size_t number = 0;

    for (; digits < end && *digits >= '0' && *digits <= '9' && number < 1000; digits++) {
        number = number * 10 + (size_t)(*digits - '0');
    }
    return number;
}

const struct sqlgen_field *sqlgen_line_needs(const struct sqlgen_query *query, const char *line,
                                             size_t len)
{
    for (const char *at = line; (at = memchr(at, '$', len - (size_t)(at - line))) != NULL; at++) {
        size_t number = param_number(at + 1, line + len);

        if (query->kind == SQLGEN_LIST && number > 0 && number <= query->in_count &&
            query->in[number - 1].nullable) {
            return &query->in[number - 1];
        }
    }
    return NULL;
}

/* Is this parameter in the statement? Bits of `choice` are the optional parameters in order. */
static bool is_given(const struct sqlgen_query *q, const struct sqlgen_field *field,
                     unsigned choice)
{
    unsigned bit = 0;

    if (!field->nullable) {
        return true;
    }
    for (const struct sqlgen_field *f = q->in; f < field; f++) {
        bit += f->nullable ? 1 : 0;
    }
    return ((choice >> bit) & 1) != 0;
}

/* The place of parameter `number` (from 1) among those that are given. */
static size_t place_of(const struct sqlgen_query *q, size_t number, unsigned choice)
{
    size_t place = 1;

    for (size_t i = 0; i + 1 < number; i++) {
        place += is_given(q, &q->in[i], choice) ? 1 : 0;
    }
    return place;
}

/* The statement of one choice: lines without what they need left out, parameters numbered anew. */
static struct host_text choice_sql(struct host *host, const struct sqlgen_query *q, unsigned choice)
{
    struct host_text sql = {0};

    for (size_t at = 0; at < q->sql.len;) {
        const char *line = q->sql.ptr + at;
        size_t len = (size_t)(strchr(line, '\n') - line);
        const struct sqlgen_field *needs = sqlgen_line_needs(q, line, len);

        at += len + 1;
        if (needs != NULL && !is_given(q, needs, choice)) {
            continue;
        }
        for (size_t i = 0; i < len; i++) {
            size_t number = line[i] == '$' ? param_number(line + i + 1, line + len) : 0;

            host_add(host, &sql, &line[i], 1);
            if (number > 0) {
                host_fmt(host, &sql, "%zu", place_of(q, number, choice));
            }
            while (number > 0 && i + 1 < len && line[i + 1] >= '0' && line[i + 1] <= '9') {
                i++;
            }
        }
        host_fmt(host, &sql, "\n");
    }
    return sql;
}

static void emit_columns(struct host *host, struct host_text *out, const struct sqlgen_query *q)
{
    host_fmt(host, out, "static const enum ll_store_type %s_types[] = {", q->name);
    for (size_t i = 0; i < q->out_count; i++) {
        host_fmt(host, out, "%sLL_STORE_%s", i == 0 ? "" : ", ", q->out[i].type->store);
    }
    host_fmt(host, out, "};\nstatic const struct ll_store_column %s_columns[] = {\n", q->name);
    for (size_t i = 0; i < q->out_count; i++) {
        const struct sqlgen_type *type = q->out[i].type;

        host_fmt(host, out, "    {.name = \"%s\", .shape = LL_SHAPE_%s", q->out[i].name,
                 type->shape);
        if (type->prefix != NULL) {
            host_fmt(host, out, ", .id_prefix = \"%s\"", type->prefix);
        }
        if (type->enum_name != NULL) {
            host_fmt(host, out, ", .enum_rows = ll_%s_rows, .enum_row_count = %s", type->enum_name,
                     type->row_count);
        }
        host_fmt(host, out, "%s},\n", q->out[i].nullable ? ", .nullable = true" : "");
    }
    host_fmt(host, out, "};\n");
}

static size_t given_count(const struct sqlgen_query *q, unsigned choice)
{
    return place_of(q, q->in_count + 1, choice) - 1;
}

static void emit_choice_types(struct host *host, struct host_text *out,
                              const struct sqlgen_query *q, unsigned choice)
{
    if (given_count(q, choice) == 0) {
        return;
    }
    host_fmt(host, out, "static const enum ll_store_type %s_params_%u[] = {", q->name, choice);
    for (size_t i = 0; i < q->in_count; i++) {
        if (is_given(q, &q->in[i], choice)) {
            host_fmt(host, out, "LL_STORE_%s, ", q->in[i].type->store);
        }
    }
    host_fmt(host, out, "};\n");
}

static void emit_choices(struct host *host, struct host_text *out, const struct sqlgen_query *q)
{
    unsigned choices = sqlgen_slots(q);

    for (unsigned choice = 0; choice < choices; choice++) {
        emit_choice_types(host, out, q, choice);
    }
    host_fmt(host, out, "static const struct ll_store_query %s[] = {\n", q->name);
    for (unsigned choice = 0; choice < choices; choice++) {
        struct host_text sql = choice_sql(host, q, choice);

        host_fmt(host, out, "    {\n    .name = \"%s\",\n    .sql =\n", q->name);
        sqlgen_emit_sql(host, out, &sql);
        host_fmt(host, out,
                 "    ,\n    .slot = %u,\n    .param_count = %zu,\n    .column_count = %zu,\n"
                 "    .column_types = %s_types,\n    .columns = %s_columns,\n",
                 q->slot + choice, given_count(q, choice), q->out_count, q->name, q->name);
        if (given_count(q, choice) > 0) {
            host_fmt(host, out, "    .param_types = %s_params_%u,\n", q->name, choice);
        }
        sqlgen_emit_plan(host, out, q);
        host_fmt(host, out, "    },\n");
    }
    host_fmt(host, out, "};\n");
}

static void emit_open(struct host *host, struct host_text *out, const struct sqlgen_query *q)
{
    unsigned bit = 0;

    host_fmt(host, out, "\n");
    sqlgen_emit_prototype(host, out, q);
    if (q->in_count == 0) {
        host_fmt(host, out,
                 "\n{\n    return ll_store_query_open(store, arena, &%s[0], NULL, ret_cursor, "
                 "reterr);\n}\n",
                 q->name);
        return;
    }
    host_fmt(host, out,
             "\n{\n    struct ll_store_value params[%zu];\n    size_t count = 0;\n"
             "    size_t choice = 0;\n\n",
             q->in_count);
    for (size_t i = 0; i < q->in_count; i++) {
        const struct sqlgen_field *f = &q->in[i];
        const char *pad = f->nullable ? "        " : "    ";

        if (f->nullable) {
            host_fmt(host, out, "    if (in->has_%s) {\n        choice += %u;\n", f->name,
                     1U << bit++);
        }
        host_fmt(host, out, "%sparams[count++] = %sin->%s%s;\n", pad, f->type->put_head, f->name,
                 f->type->put_tail);
        host_fmt(host, out, "%s", f->nullable ? "    }\n" : "");
    }
    host_fmt(host, out,
             "    LL_ASSERT(count == %s[choice].param_count);\n"
             "    return ll_store_query_open(store, arena, &%s[choice], params, ret_cursor, "
             "reterr);\n}\n",
             q->name, q->name);
}

void sqlgen_list_source(struct host *host, struct host_text *out, const struct sqlgen_query *query)
{
    host_fmt(host, out, "\n");
    emit_columns(host, out, query);
    emit_choices(host, out, query);
    emit_open(host, out, query);
}
