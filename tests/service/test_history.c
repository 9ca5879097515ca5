/* History import (R-HIS). */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The world's studio acts for the client. */
static ct_history_batch
batch_for(const struct world *world, ct_id client)
{
    ct_history_batch batch = CT_HISTORY_BATCH_INIT;
    batch.studio = world->studio;
    batch.client = client;
    return batch;
}

static ct_history_answers *
import_as(struct world *world, ct_history_batch batch, const ct_document_facts *facts, size_t count)
{
    const ct_document_facts *documents[100];
    ct_history_answers *answers = NULL;
    for (size_t i = 0; i < count; i++)
        documents[i] = &facts[i];
    batch.documents = documents;
    batch.count = count;
    assert_ok(world, ct_history_import_many(world->context, &batch, NULL, &answers));
    assert_int_equal(ct_history_answers_count(answers), count);
    return keep_history_answers(world, answers);
}

static ct_import_status
import_one(struct world *world, ct_id client, const ct_document_facts *facts)
{
    ct_history_answers *answers = import_as(world, batch_for(world, client), facts, 1);
    return ct_history_answer_status(ct_history_answers_at(answers, 0));
}

static ct_status
import_singly(struct world *world, ct_id studio, ct_id client, const ct_document_facts *facts)
{
    ct_history_request request = CT_HISTORY_REQUEST_INIT;
    request.studio = studio;
    request.client = client;
    request.document = facts;
    return ct_history_import(world->context, &request, NULL, NULL);
}

static const char *
refusal(ct_history_answers *answers, size_t index)
{
    const ct_history_answer *answer = ct_history_answers_at(answers, index);
    assert_int_equal(ct_history_answer_status(answer), CT_IMPORT_REFUSED);
    return rules_of(ct_history_answer_reasons(answer));
}

static int64_t
used(struct world *world, ct_id client, ct_category category, int32_t year)
{
    ct_usage *usage = NULL;
    assert_ok(world, ct_usage_get(world->context, client, category, year, &usage));
    return ct_usage_used(keep_usage(world, usage));
}

static ct_document_list *
documents_of(struct world *world, ct_id client)
{
    ct_document_query query = CT_DOCUMENT_QUERY_INIT;
    ct_document_list *list = NULL;
    query.client = client;
    query.limit = 1000;
    assert_ok(world, ct_document_list_get(world->context, &query, &list));
    return keep_document_list(world, list);
}

/* "2026 /A 13, ..." */
static const char *
numbers_of(struct world *world, ct_id client)
{
    char *text = keep_memory(world, calloc(1, 1000));
    ct_numbering_list *list = NULL;
    assert_ok(world, ct_numbering_list_get(world->context, client, &list));
    keep_numbering_list(world, list);
    for (size_t i = 0; i < ct_numbering_list_count(list); i++) {
        const ct_numbering *numbering = ct_numbering_list_at(list, i);
        size_t length = strlen(text);
        (void)snprintf(text + length, 1000 - length, "%s%d %s %lld", i ? ", " : "",
                       ct_numbering_year(numbering), ct_numbering_series(numbering),
                       (long long)ct_numbering_next(numbering));
    }
    return text;
}

static void
r_his_01_documents_of_this_year_and_the_last(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[4];
    for (size_t i = 0; i < COUNT(facts); i++)
        facts[i] = document_facts(world, "1");
    facts[1].date = date_of(2025, 1, 1);
    facts[2].date = date_of(2024, 12, 31);
    facts[3].date.day++; /* tomorrow */
    ct_history_answers *answers = import_as(world, batch_for(world, client), facts, 4);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ct_history_answer_status(ct_history_answers_at(answers, i)),
                         CT_IMPORT_DONE);
    assert_string_equal(refusal(answers, 2), "R-HIS-01");
    assert_string_equal(refusal(answers, 3), "R-HIS-01");
    assert_null(ct_history_answers_at(answers, 4));
    assert_int_equal(ct_document_list_count(documents_of(world, client)), 2);
}

static void
r_his_01_a_document_is_told_as_it_came(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts = document_facts(world, "  FPA 3/26 ");
    facts.type = CT_DOCUMENT_CREDIT_NOTE;
    facts.counterparty_name = " Perlà GmbH ";
    facts.counterparty_tax_code = "  ";
    facts.counterparty_vat_number = " DE 1234 "; /* nobody checks it */
    facts.total_cents = -100001;
    facts.currency = "CHF";
    assert_int_equal(import_one(world, client, &facts), CT_IMPORT_DONE);
    const ct_document *document = ct_document_list_at(documents_of(world, client), 0);
    const ct_id of = ct_document_client_id(document);
    assert_id_equal(of, client);
    assert_false(is_none(ct_document_id(document)));
    assert_int_equal(ct_document_direction_of(document), CT_DOCUMENT_ISSUED);
    assert_int_equal(ct_document_type_of(document), CT_DOCUMENT_CREDIT_NOTE);
    assert_string_equal(ct_document_number(document), "FPA 3/26");
    assert_string_equal(ct_document_series(document), "FPA /26");
    assert_date(2026, 9, 1, ct_document_date(document));
    assert_string_equal(ct_document_counterparty_name(document), "Perlà GmbH");
    assert_string_equal(ct_document_counterparty_code(document), "DE 1234");
    assert_int_equal(ct_document_total_cents(document), -100001);
    assert_string_equal(ct_document_currency(document), "CHF");
    assert_int_equal(ct_document_imported_at(document), world->now);
}

static void
r_his_02_history_is_not_sent_again(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[] = {document_facts(world, "1"), document_facts(world, "2")};
    facts[0].date = date_of(2026, 1, 1);
    facts[1].direction = CT_DOCUMENT_RECEIVED;
    (void)import_as(world, batch_for(world, client), facts, 2);
    ct_document_list *list = documents_of(world, client);
    assert_int_equal(ct_document_is_sendable(ct_document_list_at(list, 0)), 0);
    assert_int_equal(ct_document_is_sendable(ct_document_list_at(list, 1)), 0);
    assert_int_equal(ct_document_is_deletable(ct_document_list_at(list, 0)), 0);
    assert_int_equal(ct_document_is_deletable(ct_document_list_at(list, 1)), 1);
}

static void
r_his_02_needs_a_license_in_force(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    set_today(world, 2026, 12, 31);
    ct_document_facts facts = document_facts(world, "1");
    assert_ok(world, import_singly(world, world->studio, client, &facts));
    set_today(world, 2027, 1, 1);
    const char *before = dump(world);
    assert_refused(world, "R-LIC-06", import_singly(world, world->studio, client, &facts));
    assert_refused(world, "R-ACC-04 R-LIC-06", import_singly(world, no_id, client, &facts));
    assert_unchanged(world, before);
}

static void
r_his_02_needs_a_studio_that_may_operate(void **state)
{
    struct world *world = *state;
    const ct_document_facts facts = document_facts(world, "1");
    ct_id client = add_client(world, "Alfa");
    ct_id stranger = add_studio(world);
    assert_refused(world, "R-MIG-08", import_singly(world, world->studio, client, &facts));
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_refused(world, "R-MIG-08", import_singly(world, world->studio, client, &facts));
    client = add_operational(world, "Beta");
    assert_refused(world, "R-ELIG-11", import_singly(world, stranger, client, &facts));
    assert_refused(world, "R-ELIG-11", import_singly(world, world->studio, world->studio, &facts));
    assert_status(world, CT_ERR_NOT_FOUND, import_singly(world, client, client, &facts));
    assert_status(world, CT_ERR_NOT_FOUND, import_singly(world, no_id, world->studio, &facts));
    assert_ok(world, import_singly(world, world->studio, client, &facts));
}

static void
r_acc_01_a_client_imports_by_itself_with_a_full_license(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    const ct_document_facts facts = document_facts(world, "1");
    assert_refused(world, "R-ACC-01", import_singly(world, no_id, client, &facts));
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_PREMIUM);
    assert_ok(world, import_singly(world, no_id, client, &facts)); /* R-ACC-03 */
    ct_id without = add_client(world, "Beta");
    assert_refused(world, "R-ACC-06", import_singly(world, no_id, without, &facts));
}

static void
r_his_03_the_same_twice_adds_nothing(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[] = {document_facts(world, "1"), document_facts(world, "2")};
    ct_history_batch batch = batch_for(world, client);
    ct_history_answers *first = import_as(world, batch, facts, 2);
    const char *before = dump(world);
    batch.flags = CT_HISTORY_WITH_REGISTRY; /* neither a customer */
    ct_history_answers *again = import_as(world, batch, facts, 2);
    for (size_t i = 0; i < 2; i++) {
        const ct_id was = ct_history_answer_document_id(ct_history_answers_at(first, i));
        const ct_id is = ct_history_answer_document_id(ct_history_answers_at(again, i));
        assert_id_equal(was, is);
        assert_int_equal(ct_history_answer_status(ct_history_answers_at(again, i)),
                         CT_IMPORT_ALREADY_THERE);
    }
    assert_unchanged(world, before);
    set_today(world, 2026, 12, 31); /* and in one batch */
    facts[1] = facts[0] = document_facts(world, "3");
    again = import_as(world, batch, facts, 2);
    assert_int_equal(ct_history_answer_status(ct_history_answers_at(again, 0)), CT_IMPORT_DONE);
    assert_int_equal(ct_history_answer_status(ct_history_answers_at(again, 1)),
                     CT_IMPORT_ALREADY_THERE);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), 3);
}

static void
r_his_03_the_same_with_other_content_is_refused(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts = document_facts(world, "1");
    assert_int_equal(import_one(world, client, &facts), CT_IMPORT_DONE);
    const char *before = dump(world);
    facts.position = 1; /* the same number twice in one file */
    assert_refused(world, "R-HIS-03", import_singly(world, world->studio, client, &facts));
    facts.position = 0;
    facts.digest[31]++;
    assert_refused(world, "R-HIS-03", import_singly(world, world->studio, client, &facts));
    assert_unchanged(world, before);
}

static void
r_his_03_what_makes_it_another_document(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_id other_client = add_operational(world, "Beta");
    const ct_document_facts first = document_facts(world, "1");
    ct_document_facts facts[8];
    for (size_t i = 0; i < COUNT(facts); i++)
        facts[i] = first;
    facts[1].direction = CT_DOCUMENT_RECEIVED;
    facts[2].type = CT_DOCUMENT_CREDIT_NOTE;
    facts[3].number = "2";
    facts[4].series = "B";
    facts[5].date = date_of(2026, 8, 31);
    facts[6].counterparty_tax_code = "00743110158";
    facts[7].counterparty_name = "Bianchi"; /* it has a code: the name is none */
    ct_history_answers *answers = import_as(world, batch_for(world, client), facts, COUNT(facts));
    for (size_t i = 0; i < COUNT(facts); i++)
        assert_int_equal(ct_history_answer_status(ct_history_answers_at(answers, i)),
                         i == 7 ? CT_IMPORT_ALREADY_THERE : CT_IMPORT_DONE);
    assert_int_equal(import_one(world, other_client, &first), CT_IMPORT_DONE);
}

static void
r_his_03_each_gets_its_own_answer(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    static char long_text[800];
    memset(long_text, 'x', sizeof long_text - 1);
    static const char *const fields[] = {"direction", "type", "number", "number", "number",
                                         "series", "date", "counterparty_name",
                                         "counterparty_vat_number", "currency", "currency", ""};
    ct_document_facts facts[COUNT(fields)];
    for (size_t i = 0; i < COUNT(fields); i++)
        facts[i] = document_facts(world, "1");
    facts[0].direction = 3;
    facts[1].type = 0;
    facts[2].number = " ";
    facts[3].number = NULL;
    facts[4].number = "1\n2";
    facts[5].series = long_text;
    facts[6].date = date_of(2026, 2, 30);
    facts[7].counterparty_name = long_text;
    facts[8].counterparty_vat_number = "\xFF";
    facts[9].currency = "eur";
    facts[10].currency = "EURO";
    ct_history_answers *answers = import_as(world, batch_for(world, client), facts, COUNT(facts));
    for (size_t i = 0; i < COUNT(fields) - 1; i++) {
        const ct_history_answer *answer = ct_history_answers_at(answers, i);
        assert_int_equal(ct_history_answer_status(answer), CT_IMPORT_REFUSED);
        assert_string_equal(ct_reasons_field(ct_history_answer_reasons(answer), 0), fields[i]);
        assert_invalid(world, fields[i], import_singly(world, world->studio, client, &facts[i]));
    }
    assert_int_equal(
        ct_history_answer_status(ct_history_answers_at(answers, COUNT(fields) - 1)),
        CT_IMPORT_DONE);
}

static void
r_his_04_the_next_number_of_each_series_and_year(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    static const char *const numbers[] = {"7/A", "12/A", "3", "9/A", "2026/15", "NOTA", "FPA 4/26"};
    ct_document_facts facts[COUNT(numbers) + 3];
    for (size_t i = 0; i < COUNT(facts); i++)
        facts[i] = document_facts(world, i < COUNT(numbers) ? numbers[i] : "41/A");
    facts[COUNT(numbers)].date = date_of(2025, 12, 1);
    facts[COUNT(numbers) + 1].direction = CT_DOCUMENT_RECEIVED; /* somebody else's number */
    facts[COUNT(numbers) + 2].series = "B";                     /* told apart by the caller */
    (void)import_as(world, batch_for(world, client), facts, COUNT(facts));
    assert_string_equal(numbers_of(world, client),
                        "2025 /A 42, 2026  4, 2026 /A 13, 2026 2026/ 16, 2026 B 42, "
                        "2026 FPA /26 5");
    /* A later import goes on, and never back. */
    facts[0] = document_facts(world, "11/A");
    facts[1] = document_facts(world, "5");
    (void)import_as(world, batch_for(world, client), facts, 2);
    assert_true(has_text(numbers_of(world, client), "2026  6, 2026 /A 13,"));
    assert_string_equal(numbers_of(world, add_client(world, "Beta")), "");
}

static void
r_lic_04_imported_history_counts_in_its_own_year(void **state)
{
    struct world *world = *state;
    set_policy(world, "complete.documents", "3");
    reopen(world, "read_only_limits", "complete");
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[8];
    for (size_t i = 0; i < COUNT(facts); i++) {
        facts[i] = document_facts(world, "1");
        facts[i].direction = i % 2 ? CT_DOCUMENT_ISSUED : CT_DOCUMENT_RECEIVED;
        facts[i].date = date_of(i < 4 ? 2025 : 2026, 1, (int)i + 1);
    }
    ct_history_answers *answers = import_as(world, batch_for(world, client), facts, 8);
    for (size_t i = 0; i < 8; i++)
        if (i % 4 == 3)
            assert_string_equal(refusal(answers, i), "R-LIC-04");
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2025), 3);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), 3);
    assert_int_equal(used(world, client, CT_CATEGORY_CLIENTS, 0), 0);
    const char *before = dump(world);
    assert_refused(world, "R-LIC-04", import_singly(world, world->studio, client, &facts[7]));
    assert_unchanged(world, before);
    /* What was counted otherwise counts too. */
    assert_int_equal(ct_document_list_count(documents_of(world, client)), 6);
}

static void
r_his_01_with_the_customers_and_suppliers_in_them(void **state)
{
    struct world *world = *state;
    set_policy(world, "complete.registry_entries", "2");
    reopen(world, "read_only_limits", "complete");
    ct_id client = add_operational(world, "Alfa");
    static const struct {
        ct_document_direction direction;
        ct_document_type type;
        const char *code, *name;
        const char *rules; /* NULL: imported */
    } rows[] = {
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_INVOICE, "1", "Uno", NULL},
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_INVOICE, "1", "Uno", NULL}, /* the same customer */
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_INVOICE, NULL, "Due", NULL},
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_INVOICE, NULL, "DUÈ", NULL}, /* by its name, folded */
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_INVOICE, "3", "Tre", "R-LIC-04"}, /* refused whole */
        {CT_DOCUMENT_RECEIVED, CT_DOCUMENT_INVOICE, "1", "Uno", NULL},
        {CT_DOCUMENT_ISSUED, CT_DOCUMENT_SELF_INVOICE, "4", "Quattro", NULL}, /* a supplier */
        {CT_DOCUMENT_RECEIVED, CT_DOCUMENT_INVOICE, "5", "Cinque", "R-LIC-04"},
        {CT_DOCUMENT_RECEIVED, CT_DOCUMENT_SIMPLIFIED, NULL, NULL, NULL}, /* nobody */
    };
    ct_document_facts facts[COUNT(rows)];
    ct_history_batch batch = batch_for(world, client);
    for (size_t i = 0; i < COUNT(rows); i++) {
        facts[i] = document_facts(world, "1");
        facts[i].date.day = 1;
        facts[i].date.month = (uint8_t)(i % 8 + 1);
        facts[i].direction = rows[i].direction;
        facts[i].type = rows[i].type;
        facts[i].counterparty_vat_number = rows[i].code;
        facts[i].counterparty_name = rows[i].name;
    }
    batch.flags = CT_HISTORY_WITH_REGISTRY;
    ct_history_answers *answers = import_as(world, batch, facts, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].rules)
            assert_string_equal(refusal(answers, i), rows[i].rules);
        else
            assert_int_equal(ct_history_answer_status(ct_history_answers_at(answers, i)),
                             CT_IMPORT_DONE);
    assert_int_equal(used(world, client, CT_CATEGORY_CLIENTS, 0), 2);
    assert_int_equal(used(world, client, CT_CATEGORY_SUPPLIERS, 0), 2);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), 7);
    batch.flags = 0; /* without, nobody is added */
    (void)import_as(world, batch, &facts[4], 1);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), 8);
    assert_int_equal(used(world, client, CT_CATEGORY_CLIENTS, 0), 2);
}

/* Two of the longest names, which differ in their last letter: a store's key has no room for them. */
static void
r_lic_04_long_names_are_told_apart_by_all_of_them(void **state)
{
    enum { NAME_MAX_BYTES = 700 };
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[4];
    char names[COUNT(facts)][NAME_MAX_BYTES + 1];
    for (size_t i = 0; i < COUNT(facts); i++) {
        for (size_t at = 0; at < NAME_MAX_BYTES; at += 2)
            memcpy(names[i] + at, at ? "\u03A9" : "A ", 2); /* cut where a character is whole */
        names[i][NAME_MAX_BYTES] = '\0';
        memcpy(names[i] + NAME_MAX_BYTES - 2, i == 1 ? "bb" : i == 3 ? "cC" : "cc", 2);
        facts[i] = document_facts(world, "1");
        facts[i].date = date_of(2026, (int)i + 1, 1);
        facts[i].counterparty_vat_number = NULL;
        facts[i].counterparty_name = names[i];
    }
    ct_history_batch batch = batch_for(world, client);
    batch.flags = CT_HISTORY_WITH_REGISTRY;
    (void)import_as(world, batch, facts, COUNT(facts));
    assert_int_equal(used(world, client, CT_CATEGORY_CLIENTS, 0), 2);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), COUNT(facts));
    assert_string_equal(ct_document_counterparty_name(ct_document_list_at(
                            documents_of(world, client), 0)), names[0]);
}

/* R-AUD-01, R-AUD-09: usage can be rebuilt from the events, and they name nobody. */
static void
r_aud_01_an_import_is_told_once_a_year_of_it(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[5];
    ct_history_batch batch = batch_for(world, client);
    int64_t imported[2] = {0}, documents[2] = {0}, customers = 0;
    for (size_t i = 0; i < COUNT(facts); i++) {
        facts[i] = document_facts(world, i ? "1" : "2");
        facts[i].date = date_of(i < 2 ? 2025 : 2026, 1, (int)i + 1);
    }
    batch.flags = CT_HISTORY_WITH_REGISTRY;
    (void)import_as(world, batch, facts, COUNT(facts));
    (void)import_as(world, batch, facts, COUNT(facts)); /* tells nothing */
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    query.client = client;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++) {
        const ct_event *event = ct_event_list_at(list, i);
        int32_t year = ct_event_year(event);
        if (ct_event_kind_of(event) == CT_EVENT_DOCUMENT_IMPORTED)
            imported[year - 2025] += ct_event_number(event);
        else if (ct_event_kind_of(event) == CT_EVENT_USAGE_COUNTED &&
                 ct_event_category(event) == CT_CATEGORY_DOCUMENTS)
            documents[year - 2025] += ct_event_number(event);
        else if (ct_event_kind_of(event) == CT_EVENT_USAGE_COUNTED)
            customers += ct_event_number(event);
    }
    assert_int_equal(imported[0], 2);
    assert_int_equal(imported[1], 3);
    assert_memory_equal(imported, documents, sizeof imported);
    assert_int_equal(customers, 1);
}

static void
documents_are_listed_by_date_page_by_page(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_document_facts facts[25];
    ct_document_query query = CT_DOCUMENT_QUERY_INIT;
    ct_document_list *list = NULL;
    for (size_t i = 0; i < COUNT(facts); i++) {
        facts[i] = document_facts(world, "1");
        facts[i].date = date_of(2026, 1, 25 - (int)i);
    }
    (void)import_as(world, batch_for(world, client), facts, COUNT(facts));
    query.client = client;
    query.limit = 10;
    for (int day = 1; day <= 25;) {
        assert_ok(world, ct_document_list_get(world->context, &query, &list));
        keep_document_list(world, list);
        for (size_t i = 0; i < ct_document_list_count(list); i++)
            assert_date(2026, 1, day++, ct_document_date(ct_document_list_at(list, i)));
        assert_int_equal(ct_document_list_next(list) == NULL, day > 25);
        query.after = ct_document_list_next(list);
    }
    query.client = world->studio;
    assert_status(world, CT_ERR_NOT_FOUND, ct_document_list_get(world->context, &query, &list));
    query.reserved = 1;
    assert_invalid(world, "reserved", ct_document_list_get(world->context, &query, &list));
}

static void
a_batch_asks_for_what_it_needs(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    const ct_document_facts facts = document_facts(world, "1");
    const ct_document_facts *const documents[] = {&facts, NULL};
    ct_history_batch batch = batch_for(world, client);
    ct_history_answers *answers = NULL;
#define IMPORT ct_history_import_many(world->context, &batch, NULL, &answers)
    assert_invalid(world, "count", IMPORT);
    batch.count = 1001;
    assert_invalid(world, "count", IMPORT);
    batch.count = 2;
    assert_invalid(world, "documents", IMPORT);
    batch.documents = documents;
    assert_invalid(world, "ct_document_facts", IMPORT);
    batch.count = 1;
    batch.flags = 2;
    assert_invalid(world, "flags", IMPORT);
    batch.flags = 0;
    batch.reserved = 1;
    assert_invalid(world, "reserved", IMPORT);
    batch.reserved = 0;
    batch.client = no_id;
    assert_invalid(world, "client", IMPORT);
    batch.client = client;
    assert_int_equal(ct_document_list_count(documents_of(world, client)), 0);
    assert_ok(world, IMPORT);
    keep_history_answers(world, answers);
    assert_int_equal(ct_document_type_of_code("TD24"), CT_DOCUMENT_INVOICE);
#undef IMPORT
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_his_01_documents_of_this_year_and_the_last),
        CASE(r_his_01_a_document_is_told_as_it_came),
        CASE(r_his_01_with_the_customers_and_suppliers_in_them),
        CASE(r_his_02_history_is_not_sent_again),
        CASE(r_his_02_needs_a_license_in_force),
        CASE(r_his_02_needs_a_studio_that_may_operate),
        CASE(r_acc_01_a_client_imports_by_itself_with_a_full_license),
        CASE(r_his_03_the_same_twice_adds_nothing),
        CASE(r_his_03_the_same_with_other_content_is_refused),
        CASE(r_his_03_what_makes_it_another_document),
        CASE(r_his_03_each_gets_its_own_answer),
        CASE(r_his_04_the_next_number_of_each_series_and_year),
        CASE(r_lic_04_imported_history_counts_in_its_own_year),
        CASE(r_lic_04_long_names_are_told_apart_by_all_of_them),
        CASE(r_aud_01_an_import_is_told_once_a_year_of_it),
        CASE(documents_are_listed_by_date_page_by_page),
        CASE(a_batch_asks_for_what_it_needs),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
