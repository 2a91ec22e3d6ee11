/* What is SQLite's own: files, the WAL, read-only connections, backups. */
#include "things.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct ll_store_options options_of(const char *target, bool read_only, bool create)
{
    return (struct ll_store_options){
        .target = ll_str_from_cstr(target),
        .read_only = read_only,
        .create = create,
        .set = &ll_store_test_set,
    };
}

static void path_in(const struct ll_fixture *f, const char *name, char ret_path[512])
{
    snprintf(ret_path, 512, "%s/%s", f->dir, name);
}

static int64_t size_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void opening_refuses(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *store = NULL;
    struct ll_store_options options;
    char path[512];
    char target[600];

    path_in(f, "none.db", path);
    snprintf(target, sizeof(target), "sqlite:%s", path);
    options = options_of(target, false, false);
    ASSERT_STATUS(f, LL_ENOTFOUND, ll_store_open(&options, &store, &f->err));
    options = options_of(target, true, true);
    ASSERT_STATUS(f, LL_ENOTFOUND, ll_store_open(&options, &store, &f->err));
    assert_int_equal(size_of(path), -1); /* and nothing was made */
    write_file(path, "This is a text, and certainly not a database of any kind. It is long enough "
                     "to have a header, though, which is what is looked at first: 100 bytes.");
    options = options_of(target, false, true);
    ASSERT_STATUS(f, LL_ECORRUPT, ll_store_open(&options, &store, &f->err));
    options = options_of("ledger.db", false, true);
    ASSERT_STATUS(f, LL_EINVAL, ll_store_open(&options, &store, &f->err));
    options = options_of("sqlite:", false, true);
    ASSERT_STATUS(f, LL_EINVAL, ll_store_open(&options, &store, &f->err));
    options = options_of("sqlite:/nowhere/at/all/ledger.db", false, true);
    ASSERT_STATUS(f, LL_EIO, ll_store_open(&options, &store, &f->err));
    options = options_of("sqlite::memory:", false, true); /* no WAL in memory */
    ASSERT_STATUS(f, LL_EIO, ll_store_open(&options, &store, &f->err));
    options = options_of(target, false, true);
    options.sqlite_vfs = "no such layer";
    ASSERT_STATUS(f, LL_EIO, ll_store_open(&options, &store, &f->err));
    assert_null(store);
}

/* Runs `work` in a child and ends it at once, with nothing closed: as if killed. */
static void in_killed_child(struct ll_fixture *f, void (*work)(struct ll_fixture *f))
{
    pid_t child;
    int status = 0;

    ll_store_close(f->store); /* an open SQLite connection may not be carried over a fork */
    f->store = NULL;
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        f->store = ll_fixture_open(f, false);
        work(f);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void insert_hundred(struct ll_fixture *f)
{
    things_insert(f, 1, 100);
}

static void readers_work_over_a_left_wal(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *reader;
    char wal[512];
    char shm[512];
    int64_t size;

    path_in(f, "ledger.db-wal", wal);
    path_in(f, "ledger.db-shm", shm);
    in_killed_child(f, insert_hundred);
    size = size_of(wal);
    assert_true(size > 0);
    for (int i = 0; i < 2; i++) {
        reader = ll_fixture_open(f, true);
        assert_int_equal(things_count(f, reader), 100);
        ll_store_close(reader);
        assert_int_equal(size_of(wal), size); /* it neither checkpointed nor removed it */
        unlink(shm);                          /* the second time without an index of the WAL */
    }
    f->store = ll_fixture_open(f, false);
    assert_int_equal(things_count(f, f->store), 100);
    ll_store_close(f->store);
    f->store = NULL;
    assert_int_equal(size_of(wal), -1); /* the writer did */
}

static void a_reader_keeps_its_view(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *reader;

    things_insert(f, 1, 10);
    reader = ll_fixture_open(f, true);
    ASSERT_OK(f, ll_store_begin(reader, LL_STORE_READ, &f->err));
    assert_int_equal(things_count(f, reader), 10);
    things_insert(f, 11, 20);
    assert_int_equal(things_count(f, reader), 10);
    ASSERT_OK(f, ll_store_commit(reader, &f->err));
    assert_int_equal(things_count(f, reader), 20);
    ll_store_close(reader);
}

static void backups_refuse_to_replace(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    char path[512];
    char part[520];

    path_in(f, "backup.db", path);
    snprintf(part, sizeof(part), "%s.part", path);
    things_insert(f, 1, 10);
    write_file(part, "left by one that was stopped");
    ASSERT_OK(f, ll_store_backup(f->store, ll_str_from_cstr(path), &f->err));
    assert_true(size_of(path) > 0);
    assert_int_equal(size_of(part), -1);
    ASSERT_STATUS(f, LL_EEXISTS, ll_store_backup(f->store, ll_str_from_cstr(path), &f->err));
    assert_int_equal(size_of(part), -1);
    path_in(f, "no/such/folder.db", path);
    ASSERT_STATUS(f, LL_EIO, ll_store_backup(f->store, ll_str_from_cstr(path), &f->err));
}

/* Overwrite the header of the last page, as a torn write or a bad sector would. */
static void damage_last_page(const char *path)
{
    static const unsigned char nothing[64] = {0};
    FILE *file = fopen(path, "r+b");

    assert_non_null(file);
    assert_int_equal(fseek(file, -4096, SEEK_END), 0);
    assert_int_equal(fwrite(nothing, 1, sizeof(nothing), file), sizeof(nothing));
    assert_int_equal(fclose(file), 0);
}

static void a_damaged_file_is_found(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_options options;
    struct ll_store *copy = NULL;
    char path[512];
    char target[600];

    things_insert(f, 1, 200);
    path_in(f, "copy.db", path);
    ASSERT_OK(f, ll_store_backup(f->store, ll_str_from_cstr(path), &f->err));
    snprintf(target, sizeof(target), "sqlite:%s", path);
    options = options_of(target, false, false);
    ASSERT_OK(f, ll_store_open(&options, &copy, &f->err));
    ASSERT_OK(f, ll_store_check_integrity(copy, &f->arena, &f->err));
    ll_store_close(copy);
    damage_last_page(path);
    ASSERT_OK(f, ll_store_open(&options, &copy, &f->err));
    ASSERT_STATUS(f, LL_ECORRUPT, ll_store_check_integrity(copy, &f->arena, &f->err));
    ll_store_close(copy);
}

/* A child writes pairs of rows, one transaction a pair, until it is told to stop. */
static void write_pairs(struct ll_fixture *f, int started, int stop)
{
    uint64_t next = 1;
    char byte;

    assert_int_equal(fcntl(stop, F_SETFL, O_NONBLOCK), 0);
    f->store = ll_fixture_open(f, false);
    do {
        things_insert(f, next, next + 1);
        next += 2;
        if (next == 41) {
            (void)!write(started, "x", 1);
        }
    } while (read(stop, &byte, 1) < 0 || next < 41);
    ll_store_close(f->store);
    _exit(0);
}

static void check_backup(struct ll_fixture *f, const char *path, int64_t at_least)
{
    char target[600];
    struct ll_store_options options;
    struct ll_store *copy = NULL;
    int64_t count;

    snprintf(target, sizeof(target), "sqlite:%s", path);
    options = options_of(target, true, false);
    ASSERT_OK(f, ll_store_open(&options, &copy, &f->err));
    ASSERT_OK(f, ll_store_check_schema(copy, &f->arena, &f->err));
    count = things_count(f, copy);
    assert_true(count >= at_least);
    assert_int_equal(count % 2, 0); /* whole transactions only */
    ll_store_close(copy);
    options = options_of(target, false, false); /* and it serves as a store */
    ASSERT_OK(f, ll_store_open(&options, &copy, &f->err));
    ll_store_close(copy);
}

static void backups_while_another_process_writes(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *reader;
    int started[2];
    int stop[2];
    int status = 0;
    char path[512];
    char byte;
    pid_t child;

    ll_store_close(f->store);
    f->store = NULL;
    assert_int_equal(pipe(started), 0);
    assert_int_equal(pipe(stop), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(stop[1]);
        write_pairs(f, started[1], stop[0]);
    }
    close(started[1]);
    assert_int_equal(read(started[0], &byte, 1), 1);
    reader = ll_fixture_open(f, true);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/backup-%d.db", f->dir, i);
        ASSERT_OK(f, ll_store_backup(reader, ll_str_from_cstr(path), &f->err));
        check_backup(f, path, 40);
    }
    ll_store_close(reader);
    close(stop[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(started[0]);
    close(stop[0]);
}

/* What the driver switched on: none of this may be possible through it. */
static void the_connection_is_guarded(void **state)
{
    static const char *const refused[] = {
        "INSERT INTO piece (piece_id, thing_id) VALUES (x'00', x'01')", /* foreign keys */
        "INSERT INTO thing (thing_id, code) VALUES (1, 2)",             /* STRICT */
        "SELECT 1 FROM thing WHERE code = \"no column\"",               /* quotes are names */
        "UPDATE sqlite_schema SET sql = '' WHERE name = 'thing'",       /* defensive */
    };
    struct ll_fixture *f = things_fixture(state);

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const struct ll_store_query query = {
            .name = "refused", .sql = refused[i], .slot = UINT16_MAX};
        enum ll_status status;

        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        status = ll_store_exec(f->store, &query, NULL, NULL, &f->err);
        if (status != LL_ECONSTRAINT && status != LL_ECORRUPT) {
            fail_msg("%s: %s", refused[i], ll_status_name(status));
        }
        ll_store_rollback(f->store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(opening_refuses),           THINGS_TEST(readers_work_over_a_left_wal),
        THINGS_TEST(a_reader_keeps_its_view),   THINGS_TEST(backups_refuse_to_replace),
        THINGS_TEST(a_damaged_file_is_found),   THINGS_TEST(backups_while_another_process_writes),
        THINGS_TEST(the_connection_is_guarded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
