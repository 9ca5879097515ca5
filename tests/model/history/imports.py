from .draw import Operation

NUMBERS = "1", "2", "3", "12/A", "13/A", "2026-4", "FT 5/26", "FT 6/27", "bis"
PARTIES = (("Forno Bianchi", None, None), ("FORNO BIANCHI", None, None),
           ("Molino Neri", "01234567897", None), ("Molino Neri Srl", "01234567897", "12345678903"),
           ("Mill", None, "DE123456789"), (None, None, "DE123456789"), (None, None, None))


class Imports:
    OPERATIONS = {
        "import_documents": Operation(
            "studio client documents with_registry is_single", 5, at_once=2, can_die=True),
        "documents": Operation("client", 1),
    }

    def import_documents(self):
        is_single = self.flag(0.3)
        documents = tuple(self.document(0 if is_single else 0.05) for _ in range(
            1 if is_single else self.random.randint(1, 5)))
        return (self.random.choice((None, self.studio())), self.client(), documents, self.flag(),
                is_single)

    def document(self, malformed):
        choice = self.random.choice
        return (choice(("issued", "issued", "received")),
                choice(("invoice", "invoice", "credit_note", "self_invoice")), choice(NUMBERS),
                choice((None, None, None, "", "B")), choice((0, 1, 10, 60, 100, 366, 800, -1)),
                *choice(PARTIES), int(self.flag(0.1)), "eur" if self.flag(malformed) else "EUR")

    def documents(self):
        return (self.client(),)
