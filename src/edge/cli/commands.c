/* The edge's own commands: those that are no service. */
#include "edge/cli/state.h"

#define MIB ((size_t)1 << 20)

const struct ll_command ll_edge_commands[] = {
    {
        .noun = "init",
        .help = "make a data directory: keys, a store and the device classes",
        .details =
            "Makes the data directory (mode 0700) with a signing key and a fingerprint key, and "
            "in it an SQLite file; or, with --store, brings the schema into a PostgreSQL database, "
            "which DIR/store.conf then names. Then defines the built-in device classes.\n\n"
            "The directory appears whole or not at all. One that is there already is refused, "
            "unless it is empty. The answer names the issuer: give it to those who will verify "
            "your certificates. Copy DIR/keys to a safe place: what is signed with a lost key can "
            "still be verified, but nothing can be signed any more.",
        .input = &ll_cmd_init_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_init,
    },
    {
        .noun = "demo",
        .help = "make a data directory with a made-up programme to look at",
        .details =
            "Makes a data directory as init does, and in it a programme of the size that reports "
            "of real ones give for 2014 to 2018, as if it were 2021 to 2025: 2.2 million scrap "
            "phones of 3,000 collectors in "
            "Ghana, Nigeria, Cameroon, Uganda, Zambia, Rwanda and Mali; containers shipped to "
            "three recyclers in Europe, who sign what they count; and what 32 clients bought, "
            "with demand that waits and scrap that is not used yet. Six people can sign in, each "
            "with "
            "a link (user list, user link), and set up no device. All people, organisations and "
            "papers in it are invented, and their names say so. --scale 1 is enough to try "
            "commands on.\n\n"
            "Everything goes in as a user's work would: through the services, purchases as UBL "
            "and CSV files. At the end the audit re-derives every promise from the events; what it "
            "finds makes the exit code 1. The answer ends with commands to try.\n\n"
            "The same seed and scale make the same programme, but for what keys do to it: "
            "signatures of certificates, fingerprints of devices, and digests of these. Since its "
            "ids, serial numbers and salts come from the seed, anybody can guess them: never add "
            "real data to it.",
        .input = &ll_cmd_demo_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 2048 * MIB,
        .run = ll_cmd_demo,
    },
    {
        .noun = "serve",
        .help = "serve the ledger over HTTP, until told to end",
        .details =
            "Answers at HOST:PORT what GET /openapi.json lists, and holds the data directory: "
            "commands that write and are run on this machine meanwhile go through the server, "
            "by the socket DIR/server.sock, and are the same requests.\n\n"
            "Put nginx before it for the world outside; or give a key and certificates, for "
            "HTTPS. SIGTERM, SIGINT and SIGHUP end it once what is under way is done.\n\n"
            "On SQLite it is the one process that writes; requests that wait for it become one "
            "durable commit. On PostgreSQL several may serve one store. Events are brought into "
            "the public log, once it is started, within a second or two.",
        .input = &ll_cmd_serve_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_serve,
    },
    {
        .noun = "db",
        .verb = "status",
        .help = "say which store it is and whether its schema is this program's",
        .need = LL_NEED_DIRECTORY,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_db_status,
    },
    {
        .noun = "db",
        .verb = "upgrade",
        .help = "bring the schema of the store to this program's version",
        .details =
            "Changes the tables of facts where this version needs it; and makes all other tables, "
            "the projections, anew from the events where another version made them, newer or "
            "older, or somebody took a constraint, index or trigger off them. One transaction: "
            "when it fails or is stopped, the store is as it was. End "
            "other programs that use the store before. Make a backup, too: an older version "
            "cannot use a store whose tables of facts a newer one changed.\n\n"
            "Projections hold nothing of their own, so nothing is lost with them; but views and "
            "grants that you made on them in a PostgreSQL database do not outlast it.",
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 1024 * MIB,
        .run = ll_cmd_db_upgrade,
    },
    {
        .noun = "certificate",
        .verb = "print",
        .help = "draw a certificate on one A4 page",
        .details = "Says what the signed certificate says, in its latest revision, and what has "
                   "become of it since; nothing else; a PDF carries the "
                   "certificate's bundle, for 'verify', as much of it as 100 kB have room for. The "
                   "code on the page holds the address of the "
                   "certificate's page where the site has one ('site set'), else the serial. The "
                   "file is never put in the place of another.",
        .input = &ll_cmd_certificate_print_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_certificate_print,
    },
    {
        .noun = "handover",
        .verb = "sheet",
        .help = "draw the sheet of a hand-over as a PDF, to be printed",
        .details =
            "What was given, who signed what and when, and what differed, on A4. The code for "
            "machines opens the hand-over's page where the site has an address ('site set'), "
            "else it holds its id. The file is never put in the place of another.",
        .input = &ll_cmd_handover_sheet_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_handover_sheet,
    },
    {
        .noun = "label",
        .verb = "sheet",
        .help = "draw labels as a PDF, to be printed",
        .details =
            "Of a sheet ('label print') those labels that nobody claimed, 24 on an A4 page of "
            "70 by 37 mm each, without margins; of a label's code that one alone. The code "
            "for machines opens the label's page where the site has an address ('site set'), "
            "else it holds the label's code. The file is never put in the place of another.",
        .input = &ll_cmd_label_sheet_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_label_sheet,
    },
    {
        .noun = "notification",
        .verb = "print",
        .help = "draw the notification document (IA), the movement document (IB) or a brief",
        .details =
            "Every numbered block, filled in from the dossier; a movement document from its "
            "shipment, too. What has no room goes on on continuation pages; the codes used "
            "come last. As long as something is to be filled in, each page says DRAFT. It is "
            "our own drawing: ask the authority which print it takes. A brief tells one authority, "
            "or all, on two pages at most what is asked of it, why and where it stands. Movement "
            "documents and briefs carry a signed summary as a QR code (notification summary), "
            "where there is a public log whose key can sign it.",
        .input = &ll_cmd_notification_print_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_notification_print,
    },
    {
        .noun = "dispatch",
        .verb = "print",
        .help = "draw the statement for who makes something of recovered materials",
        .details =
            "Mass, origin, chain and what may be claimed, on two pages at most, with the signed "
            "statement ('dispatch statement') attached: 'loopledger verify' reads the PDF.",
        .input = &ll_cmd_dispatch_print_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_dispatch_print,
    },
    {
        .noun = "certificate",
        .verb = "write",
        .help = "write a certificate in a form that others read",
        .details =
            "The form 'bundle' is what a holder keeps: the certificate, the intervals of lots that "
            "it "
            "cites with the positions they serve and the salts that open the public log's "
            "commitments to them, and where the certificate stands on this day; one file, signed "
            "by "
            "the installation's key, that 'verify' judges without asking anybody.\n\n"
            "The form 'jwt' is the latest revision as application/vc+jwt: a credential in the "
            "shape of a UNTP Digital Conformity Credential 0.7.0, signed with EdDSA by the "
            "installation's key. UNTP asks for an issuer on the web: name it with --issuer once "
            "the DID document is served there.\n\n"
            "The text goes to the standard output, or into a file that is never put in the place "
            "of another. The same certificate, key and issuer give the same token.",
        .input = &ll_cmd_certificate_write_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_certificate_write,
    },
    {
        .noun = "sample",
        .verb = "write",
        .help = "write a drawn sample with all that proves it, for 'verify'",
        .details =
            "What 'sample draw' gives as one file, signed by the installation's key: each unit "
            "with "
            "its trail, the statements that plants signed with their keys, the certificates, what "
            "the public log tells of them with its proofs, and what was drawn from, so that "
            "'verify' draws again and checks all of it without asking anybody (docs/sampling.md).",
        .input = &ll_cmd_sample_write_record,
        .need = LL_NEED_READ,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_sample_write,
    },
    {
        .noun = "certificate",
        .verb = "status-list",
        .help = "write the status lists that certificates name, as files to serve",
        .details =
            "Bitstring Status Lists (W3C), signed by the installation's key: for each list "
            "FOLDER/status/N/revocation, where what is revoked, superseded or restated has its bit "
            "set, and FOLDER/status/N/suspension, of what is under review; as application/vc+jwt, "
            "and the same with a Data Integrity proof in a file that ends in .json. Each is valid "
            "for seven days: run this, or 'log export', which does it too, from a timer, and after "
            "a revocation at once.\n\n"
            "Certificates have a place in a list from the time on at which a log was started: the "
            "lists' addresses begin with https:// and the name that the log had then. Without a "
            "log there are none.",
        .input = &ll_cmd_certificate_status_list_record,
        .need = LL_NEED_READ,
        .changes = true,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_certificate_status_list,
    },
    {
        .noun = "verify",
        .help = "say whether a certificate is authentic",
        .details =
            "Takes a certificate as signed JSON, as a token (application/vc+jwt), as a bundle, or "
            "as "
            "a PDF with its bundle attached, and gives three verdicts with their reasons. Works "
            "offline, and needs neither data directory nor store.\n\n"
            "The verdict is 'authentic' only when the signature is sound and made by the issuer "
            "that "
            "you name with --issuer, or by the key in the file that you name with --key. Without "
            "either the verdict says that the signature is sound but the issuer is not pinned: "
            "anybody can make a key and sign with it.\n\n"
            "A bundle also says whether the certificate is in the log, by the proofs that it "
            "brings, "
            "and its status at the moment it was made, which is named. Of a certificate or token "
            "alone both are unknown, unless status lists that it names are given: with those of "
            "both purposes, parted by a comma, the status is live, under review or revoked as of "
            "their time. docs/bundle.md describes the forms.\n\n"
            "An auditor's sample ('sample write') is drawn again by its seed; the receipts and "
            "certificates in it are checked by the keys of plants and issuer, and each entry of "
            "the log in it has to tell what the sample says (docs/sampling.md).\n\n"
            "With --did-document the keys that a domain publishes are trusted: a retired one for "
            "what is dated before, and for nothing later. With --log-key only that log counts, "
            "whichever the file names; with --policy that is so of the policy's logs, and the "
            "answer says how many of its witnesses cosigned ('witnessed by 2 of 3'), or that they "
            "are too few ('not witnessed'). docs/log.md describes the file.\n\n"
            "A file that is not JSON, or carries no proof, is said to be no signed certificate: "
            "nothing in it can be checked.\n\n"
            "Exit status: 0 authentic, and nothing speaks against it; 1 not authentic, or the "
            "proof "
            "of the log proves nothing, or superseded or revoked; 4 unknown, unsupported, not "
            "pinned, under review, not witnessed as a policy demands, or not a signed certificate.",
        .input = &ll_cmd_verify_record,
        .need = LL_NEED_NOTHING,
        .arena_bytes = 128 * MIB,
        .run = ll_cmd_verify,
    },
    {
        .noun = "webhook",
        .verb = "deliver",
        .help = "send what waits for webhooks, where no server does it",
        .details =
            "Sends all that is due and ends: run it from a timer. A server does this by itself; on "
            "SQLite it also holds the data directory, so that this command waits in vain.\n\n"
            "Each message is sent until it is answered with 2xx, ten times in three days. A "
            "webhook that takes nothing in that time, or answers 410, is disabled. Only public "
            "addresses are connected to, over HTTPS, but for networks named by --allow.\n\n"
            "What waited in a PostgreSQL that was restored may have been sent since the backup was "
            "made: with --hold it is held before a server starts, until 'webhook redeliver'.",
        .input = &ll_cmd_webhook_deliver_record,
        .need = LL_NEED_WRITE,
        .changes = true,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_webhook_deliver,
    },
    {
        .noun = "log",
        .verb = "export",
        .help = "write the public log as a folder of files that any web server can serve",
        .details =
            "Tiles and entry bundles (C2SP tlog-tiles), and at last the checkpoint. Run it "
            "after 'log sequence': only what is new is written, what is there never changes, "
            "and a folder with another log or a longer one is refused. Serve it under the "
            "log's name. Beside it, under status/, the status lists, each time as of now: "
            "see 'certificate status-list'.",
        .input = &ll_cmd_log_export_record,
        .need = LL_NEED_READ,
        .changes = true,
        .arena_bytes = 256 * MIB,
        .run = ll_cmd_log_export,
    },
    {
        .noun = "log",
        .verb = "replay",
        .help = "check a public log from its files alone: nothing counted twice, nothing made up",
        .details =
            "Needs neither data directory nor store, so that anybody can do it. Hashes all "
            "entries up to the root that was signed, and follows what they say, by code of its "
            "own: no unit is allocated twice or cited by two certificates, what is released was "
            "allocated and cited by none, revisions follow one another, and no more units are "
            "certified as received than plants signed for.\n\n"
            "Whom units serve is not in the log: that is proven to its holder alone.\n\n"
            "With --policy the answer also says how many of the witnesses that it names cosigned "
            "('witnessed by 2 of 3'), or that they are too few ('not witnessed').\n\n"
            "Exit status: 0 nothing was found and the key given signed it, 1 findings, 4 nothing "
            "was found but no key was given, so that anybody may have written it, or it is not "
            "witnessed as the policy demands.",
        .input = &ll_cmd_log_replay_record,
        .need = LL_NEED_NOTHING,
        .arena_bytes = 1024 * MIB,
        .run = ll_cmd_log_replay,
    },
    {
        .noun = "log",
        .verb = "monitor",
        .help = "follow somebody's public log: has it shrunk, forked or broken a rule?",
        .details =
            "As 'log replay', and the log must begin with all that it had when it was last looked "
            "at. When nothing is found, its checkpoint is kept in the file for the next time; when "
            "something is, the old one stays, as evidence together with the new one: both are "
            "signed by the log.\n\n"
            "Needs neither data directory nor store. Fetch the files with any program that copies "
            "a folder over HTTP, the checkpoint first and the tiles that it is over after it.\n\n"
            "Exit status: 0 nothing was found, 1 findings, 4 not witnessed as the policy demands.",
        .input = &ll_cmd_log_monitor_record,
        .need = LL_NEED_NOTHING,
        .changes = true,
        .arena_bytes = 1024 * MIB,
        .run = ll_cmd_log_monitor,
    },
    {
        .noun = "log",
        .verb = "request",
        .help = "write a request that asks a witness to cosign the log's last checkpoint",
        .details = "In the form of C2SP tlog-witness, to the standard output: what the body of "
                   "POST add-checkpoint is, or what a witness hands to 'log witness'. Its answer "
                   "goes to 'log cosign'.",
        .input = &ll_cmd_log_request_record,
        .need = LL_NEED_READ,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_log_request,
    },
    {
        .noun = "log",
        .verb = "witness",
        .help = "cosign somebody else's public log, if it extends what was cosigned before",
        .details =
            "Takes a request in the form of C2SP tlog-witness and prints the cosignature. Never "
            "cosigns a log that is shorter than it was, or has another past: what was cosigned "
            "last is kept in the folder 'witness' of the data directory, and is on the disk before "
            "a cosignature is given out. A refusal says why, with the status of the protocol, and "
            "the size that was cosigned last; nothing is kept then.\n\n"
            "Needs no ledger: a data directory with a key is enough, made with 'loopledger key "
            "make DIR/keys/witness.key'. Keep the folder 'witness' with the key: a witness that "
            "forgot what it cosigned takes another key and another name.\n\n"
            "Exit status: 0 cosigned, 1 refused.",
        .input = &ll_cmd_log_witness_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 64 * MIB,
        .run = ll_cmd_log_witness,
    },
    {
        .noun = "key",
        .verb = "make",
        .help = "make a signing key: a plant's own, for its receipts",
        .details = "Needs neither data directory nor store. The file is readable by its owner "
                   "alone and never replaces another; its folder is made when it is not there. "
                   "Give the public key to the programme's operator, and the file to nobody.",
        .input = &ll_cmd_key_make_record,
        .need = LL_NEED_NOTHING,
        .changes = true,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_key_make,
    },
    {
        .noun = "key",
        .verb = "show",
        .help = "print the public half of a signing key",
        .details = "The DID is what readers of certificates name with verify --issuer.",
        .input = &ll_cmd_key_show_record,
        .need = LL_NEED_DIRECTORY,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_key_show,
    },
    {
        .noun = "audit",
        .help = "derive every promise of the ledger from its events again, and say what differs",
        .details =
            "Compares the store's tables, columns, constraints, indexes and triggers with what "
            "this program makes. Reads all events in their order with code of its own, checks at "
            "each what it must not break, and compares every stored row with what the events give. "
            "Nothing is "
            "changed or repaired. What this version's events cannot show is listed as not "
            "applicable.\n\n"
            "The first 1,000 findings are named, all are counted. Exit status: 0 nothing was "
            "found, 1 findings.",
        .need = LL_NEED_READ,
        .arena_bytes = 4096 * MIB,
        .run = ll_cmd_audit,
    },
    {
        .noun = "rebuild",
        .help = "make all projections anew from the events",
        .details = "One transaction; the events are not touched. Afterwards the store holds "
                   "exactly what it held before, or a fault was mended. Nothing else may have the "
                   "store open meanwhile: end the servers on it first.",
        .need = LL_NEED_WRITE,
        .changes = true,
        .arena_bytes = 1024 * MIB,
        .run = ll_cmd_rebuild,
    },
    {
        .noun = "backup",
        .help = "copy the embedded store to a file, while others may be writing",
        .details = "The copy is consistent and on disk when the command ends. SQLite only: "
                   "PostgreSQL brings its own tools. The keys are not in it. A store of another "
                   "version can be copied, too.",
        .input = &ll_cmd_backup_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_backup,
    },
    {
        .noun = "restore",
        .help = "make a new data directory from a backup",
        .details = "The copy is checked for damage and brought to this program's version, as 'db "
                   "upgrade' does, before the directory appears. The keys and the public log's "
                   "last checkpoint are not in a backup: copy DIR/keys and DIR/log into the new "
                   "directory from where you keep them.",
        .input = &ll_cmd_restore_record,
        .need = LL_NEED_DIRECTORY,
        .changes = true,
        .arena_bytes = 1024 * MIB,
        .run = ll_cmd_restore,
    },
    {
        .noun = "dump",
        .help = "print the whole store as text, the same on both engines",
        .details = "Rows in the order of their keys, so that two stores can be compared by the "
                   "digests of their dumps. It holds personal data.",
        .input = &ll_cmd_dump_record,
        .need = LL_NEED_READ,
        .arena_bytes = 256 * MIB,
        .run = ll_cmd_dump,
    },
    {
        .noun = "help",
        .help = "list the commands, or tell all about one",
        .input = &ll_cmd_help_record,
        .need = LL_NEED_NOTHING,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_help,
    },
    {
        .noun = "man",
        .help = "print the manual page, in the mdoc language",
        .details = "To read it: loopledger man | man -l -",
        .input = &ll_cmd_man_record,
        .need = LL_NEED_NOTHING,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_man,
    },
    {
        .noun = "completion",
        .verb = "bash",
        .help = "print a completion script for bash",
        .details = "To use it at once: source <(loopledger completion bash)",
        .need = LL_NEED_NOTHING,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_completion_bash,
    },
    {
        .noun = "version",
        .help = "print the version of the program",
        .need = LL_NEED_NOTHING,
        .arena_bytes = 16 * MIB,
        .run = ll_cmd_version,
    },
};
const size_t ll_edge_command_count = sizeof(ll_edge_commands) / sizeof(ll_edge_commands[0]);
