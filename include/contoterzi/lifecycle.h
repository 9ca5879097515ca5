/* The daily lifecycle: licenses that end, data that are erased, studios to remind (R-OUT-03).
 *
 *     ct_lifecycle_report *report = NULL;
 *     int32_t is_done = 0;
 *     while (!is_done && ct_lifecycle_run(context, NULL, NULL, &report) == CT_OK) {
 *         is_done = ct_lifecycle_report_is_done(report);
 *         ct_lifecycle_report_free(report);
 *     }
 */
#ifndef CONTOTERZI_LIFECYCLE_H
#define CONTOTERZI_LIFECYCLE_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How much to do. */
typedef struct ct_lifecycle_request {
    size_t size;
    uint32_t limit; /* the most steps of this call, each a row or so; 0 is 1000, and 10,000 the most. A
                       client that is erased, and a studio whose clients are counted, is not cut in two */
    uint32_t reserved;
} ct_lifecycle_request;
#define CT_LIFECYCLE_REQUEST_INIT CT_SIZED(ct_lifecycle_request)

/* What a call of ct_lifecycle_run did. */
typedef struct ct_lifecycle_report ct_lifecycle_report;
/* Does what is due today, in one transaction of bounded length; call it until
 * ct_lifecycle_report_is_done, once a day or more often:
 *
 * - tells clients on the day after the last day of their last license that it expired;
 * - reminds studios before the end of the license year how many clients are not renewed, once for each
 *   of the policy's reminder_days, if there are any (R-OUT-02);
 * - tells expired clients erasure_notice_days ahead that their data will be erased, and on the day that
 *   it told them erases the data (R-LIC-06, R-AUD-04), unless they came back;
 * - removes the answers that were kept under keys for idempotency_days, and the messages that were
 *   delivered or withdrawn delivered_message_days ago (R-AUD-10).
 *
 * Each notice is sent once and none too few, however often it runs, on however many machines, wherever
 * one of them dies, and whatever days were missed (R-OUT-03): a notice that comes late puts its erasure
 * off. It looks at nothing that is not due.
 * @param request  may be NULL: all defaults */
CT_API ct_status ct_lifecycle_run(ct_context *context, const ct_lifecycle_request *request,
                                  const ct_call *call, ct_lifecycle_report **ret_report);

/* Frees it; NULL is ignored. The others tell how often the call did each, such as notices that it queued. */
CT_API void ct_lifecycle_report_free(ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_expired_notices(const ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_erasure_notices(const ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_erasures(const ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_reminders(const ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_removed_answers(const ct_lifecycle_report *report);
CT_API int64_t ct_lifecycle_report_removed_messages(const ct_lifecycle_report *report);
/* 1 if nothing more is due today; 0 if the limit was reached first. */
CT_API int32_t ct_lifecycle_report_is_done(const ct_lifecycle_report *report);

#ifdef __cplusplus
}
#endif

#endif
