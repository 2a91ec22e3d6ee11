/* What the page of the public log says beside the log's own facts. */
#include <stdio.h>

#include "base/catalogue.h"
#include "base/text.h"
#include "edge/http/chrome.h"
#include "edge/http/own.h"
#include "edge/web/view.h"
#include "proof/tile.h"

#define COMMANDS_BYTES_MAX ((size_t)16 << 10)
#define HOST_BYTES_MAX 256
#define GROUP 1000 /* of three digits in a tile's path */

static const struct word {
    const char *name;
    const char *text;
} words[] = {
    {"lead",
     LL_T("What the ledger says to everybody, in one list that only grows: which lots there "
          "are, which of their units serve somebody, what recyclers signed for, and which "
          "certificates cite them. Names, towns and days are not in it.")},
    {"none",
     LL_T("Nothing is in the log yet. What is public comes into it within a second or two of "
          "being recorded.")},
    {"checkpoint_title", LL_T("The last checkpoint")},
    {"checkpoint_text",
     LL_T("The log's name, how many entries it has, the root of the tree over all of them, and the "
          "log's signature. What it once signed for it cannot change unseen.")},
    {"key_title", LL_T("The log's key")},
    {"key_text",
     LL_T("Compare it with what the operator told you by another way, and keep it: by it "
          "you know this log from any other.")},
    {"addresses_title", LL_T("Where it is")},
    {"addresses_text", LL_T("In the files of C2SP tlog-tiles, for any program that reads them. A "
                            "tile never changes; L is its level, N its number in groups of three "
                            "digits, and .p/W follows while it holds W hashes of 256.")},
    {"at_checkpoint", LL_T("the last checkpoint, with its cosignatures")},
    {"at_entries", LL_T("the entries, 256 to a bundle")},
    {"at_tile", LL_T("the hashes of the tree")},
    {"at_proof", LL_T("an event's entries, each with the proof that it is in the log")},
    {"follow_title", LL_T("Check it yourself")},
    {"follow_text",
     LL_T("These commands copy the whole log as it is now, and replay it by code that "
          "shares none with what wrote it: no unit serves two, none leaves while "
          "something relies on it, and no more are certified than plants signed for.")},
    {"again_title", LL_T("Follow it")},
    {"again_text", LL_T("Copy it again from time to time, and compare with the checkpoint that you "
                        "kept: a log that became shorter or has another past is found, and the two "
                        "signed checkpoints are the evidence.")},
    {"one_title", LL_T("Check one certificate")},
    {"one_text", LL_T("Its bundle brings the proof that it is in this log.")},
    {"one_link", LL_T("Verify a certificate")},
    {"limits_title", LL_T("What it does not show")},
    {"limits_text", LL_T("Whom units serve: that is proven to the certificate's holder alone. "
                         "Whether what was recorded is true: receipts signed by recyclers, and "
                         "auditors, stand for that.")},
    {"unwitnessed", LL_T("A witness outside would see to it that everybody is shown the same log. "
                         "None has signed this checkpoint: two readers who compare theirs do as "
                         "well.")},
    {"refused",
     LL_T("This server's copy does not extend the last checkpoint that was published, so "
          "it signs nothing and gives no proof.")},
};

static struct ll_json *fact(const struct ll_chrome *d, const char *label, struct ll_json *cell)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, item, "label", ll_locale_text(d->locale, label));
    ll_json_set(d->arena, item, "cell", cell);
    return item;
}

static struct ll_json *cell_of(const struct ll_chrome *d, const char *name)
{
    return ll_view_cell(d->arena, d->locale, d->page->data, name);
}

/* Who witnessed, a fact each; or that nobody has. */
static void put_witnesses(const struct ll_chrome *d, struct ll_json *log, struct ll_json *facts)
{
    const struct ll_json *list = ll_json_get(d->page->data, "witnesses");
    if (list != NULL && list->type == LL_JSON_ARRAY) {
        for (size_t i = 0; i < list->count; i++) {
            struct ll_json *cell =
                ll_view_cell(d->arena, d->locale, &list->items[i], "cosigned_at");
            struct ll_json *item = fact(d, LL_T("Witnessed by"), cell);
            ll_json_set_str(d->arena, item, "name", ll_json_string_at(&list->items[i], "witness"));
            ll_json_append(d->arena, facts, item);
        }
        return;
    }
    struct ll_json *cell = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, cell, "text", ll_locale_text(d->locale, LL_T("not witnessed")));
    ll_json_set_cstr(d->arena, cell, "tone", "wait");
    ll_json_append(d->arena, facts, fact(d, LL_T("Witnesses"), cell));
    ll_json_set_bool(d->arena, log, "is_unwitnessed", true);
}

static void put_facts(const struct ll_chrome *d, struct ll_json *log)
{
    struct ll_json *facts = ll_json_new_array(d->arena);
    ll_json_append(d->arena, facts, fact(d, LL_T("Name"), cell_of(d, "origin")));
    ll_json_append(d->arena, facts, fact(d, LL_T("Entries"), cell_of(d, "size")));
    ll_json_append(d->arena, facts, fact(d, LL_T("Signed"), cell_of(d, "signed_at")));
    ll_json_append(d->arena, facts, fact(d, LL_T("Since"), cell_of(d, "started_at")));
    ll_json_append(d->arena, facts, fact(d, LL_T("Waiting"), cell_of(d, "pending_events")));
    put_witnesses(d, log, facts);
    ll_json_set(d->arena, log, "facts", facts);
}

/* ---- commands ---- */

/* Where the reader found this page, as far as it is a plain host with a port or without. */
static void put_host(const struct ll_chrome *d, struct ll_strbuf *buf)
{
    struct ll_str host = ll_http_field_of(d->exchange, "Host");
    bool good = host.len > 0 && host.len < HOST_BYTES_MAX;
    for (size_t i = 0; good && i < host.len; i++) {
        char c = host.ptr[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    }
    bool near = ll_str_starts(host, LL_STR("localhost")) || ll_str_starts(host, LL_STR("127."));
    ll_strbuf_cstr(buf, near ? "http://" : "https://");
    ll_strbuf_str(buf, good ? host : LL_STR("ledger.example"));
}

/* "tile/0/[000-012]" of curl's patterns, once into a folder and once from here. */
static void put_copy(struct ll_strbuf *buf, const char *level, const char *name, const char *from)
{
    ll_strbuf_fmt(buf, "curl -sS --fail --create-dirs -o 'tile/%s/%s' \"$LOG/tile/%s/\"'%s'\n",
                  level, name, level, from);
}

static void put_tiles(struct ll_strbuf *buf, int level, int64_t size)
{
    int64_t hashes = ll_tile_hashes(level == LL_TILE_ENTRIES ? 0 : level, size);
    int64_t full = hashes / LL_TILE_WIDTH;
    int part = (int)(hashes % LL_TILE_WIDTH);
    char name[LL_TILE_PATH_MAX];
    char word[24];
    struct ll_text out;
    ll_text_init(&out, word, sizeof(word));
    if (level == LL_TILE_ENTRIES) {
        ll_text_cstr(&out, "entries");
    } else {
        ll_text_i64(&out, level);
    }
    size_t front = sizeof("tile/") + out.len;
    if (full > 0) {
        int64_t last = (full < GROUP ? full : GROUP) - 1;
        (void)snprintf(name, sizeof(name), "[000-%03d]", (int)last);
        put_copy(buf, word, "#1", name);
    }
    if (full >= 2 * (int64_t)GROUP) {
        (void)snprintf(name, sizeof(name), "x[001-%03d]/[000-999]", (int)(full / GROUP - 1));
        put_copy(buf, word, "x#1/#2", name);
    }
    if (full > GROUP && full % GROUP > 0) {
        char to[LL_TILE_PATH_MAX];
        (void)snprintf(to, sizeof(to), "x%03d/#1", (int)(full / GROUP));
        (void)snprintf(name, sizeof(name), "x%03d/[000-%03d]", (int)(full / GROUP),
                       (int)(full % GROUP - 1));
        put_copy(buf, word, to, name);
    }
    if (part > 0) {
        const struct ll_tile tile = {level, full, part};
        (void)ll_tile_path(&tile, name);
        put_copy(buf, word, name + front, name + front);
    }
}

/* Up to a million tiles; who has more knows how. */
static void put_commands(const struct ll_chrome *d, struct ll_json *log)
{
    struct ll_str key = ll_json_string_at(d->page->data, "key");
    const struct ll_json *entries = ll_json_get(d->page->data, "size");
    int64_t size = entries != NULL && entries->is_integer ? entries->integer : 0;
    struct ll_strbuf buf;
    struct ll_str text;
    if (size <= 0 || size > (int64_t)LL_TILE_WIDTH * GROUP * GROUP) {
        return;
    }
    ll_strbuf_init(&buf, d->arena, COMMANDS_BYTES_MAX);
    ll_strbuf_cstr(&buf, "LOG=");
    put_host(d, &buf);
    ll_strbuf_cstr(&buf, "/log\nmkdir log && cd log\ncurl -sS --fail -O \"$LOG/checkpoint\"\n");
    put_tiles(&buf, LL_TILE_ENTRIES, size);
    for (int level = 0; level < LL_TILE_LEVELS && ll_tile_hashes(level, size) > 0; level++) {
        put_tiles(&buf, level, size);
    }
    ll_strbuf_fmt(&buf, "loopledger log replay . --key %.*s", LL_STR_ARG(key));
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_json_set_str(d->arena, log, "follow", text);
    }
    ll_strbuf_init(&buf, d->arena, COMMANDS_BYTES_MAX);
    ll_strbuf_fmt(&buf, "loopledger log monitor . --last ../last-checkpoint --key %.*s",
                  LL_STR_ARG(key));
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_json_set_str(d->arena, log, "again", text);
    }
}

void ll_log_words(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *log = ll_json_new_object(d->arena);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        ll_json_set_str(d->arena, log, words[i].name, ll_locale_text(d->locale, words[i].text));
    }
    if (ll_json_get(d->page->data, "refused") != NULL) {
        ll_json_set_bool(d->arena, log, "is_refused", true);
    }
    put_facts(d, log);
    put_commands(d, log);
    ll_json_set(d->arena, ret_page, "log", log);
}
