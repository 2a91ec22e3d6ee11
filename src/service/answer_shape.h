/*
 * Shapes of JSON values, in words: what an answer holds (answers.def), for those who read it by a
 * program and for tests.
 *
 *     {name:text next?:id:lot …}   an object of these members and no others; with "?" it may lack
 *     [T]                          a list
 *     page{…}                      {items:[{…}] next?:text}
 *     id:KIND, enum:NAME           an id's text (core/ids.def); a name of core/types.h
 *     text int signed bool time date month hex key serial country money object any
 *                                  a leaf: answer_shape.c says what each is
 */
#ifndef LL_SERVICE_ANSWER_SHAPE_H
#define LL_SERVICE_ANSWER_SHAPE_H

#include "base/json.h"

struct ll_answer_shape;

/* Read the words. LL_EINVAL: they are none, and where; LL_ENOMEM. */
LL_MUST enum ll_status ll_answer_shape_read(struct ll_arena *arena, const char *words,
                                            const struct ll_answer_shape **ret_shape,
                                            struct ll_err *reterr);
/* Is the value of this shape? LL_EINVAL, where = its path ("items[2].lot_id"). */
LL_MUST enum ll_status ll_answer_shape_check(const struct ll_answer_shape *shape,
                                             const struct ll_json *value, struct ll_err *reterr);
/* As JSON Schema (2020-12). What runs out of memory shows when it is written. */
struct ll_json *ll_answer_shape_schema(struct ll_arena *arena, const struct ll_answer_shape *shape);
/* The same object with one more member, which it may lack; `words` are of its value. LL_EINVAL:
 * it is no object, or has it. */
LL_MUST enum ll_status ll_answer_shape_add(struct ll_arena *arena,
                                           const struct ll_answer_shape *object, const char *name,
                                           const char *words,
                                           const struct ll_answer_shape **ret_shape,
                                           struct ll_err *reterr);
/* The same object, which may lack every member. */
LL_MUST enum ll_status ll_answer_shape_loose(struct ll_arena *arena,
                                             const struct ll_answer_shape *object,
                                             const struct ll_answer_shape **ret_shape,
                                             struct ll_err *reterr);

#endif
