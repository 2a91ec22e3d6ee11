/*
 * The look: a palette of named roles, each with a colour for light and one for dark, and a table of
 * types. Drawings name roles and types only, so that they follow the reader's light or dark page,
 * and so that all drawings look alike. Petrol and copper on white; one family, Inter.
 */
#ifndef LL_DRAW_STYLE_H
#define LL_DRAW_STYLE_H

#include <stdbool.h>
#include <stdint.h>

/* Roles; "…_soft" is a tint to stand behind text of its own role, "on_accent" is for text on a fill
 * of accent, warn or bad; "accent_1" to "accent_5" and "copper_1" to "copper_5" are the parts of
 * two wholes. Codes that machines read keep black on white in the dark, too. */
#define LL_COLOUR_ROWS(X)                                                                          \
    X(PAPER, "paper", 0xFFFFFF, 0x111819)                                                          \
    X(PANEL, "panel", 0xF6F3EC, 0x1A2324)                                                          \
    X(INK, "ink", 0x15211F, 0xECEFEA)                                                              \
    X(SOFT, "soft", 0x475552, 0xB7C1BD)                                                            \
    X(FAINT, "faint", 0x616E6A, 0x97A39F)                                                          \
    X(RULE, "rule", 0xD9D8CF, 0x364345)                                                            \
    X(ACCENT, "accent", 0x0E5A58, 0x71C7BF)                                                        \
    X(ACCENT_SOFT, "accent_soft", 0xDCEAE6, 0x1D3F3E)                                              \
    X(ON_ACCENT, "on_accent", 0xFFFFFF, 0x0C1A1A)                                                  \
    X(COPPER, "copper", 0x9C4E22, 0xE6A27A)                                                        \
    X(COPPER_SOFT, "copper_soft", 0xF4E4D8, 0x46301F)                                              \
    X(WARN, "warn", 0x7A5200, 0xE9BA57)                                                            \
    X(WARN_SOFT, "warn_soft", 0xFBEFD2, 0x3E3013)                                                  \
    X(BAD, "bad", 0x9E2428, 0xF29590)                                                              \
    X(BAD_SOFT, "bad_soft", 0xF9E2DF, 0x4A2122)                                                    \
    X(ACCENT_1, "accent_1", 0x0E5A58, 0x71C7BF)                                                    \
    X(ACCENT_2, "accent_2", 0x4A8C88, 0x4E9A94)                                                    \
    X(ACCENT_3, "accent_3", 0x7DB0AB, 0x3A7A76)                                                    \
    X(ACCENT_4, "accent_4", 0xA5CAC5, 0x2C6360)                                                    \
    X(ACCENT_5, "accent_5", 0xC3DCD8, 0x244F4D)                                                    \
    X(COPPER_1, "copper_1", 0x9C4E22, 0xE6A27A)                                                    \
    X(COPPER_2, "copper_2", 0xC17B50, 0xBD7D58)                                                    \
    X(COPPER_3, "copper_3", 0xD6A27F, 0x976143)                                                    \
    X(COPPER_4, "copper_4", 0xE5C2A9, 0x774C35)                                                    \
    X(COPPER_5, "copper_5", 0xEFD8C8, 0x5C3C2B)                                                    \
    X(CODE_DARK, "code_dark", 0x000000, 0x000000)                                                  \
    X(CODE_LIGHT, "code_light", 0xFFFFFF, 0xFFFFFF)

enum ll_colour {
    LL_COLOUR_NONE = 0, /* nothing is painted; for text: the type's own colour */
#define X(symbol, name, light, dark) LL_COLOUR_##symbol,
    LL_COLOUR_ROWS(X)
#undef X
    LL_COLOUR_COUNT
};

struct ll_colour_row {
    const char *name;
    uint32_t light; /* 0xRRGGBB */
    uint32_t dark;
};
extern const struct ll_colour_row ll_colour_rows[LL_COLOUR_COUNT]; /* [0] is not used */

/* Types by what they are for. */
enum ll_type {
    LL_TYPE_BODY,
    LL_TYPE_STRONG,
    LL_TYPE_SMALL,
    LL_TYPE_FINE,   /* only where a page would else not hold what it has to */
    LL_TYPE_LEAD,   /* opens a page */
    LL_TYPE_LABEL,  /* what a value is */
    LL_TYPE_PLACE,  /* a name on a map, as large as a narrow screen needs it */
    LL_TYPE_VALUE,  /* beside or below its label */
    LL_TYPE_CELL,   /* of a table */
    LL_TYPE_NUMBER, /* of a table: digits of one width */
    LL_TYPE_CODE,   /* serials: digits of one width, zero with a stroke */
    LL_TYPE_BANNER,
    LL_TYPE_HEADING,
    LL_TYPE_TITLE,
    LL_TYPE_FIGURE,    /* one large number */
    LL_TYPE_FORM,      /* what a form is */
    LL_TYPE_BLOCK,     /* a numbered block of it */
    LL_TYPE_WATERMARK, /* what a page is not, behind all that it says */
};
#define LL_TYPE_COUNT 18

struct ll_type_row {
    const char *name;
    const char *tag;         /* what it is in a tagged PDF */
    const char *features;    /* of OpenType, as CSS writes them; or NULL */
    int32_t size;            /* em, in units of a scene */
    int32_t leading;         /* from baseline to baseline */
    int32_t weight;          /* 400, 500 or 600; of Inter Display 600 */
    int32_t spacing_milliem; /* between letters */
    enum ll_colour colour;
    bool is_display; /* Inter Display, cut for large sizes */
};
extern const struct ll_type_row ll_type_rows[LL_TYPE_COUNT];

#endif
