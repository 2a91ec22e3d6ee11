/* Allocation runs, and the certificates that clients get in turn. */
#include "demo/call.h"

#include <string.h>

enum ll_status ll_demo_allocate(struct ll_demo *demo, struct ll_err *reterr)
{
    for (size_t p = 0; p < LL_DEMO_PROGRAMMES; p++) {
        struct ll_demo_call call;
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_ALLOCATION_RUN);
        ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[p]);
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
        demo->counts.runs++;
    }
    return LL_OK;
}

static enum ll_status certify_one(struct ll_demo *demo, int client, int32_t day,
                                  struct ll_err *reterr)
{
    const struct ll_demo_client *facts = &ll_demo_clients[client];
    struct ll_json *answer = NULL;
    struct ll_demo_call call;
    struct ll_err err = {0};
    char code[32];
    ll_demo_client_code(client, code);
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_CERTIFICATE_ISSUE);
    ll_demo_put_cstr(&call, "beneficiary", code);
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[facts->program]);
    ll_demo_put_cstr(&call, "stage", facts->stage);
    enum ll_status status = ll_demo_call_run(&call, &answer, &err);
    if (status == LL_ESHORT) {
        return LL_OK; /* nothing of its own has come so far yet */
    }
    if (status != LL_OK) {
        *reterr = err;
        return status;
    }
    struct ll_str serial = ll_json_string_at(answer, "serial");
    if (serial.len < sizeof(demo->examples.certificate)) {
        memcpy(demo->examples.certificate, serial.ptr, serial.len);
        demo->examples.certificate[serial.len] = '\0';
    }
    ll_demo_doubt_certificate(demo, facts->stage, serial, day);
    demo->counts.certificates++;
    demo->counts.certified_units += ll_json_integer_at(answer, "units");
    return LL_OK;
}

enum ll_status ll_demo_certify(struct ll_demo *demo, int32_t day, int month, struct ll_err *reterr)
{
    LL_TRY(ll_demo_correct(demo, day, reterr));
    for (int i = 0; i < LL_DEMO_CLIENTS; i++) {
        if (month % ll_demo_clients[i].certificate_months == 0) {
            LL_TRY(certify_one(demo, i, day, reterr));
        }
    }
    return LL_OK;
}
