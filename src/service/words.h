/*
 * Inputs that are several values in one word, as "feature_phone_nb:180:16.2kg:removed": splitting
 * and reading the parts by the same rules as options (base/record.h).
 */
#ifndef LL_SERVICE_WORDS_H
#define LL_SERVICE_WORDS_H

#include "base/record.h"
#include "core/types.h"

/*
 * Split at every `separator`; parts are trimmed and borrowed. The number of parts; at most `most`
 * are written, so an answer above it says that there are too many.
 */
size_t ll_words_split(struct ll_str s, char separator, struct ll_str *ret_parts, size_t most);

/* `what` names the value in the error's `where`. LL_EINVAL. */
LL_MUST enum ll_status ll_words_units(struct ll_str s, const char *what, struct ll_units *ret_units,
                                      struct ll_err *reterr);
LL_MUST enum ll_status ll_words_mass(struct ll_str s, const char *what, struct ll_mass *ret_mass,
                                     struct ll_err *reterr);
/* How much of what is counted in `measure`: a number of units, or a mass, of which each gram is
 * one. */
LL_MUST enum ll_status ll_words_measured(struct ll_str s, enum ll_measure measure, const char *what,
                                         struct ll_units *ret_units, struct ll_err *reterr);
/* So many of something, given as one of two options: units of what was counted, or the mass of what
 * nobody counted; 0: not given. LL_EINVAL when it is the other one, or both, or none. */
LL_MUST enum ll_status ll_words_asked(enum ll_measure measure, struct ll_units units,
                                      struct ll_mass mass, struct ll_units *ret_units,
                                      struct ll_err *reterr);
LL_MUST enum ll_status ll_words_money(struct ll_str s, const char *what, struct ll_money *ret_money,
                                      struct ll_err *reterr);
LL_MUST enum ll_status ll_words_i64(struct ll_str s, const char *what, int64_t min, int64_t max,
                                    int64_t *ret_value, struct ll_err *reterr);
LL_MUST enum ll_status ll_words_date(struct ll_str s, const char *what, struct ll_date *ret_date,
                                     struct ll_err *reterr);
LL_MUST enum ll_status ll_words_code(struct ll_arena *arena, struct ll_str s, const char *what,
                                     struct ll_str *ret_code, struct ll_err *reterr);
/*
 * A number that others gave out (a seal, a record), as events hold it: 1 to 64 of A-Z a-z 0-9 and
 * . _ : / # + -, so that no name or note gets into the log with it (promise 11). LL_EINVAL.
 */
LL_MUST enum ll_status ll_words_token(struct ll_str s, const char *what, struct ll_err *reterr);

#endif
