/*
 * Where a server's requests run: readers, each with a connection of its own, and one writer. All
 * requests that wait for the writer when it is free become one durable commit, each behind a
 * savepoint of its own. On SQLite there is no other way; on PostgreSQL two writers of one server
 * would only meet: every request reads what the last one stored, since times and ids rise. What
 * other servers of the store win from it there is done again. What would wait too long is refused
 * at once.
 */
#ifndef LL_EDGE_HTTP_WORK_H
#define LL_EDGE_HTTP_WORK_H

#include "edge/http/pace.h"
#include "service/run.h"

struct ll_job {
    /* ---- what is asked ---- */
    const struct ll_service *service;
    const void *input;
    struct ll_run_options options;
    struct ll_str actor;
    struct ll_viewer viewer;
    struct ll_arena *arena;                      /* of the request */
    struct ll_progress progress;                 /* .report NULL: nobody is told */
    void (*done)(void *ctx, struct ll_job *job); /* of the writer, from its thread */
    void *ctx;
    /* ---- what came of it ---- */
    enum ll_status status;
    struct ll_err err;
    struct ll_json *answer;
    struct ll_json *problem; /* struct ll_ctx's */
    /* ---- work.c's ---- */
    struct ll_job *next;
    struct ll_arena_mark mark; /* of the arena, before it was done the first time */
};

struct ll_work;

struct ll_work_options {
    struct ll_str target; /* of the store */
    struct ll_str data_dir;
    struct ll_store *writer; /* a connection that writes, opened by the caller, with the lock */
    unsigned readers;
    unsigned writers;     /* PostgreSQL: threads that write; SQLite: one */
    unsigned waiting_max; /* write requests that may wait */
    /* What a commit should take at most: fewer may wait when it takes longer (edge/http/pace.h). */
    int64_t commit_us_max;
    unsigned batch_max;  /* requests in one commit */
    int64_t sequence_us; /* how often new events are brought into the public log; 0: never */
    struct ll_clock clock;
    struct ll_clock timer;
    void (*random)(void *ctx, uint8_t *ret_bytes, size_t count);
    void *random_ctx;
    /* Something went wrong that no request is told of. */
    void (*complain)(void *ctx, const char *what, const struct ll_err *err);
    void *complain_ctx;
};

/* Opens the readers' connections and starts the writer. The store's errors; LL_ENOMEM. */
LL_MUST enum ll_status ll_work_open(const struct ll_work_options *options,
                                    struct ll_work **ret_work, struct ll_err *reterr);
/* Does all that waits, then ends the thread and closes the connections, not options.writer. */
void ll_work_close(struct ll_work *work);

/* Run a service that only reads, or touches no store, in the calling thread; `job` says what came
 * of it, `done` is not called. Waits for a reader when all are busy. */
void ll_work_read(struct ll_work *work, struct ll_job *job);
/*
 * Would ll_work_write take a request now? For who is told otherwise before its input is read, which
 * costs most of what a refusal does. LL_EBUSY: too many wait already, as ll_work_write says it.
 */
LL_MUST enum ll_status ll_work_admit(struct ll_work *work, struct ll_err *reterr);
/*
 * Give a request to the writer. LL_EBUSY: too many wait already, it was not taken. Otherwise
 * job->done is called, from another thread, maybe before this returns.
 */
LL_MUST enum ll_status ll_work_write(struct ll_work *work, struct ll_job *job,
                                     struct ll_err *reterr);

/*
 * A number for all that is committed to the store. Two that are equal: nothing was committed in
 * between, by this server or another; a write that was answered before this is called is in it. On
 * SQLite it is counted here, on PostgreSQL asked for. The store's errors.
 */
LL_MUST enum ll_status ll_work_version(struct ll_work *work, uint64_t *ret_version,
                                       struct ll_err *reterr);

/* ll_work_write from a thread that may wait for what comes of it. */
LL_MUST enum ll_status ll_work_write_and_wait(struct ll_work *work, struct ll_job *job,
                                              struct ll_err *reterr);

struct ll_work_facts {
    int64_t waiting;  /* now */
    int64_t commits;  /* durable ones, since the start */
    int64_t requests; /* that they held */
    int64_t waits;    /* for answers of the database, for them: none on SQLite */
    int64_t shed;     /* not taken */
};
void ll_work_facts(struct ll_work *work, struct ll_work_facts *ret_facts);

#endif
