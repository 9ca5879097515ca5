/* What the library answers, as JSON. Tables for people are made from the same values. */
#ifndef VALUES_H
#define VALUES_H

#include <contoterzi/contoterzi.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Answers `value`; ends the program if it is NULL, which means that memory ran out. */
json_t *value_checked(json_t *value);

/* One document on a line of its own (`indent` 0), or indented. Takes `value`. */
void value_print(FILE *stream, json_t *value, size_t indent);

/* Absent things are null: NULL and "", no id, no date, no instant, an enumeration's 0. */
json_t *value_text(const char *text);
json_t *value_id(ct_id id);
json_t *value_date(ct_date date);
json_t *value_instant(ct_instant instant);
json_t *value_enum(ct_enum enumeration, int32_t value);
json_t *value_cents(int64_t cents); /* "12.50" */
/* [{"rule","text"}], and "field" between them if wanted. */
json_t *value_reasons(const ct_reasons *reasons, ct_language language, bool has_field);

json_t *value_studio(const ct_studio *studio);
json_t *value_client_row(const ct_client *client); /* for lists */
json_t *value_client(const ct_client *client);
json_t *value_account(const ct_account *account);
json_t *value_pack(const ct_pack *pack);
json_t *value_coupon(const ct_coupon *coupon);
json_t *value_license(const ct_license *license);
json_t *value_assignment(const ct_assignment *assignment, ct_language language);
json_t *value_migration(const ct_migration *migration);
json_t *value_event(const ct_event *event);
json_t *value_message(const ct_message *message);

#endif
