#include "mail.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "utf8.h"

enum { ENCODED_WORD_MAX = 75, PLAIN_SUBJECT_MAX = 65, QUOTED_LINE_MAX = 75 };

/* Whether `text` can stand in a header as it is: an address, or a Message-ID. */
static bool
is_word(const char *text)
{
    if (!text || !*text)
        return false;
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7f)
            return false;
    return utf8_is_valid(text, strlen(text));
}

static bool
is_printable_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
            return false;
    return true;
}

/* One byte of RFC 2047's "Q" encoding. */
static int
encode_byte(char *out, unsigned char byte)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/";

    if (byte <= ' ' || byte == 0x7f)
        return sprintf(out, "_");
    if (strchr(plain, byte))
        return sprintf(out, "%c", byte);
    return sprintf(out, "=%02X", byte);
}

/* RFC 2047: words of at most 75 characters, none of which cuts a character in two. */
static void
write_encoded(FILE *stream, const char *text, const char *line_end)
{
    static const char begin[] = "=?utf-8?Q?", end[] = "?=";
    const char *last = text + strlen(text);
    size_t used = sizeof begin - 1;

    fputs(begin, stream);
    while (text < last) {
        const char *start = text;
        char encoded[16] = "";
        size_t length = 0;

        (void)utf8_next(&text, last);
        for (; start < text; start++)
            length += (size_t)encode_byte(encoded + length, (unsigned char)*start);
        if (used + length + sizeof end - 1 > ENCODED_WORD_MAX) {
            fprintf(stream, "%s%s %s", end, line_end, begin);
            used = sizeof begin - 1;
        }
        fputs(encoded, stream);
        used += length;
    }
    fputs(end, stream);
}

static void
write_subject(FILE *stream, const struct mail *mail)
{
    const char *subject = mail->subject ? mail->subject : "";

    fputs("Subject: ", stream);
    if (is_printable_ascii(subject) && strlen(subject) <= PLAIN_SUBJECT_MAX &&
        !strstr(subject, "=?"))
        fputs(subject, stream);
    else
        write_encoded(stream, subject, mail->line_end);
    fputs(mail->line_end, stream);
}

/* The program leaves LC_TIME alone, so the names are the English ones that mail wants. */
static void
write_date(FILE *stream, const struct mail *mail)
{
    time_t seconds = (time_t)(mail->date / 1000);
    struct tm parts;
    char text[64];

    gmtime_r(&seconds, &parts);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    fprintf(stream, "Date: %s%s", text, mail->line_end);
}

/* RFC 2045's "quoted-printable": a line of text as lines of at most 76 characters with their "=".
 * White space at its end would not survive. */
static void
write_quoted(FILE *stream, const char *line, size_t length, const char *line_end)
{
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)line[i];
        bool is_last = i + 1 == length;
        bool is_plain = byte > ' ' && byte < 0x7f && byte != '=';
        bool stands = is_plain || (byte == ' ' && !is_last);
        size_t width = stands ? 1 : 3;

        if (used + width > QUOTED_LINE_MAX) {
            fprintf(stream, "=%s", line_end);
            used = 0;
        }
        fprintf(stream, stands ? "%c" : "=%02X", byte);
        used += width;
    }
}

static void
write_text(FILE *stream, const struct mail *mail)
{
    const char *text = mail->text ? mail->text : "";

    while (*text) {
        size_t length = strcspn(text, "\n");

        if (mail->is_seven_bit)
            write_quoted(stream, text, length, mail->line_end);
        else
            fwrite(text, 1, length, stream);
        fputs(mail->line_end, stream);
        text += length + (text[length] == '\n');
    }
}

char *
mail_build(const struct mail *mail, size_t *ret_length, const char **ret_problem)
{
    const char *end = mail->line_end;
    char *text = NULL;
    FILE *stream;

    *ret_problem = !is_word(mail->from)         ? "the sender's address is malformed"
                   : !is_word(mail->to)         ? "the recipient's address is malformed"
                   : !is_word(mail->message_id) ? "the Message-ID is malformed"
                                                : NULL;
    if (*ret_problem)
        return NULL;
    stream = open_memstream(&text, ret_length);
    if (!stream)
        memory_failed();
    fprintf(stream, "From: %s%sTo: %s%s", mail->from, end, mail->to, end);
    write_subject(stream, mail);
    write_date(stream, mail);
    fprintf(stream, "Message-ID: %s%s", mail->message_id, end);
    fprintf(stream, "MIME-Version: 1.0%s", end);
    fprintf(stream, "Content-Type: text/plain; charset=utf-8%s", end);
    fprintf(stream, "Content-Transfer-Encoding: %s%s%s",
            mail->is_seven_bit ? "quoted-printable" : "8bit", end, end);
    write_text(stream, mail);
    if (fclose(stream))
        memory_failed();
    return text;
}
