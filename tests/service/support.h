/*
 * A ledger of its own for one test of services: a fresh store on the engine under test, a clock
 * that advances with every call, seeded ids and random bytes, and services called as a command line
 * would call them: by name, with options as text.
 *
 * Whatever a test does, these things are checked on the way: a write repeated with its key gives
 * the same answer and stores nothing; a refused request stores nothing; and at the end a rebuild
 * from the events leaves the store as it was, an audit finds nothing, and what judges bundles
 * offline takes those of the certificates.
 */
#ifndef LL_TESTS_SERVICE_SUPPORT_H
#define LL_TESTS_SERVICE_SUPPORT_H

#include <stdarg.h>

#include "crypto/crypto.h"
#include "service/run.h"
#include "support/random.h"
#include "support/store_fixture.h"

struct ll_ledger {
    struct ll_fixture fixture;
    struct ll_ctx ctx;
    struct ll_test_random random;
    struct ll_time clock; /* what the next call will read; a minute later after it */
    struct ll_err err;    /* of the last call */
    int64_t calls;
    const char *asks;             /* who asks for an override, */
    const char *approves;         /* and who approves it; NULL: nobody yet */
    struct ll_sign_key plant_key; /* of the facility "hoboken" */
    struct ll_sign_key other_key; /* of the facility "tema-plant" */
    const char *programme;        /* of what ll_receive and ll_pack make: "programme=africa" */
    bool made_by_hand; /* the test stored events of its own: the audit at the end is left out */
    bool unsound;      /* what it stored contradicts itself: no rebuild and no audit at the end */
    /* What options of the type FILE read: "doc=@name" gives the bytes given here. */
    struct ll_str file_name;
    struct ll_str file_bytes;
};

/* For cmocka: setup and teardown of one test; *state is a struct ll_ledger, or NULL to skip. */
int ll_ledger_start(void **state);
int ll_ledger_end(void **state);
/* Skips the test when there is no engine for it. */
struct ll_ledger *ll_ledger_of(void **state);
/* The same by hand, on a given engine. */
struct ll_ledger *ll_ledger_make(bool postgres);
void ll_ledger_finish(struct ll_ledger *ledger);
/* What is checked at the end, at any time: a rebuild changes nothing, an audit finds nothing. */
void ll_check_rebuild(struct ll_ledger *ledger);
void ll_check_audit(struct ll_ledger *ledger);
/* A certificate's bundle is authentic, in the log, and opens what it cites, unless it has ended. */
void ll_check_bundle(struct ll_ledger *ledger, struct ll_str serial);
/* The same of the first dozen, at the end: in a log that is started when there is none. */
void ll_check_bundles(struct ll_ledger *ledger);
/* An answer as the bytes that a command line prints with --json. */
struct ll_str ll_canonical(struct ll_ledger *ledger, const struct ll_json *value);
/* All that the store holds, as text. */
struct ll_str ll_dump(struct ll_ledger *ledger);

/*
 * Call "noun verb" with options "name=value", ended by NULL. ll_call expects success and gives the
 * answer; ll_refuse expects the status, with `part` somewhere in the error's where, text or hint.
 */
const struct ll_json *ll_call(struct ll_ledger *ledger, const char *command, ...);
void ll_refuse(struct ll_ledger *ledger, enum ll_status status, const char *part,
               const char *command, ...);
/* Call with options up to NULL, whatever comes of it; ledger->err says why not. `repeat`: check
 * what ll_call checks of a write. */
enum ll_status ll_try(struct ll_ledger *ledger, bool repeat, const struct ll_json **ret_answer,
                      const char *command, va_list options);
/* The bytes that FILE options read from now on; copied. */
void ll_give_file(struct ll_ledger *ledger, const char *name, struct ll_str bytes);
/* "name=text" made of two parts, for ll_call; lives as long as the ledger. */
const char *ll_option(struct ll_ledger *ledger, const char *name, struct ll_str text);

/* A member of an answer, through objects and arrays: "custody.0.lo". Fails the test if missing. */
const struct ll_json *ll_at(const struct ll_json *answer, const char *path);
struct ll_str ll_text_at(const struct ll_json *answer, const char *path);
int64_t ll_number_at(const struct ll_json *answer, const char *path);
bool ll_bool_at(const struct ll_json *answer, const char *path);
void ll_assert_text(const struct ll_json *answer, const char *path, const char *expected);

/* Stored events. */
int64_t ll_event_total(struct ll_ledger *ledger);
/* The whole store as text, as the command dump prints it. */
struct ll_str ll_dump(struct ll_ledger *ledger);
/* Days after the ledger's first day, 2026-03-02. */
void ll_advance_days(struct ll_ledger *ledger, int days);

/*
 * The registry most tests need. Programme "africa" (operator "oneforone", oldest vintage 2024-01):
 * demand of smartphone served by smartphone, smartphone_nb and feature_phone_nb; of tablet by
 * tablet. Organisations: oneforone NL, kumasi-repair GH (collector), blueline NL (carrier), smelter
 * BE, utrecht NL (client), goodfund NL (funder). Facilities: kumasi and tema GH, lagos NG, antwerp
 * BE, hoboken BE (plant, with plant_key), tema-plant GH (plant, with other_key). Blueline is
 * licensed to carry in GH, NG and BE.
 */
void ll_make_registry(struct ll_ledger *ledger);

/* "name=" and the SHA-256 of a text. */
const char *ll_digest_option(struct ll_ledger *ledger, const char *name, const char *text);
/* A collection at kumasi on 2026-03-01, in programme "africa"; its evidence goes by the record. */
const struct ll_json *ll_receive(struct ll_ledger *ledger, const char *record, const char *lots);
/* A sealed box at kumasi with all that lies loose of a lot there. Its id. */
struct ll_str ll_pack(struct ll_ledger *ledger, const char *code, struct ll_str lot_id);
/* The movement document of a shipment that is booked on n-1 was with the authorities on a day. */
void ll_send_movement(struct ll_ledger *ledger, const char *shipment, const char *sent_on);
/* A notification of a shipment that was planned alone, "of-CODE", on which it is booked: of
 * whatever may be in it, with all its papers and without consents. NULL: from kumasi to hoboken,
 * Ghana to Belgium, by blueline. */
struct ll_test_notified {
    const char *notifier, *consignee, *from, *plant, *states, *carriers;
    bool is_bare; /* phones without batteries; it needs no papers of them */
};
void ll_book(struct ll_ledger *ledger, const char *code, const struct ll_test_notified *of);
/* To that notification: "country=GH", "valid_until=2026-12-31". */
void ll_consent(struct ll_ledger *ledger, const char *code, const char *country,
                const char *valid_until);
/* What Ghana and Belgium consent to; it is booked first unless it is. */
void ll_consents(struct ll_ledger *ledger, const char *code, const char *valid_until);
/* What Belgium and Ghana agree on of one that is taken back, for it alone. */
void ll_agreed(struct ll_ledger *ledger, const char *code);
/* Ask as a user, "user=usr_…", in that one role; NULL: as the machine again. */
void ll_ask_as(struct ll_ledger *ledger, const char *user, enum ll_role role);
/* A user of the operator's: "user=usr_…". */
const char *ll_add_user(struct ll_ledger *ledger, const char *email, const char *role);
/* What two people do: one asks for it, the other approves it; up to NULL. */
void ll_call_two(struct ll_ledger *ledger, const char *command, ...);
/* Two people let a shipment leave on a day, "departs_on=…", or NULL: today. */
void ll_override(struct ll_ledger *ledger, const char *shipment, const char *departs_on,
                 const char *reason);
/* Plan, notify, consent, depart, 30 days, arrive: kumasi by tema and antwerp to hoboken. */
void ll_ship_to_hoboken(struct ll_ledger *ledger, const char *code, const char *packages);
/* What FILE options read next: the key as a key file. */
void ll_give_key_file(struct ll_ledger *ledger, const struct ll_sign_key *key);
/* A plant's signed receipt of this month, as bytes of a file. */
struct ll_str ll_signed_receipt(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                const char *units, const char *mass);
/* The same, of a shipment that is declared to carry `declared` units. */
struct ll_str ll_signed_difference(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                   const char *declared, const char *units, const char *mass);
/* What a plant signs of units of a receipt, this month, metallurgical by r4: given as the file that
 * FILE options read. "statement=treatment.json". */
const char *ll_give_treatment(struct ll_ledger *ledger, const struct ll_sign_key *key,
                              struct ll_str receipt_id, const char *units, const char *outputs);
const char *ll_give_treatment_by(struct ll_ledger *ledger, const struct ll_sign_key *key,
                                 const char *operation, struct ll_str receipt_id, const char *units,
                                 const char *outputs);

#define LL_LEDGER_TEST(f) cmocka_unit_test_setup_teardown(f, ll_ledger_start, ll_ledger_end)

#endif
