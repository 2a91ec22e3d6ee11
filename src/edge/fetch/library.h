/*
 * libcurl, loaded when the first thing is asked or sent: with what it brings (SSH, RTMP, HTTP/2) it
 * costs each command that asks nobody a tenth of its time to start. No type of an option's value is
 * checked: numbers are long or curl_off_t, as the option's name says.
 */
#ifndef LL_EDGE_FETCH_LIBRARY_H
#define LL_EDGE_FETCH_LIBRARY_H

#include <curl/curl.h>

#include "base/err.h"

struct ll_curl {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *curl);
    void (*easy_reset)(CURL *curl);
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *curl);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
    CURLHcode (*easy_header)(CURL *curl, const char *name, size_t index, unsigned origin,
                             int request, struct curl_header **ret_header);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

/* Load it and start it; once for each that is closed. LL_EIO: it is not there, or too old. */
LL_MUST enum ll_status ll_curl_open(struct ll_curl *ret_curl, struct ll_err *reterr);
/* It stays loaded: who loaded it once does so again. */
void ll_curl_close(const struct ll_curl *curl);

#endif
