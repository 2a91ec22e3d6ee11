#include "template/templates.h"

#include "template/page_template.h"

enum ll_status ll_templates_open(struct ll_arena *arena, struct ll_mustache **ret_templates,
                                 struct ll_err *reterr)
{
    const struct ll_str ending = LL_STR(".mustache");
    struct ll_mustache_source *sources =
        LL_NEW_ARRAY(arena, struct ll_mustache_source, ll_page_template_file_count);
    if (sources == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the templates of pages");
    }
    for (size_t i = 0; i < ll_page_template_file_count; i++) {
        struct ll_str name = ll_str_from_cstr(ll_page_template_files[i].path);
        LL_ASSERT(ll_str_ends(name, ending));
        name.len -= ending.len;
        sources[i] = (struct ll_mustache_source){name, ll_page_template_files[i].bytes};
    }
    return ll_mustache_compile(arena, sources, ll_page_template_file_count,
                               LL_MUSTACHE_MISSING_FAILS, ret_templates, reterr);
}
