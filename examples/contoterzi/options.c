#include "options.h"

#include <argp.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "memory.h"

enum kind { FLAG, TEXT, NUMBER, YEAR, MONEY, DATE, LANGUAGE, ENUMERATION, LIST };

static const struct description {
    const char *name;
    enum kind kind;
    ct_enum enumeration;
    struct words argument;
    struct words summary;
} table[OPTION_COUNT] = {
    [OPTION_DB] = { "db", TEXT, 0, { "FILE|URI", "FILE|URI" },
        { "Un file, o postgresql://HOST/DATABASE (contoterzi.db)",
          "A file, or postgresql://HOST/DATABASE (contoterzi.db)" } },
    [OPTION_JSON] = { "json", FLAG, 0, { 0 },
        { "Risponde in JSON, per i programmi", "Answers in JSON, for programs" } },
    [OPTION_LANG] = { "lang", LANGUAGE, 0, { "it|en", "it|en" },
        { "La lingua dei testi", "The language of texts" } },
    [OPTION_TODAY] = { "today", DATE, 0, { "AAAA-MM-GG", "YYYY-MM-DD" },
        { "Fa come se oggi fosse quel giorno", "Acts as if today were that day" } },
    [OPTION_ACTOR] = { "actor", TEXT, 0, { "NOME", "NAME" },
        { "Chi agisce, per gli eventi (contoterzi)", "Who acts, for events (contoterzi)" } },
    [OPTION_POLICY] = { "policy", LIST, 0, { "NOME=VALORE", "NAME=VALUE" },
        { "Un valore della policy; ripetibile", "A value of the policy; may be repeated" } },
    [OPTION_HELP] = { "help", FLAG, 0, { 0 }, { "Mostra questo aiuto", "Shows this help" } },
    [OPTION_PREVIEW] = { "preview", FLAG, 0, { 0 },
        { "Risponde come se, e non cambia nulla", "Answers as if, and changes nothing" } },
    [OPTION_KEY] = { "key", TEXT, 0, { "TESTO", "TEXT" },
        { "Chiave: ripetere il comando non lo fa due volte",
          "Key: the same command again does nothing twice" } },
    [OPTION_STUDIO] = { "studio", TEXT, 0, { "ID", "ID" },
        { "Lo studio: id o partita IVA", "The studio: id or VAT number" } },
    [OPTION_CLIENT] = { "client", TEXT, 0, { "CLIENTE", "CLIENT" },
        { "Il cliente: id, o con --studio codice fiscale o partita IVA",
          "The client: id, or with --studio tax code or VAT number" } },
    [OPTION_NAME] = { "name", TEXT, 0, { "NOME", "NAME" }, { "Denominazione", "Name" } },
    [OPTION_VAT_NUMBER] = { "vat-number", TEXT, 0, { "NUMERO", "NUMBER" },
        { "Partita IVA", "VAT number" } },
    [OPTION_TAX_CODE] = { "tax-code", TEXT, 0, { "CODICE", "CODE" },
        { "Codice fiscale", "Tax code" } },
    [OPTION_EMAIL] = { "email", TEXT, 0, { "INDIRIZZO", "ADDRESS" },
        { "E-mail con cui si accede; non PEC", "E-mail for the login; no PEC" } },
    [OPTION_CERTIFIED_EMAIL] = { "pec", TEXT, 0, { "INDIRIZZO", "ADDRESS" },
        { "Indirizzo PEC", "PEC address" } },
    [OPTION_LIMIT] = { "limit", NUMBER, 0, { "N", "N" },
        { "Quante righe al massimo (100, fino a 1000)", "The most lines (100, up to 1000)" } },
    [OPTION_AFTER] = { "after", TEXT, 0, { "CURSORE", "CURSOR" },
        { "La pagina che segue il cursore", "The page that follows the cursor" } },
    [OPTION_SEARCH] = { "search", TEXT, 0, { "TESTO", "TEXT" },
        { "Parte di nome, soprannome, partita IVA o codice fiscale",
          "Part of name, nickname, VAT number or tax code" } },
    [OPTION_MIGRATABLE] = { "migratable", FLAG, 0, { 0 },
        { "Solo quelli da migrare", "Only those that can be migrated" } },
    [OPTION_KIND] = { "kind", ENUMERATION, CT_ENUM_COUPON_KIND, { "TIPO", "KIND" },
        { "Tipo di coupon: conto_terzi, renewable, flat_rate",
          "Kind of coupon: conto_terzi, renewable, flat_rate" } },
    [OPTION_YEAR] = { "year", YEAR, 0, { "AAAA", "YYYY" },
        { "Anno di licenza", "License year" } },
    [OPTION_DAY] = { "day", DATE, 0, { "AAAA-MM-GG", "YYYY-MM-DD" },
        { "Il giorno di cui si chiede (oggi)", "The day that is asked about (today)" } },
    [OPTION_QUANTITY] = { "quantity", NUMBER, 0, { "N", "N" },
        { "Quanti coupon", "How many coupons" } },
    [OPTION_UNIT_PRICE] = { "unit-price", MONEY, 0, { "EURO", "EUR" },
        { "Prezzo di un coupon, come 29,90", "Price of one coupon, such as 29.90" } },
    [OPTION_COUPON_STATE] = { "state", ENUMERATION, CT_ENUM_COUPON_STATE, { "STATO", "STATE" },
        { "available, reserved, assigned, expired, revoked",
          "available, reserved, assigned, expired, revoked" } },
    [OPTION_MIGRATION_STATE] = { "state", ENUMERATION, CT_ENUM_MIGRATION_STATE,
        { "STATO", "STATE" },
        { "selected, authorised, provisioned, credentials_sent, first_login, operational, "
          "cancelled, failed",
          "selected, authorised, provisioned, credentials_sent, first_login, operational, "
          "cancelled, failed" } },
    [OPTION_MESSAGE_STATE] = { "state", ENUMERATION, CT_ENUM_MESSAGE_STATE, { "STATO", "STATE" },
        { "queued, delivered", "queued, delivered" } },
    [OPTION_ALL] = { "all", FLAG, 0, { 0 },
        { "Tutti i clienti dello studio", "All the clients of the studio" } },
    [OPTION_SIGNATORY_NAME] = { "signatory-name", TEXT, 0, { "NOME", "NAME" },
        { "Nome di chi autorizza", "Given name of the signatory" } },
    [OPTION_SIGNATORY_SURNAME] = { "signatory-surname", TEXT, 0, { "COGNOME", "SURNAME" },
        { "Cognome di chi autorizza", "Surname of the signatory" } },
    [OPTION_SIGNATORY_TAX_CODE] = { "signatory-tax-code", TEXT, 0, { "CODICE", "CODE" },
        { "Codice fiscale di chi autorizza", "Tax code of the signatory" } },
    [OPTION_CLIENT_EMAIL] = { "email", LIST, 0, { "CLIENTE=INDIRIZZO", "CLIENT=ADDRESS" },
        { "L'e-mail con cui accede quel cliente; ripetibile",
          "The e-mail for that client's login; may be repeated" } },
    [OPTION_SHARE_LOGIN] = { "share-login", FLAG, 0, { 0 },
        { "L'e-mail può essere anche di altri account",
          "Other accounts may have the same e-mail" } },
    [OPTION_FLAT_RATE] = { "flat-rate", FLAG, 0, { 0 },
        { "L'azienda è in regime forfettario", "The company is in the flat-rate regime" } },
    [OPTION_COUPON] = { "coupon", TEXT, 0, { "CODICE", "CODE" },
        { "Proprio questo coupon", "This very coupon" } },
    [OPTION_BRIEF] = { "brief", FLAG, 0, { 0 },
        { "Elenca solo i clienti rifiutati", "Lists the refused clients only" } },
    [OPTION_PLAN] = { "plan", ENUMERATION, CT_ENUM_PLAN, { "PIANO", "PLAN" },
        { "standard, premium, premium_plus, complete",
          "standard, premium, premium_plus, complete" } },
    [OPTION_PLAN_ONLY] = { "plan", FLAG, 0, { 0 },
        { "Mostra che cosa servirebbe, e non cambia nulla",
          "Shows what would be needed, and changes nothing" } },
    [OPTION_BY] = { "by", TEXT, 0, { "client|studio", "client|studio" },
        { "Chi acquista", "Who buys" } },
    [OPTION_PRICE] = { "price", MONEY, 0, { "EURO", "EUR" },
        { "Prezzo pagato (quello di listino)", "Price paid (the list price)" } },
    [OPTION_LAST_DAY] = { "last-day", DATE, 0, { "AAAA-MM-GG", "YYYY-MM-DD" },
        { "Ultimo giorno della licenza", "Last day of the license" } },
    [OPTION_SENDER] = { "from", TEXT, 0, { "PEC", "PEC" },
        { "La PEC da cui è arrivata", "The PEC address that it came from" } },
    [OPTION_MESSAGE_ID] = { "message-id", TEXT, 0, { "ID", "ID" },
        { "L'identificativo del messaggio PEC", "The identifier of the PEC message" } },
    [OPTION_SENT_AT] = { "sent-at", TEXT, 0, { "ISTANTE", "INSTANT" },
        { "Quando è stata inviata, come 2026-06-30T23:59:59+02:00",
          "When it was sent, such as 2026-06-30T23:59:59+02:00" } },
    [OPTION_PACK] = { "pack", TEXT, 0, { "ID", "ID" },
        { "Solo questo pacchetto", "This pack only" } },
    /* Text, like area and level: what is unknown is for the rule to refuse (R-ACC-06). */
    [OPTION_ACCESS_ACTOR] = { "actor", TEXT, 0, { "client|studio", "client|studio" },
        { "Chi vuole accedere", "Who wants to get in" } },
    [OPTION_AREA] = { "area", TEXT, 0, { "AREA", "AREA" },
        { "A che cosa: invoices, received_documents, settings, export, ...",
          "To what: invoices, received_documents, settings, export, ..." } },
    [OPTION_LEVEL] = { "level", TEXT, 0, { "read|write", "read|write" },
        { "Per leggere o per scrivere", "To read or to write" } },
    [OPTION_AS_OF] = { "as-of", DATE, 0, { "AAAA-MM-GG", "YYYY-MM-DD" },
        { "Com'era alla fine di quel giorno, dagli eventi",
          "As it was at the end of that day, from the events" } },
    [OPTION_SMTP] = { "smtp", TEXT, 0, { "URL", "URL" },
        { "Il server, come smtp://host:587 o smtps://host",
          "The server, such as smtp://host:587 or smtps://host" } },
    [OPTION_SMTP_USER] = { "smtp-user", TEXT, 0, { "NOME", "NAME" },
        { "Utente del server", "User on the server" } },
    [OPTION_SMTP_PASSWORD_FILE] = { "smtp-password-file", TEXT, 0, { "FILE", "FILE" },
        { "File con la password dell'utente", "File with the user's password" } },
    [OPTION_SMTP_CA] = { "smtp-ca", TEXT, 0, { "FILE", "FILE" },
        { "Certificati di cui fidarsi", "Certificates to trust" } },
    [OPTION_TEMPLATES] = { "templates", TEXT, 0, { "CARTELLA", "DIR" },
        { "Testi dei messaggi al posto dei soliti", "Texts of messages instead of the usual ones" } },
    [OPTION_WITH_REGISTRY] = { "with-registry", FLAG, 0, { 0 },
        { "Importa anche clienti e fornitori", "Imports customers and suppliers too" } },
    [OPTION_MAILDIR] = { "maildir", TEXT, 0, { "CARTELLA", "DIR" },
        { "La Maildir che riceve i messaggi", "The Maildir that gets the messages" } },
};

void
text_list_add(struct text_list *list, const char *text)
{
    list->items = memory_resize(list->items, (list->count + 1) * sizeof *list->items);
    list->items[list->count++] = text;
}

void
options_free(struct options *options)
{
    free(options->policies.items);
    free(options->client_emails.items);
}

/* --- Values ----------------------------------------------------------------------------------- */

static bool
read_number(const char *text, int64_t lowest, int64_t highest, int64_t *ret_number)
{
    int64_t number = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (!isdigit((unsigned char)*text) || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, *text - '0', &number))
            return false;
    }
    *ret_number = number;
    return number >= lowest && number <= highest;
}

/* Euro with up to two decimals behind a point or a comma, as cents. */
static bool
read_money(const char *text, int64_t *ret_cents)
{
    size_t whole = strcspn(text, ".,");
    size_t decimals = text[whole] ? strlen(text + whole + 1) : 0;
    char digits[32];

    if (!whole || (text[whole] && (decimals < 1 || decimals > 2)) || whole > sizeof digits - 3)
        return false;
    memcpy(digits, text, whole);
    memcpy(digits + whole, "00", 3);
    if (decimals)
        memcpy(digits + whole, text + whole + 1, decimals);
    return read_number(digits, 0, INT64_MAX, ret_cents);
}

static bool
read_enumeration(ct_enum enumeration, const char *text, int64_t *ret_number)
{
    int32_t value = 0;

    if (ct_enum_value(enumeration, text, &value))
        return false;
    *ret_number = value;
    return true;
}

static bool
read_language(const char *text, int64_t *ret_number)
{
    *ret_number = strcmp(text, "en") == 0 ? CT_LANGUAGE_ENGLISH : CT_LANGUAGE_ITALIAN;
    return strcmp(text, "it") == 0 || strcmp(text, "en") == 0;
}

static struct text_list *
list_of(struct options *options, enum option_id option)
{
    return option == OPTION_POLICY ? &options->policies : &options->client_emails;
}

static bool
read_value(struct options *options, enum option_id option, const char *text)
{
    struct option_value *value = &options->values[option];

    if (!text) {
        value->number = 1;
        return true;
    }
    switch (table[option].kind) {
    case FLAG:
    case TEXT:
        return true;
    case NUMBER:
        return read_number(text, 1, UINT32_MAX, &value->number);
    case YEAR:
        return read_number(text, 1900, 9999, &value->number);
    case MONEY:
        return read_money(text, &value->number);
    case DATE:
        return ct_date_parse(text, &value->date) == CT_OK;
    case LANGUAGE:
        return read_language(text, &value->number);
    case ENUMERATION:
        return read_enumeration(table[option].enumeration, text, &value->number);
    case LIST:
        text_list_add(list_of(options, option), text);
        return strchr(text, '=') != NULL;
    }
    return false;
}

int
options_take(struct app *app, enum option_id option, const char *text)
{
    const struct description *it = &table[option];

    app->options.values[option].text = text ? text : "";
    if (read_value(&app->options, option, text)) {
        app->is_json |= option == OPTION_JSON;
        return EXIT_DONE;
    }
    return failure_usage(app, it->name,
                         SAY(app, "--%s=%s: \"%s\" non va bene", "--%s=%s: \"%s\" is not valid"),
                         it->name, words_in(it->argument, app->language), text);
}

int
options_require(const struct app *app, uint64_t needed)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if ((needed >> i & 1) && !app->options.values[i].text)
            return failure_usage(app, table[i].name,
                                 SAY(app, "manca --%s=%s", "--%s=%s is missing"), table[i].name,
                                 words_in(table[i].argument, app->language));
    return EXIT_DONE;
}

/* --- For argp --------------------------------------------------------------------------------- */

void
options_describe(uint64_t set, ct_language language, struct argp_option *ret_options)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (set >> i & 1)
            *ret_options++ = (struct argp_option){
                .name = table[i].name,
                .key = OPTION_KEY_BASE + i,
                .arg = words_in(table[i].argument, language),
                .doc = words_in(table[i].summary, language),
            };
    *ret_options = (struct argp_option){ 0 };
}

uint64_t
options_global(uint64_t own)
{
    uint64_t set = OPTIONS_GLOBAL;

    for (int i = 0; i < OPTION_COUNT; i++)
        for (int j = 0; j < OPTION_COUNT; j++)
            if (i != j && (OPTIONS_GLOBAL >> i & 1) && (own >> j & 1) &&
                strcmp(table[i].name, table[j].name) == 0)
                set &= ~(UINT64_C(1) << i);
    return set;
}

const char *
options_value(enum option_id option, int32_t index)
{
    static const char *const languages[] = { "it", "en", NULL };
    static const char *const buyers[] = { "client", "studio", NULL };
    static const char *const levels[] = { "read", "write", NULL };
    const char *const *words = table[option].kind == LANGUAGE ? languages
                               : option == OPTION_BY          ? buyers
                               : option == OPTION_LEVEL       ? levels
                                                              : NULL;

    if (words)
        return index < 2 ? words[index] : NULL;
    if (option == OPTION_ACCESS_ACTOR)
        return ct_enum_name(CT_ENUM_ACCESS_ACTOR, index + 1);
    if (option == OPTION_AREA)
        return ct_enum_name(CT_ENUM_ACCESS_AREA, index + 1);
    return table[option].kind == ENUMERATION ? ct_enum_name(table[option].enumeration, index + 1)
                                             : NULL;
}

char *
options_usage(uint64_t set, ct_language language)
{
    char *usage = memory_text("", 0);

    for (int i = 0; i < OPTION_COUNT; i++)
        if (set >> i & 1) {
            char *longer = memory_print("%s%s--%s=%s", usage, *usage ? " " : "", table[i].name,
                                        words_in(table[i].argument, language));

            free(usage);
            usage = longer;
        }
    return usage;
}

int
options_unknown(const struct app *app, uint64_t set, const char *argument)
{
    size_t length = strcspn(argument, "=");

    for (int i = 0; i < OPTION_COUNT; i++)
        if ((set >> i & 1) && length > 2 && strncmp(argument, "--", 2) == 0 &&
            strncmp(argument + 2, table[i].name, length - 2) == 0 && !table[i].name[length - 2]) {
            return table[i].kind == FLAG
                       ? failure_usage(app, table[i].name,
                                       SAY(app, "--%s non vuole un valore", "--%s takes no value"),
                                       table[i].name)
                       : failure_usage(app, table[i].name,
                                       SAY(app, "--%s vuole un valore", "--%s needs a value"),
                                       table[i].name);
        }
    return failure_usage(app, argument,
                         SAY(app, "opzione sconosciuta o ambigua: \"%s\"",
                             "unknown or ambiguous option: \"%s\""),
                         argument);
}
