/* audit: what the ledger's events say about its promises, by the auditor's own code. */
#include "audit/audit.h"

#include "edge/cli/state.h"

enum ll_status ll_cmd_audit(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    (void)input;
    struct ll_audit_report *report = NULL;
    const struct ll_audit_progress progress = {cli->ctx.progress.report, cli->ctx.progress.ctx};
    LL_TRY(ll_audit_run(cli->ctx.store, cli->ctx.crypto, &cli->arena, &progress, &report, reterr));
    LL_TRY(ll_audit_report_json(&cli->arena, report, ret_answer, reterr));
    if (report->finding_count > 0) {
        cli->exit_code = 1;
    }
    return LL_OK;
}
