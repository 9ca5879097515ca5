/* contoterzi manual: contoterzi(1), from the tables of commands and options. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

/* Text for roff: no line that begins with a control character, no hyphen or backslash that is more
 * than itself. */
static void
print_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++)
        switch (*text) {
        case '\\':
            fputs("\\e", stdout);
            break;
        case '-':
            fputs("\\-", stdout);
            break;
        default:
            fputc(*text, stdout);
        }
}

static void
print_heading(const struct app *app, const char *it, const char *en)
{
    printf(".SH %s\n", SAY(app, it, en));
}

static void
print_paragraph(const char *text)
{
    puts(".PP");
    print_text(text);
    fputc('\n', stdout);
}

static void
print_options(const struct app *app, uint64_t set)
{
    struct argp_option options[OPTION_COUNT + 1];

    options_describe(set, app->language, options);
    for (const struct argp_option *option = options; option->name; option++) {
        fputs(".TP\n\\fB\\-\\-", stdout);
        print_text(option->name);
        fputs("\\fR", stdout);
        if (option->arg) {
            fputs("=\\fI", stdout);
            print_text(option->arg);
            fputs("\\fR", stdout);
        }
        fputc('\n', stdout);
        print_text(option->doc);
        fputs(".\n", stdout);
    }
}

static void
print_command(const struct app *app, const struct command *command)
{
    const char *arguments = words_in(command->arguments, app->language);
    char *needed = options_usage(command->needs, app->language);

    fputs(".SS contoterzi ", stdout);
    if (command->noun)
        printf("%s ", command->noun);
    print_text(command->verb);
    if (arguments) {
        fputc(' ', stdout);
        print_text(arguments);
    }
    if (*needed) {
        fputc(' ', stdout);
        print_text(needed);
    }
    fputc('\n', stdout);
    print_text(words_in(command->summary, app->language));
    fputs(".\n", stdout);
    print_options(app, command->needs | command->takes);
    free(needed);
}

static void
print_begin(const struct app *app)
{
    printf(".TH CONTOTERZI 1 \"\" \"contoterzi %u.%u.%u\"\n", ct_version() / 1000000,
           ct_version() / 1000 % 1000, ct_version() % 1000);
    print_heading(app, "NOME", "NAME");
    fputs("contoterzi \\- ", stdout);
    print_text(SAY(app, "i coupon Conto Terzi di uno studio", "the Conto Terzi coupons of a studio"));
    fputc('\n', stdout);
    print_heading(app, "SINTASSI", "SYNOPSIS");
    printf(".B contoterzi\n%s\n",
           SAY(app, "[\\fIopzione\\fR...] \\fIcomando\\fR [\\fIopzione\\fR...] [\\fIargomento\\fR...]",
               "[\\fIoption\\fR...] \\fIcommand\\fR [\\fIoption\\fR...] [\\fIargument\\fR...]"));
    print_heading(app, "DESCRIZIONE", "DESCRIPTION");
    print_text(SAY(app,
                   "Registra gli studi, i loro clienti e i coupon, decide a chi spetta quale coupon, "
                   "migra i clienti e ne segue le licenze di anno in anno. Ogni rifiuto dice la regola.",
                   "Records studios, their clients and their coupons, decides who may get which coupon, "
                   "migrates clients and follows their licenses from year to year. Every refusal tells "
                   "its rule."));
    fputc('\n', stdout);
    print_paragraph(SAY(app,
                        "Uno studio si indica con l'identificativo o la partita IVA, un cliente con "
                        "l'identificativo, il codice fiscale o la partita IVA.",
                        "A studio is named by its identifier or VAT number, a client by its identifier, "
                        "tax code or VAT number."));
}

static void
print_end(const struct app *app)
{
    static const struct {
        const char *status;
        struct words meaning;
    } statuses[] = {
        { "0", { "Fatto.", "Done." } },
        { "1", { "Una regola lo rifiuta, o non c'è nulla di simile.",
                 "Refused by a rule, or there is no such thing." } },
        { "2", { "Uso sbagliato della riga di comando o di un file.",
                 "Wrong usage of the command line, or of a file." } },
        { "3", { "Il database o un'altra uscita non funziona.",
                 "The database or another output failed." } },
    };

    print_heading(app, "STATO D'USCITA", "EXIT STATUS");
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        printf(".TP\n\\fB%s\\fR\n", statuses[i].status);
        print_text(words_in(statuses[i].meaning, app->language));
        fputc('\n', stdout);
    }
    print_heading(app, "FILE", "FILES");
    puts(".TP\n\\fIcontoterzi.db\\fR");
    puts(SAY(app,
             "Il database, nella cartella corrente, se non c'è \\fB\\-\\-db\\fR. Quello può anche dire"
             " dove sta su PostgreSQL: \\fBpostgresql://\\fR\\fIHOST\\fR\\fB/\\fR\\fIDATABASE\\fR,"
             " con \\fB?schema=\\fR\\fINOME\\fR se lo schema non è contoterzi.",
             "The database, in the current folder, unless \\fB\\-\\-db\\fR is given. That may also say"
             " where it is on PostgreSQL: \\fBpostgresql://\\fR\\fIHOST\\fR\\fB/\\fR\\fIDATABASE\\fR,"
             " with \\fB?schema=\\fR\\fINAME\\fR if the schema is not contoterzi."));
}

int
run_manual(struct app *app)
{
    const struct command *command;

    print_begin(app);
    print_heading(app, "OPZIONI DI OGNI COMANDO", "OPTIONS OF EVERY COMMAND");
    print_options(app, OPTIONS_GLOBAL);
    print_heading(app, "COMANDI", "COMMANDS");
    for (size_t i = 0; (command = command_at(i)); i++)
        print_command(app, command);
    print_end(app);
    return EXIT_DONE;
}
