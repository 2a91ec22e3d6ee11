/*
 * The templates of pages that the program carries: web/templates/NAME.mustache, each called NAME.
 * What they are rendered over is in docs/pages.md.
 */
#ifndef LL_TEMPLATE_TEMPLATES_H
#define LL_TEMPLATE_TEMPLATES_H

#include "template/mustache.h"

/*
 * Compile them all, with their partials; once, at the start, for the life of the arena. Some 100
 * bytes a tag. LL_ENOMEM; any other failure is a broken build, which a test finds.
 */
LL_MUST enum ll_status ll_templates_open(struct ll_arena *arena, struct ll_mustache **ret_templates,
                                         struct ll_err *reterr);

#endif
