/* libcontoterzi: everything. */
#ifndef CONTOTERZI_CONTOTERZI_H
#define CONTOTERZI_CONTOTERZI_H

#include "access.h"
#include "audit.h"
#include "base.h"
#include "client.h"
#include "context.h"
#include "coupon.h"
#include "event.h"
#include "history.h"
#include "license.h"
#include "lifecycle.h"
#include "migration.h"
#include "outbox.h"
#include "policy.h"
#include "renewal.h"
#include "storage.h"
#include "studio.h"

#endif
