/*
 * Replies of the server: one JSON value with its tag, or a problem (RFC 9457).
 */
#ifndef LL_EDGE_HTTP_REPLY_H
#define LL_EDGE_HTTP_REPLY_H

#include "base/json.h"
#include "edge/http/http.h"

#define LL_REPLY_BYTES_MAX ((size_t)64 << 20)
#define LL_REPLY_AGAIN "Retry-After"
#define LL_TAG_BYTES 36 /* of an entity tag, with its quotes and an ending zero */

/* The tag of a text: equal for equal texts, in quotes. */
void ll_tag_of(struct ll_str text, char ret_tag[LL_TAG_BYTES]);
/* Is the tag among those of an If-Match or If-None-Match field ("*" is all)? */
bool ll_tag_listed(struct ll_str field, const char *tag);

/* `value` as the answer; a request that only looks and has it already gets 304. */
void ll_reply_json(struct ll_http_exchange *exchange, int status, const struct ll_json *value);
/* Who asks has it already, under this tag: 304. */
void ll_reply_same(struct ll_http_exchange *exchange, struct ll_str tag);
/* A field in the place of the one of that name that is there, or added. As ll_http_add. */
void ll_reply_instead(struct ll_http_exchange *exchange, const char *name, struct ll_str value);
/* A text that is there as it is. */
void ll_reply_plain(struct ll_http_exchange *exchange, int status, const char *type,
                    struct ll_str text);
/* Ask again when that is over: in whole seconds, rounded up. */
void ll_reply_after(struct ll_http_exchange *exchange, int64_t wait_us);
/* With a status that says to ask again: when, unless the reply says it already. */
void ll_reply_again(struct ll_http_exchange *exchange, int status);
/*
 * What went wrong, as JSON: {"type", "title", "status", "code", "detail"?, "where"?, "hint"?,
 * "findings"?}. `http_status` 0: what errors.def says of `err`. `findings` (may be NULL) is an
 * object with the member "findings". Failures of the server itself are told without their inside.
 */
struct ll_json *ll_problem_json(struct ll_arena *arena, int http_status, const struct ll_err *err,
                                const struct ll_json *findings);
/* The same as the answer. */
void ll_reply_problem(struct ll_http_exchange *exchange, int http_status, const struct ll_err *err,
                      const struct ll_json *findings);

#endif
