#include "values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "memory.h"
#include "utf8.h"

json_t *
value_checked(json_t *value)
{
    if (!value)
        memory_failed();
    return value;
}

void
value_print(FILE *stream, json_t *value, size_t indent)
{
    json_dumpf(value, stream, indent ? JSON_INDENT(indent) : 0);
    fputc('\n', stream);
    json_decref(value);
}

/* --- Small values ----------------------------------------------------------------------------- */

/* A copy in which each byte that is no UTF-8 is U+FFFD: JSON can't have it, and arguments may. */
static char *
printable(const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    const char *end = text + strlen(text);
    char *copy = memory_resize(NULL, 3 * strlen(text) + 1);
    char *to = copy;

    while (text < end) {
        const char *from = text;
        bool is_good = utf8_next(&text, end) >= 0;
        size_t length = is_good ? (size_t)(text - from) : sizeof replacement - 1;

        memcpy(to, is_good ? from : replacement, length);
        to += length;
    }
    *to = '\0';
    return copy;
}

json_t *
value_text(const char *text)
{
    json_t *value;
    char *copy;

    if (!text || !*text)
        return value_checked(json_null());
    if (utf8_is_valid(text, strlen(text)))
        return value_checked(json_string(text));
    copy = printable(text);
    value = json_string(copy);
    free(copy);
    return value_checked(value);
}

json_t *
value_id(ct_id id)
{
    char text[CT_ID_TEXT_LENGTH + 1];

    ct_id_format(id, text);
    return value_text(app_is_none(id) ? NULL : text);
}

json_t *
value_date(ct_date date)
{
    char text[CT_DATE_TEXT_LENGTH + 1];

    ct_date_format(date, text);
    return value_text(text);
}

json_t *
value_instant(ct_instant instant)
{
    char text[CT_INSTANT_TEXT_LENGTH + 1];

    ct_instant_format(instant, text);
    return value_text(text);
}

json_t *
value_enum(ct_enum enumeration, int32_t value)
{
    return value_text(value ? ct_enum_name(enumeration, value) : NULL);
}

json_t *
value_cents(int64_t cents)
{
    char text[32];

    snprintf(text, sizeof text, "%s%" PRIdMAX ".%02" PRIdMAX, cents < 0 ? "-" : "",
             imaxabs(cents / 100), imaxabs(cents % 100));
    return value_text(text);
}

json_t *
value_reasons(const ct_reasons *reasons, ct_language language, bool has_field)
{
    json_t *array = value_checked(json_array());

    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        json_t *reason = value_checked(json_object());

        json_object_set_new(reason, "rule", value_text(ct_reasons_rule(reasons, i)));
        if (has_field)
            json_object_set_new(reason, "field", value_text(ct_reasons_field(reasons, i)));
        json_object_set_new(reason, "text", value_text(ct_reasons_text(reasons, i, language)));
        json_array_append_new(array, reason);
    }
    return array;
}

/* --- Records ---------------------------------------------------------------------------------- */

json_t *
value_studio(const ct_studio *studio)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_id(ct_studio_id(studio)), "name",
        value_text(ct_studio_name(studio)), "vat_number", value_text(ct_studio_vat_number(studio)),
        "tax_code", value_text(ct_studio_tax_code(studio)), "email",
        value_text(ct_studio_email(studio)), "certified_email",
        value_text(ct_studio_certified_email(studio)), "account_opened_on",
        value_date(ct_studio_account_opened_on(studio))));
}

json_t *
value_client_row(const ct_client *client)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_id(ct_client_id(client)), "name",
        value_text(ct_client_name(client)), "nickname", value_text(ct_client_nickname(client)),
        "vat_number", value_text(ct_client_vat_number(client)), "tax_code",
        value_text(ct_client_tax_code(client)), "state",
        value_enum(CT_ENUM_CLIENT_STATE, ct_client_state_today(client)), "license_last_day",
        value_date(ct_client_license_last_day(client))));
}

/* The addresses of "a@b.it c@d.it". */
static json_t *
emails(const char *text)
{
    json_t *array = value_checked(json_array());

    while (text && *text) {
        size_t length = strcspn(text, " ");

        json_array_append_new(array, value_checked(json_stringn(text, length)));
        text += length + (text[length] == ' ');
    }
    return array;
}

json_t *
value_client(const ct_client *client)
{
    json_t *value = value_client_row(client);

    json_object_set_new(value, "studio", value_id(ct_client_studio_id(client)));
    json_object_set_new(value, "tax_regime",
                        value_enum(CT_ENUM_TAX_REGIME, ct_client_tax_regime(client)));
    json_object_set_new(value, "is_on_ts_digital",
                        json_boolean(ct_client_is_on_ts_digital(client)));
    json_object_set_new(value, "emails", emails(ct_client_emails(client)));
    return value;
}

json_t *
value_account(const ct_account *account)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:b, s:b}", "email", value_text(ct_account_email(account)), "created_on",
        value_date(ct_account_created_on(account)), "need_password_change",
        ct_account_need_password_change(account), "need_setup", ct_account_need_setup(account)));
}

json_t *
value_pack(const ct_pack *pack)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:i, s:I, s:o, s:o, s:o, s:o, s:o}", "id", value_id(ct_pack_id(pack)),
        "studio", value_id(ct_pack_studio_id(pack)), "kind",
        value_enum(CT_ENUM_COUPON_KIND, ct_pack_kind(pack)), "plan",
        value_enum(CT_ENUM_PLAN, ct_pack_plan(pack)), "license_year",
        (int)ct_pack_license_year(pack), "quantity", (json_int_t)ct_pack_quantity(pack),
        "unit_price", value_cents(ct_pack_unit_price_cents(pack)), "source",
        value_enum(CT_ENUM_PACK_SOURCE, ct_pack_source_of(pack)), "issued_on",
        value_date(ct_pack_issued_on(pack)), "revoked_on", value_date(ct_pack_revoked_on(pack)),
        "renews", value_id(ct_pack_renews_id(pack))));
}

json_t *
value_coupon(const ct_coupon *coupon)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "code",
        value_text(ct_coupon_code(coupon)), "kind",
        value_enum(CT_ENUM_COUPON_KIND, ct_coupon_kind_of(coupon)), "license_year",
        (int)ct_coupon_license_year(coupon), "state",
        value_enum(CT_ENUM_COUPON_STATE, ct_coupon_state_today(coupon)), "client",
        value_id(ct_coupon_client_id(coupon)), "id", value_id(ct_coupon_id(coupon)), "pack",
        value_id(ct_coupon_pack_id(coupon)), "studio", value_id(ct_coupon_studio_id(coupon)),
        "plan", value_enum(CT_ENUM_PLAN, ct_coupon_plan(coupon)), "issued_on",
        value_date(ct_coupon_issued_on(coupon))));
}

static json_t *
limits(const ct_license *license)
{
    return value_checked(
        json_pack("{s:I, s:I, s:I, s:I}", "clients",
                  (json_int_t)ct_license_limit(license, CT_CATEGORY_CLIENTS), "suppliers",
                  (json_int_t)ct_license_limit(license, CT_CATEGORY_SUPPLIERS), "products",
                  (json_int_t)ct_license_limit(license, CT_CATEGORY_PRODUCTS), "documents",
                  (json_int_t)ct_license_limit(license, CT_CATEGORY_DOCUMENTS)));
}

json_t *
value_license(const ct_license *license)
{
    ct_license_source source = ct_license_source_of(license);
    bool is_bought = source == CT_LICENSE_FROM_CLIENT_PURCHASE ||
                     source == CT_LICENSE_FROM_STUDIO_PURCHASE;

    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        value_id(ct_license_id(license)), "client", value_id(ct_license_client_id(license)), "plan",
        value_enum(CT_ENUM_PLAN, ct_license_plan(license)), "access",
        value_enum(CT_ENUM_LICENSE_ACCESS, ct_license_access_of(license)), "source",
        value_enum(CT_ENUM_LICENSE_SOURCE, ct_license_source_of(license)), "coupon",
        value_id(ct_license_coupon_id(license)), "first_day",
        value_date(ct_license_first_day(license)), "last_day",
        value_date(ct_license_last_day(license)), "superseded_on",
        value_date(ct_license_superseded_on(license)), "price",
        is_bought ? value_cents(ct_license_price_cents(license)) : value_text(NULL), "limits",
        limits(license)));
}

json_t *
value_assignment(const ct_assignment *assignment, ct_language language)
{
    json_t *license = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o}", "first_day",
        value_date(ct_assignment_first_day(assignment)), "last_day",
        value_date(ct_assignment_last_day(assignment)), "plan",
        value_enum(CT_ENUM_PLAN, ct_assignment_plan(assignment)), "access",
        value_enum(CT_ENUM_LICENSE_ACCESS, ct_assignment_access(assignment)), "id",
        value_id(ct_assignment_license_id(assignment))));

    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "client",
        value_id(ct_assignment_client_id(assignment)), "name",
        value_text(ct_assignment_client_name(assignment)), "status",
        value_enum(CT_ENUM_ASSIGNMENT_STATUS, ct_assignment_status_of(assignment)), "action",
        value_enum(CT_ENUM_ELIGIBLE_ACTION, ct_assignment_action(assignment)), "license", license,
        "coupon", value_text(ct_assignment_coupon_code(assignment)), "reasons",
        value_reasons(ct_assignment_reasons(assignment), language, false)));
}

json_t *
value_migration(const ct_migration *migration)
{
    json_t *signatory = value_checked(
        json_pack("{s:o, s:o, s:o}", "name", value_text(ct_migration_signatory_name(migration)),
                  "surname", value_text(ct_migration_signatory_surname(migration)), "tax_code",
                  value_text(ct_migration_signatory_tax_code(migration))));

    return value_checked(
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                  value_id(ct_migration_id(migration)), "state",
                  value_enum(CT_ENUM_MIGRATION_STATE, ct_migration_state_of(migration)), "studio",
                  value_id(ct_migration_studio_id(migration)), "client",
                  value_id(ct_migration_client_id(migration)), "email",
                  value_text(ct_migration_email(migration)), "coupon",
                  value_id(ct_migration_coupon_id(migration)), "license",
                  value_id(ct_migration_license_id(migration)), "signatory", signatory,
                  "created_at", value_instant(ct_migration_created_at(migration)), "changed_at",
                  value_instant(ct_migration_changed_at(migration))));
}

json_t *
value_event(const ct_event *event)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o, s:o, s:o, s:o, s:o}",
        "instant",
        value_instant(ct_event_instant(event)), "kind",
        value_enum(CT_ENUM_EVENT_KIND, ct_event_kind_of(event)), "actor",
        value_text(ct_event_actor(event)), "subject", value_id(ct_event_subject_id(event)),
        "sequence", (json_int_t)ct_event_sequence(event), "studio",
        value_id(ct_event_studio_id(event)), "client", value_id(ct_event_client_id(event)), "pack",
        value_id(ct_event_pack_id(event)), "coupon", value_id(ct_event_coupon_id(event)), "license",
        value_id(ct_event_license_id(event)), "migration", value_id(ct_event_migration_id(event)),
        "message", value_id(ct_event_message_id(event)), "number",
        (json_int_t)ct_event_number(event), "coupon_kind",
        value_enum(CT_ENUM_COUPON_KIND, ct_event_coupon_kind(event)), "year",
        ct_event_year(event) ? value_checked(json_integer(ct_event_year(event))) : json_null(),
        "category", value_enum(CT_ENUM_CATEGORY, ct_event_category(event)), "first_day",
        value_date(ct_event_first_day(event)), "last_day",
        value_date(ct_event_last_day(event)), "license_source",
        value_enum(CT_ENUM_LICENSE_SOURCE, ct_event_license_source(event)), "plan",
        value_enum(CT_ENUM_PLAN, ct_event_plan(event)), "access",
        value_enum(CT_ENUM_LICENSE_ACCESS, ct_event_license_access(event)), "area",
        value_enum(CT_ENUM_ACCESS_AREA, ct_event_area(event)), "level",
        value_enum(CT_ENUM_ACCESS_LEVEL, ct_event_level(event)), "rules",
        value_text(ct_event_rules(event))));
}

json_t *
value_message(const ct_message *message)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "id",
        value_id(ct_message_id(message)), "kind",
        value_enum(CT_ENUM_MESSAGE_KIND, ct_message_kind_of(message)), "state",
        value_enum(CT_ENUM_MESSAGE_STATE, ct_message_state_of(message)), "studio",
        value_id(ct_message_studio_id(message)), "client", value_id(ct_message_client_id(message)),
        "to", value_text(ct_message_recipient(message)), "from",
        value_text(ct_message_sender(message)), "attempts",
        (json_int_t)ct_message_attempts(message), "created_at",
        value_instant(ct_message_created_at(message)), "due_at",
        value_instant(ct_message_due_at(message)), "message_id",
        value_text(ct_message_message_id(message)), "last_failure",
        value_text(ct_message_last_failure(message))));
}
