/* A line to a server on loopback that breaks where a test wants it to: after so many bytes in one
 * direction. New connections are good again. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum direction { TO_SERVER, TO_CLIENT };

struct proxy {
    int listener;
    int port; /* on 127.0.0.1 */
    int server_port;
    pthread_t thread;
    atomic_long left[2]; /* bytes until the line breaks; negative: it does not */
    atomic_bool is_broken;
    atomic_bool is_hanging_up;
    atomic_bool is_ending;
};

int proxy_start(struct proxy *proxy, int server_port);
void proxy_break_after(struct proxy *proxy, enum direction direction, long bytes);
/* Did it break since? From here on it does not. */
bool proxy_mend(struct proxy *proxy);
/* Breaks all lines now, and returns when they are. */
void proxy_hang_up(struct proxy *proxy);
void proxy_end(struct proxy *proxy);
