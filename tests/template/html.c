#include "template/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/HTMLparser.h>

#define SHAPE_BYTES_MAX ((size_t)1 << 20)

xmlDoc *ll_test_html(struct ll_str page)
{
    /* It knows no HTML 5, so that what it reports is not looked at: what it reads is. */
    xmlDoc *doc = htmlReadMemory(page.ptr, (int)page.len, NULL, "utf-8",
                                 HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    assert_non_null(doc);
    assert_non_null(xmlDocGetRootElement(doc));
    return doc;
}

xmlNode *ll_test_html_next(xmlNode *node, const xmlNode *root)
{
    xmlNode *next = xmlFirstElementChild(node);
    while (next == NULL && node != root) {
        next = xmlNextElementSibling(node);
        node = node->parent;
    }
    return next;
}

struct ll_str ll_test_html_shape(struct ll_arena *arena, struct ll_str page)
{
    struct ll_strbuf buf;
    struct ll_str shape = {"", 0};
    xmlDoc *doc = ll_test_html(page);
    xmlNode *root = xmlDocGetRootElement(doc);
    ll_strbuf_init(&buf, arena, SHAPE_BYTES_MAX);
    for (xmlNode *node = root; node != NULL; node = ll_test_html_next(node, root)) {
        ll_strbuf_cstr(&buf, (const char *)node->name);
        for (const xmlAttr *attribute = node->properties; attribute != NULL;
             attribute = attribute->next) {
            ll_strbuf_fmt(&buf, "[%s]", (const char *)attribute->name);
        }
        ll_strbuf_char(&buf, node->parent == root ? '\n' : ' ');
    }
    xmlFreeDoc(doc);
    assert_int_equal(ll_strbuf_finish(&buf, &shape, NULL), LL_OK);
    return shape;
}

static int count_in(xmlChar *text, const char *part)
{
    int found = text != NULL && strstr((const char *)text, part) != NULL;
    xmlFree(text);
    return found;
}

int ll_test_html_count(struct ll_str page, const char *part)
{
    int count = 0;
    xmlDoc *doc = ll_test_html(page);
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = root; node != NULL; node = ll_test_html_next(node, root)) {
        for (xmlAttr *attribute = node->properties; attribute != NULL;
             attribute = attribute->next) {
            count += count_in(xmlNodeListGetString(doc, attribute->children, 1), part);
        }
        for (xmlNode *child = node->children; child != NULL; child = child->next) {
            count += child->type == XML_TEXT_NODE && count_in(xmlNodeGetContent(child), part);
        }
    }
    xmlFreeDoc(doc);
    return count;
}
