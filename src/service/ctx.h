/*
 * What a service works with: the store, memory, time, ids, keys, and the request it serves. Made by
 * main.c or a test, passed down explicitly.
 */
#ifndef LL_SERVICE_CTX_H
#define LL_SERVICE_CTX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/json.h"
#include "base/record.h"
#include "core/types.h"
#include "crypto/crypto.h"
#include "service/permission.h"
#include "store/store.h"

struct ll_clock {
    struct ll_time (*now)(void *ctx);
    void (*wait)(void *ctx, int64_t wait_us); /* NULL: nothing waits */
    void *ctx;
};

/* Called now and then during long work; `total` 0 when unknown. */
struct ll_progress {
    void (*report)(void *ctx, const char *what, int64_t done, int64_t total);
    void *ctx;
};

/* A secret that is read once (service/keys.h). */
struct ll_kept_key {
    struct ll_fingerprint_key key;
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    bool is_there;
};

/*
 * Whose eyes a request is run for: a user, of one organisation, in roles there; or nobody known,
 * with no organisation and no roles. What is not limited is the operator's own machine, from which
 * all can be seen; so can it be by the operator's people (service/visible.h).
 */
struct ll_viewer {
    bool is_limited;
    bool sees_all;        /* though limited in what they may do */
    bool is_program;      /* asks by a token */
    uint64_t permissions; /* of the token, as bits 1 << enum ll_permission: it may no more */
    struct ll_user_id user_id;
    struct ll_organisation_id organisation_id;
    struct ll_roles roles;
};

/* Where a transaction that writes starts: after the last event that is stored, which is kept up
 * with while events are. */
struct ll_start {
    struct ll_store_cursor *last; /* asked for, and not read yet; NULL: it was read */
    bool is_known;                /* now and ids go on from there */
    bool has_event;
    struct ll_event_id event_id;
    struct ll_time recorded_at;
};

/* How far order lines had grown when event_id was that of the last event (service/line_tail.h). */
#define LL_LINE_TAILS_MAX 16
struct ll_line_tail {
    struct ll_order_line_id order_line_id;
    int64_t demanded;
    bool has_carry_over; /* a line like it has, or that is not known */
};
struct ll_line_tails {
    struct ll_event_id event_id;
    size_t count; /* 0: nothing is known */
    size_t next;  /* the next one to give way */
    struct ll_line_tail lines[LL_LINE_TAILS_MAX];
};

/* Papers of a commit that goes ahead, which nobody may have sent before (service/paper.h). */
#define LL_PAPERS_MAX 64
#define LL_PAPERS_ASKED 16 /* by one statement: paper_expect_all */
struct ll_papers {
    struct ll_event_id until; /* the last event before it */
    size_t count;
    struct {
        uint8_t own[32];
        uint8_t order[32];
        uint8_t order_by_client[32];
        bool has_order;
        bool is_invoice;
    } papers[LL_PAPERS_MAX];
    size_t identity_count; /* the store is still to be asked for */
    size_t order_count;
    uint8_t identities[LL_PAPERS_ASKED * 32];
    uint8_t orders[LL_PAPERS_ASKED * 32];
};

/* Who stands behind a step that needs two people (service/control.h); empty: the machine alone. */
struct ll_control {
    bool by_user;
    struct ll_user_id proposed_by; /* or did it alone */
    bool is_approved;
    struct ll_user_id approved_by;
};

/* The public log as the store last had it when that was what is kept here (service/log.h). */
struct ll_log_seen {
    bool is_there;  /* it was looked at */
    int64_t log_id; /* 0: there was none */
    int64_t size;
    uint8_t root[32];
    uint8_t note_digest[32]; /* SHA-256 of what is kept */
};

struct ll_part;

struct ll_ctx {
    struct ll_store *store;
    struct ll_arena *arena; /* of the request; the caller resets it afterwards */
    struct ll_crypto *crypto;
    struct ll_clock clock;
    struct ll_id_source ids;
    struct ll_progress progress;
    struct ll_str data_dir;  /* where keys lie */
    struct ll_str actor;     /* who asks: a token, recorded with the request */
    struct ll_viewer viewer; /* what they may see; empty: everything */

    int64_t log_id;     /* of the public log that was met last (service/log.h); 0: none */
    bool log_is_others; /* somebody else signed it since: what is kept here is behind */
    struct ll_log_seen log_seen;
    struct ll_kept_key fingerprint; /* empty at first; wiped by ll_keys_forget */

    struct ll_units_kept *units; /* custody in memory (service/units_kept.h); NULL: in the store */
    size_t units_bytes_max;      /* of it, before it is written; 0: LL_UNITS_BYTES_MAX */
    int64_t many_events;         /* of a rebuild, to be made in bulk; 0: as service/event.c says */
    bool scrubs_again; /* the caller does (has_erased): nobody waits long for those who read */

    /* ---- set by the runner for the request under way ---- */
    struct ll_request_id request_id;
    struct ll_time now; /* of this request; rises strictly from event to event */
    bool batch;         /* several requests share one transaction (service/run.h) */
    bool ahead; /* of such: it goes on from what was known before it (ll_batch_begin_ahead) */
    struct ll_start start;
    struct ll_line_tails tails;
    struct ll_papers papers;
    /* What a refusal lists beyond its one error, as {"findings": [...]}; NULL when nothing. */
    struct ll_json *problem;
    struct ll_control control;
    struct ll_part *part; /* a page of a list inside an object (service/part.h); NULL: all */
    bool dry_run; /* all of the request is undone: it may write nothing outside the store either */
    bool has_webhooks; /* somebody may have to be told of what is stored (service/webhook.h) */
    /* Texts left the store: none may stay behind once that is committed. Still set after that: the
     * caller scrubs the store, since others read from it. */
    bool has_erased;
};

#endif
