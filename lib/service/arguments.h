/* Arguments of public calls: copied in and checked before anything else happens. */
#pragma once

#include "service/context.h"

/* Copies a caller's sized struct, older or newer than ours, into `own`: what it lacks is zero, and
 * what we don't know must be. `first_size` is the size that the struct had when first published. */
ct_status ct__copy_sized(void *own, size_t own_size, size_t first_size, const void *source);

/* The same for a request, with the detail for the caller; `name` is the struct's. */
ct_status ct__copy_request(ct_context *context, void *own, size_t own_size, size_t first_size,
                           const void *source, const char *name);

/* Valid UTF-8 without control characters, at most `size` bytes. */
bool ct__is_plain_text(const char *text, size_t size);

/* Present, valid UTF-8 without control characters, at most `size` bytes. */
ct_status ct__check_text(ct_context *context, const char *field, const char *text, size_t size);
/* The same, but NULL passes. */
ct_status ct__check_optional_text(ct_context *context, const char *field, const char *text,
                                  size_t size);
ct_status ct__check_id(ct_context *context, const char *field, ct_id id);
ct_status ct__check_pointer(ct_context *context, const char *field, const void *pointer);
/* The same for a place for the answer, before the call proper: enters and leaves it by itself. */
ct_status ct__check_place(ct_context *context, const char *field, const void *place);
ct_status ct__check_range(ct_context *context, const char *field, int64_t value, int64_t low,
                          int64_t high);
/* A value of the enumeration; 0 passes where it means a default. */
ct_status ct__check_enum(ct_context *context, const char *field, ct_enum enumeration, int32_t value,
                         bool zero_passes);

/* Reads identifiers into their canonical form; a bad one becomes a reason (R-CLI-02). */
void ct__read_tax_code(ct_context *context, const char *text, char ret_code[17]);
void ct__read_vat_number(ct_context *context, const char *text, char ret_number[12]);
