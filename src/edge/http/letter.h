/* What a mail says, in its reader's language. */
#ifndef LL_EDGE_HTTP_LETTER_H
#define LL_EDGE_HTTP_LETTER_H

#include "base/locale.h"
#include "service/mail.h"

/* LL_ENOMEM; LL_EINVAL: no mail has this purpose. */
LL_MUST enum ll_status ll_letter_write(const struct ll_locale *locale, const struct ll_mail *mail,
                                       struct ll_arena *arena, struct ll_str *ret_subject,
                                       struct ll_str *ret_text, struct ll_err *reterr);

#endif
