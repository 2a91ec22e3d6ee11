/* Bytes a second of reading CSV and UBL: made-up documents of some megabytes. */
#include <stdio.h>
#include <time.h>

#include "codec/csv.h"
#include "codec/purchase_csv.h"
#include "codec/ubl.h"

#define ROWS 100000
#define MANY_ROWS LL_CSV_ROWS_MAX
#define LINES 8000
#define ROUNDS 3

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct ll_str make(struct ll_arena *arena, const char *head, const char *row,
                          const char *rest, int count, const char *tail)
{
    struct ll_strbuf buf;
    struct ll_str text = {"", 0};
    ll_strbuf_init(&buf, arena, (size_t)64 << 20);
    ll_strbuf_cstr(&buf, head);
    for (int i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, row);
        ll_strbuf_i64(&buf, i);
        ll_strbuf_cstr(&buf, rest);
    }
    ll_strbuf_cstr(&buf, tail);
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        (void)fputs("no memory for the input\n", stderr);
    }
    return text;
}

static enum ll_status read_csv(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    enum ll_status status = ll_csv_open(&reader, arena, bytes, 0, NULL);
    while (status == LL_OK) {
        status = ll_csv_next(&reader, &row, NULL);
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_purchases(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_purchase_csv csv;
    enum ll_status status = ll_purchase_csv_read(arena, bytes, NULL, &csv, NULL);
    return status == LL_OK && csv.good_rows != csv.row_count ? LL_EINVAL : status;
}

/* The whole way to the digest of an import: rows, documents, canonical text. */
static enum ll_status read_to_canonical(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_purchase_csv csv;
    struct ll_str text;
    enum ll_status status = ll_purchase_csv_read(arena, bytes, NULL, &csv, NULL);
    for (size_t i = 0; status == LL_OK && i < csv.document_count; i++) {
        status = ll_purchase_canonical(arena, &csv.documents[i], &text, NULL);
    }
    return status == LL_OK && csv.good_rows != csv.row_count ? LL_EINVAL : status;
}

/* The longest device list there is. */
static struct ll_str make_devices(struct ll_arena *arena)
{
    struct ll_strbuf buf;
    struct ll_str text = {"", 0};
    ll_strbuf_init(&buf, arena, (size_t)128 << 20);
    ll_strbuf_cstr(&buf, "document_id,device_class,imei,date,description\n");
    for (int i = 0; i < (int)MANY_ROWS; i++) {
        char key[LL_IMEI_KEY_MAX];
        (void)snprintf(key, sizeof(key), "35%012lld", (long long)i * 7 + 1000000);
        ll_strbuf_cstr(&buf, "A-2026-1,smartphone,");
        ll_strbuf_cstr(&buf, key);
        ll_strbuf_char(&buf, (char)('0' + ll_imei_check_digit(key)));
        ll_strbuf_cstr(&buf, ",2026-03-05,Phone 15 128 GB\n");
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        (void)fputs("no memory for the input\n", stderr);
    }
    return text;
}

/* As many rows of quantities, in documents as long as they may be. */
static struct ll_str make_quantities(struct ll_arena *arena)
{
    struct ll_strbuf buf;
    struct ll_str text = {"", 0};
    ll_strbuf_init(&buf, arena, (size_t)128 << 20);
    ll_strbuf_cstr(&buf, "document_id,line_id,device_class,quantity,date,price,description\n");
    for (int i = 0; i < (int)MANY_ROWS; i++) {
        ll_strbuf_cstr(&buf, "PO-");
        ll_strbuf_i64(&buf, i / LL_PURCHASE_LINES_MAX);
        ll_strbuf_char(&buf, ',');
        ll_strbuf_i64(&buf, i);
        ll_strbuf_cstr(&buf, ",smartphone,40,2026-03-05,689.00,Phone 15 black ");
        ll_strbuf_i64(&buf, i);
        ll_strbuf_char(&buf, '\n');
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        (void)fputs("no memory for the input\n", stderr);
    }
    return text;
}

static enum ll_status read_ubl(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_purchase purchase;
    return ll_ubl_read(arena, bytes, NULL, &purchase, NULL);
}

static int measure(const char *name, struct ll_str bytes,
                   enum ll_status (*read)(struct ll_arena *, struct ll_str))
{
    double best = 0;
    size_t peak = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct ll_arena arena;
        ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 30);
        double start = seconds();
        enum ll_status status = read(&arena, bytes);
        double rate = (double)bytes.len / 1e6 / (seconds() - start);
        peak = arena.peak_bytes;
        ll_arena_release(&arena);
        if (status != LL_OK) {
            (void)fprintf(stderr, "%s: status %d\n", name, (int)status);
            return 1;
        }
        best = rate > best ? rate : best;
    }
    (void)printf("%-18s %7.1f MB  %7.1f MB/s  %6.2f s  arena %7.1f MB\n", name,
                 (double)bytes.len / 1e6, best, (double)bytes.len / 1e6 / best, (double)peak / 1e6);
    return 0;
}

#define CSV_HEAD "document_id,line_id,device_class,quantity,date,price,currency,description\n"
#define CSV_ROW "PO-2026-000123,"
#define CSV_REST ",smartphone,40,2026-03-05,689.00,EUR,\"iPhone 15, 128GB black\"\n"
#define UBL_HEAD                                                                                   \
    "<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\" "                       \
    "xmlns:a=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" "        \
    "xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">"            \
    "<b:ID>1</b:ID><b:IssueDate>2026-03-05</b:IssueDate>"
#define UBL_ROW "<a:OrderLine>\n <a:LineItem>\n  <b:ID>"
#define UBL_REST                                                                                   \
    "</b:ID>\n"                                                                                    \
    "  <b:Quantity unitCode=\"EA\">40</b:Quantity>\n"                                              \
    "  <b:LineExtensionAmount currencyID=\"EUR\">27560.00</b:LineExtensionAmount>\n"               \
    "  <a:Price>\n   <b:PriceAmount currencyID=\"EUR\">689.00</b:PriceAmount>\n  </a:Price>\n"     \
    "  <a:Item>\n   <b:Name>iPhone 15 128GB</b:Name>\n   <a:CommodityClassification>\n"            \
    "    <b:ItemClassificationCode listID=\"TST\">43191501</b:ItemClassificationCode>\n"           \
    "   </a:CommodityClassification>\n  </a:Item>\n </a:LineItem>\n</a:OrderLine>\n"

int main(void)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)512 << 20);
    struct ll_str csv = make(&arena, CSV_HEAD, CSV_ROW, CSV_REST, ROWS, "");
    struct ll_str ubl = make(&arena, UBL_HEAD, UBL_ROW, UBL_REST, LINES, "</Order>");
    int failed = measure("csv rows", csv, read_csv) + measure("purchase csv", csv, read_purchases) +
                 measure("ubl", ubl, read_ubl);
    struct ll_str devices = make_devices(&arena);
    failed += measure("10^6 devices", devices, read_purchases) +
              measure("10^6 to canonical", devices, read_to_canonical);
    struct ll_str quantities = make_quantities(&arena);
    failed += measure("10^6 quantities", quantities, read_purchases);
    ll_arena_release(&arena);
    return failed == 0 ? 0 : 1;
}
