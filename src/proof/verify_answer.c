/* What was found of a file, as JSON: the same on the command line and in a page. */
#include "proof/verify.h"

#define TEXT_BYTES_MAX (2 * LL_ERR_TEXT_MAX)
#define TIME_S_MAX INT64_C(253402300799) /* the last second of the year 9999 */

static void put_allocated(struct ll_arena *arena, struct ll_json *answer,
                          enum ll_allocated_reason reason)
{
    static const char *const allocated_words[] = {
        [LL_ALLOCATED_UNKNOWN] = "unknown", [LL_ALLOCATED_YES] = "yes", [LL_ALLOCATED_NO] = "no"};
    ll_json_set_cstr(arena, answer, "allocated", allocated_words[ll_allocated_of(reason)]);
    ll_json_set_cstr(arena, answer, "allocated_reason", ll_allocated_reason_code(reason));
    ll_json_set_cstr(arena, answer, "allocated_text", ll_allocated_reason_text(reason));
}

static void put_string(struct ll_arena *arena, struct ll_json *answer, const char *name,
                       struct ll_str text)
{
    if (text.len > 0) {
        ll_json_set_str(arena, answer, name, text);
    }
}

static void put_witnessed(struct ll_arena *arena, struct ll_json *answer,
                          const struct ll_witnessed *witnessed)
{
    char text[LL_WITNESSED_TEXT_MAX];
    char since[LL_TIME_TEXT_MAX];
    ll_witnessed_text(witnessed, text);
    put_string(arena, answer, "witnessed", ll_str_copy(arena, ll_str_from_cstr(text)));
    ll_json_set_cstr(arena, answer, "witness_reason", ll_policy_reason_code(witnessed->reason));
    ll_json_set_cstr(arena, answer, "witness_text", ll_policy_reason_text(witnessed->reason));
    if (witnessed->since_s > 0 && witnessed->since_s <= TIME_S_MAX) {
        struct ll_time time = {witnessed->since_s * 1000000};
        ll_time_format(time, since);
        put_string(arena, answer, "witnessed_since", ll_str_copy(arena, ll_str_from_cstr(since)));
    }
}

/* The reason's sentence; of what is no JSON also where it stops being so. */
static enum ll_status text_of(struct ll_arena *arena, const struct ll_verify_report *report,
                              struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, report->text);
    if (report->problem.text[0] != '\0') {
        ll_strbuf_cstr(&buf, ": ");
        ll_strbuf_cstr(&buf, report->problem.text);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_verify_answer(struct ll_arena *arena, const struct ll_verify_report *report,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    bool known = report->state.len > 0;
    bool is_good =
        report->authentic == LL_AUTHENTIC_YES || report->authentic == LL_AUTHENTIC_UNPINNED;
    struct ll_json *answer = ll_json_new_object(arena);
    struct ll_str text;
    LL_TRY(text_of(arena, report, &text, reterr));
    ll_json_set_cstr(arena, answer, "verdict", ll_authentic_word(report->authentic));
    ll_json_set_cstr(arena, answer, "reason", report->reason);
    ll_json_set_str(arena, answer, "text", text);
    put_string(arena, answer, "issuer", report->issuer);
    put_string(arena, answer, report->is_statement ? "statement" : "certificate",
               report->certificate);
    put_string(arena, answer, "signed_at", report->signed_at);
    ll_json_set_cstr(arena, answer, "in_the_log", ll_logged_word(report->logged));
    ll_json_set_cstr(arena, answer, "log_reason", report->logged_reason);
    ll_json_set_cstr(arena, answer, "log_text", report->logged_text);
    if (report->logged == LL_LOGGED_YES && report->form == LL_VERIFY_SAMPLE) {
        ll_json_set_integer(arena, answer, "log_size", report->log_size);
    } else if (report->logged == LL_LOGGED_YES) {
        ll_json_set_integer(arena, answer, "log_index", report->log_index);
        ll_json_set_integer(arena, answer, "log_size", report->log_size);
    }
    if (report->form == LL_VERIFY_BUNDLE && is_good) {
        put_allocated(arena, answer, report->allocated);
    }
    if (report->has_policy) {
        put_witnessed(arena, answer, &report->witnessed);
    }
    ll_json_set_str(arena, answer, "status", known ? report->state : LL_STR("unknown"));
    put_string(arena, answer, "status_as_of", report->state_as_of);
    if (report->summary != NULL) {
        ll_json_set(arena, answer, "summary", ll_summary_json(arena, report->summary));
    }
    if (report->sample != NULL) {
        ll_json_set(arena, answer, "sample", report->sample);
    }
    if (report->state_reason != NULL) {
        ll_json_set_cstr(arena, answer, "status_reason", report->state_reason);
        ll_json_set_cstr(arena, answer, "status_text", report->state_text);
    }
    if (answer == NULL || answer->broken) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left for the answer");
    }
    *ret_answer = answer;
    return LL_OK;
}
