#include "history_signed.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { SIGNATURES_MAX = 4 }; /* one around the other */

enum form { FORM_UNKNOWN, FORM_XML, FORM_DER, FORM_TEXT };

static bool
begins_with(const unsigned char *bytes, size_t size, const char *text)
{
    return size >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

static bool
is_white(unsigned char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool
is_base64(const unsigned char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789+/=";
    enum { LOOKED_AT = 200 };

    for (size_t i = 0; i < size && i < LOOKED_AT; i++)
        if (!is_white(bytes[i]) && (!bytes[i] || !strchr(digits, bytes[i])))
            return false;
    return size > 0;
}

/* By what it begins with, whatever its name is. UTF-16 is for the XML parser to know. */
static enum form
form_of(const unsigned char *bytes, size_t size)
{
    if (begins_with(bytes, size, "\xEF\xBB\xBF"))
        bytes += 3, size -= 3;
    if (begins_with(bytes, size, "\xFF\xFE") || begins_with(bytes, size, "\xFE\xFF") ||
        (size >= 2 && bytes[0] == 0 && bytes[1] == '<'))
        return FORM_XML;
    if (size && bytes[0] == 0x30 && !is_base64(bytes, size))
        return FORM_DER;
    while (size && is_white(*bytes))
        bytes++, size--;
    if (size && *bytes == '<')
        return FORM_XML;
    /* A structure of any size that matters begins with these letters. */
    if (begins_with(bytes, size, "-----BEGIN ") ||
        (begins_with(bytes, size, "MI") && is_base64(bytes, size)))
        return FORM_TEXT;
    return FORM_UNKNOWN;
}

/* --- Base64 ----------------------------------------------------------------------------------- */

/* What stands between the lines of a PEM file, or everything. */
static void
find_base64(const unsigned char **bytes, size_t *size)
{
    const unsigned char *end;

    if (begins_with(*bytes, *size, "\xEF\xBB\xBF"))
        *bytes += 3, *size -= 3;
    while (*size && is_white(**bytes))
        ++*bytes, --*size;
    if (!begins_with(*bytes, *size, "-----"))
        return;
    end = memchr(*bytes, '\n', *size);
    *size -= end ? (size_t)(end - *bytes) : *size;
    *bytes = end ? end : *bytes;
    end = memmem(*bytes, *size, "-----END", strlen("-----END"));
    *size = end ? (size_t)(end - *bytes) : *size;
}

/* NULL if it is no base64; free it. */
static unsigned char *
decode(const unsigned char *bytes, size_t size, size_t *ret_size)
{
    EVP_ENCODE_CTX *encoding = EVP_ENCODE_CTX_new();
    unsigned char *decoded;
    int count = 0, rest = 0;
    bool is_good;

    if (!encoding)
        memory_failed();
    find_base64(&bytes, &size);
    decoded = memory_resize(NULL, size / 4 * 3 + 8);
    EVP_DecodeInit(encoding);
    is_good = EVP_DecodeUpdate(encoding, decoded, &count, bytes, (int)size) >= 0 &&
              EVP_DecodeFinal(encoding, decoded + count, &rest) >= 0 && count + rest > 0;
    EVP_ENCODE_CTX_free(encoding);
    *ret_size = (size_t)count + (size_t)rest;
    if (is_good)
        return decoded;
    free(decoded);
    return NULL;
}

/* --- CMS -------------------------------------------------------------------------------------- */

static enum history_problem
check_structure(CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING **content;

    if (!cms)
        return HISTORY_SIGNED_BROKEN;
    if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed ||
        sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)) < 1)
        return HISTORY_SIGNED_NOT;
    content = CMS_get0_content(cms);
    return content && *content ? HISTORY_FINE : HISTORY_SIGNED_DETACHED;
}

static enum history_problem
verify(CMS_ContentInfo *cms, unsigned char **ret_content, size_t *ret_size)
{
    BIO *content = BIO_new(BIO_s_mem());
    enum history_problem problem = HISTORY_SIGNATURE_WRONG;
    char *data = NULL;
    long size;

    if (!content)
        memory_failed();
    if (CMS_verify(cms, NULL, NULL, NULL, content, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1) {
        size = BIO_get_mem_data(content, &data);
        problem = size > 0 ? HISTORY_FINE : HISTORY_SIGNED_DETACHED;
        if (size > 0) {
            *ret_content = memory_copy(data, (size_t)size);
            *ret_size = (size_t)size;
        }
    }
    BIO_free(content);
    return problem;
}

static enum history_problem
open_der(const unsigned char *bytes, size_t size, unsigned char **ret_content, size_t *ret_size)
{
    BIO *source = BIO_new_mem_buf(bytes, (int)size);
    enum history_problem problem;
    CMS_ContentInfo *cms;

    if (!source)
        memory_failed();
    cms = d2i_CMS_bio(source, NULL);
    problem = check_structure(cms);
    if (problem == HISTORY_FINE)
        problem = verify(cms, ret_content, ret_size);
    CMS_ContentInfo_free(cms);
    BIO_free(source);
    ERR_clear_error();
    return problem;
}

static enum history_problem
open_text(const unsigned char *bytes, size_t size, unsigned char **ret_content, size_t *ret_size)
{
    size_t der_size;
    unsigned char *der = decode(bytes, size, &der_size);
    enum history_problem problem =
        der ? open_der(der, der_size, ret_content, ret_size) : HISTORY_SIGNED_BROKEN;

    free(der);
    return problem;
}

enum history_problem
history_signed_unwrap(const unsigned char *bytes, size_t size, const unsigned char **ret_bytes,
                      size_t *ret_size, unsigned char **ret_owned)
{
    unsigned char *owned = NULL;

    for (int i = 0; i <= SIGNATURES_MAX; i++) {
        enum form form = form_of(bytes, size);
        unsigned char *content = NULL;
        enum history_problem problem = HISTORY_UNKNOWN_FORM;

        if (form == FORM_XML) {
            *ret_bytes = bytes;
            *ret_size = size;
            *ret_owned = owned;
            return HISTORY_FINE;
        }
        if (form == FORM_DER)
            problem = open_der(bytes, size, &content, &size);
        else if (form == FORM_TEXT)
            problem = open_text(bytes, size, &content, &size);
        free(owned);
        if (problem != HISTORY_FINE)
            return problem;
        bytes = owned = content;
    }
    free(owned);
    return HISTORY_SIGNED_BROKEN;
}
