/*
 * Calling a service as a command line does: by its name, with options as text. Failures latch, so
 * that options are set one after another and the call is asked once:
 *
 *     struct ll_demo_call call;
 *     ll_demo_call_begin(demo, &call, LL_DEMO_LOT_EXCLUDE);
 *     ll_demo_put(&call, "lot", lot_id);
 *     LL_TRY(ll_demo_call_run(&call, &answer, reterr));
 */
#ifndef LL_DEMO_CALL_H
#define LL_DEMO_CALL_H

#include "demo/state.h"

struct ll_demo_call {
    struct ll_demo *demo;
    const struct ll_service *service;
    void *input;
    bool given[64]; /* by field */
    enum ll_status status;
    struct ll_err err; /* of the first option that failed */
};

/* Everything of a call lives in ctx->arena, until ll_demo_forget. */
void ll_demo_call_begin(struct ll_demo *demo, struct ll_demo_call *call, enum ll_demo_service what);
void ll_demo_put(struct ll_demo_call *call, const char *name, struct ll_str text);
void ll_demo_put_cstr(struct ll_demo_call *call, const char *name, const char *text);
void ll_demo_put_i64(struct ll_demo_call *call, const char *name, int64_t value);
void ll_demo_put_date(struct ll_demo_call *call, const char *name, int32_t day);
void ll_demo_put_fmt(struct ll_demo_call *call, const char *name, const char *fmt, ...)
    LL_PRINTF(3, 4);
/* A digest of no paper there is. */
void ll_demo_put_digest(struct ll_demo_call *call, const char *name);
/* Exact bytes, as an edge puts what a file held. */
void ll_demo_put_file(struct ll_demo_call *call, const char *name, const char *file_name,
                      struct ll_str bytes);
/* Run it; ret_answer may be NULL. The error's `where` begins with the service's name. */
LL_MUST enum ll_status ll_demo_call_run(struct ll_demo_call *call, struct ll_json **ret_answer,
                                        struct ll_err *reterr);

/* Free what calls and their answers took. */
void ll_demo_forget(struct ll_demo *demo);

/* A text of an answer into a buffer of an id's size; LL_ECORRUPT when it is not there. */
LL_MUST enum ll_status ll_demo_answer_id(const struct ll_json *answer, const char *name,
                                         char ret_text[LL_ID_TEXT_MAX], struct ll_err *reterr);

#endif
