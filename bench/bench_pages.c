/*
 * Pages of the program as it is shipped, on the whole demonstration, on both engines (PostgreSQL
 * when LL_TEST_POSTGRES names one):
 *
 *   certificate  its page as HTML beside a file of that size from nginx with one worker (goals:
 *                35 % as it is kept, 10 % made each time)
 *   pages        everything that the operator gets to by links, from the menu on: the first page of
 *                each list, objects of each kind, forms; time of the server for each, by the clock
 *                and by the processor (with that of PostgreSQL's processes); goal under 50 ms
 *   long         the first page of a list of a million, one in the middle and the last
 *
 * bench_pages [long | DIR…]: the long lists alone; or all else, of demonstrations that are there.
 * Without nginx the certificate is not measured. The benchmark states, it does not fail.
 */
#define _GNU_SOURCE
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/id.h"
#include "ledger.h"
#include "served.h"

#define GOAL_MS 50.0
#define TARGET_BYTES 512
#define PATTERNS_MAX 300
#define PAGES_MAX 4000
#define OF_A_PATTERN 120 /* pages of one address are enough */
#define SHOWN 10
#define REPEATS 9
#define LONG_ROWS 1000000
#define LONG_REPEATS 15
#define PAGE_ROWS 100
#define HTML "text/html"

/* ---- what a page takes ---- */

struct engine {
    const char *name;
    struct bench_served served;
    PGconn *conn; /* to tell its processes; NULL: SQLite */
};

struct cost {
    double wall_ms;
    double cpu_ms;
};

/* Of our server, and of PostgreSQL's processes for it. */
static double spent_by(const struct engine *engine)
{
    double spent = bench_spent_by(engine->served.pid);
    if (engine->conn == NULL) {
        return spent;
    }
    PGresult *result =
        PQexec(engine->conn, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                             "AND pid <> pg_backend_pid()");
    bench_must(PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(engine->conn));
    for (int i = 0; i < PQntuples(result); i++) {
        spent += bench_spent_by((pid_t)strtol(PQgetvalue(result, i, 0), NULL, 10));
    }
    PQclear(result);
    return spent;
}

/* NULL: it is no page. */
static const char *measure(const struct engine *engine, const char *target, struct cost *ret_cost)
{
    const struct timespec pause = {.tv_nsec = 1000000}; /* what comes after the answer counts too */
    double spent = spent_by(engine);
    double start = bench_seconds();
    const char *page = bench_get_page(engine->served.socket_path, target);
    ret_cost->wall_ms = (bench_seconds() - start) * 1e3;
    (void)nanosleep(&pause, NULL);
    ret_cost->cpu_ms = (spent_by(engine) - spent) * 1e3;
    return page;
}

static struct cost median_of(const struct engine *engine, const char *target, int repeats)
{
    double wall[BENCH_RUNS_MAX];
    double cpu[BENCH_RUNS_MAX];
    struct cost cost;
    for (int i = 0; i < repeats; i++) {
        bench_must(measure(engine, target, &cost) != NULL, target);
        wall[i] = cost.wall_ms;
        cpu[i] = cost.cpu_ms;
    }
    return (struct cost){bench_median(wall, repeats), bench_median(cpu, repeats)};
}

/* ---- the desk's pages ---- */

struct pattern {
    char path[TARGET_BYTES]; /* "/lots/{ref}" */
    int known;               /* pages that lead there */
    int worst;               /* page that took most of the processor, or -1 */
};

struct page {
    char target[TARGET_BYTES];
    int pattern;
    struct cost cost;
};

struct walk {
    struct pattern patterns[PATTERNS_MAX];
    int pattern_count;
    struct page pages[PAGES_MAX];
    int page_count;
};

/* GET addresses of the programming interface. */
static void read_patterns(struct walk *walk, const char *api)
{
    static const char front[] = "\"address\":\"";
    for (const char *at = strstr(api, front); at != NULL; at = strstr(at, front)) {
        struct pattern *pattern = &walk->patterns[walk->pattern_count];
        at += sizeof(front) - 1;
        int len = (int)strcspn(at, "\"");
        bool is_get = strncmp(at + len, "\",\"method\":\"GET\"", 16) == 0;
        if (is_get && walk->pattern_count < PATTERNS_MAX && len < TARGET_BYTES) {
            (void)snprintf(pattern->path, sizeof(pattern->path), "%.*s", len, at);
            pattern->worst = -1;
            walk->pattern_count++;
        }
    }
    bench_must(walk->pattern_count > 0, "no addresses");
}

static bool is_end(char c)
{
    return c == '\0' || c == '?';
}

/* Word by word; "{ref}" stands for any. */
static bool fits(const char *pattern, const char *target)
{
    while (!is_end(*pattern) && !is_end(*target)) {
        if (*pattern == '{') {
            pattern += strcspn(pattern, "/");
            target += strcspn(target, "/?");
        } else if (*pattern++ != *target++) {
            return false;
        }
    }
    return is_end(*pattern) && is_end(*target);
}

/* The address without {names}, if there is one; else the first that fits. -1: none does. */
static int pattern_of(const struct walk *walk, const char *target)
{
    int found = -1;
    for (int i = 0; i < walk->pattern_count; i++) {
        bool is_plain = strchr(walk->patterns[i].path, '{') == NULL;
        if (fits(walk->patterns[i].path, target) && (found < 0 || is_plain)) {
            found = i;
        }
    }
    return found;
}

static void add_page(struct walk *walk, const char *target)
{
    int pattern = pattern_of(walk, target);
    if (pattern < 0 || walk->page_count == PAGES_MAX ||
        walk->patterns[pattern].known == OF_A_PATTERN) {
        return;
    }
    for (int i = 0; i < walk->page_count; i++) {
        if (strcmp(walk->pages[i].target, target) == 0) {
            return;
        }
    }
    walk->patterns[pattern].known++;
    struct page *page = &walk->pages[walk->page_count++];
    *page = (struct page){.pattern = pattern};
    (void)snprintf(page->target, sizeof(page->target), "%s", target);
}

static void add_links(struct walk *walk, const char *page)
{
    static const char front[] = "href=\"/";
    char target[TARGET_BYTES];
    for (const char *at = strstr(page, front); at != NULL; at = strstr(at, front)) {
        at += sizeof(front) - 2;
        size_t len = 0;
        for (size_t i = 0; at[i] != '"' && at[i] != '#' && len < sizeof(target) - 1; i++) {
            target[len++] = at[i];
            i += strncmp(at + i, "&amp;", 5) == 0 ? 4 : 0;
        }
        target[len] = '\0';
        add_page(walk, target);
    }
}

static int compare_worst(const void *a, const void *b)
{
    const struct page *const *x = a;
    const struct page *const *y = b;
    return (*x)->cost.cpu_ms < (*y)->cost.cpu_ms   ? 1
           : (*x)->cost.cpu_ms > (*y)->cost.cpu_ms ? -1
                                                   : 0;
}

/* The slowest page of each address once more, with others' work on the machine taken out. */
static void print_slowest(struct engine *engine, struct walk *walk)
{
    struct page *worst[PATTERNS_MAX];
    size_t count = 0;
    int over = 0;
    for (int i = 0; i < walk->pattern_count; i++) {
        if (walk->patterns[i].worst >= 0) {
            struct page *page = &walk->pages[walk->patterns[i].worst];
            page->cost = median_of(engine, page->target, REPEATS);
            over += page->cost.wall_ms >= GOAL_MS || page->cost.cpu_ms >= GOAL_MS;
            worst[count++] = page;
        }
    }
    qsort(worst, count, sizeof(worst[0]), compare_worst);
    (void)printf("%s: %d pages at %zu addresses; the slowest of each, medians of %d: %d of them at "
                 "%.0f ms or more\n  processor   clock\n",
                 engine->name, walk->page_count, count, REPEATS, over, GOAL_MS);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        (void)printf("  %6.1f ms %6.1f ms  %-28s %s\n", worst[i]->cost.cpu_ms,
                     worst[i]->cost.wall_ms, walk->patterns[worst[i]->pattern].path,
                     worst[i]->target);
    }
    (void)fflush(stdout);
}

static void measure_pages(struct engine *engine)
{
    static struct walk walk;
    memset(&walk, 0, sizeof(walk));
    read_patterns(&walk, bench_get(engine->served.socket_path, "/api"));
    for (int i = 0; i < walk.pattern_count; i++) {
        if (strchr(walk.patterns[i].path, '{') == NULL) {
            add_page(&walk, walk.patterns[i].path);
        }
    }
    for (int i = 0; i < walk.page_count; i++) {
        struct page *page = &walk.pages[i];
        int *slowest = &walk.patterns[page->pattern].worst;
        const char *html = measure(engine, page->target, &page->cost);
        if (html == NULL) {
            continue; /* a file, or a page that asks for more than its address */
        }
        add_links(&walk, html);
        if (*slowest < 0 || walk.pages[*slowest].cost.cpu_ms < page->cost.cpu_ms) {
            *slowest = i;
        }
    }
    print_slowest(engine, &walk);
}

/* ---- a certificate ---- */

static void measure_certificate(struct engine *engine)
{
    static const char mark[] = "\"serial\":\"";
    char outer[TARGET_BYTES];
    const char *list = bench_get(engine->served.socket_path, "/certificates?limit=2");
    const char *at = strstr(list, mark);
    at = at == NULL ? NULL : strstr(at + 1, mark); /* the first is far larger than most */
    bench_must(at != NULL, "no certificates");
    at += sizeof(mark) - 1;
    (void)snprintf(outer, sizeof(outer), "/certificates/%.*s", (int)strcspn(at, "\""), at);
    (void)printf(
        "%s, a certificate's page as it is kept (goal 35 %%), and made each time (10 %%)\n",
        engine->name);
    const struct bench_read kept = {.target = outer, .accept = HTML, .by_port = true};
    const struct bench_read made = {
        .target = outer, .accept = HTML, .by_port = true, .is_made = true};
    if (bench_beside_nginx(&engine->served, &kept)) {
        (void)bench_beside_nginx(&engine->served, &made);
    }
}

/* ---- lists of a million ---- */

/* Rows like the first one of a table, with ids that come after all others: "~" and 15 digits. */
static const char many_sqlite[] =
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1000000) "
    "SELECT i, CAST(printf('~%015d', i) AS BLOB) AS id FROM c";
static const char many_postgres[] =
    "SELECT i, convert_to('~' || lpad(i::text, 15, '0'), 'UTF8') AS id "
    "FROM generate_series(1, 1000000) AS i";

static const struct long_list {
    const char *path;
    const char *id_prefix; /* of what a page goes on after; NULL: a code */
    bool newest_first;
    const char *insert; /* up to the numbered ids */
} long_lists[] = {
    {"/lots", "lot", false,
     "INSERT INTO lot (lot_id, programme_id, class_code, country, vintage, funder_id, source, "
     "found_on, units, accepted, mass_g, measure, battery, eligible, ineligible_reason, "
     "explanation, queue_at, public_number, event_id) SELECT n.id, programme_id, class_code, "
     "country, vintage, funder_id, 3, 20000, units, accepted, mass_g, measure, battery, eligible, "
     "ineligible_reason, explanation, queue_at, n.id, event_id "
     "FROM (SELECT * FROM lot ORDER BY lot_id LIMIT 1) AS one"},
    {"/organisations", NULL, false,
     "INSERT INTO organisation (organisation_id, code, country, name_annex_id, event_id) "
     "SELECT n.id, '~' || CAST(n.i AS TEXT), country, name_annex_id, event_id "
     "FROM (SELECT * FROM organisation ORDER BY code LIMIT 1) AS one"},
    {"/activity", "evt", true,
     "INSERT INTO event (event_id, request_id, kind, recorded_at, body, public_body, salt) "
     "SELECT n.id, request_id, kind, recorded_at, body, public_body, salt "
     "FROM (SELECT * FROM event ORDER BY event_id LIMIT 1) AS one"},
};
#define LONG_LISTS (sizeof(long_lists) / sizeof(long_lists[0]))

static void fill_long(struct engine *engine, const char *target)
{
    char sql[2048];
    char path[2 * BENCH_PATH_BYTES];
    sqlite3 *db = NULL;
    (void)snprintf(path, sizeof(path), "%s/ledger.db", engine->served.data);
    bench_must(target != NULL || sqlite3_open(path, &db) == SQLITE_OK, "the store does not open");
    for (size_t i = 0; i < LONG_LISTS; i++) {
        (void)snprintf(sql, sizeof(sql), "%s, (%s) AS n", long_lists[i].insert,
                       target == NULL ? many_sqlite : many_postgres);
        if (target == NULL) {
            bench_must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
        } else {
            PQclear(PQexec(engine->conn, "SET session_replication_role = replica"));
            PGresult *result = PQexec(engine->conn, sql);
            bench_must(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(engine->conn));
            PQclear(result);
        }
    }
    if (target != NULL) {
        PQclear(PQexec(engine->conn, "VACUUM ANALYZE"));
    }
    (void)sqlite3_close(db);
}

/* The page after the row of a number. */
static void put_target(const struct long_list *list, int number, char ret_target[TARGET_BYTES])
{
    char bytes[32];
    char text[LL_ID_TEXT_MAX];
    struct ll_id id;
    (void)snprintf(bytes, sizeof(bytes), "~%015d", number);
    memcpy(id.b, bytes, sizeof(id.b));
    if (list->id_prefix == NULL) {
        (void)snprintf(text, sizeof(text), "~%d", number);
    } else {
        ll_id_format(list->id_prefix, id, text);
    }
    (void)snprintf(ret_target, TARGET_BYTES, "%s?after=%s", list->path, text);
}

static void measure_long_list(struct engine *engine, const struct long_list *list,
                              const struct cost *few)
{
    char targets[3][TARGET_BYTES];
    struct cost costs[3];
    (void)snprintf(targets[0], TARGET_BYTES, "%s", list->path);
    put_target(list, LONG_ROWS / 2, targets[1]);
    put_target(list, list->newest_first ? PAGE_ROWS : LONG_ROWS - PAGE_ROWS, targets[2]);
    for (int i = 0; i < 3; i++) {
        costs[i] = median_of(engine, targets[i], LONG_REPEATS);
    }
    (void)printf(
        "  %-15s few: %5.2f ms; a million: first %5.2f, middle %5.2f, last %5.2f ms of the "
        "processor: %.2f, %.2f and %.2f times the first of few\n",
        list->path, few->cpu_ms, costs[0].cpu_ms, costs[1].cpu_ms, costs[2].cpu_ms,
        costs[0].cpu_ms / few->cpu_ms, costs[1].cpu_ms / few->cpu_ms,
        costs[2].cpu_ms / few->cpu_ms);
    (void)fflush(stdout);
}

static void connect_postgres(struct engine *engine, const char *target)
{
    engine->conn = target == NULL ? NULL : PQconnectdb(target);
    bench_must(target == NULL || PQstatus(engine->conn) == CONNECTION_OK, "no PostgreSQL");
}

/* A small demonstration first, then with so many rows more. */
static void measure_long(const char *name, const char *target)
{
    struct engine engine = {.name = name};
    struct cost few[LONG_LISTS];
    const char *const words[] = {
        bench_program(), "demo", "--data",  engine.served.data,
        "--scale",       "1",    "--quiet", target == NULL ? NULL : "--store",
        target,          NULL};
    (void)snprintf(engine.served.data, sizeof(engine.served.data), "%s/long-%s", bench_folder(),
                   name);
    bench_must(bench_wait_for(bench_run_program(words, STDERR_FILENO)) == 0,
               "loopledger demo fails");
    connect_postgres(&engine, target);
    bench_served_start(&engine.served);
    for (size_t i = 0; i < LONG_LISTS; i++) {
        few[i] = median_of(&engine, long_lists[i].path, LONG_REPEATS);
    }
    bench_served_stop(&engine.served);
    fill_long(&engine, target);
    bench_served_start(&engine.served);
    (void)printf("%s, lists of %d\n", name, LONG_ROWS);
    for (size_t i = 0; i < LONG_LISTS; i++) {
        measure_long_list(&engine, &long_lists[i], &few[i]);
    }
    bench_served_stop(&engine.served);
    PQfinish(engine.conn);
}

/* ---- */

/* On the whole demonstration: one that is there, or a new one. */
static void measure_whole(const char *name, const char *dir, const char *target)
{
    struct engine engine = {.name = name};
    bench_served_demo(&engine.served, dir, target);
    connect_postgres(&engine, target);
    bench_served_start(&engine.served);
    measure_certificate(&engine);
    measure_pages(&engine);
    bench_served_stop(&engine.served);
    PQfinish(engine.conn);
}

/* The store that a data directory names, or NULL. */
static const char *store_of(const char *dir)
{
    static char target[BENCH_PATH_BYTES];
    char path[BENCH_PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%.400s/store.conf", dir);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return NULL;
    }
    bench_must(fgets(target, sizeof(target), file) != NULL, "store.conf is empty");
    target[strcspn(target, "\n")] = '\0';
    (void)fclose(file);
    return target;
}

int main(int argc, char **argv)
{
    struct ll_fixture fixture;
    bench_place_open(argv[0]);
    bool is_long = argc == 1 || strcmp(argv[1], "long") == 0;
    for (int i = 1; i < argc && !is_long; i++) {
        const char *target = store_of(argv[i]);
        measure_whole(target == NULL ? "SQLite" : "PostgreSQL", argv[i], target);
    }
    if (argc == 1) {
        measure_whole("SQLite", NULL, NULL);
    }
    if (is_long) {
        measure_long("SQLite", NULL);
    }
    if (argc == 1 && getenv("LL_TEST_POSTGRES") != NULL) {
        ll_fixture_start_on(&fixture, NULL, true);
        measure_whole("PostgreSQL", NULL, fixture.target);
        ll_fixture_end(&fixture);
    }
    if (is_long && getenv("LL_TEST_POSTGRES") != NULL) {
        ll_fixture_start_on(&fixture, NULL, true);
        measure_long("PostgreSQL", fixture.target);
        ll_fixture_end(&fixture);
    }
    bench_place_close();
    return 0;
}
