#include "csv_file.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

/* A quoted field that is longer than this many lines has lost its closing quote. */
enum { LINES_PER_RECORD = 100 };
static const size_t largest_file = (size_t)256 << 20;

struct csv_file {
    char *text;
    size_t length;
    size_t at;            /* where the next physical line starts */
    size_t line;          /* its number, from 1 */
    iconv_t windows_1252; /* (iconv_t)-1 if the file is UTF-8 */
    unsigned char delimiter;
};

/* A physical line with its end, whichever that is. */
struct line {
    const char *text;
    size_t length;
};

/* --- Reading the file ------------------------------------------------------------------------- */

static enum csv_answer
read_all(const char *path, char **ret_text, size_t *ret_length)
{
    FILE *stream = fopen(path, "rb");
    size_t length = 0, room = 0;
    char *text = NULL;
    enum csv_answer answer = CSV_OK;

    if (!stream)
        return CSV_UNREADABLE;
    do {
        if (length == room) {
            room = room ? room * 2 : 65536;
            text = memory_resize(text, room);
        }
        length += fread(text + length, 1, room - length, stream);
        if (ferror(stream))
            answer = CSV_UNREADABLE;
        else if (length > largest_file)
            answer = CSV_TOO_LARGE;
    } while (!answer && !feof(stream));

    if (answer) {
        int reason = errno;

        free(text);
        text = NULL;
        fclose(stream);
        errno = reason;
        return answer;
    }
    fclose(stream);
    *ret_text = text;
    *ret_length = length;
    return CSV_OK;
}

static bool
take_line(struct csv_file *file, struct line *ret_line)
{
    const char *start = file->text + file->at, *end = file->text + file->length, *p = start;

    if (start == end)
        return false;
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    if (p < end && *p == '\r' && p + 1 < end && p[1] == '\n')
        p++;
    if (p < end)
        p++;
    *ret_line = (struct line){ start, (size_t)(p - start) };
    file->at += ret_line->length;
    file->line++;
    return true;
}

static bool
is_blank(struct line line)
{
    for (size_t i = 0; i < line.length; i++)
        if (!strchr(" \t\r\n", line.text[i]) || !line.text[i])
            return false;
    return true;
}

static bool
is_ascii(struct line line)
{
    for (size_t i = 0; i < line.length; i++)
        if ((unsigned char)line.text[i] >= 0x80)
            return false;
    return true;
}

/* Windows-1252 hardly ever looks like UTF-8 by chance, so the majority of the lines that are not
 * plain ASCII decides; a line of the minority is refused alone. */
static bool
looks_like_utf8(struct csv_file file)
{
    struct line line;
    size_t with = 0, against = 0;

    while (take_line(&file, &line)) {
        if (is_ascii(line))
            continue;
        if (utf8_is_valid(line.text, line.length))
            with++;
        else
            against++;
    }
    return with >= against;
}

/* The separator that the header, which is the first line that is not blank, uses most. */
static unsigned char
find_delimiter(struct csv_file file)
{
    struct line line = { NULL, 0 };
    size_t commas = 0, semicolons = 0;
    bool is_quoted = false;

    while (take_line(&file, &line))
        if (!is_blank(line))
            break;
    for (size_t i = 0; i < line.length; i++) {
        is_quoted ^= line.text[i] == '"';
        commas += !is_quoted && line.text[i] == ',';
        semicolons += !is_quoted && line.text[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static bool
starts_with(const struct csv_file *file, const char *mark, size_t length)
{
    return file->length >= length && memcmp(file->text, mark, length) == 0;
}

enum csv_answer
csv_file_open(const char *path, struct csv_file **ret_file)
{
    struct csv_file file = { .line = 1, .windows_1252 = (iconv_t)-1 };
    bool has_mark;
    enum csv_answer answer = read_all(path, &file.text, &file.length);

    if (answer)
        return answer;
    if (starts_with(&file, "\xff\xfe", 2) || starts_with(&file, "\xfe\xff", 2)) {
        free(file.text);
        return CSV_UTF16;
    }
    has_mark = starts_with(&file, "\xef\xbb\xbf", 3);
    if (has_mark)
        file.at = 3;
    if (!has_mark && !looks_like_utf8(file)) {
        file.windows_1252 = iconv_open("UTF-8", "WINDOWS-1252");
        if (file.windows_1252 == (iconv_t)-1) {
            free(file.text);
            return CSV_NO_CONVERTER;
        }
    }
    file.delimiter = find_delimiter(file);
    *ret_file = memory_copy(&file, sizeof file);
    return CSV_OK;
}

void
csv_file_close(struct csv_file *file)
{
    if (!file)
        return;
    if (file->windows_1252 != (iconv_t)-1)
        iconv_close(file->windows_1252);
    free(file->text);
    free(file);
}

size_t
csv_file_size(const struct csv_file *file)
{
    return file->length;
}

size_t
csv_file_position(const struct csv_file *file)
{
    return file->at;
}

/* --- Records ---------------------------------------------------------------------------------- */

void
csv_record_free(struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        free(record->fields[i]);
    free(record->fields);
    *record = (struct csv_record){ 0 };
}

/* `length` bytes of the file as UTF-8; NULL if they are not of the file's encoding. */
static char *
decode(struct csv_file *file, char *bytes, size_t length)
{
    size_t room = length * 3 + 1, left = room - 1;
    char *text, *out;

    if (file->windows_1252 == (iconv_t)-1)
        return utf8_is_valid(bytes, length) ? memory_text(bytes, length) : NULL;
    text = out = memory_resize(NULL, room);
    if (iconv(file->windows_1252, &bytes, &length, &out, &left) == (size_t)-1) {
        free(text);
        return NULL;
    }
    *out = '\0';
    return text;
}

/* A record while libcsv takes it apart. */
struct parse {
    struct csv_file *file;
    struct csv_record *record;
    bool is_complete;
};

static void
on_field(void *bytes, size_t length, void *user)
{
    struct parse *parse = user;
    struct csv_record *record = parse->record;
    char *text = length ? decode(parse->file, bytes, length) : memory_text("", 0);

    if (length && memchr(bytes, '\0', length))
        record->problem = CSV_NUL_BYTE;
    else if (!text)
        record->problem = CSV_BAD_BYTES;
    record->fields = memory_resize(record->fields, (record->count + 1) * sizeof *record->fields);
    record->fields[record->count++] = text ? text : memory_text("", 0);
}

static void
on_end(int terminator, void *user)
{
    struct parse *parse = user;

    (void)terminator;
    parse->is_complete = true;
}

static void
start_parser(struct csv_parser *parser, const struct csv_file *file, int options)
{
    if (csv_init(parser, (unsigned char)options))
        memory_failed();
    csv_set_delim(parser, file->delimiter);
}

/* Takes lines until a record is complete; false if a quote is not closed as it should be. */
static bool
parse_strictly(struct csv_file *file, struct csv_record *record)
{
    struct parse parse = { .file = file, .record = record };
    struct csv_parser parser;
    struct line line;
    bool is_fine = true;
    int lines = 0;

    start_parser(&parser, file, CSV_STRICT | CSV_STRICT_FINI);
    while (is_fine && !parse.is_complete && lines++ < LINES_PER_RECORD && take_line(file, &line))
        is_fine =
            csv_parse(&parser, line.text, line.length, on_field, on_end, &parse) == line.length;
    if (is_fine && !parse.is_complete)
        is_fine = csv_fini(&parser, on_field, on_end, &parse) == 0 && parse.is_complete;
    csv_free(&parser);
    return is_fine;
}

/* One line on its own, with quotes in it taken as they stand: a name like  Bar "Da Mario"  is fine.
 */
static bool
parse_leniently(struct csv_file *file, struct csv_record *record)
{
    struct parse parse = { .file = file, .record = record };
    struct csv_parser parser;
    struct line line;
    bool is_fine;

    if (!take_line(file, &line))
        return false;
    while (line.length && strchr("\r\n", line.text[line.length - 1]))
        line.length--;
    start_parser(&parser, file, 0);
    is_fine = csv_parse(&parser, line.text, line.length, on_field, on_end, &parse) == line.length;
    (void)csv_set_opts(&parser, CSV_STRICT | CSV_STRICT_FINI); /* an open quote at the end counts */
    is_fine = is_fine && csv_fini(&parser, on_field, on_end, &parse) == 0;
    csv_free(&parser);
    return is_fine;
}

static void
parse_record(struct csv_file *file, struct csv_record *record)
{
    size_t at = file->at, number = file->line;

    *record = (struct csv_record){ .line = number };
    if (parse_strictly(file, record))
        return;
    csv_record_free(record);
    file->at = at;
    file->line = number;
    record->line = number;
    if (!parse_leniently(file, record))
        record->problem = CSV_OPEN_QUOTE;
}

static bool
is_empty(const struct csv_record *record)
{
    if (record->problem)
        return false;
    for (size_t i = 0; i < record->count; i++)
        if (*record->fields[i])
            return false;
    return true;
}

enum csv_answer
csv_file_next(struct csv_file *file, struct csv_record *ret_record)
{
    struct csv_file before;
    struct csv_record record;
    struct line line;

    for (;;) {
        before = *file;
        if (!take_line(file, &line))
            return CSV_END;
        if (is_blank(line))
            continue;
        *file = before;
        parse_record(file, &record);
        if (!is_empty(&record))
            break;
        csv_record_free(&record);
    }
    *ret_record = record;
    return CSV_OK;
}
