/* Promise 7: what was logged and signed stays. */
#include <stddef.h>

#include "constraints_attempts.h"

#define FK "foreign key"

const struct attempt attempts_log[] = {
    /* logs */
    BOTH("log_append_only", NULL, "UPDATE log SET origin = 'x'"),
    BOTH("log_append_only", NULL, "UPDATE log SET public_key = ##01"),
    BOTH("log_append_only", NULL, "DELETE FROM log"),
    SQLITE("log_append_only", NULL, "INSERT OR REPLACE INTO log VALUES (1, 'x', ##01, 1)"),
    POSTGRES("log_append_only", NULL, "TRUNCATE log CASCADE"),
    BOTH("log_origin_once", "log_append_only|log_origin_once",
         "INSERT INTO log VALUES (2, 'log.example/1', ##01, 1)"),
    BOTH("log_key_size", NULL, "INSERT INTO log VALUES (2, 'x', #01, 1)"),
    /* entries */
    BOTH("log_entry_append_only", NULL, "UPDATE log_entry SET entry = 'x'"),
    BOTH("log_entry_append_only", NULL, "UPDATE log_entry SET log_index = 9 WHERE log_index = 1"),
    BOTH("log_entry_append_only", NULL, "UPDATE log_entry SET leaf_hash = ##01"),
    BOTH("log_entry_append_only", NULL, "DELETE FROM log_entry WHERE log_index = 1"),
    BOTH("log_entry_append_only", "log_entry_append_only|log_entry_pkey",
         "INSERT INTO log_entry VALUES (1, 1, #13, 0, 'x', ##01)"),
    BOTH("log_entry_once", "log_entry_append_only|log_entry_once",
         "INSERT INTO log_entry VALUES (1, 2, #12, 0, 'x', ##01)"),
    BOTH("log_entry_once", "log_entry_append_only|log_entry_once",
         "INSERT INTO log_entry VALUES (1, 2, #13, 0, 'x', ##01), (1, 3, #13, 0, 'x', ##01)"),
    SQLITE("log_entry_append_only", NULL,
           "INSERT OR REPLACE INTO log_entry VALUES (1, 1, #12, 0, 'x', ##01)"),
    SQLITE("log_entry_append_only", NULL,
           "UPDATE OR REPLACE log_entry SET log_index = 0 WHERE log_index = 1"),
    POSTGRES("log_entry_append_only", NULL, "TRUNCATE log_entry"),
    POSTGRES("log_entry_append_only", NULL,
             "INSERT INTO log_entry VALUES (1, 1, #12, 0, 'x', ##01)"
             " ON CONFLICT (log_id, log_index) DO UPDATE SET entry = 'x'"),
    BOTH("log_entry_index", NULL, "INSERT INTO log_entry VALUES (1, -1, #13, 0, 'x', ##01)"),
    BOTH("log_entry_index", NULL, "INSERT INTO log_entry VALUES (1, 2, #13, -1, 'x', ##01)"),
    BOTH("log_entry_hash_size", NULL, "INSERT INTO log_entry VALUES (1, 2, #13, 0, 'x', #01)"),
    BOTH("log_entry_log", FK, "INSERT INTO log_entry VALUES (2, 0, #13, 0, 'x', ##01)"),
    /* tiles */
    BOTH("log_tile_append_only", NULL, "UPDATE log_tile SET root = ##01"),
    BOTH("log_tile_append_only", NULL, "DELETE FROM log_tile"),
    BOTH("log_tile_append_only", "log_tile_append_only|log_tile_pkey",
         "INSERT INTO log_tile VALUES (1, 0, 0, ####01, ##01)"),
    SQLITE("log_tile_append_only", NULL,
           "INSERT OR REPLACE INTO log_tile VALUES (1, 0, 0, ####01, ##01)"),
    POSTGRES("log_tile_append_only", NULL, "TRUNCATE log_tile"),
    BOTH("log_tile_size", NULL, "INSERT INTO log_tile VALUES (1, 0, 1, ##01, ##01)"),
    BOTH("log_tile_size", NULL, "INSERT INTO log_tile VALUES (1, 0, 1, ####01, #01)"),
    BOTH("log_tile_log", FK, "INSERT INTO log_tile VALUES (2, 0, 0, ####01, ##01)"),
    /* checkpoints */
    BOTH("log_checkpoint_append_only", NULL, "UPDATE log_checkpoint SET note = 'x'"),
    BOTH("log_checkpoint_append_only", NULL, "UPDATE log_checkpoint SET size = 9 WHERE size = 2"),
    BOTH("log_checkpoint_append_only", NULL, "DELETE FROM log_checkpoint WHERE size = 2"),
    BOTH("log_checkpoint_append_only", "log_checkpoint_append_only|log_checkpoint_pkey",
         "INSERT INTO log_checkpoint VALUES (1, 2, ##01, 'x', 3)"),
    SQLITE("log_checkpoint_append_only", NULL,
           "INSERT OR REPLACE INTO log_checkpoint VALUES (1, 2, ##01, 'x', 3)"),
    POSTGRES("log_checkpoint_append_only", NULL, "TRUNCATE log_checkpoint"),
    BOTH("log_checkpoint_root", NULL, "INSERT INTO log_checkpoint VALUES (1, 3, #01, 'x', 3)"),
    BOTH("log_checkpoint_root", NULL, "INSERT INTO log_checkpoint VALUES (1, -1, ##01, 'x', 3)"),
    BOTH("log_checkpoint_log", FK, "INSERT INTO log_checkpoint VALUES (2, 0, ##01, 'x', 3)"),
    /* the lease */
    BOTH("log_lease_log", FK, "INSERT INTO log_lease VALUES (2, 'x', 0)"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};
