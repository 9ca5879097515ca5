#include "history_problem.h"

static const struct words sentences[] = {
    [HISTORY_UNREADABLE] = { "Il file non si può leggere", "The file can't be read" },
    [HISTORY_LINK] = { "È un collegamento, che non viene seguito",
                       "It is a link, which is not followed" },
    [HISTORY_NO_FILE] = { "Non è un file", "It is no file" },
    [HISTORY_TOO_LARGE] = { "È più grande di 20 MiB", "It is larger than 20 MiB" },
    [HISTORY_EMPTY] = { "È vuoto", "It is empty" },
    [HISTORY_UNKNOWN_FORM] = { "Non è una fattura: né XML, né P7M, né ZIP",
                               "It is no invoice: neither XML nor P7M nor ZIP" },
    [HISTORY_ZIP_BROKEN] = { "L'archivio ZIP è danneggiato", "The ZIP archive is damaged" },
    [HISTORY_ZIP_ELSEWHERE] = { "Il nome nell'archivio ZIP porta fuori dall'archivio",
                                "Its name in the ZIP archive leads out of the archive" },
    [HISTORY_ZIP_ENCRYPTED] = { "Nell'archivio ZIP è cifrato",
                                "It is encrypted in the ZIP archive" },
    [HISTORY_ZIP_IN_ZIP] = { "È un archivio ZIP dentro un altro",
                             "It is a ZIP archive within another" },
    [HISTORY_ZIP_BOMB] = { "L'archivio ZIP si espande a dismisura: il resto non è stato letto",
                           "The ZIP archive expands beyond measure: the rest was not read" },
    [HISTORY_ZIP_ENTRIES] = { "L'archivio ZIP ha più di 100000 file: il resto non è stato letto",
                              "The ZIP archive has more than 100000 files: the rest was not read" },
    [HISTORY_SIGNED_BROKEN] = { "Non è un file P7M ben formato", "It is no well-formed P7M file" },
    [HISTORY_SIGNED_NOT] = { "Il file P7M non è firmato", "The P7M file is not signed" },
    [HISTORY_SIGNED_DETACHED] = { "Il file P7M non contiene la fattura",
                                  "The P7M file does not contain the invoice" },
    [HISTORY_SIGNATURE_WRONG] = { "La firma del file P7M non corrisponde al contenuto",
                                  "The signature of the P7M file does not fit its content" },
    [HISTORY_XML_MALFORMED] = { "L'XML non è ben formato", "The XML is not well formed" },
    [HISTORY_XML_DOCTYPE] = { "L'XML ha un DOCTYPE, che una fattura non ha",
                              "The XML has a DOCTYPE, which no invoice has" },
    [HISTORY_XML_OTHER] = { "L'XML non è una fattura elettronica",
                            "The XML is no electronic invoice" },
    [HISTORY_XML_NAMESPACE] = { "L'XML non ha il namespace di FatturaPA",
                                "The XML has not the namespace of FatturaPA" },
    [HISTORY_XML_VERSION] = { "La versione non è FPR12, FPA12 o FSM10",
                              "The version is none of FPR12, FPA12 and FSM10" },
    [HISTORY_NO_BODY] = { "La fattura non ha un corpo", "The invoice has no body" },
    [HISTORY_BODIES] = { "Il file ha più di 1000 fatture", "The file has more than 1000 invoices" },
    [HISTORY_FIELD_MISSING] = { "Nella fattura manca", "The invoice lacks" },
    [HISTORY_FIELD_BAD] = { "Nella fattura non va bene", "The invoice has a bad value for" },
    [HISTORY_OTHERS] = { "La fattura non è né emessa né ricevuta dal cliente",
                         "The invoice is neither from the client nor to it" },
};

struct words
history_problem_words(enum history_problem problem)
{
    return sentences[problem];
}

const char *
history_problem_rule(enum history_problem problem)
{
    return problem == HISTORY_OTHERS ? "R-HIS-01" : "R-HIS-05";
}
