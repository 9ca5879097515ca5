#include "rules/outbox.h"

int64_t
ct__retry_seconds(const struct ct__policy *policy, int64_t attempts)
{
    int64_t seconds = policy->message_retry_seconds;
    for (int64_t i = 1; i < attempts && seconds < policy->message_retry_seconds_max; i++)
        seconds *= 2;
    return seconds < policy->message_retry_seconds_max ? seconds
                                                       : policy->message_retry_seconds_max;
}
