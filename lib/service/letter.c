#include "service/letter.h"

#include <stdio.h>

static char *
print(struct ct__run *run, const char *format, const char *const *words)
{
    char none[1];
    int length = snprintf(none, 0, format, words[0], words[1], words[2], words[3], words[4]);
    char *text = length < 0 ? NULL : ct__arena_take(&run->context->arena, (size_t)length + 1);
    if (text)
        (void)snprintf(text, (size_t)length + 1, format, words[0], words[1], words[2], words[3],
                       words[4]);
    else
        (void)ct__fail(run->context, CT__REASON_NO_MEMORY);
    return text;
}

/* The password stands alone on its line, and no other word does, so that people can copy it and
 * programs can find it. */
static const char credentials_text[] =
    "Gentile cliente,\n"
    "\n"
    "lo studio %2$s ha attivato per %1$s l'account Fatture in Cloud.\n"
    "\n"
    "Accesso: %3$s\n"
    "Password provvisoria, valida fino al %5$s:\n"
    "\n"
    "%4$s\n"
    "\n"
    "Al primo accesso va sostituita con una nuova: almeno 8 caratteri, con lettere maiuscole e\n"
    "minuscole, una cifra e un carattere speciale.\n"
    "\n"
    "* * *\n"
    "\n"
    "Dear client,\n"
    "\n"
    "%2$s has opened for %1$s an account on Fatture in Cloud.\n"
    "\n"
    "Login: %3$s\n"
    "The one-time password above is valid until %5$s. At the first login replace it with a\n"
    "new one: at least 8 characters, with upper and lower case letters, a digit and a special\n"
    "character among them.\n";

ct_status
ct__write_credentials_letter(struct ct__run *run, const struct ct__studio *studio,
                             const struct ct__client *client, const struct ct__account *account,
                             const char *password, ct_date last_day, struct ct__message *message)
{
    char day[CT_DATE_TEXT_LENGTH + 1];
    ct_date_format(last_day, day);
    const char *const words[] = {client->name, studio->name, account->email, password, day};
    message->sender = run->context->policy->message_sender;
    message->subject =
        print(run, "Credenziali di accesso / Login credentials - %1$s", words);
    message->text = print(run, credentials_text, words);
    return message->subject && message->text ? CT_OK : CT_ERR_NO_MEMORY;
}
