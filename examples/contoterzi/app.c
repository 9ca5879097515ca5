#include "app.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_POSTGRES
#include <contoterzi/postgres.h>
#endif

#include "command.h"
#include "memory.h"
#ifdef HAVE_LMDB
#include "lmdb_storage.h"
#endif
#include "templates.h"

#define DEFAULT_FILE "contoterzi.db"

/* --- Opening ---------------------------------------------------------------------------------- */

/* The day of --today at the machine's present time of day in Rome, so that what successive commands
 * record keeps its order. */
static ct_status
now_on(void *user, ct_instant *ret_now)
{
    const ct_date *day = user;
    const int32_t last = 24 * 3600 * 1000 - 1;
    ct_instant now, midnight;
    ct_date today;
    ct_status status = ct_clock_system(NULL, &now);

    if (!status)
        status = ct_date_in_rome(now, &today);
    if (!status)
        status = ct_instant_in_rome(today, 0, &midnight);
    if (status)
        return status;
    now -= midnight; /* may pass 24 hours on the day when clocks go back */
    return ct_instant_in_rome(*day, now < last ? (int32_t)now : last, ret_now);
}

static int
set_policy(struct app *app, ct_policy *policy)
{
    const struct text_list *list = &app->options.policies;

    for (size_t i = 0; i < list->count; i++) {
        size_t length = strcspn(list->items[i], "=");
        char *name = memory_text(list->items[i], length);
        ct_status status = ct_policy_set(policy, name, list->items[i] + length + 1);

        free(name);
        if (status)
            return failure_usage(app, "policy",
                                 status == CT_ERR_NOT_FOUND
                                     ? SAY(app, "--policy: nome sconosciuto in \"%s\"",
                                           "--policy: unknown name in \"%s\"")
                                     : SAY(app, "--policy: il valore di \"%s\" non va bene",
                                           "--policy: the value of \"%s\" is not valid"),
                                 list->items[i]);
    }
    return EXIT_DONE;
}

static int
open_context(struct app *app, const ct_policy *policy)
{
    struct option_value *today = &app->options.values[OPTION_TODAY];
    const char *actor = app_text(app, OPTION_ACTOR);
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_instant now;
    ct_status status;

    options.now = today->text ? now_on : ct_clock_system;
    options.now_user = &today->date;
    options.policy = policy;
    options.language = app->language;
    if (options.now(options.now_user, &now))
        return failure_usage(app, "today",
                             SAY(app, "--today: gli anni vanno dal 1996 al 2100",
                                 "--today: years go from 1996 to 2100"));
    status = ct_context_new(&options, &app->context);
    if (!status)
        status = ct_context_set_actor(app->context, actor ? actor : "contoterzi");
    return status ? failure_of(app, status) : EXIT_DONE;
}

static bool
is_server(const char *path)
{
    return strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0;
}

/* A parameter "schema" of the address is ours; the others are the server's. Takes it out, and answers
 * its value or NULL. */
#ifdef HAVE_POSTGRES
static char *
take_schema(char *address)
{
    char *next = strchr(address, '?');

    while (next && strncmp(next + 1, "schema=", 7) != 0)
        next = strchr(next + 1, '&');
    if (!next)
        return NULL;
    char *value = next + 8;
    size_t length = strcspn(value, "&");
    char *schema = memory_text(value, length);
    /* What follows takes the place of what went, behind the same sign; of "?" too. */
    if (value[length])
        memmove(next + 1, value + length + 1, strlen(value + length + 1) + 1);
    else
        *next = '\0';
    return schema;
}

static ct_status
open_server(const char *path, bool must_exist, ct_storage **ret_storage)
{
    char *address = memory_text(path, strlen(path));
    char *schema = take_schema(address);
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;

    options.connection = address;
    options.schema = schema;
    options.flags = must_exist ? CT_POSTGRES_MUST_EXIST : 0;
    ct_status status = ct_storage_new_postgres(NULL, &options, ret_storage);
    free(schema);
    free(address);
    return status;
}
#else
static ct_status
open_server(const char *path, bool must_exist, ct_storage **ret_storage)
{
    (void)path;
    (void)must_exist;
    (void)ret_storage;
    return CT_ERR_UNSUPPORTED;
}
#endif

static int
choose_server(struct app *app, const char *path)
{
    bool makes_store = app->command->is_first && !app_text(app, OPTION_PREVIEW);

    switch (open_server(path, !makes_store, &app->storage)) {
    case CT_OK:
        return EXIT_DONE;
    case CT_ERR_INVALID_ARGUMENT:
        return failure_usage(app, "db",
                             SAY(app, "--db: l'indirizzo del server non è valido",
                                 "--db: the server's address is not valid"));
    case CT_ERR_UNSUPPORTED:
        return failure_usage(app, "db",
                             SAY(app, "--db: questo programma è senza PostgreSQL",
                                 "--db: this program was built without PostgreSQL"));
    default:
        return failure_output(app, "db", "%s", SAY(app, "memoria esaurita", "out of memory"));
    }
}

/* "lmdb:PATH" is a file of the example of a back end, where that was built in. */
static const char *
file_of(const char *path)
{
#ifdef HAVE_LMDB
    if (strncmp(path, "lmdb:", 5) == 0)
        return path + 5;
#endif
    return path;
}

static ct_status
open_file(const char *path, ct_storage **ret_storage)
{
#ifdef HAVE_LMDB
    if (file_of(path) != path)
        return lmdb_storage_new(file_of(path), ret_storage);
#endif
    return ct_storage_new_sqlite(NULL, path, ret_storage);
}

/* Only a command that can begin a database makes one; a preview of it leaves no file either. */
static int
choose_storage(struct app *app, const char *path)
{
    bool is_preview = app_text(app, OPTION_PREVIEW) != NULL;
    ct_status status;

    if (!*file_of(path))
        return failure_usage(app, "db",
                             SAY(app, "--db: manca il nome", "--db: the name is missing"));
    if (is_server(path))
        return choose_server(app, path);
    if (access(file_of(path), F_OK) == 0)
        /* NOLINTNEXTLINE(bugprone-branch-clone): the order of the questions matters */
        status = open_file(path, &app->storage);
    else if (errno != ENOENT)
        return failure_output(app, "db", "%s: %s", path, strerror(errno));
    else if (!app->command->is_first)
        return failure_output(
            app, "db",
            SAY(app, "%s: il database non c'è; lo crea \"contoterzi studio add\"",
                "%s: there is no such database; \"contoterzi studio add\" makes it"),
            path);
    else if (is_preview)
        status = ct_storage_new_memory(NULL, &app->storage);
    else
        status = open_file(path, &app->storage);
    return status ? failure_output(app, "db", "%s: %s", path, ct_status_name(status)) : EXIT_DONE;
}

/* What a file tells by not being there, a server tells when it is asked. */
static ct_status
open_storage(struct app *app)
{
    ct_status status = ct_context_open(app->context, app->storage);

    if (status != CT_ERR_NOT_FOUND || !app->command->is_first)
        return status;
    ct_storage_unref(app->storage);
    app->storage = NULL;
    status = ct_storage_new_memory(NULL, &app->storage);
    return status ? status : ct_context_open(app->context, app->storage);
}

int
app_open(struct app *app)
{
    const char *path = app_text(app, OPTION_DB);
    ct_policy *policy = NULL;
    ct_status status = ct_policy_new(NULL, &policy);
    int failed;

    if (status)
        return failure_of(app, status);
    failed = set_policy(app, policy);
    if (!failed)
        failed = templates_load(app, policy);
    if (!failed)
        failed = open_context(app, policy);
    ct_policy_free(policy);
    if (!failed)
        failed = choose_storage(app, path ? path : DEFAULT_FILE);
    if (failed)
        return failed;
    status = open_storage(app);
    if (status == CT_ERR_NOT_FOUND)
        return failure_output(
            app, "db",
            SAY(app, "--db: su quel server non c'è un archivio; lo crea \"contoterzi studio add\"",
                "--db: there is no store on that server; \"contoterzi studio add\" makes it"));
    /* Not a flag of each call: the pages of a bulk build on each other, in a preview too. */
    if (!status && app_text(app, OPTION_PREVIEW))
        status = ct_preview_begin(app->context);
    return status ? failure_of(app, status) : EXIT_DONE;
}

void
app_close(struct app *app)
{
    ct_context_free(app->context);
    ct_storage_unref(app->storage);
    options_free(&app->options);
    free(app->arguments.items);
}

int
app_sqlite_file(const struct app *app, const char **ret_path)
{
    const char *path = app_text(app, OPTION_DB);

    if (!path)
        path = DEFAULT_FILE;
    if (!*file_of(path))
        return failure_usage(app, "db",
                             SAY(app, "--db: manca il nome", "--db: the name is missing"));
    if (is_server(path) || file_of(path) != path)
        return failure_usage(app, "db",
                             SAY(app, "--db: il comando è per un file di SQLite soltanto",
                                 "--db: the command is for a file of SQLite alone"));
    *ret_path = path;
    return EXIT_DONE;
}

/* --- What was given --------------------------------------------------------------------------- */

ct_call
app_call(const struct app *app)
{
    ct_call call = CT_CALL_INIT;

    call.idempotency_key = app_text(app, OPTION_KEY);
    return call;
}

const char *
app_text(const struct app *app, enum option_id option)
{
    return app->options.values[option].text;
}

int64_t
app_number(const struct app *app, enum option_id option)
{
    return app->options.values[option].number;
}

ct_signatory
app_signatory(const struct app *app)
{
    ct_signatory signatory = CT_SIGNATORY_INIT;

    signatory.name = app_text(app, OPTION_SIGNATORY_NAME);
    signatory.surname = app_text(app, OPTION_SIGNATORY_SURNAME);
    signatory.tax_code = app_text(app, OPTION_SIGNATORY_TAX_CODE);
    return signatory;
}

bool
app_is_none(ct_id id)
{
    static const ct_id none;

    return memcmp(&id, &none, sizeof id) == 0;
}

/* --- Studios and clients ---------------------------------------------------------------------- */

int
app_id(const struct app *app, const char *field, const char *text, ct_id *ret_id)
{
    if (ct_id_parse(text, ret_id) == CT_OK)
        return EXIT_DONE;
    return failure_usage(app, field, SAY(app, "\"%s\" non è un id", "\"%s\" is no id"), text);
}

/* Whether `text` has the form of a VAT number, or (with letters) of a tax code. */
static bool
has_form_of_code(const char *text, bool may_have_letters)
{
    size_t count = 0;

    size_t prefix = strncasecmp(text, "IT", 2) == 0 ? 2 + strspn(text + 2, " ") : 0;

    if (prefix && isdigit((unsigned char)text[prefix]))
        text += prefix;
    for (; *text; text++) {
        if (*text == ' ')
            continue;
        if (!isdigit((unsigned char)*text) && !(may_have_letters && isalpha((unsigned char)*text)))
            return false;
        count++;
    }
    return count == 11 || (may_have_letters && count == 16);
}

int
app_studio(const struct app *app, ct_id *ret_studio)
{
    const char *text = app_text(app, OPTION_STUDIO);
    ct_studio *studio = NULL;
    ct_status status;

    if (!has_form_of_code(text, false))
        return app_id(app, "studio", text, ret_studio);
    status = ct_studio_find(app->context, text, &studio);
    if (status)
        return failure_of(app, status);
    *ret_studio = ct_studio_id(studio);
    ct_studio_free(studio);
    return EXIT_DONE;
}

/* With --studio a client of another studio is no client at all: its nickname is private. */
static int
check_linked(const struct app *app, ct_id studio, ct_id client)
{
    ct_client *found = NULL;
    ct_status status = ct_client_get(app->context, client, &found);
    ct_id own = ct_client_studio_id(found);

    ct_client_free(found);
    if (!status && memcmp(&own, &studio, sizeof own) != 0) /* told as it tells what is not there */
        status = ct_client_get(app->context, (ct_id){ { 0 } }, &found);
    return status ? failure_of(app, status) : EXIT_DONE;
}

int
app_client(const struct app *app, const char *text, ct_id *ret_client)
{
    ct_id studio = { { 0 } };
    ct_client *client = NULL;
    ct_status status;
    int failed = app_text(app, OPTION_STUDIO) ? app_studio(app, &studio) : EXIT_DONE;

    if (failed)
        return failed;
    if (ct_id_parse(text, ret_client) == CT_OK)
        return app_is_none(studio) || app->command->asks_rules
                   ? EXIT_DONE
                   : check_linked(app, studio, *ret_client);
    if (!has_form_of_code(text, true))
        return failure_usage(app, "client",
                             SAY(app, "\"%s\" non è un id, un codice fiscale o una partita IVA",
                                 "\"%s\" is no id, tax code or VAT number"),
                             text);
    status = ct_client_find(app->context, studio, text, &client);
    if (status)
        return failure_of(app, status);
    *ret_client = ct_client_id(client);
    ct_client_free(client);
    return EXIT_DONE;
}

int
app_studio_of(const struct app *app, ct_id client, ct_id *ret_studio)
{
    ct_client *found = NULL;
    ct_status status;

    if (app_text(app, OPTION_STUDIO))
        return app_studio(app, ret_studio);
    status = ct_client_get(app->context, client, &found);
    if (status)
        return failure_of(app, status);
    *ret_studio = ct_client_studio_id(found);
    ct_client_free(found);
    if (app_is_none(*ret_studio))
        return failure_usage(app, "studio",
                             SAY(app, "il cliente non è di nessuno studio: serve --studio",
                                 "the client is no studio's: --studio is needed"));
    return EXIT_DONE;
}
