/* A day on which nothing is due, over a million licenses: milliseconds a run of the daily lifecycle.
 * Exits with 1 if any takes more than 50.
 *
 * cc -std=c11 -D_GNU_SOURCE -O2 -Iinclude tests/bench/bench_lifecycle.c -lcontoterzi -lsqlite3 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "contoterzi/contoterzi.h"

enum { LICENSES = 1000000, RUNS = 200, LIMIT_MS = 50 };

static _Noreturn void
give_up(const char *what)
{
    fprintf(stderr, "bench_lifecycle: %s\n", what);
    exit(2);
}

/* 10:00 on 1 November 2026. */
static ct_status
clock_of_bench(void *user, ct_instant *ret_now)
{
    (void)user;
    return ct_instant_in_rome((ct_date){2026, 11, 1}, 36000000, ret_now);
}

static ct_context *
open_store(const char *path)
{
    ct_context_options options = {.size = sizeof options, .now = clock_of_bench};
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    if (ct_context_new(&options, &context) || ct_storage_new_sqlite(NULL, path, &storage) ||
        ct_context_open(context, storage))
        give_up("the store did not open");
    ct_storage_unref(storage);
    return context;
}

/* Half of the licenses are in force; the others ended a year ago, and their clients were told then. */
static void
fill(const char *path)
{
    static const char sql[] =
        "PRAGMA synchronous = off; BEGIN;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
        "INSERT INTO license (id, client_id, studio_id, coupon_kind, plan, access, source, first_day,"
        " last_day, limit_clients, limit_suppliers, limit_products, limit_documents, created_at) "
        "SELECT format('%%08x-0000-7000-8000-000000000000', i),"
        " format('%%08x-0000-7000-8000-000000000001', i),"
        " format('%%08x-0000-7000-8000-000000000002', i / 20), 'conto_terzi', 'standard', 'read_only',"
        " 'coupon', iif(i %% 2, '2026-01-01', '2025-01-01'), iif(i %% 2, '2026-12-31', '2025-12-31'),"
        " 5000, 5000, 5000, 3000, '2026-01-01T00:00:00.000Z' FROM n;"
        "INSERT INTO lifecycle VALUES ('license_expired', '2025-12-31',"
        " 'ffffffff-0000-7000-8000-000000000000', '2026-01-01T00:00:00.000Z');"
        "COMMIT";
    char text[sizeof sql + 16], *message = NULL;
    sqlite3 *db = NULL;
    (void)snprintf(text, sizeof text, sql, LICENSES);
    if (sqlite3_open(path, &db) || sqlite3_exec(db, text, NULL, NULL, &message))
        give_up(message ? message : "sqlite3_open");
    sqlite3_close(db);
}

static double
ms_of_run(ct_context *context)
{
    struct timespec start, end;
    ct_lifecycle_report *report = NULL;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (ct_lifecycle_run(context, NULL, NULL, &report))
        give_up(ct_error_text(context, CT_LANGUAGE_ENGLISH));
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (!ct_lifecycle_report_is_done(report) || ct_lifecycle_report_expired_notices(report) ||
        ct_lifecycle_report_erasure_notices(report) || ct_lifecycle_report_reminders(report))
        give_up("something was due");
    ct_lifecycle_report_free(report);
    return (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
}

int
main(void)
{
    char directory[] = "/tmp/bench_lifecycle.XXXXXX", path[64], log[72], shared[72];
    double sum = 0, worst = 0;
    if (!mkdtemp(directory))
        give_up("no directory");
    (void)snprintf(path, sizeof path, "%s/store", directory);
    (void)snprintf(log, sizeof log, "%s-wal", path);
    (void)snprintf(shared, sizeof shared, "%s-shm", path);
    ct_context_free(open_store(path));
    fill(path);
    ct_context *context = open_store(path);
    double first = ms_of_run(context);
    for (int i = 0; i < RUNS; i++) {
        double ms = ms_of_run(context);
        sum += ms;
        worst = ms > worst ? ms : worst;
    }
    ct_context_free(context);
    (void)unlink(path);
    (void)unlink(log);
    (void)unlink(shared);
    (void)rmdir(directory);
    printf("nothing due over %d licenses: the first run %.3f ms, then %.3f ms, at the most %.3f\n",
           LICENSES, first, sum / RUNS, worst);
    return first > LIMIT_MS || worst > LIMIT_MS;
}
