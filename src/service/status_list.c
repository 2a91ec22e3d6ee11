#include "service/status_list.h"

#include <string.h>

#include "codec/gzip.h"
#include "proof/base64.h"
#include "proof/jws.h"
#include "proof/note.h"
#include "service/answer.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "store/q_certificate.h"
#include "store/q_log.h"

#define ADDRESS_BYTES_MAX (LL_NOTE_NAME_MAX + 64)
#define LIST_BYTES (LL_STATUS_ENTRIES / 8)
#define PACKED_BYTES_MAX (LIST_BYTES / 8 * 9 + LL_GZIP_BYTES_MORE)
#define ENCODED_BYTES_MAX (1 + PACKED_BYTES_MAX / 3 * 4 + 4)
#define SECOND_US INT64_C(1000000)
#define DAY_US (86400 * SECOND_US)
/* A list of which as many places drawn in a row are taken is left: half full, one certificate in
 * 65,536 finds it so; three quarters full, one in a hundred. */
#define DRAWS 16

enum purpose {
    REVOCATION,
    SUSPENSION,
    PURPOSE_COUNT,
};
static const char *const purpose_names[PURPOSE_COUNT] = {"revocation", "suspension"};

/* ---- places ---- */

static enum ll_status draw(struct ll_ctx *ctx, int64_t list, int64_t *ret_index,
                           struct ll_err *reterr)
{
    for (int i = 0; i < DRAWS; i++) {
        uint8_t random[4];
        struct ll_q_status_place_taken_row taken;
        ctx->ids.random(ctx->ids.ctx, random, sizeof(random));
        uint32_t number = (uint32_t)random[0] | (uint32_t)random[1] << 8 |
                          (uint32_t)random[2] << 16 | (uint32_t)random[3] << 24;
        struct ll_q_status_place_taken_in key = {list, number % LL_STATUS_ENTRIES};
        enum ll_status status =
            ll_q_status_place_taken(ctx->store, ctx->arena, &key, &taken, reterr);
        if (status == LL_ENOTFOUND) {
            *ret_index = key.place;
            return LL_OK;
        }
        LL_TRY(status);
    }
    return LL_EEND;
}

enum ll_status ll_status_choose(struct ll_ctx *ctx, struct ll_status_place *ret_place,
                                struct ll_err *reterr)
{
    struct ll_q_log_last_row log;
    struct ll_q_status_list_last_row last;
    struct ll_status_place place = {.given = true};
    enum ll_status status = ll_q_log_last(ctx->store, ctx->arena, &log, reterr);
    if (status == LL_ENOTFOUND) {
        *ret_place = (struct ll_status_place){.given = false};
        return LL_OK;
    }
    LL_TRY(status);
    place.origin = ll_str_copy(ctx->arena, log.origin);
    if (place.origin.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a place in a status list");
    }
    status = ll_q_status_list_last(ctx->store, ctx->arena, &last, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    place.list = status == LL_OK ? last.list : 0;
    bool goes_on = status == LL_OK && ll_str_eq(last.origin, place.origin);
    status = goes_on ? draw(ctx, place.list, &place.index, reterr) : LL_EEND;
    if (status == LL_EEND) {
        place.list++;
        status = draw(ctx, place.list, &place.index, reterr);
    }
    if (status == LL_EEND) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a status list that has not begun is full");
    }
    LL_TRY(status);
    *ret_place = place;
    return LL_OK;
}

/* "https://ORIGIN/status/N/revocation", and "#INDEX" of a place. NULL: no memory. */
static struct ll_json *address(struct ll_ctx *ctx, struct ll_str origin, int64_t list,
                               const char *purpose, const int64_t *index)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_fmt(&buf, "https://%.*s/status/%lld/%s", LL_STR_ARG(origin), (long long)list,
                  purpose);
    if (index != NULL) {
        ll_strbuf_fmt(&buf, "#%lld", (long long)*index);
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(ctx->arena, text)
                                                        : NULL;
}

struct ll_json *ll_status_entries(struct ll_ctx *ctx, const struct ll_status_place *place)
{
    struct ll_json *entries = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < PURPOSE_COUNT; i++) {
        struct ll_json *entry = ll_answer_object(ctx);
        char digits[20];
        size_t count = ll_i64_digits(place->index, digits);
        struct ll_str index = ll_str_copy(ctx->arena, (struct ll_str){digits, count});
        ll_json_set(ctx->arena, entry, "id",
                    address(ctx, place->origin, place->list, purpose_names[i], &place->index));
        ll_json_set(ctx->arena, entry, "statusListCredential",
                    address(ctx, place->origin, place->list, purpose_names[i], NULL));
        ll_json_set(ctx->arena, entry, "statusListIndex",
                    index.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, index));
        ll_json_set_cstr(ctx->arena, entry, "statusPurpose", purpose_names[i]);
        ll_json_set_cstr(ctx->arena, entry, "type", "BitstringStatusListEntry");
        ll_json_append(ctx->arena, entries, entry);
    }
    return entries;
}

/* ---- lists ---- */

struct list {
    int64_t number;
    struct ll_str origin;
    uint8_t bits[PURPOSE_COUNT][LIST_BYTES]; /* the first place the highest bit of its byte */
};

struct writer {
    struct ll_ctx *ctx;
    const struct ll_status_files *files;
    struct ll_sign_key key;
    struct ll_str did;
    struct ll_str method;
    struct ll_time from;
    struct ll_time until;
    struct list *list; /* the one at hand */
    int64_t count;
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "a status list does not fit into this command's memory");
}

static void set_bit(uint8_t *bits, int64_t place)
{
    bits[place / 8] = (uint8_t)(bits[place / 8] | 0x80U >> (place % 8));
}

/* What was restated is superseded by what states it again; of what is over nothing is reviewed. */
static void mark(struct list *list, const struct ll_q_status_of_list_row *row)
{
    if (row->restated || row->state == LL_CERTIFICATE_STATE_SUPERSEDED ||
        row->state == LL_CERTIFICATE_STATE_REVOKED) {
        set_bit(list->bits[REVOCATION], row->place);
    } else if (row->state == LL_CERTIFICATE_STATE_UNDER_REVIEW) {
        set_bit(list->bits[SUSPENSION], row->place);
    }
}

static enum ll_status read_bits(struct writer *w, struct ll_err *reterr)
{
    struct ll_q_status_of_list_in in = {w->list->number};
    struct ll_q_status_of_list_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status status;
    memset(w->list->bits, 0, sizeof(w->list->bits));
    LL_TRY(ll_q_status_of_list_open(w->ctx->store, w->ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_status_of_list_next(cursor, &row, reterr)) == LL_OK) {
        if (row.place < 0 || row.place >= LL_STATUS_ENTRIES) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "a place is beyond its status list");
            break;
        }
        mark(w->list, &row);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status encode(struct writer *w, enum purpose purpose, struct ll_json **ret_text,
                             struct ll_err *reterr)
{
    struct ll_strbuf packed;
    struct ll_strbuf encoded;
    struct ll_str file;
    struct ll_str text;
    ll_strbuf_init(&packed, w->ctx->arena, PACKED_BYTES_MAX);
    ll_gzip_put(&packed, (struct ll_str){(const char *)w->list->bits[purpose], LIST_BYTES});
    LL_TRY(ll_strbuf_finish(&packed, &file, reterr));
    ll_strbuf_init(&encoded, w->ctx->arena, ENCODED_BYTES_MAX);
    ll_strbuf_char(&encoded, 'u');
    ll_base64_put(&encoded, LL_BASE64_URL, file);
    LL_TRY(ll_strbuf_finish(&encoded, &text, reterr));
    *ret_text = ll_json_new_string(w->ctx->arena, text);
    return LL_OK;
}

static enum ll_status make_credential(struct writer *w, enum purpose purpose,
                                      struct ll_json **ret_credential, struct ll_err *reterr)
{
    struct ll_ctx *ctx = w->ctx;
    struct ll_json *encoded = NULL;
    struct ll_json *contexts = ll_json_new_array(ctx->arena);
    struct ll_json *types = ll_json_new_array(ctx->arena);
    struct ll_json *subject = ll_answer_object(ctx);
    struct ll_json *credential = ll_answer_object(ctx);
    struct ll_json *id =
        address(ctx, w->list->origin, w->list->number, purpose_names[purpose], NULL);
    struct ll_strbuf buf;
    struct ll_str subject_id;
    LL_TRY(encode(w, purpose, &encoded, reterr));
    ll_strbuf_init(&buf, ctx->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_str(&buf, ll_json_string(id));
    ll_strbuf_cstr(&buf, "#list");
    LL_TRY(ll_strbuf_finish(&buf, &subject_id, reterr));
    ll_json_append(ctx->arena, contexts, ll_json_new_cstr(ctx->arena, LL_CONTEXT_CREDENTIALS));
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, "VerifiableCredential"));
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, LL_TYPE_STATUS_LIST));
    ll_json_set(ctx->arena, subject, "encodedList", encoded);
    ll_answer_text(ctx, subject, "id", subject_id);
    ll_json_set_cstr(ctx->arena, subject, "statusPurpose", purpose_names[purpose]);
    ll_json_set_cstr(ctx->arena, subject, "type", "BitstringStatusList");
    ll_json_set(ctx->arena, credential, "@context", contexts);
    ll_json_set(ctx->arena, credential, "credentialSubject", subject);
    ll_json_set(ctx->arena, credential, "id", id);
    ll_answer_text(ctx, credential, "issuer", w->did);
    ll_json_set(ctx->arena, credential, "type", types);
    ll_answer_time(ctx, credential, "validFrom", w->from);
    ll_answer_time(ctx, credential, "validUntil", w->until);
    return ll_answer_done(credential, ret_credential, reterr);
}

static enum ll_status sign_token(const struct writer *w, const struct ll_json *credential,
                                 struct ll_str *ret_token, struct ll_err *reterr)
{
    struct ll_str input;
    struct ll_signature signature;
    LL_TRY(ll_jws_sign_input(w->ctx->arena, LL_JWS_STATUS_LIST, credential, w->method, &input,
                             reterr));
    ll_sign(&w->key, input, &signature);
    return ll_jws_attach(w->ctx->arena, input, &signature, ret_token, reterr);
}

static enum ll_status sign_document(const struct writer *w, const struct ll_json *credential,
                                    struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_proof_crypto crypto = ll_crypto_for_proof(w->ctx->crypto);
    struct ll_di_options options = {
        .method = w->method,
        .created = ll_json_string_at(credential, "validFrom"),
    };
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    LL_TRY(ll_di_sign_input(w->ctx->arena, &crypto, credential, &options, input, &proof, reterr));
    ll_sign(&w->key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(w->ctx->arena, credential, proof, &signature, &whole, reterr));
    return ll_json_canonical(w->ctx->arena, whole, LL_DI_DOCUMENT_BYTES_MAX, ret_text, reterr);
}

static enum ll_status put(struct writer *w, enum purpose purpose, const char *ending,
                          struct ll_str bytes, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, w->ctx->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_fmt(&buf, "status/%lld/%s%s", (long long)w->list->number, purpose_names[purpose],
                  ending);
    LL_TRY(ll_strbuf_finish(&buf, &path, reterr));
    const char *name = ll_str_to_cstr(w->ctx->arena, path);
    if (name == NULL) {
        return no_memory(reterr);
    }
    w->count++;
    return w->files->put(w->files->ctx, name, bytes, reterr);
}

static enum ll_status write_list(struct writer *w, struct ll_err *reterr)
{
    LL_TRY(read_bits(w, reterr));
    for (enum purpose purpose = 0; purpose < PURPOSE_COUNT; purpose++) {
        struct ll_arena_mark mark = ll_arena_mark(w->ctx->arena);
        struct ll_json *credential = NULL;
        struct ll_str text;
        LL_TRY(make_credential(w, purpose, &credential, reterr));
        LL_TRY(sign_token(w, credential, &text, reterr));
        LL_TRY(put(w, purpose, "", text, reterr));
        LL_TRY(sign_document(w, credential, &text, reterr));
        LL_TRY(put(w, purpose, ".json", text, reterr));
        ll_arena_rewind(w->ctx->arena, mark);
    }
    return LL_OK;
}

/* One after the other, by number: lists are numbered without a gap. */
static enum ll_status write_lists(struct writer *w, int64_t *ret_lists, struct ll_err *reterr)
{
    for (int64_t number = 1;; number++) {
        struct ll_arena_mark mark = ll_arena_mark(w->ctx->arena);
        struct ll_q_status_list_by_number_in in = {number};
        struct ll_q_status_list_by_number_row row;
        enum ll_status status =
            ll_q_status_list_by_number(w->ctx->store, w->ctx->arena, &in, &row, reterr);
        if (status == LL_ENOTFOUND) {
            *ret_lists = number - 1;
            return LL_OK;
        }
        LL_TRY(status);
        w->list->number = number;
        w->list->origin = ll_str_copy(w->ctx->arena, row.origin);
        if (w->list->origin.ptr == NULL) {
            return no_memory(reterr);
        }
        LL_TRY(write_list(w, reterr));
        ll_arena_rewind(w->ctx->arena, mark);
    }
}

enum ll_status ll_status_write(struct ll_ctx *ctx, struct ll_str issuer,
                               const struct ll_status_files *files,
                               struct ll_status_written *ret_written, struct ll_err *reterr)
{
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    struct writer w = {
        .ctx = ctx,
        .files = files,
        .from = {now.us / SECOND_US * SECOND_US},
        .until = {now.us / SECOND_US * SECOND_US + LL_STATUS_DAYS * DAY_US},
        .list = LL_NEW(ctx->arena, struct list),
    };
    struct ll_q_status_list_last_row last;
    int64_t lists = 0;
    if (w.list == NULL) {
        return no_memory(reterr);
    }
    enum ll_status any = ll_q_status_list_last(ctx->store, ctx->arena, &last, reterr);
    if (any == LL_ENOTFOUND) {
        *ret_written = (struct ll_status_written){.lists = 0};
        return LL_OK; /* nothing to sign, so that no key is asked for */
    }
    LL_TRY(any);
    LL_TRY(ll_keys_signing(ctx, &w.key, reterr));
    enum ll_status status =
        ll_certificate_method(ctx, &w.key.public_key, issuer, &w.did, &w.method, reterr);
    if (status == LL_OK) {
        status = write_lists(&w, &lists, reterr);
    }
    ll_sign_key_wipe(&w.key);
    LL_TRY(status);
    *ret_written = (struct ll_status_written){lists, w.count, w.until};
    return LL_OK;
}
