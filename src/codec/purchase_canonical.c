/*
 * The canonical form of a purchase, written straight from the record: members stand below in the
 * order of their names, as RFC 8785 wants them. It is written twice, first only to be measured, so
 * that a list of a million devices takes its text once and no more.
 */
#include "base/json.h"
#include "codec/purchase.h"

#define CANONICAL_MAX ((size_t)256 << 20)

struct writer {
    struct ll_strbuf buf;
    bool measuring;
    bool comma;      /* something stands before in this object or array */
    size_t measured; /* bytes that were written and dropped */
};

/* Between things: while measuring, drop what was written. */
static void pass(struct writer *w)
{
    if (w->measuring && !w->buf.failed) {
        w->measured += w->buf.len;
        w->buf.len = 0;
        if (w->measured > CANONICAL_MAX) {
            ll_strbuf_fail(&w->buf, LL_ELIMIT);
        }
    }
}

static void put_open(struct writer *w, char mark)
{
    ll_strbuf_char(&w->buf, mark);
    w->comma = false;
}

static void put_close(struct writer *w, char mark)
{
    ll_strbuf_char(&w->buf, mark);
    w->comma = true;
    pass(w);
}

static void put_next(struct writer *w)
{
    if (w->comma) {
        ll_strbuf_char(&w->buf, ',');
    }
    w->comma = true;
}

/* The name is one of ours: nothing in it needs escaping. */
static void put_name(struct writer *w, const char *name)
{
    put_next(w);
    ll_strbuf_char(&w->buf, '"');
    ll_strbuf_cstr(&w->buf, name);
    ll_strbuf_cstr(&w->buf, "\":");
}

/* A member; none at all when the text is empty. */
static void put_text(struct writer *w, const char *name, struct ll_str text)
{
    if (text.len > 0) {
        put_name(w, name);
        ll_json_put_string(&w->buf, text);
        pass(w);
    }
}

static void put_party(struct writer *w, const char *name, const struct ll_purchase_party *party)
{
    put_name(w, name);
    put_open(w, '{');
    put_text(w, "id", party->id);
    put_text(w, "name", party->name);
    put_text(w, "scheme", party->scheme);
    put_close(w, '}');
}

static void put_codes(struct writer *w, const struct ll_purchase_more *more)
{
    put_name(w, "codes");
    put_open(w, '[');
    for (size_t i = 0; i < more->code_count; i++) {
        put_next(w);
        put_open(w, '{');
        put_text(w, "code", more->codes[i].code);
        put_text(w, "list", more->codes[i].list);
        put_close(w, '}');
    }
    put_close(w, ']');
}

static void put_devices(struct writer *w, const struct ll_purchase_line *line)
{
    put_name(w, "devices");
    put_open(w, '[');
    for (size_t i = 0; i < line->device_count && !w->buf.failed; i++) {
        const struct ll_purchase_device *device = &line->devices[i];
        put_next(w);
        put_open(w, '{');
        put_text(w, "key", device->key);
        put_text(w, "kind", ll_str_from_cstr(ll_device_kind_name(device->kind)));
        put_text(w, "maker", device->maker);
        put_text(w, "second", device->second);
        put_text(w, "serial", device->serial);
        put_close(w, '}');
    }
    put_close(w, ']');
}

static void put_line(struct writer *w, const struct ll_purchase_line *line)
{
    const struct ll_purchase_more *more = ll_purchase_line_more(line);
    put_next(w);
    put_open(w, '{');
    put_text(w, "class", line->class_id);
    put_codes(w, more);
    put_text(w, "covers_line", more->covers_line);
    put_devices(w, line);
    put_text(w, "gtin", line->gtin);
    put_text(w, "kind", ll_str_from_cstr(ll_line_kind_name(line->kind)));
    put_text(w, "line_id", line->line_id);
    if (line->mass.g > 0) {
        put_name(w, "mass_g");
        ll_strbuf_i64(&w->buf, line->mass.g);
    }
    put_text(w, "name", line->name);
    put_text(w, "order_line_ref", more->order_line_ref);
    put_text(w, "pack_size", more->pack_size);
    put_text(w, "part", line->part);
    put_text(w, "price_base", more->price_base);
    put_text(w, "quantity", line->quantity);
    put_text(w, "text", more->text);
    if (line->trigger != 0) {
        put_text(w, "trigger", ll_str_from_cstr(ll_trigger_name(line->trigger)));
    }
    put_text(w, "unit", line->unit);
    put_text(w, "unit_price", line->unit_price);
    put_name(w, "units");
    ll_strbuf_i64(&w->buf, line->units.n);
    put_close(w, '}');
}

static void put_purchase(struct writer *w, const struct ll_purchase *purchase)
{
    put_open(w, '{');
    put_party(w, "buyer", &purchase->buyer);
    put_text(w, "client_ref", purchase->client_ref);
    put_text(w, "currency", purchase->currency);
    put_text(w, "doc_id", purchase->doc_id);
    put_text(w, "doc_type", ll_str_from_cstr(ll_doc_type_name(purchase->doc_type)));
    if (purchase->has_issue_date) {
        char date[LL_TIME_TEXT_MAX];
        ll_date_format(purchase->issue_date, date);
        put_text(w, "issue_date", ll_str_from_cstr(date));
    }
    put_name(w, "lines");
    put_open(w, '[');
    for (size_t i = 0; i < purchase->line_count && !w->buf.failed; i++) {
        put_line(w, &purchase->lines[i]);
    }
    put_close(w, ']');
    put_text(w, "order_ref", purchase->order_ref);
    put_text(w, "refers_to", purchase->refers_to);
    put_party(w, "seller", &purchase->seller);
    put_close(w, '}');
}

/* As ll_json_canonical words it. */
static enum ll_status finish(struct writer *w, struct ll_str *ret_text, struct ll_err *reterr)
{
    if (w->buf.failed && w->buf.status == LL_EPARSE) {
        return LL_FAIL(reterr, LL_EPARSE,
                       "a text of the document that is no UTF-8 cannot be written as JSON");
    }
    return ll_strbuf_finish(&w->buf, ret_text, reterr);
}

enum ll_status ll_purchase_canonical(struct ll_arena *arena, const struct ll_purchase *purchase,
                                     struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_arena scratch;
    struct ll_str dropped;
    struct writer measure = {.measuring = true};
    ll_arena_child(&scratch, arena);
    ll_strbuf_init(&measure.buf, &scratch, CANONICAL_MAX);
    put_purchase(&measure, purchase);
    enum ll_status status = finish(&measure, &dropped, reterr);
    ll_arena_release(&scratch);
    LL_TRY(status);
    char *place = ll_arena_alloc(arena, measure.measured, 1);
    if (place == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the canonical form of a document");
    }
    struct writer w = {.measuring = false};
    ll_strbuf_init(&w.buf, arena, measure.measured);
    w.buf.ptr = place;
    w.buf.cap = measure.measured;
    put_purchase(&w, purchase);
    return finish(&w, ret_text, reterr);
}
