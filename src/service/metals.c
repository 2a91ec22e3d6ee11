#include "service/metals.h"

#include "core/tolerance.h"
#include "service/data.h"
#include "service/words.h"

#define ALL_OF_THEM "precious-metals"
#define WORDS_MAX 16 /* of a name */

/* ---- names ---- */
static const char *const name_columns[] = {"word", "metal"};
#define NAME_COLUMN_COUNT (sizeof(name_columns) / sizeof(name_columns[0]))

/* What the words of a name were found to be. */
struct meaning {
    struct ll_str words[WORDS_MAX];
    bool known[WORDS_MAX];
    size_t count;
    struct ll_str whole;
    struct ll_str metal; /* empty: none yet */
};

/* Cells end with their row. */
static void add_metal(struct ll_ctx *ctx, struct meaning *m, struct ll_str metal)
{
    bool is_other = m->metal.len > 0 && !ll_str_eq(m->metal, metal);
    m->metal = is_other ? LL_STR(ALL_OF_THEM) : ll_str_copy(ctx->arena, metal);
}

/* A row of the table; one of two words is looked for in the whole name. */
static void read_word(struct ll_ctx *ctx, struct meaning *m, struct ll_str word,
                      struct ll_str metal)
{
    if (ll_str_eq(m->whole, word) && metal.len > 0) {
        add_metal(ctx, m, metal);
        m->count = 0;
    }
    for (size_t i = 0; i < m->count; i++) {
        if (ll_str_eq(m->words[i], word)) {
            m->known[i] = true;
            if (metal.len > 0) {
                add_metal(ctx, m, metal);
            }
        }
    }
}

enum ll_status ll_metals_find(struct ll_ctx *ctx, struct ll_str name, struct ll_str *ret_metal,
                              struct ll_err *reterr)
{
    struct meaning m = {.whole = name};
    struct ll_csv_reader reader;
    size_t at[NAME_COLUMN_COUNT];
    struct ll_str cells[NAME_COLUMN_COUNT];
    m.count = ll_words_split(name, '-', m.words, WORDS_MAX);
    *ret_metal = LL_STR("");
    if (m.count > WORDS_MAX) {
        return LL_OK;
    }
    LL_TRY(ll_data_open("metal_names.csv", ctx->arena, name_columns, NAME_COLUMN_COUNT, &reader, at,
                        reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, NAME_COLUMN_COUNT, cells, reterr)) == LL_OK) {
        read_word(ctx, &m, cells[0], cells[1]);
    }
    LL_TRY(status == LL_EEND ? LL_OK : status);
    for (size_t i = 0; i < m.count; i++) {
        if (!m.known[i]) {
            return LL_OK;
        }
    }
    if (m.metal.len > 0 && m.metal.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the name of a metal");
    }
    *ret_metal = m.metal;
    return LL_OK;
}

/* ---- limits ---- */
static const char *const limit_columns[] = {"fraction", "ppm_max", "source"};
#define LIMIT_COLUMN_COUNT (sizeof(limit_columns) / sizeof(limit_columns[0]))

static enum ll_status check_limit(const struct ll_metal_part *parts, const struct ll_str *metals,
                                  size_t count, const struct ll_str *row, struct ll_mass input,
                                  struct ll_err *reterr)
{
    int64_t ppm = 0;
    int64_t sum_g = 0;
    bool is_all = ll_str_eq_cstr(row[0], ALL_OF_THEM);
    LL_TRY(ll_words_i64(row[1], "ppm_max", 1, LL_PPM, &ppm, reterr));
    for (size_t i = 0; i < count; i++) {
        bool counts = metals[i].len > 0 && (is_all || ll_str_eq(metals[i], row[0]));
        int64_t mass_g = counts ? parts[i].mass_g.g : 0;
        sum_g = mass_g > LL_MASS_G_MAX - sum_g ? LL_MASS_G_MAX : sum_g + mass_g;
    }
    int64_t share = input.g / LL_PPM * ppm + input.g % LL_PPM * ppm / LL_PPM;
    int64_t most = share > 1 ? share : 1;
    return sum_g <= most ? LL_OK
                         : LL_FAIL(reterr, LL_EREFUSED,
                                   "%lld g of %.*s hardly come out of %lld g of devices: at most "
                                   "%lld g (uncertain: %.*s)",
                                   (long long)sum_g, LL_STR_ARG(row[0]), (long long)input.g,
                                   (long long)most, LL_STR_ARG(row[2]));
}

enum ll_status ll_metals_check(struct ll_ctx *ctx, const struct ll_metal_part *parts, size_t count,
                               struct ll_mass input, const char *where, const char *hint,
                               struct ll_err *reterr)
{
    struct ll_csv_reader reader;
    size_t at[LIMIT_COLUMN_COUNT];
    struct ll_str cells[LIMIT_COLUMN_COUNT];
    struct ll_str *metals = LL_NEW_ARRAY(ctx->arena, struct ll_str, count + 1);
    if (metals == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the names of metals");
    }
    for (size_t i = 0; i < count; i++) {
        LL_TRY(ll_metals_find(ctx, parts[i].name, &metals[i], reterr));
    }
    LL_TRY(ll_data_open("metal_limits.csv", ctx->arena, limit_columns, LIMIT_COLUMN_COUNT, &reader,
                        at, reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, LIMIT_COLUMN_COUNT, cells, reterr)) == LL_OK) {
        status = check_limit(parts, metals, count, cells, input, reterr);
        if (status == LL_EREFUSED) {
            ll_err_where(reterr, "%s", where);
            ll_err_hint(reterr, "%s", hint);
        }
        LL_TRY(status);
    }
    return status == LL_EEND ? LL_OK : status;
}
