#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define SUMMARY(it, en) .summary = { it, en }
#define ONE(it, en) .arguments = { it, en }, .least = 1, .most = 1
#define ONE_CLIENT ONE("CLIENTE", "CLIENT")
#define ONE_MIGRATION ONE("MIGRAZIONE", "MIGRATION")

static const struct command table[] = {
    { "studio", "add", SUMMARY("Registra uno studio", "Registers a studio"),
      .needs = WITH(NAME) | WITH(VAT_NUMBER) | WITH(EMAIL) | WITH(CERTIFIED_EMAIL),
      .takes = WITH(TAX_CODE) | OPTIONS_CHANGE, .is_first = true, .run = run_studio_add },
    { "studio", "open-account",
      SUMMARY("Apre l'account commercialista", "Opens the accountant account"),
      .needs = WITH(STUDIO), .takes = OPTIONS_CHANGE, .run = run_studio_open_account },
    { "studio", "list", SUMMARY("Elenca gli studi", "Lists the studios"), .takes = OPTIONS_PAGE,
      .run = run_studio_list },
    { "studio", "show",
      SUMMARY("Clienti da migrare, coupon e licenze", "Clients to migrate, coupons and licenses"),
      .needs = WITH(STUDIO), .run = run_studio_show },

    { "client", "import", SUMMARY("Importa clienti da un CSV", "Imports clients from a CSV file"),
      ONE("FILE", "FILE"), .needs = WITH(STUDIO), .takes = OPTIONS_CHANGE,
      .run = run_client_import },
    { "client", "list", SUMMARY("Elenca i clienti per nome", "Lists the clients by name"),
      .needs = WITH(STUDIO), .takes = WITH(MIGRATABLE) | WITH(SEARCH) | OPTIONS_PAGE,
      .run = run_client_list },
    { "client", "show", SUMMARY("Tutto su un cliente", "Everything about a client"),
      ONE_CLIENT, .takes = WITH(STUDIO) | WITH(AS_OF), .run = run_client_show },
    { "client", "export", SUMMARY("Tutto ciò che si ha su un cliente, in un documento JSON",
                                  "All that is held on a client, as one JSON document"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE, .run = run_client_export },
    { "client", "nickname",
      SUMMARY("Dà un soprannome; \"\" lo toglie", "Gives a nickname; \"\" takes it away"),
      .arguments = { "CLIENTE SOPRANNOME", "CLIENT NICKNAME" }, .least = 2, .most = 2,
      .takes = WITH(STUDIO) | OPTIONS_CHANGE, .run = run_client_nickname },
    { "client", "erase",
      SUMMARY("Cancella i dati personali, scaduti i mesi di backup",
              "Erases the personal data, once the backup months are over"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE, .run = run_client_erase },
    { "client", "check", SUMMARY("Se può avere un coupon, e perché no",
                                 "Whether it may get a coupon, and why not"),
      ONE_CLIENT,
      .takes = WITH(STUDIO) | WITH(KIND) | WITH(YEAR) | WITH(DAY) | WITH(COUPON),
      .asks_rules = true, .run = run_client_check },
    { "client", "actions", SUMMARY("Che cosa si può fare, e che cosa no e perché",
                                   "What can be done, and what not and why"),
      ONE_CLIENT, .takes = WITH(STUDIO), .run = run_client_actions },
    { "client", "open",
      SUMMARY("Lo studio entra nell'account del cliente", "The studio enters the client's account"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE, .asks_rules = true,
      .run = run_client_open },
    { "client", "unlink", SUMMARY("Scollega un cliente dallo studio",
                                  "Unlinks a client from the studio"),
      ONE_CLIENT, .needs = WITH(STUDIO), .takes = OPTIONS_CHANGE, .run = run_client_unlink },
    { "client", "link",
      SUMMARY("Collega un cliente dall'e-mail dell'account",
              "Links a client by the e-mail of its account"),
      .needs = WITH(STUDIO) | WITH(EMAIL),
      .takes = WITH(TAX_CODE) | WITH(VAT_NUMBER) | OPTIONS_CHANGE, .run = run_client_link },

    { "access", "check",
      SUMMARY("Chi può fare che cosa sull'account di un cliente",
              "Who may do what on a client's account"),
      .needs = WITH(CLIENT) | WITH(ACCESS_ACTOR) | WITH(AREA) | WITH(LEVEL),
      .takes = WITH(STUDIO) | WITH(DAY), .asks_rules = true, .run = run_access_check },

    { "coupon", "buy",
      SUMMARY("Registra l'acquisto di un pacchetto", "Records the purchase of a pack"),
      .needs = WITH(STUDIO) | WITH(KIND) | WITH(YEAR) | WITH(QUANTITY) | WITH(UNIT_PRICE),
      .takes = WITH(PLAN) | OPTIONS_CHANGE, .run = run_coupon_buy },
    { "coupon", "packs", SUMMARY("Elenca i pacchetti", "Lists the packs"), .needs = WITH(STUDIO),
      .takes = OPTIONS_PAGE, .run = run_coupon_packs },
    { "coupon", "assign", SUMMARY("Assegna un coupon fuori da una migrazione",
                                  "Assigns a coupon outside a migration"),
      ONE_CLIENT, .asks_rules = true,
      .takes = WITH(STUDIO) | WITH(KIND) | WITH(YEAR) | WITH(COUPON) | WITH(EMAIL) |
               WITH(SHARE_LOGIN) | OPTIONS_CHANGE,
      .run = run_coupon_assign },
    { "coupon", "link", SUMMARY("Il link da inviare a un'azienda", "The link to send to a company"),
      ONE("CODICE", "CODE"), .run = run_coupon_link },
    { "coupon", "register", SUMMARY("Un'azienda si registra con il link di un coupon",
                                    "A company registers through a coupon's link"),
      ONE("LINK", "LINK"), .needs = WITH(NAME) | WITH(EMAIL),
      .takes = WITH(VAT_NUMBER) | WITH(TAX_CODE) | WITH(FLAT_RATE) | WITH(SHARE_LOGIN) |
               OPTIONS_CHANGE,
      .run = run_coupon_register },
    { "coupon", "list", SUMMARY("Elenca i coupon", "Lists the coupons"), .needs = WITH(STUDIO),
      .takes = WITH(COUPON_STATE) | WITH(KIND) | WITH(YEAR) | OPTIONS_PAGE,
      .run = run_coupon_list },
    { "coupon", "show", SUMMARY("Un coupon, per codice o id", "One coupon, by code or id"),
      ONE("CODICE", "CODE"), .run = run_coupon_show },
    { "coupon", "revoke", SUMMARY("Revoca un pacchetto", "Revokes a pack"),
      ONE("PACCHETTO", "PACK"), .takes = OPTIONS_CHANGE, .run = run_coupon_revoke },

    { "campaign", "run", SUMMARY("Emette i coupon del tacito rinnovo di novembre",
                                 "Issues the coupons of November's tacit renewal"),
      .needs = WITH(YEAR), .takes = OPTIONS_CHANGE, .run = run_campaign_run },

    { "cancellation", "record",
      SUMMARY("Registra una disdetta arrivata per PEC", "Records a cancellation that came by PEC"),
      .needs = WITH(STUDIO) | WITH(SENDER) | WITH(MESSAGE_ID) | WITH(SENT_AT),
      .takes = WITH(PACK) | OPTIONS_CHANGE, .run = run_cancellation_record },
    { "cancellation", "withdraw", SUMMARY("Ritira una disdetta", "Takes a cancellation back"),
      ONE("DISDETTA", "CANCELLATION"), .takes = OPTIONS_CHANGE,
      .run = run_cancellation_withdraw },
    { "cancellation", "show", SUMMARY("Elenca le disdette di uno studio",
                                      "Lists the cancellations of a studio"),
      .needs = WITH(STUDIO), .takes = OPTIONS_PAGE, .run = run_cancellation_show },

    { NULL, "migrate", SUMMARY("Migra clienti: account, licenza, credenziali",
                               "Migrates clients: account, license, credentials"),
      .arguments = { "(CLIENTE... | --all)", "(CLIENT... | --all)" }, .most = SIZE_MAX,
      .needs = WITH(STUDIO) | OPTIONS_SIGNATORY, .asks_rules = true,
      .takes = WITH(ALL) | WITH(CLIENT_EMAIL) | WITH(SHARE_LOGIN) | WITH(YEAR) | WITH(COUPON) |
               WITH(BRIEF) | OPTIONS_CHANGE,
      .run = run_migrate },

    { NULL, "renew", SUMMARY("Rinnova clienti, ciascuno con un coupon",
                             "Renews clients, each with a coupon"),
      .arguments = { "(CLIENTE... | --all | --plan)", "(CLIENT... | --all | --plan)" },
      .most = SIZE_MAX, .needs = WITH(STUDIO), .asks_rules = true,
      .takes = WITH(ALL) | WITH(PLAN_ONLY) | WITH(KIND) | WITH(YEAR) | WITH(SHARE_LOGIN) |
               WITH(BRIEF) | OPTIONS_PAGE | OPTIONS_CHANGE,
      .run = run_renew },

    { "migration", "list", SUMMARY("Elenca le migrazioni", "Lists the migrations"),
      .takes = WITH(STUDIO) | WITH(CLIENT) | WITH(MIGRATION_STATE) | OPTIONS_PAGE,
      .run = run_migration_list },
    { "migration", "show", SUMMARY("Una migrazione", "One migration"), ONE_MIGRATION,
      .run = run_migration_show },
    { "migration", "select", SUMMARY("Passo 1: sceglie un cliente", "Step 1: selects a client"),
      ONE_CLIENT,
      .takes = WITH(STUDIO) | WITH(EMAIL) | WITH(SHARE_LOGIN) | OPTIONS_CHANGE,
      .run = run_migration_select },
    { "migration", "authorise", SUMMARY("Passo 2: autorizza", "Step 2: authorises"),
      ONE_MIGRATION, .needs = OPTIONS_SIGNATORY,
      .takes = WITH(COUPON) | WITH(YEAR) | WITH(SHARE_LOGIN) | OPTIONS_CHANGE,
      .run = run_migration_authorise },
    { "migration", "provision", SUMMARY("Passo 3: l'account è stato creato",
                                        "Step 3: the account was created"),
      ONE_MIGRATION, .takes = OPTIONS_CHANGE,
      .run = run_migration_provision },
    { "migration", "fail", SUMMARY("Passo 3: l'account non si può creare",
                                   "Step 3: the account could not be created"),
      ONE_MIGRATION, .takes = OPTIONS_CHANGE,
      .run = run_migration_fail },
    { "migration", "cancel", SUMMARY("Annulla prima dell'account", "Cancels before the account"),
      ONE_MIGRATION, .takes = OPTIONS_CHANGE,
      .run = run_migration_cancel },
    { "migration", "resend", SUMMARY("Rimanda le credenziali", "Sends the credentials again"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE,
      .run = run_migration_resend },
    { "migration", "first-login",
      SUMMARY("Primo accesso: legge la password provvisoria e la nuova",
              "First login: reads the one-time password and the new one"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE,
      .run = run_migration_first_login },
    { "migration", "complete", SUMMARY("La configurazione è completa",
                                       "The configuration is complete"),
      ONE_CLIENT, .takes = WITH(STUDIO) | OPTIONS_CHANGE,
      .run = run_migration_complete },

    { "license", "show", SUMMARY("Licenze, limiti e consumi di un cliente",
                                 "Licenses, limits and usage of a client"),
      ONE_CLIENT, .takes = WITH(STUDIO),
      .run = run_license_show },
    { "license", "usage", SUMMARY("Consumi, limiti e quanto resta", "Usage, limits and what is left"),
      .arguments = { "[CLIENTE]", "[CLIENT]" }, .most = 1,
      .takes = WITH(CLIENT) | WITH(STUDIO) | WITH(YEAR), .run = run_license_usage },
    { "license", "purchase", SUMMARY("Registra l'acquisto di una licenza",
                                     "Records the purchase of a license"),
      ONE_CLIENT, .needs = WITH(BY) | WITH(PLAN), .asks_rules = true,
      .takes = WITH(STUDIO) | WITH(PRICE) | WITH(LAST_DAY) | WITH(EMAIL) | WITH(SHARE_LOGIN) |
               OPTIONS_CHANGE,
      .run = run_license_purchase },
    { "license", "upgrade", SUMMARY("Passa a una licenza superiore, con un coupon o acquistandola",
                                    "Moves to a higher license, by a coupon or by purchase"),
      ONE_CLIENT, .asks_rules = true,
      .takes = WITH(STUDIO) | WITH(KIND) | WITH(COUPON) | WITH(PLAN) | WITH(PRICE) | WITH(LAST_DAY) |
               OPTIONS_CHANGE,
      .run = run_license_upgrade },
    { "license", "trial", SUMMARY("Comincia una prova", "Starts a trial"), ONE_CLIENT,
      .takes = WITH(STUDIO) | WITH(EMAIL) | WITH(SHARE_LOGIN) | OPTIONS_CHANGE,
      .run = run_license_trial },
    { "license", "ways", SUMMARY("Come si può rinnovare, e come no e perché",
                                 "How it can be renewed, and how not and why"),
      ONE_CLIENT, .takes = WITH(STUDIO) | WITH(DAY), .asks_rules = true, .run = run_license_ways },

    { "history", "import",
      SUMMARY("Importa fatture: XML, P7M, ZIP, cartelle",
              "Imports invoices: XML, P7M, ZIP, folders"),
      .arguments = { "PERCORSO...", "PATH..." }, .least = 1, .most = SIZE_MAX,
      .needs = WITH(CLIENT), .asks_rules = true,
      .takes = WITH(STUDIO) | WITH(WITH_REGISTRY) | OPTIONS_CHANGE, .run = run_history_import },
    { "history", "list", SUMMARY("Elenca i documenti importati", "Lists the imported documents"),
      .needs = WITH(CLIENT), .takes = WITH(STUDIO) | OPTIONS_PAGE, .run = run_history_list },
    { "history", "numbers", SUMMARY("Il prossimo numero di ogni serie",
                                    "The next number of each series"),
      .needs = WITH(CLIENT), .takes = WITH(STUDIO), .run = run_history_numbers },

    { "event", "list", SUMMARY("Elenca gli eventi", "Lists the events"),
      .takes = WITH(STUDIO) | WITH(CLIENT) | OPTIONS_PAGE, .run = run_event_list },

    { NULL, "check", SUMMARY("Verifica i libri: che cosa non torna, e come ripararlo",
                             "Proves the books: what is wrong, and how to repair it"),
      .run = run_check },
    { NULL, "reconcile",
      SUMMARY("Confronta con i registri ciò che l'API del prodotto dice delle aziende",
              "Compares with the records what the product's API says of companies"),
      ONE("FILE.json", "FILE.json"), .takes = WITH(STUDIO), .run = run_reconcile },
    { NULL, "backup", SUMMARY("Copia il database in un file, mentre altri lo usano",
                              "Copies the database to a file, while others use it"),
      ONE("FILE", "FILE"), .has_no_store = true, .run = run_backup },

    { "outbox", "list", SUMMARY("Elenca i messaggi", "Lists the messages"),
      .takes = WITH(MESSAGE_STATE) | OPTIONS_PAGE, .run = run_outbox_list },
    { "outbox", "deliver", SUMMARY("Consegna i messaggi in una Maildir",
                                   "Delivers the messages to a Maildir"),
      .needs = WITH(MAILDIR), .takes = WITH(TEMPLATES), .run = run_outbox_deliver },
    { "outbox", "send", SUMMARY("Spedisce i messaggi con un server di posta",
                                "Sends the messages through a mail server"),
      .needs = WITH(SMTP),
      .takes = WITH(SMTP_USER) | WITH(SMTP_PASSWORD_FILE) | WITH(SMTP_CA) | WITH(TEMPLATES),
      .run = run_outbox_send },

    { "lifecycle", "run", SUMMARY("Fa quanto è dovuto oggi: avvisi, promemoria, cancellazioni",
                                  "Does what is due today: notices, reminders, erasures"),
      .takes = OPTIONS_CHANGE, .run = run_lifecycle_run },

    { NULL, "completion", SUMMARY("Scrive il completamento per bash", "Writes the completion for bash"),
      ONE("bash", "bash"), .has_no_store = true, .run = run_completion },
    { NULL, "manual", SUMMARY("Scrive la pagina di manuale", "Writes the manual page"),
      .has_no_store = true, .run = run_manual },
};

const struct command *
command_at(size_t index)
{
    return index < sizeof table / sizeof *table ? &table[index] : NULL;
}

static bool
is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

const struct command *
command_find(const char *noun, const char *verb)
{
    const struct command *command;

    for (size_t i = 0; (command = command_at(i)); i++)
        if (is_same(command->noun, noun) && is_same(command->verb, verb))
            return command;
    return NULL;
}

bool
command_is_noun(const char *word)
{
    const struct command *command;

    for (size_t i = 0; (command = command_at(i)); i++)
        if (is_same(command->noun, word))
            return true;
    return false;
}

char *
command_list(const char *noun, ct_language language)
{
    const struct command *command;
    char *list = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&list, &length);

    if (!stream)
        memory_failed();
    for (size_t i = 0; (command = command_at(i)); i++) {
        char name[40];

        if (noun && !is_same(command->noun, noun))
            continue;
        snprintf(name, sizeof name, "%s%s%s", command->noun ? command->noun : "",
                 command->noun ? " " : "", command->verb);
        fprintf(stream, "  %-22s %s\n", name, words_in(command->summary, language));
    }
    if (fclose(stream))
        memory_failed();
    return list;
}
