#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/story.h"
#include "store/q_facts.h"

#define BODY_BYTES_MAX 16384
#define MINUTE_US INT64_C(60000000)

const struct ll_story_event ll_story[] = {
    {"class", "class_defined",
     "{'class_code':'smartphone','hs_code':'8517.13','mass_g':171,'mass_high_g':290,"
     "'mass_low_g':143,'unu_key':'0306'}"},
    {"class2", "class_defined",
     "{'class_code':'tablet','hs_code':'8471.30','mass_g':731,'mass_high_g':914,'mass_low_g':458,"
     "'unu_key':'0303'}"},
    {"operator", "organisation_registered",
     "{'code':'operator','country':'NL','name_annex_id':'#anx1','organisation_id':'#org1'}"},
    {"collector", "organisation_registered",
     "{'code':'collector','country':'GH','name_annex_id':'#anx2','organisation_id':'#org2'}"},
    {"client", "organisation_registered",
     "{'code':'client','country':'NL','name_annex_id':'#anx3','organisation_id':'#org3'}"},
    {"funder", "organisation_registered",
     "{'code':'funder','country':'NL','name_annex_id':'#anx4','organisation_id':'#org4'}"},
    {"kumasi", "facility_registered",
     "{'code':'kumasi','country':'GH','facility_id':'#fac1','is_plant':false,'name_annex_id':"
     "'#anx5','organisation_id':'#org2'}"},
    {"hoboken", "facility_registered",
     "{'code':'hoboken','country':'BE','facility_id':'#fac2','is_plant':true,'name_annex_id':"
     "'#anx6','organisation_id':'#org1'}"},
    {"lagos", "facility_registered",
     "{'code':'lagos','country':'NG','facility_id':'#fac3','is_plant':true,'name_annex_id':"
     "'#anx7','organisation_id':'#org1'}"},
    {"key", "plant_key_registered",
     "{'facility_id':'#fac2','plant_key_id':'#key1','public_key':'#plant'}"},
    {"certification", "facility_certified",
     "{'certification_id':'#cfn1','facility_id':'#fac2','number':'R2-0042/BE','scope':"
     "'recycling','standard':'r2v3','valid_from':'2025-07-01','valid_to':'2028-06-30'}"},
    {"programme", "programme_defined",
     "{'classes':[{'demand_class':'smartphone','fee':{'currency':'EUR','minor':150},"
     "'lot_classes':['smartphone']},{'demand_class':'tablet','fee':{'currency':'EUR','minor':400},"
     "'lot_classes':['tablet']}],'code':'africa','oldest_vintage':'2024-01','operator_id':'#org1',"
     "'programme_id':'#prg1','version':1}"},
    {"programme2", "programme_defined",
     "{'classes':[],'code':'other','oldest_vintage':'2024-01','operator_id':'#org1',"
     "'programme_id':'#prg2','version':1}"},
    {"collection", "collection_received",
     "{'collected_on':'2026-03-01','collection_id':'#col1','collector_id':'#org2','country':'GH',"
     "'evidence_digest':'#h320','facility_id':'#fac1','lots':[{'battery':'none','class_code':"
     "'smartphone','eligible':true,'lot_id':'#lot1','mass_g':17000,'public_number':'#h161',"
     "'units':100}],'price':{'currency':'GHS','minor':7920},'programme_id':'#prg1','record_key':"
     "'K-1','source':'collection'}"},
    {"collection2", "collection_received",
     "{'collected_on':'2026-03-01','collection_id':'#col2','collector_id':'#org2','country':'GH',"
     "'evidence_digest':'#h325','facility_id':'#fac1','lots':[{'battery':'none','class_code':"
     "'smartphone','eligible':true,'funder_id':'#org4','lot_id':'#lot2','mass_g':8500,"
     "'public_number':'#h162','units':50}],'price':{'currency':'GHS','minor':7920},"
     "'programme_id':'#prg1','record_key':'K-2','source':'collection'}"},
    {"package", "package_made",
     "{'code':'bag','country':'GH','facility_id':'#fac1','kind':'bag','package_id':'#pkg1',"
     "'programme_id':'#prg1'}"},
    {"package2", "package_made",
     "{'code':'box','country':'GH','facility_id':'#fac1','kind':'box','package_id':'#pkg2',"
     "'programme_id':'#prg1'}"},
    {"fill", "package_filled",
     "{'package_id':'#pkg1','spans':[{'hi':60,'lo':0,'lot_id':'#lot1'}]}"},
    {"nest", "package_nested", "{'packages':[{'package_id':'#pkg1'}],'parent_id':'#pkg2'}"},
    {"seal", "package_sealed", "{'package_id':'#pkg2','seal':'S-1'}"},
    {"line", "order_line_opened",
     "{'beneficiary_id':'#org3','class_code':'smartphone','code':'line-1','countries':[],"
     "'order_line_id':'#ord1','payer_id':'#org3','programme_id':'#prg1'}"},
    {"line2", "order_line_opened",
     "{'beneficiary_id':'#org3','class_code':'smartphone','code':'line-2','countries':['GH'],"
     "'funder_id':'#org4','order_line_id':'#ord2','payer_id':'#org3','programme_id':'#prg1',"
     "'vintage_from':'2026-01','vintage_to':'2026-12'}"},
    {"demand", "demand_accepted",
     "{'content_digest':'#h320','device_count':0,'document_id':'#doc1','document_name_annex_id':"
     "'#anx8','identity':'#h321','issued_on':'2026-02-01','key_id':'#h081','kind':'order','slices':"
     "[{'hi':80,'lo':0,"
     "'order_line_id':'#ord1','trigger':'purchase'},{'hi':10,'lo':0,'order_line_id':'#ord2',"
     "'trigger':'purchase'}]}"},
    {"run", "allocation_run",
     "{'allocations':[{'line_lo':0,'lot_accepted':100,'lot_hi':70,'lot_id':'#lot1','lot_lo':0,"
     "'order_line_id':'#ord1','slice_hi':80,'slice_lo':0},{'line_lo':0,'lot_accepted':50,"
     "'lot_hi':5,'lot_id':'#lot2','lot_lo':0,'order_line_id':'#ord2','slice_hi':10,"
     "'slice_lo':0}],'programme_id':'#prg1','rule_version':1}"},
    {"plan", "shipment_planned",
     "{'code':'s-1','crosses_border':true,'from_facility_id':'#fac1','legs':[{'carrier_id':'#org1',"
     "'distance_km':7600,'from_facility_id':'#fac1','mode':'sea','to_facility_id':'#fac2'}],"
     "'packages':[{'package_id':'#pkg2'}],'planned_arrival':'2026-04-10','shipment_id':'#shp1',"
     "'to_facility_id':'#fac2'}"},
    {"consent", "consent_recorded",
     "{'country':'GH','document_digest':'#h320','shipment_id':'#shp1','valid_until':'2026-04-13'}"},
    {"consent2", "consent_recorded",
     "{'country':'BE','document_digest':'#h320','shipment_id':'#shp1','valid_until':'2026-04-13'}"},
    {"depart", "shipment_departed", "{'departed_on':'2026-03-10','shipment_id':'#shp1'}"},
    {"arrive", "shipment_arrived", "{'arrived_on':'2026-04-08','shipment_id':'#shp1'}"},
    {"receipt", "receipt_recorded",
     "{'facility_id':'#fac2','mass_g':10200,'plant_key_id':'#key1','receipt_id':'#rcp1',"
     "'received_on':'2026-04-09','shipment_id':'#shp1','statement':{'basis':'counted',"
     "'declared':60,'key':'#plantkey','mass_g':10200,'month':'2026-04','receipt':'#h16f','type':"
     "'loopledger receipt v1','units':60},'units':60}"},
    {"treatment", "treatment_recorded",
     "{'facility_id':'#fac2','input_mass_g':10200,'interim':false,'kind':'mechanical','materials':"
     "[{'fraction':'boards','mass_g':3200},{'fraction':'metals','mass_g':7000}],'operation':'r4',"
     "'receipt_id':'#rcp1','rule_version':1,'spans':[{'hi':60,'lo':0,'lot_id':'#lot1'}],"
     "'tolerance_ppm':5000,'treated_on':'2026-04-20','treatment_id':'#trt1'}"},
    {"certificate", "certificate_stated",
     "{'beneficiary_id':'#org3','body_digest':'#h320','certificate_id':'#crt1','cited':[{'line_lo':"
     "0,'lot_hi':40,'lot_id':'#lot1','lot_lo':0,'order_line_id':'#ord1'}],'programme_id':'#prg1',"
     "'revision':1,'serial':'LL-1','stage':'recycled','units':40}"},
};
const size_t ll_story_count = sizeof(ll_story) / sizeof(ll_story[0]);

static void must(struct ll_ledger *l, enum ll_status status)
{
    if (status != LL_OK) {
        fail_msg("%s: [%s] %s", ll_status_name(status), l->err.where, l->err.text);
    }
}

/* ---- bodies ---- */
static struct ll_str replace(struct ll_ledger *l, struct ll_str text, const char *from,
                             const char *to)
{
    struct ll_strbuf buf;
    struct ll_str done = LL_STR("");
    size_t at = ll_str_find(text, ll_str_from_cstr(from), false);
    if (at == SIZE_MAX) {
        fail_msg("there is no %s in %.*s", from, LL_STR_ARG(text));
    }
    ll_strbuf_init(&buf, l->ctx.arena, BODY_BYTES_MAX);
    ll_strbuf_str(&buf, ll_str_sub(text, 0, at));
    ll_strbuf_cstr(&buf, to);
    ll_strbuf_str(&buf, ll_str_sub(text, at + strlen(from), text.len));
    must(l, ll_strbuf_finish(&buf, &done, &l->err));
    return done;
}

/* One name after '#'; how long it is. */
static size_t put_name(struct ll_ledger *l, struct ll_str name, struct ll_strbuf *out)
{
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    char prefix[4] = "";
    char text[LL_ID_TEXT_MAX];
    if (ll_str_starts(name, LL_STR("plantkey"))) {
        ll_multikey_public_format(&l->plant_key.public_key, key);
        ll_strbuf_cstr(out, key);
        return 8;
    }
    if (ll_str_starts(name, LL_STR("plant"))) {
        ll_strbuf_hex(out, l->plant_key.public_key.b, sizeof(l->plant_key.public_key.b));
        return 5;
    }
    assert_true(name.len >= 4);
    if (name.ptr[0] == 'h' && name.ptr[1] >= '0' && name.ptr[1] <= '3') {
        int bytes = (name.ptr[1] - '0') * 10 + (name.ptr[2] - '0');
        for (int i = 0; i < 2 * bytes; i++) {
            ll_strbuf_char(out, name.ptr[3]);
        }
        return 4;
    }
    struct ll_id id = {{0}};
    memcpy(prefix, name.ptr, 3);
    id.b[15] = (uint8_t)(name.ptr[3] - '0');
    ll_id_format(prefix, id, text);
    ll_strbuf_cstr(out, text);
    return 4;
}

static struct ll_str write_out(struct ll_ledger *l, struct ll_str text)
{
    struct ll_strbuf buf;
    struct ll_str done = LL_STR("");
    ll_strbuf_init(&buf, l->ctx.arena, BODY_BYTES_MAX);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '#') {
            i += put_name(l, ll_str_sub(text, i + 1, text.len), &buf);
        } else {
            ll_strbuf_char(&buf, text.ptr[i] == '\'' ? '"' : text.ptr[i]);
        }
    }
    must(l, ll_strbuf_finish(&buf, &done, &l->err));
    return done;
}

/* A statement that is an object becomes signed text. */
static void sign_statement(struct ll_ledger *l, struct ll_json *body, bool spoil)
{
    struct ll_signature signature;
    struct ll_str text = LL_STR("");
    struct ll_strbuf hex;
    struct ll_str hex_text = LL_STR("");
    for (size_t i = 0; i < body->count; i++) {
        struct ll_json *value = &body->members[i].value;
        if (!ll_str_eq_cstr(body->members[i].name, "statement") || value->type != LL_JSON_OBJECT) {
            continue;
        }
        must(l, ll_json_canonical(l->ctx.arena, value, BODY_BYTES_MAX, &text, &l->err));
        *value = (struct ll_json){.type = LL_JSON_STRING, .string = text};
        ll_sign(&l->plant_key, text, &signature);
        signature.b[5] ^= spoil ? 1 : 0;
        ll_strbuf_init(&hex, l->ctx.arena, 256);
        ll_strbuf_hex(&hex, signature.b, sizeof(signature.b));
        must(l, ll_strbuf_finish(&hex, &hex_text, &l->err));
        struct ll_json *made = ll_json_new_object(l->ctx.arena);
        for (size_t k = 0; k < body->count; k++) {
            struct ll_json *copy = ll_json_new_null(l->ctx.arena);
            *copy = body->members[k].value;
            ll_json_set(l->ctx.arena, made, ll_str_to_cstr(l->ctx.arena, body->members[k].name),
                        copy);
        }
        ll_json_set_str(l->ctx.arena, made, "signature", hex_text);
        *body = *made;
        return;
    }
}

/* ---- storing ---- */

/* Steps that need two people, and the member that says what they are about. */
static const struct {
    const char *kind;
    const char *step;
    const char *object;
} controlled[] = {
    {"certificate_revoked", "certificate-revoke", "certificate_id"},
    {"lot_admitted", "lot-admit", "lot_id"},
    {"annex_erased", "annex-erase", "organisation_id"},
    {"user_role_given", "give-role", "user_id"},
    {"second_factor_reset", "factor-reset", "user_id"},
    {"access_ruled", "access-set", "access_rule_id"},
    {"departure_overridden", "shipment-override", "shipment_id"},
    {"incident_cleared", "incident-clear", "shipment_id"},
    {"signing_key_changed", "key-change", "signing_key_id"},
    {"site_set", "site-set", "site_id"},
};

static void store_event(struct ll_ledger *l, struct ll_id request, const char *kind,
                        struct ll_str body, int64_t later_us)
{
    struct ll_time at = l->clock;
    struct ll_id event = ll_id_next(&l->ctx.ids, at);
    at.us += later_us;
    struct ll_q_event_insert_in e = {
        .event_id = {event},
        .request_id = {request},
        .kind = ll_str_from_cstr(kind),
        .recorded_at = at,
        .body = body,
    };
    must(l, ll_q_event_insert(l->ctx.store, &e, &l->err));
    l->clock.us += 1;
}

/* That the machine alone stands behind it, or two people. */
static void store_control(struct ll_ledger *l, struct ll_id request, const char *kind,
                          const struct ll_json *body, bool two)
{
    for (size_t i = 0; i < sizeof(controlled) / sizeof(controlled[0]); i++) {
        struct ll_str id = ll_json_string_at(body, controlled[i].object);
        struct ll_str role = ll_json_string_at(body, "role");
        struct ll_id control = ll_id_next(&l->ctx.ids, l->clock);
        struct ll_id object = {{0}};
        char control_text[LL_ID_TEXT_MAX];
        struct ll_strbuf buf;
        struct ll_str text;
        if (strcmp(controlled[i].kind, kind) != 0 ||
            (role.len > 0 && !ll_str_eq_cstr(role, "admin") &&
             !ll_str_eq_cstr(role, "programme"))) {
            continue;
        }
        if (id.len == 0) {
            const struct ll_json *entries = ll_json_get(body, "entries");
            id = ll_json_string_at(&entries->items[0], "annex_id");
        }
        char prefix[4] = "";
        assert_true(id.len > 4);
        memcpy(prefix, id.ptr, 3);
        must(l, ll_id_parse(prefix, id, &object, &l->err));
        ll_id_format("ctl", control, control_text);
        ll_strbuf_init(&buf, l->ctx.arena, BODY_BYTES_MAX);
        ll_strbuf_char(&buf, '{');
        if (two) {
            ll_strbuf_str(&buf, write_out(l, LL_STR("'approved_by':'#usr2',")));
        }
        ll_strbuf_fmt(&buf, "\"control_id\":\"%s\",\"object_id\":\"", control_text);
        ll_strbuf_hex(&buf, object.b, sizeof(object.b));
        ll_strbuf_cstr(&buf, "\",");
        if (two) {
            ll_strbuf_str(&buf, write_out(l, LL_STR("'proposed_by':'#usr1',")));
        }
        ll_strbuf_fmt(&buf, "\"single_control\":%s,\"step\":\"%s\"}", two ? "false" : "true",
                      controlled[i].step);
        must(l, ll_strbuf_finish(&buf, &text, &l->err));
        store_event(l, request, "control_recorded", text, 0);
    }
}

static void store(struct ll_ledger *l, const char *kind, struct ll_str body,
                  const struct ll_story_edit *edit)
{
    bool raw = edit != NULL && edit->raw;
    struct ll_str text = write_out(l, body);
    struct ll_json *json = NULL;
    if (!raw) {
        must(l, ll_json_read(l->ctx.arena, text, BODY_BYTES_MAX, &json, &l->err));
        sign_statement(l, json, edit != NULL && edit->spoil_signature);
        must(l, ll_json_canonical(l->ctx.arena, json, BODY_BYTES_MAX, &text, &l->err));
    }
    struct ll_time at = l->clock;
    int64_t later_us = edit == NULL ? 0 : edit->later_us;
    struct ll_id request = ll_id_next(&l->ctx.ids, at);
    char key[LL_ID_TEXT_MAX];
    ll_id_format("req", request, key);
    static const char digest[32] = "";
    bool two = edit != NULL && edit->two;
    struct ll_q_request_insert_in r = {
        .request_id = {request},
        .request_key = ll_str_from_cstr(key),
        .command = LL_STR("tell story"),
        .actor = two ? write_out(l, LL_STR("#usr2"))
                     : ll_str_from_cstr(edit == NULL || edit->actor == NULL ? "test" : edit->actor),
        .digest = {digest, sizeof(digest)},
        .key_id = LL_STR("\x11\x11\x11\x11\x11\x11\x11\x11"), /* #h081 */
        .recorded_at = {at.us + later_us},
        .answer = LL_STR("{}"),
    };
    must(l, ll_q_request_insert(l->ctx.store, &r, &l->err));
    if (!raw && (edit == NULL || !edit->alone)) {
        store_control(l, request, kind, json, two);
    }
    store_event(l, request, kind, text, later_us);
    l->clock.us = at.us + MINUTE_US;
}

const struct ll_audit_report *ll_tell(struct ll_ledger *l, const struct ll_story_edit *edits,
                                      size_t edit_count)
{
    l->unsound = true;
    uint8_t seed[LL_SEED_SIZE] = {7};
    ll_sign_key_from_seed(seed, &l->plant_key);
    bool early = false;
    for (size_t k = 0; k < edit_count; k++) {
        early = early || edits[k].early;
    }
    must(l, ll_time_parse(early ? LL_STR("2026-03-08T08:00:00Z") : LL_STR("2026-05-01T08:00:00Z"),
                          &l->clock, &l->err));
    must(l, ll_store_begin(l->ctx.store, LL_STORE_WRITE, &l->err));
    size_t used = 0;
    for (size_t i = 0; i < ll_story_count; i++) {
        struct ll_str body = ll_str_from_cstr(ll_story[i].body);
        const struct ll_story_edit *own = NULL;
        for (size_t k = 0; k < edit_count; k++) {
            if (strcmp(edits[k].label, ll_story[i].label) == 0 && edits[k].kind == NULL) {
                own = &edits[k];
                body = own->from == NULL ? body : replace(l, body, own->from, own->to);
                used++;
            }
        }
        store(l, ll_story[i].kind, body, own);
        for (size_t k = 0; k < edit_count; k++) {
            if (strcmp(edits[k].label, ll_story[i].label) == 0 && edits[k].kind != NULL) {
                store(l, edits[k].kind, ll_str_from_cstr(edits[k].body), &edits[k]);
                used++;
            }
        }
    }
    must(l, ll_store_commit(l->ctx.store, &l->err));
    assert_int_equal(used, edit_count);
    return ll_audit_of(l, l->ctx.store, l->ctx.arena);
}

/* As if nothing had been told; other ids come next. */
static void forget(struct ll_ledger *l)
{
    ll_fixture_raw(&l->fixture, "SET synchronous_commit = off;"
                                "BEGIN; ALTER TABLE event DISABLE TRIGGER USER;"
                                "ALTER TABLE request DISABLE TRIGGER USER; COMMIT;"
                                "BEGIN; DELETE FROM event; DELETE FROM request; COMMIT;"
                                "BEGIN; ALTER TABLE event ENABLE TRIGGER USER;"
                                "ALTER TABLE request ENABLE TRIGGER USER; COMMIT");
    l->ctx.ids = (struct ll_id_source){.random = l->ctx.ids.random, .ctx = l->ctx.ids.ctx};
}

struct ll_ledger *ll_empty_ledger(void **state)
{
    struct ll_ledger *l = *state;
    if (l != NULL && l->fixture.postgres) {
        forget(l);
        return l;
    }
    assert_int_equal(ll_ledger_end(state), 0);
    assert_int_equal(ll_ledger_start(state), 0);
    return ll_ledger_of(state);
}
