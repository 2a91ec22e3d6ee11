/*
 * A disk in memory that forgets what was not synced when its power fails.
 *
 * Each file is an inode with two images: `now`, what the program sees, and `safe`, what is surely
 * on the platter; 512-byte sectors that differ are dirty. Each name is a short history of the inode
 * it pointed to since the directory was last synced. At a reboot every dirty sector, every
 * unsynced length and every unsynced name goes its own way: kept, lost, or half done. One seed
 * decides all of it.
 *
 * What the model grants the program, because real disks and the engine's own documentation do:
 * bytes of a sector that a write does not touch stay as they are ("powersafe overwrite"), and a
 * name points to one whole inode, old or new. Nothing else: no order between sectors, files,
 * lengths and names; the system may also write back a sector early, at any moment.
 *
 * Not thread-safe: callers hold the lock of powercut_vfs.c.
 */
#ifndef LL_TESTS_FAULT_POWERCUT_DISK_H
#define LL_TESTS_FAULT_POWERCUT_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/random.h"

#define POWERCUT_SECTOR_BYTES 512
#define POWERCUT_PATH_MAX 256
#define POWERCUT_NAME_STATES 8
#define POWERCUT_SHM_LOCKS 8

/* An inode. Lengths and offsets in bytes; both images are zero past their lengths. */
struct powercut_file {
    struct powercut_file *next; /* all inodes of the disk */
    uint8_t *now;
    uint8_t *safe;
    uint8_t *dirty; /* one a sector */
    size_t cap;     /* of each image, whole sectors */
    size_t now_len;
    size_t safe_len;
    unsigned handles; /* open ones */

    /* Locks and shared memory of the engine's file format; gone with the power. */
    unsigned shared_count;
    const void *reserved_by; /* handles */
    const void *pending_by;
    void **shm_regions;
    size_t shm_region_count;
    unsigned shm_handles;
    unsigned shm_shared_count[POWERCUT_SHM_LOCKS];
    const void *shm_exclusive_by[POWERCUT_SHM_LOCKS];
};

/* A directory entry: states[0] is durable, the last is the present; NULL = no such file. */
struct powercut_name {
    struct powercut_name *next;
    char path[POWERCUT_PATH_MAX];
    struct powercut_file *states[POWERCUT_NAME_STATES];
    size_t state_count;
};

struct powercut_disk {
    struct ll_test_random random;
    struct powercut_file *files;
    struct powercut_name *names;
    bool lying;         /* answers syncs without doing them */
    bool tears_sectors; /* a dirty sector may also come back half old, half new */
    bool armed;
    bool off;              /* the power has failed */
    uint64_t left;         /* operations until it does, when armed */
    uint64_t operations;   /* that change the disk, so far */
    uint64_t sectors_lost; /* dirty sectors that did not survive a reboot */
    uint64_t names_lost;   /* creations and removals that did not */
};

/*
 * Count one operation that changes the disk. False when the power is off. `ret_cut` = it fails
 * during this very operation: do as much of it as may have happened, then report the failure.
 */
bool powercut_disk_spend(struct powercut_disk *disk, bool *ret_cut);

/* The inode behind a name now, or NULL. */
struct powercut_file *powercut_disk_find(const struct powercut_disk *disk, const char *path);
/* A new empty inode; under a name when `path` is not NULL. Aborts when out of memory. */
struct powercut_file *powercut_disk_create(struct powercut_disk *disk, const char *path);
void powercut_disk_unlink(struct powercut_disk *disk, const char *path);
void powercut_disk_sync_names(struct powercut_disk *disk);

void powercut_file_write(struct powercut_disk *disk, struct powercut_file *file, const void *bytes,
                         size_t count, size_t offset);
void powercut_file_truncate(struct powercut_file *file, size_t len);
void powercut_file_sync(struct powercut_disk *disk, struct powercut_file *file);

/* Power back on: what was not synced is now decided. No handle may be open. */
void powercut_disk_reboot(struct powercut_disk *disk);
/* Everything on the disk as one number: equal for equal runs. */
uint64_t powercut_disk_digest(const struct powercut_disk *disk);
void powercut_disk_release(struct powercut_disk *disk);

#endif
