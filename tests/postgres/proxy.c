#include "proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES_MAX = 16, BUFFER = 16384, TICK_MS = 20 };

struct line {
    int ends[2]; /* the client's, the server's; -1: free */
};

static int
reach(int port)
{
    const struct sockaddr_in place = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const int yes = 1;
    int end = socket(AF_INET, SOCK_STREAM, 0);
    (void)setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(end, (const struct sockaddr *)&place, sizeof place) == 0)
        return end;
    close(end);
    return -1;
}

static void
hang_up(struct line *line)
{
    for (int i = 0; i < 2; i++)
        if (line->ends[i] >= 0)
            close(line->ends[i]);
    *line = (struct line){{-1, -1}};
}

static void
hang_up_all(struct line *lines)
{
    for (int i = 0; i < LINES_MAX; i++)
        hang_up(&lines[i]);
}

static void
take_call(struct proxy *proxy, struct line *lines)
{
    const int yes = 1;
    int client = accept(proxy->listener, NULL, NULL);
    (void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    for (int i = 0; i < LINES_MAX; i++)
        if (lines[i].ends[0] < 0) {
            lines[i] = (struct line){{client, reach(proxy->server_port)}};
            return;
        }
    close(client);
}

static bool
send_all(int end, const char *bytes, long count)
{
    while (count > 0) {
        ssize_t sent = send(end, bytes, (size_t)count, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        count -= sent;
    }
    return true;
}

/* False when the line is over. */
static bool
pass_on(struct proxy *proxy, const struct line *line, enum direction direction)
{
    char bytes[BUFFER];
    long count = recv(line->ends[direction == TO_CLIENT], bytes, sizeof bytes, 0);
    if (count <= 0)
        return false;
    long left = atomic_load(&proxy->left[direction]);
    bool breaks = left >= 0 && left <= count;
    if (breaks)
        count = left;
    else if (left >= 0)
        atomic_store(&proxy->left[direction], left - count); /* who has the bytes may ask */
    bool is_good = send_all(line->ends[direction == TO_SERVER], bytes, count);
    if (breaks) {
        atomic_store(&proxy->left[direction], -1);
        atomic_store(&proxy->is_broken, true);
    }
    return is_good && !breaks;
}

static void
serve(struct proxy *proxy, struct line *lines)
{
    struct pollfd ends[1 + 2 * LINES_MAX] = {{proxy->listener, POLLIN, 0}};
    for (int i = 0; i < 2 * LINES_MAX; i++)
        ends[1 + i] = (struct pollfd){lines[i / 2].ends[i % 2], POLLIN, 0};
    if (poll(ends, 1 + 2 * LINES_MAX, TICK_MS) <= 0)
        return;
    for (int i = 0; i < 2 * LINES_MAX; i++)
        if (ends[1 + i].revents && lines[i / 2].ends[0] >= 0 &&
            !pass_on(proxy, &lines[i / 2], i % 2 ? TO_CLIENT : TO_SERVER))
            hang_up(&lines[i / 2]);
    if (ends[0].revents)
        take_call(proxy, lines);
}

static void *
run(void *user)
{
    struct proxy *proxy = user;
    struct line lines[LINES_MAX];
    for (int i = 0; i < LINES_MAX; i++)
        lines[i] = (struct line){{-1, -1}};
    while (!atomic_load(&proxy->is_ending)) {
        if (atomic_load(&proxy->is_hanging_up)) {
            hang_up_all(lines);
            atomic_store(&proxy->is_hanging_up, false);
        }
        serve(proxy, lines);
    }
    hang_up_all(lines);
    return NULL;
}

int
proxy_start(struct proxy *proxy, int server_port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof place;
    *proxy = (struct proxy){.server_port = server_port, .left = {-1, -1}};
    proxy->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(proxy->listener, (const struct sockaddr *)&place, size) ||
        listen(proxy->listener, LINES_MAX) ||
        getsockname(proxy->listener, (struct sockaddr *)&place, &size))
        return -1;
    proxy->port = ntohs(place.sin_port);
    return pthread_create(&proxy->thread, NULL, run, proxy);
}

void
proxy_break_after(struct proxy *proxy, enum direction direction, long bytes)
{
    atomic_store(&proxy->is_broken, false);
    atomic_store(&proxy->left[direction], bytes);
}

bool
proxy_mend(struct proxy *proxy)
{
    atomic_store(&proxy->left[TO_SERVER], -1);
    atomic_store(&proxy->left[TO_CLIENT], -1);
    return atomic_exchange(&proxy->is_broken, false);
}

void
proxy_hang_up(struct proxy *proxy)
{
    atomic_store(&proxy->is_hanging_up, true);
    while (atomic_load(&proxy->is_hanging_up))
        (void)poll(NULL, 0, 1);
}

void
proxy_end(struct proxy *proxy)
{
    atomic_store(&proxy->is_ending, true);
    pthread_join(proxy->thread, NULL);
    close(proxy->listener);
}
