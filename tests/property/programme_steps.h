/* What the random commands share: names, and the seed's choices. */
#ifndef LL_TESTS_PROPERTY_PROGRAMME_STEPS_H
#define LL_TESTS_PROPERTY_PROGRAMME_STEPS_H

#include <stdio.h>

#include "property/programme_world.h"

static const char *const clients[MODEL_CLIENTS] = {"utrecht", "gent"};
static const char *const classes[MODEL_CLASSES] = {"smartphone", "tablet"};

static inline int below(struct programme_world *w, int limit)
{
    return (int)seed_below(&w->seed, (size_t)limit);
}

static inline const char *line_code(struct programme_world *w, const char *option, int line)
{
    return programme_text(w, "%s=%s.%s.p%lld", option, clients[line / MODEL_CLASSES],
                          classes[line % MODEL_CLASSES], (long long)w->number);
}

static inline const char *programme(struct programme_world *w)
{
    return programme_text(w, "programme=p%lld", (long long)w->number);
}

#endif
