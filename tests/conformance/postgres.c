/* The PostgreSQL back end, in a schema of the database that CONTOTERZI_TEST_POSTGRES names. */
#include "runner.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contoterzi/postgres.h"

struct database {
    const char *address;
    char schema[48]; /* a name that needs quotes, and has some */
    char quoted[48];
};

static ct_status
execute(const struct database *database, const char *sql)
{
    PGconn *connection = PQconnectdb(database->address);
    PGresult *result = PQexec(connection, "SET client_min_messages = error");
    PQclear(result);
    result = PQexec(connection, sql);
    ct_status status = PQresultStatus(result) == PGRES_COMMAND_OK ? CT_OK : CT_ERR_IO;
    if (status)
        fprintf(stderr, "%s", PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
    return status;
}

static ct_status
drop(const struct database *database)
{
    char sql[160];
    snprintf(sql, sizeof sql, "DROP SCHEMA IF EXISTS \"%s\" CASCADE", database->quoted);
    return execute(database, sql);
}

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    const struct database *database = user;
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    options.connection = database->address;
    options.schema = database->schema;
    return ct_storage_new_postgres(NULL, &options, ret_storage);
}

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    ct_status status = drop(user);
    return status ? status : reopen(user, ret_storage);
}

/* The names that the kit's schema uses are taken; a mark of ours by somebody else's table, too. */
static ct_status
foreign(void *user, ct_storage **ret_storage)
{
    const struct database *database = user;
    char sql[400];
    ct_status status = drop(database);
    snprintf(sql, sizeof sql,
             "CREATE SCHEMA \"%s\"; CREATE TABLE \"%s\".contoterzi_store (song text);"
             "INSERT INTO \"%s\".contoterzi_store VALUES ('x')",
             database->quoted, database->quoted, database->quoted);
    if (!status)
        status = execute(database, sql);
    return status ? status : reopen(user, ret_storage);
}

/* Of every row and column of the schema's tables, as the server writes them. */
static uint64_t
digest(void *user)
{
    const struct database *database = user;
    char sql[400];
    uint64_t digest = UINT64_C(14695981039346656037);
    PGconn *connection = PQconnectdb(database->address);
    snprintf(sql, sizeof sql, "SELECT schema_to_xml_and_xmlschema('\"%s\"', true, false, '')::text",
             database->quoted);
    PGresult *result = PQexec(connection, sql);
    const char *text = PQntuples(result) ? PQgetvalue(result, 0, 0) : PQerrorMessage(connection);
    for (; *text; text++)
        digest = (digest ^ (unsigned char)*text) * UINT64_C(1099511628211);
    PQclear(result);
    PQfinish(connection);
    return digest;
}

int
main(int argc, char **argv)
{
    struct database database = {.address = getenv("CONTOTERZI_TEST_POSTGRES")};
    const ct_testkit_subject subject = {
        .size = sizeof subject,
        .user = &database,
        .fresh = fresh,
        .reopen = reopen,
        .foreign = foreign,
        .digest = digest,
        .note = print_note,
        .flags = CT_TESTKIT_MAY_FORK,
    };
    if (!database.address)
        return 77;
    snprintf(database.schema, sizeof database.schema, "The \"kit\" %ld", (long)getpid());
    snprintf(database.quoted, sizeof database.quoted, "The \"\"kit\"\" %ld", (long)getpid());
    int failed = run_checks("postgres", &subject, NULL, argc > 1 ? argv[1] : NULL);
    return drop(&database) || failed;
}
