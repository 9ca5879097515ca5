#include "service/license.h"

#include "base/date.h"
#include "rules/license.h"
#include "service/page.h"

#define GETTER(name, type, member) \
    CT__GETTER(ct_license_##name, ct_license, ct__license, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_license_##name, ct_license, ct__license, type, member)

CT__FREE(ct_license_free, ct_license)
GETTER_OF(id, ct_id, id)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER(plan, ct_plan, plan)
GETTER(access_of, ct_license_access, access)
GETTER(source_of, ct_license_source, source)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER_OF(superseded_on, ct_date, superseded_on)
GETTER(price_cents, int64_t, price_cents)
CT__LIST(ct_license_list, ct_license)

int64_t
ct__license_limit(const struct ct__license *license, ct_category category)
{
    switch (category) {
    case CT_CATEGORY_CLIENTS:
        return license->limit_clients;
    case CT_CATEGORY_SUPPLIERS:
        return license->limit_suppliers;
    case CT_CATEGORY_PRODUCTS:
        return license->limit_products;
    case CT_CATEGORY_DOCUMENTS:
        return license->limit_documents;
    default:
        return 0;
    }
}

int64_t
ct_license_limit(const ct_license *license, ct_category category)
{
    const struct ct__license *record = ct__handle_record(license);
    return record ? ct__license_limit(record, category) : 0;
}

struct look {
    ct_id id;
    ct_date day;
    struct ct__license license;
    struct ct__list *list;
};

static ct_status
look_at_license(struct ct__run *run, void *state)
{
    struct look *look = state;
    look->license = (struct ct__license){.id = look->id};
    ct__answer(run, CT__LICENSE, &look->license);
    return ct__need(run, CT__LICENSE, &look->license, CT__REASON_LICENSE_NOT_FOUND);
}

ct_status
ct_license_get(ct_context *context, ct_id license, ct_license **ret_license)
{
    struct look state = {.id = license};
    return ct__read(context, look_at_license, &state, (void **)ret_license);
}

struct in_force {
    ct_date day;
    struct ct__license *license;
    bool is_found;
};

static ct_status
keep_in_force(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct in_force *in_force = state;
    (void)run;
    if (!ct__license_is_in_force(license->first_day, license->last_day, license->superseded_on,
                                 in_force->day))
        return CT_OK;
    *in_force->license = *license;
    in_force->is_found = true;
    return CT_DONE;
}

ct_status
ct__license_in_force(struct ct__run *run, ct_id client, ct_date day,
                     struct ct__license *ret_license)
{
    struct in_force in_force = {day, ret_license, false};
    ct_status status = ct__each_license(run, client, keep_in_force, &in_force);
    return status || in_force.is_found ? status : CT_ERR_NOT_FOUND;
}

static ct_status
look_in_force(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = ct__date_is_valid(look->day)
                           ? ct__license_in_force(run, look->id, look->day,
                                                  &look->license)
                           : ct__fail_field(run->context, CT__REASON_REQUIRED, "day",
                                            (struct ct__argument){0});
    ct__answer(run, CT__LICENSE, &look->license);
    return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, CT__REASON_LICENSE_NOT_FOUND)
                                      : status;
}

ct_status
ct_license_in_force(ct_context *context, ct_id client, ct_date day, ct_license **ret_license)
{
    struct look state = {.id = client, .day = day};
    return ct__read(context, look_in_force, &state, (void **)ret_license);
}

static ct_status
add_to_list(struct ct__run *run, void *record, void *state)
{
    struct look *look = state;
    struct ct__handle *handle = NULL;
    ct_status status =
        ct__handle_new(run->context, ct__table_of(CT__LICENSE), record, NULL, &handle);
    return status ? status : ct__list_add(look->list, handle);
}

static ct_status
look_at_all(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = ct__begin_answers(run, &look->list);
    return status ? status : ct__each_license(run, look->id, add_to_list, look);
}

ct_status
ct_license_list_get(ct_context *context, ct_id client, ct_license_list **ret_list)
{
    struct look state = {.id = client};
    ct_status status = ct__check_place(context, "ret_list", ret_list);
    if (status)
        return status;
    status = ct__read(context, look_at_all, &state, NULL);
    if (!status)
        *ret_list = (ct_license_list *)state.list;
    else
        ct__list_free(state.list);
    return status;
}
