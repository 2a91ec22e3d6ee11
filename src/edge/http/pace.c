#include "edge/http/pace.h"

#define GATHER_PART 4 /* of what a commit takes: at most so much longer does waiting make it */
#define GATHER_US_MAX INT64_C(2000)
#define GATHER_WAITING_MAX 32 /* so many share a commit well enough */
#define GATHER_PATIENCE 8

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t limit_min(const struct ll_pace *pace)
{
    return least(LL_PACE_WAITING_MIN, pace->waiting_max);
}

void ll_pace_init(struct ll_pace *pace, size_t waiting_max, int64_t commit_us_max)
{
    *pace = (struct ll_pace){
        .waiting_max = waiting_max,
        .commit_us_max = commit_us_max,
        .limit = waiting_max,
    };
}

bool ll_pace_admits(const struct ll_pace *pace, size_t waiting, int64_t now_us)
{
    bool overdue = pace->busy && now_us - pace->began_us > 2 * pace->commit_us_max;
    return waiting < (overdue ? limit_min(pace) : pace->limit);
}

void ll_pace_begin(struct ll_pace *pace, size_t count, int64_t now_us)
{
    pace->busy = true;
    pace->first = count;
    pace->count = count;
    pace->began_us = now_us;
}

bool ll_pace_takes(const struct ll_pace *pace)
{
    return pace->count < GATHER_WAITING_MAX;
}

void ll_pace_join(struct ll_pace *pace, size_t count)
{
    pace->count += count;
}

/* One commit that was slow halves the limit at most; each that was not lets it grow by a quarter.
 */
void ll_pace_end(struct ll_pace *pace, size_t waiting, int64_t now_us)
{
    int64_t took_us = now_us - pace->began_us;
    pace->busy = false;
    pace->ended_us = now_us;
    pace->took_us = took_us;
    pace->expected = pace->count + waiting;
    pace->patience -= pace->patience > 0 ? 1 : 0;
    if (took_us <= pace->commit_us_max) {
        pace->limit = least(pace->waiting_max, pace->limit + pace->limit / 4 + 1);
        return;
    }
    size_t fitting = pace->count * (size_t)pace->commit_us_max / (size_t)took_us;
    pace->limit = most(limit_min(pace), most(pace->limit / 2, least(pace->limit, fitting)));
}

int64_t ll_pace_gather_us(const struct ll_pace *pace, size_t waiting, int64_t now_us)
{
    int64_t span_us = pace->took_us / GATHER_PART;
    int64_t left_us = pace->ended_us - now_us;
    left_us += span_us < GATHER_US_MAX ? span_us : GATHER_US_MAX;
    bool worth = pace->patience == 0 && waiting < pace->expected && waiting < GATHER_WAITING_MAX;
    return worth && left_us > 0 ? left_us : 0;
}

void ll_pace_gathered(struct ll_pace *pace, size_t before, size_t after)
{
    pace->patience = after > before ? 0 : GATHER_PATIENCE;
}
