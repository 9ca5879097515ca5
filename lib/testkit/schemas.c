/* ensure_schema: creates, does nothing, grows, or refuses and leaves everything as it was. */
#include "testkit/kit.h"

static void
expect_samples(struct kit *kit, struct kit_session *session, int64_t first, int64_t count,
               const char *where)
{
    for (int64_t i = first; i < first + count; i++) {
        struct kit_row expected = kit_sample_of(session->schema, i);
        struct kit_row found;
        EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &expected, &found));
        EXPECT_ROW(TABLE_SAMPLE, &expected, &found, where);
    }
}

static void
expect_stored(struct kit *kit, int64_t first, int64_t count, const char *where)
{
    struct kit_session *session = &kit->sessions[0];
    size_t seen;
    EXPECT(CT_OK, session, kit_begin_reading(session));
    expect_samples(kit, session, first, count, where);
    EXPECT(CT_OK, session, kit_count(session, &seen));
    kit_expect_number(kit, count, (int64_t)seen, where);
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_twice(struct kit *kit)
{
    kit_store(kit, 0, 3);
    kit_open_all(kit, &kit_schema_1);
    expect_stored(kit, 0, 3, "after the same schema was ensured again");
}

static void
check_reopen(struct kit *kit)
{
    kit_store(kit, 0, 3);
    kit_restart(kit);
    expect_stored(kit, 0, 3, "after reopening");
    kit_store(kit, 3, 1);
    kit_restart(kit);
    expect_stored(kit, 0, 4, "after reopening again");
}

static void
check_two_storages(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    ct_storage *second = kit_reopen(kit);
    kit_close(session);
    ct_status status = kit_open(session, second, &kit_schema_1);
    if (!status)
        status = kit_begin_writing(session);
    struct kit_row row = kit_sample(1);
    if (!status)
        status = kit_insert(session, TABLE_SAMPLE, &row);
    if (!status)
        status = kit_commit(session);
    kit_close(session);
    ct_storage_unref(second);
    kit_expect(kit, CT_OK, status, session, "writing through a second storage on the same data");
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit),
                      "rows seen through the first storage");
}

static void
use_tally(struct kit *kit, struct kit_session *session)
{
    struct kit_row row = {.count = TALLY_COUNT + 1};
    struct kit_row rows[3];
    size_t count;
    for (int64_t i = 1; i >= 0; i--) {
        row.values[TALLY_WORD] = kit_text("word");
        row.values[TALLY_NUMBER] = kit_int(i);
        row.values[TALLY_COUNT] = kit_int(7);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_TALLY, &row));
    }
    const ct_scan all = {.table = TABLE_TALLY};
    EXPECT(CT_OK, session, kit_scan(session, &all, rows, 3, &count));
    kit_expect_number(kit, 2, (int64_t)count, "rows of the added table");
    EXPECT_ROW(TABLE_TALLY, &row, &rows[0], "the first row of the added table");
}

/* Old rows, new ones, and an update of what was added. */
static void
use_added(struct kit *kit, struct kit_session *session)
{
    struct kit_row added = kit_sample_of(session->schema, 7);
    struct kit_row first = kit_sample(0);
    struct kit_row clash = kit_sample_of(session->schema, 8);
    static const int64_t expected[] = {1, 2, 7, 0}; /* NULL by key, "new", "old" */
    int64_t numbers[8];
    size_t count;
    added.values[SAMPLE_ADDED_TEXT] = kit_text("new");
    added.values[SAMPLE_ADDED_AMOUNT] = kit_int(70);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &added));
    EXPECT(CT_OK, session,
           kit_set(session, TABLE_SAMPLE, &first, SAMPLE_ADDED_TEXT, kit_text("old")));
    const ct_scan by_added = {.table = TABLE_SAMPLE, .index = BY_ADDED};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &by_added, numbers, 8, &count));
    kit_expect_numbers(kit, expected, 4, numbers, count, "by the added index");
    const ct_value seventy = kit_int(70);
    const ct_scan by_amount = {.table = TABLE_SAMPLE, .index = BY_ADDED_AMOUNT, .low = &seventy,
                               .low_count = 1, .high = &seventy, .high_count = 1};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &by_amount, numbers, 8, &count));
    kit_expect_numbers(kit, &expected[2], 1, numbers, count, "by the added unique index");
    use_tally(kit, session);
    EXPECT(CT_OK, session, kit_commit(session));
    clash.values[SAMPLE_ADDED_AMOUNT] = kit_int(70);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_EXISTS, session, kit_insert(session, TABLE_SAMPLE, &clash));
}

static void
check_growth(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    kit_store(kit, 0, 3);
    kit_open_all(kit, &kit_schema_2);
    expect_stored(kit, 0, 3, "rows of schema 1 in schema 2");
    use_added(kit, session);
    kit_drop(kit);
    kit->storage = kit_reopen(kit);
    kit_open_all(kit, &kit_schema_2);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    expect_samples(kit, session, 1, 2, "rows of schema 1 after reopening in schema 2");
    EXPECT(CT_OK, session, kit_commit(session));
}

/* From 1 to 3 at once, and from 1 over 2. */
static void
check_growth_in_steps(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    static const int64_t expected[] = {0, 1, 2, 3, 4};
    int64_t numbers[8];
    size_t count;
    kit_store(kit, 0, 3);
    kit_open_all(kit, &kit_schema_2);
    kit_store(kit, 3, 2);
    kit_open_all(kit, &kit_schema_3);
    expect_stored(kit, 0, 5, "rows of schemas 1 and 2 in schema 3");
    const ct_scan by_date = {.table = TABLE_SAMPLE, .index = BY_DATE};
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_scan_numbers(session, &by_date, numbers, 8, &count));
    kit_expect_numbers(kit, expected, 5, numbers, count, "by an index added over old columns");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_growth_by_two(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    kit_store(kit, 0, 3);
    kit_open_all(kit, &kit_schema_3);
    expect_stored(kit, 0, 3, "rows of schema 1 in schema 3");
    use_added(kit, session);
}

static uint64_t
digest(const struct kit *kit)
{
    return kit->subject.digest ? kit->subject.digest(kit->subject.user) : 0;
}

static void
check_newer(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[1];
    kit_open_all(kit, &kit_schema_2);
    kit_store(kit, 0, 2);
    kit_drop(kit);
    uint64_t before = digest(kit);
    kit->storage = kit_reopen(kit);
    EXPECT(CT_ERR_SCHEMA_NEWER, session, kit_open(session, kit->storage, &kit_schema_1));
    kit_drop(kit);
    if (digest(kit) != before)
        kit_fail(kit, "expected every byte of a newer store to be left alone, saw it changed");
    kit->storage = kit_reopen(kit);
    kit_open_all(kit, &kit_schema_2);
    expect_stored(kit, 0, 2, "after an older library was refused");
}

static void
check_foreign(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    ct_storage *storage = NULL;
    if (!kit->subject.foreign)
        kit_skip(kit, "the subject has no foreign data");
    kit_drop(kit);
    ct_status status = kit->subject.foreign(kit->subject.user, &storage);
    if (status || !storage)
        kit_fail(kit, "expected a storage from the subject's foreign, saw %s",
                 ct_status_name(status));
    kit->storage = storage;
    uint64_t before = digest(kit);
    EXPECT(CT_ERR_NOT_A_STORE, session, kit_open(session, storage, &kit_schema_1));
    if (digest(kit) != before)
        kit_fail(kit, "expected every byte of foreign data to be left alone, saw them changed");
}

static void
check_failed_upgrade(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[1];
    kit_store(kit, 0, 2); /* two rows of the same text */
    for (int i = 0; i < KIT_SESSIONS; i++)
        kit_close(&kit->sessions[i]);
    EXPECT(CT_ERR_EXISTS, session, kit_open(session, kit->storage, &kit_schema_clash));
    kit_open_all(kit, &kit_schema_1);
    expect_stored(kit, 0, 2, "after an upgrade that failed");
    kit_open_all(kit, &kit_schema_2);
    expect_stored(kit, 0, 2, "after the next upgrade");
}

/* Either is right, and a mixture is not. */
static void
check_outgrown_session(struct kit *kit)
{
    struct kit_session *older = &kit->sessions[0];
    struct kit_session *newer = &kit->sessions[1];
    struct kit_row row = kit_sample(5);
    static const int64_t both[] = {0, 1, 5};
    int64_t numbers[8];
    size_t count;
    kit_store(kit, 0, 2);
    kit_close(newer);
    EXPECT(CT_OK, newer, kit_open(newer, kit->storage, &kit_schema_2));
    ct_status status = kit_begin_writing(older);
    bool goes_on = status != CT_ERR_SCHEMA_NEWER;
    if (goes_on) {
        kit_expect(kit, CT_OK, status, older, "kit_begin in a session whose schema was outgrown");
        EXPECT(CT_OK, older, kit_insert(older, TABLE_SAMPLE, &row));
        EXPECT(CT_OK, older, kit_set(older, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(6)));
        EXPECT(CT_OK, older, kit_count(older, &count));
        kit_expect_number(kit, 3, (int64_t)count, "rows in an older session");
        EXPECT(CT_OK, older, kit_commit(older));
    }
    const ct_scan by_added = {.table = TABLE_SAMPLE, .index = BY_ADDED};
    EXPECT(CT_OK, newer, kit_begin_reading(newer));
    EXPECT(CT_OK, newer, kit_scan_numbers(newer, &by_added, numbers, 8, &count));
    kit_expect_numbers(kit, both, goes_on ? 3 : 2, numbers, count,
                       "by an index that the older session does not know");
    EXPECT(CT_OK, newer, kit_commit(newer));
}

struct opener {
    struct kit_session *session;
    ct_storage *storage;
    const ct_schema *schema;
    pthread_t thread;
    ct_status status;
    bool is_running;
};

static void *
open_in_thread(void *argument)
{
    struct opener *own = argument;
    own->status = kit_open(own->session, own->storage, own->schema);
    return NULL;
}

static void
open_at_once(struct kit *kit, const ct_schema *schema)
{
    struct opener openers[KIT_SESSIONS];
    for (int i = 0; i < KIT_SESSIONS; i++) {
        openers[i] = (struct opener){.session = &kit->sessions[i], .storage = kit->storage,
                                     .schema = schema};
        openers[i].is_running =
            pthread_create(&openers[i].thread, NULL, open_in_thread, &openers[i]) == 0;
    }
    bool is_complete = true;
    for (int i = 0; i < KIT_SESSIONS; i++) {
        is_complete = is_complete && openers[i].is_running;
        if (openers[i].is_running)
            (void)pthread_join(openers[i].thread, NULL);
    }
    if (!is_complete)
        kit_skip(kit, "no thread was to be had");
    for (int i = 0; i < KIT_SESSIONS; i++)
        kit_expect(kit, CT_OK, openers[i].status, openers[i].session,
                   "ensure_schema in one of four threads");
}

static void
check_created_at_once(struct kit *kit)
{
    open_at_once(kit, &kit_schema_1);
    kit_store(kit, 0, 2);
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit), "rows");
    expect_stored(kit, 0, 2, "after four threads had created the tables");
}

static void
check_grown_at_once(struct kit *kit)
{
    EXPECT(CT_OK, &kit->sessions[0], kit_open(&kit->sessions[0], kit->storage, &kit_schema_1));
    kit_store(kit, 0, 3);
    kit_close(&kit->sessions[0]);
    open_at_once(kit, &kit_schema_2);
    expect_stored(kit, 0, 3, "after four threads had upgraded the tables");
    use_added(kit, &kit->sessions[0]);
}

static void
check_unused(struct kit *kit)
{
    void *session = NULL;
    kit_expect(kit, CT_OK, kit->storage->ops.open(kit->storage->impl, &session,
                                                  &kit->sessions[0].diag),
               &kit->sessions[0], "open");
    kit->storage->ops.close(session); /* and no ensure_schema */
    kit_open_all(kit, &kit_schema_1);
    kit_store(kit, 0, 1);
}

/* A later library may know more ways to show a value; it is stored all the same. */
static void
check_unknown_format(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row row = {
        .values = {kit_int(INT64_MIN), kit_text("22:61"), kit_blob("\0\xff", 2)},
        .count = STRANGE_BLOB + 1,
    };
    const ct_scan by_text = {.index = 1, .low = &row.values[STRANGE_TEXT], .low_count = 1};
    struct kit_row found;
    size_t count;
    EXPECT(CT_OK, session, kit_open(session, kit->storage, &kit_schema_strange));
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, 0, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_get(session, 0, &row, &found));
    EXPECT_ROW(0, &row, &found, "in a column of an unknown format");
    EXPECT(CT_OK, session, kit_scan(session, &by_text, &found, 1, &count));
    kit_expect_number(kit, 1, (int64_t)count, "rows by an index on columns of an unknown format");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_many_sessions(struct kit *kit)
{
    enum { MORE = 16 };
    struct kit_session more[MORE] = {0};
    size_t counts[MORE] = {0};
    ct_status status = CT_OK;
    int opened = 0;
    kit_store(kit, 0, 3);
    for (; opened < MORE && !status; opened++)
        status = kit_open(&more[opened], kit->storage, &kit_schema_1);
    for (int i = 0; i < opened && !status; i++)
        status = kit_begin_reading(&more[i]);
    for (int i = 0; i < opened && !status; i++)
        status = kit_count(&more[i], &counts[i]);
    for (int i = 0; i < opened; i++) {
        kit_close(&more[i]);
        kit_forget(&more[i]);
    }
    kit_expect(kit, CT_OK, status, &more[opened - 1], "reading in one of sixteen more sessions");
    for (int i = 0; i < MORE; i++)
        kit_expect_number(kit, 3, (int64_t)counts[i], "rows in one of sixteen more sessions");
}

static const struct kit_check checks[] = {
    {"schema-twice", "The same schema again changes nothing.", check_twice, 0},
    {"schema-at-once", "Four threads may create the tables at once.", check_created_at_once,
     NEEDS_EMPTY},
    {"schema-grows", "A newer schema adds a table, columns and indexes to stored rows.",
     check_growth, 0},
    {"schema-grows-in-steps", "Schemas follow on each other.", check_growth_in_steps, 0},
    {"schema-grows-by-two", "A schema may be newer by more than one.", check_growth_by_two, 0},
    {"schema-grows-at-once", "Four threads may upgrade the tables at once.", check_grown_at_once,
     NEEDS_EMPTY},
    {"schema-newer", "A store of a newer schema is refused, and nothing is changed.", check_newer,
     0},
    {"schema-foreign", "Data that are somebody else's are refused, and nothing is changed.",
     check_foreign, NEEDS_EMPTY},
    {"schema-all-or-nothing", "An upgrade that fails leaves the older store.", check_failed_upgrade,
     0},
    {"schema-outgrown", "A session whose schema was outgrown goes on, or is told at its begin.",
     check_outgrown_session, 0},
    {"reopen", "What was committed is there after reopening.", check_reopen, 0},
    {"two-storages", "Two storages on the same data see each other's commits.", check_two_storages,
     0},
    {"unused", "A session that did nothing can be closed, and leaves the storage usable.",
     check_unused, NEEDS_EMPTY},
    {"unknown-format", "A column whose format nobody knows is stored as its type says.",
     check_unknown_format, NEEDS_EMPTY},
    {"many-sessions", "Sixteen more sessions read at the same time.", check_many_sessions, 0},
};
const struct kit_checks kit_schema_checks = KIT_CHECKS(checks);
