/*
 * The public log (docs/log.md): the public parts of events, numbered in their order by one
 * sequencer, hashed into a tree and signed. Requests store events without any of this.
 *
 * A *kept* checkpoint lies in DATA/log, outside the store: the last that this installation signed
 * or published. Only what extends it is signed, so that a store put back from a backup, or a second
 * signer, cannot make two logs of one.
 */
#ifndef LL_SERVICE_LOG_H
#define LL_SERVICE_LOG_H

#include "proof/checkpoint.h"
#include "proof/tile.h"
#include "service/ctx.h"

#define LL_LOG_FOLDER "log"
#define LL_LOG_NOTE_BYTES_MAX ((size_t)16 << 10)

/* The log that goes on, inside an open transaction. Strings live in ctx->arena. */
struct ll_log {
    int64_t log_id;
    struct ll_note_key key; /* its name is the log's origin */
    struct ll_time started_at;
    struct ll_proof_crypto crypto;
    /* The last checkpoint stored. */
    int64_t size;
    struct ll_tree_hash root;
    struct ll_str note;
    struct ll_time signed_at;
};

/* LL_ENOTFOUND: none was started; LL_ECORRUPT; the store's errors. */
LL_MUST enum ll_status ll_log_open(struct ll_ctx *ctx, struct ll_log *ret_log,
                                   struct ll_err *reterr);
/* The same in two steps: ask, and read what came. */
LL_MUST enum ll_status ll_log_ask(struct ll_ctx *ctx, struct ll_store_cursor **ret_asked,
                                  struct ll_err *reterr);
LL_MUST enum ll_status ll_log_read(struct ll_ctx *ctx, struct ll_store_cursor *asked,
                                   struct ll_log *ret_log, struct ll_err *reterr);

/* The log at one moment of the store, compared with what is kept. */
struct ll_log_view {
    enum ll_status status; /* LL_ENOTFOUND: none was started; LL_OK: it extends what is kept */
    struct ll_err why;     /* it is neither: LL_EREFUSED and the like (ll_log_check_kept) */
    struct ll_log log;     /* unless LL_ENOTFOUND */
    int64_t kept_size;     /* with LL_OK */
};
/*
 * Open a read transaction, for the caller to roll back, and look at the log in it. What is kept is
 * read before the transaction begins: another process may sign at any time, which stores first and
 * keeps then, so that no honest store is behind what was kept before. The store's errors, with no
 * transaction open.
 */
LL_MUST enum ll_status ll_log_view_begin(struct ll_ctx *ctx, struct ll_log_view *ret_view,
                                         struct ll_err *reterr);
/* The view's status, with its reason. */
LL_MUST enum ll_status ll_log_view_check(const struct ll_log_view *view, struct ll_err *reterr);

/* The entries of an event as the member "entries" of `answer`: {"index", "entry", "proof"} each.
 * LL_ENOTFOUND: it is not in the log yet. */
LL_MUST enum ll_status ll_log_prove(struct ll_ctx *ctx, const struct ll_log *log,
                                    struct ll_event_id event_id, struct ll_json *answer,
                                    struct ll_err *reterr);

/* ---- the tree, from the store (log_tree.c) ---- */

/* Tiles read last of each level: a full one, on the way to an entry; and the partial one at the
 * right edge, which most proofs need too. */
struct ll_log_tree {
    struct ll_ctx *ctx;
    const struct ll_log *log;
    struct ll_log_tree_tile {
        int64_t index; /* -1: none */
        struct ll_tree_hash hashes[LL_TILE_WIDTH];
    } kept[LL_TILE_LEVELS][2];
};
/* In ctx->arena. LL_ENOMEM. */
LL_MUST enum ll_status ll_log_tree(struct ll_ctx *ctx, const struct ll_log *log,
                                   struct ll_log_tree **ret_tree, struct ll_err *reterr);
struct ll_tree_reader ll_log_tree_reader(struct ll_log_tree *tree);
/* The hashes of a tile, as wide as the log has it; LL_ECORRUPT when the store lacks some. */
LL_MUST enum ll_status ll_log_tile(struct ll_log_tree *tree, const struct ll_tile *tile,
                                   const struct ll_tree_hash **ret_hashes, struct ll_err *reterr);
/* {"entry", "hashes", "index"}, proven under the last checkpoint, onto `list`. */
LL_MUST enum ll_status ll_log_put_entry(struct ll_ctx *ctx, const struct ll_log *log,
                                        struct ll_log_tree *tree, int64_t index,
                                        struct ll_str entry, struct ll_json *list,
                                        struct ll_err *reterr);
/* "log <key>\n": what a file names its log by. LL_ENOMEM. */
LL_MUST enum ll_status ll_log_policy(struct ll_ctx *ctx, const struct ll_log *log,
                                     struct ll_str *ret_text, struct ll_err *reterr);
/* What is needed to go on. LL_ECORRUPT: it is not what the last checkpoint says. */
LL_MUST enum ll_status ll_log_edge(struct ll_log_tree *tree, struct ll_tile_edge *ret_edge,
                                   struct ll_err *reterr);

/* ---- the kept checkpoint (log_kept.c) ---- */

/* "DATA/log" and "1.checkpoint". */
LL_MUST enum ll_status ll_log_kept_path(struct ll_ctx *ctx, int64_t log_id, const char **ret_folder,
                                        const char **ret_name, const char **ret_path,
                                        struct ll_err *reterr);
/*
 * Is what the store has the kept checkpoint's log, or longer? LL_EREFUSED: nothing is kept (unless
 * the log has no entries), the store is older, or it is another history; says how to go on. For who
 * holds the lease and writes: others may sign while a transaction reads (ll_log_view_begin).
 */
LL_MUST enum ll_status ll_log_check_kept(struct ll_ctx *ctx, const struct ll_log *log,
                                         struct ll_err *reterr);
/* Keep the note of a checkpoint of that size, which was found to extend what is kept. A longer one
 * that is kept already stays. */
LL_MUST enum ll_status ll_log_keep(struct ll_ctx *ctx, const struct ll_log *log, int64_t size,
                                   struct ll_str note, struct ll_err *reterr);
/* Over how many entries the kept checkpoint is. LL_ENOTFOUND; LL_EREFUSED: it is none. */
LL_MUST enum ll_status ll_log_kept_size(struct ll_ctx *ctx, const struct ll_log *log,
                                        int64_t *ret_size, struct ll_err *reterr);
/*
 * Before a request writes: what the store has is what is kept, or longer, as above. Cheap: a file
 * and a few rows. LL_OK when there is no log. Opens transactions of its own.
 */
LL_MUST enum ll_status ll_log_guard(struct ll_ctx *ctx, struct ll_err *reterr);
/* The same for who only asks: a service without input, whose answer is empty. */
extern const struct ll_service ll_log_sound; /* service/service.h */

/* What lay beside the store before a transaction. */
struct ll_log_kept {
    int64_t log_id; /* of the log that was to be expected; 0: none */
    enum ll_status found;
    struct ll_str text;
    struct ll_err why;
};
/* The guard in two steps, so that its answer comes with those of the transaction that follows. */
struct ll_log_guarding {
    struct ll_store_cursor *asked; /* NULL: it was looked at, nothing is left to do */
    struct ll_log_kept kept;
};
/* Outside a transaction. What ll_log_guard fails with, if that was called for. */
LL_MUST enum ll_status ll_log_guard_ask(struct ll_ctx *ctx, struct ll_log_guarding *ret_guarding,
                                        struct ll_err *reterr);
/* Inside the next one, before its commit. As ll_log_guard, and LL_ERETRY: that has to be called
 * instead, another server writes the log, or began another. */
LL_MUST enum ll_status ll_log_guard_answer(struct ll_ctx *ctx, struct ll_log_guarding *guarding,
                                           struct ll_err *reterr);

/*
 * The same without asking, after ll_log_guard_answer: the store is told what it is expected to
 * have, and fails the next transaction if it is otherwise, or another log. LL_ERETRY: it is to be
 * asked, what is kept changed or nothing is known.
 */
LL_MUST enum ll_status ll_log_guard_expect(struct ll_ctx *ctx, struct ll_err *reterr);

/* ---- witnesses (log_cosign.c) ---- */

/* The cosignatures there are over the last checkpoint join log->note. ret_list (may be NULL):
 * {"witness", "cosigned_at"} each. */
LL_MUST enum ll_status ll_log_cosigned(struct ll_ctx *ctx, struct ll_log *log,
                                       struct ll_json **ret_list, struct ll_err *reterr);
/* A request to cosign the last checkpoint, for a witness that cosigned `old_size` entries last
 * (C2SP tlog-witness). Opens a transaction of its own. LL_EINVAL: the log is shorter; LL_EREFUSED,
 * as ll_log_check_kept. */
LL_MUST enum ll_status ll_log_request(struct ll_ctx *ctx, int64_t old_size, struct ll_str *ret_text,
                                      struct ll_err *reterr);

/* ---- files of the log (log_export.c) ---- */

/* The bytes of a tile or entry bundle, as wide as is asked for, which may be less than the log has.
 * LL_ENOTFOUND: the log is not that long; LL_ECORRUPT, LL_ENOMEM. */
LL_MUST enum ll_status ll_log_file(struct ll_log_tree *tree, const struct ll_tile *tile,
                                   struct ll_str *ret_bytes, struct ll_err *reterr);

struct ll_log_files {
    /* Is the file there already? Full tiles never change. */
    bool (*has)(void *ctx, const char *path);
    /* Store it under its path; LL_EIO. */
    enum ll_status (*put)(void *ctx, const char *path, struct ll_str bytes, struct ll_err *reterr);
    /* The checkpoint that is there; LL_ENOTFOUND when none is. */
    enum ll_status (*checkpoint)(void *ctx, struct ll_str *ret_note, struct ll_err *reterr);
    void *ctx;
};
struct ll_log_exported {
    struct ll_str origin;
    int64_t size;
    int64_t files; /* new ones */
};
/*
 * Tiles and entry bundles of the last checkpoint, then the checkpoint with its cosignatures. Opens
 * a read transaction of its own. LL_EREFUSED: the folder holds another log or a longer one, or see
 * ll_log_check_kept.
 */
LL_MUST enum ll_status ll_log_export(struct ll_ctx *ctx, const struct ll_log_files *files,
                                     struct ll_log_exported *ret_exported, struct ll_err *reterr);

#endif
