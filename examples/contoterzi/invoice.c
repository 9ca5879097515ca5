#include "invoice.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { BODIES_MAX = 1000, PATH_SIZE = 160, DEPTH_MAX = 300, TEXT_SIZE = 512 };

/* --- Amounts ---------------------------------------------------------------------------------- */

static bool
add_digit(int64_t *number, char digit)
{
    return !__builtin_mul_overflow(*number, 10, number) &&
           !__builtin_add_overflow(*number, digit - '0', number);
}

static bool
is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* The sign is kept for last, so that half a cent is rounded away from zero on both sides. */
bool
invoice_read_cents(const char *text, int64_t *ret_cents)
{
    bool is_negative = *text == '-', has_digits = false;
    int64_t cents = 0;
    int decimals = 0;

    text += *text == '-' || *text == '+';
    for (; is_digit(*text); text++, has_digits = true)
        if (!add_digit(&cents, *text))
            return false;
    if (*text == '.')
        for (text++; is_digit(*text) && decimals < 2; text++, decimals++, has_digits = true)
            if (!add_digit(&cents, *text))
                return false;
    for (; decimals < 2; decimals++)
        if (!add_digit(&cents, '0'))
            return false;
    if (is_digit(*text) && *text >= '5' && __builtin_add_overflow(cents, 1, &cents))
        return false;
    while (is_digit(*text))
        text++;
    *ret_cents = is_negative ? -cents : cents;
    return has_digits && !*text;
}

static void
add_amount(struct invoice_amount *amount, const char *text)
{
    int64_t cents;

    amount->is_there = true;
    if (!invoice_read_cents(text, &cents) ||
        __builtin_add_overflow(amount->cents, cents, &amount->cents))
        amount->is_bad = true;
}

bool
invoice_total(const struct invoice_body *body, int64_t *ret_cents)
{
    const struct invoice_amount *amount = body->total.is_there ? &body->total : &body->sum;

    *ret_cents = amount->cents;
    return !amount->is_bad;
}

/* --- Fields ----------------------------------------------------------------------------------- */

/* Where a field stands below the root, and where it goes. */
struct field {
    const char *path;
    enum { OF_INVOICE, OF_BODY, AMOUNT_TOTAL, AMOUNT_SUM } kind;
    size_t offset, size;
};

#define HEADER "FatturaElettronicaHeader/"
#define DOCUMENT "FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/"
#define GOODS "FatturaElettronicaBody/DatiBeniServizi/"
#define PARTY(path, party, member)                                                                 \
    { HEADER path, OF_INVOICE, offsetof(struct invoice, party.member),                             \
      sizeof((struct invoice *)0)->party.member }
#define BODY(name, member)                                                                         \
    { DOCUMENT name, OF_BODY, offsetof(struct invoice_body, member),                               \
      sizeof((struct invoice_body *)0)->member }

static const struct field of_both[] = {
    BODY("TipoDocumento", type),
    BODY("Divisa", currency),
    BODY("Data", date),
    BODY("Numero", number),
    { DOCUMENT "ImportoTotaleDocumento", AMOUNT_TOTAL, 0, 0 },
    { 0 },
};

#define ORDINARY_PARTY(element, party)                                                             \
    PARTY(element "/DatiAnagrafici/IdFiscaleIVA/IdPaese", party, country),                         \
        PARTY(element "/DatiAnagrafici/IdFiscaleIVA/IdCodice", party, vat_number),                 \
        PARTY(element "/DatiAnagrafici/CodiceFiscale", party, tax_code),                           \
        PARTY(element "/DatiAnagrafici/Anagrafica/Denominazione", party, name),                    \
        PARTY(element "/DatiAnagrafici/Anagrafica/Nome", party, given_name),                       \
        PARTY(element "/DatiAnagrafici/Anagrafica/Cognome", party, surname)

static const struct field of_ordinary[] = {
    ORDINARY_PARTY("CedentePrestatore", seller),
    ORDINARY_PARTY("CessionarioCommittente", buyer),
    { GOODS "DatiRiepilogo/ImponibileImporto", AMOUNT_SUM, 0, 0 },
    { GOODS "DatiRiepilogo/Imposta", AMOUNT_SUM, 0, 0 },
    { 0 },
};

/* Its amounts have the tax in them. */
static const struct field of_simplified[] = {
    PARTY("CedentePrestatore/IdFiscaleIVA/IdPaese", seller, country),
    PARTY("CedentePrestatore/IdFiscaleIVA/IdCodice", seller, vat_number),
    PARTY("CedentePrestatore/CodiceFiscale", seller, tax_code),
    PARTY("CedentePrestatore/Denominazione", seller, name),
    PARTY("CedentePrestatore/Nome", seller, given_name),
    PARTY("CedentePrestatore/Cognome", seller, surname),
    PARTY("CessionarioCommittente/IdentificativiFiscali/IdFiscaleIVA/IdPaese", buyer, country),
    PARTY("CessionarioCommittente/IdentificativiFiscali/IdFiscaleIVA/IdCodice", buyer, vat_number),
    PARTY("CessionarioCommittente/IdentificativiFiscali/CodiceFiscale", buyer, tax_code),
    PARTY("CessionarioCommittente/AltriDatiIdentificativi/Denominazione", buyer, name),
    PARTY("CessionarioCommittente/AltriDatiIdentificativi/Nome", buyer, given_name),
    PARTY("CessionarioCommittente/AltriDatiIdentificativi/Cognome", buyer, surname),
    { GOODS "Importo", AMOUNT_SUM, 0, 0 },
    { 0 },
};

/* The kinds of invoices, by their root. */
static const struct kind {
    const char *root;
    const char *name_space;
    const char *versions[2];
    const struct field *fields;
} kinds[] = {
    { "FatturaElettronica", "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2",
      { "FPR12", "FPA12" }, of_ordinary },
    { "FatturaElettronicaSemplificata",
      "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0", { "FSM10" },
      of_simplified },
};

/* --- Parsing ---------------------------------------------------------------------------------- */

struct reading {
    xmlParserCtxtPtr parser;
    struct invoice *invoice;
    enum history_problem problem;
    const struct kind *kind;
    struct invoice_body body; /* in progress */
    size_t depth;
    size_t ends[DEPTH_MAX]; /* of the path, at each depth */
    char path[PATH_SIZE];   /* below the root */
    char text[TEXT_SIZE];   /* of the innermost element */
    size_t text_size;
    bool is_text_long;
};

static void
stop(struct reading *reading, enum history_problem problem)
{
    if (reading->problem == HISTORY_FINE)
        reading->problem = problem;
    xmlStopParser(reading->parser);
}

static void
refuse_doctype(void *state, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    stop(state, HISTORY_XML_DOCTYPE);
}

static bool
is_version(const struct kind *kind, const xmlChar *value, const xmlChar *end)
{
    for (size_t i = 0; i < 2; i++)
        if (kind->versions[i] && (size_t)(end - value) == strlen(kind->versions[i]) &&
            memcmp(value, kind->versions[i], (size_t)(end - value)) == 0)
            return true;
    return false;
}

/* `attributes` are five pointers each: name, prefix, namespace, the value and its end. */
static enum history_problem
read_root(struct reading *reading, const char *name, const char *name_space, int count,
          const xmlChar **attributes)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(name, kinds[i].root) == 0)
            reading->kind = &kinds[i];
    if (!reading->kind)
        return HISTORY_XML_OTHER;
    if (!name_space || strcmp(name_space, reading->kind->name_space) != 0)
        return HISTORY_XML_NAMESPACE;
    for (int i = 0; i < count; i++)
        if (strcmp((const char *)attributes[5 * i], "versione") == 0 &&
            is_version(reading->kind, attributes[5 * i + 3], attributes[5 * i + 4]))
            return HISTORY_FINE;
    return HISTORY_XML_VERSION;
}

static void
begin_element(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *name_space,
              int name_space_count, const xmlChar **name_spaces, int count, int default_count,
              const xmlChar **attributes)
{
    struct reading *reading = state;
    size_t used = reading->depth ? reading->ends[reading->depth - 1] : 0;
    size_t length = strlen((const char *)name);

    (void)prefix;
    (void)name_space_count;
    (void)name_spaces;
    (void)default_count;
    if (reading->depth == 0) {
        enum history_problem problem = read_root(reading, (const char *)name,
                                                 (const char *)name_space, count, attributes);

        if (problem != HISTORY_FINE)
            stop(reading, problem);
    } else if (used + length + 2 <= PATH_SIZE) {
        if (used)
            reading->path[used++] = '/';
        memcpy(reading->path + used, name, length);
        used += length;
    } else if (used + 2 <= PATH_SIZE)
        reading->path[used++] = '?'; /* like no field's */
    if (reading->depth == DEPTH_MAX)
        stop(reading, HISTORY_XML_MALFORMED);
    else
        reading->ends[reading->depth++] = used;
    reading->path[used] = '\0';
    reading->text_size = 0;
    reading->is_text_long = false;
}

static void
add_text(void *state, const xmlChar *text, int size)
{
    struct reading *reading = state;

    if (reading->text_size + (size_t)size >= TEXT_SIZE) {
        reading->is_text_long = true;
        return;
    }
    memcpy(reading->text + reading->text_size, text, (size_t)size);
    reading->text_size += (size_t)size;
}

/* White space as XML Schema collapses it. */
static void
collapse(struct reading *reading)
{
    static const char white[] = " \t\r\n";
    char *to = reading->text;

    reading->text[reading->text_size] = '\0';
    for (const char *from = to + strspn(to, white); *from;) {
        size_t length = strcspn(from, white);

        if (to > reading->text)
            *to++ = ' ';
        memmove(to, from, length);
        to += length;
        from += length;
        from += strspn(from, white);
    }
    *to = '\0';
}

static void
take_text(struct reading *reading, const struct field *field)
{
    bool is_body = field->kind == OF_BODY;
    char *place = (is_body ? (char *)&reading->body : (char *)reading->invoice) + field->offset;
    size_t length = strlen(reading->text);

    if (!reading->is_text_long && length < field->size)
        memcpy(place, reading->text, length + 1);
    else if (is_body)
        reading->body.bad_field = strrchr(field->path, '/') + 1;
    else
        reading->invoice->bad_field = strrchr(field->path, '/') + 1;
}

static void
take_field(struct reading *reading, const struct field *fields)
{
    while (fields->path && strcmp(fields->path, reading->path) != 0)
        fields++;
    if (!fields->path)
        return;
    collapse(reading);
    if (fields->kind == AMOUNT_TOTAL)
        add_amount(&reading->body.total, reading->text);
    else if (fields->kind == AMOUNT_SUM)
        add_amount(&reading->body.sum, reading->text);
    else
        take_text(reading, fields);
}

static void
end_body(struct reading *reading)
{
    struct invoice *invoice = reading->invoice;
    size_t count = invoice->body_count;

    if (count == BODIES_MAX) {
        stop(reading, HISTORY_BODIES);
        return;
    }
    if ((count & (count - 1)) == 0) /* none, or a power of two: all the room is taken */
        invoice->bodies =
            memory_resize(invoice->bodies, (count ? 2 * count : 1) * sizeof *invoice->bodies);
    invoice->bodies[invoice->body_count++] = reading->body;
    reading->body = (struct invoice_body){ 0 };
}

static void
end_element(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *name_space)
{
    struct reading *reading = state;

    (void)name;
    (void)prefix;
    (void)name_space;
    if (reading->problem != HISTORY_FINE)
        return;
    take_field(reading, of_both);
    take_field(reading, reading->kind->fields);
    if (strcmp(reading->path, "FatturaElettronicaBody") == 0)
        end_body(reading);
    reading->depth--;
    reading->path[reading->depth ? reading->ends[reading->depth - 1] : 0] = '\0';
    reading->text_size = 0;
}

static void
say_nothing(void *state, xmlErrorPtr error)
{
    (void)state;
    (void)error;
}

/* No tree is built: what is not asked for is forgotten at once, and an entity has nowhere to come
 * from. */
static const xmlSAXHandler handler = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = refuse_doctype,
    .startElementNs = begin_element,
    .endElementNs = end_element,
    .characters = add_text,
    .ignorableWhitespace = add_text,
    .cdataBlock = add_text,
    .serror = say_nothing,
};

static enum history_problem
parse(struct reading *reading, const unsigned char *bytes, size_t size)
{
    reading->parser = xmlCreateMemoryParserCtxt((const char *)bytes, (int)size);
    if (!reading->parser)
        memory_failed();
    *reading->parser->sax = handler;
    reading->parser->userData = reading;
    xmlCtxtUseOptions(reading->parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlParseDocument(reading->parser);
    if (reading->problem == HISTORY_FINE && !reading->parser->wellFormed)
        reading->problem = HISTORY_XML_MALFORMED;
    /* Made for what a DOCTYPE declares, though no tree is built. */
    xmlFreeDoc(reading->parser->myDoc);
    xmlFreeParserCtxt(reading->parser);
    return reading->problem;
}

enum history_problem
invoice_read(const unsigned char *bytes, size_t size, struct invoice *ret_invoice)
{
    struct reading reading = { .invoice = ret_invoice };
    enum history_problem problem;

    *ret_invoice = (struct invoice){ 0 };
    if (size > HISTORY_XML_SIZE_MAX)
        return HISTORY_TOO_LARGE;
    problem = parse(&reading, bytes, size);
    if (problem == HISTORY_FINE && ret_invoice->body_count == 0)
        problem = HISTORY_NO_BODY;
    return problem;
}

void
invoice_free(struct invoice *invoice)
{
    free(invoice->bodies);
}
