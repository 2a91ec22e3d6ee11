/* The verdict on a summary (proof/summary.h). */
#include "proof/verify.h"

static void say(struct ll_verify_report *report, enum ll_verify_said said)
{
    report->reason = ll_verify_rows[said].code;
    report->text = ll_verify_rows[said].text;
}

/* The log's key that counts for it; NULL: the reader named none. */
static const struct ll_note_key *summary_key(const struct ll_trust *trust,
                                             const struct ll_note *note)
{
    const struct ll_note_key *key = NULL;
    for (size_t i = 0; trust->policy != NULL && key == NULL && i < note->count; i++) {
        key = ll_policy_log(trust->policy, note->signatures[i].name);
    }
    if (trust->policy != NULL) {
        return key == NULL ? &trust->policy->logs[0] : key;
    }
    return trust->has_log ? &trust->log : NULL;
}

static void judge_days(const struct ll_trust *trust, const struct ll_summary *summary,
                       struct ll_verify_report *report)
{
    bool is_over = trust->now != NULL && ll_time_date(*trust->now).days > summary->expires.days;
    const struct ll_verify_row *row =
        &ll_verify_rows[is_over ? LL_VERIFY_SUMMARY_EXPIRED : LL_VERIFY_SUMMARY_IN_FORCE];
    if (trust->now == NULL) {
        return; /* it is not known what day it is */
    }
    report->state = is_over ? LL_STR("expired") : LL_STR("live");
    report->state_reason = row->code;
    report->state_text = row->text;
}

enum ll_status ll_verify_summary(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                 const struct ll_trust *trust, struct ll_str bytes,
                                 struct ll_verify_report *report, struct ll_err *reterr)
{
    struct ll_summary *summary = LL_NEW(arena, struct ll_summary);
    struct ll_note *note = LL_NEW(arena, struct ll_note);
    if (summary == NULL || note == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the summary");
    }
    report->form = LL_VERIFY_SUMMARY;
    report->authentic = LL_AUTHENTIC_NO;
    enum ll_status status = ll_summary_read(arena, bytes, summary, note, reterr);
    if (status != LL_OK) {
        say(report, LL_VERIFY_SUMMARY_SHAPE);
        return status == LL_ENOMEM ? status : LL_OK;
    }
    const struct ll_note_key *key = summary_key(trust, note);
    if (key == NULL) {
        report->authentic = LL_AUTHENTIC_UNKNOWN;
        say(report, LL_VERIFY_SUMMARY_UNPINNED);
        return LL_OK;
    }
    status = ll_note_check(crypto, note, key, NULL, NULL);
    if (status != LL_OK) {
        say(report, status == LL_ENOTFOUND ? LL_VERIFY_SUMMARY_OTHER : LL_VERIFY_OTHER_KEY);
        return LL_OK;
    }
    report->authentic = LL_AUTHENTIC_YES;
    say(report, LL_VERIFY_SUMMARY_VALID);
    report->issuer = key->name;
    report->summary = summary;
    judge_days(trust, summary, report);
    return LL_OK;
}
