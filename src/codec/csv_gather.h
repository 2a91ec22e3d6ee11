/*
 * From judged rows of a CSV file to documents. While rows come in, each is kept in few bytes: its
 * texts once, its line packed, its devices packed; device rows of one document, line, class and
 * kind become one line. At the end the lists are laid out as the record has them, each in one
 * piece.
 */
#ifndef LL_CODEC_CSV_GATHER_H
#define LL_CODEC_CSV_GATHER_H

#include "codec/chunks.h"
#include "codec/keyset.h"
#include "codec/purchase_csv.h"

#define LL_CSV_ID_MAX 200 /* bytes of a number of a document, line or asset */

/* A row, judged. Its texts are borrowed until the next row. */
struct ll_csv_entry {
    int64_t source_line;
    bool skipped;
    bool has_date;
    struct ll_date date;
    struct ll_str doc_id;
    struct ll_str client;
    struct ll_str buyer;
    struct ll_str seller;
    struct ll_str currency;
    struct ll_str asset; /* the client's own number of the device */
    struct ll_purchase_line line;
    struct ll_findings findings;
};

struct ll_csv_gather {
    struct ll_arena *arena;                    /* of the result */
    const struct ll_purchase_context *context; /* of the rows: its arena is scratch */
    enum ll_doc_type doc_type;
    struct ll_texts texts;       /* in the result */
    struct ll_arena index_arena; /* of what follows: gone when all rows are in */
    struct ll_texts keys;
    struct ll_keyset documents; /* client and document number */
    struct ll_keyset line_ids;  /* document and line number */
    struct ll_keyset groups;    /* document, line number, class, kind: of device rows */
    struct ll_keyset devices;   /* maker and number, in the whole file */
    struct ll_keyset assets;    /* the client's own numbers, in the whole file */
    struct ll_arena list_arena; /* of what follows: gone when lines are laid out */
    struct ll_chunks packed_documents;
    struct ll_chunks packed_lines;
    struct ll_chunks packed_devices;
    struct ll_arena row_arena; /* of what follows: gone when rows are laid out */
    struct ll_chunks packed_rows;
    struct ll_chunks packed_findings;
    size_t good_rows;
    size_t bad_rows;
    size_t skipped_rows;
    struct ll_err *reterr;
};

/* `arena` of the result, `context` of the rows: both outlive the gathering. Then set doc_type. */
void ll_csv_gather_begin(struct ll_csv_gather *gather, struct ll_arena *arena,
                         const struct ll_purchase_context *context, struct ll_err *reterr);

/*
 * Take a row: find doubles, place it in its document, count it. LL_ENOMEM; LL_ELIMIT: too many
 * documents, lines of one document, or bytes of a number.
 */
LL_MUST enum ll_status ll_csv_gather_add(struct ll_csv_gather *gather, struct ll_csv_entry *entry);

/* Lay out documents, rows and findings. LL_ENOMEM. The documents are not yet checked. */
LL_MUST enum ll_status ll_csv_gather_finish(struct ll_csv_gather *gather,
                                            struct ll_purchase_csv *csv);

/* Give back what is not the result, after a failure too. */
void ll_csv_gather_end(struct ll_csv_gather *gather);

#endif
