#include <contoterzi/contoterzi.h>
#include <stdio.h>

int main(int argc, char **argv) /* migrate_one STORE STUDIO-ID CLIENT-ID */
{
    ct_context_options options = {.size = sizeof options, .now = ct_clock_system};
    ct_signatory mario = {sizeof mario, "Mario", "Rossi", "RSSMRA85T10A562S"};
    ct_migration_request request = {.size = sizeof request, .signatory = &mario};
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_migration_answer *answer = NULL;
    char until[CT_DATE_TEXT_LENGTH + 1];
    if (argc != 4 || ct_id_parse(argv[2], &request.studio) || ct_id_parse(argv[3], &request.client) ||
        ct_storage_new_sqlite(NULL, argv[1], &storage) || ct_context_new(&options, &context) ||
        ct_context_open(context, storage) || ct_migration_run(context, &request, NULL, &answer))
        return fprintf(stderr, "%s %s\n", ct_error_text(context, 0), ct_error_rule(context)), 1;
    ct_date_format(ct_migration_answer_last_day(answer), until);
    printf("%s: plan %s until %s\n", ct_migration_answer_client_name(answer),
           ct_enum_name(CT_ENUM_PLAN, ct_migration_answer_plan(answer)), until);
    ct_migration_answer_free(answer);
    ct_context_free(context);
    ct_storage_unref(storage);
}
