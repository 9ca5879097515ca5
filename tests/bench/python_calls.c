/* What bench_python.py does, done in C: on the store that it opened, in its process. */
#include <stddef.h>
#include <stdint.h>

#include "contoterzi/contoterzi.h"

int64_t python_calls_decide(ct_context *context, const ct_access_request *request, size_t count);
int64_t python_calls_page(ct_context *context, const ct_client_query *query, size_t count);

/* How many of `count` decisions are yes; -1 if one fails. */
int64_t
python_calls_decide(ct_context *context, const ct_access_request *request, size_t count)
{
    int64_t allowed = 0;
    for (size_t i = 0; i < count; i++) {
        ct_access_decision *decision = NULL;
        if (ct_access_check(context, request, &decision))
            return -1;
        allowed += ct_access_decision_is_allowed(decision);
        ct_access_decision_free(decision);
    }
    return allowed;
}

/* How many clients are on `count` readings of a page; -1 if one fails. */
int64_t
python_calls_page(ct_context *context, const ct_client_query *query, size_t count)
{
    int64_t clients = 0;
    for (size_t i = 0; i < count; i++) {
        ct_client_list *list = NULL;
        if (ct_client_list_get(context, query, &list))
            return -1;
        for (size_t j = 0; j < ct_client_list_count(list); j++)
            clients += ct_client_list_at(list, j) != NULL;
        ct_client_list_free(list);
    }
    return clients;
}
