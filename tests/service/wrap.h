/* What can be put around the storage of a world. These, unlike the rest of the fixture, see the inside of
 * a storage, to call what it wraps. */
#pragma once

#include "fixture.h"

/* The storage becomes one with these functions, which get the handles of the one that it was. */
ct_status wrap_in(struct world *world, const ct_storage_ops *ops);

/* As if it were far away. */
ct_status wrap_as_far(struct world *world);
/* Conflicts come up now and then. */
ct_status wrap_in_rivals(struct world *world);
/* As CONTOTERZI_TEST_AS wants it: "far", "rivals" or nothing at all. */
ct_status wrap_as_asked(struct world *world);
