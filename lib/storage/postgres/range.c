#include "storage/postgres/postgres.h"

/* Most bounds are one comparison of tuples, "(a, b, c) >= ($1, $2, $3)": an index answers it by one seek,
 * and only the index with these columns in this order does, whatever the planner believes about how few
 * rows another would leave.
 *
 * A comparison of tuples knows no order of NULL. Where a bound is NULL, or where rows with a NULL lie
 * below an upper bound, the order is spelled out, "a > $1 OR a = $1 AND (b > $2 OR ...)", beside a plain
 * comparison of the first column that an index can use. */

struct text {
    struct ct__sql_text *sql;
    const struct ct__pg_range *range;
    const struct ct__sql_table *table;
    const struct ct__sql_index *index;
    uint32_t agreed; /* leading columns in which both bounds say the same */
    bool is_first;   /* condition */
};

static const struct ct__sql_column *
column_at(const struct text *text, uint32_t i)
{
    return &text->table->columns[text->index->columns[i]];
}

static bool
is_null(const struct ct__pg_cell *cell)
{
    return !ct__pg_data(cell);
}

static uint32_t
agreed_count(const struct ct__pg_range *range)
{
    uint32_t shorter = range->low_count < range->high_count ? range->low_count : range->high_count;
    uint32_t count = 0;
    while (count < shorter && ct__pg_same(&range->low[count], &range->high[count]))
        count++;
    return count;
}

static void
add_and(struct text *text)
{
    ct__sql_add(text->sql, text->is_first ? " WHERE " : " AND ");
    text->is_first = false;
}

static void
add_column(struct text *text, uint32_t i)
{
    ct__sql_name(text->sql, column_at(text, i)->name);
}

/* The parameters are the lower bound, then the upper. */
static void
add_value(struct text *text, uint32_t i, bool is_low)
{
    ct__sql_parameter(text->sql, (is_low ? 0 : text->range->low_count) + i + 1);
}

static void
add_comparison(struct text *text, uint32_t i, const char *comparison, bool is_low)
{
    add_column(text, i);
    ct__sql_add(text->sql, comparison);
    add_value(text, i, is_low);
}

static void
add_tuples(struct text *text, uint32_t count, const char *comparison, bool is_low)
{
    if (!count)
        return;
    add_and(text);
    for (uint32_t i = 0; i < count; i++) {
        ct__sql_add(text->sql, i ? ", " : "(");
        add_column(text, i);
    }
    ct__sql_add(text->sql, comparison);
    for (uint32_t i = 0; i < count; i++) {
        ct__sql_add(text->sql, i ? ", " : "(");
        add_value(text, i, is_low);
    }
    ct__sql_add(text->sql, ")");
}

static bool
can_compare_tuples(const struct text *text)
{
    const struct ct__pg_range *range = text->range;
    for (uint32_t i = 0; i < range->low_count; i++)
        if (is_null(&range->low[i]))
            return false;
    for (uint32_t i = 0; i < range->high_count; i++)
        if (is_null(&range->high[i]) || (i >= text->agreed && column_at(text, i)->nullable))
            return false;
    return true;
}

static void
compare_tuples(struct text *text)
{
    const struct ct__pg_range *range = text->range;
    add_tuples(text, range->low_count, range->low_open ? ") > " : ") >= ", true);
    add_tuples(text, range->high_count, range->high_open ? ") < " : ") <= ", false);
}

/* The column is beyond the bound's value, in the direction in which the range extends. */
static void
add_beyond(struct text *text, uint32_t i, bool is_low)
{
    const struct ct__pg_cell *bound = is_low ? text->range->low : text->range->high;
    if (is_null(&bound[i])) {
        if (is_low)
            add_column(text, i);
        ct__sql_add(text->sql, is_low ? " IS NOT NULL" : "FALSE");
        return;
    }
    if (!is_low && column_at(text, i)->nullable) {
        add_column(text, i);
        ct__sql_add(text->sql, " IS NULL OR ");
    }
    add_comparison(text, i, is_low ? " > " : " < ", is_low);
}

static void
add_same(struct text *text, uint32_t i, bool is_low)
{
    const struct ct__pg_cell *bound = is_low ? text->range->low : text->range->high;
    if (!is_null(&bound[i])) {
        add_comparison(text, i, " = ", is_low);
        return;
    }
    add_column(text, i);
    ct__sql_add(text->sql, " IS NULL");
}

/* "beyond a OR a AND (beyond b OR b AND (...))", the innermost with or without the bound itself. */
static void
spell_out(struct text *text, uint32_t count, bool is_open, bool is_low)
{
    uint32_t depth = 0;
    add_and(text);
    for (uint32_t i = text->agreed; i < count; i++) {
        ct__sql_add(text->sql, "(");
        depth++;
        add_beyond(text, i, is_low);
        if (i + 1 == count && is_open)
            break;
        ct__sql_add(text->sql, " OR ");
        add_same(text, i, is_low);
        ct__sql_add(text->sql, i + 1 < count ? " AND " : "");
    }
    while (depth--)
        ct__sql_add(text->sql, ")");
}

/* What an index can start from or stop at, though it is said already. */
static void
add_seek(struct text *text, uint32_t count, bool is_low)
{
    const struct ct__pg_range *range = text->range;
    uint32_t i = text->agreed;
    const struct ct__pg_cell *bound = is_low ? range->low : range->high;
    if (i >= count || is_null(&bound[i]))
        return;
    bool may_be_null =
        column_at(text, i)->nullable && (i >= range->low_count || is_null(&range->low[i])) &&
        !(i + 1 == range->low_count && range->low_open);
    if (!is_low && may_be_null)
        return;
    add_and(text);
    add_comparison(text, i, is_low ? " >= " : " <= ", is_low);
}

static void
spell_out_bounds(struct text *text)
{
    const struct ct__pg_range *range = text->range;
    for (uint32_t i = 0; i < text->agreed; i++) {
        add_and(text);
        add_same(text, i, true);
    }
    bool is_nothing = (text->agreed == range->low_count && range->low_open) ||
                      (text->agreed == range->high_count && range->high_open);
    if (text->agreed && is_nothing) {
        add_and(text);
        ct__sql_add(text->sql, "FALSE");
    }
    add_seek(text, range->low_count, true);
    add_seek(text, range->high_count, false);
    if (range->low_count > text->agreed)
        spell_out(text, range->low_count, range->low_open, true);
    if (range->high_count > text->agreed)
        spell_out(text, range->high_count, range->high_open, false);
}

/* Both bounds give the same whole value of a unique index: there is one row at most, and no order. */
static bool
is_one_row(const struct text *text)
{
    if (!text->index->unique || text->agreed < text->index->declared_count)
        return false;
    for (uint32_t i = 0; i < text->index->declared_count; i++)
        if (is_null(&text->range->low[i]))
            return false;
    return true;
}

static void
add_order(struct text *text, bool descending)
{
    const struct ct__sql_index *index = text->index;
    if (is_one_row(text))
        return;
    uint32_t count = index->is_total ? index->declared_count : index->column_count;
    for (uint32_t i = 0; i < count; i++) {
        ct__sql_add(text->sql, i ? ", " : " ORDER BY ");
        add_column(text, i);
        ct__sql_add(text->sql, descending ? " DESC" : "");
        if (column_at(text, i)->nullable)
            ct__sql_add(text->sql, descending ? " NULLS LAST" : " NULLS FIRST");
    }
}

uint32_t
ct__pg_range_conditions(struct ct__sql_text *sql, const struct ct__pg_range *range,
                        const struct ct__sql_table *table, const struct ct__sql_index *index,
                        bool descending, struct ct__pg_cell *cells)
{
    struct text text = {sql, range, table, index, agreed_count(range), true};
    if (can_compare_tuples(&text))
        compare_tuples(&text);
    else
        spell_out_bounds(&text);
    add_order(&text, descending);
    for (uint32_t i = 0; i < range->low_count; i++)
        cells[i] = range->low[i];
    for (uint32_t i = 0; i < range->high_count; i++)
        cells[range->low_count + i] = range->high[i];
    return range->low_count + range->high_count;
}
