/*
 * The pace of a server's writer, learned from what its commits take: how many requests may wait
 * behind one, so that none waits long, and for how long it is worth to wait for more of them before
 * the next. No clock, no lock: the caller has both.
 */
#ifndef LL_EDGE_HTTP_PACE_H
#define LL_EDGE_HTTP_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Commits are shared by so many in any case: fewer would cost more than they spare. */
#define LL_PACE_WAITING_MIN 32

struct ll_pace {
    size_t waiting_max;
    int64_t commit_us_max; /* what a commit should take at most */
    size_t limit;          /* of those that wait */
    bool busy;             /* a commit is under way */
    int64_t began_us;
    size_t first;     /* requests that it began with */
    size_t count;     /* that it holds */
    int64_t ended_us; /* the last one, with what it took, and how many it held or left waiting */
    int64_t took_us;
    size_t expected;
    unsigned patience; /* commits from now on before it waits for more again */
};

void ll_pace_init(struct ll_pace *pace, size_t waiting_max, int64_t commit_us_max);
/* May one more wait behind `waiting` others? No when the commit that takes them would take longer
 * than it should, or when the one under way does. */
bool ll_pace_admits(const struct ll_pace *pace, size_t waiting, int64_t now_us);
void ll_pace_begin(struct ll_pace *pace, size_t count, int64_t now_us);
/* May others join the commit that is under way? Not once it is shared by so many that who comes now
 * would only make all of them wait. */
bool ll_pace_takes(const struct ll_pace *pace);
void ll_pace_join(struct ll_pace *pace, size_t count); /* so many more are in it */
void ll_pace_end(struct ll_pace *pace, size_t waiting, int64_t now_us);
/*
 * How much longer to wait for more before `waiting` are taken; 0: not at all. Those who were just
 * answered ask again at once, or they do not; while they are on their way, the others would go
 * alone, and each half of them would pay for a commit.
 */
int64_t ll_pace_gather_us(const struct ll_pace *pace, size_t waiting, int64_t now_us);
/* It was waited until there were none left to wait for, or for as long as that says. */
void ll_pace_gathered(struct ll_pace *pace, size_t before, size_t after);

#endif
