/* A file attached to a PDF: found again as it was, packed, and the same bytes every time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/pdf_attachment.h"
#include "proof/inflate.h"
#include "proof/pdf.h"

#define FILE_BYTES 100000

static const char page[] =
    "%PDF-1.5\n"
    "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    "2 0 obj\n<< /Type /Pages /Count 0 /Kids [ ] >>\nendobj\n"
    "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    "trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n111\n%%EOF\n";

static void found_again(void **state)
{
    static char text[FILE_BYTES];
    static uint8_t room[FILE_BYTES + 1];
    static const size_t sizes[] = {1, 1000, FILE_BYTES};
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)8 << 20);
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = "{\"stream\":[1,22,333]}endstream\r\n"[(i * i / 7) % 32];
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const struct ll_pdf_attachment attachment = {
            .name = "a.json", .description = "What it is", .json = {text, sizes[i]}};
        struct ll_str pdf[2];
        struct ll_pdf_file file;
        for (size_t j = 0; j < 2; j++) {
            assert_int_equal(
                ll_pdf_attach(&arena, ll_str_from_cstr(page), &attachment, &pdf[j], NULL), LL_OK);
        }
        assert_true(ll_str_eq(pdf[0], pdf[1]));
        assert_int_equal(ll_pdf_find(pdf[0], &file), LL_PDF_ONE);
        assert_true(file.is_packed);
        assert_int_equal(file.size, sizes[i]);
        assert_true(ll_unzlib(file.bytes, file.size, room));
        assert_memory_equal(room, text, sizes[i]);
    }
    ll_arena_release(&arena);
}

static void refused_names(void **state)
{
    static const struct ll_pdf_attachment bad[] = {
        {.name = "", .description = "x"},   {.name = "a b", .description = "x"},
        {.name = "a)", .description = "x"}, {.name = "a", .description = "(x"},
        {.name = "a", .description = ""},
    };
    struct ll_arena arena;
    struct ll_str pdf;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(ll_pdf_attach(&arena, ll_str_from_cstr(page), &bad[i], &pdf, NULL),
                         LL_EINVAL);
    }
    const struct ll_pdf_attachment good = {.name = "a", .description = "x"};
    assert_int_equal(ll_pdf_attach(&arena, LL_STR("no page"), &good, &pdf, NULL), LL_EPARSE);
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_again),
        cmocka_unit_test(refused_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
