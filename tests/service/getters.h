/* Every public function that only tells what a handle holds, by what it answers, and every one that frees
 * a handle: X(function). Those _AT take a number too. */
#pragma once

#define ID_GETTERS \
    X(ct_difference_client_id) \
    X(ct_renewal_entry_client_id) \
    X(ct_assignment_client_id) X(ct_assignment_license_id) \
    X(ct_history_answer_document_id) X(ct_document_id) X(ct_document_client_id) \
    X(ct_client_id) X(ct_client_studio_id) X(ct_pack_id) X(ct_pack_studio_id) X(ct_coupon_id) \
    X(ct_coupon_pack_id) X(ct_coupon_studio_id) X(ct_coupon_client_id) X(ct_event_subject_id) \
    X(ct_pack_renews_id) X(ct_cancellation_id) X(ct_cancellation_studio_id) \
    X(ct_cancellation_pack_id) \
    X(ct_event_studio_id) X(ct_event_client_id) X(ct_event_pack_id) X(ct_event_coupon_id) \
    X(ct_event_license_id) X(ct_event_migration_id) X(ct_event_message_id) X(ct_license_id) \
    X(ct_license_client_id) X(ct_license_coupon_id) X(ct_migration_answer_client_id) \
    X(ct_migration_answer_migration_id) X(ct_migration_answer_license_id) X(ct_migration_id) \
    X(ct_migration_studio_id) X(ct_migration_client_id) X(ct_migration_coupon_id) \
    X(ct_migration_license_id) X(ct_message_id) X(ct_message_lease) X(ct_message_studio_id) \
    X(ct_message_client_id) X(ct_studio_id) \
    X(ct_client_record_client_id) X(ct_client_record_studio_id) \
    X(ct_client_record_migration_id) X(ct_client_record_license_id) \
    X(ct_client_record_coupon_id) X(ct_finding_studio_id) X(ct_finding_client_id) \
    X(ct_finding_pack_id) X(ct_finding_coupon_id) X(ct_finding_license_id) \
    X(ct_finding_migration_id) X(ct_finding_message_id)
#define ID_GETTERS_AT \
    X(ct_client_answers_client)
#define DATE_GETTERS \
    X(ct_renewal_entry_last_day) \
    X(ct_assignment_first_day) X(ct_assignment_last_day) \
    X(ct_document_date) \
    X(ct_client_license_last_day) X(ct_account_created_on) X(ct_pack_issued_on) \
    X(ct_pack_revoked_on) X(ct_coupon_issued_on) X(ct_event_first_day) X(ct_event_last_day) \
    X(ct_license_first_day) X(ct_license_last_day) \
    X(ct_license_superseded_on) X(ct_migration_answer_first_day) X(ct_migration_answer_last_day) \
    X(ct_studio_account_opened_on) X(ct_client_record_day) X(ct_client_record_first_day) \
    X(ct_client_record_last_day)
#define TEXT_GETTERS \
    X(ct_difference_field) X(ct_difference_rule) X(ct_difference_ours) X(ct_difference_theirs) \
    X(ct_renewal_entry_client_name) X(ct_renewal_plan_next) X(ct_coupon_link_code) \
    X(ct_coupon_link_text) \
    X(ct_assignment_client_name) X(ct_assignment_coupon_code) \
    X(ct_document_number) X(ct_document_series) X(ct_document_counterparty_name) \
    X(ct_document_counterparty_code) X(ct_document_currency) X(ct_document_list_next) \
    X(ct_numbering_series) \
    X(ct_access_decision_rule) \
    X(ct_client_name) X(ct_client_nickname) X(ct_client_vat_number) X(ct_client_tax_code) \
    X(ct_client_emails) X(ct_client_list_next) X(ct_account_email) X(ct_pack_list_next) \
    X(ct_campaign_report_next) X(ct_cancellation_sender) X(ct_cancellation_message_id) \
    X(ct_cancellation_list_next) \
    X(ct_coupon_code) X(ct_coupon_list_next) X(ct_event_actor) X(ct_event_rules) X(ct_event_list_next) \
    X(ct_migration_answer_client_name) X(ct_migration_answer_coupon_code) X(ct_migration_email) \
    X(ct_migration_signatory_name) X(ct_migration_signatory_surname) \
    X(ct_migration_signatory_tax_code) X(ct_migration_list_next) X(ct_message_last_failure) \
    X(ct_message_recipient) X(ct_message_sender) X(ct_message_message_id) X(ct_message_subject) \
    X(ct_message_text) X(ct_message_list_next) X(ct_studio_name) X(ct_studio_vat_number) \
    X(ct_studio_tax_code) X(ct_studio_email) X(ct_studio_certified_email) X(ct_studio_list_next) \
    X(ct_finding_check) X(ct_finding_rule) X(ct_finding_table) X(ct_check_report_next)
#define TEXT_GETTERS_AT \
    X(ct_difference_text) \
    X(ct_finding_text) X(ct_finding_repair) \
    X(ct_reasons_rule) X(ct_reasons_field)
#define NUMBER_GETTERS \
    X(ct_differences_count) \
    X(ct_renewal_entry_status_of) X(ct_renewal_entry_action) X(ct_renewal_plan_kind) \
    X(ct_renewal_plan_license_year) X(ct_renewal_plan_clients) X(ct_renewal_plan_eligible) \
    X(ct_renewal_plan_not_eligible) X(ct_renewal_plan_already_done) X(ct_renewal_plan_coupons) \
    X(ct_renewal_plan_missing) X(ct_renewal_plan_left_over) X(ct_renewal_plan_count) \
    X(ct_assignment_status_of) X(ct_assignment_action) X(ct_assignment_plan) \
    X(ct_assignment_access) X(ct_assignments_count) \
    X(ct_document_type_of_code) X(ct_history_answer_status) X(ct_history_answers_count) \
    X(ct_document_direction_of) X(ct_document_type_of) X(ct_document_total_cents) \
    X(ct_document_imported_at) X(ct_document_is_sendable) X(ct_document_is_deletable) \
    X(ct_document_list_count) X(ct_numbering_year) X(ct_numbering_next) \
    X(ct_numbering_list_count) \
    X(ct_access_decision_is_allowed) X(ct_access_decision_level) \
    X(ct_client_actions_count) X(ct_client_action_of) X(ct_client_action_is_allowed) \
    X(ct_client_answers_count) X(ct_client_tax_regime) X(ct_client_is_on_ts_digital) \
    X(ct_client_state_today) X(ct_client_list_count) X(ct_account_need_password_change) \
    X(ct_campaign_report_license_year) X(ct_campaign_report_studios) \
    X(ct_campaign_report_issued_to) X(ct_campaign_report_stopped) \
    X(ct_campaign_report_already_done) X(ct_campaign_report_coupons) \
    X(ct_cancellation_sent_at) X(ct_cancellation_campaign_year) X(ct_cancellation_license_year) \
    X(ct_cancellation_recorded_at) X(ct_cancellation_withdrawn_at) X(ct_cancellation_list_count) \
    X(ct_account_need_setup) X(ct_reasons_count) X(ct_pack_kind) X(ct_pack_plan) \
    X(ct_pack_license_year) X(ct_pack_quantity) X(ct_pack_unit_price_cents) X(ct_pack_source_of) \
    X(ct_pack_list_count) X(ct_coupon_kind_of) X(ct_coupon_plan) X(ct_coupon_license_year) \
    X(ct_coupon_state_today) X(ct_coupon_list_count) X(ct_eligibility_action) X(ct_event_sequence) \
    X(ct_event_instant) X(ct_event_kind_of) X(ct_event_number) X(ct_event_coupon_kind) \
    X(ct_event_year) X(ct_event_category) X(ct_event_license_source) X(ct_event_plan) \
    X(ct_event_license_access) X(ct_event_area) X(ct_event_level) X(ct_event_list_count) \
    X(ct_license_plan) X(ct_license_access_of) X(ct_license_source_of) X(ct_license_price_cents) \
    X(ct_license_list_count) \
    X(ct_lifecycle_report_expired_notices) X(ct_lifecycle_report_erasure_notices) \
    X(ct_lifecycle_report_erasures) X(ct_lifecycle_report_reminders) \
    X(ct_lifecycle_report_removed_answers) X(ct_lifecycle_report_removed_messages) \
    X(ct_lifecycle_report_is_done) \
    X(ct_usage_used) X(ct_migration_answer_status) X(ct_migration_answer_state) \
    X(ct_migration_answer_plan) X(ct_migration_answer_access) X(ct_migration_answers_count) \
    X(ct_migration_state_of) X(ct_migration_created_at) X(ct_migration_changed_at) \
    X(ct_migration_list_count) X(ct_message_kind_of) X(ct_message_state_of) X(ct_message_attempts) \
    X(ct_message_created_at) X(ct_message_due_at) X(ct_message_list_count) X(ct_studio_list_count) \
    X(ct_studio_overview_migratable) X(ct_studio_overview_clients) \
    X(ct_studio_overview_coupon_lines) X(ct_studio_overview_license_lines) \
    X(ct_client_record_state) X(ct_client_record_is_erased) X(ct_client_record_migration_state) \
    X(ct_client_record_source) X(ct_client_record_plan) X(ct_client_record_access_of) \
    X(ct_client_record_license_count) X(ct_check_report_count)
#define NUMBER_GETTERS_AT \
    X(ct_renewal_ways_is_open) \
    X(ct_client_record_used) \
    X(ct_client_answers_status)
#define POINTER_GETTERS \
    X(ct_renewal_entry_reasons) \
    X(ct_assignment_reasons) \
    X(ct_history_answer_reasons) \
    X(ct_access_decision_reasons) X(ct_client_action_reasons) \
    X(ct_cancellation_reasons) \
    X(ct_eligibility_reasons) X(ct_migration_answer_reasons)
#define POINTER_GETTERS_AT \
    X(ct_differences_at) \
    X(ct_renewal_ways_reasons) X(ct_renewal_plan_at) \
    X(ct_assignments_at) \
    X(ct_history_answers_at) X(ct_document_list_at) X(ct_numbering_list_at) \
    X(ct_access_decision_text) X(ct_client_actions_at) \
    X(ct_cancellation_list_at) \
    X(ct_check_report_at) \
    X(ct_client_answers_reasons) X(ct_client_list_at) X(ct_pack_list_at) X(ct_coupon_list_at) \
    X(ct_event_list_at) X(ct_license_list_at) X(ct_migration_answers_at) X(ct_migration_list_at) \
    X(ct_message_list_at) X(ct_studio_list_at)
#define FREES \
    X(ct_differences_free) \
    X(ct_renewal_ways_free) X(ct_renewal_plan_free) X(ct_coupon_link_free) \
    X(ct_assignment_free) X(ct_assignments_free) \
    X(ct_history_answer_free) X(ct_history_answers_free) X(ct_document_list_free) \
    X(ct_numbering_list_free) \
    X(ct_access_decision_free) X(ct_client_actions_free) \
    X(ct_campaign_report_free) X(ct_cancellation_free) X(ct_cancellation_list_free) \
    X(ct_client_answers_free) X(ct_client_free) X(ct_client_list_free) X(ct_account_free) \
    X(ct_context_free) X(ct_pack_free) X(ct_pack_list_free) X(ct_coupon_free) \
    X(ct_coupon_list_free) X(ct_eligibility_free) X(ct_event_list_free) X(ct_license_free) \
    X(ct_lifecycle_report_free) \
    X(ct_license_list_free) X(ct_usage_free) X(ct_migration_answer_free) \
    X(ct_migration_answers_free) X(ct_migration_free) X(ct_migration_list_free) X(ct_message_free) \
    X(ct_message_list_free) X(ct_policy_free) X(ct_studio_free) X(ct_studio_list_free) \
    X(ct_studio_overview_free) X(ct_client_record_free) \
    X(ct_check_report_free)
