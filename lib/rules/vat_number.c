#include "rules/vat_number.h"

#include <string.h>

size_t
ct__typed_code_squeeze(const char *text, char *squeezed, size_t size)
{
    size_t length = 0;
    for (; *text && length < size; text++) {
        char c = *text;
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            continue;
        squeezed[length++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    squeezed[length < size ? length : 0] = '\0';
    return length;
}

bool
ct__vat_number_is_checked(const char *digits)
{
    int sum = 0;
    for (int i = 0; i < CT__VAT_NUMBER_SIZE - 1; i++) {
        int digit = digits[i] - '0', twice = digit * 2;
        sum += i % 2 ? twice / 10 + twice % 10 : digit;
    }
    return sum > 0 && sum % 10 == 0; /* only zeros add up to zero */
}

enum ct__vat_number_problem
ct__vat_number_read(const char *text, char ret_number[CT__VAT_NUMBER_SIZE])
{
    char squeezed[2 + CT__VAT_NUMBER_SIZE];
    size_t length = ct__typed_code_squeeze(text, squeezed, sizeof squeezed);
    size_t country = strncmp(squeezed, "IT", 2) == 0 ? 2 : 0;
    const char *number = squeezed + country;
    if (length - country != CT__VAT_NUMBER_SIZE - 1)
        return CT__VAT_NUMBER_LENGTH;
    if (strspn(number, "0123456789") != CT__VAT_NUMBER_SIZE - 1)
        return CT__VAT_NUMBER_ALPHABET;
    /* The three digits of the tax office are not looked at: new ones are given out. */
    if (!ct__vat_number_is_checked(number))
        return CT__VAT_NUMBER_CHECK;
    memcpy(ret_number, number, CT__VAT_NUMBER_SIZE);
    return CT__VAT_NUMBER_OK;
}
