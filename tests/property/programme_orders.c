/* The random commands of demand: orders, credit notes, holds, allocation runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/programme_steps.h"

/* ---- demand ---- */
/* Which may not be open. */
static int some_line(struct programme_world *w)
{
    int line = MODEL_PLAIN + below(w, MODEL_LINES - MODEL_PLAIN);
    if (below(w, 3) > 0 || !w->model.line[line].opened) {
        enum model_demand demand = (enum model_demand)below(w, MODEL_DEMANDS);
        line = model_line_of(below(w, MODEL_CLIENTS), demand);
    }
    return line;
}

bool step_buy(struct programme_world *w)
{
    return programme_buy(w, some_line(w));
}

bool programme_buy(struct programme_world *w, int line)
{
    int client = w->model.line[line].client;
    enum model_demand demand = w->model.line[line].demand;
    int units = 1 + below(w, demand == DEMAND_GRAMS ? 3 : 6);
    /* without its code a purchase finds the line by itself, or opens it */
    bool named = line >= MODEL_PLAIN || (w->model.line[line].opened && below(w, 2) == 0);
    int counts_on = named ? line : model_line_for(&w->model, client, demand);
    if (w->model.slices == MODEL_SLICES ||
        (counts_on != MODEL_NONE &&
         w->model.line[counts_on].demanded + units * model_device(&w->model, counts_on) >
             MODEL_POSITIONS)) {
        return false;
    }
    char *document = w->document[w->model.slices];
    (void)snprintf(document, WORLD_TEXT, "D%lld-%lld", (long long)w->number,
                   (long long)++w->documents);
    ll_give_file(w->ledger, "po.csv",
                 ll_str_from_cstr(programme_text(
                     w, "document_id,line_id,device_class,quantity,date\n%s,1,%s,%d,2026-02-01\n",
                     document, programme_demands[demand], units)));
    bool ok = counts_on != MODEL_NONE && model_buy(&w->model, counts_on, units);
    const struct ll_json *answer =
        programme_call(w, ok, "order import", programme(w),
                       programme_text(w, "beneficiary=%s", programme_client(w, client)),
                       "file=@doc", named ? line_code(w, "order_line", line) : NULL, NULL);
    if (answer == NULL) {
        document[0] = '\0'; /* the next slice may be a hold */
        return true;
    }
    w->document_id[w->model.slices - 1] =
        programme_answer_id(w, answer, "documents.0.document_id", "doc");
    return true;
}

/* By its number, which may have been forgotten, or by its id. */
const char *programme_document(struct programme_world *w, int slice, bool *ret_known)
{
    bool by_id = below(w, 2) == 0 && w->document[slice][0] != '\0';
    *ret_known = w->document[slice][0] != '\0' && (by_id || !w->model.slice[slice].erased);
    return by_id ? programme_id(w, "document", "doc", w->document_id[slice])
                 : programme_text(w, "document=%s",
                                  w->document[slice][0] == '\0' ? "none" : w->document[slice]);
}

bool step_credit(struct programme_world *w)
{
    if (w->model.slices == 0) {
        return false;
    }
    int slice = below(w, w->model.slices);
    int units = 1 + below(w, 4);
    bool known = false;
    const char *document = programme_document(w, slice, &known);
    bool ok = known && model_credit(&w->model, &(const struct model_return){slice, units}, 1);
    (void)programme_call(
        w, ok, "order credit", line_code(w, "order_line", w->model.slice[slice].line), document,
        programme_text(w, "number=C%lld-%lld", (long long)w->number, (long long)++w->documents),
        programme_text(w, "units=%d", units), NULL);
    return true;
}

/* Up to three lines about what a client bought, in a file. */
bool step_credit_file(struct programme_world *w)
{
    struct model_return returns[3];
    const char *rows = "document_id,line_id,of_document,order_line,device_class,quantity";
    long long number = (long long)++w->documents;
    int count = 1 + below(w, 3);
    bool known = true;
    if (w->model.slices == 0) {
        return false;
    }
    int client = w->model.line[w->model.slice[below(w, w->model.slices)].line].client;
    for (int i = 0; i < count; i++) {
        int slice = below(w, w->model.slices);
        while (w->model.line[w->model.slice[slice].line].client != client) {
            slice = (slice + 1) % w->model.slices;
        }
        int line = w->model.slice[slice].line;
        char code[WORLD_TEXT];
        programme_line_code(w, line, code);
        returns[i] = (struct model_return){slice, 1 + below(w, 2)};
        known = known && w->document[slice][0] != '\0' && !w->model.slice[slice].erased;
        rows =
            programme_text(w, "%s\nF%lld-%lld,%d,%s,%s,%s,%d", rows, (long long)w->number, number,
                           i + 1, w->document[slice][0] == '\0' ? "none" : w->document[slice], code,
                           programme_demands[w->model.line[line].demand], returns[i].units);
    }
    ll_give_file(w->ledger, "cn.csv", ll_str_from_cstr(programme_text(w, "%s\n", rows)));
    (void)programme_call(
        w, known && model_credit(&w->model, returns, count), "order credit", programme(w),
        programme_text(w, "beneficiary=%s", programme_client(w, client)), "file=@doc", NULL);
    return true;
}

bool step_run(struct programme_world *w)
{
    (void)programme_call(w, model_run(&w->model), "allocation run", programme(w), NULL);
    return true;
}

/* ---- holds ---- */
bool step_hold(struct programme_world *w)
{
    int units = 1 + below(w, 4);
    int until = w->model.day - 1 + below(w, 6) / 2;
    int number = w->model.slices;
    int line = some_line(w);
    char day[LL_TIME_TEXT_MAX];
    if (number == MODEL_SLICES ||
        w->model.line[line].demanded + units * model_device(&w->model, line) > MODEL_POSITIONS) {
        return false;
    }
    ll_date_format((struct ll_date){programme_day(w) - w->model.day + until}, day);
    bool ok = model_hold(&w->model, line, units, until);
    const struct ll_json *answer = programme_call(
        w, ok, "hold place", line_code(w, "order_line", line), programme_text(w, "units=%d", units),
        programme_text(w, "until=%s", day), NULL);
    if (answer != NULL) {
        w->hold_id[number] = programme_answer_id(w, answer, "hold_id", "hld");
    }
    return true;
}

/* A slice that is or was a hold; MODEL_NONE: there is none. */
static int some_hold(struct programme_world *w)
{
    int start = w->model.slices == 0 ? 0 : below(w, w->model.slices);
    for (int i = 0; i < w->model.slices; i++) {
        int slice = (start + i) % w->model.slices;
        if (w->model.slice[slice].hold != 0) {
            return slice;
        }
    }
    return MODEL_NONE;
}

/* The number of a document that the client of a slice sent before, else NULL. */
static const char *known_document(struct programme_world *w, int slice)
{
    for (int s = 0; s < w->model.slices; s++) {
        if (w->model.slice[s].line == w->model.slice[slice].line && w->document[s][0] != '\0') {
            return w->document[s];
        }
    }
    return NULL;
}

bool step_confirm(struct programme_world *w)
{
    int slice = some_hold(w);
    if (slice == MODEL_NONE) {
        return false;
    }
    const char *known = below(w, 4) == 0 ? known_document(w, slice) : NULL;
    const char *document = known != NULL ? known
                                         : programme_text(w, "H%lld-%lld", (long long)w->number,
                                                          (long long)++w->documents);
    const struct ll_json *answer =
        programme_call(w, model_confirm(&w->model, slice, known != NULL), "hold confirm",
                       programme_id(w, "hold", "hld", w->hold_id[slice]),
                       programme_text(w, "document=%s", document), NULL);
    if (answer != NULL) {
        w->document_id[slice] = programme_answer_id(w, answer, "document_id", "doc");
        (void)snprintf(w->document[slice], WORLD_TEXT, "%s", document);
    }
    return true;
}

bool step_withdraw(struct programme_world *w)
{
    int slice = some_hold(w);
    if (slice == MODEL_NONE) {
        return false;
    }
    (void)programme_call(w, model_withdraw(&w->model, slice), "hold withdraw",
                         programme_id(w, "ref", "hld", w->hold_id[slice]), NULL);
    return true;
}

bool step_expire(struct programme_world *w)
{
    if (some_hold(w) == MODEL_NONE) {
        return false;
    }
    (void)programme_call(w, model_expire(&w->model), "hold expire", programme(w), NULL);
    return true;
}

/* A night goes by. */
bool step_wait(struct programme_world *w)
{
    if (w->model.day == WORLD_DAYS) {
        return false;
    }
    w->model.day++;
    programme_wake(w);
    return true;
}
