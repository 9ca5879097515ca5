#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void
must(bool holds, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
    abort();
}

/* --- Bytes ------------------------------------------------------------------------------------ */

void
take_bytes(struct input *input, void *bytes, size_t count)
{
    size_t there = count < input->left ? count : input->left;

    memset(bytes, 0, count);
    if (there)
        memcpy(bytes, input->data, there);
    input->data += there;
    input->left -= there;
}

unsigned
take_byte(struct input *input)
{
    uint8_t byte;

    take_bytes(input, &byte, 1);
    return byte;
}

uint32_t
take_number(struct input *input)
{
    uint32_t number;

    take_bytes(input, &number, sizeof number);
    return number;
}

char *
take_text(struct input *input, size_t length)
{
    char *text;

    if (length > input->left)
        length = input->left;
    text = malloc(length + 1);
    MUST(text);
    take_bytes(input, text, length);
    text[length] = '\0';
    return text;
}

char *
take_line(struct input *input)
{
    const uint8_t *end = input->left ? memchr(input->data, '\n', input->left) : NULL;
    char *line = take_text(input, end ? (size_t)(end - input->data) : input->left);

    if (end)
        (void)take_byte(input);
    return line;
}

char *
take_rest(struct input *input)
{
    return take_text(input, input->left);
}

const char *
file_of_bytes(const void *bytes, size_t size)
{
    static char path[64];
    static int file = -1;

    if (file < 0) {
        file = memfd_create("input", MFD_CLOEXEC);
        MUST(file >= 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    MUST(ftruncate(file, 0) == 0);
    MUST(pwrite(file, bytes, size, 0) == (ssize_t)size);
    return path;
}

/* --- The library ------------------------------------------------------------------------------ */

static ct_status
now(void *user, ct_instant *ret_now)
{
    (void)user;
    return ct_instant_in_rome((ct_date){2026, 3, 16}, 10 * 3600 * 1000, ret_now);
}

/* SplitMix64: the same input does the same again. */
static ct_status
fill_random(void *user, void *bytes, size_t count)
{
    uint64_t *seed = user;

    for (size_t i = 0; i < count; i++) {
        uint64_t value = *seed += UINT64_C(0x9E3779B97F4A7C15);

        value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
        ((uint8_t *)bytes)[i] = (uint8_t)(value ^ value >> 31);
    }
    return CT_OK;
}

ct_status
world_open(struct world *world, ct_storage *storage)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_status status;

    *world = (struct world){.storage = storage};
    options.now = now;
    options.random = fill_random;
    options.random_user = &world->random;
    options.language = CT_LANGUAGE_ENGLISH;
    MUST(ct_context_new(&options, &world->context) == CT_OK);
    status = ct_context_open(world->context, storage);
    must_explain(world, status);
    return status;
}

void
world_fill(struct world *world)
{
    ct_studio_request studio_request = CT_STUDIO_REQUEST_INIT;
    ct_pack_request pack_request = CT_PACK_REQUEST_INIT;
    ct_client_request client_request = CT_CLIENT_REQUEST_INIT;
    static const char *const emails[] = {"rossi@example.it"};
    ct_studio *studio = NULL;
    ct_pack *pack = NULL;
    ct_client *client = NULL;

    studio_request.name = "Studio Bianchi";
    studio_request.vat_number = "12345678903";
    studio_request.email = "studio@example.it";
    studio_request.certified_email = "studio@pec.it";
    MUST(ct_studio_add(world->context, &studio_request, NULL, &studio) == CT_OK);
    world->studio = ct_studio_id(studio);
    ct_studio_free(studio);
    MUST(ct_studio_open_account(world->context, world->studio, NULL, NULL) == CT_OK);

    pack_request.studio = world->studio;
    pack_request.kind = CT_COUPON_CONTO_TERZI;
    pack_request.license_year = 2026;
    pack_request.quantity = 3;
    MUST(ct_pack_buy(world->context, &pack_request, NULL, &pack) == CT_OK);
    world->pack = ct_pack_id(pack);
    ct_pack_free(pack);

    client_request.studio = world->studio;
    client_request.name = "Rossi S.r.l.";
    client_request.vat_number = "00000000018";
    client_request.emails = emails;
    client_request.email_count = 1;
    MUST(ct_client_register(world->context, &client_request, NULL, &client) == CT_OK);
    world->client = ct_client_id(client);
    ct_client_free(client);
}

void
world_migrate(struct world *world)
{
    ct_signatory signatory = CT_SIGNATORY_INIT;
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;

    signatory.name = "Mario";
    signatory.surname = "Rossi";
    signatory.tax_code = "RSSMRA80A01H501U";
    request.studio = world->studio;
    request.client = world->client;
    request.signatory = &signatory;
    MUST(ct_migration_run(world->context, &request, NULL, NULL) == CT_OK);
}

/* The one-time password stands alone on a line of the credentials. */
static char *
take_password(struct world *world)
{
    char *password = NULL;

    while (!password) {
        ct_message *message = NULL;
        const char *line;

        MUST(ct_outbox_claim(world->context, NULL, &message) == CT_OK);
        line = ct_message_text(message);
        while (ct_message_kind_of(message) == CT_MESSAGE_CREDENTIALS && *line && !password) {
            size_t length = strcspn(line, "\n");

            if (length >= 8 && length < 64 && strcspn(line, " ,\n") == length)
                password = strndup(line, length);
            line += length + (line[length] == '\n');
        }
        ct_message_free(message);
    }
    return password;
}

void
world_log_in(struct world *world)
{
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    char *password = take_password(world);

    login.client = world->client;
    login.one_time_password = password;
    login.new_password = "Segreta-2026";
    MUST(ct_migration_first_login(world->context, &login, NULL, NULL) == CT_OK);
    MUST(ct_migration_complete(world->context, world->client, NULL, NULL) == CT_OK);
    free(password);
}

void
world_close(struct world *world)
{
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
    *world = (struct world){NULL};
}

void
must_explain(const struct world *world, ct_status status)
{
    if (status >= 0)
        return;
    MUST(strcmp(ct_status_name(status), "CT_ERR") != 0);
    MUST(ct_error_code(world->context) == status);
    MUST(*ct_error_text(world->context, CT_LANGUAGE_ITALIAN));
    MUST(*ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
    MUST(status != CT_ERR_REFUSED || ct_reasons_count(ct_error_reasons(world->context)) > 0);
}

void
must_be_sound(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    char *after = NULL;

    request.limit = 1000;
    do {
        ct_check_report *report = NULL;

        request.after = after;
        MUST(ct_check_run(world->context, &request, &report) == CT_OK);
        for (size_t i = 0; i < ct_check_report_count(report); i++)
            fprintf(stderr, "%s\n", ct_finding_text(ct_check_report_at(report, i), 0));
        MUST(ct_check_report_count(report) == 0);
        free(after);
        after = ct_check_report_next(report) ? strdup(ct_check_report_next(report)) : NULL;
        ct_check_report_free(report);
    } while (after);
}
