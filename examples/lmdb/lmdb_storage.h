/* An example of a back end: libcontoterzi's storage on LMDB, written from contoterzi/storage.h.
 *
 * One file, one ordered map of bytes. A row is kept under the number of its table, 0, and its key;
 * each further index has entries of its own that lead to the key. A tuple of values is written so
 * that bytes compare as the values do (tuple.c). Writers come one after the other and wait for older
 * readers; readers see the state of their beginning. Several processes may use a file at once; what
 * was committed is on the disk.
 *
 * LMDB's keys are short: the columns of an index and the key together have some 480 bytes, in which
 * each byte 0 of a blob counts twice. */
#pragma once

#include <contoterzi/storage.h>

/* A storage in the file `path`, which is made when a context first opens it. Errors:
 * CT_ERR_NO_MEMORY. */
ct_status lmdb_storage_new(const char *path, ct_storage **ret_storage);
