/* Migrates one client and prints its license: migrate_one STORE STUDIO-VAT-NUMBER CLIENT-CODE */
#include <contoterzi/contoterzi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    ct_context_options options = {.size = sizeof options, .now = ct_clock_system};
    ct_signatory mario = {sizeof mario, "Mario", "Rossi", "RSSMRA85T10A562S"};
    ct_migration_request request = {.size = sizeof request, .signatory = &mario};
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_studio *studio = NULL;
    ct_client *client = NULL;
    ct_migration_answer *answer = NULL;

    if (argc == 4 && !ct_storage_new_sqlite(NULL, argv[1], &storage) &&
        !ct_context_new(&options, &context) && !ct_context_open(context, storage) &&
        !ct_studio_find(context, argv[2], &studio) &&
        !ct_client_find(context, request.studio = ct_studio_id(studio), argv[3], &client)) {
        request.client = ct_client_id(client);
        ct_migration_run(context, &request, NULL, &answer);
    }
    if (answer) {
        char from[CT_DATE_TEXT_LENGTH + 1], until[CT_DATE_TEXT_LENGTH + 1];
        ct_date_format(ct_migration_answer_first_day(answer), from);
        ct_date_format(ct_migration_answer_last_day(answer), until);
        printf("%s: license from %s until %s, plan %s\n", ct_client_name(client), from, until,
               ct_enum_name(CT_ENUM_PLAN, ct_migration_answer_plan(answer)));
    } else
        fprintf(stderr, "%s %s\n", ct_error_text(context, 0), ct_error_rule(context));
    int failed = answer == NULL;
    ct_migration_answer_free(answer);
    ct_client_free(client);
    ct_studio_free(studio);
    ct_context_free(context);
    ct_storage_unref(storage);
    return failed;
}
