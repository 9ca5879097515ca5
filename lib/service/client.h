/* Clients from inside. */
#pragma once

#include "service/run.h"

/* Completes a loaded client for an answer: where it stands today. */
void ct__complete_client(struct ct__run *run, struct ct__client *client);
