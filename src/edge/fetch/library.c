#include "edge/fetch/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"

struct entry {
    const char *name;
    size_t offset; /* of the pointer to it */
};

static const struct entry entries[] = {
    {"curl_global_init", offsetof(struct ll_curl, global_init)},
    {"curl_global_cleanup", offsetof(struct ll_curl, global_cleanup)},
    {"curl_easy_init", offsetof(struct ll_curl, easy_init)},
    {"curl_easy_cleanup", offsetof(struct ll_curl, easy_cleanup)},
    {"curl_easy_reset", offsetof(struct ll_curl, easy_reset)},
    {"curl_easy_setopt", offsetof(struct ll_curl, easy_setopt)},
    {"curl_easy_perform", offsetof(struct ll_curl, easy_perform)},
    {"curl_easy_getinfo", offsetof(struct ll_curl, easy_getinfo)},
    {"curl_easy_header", offsetof(struct ll_curl, easy_header)},
    {"curl_easy_strerror", offsetof(struct ll_curl, easy_strerror)},
    {"curl_slist_append", offsetof(struct ll_curl, slist_append)},
    {"curl_slist_free_all", offsetof(struct ll_curl, slist_free_all)},
};

static enum ll_status refuse(struct ll_err *reterr, const char *why)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "the library that asks other servers does not start: %s", why);
    ll_err_hint(reterr, "install libcurl 7.84 or later (Debian's package libcurl4)");
    return status;
}

enum ll_status ll_curl_open(struct ll_curl *ret_curl, struct ll_err *reterr)
{
    struct ll_curl curl;
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return refuse(reterr, LIBRARY " is not there");
    }
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        void *at = dlsym(library, entries[i].name);
        if (at == NULL) {
            return refuse(reterr, entries[i].name);
        }
        /* POSIX lets the one be taken for the other; C has no cast for it. */
        memcpy((char *)&curl + entries[i].offset, &at, sizeof(at));
    }
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return refuse(reterr, "its start fails");
    }
    *ret_curl = curl;
    return LL_OK;
}

void ll_curl_close(const struct ll_curl *curl)
{
    curl->global_cleanup();
}
