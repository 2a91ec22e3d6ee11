/*
 * Secret keys in files: small JSON, one key a file, readable by its owner alone.
 *
 *     {"created":"2026-03-01T00:00:00Z","kind":"loopledger-signing-key",
 *      "public":"z6Mk…","secret":"z3u2…"}
 *     {"created":"…","kind":"loopledger-fingerprint-key","public":"<id in hex>","secret":"<hex>"}
 *
 * A key file appears whole or not at all, never replaces another, and is on the disk when creating
 * it returns. Reading refuses a file or folder that anybody else could have read or changed: a key
 * that leaked is no key. Neither may be a symbolic link: it says nothing of who can change where it
 * leads.
 */
#ifndef LL_CRYPTO_KEYFILE_H
#define LL_CRYPTO_KEYFILE_H

#include "base/time.h"
#include "crypto/crypto.h"

/* Make the folder of keys, mode 0700, if it is not there. LL_EPERM: it is there, and open to
 * others; LL_EIO. The folder above must exist. */
LL_MUST enum ll_status ll_keyfile_make_folder(const char *folder, struct ll_err *reterr);

/*
 * Write a new key file (mode 0600, synced with its folder). LL_EEXISTS: there is one already;
 * LL_EPERM: the folder is open to others; LL_EIO; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_keyfile_create_signing(struct ll_arena *arena, const char *path,
                                                 struct ll_time created,
                                                 const struct ll_sign_key *key,
                                                 struct ll_err *reterr);
LL_MUST enum ll_status ll_keyfile_create_fingerprint(struct ll_arena *arena, const char *path,
                                                     struct ll_time created,
                                                     const struct ll_fingerprint_key *key,
                                                     struct ll_err *reterr);

/*
 * Read a key file. LL_ENOTFOUND; LL_EPERM: not a regular file, a symbolic link or in a folder that
 * is one, not owned by this user (root reads anybody's), or file or folder open to group or others;
 * LL_EPARSE not a key file; LL_EINVAL a key file of the other kind, or whose public part is not
 * that of its secret; LL_EIO, LL_ENOMEM. ret_created may be NULL. The caller wipes the key.
 */
LL_MUST enum ll_status ll_keyfile_read_signing(struct ll_arena *arena, const char *path,
                                               struct ll_sign_key *ret_key,
                                               struct ll_time *ret_created, struct ll_err *reterr);
LL_MUST enum ll_status ll_keyfile_read_fingerprint(struct ll_arena *arena, const char *path,
                                                   struct ll_fingerprint_key *ret_key,
                                                   struct ll_time *ret_created,
                                                   struct ll_err *reterr);

/* The two halves of ll_keyfile_read_signing, for a program whose edge reads the files: the text, by
 * the same rules, into the arena; and the key in it. `name` is for the error's text. A secret that
 * is no key file of ours may be larger: `max_bytes`, LL_ELIMIT above it; 0: as a key file. */
LL_MUST enum ll_status ll_keyfile_read_text(struct ll_arena *arena, const char *path,
                                            size_t max_bytes, struct ll_str *ret_text,
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_keyfile_parse_signing(struct ll_arena *arena, const char *name,
                                                struct ll_str text, struct ll_sign_key *ret_key,
                                                struct ll_err *reterr);

#endif
