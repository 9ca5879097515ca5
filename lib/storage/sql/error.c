#include <stdarg.h>
#include <stdio.h>

#include "storage/sql/sql.h"

ct_status
ct__sql_fail(ct_diag *diag, ct_status status, const char *format, ...)
{
    char message[CT__SQL_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ct_diag_set(diag, 0, message);
    return status;
}

ct_status
ct__sql_no_memory(ct_diag *diag)
{
    ct_diag_set(diag, 0, "there was no memory");
    return CT_ERR_NO_MEMORY;
}
