/* A file of clients, on its way into the library as `client import` takes it. A record that was
 * read is written and read again as itself; a line is taken or told why not; the books are in order
 * afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_file.h"
#include "fuzz.h"

/* In place of the program's: it counts what the user would have been told. */
static size_t told;

int
failure_usage(const struct app *app, const char *field, const char *format, ...)
{
    (void)app;
    (void)field;
    MUST(*format);
    told++;
    return EXIT_USAGE;
}

static size_t
write_field(const char *field, char *out)
{
    char *start = out;

    *out++ = '"';
    for (; *field; field++) {
        if (*field == '"')
            *out++ = '"';
        *out++ = *field;
    }
    *out++ = '"';
    return (size_t)(out - start);
}

static void
must_read_again(const struct csv_record *record)
{
    size_t room = 16, length = 0, lines = 0;
    struct csv_record again;
    struct csv_file *file = NULL;
    char *text;

    for (size_t i = 0; i < record->count; i++) {
        room += 2 * strlen(record->fields[i]) + 3;
        for (const char *byte = record->fields[i]; *byte; byte++)
            lines += *byte == '\n' || *byte == '\r';
    }
    if (lines > 50) /* of a record that long the reader says that its quote never closes */
        return;
    text = malloc(room);
    MUST(text);
    for (size_t i = 0; i < record->count; i++) {
        if (i)
            text[length++] = ',';
        length += write_field(record->fields[i], text + length);
    }
    text[length++] = '\n';
    MUST(csv_file_open(file_of_bytes(text, length), &file) == CSV_OK);
    MUST(csv_file_next(file, &again) == CSV_OK);
    MUST(again.problem == CSV_FINE && again.count == record->count);
    for (size_t i = 0; i < record->count; i++)
        MUST(strcmp(again.fields[i], record->fields[i]) == 0);
    csv_record_free(&again);
    csv_file_close(file);
    free(text);
}

static void
try_line(struct world *world, const struct app *app, const struct client_columns *columns,
         struct csv_record *record)
{
    struct client_line line;
    ct_status status;

    client_line_read(app, columns, world->studio, record, &line);
    if (line.refusal) {
        MUST(*line.refusal);
    } else {
        status = ct_client_register(world->context, &line.request, NULL, NULL);
        must_explain(world, status);
        MUST(status == CT_OK || status == CT_ERR_REFUSED || status == CT_ERR_INVALID_ARGUMENT);
        if (status)
            (void)client_column_of(columns, &line, ct_error_field(world->context),
                                   ct_error_text(world->context, 0));
    }
    client_line_free(&line);
}

static void
try_file(struct world *world, struct csv_file *file)
{
    struct app app = {.language = CT_LANGUAGE_ENGLISH};
    struct client_columns columns;
    struct csv_record record;

    if (csv_file_next(file, &record))
        return;
    told = 0;
    if (client_columns_find(&app, &record, &columns)) {
        MUST(told == 1);
    } else {
        for (size_t i = 0; i < columns.header.count; i++)
            (void)client_columns_is_ignored(&columns, i);
        while (csv_file_next(file, &record) == CSV_OK) {
            if (!record.problem)
                must_read_again(&record);
            try_line(world, &app, &columns, &record);
        }
        MUST(csv_file_position(file) == csv_file_size(file));
    }
    client_columns_free(&columns);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv_file *file = NULL;
    struct world world;
    ct_storage *storage = NULL;
    enum csv_answer answer = csv_file_open(file_of_bytes(data, size), &file);

    MUST(answer == CSV_OK || answer == CSV_UTF16);
    if (answer)
        return 0;
    MUST(ct_storage_new_memory(NULL, &storage) == CT_OK);
    MUST(world_open(&world, storage) == CT_OK);
    world_fill(&world);
    try_file(&world, file);
    must_be_sound(&world);
    csv_file_close(file);
    world_close(&world);
    return 0;
}
