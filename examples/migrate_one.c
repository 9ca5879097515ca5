/* Migrates one client and prints its license: migrate_one STORE STUDIO-VAT-NUMBER CLIENT-CODE */
#include <contoterzi/contoterzi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    ct_context_options options = {.size = sizeof options, .now = ct_clock_system};
    ct_signatory mario = {sizeof mario, "Mario", "Rossi", "RSSMRA85T10A562S"};
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_studio *studio = NULL;
    ct_client *client = NULL;
    ct_migration_answer *answer = NULL;
    char until[CT_DATE_TEXT_LENGTH + 1];

    if (argc == 4 && !ct_storage_new_sqlite(NULL, argv[1], &storage) &&
        !ct_context_new(&options, &context) && !ct_context_open(context, storage) &&
        !ct_studio_find(context, argv[2], &studio) &&
        !ct_client_find(context, ct_studio_id(studio), argv[3], &client) &&
        !ct_migration_run(context, &(ct_migration_request){.size = sizeof(ct_migration_request),
            .studio = ct_studio_id(studio), .client = ct_client_id(client), .signatory = &mario},
            NULL, &answer)) {
        ct_date_format(ct_migration_answer_last_day(answer), until);
        printf("%s: licensed until %s\n", ct_migration_answer_client_name(answer), until);
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
