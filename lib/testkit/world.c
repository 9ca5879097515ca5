/* Beginnings and ends of a check. */
#include <stdarg.h>
#include <stdio.h>

#include "testkit/kit.h"

static void
tell(struct kit *kit, const char *text)
{
    if (kit->subject.note)
        kit->subject.note(kit->subject.user, text);
}

enum { TEXT_SIZE = 1200 };

_Noreturn static void
end(struct kit *kit, int outcome, const char *format, va_list arguments)
{
    char text[TEXT_SIZE];
    (void)vsnprintf(text, sizeof text, format, arguments);
    tell(kit, text);
    kit->outcome = outcome;
    longjmp(kit->end, 1);
}

_Noreturn void
kit_fail(struct kit *kit, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    end(kit, CT_TESTKIT_FAIL, format, arguments);
    va_end(arguments);
}

_Noreturn void
kit_skip(struct kit *kit, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    end(kit, CT_TESTKIT_SKIP, format, arguments);
    va_end(arguments);
}

void
kit_expect(struct kit *kit, ct_status expected, ct_status seen, const struct kit_session *session,
           const char *call)
{
    if (seen == expected)
        return;
    kit_fail(kit, "expected %s, saw %s (%d) from %s: %s", ct_status_name(expected),
             strcmp(ct_status_name(seen), "CT_ERR") != 0 ? ct_status_name(seen)
                                                         : "an unnamed answer",
             (int)seen, call, session->diag.message[0] ? session->diag.message : "no detail");
}

static void
describe(const ct_value *value, char *text, size_t size)
{
    enum { SHOWN = 24 };
    const unsigned char *bytes = value->data;
    if (value->type == CT_TYPE_NULL) {
        (void)snprintf(text, size, "NULL");
        return;
    }
    if (value->type == CT_TYPE_INT64) {
        (void)snprintf(text, size, "%lld", (long long)value->i64);
        return;
    }
    int used = snprintf(text, size, "%s of %zu bytes:", value->type == CT_TYPE_TEXT ? "text" : "blob",
                        value->len);
    for (size_t i = 0; i < value->len && i < SHOWN; i++)
        used += snprintf(text + used, size - (size_t)used, " %02x", bytes[i]);
}

void
kit_expect_row(struct kit *kit, uint32_t table, const struct kit_row *expected,
               const struct kit_row *seen, const char *where)
{
    const struct ct__table *own = kit_schema_3.tables[table];
    for (uint32_t i = 0; i < expected->count; i++) {
        char wanted[160];
        char found[160];
        if (kit_same(&expected->values[i], &seen->values[i]))
            continue;
        describe(&expected->values[i], wanted, sizeof wanted);
        describe(&seen->values[i], found, sizeof found);
        kit_fail(kit, "expected %s in '%s.%s', saw %s: %s", wanted, own->name, own->fields[i].name,
                 found, where);
    }
}

void
kit_expect_number(struct kit *kit, int64_t expected, int64_t seen, const char *what)
{
    if (seen != expected)
        kit_fail(kit, "expected %lld, saw %lld: %s", (long long)expected, (long long)seen, what);
}

static void
list(const int64_t *numbers, size_t count, char *text, size_t size)
{
    int used = snprintf(text, size, "%zu", count);
    for (size_t i = 0; i < count && (size_t)used < size; i++)
        used += snprintf(text + used, size - (size_t)used, "%s%lld", i ? ", " : ": ",
                         (long long)numbers[i]);
}

void
kit_expect_numbers(struct kit *kit, const int64_t *expected, size_t expected_count,
                   const int64_t *seen, size_t seen_count, const char *what)
{
    char wanted[400];
    char found[400];
    if (seen_count == expected_count &&
        (seen_count == 0 || memcmp(seen, expected, seen_count * sizeof *seen) == 0))
        return;
    list(expected, expected_count, wanted, sizeof wanted);
    list(seen, seen_count, found, sizeof found);
    kit_fail(kit, "expected rows %s; saw %s: %s", wanted, found, what);
}

static void
expect_invalid(struct kit *kit, ct_status status, const char *call, const char *doomed_by)
{
    if (status != CT_ERR_INVALID_ARGUMENT)
        kit_fail(kit, "expected CT_ERR_INVALID_ARGUMENT in a transaction that was doomed by %s, saw "
                      "%s from %s",
                 doomed_by, ct_status_name(status), call);
}

void
kit_expect_doomed(struct kit *kit, struct kit_session *session, const char *by)
{
    struct kit_row row = kit_sample(INT64_C(777777777));
    struct kit_row found;
    expect_invalid(kit, kit_get(session, TABLE_SAMPLE, &row, &found), "get", by);
    expect_invalid(kit, kit_insert(session, TABLE_SAMPLE, &row), "insert", by);
}

void
kit_expect_told(struct kit *kit, ct_status expected, struct kit_session *session,
                ct_status written, const char *call)
{
    bool is_over;
    kit_expect(kit, expected, kit_told(session, written, &is_over), session, call);
    if (!is_over)
        kit_expect_doomed(kit, session, call);
    kit_roll_back(session);
}

bool
kit_promises(const struct kit *kit, uint64_t promise)
{
    return (kit->storage->ops.promises & promise) != 0;
}

ct_storage *
kit_reopen(struct kit *kit)
{
    ct_storage *storage = NULL;
    ct_status status = kit->subject.reopen(kit->subject.user, &storage);
    if (status || !storage)
        kit_fail(kit, "expected a storage from the subject's reopen, saw %s",
                 ct_status_name(status));
    return storage;
}

void
kit_open_all(struct kit *kit, const ct_schema *schema)
{
    for (int i = 0; i < KIT_SESSIONS; i++) {
        struct kit_session *session = &kit->sessions[i];
        kit_close(session);
        EXPECT(CT_OK, session, kit_open(session, kit->storage, schema));
    }
}

void
kit_drop(struct kit *kit)
{
    for (int i = 0; i < KIT_SESSIONS; i++)
        kit_close(&kit->sessions[i]);
    ct_storage_unref(kit->storage);
    kit->storage = NULL;
}

void
kit_restart(struct kit *kit)
{
    kit_drop(kit);
    kit->storage = kit_reopen(kit);
    kit_open_all(kit, &kit_schema_1);
}

void
kit_store(struct kit *kit, int64_t first, int64_t count)
{
    struct kit_session *session = &kit->sessions[0];
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 0; i < count; i++) {
        struct kit_row row = kit_sample_of(session->schema, first + i);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

int64_t
kit_committed_amount(struct kit *kit, int64_t number)
{
    struct kit_session *session = &kit->sessions[KIT_SESSIONS - 1];
    struct kit_row key = kit_sample(number);
    struct kit_row found;
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &key, &found));
    EXPECT(CT_OK, session, kit_commit(session));
    return found.values[SAMPLE_AMOUNT].i64;
}

size_t
kit_committed_count(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[KIT_SESSIONS - 1];
    size_t count;
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_count(session, &count));
    EXPECT(CT_OK, session, kit_commit(session));
    return count;
}
