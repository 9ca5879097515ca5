#include "hand_memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define NONE UINT32_MAX
enum { RANDOM_SIZE = 4096, POOLS = 8, HOUR = 3600000 };

struct client {
    ct_id id, studio;
    char *email;
    bool is_on_ts_digital, has_account, is_migrating;
    ct_tax_regime tax_regime;
    ct_date license_last_day;
    uint32_t event_count;
};

struct coupon {
    ct_id id;
    char code[20];
    ct_plan plan;
    ct_coupon_state state;
    ct_id client;
};

struct account {
    ct_id client;
    const char *email;
    ct_date created_on;
    bool need_password_change, need_setup;
};

struct license {
    ct_id id, client, studio, coupon;
    ct_plan plan;
    ct_license_access access;
    ct_date first_day, last_day;
    int64_t limits[4];
    ct_instant created_at;
};

struct migration {
    ct_id id, client, studio, coupon, license;
    ct_migration_state state;
    const char *email;
    char name[40], surname[40], tax_code[17];
    ct_instant created_at, changed_at;
};

struct message {
    ct_id id, studio, client, migration;
    ct_message_kind kind;
    const char *recipient;
    ct_instant due_at, created_at;
    ct_date day;
};

struct event {
    ct_id subject, studio, client, coupon, license, migration, message;
    uint32_t sequence;
    ct_event_kind kind;
    ct_instant instant;
    const char *actor;
    ct_plan plan;
    ct_date first_day, last_day;
    int32_t year;
};

struct array {
    void *items;
    uint32_t count, room;
};

/* Open addressing; a slot is the number of an item, or NONE. */
struct table {
    uint32_t *slots;
    uint32_t mask, count;
};

struct pool {
    int32_t year;
    struct array free; /* numbers of coupons: a stack */
};

struct desk {
    ct_status (*now)(void *user, ct_instant *ret_now);
    ct_id studio;
    bool is_account_open;
    struct array clients, coupons, accounts, licenses, migrations, messages, events;
    struct table by_id, by_email;
    struct pool pools[POOLS];
    ct_instant hour; /* of `today` */
    ct_date today;
    unsigned char random[RANDOM_SIZE];
    size_t random_left;
};

static void *
append(struct array *array, size_t size)
{
    if (array->count == array->room) {
        array->room = array->room ? 2 * array->room : 1024;
        array->items = realloc(array->items, array->room * size);
        if (!array->items)
            exit(1);
    }
    return memset((unsigned char *)array->items + array->count++ * size, 0, size);
}

static ct_id
new_id(struct desk *desk, ct_instant now)
{
    ct_id id;
    if (desk->random_left < sizeof id) {
        if (getrandom(desk->random, sizeof desk->random, 0) != sizeof desk->random)
            exit(1);
        desk->random_left = sizeof desk->random;
    }
    desk->random_left -= sizeof id;
    memcpy(&id, desk->random + desk->random_left, sizeof id);
    for (int i = 0; i < 6; i++)
        id.bytes[i] = (uint8_t)((uint64_t)now >> (40 - 8 * i));
    id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0F));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F));
    return id;
}

static bool
same(ct_id a, ct_id b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static uint32_t
hash_id(ct_id id)
{
    uint32_t hash;
    memcpy(&hash, id.bytes + 12, sizeof hash); /* random as it is */
    return hash;
}

static uint32_t
hash_text(const char *text)
{
    uint32_t hash = 2166136261U;
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 16777619U;
    return hash;
}

static void
table_put(struct table *table, uint32_t hash, uint32_t number)
{
    uint32_t at = hash & table->mask;
    while (table->slots[at] != NONE)
        at = (at + 1) & table->mask;
    table->slots[at] = number;
    table->count++;
}

static void
table_make(struct table *table, uint32_t size)
{
    table->slots = malloc(size * sizeof *table->slots);
    if (!table->slots)
        exit(1);
    memset(table->slots, 0xFF, size * sizeof *table->slots);
    table->mask = size - 1;
    table->count = 0;
}

static struct client *
client_at(const struct desk *desk, uint32_t number)
{
    return (struct client *)desk->clients.items + number;
}

static struct client *
find_client(const struct desk *desk, ct_id id)
{
    const struct table *table = &desk->by_id;
    for (uint32_t at = hash_id(id) & table->mask; table->slots[at] != NONE;
         at = (at + 1) & table->mask)
        if (same(client_at(desk, table->slots[at])->id, id))
            return client_at(desk, table->slots[at]);
    return NULL;
}

static const struct account *
find_login(const struct desk *desk, const char *email)
{
    const struct table *table = &desk->by_email;
    const struct account *accounts = desk->accounts.items;
    for (uint32_t at = hash_text(email) & table->mask; table->slots[at] != NONE;
         at = (at + 1) & table->mask)
        if (strcmp(accounts[table->slots[at]].email, email) == 0)
            return &accounts[table->slots[at]];
    return NULL;
}

static void
grow_clients(struct desk *desk)
{
    struct table older = desk->by_id;
    if (2 * older.count < older.mask)
        return;
    table_make(&desk->by_id, 2 * (older.mask + 1));
    for (uint32_t i = 0; i < desk->clients.count; i++)
        table_put(&desk->by_id, hash_id(client_at(desk, i)->id), i);
    free(older.slots);
}

static void
grow_logins(struct desk *desk)
{
    const struct account *accounts = desk->accounts.items;
    struct table older = desk->by_email;
    if (2 * older.count < older.mask)
        return;
    table_make(&desk->by_email, 2 * (older.mask + 1));
    for (uint32_t i = 0; i < desk->accounts.count; i++)
        table_put(&desk->by_email, hash_text(accounts[i].email), i);
    free(older.slots);
}

struct desk *
desk_open(ct_id studio, ct_status (*now)(void *user, ct_instant *ret_now))
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        exit(1);
    desk->now = now;
    desk->studio = studio;
    desk->is_account_open = true;
    table_make(&desk->by_id, 1024);
    table_make(&desk->by_email, 1024);
    return desk;
}

void
desk_close(struct desk *desk)
{
    struct array *arrays[] = {&desk->clients,    &desk->coupons,  &desk->accounts, &desk->licenses,
                              &desk->migrations, &desk->messages, &desk->events};
    for (uint32_t i = 0; i < desk->clients.count; i++)
        free(client_at(desk, i)->email);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]->items);
    for (int i = 0; i < POOLS; i++)
        free(desk->pools[i].free.items);
    free(desk->by_id.slots);
    free(desk->by_email.slots);
    free(desk);
}

void
desk_add_client(struct desk *desk, ct_id id, const char *email)
{
    struct client *client = append(&desk->clients, sizeof *client);
    client->id = id;
    client->studio = desk->studio;
    client->is_on_ts_digital = true;
    client->email = strdup(email);
    table_put(&desk->by_id, hash_id(id), desk->clients.count - 1);
    grow_clients(desk);
}

void
desk_add_coupons(struct desk *desk, int32_t year, uint32_t count)
{
    static const char alphabet[] = "34679ACDEFGHJKMNPQRTWXY";
    struct pool *pool = desk->pools;
    while (pool->year && pool->year != year)
        pool++;
    pool->year = year;
    for (uint32_t i = 0; i < count; i++) {
        struct coupon *coupon = append(&desk->coupons, sizeof *coupon);
        coupon->id = new_id(desk, 0);
        for (int j = 0; j < 19; j++)
            coupon->code[j] = j % 5 == 4 ? '-' : alphabet[rand() % 23];
        coupon->plan = CT_PLAN_STANDARD;
        coupon->state = CT_COUPON_AVAILABLE;
        *(uint32_t *)append(&pool->free, sizeof(uint32_t)) = desk->coupons.count - 1;
    }
}

/* What every step of one call needs. */
struct job {
    struct desk *desk;
    struct client *client;
    struct coupon *coupon;
    ct_instant now;
    int32_t year;
    ct_id license, migration, message;
    ct_date first_day, last_day;
};

static void
tell_time(struct job *job)
{
    struct desk *desk = job->desk;
    (void)desk->now(NULL, &job->now);
    if (job->now / HOUR != desk->hour) {
        desk->hour = job->now / HOUR;
        (void)ct_date_in_rome(job->now, &desk->today);
    }
    job->first_day = desk->today;
}

/* The latest year with a coupon left. */
static struct pool *
choose_pool(struct job *job)
{
    struct pool *best = NULL;
    for (struct pool *pool = job->desk->pools; pool < job->desk->pools + POOLS; pool++)
        if (pool->free.count && pool->year >= job->first_day.year &&
            (!best || pool->year > best->year))
            best = pool;
    return best;
}

static bool
is_certified(const char *email)
{
    const char *at = strchr(email, '@');
    return !at || strncmp(at + 1, "pec.", 4) == 0 || strstr(at, ".pec.") || strstr(at, "legalmail");
}

static bool
is_tax_code(const char *code)
{
    static const uint8_t odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8,
                                  12, 14, 16, 10, 22, 25, 24, 23};
    unsigned sum = 0;
    if (strlen(code) != 16)
        return false;
    for (int i = 0; i < 15; i++) {
        unsigned value = (unsigned)(code[i] <= '9' ? code[i] - '0' : code[i] - 'A');
        if (value > 25)
            return false;
        sum += i % 2 ? value : odd[value];
    }
    return (char)('A' + sum % 26) == code[15];
}

/* Finds the client and a coupon, and asks the rules. */
static bool
is_eligible(struct job *job, ct_id studio, ct_id id)
{
    struct desk *desk = job->desk;
    struct client *client = job->client = find_client(desk, id);
    struct pool *pool = choose_pool(job);
    if (!same(desk->studio, studio) || !desk->is_account_open || !client ||
        !same(client->studio, studio) || !client->is_on_ts_digital || client->is_migrating ||
        client->tax_regime == CT_TAX_REGIME_FLAT_RATE || client->license_last_day.year ||
        is_certified(client->email) || find_login(desk, client->email) || !pool)
        return false;
    uint32_t taken = ((uint32_t *)pool->free.items)[--pool->free.count];
    job->coupon = (struct coupon *)desk->coupons.items + taken;
    job->year = pool->year;
    job->last_day = (ct_date){(int16_t)pool->year, 12, 31};
    return true;
}

static struct event *
add_event(struct job *job, ct_event_kind kind)
{
    struct event *event = append(&job->desk->events, sizeof *event);
    event->subject = event->client = job->client->id;
    event->studio = job->client->studio;
    event->sequence = ++job->client->event_count;
    event->kind = kind;
    event->instant = job->now;
    event->actor = "host";
    event->coupon = job->coupon->id;
    event->license = job->license;
    event->migration = job->migration;
    return event;
}

static void
add_account(struct job *job, bool is_migrated)
{
    struct desk *desk = job->desk;
    struct account *account = append(&desk->accounts, sizeof *account);
    account->client = job->client->id;
    account->email = job->client->email;
    account->created_on = job->first_day;
    account->need_password_change = account->need_setup = is_migrated;
    table_put(&desk->by_email, hash_text(account->email), desk->accounts.count - 1);
    grow_logins(desk);
    job->client->has_account = true;
}

static void
add_license(struct job *job)
{
    struct license *license = append(&job->desk->licenses, sizeof *license);
    job->license = license->id = new_id(job->desk, job->now);
    license->client = job->client->id;
    license->studio = job->client->studio;
    license->coupon = job->coupon->id;
    license->plan = job->coupon->plan;
    license->access = CT_LICENSE_READ_ONLY;
    license->first_day = job->first_day;
    license->last_day = job->last_day;
    for (int i = 0; i < 4; i++)
        license->limits[i] = i < 3 ? 5000 : 3000;
    license->created_at = job->now;
    job->client->license_last_day = job->last_day;
    struct event *event = add_event(job, CT_EVENT_LICENSE_ACTIVATED);
    event->plan = license->plan;
    event->year = job->year;
    event->first_day = license->first_day;
    event->last_day = license->last_day;
}

static void
add_message(struct job *job, ct_message_kind kind)
{
    struct message *message = append(&job->desk->messages, sizeof *message);
    message->id = new_id(job->desk, job->now);
    message->studio = job->client->studio;
    message->client = job->client->id;
    message->migration = job->migration;
    message->kind = kind;
    message->recipient = job->client->email;
    message->due_at = message->created_at = job->now;
    message->day = job->last_day;
    add_event(job, CT_EVENT_MESSAGE_QUEUED)->message = message->id;
}

static void
add_migration(struct job *job, const ct_signatory *signatory)
{
    struct migration *migration = append(&job->desk->migrations, sizeof *migration);
    migration->id = job->migration;
    migration->client = job->client->id;
    migration->studio = job->client->studio;
    migration->coupon = job->coupon->id;
    migration->license = job->license;
    migration->state = CT_MIGRATION_PROVISIONED;
    migration->email = job->client->email;
    (void)memccpy(migration->name, signatory->name, 0, sizeof migration->name - 1);
    (void)memccpy(migration->surname, signatory->surname, 0, sizeof migration->surname - 1);
    memcpy(migration->tax_code, signatory->tax_code, 16);
    migration->created_at = migration->changed_at = job->now;
    job->client->is_migrating = true;
}

static void
take_coupon(struct job *job)
{
    job->coupon->state = CT_COUPON_ASSIGNED;
    job->coupon->client = job->client->id;
}

static void
answer(const struct job *job, struct desk_answer *ret_answer)
{
    *ret_answer = (struct desk_answer){
        .client = job->client->id,
        .license = job->license,
        .migration = job->migration,
        .first_day = job->first_day,
        .last_day = job->last_day,
    };
    memcpy(ret_answer->coupon_code, job->coupon->code, sizeof job->coupon->code);
}

int
desk_assign(struct desk *desk, ct_id studio, ct_id client, struct desk_answer *ret_answer)
{
    struct job job = {.desk = desk};
    tell_time(&job);
    if (!is_eligible(&job, studio, client))
        return 1;
    add_account(&job, false);
    take_coupon(&job);
    add_license(&job);
    (void)add_event(&job, CT_EVENT_COUPON_ASSIGNED);
    add_message(&job, CT_MESSAGE_LICENSE_ACTIVATED);
    answer(&job, ret_answer);
    return 0;
}

int
desk_migrate(struct desk *desk, ct_id studio, ct_id client, const ct_signatory *signatory,
             struct desk_answer *ret_answer)
{
    struct job job = {.desk = desk};
    tell_time(&job);
    if (!is_tax_code(signatory->tax_code) || !is_eligible(&job, studio, client))
        return 1;
    job.migration = new_id(desk, job.now);
    (void)add_event(&job, CT_EVENT_MIGRATION_SELECTED);
    take_coupon(&job);
    (void)add_event(&job, CT_EVENT_MIGRATION_AUTHORISED);
    add_account(&job, true);
    add_license(&job);
    (void)add_event(&job, CT_EVENT_MIGRATION_PROVISIONED);
    add_message(&job, CT_MESSAGE_CREDENTIALS);
    add_migration(&job, signatory);
    answer(&job, ret_answer);
    return 0;
}
