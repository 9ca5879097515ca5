#include <uuid/uuid.h>

#include "contoterzi/base.h"

void
ct_id_format(ct_id id, char ret_text[CT_ID_TEXT_LENGTH + 1])
{
    if (ret_text)
        uuid_unparse_lower(id.bytes, ret_text);
}

ct_status
ct_id_parse(const char *text, ct_id *ret_id)
{
    ct_id id;
    if (!text || !ret_id || uuid_parse(text, id.bytes) != 0)
        return CT_ERR_INVALID_ARGUMENT;
    *ret_id = id;
    return CT_OK;
}
