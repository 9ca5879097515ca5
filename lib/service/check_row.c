/* What the check proves of any row by itself: that its values can be, and what it points to is there. */
#include <string.h>

#include "rules/labels.h"
#include "service/check.h"

static const struct ct__argument none;

/* Where an identifier of that table stands in a finding; NULL: it has no place. */
static ct_id *
place_of(struct ct__finding *finding, const char *table)
{
    const struct {
        enum ct__table_number table;
        ct_id *place;
    } places[] = {
        {CT__STUDIO, &finding->studio_id},   {CT__CLIENT, &finding->client_id},
        {CT__PACK, &finding->pack_id},       {CT__COUPON, &finding->coupon_id},
        {CT__LICENSE, &finding->license_id}, {CT__MIGRATION, &finding->migration_id},
        {CT__MESSAGE, &finding->message_id},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(ct__table_of(places[i].table)->name, table) == 0)
            return places[i].place;
    return NULL;
}

static ct_id
id_of(const struct ct__field *field, const void *record)
{
    ct_id id;
    memcpy(&id, (const unsigned char *)record + field->offset, sizeof id);
    return id;
}

static void
take_id(struct ct__finding *where, const char *table, ct_id id)
{
    ct_id *place = place_of(where, table);
    if (place && ct__id_is_none(*place))
        *place = id;
}

/* The row itself, and what it points to. */
static struct ct__finding
rows_of(const struct ct__table *table, const void *record)
{
    struct ct__finding where = {.check = 0};
    if (table->key_count == 1 && table->fields[0].kind == CT__FIELD_ID)
        take_id(&where, table->name, id_of(&table->fields[0], record));
    for (uint32_t i = 0; i < table->field_count; i++)
        if (table->fields[i].references)
            take_id(&where, table->fields[i].references, id_of(&table->fields[i], record));
    return where;
}

static enum ct__table_number
table_named(const char *name)
{
    uint32_t number = 0;
    while (strcmp(ct__schema.tables[number]->name, name) != 0)
        number++;
    return (enum ct__table_number)number;
}

ct_status
ct__find_damage(struct ct__checking *checking, enum ct__table_number table, const void *record,
                const struct ct__damage *damage)
{
    const struct ct__finding where = rows_of(ct__table_of(table), record);
    return ct__find_wrong(checking, CT__CHECK_VALUE, table_named(damage->table->name), &where,
                          ct__text_argument(damage->table->name),
                          ct__text_argument(damage->field->name));
}

/* CT_ERR_NOT_FOUND if there is no such row. What is referred to has one identifier as its key. */
static ct_status
look_for(struct ct__run *run, enum ct__table_number number, ct_id id)
{
    const struct ct__table *table = ct__table_of(number);
    const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
    unsigned char *record = ct__arena_take(&run->context->arena, table->record_size);
    if (!record)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    memset(record, 0, table->record_size);
    memcpy(record + table->fields[0].offset, &id, sizeof id);
    ct_status status = ct__load(run, number, record);
    ct__arena_rewind(&run->context->arena, mark);
    return status;
}

ct_status
ct__check_references(struct ct__checking *checking, enum ct__table_number number,
                     const void *record, bool *ret_whole)
{
    const struct ct__table *table = ct__table_of(number);
    for (uint32_t i = 0; i < table->field_count; i++) {
        const struct ct__field *field = &table->fields[i];
        if (!field->references || ct__id_is_none(id_of(field, record)))
            continue;
        ct_status status =
            look_for(checking->run, table_named(field->references), id_of(field, record));
        if (status == CT_ERR_NOT_FOUND) {
            const struct ct__finding where = rows_of(table, record);
            *ret_whole = false;
            status = ct__find_wrong(checking, CT__CHECK_REFERENCE, number, &where,
                                    ct__text_argument(table->name),
                                    ct__text_argument(field->name));
        }
        if (status)
            return status;
    }
    return CT_OK;
}

/* R-OUT-01: what is due stands in the queue, and nothing else. */
ct_status
ct__check_message(struct ct__checking *checking, const void *record)
{
    const struct ct__message *message = record;
    bool is_queued = message->state == CT_MESSAGE_QUEUED;
    if (is_queued == (message->due_at != 0))
        return CT_OK;
    return ct__find_wrong(checking, CT__CHECK_MESSAGE_DUE, CT__MESSAGE,
                          &(struct ct__finding){.studio_id = message->studio_id,
                                                .client_id = message->client_id,
                                                .message_id = message->id},
                          ct__label_argument(&ct__message_state_labels, message->state), none);
}
