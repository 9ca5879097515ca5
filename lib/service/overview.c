/* The account overview of a studio (R-STU-02). */
#include <string.h>

#include "base/date.h"
#include "rules/eligibility.h"
#include "service/run.h"

struct coupon_line {
    int32_t license_year;
    ct_coupon_kind kind;
    ct_coupon_state state;
    uint64_t count;
};

struct license_line {
    ct_date last_day;
    uint64_t count;
};

struct ct_studio_overview {
    ct_allocator allocator;
    uint64_t clients;
    uint64_t migratable;
    struct coupon_line *coupon_lines;
    size_t coupon_line_count;
    struct license_line *license_lines;
    size_t license_line_count;
};

void
ct_studio_overview_free(ct_studio_overview *overview)
{
    if (!overview)
        return;
    ct_allocator allocator = overview->allocator;
    ct__release(&allocator, overview->coupon_lines);
    ct__release(&allocator, overview->license_lines);
    ct__release(&allocator, overview);
}

uint64_t
ct_studio_overview_migratable(const ct_studio_overview *overview)
{
    return overview ? overview->migratable : 0;
}

uint64_t
ct_studio_overview_clients(const ct_studio_overview *overview)
{
    return overview ? overview->clients : 0;
}

size_t
ct_studio_overview_coupon_lines(const ct_studio_overview *overview)
{
    return overview ? overview->coupon_line_count : 0;
}

size_t
ct_studio_overview_license_lines(const ct_studio_overview *overview)
{
    return overview ? overview->license_line_count : 0;
}

ct_status
ct_studio_overview_coupon_line(const ct_studio_overview *overview, size_t index,
                               int32_t *ret_license_year, ct_coupon_kind *ret_kind,
                               ct_coupon_state *ret_state, uint64_t *ret_count)
{
    if (!overview || index >= overview->coupon_line_count)
        return CT_ERR_INVALID_ARGUMENT;
    const struct coupon_line *line = &overview->coupon_lines[index];
    if (ret_license_year)
        *ret_license_year = line->license_year;
    if (ret_kind)
        *ret_kind = line->kind;
    if (ret_state)
        *ret_state = line->state;
    if (ret_count)
        *ret_count = line->count;
    return CT_OK;
}

ct_status
ct_studio_overview_license_line(const ct_studio_overview *overview, size_t index,
                                ct_date *ret_last_day, uint64_t *ret_count)
{
    if (!overview || index >= overview->license_line_count)
        return CT_ERR_INVALID_ARGUMENT;
    const struct license_line *line = &overview->license_lines[index];
    if (ret_last_day)
        *ret_last_day = line->last_day;
    if (ret_count)
        *ret_count = line->count;
    return CT_OK;
}

struct look {
    ct_id studio;
    ct_studio_overview *overview;
};

static ct_status
count_client(struct ct__run *run, void *record, void *state)
{
    ct_studio_overview *overview = state;
    (void)run;
    overview->clients++;
    overview->migratable += ((const struct ct__client *)record)->stage == CT__STAGE_MIGRATABLE;
    return CT_OK;
}

/* Lines are few: years, kinds and states. */
static struct coupon_line *
coupon_line(ct_studio_overview *overview, const struct coupon_line *like)
{
    size_t i = 0;
    for (; i < overview->coupon_line_count; i++) {
        struct coupon_line *line = &overview->coupon_lines[i];
        if (line->license_year == like->license_year && line->kind == like->kind &&
            line->state == like->state)
            return line;
    }
    struct coupon_line *lines =
        ct__resize(&overview->allocator, overview->coupon_lines, i + 1, sizeof *lines);
    if (!lines)
        return NULL;
    overview->coupon_lines = lines;
    overview->coupon_line_count++;
    lines[i] = *like;
    return &lines[i];
}

static ct_status
count_coupon(struct ct__run *run, void *record, void *state)
{
    const struct ct__coupon *coupon = record;
    const struct coupon_line like = {
        .license_year = (int32_t)coupon->license_year,
        .kind = coupon->kind,
        .state = ct__coupon_state_on(run->context->policy, coupon->state,
                                     (int32_t)coupon->license_year, run->today),
    };
    struct coupon_line *line = coupon_line(state, &like);
    if (!line)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    line->count++;
    return CT_OK;
}

/* The rows come by last day, so a new day is a new line. */
static ct_status
count_license(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    ct_studio_overview *overview = state;
    size_t count = overview->license_line_count;
    if (license->superseded_on.year)
        return CT_OK;
    if (!count ||
        ct__date_compare(overview->license_lines[count - 1].last_day, license->last_day)) {
        struct license_line *lines = ct__resize(&overview->allocator, overview->license_lines,
                                                count + 1, sizeof *lines);
        if (!lines)
            return ct__fail(run->context, CT__REASON_NO_MEMORY);
        lines[count] = (struct license_line){license->last_day, 0};
        overview->license_lines = lines;
        overview->license_line_count++;
    }
    overview->license_lines[overview->license_line_count - 1].count++;
    return CT_OK;
}

static void
sort_coupon_lines(ct_studio_overview *overview)
{
    for (size_t i = 1; i < overview->coupon_line_count; i++)
        for (size_t j = i; j > 0; j--) {
            struct coupon_line *a = &overview->coupon_lines[j - 1];
            struct coupon_line *b = &overview->coupon_lines[j];
            if (a->license_year > b->license_year ||
                (a->license_year == b->license_year &&
                 (a->kind < b->kind || (a->kind == b->kind && a->state < b->state))))
                break;
            const struct coupon_line line = *a;
            *a = *b;
            *b = line;
        }
}

static ct_status
count_all(struct ct__run *run, ct_id studio, ct_studio_overview *overview)
{
    struct ct__client client = {.studio_id = studio};
    struct ct__coupon coupon = {.studio_id = studio};
    struct ct__license license = {.studio_id = studio};
    const struct ct__client client_key = client;
    const struct ct__coupon coupon_key = coupon;
    const struct ct__license license_key = license;
    struct ct__range range = ct__rows_like(CT__CLIENT, CT__CLIENT_BY_NAME, &client_key, 1);
    ct_status status = ct__each(run, &range, &client, count_client, overview);
    range = ct__rows_like(CT__COUPON, CT__COUPON_BY_YEAR, &coupon_key, 1);
    if (!status)
        status = ct__each(run, &range, &coupon, count_coupon, overview);
    range = ct__rows_like(CT__LICENSE, CT__LICENSE_BY_LAST_DAY, &license_key, 1);
    return status ? status : ct__each(run, &range, &license, count_license, overview);
}

static ct_status
look_at_studio(struct ct__run *run, void *state)
{
    struct look *look = state;
    struct ct__studio studio = {.id = look->studio};
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (status)
        return status;
    ct_studio_overview_free(look->overview);
    look->overview = ct__allocate(&run->context->allocator, 1, sizeof *look->overview);
    if (!look->overview)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    look->overview->allocator = run->context->allocator;
    status = count_all(run, look->studio, look->overview);
    sort_coupon_lines(look->overview);
    return status;
}

ct_status
ct_studio_overview_get(ct_context *context, ct_id studio, ct_studio_overview **ret_overview)
{
    struct look state = {.studio = studio};
    ct_status status = ct__check_place(context, "ret_overview", ret_overview);
    if (status)
        return status;
    status = ct__read(context, look_at_studio, &state, NULL);
    if (!status)
        *ret_overview = state.overview;
    else
        ct_studio_overview_free(state.overview);
    return status;
}
