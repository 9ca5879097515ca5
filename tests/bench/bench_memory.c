/* What an assignment costs on the in-memory back end, beside the same work written by hand.
 *
 *     bench_memory [CLIENTS]     default: 110000
 *
 * Prints throughputs and their ratio, first of renewable coupons by ct_coupon_assign, then of conto terzi
 * coupons by ct_migration_run: half of the clients each. Fails if a ratio misses its goal. */
#include <stdio.h>
#include <stdlib.h>

#include "hand_memory.h"
#include "local_world.h"

enum { ROUNDS = 11 };

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    (void)ct_clock_system(NULL, ret_now);
    *ret_now = 1795000000000 + *ret_now % 10000000;
    return CT_OK;
}

/* Everyone of the store, in the order of names; also to the desk. */
static ct_id *
copy_clients(struct world *world, struct desk *desk, size_t count)
{
    ct_id *ids = calloc(count, sizeof *ids);
    size_t done = 0;
    ct_client_list *list = NULL;
    while (ids && done < count) {
        ct_client_query query = CT_CLIENT_QUERY_INIT;
        ct_client_list *page;
        query.studio = world->studio;
        query.after = ct_client_list_next(list);
        query.limit = 1000;
        must(world, ct_client_list_get(world->context, &query, &page), "list");
        ct_client_list_free(list);
        list = page;
        for (size_t i = 0; i < ct_client_list_count(list); i++) {
            const ct_client *client = ct_client_list_at(list, i);
            ids[done++] = ct_client_id(client);
            desk_add_client(desk, ct_client_id(client), ct_client_emails(client));
        }
    }
    ct_client_list_free(list);
    return ids;
}

static void
our_assignment(struct world *world, ct_id client)
{
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    ct_assignment *assignment;
    request.studio = world->studio;
    request.client = client;
    request.kind = CT_COUPON_RENEWABLE;
    must(world, ct_coupon_assign(world->context, &request, NULL, &assignment), "assign");
    ct_assignment_free(assignment);
}

static void
our_migration(struct world *world, ct_id client)
{
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    ct_migration_answer *answer;
    request.studio = world->studio;
    request.client = client;
    request.signatory = &mario;
    must(world, ct_migration_run(world->context, &request, NULL, &answer), "migrate");
    ct_migration_answer_free(answer);
}

static void
accept(int refused)
{
    if (refused) {
        (void)fprintf(stderr, "by hand: refused\n");
        exit(1);
    }
}

static void
assignment_by_hand(struct desk *desk, ct_id studio, ct_id client)
{
    struct desk_answer answer;
    accept(desk_assign(desk, studio, client, &answer));
}

static void
migration_by_hand(struct desk *desk, ct_id studio, ct_id client)
{
    struct desk_answer answer;
    accept(desk_migrate(desk, studio, client, &mario, &answer));
}

struct assignments {
    const char *name;
    void (*ours)(struct world *world, ct_id client);
    void (*by_hand)(struct desk *desk, ct_id studio, ct_id client);
};

static int
bench(const struct assignments *kind, struct world *world, struct desk *desk, const ct_id *ids,
      size_t count)
{
    size_t n = count / ROUNDS;
    double ratios[ROUNDS], us[ROUNDS], them[ROUNDS];
    for (size_t round = 0; round < ROUNDS; round++, ids += n) {
        double start = seconds();
        for (size_t i = 0; i < n; i++)
            kind->ours(world, ids[i]);
        us[round] = (seconds() - start) / (double)n;
        start = seconds();
        for (size_t i = 0; i < n; i++)
            kind->by_hand(desk, world->studio, ids[i]);
        them[round] = (seconds() - start) / (double)n;
        ratios[round] = them[round] / us[round];
    }
    printf("%s in memory: %.0f/s, by hand %.0f/s\n", kind->name, 1 / median(us, ROUNDS),
           1 / median(them, ROUNDS));
    return judge("  of the hand-written throughput", median(ratios, ROUNDS), 0.2, 0);
}

int
main(int argc, char **argv)
{
    static const struct assignments kinds[] = {
        {"assignments", our_assignment, assignment_by_hand},
        {"migrations", our_migration, migration_by_hand},
    };
    uint32_t count = argc > 1 ? (uint32_t)atoi(argv[1]) : 110000;
    struct world world = make_memory_world(count, count);
    buy(&world, CT_COUPON_RENEWABLE, count);
    struct desk *desk = desk_open(world.studio, clock_2026);
    desk_add_coupons(desk, 2027, count);
    ct_id *ids = copy_clients(&world, desk, count);
    int missed = bench(&kinds[0], &world, desk, ids, count / 2);
    missed += bench(&kinds[1], &world, desk, ids + count / 2, count / 2);
    free(ids);
    desk_close(desk);
    end_world(&world);
    return missed != 0;
}
