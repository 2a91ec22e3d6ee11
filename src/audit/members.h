/* How tables of members are written (audit/body.c). Each has to be sorted by name. */
#ifndef LL_AUDIT_MEMBERS_H
#define LL_AUDIT_MEMBERS_H

#include "audit/shape.h"

#define MEMBERS(table)                                                                             \
    {                                                                                              \
        (table), sizeof(table) / sizeof((table)[0])                                                \
    }
#define ID(member, id_prefix)                                                                      \
    {                                                                                              \
        .name = member, .shape = SHAPE_ID, .prefix = id_prefix                                     \
    }
#define ID_OPT(member, id_prefix)                                                                  \
    {                                                                                              \
        .name = member, .shape = SHAPE_ID, .prefix = id_prefix, .optional = true                   \
    }
#define HEX(member, bytes)                                                                         \
    {                                                                                              \
        .name = member, .shape = SHAPE_HEX, .size = bytes                                          \
    }
#define HEX_OPT(member, bytes)                                                                     \
    {                                                                                              \
        .name = member, .shape = SHAPE_HEX, .size = bytes, .optional = true                        \
    }
#define PLAIN(member, SHAPE)                                                                       \
    {                                                                                              \
        .name = member, .shape = SHAPE_##SHAPE                                                     \
    }
#define PLAIN_OPT(member, SHAPE)                                                                   \
    {                                                                                              \
        .name = member, .shape = SHAPE_##SHAPE, .optional = true                                   \
    }
#define WORD(member, type, TYPE)                                                                   \
    {                                                                                              \
        .name = member, .shape = SHAPE_ENUM, .rows = ll_##type##_rows,                             \
        .row_count = LL_##TYPE##_ROW_COUNT                                                         \
    }
#define WORD_OPT(member, type, TYPE)                                                               \
    {                                                                                              \
        .name = member, .shape = SHAPE_ENUM, .rows = ll_##type##_rows,                             \
        .row_count = LL_##TYPE##_ROW_COUNT, .optional = true                                       \
    }
/* Named only when it is not pieces. */
#define ONLY_GRAMS                                                                                 \
    {                                                                                              \
        .name = "measure", .shape = SHAPE_ENUM, .rows = gram_rows, .row_count = 1,                 \
        .optional = true                                                                           \
    }
#define OBJECT(member, table)                                                                      \
    {                                                                                              \
        .name = member, .shape = SHAPE_OBJECT, .sub = table                                        \
    }
#define OBJECT_OPT(member, table)                                                                  \
    {                                                                                              \
        .name = member, .shape = SHAPE_OBJECT, .sub = table, .optional = true                      \
    }
#define OBJECTS(member, table)                                                                     \
    {                                                                                              \
        .name = member, .shape = SHAPE_OBJECTS, .sub = table                                       \
    }
#define OBJECTS_OPT(member, table)                                                                 \
    {                                                                                              \
        .name = member, .shape = SHAPE_OBJECTS, .sub = table, .optional = true                     \
    }

#endif
