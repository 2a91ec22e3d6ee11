#include "edge/http/mailer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "edge/http/letter.h"

#define POLL_US INT64_C(5000000)
#define ARENA_BYTES ((size_t)4 << 20)

struct ll_mailer {
    struct ll_mailer_options options;
    const struct ll_work_options *work_options;
    struct ll_work *work;
    struct ll_smtp *smtp;
    struct ll_arena arena; /* of one mail */
    pthread_t thread;
    bool started;
    bool is_stuck; /* the last look failed, and that was said */
    pthread_mutex_t lock;
    pthread_cond_t poked;
    /* ---- under the lock ---- */
    bool closing;
    bool is_poked;
    struct ll_mailer_facts facts;
};

static void complain(struct ll_mailer *mailer, const struct ll_mail *mail, const struct ll_err *err)
{
    char what[LL_ID_TEXT_MAX + 32];
    char user[LL_ID_TEXT_MAX];
    ll_id_format("usr", mail->user_id.raw, user);
    (void)snprintf(what, sizeof(what), "a mail to %s", user);
    mailer->work_options->complain(mailer->work_options->complain_ctx, what, err);
}

static void count(struct ll_mailer *mailer, int64_t *fact)
{
    (void)pthread_mutex_lock(&mailer->lock);
    *fact += 1;
    (void)pthread_mutex_unlock(&mailer->lock);
}

static struct ll_job job_of(struct ll_mailer *mailer, const struct ll_service *service,
                            const void *input)
{
    return (struct ll_job){
        .service = service,
        .input = input,
        .actor = LL_STR("server"),
        .arena = &mailer->arena,
    };
}

/* ---- one mail ---- */

static enum ll_status send_mail(struct ll_mailer *mailer, const struct ll_mail *mail,
                                struct ll_err *reterr)
{
    enum ll_language language = LL_LANGUAGE_EN;
    struct ll_locale locale;
    struct ll_smtp_mail letter = {
        .to = mail->to,
        .id = ll_str_from_cstr(mail->id_text),
        .at = mailer->work_options->clock.now(mailer->work_options->clock.ctx),
    };
    if (mail->address.len == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EIO, "the ledger has no address that a mail could lead to");
        ll_err_hint(reterr, "loopledger site set --address https://ledger.example --name NAME");
        return status;
    }
    LL_TRY(ll_language_find(mail->language, &language, reterr));
    LL_TRY(ll_locale_open(language, &locale, reterr));
    LL_TRY(ll_letter_write(&locale, mail, &mailer->arena, &letter.subject, &letter.text, reterr));
    return ll_smtp_send(mailer->smtp, &letter, &mailer->arena, reterr);
}

static void note(struct ll_mailer *mailer, const struct ll_mail *mail, enum ll_status status,
                 const struct ll_err *err)
{
    struct ll_err done_err = {0};
    const struct ll_mail_done done = {mail->mail_id};
    struct ll_job job = job_of(mailer, &ll_mail_done, &done);
    if (status != LL_OK && status != LL_EBUSY) {
        complain(mailer, mail, err);
    }
    if (status == LL_OK) {
        count(mailer, &mailer->facts.sent);
    } else if (status == LL_EREFUSED) {
        count(mailer, &mailer->facts.lost);
    } else {
        count(mailer, &mailer->facts.failed);
        return;
    }
    if (ll_work_write_and_wait(mailer->work, &job, &done_err) != LL_OK) {
        complain(mailer, mail, &done_err); /* it comes a second time */
    }
}

/* False: there is none, or the writer takes nothing now. */
static bool do_next(struct ll_mailer *mailer)
{
    enum ll_mail_state state = LL_MAIL_NONE;
    struct ll_mail mail = {.to = {NULL, 0}};
    struct ll_err err = {0};
    const struct ll_mail_take take = {&state, &mail};
    struct ll_job job = job_of(mailer, &ll_mail_take, &take);
    enum ll_status status = ll_work_write_and_wait(mailer->work, &job, &err);
    if (status == LL_EBUSY) {
        return false;
    }
    if (status != LL_OK) {
        if (!mailer->is_stuck) {
            mailer->work_options->complain(mailer->work_options->complain_ctx, "the mails", &err);
        }
        mailer->is_stuck = true;
        return false;
    }
    mailer->is_stuck = false;
    if (state == LL_MAIL_DUE) {
        status = send_mail(mailer, &mail, &err);
        note(mailer, &mail, status, &err);
    } else if (state == LL_MAIL_LATE) {
        ll_fail_(&err, LL_EREFUSED, __FILE__, __LINE__, "given up: it could not be sent for a day");
        complain(mailer, &mail, &err);
        count(mailer, &mailer->facts.lost);
    }
    ll_wipe(&mail.link, sizeof(mail.link));
    return state != LL_MAIL_NONE;
}

/* ---- the thread ---- */

static int64_t look(struct ll_mailer *mailer)
{
    int64_t waiting = 0;
    int64_t due = 0;
    const struct ll_mail_count ask = {&waiting, &due};
    struct ll_job job = job_of(mailer, &ll_mail_count, &ask);
    ll_work_read(mailer->work, &job);
    (void)pthread_mutex_lock(&mailer->lock);
    mailer->facts.waiting = waiting;
    (void)pthread_mutex_unlock(&mailer->lock);
    return job.status == LL_OK ? due : 0;
}

/* Under the lock. */
static void wait_for_poke(struct ll_mailer *mailer)
{
    struct timespec until;
    int64_t poll_us = mailer->options.poll_us > 0 ? mailer->options.poll_us : POLL_US;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nsec = until.tv_nsec + poll_us % 1000000 * 1000;
    until.tv_sec += poll_us / 1000000 + nsec / 1000000000;
    until.tv_nsec = nsec % 1000000000;
    if (!mailer->is_poked && !mailer->closing) {
        (void)pthread_cond_timedwait(&mailer->poked, &mailer->lock, &until);
    }
    mailer->is_poked = false;
}

static void *mail_on(void *arg)
{
    struct ll_mailer *mailer = arg;
    (void)pthread_mutex_lock(&mailer->lock);
    while (!mailer->closing) {
        (void)pthread_mutex_unlock(&mailer->lock);
        bool more = look(mailer) > 0 && do_next(mailer);
        ll_arena_reset(&mailer->arena);
        (void)pthread_mutex_lock(&mailer->lock);
        if (!more) {
            wait_for_poke(mailer);
        }
    }
    (void)pthread_mutex_unlock(&mailer->lock);
    return NULL;
}

static void init_locks(struct ll_mailer *mailer)
{
    pthread_condattr_t attr;
    (void)pthread_mutex_init(&mailer->lock, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&mailer->poked, &attr);
    (void)pthread_condattr_destroy(&attr);
}

enum ll_status ll_mailer_open(const struct ll_mailer_options *options,
                              const struct ll_work_options *work_options, struct ll_work *work,
                              struct ll_mailer **ret_mailer, struct ll_err *reterr)
{
    struct ll_mailer *mailer = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*mailer));
    if (mailer == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(mailer, 0, sizeof(*mailer));
    mailer->options = *options;
    mailer->work_options = work_options;
    mailer->work = work;
    ll_arena_init(&mailer->arena, &ll_arena_malloc, ARENA_BYTES);
    init_locks(mailer);
    enum ll_status status = ll_smtp_open(&options->server, &mailer->smtp, reterr);
    if (status == LL_OK) {
        int failed = pthread_create(&mailer->thread, NULL, mail_on, mailer);
        mailer->started = failed == 0;
        status = failed == 0
                     ? LL_OK
                     : LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
    }
    if (status != LL_OK) {
        ll_mailer_close(mailer);
        return status;
    }
    *ret_mailer = mailer;
    return LL_OK;
}

void ll_mailer_close(struct ll_mailer *mailer)
{
    if (mailer == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&mailer->lock);
    mailer->closing = true;
    (void)pthread_cond_signal(&mailer->poked);
    (void)pthread_mutex_unlock(&mailer->lock);
    if (mailer->started) {
        ll_smtp_stop(mailer->smtp);
        (void)pthread_join(mailer->thread, NULL);
    }
    ll_smtp_close(mailer->smtp);
    (void)pthread_cond_destroy(&mailer->poked);
    (void)pthread_mutex_destroy(&mailer->lock);
    ll_arena_release(&mailer->arena);
    ll_arena_malloc.give(ll_arena_malloc.ctx, mailer, sizeof(*mailer));
}

void ll_mailer_poke(struct ll_mailer *mailer)
{
    if (mailer != NULL) {
        (void)pthread_mutex_lock(&mailer->lock);
        mailer->is_poked = true;
        (void)pthread_cond_signal(&mailer->poked);
        (void)pthread_mutex_unlock(&mailer->lock);
    }
}

void ll_mailer_facts(struct ll_mailer *mailer, struct ll_mailer_facts *ret_facts)
{
    (void)pthread_mutex_lock(&mailer->lock);
    *ret_facts = mailer->facts;
    (void)pthread_mutex_unlock(&mailer->lock);
}
