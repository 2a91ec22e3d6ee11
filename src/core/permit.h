/*
 * The permit desk's rules: what has to be done so that something may cross a border. Facts in,
 * decision out, by the tables of data/permit/ (core/permit_tables.h): no clock, no I/O. The law is
 * that in force on the day of departure.
 *
 * A decision is no legal advice: it cites a rule and its source for each piece, and says what rests
 * on little (`certainty` low: confirm with the authority) and what it was not told (`open`).
 */
#ifndef LL_CORE_PERMIT_H
#define LL_CORE_PERMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "base/record.h"
#include "core/permit_tables.h"

/* Numbers are stored and never reused. */
#define LL_PERMIT_OUTCOME_ROWS(X)                                                                  \
    X(NOT_WASTE, 1, "not-waste")   /* customs and the proofs of re-use */                          \
    X(GREEN, 2, "green")           /* an information document at most */                           \
    X(PIC, 3, "pic")               /* prior informed consent: a notification */                    \
    X(PROHIBITED, 4, "prohibited") /* nothing makes it lawful */                                   \
    X(REVIEW, 5, "review")         /* a person decides, the authority is asked */                  \
    X(DOMESTIC, 6, "domestic")     /* no border is crossed */
#define LL_PERMIT_STREAM_ROWS(X)                                                                   \
    X(USED_PHONE, 1, "used-phone")                                                                 \
    X(PHONE_SCRAP, 2, "phone-scrap")                                                               \
    X(PHONE_SCRAP_NO_BATTERY, 3, "phone-scrap-no-battery")                                         \
    X(SMALL_IT_SCRAP, 4, "small-it-scrap")                                                         \
    X(PCB_SCRAP, 5, "pcb-scrap")                                                                   \
    X(CABLES, 6, "cables")                                                                         \
    X(BATTERY_LI_ION, 7, "battery-li-ion")                                                         \
    X(BATTERY_LI_METAL, 8, "battery-li-metal")                                                     \
    X(BATTERY_NIMH, 9, "battery-nimh")                                                             \
    X(BATTERY_NICD, 10, "battery-nicd")                                                            \
    X(BATTERY_LEAD_ACID, 11, "battery-lead-acid")                                                  \
    X(BATTERY_MIXED, 12, "battery-mixed")                                                          \
    X(SHRED_FRACTION, 13, "shred-fraction")                                                        \
    X(BLACK_MASS, 14, "black-mass")                                                                \
    X(METAL_SCRAP_CLEAN, 15, "metal-scrap-clean")                                                  \
    X(PLASTICS_FROM_WEEE, 16, "plastics-from-weee")
#define LL_PERMIT_BATTERY_ROWS(X)                                                                  \
    X(NONE, 1, "none")                                                                             \
    X(INSTALLED_INTACT, 2, "installed-intact")                                                     \
    X(INSTALLED_DAMAGED, 3, "installed-damaged")                                                   \
    X(LOOSE_PROTECTED, 4, "loose-protected")                                                       \
    X(LOOSE_DAMAGED, 5, "loose-damaged")
#define LL_PERMIT_PURPOSE_ROWS(X)                                                                  \
    X(REUSE, 1, "reuse")                                                                           \
    X(REPAIR, 2, "repair")                                                                         \
    X(RECOVERY, 3, "recovery")                                                                     \
    X(DISPOSAL, 4, "disposal")                                                                     \
    X(LAB_ANALYSIS, 5, "lab-analysis")                                                             \
    X(TAKE_BACK, 6, "take-back")
#define LL_PERMIT_EVIDENCE_ROWS(X)                                                                 \
    X(HAZARDOUS, 1, "hazardous")                                                                   \
    X(NON_HAZARDOUS_PROVEN, 2, "non-hazardous-proven")                                             \
    X(UNKNOWN, 3, "unknown")
#define LL_PERMIT_MODE_ROWS(X)                                                                     \
    X(SEA, 1, "sea")                                                                               \
    X(ROAD, 2, "road")                                                                             \
    X(RAIL, 3, "rail")                                                                             \
    X(AIR, 4, "air")                                                                               \
    X(INLAND, 5, "inland")
#define LL_PERMIT_ANSWER_ROWS(X)                                                                   \
    X(YES, 1, "yes")                                                                               \
    X(NO, 2, "no")

/* Of each: enum ll_permit_NAME, the table ll_permit_NAME_rows for records, and
 * ll_permit_NAME_name ("?" for what is not in the table). 0 is "not known". */
#define LL_PERMIT_ENUMS(ENUM)                                                                      \
    ENUM(outcome, OUTCOME)                                                                         \
    ENUM(stream, STREAM)                                                                           \
    ENUM(battery, BATTERY)                                                                         \
    ENUM(purpose, PURPOSE)                                                                         \
    ENUM(evidence, EVIDENCE)                                                                       \
    ENUM(mode, MODE)                                                                               \
    ENUM(answer, ANSWER)

enum ll_permit_outcome {
#define X(symbol, number, name) LL_PERMIT_OUTCOME_##symbol = (number),
    LL_PERMIT_OUTCOME_ROWS(X)
#undef X
};
enum ll_permit_stream {
#define X(symbol, number, name) LL_PERMIT_STREAM_##symbol = (number),
    LL_PERMIT_STREAM_ROWS(X)
#undef X
};
enum ll_permit_battery {
#define X(symbol, number, name) LL_PERMIT_BATTERY_##symbol = (number),
    LL_PERMIT_BATTERY_ROWS(X)
#undef X
};
enum ll_permit_purpose {
#define X(symbol, number, name) LL_PERMIT_PURPOSE_##symbol = (number),
    LL_PERMIT_PURPOSE_ROWS(X)
#undef X
};
enum ll_permit_evidence {
#define X(symbol, number, name) LL_PERMIT_EVIDENCE_##symbol = (number),
    LL_PERMIT_EVIDENCE_ROWS(X)
#undef X
};
enum ll_permit_mode {
#define X(symbol, number, name) LL_PERMIT_MODE_##symbol = (number),
    LL_PERMIT_MODE_ROWS(X)
#undef X
};
enum ll_permit_answer {
#define X(symbol, number, name) LL_PERMIT_ANSWER_##symbol = (number),
    LL_PERMIT_ANSWER_ROWS(X)
#undef X
};
#define X(symbol, number, name) +1
enum {
    LL_PERMIT_OUTCOME_ROW_COUNT = 0 LL_PERMIT_OUTCOME_ROWS(X),
    LL_PERMIT_STREAM_ROW_COUNT = 0 LL_PERMIT_STREAM_ROWS(X),
    LL_PERMIT_BATTERY_ROW_COUNT = 0 LL_PERMIT_BATTERY_ROWS(X),
    LL_PERMIT_PURPOSE_ROW_COUNT = 0 LL_PERMIT_PURPOSE_ROWS(X),
    LL_PERMIT_EVIDENCE_ROW_COUNT = 0 LL_PERMIT_EVIDENCE_ROWS(X),
    LL_PERMIT_MODE_ROW_COUNT = 0 LL_PERMIT_MODE_ROWS(X),
    LL_PERMIT_ANSWER_ROW_COUNT = 0 LL_PERMIT_ANSWER_ROWS(X)
};
#undef X
#define ENUM(type, PREFIX)                                                                         \
    extern const struct ll_enum_row ll_permit_##type##_rows[];                                     \
    const char *ll_permit_##type##_name(enum ll_permit_##type value);
LL_PERMIT_ENUMS(ENUM)
#undef ENUM

/* ---- what is known ---- */

#define LL_PERMIT_TRANSITS_MAX 32 /* as many as a shipment has legs */

/* Origin, destination, stream, purpose and departure have to be given: without them a ban might not
 * be seen. Of the rest zero is "not known". */
struct ll_permit_facts {
    struct ll_str origin; /* ISO 3166-1, two letters */
    struct ll_str destination;
    const struct ll_str *transits; /* in order, each state whose land or port is used */
    size_t transit_count;
    enum ll_permit_stream stream;
    enum ll_permit_battery battery;
    enum ll_permit_purpose purpose;
    struct ll_str operation; /* r1 … r13, d1 … d15 */
    struct ll_date departure;
    bool has_acknowledged; /* by the authority of destination: `acknowledged` */
    struct ll_date acknowledged;
    enum ll_permit_evidence evidence;
    enum ll_permit_answer reuse_complete;    /* proofs of re-use for each item */
    enum ll_permit_answer agreed_no_waste;   /* by every state */
    enum ll_permit_answer article_11;        /* an agreement under Basel Art.11 */
    enum ll_permit_mode mode;                /* across the border */
    enum ll_permit_answer preconsented;      /* the plant */
    enum ll_permit_answer several_shipments; /* a general notification; else from `shipments` */
    enum ll_permit_answer notifier_is_producer;
    enum ll_permit_answer air_approval; /* of waste cells, by the States of origin and operator */
    bool has_arrival;                   /* at the plant; else it arrives when it departs */
    struct ll_date arrival;
    int64_t shipments; /* 0: not known */
};

/* ---- what follows ---- */

enum ll_permit_part {
    LL_PERMIT_PART_EXPORT,
    LL_PERMIT_PART_TRANSIT,
    LL_PERMIT_PART_IMPORT,
};
const char *ll_permit_part_name(enum ll_permit_part part); /* "export" */

/* A state that has to consent, in the order of the route. */
struct ll_permit_consent {
    struct ll_str state;
    enum ll_permit_part part;
    const struct ll_permit_country *country; /* NULL: nothing is carried about it */
    const struct ll_permit_rule *rule;
    bool may_be_tacit;   /* silence may count, with a recorded legal basis */
    const char *silence; /* what silence means */
};

struct ll_permit_need {
    const struct ll_permit_document *document;
    const struct ll_permit_rule *rule;
    bool after;          /* after the departure; else before it */
    struct ll_str state; /* of a consent: whose; else empty */
};

/* What a term counts from. */
#define LL_PERMIT_EVENTS(X)                                                                        \
    X(submitted)            /* the notification, to the authority of export */                     \
    X(told)                 /* destination and transit, that it was properly carried out */        \
    X(import_received)      /* the notification, by the state of import */                         \
    X(transit_received)     /* the same, by a state of transit */                                  \
    X(transit_acknowledged) /* by a state of transit outside the EU */                             \
    X(acknowledged)         /* by the authority of destination */                                  \
    X(questioned)           /* a request for information came */                                   \
    X(completed)            /* told that the notification is properly completed */                 \
    X(consented)            /* the first consent */                                                \
    X(departed)                                                                                    \
    X(received)  /* by the plant */                                                                \
    X(recovered) /* the operation is completed */                                                  \
    X(certified) /* the last certificate */                                                        \
    X(changed)   /* an essential change was reported */                                            \
    X(informed)  /* the state of export, that a shipment failed */                                 \
    X(new_law)   /* 2026-05-21, since when Regulation (EU) 2024/1157 applies */
enum ll_permit_event {
#define X(name) LL_PERMIT_EVENT_##name,
    LL_PERMIT_EVENTS(X)
#undef X
};
#define X(name) +1
enum {
    LL_PERMIT_EVENT_COUNT = 0 LL_PERMIT_EVENTS(X)
};
#undef X
extern const char *const ll_permit_event_names[LL_PERMIT_EVENT_COUNT];

enum ll_permit_unit {
    LL_PERMIT_UNIT_NONE, /* no limit in law */
    LL_PERMIT_UNIT_DAYS,
    LL_PERMIT_UNIT_WORKING_DAYS,
    LL_PERMIT_UNIT_MONTHS,
};
const char *ll_permit_unit_name(enum ll_permit_unit unit); /* "working-days" */

struct ll_permit_deadline {
    const struct ll_permit_rule *rule;
    const char *clock; /* its name: movement_document */
    const char *start; /* what it counts from, in words */
    enum ll_permit_event event;
    int32_t amount;
    enum ll_permit_unit unit;
    bool before;         /* counted backwards from there */
    const char *owner;   /* who has to act */
    struct ll_str state; /* of one state of transit: whose; else empty */
};

/* What has to hold at a gate: departure, arrival, closing. */
struct ll_permit_check {
    const struct ll_permit_rule *rule;
    const char *gate;
    const char *text;
};

struct ll_permit_said {
    const struct ll_permit_rule *rule;
    const char *text;
};

/* A rule that neither held nor failed, as it asks for facts that are not known. */
struct ll_permit_open {
    const struct ll_permit_rule *rule;
    uint64_t facts; /* a bit for each that it lacks: 1 << enum ll_permit_fact */
};

struct ll_permit_decision {
    enum ll_permit_outcome outcome;
    bool certain; /* no rule of low certainty was used, no state of low confidence is on the way */
    const char *legal_basis;             /* of the procedure, in words; NULL when prohibited */
    const char *legal_basis_id;          /* EU2024, EU2006, UK, or NULL */
    const char *basel_code;              /* A1181, Y49, …; "none" when no waste, "unknown" */
    const struct ll_permit_rule **rules; /* that held, in the order they were looked at */
    size_t rule_count;
    const struct ll_permit_said *reasons; /* why prohibited, why review */
    size_t reason_count;
    const struct ll_permit_open *open;
    size_t open_count;
    uint64_t assumed; /* facts that are not known where a rule held by `is_not` */
    const struct ll_permit_waste_code **waste_codes; /* the Basel code first */
    size_t waste_code_count;
    const struct ll_permit_customs_code **customs_codes;
    size_t customs_code_count;
    const struct ll_permit_un *un;          /* NULL: none was found */
    const struct ll_permit_rule *transport; /* NULL: `packing` is from the table of UN numbers */
    const char *packing;                    /* NULL: not established */
    const struct ll_permit_consent *consents;
    size_t consent_count;
    const struct ll_permit_need *needs;
    size_t need_count;
    const struct ll_permit_deadline *deadlines;
    size_t deadline_count;
    const struct ll_permit_check *checks;
    size_t check_count;
    const struct ll_permit_said *advice;
    size_t advice_count;
    struct ll_str
        values[LL_PERMIT_FACT_COUNT]; /* each fact as rules saw it; .ptr NULL: not known */
};

/*
 * LL_EINVAL: what has to be given is missing, a code of a state is none, a state comes twice in a
 * row, too many of them, an operation that is none. LL_ENOMEM. Everything in the decision is in
 * `arena`, in the tables, or among the facts. Cost: some 20 us.
 */
LL_MUST enum ll_status ll_permit_decide(const struct ll_permit_facts *facts, struct ll_arena *arena,
                                        struct ll_permit_decision *ret_decision,
                                        struct ll_err *reterr);

/* ---- the calendar ---- */

struct ll_permit_days {
    bool known[LL_PERMIT_EVENT_COUNT];
    struct ll_date day[LL_PERMIT_EVENT_COUNT];
    bool has_arrival; /* at the plant, as planned or as it was */
    struct ll_date arrival;
};

struct ll_permit_due {
    const struct ll_permit_deadline *deadline;
    bool has_day;
    struct ll_date day; /* the last day; of what counts backwards the last one, too */
    bool is_working;    /* holidays of the acting authority are not known: it may be later */
};

/*
 * When each term of a decision ends, by the days that are known; those first that have a day, the
 * earliest first, then the others. Working days are Monday to Friday; the day of the event is not
 * counted; a month later is the same day of that month, or its last. LL_EINVAL when days are in the
 * wrong order, naming both. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_permit_calendar(const struct ll_permit_decision *decision,
                                          const struct ll_permit_days *days, struct ll_arena *arena,
                                          struct ll_permit_due **ret_dues, struct ll_err *reterr);

/* The first day of Regulation (EU) 2024/1157. */
struct ll_date ll_permit_new_law(void);

struct ll_date ll_permit_add_days(struct ll_date day, int32_t days);
struct ll_date ll_permit_add_working_days(struct ll_date day, int32_t days); /* either way */
struct ll_date ll_permit_add_months(struct ll_date day, int32_t months);

#endif
