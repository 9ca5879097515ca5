/* What the library itself writes, in Italian and English. */
#include "rules/template.h"

static const struct ct__template texts[] = {
    /* No other word than the password stands alone on its line. */
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

const struct ct__template *
ct__template_built_in(ct_message_kind kind)
{
    return kind > 0 && (size_t)kind < sizeof texts / sizeof *texts ? &texts[kind] : NULL;
}
