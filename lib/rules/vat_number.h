/* VAT numbers (partita IVA), and what they share with other codes that people type. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum ct__vat_number_problem {
    CT__VAT_NUMBER_OK = 0,
    CT__VAT_NUMBER_LENGTH,
    CT__VAT_NUMBER_ALPHABET,
    CT__VAT_NUMBER_CHECK
};
enum { CT__VAT_NUMBER_SIZE = 12 };

/* Reads 11 digits, with or without "IT" in front and white space anywhere (R-CLI-02). On failure
 * `ret_number` is untouched. */
enum ct__vat_number_problem ct__vat_number_read(const char *text,
                                                char ret_number[CT__VAT_NUMBER_SIZE]);

/* Do 11 digits end in their check digit, and are they not all zeros? */
bool ct__vat_number_is_checked(const char *digits);

/* `text` in upper case without its ASCII white space.
 * @return the length without the NUL, or `size` (not 0) if it did not fit */
size_t ct__typed_code_squeeze(const char *text, char *squeezed, size_t size);
