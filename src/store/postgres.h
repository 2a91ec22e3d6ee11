/* Inside the PostgreSQL driver: what the server answers, as statuses. */
#ifndef LL_STORE_POSTGRES_H
#define LL_STORE_POSTGRES_H

#include <libpq-fe.h>

#include "base/err.h"

/*
 * What a failed result of the statement `what` means. A violated constraint is LL_ECONSTRAINT with
 * its name in reterr->where, as on SQLite: "foreign key" for any foreign key, "table.column" for
 * NOT NULL, the message for an exception raised by a trigger (P0001). The server's detail is left
 * out: it quotes stored values.
 */
LL_MUST enum ll_status ll_postgres_fail(const PGresult *result, const char *what,
                                        struct ll_err *reterr);
/* The connection itself failed. LL_EIO. */
LL_MUST enum ll_status ll_postgres_lost(PGconn *conn, const char *what, struct ll_err *reterr);

#endif
