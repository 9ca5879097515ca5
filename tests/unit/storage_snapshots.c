/* Readers of the back end in memory, while others write: each sees what was committed when it began. */
#include "storage_fixture.h"

#include <stdio.h>
#include <string.h>

enum { NUMBERS = 1500, ROUNDS = 400, WORDS = 400, COMMON_WORDS = 4 };

/* What is stored: for each number its word, 0 for none; -1: no row. */
struct model {
    int words[NUMBERS];
};

struct reader {
    struct model seen;
    void *cursor;
    uint32_t index;
    bool is_descending;
    size_t left; /* rows that are still to come */
    int last_word;
    int64_t last_number;
};

struct play {
    struct world *world;
    struct model committed, current;
    struct reader readers[SESSIONS]; /* session 0 writes */
    uint32_t seed;
};

static uint32_t
draw(struct play *play, uint32_t limit)
{
    play->seed = play->seed * 1664525U + 1013904223U;
    return (play->seed >> 8) % limit;
}

/* Long ones that differ at their end alone, and short ones. */
static const char *
word(int number)
{
    static char words[WORDS + 1][32];
    if (!number)
        return NULL;
    (void)snprintf(words[number], sizeof words[number], number % 2 ? "w%03d" : "word after word %03d",
                   number);
    return words[number];
}

/* Some are on many rows, most on few. */
static int
draw_word(struct play *play)
{
    return (int)draw(play, draw(play, 2) ? COMMON_WORDS : WORDS + 1);
}

static void
change_one(struct play *play)
{
    struct world *world = play->world;
    uint32_t number = 1 + draw(play, NUMBERS - 1); /* 0 has another amount */
    struct specimen specimen = make_specimen(number);
    int *stored = &play->current.words[number];
    int next = draw_word(play);
    if (*stored < 0) {
        specimen.maybe_text = word(next);
        assert_status(CT_OK, insert(world, 0, &specimen));
    } else if (draw(play, 3) == 0) {
        assert_status(CT_OK, erase(world, 0, &specimen));
        next = -1;
    } else {
        assert_status(CT_OK, set(world, 0, &specimen, COLUMN_MAYBE_TEXT, text_value(word(next))));
    }
    *stored = next;
}

/* The rows with one word, or the first few of them. */
static void
look_for_word(struct play *play, int session, const struct model *seen)
{
    struct world *world = play->world;
    const int wanted = draw_word(play);
    const bool is_descending = draw(play, 2);
    const ct_value bound = text_value(word(wanted));
    const ct_scan scan = {
        .size = sizeof scan,
        .limit = draw(play, 2) ? 1 + draw(play, 20) : 0,
        .table = TABLE_SPECIMEN,
        .index = INDEX_MAYBE,
        .flags = is_descending ? CT_SCAN_DESCENDING : 0,
        .low = &bound,
        .high = &bound,
        .low_count = 1,
        .high_count = 1,
    };
    void *cursor;
    uint64_t left = scan.limit ? scan.limit : NUMBERS;
    assert_status(CT_OK, world->storage->ops.scan_open(world->sessions[session], &scan, &cursor,
                                                       &world->diag));
    for (int i = 0; i < NUMBERS && left; i++) {
        const struct ct__arena_mark mark = ct__arena_mark(&world->arena);
        int number = is_descending ? NUMBERS - 1 - i : i;
        struct specimen found;
        struct ct_row_sink sink = {.table = &specimen_1, .record = &found, .arena = &world->arena};
        if (seen->words[number] != wanted)
            continue;
        assert_status(CT_OK, world->storage->ops.scan_next(cursor, &sink, &world->diag));
        assert_int_equal(found.number, number);
        ct__arena_rewind(&world->arena, mark);
        left--;
    }
    if (left) {
        struct ct_row_sink sink = {.table = &specimen_1, .arena = &world->arena};
        assert_status(CT_DONE, world->storage->ops.scan_next(cursor, &sink, &world->diag));
    }
    world->storage->ops.scan_close(cursor);
}

static void
write_some(struct play *play)
{
    struct world *world = play->world;
    uint32_t count = draw(play, 10) ? draw(play, 20) : draw(play, 1500);
    assert_status(CT_OK, begin_writing(world, 0));
    for (uint32_t i = 0; i < count; i++) {
        change_one(play);
        if (!draw(play, 8))
            look_for_word(play, 0, &play->current);
    }
    if (draw(play, 4)) {
        assert_status(CT_OK, commit(world, 0));
        play->committed = play->current;
    } else {
        roll_back(world, 0);
        play->current = play->committed;
    }
}

static void
start_reading(struct play *play, int session)
{
    struct world *world = play->world;
    struct reader *reader = &play->readers[session];
    *reader = (struct reader){
        .seen = play->committed,
        .index = draw(play, 2) ? INDEX_MAYBE : draw(play, 2) ? INDEX_KEY : INDEX_NUMBER,
        .is_descending = draw(play, 2),
        .last_word = -1,
        .last_number = -1,
    };
    const ct_scan all = {
        .size = sizeof all,
        .table = TABLE_SPECIMEN,
        .index = reader->index,
        .flags = reader->is_descending ? CT_SCAN_DESCENDING : 0,
    };
    for (int i = 0; i < NUMBERS; i++)
        reader->left += reader->seen.words[i] >= 0;
    assert_status(CT_OK, begin_reading(world, session));
    assert_status(CT_OK, world->storage->ops.scan_open(world->sessions[session], &all,
                                                       &reader->cursor, &world->diag));
}

static int
compare_words(int a, int b)
{
    if (!a || !b)
        return (a != 0) - (b != 0);
    char left[32];
    (void)snprintf(left, sizeof left, "%s", word(a));
    return strcmp(left, word(b));
}

static void
check_row(struct reader *reader, const struct specimen *found)
{
    int own = reader->seen.words[found->number];
    if (own < 0 || !own != !found->maybe_text ||
        (own && strcmp(word(own), found->maybe_text) != 0))
        fail_msg("%lld was not what it was", (long long)found->number);
    if (reader->last_number >= 0) {
        int order = reader->index == INDEX_MAYBE ? compare_words(reader->last_word, own) : 0;
        if (!order)
            order = reader->last_number < found->number ? -1 : 1;
        if ((order > 0) != reader->is_descending)
            fail_msg("%lld came after %lld", (long long)found->number,
                     (long long)reader->last_number);
    }
    reader->last_word = own;
    reader->last_number = found->number;
    reader->left--;
}

static void
look_up_one(struct play *play, int session)
{
    struct world *world = play->world;
    const struct ct__arena_mark mark = ct__arena_mark(&world->arena);
    struct specimen found = make_specimen(draw(play, NUMBERS));
    struct ct_row_sink sink = {.table = &specimen_1, .record = &found, .arena = &world->arena};
    const struct specimen key = found;
    const ct_value values[] = {ct__field_value(&specimen_1.fields[0], &key),
                               ct__field_value(&specimen_1.fields[1], &key)};
    int own = play->readers[session].seen.words[key.number];
    assert_status(own < 0 ? CT_ERR_NOT_FOUND : CT_OK,
                  world->storage->ops.get(world->sessions[session], TABLE_SPECIMEN, values, 2,
                                          &sink, &world->diag));
    if (own > 0)
        assert_string_equal(found.maybe_text, word(own));
    ct__arena_rewind(&world->arena, mark);
}

static void
read_some(struct play *play, int session)
{
    struct world *world = play->world;
    struct reader *reader = &play->readers[session];
    ct_status status = CT_OK;
    if (!reader->cursor) {
        start_reading(play, session);
        return;
    }
    for (uint32_t count = draw(play, 100); count && status == CT_OK; count--) {
        const struct ct__arena_mark mark = ct__arena_mark(&world->arena);
        struct specimen found;
        struct ct_row_sink sink = {.table = &specimen_1, .record = &found, .arena = &world->arena};
        status = world->storage->ops.scan_next(reader->cursor, &sink, &world->diag);
        if (status == CT_OK)
            check_row(reader, &found);
        ct__arena_rewind(&world->arena, mark);
    }
    look_up_one(play, session);
    look_for_word(play, session, &reader->seen);
    if (status == CT_OK)
        return;
    assert_status(CT_DONE, status);
    assert_int_equal(reader->left, 0);
    world->storage->ops.scan_close(reader->cursor);
    reader->cursor = NULL;
    roll_back(world, session);
}

static void
test_a_reader_sees_one_moment(void **state)
{
    struct world *world = *state;
    struct play *play = ct__arena_take(&world->arena, sizeof *play);
    assert_non_null(play);
    *play = (struct play){.world = world, .seed = 1};
    for (int i = 0; i < NUMBERS; i++)
        play->committed.words[i] = -1;
    play->current = play->committed;
    for (int round = 0; round < ROUNDS; round++) {
        write_some(play);
        for (int session = 1; session < SESSIONS; session++)
            if (draw(play, 2))
                read_some(play, session);
    }
    for (int session = 1; session < SESSIONS; session++)
        if (play->readers[session].cursor)
            world->storage->ops.scan_close(play->readers[session].cursor);
}

static const struct CMUnitTest cases[] = {
    cmocka_unit_test_setup_teardown(test_a_reader_sees_one_moment, build_world, raze_world),
};
const struct suite snapshot_suite = {"snapshots", cases, sizeof cases / sizeof *cases};
