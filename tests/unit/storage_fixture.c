#include "storage_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct ct__label color_items[] = {
    {1, "red", "rosso", "red"},
    {2, "amber", "ambra", "amber"},
    {3, "green", "verde", "green"},
    {7, "blue", "blu", "blue"},
};
static const struct ct__labels colors = {color_items, sizeof color_items / sizeof *color_items};

#define AT(member) .offset = offsetof(struct specimen, member)
static const struct ct__field specimen_fields[] = {
    {"id", CT__FIELD_ID, AT(id)},
    {"number", CT__FIELD_INTEGER, AT(number)},
    {"date", CT__FIELD_DATE, AT(date)},
    {"instant", CT__FIELD_INSTANT, AT(instant)},
    {"color", CT__FIELD_ENUM, AT(color), .labels = &colors},
    {"flag", CT__FIELD_BOOLEAN, AT(flag)},
    {"amount", CT__FIELD_INTEGER, AT(amount)},
    {"text", CT__FIELD_TEXT, AT(text)},
    {"blob", CT__FIELD_BLOB, AT(blob)},
    {"maybe_id", CT__FIELD_ID, true, AT(maybe_id)},
    {"maybe_date", CT__FIELD_DATE, true, AT(maybe_date)},
    {"maybe_instant", CT__FIELD_INSTANT, true, AT(maybe_instant)},
    {"maybe_color", CT__FIELD_ENUM, true, AT(maybe_color), .labels = &colors},
    {"maybe_flag", CT__FIELD_BOOLEAN, true, AT(maybe_flag)},
    {"maybe_amount", CT__FIELD_INTEGER, true, AT(maybe_amount)},
    {"maybe_text", CT__FIELD_TEXT, true, AT(maybe_text)},
    {"maybe_blob", CT__FIELD_BLOB, true, AT(maybe_blob)},
    {"added_text", CT__FIELD_TEXT, true, 2, AT(added_text)},
    {"added_amount", CT__FIELD_INTEGER, true, 2, AT(added_amount)},
};

static const struct ct__index specimen_indexes[] = {
    {"specimen_key", {COLUMN_ID, COLUMN_NUMBER}, 2, true},
    {"specimen_pair", {COLUMN_MAYBE_COLOR, COLUMN_MAYBE_AMOUNT}, 2, true},
    {"specimen_maybe", {COLUMN_MAYBE_TEXT, COLUMN_MAYBE_AMOUNT, COLUMN_MAYBE_BLOB}, 3, false},
    {"specimen_number", {COLUMN_NUMBER}, 1, false},
    {"specimen_added", {COLUMN_ADDED_TEXT, COLUMN_AMOUNT}, 2, false},
};

static const struct ct__field remark_fields[] = {
    {"id", CT__FIELD_ID, .offset = offsetof(struct remark, id)},
    {"text", CT__FIELD_TEXT, .offset = offsetof(struct remark, text)},
};
static const struct ct__index remark_indexes[] = {{"remark_key", {0}, 1, true}};

const struct ct__table specimen_1 = {
    .name = "specimen",
    .record_size = sizeof(struct specimen),
    .fields = specimen_fields,
    .field_count = COLUMN_ADDED_TEXT,
    .key_count = 2,
    .indexes = specimen_indexes,
    .index_count = INDEX_ADDED,
};
static const struct ct__table specimen_2 = {
    .name = "specimen",
    .record_size = sizeof(struct specimen),
    .fields = specimen_fields,
    .field_count = COLUMN_ADDED_AMOUNT + 1,
    .key_count = 2,
    .indexes = specimen_indexes,
    .index_count = INDEX_ADDED + 1,
};
static const struct ct__table remark_table = {
    .name = "remark",
    .record_size = sizeof(struct remark),
    .fields = remark_fields,
    .field_count = 2,
    .key_count = 1,
    .indexes = remark_indexes,
    .index_count = 1,
};

static const struct ct__table *const tables_1[] = {&specimen_1};
static const struct ct__table *const tables_2[] = {&specimen_2, &remark_table};
const struct ct_schema schema_1 = {1, 1, tables_1};
const struct ct_schema schema_2 = {2, 2, tables_2};

void
check_status(struct world *world, ct_status expected, ct_status actual, const char *call,
             const char *file, int line)
{
    if (actual == expected)
        return;
    print_error("%s answered %d instead of %d: %s\n", call, (int)actual, (int)expected,
                world->diag.message);
    _fail(file, line);
}

ct_status
make_storage(struct world *world)
{
    return world->back_end->make(&world->allocator, world->path, &world->storage);
}

int
build_empty_world(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        return -1;
    world->back_end = *state;
    *state = world;
    strcpy(world->directory, "/tmp/test_storage.XXXXXX");
    if (!mkdtemp(world->directory) || ct__allocator_init(&world->own_allocator, NULL))
        return -1;
    snprintf(world->path, sizeof world->path, "%s/store", world->directory);
    world->allocator = world->own_allocator;
    world->arena.allocator = &world->own_allocator;
    return make_storage(world);
}

int
build_world(void **state)
{
    int failure = build_empty_world(state);
    for (int i = 0; i < SESSIONS && !failure; i++)
        failure = open_session(*state, i, &schema_1);
    return failure;
}

static void
close_sessions(struct world *world)
{
    if (world->cursor)
        world->storage->ops.scan_close(world->cursor);
    world->cursor = NULL;
    for (int i = 0; i < SESSIONS; i++)
        close_session(world, i);
}

int
raze_world(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    struct world *world = *state;
    close_sessions(world);
    ct_storage_unref(world->storage);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s%s", world->path, suffixes[i]);
        (void)unlink(path); /* most were never there */
    }
    int failure = rmdir(world->directory);
    ct__arena_free(&world->arena);
    free(world);
    return failure;
}

ct_status
open_session(struct world *world, int session, const ct_schema *schema)
{
    const ct_storage_ops *ops = &world->storage->ops;
    void *handle = NULL;
    ct_status status = ops->open(world->storage->impl, &handle, &world->diag);
    if (status)
        return status;
    status = ops->ensure_schema(handle, schema, &world->diag);
    if (status)
        ops->close(handle);
    else
        world->sessions[session] = handle;
    return status;
}

void
close_session(struct world *world, int session)
{
    if (world->sessions[session])
        world->storage->ops.close(world->sessions[session]);
    world->sessions[session] = NULL;
}

struct specimen
make_specimen(int64_t number)
{
    struct specimen specimen = {
        .number = number,
        .date = {2024, 2, 29},
        .instant = 1700000000000,
        .color = 1,
        .text = "text",
        .blob = {"blob", 4},
        .maybe_color = 2,
        .maybe_amount = number ? number : 1000000, /* 0 would be NULL */
    };
    memset(specimen.id.bytes, 0x5a, sizeof specimen.id.bytes);
    return specimen;
}

ct_value
text_value(const char *text)
{
    if (!text)
        return (ct_value){.type = CT_TYPE_NULL};
    return (ct_value){.type = CT_TYPE_TEXT, .data = text, .len = strlen(text)};
}

/* Values in a block of their own. */
struct loan {
    unsigned char *block;
    size_t size;
};

static struct loan
lend(const ct_value *values, size_t count)
{
    struct loan loan = {.size = count * sizeof *values};
    for (size_t i = 0; i < count; i++)
        loan.size += values[i].len;
    loan.block = malloc(loan.size + 1);
    if (!loan.block)
        abort();
    ct_value *lent = (ct_value *)(void *)loan.block;
    unsigned char *bytes = (unsigned char *)(lent + count);
    for (size_t i = 0; i < count; i++) {
        lent[i] = values[i];
        if (!values[i].len)
            continue;
        lent[i].data = memcpy(bytes, values[i].data, values[i].len);
        bytes += values[i].len;
    }
    return loan;
}

static const ct_value *
lent(struct loan loan)
{
    return (const ct_value *)(const void *)loan.block;
}

static void
scribble(struct loan loan)
{
    memset(loan.block, 0xa5, loan.size);
    free(loan.block);
}

ct_status
begin_within(struct world *world, int session, uint32_t flags, uint32_t timeout_ms)
{
    ct_transaction_options options = {sizeof options, flags, timeout_ms};
    ct_status status =
        world->storage->ops.begin(world->sessions[session], &options, &world->diag);
    memset(&options, 0xa5, sizeof options);
    return status;
}

ct_status
begin_writing(struct world *world, int session)
{
    return begin_within(world, session, 0, PATIENT_MS);
}

ct_status
begin_reading(struct world *world, int session)
{
    return begin_within(world, session, CT_TRANSACTION_READ_ONLY, PATIENT_MS);
}

ct_status
commit(struct world *world, int session)
{
    return world->storage->ops.commit(world->sessions[session], &world->diag);
}

void
roll_back(struct world *world, int session)
{
    world->storage->ops.rollback(world->sessions[session]);
}

ct_status
insert(struct world *world, int session, const struct specimen *specimen)
{
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(&specimen_1, specimen, values);
    struct loan row = lend(values, specimen_1.field_count);
    ct_status status = world->storage->ops.insert(world->sessions[session], TABLE_SPECIMEN,
                                                  lent(row), specimen_1.field_count, &world->diag);
    scribble(row);
    return status;
}

static struct loan
lend_key(const struct specimen *specimen)
{
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(&specimen_1, specimen, values);
    return lend(values, specimen_1.key_count);
}

ct_status
set(struct world *world, int session, const struct specimen *key, uint32_t column, ct_value value)
{
    struct loan loan = lend_key(key);
    struct loan change = lend(&value, 1);
    ct_status status = world->storage->ops.update(world->sessions[session], TABLE_SPECIMEN,
                                                  lent(loan), specimen_1.key_count, &column,
                                                  lent(change), 1, &world->diag);
    scribble(change);
    scribble(loan);
    column = UINT32_MAX;
    return status;
}

ct_status
erase(struct world *world, int session, const struct specimen *key)
{
    struct loan loan = lend_key(key);
    ct_status status = world->storage->ops.erase(world->sessions[session], TABLE_SPECIMEN,
                                                 lent(loan), specimen_1.key_count, &world->diag);
    scribble(loan);
    return status;
}

static ct_status
open_cursor(struct world *world, int session, const ct_scan *range)
{
    struct loan low = lend(range->low, range->low_count);
    struct loan high = lend(range->high, range->high_count);
    ct_scan scan = *range;
    scan.size = sizeof scan;
    scan.low = range->low_count ? lent(low) : NULL;
    scan.high = range->high_count ? lent(high) : NULL;
    ct_status status = world->storage->ops.scan_open(world->sessions[session], &scan,
                                                     &world->cursor, &world->diag);
    memset(&scan, 0xa5, sizeof scan);
    scribble(high);
    scribble(low);
    return status;
}

ct_status
scan(struct world *world, int session, const ct_scan *range, const struct ct__table *table,
     void *records, size_t room, size_t *ret_count)
{
    ct_status status = open_cursor(world, session, range);
    *ret_count = 0;
    while (!status && *ret_count < room) {
        void *record = (unsigned char *)records + *ret_count * table->record_size;
        ct_row_sink sink = {.table = table, .record = record, .arena = &world->arena};
        status = world->storage->ops.scan_next(world->cursor, &sink, &world->diag);
        *ret_count += status == CT_OK && sink.filled;
    }
    if (world->cursor)
        world->storage->ops.scan_close(world->cursor);
    world->cursor = NULL;
    return status == CT_DONE ? CT_OK : status;
}

size_t
scan_numbers(struct world *world, int session, const ct_scan *range, int64_t *numbers, size_t room)
{
    struct specimen *found = ct__arena_take(&world->arena, room * sizeof *found);
    size_t count;
    assert_non_null(found);
    assert_status(CT_OK, scan(world, session, range, &specimen_1, found, room, &count));
    for (size_t i = 0; i < count; i++)
        numbers[i] = found[i].number;
    return count;
}

size_t
count_specimens(struct world *world, int session)
{
    int64_t numbers[64];
    const ct_scan all = {.table = TABLE_SPECIMEN};
    return scan_numbers(world, session, &all, numbers, sizeof numbers / sizeof *numbers);
}
