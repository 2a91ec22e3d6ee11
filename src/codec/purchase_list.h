/*
 * Lists of purchases, as CSV (codec/purchase_csv.h) or as JSON: an array of objects, each a row,
 * with the columns of a CSV profile as members. A number is taken as it is written, to the last
 * digit; a decimal mark is always a point, so that no quantity can be read in two ways.
 */
#ifndef LL_CODEC_PURCHASE_LIST_H
#define LL_CODEC_PURCHASE_LIST_H

#include "codec/purchase_csv.h"

#define LL_PURCHASE_LIST_JSON_BYTES_MAX ((size_t)16 << 20)
#define LL_PURCHASE_LIST_JSON_COLUMNS_MAX 64

/*
 * Read a list of either kind: JSON when its first character is a bracket or brace. Of JSON the rows
 * and findings bear the line on which a row begins; LL_EPARSE when it is none, LL_EINVAL when it is
 * no array of objects of texts, numbers and nulls, LL_ELIMIT when it is larger than the limits;
 * otherwise as ll_purchase_csv_read, and so is the cost.
 */
LL_MUST enum ll_status ll_purchase_list_read(struct ll_arena *arena, struct ll_str bytes,
                                             const struct ll_purchase_csv_options *options,
                                             struct ll_purchase_csv *ret_csv,
                                             struct ll_err *reterr);

#endif
