/* audit: what the ledger's events say about its promises, by the auditor's own code. */
#include "audit/audit.h"

#include "edge/cli/state.h"
#include "edge/http/audits.h"

enum ll_status ll_cmd_audit(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct ll_err err = {0};
    struct ll_time started_at = cli->ctx.clock.now(cli->ctx.clock.ctx);
    (void)input;
    struct ll_audit_report *report = NULL;
    const struct ll_audit_progress progress = {cli->ctx.progress.report, cli->ctx.progress.ctx,
                                               NULL};
    LL_TRY(ll_audit_run(cli->ctx.store, cli->ctx.crypto, &cli->arena, &progress, &report, reterr));
    LL_TRY(ll_audit_report_json(&cli->arena, report, ret_answer, reterr));
    /* For the server's page; who may only read the folder audits all the same. */
    enum ll_status kept = ll_audits_keep(&cli->arena, cli->ctx.data_dir, started_at,
                                         cli->ctx.clock.now(cli->ctx.clock.ctx), *ret_answer, &err);
    (void)kept;
    if (report->finding_count > 0) {
        cli->exit_code = 1;
    }
    return LL_OK;
}
