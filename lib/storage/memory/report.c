#include "storage/memory/report.h"

#include <stdarg.h>
#include <stdio.h>

ct_status
ct__memory_report(ct_diag *diag, ct_status status, const char *format, ...)
{
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments); /* a long name is cut */
    va_end(arguments);
    ct_diag_set(diag, 0, message);
    return status;
}
