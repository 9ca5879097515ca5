#include "storage/sqlite/sqlite.h"

/* "Row at least (a, b, c)" is the union, in descending order, of
 *     first > a;  first = a and second > b;  first = a and second = b and third >= c
 * and "at most" likewise. Behind the columns in which both bounds agree, a range is the pieces of
 * its lower bound but the outermost, one between the bounds, and those of the upper bound. An index
 * answers each by one seek, in order, whether columns are nullable or not; a comparison of whole
 * tuples would know no order of NULL. */

static uint32_t
agreed_count(const struct ct__sqlite_range *range)
{
    uint32_t shorter = range->low_count < range->high_count ? range->low_count : range->high_count;
    uint32_t count = 0;
    while (count < shorter && ct__sqlite_compare(&range->low[count], &range->high[count]) == 0)
        count++;
    return count;
}

static bool
is_empty(const struct ct__sqlite_range *range, uint32_t agreed)
{
    if (agreed == range->low_count || agreed == range->high_count)
        return (agreed == range->low_count && range->low_open) ||
               (agreed == range->high_count && range->high_open);
    return ct__sqlite_compare(&range->low[agreed], &range->high[agreed]) > 0;
}

/* Pieces of a bound with `count` columns, without the one between the bounds. */
static uint32_t
own_pieces(uint32_t count, uint32_t agreed)
{
    return count > agreed ? count - agreed - 1 : 0;
}

/* Two places for each piece: without a lower end it includes the NULLs, which are a place of their
 * own before it. */
uint32_t
ct__sqlite_range_places(const struct ct__sqlite_range *range)
{
    uint32_t agreed = agreed_count(range);
    if (is_empty(range, agreed))
        return 0;
    return 2 * (own_pieces(range->low_count, agreed) + 1 + own_pieces(range->high_count, agreed));
}

static void
set_low(const struct ct__sqlite_range *range, uint32_t column, struct ct__sqlite_piece *piece)
{
    if (column < range->low_count) {
        piece->low = &range->low[column];
        piece->low_open = range->low_open || column + 1 < range->low_count;
    }
}

static void
set_high(const struct ct__sqlite_range *range, uint32_t column, struct ct__sqlite_piece *piece)
{
    if (column < range->high_count) {
        piece->high = &range->high[column];
        piece->high_open = range->high_open || column + 1 < range->high_count;
    }
}

static void
find_piece(const struct ct__sqlite_range *range, uint32_t number, struct ct__sqlite_piece *piece)
{
    uint32_t agreed = agreed_count(range);
    uint32_t low_pieces = own_pieces(range->low_count, agreed);
    *piece = (struct ct__sqlite_piece){.equal = range->low, .equal_count = agreed};
    if (number < low_pieces) {
        piece->equal_count = range->low_count - 1 - number;
        set_low(range, piece->equal_count, piece);
    } else if (number == low_pieces) {
        set_low(range, agreed, piece);
        set_high(range, agreed, piece);
    } else {
        piece->equal = range->high;
        piece->equal_count = agreed + number - low_pieces;
        set_high(range, piece->equal_count, piece);
    }
}

/* NULL as a lower end excludes nothing, or just itself. */
static void
replace_null_low(struct ct__sqlite_piece *piece, const struct ct__sql_column *column)
{
    if (!piece->low || piece->low->type != CT_TYPE_NULL)
        return;
    piece->low = piece->low_open ? ct__sqlite_smallest(column) : NULL;
    piece->low_open = false;
}

bool
ct__sqlite_range_piece(const struct ct__sqlite_range *range, const struct ct__sql_table *table,
                       const struct ct__sql_index *index, uint32_t place,
                       struct ct__sqlite_piece *ret_piece)
{
    find_piece(range, place / 2, ret_piece);
    if (!ret_piece->low && !ret_piece->high)
        return place % 2 == 1;
    const struct ct__sql_column *column =
        &table->columns[index->columns[ret_piece->equal_count]];
    replace_null_low(ret_piece, column);
    bool ends_with_null = ret_piece->high && ret_piece->high->type == CT_TYPE_NULL;
    if (place % 2 == 1)
        return !ends_with_null;
    bool has_nulls = ret_piece->high && !ret_piece->low && column->nullable &&
                     !(ends_with_null && ret_piece->high_open);
    ret_piece->is_null = true;
    return has_nulls;
}
