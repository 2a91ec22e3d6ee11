#include "codec/csv_gather.h"

#define NO_TEXT ((struct ll_str){"", 0})
#define KEY_MAX 1024 /* bytes of the keys below: two ids and what separates them */

/* As kept while rows come in; texts by their names in gather->texts. */
struct packed_line {
    int64_t source_line;
    int64_t units;
    int64_t mass_g;
    const struct ll_purchase_more *more;
    uint32_t document;
    uint32_t index; /* in its document */
    uint32_t line_id;
    uint32_t quantity;
    uint32_t unit;
    uint32_t unit_price;
    uint32_t name;
    uint32_t part;
    uint32_t gtin;
    uint32_t class_id;
    uint32_t device_count;
    uint8_t kind;
    uint8_t basis;
    uint8_t trigger;
    bool one_per_row;
};

struct packed_device {
    int64_t source_line;
    uint32_t line; /* in packed_lines */
    uint32_t key;  /* the maker, a line break, the number */
    uint32_t second;
    uint32_t serial;
    enum ll_device_kind kind;
};

struct packed_finding {
    int64_t source_line;
    const char *field; /* a heading of the file */
    uint32_t value;
    enum ll_finding_code code;
};

static enum ll_status no_memory(struct ll_csv_gather *g)
{
    return LL_FAIL(g->reterr, LL_ENOMEM, "no memory for the rows of a CSV file");
}

static enum ll_status find(struct ll_csv_gather *g, struct ll_csv_entry *entry,
                           enum ll_finding_code code, enum ll_purchase_field field)
{
    return ll_finding_add(g->context, &entry->findings, code, entry->source_line, NO_TEXT, field,
                          NO_TEXT, g->reterr);
}

static enum ll_status keep(struct ll_csv_gather *g, struct ll_str text, struct ll_str *ret_copy)
{
    uint32_t name = 0;
    LL_TRY(ll_texts_intern(&g->texts, text, &name, g->reterr));
    *ret_copy = ll_texts_get(&g->texts, name);
    return LL_OK;
}

void ll_csv_gather_begin(struct ll_csv_gather *gather, struct ll_arena *arena,
                         const struct ll_purchase_context *context, struct ll_err *reterr)
{
    struct ll_csv_gather *g = gather;
    *g = (struct ll_csv_gather){.arena = arena, .context = context, .reterr = reterr};
    ll_arena_child(&g->index_arena, arena);
    ll_arena_child(&g->list_arena, arena);
    ll_arena_child(&g->row_arena, arena);
    ll_texts_init(&g->texts, arena);
    ll_texts_init(&g->keys, &g->index_arena);
    struct ll_keyset *const sets[] = {&g->documents, &g->line_ids, &g->groups, &g->devices,
                                      &g->assets};
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        *sets[i] = (struct ll_keyset){.arena = &g->index_arena};
    }
    ll_chunks_init(&g->packed_documents, &g->list_arena, sizeof(struct ll_purchase));
    ll_chunks_init(&g->packed_lines, &g->list_arena, sizeof(struct packed_line));
    ll_chunks_init(&g->packed_devices, &g->list_arena, sizeof(struct packed_device));
    ll_chunks_init(&g->packed_rows, &g->row_arena, sizeof(struct ll_purchase_csv_row));
    ll_chunks_init(&g->packed_findings, &g->row_arena, sizeof(struct packed_finding));
}

void ll_csv_gather_end(struct ll_csv_gather *gather)
{
    ll_arena_release(&gather->index_arena);
    ll_arena_release(&gather->list_arena);
    ll_arena_release(&gather->row_arena);
}

/* ---- doubles ---- */

/* A key of parts, each with its length, so that no two lists of parts give one key. In scratch. */
static enum ll_status make_key(struct ll_csv_gather *g, const struct ll_str *parts, size_t count,
                               struct ll_str *ret_key)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, g->context->arena, KEY_MAX);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_i64(&buf, (int64_t)parts[i].len);
        ll_strbuf_char(&buf, ':');
        ll_strbuf_str(&buf, parts[i]);
    }
    return ll_strbuf_finish(&buf, ret_key, g->reterr);
}

static enum ll_status put_key(struct ll_csv_gather *g, struct ll_keyset *set,
                              const struct ll_str *parts, size_t count, size_t value,
                              size_t **ret_existing)
{
    struct ll_str key;
    uint32_t name = 0;
    LL_TRY(make_key(g, parts, count, &key));
    LL_TRY(ll_texts_put(&g->keys, key, &name, g->reterr));
    LL_TRY(ll_keyset_put(set, ll_texts_get(&g->keys, name), value, ret_existing, g->reterr));
    if (*ret_existing != NULL) {
        ll_texts_undo(&g->keys, name);
    }
    return LL_OK;
}

/* The text of a device is its key among all, so that it is kept once. */
static enum ll_status check_device(struct ll_csv_gather *g, struct ll_csv_entry *entry,
                                   const struct ll_purchase_device *device, uint32_t *ret_name)
{
    struct ll_strbuf buf;
    struct ll_str key;
    size_t *existing = NULL;
    ll_strbuf_init(&buf, g->context->arena, KEY_MAX);
    ll_strbuf_str(&buf, device->maker);
    ll_strbuf_char(&buf, '\n');
    ll_strbuf_str(&buf, device->key);
    LL_TRY(ll_strbuf_finish(&buf, &key, g->reterr));
    LL_TRY(ll_texts_put(&g->texts, key, ret_name, g->reterr));
    key = ll_texts_get(&g->texts, *ret_name);
    LL_TRY(ll_keyset_put(&g->devices, key, 0, &existing, g->reterr));
    if (existing == NULL) {
        return LL_OK;
    }
    ll_texts_undo(&g->texts, *ret_name);
    return find(g, entry, LL_E_IMEI_DUP,
                device->kind == LL_DEVICE_SERIAL ? LL_PF_SERIAL : LL_PF_IMEI);
}

static enum ll_status check_doubles(struct ll_csv_gather *g, struct ll_csv_entry *entry,
                                    uint32_t *names)
{
    if (entry->asset.len > LL_CSV_ID_MAX) {
        return find(g, entry, LL_E_TEXT, LL_PF_LINE_ID);
    }
    for (size_t i = 0; i < entry->line.device_count; i++) {
        LL_TRY(check_device(g, entry, &entry->line.devices[i], &names[i]));
    }
    if (entry->asset.len == 0 || ll_findings_have_error(&entry->findings, 0)) {
        return LL_OK;
    }
    size_t *existing = NULL;
    const struct ll_str parts[] = {entry->buyer, entry->asset};
    LL_TRY(put_key(g, &g->assets, parts, 2, 0, &existing));
    return existing == NULL ? LL_OK : find(g, entry, LL_E_ROW_DUP, LL_PF_LINE_ID);
}

/* ---- from rows to documents ---- */

static struct ll_purchase *document_at(const struct ll_csv_gather *g, size_t i)
{
    return ll_chunks_at(&g->packed_documents, i);
}

static struct packed_line *line_at(const struct ll_csv_gather *g, size_t i)
{
    return ll_chunks_at(&g->packed_lines, i);
}

static enum ll_status document_of(struct ll_csv_gather *g, const struct ll_csv_entry *entry,
                                  size_t *ret_index)
{
    size_t *existing = NULL;
    size_t index = g->packed_documents.count;
    const struct ll_str parts[] = {entry->client, entry->doc_id};
    LL_TRY(put_key(g, &g->documents, parts, 2, index, &existing));
    if (existing != NULL) {
        *ret_index = *existing;
        return LL_OK;
    }
    if (index == LL_PURCHASE_CSV_DOCUMENTS_MAX) {
        return LL_FAIL(g->reterr, LL_ELIMIT, "the file holds more than %d documents: split it",
                       LL_PURCHASE_CSV_DOCUMENTS_MAX);
    }
    struct ll_purchase *doc = ll_chunks_add(&g->packed_documents);
    if (doc == NULL) {
        return no_memory(g);
    }
    *doc = (struct ll_purchase){
        .doc_type = g->doc_type,
        .buyer = {.id = NO_TEXT, .scheme = NO_TEXT},
        .seller = {.id = NO_TEXT, .scheme = NO_TEXT},
        .order_ref = NO_TEXT,
        .refers_to = NO_TEXT,
    };
    LL_TRY(keep(g, entry->client, &doc->client_ref));
    LL_TRY(keep(g, entry->doc_id, &doc->doc_id));
    LL_TRY(keep(g, entry->currency, &doc->currency));
    LL_TRY(keep(g, entry->buyer, &doc->buyer.name));
    LL_TRY(keep(g, entry->seller, &doc->seller.name));
    *ret_index = index;
    return LL_OK;
}

/* Lines without a number get their class (device rows) or their place as one. */
static enum ll_status give_line_id(struct ll_csv_gather *g, size_t line_count,
                                   struct ll_purchase_line *line)
{
    if (line->line_id.len > 0) {
        return LL_OK;
    }
    if (line->one_per_row) {
        line->line_id = line->class_id.len > 0 ? line->class_id
                                               : ll_str_from_cstr(ll_line_kind_name(line->kind));
        return LL_OK;
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, g->context->arena, 24);
    ll_strbuf_i64(&buf, (int64_t)line_count + 1);
    return ll_strbuf_finish(&buf, &line->line_id, g->reterr);
}

/* What few rows have besides; NULL when this one has none of it. */
static enum ll_status keep_more(struct ll_csv_gather *g, const struct ll_purchase_line *line,
                                const struct ll_purchase_more **ret_more)
{
    const struct ll_purchase_more *from = ll_purchase_line_more(line);
    *ret_more = NULL;
    if (from->text.len == 0 && from->code_count == 0 && from->of_document.len == 0 &&
        from->order_line_ref.len == 0) {
        return LL_OK;
    }
    struct ll_purchase_more *more = LL_NEW(g->arena, struct ll_purchase_more);
    struct ll_purchase_code *codes =
        LL_NEW_ARRAY(g->arena, struct ll_purchase_code, from->code_count);
    if (more == NULL || codes == NULL) {
        return no_memory(g);
    }
    for (size_t i = 0; i < from->code_count; i++) {
        LL_TRY(keep(g, from->codes[i].list, &codes[i].list));
        LL_TRY(keep(g, from->codes[i].code, &codes[i].code));
    }
    *more = *from;
    more->codes = codes;
    LL_TRY(keep(g, from->text, &more->text));
    LL_TRY(keep(g, from->of_document, &more->of_document));
    LL_TRY(keep(g, from->order_line_ref, &more->order_line_ref));
    *ret_more = more;
    return LL_OK;
}

static enum ll_status append_line(struct ll_csv_gather *g, size_t document,
                                  const struct ll_purchase_line *line)
{
    struct ll_purchase *doc = document_at(g, document);
    if (doc->line_count == LL_PURCHASE_LINES_MAX) {
        return LL_FAIL(g->reterr, LL_ELIMIT, "a document has more than %d lines",
                       LL_PURCHASE_LINES_MAX);
    }
    struct packed_line packed = {
        .source_line = line->source_line,
        .document = (uint32_t)document,
        .index = (uint32_t)doc->line_count,
        .kind = (uint8_t)line->kind,
        .basis = (uint8_t)line->basis,
        .trigger = (uint8_t)line->trigger,
        .one_per_row = line->one_per_row,
    };
    const struct {
        struct ll_str from;
        uint32_t *to;
    } texts[] = {
        {line->line_id, &packed.line_id},
        {line->quantity, &packed.quantity},
        {line->unit, &packed.unit},
        {line->name, &packed.name},
        {line->unit_price, &packed.unit_price},
        {line->part, &packed.part},
        {line->class_id, &packed.class_id},
        {line->gtin, &packed.gtin},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        LL_TRY(ll_texts_intern(&g->texts, texts[i].from, texts[i].to, g->reterr));
    }
    LL_TRY(keep_more(g, line, &packed.more));
    struct packed_line *place = ll_chunks_add(&g->packed_lines);
    if (place == NULL) {
        return no_memory(g);
    }
    *place = packed;
    doc->line_count++;
    return LL_OK;
}

/* Add the row's pieces or grams and its devices to its line, which may hold those of other rows. */
static enum ll_status merge(struct ll_csv_gather *g, size_t at, const struct ll_purchase_line *line,
                            const uint32_t *names)
{
    struct packed_line *packed = line_at(g, at);
    struct ll_units units = {packed->units};
    struct ll_mass mass = {packed->mass_g};
    if (ll_units_add(units, line->units, &units) != LL_OK ||
        ll_mass_add(mass, line->mass, &mass) != LL_OK) {
        return LL_FAIL(g->reterr, LL_EOVERFLOW, "a line counts more devices than can be stored");
    }
    packed->units = units.n;
    packed->mass_g = mass.g;
    for (size_t i = 0; i < line->device_count; i++) {
        const struct ll_purchase_device *device = &line->devices[i];
        struct packed_device *place = ll_chunks_add(&g->packed_devices);
        if (place == NULL) {
            return no_memory(g);
        }
        place->source_line = device->source_line;
        place->line = (uint32_t)at;
        place->kind = device->kind;
        place->key = names[i];
        LL_TRY(ll_texts_put(&g->texts, device->second, &place->second, g->reterr));
        LL_TRY(ll_texts_put(&g->texts, device->serial, &place->serial, g->reterr));
        packed->device_count++;
    }
    return LL_OK;
}

/* The line for a row: one of its kind, or a new one. *ret_double when its number is taken. */
static enum ll_status place_line(struct ll_csv_gather *g, size_t document,
                                 struct ll_purchase_line *line, size_t *ret_at, bool *ret_double)
{
    LL_TRY(give_line_id(g, document_at(g, document)->line_count, line));
    size_t at = g->packed_lines.count;
    size_t *existing = NULL;
    struct ll_strbuf buf;
    struct ll_str parts[] = {NO_TEXT, line->line_id, line->class_id,
                             ll_str_from_cstr(ll_line_kind_name(line->kind))};
    ll_strbuf_init(&buf, g->context->arena, 24);
    ll_strbuf_i64(&buf, (int64_t)document);
    LL_TRY(ll_strbuf_finish(&buf, &parts[0], g->reterr));
    *ret_double = false;
    if (line->one_per_row) {
        struct ll_str key;
        LL_TRY(make_key(g, parts, 4, &key));
        existing = ll_keyset_find(&g->groups, key);
        if (existing != NULL) {
            *ret_at = *existing;
            return LL_OK;
        }
    }
    LL_TRY(put_key(g, &g->line_ids, parts, 2, at, &existing));
    if (existing != NULL && !(line->one_per_row && line_at(g, *existing)->one_per_row)) {
        *ret_double = true;
        return LL_OK;
    }
    if (line->one_per_row) {
        LL_TRY(put_key(g, &g->groups, parts, 4, at, &existing));
    }
    *ret_at = at;
    return append_line(g, document, line);
}

static enum ll_status book(struct ll_csv_gather *g, struct ll_csv_entry *entry,
                           const uint32_t *names, struct ll_purchase_csv_row *row)
{
    size_t document = 0;
    size_t at = 0;
    bool is_double = false;
    LL_TRY(document_of(g, entry, &document));
    LL_TRY(place_line(g, document, &entry->line, &at, &is_double));
    if (is_double) {
        return ll_finding_add(g->context, &entry->findings, LL_E_ROW_DUP, entry->source_line,
                              NO_TEXT, LL_PF_LINE_ID, entry->line.line_id, g->reterr);
    }
    LL_TRY(merge(g, at, &entry->line, names));
    row->document = (uint32_t)document;
    row->line = line_at(g, at)->index;
    struct ll_purchase *doc = document_at(g, document);
    if (entry->has_date && (!doc->has_issue_date || entry->date.days < doc->issue_date.days)) {
        doc->has_issue_date = true;
        doc->issue_date = entry->date;
    }
    return LL_OK;
}

static enum ll_status pack_findings(struct ll_csv_gather *g, const struct ll_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ll_finding *from = &findings->items[i];
        struct packed_finding *to = ll_chunks_add(&g->packed_findings);
        if (to == NULL) {
            return no_memory(g);
        }
        to->source_line = from->source_line;
        to->field = from->field.ptr;
        to->code = from->code;
        LL_TRY(ll_texts_intern(&g->texts, from->value, &to->value, g->reterr));
    }
    return LL_OK;
}

enum ll_status ll_csv_gather_add(struct ll_csv_gather *gather, struct ll_csv_entry *entry)
{
    struct ll_csv_gather *g = gather;
    struct ll_purchase_csv_row row = {.source_line = entry->source_line,
                                      .finding = g->packed_findings.count};
    uint32_t *names = LL_NEW_ARRAY(g->context->arena, uint32_t, entry->line.device_count);
    if (names == NULL) {
        return no_memory(g);
    }
    if (!entry->skipped && !ll_findings_have_error(&entry->findings, 0)) {
        LL_TRY(check_doubles(g, entry, names));
    }
    if (!entry->skipped && !ll_findings_have_error(&entry->findings, 0)) {
        LL_TRY(book(g, entry, names, &row));
    }
    bool bad = ll_findings_have_error(&entry->findings, 0);
    row.state = entry->skipped ? LL_CSV_ROW_SKIPPED : bad ? LL_CSV_ROW_BAD : LL_CSV_ROW_GOOD;
    row.finding_count = (uint32_t)entry->findings.count;
    LL_TRY(pack_findings(g, &entry->findings));
    struct ll_purchase_csv_row *place = ll_chunks_add(&g->packed_rows);
    if (place == NULL) {
        return no_memory(g);
    }
    *place = row;
    g->good_rows += row.state == LL_CSV_ROW_GOOD;
    g->bad_rows += row.state == LL_CSV_ROW_BAD;
    g->skipped_rows += row.state == LL_CSV_ROW_SKIPPED;
    return LL_OK;
}

/* ---- laying out ---- */

static enum ll_status lay_out_documents(struct ll_csv_gather *g, struct ll_purchase_csv *csv)
{
    csv->document_count = g->packed_documents.count;
    csv->documents = LL_NEW_ARRAY(g->arena, struct ll_purchase, csv->document_count);
    if (csv->documents == NULL) {
        return no_memory(g);
    }
    for (size_t i = 0; i < csv->document_count; i++) {
        struct ll_purchase *doc = &csv->documents[i];
        *doc = *document_at(g, i);
        doc->lines = LL_NEW_ARRAY(g->arena, struct ll_purchase_line, doc->line_count);
        doc->line_capacity = doc->line_count;
        if (doc->lines == NULL) {
            return no_memory(g);
        }
    }
    return LL_OK;
}

static enum ll_status lay_out_lines(struct ll_csv_gather *g, struct ll_purchase_csv *csv)
{
    for (size_t i = 0; i < g->packed_lines.count; i++) {
        const struct packed_line *from = line_at(g, i);
        struct ll_purchase_line *line = &csv->documents[from->document].lines[from->index];
        *line = (struct ll_purchase_line){
            .source_line = from->source_line,
            .line_id = ll_texts_get(&g->texts, from->line_id),
            .quantity = ll_texts_get(&g->texts, from->quantity),
            .unit = ll_texts_get(&g->texts, from->unit),
            .unit_price = ll_texts_get(&g->texts, from->unit_price),
            .name = ll_texts_get(&g->texts, from->name),
            .part = ll_texts_get(&g->texts, from->part),
            .gtin = ll_texts_get(&g->texts, from->gtin),
            .more = from->more,
            .one_per_row = from->one_per_row,
            .trigger = (enum ll_trigger)from->trigger,
            .kind = (enum ll_line_kind)from->kind,
            .basis = (enum ll_class_basis)from->basis,
            .class_id = ll_texts_get(&g->texts, from->class_id),
            .units = {from->units},
            .mass = {from->mass_g},
        };
        if (from->device_count > 0) {
            line->devices = LL_NEW_ARRAY(g->arena, struct ll_purchase_device, from->device_count);
            if (line->devices == NULL) {
                return no_memory(g);
            }
        }
    }
    return LL_OK;
}

static void lay_out_devices(const struct ll_csv_gather *g, struct ll_purchase_csv *csv)
{
    for (size_t i = 0; i < g->packed_devices.count; i++) {
        const struct packed_device *from = ll_chunks_at(&g->packed_devices, i);
        const struct packed_line *of = line_at(g, from->line);
        struct ll_purchase_line *line = &csv->documents[of->document].lines[of->index];
        struct ll_str key = ll_texts_get(&g->texts, from->key);
        size_t maker_len = ll_str_find_char(key, '\n');
        line->devices[line->device_count++] = (struct ll_purchase_device){
            .kind = from->kind,
            .key = ll_str_sub(key, maker_len + 1, key.len),
            .second = ll_texts_get(&g->texts, from->second),
            .serial = ll_texts_get(&g->texts, from->serial),
            .maker = maker_len > 0 ? ll_str_sub(key, 0, maker_len) : NO_TEXT,
            .source_line = from->source_line,
        };
    }
}

static void unpack_finding(const struct ll_csv_gather *g, size_t i, struct ll_finding *ret_finding)
{
    const struct packed_finding *from = ll_chunks_at(&g->packed_findings, i);
    *ret_finding = (struct ll_finding){
        .code = from->code,
        .source_line = from->source_line,
        .field = ll_str_from_cstr(from->field),
        .value = ll_texts_get(&g->texts, from->value),
        .message = ll_str_from_cstr(ll_finding_text(from->code)),
        .hint = ll_str_from_cstr(ll_finding_hint(from->code)),
    };
}

/* The remarks of a good row are its document's too. */
static enum ll_status lay_out_remarks(struct ll_csv_gather *g, struct ll_purchase_csv *csv)
{
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct ll_purchase_csv_row *row = &csv->rows[i];
        if (row->state == LL_CSV_ROW_GOOD) {
            csv->documents[row->document].findings.capacity += row->finding_count;
        }
    }
    for (size_t i = 0; i < csv->document_count; i++) {
        struct ll_findings *findings = &csv->documents[i].findings;
        if (findings->capacity > 0) {
            findings->capacity++; /* for one of the whole document */
            findings->items = LL_NEW_ARRAY(g->arena, struct ll_finding, findings->capacity);
            if (findings->items == NULL) {
                return no_memory(g);
            }
        }
    }
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct ll_purchase_csv_row *row = &csv->rows[i];
        for (size_t k = 0; k < row->finding_count && row->state == LL_CSV_ROW_GOOD; k++) {
            struct ll_findings *findings = &csv->documents[row->document].findings;
            findings->items[findings->count++] = csv->row_findings.items[row->finding + k];
        }
    }
    return LL_OK;
}

static enum ll_status lay_out_rows(struct ll_csv_gather *g, struct ll_purchase_csv *csv)
{
    size_t findings = g->packed_findings.count;
    csv->row_count = g->packed_rows.count;
    csv->rows = LL_NEW_ARRAY(g->arena, struct ll_purchase_csv_row, csv->row_count);
    csv->row_findings.items = LL_NEW_ARRAY(g->arena, struct ll_finding, findings);
    if (csv->rows == NULL || csv->row_findings.items == NULL) {
        return no_memory(g);
    }
    csv->row_findings.count = findings;
    csv->row_findings.capacity = findings;
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct ll_purchase_csv_row *row = ll_chunks_at(&g->packed_rows, i);
        csv->rows[i] = *row;
    }
    for (size_t i = 0; i < findings; i++) {
        unpack_finding(g, i, &csv->row_findings.items[i]);
    }
    ll_arena_release(&g->row_arena);
    return lay_out_remarks(g, csv);
}

enum ll_status ll_csv_gather_finish(struct ll_csv_gather *gather, struct ll_purchase_csv *csv)
{
    struct ll_csv_gather *g = gather;
    ll_arena_release(&g->index_arena);
    LL_TRY(lay_out_documents(g, csv));
    LL_TRY(lay_out_lines(g, csv));
    lay_out_devices(g, csv);
    ll_arena_release(&g->list_arena);
    LL_TRY(lay_out_rows(g, csv));
    csv->good_rows = g->good_rows;
    csv->bad_rows = g->bad_rows;
    csv->skipped_rows = g->skipped_rows;
    return LL_OK;
}
