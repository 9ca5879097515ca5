/* What the contract of contoterzi/storage.h promises to back ends of the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/tables.h"
#include "rules/coupon_code.h"
#include "rules/email.h"
#include "rules/history.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"

enum { KEY_BYTES_MAX = 400 };

/* The most bytes of each text that an index has, from where it is checked or made. */
static const struct {
    const char *table, *column;
    size_t size;
} texts[] = {
    {"studio", "vat_number", CT__VAT_NUMBER_SIZE - 1},
    {"client", "name_key", 200},
    {"client", "vat_number", CT__VAT_NUMBER_SIZE - 1},
    {"client", "tax_code", CT__TAX_CODE_SIZE - 1},
    {"account", "email", CT__EMAIL_SIZE - 1},
    {"coupon", "code", CT__COUPON_CODE_SIZE - 1},
    {"migration", "email", CT__EMAIL_SIZE - 1},
    {"idempotency", "key", 200 + 1 + CT_ID_TEXT_LENGTH},
    {"idempotency_age", "key", 200 + 1 + CT_ID_TEXT_LENGTH},
    {"lifecycle", "task", 40},
    {"cancellation", "message_id", 200},
    {"counterparty", "code", CT__COUNTERPARTY_CODE_MAX},
    {"numbering", "series", CT__DOCUMENT_NUMBER_SIZE - 1},
};

static size_t
size_of(const struct ct__table *table, uint32_t column)
{
    const struct ct__field *field = &table->fields[column];
    if (field->kind == CT__FIELD_ID)
        return sizeof(ct_id);
    if (field->kind != CT__FIELD_TEXT && field->kind != CT__FIELD_BLOB)
        return sizeof(int64_t);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].table, table->name) == 0 && strcmp(texts[i].column, field->name) == 0)
            return texts[i].size;
    fail_msg("nobody knows how long %s.%s may be", table->name, field->name);
    return 0;
}

static bool
has_column(const struct ct__index *index, uint32_t column)
{
    for (uint32_t i = 0; i < index->column_count; i++)
        if (index->columns[i] == column)
            return true;
    return false;
}

static size_t
key_size(const struct ct__table *table, const struct ct__index *index)
{
    size_t size = 0;
    for (uint32_t i = 0; i < index->column_count; i++)
        size += size_of(table, index->columns[i]);
    for (uint32_t i = 0; i < table->key_count; i++)
        if (!has_column(index, i))
            size += size_of(table, i);
    return size;
}

static void
no_index_takes_more_bytes_than_promised(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ct__schema.table_count; i++) {
        const struct ct__table *table = ct__schema.tables[i];
        for (uint32_t at = 0; at < table->index_count; at++)
            if (key_size(table, &table->indexes[at]) > KEY_BYTES_MAX)
                fail_msg("%s of %s may take %zu bytes", table->indexes[at].name, table->name,
                         key_size(table, &table->indexes[at]));
    }
}

/* An older store has rows without them. */
static void
later_columns_are_nullable_and_last(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ct__schema.table_count; i++) {
        const struct ct__table *table = ct__schema.tables[i];
        for (uint32_t at = 0; at < table->field_count; at++) {
            const struct ct__field *field = &table->fields[at];
            uint32_t before = at ? table->fields[at - 1].since : 0;
            if (field->since < before || field->since > ct__schema.version ||
                (field->since > table->fields[0].since && !field->nullable))
                fail_msg("%s.%s came with schema %u", table->name, field->name, field->since);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_index_takes_more_bytes_than_promised),
        cmocka_unit_test(later_columns_are_nullable_and_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
