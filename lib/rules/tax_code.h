/* Tax codes (codice fiscale): 16 characters for a person, 11 digits for most companies. */
#pragma once

#include <stdbool.h>

enum ct__tax_code_problem {
    CT__TAX_CODE_OK = 0,
    CT__TAX_CODE_LENGTH,
    CT__TAX_CODE_ALPHABET, /* a character that its place cannot have */
    CT__TAX_CODE_MONTH,
    CT__TAX_CODE_DAY,
    CT__TAX_CODE_CHECK
};
enum { CT__TAX_CODE_SIZE = 17 };

/* Reads a code in either case with white space anywhere, and checks it in full (R-CLI-02). On
 * failure `ret_code` is untouched. */
enum ct__tax_code_problem ct__tax_code_read(const char *text, char ret_code[CT__TAX_CODE_SIZE]);

/* Is `code`, which comes from ct__tax_code_read, a person's? */
bool ct__tax_code_is_person(const char *code);

/* Has a person's `code` the letters of that surname, of that name (R-MIG-04)? Marks, apostrophes,
 * hyphens and spaces do not count; a name of more than 1,023 letters fits nothing. */
bool ct__tax_code_fits_surname(const char *code, const char *surname);
bool ct__tax_code_fits_name(const char *code, const char *name);
