/* Hints name commands; people on a page are told the address that does the same, and programs what
 * to ask. */
#ifndef LL_EDGE_HTTP_COMMAND_WORDS_H
#define LL_EDGE_HTTP_COMMAND_WORDS_H

#include "base/arena.h"
#include "base/locale.h"
#include "base/str.h"

/*
 * `text` with each quoted command ('loopledger package show pallet', 'hold withdraw') replaced by
 * where that is on the pages ('/packages/pallet'): a list, an object, a form, or where no object is
 * named the list of them. What no page does, such as signing with a plant's key, stays. An option
 * outside of a command ("give --order-line") is called as its field on the form ("give 'order
 * line'"). As it is without memory.
 *
 * Without a locale for programs: 'loopledger class list' is 'GET /classes', 'loopledger webhook
 * enable' 'POST /webhooks/{webhook}/enable', 'lot admit' in quotation marks 'POST
 * /lots/{lot}/admit', and --order-line the member 'order_line'.
 */
struct ll_str ll_command_words(struct ll_arena *arena, const struct ll_locale *locale,
                               struct ll_str text);

#endif
