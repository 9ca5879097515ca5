#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/postgres/postgres.h"

/* SQLSTATE, or its class alone; codes stand before the class that they refine. */
static const struct {
    char code[6];
    ct_status status;
} answers[] = {
    {"40001", CT_ERR_CONFLICT},
    {"40P01", CT_ERR_CONFLICT},
    {"23505", CT_ERR_EXISTS},
    {"23502", CT_ERR_INVALID_ARGUMENT},
    {"23", CT_ERR_CORRUPT}, /* of somebody's own making: we declare no other constraint */
    {"55P03", CT_ERR_BUSY},
    {"57014", CT_ERR_BUSY},
    {"57P", CT_ERR_IO},
    {"08", CT_ERR_IO},
    {"53", CT_ERR_IO},
    {"58", CT_ERR_IO},
    {"25", CT_ERR_IO},    /* a server that only reads, a transaction that was idle too long */
    {"42501", CT_ERR_IO}, /* permission denied */
    {"42", CT_ERR_CORRUPT}, /* our SQL is right, so a table is not what it should be */
    {"3F", CT_ERR_CORRUPT},
    {"54", CT_ERR_INVALID_ARGUMENT}, /* too long for an index */
    {"22012", CT_ERR_CONFLICT}, /* division by zero: see expect.c */
    {"22", CT_ERR_INVALID_ARGUMENT},
    {"XX001", CT_ERR_CORRUPT},
    {"XX002", CT_ERR_CORRUPT},
    {"0A", CT_ERR_UNSUPPORTED},
};

static ct_status
answer_to(const char *code)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strncmp(answers[i].code, code, strlen(answers[i].code)) == 0)
            return answers[i].status;
    return CT_ERR;
}

/* An SQLSTATE as a number: five digits to the base of 36. */
static int64_t
native_code(const char *code)
{
    return strtoll(code, NULL, 36);
}

static const char *
field_of(const PGresult *result, int field)
{
    const char *text = PQresultErrorField(result, field);
    return text ? text : "";
}

ct_status
ct__pg_failure(const PGresult *result, ct_diag *diag)
{
    char message[CT__SQL_MESSAGE];
    const char *code = field_of(result, PG_DIAG_SQLSTATE);
    const char *index = field_of(result, PG_DIAG_CONSTRAINT_NAME);
    const char *table = field_of(result, PG_DIAG_TABLE_NAME);
    const char *words = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    (void)snprintf(message, sizeof message, "%s%s%s%s%s", table, *table && *index ? ", " : "",
                   index, *table || *index ? ": " : "", *words ? words : "no words");
    ct_diag_set(diag, native_code(code), message);
    return answer_to(code);
}

/* A server that turned into one that only reads is no longer ours: another host may be. */
bool
ct__pg_is_end(const PGresult *result)
{
    const char *severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *code = field_of(result, PG_DIAG_SQLSTATE);
    return strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0 ||
           strncmp(code, "08", 2) == 0 || strncmp(code, "57P", 3) == 0 ||
           strcmp(code, "25006") == 0;
}

ct_status
ct__pg_lost(PGconn *connection, ct_status status, ct_diag *diag)
{
    char message[CT__SQL_MESSAGE];
    const char *words = connection ? PQerrorMessage(connection) : "out of memory";
    size_t length = strcspn(words, "\n");
    (void)snprintf(message, sizeof message, "%.*s", (int)(length < 400 ? length : 400),
                   length ? words : "the connection was lost");
    ct_diag_set(diag, 0, message);
    return status;
}
