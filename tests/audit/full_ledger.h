/*
 * A small ledger made through the services in which every table has rows, nearly every column a
 * value, and every kind of event has happened.
 */
#ifndef LL_TESTS_AUDIT_FULL_LEDGER_H
#define LL_TESTS_AUDIT_FULL_LEDGER_H

#include "audit/audit.h"
#include "service/support.h"

void ll_make_full_ledger(struct ll_ledger *ledger);
/* The keys that the ledger made go out of its folder; then as ll_ledger_end. */
int ll_full_ledger_end(void **state);

/* Audit the rows of a store; fails the test when it cannot be done. The report lives in `arena`. */
struct ll_audit_report *ll_audit_of(struct ll_ledger *ledger, struct ll_store *store,
                                    struct ll_arena *arena);
/* All findings to stderr. */
void ll_print_findings(const struct ll_audit_report *report);

#endif
