/*
 * The naive model of a programme beside the services: every command goes to both, who have to agree
 * whether it is accepted; afterwards every unit, position, allocation, case and certificate of the
 * ledger stands as in the model. Programmes share a ledger and its registry, and nothing else.
 */
#ifndef LL_TESTS_PROPERTY_PROGRAMME_WORLD_H
#define LL_TESTS_PROPERTY_PROGRAMME_WORLD_H

#include "property/programme_model.h"
#include "service/support.h"

#define WORLD_TEXT 64
#define WORLD_UNIT_G 6 /* a unit of any class may weigh that, also when taken for another */
#define WORLD_DAYS                                                                                 \
    3 /* that a programme lives: all of a ledger's end before the ships they plan                  \
       */

/* By number, as the model has them. */
extern const char *const programme_classes[MODEL_CLASSES]; /* of scrap */
extern const char *const programme_demands[MODEL_DEMANDS]; /* of what is bought */
extern const char *const programme_places[MODEL_PLACES]; /* facilities; PLACE_LOOSE is the first */
extern const char *const programme_countries[3];

struct programme_world {
    struct ll_ledger *ledger;
    struct seed seed;
    struct model model;
    int64_t number; /* of the programme in its ledger */
    int64_t documents;
    int first_day; /* since the ledger's own */
    uint64_t hash; /* of all that was seen stored, without ids */
    int steps_accepted;
    int steps_refused;
    struct ll_id lot_id[MODEL_LOTS];
    struct ll_id package_id[MODEL_PACKAGES];
    struct ll_id shipment_id[MODEL_SHIPMENTS];
    struct ll_id receipt_id[MODEL_SHIPMENTS];
    struct ll_id case_id[MODEL_CASES];
    struct ll_id hold_id[MODEL_SLICES];
    struct ll_id certificate_id[MODEL_CERTIFICATES];
    char serial[MODEL_CERTIFICATES][WORLD_TEXT];
    char document[MODEL_SLICES][WORLD_TEXT];
    struct ll_id document_id[MODEL_SLICES];
    bool has_party[MODEL_PACKAGES][2];
};

/* What programmes of a ledger share: the registry, two clients, the operator's keys. */
void programme_registry(struct ll_ledger *ledger);
/* A new programme in the ledger. */
void programme_start(struct programme_world *world, struct ll_ledger *ledger, uint64_t seed,
                     int64_t number);
/* The commands up to a first receipt, which few lives reach by chance. */
void programme_open(struct programme_world *world);
/* One random command, to both. */
void programme_step(struct programme_world *world);
/* Everything stored of the programme is as the model has it. */
void programme_compare(struct programme_world *world);

/* The steps one by one; false when there is nothing to try. */
bool step_collect(struct programme_world *world);
bool step_mix(struct programme_world *world);
bool step_seal(struct programme_world *world);
bool step_certify(struct programme_world *world);
bool step_erase(struct programme_world *world);
bool step_erase_note(struct programme_world *world);
bool step_aside(struct programme_world *world);
bool step_find(struct programme_world *world);
bool step_exclude(struct programme_world *world);
bool step_admit(struct programme_world *world);
bool step_buy(struct programme_world *world);
bool step_credit(struct programme_world *world);
bool step_credit_file(struct programme_world *world);
bool step_receive_counts(struct programme_world *world);
bool step_receive_more(struct programme_world *world);
bool step_run(struct programme_world *world);
bool step_hold(struct programme_world *world);
bool step_confirm(struct programme_world *world);
bool step_withdraw(struct programme_world *world);
bool step_expire(struct programme_world *world);
bool step_wait(struct programme_world *world);
bool step_pack(struct programme_world *world);
bool step_pack_onward(struct programme_world *world);
bool step_plan_onward(struct programme_world *world);
bool step_pour(struct programme_world *world);
bool step_plan(struct programme_world *world);
bool step_consent(struct programme_world *world);
bool step_depart(struct programme_world *world);
bool step_arrive(struct programme_world *world);
bool step_forward(struct programme_world *world);
bool step_cancel(struct programme_world *world);
bool step_receive(struct programme_world *world);
bool step_receive_part(struct programme_world *world);
bool step_treat(struct programme_world *world);
bool step_remove(struct programme_world *world);
bool step_reclass(struct programme_world *world);
bool step_open_case(struct programme_world *world);
bool step_close_case(struct programme_world *world);
bool step_issue(struct programme_world *world);
bool step_raise(struct programme_world *world);
bool step_replace(struct programme_world *world);
bool step_revoke(struct programme_world *world);

/* Some of them with what is asked for given. */
void programme_certify(struct programme_world *world, int place, int from, int to);
void programme_make(struct programme_world *world, int place, const struct model_origin *origin);
bool programme_buy(struct programme_world *world, int line);
/* Of all purchases of a client; 0 units: all there are. */
bool programme_issue(struct programme_world *world, int client, enum ll_stage stage, int units);
void programme_plan(struct programme_world *world, const int *packages, int count, int from,
                    int to);
bool programme_receive(struct programme_world *world, int shipment, int missing, int rejected);
/* A shipment that arrived. */
bool programme_receive_somehow(struct programme_world *world, int shipment);
bool programme_treat(struct programme_world *world, int receipt, bool interim, int units);

/* Add to the hash what went into a treatment, and each span's share of what came out: they sum up.
 */
void programme_add_shares(struct programme_world *world, struct ll_id treatment_id, int64_t input_g,
                          int64_t output_g);

/* For the steps. `expected`: what the model said. The answer when it was accepted, else NULL. */
const struct ll_json *programme_call(struct programme_world *world, bool expected,
                                     const char *command, ...);
/* "utrecht-7", which no other programme has. */
const char *programme_client(struct programme_world *world, int client);
/* "utrecht-7.laptop.p7"; lines of a client go by class. */
void programme_line_code(const struct programme_world *world, int line, char ret_code[WORLD_TEXT]);
/* An option for a document that a slice is of, and whether it will be found. */
const char *programme_document(struct programme_world *world, int slice, bool *ret_known);
/* Every service that writes is among the steps, or there is a reason why not. Prints what is not
 * so. */
bool programme_covered(void);
void programme_tally(const char *command, bool accepted);
/* Today. */
int32_t programme_day(const struct programme_world *world);
/* Set the ledger's clock to the model's day: what a plant signs next is of that month, too. */
void programme_wake(struct programme_world *world);
/* printf into the request's memory. */
const char *programme_text(struct programme_world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *programme_id(struct programme_world *world, const char *option, const char *prefix,
                         struct ll_id id);
struct ll_id programme_answer_id(struct programme_world *world, const struct ll_json *answer,
                                 const char *path, const char *prefix);

#endif
