/* Places in status lists: each once, as the certificates' bodies and the stored rows say. */
#include "audit/stored.h"
#include "base/text.h"

#define LIST_ENTRIES 131072
#define NAME_BYTES_MAX 64
#define ADDRESS_BYTES_MAX 512

static const char *const purposes[] = {"revocation", "suspension"};

/* "3:94567" */
static struct ll_str place_name(int64_t list, int64_t index, char ret_name[NAME_BYTES_MAX])
{
    struct ll_text text;
    ll_text_init(&text, ret_name, NAME_BYTES_MAX);
    ll_text_i64(&text, list);
    ll_text_cstr(&text, ":");
    ll_text_i64(&text, index);
    return ll_str_from_cstr(ret_name);
}

/* The last list, or the one after it: none is begun twice, or under another name. */
static bool is_list(struct ll_audit *a, struct ll_certificate *c, int64_t number,
                    struct ll_str origin)
{
    size_t count = a->status_lists.count;
    const struct ll_status_list *last =
        count == 0 ? NULL : LL_VEC_AT(&a->status_lists, struct ll_status_list, count - 1);
    if (last != NULL && number == (int64_t)count) {
        return ll_str_eq(last->origin, origin);
    }
    if (number != (int64_t)count + 1 || origin.len == 0) {
        return false;
    }
    struct ll_status_list *list = ll_vec_push(a, &a->status_lists, sizeof(*list));
    if (list != NULL) {
        *list = (struct ll_status_list){.origin = ll_audit_copy(a, origin), .first = c};
    }
    return true;
}

void ll_audit_status_given(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *b)
{
    int there = ll_body_has(b, "status_index") + ll_body_has(b, "status_list") +
                ll_body_has(b, "status_origin");
    int64_t index = ll_body_i64(b, "status_index");
    int64_t number = ll_body_i64(b, "status_list");
    char buffer[NAME_BYTES_MAX];
    if (there == 0) {
        return;
    }
    if (there != 3 || index >= LIST_ENTRIES ||
        !is_list(a, c, number, ll_body_str(b, "status_origin")) ||
        !ll_audit_take_name(a, "status", place_name(number, index, buffer), c)) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATUS, &c->o,
                            "place %lld of status list %lld cannot be given to it",
                            (long long)index, (long long)number);
        return;
    }
    struct ll_place *place = ll_vec_push(a, &c->places, sizeof(*place));
    if (place != NULL) {
        *place = (struct ll_place){.list = number, .index = index, .revision = c->revision};
    }
}

void ll_audit_status_restated(struct ll_certificate *c)
{
    for (size_t i = 0; i < c->places.count; i++) {
        LL_VEC_AT(&c->places, struct ll_place, i)->restated = true;
    }
}

/* ---- what a body says of it ---- */

static bool says(struct ll_audit *a, const struct ll_json *entry, const struct ll_place *place,
                 const char *purpose)
{
    const struct ll_status_list *list =
        LL_VEC_AT(&a->status_lists, struct ll_status_list, (size_t)place->list - 1);
    char text[ADDRESS_BYTES_MAX];
    char digits[NAME_BYTES_MAX];
    struct ll_text address;
    struct ll_text index;
    ll_text_init(&address, text, sizeof(text));
    ll_text_init(&index, digits, sizeof(digits));
    ll_text_i64(&index, place->index);
    ll_text_cstr(&address, "https://");
    ll_text_str(&address, list->origin);
    ll_text_cstr(&address, "/status/");
    ll_text_i64(&address, place->list);
    ll_text_cstr(&address, "/");
    ll_text_cstr(&address, purpose);
    struct ll_str id = ll_body_str(entry, "id");
    struct ll_str where = ll_str_from_cstr(text);
    return ll_str_eq_cstr(ll_body_str(entry, "type"), "BitstringStatusListEntry") &&
           ll_str_eq_cstr(ll_body_str(entry, "statusPurpose"), purpose) &&
           ll_str_eq_cstr(ll_body_str(entry, "statusListIndex"), digits) &&
           ll_str_eq(ll_body_str(entry, "statusListCredential"), where) &&
           ll_str_starts(id, where) && id.len > where.len && id.ptr[where.len] == '#' &&
           ll_str_eq_cstr(ll_str_sub(id, where.len + 1, id.len), digits) && entry->count == 5;
}

void ll_audit_status_body(struct ll_audit *a, const struct ll_certificate *c,
                          const struct ll_json *body)
{
    const struct ll_json *entries = ll_json_get(body, "credentialStatus");
    const struct ll_place *place =
        c->places.count == 0 ? NULL : LL_VEC_AT(&c->places, struct ll_place, c->places.count - 1);
    bool good = true;
    if (place == NULL || place->revision != c->revision) {
        good = entries == NULL;
    } else {
        good = entries != NULL && entries->type == LL_JSON_ARRAY && entries->count == 2;
        for (size_t i = 0; good && i < 2; i++) {
            good = entries->items[i].type == LL_JSON_OBJECT &&
                   says(a, &entries->items[i], place, purposes[i]);
        }
    }
    if (!good) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_NUMBERS, &c->o,
                            "its body names another place in a status list than its event");
    }
}

/* ---- what is stored ---- */

static void check_status_list(struct ll_audit *a, const struct ll_q_audit_status_list_row *r)
{
    struct ll_status_list *list = NULL;
    struct ll_stored row;
    if (r->list > 0 && (uint64_t)r->list <= a->status_lists.count) {
        list = LL_VEC_AT(&a->status_lists, struct ll_status_list, (size_t)r->list - 1);
    }
    if (ll_stored_row(&row, a, "status_list", list == NULL ? NULL : &list->first->o,
                      LL_KIND_CERTIFICATE, LL_STR(""), list == NULL ? NULL : &list->stored)) {
        ll_stored_text(&row, "origin", r->origin, list->origin);
    }
}
LL_STORED_TABLE(status_list, "status_list")

static void check_status_place(struct ll_audit *a, const struct ll_q_audit_status_place_row *r)
{
    char buffer[NAME_BYTES_MAX];
    struct ll_certificate *c = ll_audit_name(a, "status", place_name(r->list, r->place, buffer));
    struct ll_place *place = NULL;
    struct ll_stored row;
    for (size_t i = 0; c != NULL && i < c->places.count; i++) {
        struct ll_place *one = LL_VEC_AT(&c->places, struct ll_place, i);
        place = one->list == r->list && one->index == r->place ? one : place;
    }
    if (!ll_stored_row(&row, a, "status_place", c == NULL ? NULL : &c->o, LL_KIND_CERTIFICATE,
                       r->certificate_id, place == NULL ? NULL : &place->stored)) {
        return;
    }
    ll_stored_ref(&row, "certificate_id", true, r->certificate_id, c);
    ll_stored_i64(&row, "revision", r->revision, place->revision);
    ll_stored_i64(&row, "restated", r->restated, place->restated ? 1 : 0);
}
LL_STORED_TABLE(status_place, "status_place")

void ll_audit_status_missing(struct ll_audit *a, const struct ll_certificate *c)
{
    for (size_t i = 0; i < c->places.count; i++) {
        const struct ll_place *place = LL_VEC_AT(&c->places, struct ll_place, i);
        if (!place->stored) {
            ll_stored_missing(a, "status_place", &c->o, "place", place->index);
        }
    }
}

enum ll_status ll_audit_stored_status(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_status_list(a, reterr));
    LL_TRY(read_status_place(a, reterr));
    for (size_t i = 0; i < a->status_lists.count; i++) {
        const struct ll_status_list *list = LL_VEC_AT(&a->status_lists, struct ll_status_list, i);
        if (!list->stored) {
            ll_stored_missing(a, "status_list", &list->first->o, "list", (int64_t)i + 1);
        }
    }
    return LL_OK;
}
