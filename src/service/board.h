/*
 * The board of a programme: what an allocation run looks at, read from the store and numbered as
 * the allocator wants it (core/allocate.h). Shared by the run and its preview.
 */
#ifndef LL_SERVICE_BOARD_H
#define LL_SERVICE_BOARD_H

#include "core/allocate.h"
#include "service/ctx.h"

/* The ids behind the allocator's numbers. All of it lives in the request's arena. */
struct ll_board {
    struct ll_programme_id programme_id;
    /* classes, numbered in the order of their codes */
    struct ll_str classes[LL_CLASS_NUMBER_MAX + 1];
    size_t class_count;
    /* by order line */
    struct ll_board_line {
        struct ll_order_line_id id;
        struct ll_str code;
        uint32_t restriction;
    } * lines;
    size_t line_count;
    struct ll_restriction *restrictions;
    size_t restriction_count;
    /* by lot, in queue order */
    struct ll_board_lot {
        struct ll_lot_id id;
        int64_t accepted;
        int64_t free; /* of the whole lot: at `base` alone */
        /* Units that are of another class than their lot stand behind it as a lot of their own, and
         * so do runs of units that differ in what the plant that received them did not hold. */
        size_t base; /* index of the lot that they are of; its own, when they are the lot's */
        size_t reclassified; /* index of the first that is of another class */
        char number[16];
    } * lots;
    struct ll_allocate_lot *lot_facts;
    size_t lot_count;
    /* units that are not of their lot's class, by lot, then number */
    struct ll_board_reclassified {
        struct ll_lot_id lot_id;
        struct ll_span span;
        uint8_t class_number;
    } * reclassified;
    size_t reclassified_count;
    size_t reclassified_capacity;
    struct ll_allocate_supply *supply;
    size_t supply_count;
    size_t supply_capacity;
    /* by open span, in queue order */
    struct ll_board_span {
        struct ll_span slice;
        size_t slice_index; /* of the slices read, so that its last span closes it */
    } * spans;
    struct ll_allocate_demand *demand;
    size_t demand_count;
    size_t demand_capacity;
    int64_t *slice_open; /* by slice read: positions still open */
    size_t slice_count;
    size_t slice_capacity;
    /* standards that lines demand, numbered as they come */
    struct ll_str standards[64];
    size_t standard_count;
    /* funders, numbered from 1 as they come */
    struct ll_organisation_id *funders;
    size_t funder_count;
    size_t funder_capacity;
};

/*
 * Read the board and let the allocator match it. `used_up`: behind the lots also one of each kind
 * that eligible lots without free units are of, so that a preview can tell what is used up from
 * what is not there; it has no id and no units, nothing is matched to it. A run leaves them out.
 * LL_ECORRUPT when what is stored contradicts itself, LL_ELIMIT, LL_ENOMEM, the store's errors.
 * Cost: six queries, seven with `used_up`; O(open lots + their allocations + open slices + their
 * allocations), and O(lots) in the store with `used_up`.
 */
LL_MUST enum ll_status ll_board_match(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                      bool used_up, struct ll_board *ret_board,
                                      struct ll_allocate_input *ret_input,
                                      struct ll_allocate_result *ret_result, struct ll_err *reterr);
/* Positions that a match left open, of lines of one measure. */
int64_t ll_board_open(const struct ll_board *board, const struct ll_allocate_result *result,
                      enum ll_measure measure);

#endif
