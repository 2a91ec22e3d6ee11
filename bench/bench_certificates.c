/*
 * The demonstration's certificates as PDF, as `certificate print` makes them: read from the store,
 * drawn, with the bundle attached. The largest and a sample of the others: how many a second of
 * processor time, and how large they are. Goals: 10 a second, each at most 100 kB.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#include "codec/pdf_attachment.h"
#include "demo_ledger.h"
#include "draw/certificate.h"
#include "draw/print.h"
#include "service/certificate_print.h"
#include "service/certificate_write.h"
#include "service/log.h"

#define LARGEST 8
#define STEP 16
#define GOAL_BYTES 100000

static double seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

struct spent {
    double reading;
    double drawing;
    double attaching;
};

static void print_one(struct bench_ledger *ledger, struct ll_fonts *fonts,
                      const struct ll_locale *locale, const char *serial, struct spent *spent,
                      size_t *ret_bytes)
{
    struct ll_ctx *ctx = &ledger->ctx;
    struct ll_log_view view;
    struct ll_printed_certificate facts;
    struct ll_pdf_attachment attachment = {.name = "a.json", .description = "bundle"};
    struct ll_scene scene;
    struct ll_str pdf;
    struct ll_str key = ll_str_from_cstr(serial);
    double start = seconds();
    BENCH_OK(ledger, ll_log_view_begin(ctx, &view, &ledger->err));
    BENCH_OK(ledger, ll_certificate_facts(ctx, key, &facts, &ledger->err));
    BENCH_OK(ledger, ll_certificate_bundle(ctx, &view, key, LL_BUNDLE_IN_PAGE, &attachment.json,
                                           &ledger->err));
    double read = seconds();
    BENCH_OK(ledger, ll_certificate_print(&facts, locale, fonts, ctx->arena, &scene, &ledger->err));
    BENCH_OK(ledger, ll_pdf_write(&scene, ctx->now, ctx->arena, &pdf, &ledger->err));
    double drawn = seconds();
    struct ll_str page = pdf;
    for (int extent = LL_BUNDLE_IN_PAGE; extent <= LL_BUNDLE_NO_INTERVALS; extent++) {
        if (extent > LL_BUNDLE_IN_PAGE) {
            BENCH_OK(ledger, ll_certificate_bundle(ctx, &view, key, (enum ll_bundle_extent)extent,
                                                   &attachment.json, &ledger->err));
        }
        BENCH_OK(ledger, ll_pdf_attach(ctx->arena, page, &attachment, &pdf, &ledger->err));
        if (pdf.len <= GOAL_BYTES) {
            break;
        }
    }
    ll_store_rollback(ctx->store);
    spent->reading += read - start;
    spent->drawing += drawn - read;
    spent->attaching += seconds() - drawn;
    *ret_bytes = pdf.len;
}

int main(void)
{
    static struct bench_ledger ledger;
    struct spent spent = {0};
    struct ll_locale locale;
    struct ll_fonts *fonts = NULL;
    size_t largest = 0;
    int printed = 0;
    int over = 0;
    bench_demo_start(&ledger, false);
    ledger.ctx.now = ledger.ctx.clock.now(ledger.ctx.clock.ctx);
    BENCH_OK(&ledger, ll_locale_open(LL_LANGUAGE_EN, &locale, &ledger.err));
    BENCH_OK(&ledger, ll_fonts_open(&ledger.arena, &fonts, &ledger.err));
    struct bench_raw *raw = bench_raw_open(&ledger, NULL);
    sqlite3_stmt *all =
        bench_raw_prepare(raw, "SELECT serial FROM certificate ORDER BY units DESC");
    for (int i = 0; sqlite3_step(all) == SQLITE_ROW; i++) {
        struct ll_arena_mark mark = ll_arena_mark(&ledger.arena);
        size_t bytes = 0;
        if (i >= LARGEST && i % STEP != 0) {
            continue;
        }
        print_one(&ledger, fonts, &locale, (const char *)sqlite3_column_text(all, 0), &spent,
                  &bytes);
        ll_arena_rewind(&ledger.arena, mark);
        largest = bytes > largest ? bytes : largest;
        over += bytes > GOAL_BYTES;
        printed++;
    }
    sqlite3_finalize(all);
    bench_raw_close(raw);
    ll_fonts_close(fonts);
    double each = (spent.reading + spent.drawing + spent.attaching) / printed;
    printf("%d certificates: %.1f a second of processor time; %.1f ms each, of them %.1f reading, "
           "%.1f drawing, %.1f attaching\nlargest %.1f kB, %d above the goal of %.0f kB\n",
           printed, 1 / each, each * 1e3, spent.reading / printed * 1e3,
           spent.drawing / printed * 1e3, spent.attaching / printed * 1e3, (double)largest / 1e3,
           over, GOAL_BYTES / 1e3);
    bench_demo_end(&ledger);
    return 0;
}
