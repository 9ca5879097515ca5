#include "rules/tax_code.h"

#include <string.h>

#include "base/text.h"
#include "rules/vat_number.h"

enum { PERSON_LENGTH = 16, COMPANY_LENGTH = 11, YEAR = 6, MONTH = 8, DAY = 9, NAME_CODE = 3 };

static const char digits[] = "0123456789";
/* Two people with the same code are told apart by letters in place of digits (omocodia). */
static const char digit_letters[] = "LMNPQRSTUV";
static const char month_letters[] = "ABCDEHLMPRST";

static bool
is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_shaped_like_a_person(const char *code)
{
    static const char shape[] = "AAAAAA00A00A000A";
    for (size_t i = 0; i < PERSON_LENGTH; i++) {
        bool fits = shape[i] == 'A' ? is_letter(code[i])
                                    : strchr(digits, code[i]) || strchr(digit_letters, code[i]);
        if (!fits)
            return false;
    }
    return true;
}

static int
digit_value(char c)
{
    const char *letter = strchr(digit_letters, c);
    return letter ? (int)(letter - digit_letters) : c - '0';
}

static int
number_at(const char *code, size_t place)
{
    return digit_value(code[place]) * 10 + digit_value(code[place + 1]);
}

static bool
has_day(const char *code, size_t month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    /* The century is not known, and 00 is leap in 2000. */
    bool can_be_leap = number_at(code, YEAR) % 4 == 0;
    int length = lengths[month] + (month == 1 && can_be_leap);
    int day = number_at(code, DAY);
    if (day > 40) /* a woman's */
        day -= 40;
    return day >= 1 && day <= length;
}

static char
check_letter(const char *code)
{
    /* What a digit, or the letter with that number from A, counts in the 1st, 3rd ... place. */
    static const int odd[] = {1,  0,  5,  7,  9,  13, 15, 17, 19, 21, 2,  4,  18,
                              20, 11, 3,  6,  8,  12, 14, 16, 10, 22, 25, 24, 23};
    int sum = 0;
    for (int i = 0; i < PERSON_LENGTH - 1; i++) {
        int value = is_letter(code[i]) ? code[i] - 'A' : code[i] - '0';
        sum += i % 2 ? value : odd[value];
    }
    return (char)('A' + sum % 26);
}

static enum ct__tax_code_problem
check_person(const char *code)
{
    if (!is_shaped_like_a_person(code))
        return CT__TAX_CODE_ALPHABET;
    const char *month = strchr(month_letters, code[MONTH]);
    if (!month)
        return CT__TAX_CODE_MONTH;
    if (!has_day(code, (size_t)(month - month_letters)))
        return CT__TAX_CODE_DAY;
    return code[PERSON_LENGTH - 1] == check_letter(code) ? CT__TAX_CODE_OK : CT__TAX_CODE_CHECK;
}

static enum ct__tax_code_problem
check_company(const char *code)
{
    if (strspn(code, digits) != COMPANY_LENGTH)
        return CT__TAX_CODE_ALPHABET;
    return ct__vat_number_is_checked(code) ? CT__TAX_CODE_OK : CT__TAX_CODE_CHECK;
}

enum ct__tax_code_problem
ct__tax_code_read(const char *text, char ret_code[CT__TAX_CODE_SIZE])
{
    char code[CT__TAX_CODE_SIZE];
    size_t length = ct__typed_code_squeeze(text, code, sizeof code);
    enum ct__tax_code_problem problem = CT__TAX_CODE_LENGTH;
    if (length == PERSON_LENGTH)
        problem = check_person(code);
    else if (length == COMPANY_LENGTH)
        problem = check_company(code);
    if (problem == CT__TAX_CODE_OK)
        memcpy(ret_code, code, length + 1);
    return problem;
}

bool
ct__tax_code_is_person(const char *code)
{
    return strlen(code) == PERSON_LENGTH;
}

/* Up to four consonants and three vowels of a name, in its order: a code never needs more. */
struct name_letters {
    char consonants[NAME_CODE + 1];
    char vowels[NAME_CODE];
    size_t consonant_count, vowel_count;
};

static bool
take_name(const char *name, struct name_letters *letters)
{
    char plain[1024];
    if (ct__text_plain_letters(name, plain, sizeof plain) == sizeof plain)
        return false;
    for (const char *c = plain; *c; c++) {
        bool is_vowel = strchr("AEIOU", *c) != NULL;
        if (!is_letter(*c))
            continue;
        if (is_vowel && letters->vowel_count < sizeof letters->vowels)
            letters->vowels[letters->vowel_count++] = *c;
        else if (!is_vowel && letters->consonant_count < sizeof letters->consonants)
            letters->consonants[letters->consonant_count++] = *c;
    }
    return true;
}

static bool
is_written_as(const struct name_letters *letters, const char *code)
{
    char written[3 * NAME_CODE + 1];
    size_t length = letters->consonant_count;
    memcpy(written, letters->consonants, length);
    memcpy(written + length, letters->vowels, letters->vowel_count);
    memset(written + length + letters->vowel_count, 'X', NAME_CODE);
    return memcmp(written, code, NAME_CODE) == 0;
}

bool
ct__tax_code_fits_surname(const char *code, const char *surname)
{
    struct name_letters letters = {.consonant_count = 0};
    return take_name(surname, &letters) && is_written_as(&letters, code);
}

bool
ct__tax_code_fits_name(const char *code, const char *name)
{
    struct name_letters letters = {.consonant_count = 0};
    if (!take_name(name, &letters))
        return false;
    if (letters.consonant_count == sizeof letters.consonants) /* the 1st, 3rd and 4th are taken */
        memmove(letters.consonants + 1, letters.consonants + 2, 2);
    return is_written_as(&letters, code + NAME_CODE);
}
