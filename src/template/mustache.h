/*
 * Mustache: templates over JSON values, for pages. Text in, text out; the HTML is the template's.
 *
 * The language is that of the public specification, with inheritance ({{<parent}}, {{$block}}).
 * Left out: lambdas (data is JSON) and names of partials taken from data ({{>*name}}: which
 * template serves is the program's to say). Where the specification leaves room:
 *  - {{name}} is escaped for text and for attributes in quotes: & < > " and '. A control character
 *    that HTML forbids becomes U+FFFD. {{{name}}} and {{&name}} are written as they are.
 *  - numbers are written as JSON writes them; true and false as their names; null and what is
 *    missing as nothing. An array or object has no text: that is LL_EINVAL, since a page that
 *    silently lacks a figure is worse than none.
 *  - not taken by a section: false, null, missing, 0, "" and the empty array.
 *  - an empty line is never indented.
 *  - a block stands in {{<parent}} to be put in the place of the parent's; nothing else may stand
 *    there but text and comments, which are passed over. Of several levels the outermost wins. A
 *    block within such a block can be replaced from further out only.
 *  - a block on lines of its own is replaced by whole lines, indented as its own content is, or,
 *    when it is empty, as its tag is.
 */
#ifndef LL_TEMPLATE_MUSTACHE_H
#define LL_TEMPLATE_MUSTACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#define LL_MUSTACHE_SOURCE_BYTES_MAX ((size_t)1 << 20) /* of one template */
#define LL_MUSTACHE_SOURCES_MAX ((size_t)4096)         /* compiled together */
#define LL_MUSTACHE_NESTING_MAX 64                     /* of tags within one template */
#define LL_MUSTACHE_DEPTH_MAX 128   /* of sections, partials, parents and blocks of one rendering */
#define LL_MUSTACHE_INDENT_MAX 1024 /* bytes in front of a line */
#define LL_MUSTACHE_STEPS_MAX 20000000 /* tags, texts and members looked at in one rendering */

/* A template as it is written. `name` is what partials call it. */
struct ll_mustache_source {
    struct ll_str name;
    struct ll_str text;
};

/* What a partial or parent that is not there is, and a block that its parent does not have. */
enum ll_mustache_missing {
    LL_MUSTACHE_MISSING_FAILS,
    LL_MUSTACHE_MISSING_IS_EMPTY, /* as the specification has it */
};

/* Templates compiled together, which may call each other. Never changes: many threads may render
 * from it at once. */
struct ll_mustache;
struct ll_mustache_template;

/*
 * Compile templates. The sources' texts are borrowed for the life of the result.
 * LL_EPARSE: one is malformed; LL_ENOTFOUND: a partial, parent or block is missing; LL_EEXISTS: a
 * name is given twice; each with reterr->where "name:line:column" (columns in characters, from 1).
 * LL_ELIMIT, LL_ENOMEM. Cost: O(text), and each partial's name is compared with all templates'.
 */
LL_MUST enum ll_status ll_mustache_compile(struct ll_arena *arena,
                                           const struct ll_mustache_source *sources, size_t count,
                                           enum ll_mustache_missing missing,
                                           struct ll_mustache **ret_set, struct ll_err *reterr);

/* The template of a name, or NULL. Compares with every name: look up once, at the start. */
const struct ll_mustache_template *ll_mustache_find(const struct ll_mustache *set,
                                                    const char *name);

/* How many there are, and their names in the order given. */
size_t ll_mustache_count(const struct ll_mustache *set);
struct ll_str ll_mustache_name(const struct ll_mustache *set, size_t index);

/*
 * Append what a template makes of `data` to `out`, whose maximum bounds it; about 25 kB of out's
 * arena are taken besides. LL_EINVAL: a tag names an array or object. LL_ELIMIT: larger than `out`
 * may be, or one of the limits above (a partial that calls itself without end). LL_ENOMEM, also
 * for data that ran out of memory when it was built. After a failure `out` holds a part of the
 * page. Nobody's input is to blame for any of them: to who asked for the page they are one failure
 * of the program, whatever HTTP status errors.def gives.
 */
LL_MUST enum ll_status ll_mustache_render(const struct ll_mustache_template *template,
                                          const struct ll_json *data, struct ll_strbuf *out,
                                          struct ll_err *reterr);

#endif
