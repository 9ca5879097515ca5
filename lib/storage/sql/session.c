#include "storage/sql/sql.h"

void
ct__sql_open(struct ct__sql_session *session, const ct_allocator *allocator, const char *schema,
             const char *mark)
{
    session->description.allocator = allocator;
    session->sql = (struct ct__sql_text){.allocator = allocator, .schema = schema, .mark = mark};
}

void
ct__sql_close(struct ct__sql_session *session)
{
    ct__arena_free(&session->description);
    ct__release(session->sql.allocator, session->sql.text);
}
