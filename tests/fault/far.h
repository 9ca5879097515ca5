/* A back end as if it were far away. */
#pragma once

#include "fixture.h"

/* What `wrap_storage` is set to. */
ct_status wrap_as_far(struct world *world);
