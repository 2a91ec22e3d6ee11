/* What is tried on the ledger of constraints_ledger.h; SQL is written as told there. */
#ifndef LL_TESTS_STORE_CONSTRAINTS_ATTEMPTS_H
#define LL_TESTS_STORE_CONSTRAINTS_ATTEMPTS_H

enum attempt_engine {
    ATTEMPT_BOTH,
    ATTEMPT_SQLITE,
    ATTEMPT_POSTGRES
};

struct attempt {
    const char *target; /* the constraint under attack, or what is allowed */
    enum attempt_engine engine;
    const char *where; /* what is named instead of the target: "a|b" either; NULL: the target */
    const char *sql;
};

/* Each list ends with a row without target. */
extern const struct attempt attempts_allocation[];  /* promises 1 and 2 */
extern const struct attempt attempts_certificate[]; /* promise 3 */
extern const struct attempt attempts_fact[];        /* promises 6 and 8 */
extern const struct attempt attempts_log[];         /* promise 7 */
extern const struct attempt attempts_other[];       /* all further constraints of the schema */
extern const struct attempt attempts_allowed[];     /* what must not be refused */

#define BOTH(target, where, sql)                                                                   \
    {                                                                                              \
        target, ATTEMPT_BOTH, where, sql                                                           \
    }
#define SQLITE(target, where, sql)                                                                 \
    {                                                                                              \
        target, ATTEMPT_SQLITE, where, sql                                                         \
    }
#define POSTGRES(target, where, sql)                                                               \
    {                                                                                              \
        target, ATTEMPT_POSTGRES, where, sql                                                       \
    }

#endif
