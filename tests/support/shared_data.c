#include "support/shared_data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *join(struct ll_arena *arena, const char *folder, const char *name)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, 4096);
    ll_strbuf_fmt(&buf, "%s/%s", folder, name);
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        return NULL;
    }
    return ll_str_to_cstr(arena, text);
}

const char *ll_test_shared_path(struct ll_arena *arena, const char *name)
{
    const char *folder = getenv("LL_SHARED_DATA");
    const char *path = join(arena, folder == NULL ? "../shared/data" : folder, name);
    return path != NULL && access(path, R_OK) == 0 ? path : NULL;
}

struct ll_str ll_test_read_file(struct ll_arena *arena, const char *path)
{
    const struct ll_str none = {NULL, 0};
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, SIZE_MAX);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return none;
    }
    char chunk[16384];
    size_t count = fread(chunk, 1, sizeof(chunk), file);
    while (count > 0) {
        ll_strbuf_str(&buf, (struct ll_str){chunk, count});
        count = fread(chunk, 1, sizeof(chunk), file);
    }
    int failed = ferror(file);
    (void)fclose(file);
    if (failed != 0 || ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        return none;
    }
    /* A copy of exactly its size, so that reading past the end is seen. */
    return ll_str_copy(arena, text);
}

static int by_name(const void *a, const void *b)
{
    const char *const *name_a = a;
    const char *const *name_b = b;
    return strcmp(*name_a, *name_b);
}

/* The names of one pass; without an array they are counted only. */
static size_t take_names(struct ll_arena *arena, DIR *folder, const char *prefix,
                         const char **ret_names, size_t most)
{
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || strncmp(entry->d_name, prefix, strlen(prefix)) != 0) {
            continue;
        }
        if (ret_names != NULL && count < most) {
            ret_names[count] = ll_str_to_cstr(arena, ll_str_from_cstr(entry->d_name));
        }
        count++;
    }
    return count;
}

const char **ll_test_list_folder(struct ll_arena *arena, const char *path, const char *prefix,
                                 size_t *ret_count)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return NULL;
    }
    size_t count = take_names(arena, folder, prefix, NULL, 0);
    const char **names = LL_NEW_ARRAY(arena, const char *, count);
    rewinddir(folder);
    if (names != NULL) {
        count = take_names(arena, folder, prefix, names, count);
        qsort(names, count, sizeof(names[0]), by_name);
        *ret_count = count;
    }
    (void)closedir(folder);
    return names;
}
