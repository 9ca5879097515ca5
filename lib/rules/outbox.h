/* The outbox: when a message is tried again (R-OUT-01). */
#pragma once

#include <stdint.h>

#include "rules/policy.h"

/* How long to wait after the `attempts`-th attempt at delivery failed: doubling, up to a limit. */
int64_t ct__retry_seconds(const struct ct__policy *policy, int64_t attempts);
