#include "service/answers.h"

#include "service/control.h"
#include "service/table.h"

/* ---- what several answers hold ---- */

/* Of a fact that takes units or positions away (settle.h). */
#define LL_SETTLED                                                                                 \
    "certificates_under_review?:[serial] expired_holds?:int refilled_allocations?:int "            \
    "refilled_g?:int refilled_units?:int released_allocations?:int released_g?:int "               \
    "released_units?:int still_open_g?:int still_open_units?:int "
/* What a journey would release, told beforehand. */
#define LL_CONFLICTS                                                                               \
    "conflicts?:[{certificates:[{mass_g?:int serial:serial state:enum:certificate_state "          \
    "units:int}] order_lines:[{mass_g?:int order_line:text units:int}] released_g?:int "           \
    "released_units:int}] "
/* What the gate rests on little about. */
#define LL_UNCERTAIN "uncertain?:[{country?:country reason:text rule?:text source?:text}] "
/* Whether a shipment may depart, and what it lacks. */
#define LL_GATE                                                                                    \
    "authorised?:bool blockers?:[{authority?:text blocker:text by:date case_id?:id:case "          \
    "certainty:text country?:country first_day?:date holder?:text kind?:enum:licence_kind "        \
    "last_day?:date may_override:bool overridden:bool part?:text reason?:text rule:text "          \
    "source:text who:text}] "                                                                      \
    "ground?:text ground_number?:text legal_basis?:text needed_until?:date "                       \
    "procedure?:text " LL_UNCERTAIN
/* What was done to it that needs two people. */
#define LL_CONTROLS "controls?:[{recorded_at:time single_control:bool step:enum:control_step}] "
/* Of a list that was read. */
#define LL_FINDING                                                                                 \
    "code:text document?:text field?:text hint:text line?:int message:text value?:text "

static const struct {
    const struct ll_service *service;
    const char *words;
} rows[] = {
#define LL_ANSWER(name, words) {&ll_service_##name, (words)},
#include "service/answers.def"
#undef LL_ANSWER
};

const char *ll_answers_words(const struct ll_service *service)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].service == service) {
            return rows[i].words;
        }
    }
    return NULL;
}

/* Of a step that needs two people it may be told what it became instead (control.h). */
static enum ll_status add_proposal(struct ll_arena *arena, const struct ll_answer_shape **shape,
                                   struct ll_err *reterr)
{
    LL_TRY(ll_answer_shape_loose(arena, *shape, shape, reterr));
    LL_TRY(ll_answer_shape_add(arena, *shape, "command", "text", shape, reterr));
    LL_TRY(ll_answer_shape_add(arena, *shape, "digest", "hex", shape, reterr));
    LL_TRY(ll_answer_shape_add(arena, *shape, "expires_at", "time", shape, reterr));
    return ll_answer_shape_add(arena, *shape, "proposal_id", "id:proposal", shape, reterr);
}

enum ll_status ll_answers_shape(struct ll_arena *arena, const struct ll_service *service,
                                const struct ll_answer_shape **ret_shape, struct ll_err *reterr)
{
    const char *words = ll_answers_words(service);
    const struct ll_answer_shape *shape = NULL;
    if (words == NULL) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "%s %s has no row in answers.def", service->noun,
                       service->verb);
    }
    LL_TRY(ll_answer_shape_read(arena, words, &shape, reterr));
    if (ll_control_is(service)) {
        LL_TRY(add_proposal(arena, &shape, reterr));
    }
    if (service->mode == LL_SERVICE_WRITE) {
        LL_TRY(ll_answer_shape_add(arena, shape, "dry_run", "bool", &shape, reterr));
        LL_TRY(ll_answer_shape_add(arena, shape, "repeated", "bool", &shape, reterr));
    }
    *ret_shape = shape;
    return LL_OK;
}
