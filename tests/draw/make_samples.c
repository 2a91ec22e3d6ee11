/* Writes drawings into a folder, for checks by other programs and for eyes: make_samples FOLDER */
#include <stdio.h>

#include "draw/certificates.h"
#include "draw/print.h"
#include "draw/support.h"
#include "draw/svg.h"

static enum ll_status save(const char *folder, const char *name, const char *ending,
                           struct ll_str bytes, struct ll_err *reterr)
{
    char path[1000];
    (void)snprintf(path, sizeof(path), "%s/%s.%s", folder, name, ending);
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    if (file == NULL || fclose(file) != 0 || !good) {
        return LL_FAIL(reterr, LL_EIO, "%s: cannot be written", path);
    }
    return LL_OK;
}

static enum ll_status save_all(const struct ll_scene *scene, const char *folder, const char *name,
                               struct ll_err *reterr)
{
    static const struct ll_time made_at = {INT64_C(1772539200000000)}; /* 2026-03-03T12:00:00Z */
    struct ll_str bytes;
    LL_TRY(ll_svg_write(scene, LL_SVG_FILE, scene->arena, &bytes, reterr));
    LL_TRY(save(folder, name, "svg", bytes, reterr));
    LL_TRY(ll_pdf_write(scene, made_at, scene->arena, &bytes, reterr));
    return save(folder, name, "pdf", bytes, reterr);
}

/* Every made-up certificate in every language: usual-fr.pdf and so on. */
static enum ll_status save_certificates(struct ll_draw_test *test, const char *folder,
                                        struct ll_err *reterr)
{
    for (int sample = 0; sample < LL_SAMPLE_COUNT; sample++) {
        struct ll_printed_certificate certificate =
            ll_sample_certificate(test, (enum ll_sample)sample);
        for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
            char name[100];
            struct ll_locale locale;
            struct ll_scene scene;
            LL_TRY(ll_locale_open((enum ll_language)language, &locale, reterr));
            LL_TRY(ll_certificate_print(&certificate, &locale, test->fonts, &test->arena, &scene,
                                        reterr));
            (void)snprintf(name, sizeof(name), "%s-%s", ll_sample_name((enum ll_sample)sample),
                           locale.language->tag);
            LL_TRY(save_all(&scene, folder, name, reterr));
        }
    }
    return LL_OK;
}

int main(int argc, char **argv)
{
    struct ll_draw_test test;
    struct ll_scene scene;
    struct ll_err err = {0};
    if (argc != 2) {
        (void)fputs("usage: make_samples FOLDER\n", stderr);
        return 2;
    }
    if (ll_draw_test_open(&test) != 0) {
        return 3;
    }
    ll_draw_test_sample(&test, &scene);
    struct ll_str png = {0};
    enum ll_status status = save_all(&scene, argv[1], "sample", &err);
    if (status == LL_OK) {
        status = ll_png_write(&scene, 110, &test.arena, &png, &err);
    }
    if (status == LL_OK) {
        status = save(argv[1], "sample", "png", png, &err);
    }
    if (status == LL_OK) {
        status = save_certificates(&test, argv[1], &err);
    }
    if (status != LL_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
    }
    ll_draw_test_end(&test);
    return ll_status_exit_code(status);
}
