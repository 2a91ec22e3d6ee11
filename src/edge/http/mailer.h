/*
 * Sends the mails that wait in the store (service/mail.h), one after another, in a thread of its
 * own: no request waits for a mail server. What cannot be sent is tried again, later each time,
 * until its link is over.
 */
#ifndef LL_EDGE_HTTP_MAILER_H
#define LL_EDGE_HTTP_MAILER_H

#include "edge/fetch/smtp.h"
#include "edge/http/work.h"

struct ll_mailer_options {
    struct ll_smtp_server server; /* an empty url: no mail is sent */
    int64_t poll_us;              /* how often it looks for what others wrote; 0: 5 s */
};

struct ll_mailer;
/* `complain` and the clock are of `work_options`, which has to stay. LL_EINVAL, LL_EIO, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_mailer_open(const struct ll_mailer_options *options,
                                      const struct ll_work_options *work_options,
                                      struct ll_work *work, struct ll_mailer **ret_mailer,
                                      struct ll_err *reterr);
/* A mail that is under way is given up, and tried again by the next. Before the work is closed. */
void ll_mailer_close(struct ll_mailer *mailer); /* NULL is allowed */
void ll_mailer_poke(struct ll_mailer *mailer);  /* there may be one; NULL is allowed */

struct ll_mailer_facts {
    int64_t waiting; /* as last seen */
    int64_t sent;
    int64_t failed; /* tries */
    int64_t lost;   /* mails given up, and refused for good */
};
void ll_mailer_facts(struct ll_mailer *mailer, struct ll_mailer_facts *ret_facts);

#endif
