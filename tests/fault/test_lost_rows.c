/* A store that has lost all the rows of a table, which no transaction does, but a disk or a hand may: what
 * looks for one of them is told so in words, or goes on without, and a call that fails changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "looks.h"
#include "model/tables.h"
#include "storage/storage.h"

enum { KEY_SIZE_MAX = 1024 };

/* What a row is read into. */
struct key_sink {
    struct ct_row_sink base;
    size_t key_count;
    ct_value key[CT__INDEX_COLUMNS_MAX];
    unsigned char bytes[KEY_SIZE_MAX];
};
struct sum_sink {
    struct ct_row_sink base;
    uint64_t sum;
};

struct trial {
    const struct change *change; /* NULL: every look */
    uint32_t table;
};

static void *
open_store(struct world *world)
{
    const ct_storage_ops *ops = &world->storage->ops;
    const ct_transaction_options options = {.size = sizeof options};
    void *session = NULL;
    assert_int_equal(ops->open(world->storage->impl, &session, NULL), CT_OK);
    assert_int_equal(ops->ensure_schema(session, &ct__schema, NULL), CT_OK);
    assert_int_equal(ops->begin(session, &options, NULL), CT_OK);
    return session;
}

static void
close_store(struct world *world, void *session)
{
    assert_int_equal(world->storage->ops.commit(session, NULL), CT_OK);
    world->storage->ops.close(session);
}

static void *
open_scan(struct world *world, void *session, uint32_t table)
{
    const ct_scan all = {.size = sizeof all, .table = table};
    void *cursor = NULL;
    assert_int_equal(world->storage->ops.scan_open(session, &all, &cursor, NULL), CT_OK);
    return cursor;
}

static ct_status
take_key(ct_row_sink *base, const ct_value *columns, size_t count)
{
    struct key_sink *sink = (struct key_sink *)base;
    size_t used = 0;
    (void)count;
    for (size_t i = 0; i < sink->key_count; i++) {
        sink->key[i] = columns[i];
        if (!columns[i].len)
            continue;
        assert_true(used + columns[i].len <= sizeof sink->bytes);
        sink->key[i].data = memcpy(sink->bytes + used, columns[i].data, columns[i].len);
        used += columns[i].len;
    }
    return CT_OK;
}

static void
lose_rows(struct world *world, uint32_t table)
{
    const ct_storage_ops *ops = &world->storage->ops;
    struct key_sink sink = {.base = {.take = take_key}, .key_count = ct__schema.tables[table]->key_count};
    void *session = open_store(world);
    for (ct_status status = CT_OK; status == CT_OK;) {
        void *cursor = open_scan(world, session, table);
        status = ops->scan_next(cursor, &sink.base, NULL);
        ops->scan_close(cursor);
        if (status == CT_OK)
            assert_int_equal(ops->erase(session, table, sink.key, sink.key_count, NULL), CT_OK);
    }
    close_store(world, session);
}

/* FNV-1a */
static void
add_bytes(uint64_t *sum, const void *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *sum = (*sum ^ ((const unsigned char *)data)[i]) * UINT64_C(0x100000001B3);
}

static ct_status
take_sum(ct_row_sink *base, const ct_value *columns, size_t count)
{
    struct sum_sink *sink = (struct sum_sink *)base;
    for (size_t i = 0; i < count; i++) {
        add_bytes(&sink->sum, &columns[i].i64, sizeof columns[i].i64);
        add_bytes(&sink->sum, columns[i].data, columns[i].len);
    }
    return CT_OK;
}

static uint64_t
sum_up(struct world *world)
{
    const ct_storage_ops *ops = &world->storage->ops;
    struct sum_sink sink = {.base = {.take = take_sum}, .sum = UINT64_C(0xCBF29CE484222325)};
    void *session = open_store(world);
    for (uint32_t table = 0; table < ct__schema.table_count; table++) {
        void *cursor = open_scan(world, session, table);
        while (ops->scan_next(cursor, &sink.base, NULL) == CT_OK)
            add_bytes(&sink.sum, &table, sizeof table);
        ops->scan_close(cursor);
    }
    close_store(world, session);
    return sink.sum;
}

static void
assert_told(struct world *world, const char *name, ct_status status)
{
    const char *text = ct_error_text(world->context, CT_LANGUAGE_ENGLISH);
    if (status != CT_OK && status != CT_DONE &&
        (status == CT_ERR || ct_error_code(world->context) != status || !text[0]))
        fail_msg("%s: %s (%s)", name, ct_status_name(status), text);
}

static void
a_change_finds_no_rows(struct world *world, const struct change *change, uint32_t table)
{
    struct scene scene = {.vat_number = NULL};
    change->set_up(world, &scene);
    lose_rows(world, table);
    uint64_t before = sum_up(world);
    ct_status status = run_with_key(world, change, &scene);
    assert_told(world, change->name, status);
    if (status && status != CT_ERR_REFUSED && sum_up(world) != before) /* a refusal is kept under its key */
        fail_msg("%s changed something: %s", change->name, ct_status_name(status));
}

static void
looks_find_no_rows(struct world *world, uint32_t table)
{
    struct sight sight;
    set_up_sight(world, &sight);
    lose_rows(world, table);
    for (size_t i = 0; i < look_count; i++) {
        void *handle = NULL;
        uint64_t before = sum_up(world);
        ct_status status = looks[i].run(world, &sight, &handle);
        release_handle(looks[i].handle, handle);
        assert_told(world, looks[i].name, status);
        if (status && status != CT_DONE && sum_up(world) != before) /* a message is put off */
            fail_msg("%s changed something: %s", looks[i].name, ct_status_name(status));
    }
}

static void
rows_are_lost(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    world->is_damaged = true;
    if (trial->change)
        a_change_finds_no_rows(world, trial->change, trial->table);
    else
        looks_find_no_rows(world, trial->table);
}

int
main(int count, char **arguments)
{
    size_t most = (change_count + 1) * ct__schema.table_count, used = 0;
    struct CMUnitTest *cases = calloc(most, sizeof *cases);
    struct trial *trials = calloc(most, sizeof *trials);
    char(*names)[96] = calloc(most, sizeof *names);
    int failures = 1;
    (void)count;
    if (cases && trials && names) {
        for (size_t c = 0; c <= change_count; c++)
            for (uint32_t table = 0; table < ct__schema.table_count; table++, used++) {
                trials[used] = (struct trial){c < change_count ? &changes[c] : NULL, table};
                (void)snprintf(names[used], sizeof names[used], "%s_without_a_%s",
                               c < change_count ? changes[c].name : "looks",
                               ct__schema.tables[table]->name);
                cases[used] = CASE_OF(names[used], rows_are_lost, &trials[used]);
            }
        failures = run_in_memory(arguments, cases, used);
    }
    free(cases);
    free(trials);
    free(names);
    return failures;
}
