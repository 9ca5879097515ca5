/* Everything that is held on a client, as one JSON document (R-AUD-03). */
#include <string.h>

#include "rules/labels.h"
#include "service/export.h"

/* R-CLI-06: the nickname is its studio's own. */
static void
write_company(struct ct__json *json, const struct ct__client *client, bool has_nickname)
{
    ct__json_begin(json, "client", '{');
    ct__json_id(json, "id", client->id);
    ct__json_id(json, "studio", client->studio_id);
    ct__json_text(json, "name", client->name);
    if (has_nickname)
        ct__json_text(json, "nickname", client->nickname);
    ct__json_text(json, "vat_number", client->vat_number);
    ct__json_text(json, "tax_code", client->tax_code);
    ct__json_label(json, "tax_regime", &ct__tax_regime_labels, client->tax_regime);
    ct__json_words(json, "emails", client->emails);
    ct__json_boolean(json, "is_on_ts_digital", client->is_on_ts_digital);
    ct__json_label(json, "state", &ct__client_state_labels, client->state_today);
    ct__json_date(json, "license_last_day", client->license_last_day);
    ct__json_instant(json, "created_at", client->created_at);
    ct__json_end(json, '}');
}

/* Without what a password could be guessed from. */
static void
write_account(struct ct__json *json, const struct ct__account *account)
{
    ct__json_begin(json, "account", '{');
    ct__json_text(json, "email", account->email);
    ct__json_date(json, "created_on", account->created_on);
    ct__json_boolean(json, "need_password_change", account->need_password_change);
    ct__json_boolean(json, "need_setup", account->need_setup);
    ct__json_end(json, '}');
}

static ct_status
write_license(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_id(json, "id", license->id);
    ct__json_label(json, "plan", &ct__plan_labels, license->plan);
    ct__json_label(json, "access", &ct__license_access_labels, license->access);
    ct__json_label(json, "source", &ct__license_source_labels, license->source);
    ct__json_id(json, "coupon", license->coupon_id);
    ct__json_label(json, "coupon_kind", &ct__coupon_kind_labels, license->coupon_kind);
    ct__json_cents(json, "price", license->price_cents);
    ct__json_date(json, "first_day", license->first_day);
    ct__json_date(json, "last_day", license->last_day);
    ct__json_date(json, "superseded_on", license->superseded_on);
    ct__json_begin(json, "limits", '{');
    ct__json_number(json, "clients", license->limit_clients);
    ct__json_number(json, "suppliers", license->limit_suppliers);
    ct__json_number(json, "products", license->limit_products);
    ct__json_number(json, "documents", license->limit_documents);
    ct__json_end(json, '}');
    ct__json_instant(json, "created_at", license->created_at);
    ct__json_end(json, '}');
    return json->status;
}

static ct_status
write_usage(struct ct__run *run, void *record, void *state)
{
    const struct ct__usage *usage = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_label(json, "category", &ct__category_labels, usage->category);
    if (usage->year)
        ct__json_number(json, "year", usage->year);
    ct__json_number(json, "used", usage->used);
    ct__json_end(json, '}');
    return json->status;
}

static ct_status
write_migration(struct ct__run *run, void *record, void *state)
{
    const struct ct__migration *migration = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_id(json, "id", migration->id);
    ct__json_label(json, "state", &ct__migration_state_labels, migration->state);
    ct__json_id(json, "studio", migration->studio_id);
    ct__json_text(json, "email", migration->email);
    ct__json_id(json, "coupon", migration->coupon_id);
    ct__json_id(json, "license", migration->license_id);
    ct__json_begin(json, "signatory", '{');
    ct__json_text(json, "name", migration->signatory_name);
    ct__json_text(json, "surname", migration->signatory_surname);
    ct__json_text(json, "tax_code", migration->signatory_tax_code);
    ct__json_end(json, '}');
    ct__json_instant(json, "created_at", migration->created_at);
    ct__json_instant(json, "changed_at", migration->changed_at);
    ct__json_end(json, '}');
    return json->status;
}

static ct_status
write_document(struct ct__run *run, void *record, void *state)
{
    const struct ct__document *document = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_id(json, "id", document->id);
    ct__json_label(json, "direction", &ct__document_direction_labels, document->direction);
    ct__json_label(json, "type", &ct__document_type_labels, document->type);
    ct__json_text(json, "number", document->number);
    ct__json_text(json, "series", document->series);
    ct__json_date(json, "date", document->date);
    ct__json_text(json, "counterparty_name", document->counterparty_name);
    ct__json_text(json, "counterparty_code", document->counterparty_code);
    ct__json_cents(json, "total", document->total_cents);
    ct__json_text(json, "currency", document->currency);
    ct__json_instant(json, "imported_at", document->imported_at);
    ct__json_end(json, '}');
    return json->status;
}

static ct_status
write_counterparty(struct ct__run *run, void *record, void *state)
{
    const struct ct__counterparty *counterparty = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_label(json, "category", &ct__category_labels, counterparty->category);
    ct__json_text(json, "code", counterparty->code);
    ct__json_text(json, "name", counterparty->name);
    ct__json_end(json, '}');
    return json->status;
}

static ct_status
write_numbering(struct ct__run *run, void *record, void *state)
{
    const struct ct__numbering *numbering = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_number(json, "year", numbering->year);
    ct__json_text(json, "series", numbering->series);
    ct__json_number(json, "last_number", numbering->last_number);
    ct__json_end(json, '}');
    return json->status;
}

static void
write_message(struct ct__json *json, const struct ct__message *message)
{
    ct__json_begin(json, NULL, '{');
    ct__json_id(json, "id", message->id);
    ct__json_label(json, "kind", &ct__message_kind_labels, message->kind);
    ct__json_label(json, "state", &ct__message_state_labels, message->state);
    ct__json_text(json, "to", message->recipient);
    ct__json_text(json, "message_id", message->message_id);
    ct__json_number(json, "attempts", message->attempts);
    ct__json_instant(json, "created_at", message->created_at);
    ct__json_instant(json, "due_at", message->due_at);
    ct__json_instant(json, "delivered_at", message->delivered_at);
    ct__json_text(json, "last_failure", message->last_failure);
    ct__json_end(json, '}');
}

/* The client's events tell of its messages. What was delivered long ago is gone (R-AUD-10). */
static ct_status
write_message_of(struct ct__run *run, void *record, void *state)
{
    const struct ct__event *event = record;
    struct ct__json *json = state;
    struct ct__message message = {.id = event->message_id};
    if (event->kind != CT_EVENT_MESSAGE_QUEUED)
        return CT_OK;
    ct_status status = ct__load(run, CT__MESSAGE, &message);
    if (!status)
        write_message(json, &message);
    else if (status != CT_ERR_NOT_FOUND)
        return status;
    return json->status;
}

static ct_status
write_event(struct ct__run *run, void *record, void *state)
{
    const struct ct__event *event = record;
    struct ct__json *json = state;
    (void)run;
    ct__json_begin(json, NULL, '{');
    ct__json_number(json, "sequence", event->sequence);
    ct__json_instant(json, "instant", event->instant);
    ct__json_label(json, "kind", &ct__event_kind_labels, event->kind);
    ct__json_text(json, "actor", event->actor);
    ct__json_id(json, "studio", event->studio_id);
    ct__json_id(json, "coupon", event->coupon_id);
    ct__json_id(json, "license", event->license_id);
    ct__json_id(json, "migration", event->migration_id);
    ct__json_id(json, "message", event->message_id);
    ct__json_number(json, "number", event->number);
    ct__json_label(json, "coupon_kind", &ct__coupon_kind_labels, event->coupon_kind);
    ct__json_number(json, "year", event->year);
    ct__json_label(json, "category", &ct__category_labels, event->category);
    ct__json_date(json, "first_day", event->first_day);
    ct__json_date(json, "last_day", event->last_day);
    ct__json_label(json, "license_source", &ct__license_source_labels, event->license_source);
    ct__json_label(json, "plan", &ct__plan_labels, event->plan);
    ct__json_label(json, "access", &ct__license_access_labels, event->license_access);
    ct__json_label(json, "area", &ct__access_area_labels, event->area);
    ct__json_label(json, "level", &ct__access_level_labels, event->level);
    ct__json_text(json, "rules", event->rules);
    ct__json_end(json, '}');
    return json->status;
}

/* Rows that begin with the client, each as an item of an array. */
static ct_status
write_rows(struct ct__run *run, struct ct__json *json, const char *name,
           const struct ct__range *range, void *record, ct__visit visit)
{
    ct__json_begin(json, name, '[');
    ct_status status = ct__each(run, range, record, visit, json);
    ct__json_end(json, ']');
    return status;
}

static ct_status
write_parts(struct ct__run *run, struct ct__json *json, ct_id client)
{
    struct ct__license license = {.client_id = client};
    struct ct__usage usage = {.client_id = client};
    struct ct__migration migration = {.client_id = client};
    struct ct__document document = {.client_id = client};
    struct ct__counterparty counterparty = {.client_id = client};
    struct ct__numbering numbering = {.client_id = client};
    struct ct__event event = {.subject_id = client};
    const struct {
        const char *name;
        enum ct__table_number table;
        uint32_t index;
        void *record; /* tells the range, too */
        ct__visit visit;
    } parts[] = {
        {"licenses", CT__LICENSE, CT__LICENSE_BY_CLIENT, &license, write_license},
        {"usage", CT__USAGE, 0, &usage, write_usage},
        {"migrations", CT__MIGRATION, CT__MIGRATION_BY_CLIENT, &migration, write_migration},
        {"documents", CT__DOCUMENT, CT__DOCUMENT_BY_DATE, &document, write_document},
        {"counterparties", CT__COUNTERPARTY, 0, &counterparty, write_counterparty},
        {"numbering", CT__NUMBERING, 0, &numbering, write_numbering},
        {"messages", CT__EVENT, 0, &event, write_message_of},
        {"events", CT__EVENT, 0, &event, write_event},
    };
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < sizeof parts / sizeof *parts; i++) {
        size_t size = ct__table_of(parts[i].table)->record_size;
        void *key = ct__arena_take(&run->context->arena, size);
        if (!key)
            return ct__fail(run->context, CT__REASON_NO_MEMORY);
        memcpy(key, parts[i].record, size);
        const struct ct__range range = ct__rows_like(parts[i].table, parts[i].index, key, 1);
        status = write_rows(run, json, parts[i].name, &range, parts[i].record, parts[i].visit);
    }
    return status;
}

ct_status
ct__export_write(struct ct__run *run, struct ct__json *json, const struct ct__client *client,
                 bool has_nickname)
{
    struct ct__account account = {.client_id = client->id};
    ct_status status = ct__load(run, CT__ACCOUNT, &account);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    ct__json_begin(json, NULL, '{');
    ct__json_instant(json, "exported_at", run->now);
    write_company(json, client, has_nickname);
    if (status)
        ct__json_null(json, "account");
    else
        write_account(json, &account);
    status = write_parts(run, json, client->id);
    ct__json_end(json, '}');
    return status ? status : ct__json_finish(json);
}
