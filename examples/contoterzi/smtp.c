#include "smtp.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "secret.h"

/* All well within the lease of a message, so that no other worker sends it meanwhile. */
enum { CONNECT_SECONDS = 30, MESSAGE_SECONDS = 200, REPLY_SIZE = 400 };

struct smtp {
    CURL *curl; /* keeps its connection from message to message */
    char *url;
    const char *user, *ca; /* NULL: none */
    char *password;
    bool is_tls_required; /* of smtp://, by STARTTLS */
    const char *text;     /* what is left of the message that is being sent */
    size_t left;
    bool is_sent; /* all of it */
    char error[CURL_ERROR_SIZE];
    char reply[REPLY_SIZE]; /* the last line in which the server said no */
    char problem[REPLY_SIZE];
};

/* --- What was asked --------------------------------------------------------------------------- */

static bool
is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

/* A scheme of ours and a host, and no password, which others could see on the command line. */
static bool
read_url(const char *text, struct smtp *smtp)
{
    CURLU *url = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL;
    bool is_good;

    if (!url)
        memory_failed();
    is_good = !curl_url_set(url, CURLUPART_URL, text, 0) &&
              !curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) &&
              !curl_url_get(url, CURLUPART_HOST, &host, 0) &&
              (strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0) &&
              curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;
    if (is_good)
        smtp->is_tls_required = smtp->ca || !is_loopback(host);
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(url);
    return is_good;
}

static int
read_password(const struct app *app, const char *path, struct smtp *smtp)
{
    FILE *file = fopen(path, "r");
    size_t room = 0;
    ssize_t length;

    if (!file)
        return failure_output(app, "smtp-password-file", "%s: %s", path, strerror(errno));
    setvbuf(file, NULL, _IONBF, 0); /* leaves no copy in a buffer */
    length = getline(&smtp->password, &room, file);
    fclose(file);
    if (length < 0 && smtp->password)
        smtp->password[0] = '\0'; /* an empty file leaves it as it was allocated */
    while (length > 0 && strchr("\r\n", smtp->password[length - 1]))
        smtp->password[--length] = '\0';
    if (length > 0 && strlen(smtp->password) == (size_t)length)
        return EXIT_DONE;
    return failure_usage(app, "smtp-password-file",
                         SAY(app, "%s: la prima riga deve essere la password",
                             "%s: the first line must be the password"),
                         path);
}

static int
read_options(const struct app *app, struct smtp *smtp)
{
    const char *password = app_text(app, OPTION_SMTP_PASSWORD_FILE);
    const char *url = app_text(app, OPTION_SMTP);

    smtp->user = app_text(app, OPTION_SMTP_USER);
    smtp->ca = app_text(app, OPTION_SMTP_CA);
    if (!read_url(url, smtp))
        return failure_usage(app, "smtp",
                             SAY(app,
                                 "--smtp: \"%s\" non va bene: serve smtp://HOST[:PORTA] o smtps://",
                                 "--smtp: \"%s\" is not valid: smtp://HOST[:PORT] or smtps://"),
                             url);
    smtp->url = memory_text(url, strlen(url));
    if (!smtp->user != !password)
        return failure_usage(app, "smtp-user",
                             SAY(app, "--smtp-user e --smtp-password-file vanno insieme",
                                 "--smtp-user and --smtp-password-file go together"));
    if (smtp->ca && access(smtp->ca, R_OK))
        return failure_output(app, "smtp-ca", "%s: %s", smtp->ca, strerror(errno));
    return password ? read_password(app, password, smtp) : EXIT_DONE;
}

/* --- Sending ---------------------------------------------------------------------------------- */

static size_t
give_text(char *buffer, size_t size, size_t count, void *state)
{
    struct smtp *smtp = state;
    size_t length = size * count < smtp->left ? size * count : smtp->left;

    memcpy(buffer, smtp->text, length);
    smtp->text += length;
    smtp->left -= length;
    smtp->is_sent = smtp->left == 0;
    return length;
}

/* A line that the server said. A no is kept, and not what it says to the goodbye that follows; what is
 * not plain ASCII of it is no business of the store's. */
static size_t
take_reply(char *line, size_t size, size_t count, void *state)
{
    struct smtp *smtp = state;
    size_t length = 0;

    if (size * count == 0 || (line[0] != '4' && line[0] != '5'))
        return size * count;
    for (size_t i = 0; i < size * count && length + 1 < sizeof smtp->reply; i++)
        if (line[i] != '\r' && line[i] != '\n')
            smtp->reply[length++] = line[i] >= ' ' && line[i] < 0x7f ? line[i] : '?';
    smtp->reply[length] = '\0';
    return size * count;
}

static void
set_options(struct smtp *smtp)
{
    CURL *curl = smtp->curl;

    curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(smtp->is_tls_required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (smtp->ca)
        curl_easy_setopt(curl, CURLOPT_CAINFO, smtp->ca);
    if (smtp->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MESSAGE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_text);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->error);
}

/* Whether the server has said no to this message, and may say yes to another. */
static bool
is_about_message(const struct smtp *smtp, CURLcode code)
{
    long reply = strtol(smtp->reply, NULL, 10);

    if (reply == 421 || (reply >= 530 && reply <= 538)) /* it closes, or wants to know who we are */
        return false;
    switch (code) {
    case CURLE_SEND_ERROR: /* sender or recipient refused, or the connection gone */
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_UPLOAD_FAILED:
    case CURLE_REMOTE_ACCESS_DENIED:
        return true;
    case CURLE_WEIRD_SERVER_REPLY: /* instead of a greeting, or to the whole message */
        return smtp->is_sent;
    default:
        return false;
    }
}

static void
tell_problem(struct smtp *smtp, CURLcode code)
{
    const char *error = *smtp->error ? smtp->error : curl_easy_strerror(code);

    snprintf(smtp->problem, sizeof smtp->problem, "%s", *smtp->reply ? smtp->reply : error);
    for (char *p = smtp->problem; *p; p++)
        if (*p < ' ' || *p >= 0x7f)
            *p = '?';
}

static enum handed
deliver(void *state, const struct mail *mail, const char *text, size_t length,
        const char **ret_problem)
{
    struct smtp *smtp = state;
    char *from = memory_print("<%s>", mail->from);
    char *to = memory_print("<%s>", mail->to);
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    CURLcode code;

    if (!recipients)
        memory_failed();
    smtp->text = text;
    smtp->left = length;
    smtp->is_sent = false;
    smtp->error[0] = smtp->reply[0] = '\0';
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
    code = curl_easy_perform(smtp->curl);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, (struct curl_slist *)NULL);
    curl_slist_free_all(recipients);
    free(from);
    free(to);
    if (code == CURLE_OK)
        return HANDED_OVER;
    tell_problem(smtp, code);
    *ret_problem = smtp->problem;
    return is_about_message(smtp, code) ? HANDED_BACK : OUT_OF_REACH;
}

int
smtp_open(const struct app *app, struct smtp **ret_smtp, struct transport *ret_transport)
{
    struct smtp empty = { .curl = NULL };
    struct smtp *smtp = memory_copy(&empty, sizeof empty);
    int failed;

    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        memory_failed();
    smtp->curl = curl_easy_init();
    if (!smtp->curl)
        memory_failed();
    failed = read_options(app, smtp);
    if (failed) {
        smtp_close(smtp);
        return failed;
    }
    set_options(smtp);
    *ret_transport = (struct transport){
        .name = "smtp",
        .line_end = "\r\n",
        .is_seven_bit = true,
        .state = smtp,
        .deliver = deliver,
    };
    *ret_smtp = smtp;
    return EXIT_DONE;
}

void
smtp_close(struct smtp *smtp)
{
    if (!smtp)
        return;
    curl_easy_cleanup(smtp->curl);
    secret_free(smtp->password);
    free(smtp->url);
    free(smtp);
    curl_global_cleanup();
}
