/* contoterzi: the programme Coupon Conto Terzi on the command line.
 *
 *     contoterzi [OPTION...] NOUN [OPTION...] VERB [OPTION...] [ARGUMENT...]
 *
 * Each of the three levels is a parser of its own, with its own --help. */
#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "command.h"
#include "memory.h"

/* What a level may hand on to main instead of an exit status. */
enum { GO_ON = -1 };

/* One level of the command line while it is parsed. */
struct level {
    struct app *app;
    const char *noun;              /* NULL at the top and for a one-word command */
    const struct command *command; /* NULL above the last level */
    uint64_t options;
    int next; /* where the next level begins; 0 if nothing follows */
    int outcome;
    bool wants_help;
};

/* --- Help ------------------------------------------------------------------------------------- */

/* argp's own words have no Italian without a locale that may not be installed. */
static void
print_translated(FILE *stream, const char *text, ct_language language)
{
    static const struct words table[] = {
        { "Uso: ", "Usage: " },
        { "[OPZIONE...]", "[OPTION...]" },
    };

    while (*text) {
        size_t i, count = sizeof table / sizeof *table;

        for (i = 0; i < count; i++)
            if (strncmp(text, table[i].en, strlen(table[i].en)) == 0)
                break;
        if (i == count) {
            fputc(*text++, stream);
            continue;
        }
        fputs(words_in(table[i], language), stream);
        text += strlen(table[i].en);
    }
}

static char *
level_name(const struct level *level)
{
    const char *verb = level->command ? level->command->verb : NULL;

    return memory_print("contoterzi%s%s%s%s", level->noun ? " " : "",
                        level->noun ? level->noun : "", verb ? " " : "", verb ? verb : "");
}

/* What follows the options on the usage line. */
static char *
level_arguments(const struct level *level)
{
    const struct command *command = level->command;
    ct_language language = level->app->language;
    const char *arguments;
    char *needed, *all;

    if (!command)
        return memory_print("%s", level->noun ? SAY(level->app, "VERBO ...", "VERB ...")
                                              : SAY(level->app, "COMANDO ...", "COMMAND ..."));
    arguments = words_in(command->arguments, language);
    needed = options_usage(command->needs, language);
    all =
        memory_print("%s%s%s", needed, *needed && arguments ? " " : "", arguments ? arguments : "");
    free(needed);
    return all;
}

static char *
level_text(const struct level *level)
{
    const struct app *app = level->app;
    char *list, *text;

    if (level->command)
        return memory_print("%s.", words_in(level->command->summary, app->language));
    list = command_list(level->noun, app->language);
    text = memory_print(
        "%s\v%s\n%s\n%s",
        SAY(app, "I coupon Conto Terzi: dai clienti di uno studio ai clienti migrati con licenza.",
            "Conto Terzi coupons: from a studio's clients to migrated clients with licenses."),
        SAY(app, "Comandi:", "Commands:"), list,
        SAY(app,
            "Esce con 0 se è fatto, 1 se una regola lo rifiuta, 2 per un uso sbagliato, 3 per "
            "il database.",
            "Exits with 0 when done, 1 when refused by a rule, 2 for wrong usage, 3 for the "
            "database."));
    free(list);
    return text;
}

static void
print_help(const struct level *level, FILE *stream)
{
    struct argp_option own[OPTION_COUNT + 1], global[OPTION_COUNT + 1];
    struct argp global_argp = { .options = global };
    struct argp_child children[] = {
        { &global_argp, 0, SAY(level->app, "Per ogni comando:", "For every command:"), 1 },
        { 0 },
    };
    char *arguments = level_arguments(level), *text = level_text(level), *name = level_name(level);
    struct argp argp = { .options = own, .args_doc = arguments, .doc = text, .children = children };
    char *help = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&help, &length);

    if (!memory)
        memory_failed();
    options_describe(level->options & ~OPTIONS_GLOBAL, level->app->language, own);
    options_describe(options_global(level->options & ~OPTIONS_GLOBAL), level->app->language, global);
    argp_help(&argp, memory, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC, name);
    if (fclose(memory))
        memory_failed();
    print_translated(stream, help, level->app->language);
    free(help);
    free(name);
    free(text);
    free(arguments);
}

/* --- Parsing ---------------------------------------------------------------------------------- */

/* A word that is no option: an argument of the command, or where the next level begins. */
static void
take_word(struct level *level, const char *word, struct argp_state *state)
{
    if (level->command) {
        text_list_add(&level->app->arguments, word);
        return;
    }
    level->next = state->next - 1;
    state->next = state->argc;
}

static error_t
parse(int key, char *text, struct argp_state *state)
{
    struct level *level = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        take_word(level, text, state);
        return 0;
    case ARGP_KEY_ERROR:
        if (!level->outcome)
            level->outcome =
                options_unknown(level->app, level->options, state->argv[state->next - 1]);
        return 0;
    case OPTION_KEY_BASE + OPTION_HELP:
        level->wants_help = true;
        return 0;
    default:
        if (key < OPTION_KEY_BASE || key >= OPTION_KEY_BASE + OPTION_COUNT)
            return ARGP_ERR_UNKNOWN;
        level->outcome = options_take(level->app, (enum option_id)(key - OPTION_KEY_BASE), text);
        return level->outcome ? EINVAL : 0;
    }
}

/* Parses one level, whose name stands at argv[0]. Answers GO_ON or the exit status. */
static int
parse_level(struct level *level, int argc, char **argv)
{
    struct argp_option options[OPTION_COUNT + 1];
    struct argp argp = { .options = options, .parser = parse };
    unsigned flags = ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT;

    level->options |= options_global(level->options);
    options_describe(level->options, level->app->language, options);
    if (!level->command)
        flags |= ARGP_IN_ORDER;
    if (argp_parse(&argp, argc, argv, flags, NULL, level) && !level->outcome)
        level->outcome = EXIT_USAGE;
    if (level->outcome)
        return level->outcome;
    if (!level->wants_help)
        return GO_ON;
    print_help(level, stdout);
    return EXIT_DONE;
}

static int
unknown_word(const struct level *level, const char *word)
{
    const struct app *app = level->app;
    char *name = level_name(level);
    int outcome;

    if (word)
        outcome = failure_usage(app, NULL,
                                SAY(app, "\"%s\" non è un comando; vedi \"%s --help\"",
                                    "\"%s\" is no command; see \"%s --help\""),
                                word, name);
    else
        outcome = failure_usage(app, NULL,
                                SAY(app, "manca il comando; vedi \"%s --help\"",
                                    "the command is missing; see \"%s --help\""),
                                name);
    free(name);
    return outcome;
}

static int
check_arguments(const struct app *app, const struct level *level)
{
    char *name;
    int outcome = options_require(app, app->command->needs);

    if (outcome ||
        (app->arguments.count >= app->command->least && app->arguments.count <= app->command->most))
        return outcome;
    name = level_name(level);
    outcome = failure_usage(app, NULL,
                            app->arguments.count < app->command->least
                                ? SAY(app, "manca un argomento; vedi \"%s --help\"",
                                      "an argument is missing; see \"%s --help\"")
                                : SAY(app, "troppi argomenti; vedi \"%s --help\"",
                                      "too many arguments; see \"%s --help\""),
                            name);
    free(name);
    return outcome;
}

static int
run_command(struct app *app, const char *noun, const struct command *command, int argc, char **argv)
{
    struct level level = { .app = app, .noun = noun, .command = command };
    int outcome;

    level.options = command->needs | command->takes;
    app->command = command;
    outcome = parse_level(&level, argc, argv);
    if (outcome == GO_ON)
        outcome = check_arguments(app, &level);
    else
        return outcome;
    if (!outcome && !command->has_no_store)
        outcome = app_open(app);
    return outcome ? outcome : command->run(app);
}

/* Finds the command and runs it. */
static int
run(struct app *app, int argc, char **argv)
{
    struct level top = { .app = app }, middle = { .app = app };
    const struct command *command;
    const char *word;
    int outcome = parse_level(&top, argc, argv);

    if (outcome != GO_ON)
        return outcome;
    if (!top.next)
        return unknown_word(&top, NULL);
    argc -= top.next;
    argv += top.next;
    word = argv[0];
    command = command_find(NULL, word);
    if (command)
        return run_command(app, NULL, command, argc, argv);
    if (!command_is_noun(word))
        return unknown_word(&top, word);

    middle.noun = word;
    outcome = parse_level(&middle, argc, argv);
    if (outcome != GO_ON)
        return outcome;
    if (!middle.next)
        return unknown_word(&middle, NULL);
    argc -= middle.next;
    argv += middle.next;
    command = command_find(word, argv[0]);
    return command ? run_command(app, word, command, argc, argv) : unknown_word(&middle, argv[0]);
}

/* --- Before and after ------------------------------------------------------------------------- */

static ct_language
language_of_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value && *value)
            return strncmp(value, "it", 2) == 0 ? CT_LANGUAGE_ITALIAN : CT_LANGUAGE_ENGLISH;
    }
    return CT_LANGUAGE_ENGLISH;
}

/* Language and form of what is said come first: help and mistakes are told while parsing. */
static void
look_ahead(struct app *app)
{
    const char *language = NULL;

    app->language = language_of_environment();
    for (int i = 1; i < app->line_count && strcmp(app->line[i], "--") != 0; i++) {
        const char *word = app->line[i];

        if (strcmp(word, "--json") == 0)
            app->is_json = true;
        else if (strcmp(word, "--lang") == 0)
            language = i + 1 < app->line_count ? app->line[i + 1] : NULL;
        else if (strncmp(word, "--lang=", 7) == 0)
            language = word + 7;
    }
    if (language)
        app->language = strcmp(language, "it") == 0 ? CT_LANGUAGE_ITALIAN : CT_LANGUAGE_ENGLISH;
}

static int
close_output(const struct app *app)
{
    int failed = ferror(stdout);

    errno = 0;
    if (fclose(stdout) || failed)
        return failure_output(
            app, NULL, SAY(app, "non posso scrivere l'uscita: %s", "cannot write the output: %s"),
            errno ? strerror(errno) : "?");
    return EXIT_DONE;
}

static int
show_version(char **words)
{
    printf("contoterzi %u.%u.%u\n", ct_version() / 1000000, ct_version() / 1000 % 1000,
           ct_version() % 1000);
    free(words);
    return fflush(stdout) ? EXIT_STORAGE : EXIT_DONE;
}

int
main(int argc, char **argv)
{
    struct app app = { .line = argv, .line_count = argc };
    char **words = memory_copy(argv, ((size_t)argc + 1) * sizeof *argv);
    int outcome, closed;

    setlocale(LC_CTYPE, "");
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return show_version(words);
    if (argc == 2 && strcmp(argv[1], "help") == 0)
        words[1] = (char[]){ "--help" };
    look_ahead(&app);
    outcome = run(&app, argc, words); /* argp reorders its words */
    closed = close_output(&app);
    app_close(&app);
    free(words);
    return closed ? closed : outcome;
}
