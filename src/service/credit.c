/*
 * order credit: devices of documents are returned or cancelled. The positions of order lines that
 * they stood for are no longer demanded (core/voiding.h says which); what serves them provisionally
 * is released first and goes to whoever waits.
 */
#include "service/credit.h"

#include "service/answer.h"
#include "service/credit_note.h"

#define NUMBER_BYTES_MAX 200

static const struct ll_field credit_fields[] = {
    LL_MEMBER(ll_order_credit, beneficiary, LL_OPT(REF),
              .help = "with a file: organisation whose devices come back"),
    LL_MEMBER(ll_order_credit, document, LL_OPT(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "without a file: number or id of the document whose devices come back"),
    LL_MEMBER(ll_order_credit, file, LL_OPT(FILE), .operand = true,
              .help = "UBL 2.1 CreditNote (XML), or a list of credit notes (CSV or JSON)"),
    LL_MEMBER(ll_order_credit, issued_on, LL_OPT(DATE), LL_PRESENT(ll_order_credit, has_issued_on),
              .help = "without a file: date of the credit note; today when left out"),
    LL_MEMBER(ll_order_credit, mass, LL_OPT(MASS),
              .help = "without a file: how much, on an order line in grams, in place of devices"),
    LL_MEMBER(ll_order_credit, number, LL_OPT(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "without a file: number of the credit note: it counts once"),
    LL_MEMBER(ll_order_credit, order_line, LL_OPT(REF),
              .help = "without a file: order line, by code or id"),
    LL_MEMBER(ll_order_credit, programme, LL_OPT(REF),
              .help = "with a file: programme, by code or id"),
    LL_MEMBER(ll_order_credit, reason, LL_OPT(CODE),
              .help = "why, as a code: cancelled; what a file says, or 'returned', when left out"),
    LL_MEMBER(ll_order_credit, reviewed, LL_OPT(BOOL),
              .help = "with a file: a person looked at the findings and decided"),
    LL_MEMBER(ll_order_credit, units, LL_OPT(UNITS), .help = "without a file: how many devices"),
};
static const struct ll_record credit_record =
    LL_RECORD("order_credit", ll_order_credit, credit_fields);

/* A command says how many devices, or how much. */
static enum ll_status check_amount(const struct ll_order_credit *in, struct ll_err *reterr)
{
    if (in->units.n > 0 || in->mass.g > 0) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "a credit note takes something back");
    ll_err_where(reterr, "units");
    ll_err_hint(reterr, "say how many devices, or of an order line in grams which mass");
    return status;
}

/* A command gives one line, or a file gives them all. */
static enum ll_status check_form(const struct ll_order_credit *in, struct ll_err *reterr)
{
    bool is_file = in->file.name.len > 0 || in->file.bytes.len > 0;
    const struct {
        const char *option;
        bool given;
        bool of_file;
        bool is_needed;
    } rows[] = {
        {"beneficiary", in->beneficiary.len > 0, true, true},
        {"programme", in->programme.len > 0, true, true},
        {"reviewed", in->reviewed, true, false},
        {"document", in->document.len > 0, false, true},
        {"number", in->number.len > 0, false, true},
        {"order_line", in->order_line.len > 0, false, true},
        {"issued_on", in->has_issued_on, false, false},
        {"mass", in->mass.g != 0, false, false},
        {"units", in->units.n != 0, false, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool fits = rows[i].of_file == is_file;
        if (fits ? rows[i].given || !rows[i].is_needed : !rows[i].given) {
            continue;
        }
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, fits ? LL_R("it is missing") : LL_R("it does not go with %s"),
            is_file ? "a file, which says so itself" : LL_R("a credit note by command"));
        ll_err_where(reterr, "%s", rows[i].option);
        ll_err_hint(
            reterr, "%s",
            is_file
                ? LL_R("a file needs a programme and a beneficiary")
                : LL_R("give a file, or a document, a number, an order line, and units or a mass"));
        return status;
    }
    return is_file ? LL_OK : check_amount(in, reterr);
}

static enum ll_status by_command(struct ll_ctx *ctx, const struct ll_order_credit *in,
                                 struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_credit_note note;
    struct ll_credit_line line = {.document = in->document, .mass = in->mass, .units = in->units};
    const struct ll_credit_line *too_many = NULL;
    LL_TRY(ll_find_order_line(ctx, in->order_line, &line.line, reterr));
    LL_TRY(ll_credit_begin(ctx, line.line.programme_id, line.line.beneficiary_id, &note, reterr));
    note.number = in->number;
    note.issued_on = in->issued_on;
    note.has_issued_on = in->has_issued_on;
    note.reason = in->reason.len > 0 ? in->reason : note.reason;
    LL_TRY(ll_credit_find(ctx, &note, &line, reterr));
    LL_TRY(ll_credit_add(ctx, &note, &line, reterr));
    LL_TRY(ll_credit_known(ctx, &note, reterr));
    if (!note.is_known) {
        LL_TRY(ll_credit_check_day(ctx, &note, &line, reterr));
        LL_TRY(ll_credit_choose(ctx, &note, note.shares.items, &too_many, reterr));
        LL_TRY(ll_credit_store(ctx, &note, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_credit_answer(ctx, &note, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_credit(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct ll_order_credit *in = input;
    LL_TRY(check_form(in, reterr));
    return in->file.name.len > 0 || in->file.bytes.len > 0
               ? ll_credit_import(ctx, in, ret_answer, reterr)
               : by_command(ctx, in, ret_answer, reterr);
}

const struct ll_service ll_service_order_credit = {
    .noun = "order",
    .verb = "credit",
    .help = "take devices of purchase documents back: returned, cancelled, credited",
    .details =
        "Reads a UBL 2.1 CreditNote, or a list of credit notes (CSV, or a JSON array of objects) "
        "with the columns document_id, of_document, device_class and quantity, and line_id, "
        "order_line, date and unit where they "
        "are needed (KGM, GRM or TNE for a mass, which order lines in grams take); or takes a "
        "credit note of one line by options. Each line says which document "
        "it takes back from; of a CreditNote, the invoice it refers to, or else the order. "
        "A credit note is booked whole or not at all, and so is a file. "
        "Open positions are voided first, then provisionally served ones, the highest first; what "
        "served them goes to whoever waits. Devices whose scrap devices a certificate holds "
        "already cannot be voided: they are the client's carry-over, which its next purchase uses. "
        "A purchase that used carry-over gives it back. A credit note counts once: the same one "
        "again changes nothing, and its number with other content is a conflict.",
    .input = &credit_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_credit,
};
