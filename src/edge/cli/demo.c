/* demo: a new data directory with a made-up programme in it, audited at the end. */
#include "demo/demo.h"
#include "audit/audit.h"
#include "edge/cli/state.h"

struct demo_input {
    int64_t scale;
    int64_t seed;
    bool has_seed;
};
static const struct ll_field demo_fields[] = {
    LL_MEMBER(demo_input, scale, LL_OPT(I64), .min = 1, .max = LL_DEMO_SCALE_MAX,
              .help = "percent of 2.2 million phones (100)"),
    LL_MEMBER(demo_input, seed, LL_OPT(I64), LL_PRESENT(demo_input, has_seed),
              .max = LL_DEMO_SEED_MAX, .help = "another number makes another programme (2014)"),
};
const struct ll_record ll_cmd_demo_record = LL_RECORD("demo", demo_input, demo_fields);

/* "loopledger lot show X" becomes "loopledger lot show X --data DIR" where DIR was named. */
static enum ll_status name_directory(struct ll_cli *cli, struct ll_str data_dir,
                                     const struct ll_json *commands, struct ll_err *reterr)
{
    for (size_t i = 0; i < commands->count; i++) {
        struct ll_strbuf buf;
        struct ll_json *command = &commands->items[i].members[0].value;
        ll_strbuf_init(&buf, &cli->arena, LL_PATH_MAX * 2);
        ll_strbuf_fmt(&buf, "%.*s --data '%.*s'", LL_STR_ARG(command->string),
                      LL_STR_ARG(data_dir));
        LL_TRY(ll_strbuf_finish(&buf, &command->string, reterr));
    }
    return LL_OK;
}

/* By the auditor's own code; what it finds is shown, and the exit code tells. */
static enum ll_status audit(struct ll_cli *cli, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_audit_report *report = NULL;
    struct ll_json *json = NULL;
    const struct ll_audit_progress progress = {cli->ctx.progress.report, cli->ctx.progress.ctx,
                                               NULL};
    LL_TRY(ll_audit_run(cli->ctx.store, cli->ctx.crypto, &cli->arena, &progress, &report, reterr));
    LL_TRY(ll_audit_report_json(&cli->arena, report, &json, reterr));
    struct ll_json *audited = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, audited, "events", report->counts[LL_AUDIT_COUNT_EVENTS]);
    ll_json_set_integer(&cli->arena, audited, "rows", report->counts[LL_AUDIT_COUNT_ROWS]);
    ll_json_set_integer(&cli->arena, audited, "signatures",
                        report->counts[LL_AUDIT_COUNT_SIGNATURES]);
    ll_json_set_integer(&cli->arena, audited, "findings", report->finding_count);
    if (report->finding_count > 0) {
        struct ll_json found = *ll_json_get(json, "findings");
        ll_json_set(&cli->arena, audited, "found", &found);
        cli->exit_code = ll_status_exit_code(LL_EREFUSED);
    }
    ll_json_set(&cli->arena, answer, "audit", audited);
    return LL_OK;
}

static enum ll_status fill(struct ll_cli *cli, const void *input, struct ll_json *answer,
                           struct ll_err *reterr)
{
    const struct demo_input *in = input;
    const struct ll_demo_options options = {
        .seed = in->has_seed ? in->seed : LL_DEMO_SEED_DEFAULT,
        .scale_percent = in->scale == 0 ? LL_DEMO_SCALE_DEFAULT : in->scale,
    };
    struct ll_json *summary = NULL;
    LL_TRY(ll_demo_fill(&cli->ctx, &options, &summary, reterr));
    LL_TRY(audit(cli, answer, reterr));
    ll_json_set(&cli->arena, answer, "programme", summary);
    return LL_OK;
}

enum ll_status ll_cmd_demo(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    struct ll_str data_dir = cli->ctx.data_dir;
    const struct ll_new_ledger what = {.fill = fill, .input = input};
    LL_TRY(ll_cli_create(cli, &what, &answer, reterr));
    struct ll_str here = LL_STR("./");
    struct ll_str plain =
        ll_str_starts(data_dir, here) ? ll_str_sub(data_dir, here.len, data_dir.len) : data_dir;
    if (!ll_str_eq_cstr(plain, LL_DATA_DIR_DEFAULT)) {
        const struct ll_json *summary = ll_json_get(answer, "programme");
        const struct ll_json *commands = ll_json_get(summary, "try");
        LL_TRY(name_directory(cli, data_dir, commands, reterr));
    }
    return ll_cli_answer(answer, ret_answer, reterr);
}
