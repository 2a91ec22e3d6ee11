#include "draw/certificate.h"

#include "draw/certificate_words.h"
#include "draw/qr.h"
#include "draw/sheet.h"

#define LOWER_BOTTOM 25950 /* of lists and notes */
#define LISTS_GAP 350      /* between them */
#define ISSUER_WIDTH 9500  /* beside the serial */
#define LISTS_SUMS 2500    /* two in each column, of each the sum alone */
#define NOTES_LEAST 700    /* a heading, and how many notes there are */
#define NOTES_MOST 9000    /* more than all that the services write */

/* ---- the head ---- */

/* Two rows of squares, one above one: the programme in a line. */
static void put_ornament(struct ll_sheet *sheet)
{
    enum {
        PITCH = 200,
        SIDE = 76,
        PAIRS = LL_SHEET_WIDTH / PITCH
    };
    struct ll_step steps[PAIRS * 5];
    for (int row = 0; row < 2; row++) {
        int32_t y = 1000 + row * 150;
        for (int i = 0; i < PAIRS; i++) {
            int32_t x = LL_SHEET_LEFT + (LL_SHEET_WIDTH - SIDE) * i / (PAIRS - 1);
            const struct ll_point corners[4] = {
                {x, y}, {x + SIDE, y}, {x + SIDE, y + SIDE}, {x, y + SIDE}};
            for (size_t k = 0; k < 4; k++) {
                steps[i * 5 + (int)k] = (struct ll_step){
                    .kind = k == 0 ? LL_STEP_MOVE : LL_STEP_LINE, .to = corners[k]};
            }
            steps[i * 5 + 4] = (struct ll_step){.kind = LL_STEP_CLOSE};
        }
        ll_scene_path(sheet->scene,
                      (struct ll_paint){.fill = row == 0 ? sheet->accent : sheet->copper}, steps,
                      sizeof(steps) / sizeof(steps[0]));
    }
}

static struct ll_str serial_text(struct ll_sheet *sheet)
{
    const struct ll_slot slots[] = {
        {"serial", ll_sheet_front(sheet, sheet->certificate->serial, 100)},
        {"n", ll_sheet_number(sheet, sheet->certificate->revision)}};
    return sheet->certificate->revision <= 1
               ? sheet->certificate->serial
               : ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{serial}, revision {n}")), slots,
                               2);
}

/* What happened to the certificate itself, across the page. */
static void put_standing(struct ll_sheet *sheet)
{
    static const struct {
        enum ll_colour fill;
        const char *words;
    } rows[] = {
        [LL_STANDING_UNDER_REVIEW] = {LL_COLOUR_WARN,
                                      LL_T("Under review: a later fact may change what this "
                                           "certificate states.")},
        [LL_STANDING_SUPERSEDED] = {LL_COLOUR_WARN,
                                    LL_T("Superseded: another certificate has taken its place.")},
        [LL_STANDING_REVOKED] = {LL_COLOUR_BAD,
                                 LL_T("Revoked: this certificate states nothing any more.")},
    };
    enum ll_standing standing = sheet->certificate->standing;
    if (standing == LL_STANDING_VALID) {
        return;
    }
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_strbuf_str(&buf, ll_sheet_words(sheet, rows[standing].words));
    if (sheet->certificate->standing_reason.len > 0) {
        const struct ll_slot slot = {
            "reason", ll_sheet_front(sheet, sheet->certificate->standing_reason, 1000)};
        ll_strbuf_char(&buf, ' ');
        ll_strbuf_str(
            &buf, ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("Reason: {reason}.")), &slot, 1));
    }
    struct ll_text_spec spec = {.type = LL_TYPE_BANNER,
                                .at = {LL_SHEET_LEFT + 450, sheet->y + 620},
                                .width = LL_SHEET_WIDTH - 900,
                                .lines_max = sheet->is_tight ? 2 : 3,
                                .text = ll_sheet_finish(sheet, &buf)};
    int32_t width = 0;
    int32_t lines = (int32_t)ll_scene_measure(sheet->scene, &spec, &width);
    int32_t height = 520 + lines * ll_type_rows[LL_TYPE_BANNER].leading;
    ll_scene_box(sheet->scene, (struct ll_paint){.fill = rows[standing].fill},
                 (struct ll_box){LL_SHEET_LEFT, sheet->y, LL_SHEET_WIDTH, height}, 160);
    (void)ll_scene_text(sheet->scene, &spec);
    sheet->y += height + (sheet->is_tight ? 100 : 450);
}

static void put_head(struct ll_sheet *sheet)
{
    sheet->y = 2450;
    put_ornament(sheet);
    struct ll_str issuer = sheet->certificate->issuer;
    bool is_long = ll_sheet_width(sheet, LL_TYPE_STRONG, issuer) > ISSUER_WIDTH;
    (void)ll_sheet_paragraph(sheet, is_long ? LL_TYPE_SMALL : LL_TYPE_STRONG, LL_COLOUR_INK,
                             LL_SHEET_LEFT, is_long ? 1840 : 2050, ISSUER_WIDTH, is_long ? 2 : 1,
                             issuer);
    ll_sheet_put_right(sheet, LL_TYPE_CODE, LL_COLOUR_NONE, LL_SHEET_RIGHT, 2050, 7000,
                       serial_text(sheet));
    put_standing(sheet);
    ll_sheet_put(sheet, LL_TYPE_VALUE, sheet->copper, LL_SHEET_LEFT, sheet->y + 750, LL_SHEET_WIDTH,
                 ll_sheet_words(sheet, sheet->words->kind));
    struct ll_text_spec name = {.type = LL_TYPE_TITLE,
                                .at = {LL_SHEET_LEFT - 30, sheet->y + 2000},
                                .width = LL_SHEET_WIDTH,
                                .lines_max = 3,
                                .text = sheet->certificate->beneficiary};
    int32_t width = 0;
    if (ll_scene_measure(sheet->scene, &name, &width) > (sheet->is_tight ? 1 : 2)) {
        name.type = LL_TYPE_HEADING;
        name.lines_max = sheet->is_tight ? 2 : 3;
        name.at = (struct ll_point){LL_SHEET_LEFT, sheet->y + 1500};
        struct ll_text_spec longer = name;
        longer.lines_max = name.lines_max + 1;
        if (ll_scene_measure(sheet->scene, &longer, &width) > name.lines_max) {
            name.type = LL_TYPE_VALUE;
            name.lines_max = 3;
            name.at.y = sheet->y + 1350;
        }
    }
    int32_t lines = (int32_t)ll_scene_text(sheet->scene, &name);
    sheet->y = name.at.y + (lines > 0 ? lines - 1 : 0) * ll_type_rows[name.type].leading;
    sheet->y += name.type == LL_TYPE_TITLE ? 1050 : 850;
    bool is_revoked = sheet->certificate->standing == LL_STANDING_REVOKED;
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_certificate_lead_put(sheet->locale, sheet->certificate, &sheet->demand, &sheet->scrap,
                            sheet->arena, &buf);
    sheet->y = ll_sheet_paragraph(sheet, sheet->is_tight ? LL_TYPE_BODY : LL_TYPE_LEAD,
                                  is_revoked ? LL_COLOUR_FAINT : LL_COLOUR_NONE, LL_SHEET_LEFT,
                                  sheet->y, LL_SHEET_WIDTH, 8, ll_sheet_finish(sheet, &buf));
}

/* ---- the stage ---- */

/* How far it has come. Being dismantled is a step of some ways only, so it is shown when it is the
 * stage; the others are passed by all. */
static void put_track(struct ll_sheet *sheet)
{
    static const struct {
        enum ll_stage stage;
        const char *name;
    } steps[] = {
        {LL_STAGE_ACCEPTED, LL_T("Collected")}, {LL_STAGE_SHIPPED, LL_T("On its way")},
        {LL_STAGE_RECEIVED, LL_T("Received")},  {LL_STAGE_DISMANTLED, LL_T("Dismantled")},
        {LL_STAGE_RECYCLED, LL_T("Recycled")},
    };
    bool is_dismantled = sheet->certificate->stage == LL_STAGE_DISMANTLED;
    int32_t count = is_dismantled ? 5 : 4;
    int32_t y = sheet->y + 250;
    int32_t at = 0;
    ll_sheet_rule(sheet, LL_SHEET_LEFT, y, LL_SHEET_WIDTH);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (steps[i].stage == LL_STAGE_DISMANTLED && !is_dismantled) {
            continue;
        }
        bool is_reached = steps[i].stage <= sheet->certificate->stage;
        bool is_now = steps[i].stage == sheet->certificate->stage;
        int32_t x = LL_SHEET_LEFT + LL_SHEET_WIDTH * at / (count - 1);
        const struct ll_text_spec name = {.type = is_now ? LL_TYPE_STRONG : LL_TYPE_BODY,
                                          .colour = is_reached ? LL_COLOUR_INK : LL_COLOUR_FAINT,
                                          .anchor = at == 0           ? LL_ANCHOR_LEFT
                                                    : at == count - 1 ? LL_ANCHOR_RIGHT
                                                                      : LL_ANCHOR_MIDDLE,
                                          .at = {x, y + 620},
                                          .width = LL_SHEET_WIDTH / count,
                                          .text = ll_sheet_words(sheet, steps[i].name)};
        int32_t dot = at == 0 ? x + 130 : at == count - 1 ? x - 130 : x;
        ll_scene_circle(sheet->scene,
                        (struct ll_paint){.fill = is_reached ? sheet->accent : LL_COLOUR_PAPER,
                                          .stroke = is_reached ? sheet->accent : LL_COLOUR_RULE,
                                          .stroke_width = 40},
                        (struct ll_point){dot, y}, is_now ? 150 : 100);
        (void)ll_scene_text(sheet->scene, &name);
        at++;
    }
    sheet->y += sheet->is_tight ? 1400 : 1600;
}

/* ---- the foot ---- */

static struct ll_str without_scheme(struct ll_str url)
{
    return ll_str_starts(url, LL_STR("https://")) ? ll_str_sub(url, 8, url.len) : url;
}

static void put_foot(struct ll_sheet *sheet)
{
    enum {
        CODE = 2700,
        TOP = 26400
    };
    static const char *const log_words[] = {
        [LL_PRINTED_LOG_UNSAID] = NULL,
        [LL_PRINTED_LOG_PENDING] =
            LL_T("Its entry in the public log is not under a signed checkpoint yet."),
        [LL_PRINTED_LOG_ENTERED] = LL_T("It is entered in the public log."),
    };
    static const char *const proof_words[] = {
        [LL_PRINTED_PROOF_ELSEWHERE] = LL_T("Ask the issuer for the signed certificate of this "
                                            "serial; this page is a copy of it."),
        [LL_PRINTED_PROOF_ATTACHED] =
            LL_T("The signed certificate is attached to this file with its proof. This command "
                 "checks them: loopledger verify FILE. On paper this page is a copy."),
    };
    static const char *const web_words[] = {
        [LL_PRINTED_PROOF_ELSEWHERE] =
            LL_T("Scan the code or open the address: there the issuer says what this certificate "
                 "stands for today. This page is a copy of it."),
        [LL_PRINTED_PROOF_ATTACHED] =
            LL_T("Scan the code or open the address: there the issuer says what this certificate "
                 "stands for today. The signed certificate is attached to this file; this command "
                 "checks it: loopledger verify FILE."),
    };
    const struct ll_printed_certificate *certificate = sheet->certificate;
    bool has_url = certificate->check_url.len > 0;
    const char *words = (has_url ? web_words : proof_words)[certificate->proof];
    struct ll_err err = {0};
    ll_scene_group(sheet->scene, ll_sheet_words(sheet, LL_T("Code to scan")),
                   has_url ? certificate->check_url : certificate->serial);
    if (ll_qr_add(sheet->scene, has_url ? certificate->check_url : certificate->serial,
                  LL_QR_MEDIUM, (struct ll_box){LL_SHEET_LEFT - 250, TOP, CODE, CODE},
                  &err) != LL_OK) {
        ll_scene_fail(sheet->scene, &err);
    }
    ll_scene_group_end(sheet->scene);
    int32_t x = LL_SHEET_LEFT + CODE + 200;
    int32_t width = LL_SHEET_RIGHT - x;
    ll_sheet_rule(sheet, LL_SHEET_LEFT, TOP - 250, LL_SHEET_WIDTH);
    ll_sheet_put(sheet, LL_TYPE_STRONG, LL_COLOUR_NONE, x, TOP + 550, width - 6500,
                 ll_sheet_words(sheet, LL_T("Check this certificate")));
    struct ll_strbuf buf = ll_sheet_start(sheet);
    ll_strbuf_str(&buf, ll_sheet_words(sheet, words));
    if (log_words[certificate->log] != NULL) {
        ll_strbuf_char(&buf, ' ');
        ll_strbuf_str(&buf, ll_sheet_words(sheet, log_words[certificate->log]));
    }
    int32_t y = ll_sheet_paragraph(sheet, LL_TYPE_SMALL, LL_COLOUR_NONE, x, TOP + 1000,
                                   width - 5500, 4, ll_sheet_finish(sheet, &buf));
    const struct ll_text_spec address = {.type = LL_TYPE_SMALL,
                                         .colour = sheet->accent,
                                         .at = {x, y + 60},
                                         .width = width,
                                         .link = certificate->check_url,
                                         .text = without_scheme(certificate->check_url)};
    (void)ll_scene_text(sheet->scene, &address);
    ll_sheet_put_right(sheet, LL_TYPE_LABEL, LL_COLOUR_NONE, LL_SHEET_RIGHT, TOP + 550, 5000,
                       ll_sheet_words(sheet, LL_T("Issued on")));
    ll_sheet_put_right(sheet, LL_TYPE_VALUE, LL_COLOUR_NONE, LL_SHEET_RIGHT, TOP + 1020, 5000,
                       ll_sheet_date(sheet, certificate->issued_on));
}

/* ---- the whole ---- */

static enum ll_status check(const struct ll_printed_certificate *certificate, struct ll_err *reterr)
{
    if (ll_stage_words_of(certificate->stage) == NULL) {
        return LL_FAIL(reterr, LL_EINVAL, "no certificate states the stage '%s'",
                       ll_stage_name(certificate->stage));
    }
    if (certificate->demand_count == 0 || certificate->scrap_count == 0) {
        return LL_FAIL(reterr, LL_EINVAL, "a certificate without devices or scrap devices");
    }
    return LL_OK;
}

static void sum_up(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    for (size_t i = 0; i < certificate->demand_count; i++) {
        ll_sheet_add(sheet, &certificate->demand[i].amount, &sheet->demand);
    }
    for (size_t i = 0; i < certificate->scrap_count; i++) {
        ll_sheet_add(sheet, &certificate->scrap[i].amount, &sheet->scrap);
    }
}

/* What readers see of it in a window's title and what others hear first. */
static struct ll_scene_facts facts_of(struct ll_sheet *sheet)
{
    const struct ll_printed_certificate *certificate = sheet->certificate;
    const struct ll_slot slots[] = {
        {"kind", ll_sheet_words(sheet, sheet->words->kind)},
        {"serial", ll_sheet_front(sheet, certificate->serial, 100)},
        {"client", ll_sheet_front(sheet, certificate->beneficiary, 300)},
    };
    return (struct ll_scene_facts){
        .title = ll_sheet_fill(sheet, ll_sheet_words(sheet, LL_T("{kind} {serial}: {client}")),
                               slots, 3),
        .author = certificate->issuer,
        .language = sheet->locale->language->tag,
    };
}

/* From the top to where the lists begin. */
static void put_upper(struct ll_sheet *sheet)
{
    ll_scene_box(sheet->scene, (struct ll_paint){.fill = LL_COLOUR_PAPER},
                 (struct ll_box){0, 0, LL_A4_WIDTH, LL_A4_HEIGHT}, 0);
    put_head(sheet);
    sheet->y += sheet->air;
    ll_sheet_bars(sheet);
    sheet->y += (sheet->is_tight ? 450 : 550) + sheet->air;
    put_track(sheet);
    sheet->y += sheet->air;
    ll_sheet_facts(sheet);
    sheet->y += sheet->air;
}

enum ll_status ll_certificate_print(const struct ll_printed_certificate *certificate,
                                    const struct ll_locale *locale, struct ll_fonts *fonts,
                                    struct ll_arena *arena, struct ll_scene *ret_scene,
                                    struct ll_err *reterr)
{
    LL_TRY(check(certificate, reterr));
    bool is_revoked = certificate->standing == LL_STANDING_REVOKED;
    struct ll_scene scene = {0};
    struct ll_sheet sheet = {
        .scene = &scene,
        .arena = arena,
        .locale = locale,
        .certificate = certificate,
        .words = ll_stage_words_of(certificate->stage),
        .accent = is_revoked ? LL_COLOUR_FAINT : LL_COLOUR_ACCENT,
        .copper = is_revoked ? LL_COLOUR_FAINT : LL_COLOUR_COPPER,
    };
    const struct ll_scene_facts facts = facts_of(&sheet);
    LL_TRY(ll_scene_check(&scene, reterr));
    ll_scene_init(&scene, arena, fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
    sum_up(&sheet);
    put_upper(&sheet);
    int32_t lists = ll_sheet_lists_height(&sheet);
    int32_t least = lists < LL_SHEET_LISTS_LEAST ? lists : LL_SHEET_LISTS_LEAST;
    int32_t notes = ll_sheet_notes_height(&sheet, NOTES_MOST);
    int32_t left = LOWER_BOTTOM - LISTS_GAP - notes - sheet.y;
    sheet.is_tight = left < least;
    sheet.air = left <= lists ? 0 : (left - lists) / 5 < 500 ? (left - lists) / 5 : 500;
    LL_TRY(ll_scene_check(&scene, reterr));
    ll_scene_init(&scene, arena, fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
    put_upper(&sheet);
    notes = ll_sheet_notes_height(&sheet, NOTES_MOST);
    left = LOWER_BOTTOM - LISTS_GAP - ll_sheet_lists_least(&sheet) - sheet.y;
    if (notes > left && sheet.is_tight) {
        sheet.is_full = true;
        notes = ll_sheet_notes_height(&sheet, NOTES_MOST);
        left = LOWER_BOTTOM - LISTS_GAP - LISTS_SUMS - sheet.y;
    }
    notes = notes < left ? notes : left > NOTES_LEAST ? left : NOTES_LEAST;
    ll_sheet_lists(&sheet, LOWER_BOTTOM - LISTS_GAP - notes);
    sheet.y = LOWER_BOTTOM - notes;
    ll_sheet_notes(&sheet, notes);
    put_foot(&sheet);
    LL_TRY(ll_scene_check(&scene, reterr));
    *ret_scene = scene;
    return LL_OK;
}
