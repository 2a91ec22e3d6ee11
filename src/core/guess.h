/*
 * Passwords that are guessed early: of 15 bytes and more, those made of a few pieces that whoever
 * guesses puts together. Pure.
 */
#ifndef LL_CORE_GUESS_H
#define LL_CORE_GUESS_H

#include <stdbool.h>

#include "base/str.h"

/* A password weighs as many as it has pieces: a common word or phrase (guess_words.def), a word of
 * `own` (of 3 bytes or more: who it is, and where), a run along the alphabet, the digits or a
 * keyboard's row, a year, a repetition of what stands before it; every other byte is a piece.
 * Capitals, blanks, dashes and points, and digits and signs that stand for letters change nothing.
 */
#define LL_GUESS_WEIGHT_MIN 8
#define LL_GUESS_BYTES_MAX 256 /* what follows is not looked at */
int ll_guess_weight(struct ll_str password, const struct ll_str *own, size_t own_count);

#endif
