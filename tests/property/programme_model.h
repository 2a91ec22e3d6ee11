/*
 * A programme as a child would keep it: a box for every phone and a line of every client's
 * positions, moved by hand, one at a time. No intervals, no code of core or of services. Each call
 * is a command; it says whether the ledger has to accept it, and changes nothing when it has not.
 */
#ifndef LL_TESTS_PROPERTY_PROGRAMME_MODEL_H
#define LL_TESTS_PROPERTY_PROGRAMME_MODEL_H

#include "core/stage.h" /* the names of states, stages and facts alone */
#include "property/seed.h"

#define MODEL_LOTS 10
#define MODEL_UNITS 8
#define MODEL_CLASSES 2
#define MODEL_CLIENTS 2
#define MODEL_DEMANDS 3                             /* classes that are bought */
#define MODEL_PLAIN (MODEL_DEMANDS * MODEL_CLIENTS) /* lines that the first purchase opens */
#define MODEL_LINES (MODEL_PLAIN + 3)               /* the others are opened with terms */
#define MODEL_POSITIONS 160
#define MODEL_CLASS_G 6   /* what a unit of any class usually weighs */
#define MODEL_DEVICE_G 10 /* of a line in grams */
#define MODEL_SLICES 24
#define MODEL_PACKAGES 12
#define MODEL_SHIPMENTS 8
#define MODEL_CASES 24
#define MODEL_CERTIFICATES 24
#define MODEL_CERTIFICATIONS 8
#define MODEL_NONE (-1)

/* Where a unit is: in a package (its number), or one of these. */
enum {
    PLACE_LOOSE = -1,  /* where it was collected */
    PLACE_ABROAD = -2, /* at the plant across the border, which is certified */
    PLACE_PLANT = -3,  /* at the other */
    PLACE_LAGOS = -4,  /* loose, collected in another country */
    PLACE_NOWHERE = -5,
};
#define MODEL_PLACES 4

enum model_country {
    COUNTRY_GH,
    COUNTRY_NG,
    COUNTRY_BE,
};

/* What is never mixed, within a programme. */
struct model_origin {
    enum model_country country;
    bool funded;
};

/* What an order line takes; all false and 0: any that nobody funded. */
struct model_terms {
    bool strict;        /* of what plants received it takes only what the certified one did */
    bool funded;        /* what the funder paid for, and nothing else */
    bool early;         /* collected before March */
    bool late;          /* or since */
    unsigned countries; /* a bit each; 0: any */
};

/* What is bought: in grams, which any scrap serves, or pieces that one class of it does. */
enum model_demand {
    DEMAND_GRAMS,
    DEMAND_FIRST,
    DEMAND_SECOND,
};

struct model_unit {
    enum ll_stage stage;
    int class;
    int place;
    int receipt; /* of this shipment */
    int under;   /* this case */
    int line;    /* which it serves, from `position` on */
    int position;
    int span;        /* so many positions: one piece, or grams */
    int credit;      /* at most so many */
    int row;         /* units that were matched together, and not parted since, are of one */
    int certificate; /* that cites it */
    int grams;       /* its share of what was weighed last */
    int worth;       /* what it counts from now on where grams are bought */
    int treatment;   /* the last; 0: none */
    bool refused;    /* by a plant, and it has not left it since */
    int left_on;     /* this day, when it is removed */
    int since;       /* the last day on which anything became of it; 0 also before the first */
};

struct model_lot {
    bool eligible;
    bool found;     /* not collected, */
    int found_on;   /* on this day, */
    bool explained; /* and is what was lost before, since it was admitted last */
    bool uncounted; /* each of its units is a gram */
    bool early;     /* collected before March */
    struct model_origin origin;
    int class; /* when it was collected */
    int units;
    int grams; /* of all, where they were collected */
    struct model_unit unit[MODEL_UNITS];
};

struct model_position {
    bool voided; /* nobody looks for a unit for it any more */
    int from;    /* voided since this earlier position stands for it, */
    int from_line;
    int carried; /* taken back while a certificate held its unit, as the nth of all; 0: not */
    bool used;   /* it stands for a later one */
    int lot;     /* MODEL_NONE: nothing serves it */
    int unit;
};

struct model_line {
    bool opened;
    int client;
    enum model_demand demand;
    int number; /* lines were opened in this order */
    struct model_terms terms;
    int demanded;
    struct model_position position[MODEL_POSITIONS];
};

/* What one document bought, or a hold keeps; slices stand in the order of the queue. */
struct model_slice {
    int line;
    int lo;
    int hi;
    enum ll_hold_state hold; /* 0: it never was one */
    bool erased;             /* nobody knows the number of its document any more */
    int until;               /* its last day */
};

enum model_package_state {
    PACKAGE_STANDS,
    PACKAGE_AWAY,
    PACKAGE_UNPACKED,
};
struct model_package {
    enum model_package_state state;
    int booked; /* on this shipment, planned or on its way */
    bool sealed;
    int place; /* where it stands; what lies loose beside it is there too */
    struct model_origin origin;
    int moved; /* the last day on which it left or arrived */
};

/* A plant holds the standard from one day to another. */
struct model_certification {
    int place;
    int from;
    int to;
};

enum model_shipment_state {
    SHIPMENT_PLANNED,
    SHIPMENT_DEPARTED,
    SHIPMENT_ARRIVED,
    SHIPMENT_RECEIVED,
    SHIPMENT_CANCELLED,
};
struct model_shipment {
    enum model_shipment_state state;
    int from; /* places */
    int to;
    bool abroad; /* it crosses a border */
    int day;     /* of the receipt */
    bool consented;
    bool is_notified; /* by a notification of it alone */
    bool has_package[MODEL_PACKAGES];
};

/* Some of the units. */
struct model_marks {
    bool on[MODEL_LOTS][MODEL_UNITS];
};
struct model_case {
    bool open;
    struct model_marks about;
};

enum model_certificate_state {
    CERTIFICATE_LIVE = 1,
    CERTIFICATE_UNDER_REVIEW,
    CERTIFICATE_SUPERSEDED,
    CERTIFICATE_REVOKED,
};
struct model_certificate {
    enum model_certificate_state state;
    enum ll_stage stage;
};

struct model {
    struct seed *seed; /* for its checks */
    struct model_lot lot[MODEL_LOTS];
    int lots;
    struct model_line line[MODEL_LINES];
    struct model_slice slice[MODEL_SLICES];
    int slices;
    bool certified[MODEL_CLIENTS]; /* a client is named by a certificate, or was */
    bool erased[MODEL_CLIENTS];    /* nobody knows its name any more: no certificate can say it */
    struct model_certification certification[MODEL_CERTIFICATIONS];
    int certifications;
    int day;     /* today */
    int carried; /* so often */
    int rows;
    int lines;
    int treatments;
    bool opened; /* a position, by the command at hand */
    struct model_package package[MODEL_PACKAGES];
    int packages;
    struct model_shipment shipment[MODEL_SHIPMENTS];
    int shipments;
    struct model_case cases[MODEL_CASES];
    int case_count;
    struct model_certificate certificate[MODEL_CERTIFICATES];
    int certificates;
};

/* What facts about units are about: a package and how many, or the units [from, to) of a lot. */
struct model_choice {
    bool exact;
    int package;
    int lot;
    int from;
    int to;
    int units;
    int day; /* of the fact, where it has one */
};

/* Every unit, in the order of lots and numbers. */
#define EACH_UNIT(model, l, u)                                                                     \
    for (int l = 0; l < (model)->lots; l++)                                                        \
        for (int u = 0; u < (model)->lot[l].units; u++)

void model_start(struct model *model, struct seed *seed);
int model_line_of(int client, enum model_demand demand);
/* The positions that one device takes. */
int model_device(const struct model *model, int line);
enum model_country model_country_of(int place);
/* A line with terms; the others are there from the first purchase on. */
bool model_open(struct model *model, int line, int client, enum model_demand demand,
                const struct model_terms *terms);

/* What a collector brings. */
struct model_scrap {
    int class;
    int units;
    int grams;
    bool uncounted;
};
bool model_collect(struct model *model, int place, const struct model_scrap *scrap, bool funded,
                   bool early);
bool model_find(struct model *model, int place, const struct model_scrap *scrap,
                const struct model_origin *origin);
/* Of the origin of a package there. */
bool model_find_in(struct model *model, int package, int place, const struct model_scrap *scrap);
bool model_exclude(struct model *model, int lot);
/* What an admission says found units are. */
enum model_explanation {
    EXPLAINED_NOT,
    EXPLAINED_LOST,
    EXPLAINED_OTHERWISE,
};
bool model_admit(struct model *model, int lot, enum model_explanation explanation);
/* On which line a purchase counts that does not say so; MODEL_NONE: that is not clear. */
int model_line_for(const struct model *model, int client, enum model_demand demand);
bool model_buy(struct model *model, int line, int units);
/* So many devices of what a document bought. */
struct model_return {
    int slice;
    int units;
};
bool model_credit(struct model *model, const struct model_return *returns, int count);
bool model_run(struct model *model);
bool model_hold(struct model *model, int line, int units, int until);
/* By a document; `known`: that was booked before. */
bool model_confirm(struct model *model, int slice, bool known);
bool model_withdraw(struct model *model, int slice);
bool model_expire(struct model *model);

bool model_make(struct model *model, int place, const struct model_origin *origin);
/* Units of a stage that a plant gave them; 0: those that no plant has received. */
bool model_fill(struct model *model, int package, int lot, int units, enum ll_stage stage);
bool model_seal(struct model *model, int package);
bool model_pour(struct model *model, const int *from, int from_count, const int *into,
                const int *units, int into_count);
bool model_plan(struct model *model, const int *packages, int count, int from, int to);
bool model_consent(struct model *model, int shipment);
/* Whether it crosses its border on a notification: not what goes home, or may not go at all. */
bool model_is_notified(const struct model *model, int shipment);
bool model_depart(struct model *model, int shipment);
bool model_arrive(struct model *model, int shipment);
bool model_cancel(struct model *model, int shipment);
/* What a plant says of a shipment. */
struct model_receipt {
    int missing;
    int rejected;
    int grams;
    bool sampled;    /* what is missing came all the same, and was weighed */
    bool by_package; /* so many of each are missing */
    int lacking[MODEL_PACKAGES];
    int found; /* above what the papers say, of a class, and of the origin of a package */
    int found_class;
    int found_in;
};
bool model_receive(struct model *model, int shipment, const struct model_receipt *receipt);
/* So many units of a receipt, 0: all that may be; they became so many grams. */
bool model_treat(struct model *model, int receipt, bool interim, int units, int grams);
bool model_reclass(struct model *model, int class, const struct model_choice *choice);
bool model_remove(struct model *model, enum ll_fact fact, const struct model_choice *choice);

bool model_certify(struct model *model, int place, int from, int to);
bool model_erase(struct model *model, int client);

/* About the first that is not MODEL_NONE. */
bool model_open_case(struct model *model, int package, int shipment, int receipt);
bool model_close_case(struct model *model, int number);

/* Of which purchases a certificate is: that of a document, those of February or later. */
struct model_part {
    int document; /* its slice, or MODEL_NONE */
    bool february;
    bool later;
};
/* At most `units` that were counted; 0: all there are. */
bool model_issue(struct model *model, int client, enum ll_stage stage, int units,
                 const struct model_part *part);
bool model_raise(struct model *model, int certificate);
bool model_replace(struct model *model, int certificate);
bool model_revoke(struct model *model, int certificate);

/* ---- parts of commands ---- */
void model_free(struct model *model, struct model_unit *unit);
void model_doubt(struct model *model, int certificate);
/* True when a hold was over. */
bool model_end_due(struct model *model);

/* ---- looking ---- */
int model_slice_of(const struct model *model, int line, int position);
int model_in_package(const struct model *model, int package);
int model_in_shipment(const struct model *model, int shipment);
int model_treatable(const struct model *model, int receipt, bool interim);
/* What so many of them weigh; 0: all. */
int model_treatable_g(const struct model *model, int receipt, bool interim, int units);
/* What units weighed where they were collected: of a whole shipment. */
int model_collected_g(const struct model *model, int shipment);
/* Is what nobody counted in a package, or aboard? */
bool model_holds_uncounted(const struct model *model, int package);
bool model_carries_uncounted(const struct model *model, int shipment);
/* Or did it come with a receipt? */
bool model_brought_uncounted(const struct model *model, int receipt);
bool model_is_removed(const struct model_unit *unit);
bool model_same_origin(const struct model_origin *a, const struct model_origin *b);
bool model_fits(const struct model *model, int lot, const struct model_unit *unit);
bool model_is_aboard(const struct model *model, int shipment, const struct model_unit *unit);
/* Did the plant that received the unit last lack the standard, that day? */
bool model_lacks(const struct model *model, const struct model_unit *unit);
/* Where units of a shipment lie loose once it was received. */
int model_plant_of(const struct model *model, int shipment);
/* Does a later shipment take on some package of it? */
bool model_goes_on(const struct model *model, int shipment);
void model_set_packages(struct model *model, int shipment, enum model_package_state state,
                        int booked);
/* What units that are cited together are apart from the others. */
void model_part_rows(struct model *model);
/* Units [lo, hi) of a lot, all of one row, count at most so much each from now on. */
void model_shrink(struct model *model, int lot, int lo, int hi, int credit);
/* The units marked came with a receipt of so many grams: those that weigh less count less. */
void model_recredit(struct model *model, const struct model_marks *marks, int grams, int beyond_g);
/* So many grams fall to the units that are marked. */
void model_weigh(struct model *model, const struct model_marks *marks, int grams);
/* The promises, unit by unit. */
void model_check(const struct model *model);

#endif
