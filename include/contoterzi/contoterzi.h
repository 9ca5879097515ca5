/* libcontoterzi: everything. */
#ifndef CONTOTERZI_CONTOTERZI_H
#define CONTOTERZI_CONTOTERZI_H

#include "base.h"
#include "client.h"
#include "context.h"
#include "coupon.h"
#include "event.h"
#include "license.h"
#include "migration.h"
#include "outbox.h"
#include "policy.h"
#include "storage.h"
#include "studio.h"

#endif
