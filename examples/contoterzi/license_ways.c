/* contoterzi license ways: how a client can go on after its license (R-REN-05). */
#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "paint.h"
#include "values.h"
#include "view.h"

static json_t *
document_of(const struct app *app, ct_id client, const ct_renewal_ways *ways)
{
    json_t *rows = value_checked(json_array());

    for (ct_renewal_way way = CT_RENEWAL_CONTO_TERZI; way <= CT_RENEWAL_OWN_PURCHASE; way++)
        json_array_append_new(
            rows, value_checked(json_pack(
                      "{s:o, s:b, s:o}", "way", value_enum(CT_ENUM_RENEWAL_WAY, way), "open",
                      (int)ct_renewal_ways_is_open(ways, way), "reasons",
                      value_reasons(ct_renewal_ways_reasons(ways, way), app->language, false))));
    return value_checked(
        json_pack("{s:o, s:o}", "client", value_id(client), "ways", rows));
}

static void
show(const struct app *app, const ct_renewal_ways *ways)
{
    for (ct_renewal_way way = CT_RENEWAL_CONTO_TERZI; way <= CT_RENEWAL_OWN_PURCHASE; way++) {
        bool is_open = ct_renewal_ways_is_open(ways, way);
        enum paint paint = is_open ? PAINT_GREEN : PAINT_RED;

        paint_begin(stdout, paint);
        /* cppcheck-suppress duplicateExpressionTernary; "no" is "no" in both languages */
        /* NOLINTNEXTLINE(bugprone-branch-clone): "no" in both languages */
        fputs(is_open ? SAY(app, "sì", "yes") : SAY(app, "no", "no"), stdout);
        paint_end(stdout, paint);
        printf("  %s\n", ct_enum_text(CT_ENUM_RENEWAL_WAY, way, app->language));
        view_reasons(app, ct_renewal_ways_reasons(ways, way), 4);
    }
}

int
run_license_ways(struct app *app)
{
    ct_renewal_ways *ways = NULL;
    json_t *document;
    ct_status status;
    ct_id client, studio;
    int failed = app_client(app, app->arguments.items[0], &client);

    if (!failed)
        failed = app_studio_of(app, client, &studio);
    if (failed)
        return failed;
    status = ct_renewal_ways_get(app->context, studio, client,
                                 app->options.values[OPTION_DAY].date, &ways);
    if (status)
        return failure_of(app, status);
    document = document_of(app, client, ways);
    if (!view_json(app, document))
        show(app, ways);
    json_decref(document);
    ct_renewal_ways_free(ways);
    return EXIT_DONE;
}
