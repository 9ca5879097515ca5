#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CHUNK = 8192 };

/* A host's allocator that counts, and has no more after `left` requests. */
struct meter {
    ct_allocator allocator;
    struct ct__arena arena;
    size_t left;
    size_t asked; /* requests granted */
    size_t live;
    const char *secret; /* in the block that is given back first, by then wiped; or NULL */
};

static void *
meter_allocate(void *user, size_t bytes)
{
    struct meter *meter = user;
    if (meter->left == 0)
        return NULL;
    meter->left--;
    meter->asked++;
    meter->live++;
    return malloc(bytes);
}

static void *
meter_resize(void *user, void *block, size_t bytes)
{
    struct meter *meter = user;
    if (meter->left == 0)
        return NULL;
    meter->left--;
    return realloc(block, bytes);
}

static void
meter_release(void *user, void *block)
{
    struct meter *meter = user;
    assert_non_null(block);
    assert_true(!meter->secret || !*meter->secret);
    meter->secret = NULL;
    meter->live--;
    free(block);
}

static struct meter the_meter;

static int
set_up(void **state)
{
    the_meter = (struct meter){
        .allocator = {sizeof(ct_allocator), &the_meter, meter_allocate, meter_resize,
                      meter_release},
        .arena = {.allocator = &the_meter.allocator},
        .left = 1000,
    };
    *state = &the_meter;
    return 0;
}

/* Nothing that a test took is left: freeing the arena gives all of it back. */
static int
tear_down(void **state)
{
    struct meter *meter = *state;
    ct__arena_free(&meter->arena);
    return meter->live == 0 ? 0 : -1;
}

static void
without_a_host_the_c_library_gives_memory(void **state)
{
    (void)state;
    const ct_allocator empty = {.size = sizeof empty};
    const ct_allocator *const hosts[] = {NULL, &empty};
    for (size_t i = 0; i < 2; i++) {
        ct_allocator own;
        assert_int_equal(ct__allocator_init(&own, hosts[i]), CT_OK);
        char *text = ct__allocate(&own, 6, 1);
        memcpy(text, "hello", 6);
        text = ct__resize(&own, text, 1000, 100);
        assert_string_equal(text, "hello");
        ct__release(&own, text);
        ct__release(&own, NULL);
    }
}

static void
an_allocator_is_whole_or_refused(void **state)
{
    const struct meter *meter = *state;
    for (unsigned set = 0; set < 8; set++) {
        ct_allocator own, host = meter->allocator;
        if (!(set & 1))
            host.allocate = NULL;
        if (!(set & 2))
            host.resize = NULL;
        if (!(set & 4))
            host.release = NULL;
        assert_int_equal(ct__allocator_init(&own, &host),
                         set == 0 || set == 7 ? CT_OK : CT_ERR_INVALID_ARGUMENT);
        host.size = sizeof host - 1;
        assert_int_equal(ct__allocator_init(&own, &host), CT_ERR_INVALID_ARGUMENT);
        host.size = sizeof host + 8; /* of a newer header */
        assert_int_equal(ct__allocator_init(&own, &host),
                         set == 0 || set == 7 ? CT_OK : CT_ERR_INVALID_ARGUMENT);
    }
}

static void
gives_zeroed_memory(void **state)
{
    static const unsigned char zeros[300];
    struct meter *meter = *state;
    unsigned char *block = ct__allocate(&meter->allocator, 3, 100);
    assert_memory_equal(block, zeros, sizeof zeros);
    ct__release(&meter->allocator, block);
}

static void
gives_even_nothing_an_address(void **state)
{
    struct meter *meter = *state;
    void *block = ct__allocate(&meter->allocator, 0, 100);
    assert_non_null(block);
    block = ct__resize(&meter->allocator, block, 0, 0);
    assert_non_null(block);
    ct__release(&meter->allocator, block);
    block = ct__resize(&meter->allocator, NULL, 0, 8);
    assert_non_null(block);
    ct__release(&meter->allocator, block);
    block = ct__arena_take(&meter->arena, 0);
    assert_non_null(block);
}

static void
refuses_sizes_that_overflow(void **state)
{
    struct meter *meter = *state;
    void *block = ct__allocate(&meter->allocator, 4, 4);
    assert_null(ct__allocate(&meter->allocator, SIZE_MAX / 2 + 1, 2));
    assert_null(ct__allocate(&meter->allocator, SIZE_MAX, SIZE_MAX));
    assert_null(ct__resize(&meter->allocator, block, SIZE_MAX / 2 + 1, 2));
    assert_null(ct__resize(&meter->allocator, NULL, SIZE_MAX, 16));
    assert_null(ct__arena_take(&meter->arena, SIZE_MAX));
    assert_null(ct__arena_take(&meter->arena, SIZE_MAX / 2 + 1));
    assert_null(ct__arena_text(&meter->arena, "", SIZE_MAX));
    assert_null(ct__arena_text(&meter->arena, "", SIZE_MAX - 1));
    assert_int_equal(meter->asked, 1); /* the allocator was not even asked */
    ct__release(&meter->allocator, block);
}

static void
says_when_there_is_no_more(void **state)
{
    struct meter *meter = *state;
    char *block = ct__allocate(&meter->allocator, 4, 1);
    memcpy(block, "abc", 4);
    meter->left = 0;
    assert_null(ct__allocate(&meter->allocator, 1, 1));
    assert_null(ct__resize(&meter->allocator, NULL, 1, 1));
    assert_null(ct__resize(&meter->allocator, block, 100, 1));
    assert_string_equal(block, "abc"); /* stays as it was */
    assert_null(ct__arena_take(&meter->arena, 1));
    assert_null(ct__arena_text(&meter->arena, "abc", 3));
    meter->left = 1;
    assert_string_equal(ct__arena_text(&meter->arena, "abc", 3), "abc"); /* and there is again */
    ct__release(&meter->allocator, block);
}

static void
an_arena_that_is_full_keeps_what_it_gave(void **state)
{
    struct meter *meter = *state;
    char *first = ct__arena_text(&meter->arena, "first", 5);
    meter->left = 0;
    assert_null(ct__arena_take(&meter->arena, CHUNK));
    assert_string_equal(first, "first");
    assert_string_equal(ct__arena_text(&meter->arena, "second", 6), "second"); /* where it fits */
}

static void
takes_are_aligned_and_apart(void **state)
{
    struct meter *meter = *state;
    enum { TAKES = 600 };
    unsigned char *taken[TAKES];
    for (size_t i = 0; i < TAKES; i++) {
        taken[i] = ct__arena_take(&meter->arena, i + 1);
        assert_int_equal((uintptr_t)taken[i] % alignof(max_align_t), 0);
        memset(taken[i], (int)(i % 251), i + 1);
    }
    for (size_t i = 0; i < TAKES; i++)
        for (size_t j = 0; j <= i; j++)
            assert_int_equal(taken[i][j], i % 251);
}

static void
a_value_may_be_larger_than_a_chunk(void **state)
{
    static const size_t sizes[] = {CHUNK - 1, CHUNK, CHUNK + 1, 1000000};
    struct meter *meter = *state;
    for (size_t i = 0; i < 4; i++) {
        unsigned char *taken = ct__arena_take(&meter->arena, sizes[i]);
        memset(taken, 0xAA, sizes[i]);
        assert_int_equal((uintptr_t)taken % alignof(max_align_t), 0);
    }
}

static void
texts_are_copied_and_ended(void **state)
{
    struct meter *meter = *state;
    char source[] = "abcdef";
    char *copy = ct__arena_text(&meter->arena, source, 3);
    source[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(ct__arena_text(&meter->arena, NULL, 0), "");
}

static void
rewinding_gives_the_same_places_again(void **state)
{
    struct meter *meter = *state;
    char *kept = ct__arena_text(&meter->arena, "kept", 4);
    const struct ct__arena_mark mark = ct__arena_mark(&meter->arena);
    void *first = ct__arena_take(&meter->arena, 100);
    for (int i = 0; i < 10; i++)
        ct__arena_take(&meter->arena, CHUNK / 2 + 16);
    ct__arena_take(&meter->arena, 100000);
    assert_true(meter->live > 5);
    ct__arena_rewind(&meter->arena, mark);
    assert_int_equal(meter->live, 1);
    assert_ptr_equal(ct__arena_take(&meter->arena, 100), first);
    assert_string_equal(kept, "kept");
}

static void
a_loop_that_rewinds_asks_for_no_more_memory(void **state)
{
    struct meter *meter = *state;
    ct__arena_take(&meter->arena, 16);
    for (int i = 0; i < 1000; i++) {
        const struct ct__arena_mark mark = ct__arena_mark(&meter->arena);
        ct__arena_take(&meter->arena, 5000);
        ct__arena_rewind(&meter->arena, mark);
    }
    assert_int_equal(meter->asked, 1);
}

static void
rewinds_to_the_beginning(void **state)
{
    struct meter *meter = *state;
    const struct ct__arena_mark mark = ct__arena_mark(&meter->arena);
    ct__arena_rewind(&meter->arena, mark); /* where nothing was taken */
    assert_int_equal(meter->live, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5; i++)
            ct__arena_take(&meter->arena, 6000);
        ct__arena_rewind(&meter->arena, mark);
        assert_int_equal(meter->live, 1);
    }
}

static void
resetting_keeps_one_chunk_and_no_large_value(void **state)
{
    struct meter *meter = *state;
    ct__arena_reset(&meter->arena); /* of nothing is nothing */
    assert_int_equal(meter->live, 0);
    ct__arena_take(&meter->arena, 100000);
    ct__arena_reset(&meter->arena);
    assert_int_equal(meter->live, 0);

    ct__arena_take(&meter->arena, 100);
    ct__arena_take(&meter->arena, 100000);
    ct__arena_take(&meter->arena, CHUNK);
    ct__arena_take(&meter->arena, 100000);
    ct__arena_reset(&meter->arena);
    assert_int_equal(meter->live, 1);
    size_t asked = meter->asked;
    memset(ct__arena_take(&meter->arena, CHUNK), 1, CHUNK); /* all of it can be had again */
    assert_int_equal(meter->asked, asked);
}

static void
freeing_gives_everything_back(void **state)
{
    struct meter *meter = *state;
    for (int i = 0; i < 5; i++)
        ct__arena_take(&meter->arena, 6000);
    ct__arena_free(&meter->arena);
    assert_int_equal(meter->live, 0);
    ct__arena_free(&meter->arena);
    assert_string_equal(ct__arena_text(&meter->arena, "anew", 4), "anew");
}

static void
a_secret_is_wiped_where_it_is_forgotten(void **state)
{
    struct meter *meter = *state;
    for (size_t size = 7; size < 100000; size += 50000) { /* in a chunk that stays, and in one that goes */
        ct__arena_take(&meter->arena, 1);
        const struct ct__arena_mark mark = ct__arena_mark(&meter->arena);
        for (int way = 0; way < 3; way++) {
            char *secret = ct__arena_take(&meter->arena, size);
            memset(secret, 's', size);
            meter->arena.is_secret = true;
            meter->secret = secret;
            if (way == 0)
                ct__arena_rewind(&meter->arena, mark);
            else if (way == 1)
                ct__arena_reset(&meter->arena);
            else
                ct__arena_free(&meter->arena);
            if (size == 7 && way < 2)
                assert_int_equal(*secret, '\0');
            meter->secret = NULL;
        }
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(without_a_host_the_c_library_gives_memory),
        CASE(an_allocator_is_whole_or_refused),
        CASE(gives_zeroed_memory),
        CASE(gives_even_nothing_an_address),
        CASE(refuses_sizes_that_overflow),
        CASE(says_when_there_is_no_more),
        CASE(an_arena_that_is_full_keeps_what_it_gave),
        CASE(takes_are_aligned_and_apart),
        CASE(a_value_may_be_larger_than_a_chunk),
        CASE(texts_are_copied_and_ended),
        CASE(rewinding_gives_the_same_places_again),
        CASE(a_loop_that_rewinds_asks_for_no_more_memory),
        CASE(rewinds_to_the_beginning),
        CASE(resetting_keeps_one_chunk_and_no_large_value),
        CASE(freeing_gives_everything_back),
        CASE(a_secret_is_wiped_where_it_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
