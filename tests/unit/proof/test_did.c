/*
 * DID documents: which key they give for which time, and every way in which one is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/multikey.h"
#include "support/bundle_sample.h"

static int set_up(void **state)
{
    struct ll_arena *arena = calloc(1, sizeof(*arena));
    ll_arena_init(arena, &ll_arena_malloc, (size_t)16 << 20);
    *state = arena;
    return 0;
}

static int tear_down(void **state)
{
    ll_arena_release(*state);
    free(*state);
    return 0;
}

static struct ll_str method_of(struct ll_arena *arena, const char *did)
{
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_strbuf buf;
    struct ll_str text;
    ll_sample_key(&key);
    ll_multikey_public_format(&key.public_key, multikey);
    ll_strbuf_init(&buf, arena, 256);
    ll_strbuf_fmt(&buf, "%s%s#%s", did, strcmp(did, "did:key:") == 0 ? multikey : "", multikey);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

static void keys_and_times(void **state)
{
    struct ll_arena *arena = *state;
    static const char *const dids[] = {"did:web:a.example", "did:key:"};
    const struct {
        const char *end;
        const char *at;
        enum ll_di_key found;
        bool retired;
    } rows[] = {
        {NULL, "2026-03-01T00:00:00Z", LL_DI_KEY_FOUND, false},
        {NULL, "", LL_DI_KEY_FOUND, false},
        {"2026-03-01T00:00:00Z", "2026-02-28T23:59:59Z", LL_DI_KEY_FOUND, false},
        {"2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", LL_DI_KEY_FOUND, false},
        {"2026-03-01T00:00:00Z", "2026-03-01T00:00:01Z", LL_DI_KEY_BARRED, true},
        {"2026-03-01T00:00:00Z", "", LL_DI_KEY_BARRED, true},
        {"2026-03-01T00:00:00Z", "long ago", LL_DI_KEY_BARRED, true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t d = 0; d < 2; d++) {
            struct ll_did_document document;
            struct ll_public_key key;
            bool retired = true;
            assert_int_equal(ll_did_document_read(arena, ll_sample_did_document(arena, rows[i].end),
                                                  &document, NULL),
                             LL_OK);
            assert_int_equal(ll_did_document_find(&document, method_of(arena, dids[d]),
                                                  ll_str_from_cstr(rows[i].at), &key, &retired),
                             rows[i].found);
            assert_int_equal(retired, rows[i].retired);
        }
    }
}

static void others(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_did_document document;
    struct ll_public_key key;
    bool retired;
    const struct ll_str at = LL_STR("2026-03-01T00:00:00Z");
    assert_int_equal(
        ll_did_document_read(arena, ll_sample_did_document(arena, NULL), &document, NULL), LL_OK);
    assert_int_equal(
        ll_did_document_find(&document, method_of(arena, "did:web:b.example"), at, &key, &retired),
        LL_DI_KEY_MISSING);
    assert_int_equal(
        ll_did_document_find(&document, LL_STR("did:web:a.example#other"), at, &key, &retired),
        LL_DI_KEY_MISSING);
    assert_true(ll_did_document_names(&document, LL_STR("did:web:a.example")));
    assert_false(ll_did_document_names(&document, LL_STR("did:web:a.example.b")));
    assert_false(ll_did_document_names(
        &document, LL_STR("did:key:z6MkpUfibHxq8jdbXWKnGjJRKcaPew1sPYKZ5ezyXFNpwE3q")));
}

#define DID "did:web:a.example"
#define KEY "z6MkpUfibHxq8jdbXWKnGjJRKcaPew1sPYKZ5ezyXFNpwE3q"
#define METHOD(id, rest) "{\"id\":\"" id "\",\"controller\":\"" DID "\"" rest "}"
#define MULTIKEY ",\"publicKeyMultibase\":\"" KEY "\""
#define DOCUMENT(methods, rest) "{\"id\":\"" DID "\",\"verificationMethod\":" methods rest "}"

static void refused(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"id\":\"" DID "\"}",
        "{\"id\":\"a.example\",\"verificationMethod\":[]}",
        "{\"id\":\"" DID "#1\",\"verificationMethod\":[]}",
        DOCUMENT("{}", ""),
        DOCUMENT("[1]", ""),
        DOCUMENT("[]", ",\"assertionMethod\":\"#a\""),
        DOCUMENT("[]", ",\"id\":\"" DID "\""),
        DOCUMENT("[" METHOD("did:web:b.example#a", MULTIKEY) "]", ""),
        DOCUMENT("[" METHOD("a", MULTIKEY) "]", ""),
        DOCUMENT("[" METHOD("#", MULTIKEY) "]", ""),
        DOCUMENT("[" METHOD("#a#b", MULTIKEY) "]", ""),
        DOCUMENT("[{\"id\":\"#a\",\"controller\":\"did:web:b.example\"" MULTIKEY "}]", ""),
        DOCUMENT("[" METHOD("#a", MULTIKEY) "," METHOD(DID "#a", MULTIKEY) "]", ""),
        DOCUMENT("[" METHOD("#a", MULTIKEY ",\"revoked\":true") "]", ""),
        DOCUMENT("[" METHOD("#a", MULTIKEY ",\"expires\":\"soon\"") "]", ""),
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ll_did_document document;
        struct ll_err err;
        assert_int_equal(ll_did_document_read(*state, ll_str_from_cstr(texts[i]), &document, &err),
                         LL_EPARSE);
        assert_true(err.text[0] != '\0');
    }
}

/* A key in two forms, or in one we do not know, is there and cannot be used. */
static void other_kinds(void **state)
{
    static const char *const keys[] = {
        "",
        ",\"publicKeyMultibase\":\"zDnaeo\"",
        MULTIKEY ",\"publicKeyJwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
        ",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}",
        ",\"publicKeyJwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        char text[1024];
        struct ll_did_document document;
        struct ll_public_key key;
        bool retired;
        (void)snprintf(text, sizeof(text),
                       DOCUMENT("[" METHOD("#a", "%s") "]", ",\"assertionMethod\":[\"#a\"]"),
                       keys[i]);
        assert_int_equal(ll_did_document_read(*state, ll_str_from_cstr(text), &document, NULL),
                         LL_OK);
        assert_int_equal(
            ll_did_document_find(&document, LL_STR(DID "#a"), LL_STR(""), &key, &retired),
            LL_DI_KEY_OTHER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys_and_times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_kinds, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
