/* Everything that the library tells, as text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

struct dump {
    struct world *world;
    FILE *out;
};

static void
add_id(struct dump *dump, const char *name, ct_id id)
{
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, text);
    (void)fprintf(dump->out, " %s=%s", name, is_none(id) ? "-" : text);
}

static void
add_text(struct dump *dump, const char *name, const char *text)
{
    (void)fprintf(dump->out, " %s=%s", name, text ? text : "-");
}

static void
add_number(struct dump *dump, const char *name, int64_t number)
{
    (void)fprintf(dump->out, " %s=%lld", name, (long long)number);
}

static void
add_date(struct dump *dump, const char *name, ct_date date)
{
    char text[CT_DATE_TEXT_LENGTH + 1];
    ct_date_format(date, text);
    add_text(dump, name, text);
}

static void
begin_line(struct dump *dump, const char *what)
{
    (void)fprintf(dump->out, "\n%s:", what);
}

static void
dump_licenses(struct dump *dump, ct_id client)
{
    ct_license_list *list = NULL;
    assert_ok(dump->world, ct_license_list_get(dump->world->context, client, &list));
    for (size_t i = 0; i < ct_license_list_count(list); i++) {
        const ct_license *license = ct_license_list_at(list, i);
        begin_line(dump, "license");
        add_id(dump, "id", ct_license_id(license));
        add_id(dump, "client", ct_license_client_id(license));
        add_id(dump, "coupon", ct_license_coupon_id(license));
        add_number(dump, "plan", ct_license_plan(license));
        add_number(dump, "access", ct_license_access_of(license));
        add_number(dump, "source", ct_license_source_of(license));
        add_date(dump, "first_day", ct_license_first_day(license));
        add_date(dump, "last_day", ct_license_last_day(license));
        add_date(dump, "superseded_on", ct_license_superseded_on(license));
        add_number(dump, "price_cents", ct_license_price_cents(license));
        for (ct_category category = 1; category <= CT_CATEGORY_DOCUMENTS; category++)
            add_number(dump, "limit", ct_license_limit(license, category));
    }
    ct_license_list_free(list);
}

static void
dump_account(struct dump *dump, ct_id client)
{
    ct_account *account = NULL;
    ct_status status = ct_account_get(dump->world->context, client, &account);
    if (status == CT_ERR_NOT_FOUND)
        return;
    assert_ok(dump->world, status);
    begin_line(dump, "account");
    add_text(dump, "email", ct_account_email(account));
    add_date(dump, "created_on", ct_account_created_on(account));
    add_number(dump, "need_password_change", ct_account_need_password_change(account));
    add_number(dump, "need_setup", ct_account_need_setup(account));
    ct_account_free(account);
}

static void
dump_usage(struct dump *dump, ct_id client)
{
    for (ct_category category = 1; category <= CT_CATEGORY_DOCUMENTS; category++) {
        ct_usage *usage = NULL;
        int32_t year = category == CT_CATEGORY_DOCUMENTS ? 2026 : 0;
        assert_ok(dump->world,
                  ct_usage_get(dump->world->context, client, category, year, &usage));
        add_number(dump, "used", ct_usage_used(usage));
        ct_usage_free(usage);
    }
}

static void
dump_documents(struct dump *dump, ct_id client)
{
    ct_document_query query = CT_DOCUMENT_QUERY_INIT;
    ct_document_list *list = NULL;
    query.client = client;
    query.limit = 1000;
    assert_ok(dump->world, ct_document_list_get(dump->world->context, &query, &list));
    for (size_t i = 0; i < ct_document_list_count(list); i++) {
        const ct_document *document = ct_document_list_at(list, i);
        begin_line(dump, "document");
        add_id(dump, "id", ct_document_id(document));
        add_number(dump, "direction", ct_document_direction_of(document));
        add_number(dump, "type", ct_document_type_of(document));
        add_text(dump, "number", ct_document_number(document));
        add_text(dump, "series", ct_document_series(document));
        add_date(dump, "date", ct_document_date(document));
        add_text(dump, "counterparty_name", ct_document_counterparty_name(document));
        add_text(dump, "counterparty_code", ct_document_counterparty_code(document));
        add_number(dump, "total_cents", ct_document_total_cents(document));
        add_text(dump, "currency", ct_document_currency(document));
        add_number(dump, "imported_at", ct_document_imported_at(document));
    }
    ct_document_list_free(list);
}

static void
dump_numbering(struct dump *dump, ct_id client)
{
    ct_numbering_list *list = NULL;
    assert_ok(dump->world, ct_numbering_list_get(dump->world->context, client, &list));
    for (size_t i = 0; i < ct_numbering_list_count(list); i++) {
        const ct_numbering *numbering = ct_numbering_list_at(list, i);
        begin_line(dump, "numbering");
        add_number(dump, "year", ct_numbering_year(numbering));
        add_text(dump, "series", ct_numbering_series(numbering));
        add_number(dump, "next", ct_numbering_next(numbering));
    }
    ct_numbering_list_free(list);
}

static void
dump_client(struct dump *dump, const ct_client *client)
{
    begin_line(dump, "client");
    add_id(dump, "id", ct_client_id(client));
    add_id(dump, "studio", ct_client_studio_id(client));
    add_text(dump, "name", ct_client_name(client));
    add_text(dump, "nickname", ct_client_nickname(client));
    add_text(dump, "vat_number", ct_client_vat_number(client));
    add_text(dump, "tax_code", ct_client_tax_code(client));
    add_number(dump, "tax_regime", ct_client_tax_regime(client));
    add_number(dump, "is_on_ts_digital", ct_client_is_on_ts_digital(client));
    add_number(dump, "state_today", ct_client_state_today(client));
    add_date(dump, "license_last_day", ct_client_license_last_day(client));
    add_text(dump, "emails", ct_client_emails(client));
    dump_usage(dump, ct_client_id(client));
    dump_account(dump, ct_client_id(client));
    dump_licenses(dump, ct_client_id(client));
    dump_documents(dump, ct_client_id(client));
    dump_numbering(dump, ct_client_id(client));
}

static void
dump_clients(struct dump *dump, ct_id studio, uint32_t flags)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = studio;
    query.limit = 1000;
    query.flags = flags;
    assert_ok(dump->world, ct_client_list_get(dump->world->context, &query, &list));
    assert_null(ct_client_list_next(list));
    for (size_t i = 0; i < ct_client_list_count(list); i++) {
        if (!flags) {
            dump_client(dump, ct_client_list_at(list, i));
        } else {
            begin_line(dump, "migratable");
            add_id(dump, "id", ct_client_id(ct_client_list_at(list, i)));
        }
    }
    ct_client_list_free(list);
}

static void
dump_packs(struct dump *dump, ct_id studio)
{
    ct_pack_list *list = NULL;
    assert_ok(dump->world, ct_pack_list_get(dump->world->context, studio, NULL, 1000, &list));
    assert_null(ct_pack_list_next(list));
    for (size_t i = 0; i < ct_pack_list_count(list); i++) {
        const ct_pack *pack = ct_pack_list_at(list, i);
        begin_line(dump, "pack");
        add_id(dump, "id", ct_pack_id(pack));
        add_number(dump, "license_year", ct_pack_license_year(pack));
        add_number(dump, "quantity", ct_pack_quantity(pack));
        add_number(dump, "unit_price_cents", ct_pack_unit_price_cents(pack));
        add_date(dump, "issued_on", ct_pack_issued_on(pack));
        add_date(dump, "revoked_on", ct_pack_revoked_on(pack));
        add_id(dump, "renews", ct_pack_renews_id(pack));
    }
    ct_pack_list_free(list);
}

static void
dump_coupons(struct dump *dump, ct_id studio)
{
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    query.studio = studio;
    query.limit = 1000;
    assert_ok(dump->world, ct_coupon_list_get(dump->world->context, &query, &list));
    assert_null(ct_coupon_list_next(list));
    for (size_t i = 0; i < ct_coupon_list_count(list); i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        begin_line(dump, "coupon");
        add_id(dump, "id", ct_coupon_id(coupon));
        add_id(dump, "pack", ct_coupon_pack_id(coupon));
        add_id(dump, "client", ct_coupon_client_id(coupon));
        add_text(dump, "code", ct_coupon_code(coupon));
        add_number(dump, "license_year", ct_coupon_license_year(coupon));
        add_number(dump, "state_today", ct_coupon_state_today(coupon));
    }
    ct_coupon_list_free(list);
}

static void
dump_migrations(struct dump *dump, ct_id studio)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    query.studio = studio;
    query.limit = 1000;
    assert_ok(dump->world, ct_migration_list_get(dump->world->context, &query, &list));
    assert_null(ct_migration_list_next(list));
    for (size_t i = 0; i < ct_migration_list_count(list); i++) {
        const ct_migration *migration = ct_migration_list_at(list, i);
        begin_line(dump, "migration");
        add_id(dump, "id", ct_migration_id(migration));
        add_id(dump, "client", ct_migration_client_id(migration));
        add_id(dump, "coupon", ct_migration_coupon_id(migration));
        add_id(dump, "license", ct_migration_license_id(migration));
        add_number(dump, "state", ct_migration_state_of(migration));
        add_text(dump, "email", ct_migration_email(migration));
        add_text(dump, "name", ct_migration_signatory_name(migration));
        add_text(dump, "surname", ct_migration_signatory_surname(migration));
        add_text(dump, "tax_code", ct_migration_signatory_tax_code(migration));
        add_number(dump, "created_at", ct_migration_created_at(migration));
        add_number(dump, "changed_at", ct_migration_changed_at(migration));
    }
    ct_migration_list_free(list);
}

static void
dump_cancellations(struct dump *dump, ct_id studio)
{
    ct_cancellation_list *list = NULL;
    assert_ok(dump->world,
              ct_cancellation_list_get(dump->world->context, studio, NULL, 1000, &list));
    assert_null(ct_cancellation_list_next(list));
    for (size_t i = 0; i < ct_cancellation_list_count(list); i++) {
        const ct_cancellation *cancellation = ct_cancellation_list_at(list, i);
        begin_line(dump, "cancellation");
        add_id(dump, "id", ct_cancellation_id(cancellation));
        add_id(dump, "pack", ct_cancellation_pack_id(cancellation));
        add_text(dump, "sender", ct_cancellation_sender(cancellation));
        add_text(dump, "message_id", ct_cancellation_message_id(cancellation));
        add_number(dump, "sent_at", ct_cancellation_sent_at(cancellation));
        add_number(dump, "campaign_year", ct_cancellation_campaign_year(cancellation));
        add_number(dump, "recorded_at", ct_cancellation_recorded_at(cancellation));
        add_number(dump, "withdrawn_at", ct_cancellation_withdrawn_at(cancellation));
    }
    ct_cancellation_list_free(list);
}

static void
dump_studios(struct dump *dump)
{
    ct_studio_list *list = NULL;
    assert_ok(dump->world, ct_studio_list_get(dump->world->context, NULL, 1000, &list));
    assert_null(ct_studio_list_next(list));
    for (size_t i = 0; i < ct_studio_list_count(list); i++) {
        const ct_studio *studio = ct_studio_list_at(list, i);
        ct_id id = ct_studio_id(studio);
        begin_line(dump, "studio");
        add_id(dump, "id", id);
        add_text(dump, "name", ct_studio_name(studio));
        add_text(dump, "vat_number", ct_studio_vat_number(studio));
        add_text(dump, "tax_code", ct_studio_tax_code(studio));
        add_text(dump, "email", ct_studio_email(studio));
        add_text(dump, "certified_email", ct_studio_certified_email(studio));
        add_date(dump, "account_opened_on", ct_studio_account_opened_on(studio));
        dump_clients(dump, id, 0);
        dump_clients(dump, id, CT_CLIENT_QUERY_MIGRATABLE);
        dump_packs(dump, id);
        dump_coupons(dump, id);
        dump_cancellations(dump, id);
        dump_migrations(dump, id);
    }
    ct_studio_list_free(list);
}

static void
dump_messages(struct dump *dump)
{
    ct_message_list *list = NULL;
    assert_ok(dump->world, ct_message_list_get(dump->world->context, 0, NULL, 1000, &list));
    assert_null(ct_message_list_next(list));
    for (size_t i = 0; i < ct_message_list_count(list); i++) {
        const ct_message *message = ct_message_list_at(list, i);
        begin_line(dump, "message");
        add_id(dump, "id", ct_message_id(message));
        add_id(dump, "client", ct_message_client_id(message));
        add_number(dump, "kind", ct_message_kind_of(message));
        add_number(dump, "state", ct_message_state_of(message));
        add_number(dump, "attempts", ct_message_attempts(message));
        add_number(dump, "due_at", ct_message_due_at(message));
        add_text(dump, "last_failure", ct_message_last_failure(message));
        add_text(dump, "recipient", ct_message_recipient(message));
        add_text(dump, "message_id", ct_message_message_id(message));
        assert_null(ct_message_text(message));
    }
    ct_message_list_free(list);
}

static void
dump_event(struct dump *dump, const ct_event *event)
{
    begin_line(dump, "event");
    add_id(dump, "subject", ct_event_subject_id(event));
    add_number(dump, "sequence", ct_event_sequence(event));
    add_number(dump, "instant", ct_event_instant(event));
    add_text(dump, "actor", ct_event_actor(event));
    add_number(dump, "kind", ct_event_kind_of(event));
    add_id(dump, "coupon", ct_event_coupon_id(event));
    add_number(dump, "number", ct_event_number(event));
}

/* That something was refused is no change of anything: test_event.c looks at it. */
static void
dump_events(struct dump *dump)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    query.limit = 1000;
    for (ct_event_list *list = NULL;; query.after = ct_event_list_next(list)) {
        assert_ok(dump->world, ct_event_list_get(dump->world->context, &query, &list));
        (void)keep_event_list(dump->world, list);
        for (size_t i = 0; i < ct_event_list_count(list); i++)
            if (!ct_event_rules(ct_event_list_at(list, i)))
                dump_event(dump, ct_event_list_at(list, i));
        if (!ct_event_list_next(list))
            return;
    }
}

const char *
dump(struct world *world)
{
    char *text = NULL;
    size_t size = 0;
    struct dump all = {world, open_memstream(&text, &size)};
    assert_non_null(all.out);
    dump_studios(&all);
    dump_messages(&all);
    dump_events(&all);
    assert_int_equal(fclose(all.out), 0);
    return keep_memory(world, text);
}

void
check_dump(const char *before, const char *after, const char *file, int line)
{
    if (strcmp(before, after) == 0)
        return;
    size_t same = 0;
    while (before[same] && before[same] == after[same])
        same++;
    while (same && before[same - 1] != '\n')
        same--;
    print_error("the store has changed, from\n%.*s\nto\n%.*s\n",
                (int)strcspn(before + same, "\n"), before + same,
                (int)strcspn(after + same, "\n"), after + same);
    _fail(file, line);
}
