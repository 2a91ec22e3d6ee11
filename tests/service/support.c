#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/support.h"

#include "audit/audit.h"
#include "proof/verify.h"
#include "service/answers.h"
#include "service/certificate_write.h"
#include "service/erasures.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/table.h"
#include "store/q_facts.h"

#define LEDGER_ARENA_BYTES ((size_t)512 << 20)
#define SHAPE_BYTES_MAX ((size_t)4 << 20)
#define BUNDLES_MAX 12 /* each reads every event */
#define MINUTE_US INT64_C(60000000)
#define DAY_US (INT64_C(1440) * MINUTE_US)

static struct ll_time read_clock(void *ctx)
{
    struct ll_ledger *ledger = ctx;
    struct ll_time now = ledger->clock;
    ledger->clock.us += MINUTE_US;
    return now;
}

void ll_advance_days(struct ll_ledger *ledger, int days)
{
    ledger->clock.us += days * DAY_US;
}

static void must(struct ll_ledger *ledger, enum ll_status status, const char *what)
{
    if (status != LL_OK) {
        fail_msg("%s: %s: [%s] %s (%s)", what, ll_status_name(status), ledger->err.where,
                 ledger->err.text, ledger->err.hint);
    }
}

int ll_ledger_start(void **state)
{
    *state = ll_fixture_skip() ? NULL : ll_ledger_make(ll_fixture_is_postgres());
    return 0;
}

struct ll_ledger *ll_ledger_make(bool postgres)
{
    struct ll_ledger *ledger = calloc(1, sizeof(*ledger));
    assert_non_null(ledger);
    ll_fixture_start_on(&ledger->fixture, NULL, postgres);
    ll_fixture_migrate(&ledger->fixture);
    ledger->random = ll_test_random_begin();
    must(ledger, ll_time_parse(LL_STR("2026-03-02T08:00:00Z"), &ledger->clock, &ledger->err),
         "clock");
    struct ll_arena *arena = calloc(1, sizeof(*arena));
    assert_non_null(arena);
    ll_arena_init(arena, &ll_arena_malloc, LEDGER_ARENA_BYTES);
    ledger->ctx = (struct ll_ctx){
        .store = ledger->fixture.store,
        .arena = arena,
        .clock = {.now = read_clock, .ctx = ledger},
        .ids = {.random = ll_test_random_fill, .ctx = &ledger->random},
        .data_dir = ll_str_from_cstr(ledger->fixture.dir),
        .actor = LL_STR("test"),
    };
    /* In memory, so that tests need no key files for it. */
    ll_test_random_fill(&ledger->random, ledger->ctx.fingerprint.key.b,
                        sizeof(ledger->ctx.fingerprint.key.b));
    ll_fingerprint_key_id(&ledger->ctx.fingerprint.key, ledger->ctx.fingerprint.id);
    ledger->ctx.fingerprint.is_there = true;
    must(ledger, ll_crypto_open(arena, &ledger->ctx.crypto, &ledger->err), "crypto");
    return ledger;
}

struct ll_ledger *ll_ledger_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

/* ---- rebuild ---- */
static bool add_piece(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

struct ll_str ll_dump(struct ll_ledger *ledger)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    /* Not the request's arena: the dump rewinds it. */
    ll_strbuf_init(&buf, &ledger->fixture.arena, LEDGER_ARENA_BYTES);
    must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err), "begin");
    must(ledger,
         ll_store_dump(ledger->ctx.store, ledger->ctx.arena, false, add_piece, &buf, &ledger->err),
         "dump");
    ll_store_rollback(ledger->ctx.store);
    must(ledger, ll_strbuf_finish(&buf, &text, &ledger->err), "dump");
    return text;
}

void ll_check_rebuild(struct ll_ledger *ledger)
{
    struct ll_str before = ll_dump(ledger);
    int64_t events = 0;
    must(ledger, ll_event_rebuild(&ledger->ctx, &events, &ledger->err), "rebuild");
    assert_int_equal(events, ll_event_total(ledger));
    struct ll_str after = ll_dump(ledger);
    size_t same = 0;
    while (same < before.len && same < after.len && before.ptr[same] == after.ptr[same]) {
        same++;
    }
    if (same != before.len || same != after.len) {
        size_t from = same > 400 ? same - 400 : 0;
        struct ll_str was = ll_str_sub(before, from, same + 200);
        struct ll_str is = ll_str_sub(after, from, same + 200);
        fail_msg("rebuild changed the store\nbefore: ...%.*s\nafter: ...%.*s", LL_STR_ARG(was),
                 LL_STR_ARG(is));
    }
}

/* The auditor, who shares no code with the services, finds nothing. */
void ll_check_audit(struct ll_ledger *ledger)
{
    struct ll_audit_report *report = NULL;
    must(ledger,
         ll_audit_rows(ledger->ctx.store, ledger->ctx.crypto, &ledger->fixture.arena, &report,
                       &ledger->err),
         "audit");
    for (size_t i = 0; i < report->kept; i++) {
        const struct ll_audit_finding *finding = &report->findings[i];
        print_error("%s %s %s: %s\n", ll_audit_code_name(finding->code), finding->object,
                    finding->event, finding->text);
    }
    assert_int_equal(report->finding_count, 0);
}

/* Keys named by themselves, made when the signing key was changed. */
static void remove_next_keys(struct ll_ledger *ledger)
{
    char folder[512];
    (void)snprintf(folder, sizeof(folder), "%.*s/%s", LL_STR_ARG(ledger->ctx.data_dir),
                   LL_KEYS_FOLDER);
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strncmp(entry->d_name, "signing-z6Mk", 12) == 0) {
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

/* ---- bundles ---- */

static struct ll_str bundle_of(struct ll_ledger *ledger, struct ll_str serial)
{
    struct ll_log_view view;
    struct ll_str bundle = LL_STR("");
    must(ledger, ll_log_view_begin(&ledger->ctx, &view, &ledger->err), "log");
    enum ll_status status =
        ll_certificate_bundle(&ledger->ctx, &view, serial, LL_BUNDLE_WHOLE, &bundle, &ledger->err);
    ll_store_rollback(ledger->ctx.store);
    must(ledger, status, "bundle");
    return bundle;
}

static struct ll_public_key signing_key(struct ll_ledger *ledger)
{
    struct ll_sign_key key;
    must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err), "begin");
    must(ledger, ll_keys_signing(&ledger->ctx, &key, &ledger->err), "key");
    ll_store_rollback(ledger->ctx.store);
    return key.public_key;
}

void ll_check_bundle(struct ll_ledger *ledger, struct ll_str serial)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ledger->ctx.crypto);
    const struct ll_trust trust = {.by_key = true, .key = signing_key(ledger)};
    struct ll_verify_report report;
    must(ledger,
         ll_verify(ledger->ctx.arena, &crypto, &trust, bundle_of(ledger, serial), &report,
                   &ledger->err),
         "verify");
    bool ended =
        ll_str_eq_cstr(report.state, "superseded") || ll_str_eq_cstr(report.state, "revoked");
    assert_string_equal(report.reason, "valid");
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_string_equal(report.logged_reason, "included");
    assert_string_equal(ll_allocated_reason_code(report.allocated),
                        ended ? "no-intervals" : "opened");
}

void ll_check_bundles(struct ll_ledger *ledger)
{
    const struct ll_json *items = ll_at(ll_call(ledger, "certificate list", NULL), "items");
    if (items->count == 0) {
        return;
    }
    if (ll_log_guard(&ledger->ctx, &ledger->err) != LL_OK) {
        return; /* what is kept was doctored */
    }
    struct ll_log_view view;
    must(ledger, ll_log_view_begin(&ledger->ctx, &view, &ledger->err), "log");
    ll_store_rollback(ledger->ctx.store);
    if (view.status == LL_ENOTFOUND) {
        ll_call(ledger, "log start", "origin=log.example.org/end", NULL);
    }
    ll_call(ledger, "log sequence", NULL);
    for (size_t i = 0; i < items->count && i < BUNDLES_MAX; i++) {
        ll_check_bundle(ledger, ll_text_at(&items->items[i], "serial"));
    }
}

/* The keys that a test made, out of the ledger's folder before it goes. */
static void remove_keys(struct ll_ledger *ledger)
{
    static const char *const names[] = {
        LL_KEYS_SIGNING,           LL_KEYS_FINGERPRINT,
        LL_ERASURES_FILE,          "keys/log-1.key",
        "keys/log-2.key",          LL_KEYS_FOLDER,
        "log/1.checkpoint",        "log/2.checkpoint",
        "log/1.checkpoint.lock",   "log/2.checkpoint.lock",
        "log/1.checkpoint.new",    "log/1.cosignatures",
        "log/1.cosignatures.lock", "log",
    };
    remove_next_keys(ledger);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[512];
        (void)snprintf(path, sizeof(path), "%.*s/%s", LL_STR_ARG(ledger->ctx.data_dir), names[i]);
        (void)remove(path);
    }
}

int ll_ledger_end(void **state)
{
    struct ll_ledger *ledger = *state;
    if (ledger != NULL) {
        if (!ledger->unsound && !ledger->made_by_hand) {
            ll_check_bundles(ledger);
        }
        ll_ledger_finish(ledger);
    }
    return 0;
}

void ll_ledger_finish(struct ll_ledger *ledger)
{
    if (!ledger->unsound) {
        ll_check_rebuild(ledger);
        /* Nothing fits: custody is written and read again all the time. */
        ledger->ctx.units_bytes_max = 1;
        ll_check_rebuild(ledger);
    }
    if (!ledger->unsound && !ledger->made_by_hand) {
        ll_check_audit(ledger);
    }
    remove_keys(ledger);
    struct ll_arena *arena = ledger->ctx.arena;
    ll_crypto_close(ledger->ctx.crypto);
    ll_arena_release(arena);
    free(arena);
    ll_fixture_end(&ledger->fixture);
    free(ledger);
}

/* ---- calls ---- */
int64_t ll_event_total(struct ll_ledger *ledger)
{
    struct ll_q_event_count_row row;
    bool own = !ll_store_in_transaction(ledger->ctx.store); /* a batch of requests has one */
    if (own) {
        must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err), "begin");
    }
    must(ledger, ll_q_event_count(ledger->ctx.store, ledger->ctx.arena, &row, &ledger->err),
         "count");
    if (own) {
        ll_store_rollback(ledger->ctx.store);
    }
    return row.events;
}

void ll_give_file(struct ll_ledger *ledger, const char *name, struct ll_str bytes)
{
    ledger->file_name = ll_str_copy(ledger->ctx.arena, ll_str_from_cstr(name));
    ledger->file_bytes = ll_str_copy(ledger->ctx.arena, bytes);
}

const char *ll_option(struct ll_ledger *ledger, const char *name, struct ll_str text)
{
    struct ll_strbuf buf;
    struct ll_str option = LL_STR("");
    ll_strbuf_init(&buf, ledger->ctx.arena, (size_t)1 << 20);
    ll_strbuf_fmt(&buf, "%s=%.*s", name, LL_STR_ARG(text));
    must(ledger, ll_strbuf_finish(&buf, &option, &ledger->err), "option");
    return ll_str_to_cstr(ledger->ctx.arena, option);
}

static const struct ll_service *find_service(const char *command)
{
    struct ll_str text = ll_str_from_cstr(command);
    size_t blank = ll_str_find_char(text, ' ');
    const struct ll_service *service =
        ll_service_find(ll_str_sub(text, 0, blank), ll_str_sub(text, blank + 1, text.len));
    if (service == NULL) {
        fail_msg("no service '%s'", command);
    }
    return service;
}

/* One "name=value" into the input, as the command line does it. */
static enum ll_status set_option(struct ll_ledger *ledger, const struct ll_service *service,
                                 const char *option, void *input, bool *given)
{
    struct ll_str text = ll_str_from_cstr(option);
    size_t equals = ll_str_find_char(text, '=');
    const struct ll_field *field =
        service->input == NULL ? NULL : ll_record_find(service->input, ll_str_sub(text, 0, equals));
    if (field == NULL || equals == text.len) {
        fail_msg("%s %s has no option '%s'", service->noun, service->verb, option);
    }
    given[field - service->input->fields] = true;
    if (field->type == LL_FIELD_FILE) {
        struct ll_file file = {ledger->file_name, ledger->file_bytes};
        memcpy((char *)input + field->offset, &file, sizeof(file));
        if (field->present_offset != 0) {
            *(bool *)((char *)input + field->present_offset) = true;
        }
        return LL_OK;
    }
    return ll_field_from_text(ledger->ctx.arena, field, ll_str_sub(text, equals + 1, text.len),
                              input, &ledger->err);
}

/* Is the answer as answers.def describes it? */
static void check_shape(const struct ll_service *service, const struct ll_json *answer)
{
    struct ll_arena arena;
    struct ll_err err = {0};
    const struct ll_answer_shape *shape = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, SHAPE_BYTES_MAX);
    if (ll_answers_shape(&arena, service, &shape, &err) != LL_OK ||
        ll_answer_shape_check(shape, answer, &err) != LL_OK) {
        fail_msg("%s %s answers what answers.def does not say: %s: %s", service->noun,
                 service->verb, err.where, err.text);
    }
    ll_arena_release(&arena);
}

static enum ll_status call(struct ll_ledger *ledger, const struct ll_service *service,
                           va_list options, void **ret_input, struct ll_str *ret_key,
                           struct ll_json **ret_answer)
{
    bool given[64] = {false};
    size_t size = service->input == NULL ? 1 : service->input->size;
    void *input = ll_arena_alloc(ledger->ctx.arena, 1, size);
    assert_non_null(input);
    ledger->err = (struct ll_err){0};
    ledger->ctx.problem = NULL;
    for (const char *option = va_arg(options, const char *); option != NULL;
         option = va_arg(options, const char *)) {
        LL_TRY(set_option(ledger, service, option, input, given));
    }
    if (service->input != NULL) {
        LL_TRY(ll_record_complete(service->input, given, &ledger->err));
    }
    struct ll_strbuf buf;
    struct ll_run_options run = {.key = LL_STR("")};
    ll_strbuf_init(&buf, ledger->ctx.arena, 64);
    ll_strbuf_fmt(&buf, "key-%lld", (long long)++ledger->calls);
    LL_TRY(ll_strbuf_finish(&buf, &run.key, &ledger->err));
    *ret_input = input;
    *ret_key = run.key;
    LL_TRY(ll_run(&ledger->ctx, service, input, &run, ret_answer, &ledger->err));
    check_shape(service, *ret_answer);
    return LL_OK;
}

struct ll_str ll_canonical(struct ll_ledger *ledger, const struct ll_json *value)
{
    struct ll_str text = LL_STR("");
    must(ledger, ll_json_canonical(ledger->ctx.arena, value, (size_t)64 << 20, &text, &ledger->err),
         "answer");
    return text;
}

/* The same request with its key: the same answer, and nothing stored. */
static void check_repeat(struct ll_ledger *ledger, const struct ll_service *service,
                         const void *input, struct ll_str key, const struct ll_json *answer)
{
    struct ll_run_options run = {.key = key};
    struct ll_json *again = NULL;
    int64_t before = ll_event_total(ledger);
    must(ledger, ll_run(&ledger->ctx, service, input, &run, &again, &ledger->err), "repeat");
    check_shape(service, again);
    assert_int_equal(ll_event_total(ledger), before);
    assert_true(ll_bool_at(again, "repeated"));
    for (size_t i = 0; i < answer->count; i++) {
        if (ll_str_eq_cstr(answer->members[i].name, LL_ANSWER_TRANSIENT)) {
            continue; /* said once, not kept */
        }
        const struct ll_json *member =
            ll_json_get(again, ll_str_to_cstr(ledger->ctx.arena, answer->members[i].name));
        assert_non_null(member);
        struct ll_str was = ll_canonical(ledger, &answer->members[i].value);
        struct ll_str is = ll_canonical(ledger, member);
        if (!ll_str_eq(was, is)) {
            fail_msg("%s %s repeated answers %.*s, not %.*s", service->noun, service->verb,
                     LL_STR_ARG(is), LL_STR_ARG(was));
        }
    }
}

const struct ll_json *ll_call(struct ll_ledger *ledger, const char *command, ...)
{
    const struct ll_service *service = find_service(command);
    struct ll_json *answer = NULL;
    struct ll_str key = LL_STR("");
    void *input = NULL;
    va_list options;
    va_start(options, command);
    enum ll_status status = call(ledger, service, options, &input, &key, &answer);
    va_end(options);
    must(ledger, status, command);
    if (service->mode == LL_SERVICE_WRITE) {
        check_repeat(ledger, service, input, key, answer);
    }
    return answer;
}

enum ll_status ll_try(struct ll_ledger *ledger, bool repeat, const struct ll_json **ret_answer,
                      const char *command, va_list options)
{
    const struct ll_service *service = find_service(command);
    struct ll_json *answer = NULL;
    struct ll_str key = LL_STR("");
    void *input = NULL;
    enum ll_status status = call(ledger, service, options, &input, &key, &answer);
    if (status == LL_OK && repeat && service->mode == LL_SERVICE_WRITE) {
        check_repeat(ledger, service, input, key, answer);
    }
    *ret_answer = answer;
    return status;
}

void ll_refuse(struct ll_ledger *ledger, enum ll_status status, const char *part,
               const char *command, ...)
{
    const struct ll_service *service = find_service(command);
    struct ll_json *answer = NULL;
    struct ll_str key = LL_STR("");
    void *input = NULL;
    int64_t before = ll_event_total(ledger);
    va_list options;
    va_start(options, command);
    enum ll_status got = call(ledger, service, options, &input, &key, &answer);
    va_end(options);
    const struct ll_err *err = &ledger->err;
    bool says = strstr(err->text, part) != NULL || strstr(err->where, part) != NULL ||
                strstr(err->hint, part) != NULL;
    if (got != status || !says) {
        fail_msg("%s: %s, not %s with '%s': [%s] %s (%s)", command, ll_status_name(got),
                 ll_status_name(status), part, err->where, err->text, err->hint);
    }
    assert_int_equal(ll_event_total(ledger), before);
}

/* ---- answers ---- */
const struct ll_json *ll_at(const struct ll_json *answer, const char *path)
{
    const struct ll_json *value = answer;
    const char *at = path;
    while (*at != '\0') {
        size_t length = strcspn(at, ".");
        char name[64] = "";
        assert_true(length < sizeof(name));
        memcpy(name, at, length);
        if (value->type == LL_JSON_ARRAY) {
            size_t index = (size_t)strtoul(name, NULL, 10);
            if (index >= value->count) {
                fail_msg("'%s': there are %zu items", path, value->count);
            }
            value = &value->items[index];
        } else {
            value = ll_json_get(value, name);
        }
        if (value == NULL) {
            fail_msg("the answer has no '%s'", path);
        }
        at += length + (at[length] == '.' ? 1 : 0);
    }
    return value;
}

struct ll_str ll_text_at(const struct ll_json *answer, const char *path)
{
    const struct ll_json *value = ll_at(answer, path);
    assert_int_equal(value->type, LL_JSON_STRING);
    return value->string;
}

int64_t ll_number_at(const struct ll_json *answer, const char *path)
{
    const struct ll_json *value = ll_at(answer, path);
    assert_int_equal(value->type, LL_JSON_NUMBER);
    assert_true(value->is_integer);
    return value->integer;
}

bool ll_bool_at(const struct ll_json *answer, const char *path)
{
    const struct ll_json *value = ll_at(answer, path);
    assert_true(value->type == LL_JSON_TRUE || value->type == LL_JSON_FALSE);
    return value->type == LL_JSON_TRUE;
}

void ll_assert_text(const struct ll_json *answer, const char *path, const char *expected)
{
    struct ll_str text = ll_text_at(answer, path);
    if (!ll_str_eq_cstr(text, expected)) {
        fail_msg("'%s' is '%.*s', not '%s'", path, LL_STR_ARG(text), expected);
    }
}

/* ---- the registry ---- */
static void add_plant_key(struct ll_ledger *ledger, const char *facility, struct ll_sign_key *key)
{
    uint8_t seed[LL_SEED_SIZE];
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    ll_test_random_fill(&ledger->random, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, key);
    ll_multikey_public_format(&key->public_key, text);
    ll_call(ledger, "facility key-add", ll_option(ledger, "facility", ll_str_from_cstr(facility)),
            ll_option(ledger, "public_key", ll_str_from_cstr(text)), NULL);
}

/* The carrier's, where it carries; the plant's own. */
static void add_licences(struct ll_ledger *ledger)
{
    static const char *const countries[] = {"country=GH", "country=NG", "country=BE"};
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        ll_call(ledger, "licence add", "number=C-1", "kind=carrier", "organisation=blueline",
                countries[i], "valid_from=2019-01-01", "valid_until=2099-12-31",
                "document_digest=c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
                NULL);
    }
    ll_call(ledger, "licence add", "number=T-1", "kind=treat", "facility=hoboken", "country=BE",
            "valid_from=2019-01-01", "valid_until=2099-12-31",
            "document_digest=c1c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
            NULL);
}

void ll_make_registry(struct ll_ledger *ledger)
{
    static const char *const organisations[][3] = {
        {"code=oneforone", "country=NL", "name=One for One"},
        {"code=kumasi-repair", "country=GH", "name=Kumasi Repair Collective"},
        {"code=blueline", "country=NL", "name=Blue Line Shipping"},
        {"code=smelter", "country=BE", "name=Smelter"},
        {"code=utrecht", "country=NL", "name=City of Utrecht"},
        {"code=goodfund", "country=NL", "name=Good Fund"},
    };
    static const char *const facilities[][5] = {
        {"code=kumasi", "country=GH", "name=Kumasi store", "organisation=kumasi-repair",
         "plant=no"},
        {"code=tema", "country=GH", "name=Tema port", "organisation=blueline", "plant=no"},
        {"code=lagos", "country=NG", "name=Lagos port", "organisation=blueline", "plant=no"},
        {"code=antwerp", "country=BE", "name=Antwerp port", "organisation=blueline", "plant=no"},
        {"code=hoboken", "country=BE", "name=Hoboken", "organisation=smelter", "plant=yes"},
        {"code=tema-plant", "country=GH", "name=Tema plant", "organisation=smelter", "plant=yes"},
    };
    ledger->programme = "programme=africa";
    ll_call(ledger, "class load", NULL);
    for (size_t i = 0; i < sizeof(organisations) / sizeof(organisations[0]); i++) {
        const char *const *o = organisations[i];
        ll_call(ledger, "organisation add", o[0], o[1], o[2], NULL);
    }
    for (size_t i = 0; i < sizeof(facilities) / sizeof(facilities[0]); i++) {
        const char *const *f = facilities[i];
        ll_call(ledger, "facility add", f[0], f[1], f[2], f[3], f[4], NULL);
    }
    add_licences(ledger);
    add_plant_key(ledger, "hoboken", &ledger->plant_key);
    add_plant_key(ledger, "tema-plant", &ledger->other_key);
    ll_call(ledger, "programme add", "code=africa", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=smartphone=smartphone+smartphone_nb+feature_phone_nb:1.50 EUR,"
            "tablet=tablet:4.00 EUR",
            NULL);
}

/* ---- supply ---- */
const char *ll_digest_option(struct ll_ledger *ledger, const char *name, const char *text)
{
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_strbuf buf;
    struct ll_str option = LL_STR("");
    ll_crypto_sha256(ledger->ctx.crypto, ll_str_from_cstr(text), digest);
    ll_strbuf_init(&buf, ledger->ctx.arena, 128);
    ll_strbuf_fmt(&buf, "%s=", name);
    ll_strbuf_hex(&buf, digest, sizeof(digest));
    must(ledger, ll_strbuf_finish(&buf, &option, &ledger->err), "digest");
    return ll_str_to_cstr(ledger->ctx.arena, option);
}

const struct ll_json *ll_receive(struct ll_ledger *ledger, const char *record, const char *lots)
{
    return ll_call(ledger, "collection receive", ledger->programme, "collector=kumasi-repair",
                   "facility=kumasi", "collected_on=2026-03-01", "price=79.20 GHS",
                   ll_digest_option(ledger, "evidence_digest", record),
                   ll_option(ledger, "record", ll_str_from_cstr(record)),
                   ll_option(ledger, "lots", ll_str_from_cstr(lots)), NULL);
}

struct ll_str ll_pack(struct ll_ledger *ledger, const char *code, struct ll_str lot_id)
{
    const char *package = ll_option(ledger, "package", ll_str_from_cstr(code));
    const struct ll_json *answer =
        ll_call(ledger, "package make", ll_option(ledger, "code", ll_str_from_cstr(code)),
                "kind=box", ledger->programme, "facility=kumasi", NULL);
    ll_call(ledger, "package fill", package, ll_option(ledger, "lots", lot_id), NULL);
    ll_call(ledger, "package seal", package, "seal=S-100", NULL);
    return ll_text_at(answer, "package_id");
}

void ll_send_movement(struct ll_ledger *ledger, const char *shipment, const char *sent_on)
{
    ll_call(ledger, "notification attach", "notification=n-1", "kind=doc-move",
            ll_option(ledger, "shipment", ll_str_from_cstr(shipment)),
            ll_option(ledger, "sent_on", ll_str_from_cstr(sent_on)),
            ll_digest_option(ledger, "document_digest", shipment), NULL);
}

void ll_ask_as(struct ll_ledger *ledger, const char *user, enum ll_role role)
{
    ledger->ctx.viewer = (struct ll_viewer){0};
    ledger->ctx.actor = LL_STR("test");
    if (user != NULL) {
        struct ll_str id = ll_str_from_cstr(strchr(user, '=') + 1);
        ledger->ctx.viewer.is_limited = true;
        ledger->ctx.viewer.sees_all = true;
        ledger->ctx.viewer.roles.bits = 1U << (unsigned)role;
        assert_int_equal(ll_id_parse("usr", id, &ledger->ctx.viewer.user_id.raw, &ledger->err),
                         LL_OK);
        ledger->ctx.actor = id;
    }
}

const char *ll_add_user(struct ll_ledger *ledger, const char *email, const char *role)
{
    const struct ll_json *answer =
        ll_call(ledger, "user add", email, "name=Ama", "organisation=oneforone", role, NULL);
    return ll_option(ledger, "user", ll_text_at(answer, "user_id"));
}

static void call_two(struct ll_ledger *ledger, const char *command, va_list options)
{
    const struct ll_json *answer = NULL;
    if (ledger->asks == NULL) {
        ledger->asks = ll_add_user(ledger, "email=asks@example.org", "role=permits");
        ledger->approves = ll_add_user(ledger, "email=approves@example.org", "role=programme");
    }
    ll_ask_as(ledger, ledger->asks, LL_ROLE_PERMITS);
    must(ledger, ll_try(ledger, true, &answer, command, options), command);
    const char *proposal = ll_option(ledger, "proposal", ll_text_at(answer, "proposal_id"));
    const char *digest = ll_option(ledger, "digest", ll_text_at(answer, "digest"));
    ll_ask_as(ledger, ledger->approves, LL_ROLE_PROGRAMME);
    ll_call(ledger, "proposal approve", proposal, digest, NULL);
    ll_ask_as(ledger, NULL, LL_ROLE_ADMIN);
}

void ll_call_two(struct ll_ledger *ledger, const char *command, ...)
{
    va_list options;
    va_start(options, command);
    call_two(ledger, command, options);
    va_end(options);
}

void ll_override(struct ll_ledger *ledger, const char *shipment, const char *departs_on,
                 const char *reason)
{
    ll_call_two(ledger, "shipment override", shipment, reason, departs_on, NULL);
}

void ll_ship_to_hoboken(struct ll_ledger *ledger, const char *code, const char *packages)
{
    const char *shipment = ll_option(ledger, "shipment", ll_str_from_cstr(code));
    ll_call(ledger, "shipment plan", ll_option(ledger, "code", ll_str_from_cstr(code)),
            "from=kumasi", "to=hoboken", "planned_arrival=2026-04-10",
            "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12",
            ll_option(ledger, "packages", ll_str_from_cstr(packages)), NULL);
    ll_consents(ledger, code, "valid_until=2026-04-13");
    ll_call(ledger, "shipment depart", shipment, NULL);
    ll_advance_days(ledger, 30);
    ll_call(ledger, "shipment arrive", shipment, NULL);
}

/* A key file as the plant has it. */
void ll_give_key_file(struct ll_ledger *ledger, const struct ll_sign_key *key)
{
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    char secret[LL_MULTIKEY_SECRET_SIZE];
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_multikey_public_format(&key->public_key, public_key);
    ll_multikey_secret_format(key->seed, secret);
    ll_strbuf_init(&buf, ledger->ctx.arena, 1024);
    ll_strbuf_fmt(&buf,
                  "{\"created\":\"2026-03-01T00:00:00Z\",\"kind\":\"loopledger-signing-key\","
                  "\"public\":\"%s\",\"secret\":\"%s\"}",
                  public_key, secret);
    must(ledger, ll_strbuf_finish(&buf, &text, &ledger->err), "key file");
    ll_give_file(ledger, "plant.key", text);
}

struct ll_str ll_signed_receipt(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                const char *units, const char *mass)
{
    return ll_signed_difference(ledger, key, units, units, mass);
}

struct ll_str ll_signed_difference(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                   const char *declared, const char *units, const char *mass)
{
    ll_give_key_file(ledger, key);
    const struct ll_json *answer =
        ll_call(ledger, "receipt sign", "key=plant.key",
                ll_option(ledger, "declared", ll_str_from_cstr(declared)),
                ll_option(ledger, "units", ll_str_from_cstr(units)),
                ll_option(ledger, "mass", ll_str_from_cstr(mass)), NULL);
    return ll_canonical(ledger, answer);
}

const char *ll_give_treatment(struct ll_ledger *ledger, const struct ll_sign_key *key,
                              struct ll_str receipt_id, const char *units, const char *outputs)
{
    return ll_give_treatment_by(ledger, key, "operation=r4", receipt_id, units, outputs);
}

const char *ll_give_treatment_by(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                 const char *operation, struct ll_str receipt_id, const char *units,
                                 const char *outputs)
{
    const struct ll_json *receipt =
        ll_call(ledger, "receipt show", ll_option(ledger, "ref", receipt_id), NULL);
    ll_give_key_file(ledger, key);
    const struct ll_json *answer =
        ll_call(ledger, "treatment sign", "key=plant.key", "kind=metallurgical", operation,
                ll_option(ledger, "receipt", ll_text_at(receipt, "statement.receipt")),
                ll_option(ledger, "units", ll_str_from_cstr(units)),
                ll_option(ledger, "outputs", ll_str_from_cstr(outputs)), NULL);
    ll_give_file(ledger, "treatment.json", ll_canonical(ledger, answer));
    return "statement=treatment.json";
}
