/* Events: every change, in order, never altered (R-AUD-01).
 *
 *     ct_event_query query = CT_EVENT_QUERY_INIT;
 *     ct_event_list *list = NULL;
 *     query.client = client;
 *     if (ct_event_list_get(context, &query, &list) == CT_OK)
 *         for (size_t i = 0; i < ct_event_list_count(list); i++) {
 *             char when[CT_INSTANT_TEXT_LENGTH + 1];
 *             const ct_event *event = ct_event_list_at(list, i);
 *             ct_instant_format(ct_event_instant(event), when);
 *             printf("%s %s\n", when, ct_enum_name(CT_ENUM_EVENT_KIND, ct_event_kind_of(event)));
 *         }
 *     ct_event_list_free(list);
 */
#ifndef CONTOTERZI_EVENT_H
#define CONTOTERZI_EVENT_H

#include "access.h"
#include "context.h"
#include "coupon.h"
#include "license.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What happened, and what more an event of the kind tells. */
typedef int32_t ct_event_kind;
enum ct_event_kind_values {
    CT_EVENT_STUDIO_ADDED = 1,
    CT_EVENT_ACCOUNT_OPENED = 2, /* the studio's accountant account */
    CT_EVENT_CLIENT_ADDED = 3,
    CT_EVENT_CLIENT_UPDATED = 4,
    CT_EVENT_NICKNAME_SET = 5,
    CT_EVENT_PACK_BOUGHT = 6, /* number: the quantity; coupon kind and license year */
    CT_EVENT_PACK_REVOKED = 7, /* number: how many coupons it took back */
    CT_EVENT_MIGRATION_SELECTED = 8,
    CT_EVENT_MIGRATION_AUTHORISED = 9,   /* the coupon is reserved */
    CT_EVENT_MIGRATION_PROVISIONED = 10, /* the coupon is assigned, the account created, the message
                                            queued */
    CT_EVENT_CREDENTIALS_SENT = 11,
    CT_EVENT_FIRST_LOGIN = 12,
    CT_EVENT_MIGRATION_OPERATIONAL = 13,
    CT_EVENT_MIGRATION_CANCELLED = 14, /* a reserved coupon is given back */
    CT_EVENT_MIGRATION_FAILED = 15,    /* likewise */
    CT_EVENT_LICENSE_ACTIVATED = 16, /* its days, source, plan and access; the coupon's kind and
                                        license year */
    CT_EVENT_USAGE_COUNTED = 17,     /* number: what was added; category, and year of documents */
    CT_EVENT_MESSAGE_QUEUED = 18,
    CT_EVENT_MESSAGE_CLAIMED = 19,
    CT_EVENT_MESSAGE_DELIVERED = 20,
    CT_EVENT_MESSAGE_FAILED = 21,
    CT_EVENT_MESSAGE_WITHDRAWN = 22,
    CT_EVENT_LICENSE_SUPERSEDED = 23, /* last day: the day on which a higher one took its place */
    CT_EVENT_COUPON_ASSIGNED = 24,    /* outside a migration; coupon kind and license year */
    CT_EVENT_PACK_RENEWED = 25,       /* tacitly; number: the quantity; coupon kind and license year */
    CT_EVENT_CAMPAIGN_STOPPED = 26,   /* by a cancellation; license year: that nothing was issued for */
    CT_EVENT_CANCELLATION_RECORDED = 27,  /* year: of the first November that it stops */
    CT_EVENT_CANCELLATION_WITHDRAWN = 28, /* likewise */
    CT_EVENT_CLIENT_UNLINKED = 29,
    CT_EVENT_CLIENT_LINKED = 30,
    CT_EVENT_CLIENT_OPENED = 31,       /* the studio entered the client's account */
    CT_EVENT_DOCUMENT_IMPORTED = 32,   /* number: how many; year: of their dates */
    CT_EVENT_LICENSE_EXPIRED = 33,     /* last day: of the license */
    CT_EVENT_RENEWAL_REMINDED = 34,    /* number: clients not renewed; year: that ends */
    CT_EVENT_ERASURE_ANNOUNCED = 35,   /* first day: when it will be */
    CT_EVENT_CLIENT_ERASED = 36,
    CT_EVENT_CLIENT_EXPORTED = 37,
    CT_EVENT_MIGRATION_REFUSED = 38,   /* R-AUD-06, and those below: rules */
    CT_EVENT_ASSIGNMENT_REFUSED = 39,
    CT_EVENT_RENEWAL_REFUSED = 40,
    CT_EVENT_CANCELLATION_REFUSED = 41,
    CT_EVENT_ACCESS_REFUSED = 42       /* and the area and level that were asked for */
};

/* One event. It carries identifiers, days, numbers and no personal data (R-AUD-09). */
typedef struct ct_event ct_event;

/* What the event is about: its client, else its studio. */
CT_API ct_id ct_event_subject_id(const ct_event *event);
/* Counts the subject's events from 1, without gaps: what came after what on one subject, whatever the
 * clocks of the machines said. */
CT_API int64_t ct_event_sequence(const ct_event *event);
CT_API ct_instant ct_event_instant(const ct_event *event);
CT_API const char *ct_event_actor(const ct_event *event);
CT_API ct_event_kind ct_event_kind_of(const ct_event *event);
/* What it touched; none where it had no part. */
CT_API ct_id ct_event_studio_id(const ct_event *event);
CT_API ct_id ct_event_client_id(const ct_event *event);
CT_API ct_id ct_event_pack_id(const ct_event *event);
CT_API ct_id ct_event_coupon_id(const ct_event *event);
CT_API ct_id ct_event_license_id(const ct_event *event);
CT_API ct_id ct_event_migration_id(const ct_event *event);
CT_API ct_id ct_event_message_id(const ct_event *event);
/* What more a kind of event tells, as ct_event_kind_values says; otherwise 0, or no day. */
CT_API int64_t ct_event_number(const ct_event *event);
CT_API ct_coupon_kind ct_event_coupon_kind(const ct_event *event);
CT_API int32_t ct_event_year(const ct_event *event);
CT_API ct_category ct_event_category(const ct_event *event);
CT_API ct_date ct_event_first_day(const ct_event *event);
CT_API ct_date ct_event_last_day(const ct_event *event);
CT_API ct_license_source ct_event_license_source(const ct_event *event);
CT_API ct_plan ct_event_plan(const ct_event *event);
CT_API ct_license_access ct_event_license_access(const ct_event *event);
CT_API ct_access_area ct_event_area(const ct_event *event);
CT_API ct_access_level ct_event_level(const ct_event *event);
/* Of a refusal: the numbers of all its rules, parted by single spaces; otherwise NULL. */
CT_API const char *ct_event_rules(const ct_event *event);

/* Which events to list. */
typedef struct ct_event_query {
    size_t size;
    ct_id studio;      /* only events on this studio and its clients */
    ct_id client;      /* only this client's; in the order of their sequence */
    const char *after; /* a cursor of ct_event_list_next, or NULL */
    uint32_t limit;    /* the most entries; 0 is 100, and 1000 the most */
    uint32_t reserved;
} ct_event_query;
#define CT_EVENT_QUERY_INIT CT_SIZED(ct_event_query)

/* A page of events. */
typedef struct ct_event_list ct_event_list;
/* A page of events, the oldest first; none for an unknown studio or client. `query` may be NULL: all,
 * from the beginning. */
CT_API ct_status ct_event_list_get(ct_context *context, const ct_event_query *query,
                                   ct_event_list **ret_list);
CT_API void ct_event_list_free(ct_event_list *list);
CT_API size_t ct_event_list_count(const ct_event_list *list);
CT_API const ct_event *ct_event_list_at(const ct_event_list *list, size_t index);
CT_API const char *ct_event_list_next(const ct_event_list *list);

#ifdef __cplusplus
}
#endif

#endif
