#include "store/postgres.h"

#include <stdio.h>
#include <string.h>

/* Codes, then classes of codes (two characters), of the manual's appendix A; first match. */
static const struct {
    const char *code;
    enum ll_status status;
} statuses[] = {
    {"P0001", LL_ECONSTRAINT}, /* raised by a trigger of the schema */
    {"23", LL_ECONSTRAINT},    /* unique, exclusion, check, foreign key, not null */
    {"40", LL_ERETRY},         /* serialization failure, deadlock */
    {"55P03", LL_ERETRY},      /* lock not available */
    {"57014", LL_ERETRY},      /* cancelled: a time limit on one statement */
    {"22003", LL_EOVERFLOW},   /* number out of range */
    {"25006", LL_EPERM},       /* writes in a transaction for reading */
    {"42501", LL_EPERM},       /* privileges */
    {"53200", LL_ENOMEM},      {"54", LL_ELIMIT},   {"42", LL_ECORRUPT},
    {"0A", LL_ECORRUPT},       {"22", LL_ECORRUPT}, {"XX", LL_ECORRUPT},
};

static enum ll_status status_of(const char *code)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (strncmp(code, statuses[i].code, strlen(statuses[i].code)) == 0) {
            return statuses[i].status;
        }
    }
    return LL_EIO;
}

static const char *field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);

    return text == NULL ? "" : text;
}

static void constraint_name(const PGresult *result, const char *code,
                            char ret_name[LL_ERR_WHERE_MAX])
{
    const char *name = field(result, PG_DIAG_CONSTRAINT_NAME);

    if (strcmp(code, "23503") == 0) {
        name = "foreign key"; /* all that SQLite tells */
    } else if (strcmp(code, "23502") == 0) {
        snprintf(ret_name, LL_ERR_WHERE_MAX, "%s.%s", field(result, PG_DIAG_TABLE_NAME),
                 field(result, PG_DIAG_COLUMN_NAME));
        return;
    } else if (name[0] == '\0') {
        name = field(result, PG_DIAG_MESSAGE_PRIMARY);
    }
    snprintf(ret_name, LL_ERR_WHERE_MAX, "%s", name);
}

enum ll_status ll_postgres_fail(const PGresult *result, const char *what, struct ll_err *reterr)
{
    const char *code = field(result, PG_DIAG_SQLSTATE);
    enum ll_status status = code[0] == '\0' ? LL_EIO : status_of(code);
    char name[LL_ERR_WHERE_MAX];

    if (status == LL_ECONSTRAINT) {
        constraint_name(result, code, name);
        status = LL_FAIL(reterr, status, "%s: the store refuses this: %s", what, name);
        if (reterr != NULL) {
            ll_err_where(reterr, "%s", name);
        }
        return status;
    }
    status = LL_FAIL(reterr, status, "%s: PostgreSQL: %s (%s)", what,
                     field(result, PG_DIAG_MESSAGE_PRIMARY), code);
    if (reterr != NULL && status == LL_ECORRUPT) {
        ll_err_hint(reterr, "is the schema this program's? bring it up to date");
    }
    return status;
}

enum ll_status ll_postgres_lost(PGconn *conn, const char *what, struct ll_err *reterr)
{
    const char *text = PQerrorMessage(conn);
    size_t len = strcspn(text, "\n");

    return LL_FAIL(reterr, LL_EIO, "%s: the connection to PostgreSQL failed: %.*s", what, (int)len,
                   text);
}
