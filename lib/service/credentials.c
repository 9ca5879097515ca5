#include "service/credentials.h"

#include <crypt.h>
#include <string.h>

/* libcrypt's work area is some 32 KiB: it is allocated, and wiped before it is given back. */
static ct_status
hash_password(ct_context *context, const char *password, const char *setting,
              char ret_hash[CT__PASSWORD_HASH_SIZE])
{
    struct crypt_data *data = ct__allocate(&context->allocator, 1, sizeof *data);
    if (!data)
        return ct__fail(context, CT__REASON_NO_MEMORY);
    const char *hash = crypt_rn(password, setting, data, (int)sizeof *data);
    size_t length = hash ? strnlen(hash, CT__PASSWORD_HASH_SIZE) : CT__PASSWORD_HASH_SIZE;
    if (length < CT__PASSWORD_HASH_SIZE)
        memcpy(ret_hash, hash, length + 1);
    explicit_bzero(data, sizeof *data);
    ct__release(&context->allocator, data);
    if (length == CT__PASSWORD_HASH_SIZE)
        return ct__fail_with(context, CT__REASON_FAILED, ct__text_argument("crypt"),
                             (struct ct__argument){0});
    return CT_OK;
}

/* In a time that does not tell where they differ. */
static bool
is_same_hash(const char *a, const char *b)
{
    size_t length = strlen(a);
    volatile unsigned char different = 0;
    if (strlen(b) != length) /* which the kind of hash alone decides */
        return false;
    for (size_t i = 0; i < length; i++)
        different = (unsigned char)(different | (a[i] ^ b[i]));
    return different == 0;
}

ct_status
ct__credentials_make(ct_context *context, struct ct__credentials *ret_credentials)
{
    uint8_t random[CT__ONE_TIME_PASSWORD_LENGTH];
    char salt[16];
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    ct_status status = ct__random(context, random, sizeof random);
    if (!status)
        status = ct__random(context, salt, sizeof salt);
    if (status)
        return status;
    if (!crypt_gensalt_rn("$y$", 0, salt, sizeof salt, setting, sizeof setting))
        return ct__fail_with(context, CT__REASON_FAILED, ct__text_argument("crypt"),
                             (struct ct__argument){0});
    ct__one_time_password_make(random, ret_credentials->password);
    explicit_bzero(random, sizeof random);
    return hash_password(context, ret_credentials->password, setting, ret_credentials->hash);
}

ct_status
ct__credentials_match(ct_context *context, const char *password, const char *hash, bool *ret_match)
{
    char again[CT__PASSWORD_HASH_SIZE] = "";
    ct_status status = hash_password(context, password, hash, again);
    *ret_match = !status && is_same_hash(again, hash);
    return status;
}
