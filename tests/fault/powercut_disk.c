#include "fault/powercut_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault/env.h"

static _Noreturn void disk_die(const char *text)
{
    fprintf(stderr, "powercut: %s\n", text);
    abort();
}

static void *disk_alloc(size_t size)
{
    void *ptr = calloc(1, size);
    if (ptr == NULL) {
        disk_die("out of memory");
    }
    return ptr;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t sectors_of(size_t len)
{
    return (len + POWERCUT_SECTOR_BYTES - 1) / POWERCUT_SECTOR_BYTES;
}

bool powercut_disk_spend(struct powercut_disk *disk, bool *ret_cut)
{
    if (disk->off) {
        return false;
    }
    disk->operations++;
    *ret_cut = disk->armed && disk->left == 0;
    if (*ret_cut) {
        disk->off = true;
        disk->armed = false;
    } else if (disk->armed) {
        disk->left--;
    }
    return true;
}

/* ---- names ---- */

static struct powercut_name *name_find(const struct powercut_disk *disk, const char *path)
{
    for (struct powercut_name *name = disk->names; name != NULL; name = name->next) {
        if (strcmp(name->path, path) == 0) {
            return name;
        }
    }
    return NULL;
}

static struct powercut_file *name_now(const struct powercut_name *name)
{
    return name->states[name->state_count - 1];
}

/* A full history forgets its second-oldest state: one outcome fewer, never an impossible one. */
static void name_push(struct powercut_name *name, struct powercut_file *file)
{
    if (name->state_count == POWERCUT_NAME_STATES) {
        memmove(&name->states[1], &name->states[2],
                (POWERCUT_NAME_STATES - 2) * sizeof(name->states[0]));
        name->state_count--;
    }
    name->states[name->state_count++] = file;
}

struct powercut_file *powercut_disk_find(const struct powercut_disk *disk, const char *path)
{
    const struct powercut_name *name = name_find(disk, path);
    return name == NULL ? NULL : name_now(name);
}

struct powercut_file *powercut_disk_create(struct powercut_disk *disk, const char *path)
{
    struct powercut_file *file = disk_alloc(sizeof(*file));
    file->next = disk->files;
    disk->files = file;
    if (path == NULL) {
        return file;
    }
    struct powercut_name *name = name_find(disk, path);
    if (name == NULL) {
        size_t len = strlen(path);
        if (len >= POWERCUT_PATH_MAX) {
            disk_die("path too long");
        }
        name = disk_alloc(sizeof(*name));
        memcpy(name->path, path, len);
        name->state_count = 1;
        name->next = disk->names;
        disk->names = name;
    }
    name_push(name, file);
    return file;
}

void powercut_disk_unlink(struct powercut_disk *disk, const char *path)
{
    struct powercut_name *name = name_find(disk, path);
    if (name != NULL) {
        name_push(name, NULL);
    }
}

void powercut_disk_sync_names(struct powercut_disk *disk)
{
    if (disk->lying) {
        return;
    }
    for (struct powercut_name *name = disk->names; name != NULL; name = name->next) {
        name->states[0] = name_now(name);
        name->state_count = 1;
    }
}

/* ---- contents ---- */

static void file_reserve(struct powercut_file *file, size_t len)
{
    if (len <= file->cap) {
        return;
    }
    size_t cap = max_size(file->cap * 2, sectors_of(len) * POWERCUT_SECTOR_BYTES);
    uint8_t *now = disk_alloc(cap);
    uint8_t *safe = disk_alloc(cap);
    uint8_t *dirty = disk_alloc(cap / POWERCUT_SECTOR_BYTES);
    if (file->cap > 0) {
        memcpy(now, file->now, file->cap);
        memcpy(safe, file->safe, file->cap);
        memcpy(dirty, file->dirty, file->cap / POWERCUT_SECTOR_BYTES);
    }
    free(file->now);
    free(file->safe);
    free(file->dirty);
    file->now = now;
    file->safe = safe;
    file->dirty = dirty;
    file->cap = cap;
}

static void file_mark(struct powercut_file *file, size_t from, size_t to)
{
    for (size_t i = from / POWERCUT_SECTOR_BYTES; i < sectors_of(to); i++) {
        file->dirty[i] = 1;
    }
}

/* The system writes one sector back on its own; that may make the file longer on the platter. */
static void file_write_back(struct powercut_file *file, size_t sector)
{
    size_t at = sector * POWERCUT_SECTOR_BYTES;
    memcpy(file->safe + at, file->now + at, POWERCUT_SECTOR_BYTES);
    file->dirty[sector] = 0;
    size_t end = min_size(at + POWERCUT_SECTOR_BYTES, file->now_len);
    file->safe_len = max_size(file->safe_len, end);
}

void powercut_file_write(struct powercut_disk *disk, struct powercut_file *file, const void *bytes,
                         size_t count, size_t offset)
{
    if (count == 0) {
        return;
    }
    file_reserve(file, offset + count);
    /* An older unsynced version of a sector may have reached the platter before this one. */
    if (fault_chance(&disk->random, 1, 4)) {
        for (size_t i = offset / POWERCUT_SECTOR_BYTES; i < sectors_of(offset + count); i++) {
            if (file->dirty[i] && i < sectors_of(file->now_len)) {
                file_write_back(file, i);
            }
        }
    }
    memcpy(file->now + offset, bytes, count);
    file_mark(file, min_size(offset, file->now_len), offset + count);
    file->now_len = max_size(file->now_len, offset + count);
}

void powercut_file_truncate(struct powercut_file *file, size_t len)
{
    file_reserve(file, len);
    size_t low = min_size(len, file->now_len);
    size_t high = max_size(len, file->now_len);
    if (high > low) {
        memset(file->now + low, 0, high - low);
        file_mark(file, low, high);
    }
    file->now_len = len;
}

void powercut_file_sync(struct powercut_disk *disk, struct powercut_file *file)
{
    if (disk->lying) {
        return;
    }
    for (size_t i = 0; i < file->cap / POWERCUT_SECTOR_BYTES; i++) {
        if (file->dirty[i]) {
            size_t at = i * POWERCUT_SECTOR_BYTES;
            memcpy(file->safe + at, file->now + at, POWERCUT_SECTOR_BYTES);
            file->dirty[i] = 0;
        }
    }
    if (file->safe_len > file->now_len) {
        memset(file->safe + file->now_len, 0, file->safe_len - file->now_len);
    }
    file->safe_len = file->now_len;
}

/* ---- the reboot ---- */

static size_t reboot_length(struct powercut_disk *disk, const struct powercut_file *file)
{
    if (file->now_len == file->safe_len) {
        return file->now_len;
    }
    uint64_t way = ll_test_random_below(&disk->random, 8);
    if (way < 3) {
        return file->safe_len;
    }
    if (way < 6 || file->now_len < file->safe_len) {
        return file->now_len;
    }
    /* It grew in several steps, of which some were recorded. */
    size_t grown = sectors_of(file->now_len - file->safe_len);
    size_t len =
        file->safe_len + ll_test_random_below(&disk->random, grown) * POWERCUT_SECTOR_BYTES;
    return min_size(len, file->now_len);
}

/* `safe` takes over what survives of one dirty sector. */
static void reboot_sector(struct powercut_disk *disk, struct powercut_file *file, size_t sector,
                          uint64_t keep_of_8, bool garbage)
{
    uint8_t *now = file->now + sector * POWERCUT_SECTOR_BYTES;
    uint8_t *safe = file->safe + sector * POWERCUT_SECTOR_BYTES;
    if (garbage && sector >= sectors_of(file->safe_len)) {
        for (size_t i = 0; i < POWERCUT_SECTOR_BYTES; i++) {
            safe[i] = (uint8_t)ll_test_random_next(&disk->random);
        }
    }
    if (disk->tears_sectors && fault_chance(&disk->random, 1, 8)) {
        size_t cut = ll_test_random_below(&disk->random, POWERCUT_SECTOR_BYTES);
        if (fault_chance(&disk->random, 1, 2)) {
            memcpy(safe, now, cut);
        } else {
            memcpy(safe + cut, now + cut, POWERCUT_SECTOR_BYTES - cut);
        }
        disk->sectors_lost++;
    } else if (fault_chance(&disk->random, keep_of_8, 8)) {
        memcpy(safe, now, POWERCUT_SECTOR_BYTES);
    } else {
        disk->sectors_lost++;
    }
}

static void reboot_file(struct powercut_disk *disk, struct powercut_file *file)
{
    /* Mostly a coin for each sector; at times nearly all or nearly none of them survive, else
     * whole frames of many sectors would never be seen to survive without their sync. */
    static const uint64_t keep_of_8_choices[8] = {4, 4, 4, 4, 0, 1, 7, 8};
    uint64_t keep_of_8 = keep_of_8_choices[ll_test_random_below(&disk->random, 8)];
    bool garbage = fault_chance(&disk->random, 1, 4);
    size_t len = reboot_length(disk, file);

    for (size_t i = 0; i < file->cap / POWERCUT_SECTOR_BYTES; i++) {
        /* Past the present end there is nothing to keep: a cut-off that was lost brings back the
         * old bytes. */
        if (file->dirty[i] && i < sectors_of(file->now_len)) {
            reboot_sector(disk, file, i, keep_of_8, garbage);
        }
        file->dirty[i] = 0;
    }
    if (file->cap > len) {
        memset(file->safe + len, 0, file->cap - len);
    }
    file->safe_len = len;
    file->now_len = len;
    if (file->cap > 0) {
        memcpy(file->now, file->safe, file->cap);
    }
}

static void file_free(struct powercut_file *file)
{
    for (size_t i = 0; i < file->shm_region_count; i++) {
        free(file->shm_regions[i]);
    }
    free(file->shm_regions);
    free(file->now);
    free(file->safe);
    free(file->dirty);
    free(file);
}

static bool file_is_named(const struct powercut_disk *disk, const struct powercut_file *file)
{
    for (const struct powercut_name *name = disk->names; name != NULL; name = name->next) {
        if (name->states[0] == file) {
            return true;
        }
    }
    return false;
}

static void reboot_names(struct powercut_disk *disk)
{
    for (struct powercut_name *name = disk->names; name != NULL; name = name->next) {
        if (name->state_count > 1 && fault_chance(&disk->random, 1, 2)) {
            disk->names_lost++;
            name->states[0] =
                name->states[ll_test_random_below(&disk->random, name->state_count - 1)];
        } else {
            name->states[0] = name_now(name);
        }
        name->state_count = 1;
    }
}

void powercut_disk_reboot(struct powercut_disk *disk)
{
    reboot_names(disk);
    struct powercut_file **link = &disk->files;
    while (*link != NULL) {
        struct powercut_file *file = *link;
        if (file->handles > 0) {
            disk_die("reboot with an open file: close every connection first");
        }
        if (file_is_named(disk, file)) {
            reboot_file(disk, file);
            link = &file->next;
        } else {
            *link = file->next;
            file_free(file);
        }
    }
    disk->off = false;
    disk->armed = false;
}

/* FNV-1a. */
static uint64_t digest_bytes(uint64_t digest, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < count; i++) {
        digest = (digest ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}

uint64_t powercut_disk_digest(const struct powercut_disk *disk)
{
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    for (const struct powercut_name *name = disk->names; name != NULL; name = name->next) {
        digest = digest_bytes(digest, name->path, strlen(name->path));
        for (size_t i = 0; i < name->state_count; i++) {
            const struct powercut_file *file = name->states[i];
            digest = digest_bytes(digest, file == NULL ? "-" : "+", 1);
            if (file != NULL && file->cap > 0) {
                digest = digest_bytes(digest, &file->now_len, sizeof(file->now_len));
                digest = digest_bytes(digest, &file->safe_len, sizeof(file->safe_len));
                digest = digest_bytes(digest, file->now, file->now_len);
                digest = digest_bytes(digest, file->safe, file->safe_len);
            }
        }
    }
    return digest_bytes(digest, &disk->operations, sizeof(disk->operations));
}

void powercut_disk_release(struct powercut_disk *disk)
{
    while (disk->files != NULL) {
        struct powercut_file *next = disk->files->next;
        file_free(disk->files);
        disk->files = next;
    }
    while (disk->names != NULL) {
        struct powercut_name *next = disk->names->next;
        free(disk->names);
        disk->names = next;
    }
}
