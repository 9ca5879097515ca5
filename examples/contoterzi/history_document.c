#include "history_document.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static void
set_problem(struct history_document *document, enum history_problem problem, const char *detail)
{
    document->problem = problem;
    history_document_set_detail(document, detail);
}

void
history_document_set_detail(struct history_document *document, const char *detail)
{
    size_t length = detail ? strlen(detail) : 0;

    if (length >= sizeof document->detail)
        for (length = sizeof document->detail - 1;
             length && ((unsigned char)detail[length] & 0xC0) == 0x80;)
            length--;
    if (length)
        memcpy(document->detail, detail, length);
    document->detail[length] = '\0';
}

/* --- Who it is from and to -------------------------------------------------------------------- */

static bool
is_italian(const struct invoice_party *party)
{
    return strcasecmp(party->country, "IT") == 0;
}

static bool
is_same(const char *a, const char *b)
{
    return *a && strcasecmp(a, b) == 0;
}

/* Many companies have one number for both, and write it in either place. */
static bool
is_owner(const struct invoice_party *party, const struct history_owner *owner)
{
    return is_same(party->tax_code, owner->tax_code) ||
           is_same(party->tax_code, owner->vat_number) ||
           (is_italian(party) && (is_same(party->vat_number, owner->vat_number) ||
                                  is_same(party->vat_number, owner->tax_code)));
}

static void
fill_party(struct history_document *document, const struct invoice_party *party)
{
    ct_document_facts *facts = &document->facts;
    const char *space = *party->given_name && *party->surname ? " " : "";

    if (*party->name)
        snprintf(document->name, sizeof document->name, "%s", party->name);
    else
        snprintf(document->name, sizeof document->name, "%s%s%s", party->given_name, space,
                 party->surname);
    snprintf(document->tax_code, sizeof document->tax_code, "%s", party->tax_code);
    snprintf(document->vat_number, sizeof document->vat_number, "%s%s",
             is_italian(party) || !*party->vat_number ? "" : party->country, party->vat_number);
    facts->counterparty_name = document->name;
    facts->counterparty_tax_code = document->tax_code;
    facts->counterparty_vat_number = document->vat_number;
}

/* A self-invoice is drawn up by the buyer, who numbers it. */
static bool
fill_parties(struct history_document *document, const struct history_owner *owner,
             const struct invoice *invoice)
{
    bool is_seller = is_owner(&invoice->seller, owner);
    bool is_buyer = is_owner(&invoice->buyer, owner);
    bool is_own = document->facts.type == CT_DOCUMENT_SELF_INVOICE && is_buyer;

    if (!is_seller && !is_buyer)
        return false;
    document->facts.direction =
        is_seller || is_own ? CT_DOCUMENT_ISSUED : CT_DOCUMENT_RECEIVED;
    fill_party(document, is_own || !is_seller ? &invoice->seller : &invoice->buyer);
    return true;
}

/* --- What it tells ---------------------------------------------------------------------------- */

/* XML Schema lets a time zone follow: "2026-03-05+01:00". */
static bool
read_date(const char *text, ct_date *ret_date)
{
    char day[CT_DATE_TEXT_LENGTH + 1] = "";
    const char *zone = text + CT_DATE_TEXT_LENGTH;
    static const char form[] = "+00:00";

    if (strlen(text) < CT_DATE_TEXT_LENGTH)
        return false;
    memcpy(day, text, CT_DATE_TEXT_LENGTH);
    if (*zone && strcmp(zone, "Z") != 0) {
        /* cppcheck-suppress knownConditionTrueFalse; it looks at text as it was before memcpy */
        if (strlen(zone) != strlen(form) || (*zone != '+' && *zone != '-') || zone[3] != ':')
            return false;
        for (size_t i = 1; form[i]; i++)
            if (form[i] == '0' && (zone[i] < '0' || zone[i] > '9'))
                return false;
    }
    return ct_date_parse(day, ret_date) == CT_OK;
}

static bool
is_missing(struct history_document *document, const char *name, const char *value)
{
    if (*value)
        return false;
    set_problem(document, HISTORY_FIELD_MISSING, name);
    return true;
}

static void
set_bad(struct history_document *document, const char *name, const char *value)
{
    char detail[sizeof document->detail];

    snprintf(detail, sizeof detail, "%s \"%s\"", name, value);
    set_problem(document, HISTORY_FIELD_BAD, detail);
}

/* Whether nothing is wrong with the values. */
static bool
fill_values(struct history_document *document, const struct invoice_body *body)
{
    ct_document_facts *facts = &document->facts;
    bool has_day;

    snprintf(document->number, sizeof document->number, "%s", body->number);
    snprintf(document->currency, sizeof document->currency, "%s", body->currency);
    facts->number = document->number;
    facts->currency = *document->currency ? document->currency : NULL;
    facts->type = ct_document_type_of_code(body->type);
    has_day = read_date(body->date, &facts->date);
    if (body->bad_field)
        set_problem(document, HISTORY_FIELD_BAD, body->bad_field);
    else if (is_missing(document, "TipoDocumento", body->type) ||
             is_missing(document, "Numero", body->number) ||
             is_missing(document, "Data", body->date))
        return false;
    else if (!facts->type)
        set_bad(document, "TipoDocumento", body->type);
    else if (!has_day)
        set_bad(document, "Data", body->date);
    else if (!invoice_total(body, &facts->total_cents))
        set_problem(document, HISTORY_FIELD_BAD,
                    body->total.is_there ? "ImportoTotaleDocumento" : "DatiBeniServizi");
    return document->problem == HISTORY_FINE;
}

void
history_document_fill(struct history_document *document, const struct history_owner *owner,
                      const struct invoice *invoice, size_t index)
{
    document->facts.position = (uint32_t)index;
    if (!fill_values(document, &invoice->bodies[index]))
        return;
    if (invoice->bad_field)
        set_problem(document, HISTORY_FIELD_BAD, invoice->bad_field);
    else if (!fill_parties(document, owner, invoice))
        document->problem = HISTORY_OTHERS;
}
