/* Runs every file of the folders given through a fuzz target, in the order of their names. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "fuzz.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define ARENA_BYTES_MAX ((size_t)4 << 20)

static int replay_file(struct ll_arena *arena, const char *folder, const char *name)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, arena, 4096);
    ll_strbuf_fmt(&buf, "%s/%s%c", folder, name, '\0');
    uint8_t *bytes = ll_arena_alloc(arena, FILE_BYTES_MAX, 1);
    if (bytes == NULL || ll_strbuf_finish(&buf, &path, NULL) != LL_OK) {
        return 0;
    }
    FILE *file = fopen(path.ptr, "rb");
    if (file == NULL) {
        return 0;
    }
    size_t size = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    /* Memory that ends where the input ends: a sanitizer sees a read beyond it. */
    uint8_t *input = malloc(size > 0 ? size : 1);
    if (input == NULL) {
        return 0;
    }
    memcpy(input, bytes, size);
    (void)LLVMFuzzerTestOneInput(input, size);
    free(input);
    return 1;
}

static int replay_folder(const char *folder)
{
    struct ll_arena arena;
    struct dirent **entries;
    int replayed = 0;
    int count = scandir(folder, &entries, NULL, alphasort);
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            replayed += replay_file(&arena, folder, entries[i]->d_name);
            ll_arena_reset(&arena);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    ll_arena_release(&arena);
    return replayed;
}

int main(int argc, char **argv)
{
    int replayed = 0;
    for (int i = 1; i < argc; i++) {
        replayed += replay_folder(argv[i]);
    }
    (void)fprintf(stderr, "%d files replayed\n", replayed);
    return replayed == 0; /* an empty corpus tests nothing */
}
