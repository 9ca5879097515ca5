/* Everything that is held on a client, as a document. */
#pragma once

#include "service/json.h"
#include "service/run.h"

/* Writes it; `client` is loaded and complete. Answers what the document's writer answered, too. */
ct_status ct__export_write(struct ct__run *run, struct ct__json *json,
                           const struct ct__client *client, bool has_nickname);
