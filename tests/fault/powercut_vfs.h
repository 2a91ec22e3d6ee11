/*
 * The disk of powercut_disk.h as an SQLite VFS: give its name to sqlite3_open_v2 or to
 * ll_store_options.sqlite_vfs. Several connections of one process may use it (locks and the WAL's
 * shared memory are in the heap). Time stands still and is the same in every run.
 *
 *     struct powercut_vfs *vfs = powercut_vfs_new("cut", seed, 0);
 *     powercut_vfs_arm(vfs, 40);     the 41st change of the disk from here fails, and all after it
 *     … work until an error, close every connection …
 *     powercut_vfs_reboot(vfs);      open again and look
 */
#ifndef LL_TESTS_FAULT_POWERCUT_VFS_H
#define LL_TESTS_FAULT_POWERCUT_VFS_H

#include <stdbool.h>
#include <stdint.h>

struct powercut_vfs;

enum powercut_flag {
    POWERCUT_LYING_DISK = 1,   /* syncs are answered but not done */
    POWERCUT_TORN_SECTORS = 2, /* sectors may come back half old, half new */
};

struct powercut_counts {
    uint64_t operations; /* writes, truncations, syncs, creations and removals */
    uint64_t syncs;
    uint64_t sectors_lost;
    uint64_t names_lost;
};

/* Register an empty disk under `name` (borrowed until freed). Also seeds SQLite's own generator,
 * which chooses the salts of WAL and journal, so that a run is its seed. */
struct powercut_vfs *powercut_vfs_new(const char *name, uint64_t seed, unsigned flags);
/* Unregister. Every connection must be closed. NULL is allowed. */
void powercut_vfs_free(struct powercut_vfs *vfs);

/* The power fails during the (operations + 1)-th change of the disk from now on. */
void powercut_vfs_arm(struct powercut_vfs *vfs, uint64_t operations);
bool powercut_vfs_is_off(const struct powercut_vfs *vfs);
/* Power off now if it is not (armed or not), then on again. Aborts when a file is still open. */
void powercut_vfs_reboot(struct powercut_vfs *vfs);

struct powercut_counts powercut_vfs_counts(const struct powercut_vfs *vfs);
uint64_t powercut_vfs_digest(const struct powercut_vfs *vfs);

#endif
