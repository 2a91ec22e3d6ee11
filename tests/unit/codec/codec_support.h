/* What the tests of the codec share. */
#ifndef LL_TESTS_UNIT_CODEC_SUPPORT_H
#define LL_TESTS_UNIT_CODEC_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "codec/purchase.h"
#include "support/shared_data.h"

#define FIXTURES "tests/fixtures/codec/"

/* A file of ours: must be there. */
struct ll_str fixture(struct ll_arena *arena, const char *name);
/* A third-party sample; skips the test when the folder is not there. */
struct ll_str sample(struct ll_arena *arena, const char *name);

/* How often a finding comes. */
size_t count_findings(const struct ll_findings *findings, enum ll_finding_code code);
/* Print what was found, to see why a test fails. */
void print_findings(const char *title, const struct ll_findings *findings);

void assert_str(struct ll_str got, const char *want);

/* A setup and teardown with an arena as the state. */
int arena_setup(void **state);
int arena_teardown(void **state);

#endif
