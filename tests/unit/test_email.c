#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/email.h"

/* Where pec_domains.tsv is; meson says so, otherwise the test runs from the top of the tree. */
#ifndef TESTS_DATA_DIR
#define TESTS_DATA_DIR "tests/data"
#endif

#define TEN(x) x x x x x x x x x x
#define SIXTY TEN("abcdef")

static void
r_mig_09_reads_addresses_in_lower_case(void **state)
{
    (void)state;
    static const struct {
        const char *text, *address;
    } rows[] = {
        {"info@studiorossi.it", "info@studiorossi.it"},
        {" \tMario.Rossi@Example.COM\r\n", "mario.rossi@example.com"},
        {"a@b.it", "a@b.it"},
        {"AZ@ZA.IT", "az@za.it"},
        {"o'neil+x_y-z@sub.example.co.uk", "o'neil+x_y-z@sub.example.co.uk"},
        {"!#$%&'*+-/=?^_`{|}~@example.it", "!#$%&'*+-/=?^_`{|}~@example.it"},
        {"1@123.it", "1@123.it"},
        {"0123456789@0123456789.it", "0123456789@0123456789.it"},
        {"a@x--y.it", "a@x--y.it"},
        {"a@xn--citt-2qa.xn--p1ai", "a@xn--citt-2qa.xn--p1ai"},
        {SIXTY "abcd@example.it", SIXTY "abcd@example.it"},
        {"a@" SIXTY "abc.it", "a@" SIXTY "abc.it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char address[CT__EMAIL_SIZE];
        if (ct__email_read(rows[i].text, address) != CT__EMAIL_OK)
            fail_msg("\"%s\"", rows[i].text);
        assert_string_equal(address, rows[i].address);
    }
}

static void
r_mig_09_refuses_malformed_addresses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "   ",
        "@",
        "mario",
        "mario@",
        "@example.it",
        "mario@localhost",
        "mario@example",
        "mario@@example.it",
        "mario@rossi@example.it",
        "mario rossi@example.it",
        "mario@exam ple.it",
        ".mario@example.it",
        "mario.@example.it",
        "ma..rio@example.it",
        "ma(rio@example.it",
        "ma[rio@example.it",
        "ma`rio{@example.it@",
        "\"mario\"@example.it",
        "mario@[192.0.2.1]",
        "mario@192.0.2.1",
        "mario@example.i",
        "mario@example.i2",
        "mario@example.xn--",
        "mario@example.xn-a1",
        "mario@.it",
        "mario@example..it",
        "mario@example.it.",
        "mario@-example.it",
        "mario@example-.it",
        "mario@exa_mple.it",
        "mario@exa`mple.it",
        "mario@exa{mple.it",
        "mario@exa/mple.it",
        "mario@exa:mple.it",
        "mario@example.1it",
        "mario@example.it,luigi@example.it",
        "mario@example.it;",
        "Mario <mario@example.it>",
        "mario@citt\xC3\xA0.it",
        "mari\xC3\xB2@example.it",
        "mar\tio@example.it",
        SIXTY "abcde@example.it",
        "a@" SIXTY "abcd.it",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char address[CT__EMAIL_SIZE] = "x";
        if (ct__email_read(texts[i], address) != CT__EMAIL_MALFORMED)
            fail_msg("\"%s\"", texts[i]);
        assert_string_equal(address, "x");
    }
}

static void
r_mig_09_has_254_characters_at_most(void **state)
{
    (void)state;
    static const char longest[] =
        "abcdefghijkl@" SIXTY "." SIXTY "." SIXTY "." TEN("abcde") "abcde.it"; /* 254 */
    char text[2 * sizeof longest], address[CT__EMAIL_SIZE];
    assert_int_equal(strlen(longest), 254);
    assert_int_equal(ct__email_read(longest, address), CT__EMAIL_OK);
    assert_string_equal(address, longest);
    snprintf(text, sizeof text, "   %s   ", longest);
    assert_int_equal(ct__email_read(text, address), CT__EMAIL_OK);
    snprintf(text, sizeof text, "x%s", longest);
    assert_int_equal(ct__email_read(text, address), CT__EMAIL_MALFORMED);
}

static bool
is_certified(const char *domain, const char *extra_domains, const char *not_domains)
{
    char text[512], address[CT__EMAIL_SIZE];
    snprintf(text, sizeof text, "Info@%s", domain);
    if (ct__email_read(text, address) != CT__EMAIL_OK)
        fail_msg("%s is no address", text);
    return ct__email_is_certified(address, extra_domains, not_domains);
}

static void
r_stu_03_knows_certified_addresses(void **state)
{
    (void)state;
    static const char *const domains[] = {
        "legalmail.it", "LegalMail.IT", "cesisrl.legalmail.it", "any.cesisrl.legalmail.it",
        "pec.it", "x.pec.it", "pec.studiorossi.it", "PEC.StudioRossi.com",
        "sede.pec.studiorossi.it", "pec.studiorossi.to.it", "postacert.studiorossi.it",
        "pcert.studiorossi.it", "certmail.studiorossi.it", "pecmail.studiorossi.it",
        "postacertificata.studiorossi.it", "legalmail.studiorossi.it", "mypec.studiorossi.it",
        "studio-pec.it", "pec-rossi.it", "rossi-pec-torino.it", "cert.studiorossi.it",
        "cert.comune.torino.it", "a.cert.studiorossi.it", "altapec.it", "acmepec.it",
        "geopec.it", "psypec.it", "pec1.azienda.it", "azienda-pec2.it", "certificata.azienda.it",
        "informapec.it", "studiorossipec.it", "studiorossipec.com", "rossipec.eu",
        "rossipec.net", "rossipec.org", "sub.rossipec.it", "alicepec.it",
    };
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        if (!is_certified(domains[i], NULL, NULL))
            fail_msg("%s", domains[i]);
    }
}

static void
r_stu_03_knows_every_word_for_pec(void **state)
{
    (void)state;
    static const char *const words[] = {
        "certemail", "certmail",         "emailcert", "legalmail", "legalpec", "mailcert",
        "mailpec",   "mypec",            "pcert",     "pec",       "pecmail",  "postacert",
        "postapec",  "postacertificata", "postecert", "webpec",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char domain[64];
        snprintf(domain, sizeof domain, "%s9.studiorossi.it", words[i]);
        if (!is_certified(domain, NULL, NULL))
            fail_msg("%s", domain);
        domain[strlen(words[i]) - 1] = 'x';
        if (is_certified(domain, NULL, NULL))
            fail_msg("%s", domain);
    }
}

static void
r_stu_03_lets_ordinary_addresses_be(void **state)
{
    (void)state;
    static const char *const domains[] = {
        "gmail.com", "googlemail.com", "libero.it", "virgilio.it", "alice.it", "tim.it",
        "tin.it", "aruba.it", "namirial.it", "cert.it", "cert.com", "mail.cert.it",
        "notariato.it", "poste.it", "postemailcertificata.example", "tiscali.it", "outlook.com",
        "outlook.it", "hotmail.it", "icloud.com", "yahoo.it", "proton.me", "fastwebnet.it",
        "studiorossi.it", "specialisti.it", "spec.it", "openspec.it", "techspec.com",
        "aspec.it", "specpec.example", "pecorino.it", "peccioli.it", "pecora.it", "pecar.com",
        "pecunia.it", "pectis.it", "mypecan.com", "respect.it", "prospect.com", "inspect.eu",
        "aspectus.it", "capecchi.it", "opec.org", "apec.org", "ipec.it", "sipec.it",
        "copec.com", "abpec.it", "rossipec.fr", "rossipec.info", "rossipec.studio.it",
        "certosa.it", "concert.it", "cert-team.it", "certo.rossi.it", "certificazioni.it",
        "certified.com", "officina-certificata.it", "mail.it", "legal.it", "legalmailing.it",
        "postacerta.it", "example.pec", "pecs.hu", "rossi-pecorari.it",
        "24.it", "3-gamma.it", "gamma-3.it", "rossipex.it", "rossipes.it",
    };
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        if (is_certified(domains[i], NULL, NULL))
            fail_msg("%s", domains[i]);
    }
}

static void
r_stu_03_looks_at_the_domain_only(void **state)
{
    (void)state;
    assert_false(ct__email_is_certified("pec@studiorossi.it", NULL, NULL));
    assert_false(ct__email_is_certified("pec.legalmail.it@studiorossi.it", NULL, NULL));
}

static void
r_stu_03_follows_the_lists_of_the_host(void **state)
{
    (void)state;
    static const struct {
        const char *domain, *extra, *not;
        bool is_certified;
    } rows[] = {
        {"rossi.it", "rossi.it", NULL, true},
        {"mail.rossi.it", "rossi.it", NULL, true},
        {"mail.rossi.it", "bianchi.it, Rossi.IT", NULL, true},
        {"rossi.it", " , \t\nbianchi.it ;@rossi.it, ", NULL, true},
        {"rossi.it", "rossi.it,bianchi.it", NULL, true},
        {"rossi.it", "mail.rossi.it", NULL, false},
        {"rossi.it", "ossi.it", NULL, false},
        {"rossi.it", "bossi.it", NULL, false},
        {"rossi.it", "rosso.it rossi.iu", NULL, false},
        {"rossi.it", "rossi.itx rossi.i xrossi.it", NULL, false},
        {"rossi.it", "it.rossi", NULL, false},
        {"rossi.it", "", "", false},
        {"rossi.it", "  ", " , ", false},
        {"rossi.it", "rossi.it", "rossi.it", false},
        {"mail.rossi.it", "mail.rossi.it", "rossi.it", false},
        {"legalmail.it", NULL, "legalmail.it", false},
        {"x.legalmail.it", NULL, "legalmail.it", false},
        {"legalmail.it", NULL, "x.legalmail.it", true},
        {"pec.rossi.it", NULL, "rossi.it", false},
        {"pec.rossi.it", "", "bianchi.it", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (is_certified(rows[i].domain, rows[i].extra, rows[i].not) != rows[i].is_certified)
            fail_msg("row %zu: %s", i, rows[i].domain);
    }
}

static int
open_domains(void **state)
{
    FILE *file = fopen(TESTS_DATA_DIR "/pec_domains.tsv", "r");
    char line[512];
    if (!file || !fgets(line, sizeof line, file)) /* the first line names the columns */
        return -1;
    *state = file;
    return 0;
}

static int
close_domains(void **state)
{
    return *state ? fclose(*state) : 0;
}

static void
r_stu_03_knows_every_domain_of_the_collection(void **state)
{
    FILE *file = *state;
    char line[512], domain[256], confidence[64];
    size_t certified = 0, ordinary = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        snprintf(domain, sizeof domain, "%.*s", (int)strcspn(line, "\t"), line);
        snprintf(confidence, sizeof confidence, "%s", strrchr(line, '\t') + 1);
        bool expected = strcmp(confidence, "not-exclusive") != 0;
        char subdomain[300];
        snprintf(subdomain, sizeof subdomain, "sub.%.200s", domain);
        if (is_certified(domain, NULL, NULL) != expected ||
            is_certified(subdomain, NULL, NULL) != expected ||
            ct__pec_domain_is_listed(domain) != expected)
            fail_msg("%s (%s)", domain, confidence);
        *(expected ? &certified : &ordinary) += 1;
    }
    assert_int_equal(certified, 244);
    assert_int_equal(ordinary, 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_mig_09_reads_addresses_in_lower_case),
        cmocka_unit_test(r_mig_09_refuses_malformed_addresses),
        cmocka_unit_test(r_mig_09_has_254_characters_at_most),
        cmocka_unit_test(r_stu_03_knows_certified_addresses),
        cmocka_unit_test(r_stu_03_knows_every_word_for_pec),
        cmocka_unit_test(r_stu_03_lets_ordinary_addresses_be),
        cmocka_unit_test(r_stu_03_looks_at_the_domain_only),
        cmocka_unit_test(r_stu_03_follows_the_lists_of_the_host),
        cmocka_unit_test_setup_teardown(r_stu_03_knows_every_domain_of_the_collection,
                                        open_domains, close_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
