/* The names of the domain's enumerations, for programs, stores and people. */
#pragma once

#include "base/label.h"

/* Where a client stands in the programme, apart from what only a day can tell. The migratable list is
 * the clients of stage `migratable`. */
enum ct__stage {
    CT__STAGE_MIGRATABLE = 1,
    CT__STAGE_NOT_MIGRATABLE = 2,
    CT__STAGE_IN_MIGRATION = 3,
    CT__STAGE_LICENSED = 4,
    CT__STAGE_ERASED = 5
};

extern const struct ct__labels ct__coupon_kind_labels;
extern const struct ct__labels ct__coupon_state_labels;
extern const struct ct__labels ct__pack_source_labels;
extern const struct ct__labels ct__plan_labels;
extern const struct ct__labels ct__license_access_labels;
extern const struct ct__labels ct__license_source_labels;
extern const struct ct__labels ct__category_labels;
extern const struct ct__labels ct__tax_regime_labels;
extern const struct ct__labels ct__client_state_labels;
extern const struct ct__labels ct__client_status_labels;
extern const struct ct__labels ct__stage_labels;
extern const struct ct__labels ct__eligible_action_labels;
extern const struct ct__labels ct__migration_state_labels;
extern const struct ct__labels ct__migration_status_labels;
extern const struct ct__labels ct__message_kind_labels;
extern const struct ct__labels ct__message_state_labels;
extern const struct ct__labels ct__event_kind_labels;
extern const struct ct__labels ct__access_actor_labels;
extern const struct ct__labels ct__access_area_labels;
extern const struct ct__labels ct__access_level_labels;
extern const struct ct__labels ct__quick_action_labels;
extern const struct ct__labels ct__renewal_way_labels;
extern const struct ct__labels ct__assignment_status_labels;
extern const struct ct__labels ct__document_direction_labels;
extern const struct ct__labels ct__document_type_labels;
extern const struct ct__labels ct__import_status_labels;

/* NULL if there is no such value. */
const struct ct__label *ct__label_of(const struct ct__labels *labels, int32_t value);
