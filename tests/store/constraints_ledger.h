/*
 * A small valid ledger in raw SQL: some row in every table. In all SQL here and in the attempts
 * #50 is the 16 bytes 00…50, ##50 32 of them, ###50 64, ####50 8192, #-50 only 3; statements end at
 * ';'.
 */
#ifndef LL_TESTS_STORE_CONSTRAINTS_LEDGER_H
#define LL_TESTS_STORE_CONSTRAINTS_LEDGER_H

#include "base/str.h"

extern const char *const constraints_ledger[]; /* statements; NULL after the last part */

/* Add the first statement of *text as the engine writes it; *text: what follows it. */
void constraints_sql(struct ll_strbuf *out, bool postgres, const char **text);

#endif
