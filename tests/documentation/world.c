/* A small world in which an example of the headers runs: a studio with an account, a client of it and
 * coupons, on 23 November 2026. The example is compiled in as EXAMPLE_FILE.
 *
 *     example [licensed|unopened] */
#include <contoterzi/contoterzi.h>
#ifdef HAVE_POSTGRES
#include <contoterzi/postgres.h>
#endif
#include <contoterzi/testkit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern ct_context *context;
extern ct_storage *storage;
extern ct_id studio, client;
ct_status example(void);
int send_mail(const char *recipient, const char *subject, const char *text);
ct_status my_fresh(void *user, ct_storage **ret_storage);
ct_status my_reopen(void *user, ct_storage **ret_storage);

ct_context *context;
ct_storage *storage;
ct_id studio, client;

static ct_storage *latest;

static ct_status
now(void *user, ct_instant *ret_now)
{
    (void)user;
    *ret_now = INT64_C(1795435200000);
    return CT_OK;
}

int
send_mail(const char *recipient, const char *subject, const char *text)
{
    return printf("to %s: %s, %zu bytes\n", recipient, subject, strlen(text)) > 0;
}

ct_status
my_fresh(void *user, ct_storage **ret_storage)
{
    ct_storage_unref(latest);
    latest = NULL;
    return ct_storage_new_memory(NULL, &latest) ? CT_ERR : my_reopen(user, ret_storage);
}

ct_status
my_reopen(void *user, ct_storage **ret_storage)
{
    (void)user;
    *ret_storage = ct_storage_ref(latest);
    return CT_OK;
}

static void
must(ct_status status)
{
    if (status == CT_OK)
        return;
    fprintf(stderr, "%s %s\n", ct_status_name(status), ct_error_text(context, 0));
    exit(1);
}

static void
populate(int is_licensed)
{
    const char *emails[] = {"forno@example.com"};
    ct_studio_request firm = CT_STUDIO_REQUEST_INIT;
    ct_client_request company = CT_CLIENT_REQUEST_INIT;
    ct_pack_request pack = CT_PACK_REQUEST_INIT;
    ct_purchase_request purchase = CT_PURCHASE_REQUEST_INIT;
    ct_studio *added = NULL;
    ct_client *registered = NULL;

    firm.name = "Studio Ferri";
    firm.vat_number = "12345670157";
    firm.email = "studio@ferri.example";
    firm.certified_email = "ferri@pec.ferri.example";
    must(ct_studio_add(context, &firm, NULL, &added));
    studio = ct_studio_id(added);
    must(ct_studio_open_account(context, studio, NULL, NULL));
    company.studio = studio;
    company.name = "Forno Bianchi";
    company.vat_number = "01234567897";
    company.emails = emails;
    company.email_count = 1;
    must(ct_client_register(context, &company, NULL, &registered));
    client = ct_client_id(registered);
    pack.studio = studio;
    pack.kind = CT_COUPON_CONTO_TERZI;
    pack.license_year = 2027;
    pack.quantity = 1;
    must(ct_pack_buy(context, &pack, NULL, NULL));
    if (is_licensed) {
        purchase.client = client;
        purchase.buyer = CT_LICENSE_FROM_CLIENT_PURCHASE;
        purchase.plan = CT_PLAN_COMPLETE;
        must(ct_license_buy(context, &purchase, NULL, NULL));
    }
    ct_client_free(registered);
    ct_studio_free(added);
}

#include EXAMPLE_FILE

int
main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;

    options.now = now;
    options.language = CT_LANGUAGE_ENGLISH;
    must(ct_storage_new_memory(NULL, &storage));
    must(ct_context_new(&options, &context));
    if (strcmp(word, "unopened")) {
        must(ct_context_open(context, storage));
        populate(!strcmp(word, "licensed"));
    }
    must(example());
    ct_context_free(context);
    ct_storage_unref(storage);
    ct_storage_unref(latest);
}
