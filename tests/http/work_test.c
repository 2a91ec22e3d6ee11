/*
 * Requests that come while a commit is under way: they join it, and what becomes of each of them
 * does not depend on that. They are sent from inside the commit, by what is asked before a service
 * writes, so that nothing depends on time.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "edge/http/work.h"
#include "http/support.h"

#define MANY 40
#define JOBS (MANY + 1)

struct asked {
    struct ll_job job;
    struct ll_arena arena;
    struct world *world;
    int sends;  /* so many of the next are sent while this one is done */
    bool fails; /* once they are sent */
};

struct world {
    struct ll_work *work;
    const struct ll_service *add;
    struct asked asked[JOBS];
    size_t count;
    pthread_mutex_t lock;
    pthread_cond_t all;
    size_t done;
};

static struct world world;

static void on_done(void *ctx, struct ll_job *job)
{
    struct asked *asked = ctx;
    (void)job;
    (void)pthread_mutex_lock(&asked->world->lock);
    asked->world->done++;
    (void)pthread_cond_signal(&asked->world->all);
    (void)pthread_mutex_unlock(&asked->world->lock);
}

/* In the writer's thread, in its transaction. */
static enum ll_status send_others(void *ctx, struct ll_ctx *unused, struct ll_err *reterr)
{
    struct asked *asked = ctx;
    struct ll_err err = {0};
    (void)unused;
    for (; asked->sends > 0; asked->sends--) { /* once, however often it is done */
        assert_int_equal(ll_work_write(asked->world->work, &asked[asked->sends].job, &err), LL_OK);
    }
    return asked->fails ? LL_FAIL(reterr, LL_EINVAL, "as it was told") : LL_OK;
}

/* The next request: an organisation of that code. */
static struct asked *make(const char *code, const char *key)
{
    struct asked *asked = &world.asked[world.count++];
    char text[200];
    struct ll_json *json = NULL;
    struct ll_err err = {0};
    asked->world = &world;
    ll_arena_init(&asked->arena, &ll_arena_malloc, (size_t)4 << 20);
    (void)snprintf(text, sizeof(text), "{\"code\":\"%s\",\"country\":\"GH\",\"name\":\"Anokye\"}",
                   code);
    void *input = ll_arena_alloc(&asked->arena, 1, world.add->input->size);
    struct ll_str copy = ll_str_copy(&asked->arena, ll_str_from_cstr(text));
    assert_int_equal(ll_json_read(&asked->arena, copy, copy.len, &json, &err), LL_OK);
    assert_int_equal(ll_record_from_json(&asked->arena, world.add->input, json, input, &err),
                     LL_OK);
    asked->job = (struct ll_job){
        .service = world.add,
        .input = input,
        .options = {.key = ll_str_copy(&asked->arena, ll_str_from_cstr(key))},
        .actor = LL_STR("test"),
        .arena = &asked->arena,
        .done = on_done,
        .ctx = asked,
    };
    return asked;
}

/* The first of what was made, which sends the rest from inside the commit, until all are done. */
static void run(bool fails)
{
    struct asked *first = &world.asked[0];
    struct ll_err err = {0};
    first->sends = (int)world.count - 1;
    first->fails = fails;
    first->job.options.before = send_others;
    first->job.options.before_ctx = first;
    assert_int_equal(ll_work_write(world.work, &first->job, &err), LL_OK);
    (void)pthread_mutex_lock(&world.lock);
    while (world.done < world.count) {
        (void)pthread_cond_wait(&world.all, &world.lock);
    }
    (void)pthread_mutex_unlock(&world.lock);
}

static void forget(void)
{
    for (size_t i = 0; i < world.count; i++) {
        ll_arena_release(&world.asked[i].arena);
        world.asked[i] = (struct asked){0};
    }
    world.count = 0;
    world.done = 0;
}

/* A writer that knows where it starts, so that the next commit goes ahead. */
static void open_work(struct ll_served *served)
{
    struct ll_err err = {0};
    ll_served_off(served);
    world = (struct world){.add = ll_service_find(LL_STR("organisation"), LL_STR("add"))};
    (void)pthread_mutex_init(&world.lock, NULL);
    (void)pthread_cond_init(&world.all, NULL);
    assert_int_equal(ll_work_open(&served->options.work, &world.work, &err), LL_OK);
    (void)make("operator", "first");
    run(false);
    assert_int_equal(world.asked[0].job.status, LL_OK);
    forget();
}

static void close_work(struct ll_served *served)
{
    struct ll_err err = {0};
    ll_work_close(world.work);
    (void)pthread_cond_destroy(&world.all);
    (void)pthread_mutex_destroy(&world.lock);
    forget();
    assert_int_equal(ll_server_open(&served->options, &served->server, &err), LL_OK);
}

/* Commits of what was asked since `before`, which were all of its requests. */
static int64_t commits_since(const struct ll_work_facts *before)
{
    struct ll_work_facts facts;
    struct ll_work_facts since;
    do { /* they are answered before it is counted */
        ll_work_facts(world.work, &facts);
        since = (struct ll_work_facts){.commits = facts.commits - before->commits,
                                       .requests = facts.requests - before->requests};
    } while (since.requests < (int64_t)world.count);
    assert_int_equal(since.requests, (int64_t)world.count);
    return since.commits;
}

static bool is_repeated(const struct asked *asked)
{
    const struct ll_json *repeated = ll_json_get(asked->job.answer, "repeated");
    return repeated != NULL && repeated->type == LL_JSON_TRUE;
}

#define START()                                                                                    \
    struct ll_work_facts before;                                                                   \
    if (*state == NULL) {                                                                          \
        skip();                                                                                    \
    }                                                                                              \
    open_work(*state);                                                                             \
    do {                                                                                           \
        ll_work_facts(world.work, &before);                                                        \
    } while (before.requests == 0)

static void who_comes_meanwhile_joins(void **state)
{
    START();
    struct asked *first = make("a", "key-a");
    struct asked *second = make("b", "key-b");
    struct asked *third = make("c", "key-c");
    run(false);
    assert_int_equal(first->job.status, LL_OK);
    assert_int_equal(second->job.status, LL_OK);
    assert_int_equal(third->job.status, LL_OK);
    assert_false(is_repeated(second));
    assert_int_equal(commits_since(&before), 1);
    close_work(*state);
}

/* As if it had come later: what the first one stores is there. */
static void the_same_key_is_done_once(void **state)
{
    START();
    struct asked *first = make("a", "key-a");
    struct asked *again = make("a", "key-a");
    struct asked *other = make("b", "key-a");
    run(false);
    assert_int_equal(first->job.status, LL_OK);
    assert_int_equal(again->job.status, LL_OK);
    assert_true(is_repeated(first) != is_repeated(again));
    assert_int_equal(other->job.status, LL_ECONFLICT);
    assert_int_equal(commits_since(&before), 1);
    close_work(*state);
}

static void who_fails_fails_alone(void **state)
{
    START();
    struct asked *first = make("a", "key-a");
    struct asked *second = make("b", "key-b");
    run(true);
    assert_int_equal(first->job.status, LL_EINVAL);
    assert_int_equal(second->job.status, LL_OK);
    forget();
    first = make("a", "key-a"); /* was not done */
    second = make("b", "key-b");
    run(false);
    assert_false(is_repeated(first));
    assert_true(is_repeated(second));
    close_work(*state);
}

/* What is tried is undone by itself, which a commit that goes ahead cannot. */
static void who_only_tries_does_not_join(void **state)
{
    START();
    struct asked *first = make("a", "key-a");
    struct asked *tried = make("b", "key-b");
    tried->job.options.dry_run = true;
    run(false);
    assert_int_equal(first->job.status, LL_OK);
    assert_int_equal(tried->job.status, LL_OK);
    assert_int_equal(commits_since(&before), 2);
    forget();
    (void)make("b", "key-b");
    run(false);
    assert_false(is_repeated(&world.asked[0]));
    close_work(*state);
}

/* Else those in it would wait for as long as others come. */
static void a_commit_is_joined_by_so_many(void **state)
{
    START();
    for (int i = 0; i < JOBS; i++) {
        char code[16];
        (void)snprintf(code, sizeof(code), "a%d", i);
        (void)make(code, code);
    }
    run(false);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(world.asked[i].job.status, LL_OK);
    }
    assert_int_equal(commits_since(&before), 2);
    close_work(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(who_comes_meanwhile_joins),     LL_SERVED_TEST(the_same_key_is_done_once),
        LL_SERVED_TEST(who_fails_fails_alone),         LL_SERVED_TEST(who_only_tries_does_not_join),
        LL_SERVED_TEST(a_commit_is_joined_by_so_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
