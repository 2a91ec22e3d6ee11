/* What a reader of HTML makes of a page (libxml2). */
#ifndef LL_TESTS_TEMPLATE_HTML_H
#define LL_TESTS_TEMPLATE_HTML_H

#include <libxml/tree.h>

#include "base/str.h"

/* A page, read; to be freed by xmlFreeDoc. Fails the test when it is none. */
xmlDoc *ll_test_html(struct ll_str page);

/* Its elements and their attributes by name, in order, without any text: "html[lang] head meta…".
 */
struct ll_str ll_test_html_shape(struct ll_arena *arena, struct ll_str page);

/* How many of its texts and values of attributes contain `part`. */
int ll_test_html_count(struct ll_str page, const char *part);

/* The element after `node` within `root`, in the order of the text; `node` itself may be `root`. */
xmlNode *ll_test_html_next(xmlNode *node, const xmlNode *root);

#endif
