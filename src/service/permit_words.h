/* What texts of the tables of data/permit say to a reader, in plain English or in French. */
#ifndef LL_SERVICE_PERMIT_WORDS_H
#define LL_SERVICE_PERMIT_WORDS_H

#include "base/locale.h"

/* A text that has no other words is itself. Dutch readers get the English. O(log rows). */
struct ll_str ll_permit_text(enum ll_language language, struct ll_str text);

#endif
