#include "model/tables.h"

#include "rules/labels.h"

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))
#define FIELD(record, member, field_kind) \
    .name = #member, .kind = CT__FIELD_##field_kind, .offset = offsetof(struct ct__##record, member)

#define KEY_INDEX {.name = "primary key", .columns = {0}, .column_count = 1, .unique = true}
#define TABLE(record, keys)                                                          \
    static const struct ct__table record##_table = {                                 \
        .name = #record,                                                             \
        .record_size = sizeof(struct ct__##record),                                  \
        .fields = record##_fields,                                                   \
        .field_count = COUNT(record##_fields),                                       \
        .key_count = (keys),                                                         \
        .indexes = record##_indexes,                                                 \
        .index_count = COUNT(record##_indexes),                                      \
    }
#define TABLE_WITH_ANSWERS(record, answers)                                          \
    static const struct ct__table record##_table = {                                 \
        .name = #record,                                                             \
        .record_size = sizeof(struct ct__##record),                                  \
        .fields = record##_fields,                                                   \
        .field_count = COUNT(record##_fields) - (answers),                           \
        .answer_field_count = (answers),                                             \
        .key_count = 1,                                                              \
        .indexes = record##_indexes,                                                 \
        .index_count = COUNT(record##_indexes),                                      \
    }

static const struct ct__field studio_fields[] = {
    {FIELD(studio, id, ID)},
    {FIELD(studio, name, TEXT)},
    {FIELD(studio, vat_number, TEXT)},
    {FIELD(studio, tax_code, TEXT), .nullable = true},
    {FIELD(studio, email, TEXT)},
    {FIELD(studio, certified_email, TEXT)},
    {FIELD(studio, account_opened_on, DATE), .nullable = true},
    {FIELD(studio, created_at, INSTANT)},
};
static const struct ct__index studio_indexes[] = {
    KEY_INDEX,
    [CT__STUDIO_BY_VAT_NUMBER] = {"studio_by_vat_number", {2}, 1, true},
};
TABLE(studio, 1);

static const struct ct__field client_fields[] = {
    {FIELD(client, id, ID)},
    {FIELD(client, studio_id, ID), .nullable = true, .references = "studio"},
    {FIELD(client, name, TEXT)},
    {FIELD(client, name_key, TEXT)},
    {FIELD(client, nickname, TEXT), .nullable = true},
    {FIELD(client, vat_number, TEXT), .nullable = true},
    {FIELD(client, tax_code, TEXT), .nullable = true},
    {FIELD(client, tax_regime, ENUM), .nullable = true, .labels = &ct__tax_regime_labels},
    {FIELD(client, emails, TEXT), .nullable = true},
    {FIELD(client, is_on_ts_digital, BOOLEAN)},
    {FIELD(client, stage, ENUM), .labels = &ct__stage_labels},
    {FIELD(client, license_last_day, DATE), .nullable = true},
    {FIELD(client, created_at, INSTANT)},
    {FIELD(client, state_today, ENUM), .nullable = true, .labels = &ct__client_state_labels},
};
static const struct ct__index client_indexes[] = {
    KEY_INDEX,
    [CT__CLIENT_BY_TAX_CODE] = {"client_by_tax_code", {6}, 1, true},
    [CT__CLIENT_BY_VAT_NUMBER] = {"client_by_vat_number", {5}, 1, true},
    [CT__CLIENT_BY_NAME] = {"client_by_name", {1, 3}, 2, false},
};
TABLE_WITH_ANSWERS(client, 1);

static const struct ct__field account_fields[] = {
    {FIELD(account, client_id, ID), .references = "client"},
    {FIELD(account, email, TEXT)},
    {FIELD(account, created_on, DATE)},
    {FIELD(account, need_password_change, BOOLEAN)},
    {FIELD(account, need_setup, BOOLEAN)},
    {FIELD(account, password_hash, TEXT), .nullable = true},
    {FIELD(account, password_expires_at, INSTANT), .nullable = true},
    {FIELD(account, erased_on, DATE), .nullable = true},
};
static const struct ct__index account_indexes[] = {
    KEY_INDEX,
    [CT__ACCOUNT_BY_EMAIL] = {"account_by_email", {1}, 1, false},
};
TABLE(account, 1);

static const struct ct__field pack_fields[] = {
    {FIELD(pack, id, ID)},
    {FIELD(pack, studio_id, ID), .references = "studio"},
    {FIELD(pack, kind, ENUM), .labels = &ct__coupon_kind_labels},
    {FIELD(pack, plan, ENUM), .labels = &ct__plan_labels},
    {FIELD(pack, license_year, INTEGER)},
    {FIELD(pack, quantity, INTEGER)},
    {FIELD(pack, unit_price_cents, INTEGER)},
    {FIELD(pack, source, ENUM), .labels = &ct__pack_source_labels},
    {FIELD(pack, issued_on, DATE)},
    {FIELD(pack, revoked_on, DATE), .nullable = true},
    {FIELD(pack, created_at, INSTANT)},
    {FIELD(pack, renews_id, ID), .nullable = true, .references = "pack", .since = 2},
};
static const struct ct__index pack_indexes[] = {
    KEY_INDEX,
    [CT__PACK_BY_STUDIO] = {"pack_by_studio", {1}, 1, false},
};
TABLE(pack, 1);

static const struct ct__field coupon_fields[] = {
    {FIELD(coupon, id, ID)},
    {FIELD(coupon, pack_id, ID), .references = "pack"},
    {FIELD(coupon, studio_id, ID), .references = "studio"},
    {FIELD(coupon, code, TEXT)},
    {FIELD(coupon, kind, ENUM), .labels = &ct__coupon_kind_labels},
    {FIELD(coupon, plan, ENUM), .labels = &ct__plan_labels},
    {FIELD(coupon, license_year, INTEGER)},
    {FIELD(coupon, issued_on, DATE)},
    {FIELD(coupon, state, ENUM), .labels = &ct__coupon_state_labels},
    {FIELD(coupon, client_id, ID), .nullable = true, .references = "client"},
    {FIELD(coupon, state_today, ENUM), .nullable = true, .labels = &ct__coupon_state_labels},
};
static const struct ct__index coupon_indexes[] = {
    KEY_INDEX,
    [CT__COUPON_BY_CODE] = {"coupon_by_code", {3}, 1, true},
    [CT__COUPON_POOL] = {"coupon_pool", {2, 4, 8, 6, 3}, 5, false},
    [CT__COUPON_BY_YEAR] = {"coupon_by_year", {2, 6, 3}, 3, false},
    [CT__COUPON_BY_PACK] = {"coupon_by_pack", {1}, 1, false},
};
TABLE_WITH_ANSWERS(coupon, 1);

static const struct ct__field license_fields[] = {
    {FIELD(license, id, ID)},
    {FIELD(license, client_id, ID), .references = "client"},
    {FIELD(license, studio_id, ID), .nullable = true, .references = "studio"},
    {FIELD(license, coupon_id, ID), .nullable = true, .references = "coupon"},
    {FIELD(license, coupon_kind, ENUM), .nullable = true, .labels = &ct__coupon_kind_labels},
    {FIELD(license, plan, ENUM), .labels = &ct__plan_labels},
    {FIELD(license, access, ENUM), .labels = &ct__license_access_labels},
    {FIELD(license, source, ENUM), .labels = &ct__license_source_labels},
    {FIELD(license, first_day, DATE)},
    {FIELD(license, last_day, DATE)},
    {FIELD(license, superseded_on, DATE), .nullable = true},
    {FIELD(license, limit_clients, INTEGER)},
    {FIELD(license, limit_suppliers, INTEGER)},
    {FIELD(license, limit_products, INTEGER)},
    {FIELD(license, limit_documents, INTEGER)},
    {FIELD(license, created_at, INSTANT)},
    {FIELD(license, price_cents, INTEGER), .nullable = true, .since = 2},
};
static const struct ct__index license_indexes[] = {
    KEY_INDEX,
    [CT__LICENSE_BY_CLIENT] = {"license_by_client", {1, 8}, 2, false},
    [CT__LICENSE_BY_COUPON] = {"license_by_coupon", {3}, 1, true},
    [CT__LICENSE_BY_LAST_DAY] = {"license_by_last_day", {2, 9}, 2, false},
    [CT__LICENSE_ENDING] = {"license_ending", {9}, 1, false},
};
TABLE(license, 1);

static const struct ct__field usage_fields[] = {
    {FIELD(usage, client_id, ID), .references = "client"},
    {FIELD(usage, category, ENUM), .labels = &ct__category_labels},
    {FIELD(usage, year, INTEGER)},
    {FIELD(usage, used, INTEGER)},
};
static const struct ct__index usage_indexes[] = {
    {.name = "primary key", .columns = {0, 1, 2}, .column_count = 3, .unique = true},
};
TABLE(usage, 3);

static const struct ct__field migration_fields[] = {
    {FIELD(migration, id, ID)},
    {FIELD(migration, client_id, ID), .references = "client"},
    {FIELD(migration, studio_id, ID), .references = "studio"},
    {FIELD(migration, state, ENUM), .labels = &ct__migration_state_labels},
    {FIELD(migration, live_client_id, ID), .nullable = true, .references = "client"},
    {FIELD(migration, email, TEXT)},
    {FIELD(migration, shares_login, BOOLEAN)},
    {FIELD(migration, coupon_id, ID), .nullable = true, .references = "coupon"},
    {FIELD(migration, license_id, ID), .nullable = true, .references = "license"},
    {FIELD(migration, signatory_name, TEXT), .nullable = true},
    {FIELD(migration, signatory_surname, TEXT), .nullable = true},
    {FIELD(migration, signatory_tax_code, TEXT), .nullable = true},
    {FIELD(migration, created_at, INSTANT)},
    {FIELD(migration, changed_at, INSTANT)},
};
static const struct ct__index migration_indexes[] = {
    KEY_INDEX,
    [CT__MIGRATION_BY_CLIENT] = {"migration_by_client", {1}, 1, false},
    [CT__MIGRATION_BY_STUDIO] = {"migration_by_studio", {2}, 1, false},
    [CT__MIGRATION_LIVE] = {"migration_live", {4}, 1, true},
    [CT__MIGRATION_BY_EMAIL] = {"migration_by_email", {5}, 1, false},
};
TABLE(migration, 1);

static const struct ct__field message_fields[] = {
    {FIELD(message, id, ID)},
    {FIELD(message, kind, ENUM), .labels = &ct__message_kind_labels},
    {FIELD(message, state, ENUM), .labels = &ct__message_state_labels},
    {FIELD(message, studio_id, ID), .nullable = true, .references = "studio"},
    {FIELD(message, client_id, ID), .nullable = true, .references = "client"},
    {FIELD(message, migration_id, ID), .nullable = true, .references = "migration"},
    {FIELD(message, recipient, TEXT)},
    {FIELD(message, message_id, TEXT), .nullable = true},
    {FIELD(message, attempts, INTEGER)},
    {FIELD(message, due_at, INSTANT), .nullable = true},
    {FIELD(message, lease_id, ID), .nullable = true},
    {FIELD(message, last_failure, TEXT), .nullable = true},
    {FIELD(message, created_at, INSTANT)},
    {FIELD(message, delivered_at, INSTANT), .nullable = true},
    {FIELD(message, year, INTEGER), .nullable = true, .since = 2},
    {FIELD(message, number, INTEGER), .nullable = true, .since = 2},
    {FIELD(message, day, DATE), .nullable = true, .since = 2},
    {FIELD(message, lease, ID), .nullable = true},
    {FIELD(message, sender, TEXT), .nullable = true},
    {FIELD(message, subject, TEXT), .nullable = true},
    {FIELD(message, text, TEXT), .nullable = true},
};
static const struct ct__index message_indexes[] = {
    KEY_INDEX,
    [CT__MESSAGE_DUE] = {"message_due", {9}, 1, false},
    [CT__MESSAGE_SETTLED] = {"message_settled", {13}, 1, false},
};
TABLE_WITH_ANSWERS(message, 4);

static const struct ct__field event_fields[] = {
    {FIELD(event, subject_id, ID)},
    {FIELD(event, sequence, INTEGER)},
    {FIELD(event, instant, INSTANT)},
    {FIELD(event, actor, TEXT)},
    {FIELD(event, kind, ENUM), .labels = &ct__event_kind_labels},
    {FIELD(event, studio_id, ID), .nullable = true, .references = "studio"},
    {FIELD(event, client_id, ID), .nullable = true, .references = "client"},
    {FIELD(event, pack_id, ID), .nullable = true, .references = "pack"},
    {FIELD(event, coupon_id, ID), .nullable = true, .references = "coupon"},
    {FIELD(event, license_id, ID), .nullable = true, .references = "license"},
    {FIELD(event, migration_id, ID), .nullable = true, .references = "migration"},
    {FIELD(event, message_id, ID), .nullable = true, .references = "message"},
    {FIELD(event, number, INTEGER), .nullable = true},
    {FIELD(event, coupon_kind, ENUM), .nullable = true, .labels = &ct__coupon_kind_labels},
    {FIELD(event, year, INTEGER), .nullable = true},
    {FIELD(event, category, ENUM), .nullable = true, .labels = &ct__category_labels},
    {FIELD(event, first_day, DATE), .nullable = true},
    {FIELD(event, last_day, DATE), .nullable = true},
    {FIELD(event, license_source, ENUM), .nullable = true, .since = 2,
     .labels = &ct__license_source_labels},
    {FIELD(event, plan, ENUM), .nullable = true, .since = 2, .labels = &ct__plan_labels},
    {FIELD(event, license_access, ENUM), .nullable = true, .since = 2,
     .labels = &ct__license_access_labels},
    {FIELD(event, area, ENUM), .nullable = true, .since = 2, .labels = &ct__access_area_labels},
    {FIELD(event, level, ENUM), .nullable = true, .since = 2, .labels = &ct__access_level_labels},
    {FIELD(event, rules, TEXT), .nullable = true, .since = 2},
};
static const struct ct__index event_indexes[] = {
    {.name = "primary key", .columns = {0, 1}, .column_count = 2, .unique = true},
    [CT__EVENT_BY_INSTANT] = {"event_by_instant", {2}, 1, false},
    [CT__EVENT_BY_STUDIO] = {"event_by_studio", {5, 2}, 2, false},
};
TABLE(event, 2);

static const struct ct__field idempotency_fields[] = {
    {FIELD(idempotency, key, TEXT)},
    {FIELD(idempotency, request, ID), .nullable = true},
    {FIELD(idempotency, status, INTEGER)},
    {FIELD(idempotency, answer, BLOB), .nullable = true},
    {FIELD(idempotency, reasons, BLOB), .nullable = true},
    {FIELD(idempotency, created_at, INSTANT)},
};
static const struct ct__index idempotency_indexes[] = {KEY_INDEX};
TABLE(idempotency, 1);

static const struct ct__field committed_fields[] = {
    {FIELD(committed, id, ID)},
    {FIELD(committed, created_at, INSTANT)},
};
static const struct ct__index committed_indexes[] = {KEY_INDEX};
TABLE(committed, 1);

static const struct ct__field idempotency_age_fields[] = {
    {FIELD(idempotency_age, created_at, INSTANT)},
    {FIELD(idempotency_age, key, TEXT)},
};
static const struct ct__index idempotency_age_indexes[] = {
    {.name = "primary key", .columns = {0, 1}, .column_count = 2, .unique = true},
};
TABLE(idempotency_age, 2);

static const struct ct__field lifecycle_fields[] = {
    {FIELD(lifecycle, task, TEXT)},
    {FIELD(lifecycle, done_through, DATE), .nullable = true},
    {FIELD(lifecycle, position, TEXT), .nullable = true},
    {FIELD(lifecycle, changed_at, INSTANT)},
};
static const struct ct__index lifecycle_indexes[] = {KEY_INDEX};
TABLE(lifecycle, 1);

static const struct ct__field erasure_fields[] = {
    {FIELD(erasure, erase_on, DATE)},
    {FIELD(erasure, client_id, ID), .references = "client"},
};
static const struct ct__index erasure_indexes[] = {
    {.name = "primary key", .columns = {0, 1}, .column_count = 2, .unique = true},
};
TABLE(erasure, 2);

static const struct ct__field campaign_issue_fields[] = {
    {FIELD(campaign_issue, studio_id, ID), .references = "studio"},
    {FIELD(campaign_issue, kind, ENUM), .labels = &ct__coupon_kind_labels},
    {FIELD(campaign_issue, license_year, INTEGER)},
    {FIELD(campaign_issue, quantity, INTEGER)},
    {FIELD(campaign_issue, issued_at, INSTANT)},
};
static const struct ct__index campaign_issue_indexes[] = {
    {.name = "primary key", .columns = {0, 1, 2}, .column_count = 3, .unique = true},
};
TABLE(campaign_issue, 3);

static const struct ct__field cancellation_fields[] = {
    {FIELD(cancellation, id, ID)},
    {FIELD(cancellation, studio_id, ID), .references = "studio"},
    {FIELD(cancellation, pack_id, ID), .nullable = true, .references = "pack"},
    {FIELD(cancellation, sender, TEXT)},
    {FIELD(cancellation, message_id, TEXT)},
    {FIELD(cancellation, sent_at, INSTANT)},
    {FIELD(cancellation, campaign_year, INTEGER)},
    {FIELD(cancellation, recorded_at, INSTANT)},
    {FIELD(cancellation, withdrawn_at, INSTANT), .nullable = true},
};
static const struct ct__index cancellation_indexes[] = {
    KEY_INDEX,
    [CT__CANCELLATION_BY_STUDIO] = {"cancellation_by_studio", {1}, 1, false},
    [CT__CANCELLATION_BY_MESSAGE] = {"cancellation_by_message", {4, 2}, 2, true},
};
TABLE(cancellation, 1);

static const struct ct__field document_fields[] = {
    {FIELD(document, client_id, ID), .references = "client"},
    {FIELD(document, id, ID)},
    {FIELD(document, direction, ENUM), .labels = &ct__document_direction_labels},
    {FIELD(document, type, ENUM), .labels = &ct__document_type_labels},
    {FIELD(document, number, TEXT)},
    {FIELD(document, series, TEXT), .nullable = true},
    {FIELD(document, date, DATE)},
    {FIELD(document, counterparty_name, TEXT), .nullable = true},
    {FIELD(document, counterparty_code, TEXT), .nullable = true},
    {FIELD(document, total_cents, INTEGER)},
    {FIELD(document, currency, TEXT)},
    {FIELD(document, digest, BLOB)},
    {FIELD(document, imported_at, INSTANT)},
};
static const struct ct__index document_indexes[] = {
    {.name = "primary key", .columns = {0, 1}, .column_count = 2, .unique = true},
    [CT__DOCUMENT_BY_DATE] = {"document_by_date", {0, 6}, 2, false},
};
TABLE(document, 2);

static const struct ct__field counterparty_fields[] = {
    {FIELD(counterparty, client_id, ID), .references = "client"},
    {FIELD(counterparty, category, ENUM), .labels = &ct__category_labels},
    {FIELD(counterparty, code, TEXT)},
    {FIELD(counterparty, name, TEXT)},
};
static const struct ct__index counterparty_indexes[] = {
    {.name = "primary key", .columns = {0, 1, 2}, .column_count = 3, .unique = true},
};
TABLE(counterparty, 3);

static const struct ct__field numbering_fields[] = {
    {FIELD(numbering, client_id, ID), .references = "client"},
    {FIELD(numbering, year, INTEGER)},
    {FIELD(numbering, series, TEXT)},
    {FIELD(numbering, last_number, INTEGER)},
};
static const struct ct__index numbering_indexes[] = {
    {.name = "primary key", .columns = {0, 1, 2}, .column_count = 3, .unique = true},
};
TABLE(numbering, 3);

static const struct ct__field erased_code_fields[] = {
    {FIELD(erased_code, digest, ID)},
    {FIELD(erased_code, client_id, ID), .references = "client"},
};
static const struct ct__index erased_code_indexes[] = {KEY_INDEX};
TABLE(erased_code, 1);

static const struct ct__table *const tables[] = {
    [CT__STUDIO] = &studio_table,     [CT__CLIENT] = &client_table,
    [CT__ACCOUNT] = &account_table,   [CT__PACK] = &pack_table,
    [CT__COUPON] = &coupon_table,     [CT__LICENSE] = &license_table,
    [CT__USAGE] = &usage_table,       [CT__MIGRATION] = &migration_table,
    [CT__MESSAGE] = &message_table,   [CT__EVENT] = &event_table,
    [CT__IDEMPOTENCY] = &idempotency_table,
    [CT__COMMITTED] = &committed_table,
    [CT__IDEMPOTENCY_AGE] = &idempotency_age_table,
    [CT__LIFECYCLE] = &lifecycle_table,
    [CT__ERASURE] = &erasure_table,
    [CT__CAMPAIGN_ISSUE] = &campaign_issue_table,
    [CT__CANCELLATION] = &cancellation_table,
    [CT__DOCUMENT] = &document_table,
    [CT__COUNTERPARTY] = &counterparty_table,
    [CT__NUMBERING] = &numbering_table,
    [CT__ERASED_CODE] = &erased_code_table,
};

const struct ct_schema ct__schema = {.version = 2, .table_count = COUNT(tables), .tables = tables};

const struct ct__table *
ct__table_of(enum ct__table_number number)
{
    return tables[number];
}

static const struct ct__field campaign_report_fields[] = {
    {FIELD(campaign_report, license_year, INTEGER)},
    {FIELD(campaign_report, studios, INTEGER)},
    {FIELD(campaign_report, issued_to, INTEGER)},
    {FIELD(campaign_report, stopped, INTEGER)},
    {FIELD(campaign_report, already_done, INTEGER)},
    {FIELD(campaign_report, coupons, INTEGER)},
    {FIELD(campaign_report, next, TEXT), .nullable = true},
};
const struct ct__table ct__campaign_report_table = {
    .name = "campaign_report",
    .record_size = sizeof(struct ct__campaign_report),
    .fields = campaign_report_fields,
    .answer_field_count = COUNT(campaign_report_fields),
};

static const struct ct__field client_answer_fields[] = {
    {FIELD(client_answer, status, ENUM), .labels = &ct__client_status_labels},
    {FIELD(client_answer, client_id, ID), .nullable = true},
};
const struct ct__table ct__client_answer_table = {
    .name = "client_answer",
    .record_size = sizeof(struct ct__client_answer),
    .fields = client_answer_fields,
    .answer_field_count = COUNT(client_answer_fields),
};

static const struct ct__field assignment_fields[] = {
    {FIELD(assignment, status, ENUM), .labels = &ct__assignment_status_labels},
    {FIELD(assignment, client_id, ID)},
    {FIELD(assignment, client_name, TEXT), .nullable = true},
    {FIELD(assignment, action, ENUM), .nullable = true, .labels = &ct__eligible_action_labels},
    {FIELD(assignment, license_id, ID), .nullable = true},
    {FIELD(assignment, plan, ENUM), .nullable = true, .labels = &ct__plan_labels},
    {FIELD(assignment, access, ENUM), .nullable = true, .labels = &ct__license_access_labels},
    {FIELD(assignment, first_day, DATE), .nullable = true},
    {FIELD(assignment, last_day, DATE), .nullable = true},
    {FIELD(assignment, coupon_code, TEXT), .nullable = true},
};
const struct ct__table ct__assignment_table = {
    .name = "assignment",
    .record_size = sizeof(struct ct__assignment),
    .fields = assignment_fields,
    .answer_field_count = COUNT(assignment_fields),
};

static const struct ct__field migration_answer_fields[] = {
    {FIELD(migration_answer, status, ENUM), .labels = &ct__migration_status_labels},
    {FIELD(migration_answer, client_id, ID)},
    {FIELD(migration_answer, client_name, TEXT), .nullable = true},
    {FIELD(migration_answer, migration_id, ID), .nullable = true},
    {FIELD(migration_answer, state, ENUM), .nullable = true, .labels = &ct__migration_state_labels},
    {FIELD(migration_answer, license_id, ID), .nullable = true},
    {FIELD(migration_answer, plan, ENUM), .nullable = true, .labels = &ct__plan_labels},
    {FIELD(migration_answer, access, ENUM), .nullable = true,
     .labels = &ct__license_access_labels},
    {FIELD(migration_answer, first_day, DATE), .nullable = true},
    {FIELD(migration_answer, last_day, DATE), .nullable = true},
    {FIELD(migration_answer, coupon_code, TEXT), .nullable = true},
};
const struct ct__table ct__migration_answer_table = {
    .name = "migration_answer",
    .record_size = sizeof(struct ct__migration_answer),
    .fields = migration_answer_fields,
    .answer_field_count = COUNT(migration_answer_fields),
};

static const struct ct__field lifecycle_report_fields[] = {
    {FIELD(lifecycle_report, expired_notices, INTEGER)},
    {FIELD(lifecycle_report, erasure_notices, INTEGER)},
    {FIELD(lifecycle_report, erasures, INTEGER)},
    {FIELD(lifecycle_report, reminders, INTEGER)},
    {FIELD(lifecycle_report, removed_answers, INTEGER)},
    {FIELD(lifecycle_report, removed_messages, INTEGER)},
    {FIELD(lifecycle_report, is_done, BOOLEAN)},
};
const struct ct__table ct__lifecycle_report_table = {
    .name = "lifecycle_report",
    .record_size = sizeof(struct ct__lifecycle_report),
    .fields = lifecycle_report_fields,
    .answer_field_count = COUNT(lifecycle_report_fields),
};

/* It is only ever looked at: no field needs copying, or keeping under a key. */
const struct ct__table ct__client_record_table = {
    .name = "client_record",
    .record_size = sizeof(struct ct__client_record),
};

static const struct ct__field history_answer_fields[] = {
    {FIELD(history_answer, status, ENUM), .labels = &ct__import_status_labels},
    {FIELD(history_answer, document_id, ID), .nullable = true},
};
const struct ct__table ct__history_answer_table = {
    .name = "history_answer",
    .record_size = sizeof(struct ct__history_answer),
    .fields = history_answer_fields,
    .answer_field_count = COUNT(history_answer_fields),
};

static const struct ct__field finding_fields[] = {
    {FIELD(finding, italian, TEXT)},
    {FIELD(finding, english, TEXT)},
};
/* Likewise; its other text is static. */
const struct ct__table ct__finding_table = {
    .name = "finding",
    .record_size = sizeof(struct ct__finding),
    .fields = finding_fields,
    .answer_field_count = COUNT(finding_fields),
};
