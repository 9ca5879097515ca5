/* contoterzi completion: what bash completes, from the tables of commands and options. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

/* How bash's words come: "=" is one of its own, so "--kind=re" is "--kind", "=", "re". */
static const char function[] =
    "_contoterzi() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local command= option= i word before\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]} before=${COMP_WORDS[i-1]}\n"
    "        [[ $word == -* || $word == = || $before == = ]] && continue\n"
    "        [[ $before == --* && $__contoterzi_flags != *\" $before \"* ]] && continue\n"
    "        if [[ -z $command ]]; then\n"
    "            command=$word\n"
    "        elif [[ -z ${__contoterzi_options[$command]+x} ]]; then\n"
    "            command+=\" $word\"\n"
    "        fi\n"
    "    done\n"
    "    if [[ $cur == = ]]; then\n"
    "        option=$prev cur=\n"
    "    elif [[ $prev == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    elif [[ $prev == --* && $__contoterzi_flags != *\" $prev \"* ]]; then\n"
    "        option=$prev\n"
    "    fi\n"
    "    if [[ -n $option ]]; then\n"
    "        local values=${__contoterzi_values[$command $option]:-${__contoterzi_values[$option]}}\n"
    "        if [[ -n $values ]]; then\n"
    "            COMPREPLY=($(compgen -W \"$values\" -- \"$cur\"))\n"
    "        else\n"
    "            COMPREPLY=($(compgen -f -- \"$cur\"))\n"
    "            [[ $option == --db ]] && COMPREPLY+=($(compgen -W postgresql:// -- \"$cur\"))\n"
    "        fi\n"
    "    elif [[ $cur == -* ]]; then\n"
    "        COMPREPLY=($(compgen -W \"${__contoterzi_options[$command]} $__contoterzi_global\" -- \"$cur\"))\n"
    "        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null\n"
    "    elif [[ -z $command ]]; then\n"
    "        COMPREPLY=($(compgen -W \"$__contoterzi_first\" -- \"$cur\"))\n"
    "    elif [[ -n ${__contoterzi_verbs[$command]} ]]; then\n"
    "        COMPREPLY=($(compgen -W \"${__contoterzi_verbs[$command]}\" -- \"$cur\"))\n"
    "    else\n"
    "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
    "    fi\n"
    "}\n"
    "complete -o filenames -F _contoterzi contoterzi\n";

static void
print_options(uint64_t set)
{
    struct argp_option options[OPTION_COUNT + 1];

    options_describe(set, CT_LANGUAGE_ENGLISH, options);
    for (const struct argp_option *option = options; option->name; option++)
        printf("%s--%s%s", option == options ? "" : " ", option->name, option->arg ? "=" : "");
}

static void
print_flags(void)
{
    struct argp_option options[OPTION_COUNT + 1];

    options_describe(UINT64_MAX >> (64 - OPTION_COUNT), CT_LANGUAGE_ENGLISH, options);
    fputs("__contoterzi_flags=' ", stdout);
    for (const struct argp_option *option = options; option->name; option++)
        if (!option->arg)
            printf("--%s ", option->name);
    puts("'");
}

/* ["coupon list --state"]='available ...' for each option of the set that is chosen from words. */
static void
print_values(const struct command *command, uint64_t set)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        struct argp_option option[OPTION_COUNT + 1];
        const char *value;

        if (!(set >> i & 1) || !options_value((enum option_id)i, 0))
            continue;
        options_describe(UINT64_C(1) << i, CT_LANGUAGE_ENGLISH, option);
        fputs("    [\"", stdout);
        if (command)
            printf("%s%s%s ", command->noun ? command->noun : "", command->noun ? " " : "",
                   command->verb);
        printf("--%s\"]='", option->name);
        for (int32_t v = 0; (value = options_value((enum option_id)i, v)); v++)
            printf("%s%s", v ? " " : "", value);
        puts("'");
    }
}

static void
print_tables(void)
{
    const struct command *command;

    puts("declare -gA __contoterzi_options=(");
    for (size_t i = 0; (command = command_at(i)); i++) {
        printf("    [\"%s%s%s\"]='", command->noun ? command->noun : "", command->noun ? " " : "",
               command->verb);
        print_options(command->needs | command->takes);
        puts("'");
    }
    puts(")\ndeclare -gA __contoterzi_values=(");
    print_values(NULL, OPTIONS_GLOBAL);
    for (size_t i = 0; (command = command_at(i)); i++)
        print_values(command, command->needs | command->takes);
    puts(")");
}

/* Those of one noun stand together. */
static void
print_words(void)
{
    const struct command *command, *before = NULL;

    fputs("__contoterzi_first='", stdout);
    for (size_t i = 0; (command = command_at(i)); before = command, i++)
        if (!command->noun)
            printf("%s%s", i ? " " : "", command->verb);
        else if (!before || !before->noun || strcmp(before->noun, command->noun) != 0)
            printf("%s%s", i ? " " : "", command->noun);
    puts("'\ndeclare -gA __contoterzi_verbs=(");
    before = NULL;
    for (size_t i = 0; (command = command_at(i)); before = command, i++) {
        bool is_same = before && before->noun && command->noun &&
                       strcmp(before->noun, command->noun) == 0;

        if (before && before->noun && !is_same)
            puts("'");
        if (command->noun && !is_same)
            printf("    [%s]='%s", command->noun, command->verb);
        else if (command->noun)
            printf(" %s", command->verb);
    }
    puts(before && before->noun ? "'\n)" : ")");
}

int
run_completion(struct app *app)
{
    if (strcmp(app->arguments.items[0], "bash") != 0)
        return failure_usage(app, NULL,
                             SAY(app, "\"%s\": il completamento c'è solo per bash",
                                 "\"%s\": there is a completion for bash only"),
                             app->arguments.items[0]);
    puts("# bash completion for contoterzi");
    print_tables();
    print_words();
    print_flags();
    fputs("__contoterzi_global='", stdout);
    print_options(OPTIONS_GLOBAL);
    puts("'");
    fputs(function, stdout);
    return EXIT_DONE;
}
