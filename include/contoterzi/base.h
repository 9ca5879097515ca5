/* Base vocabulary of libcontoterzi: status codes, identifiers, civil dates, instants, languages.
 *
 * Reading these headers: a pointer parameter is not NULL unless its line says so; text is UTF-8,
 * NUL-terminated and copied; `ret_` parameters come last and are written only when the call
 * succeeds. A call that takes a ct_call may be given NULL for its `ret_`, except for the answers to
 * many. "Errors" lists what a caller may want to tell apart; every call can also answer
 * CT_ERR_NO_MEMORY, CT_ERR_INVALID_ARGUMENT and what storage answers (CT_ERR_BUSY and below).
 * Everything here exists since 0.1 unless its line says otherwise.
 *
 *     ct_date day;
 *     ct_id client;
 *     int32_t plan;
 *     char text[CT_DATE_TEXT_LENGTH + 1];
 *     if (ct_date_parse("2026-11-15", &day) == CT_OK &&
 *         ct_id_parse("01930b6e-6c5e-7d3a-8f21-4b7e5c9d1a02", &client) == CT_OK &&
 *         ct_enum_value(CT_ENUM_PLAN, "premium_plus", &plan) == CT_OK) {
 *         ct_date_format(day, text);
 *         printf("%s: %s\n", text, ct_enum_text(CT_ENUM_PLAN, plan, CT_LANGUAGE_ITALIAN));
 *     }
 */
#ifndef CONTOTERZI_BASE_H
#define CONTOTERZI_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
/* Stands before what the library exports. */
#define CT_API __attribute__((visibility("default")))
#else
#define CT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
#define CT_SIZED(type) { sizeof(type) }
#else
/* What a sized struct starts from: its size, and zero in every other field. Requests, queries and
 * options have a macro CT_..._INIT of it; use that. */
#define CT_SIZED(type) { .size = sizeof(type) }
#endif

/* The version of these headers. */
#define CT_VERSION_MAJOR 0
#define CT_VERSION_MINOR 1 /* grows with every release that adds something */
#define CT_VERSION_PATCH 0 /* grows with every release that adds nothing */

/* The version of the library that is running, as major * 1000000 + minor * 1000 + patch. */
CT_API uint32_t ct_version(void);

/* 0 is good, positive is news, negative is an error. Values are never reused; treat an unknown
 * negative value as CT_ERR. */
typedef int32_t ct_status;
enum ct_status_values {
    CT_OK = 0, /* it is done */
    CT_DONE = 1, /* nothing further: the end of a scan, or no message is due */

    CT_ERR = -1,                  /* a failure with no code of its own */
    CT_ERR_NO_MEMORY = -2,        /* the allocator had no more; nothing changed */
    CT_ERR_UNSUPPORTED = -3,      /* this library or back end does not know what was asked for */
    CT_ERR_CORRUPT = -4,          /* stored data are not what the schema says */
    CT_ERR_INVALID_ARGUMENT = -5, /* NULL, malformed, oversized; the detail names the field */
    CT_ERR_STRUCT_TOO_NEW = -6,   /* a request asks for something that a newer library knows */
    CT_ERR_REFUSED = -7,          /* a rule says no; the detail has every reason with its rule */
    CT_ERR_CALLBACK = -8,         /* a callback of the host failed */
    CT_ERR_NOT_OPEN = -9,         /* the context has no storage open */
    CT_ERR_NOT_FOUND = -10,       /* there is no such record */
    CT_ERR_EXISTS = -11,          /* back ends: a primary key or unique index is taken; callers see
                                     CT_ERR_REFUSED or CT_ERR_CONFLICT. A backup: there is a
                                     file of that name */
    CT_ERR_CONFLICT = -12,        /* concurrent callers kept getting in the way; try again */
    CT_ERR_BUSY = -13,            /* the lock was not to be had in time; nothing happened */
    CT_ERR_IO = -14,              /* the storage failed; nothing is half done */
    CT_ERR_COMMIT_UNKNOWN = -15,  /* the connection went away or the disk failed during commit:
                                     repeat the call with the same idempotency key to learn what
                                     happened */
    CT_ERR_CANCELLED = -16,       /* the call was interrupted; nothing changed */
    CT_ERR_SCHEMA_NEWER = -17,    /* the store was written by a newer library; left untouched */
    CT_ERR_NOT_A_STORE = -18      /* the file or database is somebody else's; left untouched */
};

/* The name of a status as written above, for example "CT_ERR_REFUSED"; "CT_ERR" if unknown. */
CT_API const char *ct_status_name(ct_status status);

/* An identifier: a UUID in network order (version 7 where the library made it). All zeros means
 * "none". Never changes its layout. */
typedef struct ct_id {
    uint8_t bytes[16]; /* the first is the most significant */
} ct_id;

/* The length of an identifier as text, without the final NUL. */
#define CT_ID_TEXT_LENGTH 36

/* Writes `id` as 36 lower-case characters and a NUL to `ret_text`. */
CT_API void ct_id_format(ct_id id, char ret_text[CT_ID_TEXT_LENGTH + 1]);

/* Reads 36 characters of either case. Errors: CT_ERR_INVALID_ARGUMENT if `text` is no UUID. */
CT_API ct_status ct_id_parse(const char *text, ct_id *ret_id);

/* A civil date in Europe/Rome, Gregorian, years 1900 to 9999; all zeros means "none".
 * Never changes its layout. */
typedef struct ct_date {
    int16_t year;  /* 1900 to 9999 */
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
} ct_date;

/* The length of a date as text, without the final NUL. */
#define CT_DATE_TEXT_LENGTH 10

/* Writes `date` as YYYY-MM-DD and a NUL to `ret_text`; "none" becomes the empty text. */
CT_API void ct_date_format(ct_date date, char ret_text[CT_DATE_TEXT_LENGTH + 1]);

/* Reads YYYY-MM-DD. Errors: CT_ERR_INVALID_ARGUMENT if there is no such day. */
CT_API ct_status ct_date_parse(const char *text, ct_date *ret_date);

/* An instant: milliseconds since 1970-01-01T00:00:00Z, without leap seconds; 0 means "none". */
typedef int64_t ct_instant;

/* The length of an instant as text, without the final NUL. */
#define CT_INSTANT_TEXT_LENGTH 24

/* Writes `instant` as YYYY-MM-DDTHH:MM:SS.mmmZ and a NUL; "none" becomes the empty text. */
CT_API void ct_instant_format(ct_instant instant, char ret_text[CT_INSTANT_TEXT_LENGTH + 1]);

/* The civil date in Rome at `instant`, from 1996 to 2100, whatever the process's time zone.
 * Errors: CT_ERR_INVALID_ARGUMENT outside those years. */
CT_API ct_status ct_date_in_rome(ct_instant instant, ct_date *ret_date);

/* The instant at which `milliseconds` of the Rome civil day `date` have passed on its clock face
 * (0 to 86,399,999); of an hour that occurs twice the first, of one that is skipped the instant
 * that far after the skip. Errors: CT_ERR_INVALID_ARGUMENT outside 1996 to 2100. */
CT_API ct_status ct_instant_in_rome(ct_date date, int32_t milliseconds, ct_instant *ret_instant);

/* Where memory comes from. Each function gets `user`; NULL from the first two is "no more". The
 * three are set together or not at all (then the C library's are used). Copied wherever it is
 * given; called from the thread that runs the call. */
typedef struct ct_allocator {
    size_t size; /* sizeof(ct_allocator) */
    void *user;  /* may be NULL */
    void *(*allocate)(void *user, size_t bytes);            /* a block for any type */
    void *(*resize)(void *user, void *block, size_t bytes); /* on failure `block` stays as it is */
    void (*release)(void *user, void *block);               /* never called with NULL */
} ct_allocator;

/* The languages in which texts for people exist. 0 means "the context's". */
typedef int32_t ct_language;
enum ct_language_values { CT_LANGUAGE_ITALIAN = 1, CT_LANGUAGE_ENGLISH = 2 };

/* The enumerations whose values have names. */
typedef int32_t ct_enum;
enum ct_enum_values {
    CT_ENUM_COUPON_KIND = 1,
    CT_ENUM_COUPON_STATE = 2,
    CT_ENUM_PACK_SOURCE = 3,
    CT_ENUM_PLAN = 4,
    CT_ENUM_LICENSE_ACCESS = 5,
    CT_ENUM_LICENSE_SOURCE = 6,
    CT_ENUM_TAX_REGIME = 7,
    CT_ENUM_CLIENT_STATE = 8,
    CT_ENUM_MIGRATION_STATE = 9,
    CT_ENUM_MIGRATION_STATUS = 10,
    CT_ENUM_CLIENT_STATUS = 11,
    CT_ENUM_ELIGIBLE_ACTION = 12,
    CT_ENUM_MESSAGE_KIND = 13,
    CT_ENUM_MESSAGE_STATE = 14,
    CT_ENUM_EVENT_KIND = 15,
    CT_ENUM_CATEGORY = 16,
    CT_ENUM_ACCESS_ACTOR = 17,
    CT_ENUM_ACCESS_AREA = 18,
    CT_ENUM_ACCESS_LEVEL = 19,
    CT_ENUM_QUICK_ACTION = 20,
    CT_ENUM_RENEWAL_WAY = 21,
    CT_ENUM_ASSIGNMENT_STATUS = 22,
    CT_ENUM_DOCUMENT_DIRECTION = 23,
    CT_ENUM_DOCUMENT_TYPE = 24,
    CT_ENUM_IMPORT_STATUS = 25
};

/* The name of `value` as programs and stores write it, for example "conto_terzi"; NULL if the
 * enumeration or the value is unknown. Static storage. */
CT_API const char *ct_enum_name(ct_enum enumeration, int32_t value);

/* The value with that name. Errors: CT_ERR_INVALID_ARGUMENT if there is none. */
CT_API ct_status ct_enum_value(ct_enum enumeration, const char *name, int32_t *ret_value);

/* What people call `value` in `language` (CT_LANGUAGE_*); NULL if unknown. Static storage. */
CT_API const char *ct_enum_text(ct_enum enumeration, int32_t value, ct_language language);

#ifdef __cplusplus
}
#endif

#endif
