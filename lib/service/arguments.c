#include "service/arguments.h"

#include <string.h>

#include "base/text.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"

enum { STRUCT_SIZE_MAX = 4096 };

static const struct ct__argument none;

ct_status
ct__copy_sized(void *own, size_t own_size, size_t first_size, const void *source)
{
    size_t size;
    memcpy(&size, source, sizeof size);
    if (size < first_size || size > STRUCT_SIZE_MAX)
        return CT_ERR_INVALID_ARGUMENT;
    for (size_t i = own_size; i < size; i++)
        if (((const unsigned char *)source)[i])
            return CT_ERR_STRUCT_TOO_NEW;
    size_t known = size < own_size ? size : own_size;
    memset(own, 0, own_size);
    memcpy(own, source, known);
    return CT_OK;
}

ct_status
ct__copy_request(ct_context *context, void *own, size_t own_size, size_t first_size,
                 const void *source, const char *name)
{
    ct_status status = ct__check_pointer(context, name, source);
    if (status)
        return status;
    status = ct__copy_sized(own, own_size, first_size, source);
    if (status)
        return ct__fail_with(context,
                             status == CT_ERR_STRUCT_TOO_NEW ? CT__REASON_STRUCT_TOO_NEW
                                                             : CT__REASON_STRUCT_SIZE,
                             ct__text_argument(name), none);
    return CT_OK;
}

static bool
has_control_character(const char *text)
{
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++)
        if (*byte < 0x20 || *byte == 0x7F || (byte[0] == 0xC2 && byte[1] < 0xA0)) /* C0, C1 */
            return true;
    return false;
}

bool
ct__is_plain_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size + 1);
    return length <= size && ct__text_is_utf8(text, length) && !has_control_character(text);
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

ct_status
ct__check_optional_text(ct_context *context, const char *field, const char *text, size_t size)
{
    if (!text)
        return CT_OK;
    size_t length = strnlen(text, size + 1);
    if (length > size)
        return ct__fail_field(context, CT__REASON_TOO_LONG, field,
                              ct__number_argument((int64_t)size));
    if (!ct__text_is_utf8(text, length))
        return ct__fail_field(context, CT__REASON_NOT_TEXT, field, none);
    if (has_control_character(text))
        return ct__fail_field(context, CT__REASON_CONTROL_CHARACTER, field, none);
    return CT_OK;
}

ct_status
ct__check_text(ct_context *context, const char *field, const char *text, size_t size)
{
    if (!text || is_blank(text))
        return ct__fail_field(context, CT__REASON_REQUIRED, field, none);
    return ct__check_optional_text(context, field, text, size);
}

ct_status
ct__check_id(ct_context *context, const char *field, ct_id id)
{
    return ct__id_is_none(id) ? ct__fail_field(context, CT__REASON_REQUIRED, field, none) : CT_OK;
}

ct_status
ct__check_pointer(ct_context *context, const char *field, const void *pointer)
{
    return pointer ? CT_OK : ct__fail_field(context, CT__REASON_REQUIRED, field, none);
}

ct_status
ct__check_place(ct_context *context, const char *field, const void *place)
{
    if (place)
        return CT_OK;
    ct_status status = ct__enter(context);
    return ct__leave(context, status ? status : ct__check_pointer(context, field, place));
}

ct_status
ct__check_range(ct_context *context, const char *field, int64_t value, int64_t low, int64_t high)
{
    if (low <= value && value <= high)
        return CT_OK;
    ct_status status = ct__fail_field(context, CT__REASON_OUT_OF_RANGE, field,
                                      ct__number_argument(low));
    context->verdict.reasons[context->verdict.count - 1].arguments[1] = ct__number_argument(high);
    return status;
}

ct_status
ct__check_enum(ct_context *context, const char *field, ct_enum enumeration, int32_t value,
               bool zero_passes)
{
    if ((value == 0 && zero_passes) || ct_enum_name(enumeration, value))
        return CT_OK;
    if (value == 0)
        return ct__fail_field(context, CT__REASON_REQUIRED, field, none);
    return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, field, ct__number_argument(value));
}

void
ct__read_tax_code(ct_context *context, const char *text, char ret_code[17])
{
    static const enum ct__reason_id reasons[] = {
        [CT__TAX_CODE_LENGTH] = CT__REASON_TAX_CODE_LENGTH,
        [CT__TAX_CODE_ALPHABET] = CT__REASON_TAX_CODE_ALPHABET,
        [CT__TAX_CODE_MONTH] = CT__REASON_TAX_CODE_MONTH,
        [CT__TAX_CODE_DAY] = CT__REASON_TAX_CODE_DAY,
        [CT__TAX_CODE_CHECK] = CT__REASON_TAX_CODE_CHECK,
    };
    enum ct__tax_code_problem problem = ct__tax_code_read(text, ret_code);
    if (problem)
        ct__refuse_with(&context->verdict, reasons[problem], ct__text_argument(text), none);
}

void
ct__read_vat_number(ct_context *context, const char *text, char ret_number[12])
{
    static const enum ct__reason_id reasons[] = {
        [CT__VAT_NUMBER_LENGTH] = CT__REASON_VAT_NUMBER_LENGTH,
        [CT__VAT_NUMBER_ALPHABET] = CT__REASON_VAT_NUMBER_ALPHABET,
        [CT__VAT_NUMBER_CHECK] = CT__REASON_VAT_NUMBER_CHECK,
    };
    enum ct__vat_number_problem problem = ct__vat_number_read(text, ret_number);
    if (problem)
        ct__refuse_with(&context->verdict, reasons[problem], ct__text_argument(text), none);
}
