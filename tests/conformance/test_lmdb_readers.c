/* How long a reader of the LMDB example lets others write: two commits go by beside it, the next
 * writer is told that it is busy, and what the reader sees stays as it was. */
#include <stdio.h>

#include "lmdb_storage.h"
#include "runner.h"
#include "testkit/kit.h"

enum { ROWS = 200 };

static struct kit world;
static struct kit *kit = &world;

static void
print(void *user, const char *text)
{
    (void)user;
    puts(text);
}

/* Changes every row, so that no page stays. */
static void
write_all(struct kit_session *session, int64_t amount)
{
    EXPECT(CT_OK, session, kit_begin(session, 0, KIT_IMPATIENT_MS));
    for (int64_t i = 0; i < ROWS; i++) {
        const struct kit_row row = kit_sample(i);
        EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(amount)));
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
write_beside_a_reader(void)
{
    struct kit_session *writer = &kit->sessions[0];
    struct kit_session *reader = &kit->sessions[1];
    const ct_scan all = {.table = TABLE_SAMPLE, .index = BY_NUMBER};
    struct kit_row found;
    int cursor;
    kit_open_all(kit, &kit_schema_1);
    kit_store(kit, 0, ROWS);
    EXPECT(CT_OK, reader, kit_begin_reading(reader));
    EXPECT(CT_OK, reader, kit_scan_open(reader, &all, &cursor));
    write_all(writer, 1);
    write_all(writer, 2);
    EXPECT(CT_ERR_BUSY, writer, kit_begin(writer, 0, KIT_IMPATIENT_MS));
    for (int64_t i = 0; i < ROWS; i++) {
        const struct kit_row expected = kit_sample(i);
        EXPECT(CT_OK, reader, kit_scan_next(reader, cursor, TABLE_SAMPLE, &found));
        EXPECT_ROW(TABLE_SAMPLE, &expected, &found, "from a cursor that others wrote beside");
    }
    EXPECT(CT_DONE, reader, kit_scan_next(reader, cursor, TABLE_SAMPLE, &found));
    kit_scan_close(reader, cursor);
    EXPECT(CT_OK, reader, kit_commit(reader));
    for (int64_t i = 3; i < 8; i++)
        write_all(writer, i);
    kit_expect_number(kit, 7, kit_committed_amount(kit, ROWS - 1), "an amount after the last commit");
}

int
main(void)
{
    struct place place;
    if (make_place(&place) || lmdb_storage_new(place.path, &world.storage))
        return 1;
    world.subject.note = print;
    if (setjmp(world.end) == 0)
        write_beside_a_reader();
    kit_drop(kit);
    for (int i = 0; i < KIT_SESSIONS; i++)
        kit_forget(&kit->sessions[i]);
    remove_place(&place);
    return world.outcome == CT_TESTKIT_PASS ? 0 : 1;
}
