#include "service/ask.h"

#include <string.h>

enum ll_status ll_service_ask(struct ll_ctx *ctx, const struct ll_service *service,
                              const struct ll_asked *asked, size_t count, const char *of,
                              const char *prefix, struct ll_id *ret_id, struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    void *input = ll_arena_alloc(ctx->arena, 1, service->input->size);
    if (input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    memset(input, 0, service->input->size);
    for (size_t i = 0; i < count; i++) {
        const struct ll_field *field =
            ll_record_find(service->input, ll_str_from_cstr(asked[i].name));
        LL_ASSERT(field != NULL);
        if (asked[i].value.len > 0) {
            LL_TRY(ll_field_from_text(ctx->arena, field, asked[i].value, input, reterr));
        }
    }
    LL_TRY(service->run(ctx, input, &answer, reterr));
    return ll_id_parse(prefix, ll_json_string_at(answer, of), ret_id, reterr);
}
