/* A back end of somebody's that does not keep its word: what it answers is no answer, and is told as what
 * it is. */
#include "model/record.h"
#include "storage/storage.h"
#include "wrap.h"

static ct_storage_ops real;
static ct_status (*wrong_get)(ct_row_sink *sink, ct_diag *diag);

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    return wrong_get ? wrong_get(sink, diag)
                     : real.get(session, table, key, key_count, sink, diag);
}

static ct_status
wrap_get(struct world *world)
{
    wrong_get = NULL;
    real = world->storage->ops;
    ct_storage_ops ops = real;
    ops.get = get;
    return wrap_in(world, &ops);
}

static ct_status
no_row(ct_row_sink *sink, ct_diag *diag)
{
    (void)sink, (void)diag;
    return CT_OK;
}

static ct_status
beyond_all(ct_row_sink *sink, ct_diag *diag)
{
    (void)sink, (void)diag;
    return CT_DONE + 1;
}

/* A write is under way no longer when something is read. */
static ct_status
taken_late(ct_row_sink *sink, ct_diag *diag)
{
    (void)sink, (void)diag;
    return CT_ERR_EXISTS;
}

/* The identifier's place holds a number; the back end passes on what ct_row_put says of it. */
static ct_status
wrong_type(ct_row_sink *sink, ct_diag *diag)
{
    ct_value row[CT__COLUMNS_MAX];
    (void)diag;
    for (size_t i = 0; i < COUNT(row); i++)
        row[i] = (ct_value){.type = CT_TYPE_INT64, .i64 = 1};
    return ct_row_put(sink, row, sink->table->field_count);
}

static ct_status
wrong_type_told(ct_row_sink *sink, ct_diag *diag)
{
    ct_status status = wrong_type(sink, diag);
    ct_diag_set(diag, 9, "row 7 of page 3");
    return status;
}

static const struct row {
    const char *name;
    ct_status (*get)(ct_row_sink *sink, ct_diag *diag);
    ct_status answer;
    const char *told;
} rows[] = {
    {"a_row_that_was_not_put", no_row, CT_ERR, ""},
    {"an_answer_that_is_none", beyond_all, CT_ERR, ""},
    {"a_write_that_failed_late", taken_late, CT_ERR_CONFLICT, ""},
    {"a_value_of_the_wrong_type", wrong_type, CT_ERR_CORRUPT, "'studio.id' held a value that it can't have"},
    {"a_value_that_the_back_end_tells", wrong_type_told, CT_ERR_CORRUPT, "row 7 of page 3"},
};

static void
is_told(void **state)
{
    struct world *world = *state;
    const struct row *row = world->parameter;
    ct_studio *studio = NULL;
    wrong_get = row->get;
    assert_status(world, row->answer, ct_studio_get(world->context, world->studio, &studio));
    assert_null(studio);
    assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), row->told));
    wrong_get = NULL;
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    ct_id id = ct_studio_id(keep_studio(world, studio));
    assert_id_equal(id, world->studio);
}

int
main(int count, char **arguments)
{
    struct CMUnitTest cases[COUNT(rows)];
    (void)count;
    for (size_t i = 0; i < COUNT(rows); i++)
        cases[i] = CASE_OF(rows[i].name, is_told, &rows[i]);
    wrap_storage = wrap_get;
    return run_in_memory(arguments, cases, COUNT(cases));
}
