/* A small world for tests of back ends: one storage of a kind, four sessions, a schema of its own.
 * Every call lends its arguments to the back end in a block that is scribbled over afterwards, so
 * that one which kept a pointer fails at once. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/record.h"
#include "storage/storage.h"

struct back_end {
    const char *name;
    ct_status (*make)(const ct_allocator *allocator, const char *path, ct_storage **ret_storage);
};

enum { SESSIONS = 4 };

struct world {
    const struct back_end *back_end;
    char directory[64];
    char path[80];
    ct_allocator allocator; /* of the storage */
    ct_allocator own_allocator;
    struct ct__arena arena; /* what tests read or make, until tear-down */
    ct_storage *storage;
    void *sessions[SESSIONS];
    void *cursor;
    ct_diag diag;
};

/* A field of each kind, plain and nullable. */
struct specimen {
    ct_id id; /* key */
    int64_t number; /* key */
    ct_date date;
    ct_instant instant;
    int32_t color;
    bool flag;
    int64_t amount;
    const char *text;
    struct ct__blob blob;
    ct_id maybe_id;
    ct_date maybe_date;
    ct_instant maybe_instant;
    int32_t maybe_color;
    bool maybe_flag;
    int64_t maybe_amount;
    const char *maybe_text;
    struct ct__blob maybe_blob;
    const char *added_text; /* from schema 2 on, as the next */
    int64_t added_amount;
};

enum specimen_column {
    COLUMN_ID,
    COLUMN_NUMBER,
    COLUMN_DATE,
    COLUMN_INSTANT,
    COLUMN_COLOR,
    COLUMN_FLAG,
    COLUMN_AMOUNT,
    COLUMN_TEXT,
    COLUMN_BLOB,
    COLUMN_MAYBE_ID,
    COLUMN_MAYBE_DATE,
    COLUMN_MAYBE_INSTANT,
    COLUMN_MAYBE_COLOR,
    COLUMN_MAYBE_FLAG,
    COLUMN_MAYBE_AMOUNT,
    COLUMN_MAYBE_TEXT,
    COLUMN_MAYBE_BLOB,
    COLUMN_ADDED_TEXT,
    COLUMN_ADDED_AMOUNT
};

enum specimen_index {
    INDEX_KEY,
    INDEX_PAIR,   /* unique: maybe_color, maybe_amount */
    INDEX_MAYBE,  /* maybe_text, maybe_amount, maybe_blob */
    INDEX_NUMBER, /* number: a part of the key */
    INDEX_ADDED   /* added_text, amount; from schema 2 on */
};

struct remark {
    ct_id id;
    const char *text;
};

enum { TABLE_SPECIMEN, TABLE_REMARK };

extern const struct ct_schema schema_1;
extern const struct ct_schema schema_2; /* more columns, an index, a table */
extern const struct ct__table specimen_1;

/* Group set-ups put a `struct back_end` into *state; these make and end the world of one test. */
int build_world(void **state);  /* the schema ensured in all sessions */
int build_empty_world(void **state); /* a storage that nobody has opened yet */
int raze_world(void **state);

ct_status make_storage(struct world *world);
ct_status open_session(struct world *world, int session, const ct_schema *schema);
void close_session(struct world *world, int session);

/* A valid specimen whose key and unique columns follow from `number`. */
struct specimen make_specimen(int64_t number);
ct_value text_value(const char *text);

enum { PATIENT_MS = 20000, IMPATIENT_MS = 20 };

ct_status begin_within(struct world *world, int session, uint32_t flags, uint32_t timeout_ms);
ct_status begin_writing(struct world *world, int session);
ct_status begin_reading(struct world *world, int session);
ct_status commit(struct world *world, int session);
void roll_back(struct world *world, int session);

ct_status insert(struct world *world, int session, const struct specimen *specimen);
ct_status set(struct world *world, int session, const struct specimen *key, uint32_t column,
              ct_value value);
ct_status erase(struct world *world, int session, const struct specimen *key);

/* Opens world->cursor, hands out up to `room` records of `table`, and closes it. */
ct_status scan(struct world *world, int session, const ct_scan *range,
               const struct ct__table *table, void *records, size_t room, size_t *ret_count);
/* The numbers of all the specimens in the range. */
size_t scan_numbers(struct world *world, int session, const ct_scan *range, int64_t *numbers,
                    size_t room);
size_t count_specimens(struct world *world, int session);

#define assert_status(expected, call) \
    check_status(world, expected, call, #call, __FILE__, __LINE__)
void check_status(struct world *world, ct_status expected, ct_status actual, const char *call,
                  const char *file, int line);

/* The suites. Their cases take a world. */
struct suite {
    const char *name;
    const struct CMUnitTest *cases;
    size_t count;
};
extern const struct suite memory_suite; /* of the back end in memory alone, as the next */
extern const struct suite snapshot_suite;
extern const struct suite contract_suite;
extern const struct suite file_suite;   /* of SQLite alone, as the next */
extern const struct suite checked_suite;
extern const struct suite readable_suite;
