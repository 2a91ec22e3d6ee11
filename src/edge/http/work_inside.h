/*
 * Inside the server's work: what who runs requests (work.c) and who commits several of them
 * together (work_commit.c) both know.
 */
#ifndef LL_EDGE_HTTP_WORK_INSIDE_H
#define LL_EDGE_HTTP_WORK_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "edge/http/scrub.h"
#include "edge/http/work.h"

/* A thread's, or for readers whoever has taken it. */
struct ll_desk {
    struct ll_work *work;
    struct ll_ctx ctx;
    struct ll_arena own;
    struct ll_store *opened; /* closed at the end; NULL: the caller's */
    pthread_t thread;
    bool started;
    unsigned careful; /* commits from now on in which each request has a savepoint */
    unsigned asking;  /* commits from now on that ask where they start */
    unsigned in_vain; /* so many the last time that going ahead came to nothing; 0: it did not */
    bool unchecked;   /* of a connection that came in place of a lost one: its schema */
    struct ll_desk *next; /* free readers */
};

struct ll_work {
    struct ll_work_options options;
    struct ll_arena arena; /* of the desks */
    struct ll_desk *readers;
    struct ll_desk writer;
    atomic_uint_fast64_t version; /* rises with each commit, before anybody is told of it */
    pthread_mutex_t lock;
    pthread_cond_t reader_free;
    pthread_cond_t job_there;
    /* ---- under the lock ---- */
    struct ll_desk *free_readers;
    struct ll_job *first;
    struct ll_job *last;
    struct ll_work_facts facts;
    struct ll_pace pace;
    bool closing;
    bool unsequenced; /* something was stored since the log was brought up to date */
    int64_t sequenced_us;
    /* ---- the writer's ---- */
    struct ll_scrub scrub;
};

int64_t ll_work_timer_us(const struct ll_work *work);
/* Something may have been committed: nobody was told of it yet. */
void ll_work_note_commit(struct ll_work *work);
/* Is there, or will there be soon, one more request for the commit that is under way? */
bool ll_work_is_joined(struct ll_work *work);
/*
 * It, for a commit that goes ahead: one that came meanwhile, or comes while it is worth to wait for
 * who was just answered. NULL: there is none.
 */
struct ll_job *ll_work_join(struct ll_work *work);

/* ---- one thread's ---- */
void ll_desk_stand_up(struct ll_desk *desk);
/* A connection in place of one that was lost; nothing where there is one. */
LL_MUST enum ll_status ll_desk_mend(struct ll_desk *desk, struct ll_err *reterr);
/* Run one request, with a connection; once more with another, when it turned out to be lost. */
void ll_desk_run(struct ll_desk *desk, struct ll_job *job);

/* ---- the writer's ---- */
bool ll_work_can_share(const struct ll_job *job);
bool ll_commit_may_be_ahead(const struct ll_job *job);
/* Will the next commit, which begins with this one, go ahead, so that others may still join it? */
bool ll_commit_goes_ahead(const struct ll_desk *desk, const struct ll_job *first);
/* Each by itself, or all in one commit, which others may join. They are answered. */
void ll_commit_each(struct ll_desk *desk, struct ll_job *first);
void ll_commit_together(struct ll_desk *desk, struct ll_job *first);

#endif
