/* What the library keeps: one struct and one table a record. Nothing else knows column names. */
#pragma once

#include "contoterzi/contoterzi.h"
#include "model/record.h"

/* The tables in the order of the schema; only ever appended to. */
enum ct__table_number {
    CT__STUDIO,
    CT__CLIENT,
    CT__ACCOUNT,
    CT__PACK,
    CT__COUPON,
    CT__LICENSE,
    CT__USAGE,
    CT__MIGRATION,
    CT__MESSAGE,
    CT__EVENT,
    CT__IDEMPOTENCY,
    CT__COMMITTED,
    CT__IDEMPOTENCY_AGE,
    CT__LIFECYCLE,
    CT__ERASURE,
    CT__CAMPAIGN_ISSUE,
    CT__CANCELLATION,
    CT__DOCUMENT,
    CT__COUNTERPARTY,
    CT__NUMBERING,
    CT__ERASED_CODE
};

/* Their indexes; 0 is the primary key everywhere. */
enum { CT__STUDIO_BY_VAT_NUMBER = 1 };
enum {
    CT__CLIENT_BY_TAX_CODE = 1,
    CT__CLIENT_BY_VAT_NUMBER,
    CT__CLIENT_BY_NAME /* studio_id, name_key */
};
enum { CT__ACCOUNT_BY_EMAIL = 1 };
enum { CT__PACK_BY_STUDIO = 1 };
enum {
    CT__COUPON_BY_CODE = 1,
    CT__COUPON_POOL,    /* studio_id, kind, state, license_year, code */
    CT__COUPON_BY_YEAR, /* studio_id, license_year, code */
    CT__COUPON_BY_PACK  /* pack_id */
};
enum {
    CT__LICENSE_BY_CLIENT = 1, /* client_id, first_day */
    CT__LICENSE_BY_COUPON,     /* one assignment a coupon */
    CT__LICENSE_BY_LAST_DAY,   /* studio_id, last_day */
    CT__LICENSE_ENDING         /* last_day: what the daily lifecycle walks */
};
enum {
    CT__MIGRATION_BY_CLIENT = 1,
    CT__MIGRATION_BY_STUDIO,
    CT__MIGRATION_LIVE,    /* one live migration a client */
    CT__MIGRATION_BY_EMAIL
};
enum {
    CT__MESSAGE_DUE = 1,
    CT__MESSAGE_SETTLED /* delivered_at: what R-AUD-10 removes from */
};
enum {
    CT__EVENT_BY_INSTANT = 1,
    CT__EVENT_BY_STUDIO /* studio_id, instant */
};
enum {
    CT__CANCELLATION_BY_STUDIO = 1,
    CT__CANCELLATION_BY_MESSAGE /* message_id, pack_id: one record a message and pack */
};
enum { CT__DOCUMENT_BY_DATE = 1 /* client_id, date */ };

struct ct__studio {
    ct_id id;
    const char *name;
    const char *vat_number;
    const char *tax_code;
    const char *email;
    const char *certified_email;
    ct_date account_opened_on;
    ct_instant created_at;
};

struct ct__client {
    ct_id id;
    ct_id studio_id;
    const char *name;
    const char *name_key; /* the folded name, which is no longer: how clients are sorted */
    const char *nickname;
    const char *vat_number;
    const char *tax_code;
    ct_tax_regime tax_regime;
    const char *emails; /* parted by single spaces */
    bool is_on_ts_digital;
    int32_t stage; /* enum ct__stage */
    ct_date license_last_day;
    ct_instant created_at;
    ct_client_state state_today; /* answer */
};

struct ct__account {
    ct_id client_id;
    const char *email;
    ct_date created_on;
    bool need_password_change;
    bool need_setup;
    const char *password_hash; /* of the one-time password that counts */
    ct_instant password_expires_at;
    ct_date erased_on;
};

struct ct__pack {
    ct_id id;
    ct_id studio_id;
    ct_coupon_kind kind;
    ct_plan plan;
    int64_t license_year;
    int64_t quantity;
    int64_t unit_price_cents;
    ct_pack_source source;
    ct_date issued_on;
    ct_date revoked_on;
    ct_instant created_at;
    ct_id renews_id; /* the pack that it renews tacitly, or none */
};

struct ct__coupon {
    ct_id id;
    ct_id pack_id;
    ct_id studio_id;
    const char *code;
    ct_coupon_kind kind;
    ct_plan plan;
    int64_t license_year;
    ct_date issued_on;
    ct_coupon_state state; /* never expired: that is for a day to tell */
    ct_id client_id;
    ct_coupon_state state_today; /* answer */
};

struct ct__license {
    ct_id id;
    ct_id client_id;
    ct_id studio_id; /* the studio that the client is linked to */
    ct_id coupon_id;
    ct_coupon_kind coupon_kind;
    ct_plan plan;
    ct_license_access access;
    ct_license_source source;
    ct_date first_day;
    ct_date last_day;
    ct_date superseded_on;
    int64_t limit_clients;
    int64_t limit_suppliers;
    int64_t limit_products;
    int64_t limit_documents;
    ct_instant created_at;
    int64_t price_cents; /* of a purchase */
};

struct ct__usage {
    ct_id client_id;
    ct_category category;
    int64_t year; /* 0 but for documents */
    int64_t used;
};

struct ct__migration {
    ct_id id;
    ct_id client_id;
    ct_id studio_id;
    ct_migration_state state;
    ct_id live_client_id; /* client_id while under way, else none: unique */
    const char *email;
    bool shares_login;
    ct_id coupon_id;
    ct_id license_id;
    const char *signatory_name;
    const char *signatory_surname;
    const char *signatory_tax_code;
    ct_instant created_at;
    ct_instant changed_at;
};

struct ct__message {
    ct_id id;
    ct_message_kind kind;
    ct_message_state state;
    ct_id studio_id;
    ct_id client_id;
    ct_id migration_id;
    const char *recipient;
    const char *message_id;
    int64_t attempts;
    ct_instant due_at; /* none once delivered: not in the queue */
    ct_id lease_id;
    const char *last_failure;
    ct_instant created_at;
    ct_instant delivered_at; /* or withdrawn */
    int64_t year;   /* what more the message tells, by its kind: see letter.c */
    int64_t number;
    ct_date day;
    ct_id lease;         /* answer, as are those below: only for the one who claimed it */
    const char *sender;
    const char *subject;
    const char *text;
};

struct ct__event {
    ct_id subject_id;
    int64_t sequence;
    ct_instant instant;
    const char *actor;
    ct_event_kind kind;
    ct_id studio_id;
    ct_id client_id;
    ct_id pack_id;
    ct_id coupon_id;
    ct_id license_id;
    ct_id migration_id;
    ct_id message_id;
    int64_t number;
    ct_coupon_kind coupon_kind;
    int64_t year;
    ct_category category;
    ct_date first_day;
    ct_date last_day;
    ct_license_source license_source;
    ct_plan plan;
    ct_license_access license_access;
    ct_access_area area;
    ct_access_level level;
    const char *rules; /* of a refusal, parted by spaces */
};

/* The first answer to a changing call, under its caller's key (R-AUD-02). */
struct ct__idempotency {
    const char *key;
    ct_id request; /* digest */
    int64_t status;
    struct ct__blob answer;
    struct ct__blob reasons;
    ct_instant created_at;
};

/* The fact that a call without a key of its caller's was committed: what is looked for when the
 * storage could not tell. */
struct ct__committed {
    ct_id id; /* version 7, so that the old ones are one range */
    ct_instant created_at;
};

/* The answers that are kept, by age: what R-AUD-10 removes from. */
struct ct__idempotency_age {
    ct_instant created_at;
    const char *key;
};

/* How far each task of the daily lifecycle has got (R-OUT-03). */
struct ct__lifecycle {
    const char *task;
    ct_date done_through; /* everything before this day is done */
    const char *position; /* and what came up to here on the day itself; NULL: all of it */
    ct_instant changed_at;
};

/* A client that was told that its data will be erased (R-LIC-06). */
struct ct__erasure {
    ct_date erase_on;
    ct_id client_id;
};

/* What a campaign decided for a studio: once a studio, kind and year (R-REN-02). */
struct ct__campaign_issue {
    ct_id studio_id;
    ct_coupon_kind kind;
    int64_t license_year;
    int64_t quantity; /* 0: a cancellation stopped it */
    ct_instant issued_at;
};

struct ct__cancellation {
    ct_id id;
    ct_id studio_id;
    ct_id pack_id; /* none: all packs */
    const char *sender;
    const char *message_id;
    ct_instant sent_at;
    int64_t campaign_year; /* of the first November whose campaign it stops */
    ct_instant recorded_at;
    ct_instant withdrawn_at;
};

/* A document of before the migration (section 10). */
struct ct__document {
    ct_id client_id;
    ct_id id; /* a digest of what makes it the same document (R-HIS-03) */
    ct_document_direction direction;
    ct_document_type type;
    const char *number;
    const char *series;
    ct_date date;
    const char *counterparty_name;
    const char *counterparty_code; /* tax code, else VAT number */
    int64_t total_cents;
    const char *currency;
    struct ct__blob digest; /* of the file */
    ct_instant imported_at;
};

/* What the contract of storage.h lets the columns of a key take, without the two others. */
enum { CT__COUNTERPARTY_CODE_MAX = 376 };

/* A customer or supplier that came with a document; counted once. */
struct ct__counterparty {
    ct_id client_id;
    ct_category category;
    const char *code;
    const char *name;
};

/* By which an erased client is known again, though its codes are gone: what it bought and had bars it for
 * ever (R-ELIG-08). */
struct ct__erased_code {
    ct_id digest; /* of a tax code or VAT number */
    ct_id client_id;
};

/* How far the numbers of issued documents have got (R-HIS-04). */
struct ct__numbering {
    ct_id client_id;
    int64_t year;
    const char *series; /* "" is the series without a name */
    int64_t last_number;
};

/* Records that are answered and never stored. */
struct ct__campaign_report {
    int64_t license_year;
    int64_t studios;
    int64_t issued_to;
    int64_t stopped;
    int64_t already_done;
    int64_t coupons;
    const char *next; /* cursor, or NULL */
};

struct ct__client_answer {
    ct_client_status status;
    ct_id client_id;
};

struct ct__assignment {
    ct_assignment_status status;
    ct_id client_id;
    const char *client_name;
    ct_eligible_action action;
    ct_id license_id;
    ct_plan plan;
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    const char *coupon_code;
};

struct ct__migration_answer {
    ct_migration_status status;
    ct_id client_id;
    const char *client_name;
    ct_id migration_id;
    ct_migration_state state;
    ct_id license_id;
    ct_plan plan;
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    const char *coupon_code;
};

struct ct__lifecycle_report {
    int64_t expired_notices;
    int64_t erasure_notices;
    int64_t erasures;
    int64_t reminders;
    int64_t removed_answers;
    int64_t removed_messages;
    bool is_done;
};

/* What a client had on a day (R-AUD-01). */
struct ct__client_record {
    ct_id client_id;
    ct_date day;
    ct_id studio_id;
    ct_client_state state;
    bool is_erased;
    ct_id migration_id;
    ct_migration_state migration_state;
    ct_id license_id;
    ct_id coupon_id;
    ct_license_source source;
    ct_plan plan;
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    int64_t license_count;
    int64_t used_clients;
    int64_t used_suppliers;
    int64_t used_products;
    int64_t used_documents;
};

struct ct__history_answer {
    ct_import_status status;
    ct_id document_id;
};

/* Where something is wrong: the rows, as far as they have a part. The texts are its own business. */
struct ct__finding {
    int32_t check; /* enum ct__check_id */
    ct_id studio_id;
    ct_id client_id;
    ct_id pack_id;
    ct_id coupon_id;
    ct_id license_id;
    ct_id migration_id;
    ct_id message_id;
    const char *table;
    const char *italian;
    const char *english;
};

extern const struct ct_schema ct__schema;
extern const struct ct__table ct__campaign_report_table;
extern const struct ct__table ct__client_answer_table;
extern const struct ct__table ct__client_record_table;
extern const struct ct__table ct__finding_table;
extern const struct ct__table ct__migration_answer_table;
extern const struct ct__table ct__history_answer_table;
extern const struct ct__table ct__lifecycle_report_table;
extern const struct ct__table ct__assignment_table;

const struct ct__table *ct__table_of(enum ct__table_number number);
