/* Projectors of what is entered about packages: weights, counts and seals. */
#include "service/project.h"
#include "store/q_project.h"

enum ll_status ll_project_package_weighed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_package_weighed *b = body;
    struct ll_q_project_weighing_in in = {meta->event_id, b->package_id, b->gross_g,
                                          b->tare_g,      b->units,      b->weighed_on};
    return ll_q_project_weighing(ctx->store, &in, reterr);
}

enum ll_status ll_project_package_counted(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_package_counted *b = body;
    struct ll_q_project_package_count_in in = {
        .event_id = meta->event_id,
        .package_id = b->package_id,
        .organisation_id = b->counted_by,
        .counted_on = b->counted_on,
        .units = b->units,
        .recorded = b->recorded,
        .has_case_id = b->has_case_id,
        .case_id = b->case_id,
    };
    return ll_q_project_package_count(ctx->store, &in, reterr);
}

enum ll_status ll_project_package_sealed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_package_sealed *b = body;
    struct ll_q_project_package_seal_in seal = {b->package_id, b->seal};
    struct ll_q_project_seal_entry_in entry = {
        .event_id = meta->event_id,
        .package_id = b->package_id,
        .deed = LL_SEAL_DEED_PUT,
        .has_seal = true,
        .seal = b->seal,
        .has_kind = b->kind != 0,
        .kind = (enum ll_seal_kind)b->kind,
        .has_organisation_id = b->has_sealed_by,
        .organisation_id = b->sealed_by,
        .happened_on = b->has_sealed_on ? b->sealed_on : ll_time_date(meta->recorded_at),
    };
    LL_TRY(ll_q_project_package_seal(ctx->store, &seal, reterr));
    return ll_q_project_seal_entry(ctx->store, &entry, reterr);
}

enum ll_status ll_project_package_unsealed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_package_unsealed *b = body;
    struct ll_q_project_package_unseal_in unseal = {b->package_id};
    struct ll_q_project_seal_entry_in entry = {
        .event_id = meta->event_id,
        .package_id = b->package_id,
        .deed = LL_SEAL_DEED_BROKEN,
        .has_seal = true,
        .seal = b->seal,
        .happened_on = b->broken_on,
        .has_reason = true,
        .reason = b->reason,
    };
    LL_TRY(ll_q_project_package_unseal(ctx->store, &unseal, reterr));
    return ll_q_project_seal_entry(ctx->store, &entry, reterr);
}

enum ll_status ll_project_package_inspected(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    const struct ll_package_inspected *b = body;
    struct ll_q_project_seal_entry_in entry = {
        .event_id = meta->event_id,
        .package_id = b->package_id,
        .deed = b->has_case_id ? LL_SEAL_DEED_DIFFERS : LL_SEAL_DEED_FOUND,
        .has_seal = b->seal.len > 0,
        .seal = b->seal,
        .happened_on = b->inspected_on,
        .has_case_id = b->has_case_id,
        .case_id = b->case_id,
    };
    return ll_q_project_seal_entry(ctx->store, &entry, reterr);
}
