/* Cancellations of tacit renewal (R-REN-04). */
#include "base/date.h"
#include "rules/email.h"
#include "rules/renewal.h"
#include "service/letter.h"
#include "service/pack.h"
#include "service/page.h"

enum { MESSAGE_ID_SIZE_MAX = 200 };

#define GETTER(name, type, member) \
    CT__GETTER(ct_cancellation_##name, ct_cancellation, ct__cancellation, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_cancellation_##name, ct_cancellation, ct__cancellation, type, member)

CT__FREE(ct_cancellation_free, ct_cancellation)
GETTER_OF(id, ct_id, id)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(pack_id, ct_id, pack_id)
GETTER(sender, const char *, sender)
GETTER(message_id, const char *, message_id)
GETTER(sent_at, ct_instant, sent_at)
GETTER(campaign_year, int32_t, campaign_year)
GETTER(recorded_at, ct_instant, recorded_at)
GETTER(withdrawn_at, ct_instant, withdrawn_at)
CT__PAGED_LIST(ct_cancellation_list, ct_cancellation)

int32_t
ct_cancellation_license_year(const ct_cancellation *cancellation)
{
    return cancellation ? ct_cancellation_campaign_year(cancellation) + 1 : 0;
}

const ct_reasons *
ct_cancellation_reasons(const ct_cancellation *cancellation)
{
    return cancellation ? &((const struct ct__handle *)cancellation)->reasons : NULL;
}

/* One notice on its way into the books. */
struct notice {
    const ct_cancellation_request *source;
    ct_cancellation_request request;
    char sender[CT__EMAIL_SIZE];
    ct_date sent_on;
    struct ct__studio studio;
    struct ct__pack pack;
    struct ct__cancellation cancellation;
};

static ct_status
check_sent_at(ct_context *context, ct_instant sent_at, ct_date *ret_day)
{
    if (!sent_at)
        return ct__fail_field(context, CT__REASON_REQUIRED, "sent_at", (struct ct__argument){0});
    if (ct_date_in_rome(sent_at, ret_day))
        return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "sent_at",
                              ct__number_argument(sent_at));
    return CT_OK;
}

static ct_status
prepare_record(ct_context *context, void *state)
{
    struct notice *notice = state;
    ct_cancellation_request *request = &notice->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        notice->source, "ct_cancellation_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_text(context, "sender", request->sender, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_optional_text(context, "recipient", request->recipient,
                                         CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_text(context, "message_id", request->message_id, MESSAGE_ID_SIZE_MAX);
    return status ? status : check_sent_at(context, request->sent_at, &notice->sent_on);
}

static void
digest_record(struct ct__bytes *bytes, const void *state)
{
    const ct_cancellation_request *request = &((const struct notice *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->pack);
    ct__bytes_add_text(bytes, request->sender);
    ct__bytes_add_text(bytes, request->recipient);
    ct__bytes_add_text(bytes, request->message_id);
    ct__bytes_add_number(bytes, request->sent_at);
}

/* Another studio's pack is answered like one that does not exist. */
static ct_status
load_parties(struct ct__run *run, struct notice *notice)
{
    const ct_cancellation_request *request = &notice->request;
    notice->studio = (struct ct__studio){.id = request->studio};
    notice->pack = (struct ct__pack){.id = request->pack};
    ct_status status = ct__need(run, CT__STUDIO, &notice->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (status)
        return status;
    run->about = (struct ct__event){.studio_id = request->studio};
    if (ct__id_is_none(request->pack))
        return CT_OK;
    status = ct__need(run, CT__PACK, &notice->pack, CT__REASON_PACK_NOT_FOUND);
    if (!status && !ct__id_equal(notice->pack.studio_id, request->studio))
        status = ct__fail(run->context, CT__REASON_PACK_NOT_FOUND);
    return status;
}

struct search {
    ct_id studio;
    bool is_found;
};

static ct_status
take_own(struct ct__run *run, void *record, void *state)
{
    struct search *search = state;
    (void)run;
    search->is_found =
        ct__id_equal(((const struct ct__cancellation *)record)->studio_id, search->studio);
    return search->is_found ? CT_DONE : CT_OK;
}

/* What the same message said about the same pack before. Two studios may share one PEC address, and
 * so one message. */
static ct_status
find_same(struct ct__run *run, struct notice *notice, bool *ret_found)
{
    const struct ct__cancellation key = {
        .message_id = notice->request.message_id,
        .pack_id = notice->request.pack,
    };
    const struct ct__range range =
        ct__rows_like(CT__CANCELLATION, CT__CANCELLATION_BY_MESSAGE, &key, 2);
    struct search search = {.studio = notice->request.studio};
    ct_status status = ct__each(run, &range, &notice->cancellation, take_own, &search);
    *ret_found = search.is_found;
    return status;
}

static ct_status
ask_rules(struct ct__run *run, struct notice *notice)
{
    ct_context *context = run->context;
    const ct_cancellation_request *request = &notice->request;
    int64_t coupons = 0;
    if (request->sent_at > run->now)
        return ct__fail(context, CT__REASON_CANCELLATION_IN_FUTURE);
    ct__cancellation_check_mail(context->policy, notice->studio.certified_email, request->sender,
                                request->recipient, &context->verdict);
    ct_status status = CT_OK;
    if (!ct__id_is_none(request->pack)) {
        status = ct__pack_count_kept(run, &notice->pack, &coupons);
        const struct ct__cancelled_pack_facts facts = {
            .kind = notice->pack.kind,
            .is_revoked = notice->pack.revoked_on.year != 0,
            .has_coupons = coupons > 0,
        };
        ct__cancellation_check_pack(&facts, &context->verdict);
    }
    return status ? status : ct__verdict_status(context);
}

/* What the campaign that a cancellation stops has done for its studio; CT_ERR_NOT_FOUND: nothing yet. */
static ct_status
load_issue(struct ct__run *run, const struct ct__cancellation *cancellation,
           struct ct__campaign_issue *ret_issue)
{
    *ret_issue = (struct ct__campaign_issue){
        .studio_id = cancellation->studio_id,
        .kind = CT_COUPON_CONTO_TERZI,
        .license_year = cancellation->campaign_year + 1,
    };
    return ct__load(run, CT__CAMPAIGN_ISSUE, ret_issue);
}

/* Says that coupons which the cancellation is about had been issued by the time that it was recorded. */
static ct_status
warn_if_late(struct ct__run *run, const struct notice *notice)
{
    const struct ct__cancellation *cancellation = &notice->cancellation;
    struct ct__campaign_issue issue;
    ct_status status = load_issue(run, cancellation, &issue);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    bool is_about_it = notice->pack.license_year <= cancellation->campaign_year;
    if (is_about_it && issue.quantity && issue.issued_at <= cancellation->recorded_at)
        ct__refuse_with(&run->context->warnings, CT__REASON_CANCELLATION_LATE,
                        ct__number_argument(issue.license_year), (struct ct__argument){0});
    return CT_OK;
}

static ct_status
log_change(struct ct__run *run, ct_event_kind kind, const struct ct__cancellation *cancellation)
{
    return ct__log(run, kind,
                   &(struct ct__event){.studio_id = cancellation->studio_id,
                                       .pack_id = cancellation->pack_id,
                                       .year = cancellation->campaign_year});
}

static ct_status
record(struct ct__run *run, struct notice *notice)
{
    const ct_cancellation_request *request = &notice->request;
    struct ct__cancellation *cancellation = &notice->cancellation;
    (void)ct__email_read(request->sender, notice->sender); /* it was compared, so it is one */
    *cancellation = (struct ct__cancellation){
        .studio_id = request->studio,
        .pack_id = request->pack,
        .sender = notice->sender,
        .message_id = request->message_id,
        .sent_at = request->sent_at,
        .campaign_year = ct__cancellation_campaign_year(run->context->policy, request->sent_at),
        .recorded_at = run->now,
    };
    ct_status status = warn_if_late(run, notice);
    if (!status)
        status = ct__new_id(run->context, run->now, &cancellation->id);
    if (!status)
        status = ct__insert(run, CT__CANCELLATION, cancellation);
    if (!status)
        status = log_change(run, CT_EVENT_CANCELLATION_RECORDED, cancellation);
    if (status)
        return status;
    return ct__queue_message(run, &(struct ct__message){
                                      .kind = CT_MESSAGE_CANCELLATION_RECORDED,
                                      .studio_id = request->studio,
                                      .recipient = notice->studio.email,
                                      .year = cancellation->campaign_year,
                                      .day = notice->sent_on,
                                  });
}

static ct_status
run_record(struct ct__run *run, void *state)
{
    struct notice *notice = state;
    bool is_there = false;
    ct__answer(run, CT__CANCELLATION, &notice->cancellation);
    ct_status status = load_parties(run, notice);
    if (!status)
        status = find_same(run, notice, &is_there);
    if (status)
        return status;
    if (is_there)
        return warn_if_late(run, notice);
    status = ask_rules(run, notice);
    return status ? status : record(run, notice);
}

ct_status
ct_cancellation_record(ct_context *context, const ct_cancellation_request *request,
                       const ct_call *call, ct_cancellation **ret_cancellation)
{
    static const struct ct__operation operation = {"cancellation_record", prepare_record,
                                                   digest_record, run_record, false,
                                                   CT_EVENT_CANCELLATION_REFUSED};
    struct notice state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_cancellation);
}

struct one_cancellation {
    ct_id id;
    struct ct__cancellation cancellation;
};

static ct_status
prepare_one(ct_context *context, void *state)
{
    return ct__check_id(context, "cancellation", ((struct one_cancellation *)state)->id);
}

static void
digest_one(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct one_cancellation *)state)->id);
}

static ct_status
load_one(struct ct__run *run, void *state)
{
    struct one_cancellation *one = state;
    one->cancellation = (struct ct__cancellation){.id = one->id};
    ct__answer(run, CT__CANCELLATION, &one->cancellation);
    return ct__need(run, CT__CANCELLATION, &one->cancellation, CT__REASON_CANCELLATION_NOT_FOUND);
}

ct_status
ct_cancellation_get(ct_context *context, ct_id cancellation, ct_cancellation **ret_cancellation)
{
    struct one_cancellation state = {.id = cancellation};
    return ct__read(context, load_one, &state, (void **)ret_cancellation);
}

static ct_status
run_withdraw(struct ct__run *run, void *state)
{
    struct one_cancellation *one = state;
    struct ct__campaign_issue issue;
    ct_status status = load_one(run, one);
    if (status || one->cancellation.withdrawn_at)
        return status;
    run->about = (struct ct__event){.studio_id = one->cancellation.studio_id};
    status = load_issue(run, &one->cancellation, &issue);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    ct__cancellation_check_withdrawal((int32_t)one->cancellation.campaign_year, status == CT_OK,
                                      &run->context->verdict);
    status = ct__verdict_status(run->context);
    if (status)
        return status;
    const struct ct__cancellation before = one->cancellation;
    one->cancellation.withdrawn_at = run->now;
    status = ct__replace(run, CT__CANCELLATION, &before, &one->cancellation);
    return status ? status : log_change(run, CT_EVENT_CANCELLATION_WITHDRAWN, &one->cancellation);
}

ct_status
ct_cancellation_withdraw(ct_context *context, ct_id cancellation, const ct_call *call,
                         ct_cancellation **ret_cancellation)
{
    static const struct ct__operation operation = {"cancellation_withdraw", prepare_one, digest_one,
                                                   run_withdraw, false,
                                                   CT_EVENT_CANCELLATION_REFUSED};
    struct one_cancellation state = {.id = cancellation};
    return ct__change(context, call, &operation, &state, (void **)ret_cancellation);
}

ct_status
ct_cancellation_list_get(ct_context *context, ct_id studio, const char *after, uint32_t limit,
                         ct_cancellation_list **ret_list)
{
    const struct ct__cancellation prefix = {.studio_id = studio};
    const struct ct__page page = {
        .table = CT__CANCELLATION,
        .index = CT__CANCELLATION_BY_STUDIO,
        .prefix = &prefix,
        .prefix_count = 1,
        .after = after,
        .limit = limit,
        .query = &studio,
        .check = ct__page_check_studio,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
