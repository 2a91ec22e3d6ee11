/* Inside the SQLite driver: errors of the library as statuses. */
#ifndef LL_STORE_SQLITE_H
#define LL_STORE_SQLITE_H

#include <sqlite3.h>

#include "base/err.h"

/*
 * What `rc`, the extended code of the last call on `db`, means; `what` is the query's name or the
 * step. A violated constraint is LL_ECONSTRAINT with its name in reterr->where:
 *     CHECK, trigger      its name, as in the schema; a trigger raises its name
 *     UNIQUE, PRIMARY KEY the name of the UNIQUE INDEX or of the table's CONSTRAINT over just these
 *                         columns; unnamed ones are called as PostgreSQL would: lot_code_key,
 * lot_pkey NOT NULL            "lot.code" FOREIGN KEY         "foreign key": SQLite does not tell
 * which
 */
LL_MUST enum ll_status ll_sqlite_fail(sqlite3 *db, int rc, const char *what, struct ll_err *reterr);

#endif
