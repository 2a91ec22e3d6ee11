/*
 * The audit's model of the ledger: what the events say, in sorted arrays and maps in one arena.
 * Private to the audit.
 *
 * Memory running out is latched (ll_audit.status): helpers then give NULL, and the pass ends at the
 * next event.
 */
#ifndef LL_AUDIT_MODEL_H
#define LL_AUDIT_MODEL_H

#include "audit/audit.h"
#include "audit/model_certificate.h"
#include "audit/model_custody.h"
#include "audit/model_notification.h"
#include "audit/model_plant.h"
#include "audit/model_registry.h"
#include "base/arena.h"

struct ll_collection {
    struct ll_object o;
    struct ll_programme *programme;
    struct ll_id collector_id, facility_id;
    struct ll_str country, record_key, evidence_digest, price_currency;
    int64_t collected_on, source, price_minor;
    bool evidence_again;
};

struct ll_case;
struct ll_organisation;
struct ll_package;
struct ll_receipt;
struct ll_treatment;
struct ll_certificate;
struct ll_line;

/* Every interval begins so. */
struct ll_interval {
    int64_t lo, hi;
};
struct ll_custody {
    struct ll_interval at;
    int64_t stage; /* enum ll_stage */
    struct ll_facility *facility;
    struct ll_package *package;
    struct ll_receipt *receipt;
    struct ll_treatment *treatment;
    struct ll_case *under;    /* the earliest open case that has it under review */
    struct ll_str class_code; /* what they turned out to be; empty: of their lot's class */
    int64_t credit_g;         /* of each, since a plant weighed them; 0: as of their lot */
    int64_t since;            /* the last day on which anything became of them */
    bool stored;
};
struct ll_allocation {
    struct ll_interval at; /* of the lot */
    struct ll_line *line;
    int64_t line_lo, line_hi;
    int64_t credit; /* positions that a unit answers for; the last one perhaps fewer */
    int64_t slice_lo, slice_hi;
    struct ll_certificate *certificate; /* live or under review, that cites it */
    struct ll_certificate *was;         /* cited it last, before it was raised or superseded */
    bool final;
    bool stored;
    bool unit_stored; /* its certificate_unit */
};
struct ll_lot {
    struct ll_object o;
    struct ll_collection *collection; /* NULL: found */
    struct ll_programme *programme;
    struct ll_str class_code, country, ineligible_reason, explanation, public_number;
    struct ll_organisation *funder;
    int64_t vintage, source, units, accepted, mass_g, measure, battery;
    int64_t queue_at;
    int64_t accepted_on; /* when it was collected, or found */
    bool eligible;
    bool open_stored; /* in open_lot */
    int64_t allocated;
    int64_t stored_units;      /* in stored custody rows, whatever they say */
    struct ll_vec custody;     /* of struct ll_custody, by lo: exactly [0, accepted); cut
                                  anywhere until ll_custody_join */
    struct ll_vec allocations; /* of struct ll_allocation, by lo, disjoint */
    struct ll_vec reissues;    /* of struct ll_reissue */
    struct ll_vec receipts;    /* of struct ll_receipt *: that cover units of it */
    struct ll_id counted_in;   /* the last event of a certificate that counted it */
};
/* Units that were lost. */
struct ll_loss {
    struct ll_lot *lot;
    struct ll_str class_code; /* that they were of */
    int64_t lo, hi, happened_on;
};
/* Units that a certificate cited until it was revoked. */
struct ll_reissue {
    struct ll_interval at;
    struct ll_certificate *certificate;
    bool stored;
};

/* Units of a lot that came somewhere. */
struct ll_content {
    struct ll_lot *lot;
    int64_t lo, hi;
    bool stored; /* where a row stands for it */
};
struct ll_weighing {
    struct ll_id event_id;
    int64_t gross_g, tare_g, units, weighed_on;
    bool stored;
};
struct ll_package_tally {
    struct ll_id event_id;
    int64_t units, recorded, counted_on;
    struct ll_organisation *by;
    const struct ll_case *opened;
    bool stored;
};
struct ll_seal_entry {
    struct ll_id event_id;
    int64_t deed, kind, day; /* kind 0: not said */
    struct ll_str seal, reason;
    struct ll_organisation *organisation;
    const struct ll_case *opened;
    bool stored;
};
struct ll_package {
    struct ll_object o;
    struct ll_str code, country, seal, number;
    int64_t package_kind;
    struct ll_programme *programme;
    struct ll_organisation *funder;
    struct ll_package *parent;
    struct ll_facility *facility;
    struct ll_shipment *shipment;
    struct ll_vec contents;  /* of struct ll_content */
    struct ll_vec children;  /* of struct ll_package * */
    int64_t lacking;         /* units that the plant did not find in it */
    int64_t arrived_on;      /* when a shipment brought it last, or 0 */
    struct ll_vec tallies;   /* of struct ll_package_tally, as entered */
    struct ll_vec weighings; /* of struct ll_weighing, as entered */
    struct ll_vec seals;     /* of struct ll_seal_entry, as entered */
    struct ll_vec handovers; /* of struct ll_handover *, as given */
};
struct ll_leg {
    struct ll_id from_facility_id, to_facility_id, carrier_id;
    struct ll_str mode;
    int64_t distance_km;
    bool stored;
};
struct ll_consent {
    struct ll_str country, document_digest;
    int64_t valid_until, recorded_on;
    bool stored;
};
struct ll_load {
    struct ll_package *package;
    bool stored;
};
/* A blocker of the gate that two people let a shipment leave with. */
struct ll_overridden {
    struct ll_id event_id;
    int64_t number, kind;
    bool has_day; /* and rules: events of before the gate's version 3 have neither */
    int64_t departs_on;
    struct ll_str blocker, country, holder, reason, rule;
    bool stored;
};
struct ll_shipment {
    struct ll_object o;
    struct ll_str code, cancel_reason;
    struct ll_facility *from, *to;
    bool crosses_border;
    int64_t planned_arrival, state, departed_on, arrived_on, units;
    int64_t measure; /* of what it left with; 0: nothing */
    bool is_mixed;
    int64_t about_g;                   /* what it left with weighed where it was collected, about */
    bool carries_others;               /* than phones */
    bool carries_batteries;            /* or may, and was not said to be without */
    bool carries_damaged;              /* batteries that are */
    bool carries_whole;                /* what no plant took apart */
    struct ll_str carries_from;        /* a country of that, */
    bool from_several;                 /* and whether there are more */
    struct ll_vec legs;                /* of struct ll_leg */
    struct ll_vec loads;               /* of struct ll_load */
    struct ll_vec consents;            /* of struct ll_consent */
    struct ll_vec countries;           /* of struct ll_str: of the route, each once */
    struct ll_vec overrides;           /* of struct ll_overridden */
    struct ll_incident *incident;      /* NULL: none */
    struct ll_vec left_with;           /* of struct ll_content: what it took along */
    int64_t gate_rule;                 /* the version that it departed by */
    bool recorded_late, is_late;       /* it rests on later papers: as it says, and as derived */
    struct ll_notification *booked_on; /* NULL: on none */
    int64_t booked_serial;
    struct ll_receipt *receipt;
    int64_t missing;             /* units that the receipt did not find, */
    int64_t missing_g;           /* and their share of their lots' masses */
    struct ll_vec missing_spans; /* of struct ll_content: what these are */
    int64_t lacking;             /* those of them that packages were found to lack */
    int64_t rejected;            /* units that its plant refused, */
    int64_t rejected_g;
    int64_t rejected_on; /* if the event says so; 0: it does not */
    struct ll_str reject_reason;
};
struct ll_receipt {
    struct ll_object o;
    struct ll_shipment *shipment;
    struct ll_facility *facility;
    struct ll_plant_key *key;
    struct ll_id plant_key_id;
    int64_t units, mass_g, received_on;
    int64_t basis; /* enum ll_receipt_basis; 0 when the statement cannot be read */
    bool in_grams; /* what nobody counted: each gram is a unit */
    int64_t collected_g, declared, rejected;
    struct ll_str reason; /* why some are rejected; or empty */
    int64_t to_find;      /* units signed for beyond those of the shipment */
    struct ll_str statement, signature;
    struct ll_vec contents; /* of struct ll_content: what it covers, as ll_content_join leaves it */
    struct ll_vec shares;   /* of int64_t: grams of each of `contents`; empty until asked for */
    int64_t final_units;
    int64_t cited;         /* scratch of the certificate at hand */
    struct ll_id cited_in; /* the event that it is of */
};
/* What a case was before it was opened again. */
struct ll_case_was {
    struct ll_id event_id, note_annex_id; /* zero: none */
    struct ll_str reason, outcome;
    int64_t deadline, closed_on;
    bool stored;
};
struct ll_case {
    struct ll_object o;
    struct ll_vec was; /* of struct ll_case_was */
    struct ll_str cause, amount_currency, outcome;
    int64_t deadline, amount_minor, closed_on, opened_on;
    bool has_amount, is_closed;
    struct ll_organisation *claimant;
    struct ll_organisation *counterparty;
    int64_t gone_units, gone_g; /* what left the programme with it */
    struct ll_receipt *receipt;
    struct ll_package *package;
    struct ll_shipment *shipment;
    struct ll_id note_annex_id, closing_note_annex_id; /* zero: none */
    struct ll_vec spans;                               /* of struct ll_content */
    struct ll_incident *incident;                      /* that it is of; NULL: none */
};

struct ll_document {
    struct ll_object o;
    struct ll_str code; /* its kind */
    struct ll_str identity, content_digest, order_identity, device_digest;
    struct ll_id name_annex_id;
    int64_t issued_on, device_count;
    bool devices_seen;
    int64_t cited, cited_g; /* scratch of the certificate at hand: of lines in pieces, in grams */
    struct ll_id cited_in;  /* the event that it is of */
    bool is_note;           /* a credit note */
    struct ll_document *of; /* what it is about, when that is one */
};
struct ll_slice {
    struct ll_interval at;
    int64_t trigger, queue_at, open;
    struct ll_document *document;
    struct ll_id event_id;
    bool stored;
    bool open_stored;
};
/* Positions that a credit note took back, voided or carried over; or for which earlier ones stand.
 */
struct ll_returned {
    struct ll_interval at;
    int64_t slice_lo, slice_hi;
    struct ll_document *document;
    struct ll_line *from; /* of a carried one */
    int64_t from_lo;
    struct ll_id event_id;
    bool stored;
};
/* The line's side of an allocation. */
struct ll_service_span {
    struct ll_interval at;
    struct ll_lot *lot;
};
struct ll_line {
    struct ll_object o;
    struct ll_str code, class_code, countries; /* with a blank between */
    struct ll_str standard;                    /* or empty */
    struct ll_programme *programme;
    struct ll_id payer_id, beneficiary_id;
    struct ll_organisation *reseller, *funder;
    int64_t vintage_from, vintage_to;
    bool has_vintage_from, has_vintage_to;
    int64_t measure, demanded;
    struct ll_vec slices;     /* of struct ll_slice, by lo */
    struct ll_vec served;     /* of struct ll_service_span, by lo, disjoint */
    struct ll_vec voided;     /* of struct ll_returned, by lo, disjoint: not to be served */
    struct ll_vec carry_over; /* of struct ll_returned, by lo, disjoint */
    struct ll_vec used;       /* of struct ll_interval, by lo, disjoint: of carry_over */
};
/* A slice without a document. */
struct ll_hold {
    struct ll_object o;
    struct ll_line *line;
    int64_t lo, until, state;
    struct ll_document *document;
};
struct ll_annex {
    struct ll_object o;
    const char *field;
    bool erased;
    int64_t erased_at_us;
};
struct ll_party {
    struct ll_id object_id, organisation_id;
    struct ll_id event_id;
    enum ll_audit_kind object_kind;
    int64_t role;
    bool stored;
};

/* Units that were released by the events just before the one at hand, and what they served. */
struct ll_just_released {
    const struct ll_lot *lot;
    int64_t lo, hi;
    const struct ll_line *line;
    int64_t line_lo, line_hi, slice_lo, queue_at;
};

/* One event at hand. */
struct ll_audit_event {
    struct ll_id id;
    struct ll_time at;
    const struct ll_json *body;
    struct ll_str salt; /* 32 bytes, or empty */
    struct ll_id request_id;
    struct ll_str actor; /* who asked; of kinds for which that matters */
};

struct ll_audit {
    struct ll_store *store;
    struct ll_crypto *crypto;
    struct ll_arena *arena;   /* the model and the report */
    struct ll_arena *scratch; /* one event or row at a time */
    const struct ll_audit_progress *progress;
    struct ll_audit_report *report;
    enum ll_status status; /* latched: LL_ENOMEM, LL_ESTOPPED */
    struct ll_map objects; /* kind and id */
    struct ll_map names;   /* a word, a zero and what may be there once */
    struct ll_map parties;
    struct ll_vec all;                  /* of struct ll_object *, in the order made */
    struct ll_vec just_released;        /* of struct ll_just_released */
    struct ll_vec carry_lines;          /* of struct ll_line *: those with carry-over */
    struct ll_vec holds;                /* of struct ll_hold *: neither confirmed nor ended */
    struct ll_vec status_lists;         /* of struct ll_status_list: the first one is number 1 */
    struct ll_vec cases;                /* of struct ll_case *: open ones, in the order opened */
    struct ll_vec incidents;            /* of struct ll_incident *: those that are not cleared */
    struct ll_vec campaigns;            /* of struct ll_campaign *: open ones */
    struct ll_public_key signing_key;   /* with which certificates are signed here */
    bool has_signing_key;               /* one was */
    bool has_operator;                  /* there is a programme */
    bool cannot_read;                   /* a table or column is not as it must be */
    struct ll_receipt *surplus;         /* whose found units the next event has to be about */
    struct ll_receipt *weighed;         /* just recorded: its units may be credited less */
    bool has_site;                      /* its address was set */
    int64_t departure_rule;             /* the highest that a departure went by */
    struct ll_controlled *control;      /* of which the next event has to be the step */
    struct ll_vec party_list;           /* of struct ll_party * */
    struct ll_vec losses;               /* of struct ll_loss, in the order recorded */
    struct ll_vec turned_up;            /* of struct ll_lot *: explained as lost before, once */
    struct ll_vec containers;           /* of struct ll_package *: those that have a number */
    const struct ll_audit_event *event; /* at hand, or NULL */
};

/* What a lot's numbers count, in words for findings. */
static inline const char *ll_lot_word(const struct ll_lot *lot)
{
    return lot->measure == LL_MEASURE_GRAMS ? "grams" : "units";
}

/* ---- containers (collect.c) ---- */
void *ll_audit_alloc(struct ll_audit *a, size_t size); /* NULL: latched */
#define LL_AUDIT_NEW(a, type) ((type *)ll_audit_alloc((a), sizeof(type)))
struct ll_str ll_audit_copy(struct ll_audit *a, struct ll_str text);
void *ll_map_get(const struct ll_map *map, struct ll_str key);
/* False when the key is there already, or no memory is left (latched). */
bool ll_map_put(struct ll_audit *a, struct ll_map *map, struct ll_str key, void *value);
/* A new zeroed item before `at`; NULL: latched. */
void *ll_vec_insert(struct ll_audit *a, struct ll_vec *vec, size_t at, size_t item_size);
void *ll_vec_push(struct ll_audit *a, struct ll_vec *vec, size_t item_size);
void ll_vec_remove(struct ll_vec *vec, size_t at, size_t item_size);
/* Index of the first interval that ends behind `position`; vec->count when there is none. */
size_t ll_vec_find(const struct ll_vec *vec, size_t item_size, int64_t position);
/* The interval that begins at `lo`, or NULL. */
void *ll_vec_find_lo(const struct ll_vec *vec, size_t item_size, int64_t lo);

/* ---- objects ---- */
/* NULL when unknown. `id` of another length than 16 is unknown. */
void *ll_audit_find(struct ll_audit *a, enum ll_audit_kind kind, struct ll_str id);
void *ll_audit_find_id(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id id);
/* The object of a member of the event at hand, or a finding and NULL. An absent member is NULL
 * without one. */
void *ll_audit_named(struct ll_audit *a, enum ll_audit_kind kind, const struct ll_json *object,
                     const char *member);
/* Register a new object of `size` bytes; a finding and NULL when its id is taken. */
void *ll_audit_make(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id id, size_t size);
/* Take a name that may be there once: false when it was taken (no finding is made). */
bool ll_audit_take_name(struct ll_audit *a, const char *word, struct ll_str name, void *value);
void *ll_audit_name(struct ll_audit *a, const char *word, struct ll_str name);
void ll_audit_add_party(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id object,
                        int64_t role, struct ll_id organisation);
struct ll_party *ll_audit_find_party(struct ll_audit *a, struct ll_str kind, struct ll_str object,
                                     int64_t role, struct ll_str organisation);
enum ll_audit_kind ll_audit_kind_from_name(struct ll_str name);

/* ---- findings (report.c) ---- */
/* `object` may be NULL. The event is the one at hand, else the one that made the object. */
void ll_audit_find_fault(struct ll_audit *a, enum ll_audit_code code,
                         const struct ll_object *object, const char *fmt, ...) LL_PRINTF(4, 5);
/* About an id of which there is no object. */
void ll_audit_find_fault_id(struct ll_audit *a, enum ll_audit_code code, enum ll_audit_kind kind,
                            struct ll_str id, const char *fmt, ...) LL_PRINTF(5, 6);
void ll_audit_count(struct ll_audit *a, enum ll_audit_count count, int64_t add);
void ll_audit_report_progress(struct ll_audit *a, const char *what, int64_t done, int64_t total);

/*
 * After a row that cannot be read, which fails its transaction: a new one, so that the pass goes
 * on. What others write in between may show as findings; the ledger is broken anyhow. The store's
 * errors.
 */
enum ll_status ll_audit_read_on(struct ll_audit *a, struct ll_err *reterr);

/* ---- members of an event whose shape was checked (body.c) ---- */
int64_t ll_body_i64(const struct ll_json *object, const char *name);
bool ll_body_bool(const struct ll_json *object, const char *name); /* absent: false */
bool ll_body_has(const struct ll_json *object, const char *name);
struct ll_str ll_body_str(const struct ll_json *object, const char *name);
struct ll_id ll_body_id(const struct ll_json *object, const char *name); /* zero when absent */
int64_t ll_body_date(const struct ll_json *object, const char *name);
int64_t ll_body_month(const struct ll_json *object, const char *name);
int64_t ll_body_enum(const struct ll_json *object, const char *name, const struct ll_enum_row *rows,
                     size_t row_count);
/* Hexadecimal to bytes in the model's arena; "" when absent. */
struct ll_str ll_body_bytes(struct ll_audit *a, const struct ll_json *object, const char *name);
const struct ll_json *ll_body_list(const struct ll_json *object, const char *name);

/* Share what units weighed together among spans of them, by what they weighed where they were
 * collected (share.c); again it changes nothing. And what falls to units [lo, hi) of a lot. */
void ll_audit_share(struct ll_audit *a, int64_t mass_g, const struct ll_vec *contents,
                    struct ll_vec *shares);
int64_t ll_audit_share_of(const struct ll_vec *contents, const struct ll_vec *shares,
                          const struct ll_lot *lot, int64_t lo, int64_t hi);
/* What of a mass, of all that came by a receipt, falls to what it covers; and what the units that
 * its sample left out weighed at collection. */
int64_t ll_audit_bound_mass(const struct ll_receipt *r, int64_t mass_g);
int64_t ll_audit_beyond(const struct ll_shipment *s);

/* Take one span of a list of releases out of the allocations (apply_allocation.c). */
void ll_audit_release(struct ll_audit *a, const struct ll_programme *programme,
                      const struct ll_json *span);

/* Does a certificate hold what serves these positions? */
bool ll_audit_is_held(const struct ll_line *line, const struct ll_service_span *served);
/* A finding when these lists of a credit note, before they are applied, are not the positions of
 * the line that the rule takes (voiding.c). */
void ll_audit_check_voiding(struct ll_audit *a, const struct ll_document *of,
                            const struct ll_line *line, const struct ll_json *voided,
                            const struct ll_json *carried);

/* A finding when a document, or the purchase that it is about, was booked before
 * (apply_registry.c).
 */
void ll_audit_check_identity(struct ll_audit *a, struct ll_document *d);
/* A finding when holds of the programme are kept beyond their last day (apply_hold.c). */
void ll_audit_check_holds(struct ll_audit *a, const struct ll_programme *programme);
/* How many of positions [lo, hi) are carry-over that stands for nothing yet (carry.c). */
int64_t ll_audit_carry_left(const struct ll_line *line, int64_t lo, int64_t hi);
/* What a new slice uses of its beneficiary's carry-over: the list of the event (carry.c). */
void ll_audit_carry(struct ll_audit *a, struct ll_line *line, struct ll_slice *slice,
                    const struct ll_json *list);
/* Positions that were carried are so no more. How many of [lo, hi) were. */
int64_t ll_audit_give_back(struct ll_audit *a, struct ll_line *line, int64_t lo, int64_t hi);

/* ---- kinds of events (body.c, apply_*.c, public.c) ---- */
struct ll_audit_members;
struct ll_audit_event_kind {
    const char *name;
    const struct ll_audit_members *members;
    void (*apply)(struct ll_audit *a, const struct ll_audit_event *event);
    void (*put_public)(struct ll_audit *a, const struct ll_audit_event *event,
                       struct ll_strbuf *out); /* NULL: no public part */
};
extern const struct ll_audit_event_kind ll_audit_event_kinds[];
extern const size_t ll_audit_event_kind_count;
/* Does the body have exactly the members, in the shapes, that the kind has? Findings if not; false
 * when it must not be applied. */
bool ll_audit_check_body(struct ll_audit *a, const struct ll_audit_event_kind *kind,
                         const struct ll_json *body);
/* The same for the text a plant signed of a receipt, */
bool ll_audit_check_statement(struct ll_audit *a, const struct ll_json *value);
/* and of a treatment. */
bool ll_audit_check_treatment_statement(struct ll_audit *a, const struct ll_json *value);
/* The words of a list with a blank between, in the model's arena. */
struct ll_str ll_audit_words(struct ll_audit *a, const struct ll_json *list);
/* Call for each member of each kind: for the test of docs/events.md. */
void ll_audit_each_member(void (*each)(void *ctx, const char *kind, const char *member), void *ctx);

/* Did two people let it leave without that, on that day, as the version asks that it left by? */
struct ll_blocked {
    const char *blocker; /* the word */
    const char *rule;
    struct ll_str country, holder;
    int64_t kind;
};
bool ll_audit_is_overridden(const struct ll_shipment *s, const struct ll_blocked *b);
/* Is it a state of the EU? */
bool ll_audit_is_eu(struct ll_str country);
/* What a booking took is drawn by its departure, or given back; `reason` why. The consents to its
 * notification are there and hold, when it departs. */
void ll_audit_draw(struct ll_audit *a, struct ll_shipment *s, int64_t until);
void ll_audit_unbook(struct ll_audit *a, struct ll_shipment *s, struct ll_str reason);
/* What is booked on a notification is no more than it, or a state, lets move. */
void ll_audit_check_booked(struct ll_audit *a, const struct ll_notification *n);
void ll_audit_booked(const struct ll_notification *n, int64_t *ret_count, int64_t *ret_mass_g);
/* Whether what it left with, and who carries it, could leave (departure.c). */
void ll_audit_check_departure(struct ll_audit *a, const struct ll_shipment *s,
                              int64_t rule_version);
/* Before a user loses a role (0: is disabled): from afar two people stay for what needs two. */
void ll_audit_check_enough_left(struct ll_audit *a, const struct ll_audit_event *event,
                                const struct ll_user *u, int64_t taken);
/* Before an event is applied: is it the step that was said to come, and did one that needs two
 * people say so? `kind` and `event` NULL: none comes. */
void ll_audit_check_control(struct ll_audit *a, const struct ll_audit_event_kind *kind,
                            const struct ll_audit_event *event);

#define LL_AUDIT_EVENTS(X)                                                                         \
    X(class_defined)                                                                               \
    X(organisation_registered)                                                                     \
    X(facility_registered)                                                                         \
    X(plant_key_registered)                                                                        \
    X(signing_key_changed)                                                                         \
    X(facility_certified)                                                                          \
    X(plan_step_stated)                                                                            \
    X(facility_limited)                                                                            \
    X(licence_recorded)                                                                            \
    X(licence_withdrawn)                                                                           \
    X(programme_defined)                                                                           \
    X(annex_erased)                                                                                \
    X(party_added)                                                                                 \
    X(user_added)                                                                                  \
    X(user_role_given)                                                                             \
    X(user_role_taken)                                                                             \
    X(user_disabled)                                                                               \
    X(user_enabled)                                                                                \
    X(second_factor_reset)                                                                         \
    X(access_ruled)                                                                                \
    X(control_recorded)                                                                            \
    X(token_made)                                                                                  \
    X(token_revoked)                                                                               \
    X(site_set)                                                                                    \
    X(webhook_added)                                                                               \
    X(webhook_secret_changed)                                                                      \
    X(webhook_disabled)                                                                            \
    X(webhook_enabled)                                                                             \
    X(enquiry_received)                                                                            \
    X(enquiry_closed)                                                                              \
    X(collection_received)                                                                         \
    X(lot_excluded)                                                                                \
    X(lot_admitted)                                                                                \
    X(package_made)                                                                                \
    X(labels_printed)                                                                              \
    X(label_claimed)                                                                               \
    X(labels_withdrawn)                                                                            \
    X(package_filled)                                                                              \
    X(package_poured)                                                                              \
    X(package_nested)                                                                              \
    X(package_weighed)                                                                             \
    X(package_counted)                                                                             \
    X(package_sealed)                                                                              \
    X(package_unsealed)                                                                            \
    X(package_inspected)                                                                           \
    X(handover_given)                                                                              \
    X(handover_taken)                                                                              \
    X(shipment_planned)                                                                            \
    X(consent_recorded)                                                                            \
    X(shipment_cancelled)                                                                          \
    X(shipment_departed)                                                                           \
    X(shipment_arrived)                                                                            \
    X(shipment_booked)                                                                             \
    X(shipment_unbooked)                                                                           \
    X(departure_overridden)                                                                        \
    X(incident_recorded)                                                                           \
    X(incident_cleared)                                                                            \
    X(notification_drafted)                                                                        \
    X(notification_changed)                                                                        \
    X(notification_numbered)                                                                       \
    X(notification_attached)                                                                       \
    X(notification_described)                                                                      \
    X(notification_stepped)                                                                        \
    X(notification_consented)                                                                      \
    X(receipt_recorded)                                                                            \
    X(treatment_recorded)                                                                          \
    X(material_dispatched)                                                                         \
    X(settlement_recorded)                                                                         \
    X(campaign_opened)                                                                             \
    X(campaign_fed)                                                                                \
    X(campaign_weighed)                                                                            \
    X(campaign_closed)                                                                             \
    X(campaign_corrected)                                                                          \
    X(campaign_cancelled)                                                                          \
    X(units_removed)                                                                               \
    X(units_reclassified)                                                                          \
    X(units_found)                                                                                 \
    X(units_rejected)                                                                              \
    X(allocation_recredited)                                                                       \
    X(case_opened)                                                                                 \
    X(case_closed)                                                                                 \
    X(case_reopened)                                                                               \
    X(order_line_opened)                                                                           \
    X(demand_accepted)                                                                             \
    X(demand_voided)                                                                               \
    X(hold_placed)                                                                                 \
    X(hold_confirmed)                                                                              \
    X(hold_ended)                                                                                  \
    X(allocation_run)                                                                              \
    X(allocation_released)                                                                         \
    X(certificate_stated)                                                                          \
    X(certificate_put_under_review)                                                                \
    X(certificate_raised)                                                                          \
    X(certificate_revoked)                                                                         \
    X(certificate_superseded)
#define X(name) void ll_apply_##name(struct ll_audit *a, const struct ll_audit_event *event);
LL_AUDIT_EVENTS(X)
#undef X

#define LL_AUDIT_PUBLIC_EVENTS(X)                                                                  \
    X(plant_key_registered)                                                                        \
    X(signing_key_changed)                                                                         \
    X(programme_defined)                                                                           \
    X(collection_received)                                                                         \
    X(lot_excluded)                                                                                \
    X(lot_admitted)                                                                                \
    X(receipt_recorded)                                                                            \
    X(allocation_run)                                                                              \
    X(allocation_released)                                                                         \
    X(units_removed)                                                                               \
    X(units_reclassified)                                                                          \
    X(units_found)                                                                                 \
    X(certificate_stated)                                                                          \
    X(certificate_put_under_review)                                                                \
    X(certificate_raised)                                                                          \
    X(certificate_revoked)                                                                         \
    X(certificate_superseded)
#define X(name)                                                                                    \
    void ll_put_public_##name(struct ll_audit *a, const struct ll_audit_event *event,              \
                              struct ll_strbuf *out);
LL_AUDIT_PUBLIC_EVENTS(X)
#undef X

/* The intervals that meet units [lo, hi), one after another; NULL behind the last. */
struct ll_custody *ll_custody_from(const struct ll_lot *lot, int64_t lo, int64_t hi);
struct ll_custody *ll_custody_next(const struct ll_lot *lot, const struct ll_custody *c,
                                   int64_t hi);
/* Cut the custody of a lot so that intervals begin at lo and end at hi; false: no memory. */
bool ll_custody_cut(struct ll_audit *a, struct ll_lot *lot, int64_t lo, int64_t hi);
/* Make one of neighbours that are equal in everything: the form in which custody is stored. */
void ll_custody_join(struct ll_lot *lot);
struct ll_str ll_custody_class(const struct ll_lot *lot, const struct ll_custody *c);
/* Something became of units on a day; before the last such day is a finding about `o`. */
void ll_custody_date(struct ll_audit *a, struct ll_custody *c, const struct ll_object *o,
                     int64_t day, const char *deed);
/* How many of the units are there and of a class that may not serve the line (apply_allocation.c).
 */
int64_t ll_audit_unfit_units(const struct ll_lot *lot, const struct ll_line *line, int64_t lo,
                             int64_t hi);
/* Of what lies in a package and in those within it (enum ll_measure); 0: nothing does. */
int64_t ll_audit_package_measure(struct ll_audit *a, const struct ll_package *p);
/* The first day on which any of that, or the package, was where it is; INT64_MIN: nothing is there.
 */
int64_t ll_audit_package_since(struct ll_audit *a, const struct ll_package *p);
/* Into `contents`: what lies in a package and in those within it, joined. */
void ll_audit_contents_within(struct ll_audit *a, const struct ll_package *p,
                              struct ll_vec *contents);
/* ---- packages (apply_package.c) ---- */
/* That the number it has is one of its kind, and nobody else's. */
void ll_audit_check_number(struct ll_audit *a, struct ll_package *p);
/* The seal that is on it, if there is one, is broken. */
void ll_audit_break_seal(struct ll_audit *a, struct ll_package *p, struct ll_str reason,
                         int64_t day);
/* When a shipment last left with their package or brought it; INT64_MIN: none did. */
int64_t ll_custody_moved(const struct ll_custody *c);
/* A finding when units under review are dealt with in a way that has to wait. */
void ll_audit_check_review(struct ll_audit *a, const struct ll_custody *c, const struct ll_lot *lot,
                           const char *deed);
/* A finding when units are recycled that left without authority, and nobody cleared it. */
void ll_audit_check_incident(struct ll_audit *a, const struct ll_lot *lot, int64_t lo, int64_t hi);
/* The units [lo, hi) that an event names, into `spans`, as ll_content_join leaves them. What are no
 * units of a lot, or are there twice, is a finding `code` about `o`, or their lot when it is NULL;
 * they stay away. False when what is named is not disjoint and joined, or nothing. */
bool ll_audit_read_spans(struct ll_audit *a, const struct ll_object *o, enum ll_audit_code code,
                         const struct ll_json *list, struct ll_vec *spans);
/* Put contents in the order of lots and units, and make one of neighbours; false, with the first
 * place that is there twice, when some overlap. */
bool ll_content_join(struct ll_vec *contents, struct ll_content *ret_twice);
/* The content of the lot that begins at `lo`, among joined ones; or NULL. */
struct ll_content *ll_content_find(const struct ll_vec *contents, const struct ll_lot *lot,
                                   int64_t lo);
/* In contents that are joined: the first of the lot that ends behind `lo`, and how many of units
 * [lo, hi) are among them. */
size_t ll_content_from(const struct ll_vec *contents, const struct ll_lot *lot, int64_t lo);
int64_t ll_content_units(const struct ll_vec *contents, const struct ll_lot *lot, int64_t lo,
                         int64_t hi);
/* The annex entry of `field` that a member names, made by this event; zero when absent. */
struct ll_id ll_audit_annex_of(struct ll_audit *a, const struct ll_json *object, const char *member,
                               const char *field);

/* The first position that unit `at` of an allocation answers for; at its end, where that ends. */
int64_t ll_allocation_line(const struct ll_allocation *whole, int64_t at);
/* Of units [lo, hi) of a lot, those that a plant received last which did not hold what the line
 * demands. (standard.c) */
int64_t ll_audit_lacking(const struct ll_lot *lot, int64_t lo, int64_t hi,
                         const struct ll_line *line);
/* After a receipt: none of its units serves a line whose standard the plant did not hold, and
 * certificates that cite such units are not live. */
void ll_audit_check_standards(struct ll_audit *a, const struct ll_receipt *r);

/* Make [lo, hi) an allocation of its own, out of the one at index `at`, on the line's side too.
 * NULL: no memory. */
struct ll_allocation *ll_allocation_cut(struct ll_audit *a, struct ll_lot *lot, size_t at,
                                        int64_t lo, int64_t hi);
/* From half of what the lightest of the class weigh to one and a half times the heaviest, each. */
bool ll_audit_mass_fits(const struct ll_class *class, const struct ll_lot *lot);
/* Can these units, listed as struct ll_content, weigh that? Classes say, give or take a factor of
 * two. */
bool ll_audit_can_weigh(struct ll_audit *a, const struct ll_vec *contents, int64_t mass_g);
void ll_audit_check_mass(struct ll_audit *a, const struct ll_receipt *r);
/* ---- what a plant weighed (recredit.c) ---- */
/* What a unit counts on a line in grams: its lot's mass by its units, or less since a receipt. */
int64_t ll_audit_unit_credit(const struct ll_lot *lot, const struct ll_custody *c);
/* Units of [lo, hi) that count less than `credit_g` since a receipt. */
int64_t ll_audit_light_units(const struct ll_lot *lot, int64_t lo, int64_t hi, int64_t credit_g);
/* Allocations of [lo, hi) that credit units more than they count keep the units and lose their last
 * positions, but for those that a certificate cites. */
void ll_audit_recredit(struct ll_audit *a, struct ll_lot *lot, int64_t lo, int64_t hi);
/* Before an event that may not come between a receipt and what follows from its mass. */
void ll_audit_check_weighed(struct ll_audit *a);

/* After all events: the units of certificates that are live, and of those under review. */
void ll_audit_count_certified(struct ll_audit *a);

/* Where units of a new lot were found, by the body of their event (found.c). */
void ll_audit_find_units(struct ll_audit *a, struct ll_lot *lot, const struct ll_json *b);
/* A finding when found units are explained as lost before, and fewer were lost (found.c). */
void ll_audit_check_explained(struct ll_audit *a, struct ll_lot *found);
/* A finding when an explanation is none, or wants words; and when the losses of a lot that is
 * excluded explain found units. (found.c) */
void ll_audit_check_explanation(struct ll_audit *a, const struct ll_lot *lot, bool has_note);
void ll_audit_check_explaining(struct ll_audit *a, const struct ll_lot *excluded);
/* What a receipt signed for beyond the shipment has to be found by the event after it. */
void ll_audit_check_surplus(struct ll_audit *a);
/* Grams of units [lo, hi): differences of one floored function, so that parts sum to the whole. */
int64_t ll_lot_share_g(const struct ll_lot *lot, int64_t lo, int64_t hi);
/* Units that are neither allocated nor removed from the supply. O(custody + allocations met). */
int64_t ll_audit_free_units(const struct ll_lot *lot);

/*
 * Is `units` what a sample of `drawn` out of `declared`, `good` of them good, binds at 95 %? False
 * also for numbers that are no sample. Latches LL_ENOMEM.
 */
bool ll_audit_is_sample_bound(struct ll_audit *a, int64_t declared, int64_t drawn, int64_t good,
                              int64_t units);

/* ---- what is stored (stored_*.c, facts.c, certificate_body.c) ---- */
/* Each compares one group of tables with the model. Errors: the store's. */
enum ll_status ll_audit_stored_registry(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_supply(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_handover(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_label(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_notification(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_plant(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_demand(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_stored_status(struct ll_audit *a, struct ll_err *reterr);
/* The schema itself (schema.c). */
enum ll_status ll_audit_schema(struct ll_audit *a, struct ll_err *reterr);
enum ll_status ll_audit_facts(struct ll_audit *a, struct ll_err *reterr);
/* The public logs, against the events and themselves (log.c). */
enum ll_status ll_audit_logs(struct ll_audit *a, struct ll_err *reterr);
/* Places in status lists (status.c): what the event at hand gives to the certificate's revision;
 * all so far are of what was restated; what the body says of its own; which have no row. */
void ll_audit_status_given(struct ll_audit *a, struct ll_certificate *certificate,
                           const struct ll_json *event_body);
void ll_audit_status_restated(struct ll_certificate *certificate);
void ll_audit_status_body(struct ll_audit *a, const struct ll_certificate *certificate,
                          const struct ll_json *body);
void ll_audit_status_missing(struct ll_audit *a, const struct ll_certificate *certificate);
/* What its body says in words. */
void ll_audit_certificate_words(struct ll_audit *a, const struct ll_certificate *certificate,
                                const struct ll_json *body);
/* The signed body of a certificate just stated; its spans are in the event at hand. */
void ll_audit_certificate_body(struct ll_audit *a, struct ll_certificate *certificate);

#endif
