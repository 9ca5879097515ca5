/* Coupons, licenses and migrations of accounting firms and their clients: all the headers in one.
 *
 * Italian accounting firms invoice on behalf of client companies; year-bound coupons move those clients
 * to Fatture in Cloud. libcontoterzi decides who may get which coupon, when a license works and how a
 * migration goes, explains every refusal with its rule in Italian and English, and loses nothing.
 *
 * A program opens a storage (storage.h) in a context (context.h), calls what its subject has, reads the
 * handles that it gets, and frees them; how the headers are to be read, base.h says. It is built with
 * `cc program.c $(pkg-config --cflags --libs contoterzi)`. */
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
