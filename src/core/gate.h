/*
 * The gate: may a shipment depart? Facts in, blockers out; none, or none that two people did not
 * override: it is open. Pure. The blockers are
 * the rows of data/gate_blockers.csv, what licences are needed those of data/licence_duties.csv.
 *
 * All that a departure needs holds from its day to LL_GATE_MARGIN_DAYS after the planned arrival,
 * or after that day when it leaves later than it was to arrive.
 */
#ifndef LL_CORE_GATE_H
#define LL_CORE_GATE_H

#include "base/arena.h"
#include "core/permit.h"
#include "core/types.h"

/* Departures say which rule they were authorised by; those before the first version needed the
 * consents alone; the second asks for licences of the stream that is carried, and for a decision
 * where the permit desk leaves it to a person; the third takes an override for its own day and
 * rules alone, and asks again what is packed of what was notified; the fourth asks a booked one for
 * the contract and the guarantee, the permit desk about what was notified, too, and whether cells,
 * or devices, are packed where none were notified; the fifth asks a booked one for its movement
 * document in time, the papers of dangerous goods, numbers and seals of containers and the permit
 * of the plant, by the law that its acknowledgement stands under, and lets no damaged cells go as
 * intact ones; the sixth lets nothing cross a border on consents to it alone where its procedure
 * asks for a notification. */
#define LL_GATE_RULE_VERSION 6
#define LL_GATE_MARGIN_DAYS 3

enum ll_gate_code {
#define ROW(code, word, who, override, rule, certainty, source) LL_GATE_##code,
#include "core/gate_blockers.def"
#undef ROW
    LL_GATE_CODE_COUNT,
};

struct ll_gate_row {
    const char *word;
    const char *who; /* has to act: authority, holder, programme; nobody can */
    bool may_override;
    const char *rule, *certainty, *source;
};
extern const struct ll_gate_row ll_gate_rows[LL_GATE_CODE_COUNT];

/* A country of the route, each once. */
struct ll_gate_consent {
    struct ll_str country;
    const char *part; /* export, transit, import */
    bool is_given;
    bool has_valid_from;
    struct ll_date valid_from;
    struct ll_date valid_until;
    struct ll_date recorded_on;
    bool is_refused; /* objected to, or taken back: nobody overrides that */
};
enum ll_gate_paper_kind {
    LL_GATE_PAPER_CONTRACT,
    LL_GATE_PAPER_GUARANTEE,
    LL_GATE_PAPER_MOVEMENT, /* this and what follows: of the movement itself */
    LL_GATE_PAPER_DGD,
    LL_GATE_PAPER_PACKING,
    LL_GATE_PAPER_BATTERY_PACKING,
    LL_GATE_PAPER_KIND_COUNT,
};
/* A paper of the dossier; without days it holds from ever or for ever. */
struct ll_gate_paper {
    enum ll_gate_paper_kind kind;
    struct ll_date sent_on; /* of a movement document: when the authorities had it */
    struct ll_str un;       /* of a declaration of dangerous goods */
    struct ll_date valid_from;
    struct ll_date last_day;
    struct ll_date recorded_on;
};
/* What is packed. */
struct ll_gate_packed {
    enum ll_permit_stream stream; /* 0: not known */
    bool has_cells;               /* or may have */
    bool has_damaged;             /* cells that are */
    bool has_whole;               /* devices that no plant took apart */
};
/* A container that is loaded. */
struct ll_gate_container {
    struct ll_str code;
    bool has_number; /* by ISO 6346, with its check digit */
    bool is_sealed;
};
/* Of the movement that was booked: the days of departures and the waste that were notified, and
 * what it took. */
struct ll_gate_booking {
    struct ll_str stream;                      /* its word, */
    struct ll_str battery;                     /* and that of the state of its cells */
    const struct ll_permit_decision *notified; /* what the rules say of what was notified */
    const struct ll_gate_paper *papers;
    size_t paper_count;
    struct ll_date first_departure;
    struct ll_date last_departure;
    struct ll_mass mass;
    struct ll_date recorded_on;
};
struct ll_gate_leg {
    struct ll_organisation_id carrier_id;
    struct ll_str carrier;      /* its code, */
    struct ll_str home;         /* and country */
    struct ll_str from_country; /* of the leg */
    struct ll_str to_country;
    bool flies;
    bool sails;
};
struct ll_gate_licence {
    struct ll_organisation_id holder_id;
    bool has_place; /* it is for one place only */
    struct ll_facility_id place_id;
    enum ll_licence_kind kind;
    struct ll_str country;
    struct ll_date valid_from;
    struct ll_date last_day; /* on which it holds: before the day it was withdrawn */
    struct ll_mass mass_max; /* 0: no limit */
    struct ll_str streams;   /* with a blank between; none: all */
    struct ll_date recorded_on;
};
/* What two people let it leave with: a blocker, told as it was then, on the day that they said. */
struct ll_gate_override {
    struct ll_date departs_on;
    struct ll_str rule;    /* by which it blocked */
    struct ll_str blocker; /* a row's word */
    struct ll_str country;
    struct ll_str holder;
    enum ll_licence_kind kind; /* or 0 */
};
struct ll_gate_place {
    struct ll_facility_id facility_id;
    struct ll_organisation_id runner_id;
    struct ll_str code;
    struct ll_str country;
};
struct ll_gate_facts {
    struct ll_date departs_on;
    struct ll_date planned_arrival;
    struct ll_mass mass; /* about what it weighs */
    bool is_under_review;
    struct ll_gate_place start;
    const struct ll_gate_consent *consents; /* that are needed; none within a country */
    size_t consent_count;
    struct ll_gate_place plant; /* where a booked one goes to */
    const struct ll_gate_container *containers;
    size_t container_count;
    const struct ll_gate_booking *booking; /* NULL: on no notification */
    struct ll_str notified_by; /* the code of one that it ought to be booked on; or empty */
    bool is_taken_back;        /* to where all of it is from: the states agree on that one alone */
    const struct ll_gate_leg *legs;
    size_t leg_count;
    const struct ll_gate_licence *licences; /* of the carriers, and of who runs the start */
    size_t licence_count;
    const struct ll_permit_decision *decision; /* NULL: no border is crossed */
    struct ll_gate_packed packed;
    const struct ll_gate_override *overrides;
    size_t override_count;
};

struct ll_gate_blocker {
    enum ll_gate_code code;
    const char *rule, *certainty, *source; /* the row's own, or of what makes it needed */
    struct ll_str country;                 /* whose consent or licence; or empty */
    const char *part;                      /* of that country, of whose consent; or NULL */
    struct ll_str holder; /* who lacks a licence: a carrier, or a place; or a container; or empty */
    enum ll_licence_kind kind; /* of the licence; or 0 */
    bool has_first_day;
    struct ll_date first_day; /* from which it holds, */
    bool has_last_day;
    struct ll_date last_day; /* and until which */
    const char *reason;      /* why it is prohibited, or left to a person; how cells are packed */
    bool may_override;       /* as the row says, but not what a state refused */
    bool is_overridden;
};
struct ll_gate_answer {
    const struct ll_gate_blocker *blockers;
    size_t count;
    size_t open;                 /* those that are not overridden; 0: it may depart */
    bool is_late;                /* more blocked it by what was recorded by the end of its day */
    struct ll_date needed_until; /* all has to hold until then */
};

/* LL_ENOMEM. Cost: legs times licences. */
LL_MUST enum ll_status ll_gate_decide(const struct ll_gate_facts *facts, struct ll_arena *arena,
                                      struct ll_gate_answer *ret_answer, struct ll_err *reterr);

/* Does what is packed move on consents to the waste that was notified, with its cells in that
 * state? What surely is another waste does not: devices as loose cells, boards or goods for use,
 * anything else as phones, what may have cells where none were notified, damaged cells where intact
 * ones were. Phones surely without cells may move as phones. */
bool ll_gate_waste_fits(struct ll_str notified, struct ll_str battery,
                        const struct ll_gate_packed *packed);

/* Does the procedure ask for a notification? Waste that is taken back goes by what the states agree
 * on for it alone, and where no rule names a procedure two people decide. */
bool ll_gate_needs_notification(const struct ll_permit_decision *decision, bool is_taken_back);

/* The last day of what is needed, by the day of departure and the planned arrival. */
struct ll_date ll_gate_needed_until(struct ll_date departs_on, struct ll_date planned_arrival);

#endif
