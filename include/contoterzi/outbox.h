/* The outbox: messages that were decided, and their delivery by a worker (R-OUT-01).
 *
 *     ct_message *message = NULL;
 *     while (ct_outbox_claim(context, NULL, &message) == CT_OK) {
 *         ct_id id = ct_message_id(message), lease = ct_message_lease(message);
 *         if (send_mail(ct_message_recipient(message), ct_message_subject(message),
 *                       ct_message_text(message)))
 *             ct_outbox_acknowledge(context, id, lease, NULL, NULL);
 *         else
 *             ct_outbox_fail(context, id, lease, "the server is away", NULL, NULL);
 *         ct_message_free(message);
 *     }
 */
#ifndef CONTOTERZI_OUTBOX_H
#define CONTOTERZI_OUTBOX_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a message is about (R-OUT-02). */
typedef int32_t ct_message_kind;
enum ct_message_kind_values {
    CT_MESSAGE_CREDENTIALS = 1,
    CT_MESSAGE_LICENSE_ACTIVATED = 2, /* to the client, where no credentials tell it */
    CT_MESSAGE_COUPONS_ISSUED = 3,    /* to the studio (R-REN-02) */
    CT_MESSAGE_RENEWAL_REMINDER = 4,  /* to the studio */
    CT_MESSAGE_LICENSE_EXPIRED = 5,   /* to the client */
    CT_MESSAGE_ERASURE_NOTICE = 6,    /* to the client */
    CT_MESSAGE_CANCELLATION_RECORDED = 7 /* to the studio */
};

/* How far a message has got. */
typedef int32_t ct_message_state;
enum ct_message_state_values {
    CT_MESSAGE_QUEUED = 1,  /* waiting: for a worker, for its lease to end, or for its next try */
    CT_MESSAGE_DELIVERED = 2,
    CT_MESSAGE_WITHDRAWN = 3 /* credentials that were still waiting when the client was in already */
};

/* A message as it was when the call answered. */
typedef struct ct_message ct_message;

/* Writes messages of a kind by the host's own words; NULL for both gives the library's back. Contexts made
 * with the policy from then on have it. In braces stand the words that the kind fills in:
 *
 * {client}              the client's name: of messages to a client
 * {studio}              the studio's name: of messages to a studio, and of credentials
 * {login}               the address that it goes to
 * {password}            of credentials: once, alone on a line of the text
 * {number}              coupons, or clients not renewed
 * {year}                of the coupons' licenses, or of the November that a cancellation stops
 * {day} {giorno}        as 2026-12-31 and 31/12/2026: the license's last, the password's last, that of the
 *                       erasure, or that on which a cancellation was sent; not of coupons issued
 *
 * @param subject  one line, up to 200 bytes
 * @param text     lines parted by \n, up to 20,000 bytes
 * Errors: CT_ERR_INVALID_ARGUMENT for a template that is not so, or another brace; the policy is then as
 * before. */
CT_API ct_status ct_policy_set_template(ct_policy *policy, ct_message_kind kind, const char *subject,
                                        const char *text);

/* The subject as it is set, or the library's own; valid until the policy changes. NULL for an unknown
 * kind. */
CT_API const char *ct_policy_get_template_subject(const ct_policy *policy, ct_message_kind kind);
/* The text, likewise. */
CT_API const char *ct_policy_get_template_text(const ct_policy *policy, ct_message_kind kind);

/* How to take a message. */
typedef struct ct_claim_request {
    size_t size;
    uint32_t lease_seconds; /* how long nobody else gets it; 0 is 300, and 86,400 the most */
    uint32_t reserved;
} ct_claim_request;
#define CT_CLAIM_REQUEST_INIT CT_SIZED(ct_claim_request)

/* Takes a message that is due, for `lease_seconds`. If it is neither acknowledged nor failed by
 * then, it is due again. Claiming credentials makes a new one-time password and a new Message-ID;
 * the latest counts (R-MIG-06). Another message keeps its Message-ID for life. Takes no ct_call: to
 * claim again is its own repetition.
 * @param request  may be NULL: all defaults
 * Answers: CT_OK; CT_DONE if nothing is due, and `ret_message` is left alone. */
CT_API ct_status ct_outbox_claim(ct_context *context, const ct_claim_request *request,
                                 ct_message **ret_message);

/* The message was sent. Credentials take their migration to `credentials_sent` (R-MIG-02).
 * @param lease  ct_message_lease of the claim
 * Errors: CT_ERR_NOT_FOUND; CT_ERR_REFUSED (R-OUT-01: the lease is another worker's by now). */
CT_API ct_status ct_outbox_acknowledge(ct_context *context, ct_id message, ct_id lease,
                                       const ct_call *call, ct_message **ret_message);

/* The message could not be sent; it is due again after a wait that doubles with each time it was
 * claimed (see the policy), and holds up no other. Errors: as above.
 * @param reason  what the transport said, up to 500 bytes */
CT_API ct_status ct_outbox_fail(ct_context *context, ct_id message, ct_id lease, const char *reason,
                                const ct_call *call, ct_message **ret_message);

/* Frees it; NULL is ignored. The getters give NULL and zeros for what is not there. */
CT_API void ct_message_free(ct_message *message);
CT_API ct_id ct_message_id(const ct_message *message);
CT_API ct_id ct_message_lease(const ct_message *message); /* none unless just claimed */
CT_API ct_id ct_message_studio_id(const ct_message *message);
CT_API ct_id ct_message_client_id(const ct_message *message);
CT_API ct_message_kind ct_message_kind_of(const ct_message *message);
CT_API ct_message_state ct_message_state_of(const ct_message *message);
/* How many times it was claimed. */
CT_API uint32_t ct_message_attempts(const ct_message *message);
CT_API ct_instant ct_message_created_at(const ct_message *message);
/* When it is due; none: it is not queued. */
CT_API ct_instant ct_message_due_at(const ct_message *message);
CT_API const char *ct_message_last_failure(const ct_message *message);
CT_API const char *ct_message_recipient(const ct_message *message);
CT_API const char *ct_message_sender(const ct_message *message);
/* The Message-ID with its angle brackets; NULL for credentials that were never claimed. */
CT_API const char *ct_message_message_id(const ct_message *message);
/* The subject in Italian and English. NULL unless just claimed. */
CT_API const char *ct_message_subject(const ct_message *message);
/* The plain text in Italian and English, lines parted by \n. NULL unless just claimed: only then the
 * one-time password exists. */
CT_API const char *ct_message_text(const ct_message *message);

/* A page of messages. */
typedef struct ct_message_list ct_message_list;
/* A page of messages, the oldest first.
 * @param state  0: any
 * @param after  a cursor of ct_message_list_next, or NULL
 * @param limit  the most entries; 0 is 100, and 1000 the most */
CT_API ct_status ct_message_list_get(ct_context *context, ct_message_state state, const char *after,
                                     uint32_t limit, ct_message_list **ret_list);
CT_API void ct_message_list_free(ct_message_list *list);
CT_API size_t ct_message_list_count(const ct_message_list *list);
CT_API const ct_message *ct_message_list_at(const ct_message_list *list, size_t index);
CT_API const char *ct_message_list_next(const ct_message_list *list);

#ifdef __cplusplus
}
#endif

#endif
