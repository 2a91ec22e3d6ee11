/*
 * Text for people: made safe for a terminal, measured in columns; and the nearest known word to one
 * that was not known.
 */
#ifndef LL_EDGE_CLI_TEXT_H
#define LL_EDGE_CLI_TEXT_H

#include "base/str.h"

/*
 * Append `s` so that it can do nothing to a terminal: control characters (also those of C1), the
 * marks that turn the direction of text, line separators and bytes that are no UTF-8 become \xHH or
 * \u{HHHH}. `keep` lists control characters that pass ("\n"). Cost: O(s).
 */
void ll_text_escape(struct ll_strbuf *buf, struct ll_str s, const char *keep);
/* The same for JSON text: what the writer leaves as it is becomes \uHHHH; the value is the same. */
void ll_text_escape_json(struct ll_strbuf *buf, struct ll_str json);

/* Columns of text that went through ll_text_escape: its characters. */
size_t ll_text_columns(struct ll_str s);
void ll_text_pad(struct ll_strbuf *buf, size_t columns);
/* 1234567 as "1,234,567". */
void ll_text_thousands(struct ll_strbuf *buf, int64_t value);
/* A help text of a table ("its code") as a sentence ("Its code."), in the arena; "" without memory.
 */
struct ll_str ll_text_sentence(struct ll_arena *arena, const char *text);
/*
 * Paragraphs, parted by empty lines, into lines of at most `width` columns, each begun by `indent`
 * spaces. White space inside a paragraph counts as one space.
 */
void ll_text_wrap(struct ll_strbuf *buf, struct ll_str text, size_t indent, size_t width);

/* The line of a heading on several that begins at `from`: as many of its words as `width` takes,
 * one at least. The next begins after it and a blank. */
struct ll_str ll_text_stacked(struct ll_str heading, size_t from, size_t width);
/* How wide a heading is when it is stacked: `width`, or its longest word; and on how many lines. */
size_t ll_text_stack(struct ll_str heading, size_t width, size_t *ret_lines);

/* Collects the nearest of the words offered one by one. */
#define LL_NEAREST_WORD_MAX 48
struct ll_nearest {
    struct ll_str asked;
    const char *best; /* NULL: nothing near enough */
    size_t distance;
};
void ll_nearest_init(struct ll_nearest *nearest, struct ll_str asked);
/* `word` must outlive the search. Cost: O(asked * word), both cut at LL_NEAREST_WORD_MAX. */
void ll_nearest_offer(struct ll_nearest *nearest, const char *word);

#endif
