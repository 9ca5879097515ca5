/* Records as bytes: for answers that are kept (R-AUD-02), digests of requests, and cursors. */
#pragma once

#include "model/record.h"

/* Bytes that grow in an arena; `failed` once there was no memory, and nothing is added then. */
struct ct__bytes {
    struct ct__arena *arena;
    unsigned char *data;
    size_t size;
    size_t room;
    bool failed;
};

void ct__bytes_add(struct ct__bytes *bytes, const void *data, size_t size);
void ct__bytes_add_value(struct ct__bytes *bytes, const ct_value *value);

/* Conveniences for digests: each adds a value that can't be confused with its neighbours. */
void ct__bytes_add_text(struct ct__bytes *bytes, const char *text); /* may be NULL */
void ct__bytes_add_number(struct ct__bytes *bytes, int64_t number);
void ct__bytes_add_id(struct ct__bytes *bytes, ct_id id);
void ct__bytes_add_date(struct ct__bytes *bytes, ct_date date);

/* Reads what ct__bytes_add_value wrote at *position and moves on; the value borrows from `data`.
 * false at the end and for anything else. */
bool ct__bytes_read_value(const void *data, size_t size, size_t *position, ct_value *ret_value);

/* All the fields of a record, those of answers included; and back, texts copied to `arena`. A record
 * kept by an older library lacks the newer fields: they read as none. */
void ct__bytes_add_record(struct ct__bytes *bytes, const struct ct__table *table,
                          const void *record);
ct_status ct__record_read(const struct ct__table *table, struct ct__blob blob, void *record,
                          struct ct__arena *arena);
