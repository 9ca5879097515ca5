#include "service/letter.h"

#include <stdio.h>
#include <string.h>

/* The words of one message, and what they are written in. */
struct words {
    struct ct__words all;
    char number[24];
    char year[24];
    char day[CT_DATE_TEXT_LENGTH + 1];
    char giorno[40];
};

static const char *
print(struct ct__run *run, const char *pattern, const struct ct__words *words)
{
    size_t length = ct__template_fill(pattern, words, NULL, 0);
    char *text = ct__arena_take(&run->context->arena, length + 1);
    if (!text) {
        (void)ct__fail(run->context, CT__REASON_NO_MEMORY);
        return NULL;
    }
    (void)ct__template_fill(pattern, words, text, length);
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
    words->all.values[CT__WORD_DAY] = words->day;
    words->all.values[CT__WORD_GIORNO] = words->giorno;
}

static ct_status
write(struct ct__run *run, const struct words *words, struct ct__message *message)
{
    const struct ct__template template =
        ct__policy_template(run->context->own_policy, message->kind);
    message->sender = run->context->policy->message_sender;
    message->subject = print(run, template.subject, &words->all);
    message->text = print(run, template.text, &words->all);
    return message->subject && message->text ? CT_OK : CT_ERR_NO_MEMORY;
}

ct_status
ct__write_credentials_letter(struct ct__run *run, const struct ct__studio *studio,
                             const struct ct__client *client, const struct ct__account *account,
                             const char *password, ct_date last_day, struct ct__message *message)
{
    struct words words = {
        .all.values = {
            [CT__WORD_CLIENT] = client->name,
            [CT__WORD_STUDIO] = studio->name,
            [CT__WORD_LOGIN] = account->email,
            [CT__WORD_PASSWORD] = password,
        },
    };
    set_day(&words, last_day);
    run->context->arena.is_secret = true;
    return write(run, &words, message);
}

ct_status
ct__write_letter(struct ct__run *run, struct ct__message *message)
{
    struct ct__studio studio = {.id = message->studio_id};
    struct ct__client client = {.id = message->client_id};
    struct words words = {.all.values = {NULL}};
    ct_status status = CT_OK;
    if (!ct__id_is_none(studio.id))
        status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status && !ct__id_is_none(client.id))
        status = ct__need(run, CT__CLIENT, &client, CT__REASON_CLIENT_NOT_FOUND);
    if (status)
        return status;
    (void)snprintf(words.number, sizeof words.number, "%lld", (long long)message->number);
    (void)snprintf(words.year, sizeof words.year, "%lld", (long long)message->year);
    words.all.values[CT__WORD_CLIENT] = client.name;
    words.all.values[CT__WORD_STUDIO] = studio.name;
    words.all.values[CT__WORD_LOGIN] = message->recipient;
    words.all.values[CT__WORD_NUMBER] = words.number;
    words.all.values[CT__WORD_YEAR] = words.year;
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
