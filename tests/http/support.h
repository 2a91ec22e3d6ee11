/*
 * A server of its own for one test, over a fresh store on the engine under test, and a client that
 * sends bytes as they are: what no well-behaved client would send, too.
 */
#ifndef LL_TESTS_HTTP_SUPPORT_H
#define LL_TESTS_HTTP_SUPPORT_H

#include "base/json.h"
#include "edge/http/server.h"
#include "support/random.h"
#include "support/store_fixture.h"

struct ll_served {
    struct ll_fixture fixture;
    struct ll_test_random random;
    struct ll_server *server;
    struct ll_server_options options;
    char socket_path[300];
    struct ll_arena arena; /* of answers */
};

/* For cmocka; *state is a struct ll_served, or NULL to skip. */
int ll_served_start(void **state);
int ll_served_end(void **state);
#define LL_SERVED_TEST(f) cmocka_unit_test_setup_teardown(f, ll_served_start, ll_served_end)
/* Start a server over a store that is there, with the keys in its folder; and end it. */
void ll_served_over(struct ll_served *served, const struct ll_fixture *fixture);
void ll_served_off(struct ll_served *served);
struct ll_served *ll_served_of(void **state);
/* End the server and start another over the same store, with served->options. */
void ll_served_again(struct ll_served *served);
/* The same, with so long for what is under way. */
void ll_served_again_after(struct ll_served *served, int64_t wait_us);

struct ll_reply {
    int status; /* 0: the connection ended without one */
    struct ll_str head;
    struct ll_str body;
};
/* A connection: over the local socket, where one may do everything, or over the address. */
int ll_connect(struct ll_served *served, bool local);
void ll_send(int fd, struct ll_str bytes);
/* One answer; the connection stays. */
struct ll_reply ll_read_reply(struct ll_served *served, int fd);
/* Send one request on a connection of its own and read its answer. */
struct ll_reply ll_ask(struct ll_served *served, bool local, const char *format, ...)
    LL_PRINTF(3, 4);
/* A request without a body; with a JSON body and, unless NULL, a key. Over the local socket. */
struct ll_reply ll_get(struct ll_served *served, const char *target);
struct ll_reply ll_post(struct ll_served *served, const char *target, const char *key,
                        const char *json);
/* The field of a reply's head, or the empty string. */
struct ll_str ll_reply_field(const struct ll_reply *reply, const char *name);
const struct ll_json *ll_reply_read(struct ll_served *served, const struct ll_reply *reply);
/* Somebody of an organisation who has a role; a token of theirs, as the field of a head with its
 * end. `permissions`: as in JSON. */
const char *ll_make_token(struct ll_served *served, const char *organisation, const char *role,
                          const char *permissions);
void ll_assert_reply(const struct ll_reply *reply, int status, const char *part);

#endif
