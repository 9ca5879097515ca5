#include "service/letter.h"

#include <stdio.h>
#include <string.h>

/* What can stand in braces in a template. */
enum word { WORD_CLIENT, WORD_STUDIO, WORD_LOGIN, WORD_PASSWORD, WORD_NUMBER, WORD_YEAR, WORD_DAY,
            WORD_GIORNO, WORD_COUNT };
static const char *const word_names[WORD_COUNT] = {
    "{client}", "{studio}", "{login}", "{password}", "{number}", "{year}", "{day}", "{giorno}",
};

struct words {
    const char *values[WORD_COUNT]; /* NULL: the message has none */
    char number[24];
    char year[24];
    char day[CT_DATE_TEXT_LENGTH + 1];
    char giorno[40]; /* the day as Italians write it */
};

struct letter_template {
    const char *subject;
    const char *text;
};

static const struct letter_template templates[] = {
    /* The password stands alone on its line, and no other word does, so that people can copy it and
     * programs can find it. */
    [CT_MESSAGE_CREDENTIALS] = {
        "Credenziali di accesso / Login credentials - {client}",
        "Gentile cliente,\n"
        "\n"
        "lo studio {studio} ha attivato per {client} l'account Fatture in Cloud.\n"
        "\n"
        "Accesso: {login}\n"
        "Password provvisoria, valida fino al {giorno}:\n"
        "\n"
        "{password}\n"
        "\n"
        "Al primo accesso va sostituita con una nuova: almeno 8 caratteri, con lettere maiuscole e\n"
        "minuscole, una cifra e un carattere speciale.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear client,\n"
        "\n"
        "{studio} has opened for {client} an account on Fatture in Cloud.\n"
        "\n"
        "Login: {login}\n"
        "The one-time password above is valid until {day}. At the first login replace it with a\n"
        "new one: at least 8 characters, with upper and lower case letters, a digit and a special\n"
        "character among them.\n",
    },
    [CT_MESSAGE_LICENSE_ACTIVATED] = {
        "Licenza attivata / License activated - {client}",
        "Gentile cliente,\n"
        "\n"
        "la licenza Fatture in Cloud di {client} è attiva, e vale fino al {giorno} compreso.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear client,\n"
        "\n"
        "the Fatture in Cloud license of {client} is active, and works until {day} included.\n",
    },
    [CT_MESSAGE_COUPONS_ISSUED] = {
        "Coupon Conto Terzi {year} / Conto Terzi coupons {year}",
        "Gentile studio {studio},\n"
        "\n"
        "con il tacito rinnovo sono stati emessi {number} coupon Conto Terzi per il {year}.\n"
        "I clienti da rinnovare li sceglie lo studio: nessuno viene rinnovato da solo.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear {studio},\n"
        "\n"
        "by tacit renewal {number} Conto Terzi coupons for {year} were issued.\n"
        "You choose the clients to renew: nobody is renewed by itself.\n",
    },
    [CT_MESSAGE_RENEWAL_REMINDER] = {
        "Clienti da rinnovare / Clients to renew - {number}",
        "Gentile studio {studio},\n"
        "\n"
        "il {giorno} scadono le licenze di {number} clienti che non sono stati ancora rinnovati.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear {studio},\n"
        "\n"
        "on {day} the licenses of {number} clients end that have not been renewed yet.\n",
    },
    [CT_MESSAGE_LICENSE_EXPIRED] = {
        "Licenza scaduta / License expired - {client}",
        "Gentile cliente,\n"
        "\n"
        "la licenza Fatture in Cloud di {client} è scaduta il {giorno}. Si può ancora acquistarne\n"
        "una nuova o chiedere un backup dei dati.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear client,\n"
        "\n"
        "the Fatture in Cloud license of {client} expired on {day}. You can still buy a new one or\n"
        "ask for a backup of the data.\n",
    },
    [CT_MESSAGE_ERASURE_NOTICE] = {
        "I dati saranno cancellati / Data will be erased - {client}",
        "Gentile cliente,\n"
        "\n"
        "i dati di {client} su Fatture in Cloud saranno cancellati il {giorno}. Fino ad allora si\n"
        "può acquistare una licenza o chiedere un backup.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear client,\n"
        "\n"
        "the data of {client} on Fatture in Cloud will be erased on {day}. Until then you can buy a\n"
        "license or ask for a backup.\n",
    },
    [CT_MESSAGE_CANCELLATION_RECORDED] = {
        "Disdetta registrata / Cancellation recorded",
        "Gentile studio {studio},\n"
        "\n"
        "la disdetta inviata il {giorno} è stata registrata. Ferma il tacito rinnovo da novembre\n"
        "{year}.\n"
        "\n"
        "* * *\n"
        "\n"
        "Dear {studio},\n"
        "\n"
        "your cancellation of {day} has been recorded. It stops tacit renewal from November {year}\n"
        "on.\n",
    },
};

/* The word that `text` begins with, or WORD_COUNT. */
static size_t
word_at(const char *text)
{
    size_t word = 0;
    while (word < WORD_COUNT && strncmp(text, word_names[word], strlen(word_names[word])) != 0)
        word++;
    return word;
}

/* Writes what fits into `room` bytes and answers the length of all. */
static size_t
fill(const char *pattern, const struct words *words, char *text, size_t room)
{
    size_t used = 0;
    while (*pattern) {
        size_t word = *pattern == '{' ? word_at(pattern) : WORD_COUNT;
        const char *piece = word < WORD_COUNT ? words->values[word] : pattern;
        size_t length = word < WORD_COUNT ? strlen(piece ? piece : "") : 1;
        for (size_t i = 0; i < length; i++, used++)
            if (used < room)
                text[used] = piece[i];
        pattern += word < WORD_COUNT ? strlen(word_names[word]) : 1;
    }
    return used;
}

static const char *
print(struct ct__run *run, const char *pattern, const struct words *words)
{
    size_t length = fill(pattern, words, NULL, 0);
    char *text = ct__arena_take(&run->context->arena, length + 1);
    if (!text) {
        (void)ct__fail(run->context, CT__REASON_NO_MEMORY);
        return NULL;
    }
    (void)fill(pattern, words, text, length);
    text[length] = '\0';
    return text;
}

static void
set_day(struct words *words, ct_date day)
{
    if (day.year == 0)
        return;
    ct_date_format(day, words->day);
    (void)snprintf(words->giorno, sizeof words->giorno, "%02d/%02d/%04d", day.day, day.month,
                   day.year);
    words->values[WORD_DAY] = words->day;
    words->values[WORD_GIORNO] = words->giorno;
}

static ct_status
write(struct ct__run *run, const struct words *words, struct ct__message *message)
{
    message->sender = run->context->policy->message_sender;
    message->subject = print(run, templates[message->kind].subject, words);
    message->text = print(run, templates[message->kind].text, words);
    return message->subject && message->text ? CT_OK : CT_ERR_NO_MEMORY;
}

ct_status
ct__write_credentials_letter(struct ct__run *run, const struct ct__studio *studio,
                             const struct ct__client *client, const struct ct__account *account,
                             const char *password, ct_date last_day, struct ct__message *message)
{
    struct words words = {
        .values = {
            [WORD_CLIENT] = client->name,
            [WORD_STUDIO] = studio->name,
            [WORD_LOGIN] = account->email,
            [WORD_PASSWORD] = password,
        },
    };
    set_day(&words, last_day);
    return write(run, &words, message);
}

ct_status
ct__write_letter(struct ct__run *run, struct ct__message *message)
{
    struct ct__studio studio = {.id = message->studio_id};
    struct ct__client client = {.id = message->client_id};
    struct words words = {.values = {NULL}};
    ct_status status = CT_OK;
    if (!ct__id_is_none(studio.id))
        status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status && !ct__id_is_none(client.id))
        status = ct__need(run, CT__CLIENT, &client, CT__REASON_CLIENT_NOT_FOUND);
    if (status)
        return status;
    (void)snprintf(words.number, sizeof words.number, "%lld", (long long)message->number);
    (void)snprintf(words.year, sizeof words.year, "%lld", (long long)message->year);
    words.values[WORD_CLIENT] = client.name;
    words.values[WORD_STUDIO] = studio.name;
    words.values[WORD_LOGIN] = message->recipient;
    words.values[WORD_NUMBER] = words.number;
    words.values[WORD_YEAR] = words.year;
    set_day(&words, message->day);
    return write(run, &words, message);
}

ct_status
ct__queue_message(struct ct__run *run, const struct ct__message *message)
{
    struct ct__message own = *message;
    own.state = CT_MESSAGE_QUEUED;
    own.due_at = run->now;
    own.created_at = run->now;
    ct_status status = ct__new_id(run->context, run->now, &own.id);
    if (!status)
        status = ct__insert(run, CT__MESSAGE, &own);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_MESSAGE_QUEUED,
                   &(struct ct__event){.studio_id = own.studio_id,
                                       .client_id = own.client_id,
                                       .migration_id = own.migration_id,
                                       .message_id = own.id});
}
