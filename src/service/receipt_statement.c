/* receipt sign: a plant's statement of what it received */
#include "service/receipt_statement.h"

#include "service/event.h"
#include "service/signed.h"

#include <string.h>

#define RECEIPT_FILE_BYTES_MAX ((size_t)128 << 10)

/* A measure is named only when it is not pieces. */
#define ONLY_GRAMS .enum_rows = &ll_measure_rows[LL_MEASURE_ROW_COUNT - 1], .enum_row_count = 1

static const char statement_type[] = "loopledger receipt v1";

static const struct ll_field statement_fields[] = {
    LL_MEMBER(ll_receipt_statement, basis, LL_REQ(STR), .min = 1, .max = 32),
    LL_MEMBER(ll_receipt_statement, collected_g, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_receipt_statement, declared, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_receipt_statement, drawn, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_receipt_statement, good, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_receipt_statement, key, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_receipt_statement, mass_g, LL_REQ(MASS), .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_receipt_statement, measure, LL_OPT(ENUM), ONLY_GRAMS),
    LL_MEMBER(ll_receipt_statement, month, LL_REQ(MONTH)),
    LL_MEMBER(ll_receipt_statement, packages_digest, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_receipt_statement, reason, LL_OPT(CODE)),
    LL_MEMBER(ll_receipt_statement, receipt, LL_REQ(BYTES), .min = LL_RECEIPT_NUMBER_SIZE,
              .max = LL_RECEIPT_NUMBER_SIZE),
    LL_MEMBER(ll_receipt_statement, rejected, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_receipt_statement, type, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_receipt_statement, units, LL_REQ(UNITS), .max = LL_UNITS_MAX),
};
static const struct ll_record statement_record =
    LL_RECORD("statement", ll_receipt_statement, statement_fields);

static enum ll_status statement_text(struct ll_ctx *ctx,
                                     const struct ll_receipt_statement *statement,
                                     struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, LL_RECEIPT_STATEMENT_BYTES_MAX);
    ll_record_to_json(&statement_record, statement, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* ---- sign: run by the plant ---- */
struct receipt_sign {
    struct ll_receipt_facts facts;
    struct ll_file key;
};
static const struct ll_field sign_fields[] = {
    LL_RECEIPT_FACT_BASIS(receipt_sign),
    LL_RECEIPT_FACT(receipt_sign, collected, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
                    .help = "weighed: what it weighed where it was collected, by the papers"),
    LL_RECEIPT_FACT(receipt_sign, declared, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
                    .help =
                        "how many the shipment's papers say (as many as it counted and refused)"),
    LL_RECEIPT_FACT_DRAWN(receipt_sign),
    LL_RECEIPT_FACT_GOOD(receipt_sign),
    LL_MEMBER(receipt_sign, key, LL_REQ(FILE), .secret = true,
              .help = "the plant's own secret key, in a file and folder that nobody else can read"),
    LL_RECEIPT_FACT_MASS(receipt_sign),
    LL_RECEIPT_FACT(receipt_sign, measure, LL_OPT(ENUM), LL_ENUM_OF(measure, MEASURE),
                    .help = "grams: e-waste that nobody counted, which is weighed: say "
                            "--collected and --mass (pieces)"),
    LL_RECEIPT_FACT(receipt_sign, month, LL_OPT(MONTH), LL_PRESENT(receipt_sign, facts.has_month),
                    .help = "the month of the receipt (this one)"),
    LL_RECEIPT_FACT_PACKAGE_COUNTS(receipt_sign),
    LL_RECEIPT_FACT_REASON(receipt_sign),
    LL_RECEIPT_FACT_REJECTED(receipt_sign),
    LL_RECEIPT_FACT_UNITS(receipt_sign),
};
static const struct ll_record sign_record = LL_RECORD("receipt_sign", receipt_sign, sign_fields);

/* ---- what a statement may bind ---- */
struct basis {
    enum ll_receipt_basis basis;
    const char *words;
    bool has_sample;
    bool has_collected;
};
static const struct basis bases[] = {
    {LL_RECEIPT_BASIS_COUNTED, "counted", false, false},
    {LL_RECEIPT_BASIS_SAMPLED, "sampled: bound at 95 %", true, false},
    {LL_RECEIPT_BASIS_WEIGHED, "weighed", false, true},
};

static const struct basis *find_basis(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        if (ll_str_eq_cstr(name, ll_receipt_basis_name(bases[i].basis))) {
            return &bases[i];
        }
    }
    return NULL;
}

const char *ll_receipt_basis_words(struct ll_str basis)
{
    const struct basis *found = find_basis(basis);
    return found == NULL ? "?" : found->words;
}

/* Of what nobody counted each gram is a unit: the scale alone tells how many there are. */
static enum ll_status check_grams(const struct basis *basis,
                                  const struct ll_receipt_statement *statement,
                                  struct ll_err *reterr)
{
    if (statement->measure != LL_MEASURE_GRAMS) {
        return LL_OK;
    }
    enum ll_status status = LL_OK;
    if (basis->basis != LL_RECEIPT_BASIS_WEIGHED) {
        status = LL_FAIL(reterr, LL_EINVAL, "e-waste that nobody counted is weighed, not %s",
                         ll_receipt_basis_name(basis->basis));
        ll_err_where(reterr, "basis");
        ll_err_hint(reterr, "sign with --measure grams --collected and --mass");
    } else if (statement->declared.n != statement->collected_g.g) {
        status = LL_REFUSE(reterr, LL_EINVAL,
                           "have the plant sign with --declared and --collected alike",
                           "%lld g are declared, and %lld g were collected: each gram is a unit",
                           (long long)statement->declared.n, (long long)statement->collected_g.g);
        ll_err_where(reterr, "declared");
    }
    return status;
}

/* Each basis has its own facts, all of them, and none of another's. */
static enum ll_status check_members(const struct basis *basis,
                                    const struct ll_receipt_statement *statement,
                                    struct ll_err *reterr)
{
    LL_TRY(check_grams(basis, statement, reterr));
    bool has_sample = statement->drawn.n > 0 && statement->good.n > 0;
    bool has_none = statement->drawn.n == 0 && statement->good.n == 0;
    if ((basis->has_sample ? has_sample : has_none) &&
        basis->has_collected == (statement->collected_g.g > 0)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "these are not the facts of a %s receipt",
                                    ll_receipt_basis_name(basis->basis));
    ll_err_where(reterr, "basis");
    ll_err_hint(reterr,
                "counted: --units; sampled: --declared, --drawn and --good, none of them 0; "
                "weighed: --declared and --collected; what nobody counted: --measure grams, "
                "--collected and --mass");
    return status;
}

/* What is refused has a reason. Who refuses all has counted it, and has nothing left to draw from
 * or to weigh. */
static enum ll_status check_rejected(const struct basis *basis,
                                     const struct ll_receipt_statement *statement,
                                     struct ll_err *reterr)
{
    bool in_grams = statement->measure == LL_MEASURE_GRAMS;
    bool is_none = in_grams ? statement->mass_g.g == 0
                            : basis->basis == LL_RECEIPT_BASIS_COUNTED && statement->units.n == 0;
    enum ll_status status = LL_OK;
    if (statement->packages_digest.len > 0 &&
        (statement->rejected.n > 0 || statement->drawn.n > 0 || statement->collected_g.g > 0)) {
        status = LL_REFUSE(reterr, LL_EINVAL, "leave the counts of packages out",
                           "packages are counted one by one only where nothing is refused, sampled "
                           "or weighed");
        ll_err_where(reterr, "package_counts");
    } else if ((statement->rejected.n > 0) != (statement->reason.len > 0)) {
        status = LL_FAIL(reterr, LL_EINVAL, "a plant refuses for a reason: say both or none");
        ll_err_where(reterr, "rejected");
    } else if (statement->rejected.n > statement->declared.n ||
               (!is_none && statement->rejected.n > 0 &&
                statement->rejected.n == statement->declared.n)) {
        status = LL_FAIL(reterr, LL_EREFUSED, "%lld of %lld %s are refused: nothing is received",
                         (long long)statement->rejected.n, (long long)statement->declared.n,
                         in_grams ? "grams" : "units");
        ll_err_where(reterr, "rejected");
        ll_err_hint(reterr, in_grams
                                ? LL_R("who refuses all signs --rejected and no --mass")
                                : LL_R("who refuses all signs --units 0 and --rejected, no other "
                                       "facts"));
    } else if (is_none && statement->rejected.n == 0) {
        status = LL_FAIL(reterr, LL_EREFUSED, "nothing is received, and nothing refused");
        ll_err_where(reterr, "%s", in_grams ? "mass" : "units");
        ll_err_hint(reterr, "what is lost whole has no receipt: see 'loopledger units lose'");
    }
    return status;
}

/* How many units the facts stand for. */
static enum ll_status find_bound(struct ll_ctx *ctx, const struct basis *basis,
                                 const struct ll_receipt_statement *statement,
                                 struct ll_units *ret_units, struct ll_err *reterr)
{
    struct ll_units kept = {statement->declared.n - statement->rejected.n};
    const struct ll_sample sample = {kept, statement->drawn, statement->good};
    switch (basis->basis) {
    case LL_RECEIPT_BASIS_COUNTED:
        *ret_units = statement->units;
        return LL_OK;
    case LL_RECEIPT_BASIS_SAMPLED:
        return ll_sample_bound(ctx->arena, &sample, ret_units, reterr);
    case LL_RECEIPT_BASIS_WEIGHED:
        break;
    }
    if (statement->measure == LL_MEASURE_GRAMS) {
        *ret_units = (struct ll_units){statement->mass_g.g};
        return LL_OK;
    }
    LL_TRY(ll_weighed_bound(statement->declared, statement->mass_g, statement->collected_g,
                            ret_units, reterr));
    ret_units->n = ret_units->n < kept.n ? ret_units->n : kept.n;
    return LL_OK;
}

static enum ll_status check_bound(struct ll_ctx *ctx, const struct basis *basis,
                                  const struct ll_receipt_statement *statement,
                                  struct ll_err *reterr)
{
    struct ll_units bound;
    LL_TRY(check_members(basis, statement, reterr));
    LL_TRY(check_rejected(basis, statement, reterr));
    LL_TRY(find_bound(ctx, basis, statement, &bound, reterr));
    bool may_be_none =
        basis->basis == LL_RECEIPT_BASIS_COUNTED || statement->measure == LL_MEASURE_GRAMS;
    if ((bound.n == 0 && !may_be_none) || bound.n != statement->units.n) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EREFUSED, "%lld units are signed for, and what was %s shows %lld",
            (long long)statement->units.n, ll_receipt_basis_name(basis->basis), (long long)bound.n);
        ll_err_where(reterr, "units");
        return status;
    }
    if ((statement->mass_g.g == 0) != (statement->units.n == 0)) {
        enum ll_status status =
            statement->mass_g.g == 0
                ? LL_FAIL(reterr, LL_EINVAL, "what the %lld units received weigh is not said",
                          (long long)statement->units.n)
                : LL_FAIL(reterr, LL_EINVAL, "nothing was received, and %lld g were weighed of it",
                          (long long)statement->mass_g.g);
        ll_err_where(reterr, "mass");
        ll_err_hint(reterr, "say what was weighed of the units received: nothing of none");
        return status;
    }
    return LL_OK;
}

/* The statement, which becomes public, has their digest; they go beside it. */
static enum ll_status commit_packages(struct ll_ctx *ctx, const struct ll_receipt_facts *in,
                                      struct ll_receipt_statement *statement,
                                      struct ll_package_counts *ret_packages, struct ll_err *reterr)
{
    uint8_t *digest = ll_arena_alloc(ctx->arena, 32, 1);
    uint8_t *salt = ll_arena_alloc(ctx->arena, LL_PACKAGES_SALT_SIZE, 1);
    if (digest == NULL || salt == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the counts of packages");
    }
    ctx->ids.random(ctx->ids.ctx, salt, LL_PACKAGES_SALT_SIZE);
    ret_packages->salt = (struct ll_str){(const char *)salt, LL_PACKAGES_SALT_SIZE};
    LL_TRY(ll_package_counts_read(ctx, &in->package_counts, &ret_packages->counts, reterr));
    LL_TRY(ll_package_counts_digest(ctx, ret_packages, digest, reterr));
    statement->packages_digest = (struct ll_str){(const char *)digest, 32};
    return LL_OK;
}

/* What the plant counted, drew or weighed, and how many units that binds. */
static enum ll_status state_facts(struct ll_ctx *ctx, const struct ll_receipt_facts *in,
                                  struct ll_receipt_statement *statement,
                                  struct ll_package_counts *ret_packages, struct ll_err *reterr)
{
    bool in_grams = in->measure == LL_MEASURE_GRAMS;
    int usual = in_grams ? LL_RECEIPT_BASIS_WEIGHED : LL_RECEIPT_BASIS_COUNTED;
    int basis_value = in->basis == 0 ? usual : in->basis;
    statement->basis = ll_str_from_cstr(ll_receipt_basis_name((enum ll_receipt_basis)basis_value));
    statement->collected_g = in->collected;
    statement->declared = in->declared;
    if (in->declared.n == 0 && in->has_units) {
        statement->declared.n = in->units.n + in->rejected.n;
    }
    if (in->declared.n == 0 && in_grams) {
        statement->declared.n = in->collected.g;
    }
    statement->measure = in_grams ? LL_MEASURE_GRAMS : 0;
    statement->drawn = in->drawn;
    statement->good = in->good;
    if (in->package_counts.count > 0) {
        LL_TRY(commit_packages(ctx, in, statement, ret_packages, reterr));
    }
    statement->reason = in->reason;
    statement->rejected = in->rejected;
    statement->units = in->units;
    const struct basis *basis = find_basis(statement->basis);
    bool is_counted = basis_value == LL_RECEIPT_BASIS_COUNTED;
    LL_TRY(check_members(basis, statement, reterr));
    if (statement->declared.n == 0 || is_counted != in->has_units) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "%s",
                    is_counted ? LL_R("say how many devices were counted")
                               : LL_R("say how many are declared, not how many there are"));
        ll_err_where(reterr, is_counted ? "units" : "declared");
        return status;
    }
    LL_TRY(check_rejected(basis, statement, reterr));
    return is_counted ? LL_OK : find_bound(ctx, basis, statement, &statement->units, reterr);
}

enum ll_status ll_receipt_state(struct ll_ctx *ctx, const struct ll_receipt_facts *facts,
                                struct ll_str key, struct ll_str *ret_text,
                                struct ll_json **ret_beside, struct ll_err *reterr)
{
    uint8_t number[LL_RECEIPT_NUMBER_SIZE];
    ctx->ids.random(ctx->ids.ctx, number, sizeof(number));
    struct ll_receipt_statement statement = {
        .key = key,
        .mass_g = facts->mass,
        .month = facts->has_month ? facts->month : ll_date_month(ll_time_date(ctx->now)),
        .receipt = {(const char *)number, sizeof(number)},
        .type = ll_str_from_cstr(statement_type),
    };
    struct ll_package_counts packages = {.salt = {NULL, 0}};
    LL_TRY(state_facts(ctx, facts, &statement, &packages, reterr));
    LL_TRY(check_bound(ctx, find_basis(statement.basis), &statement, reterr));
    LL_TRY(statement_text(ctx, &statement, ret_text, reterr));
    *ret_beside = NULL;
    if (packages.counts.count > 0) {
        struct ll_str counts;
        LL_TRY(ll_package_counts_text(ctx, &packages, &counts, reterr));
        LL_TRY(ll_json_read(ctx->arena, counts, counts.len, ret_beside, reterr));
    }
    return LL_OK;
}

static enum ll_status sign(struct ll_ctx *ctx, const struct receipt_sign *in,
                           const struct ll_sign_key *key, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_str text;
    struct ll_json *beside = NULL;
    ll_multikey_public_format(&key->public_key, public_key);
    LL_TRY(ll_receipt_state(ctx, &in->facts, ll_str_from_cstr(public_key), &text, &beside, reterr));
    return ll_signed_make(ctx, key, text, "packages", beside, ret_answer, reterr);
}

static enum ll_status run_sign(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct receipt_sign *in = input;
    struct ll_sign_key key;
    LL_TRY(ll_signed_key(ctx, &in->key, &key, reterr));
    enum ll_status status = sign(ctx, in, &key, ret_answer, reterr);
    ll_sign_key_wipe(&key);
    return status;
}

/* ---- read ---- */
/* Each package once, by code: two counts of one could both be believed. */
static enum ll_status check_order(const struct ll_list *list, struct ll_err *reterr)
{
    const struct ll_package_count *counts = list->items;
    for (size_t i = 1; i < list->count; i++) {
        if (ll_str_cmp(counts[i - 1].code, counts[i].code) >= 0) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "package '%.*s' is counted twice, or not in its place",
                        LL_STR_ARG(counts[i].code));
            ll_err_where(reterr, "packages");
            ll_err_hint(reterr, "the plant signs each package once, in the order of their codes");
            return status;
        }
    }
    return LL_OK;
}

/* What goes beside the statement is what it commits to. */
static enum ll_status read_packages(struct ll_ctx *ctx, const struct ll_json *beside,
                                    struct ll_signed_receipt *receipt, struct ll_err *reterr)
{
    uint8_t digest[32];
    struct ll_str committed = receipt->statement.packages_digest;
    receipt->packages = (struct ll_package_counts){.salt = {NULL, 0}};
    bool same = (beside == NULL) == (committed.len == 0);
    if (beside != NULL && same) {
        LL_TRY(ll_record_from_json(ctx->arena, &ll_package_counts_record, beside,
                                   &receipt->packages, reterr));
        LL_TRY(ll_package_counts_digest(ctx, &receipt->packages, digest, reterr));
        same = memcmp(committed.ptr, digest, sizeof(digest)) == 0;
        LL_TRY(check_order(&receipt->packages.counts, reterr));
    }
    return same ? LL_OK
                : LL_REFUSE(reterr, LL_ESIGNATURE,
                            "give them as the plant signed them, in the same order",
                            "the counts of packages are not those that were signed");
}

enum ll_status ll_receipt_read(struct ll_ctx *ctx, const struct ll_file *file,
                               struct ll_signed_receipt *ret_receipt, struct ll_err *reterr)
{
    struct ll_signed read;
    struct ll_signed_receipt receipt;
    LL_TRY(ll_signed_read(ctx, file, "receipt", "packages", RECEIPT_FILE_BYTES_MAX,
                          LL_RECEIPT_STATEMENT_BYTES_MAX, &read, reterr));
    LL_TRY(ll_record_from_json(ctx->arena, &statement_record, read.statement, &receipt.statement,
                               reterr));
    const struct basis *basis = find_basis(receipt.statement.basis);
    if (!ll_str_eq_cstr(receipt.statement.type, statement_type) || basis == NULL) {
        return LL_REFUSE(reterr, LL_EUNSUPPORTED,
                         "have the plant sign with this version of the program",
                         "a statement '%.*s' of basis '%.*s' is not known here",
                         LL_STR_ARG(receipt.statement.type), LL_STR_ARG(receipt.statement.basis));
    }
    receipt.text = read.text;
    receipt.signature = read.signature;
    LL_TRY(ll_signed_verify(&read, receipt.statement.key, &receipt.key, reterr));
    LL_TRY(read_packages(ctx, read.beside, &receipt, reterr));
    LL_TRY(check_bound(ctx, basis, &receipt.statement, reterr));
    *ret_receipt = receipt;
    return LL_OK;
}

const struct ll_service ll_service_receipt_sign = {
    .noun = "receipt",
    .verb = "sign",
    .help = "sign what a plant counted and weighed, with the plant's own key",
    .details =
        "Run by the plant, which needs neither data directory nor store. The "
        "answer is the file that receipt record takes. The statement carries the key, the "
        "units declared and those it binds, on what basis, the grams, the month and a "
        "random number, and nothing of who sent it. A sample binds at its lower 95 % bound; "
        "a weight in proportion to what was collected. Of e-waste that nobody counted "
        "(--measure grams) each gram is a unit, and the weight itself binds. Who refuses all "
        "that came signs --units 0 and --rejected.",
    .input = &sign_record,
    .mode = LL_SERVICE_ALONE,
    .is_document = true,
    .run = run_sign,
};
