"""Documents of before the migration."""
import datetime
import decimal

from contoterzi import DocumentDirection, DocumentFacts, DocumentType


class Imports:
    def import_documents(self, studio, number, documents, with_registry, is_single):
        facts = [self.facts_of(*each) for each in documents]
        how = {"studio": None if studio is None else self.studio(studio),
               "with_registry": with_registry, **self.how}
        if is_single:
            answers = [self.store.history.import_document(self.client(number), facts[0], **how)]
        else:
            answers = self.store.history.import_many(self.client(number), facts, **how)
        return ("done", *((each.status.value,
                           frozenset(reason.rule for reason in each.reasons if reason.rule))
                          for each in answers))

    def facts_of(self, direction, type, number, series, name, tax_code, vat_number, month, day,
                 years, content, currency):
        return DocumentFacts(
            direction=DocumentDirection(direction), type=DocumentType(type), number=number,
            series=series, date=datetime.date(self.day.year + years, month, day),
            total=decimal.Decimal(100), digest=bytes([content]) * 32, counterparty_name=name,
            counterparty_tax_code=tax_code, counterparty_vat_number=vat_number, currency=currency)

    def documents(self, number):
        client = self.client(number)
        listed = [(each.date, each.direction.value, each.type.value, each.number, each.series,
                   each.counterparty_name, each.counterparty_code, each.currency,
                   each.imported_at, each.is_sendable, each.is_deletable)
                  for each in self.store.history.documents(client)]
        if any(one[0] > other[0] for one, other in zip(listed, listed[1:])):
            return ("done", "the oldest is not the first")
        return ("done", sorted(listed, key=repr), [
            (each.year, each.series, each.next) for each in self.store.history.numbering(client)])
