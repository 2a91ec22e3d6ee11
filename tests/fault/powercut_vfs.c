#include "fault/powercut_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault/env.h"
#include "fault/powercut_disk.h"

struct powercut_vfs {
    sqlite3_vfs vfs; /* first: SQLite hands this pointer back */
    struct powercut_disk disk;
    pthread_mutex_t mutex;
    uint64_t syncs;
};

/* An open file. */
struct handle {
    sqlite3_file base; /* first */
    struct powercut_vfs *owner;
    struct powercut_file *file;
    const char *path; /* SQLite keeps it while the file is open; NULL for a temporary file */
    int lock;
    bool delete_on_close;
    bool syncs_names; /* a new journal or WAL: its first sync syncs the directory as well */
    bool uses_shm;
    unsigned shm_shared; /* bits of the locks held */
    unsigned shm_exclusive;
};

static struct powercut_vfs *vfs_of(sqlite3_vfs *vfs)
{
    return (struct powercut_vfs *)vfs->pAppData;
}

static struct handle *handle_of(sqlite3_file *base)
{
    return (struct handle *)(void *)base;
}

static void vfs_lock(struct powercut_vfs *vfs)
{
    (void)pthread_mutex_lock(&vfs->mutex);
}

/* Unlock and pass a result through. */
static int vfs_unlock(struct powercut_vfs *vfs, int rc)
{
    (void)pthread_mutex_unlock(&vfs->mutex);
    return rc;
}

/* ---- contents ---- */

static int file_read(sqlite3_file *base, void *buffer, int count, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    const struct powercut_file *file = handle->file;
    vfs_lock(handle->owner);
    if (handle->owner->disk.off) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_READ);
    }
    size_t at = (size_t)offset;
    size_t wanted = (size_t)count;
    size_t there = at < file->now_len ? file->now_len - at : 0;
    size_t copied = there < wanted ? there : wanted;
    if (copied > 0) {
        memcpy(buffer, file->now + at, copied);
    }
    if (copied < wanted) {
        memset((uint8_t *)buffer + copied, 0, wanted - copied);
        return vfs_unlock(handle->owner, SQLITE_IOERR_SHORT_READ);
    }
    return vfs_unlock(handle->owner, SQLITE_OK);
}

static int file_write(sqlite3_file *base, const void *buffer, int count, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    struct powercut_disk *disk = &handle->owner->disk;
    bool cut = false;
    vfs_lock(handle->owner);
    if (!powercut_disk_spend(disk, &cut)) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_WRITE);
    }
    /* In a cut the write stays dirty, so that the reboot decides how much of it happened. */
    powercut_file_write(disk, handle->file, buffer, (size_t)count, (size_t)offset);
    return vfs_unlock(handle->owner, cut ? SQLITE_IOERR_WRITE : SQLITE_OK);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 len)
{
    struct handle *handle = handle_of(base);
    bool cut = false;
    vfs_lock(handle->owner);
    if (!powercut_disk_spend(&handle->owner->disk, &cut)) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_TRUNCATE);
    }
    powercut_file_truncate(handle->file, (size_t)len);
    return vfs_unlock(handle->owner, cut ? SQLITE_IOERR_TRUNCATE : SQLITE_OK);
}

static int file_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct handle *handle = handle_of(base);
    struct powercut_disk *disk = &handle->owner->disk;
    bool cut = false;
    vfs_lock(handle->owner);
    if (!powercut_disk_spend(disk, &cut)) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_FSYNC);
    }
    handle->owner->syncs++;
    /* A cut may come when all is written and only the answer is missing. */
    if (!cut || fault_chance(&disk->random, 1, 2)) {
        powercut_file_sync(disk, handle->file);
    }
    if (cut) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_FSYNC);
    }
    if (handle->syncs_names) {
        if (!powercut_disk_spend(disk, &cut)) {
            return vfs_unlock(handle->owner, SQLITE_IOERR_DIR_FSYNC);
        }
        if (cut) {
            return vfs_unlock(handle->owner, SQLITE_IOERR_DIR_FSYNC);
        }
        powercut_disk_sync_names(disk);
        handle->syncs_names = false;
    }
    return vfs_unlock(handle->owner, SQLITE_OK);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
    struct handle *handle = handle_of(base);
    vfs_lock(handle->owner);
    if (handle->owner->disk.off) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_FSTAT);
    }
    *ret_size = (sqlite3_int64)handle->file->now_len;
    return vfs_unlock(handle->owner, SQLITE_OK);
}

/* ---- locks, as of the engine's rollback-mode protocol ---- */

static bool other(const void *owner, const struct handle *self)
{
    return owner != NULL && owner != self;
}

static int lock_shared(struct handle *handle)
{
    if (other(handle->file->pending_by, handle)) {
        return SQLITE_BUSY;
    }
    handle->file->shared_count++;
    handle->lock = SQLITE_LOCK_SHARED;
    return SQLITE_OK;
}

static int lock_reserved(struct handle *handle)
{
    if (other(handle->file->reserved_by, handle)) {
        return SQLITE_BUSY;
    }
    handle->file->reserved_by = handle;
    handle->lock = SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int lock_exclusive(struct handle *handle)
{
    struct powercut_file *file = handle->file;
    if (other(file->reserved_by, handle) || other(file->pending_by, handle)) {
        return SQLITE_BUSY;
    }
    file->reserved_by = handle;
    file->pending_by = handle;
    if (file->shared_count > 1) {
        handle->lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
    }
    handle->lock = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *base, int level)
{
    struct handle *handle = handle_of(base);
    int rc = SQLITE_OK;
    vfs_lock(handle->owner);
    if (handle->owner->disk.off) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_LOCK);
    }
    if (handle->lock >= level) {
        return vfs_unlock(handle->owner, SQLITE_OK);
    }
    if (level == SQLITE_LOCK_SHARED) {
        rc = lock_shared(handle);
    } else if (level == SQLITE_LOCK_RESERVED) {
        rc = lock_reserved(handle);
    } else {
        rc = lock_exclusive(handle);
    }
    return vfs_unlock(handle->owner, rc);
}

/* Works without power too: it is how a connection lets go. */
static int file_unlock(sqlite3_file *base, int level)
{
    struct handle *handle = handle_of(base);
    struct powercut_file *file = handle->file;
    vfs_lock(handle->owner);
    if (handle->lock <= level) {
        return vfs_unlock(handle->owner, SQLITE_OK);
    }
    if (file->reserved_by == handle) {
        file->reserved_by = NULL;
    }
    if (file->pending_by == handle) {
        file->pending_by = NULL;
    }
    if (level == SQLITE_LOCK_NONE) {
        file->shared_count--;
    }
    handle->lock = level;
    return vfs_unlock(handle->owner, SQLITE_OK);
}

static int file_check_reserved(sqlite3_file *base, int *ret_reserved)
{
    struct handle *handle = handle_of(base);
    vfs_lock(handle->owner);
    if (handle->owner->disk.off) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_CHECKRESERVEDLOCK);
    }
    *ret_reserved = handle->file->reserved_by != NULL;
    return vfs_unlock(handle->owner, SQLITE_OK);
}

/* ---- shared memory of the WAL: plain heap, one set of regions a file ---- */

static int file_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret)
{
    struct handle *handle = handle_of(base);
    struct powercut_file *file = handle->file;
    *ret = NULL;
    vfs_lock(handle->owner);
    if (handle->owner->disk.off) {
        return vfs_unlock(handle->owner, SQLITE_IOERR_SHMMAP);
    }
    if (!handle->uses_shm) {
        handle->uses_shm = true;
        file->shm_handles++;
    }
    size_t wanted = (size_t)region + 1;
    if (wanted > file->shm_region_count) {
        if (!extend) {
            return vfs_unlock(handle->owner, SQLITE_OK);
        }
        void **regions = realloc(file->shm_regions, wanted * sizeof(*regions));
        if (regions == NULL) {
            return vfs_unlock(handle->owner, SQLITE_NOMEM);
        }
        file->shm_regions = regions;
        while (file->shm_region_count < wanted) {
            void *memory = calloc(1, (size_t)size);
            if (memory == NULL) {
                return vfs_unlock(handle->owner, SQLITE_NOMEM);
            }
            regions[file->shm_region_count++] = memory;
        }
    }
    *ret = file->shm_regions[region];
    return vfs_unlock(handle->owner, SQLITE_OK);
}

static void shm_unlock(struct handle *handle, unsigned mask)
{
    struct powercut_file *file = handle->file;
    for (unsigned i = 0; i < POWERCUT_SHM_LOCKS; i++) {
        if (mask & handle->shm_shared & (1u << i)) {
            file->shm_shared_count[i]--;
        }
        if (mask & handle->shm_exclusive & (1u << i)) {
            file->shm_exclusive_by[i] = NULL;
        }
    }
    handle->shm_shared &= ~mask;
    handle->shm_exclusive &= ~mask;
}

static int shm_lock(struct handle *handle, unsigned mask, bool exclusive)
{
    struct powercut_file *file = handle->file;
    for (unsigned i = 0; i < POWERCUT_SHM_LOCKS; i++) {
        if (!(mask & (1u << i))) {
            continue;
        }
        unsigned own = (handle->shm_shared >> i) & 1u;
        if (other(file->shm_exclusive_by[i], handle) ||
            (exclusive && file->shm_shared_count[i] > own)) {
            return SQLITE_BUSY;
        }
    }
    for (unsigned i = 0; i < POWERCUT_SHM_LOCKS; i++) {
        if (!(mask & (1u << i))) {
            continue;
        }
        if (exclusive) {
            file->shm_exclusive_by[i] = handle;
            handle->shm_exclusive |= 1u << i;
        } else if (!(handle->shm_shared & (1u << i))) {
            file->shm_shared_count[i]++;
            handle->shm_shared |= 1u << i;
        }
    }
    return SQLITE_OK;
}

static int file_shm_lock(sqlite3_file *base, int first, int count, int flags)
{
    struct handle *handle = handle_of(base);
    unsigned mask = ((1u << count) - 1u) << first;
    int rc = SQLITE_OK;
    vfs_lock(handle->owner);
    if (flags & SQLITE_SHM_UNLOCK) {
        shm_unlock(handle, mask);
    } else if (handle->owner->disk.off) {
        rc = SQLITE_IOERR_SHMLOCK;
    } else {
        rc = shm_lock(handle, mask, (flags & SQLITE_SHM_EXCLUSIVE) != 0);
    }
    return vfs_unlock(handle->owner, rc);
}

static void file_shm_barrier(sqlite3_file *base)
{
    struct handle *handle = handle_of(base);
    vfs_lock(handle->owner);
    (void)vfs_unlock(handle->owner, SQLITE_OK);
}

static int file_shm_unmap(sqlite3_file *base, int delete_flag)
{
    (void)delete_flag; /* the last one out always frees it: the WAL is then read anew */
    struct handle *handle = handle_of(base);
    struct powercut_file *file = handle->file;
    vfs_lock(handle->owner);
    if (handle->uses_shm) {
        shm_unlock(handle, ~0u);
        handle->uses_shm = false;
        file->shm_handles--;
        if (file->shm_handles == 0) {
            for (size_t i = 0; i < file->shm_region_count; i++) {
                free(file->shm_regions[i]);
            }
            free(file->shm_regions);
            file->shm_regions = NULL;
            file->shm_region_count = 0;
        }
    }
    return vfs_unlock(handle->owner, SQLITE_OK);
}

/* ---- the rest of a file ---- */

static int file_close(sqlite3_file *base)
{
    struct handle *handle = handle_of(base);
    (void)file_shm_unmap(base, 0);
    (void)file_unlock(base, SQLITE_LOCK_NONE);
    vfs_lock(handle->owner);
    handle->file->handles--;
    if (handle->delete_on_close && handle->path != NULL && !handle->owner->disk.off) {
        powercut_disk_unlink(&handle->owner->disk, handle->path);
    }
    base->pMethods = NULL;
    return vfs_unlock(handle->owner, SQLITE_OK);
}

static int file_control(sqlite3_file *base, int op, void *arg)
{
    (void)base;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base)
{
    (void)base;
    return POWERCUT_SECTOR_BYTES;
}

/* What SQLite assumes of a Unix file by default, no more. */
static int file_characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ---- the file system ---- */

/* The inode to open, made when asked for: a creation is a change of the disk. */
static int open_inode(struct powercut_vfs *owner, const char *path, int flags,
                      struct powercut_file **ret_file, bool *ret_created)
{
    struct powercut_disk *disk = &owner->disk;
    bool cut = false;
    *ret_file = path == NULL ? NULL : powercut_disk_find(disk, path);
    *ret_created = false;
    if (disk->off) {
        return SQLITE_IOERR;
    }
    if (*ret_file != NULL) {
        return (flags & SQLITE_OPEN_EXCLUSIVE) ? SQLITE_CANTOPEN : SQLITE_OK;
    }
    if (path != NULL && !(flags & SQLITE_OPEN_CREATE)) {
        return SQLITE_CANTOPEN;
    }
    if (path != NULL && !powercut_disk_spend(disk, &cut)) {
        return SQLITE_IOERR;
    }
    *ret_file = powercut_disk_create(disk, path);
    *ret_created = true;
    return cut ? SQLITE_IOERR : SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
                    int *ret_flags)
{
    struct powercut_vfs *owner = vfs_of(vfs);
    struct handle *handle = handle_of(base);
    const int synced_kinds = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    bool created = false;
    memset(handle, 0, sizeof(*handle));
    vfs_lock(owner);
    int rc = open_inode(owner, path, flags, &handle->file, &created);
    if (rc != SQLITE_OK) {
        return vfs_unlock(owner, rc);
    }
    handle->base.pMethods = &file_methods;
    handle->owner = owner;
    handle->path = path;
    handle->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle->syncs_names = created && (flags & synced_kinds) != 0;
    handle->file->handles++;
    if (ret_flags != NULL) {
        *ret_flags = flags;
    }
    return vfs_unlock(owner, SQLITE_OK);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_directory)
{
    struct powercut_vfs *owner = vfs_of(vfs);
    struct powercut_disk *disk = &owner->disk;
    bool cut = false;
    vfs_lock(owner);
    if (disk->off) {
        return vfs_unlock(owner, SQLITE_IOERR_DELETE);
    }
    if (powercut_disk_find(disk, path) == NULL) {
        return vfs_unlock(owner, SQLITE_IOERR_DELETE_NOENT);
    }
    (void)powercut_disk_spend(disk, &cut);
    powercut_disk_unlink(disk, path);
    if (cut) {
        return vfs_unlock(owner, SQLITE_IOERR_DELETE);
    }
    if (sync_directory) {
        (void)powercut_disk_spend(disk, &cut);
        if (cut) {
            return vfs_unlock(owner, SQLITE_IOERR_DIR_FSYNC);
        }
        powercut_disk_sync_names(disk);
    }
    return vfs_unlock(owner, SQLITE_OK);
}

/* As on Unix, an empty file does not count as there. */
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *ret_there)
{
    struct powercut_vfs *owner = vfs_of(vfs);
    vfs_lock(owner);
    if (owner->disk.off) {
        return vfs_unlock(owner, SQLITE_IOERR_ACCESS);
    }
    const struct powercut_file *file = powercut_disk_find(&owner->disk, path);
    *ret_there = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->now_len > 0);
    return vfs_unlock(owner, SQLITE_OK);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *ret_path)
{
    (void)vfs;
    size_t len = strlen(path);
    if (len >= (size_t)size || len >= POWERCUT_PATH_MAX) {
        return SQLITE_CANTOPEN;
    }
    memcpy(ret_path, path, len + 1);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *ret_bytes)
{
    struct powercut_vfs *owner = vfs_of(vfs);
    vfs_lock(owner);
    for (int i = 0; i < count; i++) {
        ret_bytes[i] = (char)(ll_test_random_next(&owner->disk.random) & 0x7f);
    }
    return vfs_unlock(owner, count);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds; /* nobody else would make use of the time */
}

static int vfs_current_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *ret_ms)
{
    (void)vfs;
    *ret_ms = INT64_C(212644800000000); /* one Julian day number in ms: time stands still */
    return SQLITE_OK;
}

static int vfs_current_time(sqlite3_vfs *vfs, double *ret_days)
{
    (void)vfs;
    *ret_days = 2461166.6666666665;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *ret_text)
{
    (void)vfs;
    if (size > 0) {
        ret_text[0] = '\0';
    }
    return 0;
}

/* ---- for the tests ---- */

struct powercut_vfs *powercut_vfs_new(const char *name, uint64_t seed, unsigned flags)
{
    struct powercut_vfs *vfs = calloc(1, sizeof(*vfs));
    if (vfs == NULL || pthread_mutex_init(&vfs->mutex, NULL) != 0) {
        abort();
    }
    vfs->disk.random.state = seed;
    vfs->disk.lying = (flags & POWERCUT_LYING_DISK) != 0;
    vfs->disk.tears_sectors = (flags & POWERCUT_TORN_SECTORS) != 0;
    vfs->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct handle),
        .mxPathname = POWERCUT_PATH_MAX,
        .zName = name,
        .pAppData = vfs,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_current_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_current_time_ms,
    };
    if (sqlite3_vfs_register(&vfs->vfs, 0) != SQLITE_OK) {
        abort();
    }
    /* 0 would mean "from the machine". */
    (void)sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)(seed % 0x7fffffffu) + 1, NULL);
    return vfs;
}

void powercut_vfs_free(struct powercut_vfs *vfs)
{
    if (vfs == NULL) {
        return;
    }
    (void)sqlite3_vfs_unregister(&vfs->vfs);
    powercut_disk_release(&vfs->disk);
    (void)pthread_mutex_destroy(&vfs->mutex);
    free(vfs);
}

void powercut_vfs_arm(struct powercut_vfs *vfs, uint64_t operations)
{
    vfs->disk.armed = true;
    vfs->disk.left = operations;
}

bool powercut_vfs_is_off(const struct powercut_vfs *vfs)
{
    return vfs->disk.off;
}

void powercut_vfs_reboot(struct powercut_vfs *vfs)
{
    powercut_disk_reboot(&vfs->disk);
}

struct powercut_counts powercut_vfs_counts(const struct powercut_vfs *vfs)
{
    return (struct powercut_counts){
        .operations = vfs->disk.operations,
        .syncs = vfs->syncs,
        .sectors_lost = vfs->disk.sectors_lost,
        .names_lost = vfs->disk.names_lost,
    };
}

uint64_t powercut_vfs_digest(const struct powercut_vfs *vfs)
{
    return powercut_disk_digest(&vfs->disk);
}
