/* What the random commands share: names, and the seed's choices. */
#ifndef LL_TESTS_PROPERTY_PROGRAMME_STEPS_H
#define LL_TESTS_PROPERTY_PROGRAMME_STEPS_H

#include <stdio.h>

#include "property/programme_world.h"

static inline int below(struct programme_world *w, int limit)
{
    return (int)seed_below(&w->seed, (size_t)limit);
}

static inline const char *line_code(struct programme_world *w, const char *option, int line)
{
    char code[WORLD_TEXT];
    programme_line_code(w, line, code);
    return programme_text(w, "%s=%s", option, code);
}

static inline const char *programme(struct programme_world *w)
{
    return programme_text(w, "programme=p%lld", (long long)w->number);
}

static inline const char *package_code(struct programme_world *w, int package)
{
    return programme_text(w, "k%lld-%d", (long long)w->number, package);
}

static inline const char *shipment_option(struct programme_world *w, int shipment)
{
    return programme_text(w, "shipment=s%lld-%d", (long long)w->number, shipment);
}

/* 32 bytes in hexadecimal that no other paper has. */
static inline const char *digest(struct programme_world *w, const char *option, int kind)
{
    return programme_text(w, "%s=%016llx%016llx%032x", option, (long long)w->number,
                          (long long)++w->documents, (unsigned)kind);
}

static inline const char *facility(int place)
{
    return programme_places[PLACE_LOOSE - place];
}

/* What may be written freely, and be forgotten. */
static inline const char *some_note(struct programme_world *w)
{
    return below(w, 3) > 0 ? NULL : programme_text(w, "note=Note %lld", (long long)++w->documents);
}

#endif
