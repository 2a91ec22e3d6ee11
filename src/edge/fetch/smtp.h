/*
 * Sending one mail through one mail server (SMTP), over TLS unless the server is on this machine.
 * A mail is plain text in UTF-8, written as quoted-printable with an encoded subject, so that no
 * text of anybody's can become a field, another recipient or a command.
 *
 * One struct ll_smtp serves one thread, but for ll_smtp_stop.
 */
#ifndef LL_EDGE_FETCH_SMTP_H
#define LL_EDGE_FETCH_SMTP_H

#include "base/str.h"
#include "base/time.h"

#define LL_SMTP_ADDRESS_MAX 254

struct ll_smtp_server {
    struct ll_str url;       /* smtp://HOST[:PORT], with STARTTLS; or smtps://HOST[:PORT] */
    struct ll_str from;      /* an address */
    struct ll_str user;      /* or empty */
    struct ll_str password;  /* or empty */
    const char *authorities; /* as ll_fetch_rules */
    int64_t whole_ms;        /* 0: 30,000 */
};

/* One address in plain ASCII, without anything that could end a field or a command. LL_EREFUSED */
LL_MUST enum ll_status ll_smtp_check_address(struct ll_str address, struct ll_err *reterr);

struct ll_smtp;
/* `server` is copied, what it points to has to stay. LL_EINVAL: the settings cannot be; LL_ENOMEM,
 * LL_EIO. */
LL_MUST enum ll_status ll_smtp_open(const struct ll_smtp_server *server, struct ll_smtp **ret_smtp,
                                    struct ll_err *reterr);
void ll_smtp_close(struct ll_smtp *smtp); /* NULL is allowed */
void ll_smtp_stop(struct ll_smtp *smtp);

struct ll_smtp_mail {
    struct ll_str to; /* one address */
    struct ll_str subject;
    struct ll_str text; /* lines end with \n */
    struct ll_str id;   /* letters, digits, '_', '-': the same at each try */
    struct ll_time at;
};

/*
 * Hand it over. LL_EREFUSED: the address is none, or the server will never take it; LL_EIO: not
 * now, try again (also when the server went away before it confirmed: it may have come through);
 * LL_EBUSY: stopped; LL_ENOMEM. Errors name no address.
 */
LL_MUST enum ll_status ll_smtp_send(struct ll_smtp *smtp, const struct ll_smtp_mail *mail,
                                    struct ll_arena *arena, struct ll_err *reterr);

/* What is sent, as one text: for tests, and ll_smtp_send. LL_EREFUSED, LL_EINVAL, LL_ENOMEM. */
LL_MUST enum ll_status ll_smtp_write(const struct ll_smtp_mail *mail, struct ll_str from,
                                     struct ll_arena *arena, struct ll_str *ret_text,
                                     struct ll_err *reterr);

#endif
