/*
 * A summary of a notification, or of one movement of it, small enough for one QR code: lines of
 * ASCII under the signature of the operator's log key, as a signed note (note.h) whose dash is
 * written "--". Its first line is no log's origin, so that it passes for no checkpoint.
 *
 *     loopledger summary 1
 *     notification GH/2026-7
 *     movement GH/2026-7.000003        of one movement
 *     shipment s-12                    likewise
 *     waste phone-scrap A1181          the code of the Basel Convention, or unknown
 *     mass 18000                       grams: at most, in all; of one movement what is booked
 *     shipments 6                      at most
 *     departs 2026-05-01 2027-04-30    between these days; of a movement that left that day, twice
 *     way GH CI BE
 *     from GH kumasi
 *     to BE hoboken
 *     consent BE 2026-05-01 2027-04-30 4 40000000     from, until, shipments, grams; each state's
 *     package MSCU3070076 S-77         its number or code, and its seal, or "-"
 *     more 2                           packages for which there was no room
 *     made 2026-11-23
 *     expires 2027-04-30               its last day
 *
 *     -- ledger.example/log BASE64     the key id and the signature
 *
 * Without "departs" it was made by an earlier version. Freestanding.
 */
#ifndef LL_PROOF_SUMMARY_H
#define LL_PROOF_SUMMARY_H

#include "base/json.h"
#include "base/time.h"
#include "proof/note.h"

#define LL_SUMMARY_BYTES_MAX 1100 /* with its signature: a QR code of level M, version 27 */
#define LL_SUMMARY_LINES_MAX 64
#define LL_SUMMARY_PACKAGES_MAX 32 /* the others are counted */
#define LL_SUMMARY_TITLE "loopledger summary 1"

struct ll_summary_line {
    struct ll_str name; /* "consent" */
    struct ll_str value;
};
struct ll_summary {
    struct ll_str text; /* what is signed */
    struct ll_summary_line lines[LL_SUMMARY_LINES_MAX];
    size_t count;
    struct ll_date made;
    struct ll_date expires;
};

/* Does it say that it is one? */
bool ll_summary_looks_like(struct ll_str bytes);
/*
 * Read a summary with its signature: what a scanner does to ends of lines is put right, in `arena`;
 * the lines have to be those above, in that order. LL_EPARSE: it is cut off, or no summary;
 * LL_ELIMIT; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_summary_read(struct ll_arena *arena, struct ll_str bytes,
                                       struct ll_summary *ret_summary, struct ll_note *ret_note,
                                       struct ll_err *reterr);
/* May it stand as one word in a line? ASCII without blanks, not empty. */
bool ll_summary_word_ok(struct ll_str word);
/* A text with its signature, as it is scanned. The failure is latched in `out`. */
void ll_summary_put(struct ll_strbuf *out, struct ll_str text, const struct ll_note_key *key,
                    const struct ll_signature *signature);
/* [{"name", "value"}] */
struct ll_json *ll_summary_json(struct ll_arena *arena, const struct ll_summary *summary);

#endif
