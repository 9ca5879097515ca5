/* Which fault each broken back end has, and the check that has to name it. */
#include "broken.h"

#include <stdlib.h>

/* --- Faults of values --- */

static bool
is_empty(const ct_value *value, int32_t type)
{
    return value->type == type && value->len == 0;
}

static void
integers_unsigned(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if (value->type == CT_TYPE_INT64)
        value->i64 = (int64_t)((uint64_t)value->i64 ^ (UINT64_C(1) << 63));
}

static void
integers_floating(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if (value->type == CT_TYPE_INT64)
        value->i64 = value->i64 / 1024 * 1024; /* as if its last digits were rounded away */
}

/* "Ab" as "ab\x01Ab": by the first half it is ordered, and the second comes back. */
static void
text_without_case(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const unsigned char *bytes = value->data;
    (void)table, (void)column;
    if (value->type != CT_TYPE_TEXT)
        return;
    for (size_t i = 0; i < value->len; i++) {
        bool is_upper = bytes[i] >= 'A' && bytes[i] <= 'Z';
        room[i] = (unsigned char)(is_upper ? bytes[i] + ('a' - 'A') : bytes[i]);
        room[value->len + 1 + i] = bytes[i];
    }
    room[value->len] = 1;
    value->data = room;
    value->len = 2 * value->len + 1;
}

static void
text_with_case(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if (value->type != CT_TYPE_TEXT)
        return;
    value->len /= 2;
    value->data = (const unsigned char *)value->data + value->len + 1;
}

static void
text_cut(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if (value->type == CT_TYPE_TEXT && value->len > 255)
        value->len = 255;
}

static void
text_cut_for_an_index(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_MAYBE_TEXT && value->len > 255)
        value->len = 255;
}

static void
text_in_ascii(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const unsigned char *bytes = value->data;
    (void)table, (void)column;
    if (value->type != CT_TYPE_TEXT)
        return;
    for (size_t i = 0; i < value->len; i++)
        room[i] = bytes[i] < 0x80 ? bytes[i] : '?';
    value->data = room;
}

static void
text_without_nul(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const unsigned char *bytes = value->data;
    (void)table, (void)column;
    if (value->type != CT_TYPE_TEXT)
        return;
    for (size_t i = 0; i < value->len; i++)
        room[i] = bytes[i] ? bytes[i] : ' ';
    value->data = room;
}

static void
blobs_signed(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const unsigned char *bytes = value->data;
    (void)table, (void)column;
    if (value->type != CT_TYPE_BLOB)
        return;
    for (size_t i = 0; i < value->len; i++)
        room[i] = bytes[i] ^ 0x80;
    value->data = room;
}

static void
empty_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)room;
    if (column >= SAMPLE_MAYBE_ID && is_empty(value, CT_TYPE_TEXT))
        *value = kit_null();
}

static void
no_pointer_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if ((is_empty(value, CT_TYPE_TEXT) || is_empty(value, CT_TYPE_BLOB)) && !value->data)
        *value = kit_null();
}

static void
zero_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)room;
    if (column >= SAMPLE_MAYBE_ID && value->type == CT_TYPE_INT64 && value->i64 == 0)
        *value = kit_null();
}

static void
null_is_last(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_MAYBE_TEXT && value->type == CT_TYPE_NULL)
        *value = kit_text("\x7f\x7f");
}

static void
last_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const ct_value last = kit_text("\x7f\x7f");
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_MAYBE_TEXT && kit_same(value, &last))
        *value = kit_null();
}

static void
null_is_a_value(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_MAYBE_AMOUNT && value->type == CT_TYPE_NULL)
        *value = kit_int(INT64_MIN + 5);
}

static void
a_value_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    const ct_value stored = kit_int(INT64_MIN + 5);
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_MAYBE_AMOUNT && kit_same(value, &stored))
        *value = kit_null();
}

static void
instants_in_seconds(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    bool is_instant = column == SAMPLE_INSTANT || column == SAMPLE_MAYBE_INSTANT;
    if (table == TABLE_SAMPLE && is_instant && value->type == CT_TYPE_INT64)
        value->i64 = value->i64 / 1000 * 1000;
}

/* 0 becomes the first day that some calendars know. */
static void
years_from_one(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    bool is_date = column == SAMPLE_DATE || column == SAMPLE_MAYBE_DATE;
    if (table == TABLE_SAMPLE && is_date && value->type == CT_TYPE_INT64 && value->i64 < -719162)
        value->i64 = -719162;
}

static void
few_labels(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_COLOR && value->i64 == 7)
        value->i64 = 3;
}

static void
numbers_from_text(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_AMOUNT && value->type == CT_TYPE_TEXT)
        *value = kit_int(1);
}

static void
amount_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_AMOUNT)
        *value = kit_null();
}

static void
blob_is_nowhere(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)room;
    if (table == TABLE_SAMPLE && column == SAMPLE_BLOB && value->len)
        value->data = NULL;
}

static void
unknown_is_null(uint32_t table, uint32_t column, ct_value *value, unsigned char *room)
{
    (void)table, (void)column, (void)room;
    if (value->type < CT_TYPE_NULL || value->type > CT_TYPE_BLOB)
        *value = kit_null();
}

/* --- The table --- */

#define VALUES(its_fault, its_check, spoil, mend) \
    {.fault = its_fault, .check = its_check, .in = spoil, .out = mend}
#define IN_MEMORY(its_fault, its_check, its_what) \
    {.fault = its_fault, .check = its_check, .what = its_what}
#define IN_FILE(its_fault, its_check, its_what) \
    {.fault = its_fault, .check = its_check, .what = its_what, .is_in_file = true}
/* And the part of the note. */
#define ANSWERS(its_fault, its_check, part, ...) \
    {.fault = its_fault, .check = its_check, .note = part, .script = {__VA_ARGS__}}

const struct broken_kind broken_kinds[] = {
    VALUES("integers as floating numbers", "greatest-values", integers_floating, NULL),
    VALUES("days from year 1 on", "least-values", years_from_one, NULL),
    VALUES("zero is NULL", "zero-values", zero_is_null, NULL),
    VALUES("instants in seconds", "before-1970", instants_in_seconds, NULL),
    VALUES("text in ASCII", "utf-8", text_in_ascii, NULL),
    VALUES("text cut at 255 bytes", "mebibyte", text_cut, NULL),
    VALUES("empty text is NULL", "null-is-not-empty", empty_is_null, NULL),
    VALUES("a NULL pointer is NULL", "empty-without-pointer", no_pointer_is_null, NULL),
    VALUES("a label is forgotten", "labels", few_labels, NULL),
    VALUES("U+0000 becomes a space", "nul-refused", text_without_nul, NULL),
    VALUES("text becomes a number", "bad-values-refused", numbers_from_text, NULL),
    VALUES("an unknown type is NULL", "unknown-types-refused", unknown_is_null, NULL),
    VALUES("order without case", "order-of-text", text_without_case, text_with_case),
    VALUES("order of unsigned integers", "order-of-integers", integers_unsigned,
           integers_unsigned),
    VALUES("order of signed bytes", "order-of-blobs", blobs_signed, blobs_signed),
    VALUES("order of signed bytes, in a key", "index-completed-by-key", blobs_signed, blobs_signed),
    VALUES("an index looks at 255 bytes", "long-index-text", text_cut_for_an_index, NULL),
    VALUES("NULL comes last", "order-of-null", null_is_last, last_is_null),
    VALUES("NULLs are not distinct", "unique-nulls-distinct", null_is_a_value, a_value_is_null),

    VALUES("NULL comes out where there must be a value", "greatest-values", NULL, amount_is_null),
    VALUES("bytes come out without a place", "greatest-values", NULL, blob_is_nowhere),

    IN_MEMORY("an update forgets a column", "update-named-columns", UPDATES_ALL_BUT_ONE),
    IN_MEMORY("erases nothing", "erase", ERASES_NOTHING),
    IN_MEMORY("not found dooms", "not-found-keeps-transaction", DOOMS_WHEN_NOT_FOUND),
    IN_MEMORY("a taken key does not doom", "key-taken", GOES_ON_WHEN_DOOMED),
    IN_MEMORY("a taken key does not doom", "doomed", GOES_ON_WHEN_DOOMED),
    IN_MEMORY("a unique index is not enforced", "unique", UNIQUE_NOT_ENFORCED),
    IN_MEMORY("a unique index is not enforced", "unique-in-two-sessions", UNIQUE_NOT_ENFORCED),
    IN_MEMORY("an erase frees nothing", "unique-free-again", ERASES_NOTHING),
    IN_MEMORY("an erase frees nothing", "many-rows", ERASES_NOTHING),
    IN_MEMORY("references are enforced", "references-not-enforced", ENFORCES_REFERENCES),
    IN_MEMORY("answers CT_OK without a row", "greatest-values", GIVES_NO_ROW),
    IN_MEMORY("gives a row twice", "greatest-values", GIVES_A_ROW_TWICE),

    IN_MEMORY("the low bound is too low", "bounds", LOW_BOUND_TOO_LOW),
    IN_MEMORY("the high bound is too high", "bounds", HIGH_BOUND_TOO_HIGH),
    IN_MEMORY("a prefix ends before its rows", "prefix-bounds", IGNORES_PREFIX),
    IN_MEMORY("a prefix ends before its rows", "null-bounds", IGNORES_PREFIX),
    IN_MEMORY("the limit is ignored", "limit", IGNORES_LIMIT),
    IN_MEMORY("the direction is ignored", "order-of-integers", IGNORES_DIRECTION),
    IN_MEMORY("the direction is ignored", "scans-agree-with-model", IGNORES_DIRECTION),
    IN_MEMORY("an empty range is an error", "empty-range", EMPTY_RANGE_FAILS),
    IN_MEMORY("a page begins with the last row", "paging", PAGE_REPEATS_ITS_START),
    IN_MEMORY("one cursor ends another", "many-cursors", ONE_CURSOR_ONLY),
    IN_MEMORY("a cursor blocks reads", "reads-beside-cursor", CURSOR_BLOCKS_READS),
    IN_MEMORY("a cursor fails behind its end", "done-stays-done", DONE_FAILS_NEXT_TIME),
    IN_MEMORY("closed cursors stay open", "scan-close-early", FORGETS_TO_CLOSE_CURSORS),
    IN_MEMORY("closed cursors stay open", "scan-close-after-rollback", FORGETS_TO_CLOSE_CURSORS),
    IN_MEMORY("a refused row is ignored", "refused-row", IGNORES_A_REFUSED_ROW),
    IN_MEMORY("a refused row does not doom", "refused-row", GOES_ON_WHEN_REFUSED),
    IN_MEMORY("a cursor ends with its first row", "order-of-integers", DONE_WITH_A_ROW),
    IN_MEMORY("the limit is ignored", "scans-agree-with-model", IGNORES_LIMIT),
    IN_MEMORY("the low bound is too low", "scans-agree-with-model", LOW_BOUND_TOO_LOW),

    IN_MEMORY("writes are seen at the commit", "reads-own-writes", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("a forgotten roll-back", "rollback", FORGETS_ROLLBACK),
    IN_MEMORY("closing commits", "close-rolls-back", CLOSE_COMMITS),
    IN_MEMORY("writes without a transaction", "commit-ends", WRITES_WITHOUT_TRANSACTION),
    IN_MEMORY("an idle roll-back breaks the session", "idle-rollback", IDLE_ROLLBACK_BREAKS),
    IN_MEMORY("a swallowed commit error", "doomed-commit", SWALLOWS_COMMIT_ERROR),
    IN_MEMORY("writes in a read-only transaction", "read-only", WRITES_IN_READ_ONLY),
    IN_MEMORY("a transaction keeps to its thread", "other-thread", KEEPS_TO_ITS_THREAD),
    IN_MEMORY("commits nothing", "many-transactions", COMMITS_NOTHING),
    IN_MEMORY("commits nothing", "reopen", COMMITS_NOTHING),
    IN_MEMORY("commits nothing", "two-storages", COMMITS_NOTHING),

    IN_MEMORY("a dirty read", "dirty-read", SHOWS_UNCOMMITTED),
    IN_MEMORY("each read sees the latest", "reader-sees-one-state", READS_THE_LATEST),
    IN_MEMORY("a cursor sees the latest", "cursor-sees-one-state", CURSOR_SEES_THE_LATEST),
    IN_MEMORY("a commit is lost now and then", "threads-count", LOSES_A_COMMIT_NOW_AND_THEN),
    IN_MEMORY("a commit is lost now and then", "threads-number-rows", LOSES_A_COMMIT_NOW_AND_THEN),
    IN_MEMORY("a transaction in halves", "whole-transactions", COMMITS_IN_HALVES),
    IN_MEMORY("a lost update", "lost-update", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("a write skew", "write-skew", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("a phantom", "phantom", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("the second writer overwrites", "busy", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("busy is told as a broken storage", "busy", BUSY_IS_IO),
    IN_MEMORY("the second writer overwrites", "busy-at-once", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("busy is told as a broken storage", "crossed-writes", BUSY_IS_IO),
    IN_MEMORY("commits nothing", "crossed-writes", COMMITS_NOTHING),
    {.fault = "half of a transaction stays", .check = "crossed-writes", .what = COMMITS_EACH_WRITE,
     .script = {UPDATE, 2, 1, CT_ERR_BUSY}, .note = "of one transaction or none, saw 10 and 0"},
    ANSWERS("no writer gets through", "lost-update", "saw both fail", BEGIN, 2, 2, CT_ERR_BUSY),
    ANSWERS("no writer gets through", "lost-update", "saw both fail", BEGIN, 5, 2, CT_ERR_CONFLICT),
    ANSWERS("no writer gets through", "write-skew", "saw none", BEGIN, 2, 2, CT_ERR_BUSY),
    ANSWERS("no writer gets through", "write-skew", "saw none", BEGIN, 6, 2, CT_ERR_CONFLICT),
    ANSWERS("no writer gets through", "phantom", "saw none", BEGIN, 1, 2, CT_ERR_BUSY),
    ANSWERS("no writer gets through", "phantom", "saw none", BEGIN, 4, 2, CT_ERR_CONFLICT),
    ANSWERS("no writer gets through", "busy", "saw both fail", BEGIN, 2, 2, CT_ERR_BUSY),
    ANSWERS("it stays busy", "busy", "once the first had ended", BEGIN, 5, 1, CT_ERR_BUSY),
    ANSWERS("no writer gets through", "busy-at-once", "expected 20, saw 0", BEGIN, 2, 2, CT_ERR_BUSY),
    ANSWERS("a reader is told a broken storage", "dirty-read", "reading beside a writer", BEGIN, 3, 1,
            CT_ERR_IO),
    ANSWERS("a writer is told a broken storage", "reader-sees-one-state", "writing beside a reader",
            BEGIN, 3, 1, CT_ERR_IO),
    ANSWERS("a clash is told as a broken storage", "unique-in-two-sessions", "of two equal", BEGIN, 2,
            1, CT_ERR_IO),
    ANSWERS("a thread is told a broken storage", "threads-count", "each of four threads", BEGIN, 9, 1,
            CT_ERR_IO),
    IN_FILE("a process cannot open it", "lost-update-in-processes", OPENS_AT_HOME_ONLY),
    IN_FILE("its process dies", "lost-update-in-processes", DIES_IN_A_PROCESS),
    IN_FILE("its process dies", "processes-count", DIES_IN_A_PROCESS),
    IN_FILE("a lost update", "lost-update-in-processes", COMMITS_WITHOUT_LOOKING),
    IN_FILE("a write skew", "write-skew-in-processes", COMMITS_WITHOUT_LOOKING),
    IN_FILE("a phantom", "phantom-in-processes", COMMITS_WITHOUT_LOOKING),

    IN_MEMORY("the same schema is refused", "schema-twice", REFUSES_THE_SAME_SCHEMA),
    IN_MEMORY("one maker of tables only", "schema-at-once", REFUSES_A_SECOND_MAKER),
    IN_MEMORY("an outgrown session is told a broken storage", "schema-outgrown", OUTGROWN_IS_IO),
    IN_MEMORY("never grows", "schema-grows", NEVER_GROWS),
    IN_MEMORY("never grows", "schema-grows-in-steps", NEVER_GROWS),
    IN_MEMORY("never grows", "schema-grows-by-two", NEVER_GROWS),
    IN_MEMORY("never grows", "schema-grows-at-once", NEVER_GROWS),
    IN_MEMORY("a newer schema is accepted", "schema-newer", TAKES_A_NEWER_SCHEMA),
    IN_MEMORY("a failed upgrade is accepted", "schema-all-or-nothing", TAKES_A_FAILED_UPGRADE),
    IN_FILE("foreign data are told as a broken storage", "schema-foreign", FOREIGN_IS_IO),
    IN_FILE("foreign data are changed", "schema-foreign", CHANGES_WHAT_IT_REFUSES),
    IN_FILE("a newer store is changed", "schema-newer", CHANGES_WHAT_IT_REFUSES),
    IN_MEMORY("few sessions", "many-sessions", FEW_SESSIONS),
    IN_MEMORY("an unused session ends the storage", "unused", ENDS_WITH_AN_UNUSED_SESSION),
    IN_MEMORY("unknown formats are refused", "unknown-format", REFUSES_UNKNOWN_FORMATS),

    IN_MEMORY("unknown flags are ignored", "unknown-flags", TAKES_ANY_FLAG),
    IN_MEMORY("longer structs are refused", "longer-structs", REFUSES_LONGER_STRUCTS),
    IN_MEMORY("an unknown index is taken for the key", "bad-ranges", TAKES_ANY_INDEX),
    IN_MEMORY("a column too many is dropped", "wrong-counts", TAKES_ANY_COUNT),
    IN_MEMORY("an unknown table is ignored", "unknown-numbers", TAKES_ANY_TABLE),
    IN_MEMORY("transactions are nested", "begin-twice", NESTS_TRANSACTIONS),
    IN_MEMORY("keeps a pointer to a row", "arguments-not-kept", KEEPS_A_ROW),
    IN_MEMORY("keeps a pointer to bounds", "arguments-not-kept", KEEPS_BOUNDS),
    IN_MEMORY("no diagnostic", "error-detail", NO_WORDS),
    IN_MEMORY("no diagnostic", "error-detail-of-schemas", NO_WORDS),
    IN_MEMORY("the second writer overwrites", "error-detail", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("fails if nobody listens", "no-listener", NEEDS_A_LISTENER),

    IN_MEMORY("answers what was there at the hint", "look-ahead", ANSWERS_FROM_AHEAD),
    IN_MEMORY("keeps a pointer to a hint's bounds", "look-ahead-arguments", KEEPS_AHEAD_BOUNDS),
    IN_MEMORY("a hint outlives its transaction", "look-ahead-ends", KEEPS_WHAT_WAS_AHEAD),

    IN_MEMORY("an expected range is ignored", "expect-none", EXPECTS_NOTHING),
    IN_MEMORY("a conflict is told as a commit", "expect-none", SWALLOWS_COMMIT_ERROR),
    IN_MEMORY("a conflict is committed", "expect-none", COMMITS_A_CONFLICT),
    IN_MEMORY("no diagnostic", "expect-none", NO_WORDS),
    ANSWERS("an expected range is told as a broken storage", "expect-none-ends", "from expect_none",
            EXPECT_NONE, 1, 1, CT_ERR_IO),
    ANSWERS("no transaction gets through", "expect-none-two", "saw none", COMMIT, 1, 2, CT_ERR_BUSY),
    ANSWERS("a conflict is told as a broken storage", "expect-none-two", "that exclude each other",
            COMMIT, 1, 1, CT_ERR_IO),
    IN_MEMORY("no diagnostic", "expect-none-refused", NO_WORDS),
    IN_MEMORY("the low bound alone is looked at", "expect-none-ranges", EXPECTS_ITS_LOW_BOUND),
    IN_MEMORY("own rows are not looked at", "expect-none-own", EXPECTS_OF_OTHERS_ONLY),
    IN_MEMORY("the last range alone counts", "expect-none-several", EXPECTS_THE_LAST_ONLY),
    IN_MEMORY("keeps a pointer to expected bounds", "expect-none-arguments", KEEPS_EXPECTED_BOUNDS),
    IN_MEMORY("an expected range outlives a roll-back", "expect-none-ends", KEEPS_EXPECTATIONS),
    IN_MEMORY("a reader may expect nothing", "expect-none-read-only",
              REFUSES_TO_EXPECT_WHEN_READING),
    IN_MEMORY("a cursor blocks reads", "expect-none-beside-cursor", CURSOR_BLOCKS_READS),
    IN_MEMORY("looks, and writes later", "expect-none-two", COMMITS_WITHOUT_LOOKING),
    IN_MEMORY("an expected range is ignored", "expect-none-refused", EXPECTS_NOTHING),

    IN_FILE("commits nothing", "processes-count", COMMITS_NOTHING),
    IN_FILE("commits nothing", "processes-number-rows", COMMITS_NOTHING),
    IN_FILE("commits at the next call", "processes-see-commits", COMMITS_AT_CLOSE),
    IN_FILE("commits at the next call", "crash-after-commit", COMMITS_AT_CLOSE),
    IN_FILE("commits each write", "crash-in-transaction", COMMITS_EACH_WRITE),
    IN_FILE("commits nothing", "crash-at-work", COMMITS_NOTHING),
    IN_FILE("a power cut takes its log", "crash-at-work", LOSES_ITS_LOG),
};
const size_t broken_kind_count = sizeof broken_kinds / sizeof *broken_kinds;

const struct broken_kind allowed_kinds[] = {
    IN_MEMORY("a write is told with the next read", "key-taken", TELLS_WRITES_AT_READS),
    IN_MEMORY("a write is told with the next read", "unique", TELLS_WRITES_AT_READS),
    IN_MEMORY("a write is told with the commit", "key-taken", TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a write is told with the commit", "unique", TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a write is told with the commit", "doomed", TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a write is told with the commit", "doomed-commit", TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a write is told with the commit", "error-detail", TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a write is told with the commit", "not-found-keeps-transaction",
              TELLS_WRITES_AT_COMMIT),
    IN_MEMORY("a unique value is looked for at the commit", "unique-in-two-sessions",
              COMMITS_WITHOUT_LOOKING),
    ANSWERS("a conflict is told at once", "expect-none-several", NULL, EXPECT_NONE, 1, 1,
            CT_ERR_CONFLICT),
    ANSWERS("a conflict is told at once", "expect-none-ends", NULL, EXPECT_NONE, 1, 1,
            CT_ERR_CONFLICT),
    ANSWERS("the first of two is told", "expect-none-two", NULL, BEGIN, 2, 1, CT_ERR_CONFLICT),
    ANSWERS("the first of two is told", "lost-update", NULL, BEGIN, 5, 1, CT_ERR_CONFLICT),
    ANSWERS("the first of two is told", "write-skew", NULL, BEGIN, 6, 1, CT_ERR_BUSY),
    ANSWERS("the first of two is told", "phantom", NULL, BEGIN, 4, 1, CT_ERR_BUSY),
    ANSWERS("the first of two is told", "busy", NULL, BEGIN, 2, 1, CT_ERR_BUSY),
    ANSWERS("the first of two is told", "busy-at-once", NULL, BEGIN, 2, 1, CT_ERR_BUSY),
    ANSWERS("the first of two is told", "crossed-writes", NULL, BEGIN, 2, 2, CT_ERR_BUSY),
    ANSWERS("a reader waits for a writer", "dirty-read", NULL, BEGIN, 3, 1, CT_ERR_BUSY),
    ANSWERS("a writer waits for a reader", "reader-sees-one-state", NULL, BEGIN, 3, 1, CT_ERR_BUSY),
    ANSWERS("a thread is in another's way", "threads-count", NULL, BEGIN, 9, 1, CT_ERR_CONFLICT),
    ANSWERS("a thread is in another's way", "threads-count", NULL, BEGIN, 9, 1, CT_ERR_BUSY),
    ANSWERS("a thread is in another's way", "threads-number-rows", NULL, INSERT, 9, 1, CT_ERR_EXISTS),
    ANSWERS("a reader waits for a writer", "whole-transactions", NULL, GET, 1, 1, CT_ERR_BUSY),
    ANSWERS("a writer waits for a reader", "whole-transactions", NULL, UPDATE, 3, 1, CT_ERR_CONFLICT),
    ANSWERS("an outgrown session is told", "schema-outgrown", NULL, BEGIN, 2, 1, CT_ERR_SCHEMA_NEWER),
};
const size_t allowed_kind_count = sizeof allowed_kinds / sizeof *allowed_kinds;
