/* A certificate for "localhost" and 127.0.0.1, signed by itself, made anew for one test. */
#ifndef LL_TESTS_FETCH_CERTIFICATE_H
#define LL_TESTS_FETCH_CERTIFICATE_H

#define LL_CERTIFICATE_PEM_MAX 4096

struct ll_certificate {
    char certificate[LL_CERTIFICATE_PEM_MAX];
    char key[LL_CERTIFICATE_PEM_MAX];
};
void ll_certificate_make(struct ll_certificate *ret_certificate);

#endif
