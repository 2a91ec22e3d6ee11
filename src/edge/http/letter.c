#include "edge/http/letter.h"

#define SUBJECT_MAX 400
#define TEXT_MAX 4000

struct letter {
    const char *purpose; /* of its link */
    const char *subject;
    const char *opening;
    const char *closing;
};

static const struct letter letters[] = {
    {
        "set-up",
        LL_T("{site}: set your password"),
        LL_T("You have an account at {site}. Open this address to set your password:"),
        LL_T("It works once, and for a day. Give it to nobody else."),
    },
    {
        "reset",
        LL_T("{site}: set a new password"),
        LL_T("Somebody, you perhaps, asked for a new password at {site}. Open this address to set "
             "one:"),
        LL_T("It works once, and for a day. If it was not you, nothing has changed: there is "
             "nothing to do."),
    },
};

static const struct letter *find(struct ll_str purpose)
{
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        if (ll_str_eq_cstr(purpose, letters[i].purpose)) {
            return &letters[i];
        }
    }
    return NULL;
}

enum ll_status ll_letter_write(const struct ll_locale *locale, const struct ll_mail *mail,
                               struct ll_arena *arena, struct ll_str *ret_subject,
                               struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct letter *letter = find(mail->purpose);
    const struct ll_slot slots[] = {{"site", mail->site}};
    struct ll_strbuf subject;
    struct ll_strbuf text;
    if (letter == NULL) {
        return LL_FAIL(reterr, LL_EINVAL, "no mail is written for this purpose");
    }
    ll_strbuf_init(&subject, arena, SUBJECT_MAX);
    ll_locale_fill(&subject, ll_locale_text(locale, letter->subject), slots, 1);
    ll_strbuf_init(&text, arena, TEXT_MAX);
    ll_locale_fill(&text, ll_locale_text(locale, letter->opening), slots, 1);
    ll_strbuf_fmt(&text, "\n\n%.*s/links/%s\n\n", LL_STR_ARG(mail->address), mail->link.hex);
    ll_locale_fill(&text, ll_locale_text(locale, letter->closing), slots, 0);
    ll_strbuf_char(&text, '\n');
    LL_TRY(ll_strbuf_finish(&subject, ret_subject, reterr));
    return ll_strbuf_finish(&text, ret_text, reterr);
}
