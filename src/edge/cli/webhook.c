/* webhook deliver: what waits for webhooks is sent, where no server does it. */
#include "edge/cli/state.h"
#include "edge/hook/sender.h"
#include "service/log.h"
#include "service/run.h"

struct deliver_input {
    struct ll_list allow;
    struct ll_str authorities;
    bool hold;
};
static const struct ll_field deliver_fields[] = {
    LL_MEMBER(deliver_input, allow, LL_OPT(STRS), .max = LL_NETWORKS_MAX,
              .help = "networks that are not public and may be sent to, in plain HTTP too: "
                      "127.0.0.1, 10.0.0.0/8"),
    LL_MEMBER(deliver_input, authorities, LL_OPT(STR), .min = 1, .max = 1024,
              .help = "a file of PEM with those who sign the certificates of webhooks' servers; "
                      "without it the machine's own"),
    LL_MEMBER(deliver_input, hold, LL_OPT(BOOL),
              .help = "send nothing, and hold what waits: for a PostgreSQL that was restored"),
};
const struct ll_record ll_cmd_webhook_deliver_record =
    LL_RECORD("webhook_deliver", deliver_input, deliver_fields);

enum ll_status ll_cli_networks(struct ll_cli *cli, const struct ll_list *texts,
                               const struct ll_network **ret_networks, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_network *networks = LL_NEW_ARRAY(&cli->arena, struct ll_network, texts->count + 1);
    if (networks == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for networks");
    }
    for (size_t i = 0; i < texts->count; i++) {
        LL_TRY(ll_network_parse(items[i], &networks[i], reterr));
    }
    *ret_networks = networks;
    return LL_OK;
}

enum ll_status ll_cli_authorities(struct ll_cli *cli, struct ll_str name, const char **ret_path,
                                  struct ll_err *reterr)
{
    char path[LL_PATH_MAX];
    *ret_path = NULL;
    if (name.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_cli_path(name, "", path, reterr));
    *ret_path = ll_str_to_cstr(&cli->arena, ll_str_from_cstr(path));
    return *ret_path == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a path") : LL_OK;
}

static enum ll_status run(void *ctx, const struct ll_service *service, const void *input,
                          struct ll_arena *arena, struct ll_err *reterr)
{
    struct ll_cli *cli = ctx;
    const struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    cli->ctx.arena = arena;
    enum ll_status status = ll_run(&cli->ctx, service, input, &options, &answer, reterr);
    cli->ctx.arena = &cli->arena;
    return status;
}

static enum ll_status deliver(struct ll_cli *cli, struct ll_sender *sender, struct ll_sent *sent,
                              struct ll_err *reterr)
{
    const struct ll_webhook_tidy tidy = {
        .alone = ll_store_engine(cli->ctx.store) == LL_STORE_SQLITE,
    };
    LL_TRY(run(cli, &ll_webhook_tidy, &tidy, &cli->arena, reterr));
    do {
        LL_TRY(ll_sender_turn(sender, sent, reterr));
    } while (sent->any);
    return LL_OK;
}

static enum ll_status hold(struct ll_cli *cli, struct ll_json **ret_answer, struct ll_err *reterr)
{
    int64_t held = 0;
    const struct ll_webhook_hold input = {&held};
    LL_TRY(run(cli, &ll_webhook_hold, &input, &cli->arena, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "held", held);
    return ll_cli_answer(answer, ret_answer, reterr);
}

enum ll_status ll_cmd_webhook_deliver(struct ll_cli *cli, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct deliver_input *in = input;
    struct ll_sender_options options = {
        .allowed_count = in->allow.count,
        .timer = cli->host->timer,
        .run = run,
        .ctx = cli,
    };
    struct ll_sender *sender = NULL;
    struct ll_sent sent = {0};
    int64_t waiting = 0;
    int64_t oldest_us = 0;
    const struct ll_webhook_measure measure = {&waiting, &oldest_us};
    if (in->hold) {
        return hold(cli, ret_answer, reterr);
    }
    LL_TRY(ll_cli_networks(cli, &in->allow, &options.allowed, reterr));
    LL_TRY(ll_cli_authorities(cli, in->authorities, &options.authorities, reterr));
    LL_TRY(ll_log_guard(&cli->ctx, reterr));
    LL_TRY(ll_sender_open(&options, &sender, reterr));
    enum ll_status status = deliver(cli, sender, &sent, reterr);
    ll_sender_close(sender);
    LL_TRY(status);
    LL_TRY(run(cli, &ll_webhook_measure, &measure, &cli->arena, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "delivered", sent.delivered);
    ll_json_set_integer(&cli->arena, answer, "failed", sent.failed);
    ll_json_set_integer(&cli->arena, answer, "disabled", sent.ended);
    ll_json_set_integer(&cli->arena, answer, "waiting", waiting);
    return ll_cli_answer(answer, ret_answer, reterr);
}
