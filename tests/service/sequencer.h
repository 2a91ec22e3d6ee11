/*
 * A second process that numbers and signs, for tests of what happens beside it or after its end:
 * the same program, run again.
 */
#ifndef LL_TESTS_SERVICE_SEQUENCER_H
#define LL_TESTS_SERVICE_SEQUENCER_H

#include "service/support.h"

/* Of main: is it to be that process? */
bool ll_is_sequencer(int argc, char **argv);
/* Runs 'log sequence' on the store and folder that it was told. Its exit code. */
int ll_be_sequencer(char **argv);
/* What it was told beside them; "" nothing. */
const char *ll_sequencer_word(char **argv);

/* Run it at the ledger's time, and wait for it: the status that waitpid gives. */
int ll_run_sequencer(struct ll_ledger *ledger, const char *word);

#endif
