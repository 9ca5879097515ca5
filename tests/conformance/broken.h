/* Back ends with one fault each, around one of ours: to see that the kit can fail. */
#pragma once

#include <stdbool.h>

#include "testkit/kit.h"

enum fault {
    NO_FAULT, /* but perhaps in the values */
    /* Transactions */
    COMMITS_WITHOUT_LOOKING, /* writes from a snapshot that others have changed */
    SHOWS_UNCOMMITTED,
    SWALLOWS_COMMIT_ERROR,
    COMMITS_NOTHING,
    COMMITS_AT_CLOSE,
    COMMITS_EACH_WRITE,
    FORGETS_ROLLBACK,
    CLOSE_COMMITS,
    DOOMS_WHEN_NOT_FOUND,
    GOES_ON_WHEN_DOOMED,
    WRITES_WITHOUT_TRANSACTION,
    WRITES_IN_READ_ONLY,
    READS_THE_LATEST,
    NESTS_TRANSACTIONS,
    IDLE_ROLLBACK_BREAKS,
    BUSY_IS_IO,
    KEEPS_TO_ITS_THREAD,
    DIES_IN_A_PROCESS, /* that was forked, when it begins */
    OPENS_AT_HOME_ONLY,
    LOSES_ITS_LOG, /* to a power cut */
    LOSES_A_COMMIT_NOW_AND_THEN,
    COMMITS_IN_HALVES, /* and waits once until somebody has looked: for a check that looks */
    /* Scans */
    IGNORES_LIMIT,
    LOW_BOUND_TOO_LOW,
    HIGH_BOUND_TOO_HIGH,
    IGNORES_PREFIX,
    IGNORES_DIRECTION,
    EMPTY_RANGE_FAILS,
    DONE_FAILS_NEXT_TIME,
    DONE_WITH_A_ROW,
    ONE_CURSOR_ONLY,
    CURSOR_BLOCKS_READS,
    CURSOR_SEES_THE_LATEST,
    PAGE_REPEATS_ITS_START,
    TAKES_ANY_INDEX,
    FORGETS_TO_CLOSE_CURSORS,
    /* Rows */
    UPDATES_ALL_BUT_ONE,
    ERASES_NOTHING,
    GIVES_A_ROW_TWICE,
    IGNORES_A_REFUSED_ROW,
    GOES_ON_WHEN_REFUSED,
    GIVES_NO_ROW,
    ENFORCES_REFERENCES,
    TAKES_ANY_COUNT,
    TAKES_ANY_TABLE,
    KEEPS_A_ROW,
    KEEPS_BOUNDS,
    /* Schemas */
    UNIQUE_NOT_ENFORCED,
    REFUSES_THE_SAME_SCHEMA,
    REFUSES_A_SECOND_MAKER,
    OUTGROWN_IS_IO,
    TAKES_A_NEWER_SCHEMA,
    NEVER_GROWS,
    TAKES_A_FAILED_UPGRADE,
    FOREIGN_IS_IO,
    CHANGES_WHAT_IT_REFUSES,
    FEW_SESSIONS,
    ENDS_WITH_AN_UNUSED_SESSION,
    REFUSES_UNKNOWN_FORMATS,
    /* Ranges that are to be empty */
    EXPECTS_NOTHING,
    EXPECTS_THE_LAST_ONLY,
    EXPECTS_ITS_LOW_BOUND, /* alone */
    EXPECTS_OF_OTHERS_ONLY,
    KEEPS_EXPECTED_BOUNDS,
    KEEPS_EXPECTATIONS, /* beyond a roll-back */
    REFUSES_TO_EXPECT_WHEN_READING,
    COMMITS_A_CONFLICT,
    /* Ranges to be asked for */
    ANSWERS_FROM_AHEAD,
    KEEPS_AHEAD_BOUNDS,
    KEEPS_WHAT_WAS_AHEAD, /* beyond the transaction */
    /* The rest */
    TAKES_ANY_FLAG,
    REFUSES_LONGER_STRUCTS,
    NO_WORDS,
    NEEDS_A_LISTENER,
    /* What a back end may do */
    TELLS_WRITES_AT_READS,
    TELLS_WRITES_AT_COMMIT
};

/* Spoils a value on its way in, or mends it on its way out. `room` has place for its bytes. */
typedef void spoil(uint32_t table, uint32_t column, ct_value *value, unsigned char *room);

/* Instead of doing anything, `times` calls from the one with the number `at` on (from 1, over all sessions)
 * answer `status`; a commit rolls back. */
struct script {
    enum call { NO_CALL, BEGIN, COMMIT, GET, INSERT, UPDATE, EXPECT_NONE } call;
    int at;
    int times;
    ct_status status;
};

struct broken_kind {
    const char *fault;
    const char *check; /* that has to fail */
    enum fault what;
    bool is_in_file;   /* around SQLite, not memory */
    spoil *in;
    spoil *out;
    struct script script;
    const char *note; /* of which this is a part; NULL: any */
};

extern const struct broken_kind broken_kinds[];
extern const size_t broken_kind_count;
/* What a back end may do: the check passes. */
extern const struct broken_kind allowed_kinds[];
extern const size_t allowed_kind_count;

/* What a transaction counts on, in a list of its own until somebody forgets it. */
struct expectation;
ct_status broken_expect(struct expectation **list, enum fault fault, const ct_storage_ops *ops,
                        void *handle, const ct_scan *scan, ct_diag *diag);
ct_status broken_look_at_expected(struct expectation *list, const ct_storage_ops *ops, void *handle,
                                  ct_diag *diag);
void broken_forget_expected(struct expectation **list);

/* Is this a process that was forked since the first back end was made? */
bool broken_is_away(void);

/* Takes over the reference to `inner`. */
ct_status broken_new(ct_storage *inner, const struct broken_kind *kind, ct_storage **ret_storage);
