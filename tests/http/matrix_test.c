/*
 * Every address, asked by every role about an object of their own, a stranger's, and one that there
 * is not: who gets what answer stands in matrix.def, and nothing that anybody is answered may name
 * or count what is not theirs (matrix_world.h).
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/route.h"
#include "http/matrix_world.h"
#include "http/support.h"
#include "service/answers.h"
#include "service/table.h"

#define ROLES LL_ROLE_ROW_COUNT
#define TEXT_MAX 4096
#define ANSWERS_BYTES ((size_t)256 << 20)

static const struct row {
    enum ll_method method;
    const char *path;
    enum kind kind;
    const char *body;
    const char *cells;
} rows[] = {
#define MATRIX(method, path, kind, body, cells)                                                    \
    {LL_METHOD_##method, path, KIND_##kind, body, cells},
#include "http/matrix.def"
#undef MATRIX
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* Of whom each role knows nothing, though it may meet what they own: prefixes of codes. */
static const struct {
    enum ll_role role;
    const char *unknown[8];
} strangers[] = {
    {LL_ROLE_CLIENT, {"zz-", "nb-", "mine-agent", "mine-carrier", "mine-auditor"}},
    {LL_ROLE_RESELLER, {"zz-", "nb-", "mine-agent", "mine-carrier", "mine-auditor"}},
    {LL_ROLE_RECYCLER, {"zz-", "nb-", "mine-client", "mine-line", "mine-reseller", "mine-agent"}},
    {LL_ROLE_CARRIER, {"zz-", "nb-", "mine-client", "mine-line", "mine-reseller", "mine-agent"}},
    {LL_ROLE_WAREHOUSE, {"zz-", "nb-", "mine-client", "mine-line", "mine-reseller", "mine-agent"}},
    {LL_ROLE_AGENT, {"zz-", "nb-", "mine-client", "mine-line", "mine-recycler", "mine-carrier"}},
    {LL_ROLE_AUDITOR, {"zz-"}},
    {LL_ROLE_OFFICIAL, {"zz-", "nb-", "mine-client", "mine-line", "mine-reseller", "mine-agent"}},
};
/* Sizes of what clients have a part of, and their neighbour's: of the lot, the receipt, masses. */
static const int64_t totals[] = {977, 166090, 900, 910, 153000, 103000, 50000, 311, 712, 293100};

struct matrix {
    struct ll_matrix_world world;
    struct ll_served served;
    int faults; /* all are told before the test fails */
};

/* ---- the server ---- */

static pthread_mutex_t clock_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t clock_us;

static struct ll_time clock_now(void *ctx)
{
    (void)ctx;
    (void)pthread_mutex_lock(&clock_lock);
    struct ll_time now = {++clock_us};
    (void)pthread_mutex_unlock(&clock_lock);
    return now;
}

static int start(void **state)
{
    *state = NULL;
    if (ll_fixture_skip()) {
        return 0;
    }
    struct matrix *m = calloc(1, sizeof(*m));
    assert_non_null(m);
    struct ll_ledger *l = ll_ledger_make(ll_fixture_is_postgres());
    ll_matrix_make(&m->world, l);
    clock_us = l->clock.us;
    ll_arena_init(&m->served.arena, &ll_arena_malloc, ANSWERS_BYTES);
    ll_served_over(&m->served, &l->fixture);
    m->served.options.work.clock.now = clock_now;
    ll_served_again(&m->served);
    *state = m;
    return 0;
}

static int end(void **state)
{
    struct matrix *m = *state;
    if (m != NULL) {
        ll_served_off(&m->served);
        ll_arena_release(&m->served.arena);
        ll_ledger_finish(m->world.ledger);
        free(m);
    }
    return 0;
}

/* ---- asking ---- */

/* A text with what is meant in place of $p and $kind. */
static const char *fill_in(struct matrix *m, const char *text, enum whose whose)
{
    struct ll_strbuf buf;
    struct ll_str filled;
    ll_strbuf_init(&buf, &m->served.arena, TEXT_MAX);
    for (const char *at = text; *at != '\0';) {
        size_t best = 0;
        const char *value = NULL;
        if (*at == '$') {
            best = 1;
            value = ll_matrix_prefixes[whose];
            for (size_t k = 0; k < KIND_COUNT; k++) {
                size_t len = strlen(ll_matrix_kinds[k].name);
                if (len > best && strncmp(at + 1, ll_matrix_kinds[k].name, len) == 0) {
                    best = len;
                    value = m->world.ids[k][whose];
                }
            }
            assert_non_null(value);
            ll_strbuf_cstr(&buf, value);
            at += best + 1;
        } else {
            ll_strbuf_char(&buf, *at++);
        }
    }
    assert_int_equal(ll_strbuf_finish(&buf, &filled, NULL), LL_OK);
    return ll_str_to_cstr(&m->served.arena, filled);
}

static const char *path_of(struct matrix *m, const struct row *row, enum whose whose)
{
    const char *open = strchr(row->path, '{');
    if (open == NULL || row->kind == KIND_form) {
        return open == NULL ? row->path : fill_in(m, row->body, whose);
    }
    const char *ref = m->world.ids[row->kind][whose];
    if (ref == NULL) {
        fail_msg("%s: there is no object to ask about", row->path);
    }
    const char *prefix = strcmp(row->path, "/parties/{object}") == 0 ? "programme:" : "";
    return ll_matrix_print(&m->served.arena, "%.*s%s%s%s", (int)(open - row->path), row->path,
                           prefix, ref, strchr(open, '}') + 1);
}

/* "@name&field=value": a form with one of these files. */
static const char *form_of(struct matrix *m, const char *body, enum whose whose)
{
    struct ll_arena *arena = &m->served.arena;
    const char *fields = strchr(body, '&');
    size_t len = (size_t)(fields - body);
    const char *file =
        strncmp(body, "@receipt", len) == 0 ? ll_str_to_cstr(arena, m->world.receipts[whose])
        : strncmp(body, "@purchase", len) == 0
            ? ll_matrix_print(arena,
                              "document_id,line_id,device_class,quantity,date\n"
                              "%s-PO-7,1,smartphone,4,2026-02-03\n",
                              ll_matrix_prefixes[whose])
            : ll_matrix_print(
                  arena,
                  "record,collected_on,collector,facility,lots,price,evidence_digest\n"
                  "%s-r9,2026-03-02,%s-agent,%s-depot,smartphone:5:850g:none,1 GHS,%s\n",
                  ll_matrix_prefixes[whose], ll_matrix_prefixes[whose], ll_matrix_prefixes[whose],
                  m->world.ids[KIND_digest][whose]);
    const char *form = "";
    for (const char *at = fields; at != NULL; at = strchr(at, '&')) {
        at++;
        const char *equals = strchr(at, '=');
        form = ll_matrix_print(
            arena, "%s--xx\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n", form,
            (int)(equals - at), at, (int)strcspn(equals + 1, "&"), equals + 1);
    }
    return ll_matrix_print(
        arena,
        "%s--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n%s\r\n--xx--\r\n",
        form, file);
}

/* NULL: the server's own. */
static const struct ll_service *service_of(const struct row *row)
{
    const struct ll_service *service = NULL;
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == row->method && strcmp(ll_routes[i].path, row->path) == 0) {
            service = ll_routes[i].service;
        }
    }
    return service;
}

/* Does the address store something? Then it is asked to say what it would store. */
static bool is_written(const struct row *row)
{
    const struct ll_service *service = service_of(row);
    return service != NULL && service->mode == LL_SERVICE_WRITE;
}

static struct ll_reply ask(struct matrix *m, const struct row *row, size_t asker, enum whose whose)
{
    const char *path = path_of(m, row, whose);
    const char *body = fill_in(m, row->body, whose);
    if (row->method == LL_METHOD_GET) {
        return ll_ask(&m->served, false, "GET %s%s%s HTTP/1.1\r\nHost: ledger\r\n%s\r\n", path,
                      body[0] == '\0' || body[0] == '/' ? "" : "?", body[0] == '/' ? "" : body,
                      m->world.fields[asker]);
    }
    bool is_form = body[0] == '@';
    if (is_form) {
        body = form_of(m, body, whose);
    }
    return ll_ask(&m->served, false,
                  "POST %s%s HTTP/1.1\r\nHost: ledger\r\n%sContent-Type: %s\r\n"
                  "Content-Length: %zu\r\n\r\n%s",
                  path, is_written(row) ? "?dry_run=true" : "", m->world.fields[asker],
                  is_form ? "multipart/form-data; boundary=xx" : "application/json", strlen(body),
                  body);
}

static const char *asker_name(size_t asker)
{
    static const char *const others[] = {"nobody", "a narrow token", "a disabled user"};
    return asker < ROLES ? ll_role_rows[asker].name : others[asker - ROLES];
}

/* ---- judging ---- */

static void fault(struct matrix *m, const char *format, ...) LL_PRINTF(2, 3);
static void fault(struct matrix *m, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    print_error("%.600s\n", text);
    m->faults++;
}

static bool holds(struct ll_str text, const char *part)
{
    return ll_str_find(text, ll_str_from_cstr(part), false) != SIZE_MAX;
}

static bool has_number(const struct ll_json *value, int64_t number)
{
    bool has = value->type == LL_JSON_NUMBER && value->is_integer && value->integer == number;
    for (size_t i = 0; value->type == LL_JSON_ARRAY && i < value->count; i++) {
        has = has || has_number(&value->items[i], number);
    }
    for (size_t i = 0; value->type == LL_JSON_OBJECT && i < value->count; i++) {
        has = has || has_number(&value->members[i].value, number);
    }
    return has;
}

/* Forms offer programmes, which are for all who are signed in, and nothing else of a stranger's. */
static bool is_offered(const struct row *row, const char *word, struct ll_str body)
{
    static const struct ll_str programme = {"zz-prog", 7};
    size_t at = 0;
    if (strncmp(row->path, "/forms/", 7) != 0 || strcmp(word, "zz-") != 0) {
        return false;
    }
    while ((at = ll_str_find(body, ll_str_from_cstr(word), false)) != SIZE_MAX) {
        body = ll_str_sub(body, at, body.len);
        if (!ll_str_starts(body, programme)) {
            return false;
        }
        body = ll_str_sub(body, programme.len, body.len);
    }
    return true;
}

/* Nothing of what is not theirs. What the asker wrote may come back to them (`asked`). */
static void check_words(struct matrix *m, const struct row *row, size_t asker,
                        const struct ll_reply *reply, bool asked)
{
    for (size_t i = 0; asker < ROLES && i < sizeof(strangers) / sizeof(strangers[0]); i++) {
        if ((int)strangers[i].role != ll_role_rows[asker].value) {
            continue;
        }
        for (size_t k = 0; k < 8 && strangers[i].unknown[k] != NULL; k++) {
            const char *word = strangers[i].unknown[k];
            bool is_programme =
                strcmp(word, "zz-") == 0 && strstr(row->path, "/programmes") == row->path;
            if (!asked && !is_programme && holds(reply->body, word) &&
                !is_offered(row, word, reply->body)) {
                fault(m, "%s at %s %s is told of '%s': %.*s", asker_name(asker),
                      ll_method_names[row->method], row->path, word, LL_STR_ARG(reply->body));
            }
        }
        for (size_t k = 0; !asked && k < KIND_COUNT; k++) {
            const char *id = ll_matrix_kinds[k].code == NULL ? m->world.ids[k][STRANGERS] : NULL;
            if (id != NULL && strlen(id) > 20 && holds(reply->body, id)) {
                fault(m, "%s at %s is told of %s: %.*s", asker_name(asker), row->path, id,
                      LL_STR_ARG(reply->body));
            }
        }
    }
}

static void check_numbers(struct matrix *m, const struct row *row, size_t asker,
                          const struct ll_reply *reply)
{
    bool is_client = asker < ROLES && (ll_role_rows[asker].value == LL_ROLE_CLIENT ||
                                       ll_role_rows[asker].value == LL_ROLE_RESELLER);
    if (!is_client || reply->status != 200 || !holds(ll_str_sub(reply->body, 0, 1), "{") ||
        strncmp(row->path, "/openapi", 8) == 0 ||
        /* It states what the plant signed for, which is public. */
        strncmp(row->path, "/certificates/", 14) == 0 ||
        /* What was collected in a country and month is, too: the log tells it of each lot. */
        strcmp(row->path, "/devices/{code}") == 0) {
        return;
    }
    const struct ll_json *value = ll_reply_read(&m->served, reply);
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        if (has_number(value, totals[i])) {
            fault(m, "%s at %s is told %lld: %.*s", asker_name(asker), row->path,
                  (long long)totals[i], LL_STR_ARG(reply->body));
        }
    }
}

static void wrong(struct matrix *m, const struct row *row, size_t asker, const char *about,
                  char cell, const struct ll_reply *reply)
{
    fault(m, "%s at %s %s about %s, '%c': %d %.*s", asker_name(asker), ll_method_names[row->method],
          row->path, about, cell, reply->status, LL_STR_ARG(reply->body));
}

/* The same words, but for what was asked about. */
static void check_same(struct matrix *m, const struct row *row, size_t asker,
                       const struct ll_reply *strangers_reply, const struct ll_reply *nobodys_reply)
{
    struct ll_reply is = *strangers_reply;
    struct ll_reply was = *nobodys_reply;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &m->served.arena, (size_t)1 << 20);
    for (size_t i = 0; i < is.body.len;) {
        const char *from = NULL;
        const char *to = NULL;
        struct ll_str rest = ll_str_sub(is.body, i, is.body.len);
        for (size_t k = 0; k < KIND_COUNT && from == NULL; k++) {
            const char *id = m->world.ids[k][STRANGERS];
            if (id != NULL && ll_str_starts(rest, ll_str_from_cstr(id))) {
                from = id;
                to = m->world.ids[k][NOBODYS];
            }
        }
        if (from == NULL && ll_str_starts(rest, LL_STR("zz-"))) {
            from = "zz-";
            to = "qq-";
        }
        if (from == NULL) {
            ll_strbuf_char(&buf, rest.ptr[0]);
            i++;
        } else {
            ll_strbuf_cstr(&buf, to);
            i += strlen(from);
        }
    }
    struct ll_str same = {buf.ptr, buf.len};
    if (was.status != is.status || !ll_str_eq(same, was.body)) {
        fault(m, "%s at %s %s: a stranger's: %d %.*s\nnobody's: %d %.*s", asker_name(asker),
              ll_method_names[row->method], row->path, is.status, LL_STR_ARG(is.body), was.status,
              LL_STR_ARG(was.body));
    }
}

/* What a cell says: the status about one's own and about a stranger's; 0: any but 401, 403, 404. */
static const struct {
    char cell;
    int own;
    int strangers;
    bool is_object; /* a stranger's is answered as one that there is not */
} cells[] = {
    {'+', 0, 0, false},     {'O', 200, 404, true},  {'o', 0, 404, true},    {'f', 200, 422, true},
    {'-', 404, 404, true},  {'.', 403, 403, false}, {'p', 403, 403, false}, {'!', 401, 401, false},
    {'t', 200, 200, false}, {'T', 200, 200, false},
};

/* What is answered is of the shape that the description of the API gives. */
static void check_shape(struct matrix *m, const struct row *row, size_t asker,
                        const struct ll_reply *reply)
{
    const struct ll_service *service = service_of(row);
    const struct ll_answer_shape *shape = NULL;
    struct ll_err err = {0};
    if (strcmp(row->path, "/certificates/{serial}") == 0 && !holds(reply->body, "credential")) {
        service = &ll_service_certificate_trail; /* who may not see it */
    }
    if (service == NULL || reply->status != 200) {
        return;
    }
    if (ll_answers_shape(&m->served.arena, service, &shape, &err) != LL_OK ||
        ll_answer_shape_check(shape, ll_reply_read(&m->served, reply), &err) != LL_OK) {
        fault(m, "%s at %s %s: [%s] %s", asker_name(asker), ll_method_names[row->method], row->path,
              err.where, err.text);
    }
}

static bool is_status(const struct ll_reply *reply, int expected)
{
    bool is_refused = reply->status == 401 || reply->status == 403 || reply->status == 404;
    return expected == 0 ? !is_refused : reply->status == expected;
}

/* By a stranger's serial: neither what opens the log's commitments nor what only those see who have
 * a part in it; and nothing by one that there is not. */
static void check_open(struct matrix *m, const struct row *row, size_t asker,
                       const struct ll_reply *strangers_reply)
{
    static const char *const hidden[] = {"\"credential\"", "certificate_id", "\"intervals\"",
                                         "\"beneficiary_id\""};
    struct ll_reply none = ask(m, row, asker, NOBODYS);
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (holds(strangers_reply->body, hidden[i])) {
            wrong(m, row, asker, hidden[i], 't', strangers_reply);
        }
    }
    if (none.status != 404) {
        wrong(m, row, asker, "nobody's", 't', &none);
    }
}

static void check_cell(struct matrix *m, const struct row *row, size_t asker, char cell)
{
    size_t c = 0;
    while (cells[c].cell != cell) {
        c++;
        assert_true(c < sizeof(cells) / sizeof(cells[0]));
    }
    struct ll_reply own = ask(m, row, asker, MINE);
    struct ll_reply other = ask(m, row, asker, STRANGERS);
    if (!is_status(&own, cells[c].own)) {
        wrong(m, row, asker, "their own", cell, &own);
    }
    if (!is_status(&other, cells[c].strangers)) {
        wrong(m, row, asker, "a stranger's", cell, &other);
    }
    bool is_open =
        cell == 't' || cell == 'T'; /* the serial was known, and whose it is stands on it */
    if (is_open) {
        check_open(m, row, asker, &other);
    }
    /* Who is refused, or given a form, is told what they asked for. */
    check_words(m, row, asker, &own, own.status >= 400 || cell == 't');
    check_words(m, row, asker, &other, other.status >= 400 || row->kind == KIND_form || is_open);
    check_numbers(m, row, asker, &own);
    check_shape(m, row, asker, &own);
    if (cells[c].is_object) {
        struct ll_reply none = ask(m, row, asker, NOBODYS);
        check_same(m, row, asker, &other, &none);
    }
}

/* ---- tests ---- */

static struct matrix *matrix_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

static void every_address_has_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < ROW_COUNT; k++) {
            found += rows[k].method == ll_routes[i].method &&
                             strcmp(rows[k].path, ll_routes[i].path) == 0
                         ? 1
                         : 0;
        }
        if (found != 1) {
            fail_msg("%s %s has %zu rows in matrix.def", ll_method_names[ll_routes[i].method],
                     ll_routes[i].path, found);
        }
    }
    assert_int_equal(ROW_COUNT, ll_route_count);
}

static void everybody_is_answered_what_is_theirs(void **state)
{
    struct matrix *m = matrix_of(state);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        struct ll_arena_mark mark = ll_arena_mark(&m->served.arena);
        size_t asker = 0;
        for (const char *cell = rows[i].cells; *cell != '\0'; cell++) {
            if (*cell != ' ') {
                assert_true(asker < LL_MATRIX_ASKERS);
                check_cell(m, &rows[i], asker++, *cell);
            }
        }
        if (asker != LL_MATRIX_ASKERS) {
            fail_msg("%s has cells for %zu of %d", rows[i].path, asker, (int)LL_MATRIX_ASKERS);
        }
        ll_arena_rewind(&m->served.arena, mark);
    }
    assert_int_equal(m->faults, 0);
}

/* ---- by other ways ---- */

static struct ll_reply get(struct matrix *m, enum ll_role role, const char *target)
{
    size_t asker = 0;
    while (ll_role_rows[asker].value != (int)role) {
        asker++;
    }
    return ll_ask(&m->served, false, "GET %s HTTP/1.1\r\nHost: ledger\r\n%s\r\n", target,
                  m->world.fields[asker]);
}

/* The log of what officials opened, after an entry; the last entry's id. */
static const struct ll_json *accesses(struct matrix *m, const char **last)
{
    struct ll_reply reply =
        get(m, LL_ROLE_ADMIN,
            ll_matrix_print(&m->served.arena, "/official-accesses?limit=1000%s%s",
                            (*last)[0] == '\0' ? "" : "&after=", *last));
    const struct ll_json *items = ll_at(ll_reply_read(&m->served, &reply), "items");
    if (items->count > 0) {
        *last = ll_str_to_cstr(&m->served.arena,
                               ll_text_at(&items->items[items->count - 1], "official_access_id"));
    }
    return items;
}

/* Is what they see there open to everybody? Of a certificate they see its trail. */
static bool is_open_to_all(const struct row *row)
{
    bool is_public = strcmp(row->path, "/certificates/{serial}") == 0;
    for (size_t i = 0; !is_public && i < ll_route_count; i++) {
        if (ll_routes[i].method == row->method && strcmp(ll_routes[i].path, row->path) == 0) {
            is_public = ll_routes[i].permission == LL_MAY_PUBLIC;
        }
    }
    return is_public && row->path[1] != '\0' && row->kind != KIND_form;
}

/* At whatever address an official reads something that is not open to everybody, that is in the
 * log, with the address, before they have it; what they are refused is not. */
static void what_officials_open_is_logged(void **state)
{
    struct matrix *m = matrix_of(state);
    const char *last = "";
    size_t logged = 0;
    while (accesses(m, &last)->count > 0) {
    }
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].method != LL_METHOD_GET) {
            continue;
        }
        const char *path = path_of(m, &rows[i], MINE);
        struct ll_reply reply = ask(m, &rows[i], LL_ROLE_OFFICIAL - 1, MINE);
        const struct ll_json *items = accesses(m, &last);
        size_t expected = reply.status == 200 && !is_open_to_all(&rows[i]) ? 1 : 0;
        if (items->count != expected ||
            (expected == 1 && !ll_str_eq_cstr(ll_text_at(&items->items[0], "address"), path))) {
            fault(m, "%s: %zu entries of an official's access, not %zu", path, items->count,
                  expected);
        }
        logged += items->count;
    }
    assert_true(logged > 30);
    assert_int_equal(m->faults, 0);
}

/* Lists of which a filter names what not everybody sees. */
static const struct {
    enum ll_role role;
    const char *list;
    const char *filter;
    const char *part; /* of the code that is named */
} filters[] = {
    {LL_ROLE_AGENT, "/collections", "collector", "agent"},
    {LL_ROLE_AGENT, "/collections", "facility", "depot"},
    {LL_ROLE_AUDITOR, "/facilities", "organisation", "store"},
    {LL_ROLE_WAREHOUSE, "/packages", "facility", "depot"},
    {LL_ROLE_CARRIER, "/shipments", "from_facility", "depot"},
    {LL_ROLE_RECYCLER, "/shipments", "to_facility", "plant"},
    {LL_ROLE_RECYCLER, "/receipts", "facility", "plant"},
    {LL_ROLE_CLIENT, "/treatments", "facility", "plant"},
    {LL_ROLE_CLIENT, "/orders", "beneficiary", "client"},
    {LL_ROLE_RESELLER, "/certificates", "beneficiary", "client"},
};

static void filters_name_what_is_seen(void **state)
{
    struct matrix *m = matrix_of(state);
    struct ll_reply replies[WHOSE_COUNT];
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        for (int w = MINE; w <= NOBODYS; w++) {
            replies[w] =
                get(m, filters[i].role,
                    ll_matrix_print(&m->served.arena, "%s?%s=%s-%s", filters[i].list,
                                    filters[i].filter, ll_matrix_prefixes[w], filters[i].part));
        }
        ll_assert_reply(&replies[MINE], 200, "\"items\":[{");
        const struct row row = {LL_METHOD_GET, filters[i].list, KIND_none, "", ""};
        check_same(m, &row, (size_t)filters[i].role - 1, &replies[STRANGERS], &replies[NOBODYS]);
        assert_int_equal(replies[STRANGERS].status, 404);
    }
    assert_int_equal(m->faults, 0);
}

/* Of a list, read in pages of one, from wherever one says. */
static void pages_come_to_the_whole_list(void **state)
{
    static const char *const lists[] = {
        "/organisations", "/facilities", "/collections", "/lots",   "/packages", "/shipments",
        "/receipts",      "/treatments", "/cases",       "/orders", "/holds",    "/certificates"};
    struct matrix *m = matrix_of(state);
    struct ll_arena *arena = &m->served.arena;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (int role = LL_ROLE_CLIENT; role <= LL_ROLE_OFFICIAL; role++) {
            struct ll_reply whole = get(m, (enum ll_role)role, lists[i]);
            if (whole.status == 403) {
                continue;
            }
            const struct ll_json *items = ll_at(ll_reply_read(&m->served, &whole), "items");
            struct ll_str next = LL_STR("");
            size_t count = 0;
            for (bool more = true; more;) {
                struct ll_reply page =
                    get(m, (enum ll_role)role,
                        ll_matrix_print(arena, "%s?limit=1%s%.*s", lists[i],
                                        next.len > 0 ? "&after=" : "", LL_STR_ARG(next)));
                const struct ll_json *answer = ll_reply_read(&m->served, &page);
                next = ll_json_string_at(answer, "next");
                count += ll_at(answer, "items")->count;
                more = next.len > 0 && count <= items->count;
            }
            assert_int_equal(count, items->count);
        }
    }
    /* Another's place is a place in the order, and nothing more. */
    struct ll_reply reply =
        get(m, LL_ROLE_CLIENT,
            ll_matrix_print(arena, "/lots?after=%s", m->world.ids[KIND_lot][STRANGERS]));
    ll_assert_reply(&reply, 200, "{\"items\":[]}");
}

/* A condition on what is not seen is met as one on what there is not; a repeated request is its
 * own. */
static void conditions_and_keys_tell_nothing(void **state)
{
    struct matrix *m = matrix_of(state);
    const char *client = m->world.fields[LL_ROLE_CLIENT - 1];
    struct ll_reply replies[WHOSE_COUNT];
    for (int w = STRANGERS; w <= NOBODYS; w++) {
        replies[w] = ll_ask(&m->served, false,
                            "POST /holds/%s/withdraw HTTP/1.1\r\nHost: ledger\r\n%s"
                            "If-Match: \"00\"\r\nContent-Type: application/json\r\n"
                            "Content-Length: 2\r\n\r\n{}",
                            m->world.ids[KIND_hold][w], client);
        assert_int_equal(replies[w].status, 404);
    }
    const struct row row = {LL_METHOD_POST, "/holds/{ref}/withdraw", KIND_hold, "", ""};
    check_same(m, &row, LL_ROLE_CLIENT - 1, &replies[STRANGERS], &replies[NOBODYS]);
    static const char hold[] =
        "{\"order_line\":\"mine-line\",\"units\":1,\"until\":\"2026-12-30\"}";
    struct ll_reply first = {0};
    for (int i = 0; i < 2; i++) {
        struct ll_reply reply = ll_ask(&m->served, false,
                                       "POST /holds HTTP/1.1\r\nHost: ledger\r\n%s"
                                       "Idempotency-Key: one\r\nContent-Type: application/json\r\n"
                                       "Content-Length: %zu\r\n\r\n%s",
                                       client, strlen(hold), hold);
        ll_assert_reply(&reply, 200, i == 0 ? "hold_id" : "\"repeated\":true");
        first = i == 0 ? reply : first;
    }
    struct ll_str id = ll_text_at(ll_reply_read(&m->served, &first), "hold_id");
    struct ll_reply seen =
        get(m, LL_ROLE_RESELLER, ll_matrix_print(&m->served.arena, "/holds/%.*s", LL_STR_ARG(id)));
    ll_assert_reply(&seen, 200, "mine-line");
    assert_int_equal(m->faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_has_a_row),
        cmocka_unit_test(everybody_is_answered_what_is_theirs),
        cmocka_unit_test(what_officials_open_is_logged),
        cmocka_unit_test(filters_name_what_is_seen),
        cmocka_unit_test(pages_come_to_the_whole_list),
        cmocka_unit_test(conditions_and_keys_tell_nothing),
    };
    return cmocka_run_group_tests(tests, start, end);
}
