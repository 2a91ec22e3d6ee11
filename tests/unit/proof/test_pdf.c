/*
 * A bundle in a PDF: found as it is or packed, and every way in which it is not; and zlib streams
 * as zlib reads them, good and bent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "proof/inflate.h"
#include "proof/pdf.h"
#include "support/bundle_sample.h"

#define BYTES_MAX 40000
#define PACKED_MAX (2 * BYTES_MAX)
#define HEAD "%PDF-1.7\n1 0 obj\n"
#define TAIL "\nendstream\nendobj\n%%EOF\n"
#define BOMB_BYTES ((size_t)9 << 20)

struct fixture {
    struct ll_arena arena;
    struct ll_crypto *crypto;
    struct ll_proof_crypto functions;
    struct ll_trust trust;
    struct ll_str bundle;
    struct ll_str packed;
};

static struct ll_str pack(struct ll_arena *arena, struct ll_str bytes)
{
    uLongf count = compressBound((uLong)bytes.len);
    uint8_t *packed = ll_arena_alloc(arena, count, 1);
    assert_non_null(packed);
    assert_int_equal(compress2(packed, &count, (const Bytef *)bytes.ptr, (uLong)bytes.len, 6),
                     Z_OK);
    return (struct ll_str){(const char *)packed, count};
}

static int set_up(void **state)
{
    static const struct ll_bundle_sample sample = {.rows = 3};
    struct fixture *f = calloc(1, sizeof(*f));
    struct ll_sign_key key;
    ll_arena_init(&f->arena, &ll_arena_malloc, (size_t)256 << 20);
    assert_int_equal(ll_crypto_open(&f->arena, &f->crypto, NULL), LL_OK);
    f->functions = ll_crypto_for_proof(f->crypto);
    ll_sample_key(&key);
    f->trust = (struct ll_trust){.by_key = true, .key = key.public_key};
    f->bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    f->packed = pack(&f->arena, f->bundle);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ll_crypto_close(f->crypto);
    ll_arena_release(&f->arena);
    free(f);
    return 0;
}

/* Around `data`: $L its length, $S the bundle's, in the dictionary. */
static struct ll_str pdf_of(struct fixture *f, const char *head, const char *dict,
                            struct ll_str data, const char *tail)
{
    struct ll_strbuf buf;
    struct ll_str pdf;
    ll_strbuf_init(&buf, &f->arena, data.len + 8192);
    ll_strbuf_cstr(&buf, head);
    for (const char *c = dict; *c != '\0'; c++) {
        if (*c == '$') {
            c++;
            ll_strbuf_i64(&buf, (int64_t)(*c == 'L' ? data.len : f->bundle.len));
        } else {
            ll_strbuf_char(&buf, *c);
        }
    }
    ll_strbuf_cstr(&buf, "\nstream\n");
    ll_strbuf_str(&buf, data);
    ll_strbuf_cstr(&buf, tail);
    assert_int_equal(ll_strbuf_finish(&buf, &pdf, NULL), LL_OK);
    return pdf;
}

static struct ll_verify_report verify(struct fixture *f, struct ll_str pdf)
{
    struct ll_verify_report report;
    assert_int_equal(ll_verify(&f->arena, &f->functions, &f->trust, pdf, &report, NULL), LL_OK);
    assert_true(report.reason[0] != '\0' && report.text[0] != '\0');
    return report;
}

#define FLATE "/Type /EmbeddedFile /Filter /FlateDecode"
#define PARAMS "/Params << /Size $S >>"

static void found_as_it_is_and_packed(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *dict;
        bool is_packed;
    } cases[] = {
        {"<< /Type /EmbeddedFile /Length $L >>", false},
        {"<</Type/EmbeddedFile/Length $L/Params<</Size $S>>>>", false},
        {"<< /Type /EmbeddedFile /Params << /CreationDate (D:2026\\)(x)) >> /Length $L >>", false},
        {"<< " FLATE " " PARAMS " /Length $L >>", true},
        {"<</Length $L/Params<</CheckSum<00ff>/Size $S>>/Subtype/application#2fjson" FLATE ">>",
         true},
        {"<< /X [ /Filter /LZWDecode [ (\\\\) ] ] /Y 12 0 R /Z << /Length 1 >> " FLATE " " PARAMS
         " /Length $L >>",
         true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_str data = cases[i].is_packed ? f->packed : f->bundle;
        struct ll_str pdf = pdf_of(f, HEAD, cases[i].dict, data, TAIL);
        struct ll_pdf_file file;
        assert_int_equal(ll_pdf_find(pdf, &file), LL_PDF_ONE);
        assert_int_equal(file.is_packed, cases[i].is_packed);
        assert_int_equal(file.size, f->bundle.len);
        assert_true(ll_str_eq(file.bytes, data));
        struct ll_verify_report report = verify(f, pdf);
        assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_int_equal(report.form, LL_VERIFY_BUNDLE);
        assert_true(ll_str_eq_cstr(report.state, "live"));
        /* The end of the line before "endstream" is the writer's choice. */
        assert_int_equal(ll_pdf_find(pdf_of(f, HEAD, cases[i].dict, data, "endstream"), &file),
                         LL_PDF_ONE);
        assert_int_equal(ll_pdf_find(pdf_of(f, HEAD, cases[i].dict, data, "\r\nendstream"), &file),
                         LL_PDF_ONE);
    }
}

static void not_read(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *dict;
        const char *reason;
    } cases[] = {
        {"<< /Type /EmbeddedFile /Filter /LZWDecode " PARAMS " /Length $L >>", "pdf-form"},
        {"<< /Type /EmbeddedFile /Filter /Fl " PARAMS " /Length $L >>", "pdf-form"},
        {"<< /Type /EmbeddedFile /Filter [ /FlateDecode ] " PARAMS " /Length $L >>", "pdf-form"},
        {"<< /Type /EmbeddedFile /Filter [/ASCIIHexDecode /FlateDecode] " PARAMS " /Length $L >>",
         "pdf-form"},
        {"<< /Type /EmbeddedFile /Filter 7 0 R " PARAMS " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /DecodeParms << /Predictor 12 /Columns 5 >> " PARAMS " /Length $L >>",
         "pdf-form"},
        {"<< " FLATE " /DecodeParms null " PARAMS " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /F (other.json) " PARAMS " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /FFilter /FlateDecode " PARAMS " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /FDecodeParms null " PARAMS " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Params << >> /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Params 9 0 R /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Params << /Size 5 0 R >> /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Params << /Size -1 >> /Length $L >>", "pdf-form"},
        {"<< " FLATE " /Params << /Size $S /Size $S >> /Length $L >>", "pdf-form"},
        {"<< " FLATE " " PARAMS " /Length 12 0 R >>", "pdf-form"},
        {"<< " FLATE " " PARAMS " /Length 0000000001 >>", "pdf-form"},
        {"<< " FLATE " " PARAMS " >>", "pdf-form"},
        {"<< " FLATE " " PARAMS " /Params << /Length $L >> >>", "pdf-no-bundle"},
        {"<< " FLATE " " PARAMS " /Length $L /Length $L >>", "pdf-no-bundle"},
        {"<< " FLATE " " FLATE " " PARAMS " /Length $L >>", "pdf-no-bundle"},
        {"<< " FLATE " " PARAMS " /Length $L >> >>", "pdf-no-bundle"},
        {"<< " FLATE " " PARAMS " /Length $L", "pdf-no-bundle"},
        {"<< " FLATE " " PARAMS " /X ( /Length $L >>", "pdf-no-bundle"},
        {"<< " FLATE " " PARAMS " /X <00 /Length $L", "pdf-no-bundle"},
        {"<< " FLATE " % " PARAMS " /Length $L >>", "pdf-no-bundle"},
        {"<< /X << /Type /EmbeddedFile >> /Length $L >>", "pdf-no-bundle"},
        {"<< /Type /EmbeddedFileX /Length $L >>", "pdf-no-bundle"},
        {"[ " FLATE " " PARAMS " /Length $L ]", "pdf-no-bundle"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_verify_report report = verify(f, pdf_of(f, HEAD, cases[i].dict, f->packed, TAIL));
        assert_int_equal(report.authentic, LL_AUTHENTIC_NOT_SIGNED);
        assert_string_equal(report.reason, cases[i].reason);
    }
    struct ll_str no_object =
        pdf_of(f, "%PDF-1.7\n", "<< " FLATE " " PARAMS " /Length $L >>", f->packed, TAIL);
    assert_string_equal(verify(f, no_object).reason, "pdf-no-bundle");
}

static void damaged(void **state)
{
    struct fixture *f = *state;
    static const char good[] = "<< " FLATE " " PARAMS " /Length $L >>";
    static const char *const dicts[] = {
        "<< " FLATE " " PARAMS " /Length 999999 >>",
        "<< " FLATE " " PARAMS " /Length 100 >>",
        "<< " FLATE " /Params << /Size 100 >> /Length $L >>",
        "<< " FLATE " /Params << /Size 0 >> /Length $L >>",
        "<< " FLATE " /Params << /Size 1000000 >> /Length $L >>",
        "<< /Type /EmbeddedFile /Params << /Size $S >> /Length $L >>",
    };
    for (size_t i = 0; i < sizeof(dicts) / sizeof(dicts[0]); i++) {
        assert_string_equal(verify(f, pdf_of(f, HEAD, dicts[i], f->packed, TAIL)).reason,
                            "pdf-damaged");
    }
    /* Cut off anywhere in its data. */
    struct ll_str pdf = pdf_of(f, HEAD, good, f->packed, TAIL);
    size_t data = ll_str_find(pdf, LL_STR("stream\n"), false) + 7;
    for (size_t end = data; end < data + f->packed.len + 5; end += 7) {
        assert_string_equal(verify(f, ll_str_sub(pdf, 0, end)).reason, "pdf-damaged");
    }
    /* Something after the stream, inside the length. */
    struct ll_strbuf buf;
    struct ll_str longer;
    ll_strbuf_init(&buf, &f->arena, f->packed.len + 1);
    ll_strbuf_str(&buf, f->packed);
    ll_strbuf_char(&buf, '\n');
    assert_int_equal(ll_strbuf_finish(&buf, &longer, NULL), LL_OK);
    assert_string_equal(verify(f, pdf_of(f, HEAD, good, longer, TAIL)).reason, "pdf-damaged");
    longer.len -= 2;
    assert_string_equal(verify(f, pdf_of(f, HEAD, good, longer, TAIL)).reason, "pdf-damaged");
    /* Nothing at all. */
    assert_string_equal(verify(f, pdf_of(f, HEAD, good, LL_STR(""), TAIL)).reason, "pdf-damaged");
}

/* No byte of the packed file can be its opposite, the sum at its end included. */
static void no_byte_is_free(void **state)
{
    struct fixture *f = *state;
    struct ll_str pdf = pdf_of(f, HEAD, "<< " FLATE " " PARAMS " /Length $L >>", f->packed, TAIL);
    size_t data = ll_str_find(pdf, LL_STR("stream\n"), false) + 7;
    char *changed = ll_arena_alloc(&f->arena, pdf.len, 1);
    assert_non_null(changed);
    memcpy(changed, pdf.ptr, pdf.len);
    for (size_t at = data; at < data + f->packed.len; at++) {
        struct ll_arena_mark mark = ll_arena_mark(&f->arena);
        changed[at] = (char)(changed[at] ^ 0xff);
        struct ll_verify_report report = verify(f, (struct ll_str){changed, pdf.len});
        assert_int_not_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_int_not_equal(report.authentic, LL_AUTHENTIC_UNPINNED);
        changed[at] = pdf.ptr[at];
        ll_arena_rewind(&f->arena, mark);
    }
}

static void several(void **state)
{
    struct fixture *f = *state;
    static const char *const dicts[] = {
        "<< /Type /EmbeddedFile /Length $L >>",
        "<< " FLATE " " PARAMS " /Length $L >>",
        "<< /Type /EmbeddedFile /Filter /LZWDecode /Length $L >>",
    };
    for (size_t i = 0; i < 3; i++) {
        struct ll_str first =
            pdf_of(f, HEAD, dicts[i], i == 0 ? f->bundle : f->packed, "\nendstream\n2 0 obj\n");
        for (size_t j = 0; j < 3; j++) {
            struct ll_str second = pdf_of(f, "", dicts[j], j == 0 ? f->bundle : f->packed, TAIL);
            struct ll_strbuf buf;
            struct ll_str both;
            ll_strbuf_init(&buf, &f->arena, first.len + second.len);
            ll_strbuf_str(&buf, first);
            ll_strbuf_str(&buf, second);
            assert_int_equal(ll_strbuf_finish(&buf, &both, NULL), LL_OK);
            assert_string_equal(verify(f, both).reason, "pdf-several");
        }
    }
    /* Words of the file itself are no further file. */
    struct ll_str inside = LL_STR("7 0 obj << /Type /EmbeddedFile /Length 0 >>\nstream\nendstream");
    struct ll_pdf_file file;
    assert_int_equal(ll_pdf_find(pdf_of(f, HEAD, dicts[0], inside, TAIL), &file), LL_PDF_ONE);
    assert_true(ll_str_eq(file.bytes, inside));
    /* However many are named: an answer in proportion. */
    struct ll_strbuf buf;
    struct ll_str many;
    ll_strbuf_init(&buf, &f->arena, (size_t)1 << 20);
    ll_strbuf_cstr(&buf, "%PDF-1.7\n");
    for (int i = 0; i < 20000; i++) {
        ll_strbuf_cstr(&buf, "1 0 obj<</Type/EmbeddedFile>>");
    }
    assert_int_equal(ll_strbuf_finish(&buf, &many, NULL), LL_OK);
    assert_string_equal(verify(f, many).reason, "pdf-several");
}

/* A few thousand bytes that would be megabytes: judged in a quarter of one. */
static void bombs(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *size;
        enum ll_authentic authentic;
        const char *reason;
    } cases[] = {
        {"9437184", LL_AUTHENTIC_UNSUPPORTED, "too-large"},   /* what it is */
        {"999999999", LL_AUTHENTIC_UNSUPPORTED, "too-large"}, /* more */
        {"1048576", LL_AUTHENTIC_UNSUPPORTED, "too-large"},   /* does not fit here */
        {"1000", LL_AUTHENTIC_NOT_SIGNED, "pdf-damaged"},     /* less */
    };
    struct ll_arena small;
    char *blanks = ll_arena_alloc(&f->arena, BOMB_BYTES, 1);
    assert_non_null(blanks);
    memset(blanks, ' ', BOMB_BYTES);
    struct ll_str packed = pack(&f->arena, (struct ll_str){blanks, BOMB_BYTES});
    assert_true(packed.len < 20000);
    ll_arena_init(&small, &ll_arena_malloc, (size_t)256 << 10);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_verify_report report;
        char dict[128];
        (void)snprintf(dict, sizeof(dict), "<< " FLATE " /Params << /Size %s >> /Length $L >>",
                       cases[i].size);
        struct ll_str pdf = pdf_of(f, HEAD, dict, packed, TAIL);
        assert_int_equal(ll_verify(&small, &f->functions, &f->trust, pdf, &report, NULL), LL_OK);
        assert_int_equal(report.authentic, cases[i].authentic);
        assert_string_equal(report.reason, cases[i].reason);
    }
    ll_arena_release(&small);
}

/* ---- zlib streams ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* The same verdict as zlib's, and the same bytes. */
static void compare(const uint8_t *packed, size_t count, size_t size)
{
    static uint8_t theirs[BYTES_MAX + 1];
    static uint8_t ours[BYTES_MAX + 1];
    uLongf their_size = size + 1;
    uLong their_count = count;
    bool good = uncompress2(theirs, &their_size, packed, &their_count) == Z_OK &&
                their_size == size && their_count == count;
    assert_int_equal(ll_unzlib((struct ll_str){(const char *)packed, count}, size, ours), good);
    if (good) {
        assert_memory_equal(ours, theirs, size);
    }
}

static void as_zlib(void **state)
{
    static const size_t sizes[] = {0, 1, 255, 5551, 5552, 5553, BYTES_MAX};
    static uint8_t bytes[BYTES_MAX];
    static uint8_t packed[PACKED_MAX];
    uint32_t seed = 7;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        size_t size = round < 140 ? sizes[round % 7] : 1 + next_random(&seed) % 3000;
        for (size_t i = 0; i < size; i++) {
            uint32_t r = next_random(&seed);
            bytes[i] = round % 4 == 0   ? 0xff
                       : round % 4 == 1 ? (uint8_t)r
                                        : (uint8_t)("{\"lot\":12}"[r % 10]);
        }
        uLongf count = sizeof(packed);
        assert_int_equal(compress2(packed, &count, bytes, size, round % 10), Z_OK);
        compare(packed, count, size);
        compare(packed, count, size + 1);
        compare(packed, count, size / 2);
        compare(packed, count - 1, size);
        compare(packed, count + 1, size);
        compare(packed, next_random(&seed) % count, size);
        for (uint32_t flips = 1 + next_random(&seed) % 3; flips > 0; flips--) {
            size_t at = next_random(&seed) % count;
            packed[at] = (uint8_t)(packed[at] ^ (1U << (next_random(&seed) % 8)));
        }
        compare(packed, count, size);
    }
}

/* All that the two bytes of the header can be. */
static void headers(void **state)
{
    uint8_t packed[64];
    uLongf count = sizeof(packed);
    (void)state;
    assert_int_equal(compress2(packed, &count, (const Bytef *)"abc", 3, 6), Z_OK);
    for (unsigned header = 0; header < 65536; header++) {
        packed[0] = (uint8_t)(header >> 8);
        packed[1] = (uint8_t)header;
        compare(packed, count, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(found_as_it_is_and_packed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_byte_is_free, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bombs, set_up, tear_down),
        cmocka_unit_test(as_zlib),
        cmocka_unit_test(headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
