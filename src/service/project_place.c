/* Projectors of labels, and of what may be stored at places. */
#include "service/project.h"
#include "store/q_project.h"

enum ll_status ll_project_labels_printed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_labels_printed *b = body;
    const struct ll_str *labels = b->labels.items;
    struct ll_q_project_label_sheet_in sheet = {b->label_sheet_id, b->programme_id,
                                                b->organisation_id, (int64_t)b->labels.count,
                                                meta->event_id};
    LL_TRY(ll_q_project_label_sheet(ctx->store, &sheet, reterr));
    for (size_t i = 0; i < b->labels.count; i++) {
        struct ll_q_project_label_in in = {labels[i], b->label_sheet_id, (int64_t)i + 1};
        LL_TRY(ll_q_project_label(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_label_claimed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_label_claimed *b = body;
    struct ll_q_project_label_use_in in = {
        .label = b->label,
        .has_package_id = true,
        .package_id = b->package_id,
        .used_on = ll_time_date(meta->recorded_at),
        .event_id = meta->event_id,
    };
    return ll_q_project_label_use(ctx->store, &in, reterr);
}

enum ll_status ll_project_labels_withdrawn(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_labels_withdrawn *b = body;
    const struct ll_str *labels = b->labels.items;
    for (size_t i = 0; i < b->labels.count; i++) {
        struct ll_q_project_label_use_in in = {
            .label = labels[i],
            .has_reason = true,
            .reason = b->reason,
            .used_on = ll_time_date(meta->recorded_at),
            .event_id = meta->event_id,
        };
        LL_TRY(ll_q_project_label_use(ctx->store, &in, reterr));
    }
    return LL_OK;
}

/* ---- limits of places ---- */
enum ll_status ll_project_facility_limited(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_facility_limited *b = body;
    struct ll_q_project_facility_limit_gone_in gone = {b->facility_id};
    struct ll_q_project_facility_limit_in in = {
        .facility_id = b->facility_id,
        .has_mass_max_g = b->mass_max_g.g > 0,
        .mass_max_g = b->mass_max_g.g,
        .has_battery_mass_max_g = b->battery_mass_max_g.g > 0,
        .battery_mass_max_g = b->battery_mass_max_g.g,
        .has_units_max = b->units_max.n > 0,
        .units_max = b->units_max.n,
        .has_days_max = b->days_max > 0,
        .days_max = b->days_max,
        .has_basis = b->basis.len > 0,
        .basis = b->basis,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_facility_limit_gone(ctx->store, &gone, reterr));
    return ll_q_project_facility_limit(ctx->store, &in, reterr);
}
