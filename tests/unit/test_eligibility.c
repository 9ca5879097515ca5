/* Kinds, history and outcome: the table of section 6, a case a cell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "eligibility_fixture.h"

#define COUPON CT_LICENSE_FROM_COUPON
#define CLIENT CT_LICENSE_FROM_CLIENT_PURCHASE
#define STUDIO CT_LICENSE_FROM_STUDIO_PURCHASE
#define TERZI CT_COUPON_CONTO_TERZI
#define RENEWABLE CT_COUPON_RENEWABLE
#define FLAT CT_COUPON_FLAT_RATE
#define NO CT_ELIGIBLE_NO
#define MIGRATE CT_ELIGIBLE_MIGRATE
#define RENEW CT_ELIGIBLE_RENEW
#define ACTIVATE CT_ELIGIBLE_ACTIVATE
#define UPGRADE CT_ELIGIBLE_UPGRADE
#define IN_FORCE {2026, 12, 31}
#define LAPSED {2025, 12, 31}

/* A trial leaves no trace in the facts (R-ELIG-05), so that "none" stands for it too. */
struct history {
    bool is_away; /* not on TS Digital */
    bool is_erased;
    unsigned earlier; /* CT__EVER_*, besides the last license */
    ct_license_source source;
    ct_coupon_kind kind;
    ct_date last_day;
};

static const struct history
    new_client = {.earlier = 0},
    new_elsewhere = {.is_away = true},
    terzi_in_force = {.source = COUPON, .kind = TERZI, .last_day = IN_FORCE},
    terzi_in_force_away = {.is_away = true, .source = COUPON, .kind = TERZI, .last_day = IN_FORCE},
    terzi_next_year = {.source = COUPON, .kind = TERZI, .last_day = {2027, 12, 31}},
    terzi_lapsed = {.source = COUPON, .kind = TERZI, .last_day = LAPSED},
    terzi_lapsed_away = {.is_away = true, .source = COUPON, .kind = TERZI, .last_day = LAPSED},
    renewable_in_force = {.source = COUPON, .kind = RENEWABLE, .last_day = IN_FORCE},
    renewable_lapsed = {.source = COUPON, .kind = RENEWABLE, .last_day = LAPSED},
    terzi_then_renewable = {.earlier = CT__EVER_CONTO_TERZI, .source = COUPON, .kind = RENEWABLE,
                            .last_day = IN_FORCE},
    flat_in_force = {.source = COUPON, .kind = FLAT, .last_day = IN_FORCE},
    flat_lapsed = {.source = COUPON, .kind = FLAT, .last_day = LAPSED},
    terzi_then_flat = {.earlier = CT__EVER_CONTO_TERZI, .source = COUPON, .kind = FLAT,
                       .last_day = IN_FORCE},
    flat_then_renewable = {.earlier = CT__EVER_FLAT_RATE, .source = COUPON, .kind = RENEWABLE,
                           .last_day = IN_FORCE},
    client_in_force = {.source = CLIENT, .last_day = IN_FORCE},
    client_lapsed = {.source = CLIENT, .last_day = LAPSED},
    terzi_then_client = {.earlier = CT__EVER_CONTO_TERZI, .source = CLIENT, .last_day = IN_FORCE},
    studio_in_force = {.source = STUDIO, .last_day = IN_FORCE},
    studio_lapsed = {.source = STUDIO, .last_day = LAPSED},
    terzi_then_studio = {.earlier = CT__EVER_CONTO_TERZI, .source = STUDIO, .last_day = IN_FORCE},
    erased = {.is_erased = true, .earlier = CT__EVER_CONTO_TERZI},
    erased_away = {.is_erased = true, .is_away = true, .earlier = CT__EVER_CONTO_TERZI},
    erased_renewable = {.is_erased = true, .earlier = CT__EVER_RENEWABLE},
    erased_flat = {.is_erased = true, .earlier = CT__EVER_FLAT_RATE},
    erased_client = {.is_erased = true, .earlier = CT__EVER_BOUGHT_BY_CLIENT},
    erased_studio = {.is_erased = true, .earlier = CT__EVER_BOUGHT_BY_STUDIO};

static struct cell {
    const char *name;
    const struct history *history;
    ct_coupon_kind kind;
    int32_t year; /* of the coupon; today is in 2026 */
    ct_eligible_action action;
    const char *rules; /* that refuse */
} cells[] = {
    {"none, on TS Digital: conto_terzi migrates", &new_client, TERZI, 2026, MIGRATE, ""},
    {"none, on TS Digital: conto_terzi of next year migrates", &new_client, TERZI, 2027, MIGRATE,
     ""},
    {"none, on TS Digital: renewable activates", &new_client, RENEWABLE, 2026, ACTIVATE, ""},
    {"none, on TS Digital: flat_rate activates", &new_client, FLAT, 2026, ACTIVATE, ""},
    {"none, elsewhere: no conto_terzi", &new_elsewhere, TERZI, 2026, NO, "R-ELIG-01"},
    {"none, elsewhere: renewable activates", &new_elsewhere, RENEWABLE, 2026, ACTIVATE, ""},
    {"none, elsewhere: flat_rate activates", &new_elsewhere, FLAT, 2026, ACTIVATE, ""},

    {"conto_terzi in force: conto_terzi of a later year renews", &terzi_in_force, TERZI, 2027,
     RENEW, ""},
    {"conto_terzi in force: conto_terzi renews though gone from TS Digital", &terzi_in_force_away,
     TERZI, 2027, RENEW, ""},
    {"conto_terzi in force: no conto_terzi of the same year", &terzi_in_force, TERZI, 2026, NO,
     "R-ELIG-06"},
    {"conto_terzi renewed already: no conto_terzi of that year", &terzi_next_year, TERZI, 2027, NO,
     "R-ELIG-06"},
    {"conto_terzi renewed already: no conto_terzi of an earlier year", &terzi_next_year, TERZI,
     2026, NO, "R-ELIG-06"},
    {"conto_terzi in force: renewable of the same year upgrades", &terzi_in_force, RENEWABLE, 2026,
     UPGRADE, ""},
    {"conto_terzi in force: renewable of a later year renews", &terzi_in_force, RENEWABLE, 2027,
     RENEW, ""},
    {"conto_terzi in force: flat_rate of a later year renews", &terzi_in_force, FLAT, 2027, RENEW,
     ""},
    {"conto_terzi in force: no flat_rate of the same year", &terzi_in_force, FLAT, 2026, NO,
     "R-ELIG-06"},

    {"conto_terzi lapsed: conto_terzi renews", &terzi_lapsed, TERZI, 2026, RENEW, ""},
    {"conto_terzi lapsed: conto_terzi renews though gone from TS Digital", &terzi_lapsed_away,
     TERZI, 2026, RENEW, ""},
    {"conto_terzi lapsed: conto_terzi of next year renews", &terzi_lapsed, TERZI, 2027, RENEW, ""},
    {"conto_terzi lapsed: renewable activates", &terzi_lapsed, RENEWABLE, 2026, ACTIVATE, ""},
    {"conto_terzi lapsed: flat_rate activates", &terzi_lapsed, FLAT, 2026, ACTIVATE, ""},

    {"renewable in force: no conto_terzi", &renewable_in_force, TERZI, 2027, NO, "R-ELIG-03"},
    {"renewable lapsed: no conto_terzi", &renewable_lapsed, TERZI, 2026, NO, "R-ELIG-03"},
    {"renewable after conto_terzi: no conto_terzi", &terzi_then_renewable, TERZI, 2027, NO,
     "R-ELIG-03"},
    {"renewable in force: renewable of a later year renews", &renewable_in_force, RENEWABLE, 2027,
     RENEW, ""},
    {"renewable in force: no renewable of the same year", &renewable_in_force, RENEWABLE, 2026, NO,
     "R-ELIG-06"},
    {"renewable after conto_terzi: no second upgrade", &terzi_then_renewable, RENEWABLE, 2026, NO,
     "R-ELIG-06"},
    {"renewable lapsed: renewable renews", &renewable_lapsed, RENEWABLE, 2026, RENEW, ""},
    {"renewable in force: no flat_rate", &renewable_in_force, FLAT, 2027, NO, "R-ELIG-09"},
    {"renewable lapsed: no flat_rate", &renewable_lapsed, FLAT, 2026, NO, "R-ELIG-09"},

    {"flat_rate in force: no conto_terzi", &flat_in_force, TERZI, 2027, NO, "R-ELIG-03"},
    {"flat_rate lapsed: no conto_terzi", &flat_lapsed, TERZI, 2026, NO, "R-ELIG-03"},
    {"flat_rate after conto_terzi: no conto_terzi", &terzi_then_flat, TERZI, 2027, NO,
     "R-ELIG-03"},
    {"flat_rate and renewable: no conto_terzi, for both", &flat_then_renewable, TERZI, 2027, NO,
     "R-ELIG-03 R-ELIG-03"},
    {"flat_rate in force: renewable of a later year renews", &flat_in_force, RENEWABLE, 2027,
     RENEW, ""},
    {"flat_rate in force: no renewable of the same year", &flat_in_force, RENEWABLE, 2026, NO,
     "R-ELIG-06"},
    {"flat_rate lapsed: renewable activates", &flat_lapsed, RENEWABLE, 2026, ACTIVATE, ""},
    {"flat_rate in force: flat_rate of a later year renews", &flat_in_force, FLAT, 2027, RENEW, ""},
    {"flat_rate in force: no flat_rate of the same year", &flat_in_force, FLAT, 2026, NO,
     "R-ELIG-06"},
    {"flat_rate lapsed: flat_rate renews", &flat_lapsed, FLAT, 2026, RENEW, ""},

    {"bought by itself, in force: no conto_terzi", &client_in_force, TERZI, 2027, NO, "R-ELIG-02"},
    {"bought by itself, in force: no renewable", &client_in_force, RENEWABLE, 2027, NO,
     "R-ELIG-10"},
    {"bought by itself, in force: no flat_rate", &client_in_force, FLAT, 2027, NO, "R-ELIG-09"},
    {"bought by itself, lapsed: no conto_terzi", &client_lapsed, TERZI, 2026, NO, "R-ELIG-02"},
    {"bought by itself, lapsed: no renewable", &client_lapsed, RENEWABLE, 2026, NO, "R-ELIG-10"},
    {"bought by itself, lapsed: no flat_rate", &client_lapsed, FLAT, 2026, NO, "R-ELIG-09"},
    {"bought by itself after conto_terzi: no conto_terzi", &terzi_then_client, TERZI, 2027, NO,
     "R-ELIG-02"},

    {"bought by the studio, in force: no conto_terzi", &studio_in_force, TERZI, 2027, NO,
     "R-ELIG-04"},
    {"bought by the studio, lapsed: no conto_terzi", &studio_lapsed, TERZI, 2026, NO, "R-ELIG-04"},
    {"bought by the studio after conto_terzi: no conto_terzi", &terzi_then_studio, TERZI, 2027, NO,
     "R-ELIG-04"},
    {"bought by the studio, in force: renewable of a later year renews", &studio_in_force,
     RENEWABLE, 2027, RENEW, ""},
    {"bought by the studio, in force: no renewable of the same year", &studio_in_force, RENEWABLE,
     2026, NO, "R-ELIG-06"},
    {"bought by the studio, lapsed: renewable activates", &studio_lapsed, RENEWABLE, 2026,
     ACTIVATE, ""},
    {"bought by the studio, in force: no flat_rate", &studio_in_force, FLAT, 2027, NO,
     "R-ELIG-09"},
    {"bought by the studio, lapsed: no flat_rate", &studio_lapsed, FLAT, 2026, NO, "R-ELIG-09"},

    {"erased, on TS Digital: conto_terzi migrates anew", &erased, TERZI, 2026, MIGRATE, ""},
    {"erased, elsewhere: no conto_terzi", &erased_away, TERZI, 2026, NO, "R-ELIG-07"},
    {"erased: renewable activates", &erased, RENEWABLE, 2026, ACTIVATE, ""},
    {"erased: flat_rate activates", &erased, FLAT, 2026, ACTIVATE, ""},
    {"erased, elsewhere: renewable activates", &erased_away, RENEWABLE, 2026, ACTIVATE, ""},
    {"erased, elsewhere: flat_rate activates", &erased_away, FLAT, 2026, ACTIVATE, ""},
    {"erased after renewable: still no conto_terzi", &erased_renewable, TERZI, 2026, NO,
     "R-ELIG-03"},
    {"erased after renewable: still no flat_rate", &erased_renewable, FLAT, 2026, NO, "R-ELIG-09"},
    {"erased after renewable: renewable activates", &erased_renewable, RENEWABLE, 2026, ACTIVATE,
     ""},
    {"erased after flat_rate: still no conto_terzi", &erased_flat, TERZI, 2026, NO, "R-ELIG-03"},
    {"erased after flat_rate: flat_rate activates", &erased_flat, FLAT, 2026, ACTIVATE, ""},
    {"erased after its own purchase: still no conto_terzi", &erased_client, TERZI, 2026, NO,
     "R-ELIG-02"},
    {"erased after its own purchase: still no renewable", &erased_client, RENEWABLE, 2026, NO,
     "R-ELIG-10"},
    {"erased after its own purchase: still no flat_rate", &erased_client, FLAT, 2026, NO,
     "R-ELIG-09"},
    {"erased after the studio's purchase: still no conto_terzi", &erased_studio, TERZI, 2026, NO,
     "R-ELIG-04"},
    {"erased after the studio's purchase: renewable activates", &erased_studio, RENEWABLE, 2026,
     ACTIVATE, ""},
    {"erased after the studio's purchase: still no flat_rate", &erased_studio, FLAT, 2026, NO,
     "R-ELIG-09"},
};
enum { CELL_COUNT = sizeof cells / sizeof *cells };

static void
has_the_outcome_of_its_cell(void **state)
{
    const struct cell *cell = *state;
    const struct history *history = cell->history;
    struct world world = world_of(cell->kind);
    struct ct__verdict verdict;
    char rules[256];
    world.coupon.license_year = cell->year;
    world.client.is_on_ts_digital = !history->is_away;
    world.client.is_erased = history->is_erased;
    world.client.ever = history->earlier;
    if (history->source)
        world_license(&world, history->source, history->kind, history->last_day);
    ct_eligible_action action = world_ask(&world, &verdict);
    if (action != cell->action || strcmp(rules_of(&verdict, rules), cell->rules) != 0)
        fail_msg("%s: %s (%s)", cell->name, ct_enum_name(CT_ENUM_ELIGIBLE_ACTION, action), rules);
}

int
main(void)
{
    struct CMUnitTest tests[CELL_COUNT];
    for (size_t i = 0; i < CELL_COUNT; i++)
        tests[i] = (struct CMUnitTest){cells[i].name, has_the_outcome_of_its_cell, NULL, NULL,
                                       &cells[i]};
    return _cmocka_run_group_tests("kinds, history and outcome", tests, CELL_COUNT, NULL, NULL);
}
