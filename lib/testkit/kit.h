/* The world of one check: a storage, four sessions, a schema of the kit's own.
 *
 * Every call lends its arguments to the back end in a block that is scribbled over afterwards, so
 * that one which kept a pointer fails at once. The calls answer what the back end answered; only
 * EXPECT, EXPECT_ROW and kit_fail end a check, and they stay out of threads and child processes.
 * Nothing here is seen outside the kit's library, so names begin with kit_. */
#pragma once

#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "contoterzi/testkit.h"
#include "model/record.h"
#include "storage/storage.h"

enum { KIT_SESSIONS = 4, KIT_CURSORS = 64, KIT_PROCESSES = 4 };

/* How long a call may wait for others. No check measures time: the short one ends in busy, and the
 * long one is never used up by a back end that works. */
enum { KIT_IMPATIENT_MS = 20, KIT_PATIENT_MS = 20000 };

/* --- The schema --- */

enum kit_table { TABLE_SAMPLE, TABLE_NODE, TABLE_TALLY /* from schema 2 on */ };

enum sample_column {
    SAMPLE_ID,     /* key */
    SAMPLE_NUMBER, /* key */
    SAMPLE_DATE,
    SAMPLE_INSTANT,
    SAMPLE_COLOR,
    SAMPLE_FLAG,
    SAMPLE_AMOUNT,
    SAMPLE_TEXT,
    SAMPLE_BLOB,
    SAMPLE_MAYBE_ID, /* what may be NULL, from here on */
    SAMPLE_MAYBE_DATE,
    SAMPLE_MAYBE_INSTANT,
    SAMPLE_MAYBE_COLOR,
    SAMPLE_MAYBE_FLAG,
    SAMPLE_MAYBE_AMOUNT,
    SAMPLE_MAYBE_TEXT,
    SAMPLE_MAYBE_BLOB,
    SAMPLE_ADDED_TEXT, /* from schema 2 on */
    SAMPLE_ADDED_AMOUNT,
    SAMPLE_LATE_BLOB, /* from schema 3 on */
};

enum sample_index {
    BY_KEY,
    BY_PAIR,   /* unique: maybe_color, maybe_amount */
    BY_MAYBE,  /* maybe_text, maybe_amount, maybe_blob */
    BY_NUMBER, /* number: a part of the key */
    BY_ADDED,  /* added_text, amount; from schema 2 on */
    BY_ADDED_AMOUNT, /* unique: added_amount; from schema 2 on */
    BY_DATE    /* date, late_blob; from schema 3 on */
};

enum node_column { NODE_ID /* key */, NODE_PARENT, NODE_ORDER };
enum node_index { NODE_BY_KEY, NODE_BY_PARENT };
enum strange_column { STRANGE_NUMBER /* key */, STRANGE_TEXT, STRANGE_BLOB };
enum tally_column { TALLY_WORD /* key */, TALLY_NUMBER /* key */, TALLY_COUNT };

enum { KIT_IDS = 16 };

extern const struct ct_schema kit_schema_1;
extern const struct ct_schema kit_schema_2;     /* more columns, indexes, a table */
extern const struct ct_schema kit_schema_3;     /* a column and an index more */
extern const struct ct_schema kit_schema_clash; /* version 2, with a unique index on sample.text */
extern const struct ct_schema kit_schema_strange; /* one table, of formats that nobody knows */

/* --- Rows --- */

struct kit_row {
    ct_value values[CT__COLUMNS_MAX];
    uint32_t count;
};

ct_value kit_null(void);
ct_value kit_int(int64_t i64);
ct_value kit_text(const char *text); /* NULL is NULL */
ct_value kit_blob(const void *data, size_t size);
ct_value kit_id(int number); /* below KIT_IDS */

/* A valid row whose key and unique columns follow from `number`. */
struct kit_row kit_sample(int64_t number);
struct kit_row kit_sample_of(const ct_schema *schema, int64_t number);

/* The order of the contract, written once more. */
int kit_compare(const ct_value *a, const ct_value *b);
bool kit_same(const ct_value *a, const ct_value *b);

/* --- Sessions --- */

struct kit_session {
    const ct_storage_ops *ops;
    void *handle; /* NULL: not open */
    const ct_schema *schema;
    void *cursors[KIT_CURSORS]; /* what is open is closed at the end */
    struct ct_diag diag;        /* of the last call */
    struct kit_block *blocks;   /* what was read, until kit_forget */
};

struct kit_process {
    pid_t id; /* 0: none */
    int line; /* to it */
};

struct kit {
    ct_testkit_subject subject;
    ct_storage *storage;
    struct kit_session sessions[KIT_SESSIONS];
    struct kit_process processes[KIT_PROCESSES]; /* what lives is killed at the end */
    jmp_buf end;
    int outcome;
};

ct_status kit_open(struct kit_session *session, ct_storage *storage, const ct_schema *schema);
void kit_close(struct kit_session *session);
void kit_forget(struct kit_session *session); /* what was read */
void *kit_room(struct kit_session *session, size_t size); /* until kit_forget */

ct_status kit_begin(struct kit_session *session, uint32_t flags, uint32_t timeout_ms);
ct_status kit_begin_writing(struct kit_session *session);
ct_status kit_begin_reading(struct kit_session *session);
ct_status kit_commit(struct kit_session *session);
void kit_roll_back(struct kit_session *session);

/* CT_ERR_CORRUPT, and words, where a call answered CT_OK and gave no row, two, or a wrong one. */
ct_status kit_get(struct kit_session *session, uint32_t table, const struct kit_row *key,
                  struct kit_row *ret_row);
ct_status kit_insert(struct kit_session *session, uint32_t table, const struct kit_row *row);
ct_status kit_update(struct kit_session *session, uint32_t table, const struct kit_row *key,
                     const uint32_t *columns, const ct_value *values, size_t count);
ct_status kit_set(struct kit_session *session, uint32_t table, const struct kit_row *key,
                  uint32_t column, ct_value value);
ct_status kit_erase(struct kit_session *session, uint32_t table, const struct kit_row *key);

/* Answers with the number of the cursor. */
ct_status kit_scan_open(struct kit_session *session, const ct_scan *range, int *ret_cursor);
ct_status kit_scan_next(struct kit_session *session, int cursor, uint32_t table,
                        struct kit_row *ret_row);
void kit_scan_close(struct kit_session *session, int cursor);
ct_status kit_expect_none(struct kit_session *session, const ct_scan *range);
/* Up to four ranges. */
ct_status kit_look_ahead(struct kit_session *session, const ct_scan *ranges, size_t count);
/* All of a range, or as much as there is room for. */
ct_status kit_scan(struct kit_session *session, const ct_scan *range, struct kit_row *rows,
                   size_t room, size_t *ret_count);
/* The samples' numbers. */
ct_status kit_scan_numbers(struct kit_session *session, const ct_scan *range, int64_t *numbers,
                           size_t room, size_t *ret_count);
ct_status kit_count(struct kit_session *session, size_t *ret_count); /* of all samples */

/* A refused row: kit_get with a sink that answers `answer`. */
ct_status kit_get_refused(struct kit_session *session, uint32_t table, const struct kit_row *key,
                          ct_status answer);

const struct ct__table *kit_table_of(const struct kit_session *session, uint32_t table);

/* A write that has to fail with it may do so now, with the next read, or with the commit, for a back
 * end may buffer: given what the write answered, looks further. `ret_is_over`: it was the commit. */
ct_status kit_told(struct kit_session *session, ct_status written, bool *ret_is_over);

/* --- Ends of a check --- */

_Noreturn void kit_fail(struct kit *kit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void kit_skip(struct kit *kit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A call of this session is to answer that; otherwise the check ends, and says so. */
#define EXPECT(expected, session, call) \
    kit_expect(kit, expected, call, session, #call)
void kit_expect(struct kit *kit, ct_status expected, ct_status seen,
                const struct kit_session *session, const char *call);

#define EXPECT_ROW(table, expected, seen, where) \
    kit_expect_row(kit, table, expected, seen, where)
void kit_expect_row(struct kit *kit, uint32_t table, const struct kit_row *expected,
                    const struct kit_row *seen, const char *where);

/* Told now or later, with a detail; afterwards the transaction is over or doomed, and rolled back. */
#define EXPECT_TOLD(expected, session, call) \
    kit_expect_told(kit, expected, session, call, #call)
void kit_expect_told(struct kit *kit, ct_status expected, struct kit_session *session,
                     ct_status written, const char *call);

/* Nothing but a roll-back is of use. */
void kit_expect_doomed(struct kit *kit, struct kit_session *session, const char *by);

void kit_expect_number(struct kit *kit, int64_t expected, int64_t seen, const char *what);
void kit_expect_numbers(struct kit *kit, const int64_t *expected, size_t expected_count,
                        const int64_t *seen, size_t seen_count, const char *what);

/* --- What many checks begin with --- */

ct_storage *kit_reopen(struct kit *kit);         /* one more; ends the check if it can't */
void kit_restart(struct kit *kit);               /* ends and begins everything but the data */
void kit_drop(struct kit *kit);                  /* closes and drops all */
void kit_open_all(struct kit *kit, const ct_schema *schema);
bool kit_promises(const struct kit *kit, uint64_t promise);
/* Samples with the numbers from `first` on, in a transaction of session 0. */
void kit_store(struct kit *kit, int64_t first, int64_t count);
int64_t kit_committed_amount(struct kit *kit, int64_t number);
size_t kit_committed_count(struct kit *kit);

/* --- Actors: one session each, here or in a process of its own --- */

enum kit_deed {
    KIT_BEGIN,   /* amount: milliseconds to wait */
    KIT_READ,    /* the amount of a sample */
    KIT_WRITE,   /* sets it */
    KIT_ADD,     /* a sample of that number */
    KIT_COUNT,   /* all samples */
    KIT_COMMIT,
    KIT_ROLL_BACK,
    KIT_INCREMENT, /* the amount of a sample, so many times, each a transaction, tried again */
    KIT_TAKE       /* so many times: adds a sample with a number above all others */
};

struct kit_order {
    int64_t deed; /* enum kit_deed; no padding, for it travels */
    int64_t number;
    int64_t amount;
};

struct kit_answer {
    int64_t amount;
    ct_status status;
    char message[204];
};

struct kit_actor {
    struct kit_session *session; /* NULL: in a process */
    struct kit_process *process;
    struct kit_answer answer; /* to the last order */
};

/* Has no storage open when it forks; the child opens its own. */
void kit_actor_fork(struct kit *kit, struct kit_actor *actor);
void kit_kill(struct kit_process *process); /* and waits for its end */
/* Gives an order and waits for the answer: its status. Once one has failed, and until the roll-back,
 * further orders are not given: the failure is the answer. */
ct_status kit_act(struct kit_actor *actor, enum kit_deed deed, int64_t number, int64_t amount);
/* Two halves of it, for two actors at work at the same time. */
void kit_order(struct kit_actor *actor, enum kit_deed deed, int64_t number, int64_t amount);
ct_status kit_wait(struct kit_actor *actor);
struct kit_answer kit_perform(struct kit_session *session, const struct kit_order *order);

/* --- The list --- */

enum kit_need {
    NEEDS_EMPTY = 1 << 0,        /* a storage that no session has opened yet */
    NEEDS_PROCESSES = 1 << 1,    /* CT_STORAGE_MULTIPROCESS and CT_TESTKIT_MAY_FORK */
    NEEDS_DURABLE = 1 << 2,      /* CT_STORAGE_DURABLE and CT_TESTKIT_MAY_FORK */
    NEEDS_EXPECT_NONE = 1 << 3,  /* the slot */
    NEEDS_LOOK_AHEAD = 1 << 4    /* likewise */
};

struct kit_check {
    const char *name;
    const char *description;
    void (*run)(struct kit *kit);
    unsigned needs;
};

struct kit_checks {
    const struct kit_check *items;
    size_t count;
};

extern const struct kit_checks kit_value_checks;
extern const struct kit_checks kit_row_checks;
extern const struct kit_checks kit_order_checks;
extern const struct kit_checks kit_cursor_checks;
extern const struct kit_checks kit_transaction_checks;
extern const struct kit_checks kit_isolation_checks;
extern const struct kit_checks kit_schema_checks;
extern const struct kit_checks kit_misuse_checks;
extern const struct kit_checks kit_expect_checks;
extern const struct kit_checks kit_ahead_checks;
extern const struct kit_checks kit_process_checks;

#define KIT_CHECKS(array) {array, sizeof(array) / sizeof *(array)}
