/* Certificates as PDF a second of processor time, from facts to bytes, and how large they are. */
#include <stdio.h>
#include <time.h>

#include "draw/certificates.h"
#include "draw/print.h"

#define ROUNDS 50

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum ll_status print_one(struct ll_draw_test *test, const struct ll_locale *locale,
                                const struct ll_printed_certificate *certificate, size_t *ret_bytes,
                                struct ll_err *reterr)
{
    static const struct ll_time made_at = {INT64_C(1772539200000000)};
    struct ll_arena_mark mark = ll_arena_mark(&test->arena);
    struct ll_scene scene;
    struct ll_str pdf = {0};
    LL_TRY(ll_certificate_print(certificate, locale, test->fonts, &test->arena, &scene, reterr));
    LL_TRY(ll_pdf_write(&scene, made_at, &test->arena, &pdf, reterr));
    *ret_bytes = pdf.len;
    ll_arena_rewind(&test->arena, mark);
    return LL_OK;
}

int main(void)
{
    static const enum ll_sample samples[] = {LL_SAMPLE_TINY, LL_SAMPLE_USUAL, LL_SAMPLE_HUGE};
    struct ll_draw_test test;
    struct ll_locale locale;
    struct ll_err err = {0};
    double start = seconds();
    if (ll_draw_test_open(&test) != 0 || ll_locale_open(LL_LANGUAGE_FR, &locale, &err) != LL_OK) {
        return 3;
    }
    printf("fonts opened in %.1f ms; goal: at least 10 certificates a second, each below 100 kB\n",
           (seconds() - start) * 1e3);
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct ll_printed_certificate certificate = ll_sample_certificate(&test, samples[i]);
        size_t bytes = 0;
        start = seconds();
        for (int round = 0; round < ROUNDS; round++) {
            if (print_one(&test, &locale, &certificate, &bytes, &err) != LL_OK) {
                (void)fprintf(stderr, "%s\n", err.text);
                return 1;
            }
        }
        double each = (seconds() - start) / ROUNDS;
        printf("%-8s %6.1f a second, %5.1f ms and %5.1f kB each\n", ll_sample_name(samples[i]),
               1 / each, each * 1e3, (double)bytes / 1e3);
    }
    ll_draw_test_close(&test);
    return 0;
}
