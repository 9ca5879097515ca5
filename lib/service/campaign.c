/* The November campaign: next year's coupons, unless cancelled (R-REN-01, R-REN-02). */
#include "base/date.h"
#include "rules/labels.h"
#include "rules/renewal.h"
#include "service/letter.h"
#include "service/pack.h"

enum {
    STUDIOS_DEFAULT = 100,
    STUDIOS_MAX = 1000,
    COUPONS_MAX = 20000,  /* after so many a page ends: a transaction keeps other writers waiting */
    BATCH = 16,           /* packs of a studio that are looked at in one go */
    CHAIN_MAX = 128       /* a renewal is a year later than what it renews, and years end with 2100 */
};

#define GETTER(name, type) \
    CT__GETTER(ct_campaign_report_##name, ct_campaign_report, ct__campaign_report, type, name)

CT__FREE(ct_campaign_report_free, ct_campaign_report)
GETTER(license_year, int32_t)
GETTER(studios, uint32_t)
GETTER(issued_to, uint32_t)
GETTER(stopped, uint32_t)
GETTER(already_done, uint32_t)
GETTER(coupons, uint64_t)
GETTER(next, const char *)

/* One page. */
struct campaign {
    const ct_campaign_request *source;
    ct_campaign_request request;
    ct_id after;
    ct_id studios[STUDIOS_MAX];
    size_t count;
    size_t room;
    bool has_more;
    char next[CT_ID_TEXT_LENGTH + 1];
    struct ct__campaign_report report;
};

/* One studio of it. */
struct renewal {
    ct_id studio;
    int32_t license_year; /* of the coupons to be issued */
    bool has_cancellations;
    struct ct__pack batch[BATCH]; /* of the year before */
    size_t count;
    ct_id last; /* how far the studio's packs were walked */
    bool is_last;
    int64_t renewable; /* coupons of those packs */
    int64_t issued;
};

static ct_status
check_kind(ct_context *context, ct_coupon_kind kind)
{
    if (kind == 0 || kind == CT_COUPON_CONTO_TERZI)
        return CT_OK;
    return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "kind",
                          ct__label_argument(&ct__coupon_kind_labels, kind));
}

static ct_status
prepare(ct_context *context, void *state)
{
    struct campaign *campaign = state;
    ct_campaign_request *request = &campaign->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        campaign->source, "ct_campaign_request");
    if (!status)
        status = ct__check_range(context, "license_year", request->license_year, 1997, 2100);
    if (!status)
        status = check_kind(context, request->kind);
    if (!status)
        status = ct__check_range(context, "limit", request->limit, 0, STUDIOS_MAX);
    if (!status)
        status = ct__check_range(context, "reserved", request->reserved, 0, 0);
    if (!status && request->after && ct_id_parse(request->after, &campaign->after))
        status = ct__fail(context, CT__REASON_BAD_CURSOR);
    campaign->room = request->limit ? request->limit : STUDIOS_DEFAULT;
    return status;
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    const ct_campaign_request *request = &((const struct campaign *)state)->request;
    ct__bytes_add_number(bytes, request->license_year);
    ct__bytes_add_text(bytes, request->after);
    ct__bytes_add_number(bytes, request->limit);
}

static ct_status
take_studio(struct ct__run *run, void *record, void *state)
{
    struct campaign *campaign = state;
    (void)run;
    campaign->has_more = campaign->count == campaign->room;
    if (campaign->has_more)
        return CT_DONE;
    campaign->studios[campaign->count++] = ((const struct ct__studio *)record)->id;
    return CT_OK;
}

static ct_status
collect_studios(struct ct__run *run, struct campaign *campaign)
{
    const struct ct__studio low = {.id = campaign->after};
    const struct ct__range range = {
        .table = CT__STUDIO,
        .low = &low,
        .low_count = 1,
        .flags = CT_SCAN_LOW_OPEN,
    };
    struct ct__studio studio;
    campaign->count = 0;
    campaign->has_more = false;
    return ct__each(run, &range, &studio, take_studio, campaign);
}

static ct_status
take_pack(struct ct__run *run, void *record, void *state)
{
    struct renewal *renewal = state;
    const struct ct__pack *pack = record;
    (void)run;
    if (renewal->count == BATCH) {
        renewal->is_last = false;
        return CT_DONE;
    }
    renewal->last = pack->id;
    if (pack->kind == CT_COUPON_CONTO_TERZI && pack->license_year == renewal->license_year - 1)
        renewal->batch[renewal->count++] = *pack;
    return CT_OK;
}

/* A back end is not written to under an open scan, so the packs go by batches. */
static ct_status
next_batch(struct ct__run *run, struct renewal *renewal)
{
    const struct ct__pack low = {.studio_id = renewal->studio, .id = renewal->last};
    struct ct__range range = ct__rows_like(CT__PACK, CT__PACK_BY_STUDIO, &low, 1);
    range.low_count = 2;
    range.flags = CT_SCAN_LOW_OPEN;
    struct ct__pack pack;
    renewal->count = 0;
    renewal->is_last = true;
    return ct__each(run, &range, &pack, take_pack, renewal);
}

/* A pack, and those that it renews: each is of the year before. */
struct chain {
    struct ct__pack packs[CHAIN_MAX];
    size_t count;
    int32_t november;
    bool is_stopped;
};

static ct_status
follow_chain(struct ct__run *run, struct chain *chain)
{
    ct_status status = CT_OK;
    ct_id next = chain->packs[0].renews_id;
    for (chain->count = 1; !status && !ct__id_is_none(next) && chain->count < CHAIN_MAX;) {
        struct ct__pack *pack = &chain->packs[chain->count++];
        *pack = (struct ct__pack){.id = next};
        status = ct__need(run, CT__PACK, pack, CT__REASON_PACK_NOT_FOUND);
        next = pack->renews_id;
    }
    return status;
}

static struct ct__renewed_pack_facts
facts_of(const struct chain *chain, const struct ct__cancellation *cancellation)
{
    struct ct__renewed_pack_facts facts = {.is_named = false};
    for (size_t i = 0; i < chain->count; i++) {
        const struct ct__pack *pack = &chain->packs[i];
        facts.is_named = facts.is_named || ct__id_equal(pack->id, cancellation->pack_id);
        if (pack->source == CT_PACK_TACIT_RENEWAL &&
            pack->license_year == cancellation->campaign_year + 1)
            facts.issued_at = pack->created_at;
    }
    return facts;
}

static ct_status
ask_cancellation(struct ct__run *run, void *record, void *state)
{
    struct chain *chain = state;
    const struct ct__cancellation *cancellation = record;
    const struct ct__cancellation_facts facts = {
        .campaign_year = (int32_t)cancellation->campaign_year,
        .is_withdrawn = cancellation->withdrawn_at != 0,
        .is_of_all = ct__id_is_none(cancellation->pack_id),
        .recorded_at = cancellation->recorded_at,
    };
    const struct ct__renewed_pack_facts pack = facts_of(chain, cancellation);
    (void)run;
    chain->is_stopped = ct__cancellation_stops(&facts, chain->november, &pack);
    return chain->is_stopped ? CT_DONE : CT_OK;
}

static struct ct__range
cancellations_of(const struct ct__cancellation *key)
{
    return ct__rows_like(CT__CANCELLATION, CT__CANCELLATION_BY_STUDIO, key, 1);
}

static ct_status
ask_cancellations(struct ct__run *run, const struct renewal *renewal, const struct ct__pack *pack,
                  bool *ret_stopped)
{
    const struct ct__cancellation key = {.studio_id = renewal->studio};
    const struct ct__range range = cancellations_of(&key);
    struct chain chain = {.packs = {*pack}, .november = renewal->license_year - 1};
    struct ct__cancellation cancellation;
    ct_status status = follow_chain(run, &chain);
    if (!status)
        status = ct__each(run, &range, &cancellation, ask_cancellation, &chain);
    *ret_stopped = chain.is_stopped;
    return status;
}

/* Most studios never cancelled anything: one look, and their packs are spared it. */
static ct_status
look_for_cancellations(struct ct__run *run, struct renewal *renewal)
{
    const struct ct__cancellation key = {.studio_id = renewal->studio};
    const struct ct__range range = cancellations_of(&key);
    struct ct__cancellation cancellation;
    ct_status status = ct__first(run, &range, &cancellation);
    renewal->has_cancellations = status == CT_OK;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
issue(struct ct__run *run, struct renewal *renewal, const struct ct__pack *source, int64_t quantity)
{
    struct ct__pack pack = {
        .studio_id = renewal->studio,
        .kind = source->kind,
        .plan = source->plan,
        .license_year = renewal->license_year,
        .quantity = quantity,
        .unit_price_cents = source->unit_price_cents,
        .source = CT_PACK_TACIT_RENEWAL,
        .issued_on = run->today,
        .created_at = run->now,
        .renews_id = source->id,
    };
    renewal->issued += quantity;
    ct_status status = ct__new_id(run->context, run->now, &pack.id);
    if (!status)
        status = ct__insert(run, CT__PACK, &pack);
    if (!status)
        status = ct__issue_coupons(run, &pack);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_PACK_RENEWED,
                   &(struct ct__event){.studio_id = pack.studio_id,
                                       .pack_id = pack.id,
                                       .number = quantity,
                                       .coupon_kind = pack.kind,
                                       .year = pack.license_year});
}

static ct_status
renew_pack(struct ct__run *run, struct renewal *renewal, const struct ct__pack *pack)
{
    int64_t quantity = 0;
    bool is_stopped = false;
    ct_status status = ct__pack_count_kept(run, pack, &quantity);
    renewal->renewable += quantity;
    if (status || !quantity)
        return status;
    if (renewal->has_cancellations)
        status = ask_cancellations(run, renewal, pack, &is_stopped);
    return status || is_stopped ? status : issue(run, renewal, pack, quantity);
}

static ct_status
renew_packs(struct ct__run *run, struct renewal *renewal)
{
    ct_status status = next_batch(run, renewal);
    if (!status && renewal->count)
        status = look_for_cancellations(run, renewal);
    while (!status && renewal->count) {
        for (size_t i = 0; !status && i < renewal->count; i++)
            status = renew_pack(run, renewal, &renewal->batch[i]);
        renewal->count = 0;
        if (!status && !renewal->is_last)
            status = next_batch(run, renewal);
    }
    return status;
}

static ct_status
tell_studio(struct ct__run *run, const struct renewal *renewal)
{
    struct ct__studio studio = {.id = renewal->studio};
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (status)
        return status;
    return ct__queue_message(run, &(struct ct__message){.kind = CT_MESSAGE_COUPONS_ISSUED,
                                                        .studio_id = studio.id,
                                                        .recipient = studio.email,
                                                        .number = renewal->issued,
                                                        .year = renewal->license_year});
}

/* The row that keeps any other run from serving the studio again: its key is unique. */
static ct_status
conclude(struct ct__run *run, struct campaign *campaign, const struct renewal *renewal,
         struct ct__campaign_issue *decided)
{
    if (!renewal->renewable)
        return CT_OK;
    decided->quantity = renewal->issued;
    decided->issued_at = run->now;
    campaign->report.coupons += renewal->issued;
    campaign->report.issued_to += renewal->issued > 0;
    campaign->report.stopped += renewal->issued == 0;
    ct_status status = ct__insert(run, CT__CAMPAIGN_ISSUE, decided);
    if (status)
        return status;
    if (renewal->issued)
        return tell_studio(run, renewal);
    return ct__log(run, CT_EVENT_CAMPAIGN_STOPPED,
                   &(struct ct__event){.studio_id = renewal->studio,
                                       .coupon_kind = decided->kind,
                                       .year = renewal->license_year});
}

static ct_status
serve_studio(struct ct__run *run, struct campaign *campaign, ct_id studio)
{
    struct renewal renewal = {
        .studio = studio,
        .license_year = campaign->request.license_year,
    };
    struct ct__campaign_issue decided = {
        .studio_id = studio,
        .kind = CT_COUPON_CONTO_TERZI,
        .license_year = renewal.license_year,
    };
    campaign->report.studios++;
    ct_status status = ct__load(run, CT__CAMPAIGN_ISSUE, &decided);
    campaign->report.already_done += status == CT_OK;
    if (status != CT_ERR_NOT_FOUND)
        return status;
    status = renew_packs(run, &renewal);
    return status ? status : conclude(run, campaign, &renewal, &decided);
}

static ct_status
serve_studios(struct ct__run *run, struct campaign *campaign)
{
    struct ct__campaign_report *report = &campaign->report;
    ct_status status = CT_OK;
    size_t served = 0;
    for (; !status && served < campaign->count && report->coupons < COUPONS_MAX; served++) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = serve_studio(run, campaign, campaign->studios[served]);
        if (!status)
            ct__arena_rewind(&run->context->arena, mark);
    }
    if (!status && (campaign->has_more || served < campaign->count)) {
        ct_id_format(campaign->studios[served - 1], campaign->next);
        report->next = campaign->next;
    }
    return status;
}

static ct_status
run_page(struct ct__run *run, void *state)
{
    struct campaign *campaign = state;
    ct_context *context = run->context;
    const int32_t license_year = campaign->request.license_year;
    campaign->report = (struct ct__campaign_report){.license_year = license_year};
    ct__answer_shaped(run, &ct__campaign_report_table, &campaign->report);
    ct__campaign_check_day(context->policy, license_year, run->today, &context->verdict);
    ct_status status = ct__verdict_status(context);
    if (!status)
        status = collect_studios(run, campaign);
    return status ? status : serve_studios(run, campaign);
}

ct_status
ct_campaign_run(ct_context *context, const ct_campaign_request *request, const ct_call *call,
                ct_campaign_report **ret_report)
{
    static const struct ct__operation operation = {"campaign_run", prepare, digest, run_page,
                                                   false, 0};
    struct campaign state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_report);
}
