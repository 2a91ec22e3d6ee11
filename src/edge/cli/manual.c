/* The rows that help and manual page have in common. */
#include "edge/cli/manual.h"

const struct ll_manual_row ll_exit_rows[] = {
    {"0", "done; the certificate is authentic; the audit found nothing. Also when who reads the "
          "answer through a pipe has read enough (as head does), for commands that change nothing"},
    {"1", "refused by a rule or for a value, or something was found"},
    {"2", "the command line is not understood"},
    {"3", "the environment failed: a file that is not there or cannot be read, the disk, the "
          "database, a lock, memory"},
    {"4", "unknown: a certificate cannot be judged here, or the outcome of a request was lost"},
};
const size_t ll_exit_row_count = sizeof(ll_exit_rows) / sizeof(ll_exit_rows[0]);

const struct ll_manual_row ll_environment_rows[] = {
    {"LOOPLEDGER_DATA", "The data directory, where --data is not given."},
    {"LOOPLEDGER_LOCK_WAIT_MS",
     "How long a command that writes waits for the lock on the data directory, in milliseconds; "
     "10000 without it."},
};
const size_t ll_environment_row_count =
    sizeof(ll_environment_rows) / sizeof(ll_environment_rows[0]);

const struct ll_manual_row ll_file_rows[] = {
    {"DIR/ledger.db", "The embedded SQLite store, with ledger.db-wal and ledger.db-shm beside it."},
    {"DIR/store.conf", "One line: the target of the store, where it is not DIR/ledger.db. A "
                       "relative path of an SQLite "
                       "file starts at DIR. May hold a password."},
    {"DIR/keys", "The keys. They are in no backup of the store: keep a copy of them apart."},
    {"DIR/lock", "Locked by the one process that writes to the embedded store."},
};
const size_t ll_file_row_count = sizeof(ll_file_rows) / sizeof(ll_file_rows[0]);

const struct ll_manual_row ll_value_rows[] = {
    {"CODE", "small letters, digits, '.', '_' and '-', at most 64, beginning with a letter or "
             "digit"},
    {"CODE|ID", "what is meant, by its code or by its id"},
    {"DATE", "a day: 2017-03-01"},
    {"MONTH", "a month: 2017-03"},
    {"TIME", "an instant: 2017-03-01T12:00:00Z"},
    {"UNITS", "a whole number of devices"},
    {"MASS", "grams, or with a unit: 12500, 12500 g, 12.5 kg, 0.2 t"},
    {"MONEY", "an amount and its currency: 1.50 EUR"},
    {"HEX", "bytes as hexadecimal digits"},
    {"A,B,...", "words parted by commas; the option may be repeated"},
    {"NAME=VALUE,...",
     "one item of a list, member by member; a comma inside a value is written \\,; a JSON object "
     "may stand for it; the option is repeated for each item"},
    {"FILE", "the path of a file, at most 64 MiB unless the option says another limit; - is "
             "standard input"},
};
const size_t ll_value_row_count = sizeof(ll_value_rows) / sizeof(ll_value_rows[0]);
