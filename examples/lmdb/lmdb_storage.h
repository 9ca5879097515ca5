/* An example of a back end: libcontoterzi's storage on LMDB, written from contoterzi/storage.h.
 *
 * One file, one ordered map of bytes, in which each index has its entries together. One writer at
 * a time; a reader sees the state of its beginning, and lets two writers pass before the next one
 * has to wait for it. Several processes may use a file; what was committed is on the disk.
 *
 * LMDB's keys are short: the columns of an index and the key have some 440 bytes together. */
#pragma once

#include <contoterzi/storage.h>

/* A storage in the file `path`, which is made when a context first opens it, with room for 1 GiB.
 * Errors: CT_ERR_NO_MEMORY. */
ct_status lmdb_storage_new(const char *path, ct_storage **ret_storage);
