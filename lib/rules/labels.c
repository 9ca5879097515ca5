#include "rules/labels.h"

#include <string.h>

#include "contoterzi/contoterzi.h"

#define LABELS(name, ...)                                            \
    static const struct ct__label name##_items[] = {__VA_ARGS__};    \
    const struct ct__labels ct__##name##_labels = {name##_items,     \
                                                   sizeof name##_items / sizeof *name##_items}

LABELS(coupon_kind,
    {CT_COUPON_CONTO_TERZI, "conto_terzi", "conto terzi", "conto terzi"},
    {CT_COUPON_RENEWABLE, "renewable", "rinnovabile", "renewable"},
    {CT_COUPON_FLAT_RATE, "flat_rate", "forfettario", "flat-rate"});

LABELS(coupon_state,
    {CT_COUPON_AVAILABLE, "available", "disponibile", "available"},
    {CT_COUPON_RESERVED, "reserved", "riservato", "reserved"},
    {CT_COUPON_ASSIGNED, "assigned", "assegnato", "assigned"},
    {CT_COUPON_EXPIRED, "expired", "scaduto", "expired"},
    {CT_COUPON_REVOKED, "revoked", "revocato", "revoked"});

LABELS(pack_source,
    {CT_PACK_PURCHASE, "purchase", "acquisto", "purchase"},
    {CT_PACK_TACIT_RENEWAL, "tacit_renewal", "tacito rinnovo", "tacit renewal"});

LABELS(plan,
    {CT_PLAN_TRIAL, "trial", "prova", "trial"},
    {CT_PLAN_STANDARD, "standard", "Standard", "Standard"},
    {CT_PLAN_PREMIUM, "premium", "Premium", "Premium"},
    {CT_PLAN_PREMIUM_PLUS, "premium_plus", "Premium Plus", "Premium Plus"},
    {CT_PLAN_COMPLETE, "complete", "Complete", "Complete"});

LABELS(license_access,
    {CT_LICENSE_READ_ONLY, "read_only", "sola lettura", "read-only"},
    {CT_LICENSE_FULL, "full", "completo", "full"});

LABELS(license_source,
    {CT_LICENSE_FROM_COUPON, "coupon", "coupon", "coupon"},
    {CT_LICENSE_FROM_CLIENT_PURCHASE, "client_purchase", "acquisto del cliente", "client's purchase"},
    {CT_LICENSE_FROM_STUDIO_PURCHASE, "studio_purchase", "acquisto dello studio", "studio's purchase"},
    {CT_LICENSE_FROM_TRIAL, "trial", "prova", "trial"});

LABELS(category,
    {CT_CATEGORY_CLIENTS, "clients", "clienti", "customers"},
    {CT_CATEGORY_SUPPLIERS, "suppliers", "fornitori", "suppliers"},
    {CT_CATEGORY_PRODUCTS, "products", "prodotti", "products"},
    {CT_CATEGORY_DOCUMENTS, "documents", "documenti", "documents"});

LABELS(tax_regime,
    {CT_TAX_REGIME_ORDINARY, "ordinary", "ordinario", "ordinary"},
    {CT_TAX_REGIME_FLAT_RATE, "flat_rate", "forfettario", "flat-rate"});

LABELS(client_state,
    {CT_CLIENT_MIGRATABLE, "migratable", "migrabile", "migratable"},
    {CT_CLIENT_NOT_MIGRATABLE, "not_migratable", "non migrabile", "not migratable"},
    {CT_CLIENT_IN_MIGRATION, "in_migration", "in migrazione", "in migration"},
    {CT_CLIENT_ACTIVE, "active", "attivo", "active"},
    {CT_CLIENT_EXPIRED, "expired", "scaduto", "expired"},
    {CT_CLIENT_ERASED, "erased", "cancellato", "erased"});

LABELS(client_status,
    {CT_CLIENT_ADDED, "added", "aggiunto", "added"},
    {CT_CLIENT_UPDATED, "updated", "aggiornato", "updated"},
    {CT_CLIENT_UNCHANGED, "unchanged", "invariato", "unchanged"},
    {CT_CLIENT_REFUSED, "refused", "rifiutato", "refused"});

LABELS(stage,
    {CT__STAGE_MIGRATABLE, "migratable", "migrabile", "migratable"},
    {CT__STAGE_NOT_MIGRATABLE, "not_migratable", "non migrabile", "not migratable"},
    {CT__STAGE_IN_MIGRATION, "in_migration", "in migrazione", "in migration"},
    {CT__STAGE_LICENSED, "licensed", "con licenza", "licensed"},
    {CT__STAGE_ERASED, "erased", "cancellato", "erased"});

LABELS(eligible_action,
    {CT_ELIGIBLE_NO, "no", "nessuna", "none"},
    {CT_ELIGIBLE_MIGRATE, "migrate", "migrare", "migrate"},
    {CT_ELIGIBLE_RENEW, "renew", "rinnovare", "renew"},
    {CT_ELIGIBLE_ACTIVATE, "activate", "attivare", "activate"},
    {CT_ELIGIBLE_UPGRADE, "upgrade", "passare a una licenza superiore", "move to a higher license"});

LABELS(migration_state,
    {CT_MIGRATION_SELECTED, "selected", "selezionata", "selected"},
    {CT_MIGRATION_AUTHORISED, "authorised", "autorizzata", "authorised"},
    {CT_MIGRATION_PROVISIONED, "provisioned", "attivata", "provisioned"},
    {CT_MIGRATION_CREDENTIALS_SENT, "credentials_sent", "credenziali inviate", "credentials sent"},
    {CT_MIGRATION_FIRST_LOGIN, "first_login", "primo accesso eseguito", "first login done"},
    {CT_MIGRATION_OPERATIONAL, "operational", "operativa", "operational"},
    {CT_MIGRATION_CANCELLED, "cancelled", "annullata", "cancelled"},
    {CT_MIGRATION_FAILED, "failed", "fallita", "failed"});

LABELS(migration_status,
    {CT_MIGRATION_DONE, "done", "fatto", "done"},
    {CT_MIGRATION_REFUSED, "refused", "rifiutato", "refused"},
    {CT_MIGRATION_ALREADY_DONE, "already_done", "già fatto", "already done"});

LABELS(message_kind,
    {CT_MESSAGE_CREDENTIALS, "credentials", "credenziali", "credentials"},
    {CT_MESSAGE_LICENSE_ACTIVATED, "license_activated", "licenza attivata", "license activated"},
    {CT_MESSAGE_COUPONS_ISSUED, "coupons_issued", "coupon emessi", "coupons issued"},
    {CT_MESSAGE_RENEWAL_REMINDER, "renewal_reminder", "promemoria di rinnovo", "renewal reminder"},
    {CT_MESSAGE_LICENSE_EXPIRED, "license_expired", "licenza scaduta", "license expired"},
    {CT_MESSAGE_ERASURE_NOTICE, "erasure_notice", "avviso di cancellazione", "erasure notice"},
    {CT_MESSAGE_CANCELLATION_RECORDED, "cancellation_recorded", "disdetta registrata",
     "cancellation recorded"});

LABELS(message_state,
    {CT_MESSAGE_QUEUED, "queued", "in coda", "queued"},
    {CT_MESSAGE_DELIVERED, "delivered", "consegnato", "delivered"},
    {CT_MESSAGE_WITHDRAWN, "withdrawn", "ritirato", "withdrawn"});

LABELS(event_kind,
    {CT_EVENT_STUDIO_ADDED, "studio_added", "studio registrato", "studio added"},
    {CT_EVENT_ACCOUNT_OPENED, "account_opened", "account commercialista aperto",
     "accountant account opened"},
    {CT_EVENT_CLIENT_ADDED, "client_added", "cliente aggiunto", "client added"},
    {CT_EVENT_CLIENT_UPDATED, "client_updated", "cliente aggiornato", "client updated"},
    {CT_EVENT_NICKNAME_SET, "nickname_set", "soprannome impostato", "nickname set"},
    {CT_EVENT_PACK_BOUGHT, "pack_bought", "pacchetto acquistato", "pack bought"},
    {CT_EVENT_PACK_REVOKED, "pack_revoked", "pacchetto revocato", "pack revoked"},
    {CT_EVENT_MIGRATION_SELECTED, "migration_selected", "migrazione selezionata",
     "migration selected"},
    {CT_EVENT_MIGRATION_AUTHORISED, "migration_authorised", "migrazione autorizzata",
     "migration authorised"},
    {CT_EVENT_MIGRATION_PROVISIONED, "migration_provisioned", "migrazione attivata",
     "migration provisioned"},
    {CT_EVENT_CREDENTIALS_SENT, "credentials_sent", "credenziali inviate", "credentials sent"},
    {CT_EVENT_FIRST_LOGIN, "first_login", "primo accesso", "first login"},
    {CT_EVENT_MIGRATION_OPERATIONAL, "migration_operational", "migrazione operativa",
     "migration operational"},
    {CT_EVENT_MIGRATION_CANCELLED, "migration_cancelled", "migrazione annullata",
     "migration cancelled"},
    {CT_EVENT_MIGRATION_FAILED, "migration_failed", "migrazione fallita", "migration failed"},
    {CT_EVENT_LICENSE_ACTIVATED, "license_activated", "licenza attivata", "license activated"},
    {CT_EVENT_USAGE_COUNTED, "usage_counted", "utilizzo conteggiato", "usage counted"},
    {CT_EVENT_MESSAGE_QUEUED, "message_queued", "messaggio in coda", "message queued"},
    {CT_EVENT_MESSAGE_CLAIMED, "message_claimed", "messaggio preso in carico", "message claimed"},
    {CT_EVENT_MESSAGE_DELIVERED, "message_delivered", "messaggio consegnato", "message delivered"},
    {CT_EVENT_MESSAGE_FAILED, "message_failed", "consegna non riuscita", "delivery failed"},
    {CT_EVENT_MESSAGE_WITHDRAWN, "message_withdrawn", "messaggio ritirato", "message withdrawn"},
    {CT_EVENT_LICENSE_SUPERSEDED, "license_superseded", "licenza sostituita", "license superseded"},
    {CT_EVENT_COUPON_ASSIGNED, "coupon_assigned", "coupon assegnato", "coupon assigned"},
    {CT_EVENT_PACK_RENEWED, "pack_renewed", "pacchetto rinnovato", "pack renewed"},
    {CT_EVENT_CAMPAIGN_STOPPED, "campaign_stopped", "rinnovo fermato dalla disdetta",
     "renewal stopped by a cancellation"},
    {CT_EVENT_CANCELLATION_RECORDED, "cancellation_recorded", "disdetta registrata",
     "cancellation recorded"},
    {CT_EVENT_CANCELLATION_WITHDRAWN, "cancellation_withdrawn", "disdetta ritirata",
     "cancellation withdrawn"},
    {CT_EVENT_CLIENT_UNLINKED, "client_unlinked", "cliente scollegato", "client unlinked"},
    {CT_EVENT_CLIENT_LINKED, "client_linked", "cliente collegato", "client linked"},
    {CT_EVENT_CLIENT_OPENED, "client_opened", "account del cliente aperto",
     "client's account opened"},
    {CT_EVENT_DOCUMENT_IMPORTED, "document_imported", "documento importato", "document imported"},
    {CT_EVENT_LICENSE_EXPIRED, "license_expired", "licenza scaduta", "license expired"},
    {CT_EVENT_RENEWAL_REMINDED, "renewal_reminded", "rinnovo ricordato", "renewal reminded"},
    {CT_EVENT_ERASURE_ANNOUNCED, "erasure_announced", "cancellazione preannunciata",
     "erasure announced"},
    {CT_EVENT_CLIENT_ERASED, "client_erased", "dati del cliente cancellati",
     "client's data erased"},
    {CT_EVENT_CLIENT_EXPORTED, "client_exported", "dati del cliente esportati",
     "client's data exported"},
    {CT_EVENT_MIGRATION_REFUSED, "migration_refused", "migrazione rifiutata", "migration refused"},
    {CT_EVENT_ASSIGNMENT_REFUSED, "assignment_refused", "assegnazione rifiutata",
     "assignment refused"},
    {CT_EVENT_RENEWAL_REFUSED, "renewal_refused", "rinnovo rifiutato", "renewal refused"},
    {CT_EVENT_CANCELLATION_REFUSED, "cancellation_refused", "disdetta rifiutata",
     "cancellation refused"},
    {CT_EVENT_ACCESS_REFUSED, "access_refused", "accesso rifiutato", "access refused"});

LABELS(access_actor,
    {CT_ACCESS_CLIENT, "client", "cliente", "client"},
    {CT_ACCESS_STUDIO, "studio", "studio", "studio"});

LABELS(access_area,
    {CT_AREA_SITUATION, "situation", "situazione", "situation"},
    {CT_AREA_CLIENTS, "clients", "clienti", "customers"},
    {CT_AREA_SUPPLIERS, "suppliers", "fornitori", "suppliers"},
    {CT_AREA_PRODUCTS, "products", "prodotti", "products"},
    {CT_AREA_ISSUED_DOCUMENTS, "issued_documents", "documenti emessi", "issued documents"},
    {CT_AREA_RECEIVED_DOCUMENTS, "received_documents", "documenti ricevuti", "received documents"},
    {CT_AREA_RECEIPTS, "receipts", "corrispettivi", "receipts"},
    {CT_AREA_CALENDAR, "calendar", "scadenzario", "calendar"},
    {CT_AREA_ARCHIVE, "archive", "archivio", "archive"},
    {CT_AREA_TAXES, "taxes", "imposte", "taxes"},
    {CT_AREA_STOCK, "stock", "magazzino", "stock"},
    {CT_AREA_CASHBOOK, "cashbook", "prima nota", "cash book"},
    {CT_AREA_SETTINGS, "settings", "impostazioni", "settings"},
    {CT_AREA_EMAILS, "emails", "e-mail", "e-mails"},
    {CT_AREA_EXPORT, "export", "esportazione", "export"},
    {CT_AREA_IMPORT_BANKSTATEMENTS, "import_bankstatements", "importazione di estratti conto",
     "import of bank statements"},
    {CT_AREA_IMPORT_CLIENTS_SUPPLIERS, "import_clients_suppliers",
     "importazione di clienti e fornitori", "import of customers and suppliers"},
    {CT_AREA_IMPORT_ISSUED_DOCUMENTS, "import_issued_documents",
     "importazione di documenti emessi", "import of issued documents"},
    {CT_AREA_IMPORT_PRODUCTS, "import_products", "importazione di prodotti", "import of products"},
    {CT_AREA_RECURRING, "recurring", "documenti ricorrenti", "recurring documents"},
    {CT_AREA_RIBA, "riba", "ricevute bancarie", "bank receipts"},
    {CT_AREA_EMPLOYEES, "employees", "dipendenti", "employees"},
    {CT_AREA_TIMESHEET, "timesheet", "presenze", "timesheet"},
    {CT_AREA_EMPLOYEES_SETTINGS, "employees_settings", "impostazioni dei dipendenti",
     "settings of employees"},
    {CT_AREA_QUOTES, "quotes", "preventivi", "quotes"},
    {CT_AREA_PROFORMAS, "proformas", "proforma", "pro formas"},
    {CT_AREA_INVOICES, "invoices", "fatture", "invoices"},
    {CT_AREA_ISSUED_RECEIPTS, "issued_receipts", "ricevute", "issued receipts"},
    {CT_AREA_DELIVERY_NOTES, "delivery_notes", "documenti di trasporto", "delivery notes"},
    {CT_AREA_CREDIT_NOTES, "credit_notes", "note di credito", "credit notes"},
    {CT_AREA_ORDERS, "orders", "ordini", "orders"},
    {CT_AREA_WORK_REPORTS, "work_reports", "rapporti di lavoro", "work reports"},
    {CT_AREA_SUPPLIER_ORDERS, "supplier_orders", "ordini a fornitori", "supplier orders"},
    {CT_AREA_SELF_INVOICES, "self_invoices", "autofatture", "self-invoices"},
    {CT_AREA_LOGIN, "login", "accesso", "login"},
    {CT_AREA_LICENSE_PURCHASE, "license_purchase", "acquisto di licenze", "purchase of licenses"});

LABELS(access_level,
    {CT_LEVEL_NONE, "none", "nessuno", "none"},
    {CT_LEVEL_READ, "read", "lettura", "read"},
    {CT_LEVEL_WRITE, "write", "scrittura", "write"},
    {CT_LEVEL_DETAILED, "detailed", "dettagliato", "detailed"});

LABELS(quick_action,
    {CT_ACTION_OPEN_ACCOUNT, "open_account", "aprire l'account", "open the account"},
    {CT_ACTION_CREATE_INVOICE, "create_invoice", "creare una fattura", "create an invoice"},
    {CT_ACTION_EXPORT_REPORT, "export_report", "esportare un report", "export a report"},
    {CT_ACTION_SET_NICKNAME, "set_nickname", "impostare il soprannome", "set the nickname"},
    {CT_ACTION_UNLINK, "unlink", "scollegare", "unlink"},
    {CT_ACTION_MIGRATE, "migrate", "migrare", "migrate"},
    {CT_ACTION_ASSIGN_COUPON, "assign_coupon", "assegnare un coupon", "assign a coupon"},
    {CT_ACTION_RENEW, "renew", "rinnovare", "renew"},
    {CT_ACTION_UPGRADE, "upgrade", "passare a una licenza superiore",
     "move to a higher license"});

LABELS(renewal_way,
    {CT_RENEWAL_CONTO_TERZI, "conto_terzi", "coupon conto terzi", "conto terzi coupon"},
    {CT_RENEWAL_RENEWABLE, "renewable", "coupon rinnovabile", "renewable coupon"},
    {CT_RENEWAL_FLAT_RATE, "flat_rate", "coupon forfettario", "flat-rate coupon"},
    {CT_RENEWAL_OWN_PURCHASE, "own_purchase", "acquisto in proprio", "own purchase"});

LABELS(assignment_status,
    {CT_ASSIGNMENT_DONE, "done", "fatto", "done"},
    {CT_ASSIGNMENT_REFUSED, "refused", "rifiutato", "refused"},
    {CT_ASSIGNMENT_ALREADY_DONE, "already_done", "già fatto", "already done"});

LABELS(document_direction,
    {CT_DOCUMENT_ISSUED, "issued", "emesso", "issued"},
    {CT_DOCUMENT_RECEIVED, "received", "ricevuto", "received"});

LABELS(document_type,
    {CT_DOCUMENT_INVOICE, "invoice", "fattura", "invoice"},
    {CT_DOCUMENT_CREDIT_NOTE, "credit_note", "nota di credito", "credit note"},
    {CT_DOCUMENT_DEBIT_NOTE, "debit_note", "nota di debito", "debit note"},
    {CT_DOCUMENT_SELF_INVOICE, "self_invoice", "autofattura", "self-invoice"},
    {CT_DOCUMENT_SIMPLIFIED, "simplified", "fattura semplificata", "simplified invoice"});

LABELS(import_status,
    {CT_IMPORT_DONE, "imported", "importato", "imported"},
    {CT_IMPORT_REFUSED, "refused", "rifiutato", "refused"},
    {CT_IMPORT_ALREADY_THERE, "already_there", "già presente", "already there"});

static const struct ct__labels *const public_labels[] = {
    [CT_ENUM_COUPON_KIND] = &ct__coupon_kind_labels,
    [CT_ENUM_COUPON_STATE] = &ct__coupon_state_labels,
    [CT_ENUM_PACK_SOURCE] = &ct__pack_source_labels,
    [CT_ENUM_PLAN] = &ct__plan_labels,
    [CT_ENUM_LICENSE_ACCESS] = &ct__license_access_labels,
    [CT_ENUM_LICENSE_SOURCE] = &ct__license_source_labels,
    [CT_ENUM_CATEGORY] = &ct__category_labels,
    [CT_ENUM_TAX_REGIME] = &ct__tax_regime_labels,
    [CT_ENUM_CLIENT_STATE] = &ct__client_state_labels,
    [CT_ENUM_CLIENT_STATUS] = &ct__client_status_labels,
    [CT_ENUM_ELIGIBLE_ACTION] = &ct__eligible_action_labels,
    [CT_ENUM_MIGRATION_STATE] = &ct__migration_state_labels,
    [CT_ENUM_MIGRATION_STATUS] = &ct__migration_status_labels,
    [CT_ENUM_MESSAGE_KIND] = &ct__message_kind_labels,
    [CT_ENUM_MESSAGE_STATE] = &ct__message_state_labels,
    [CT_ENUM_EVENT_KIND] = &ct__event_kind_labels,
    [CT_ENUM_ACCESS_ACTOR] = &ct__access_actor_labels,
    [CT_ENUM_ACCESS_AREA] = &ct__access_area_labels,
    [CT_ENUM_ACCESS_LEVEL] = &ct__access_level_labels,
    [CT_ENUM_QUICK_ACTION] = &ct__quick_action_labels,
    [CT_ENUM_RENEWAL_WAY] = &ct__renewal_way_labels,
    [CT_ENUM_ASSIGNMENT_STATUS] = &ct__assignment_status_labels,
    [CT_ENUM_DOCUMENT_DIRECTION] = &ct__document_direction_labels,
    [CT_ENUM_DOCUMENT_TYPE] = &ct__document_type_labels,
    [CT_ENUM_IMPORT_STATUS] = &ct__import_status_labels,
};

const struct ct__label *
ct__label_of(const struct ct__labels *labels, int32_t value)
{
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].value == value)
            return &labels->items[i];
    return NULL;
}

static const struct ct__labels *
labels_of(ct_enum enumeration)
{
    if ((size_t)enumeration >= sizeof public_labels / sizeof *public_labels)
        return NULL;
    return public_labels[enumeration];
}

static const struct ct__label *
public_label(ct_enum enumeration, int32_t value)
{
    const struct ct__labels *labels = labels_of(enumeration);
    return labels ? ct__label_of(labels, value) : NULL;
}

const char *
ct_enum_name(ct_enum enumeration, int32_t value)
{
    const struct ct__label *label = public_label(enumeration, value);
    return label ? label->name : NULL;
}

const char *
ct_enum_text(ct_enum enumeration, int32_t value, ct_language language)
{
    const struct ct__label *label = public_label(enumeration, value);
    if (!label)
        return NULL;
    return language == CT_LANGUAGE_ENGLISH ? label->english : label->italian;
}

ct_status
ct_enum_value(ct_enum enumeration, const char *name, int32_t *ret_value)
{
    const struct ct__labels *labels = labels_of(enumeration);
    if (!labels || !name || !ret_value)
        return CT_ERR_INVALID_ARGUMENT;
    for (size_t i = 0; i < labels->count; i++)
        if (strcmp(labels->items[i].name, name) == 0) {
            *ret_value = labels->items[i].value;
            return CT_OK;
        }
    return CT_ERR_INVALID_ARGUMENT;
}
