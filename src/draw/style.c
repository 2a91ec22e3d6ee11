#include "draw/style.h"

#include <stddef.h>

const struct ll_colour_row ll_colour_rows[LL_COLOUR_COUNT] = {
#define X(symbol, name, light, dark) [LL_COLOUR_##symbol] = {name, light, dark},
    LL_COLOUR_ROWS(X)
#undef X
};

#define TABULAR "\"tnum\" 1"
#define SERIAL "\"tnum\" 1, \"zero\" 1"

const struct ll_type_row ll_type_rows[LL_TYPE_COUNT] = {
    [LL_TYPE_BODY] = {"body", "P", NULL, 320, 470, 400, 0, LL_COLOUR_INK, false},
    [LL_TYPE_STRONG] = {"strong", "P", NULL, 320, 470, 600, 0, LL_COLOUR_INK, false},
    [LL_TYPE_SMALL] = {"small", "P", NULL, 250, 365, 400, 0, LL_COLOUR_SOFT, false},
    [LL_TYPE_FINE] = {"fine", "P", NULL, 205, 290, 400, 2, LL_COLOUR_SOFT, false},
    [LL_TYPE_LEAD] = {"lead", "P", NULL, 385, 560, 400, -4, LL_COLOUR_INK, false},
    [LL_TYPE_LABEL] = {"label", "P", NULL, 250, 360, 500, 4, LL_COLOUR_FAINT, false},
    [LL_TYPE_PLACE] = {"place", "P", NULL, 400, 560, 500, 4, LL_COLOUR_INK, false},
    [LL_TYPE_VALUE] = {"value", "P", NULL, 340, 480, 600, 0, LL_COLOUR_INK, false},
    [LL_TYPE_CELL] = {"cell", "P", NULL, 290, 430, 400, 0, LL_COLOUR_INK, false},
    [LL_TYPE_NUMBER] = {"number", "P", TABULAR, 290, 430, 500, 0, LL_COLOUR_INK, false},
    [LL_TYPE_CODE] = {"code", "P", SERIAL, 320, 460, 600, 24, LL_COLOUR_INK, false},
    [LL_TYPE_BANNER] = {"banner", "P", NULL, 340, 480, 600, 0, LL_COLOUR_ON_ACCENT, false},
    [LL_TYPE_HEADING] = {"heading", "H2", NULL, 460, 600, 600, -6, LL_COLOUR_INK, true},
    [LL_TYPE_TITLE] = {"title", "H1", NULL, 1040, 1200, 600, -16, LL_COLOUR_INK, true},
    [LL_TYPE_FIGURE] = {"figure", "P", NULL, 1700, 1700, 600, -20, LL_COLOUR_ACCENT, true},
    [LL_TYPE_FORM] = {"form", "H1", NULL, 480, 620, 600, -6, LL_COLOUR_INK, true},
    [LL_TYPE_BLOCK] = {"block", "H2", NULL, 275, 390, 600, 0, LL_COLOUR_INK, false},
    [LL_TYPE_WATERMARK] = {"watermark", "P", NULL, 3600, 3600, 600, -20, LL_COLOUR_COPPER_SOFT,
                           true},
};
