from .draw import Operation

# The direction, type, number and series, the other party's name, tax code and VAT number, and the
# month and day of documents of any year.
DOCUMENTS = (
    ("issued", "invoice", "12/A", None, "Forno Bianchi", None, None, 2, 28),
    ("issued", "invoice", "13/A", None, "FORNO BIANCHI", None, None, 3, 1),
    ("issued", "invoice", "2026-4", None, "Molino Neri", "01234567897", None, 1, 31),
    ("issued", "credit_note", "FT 5/26", None, "Molino", "01234567897", "12345678903", 3, 9),
    ("issued", "invoice", "FT 26/27", "B", None, None, "DE123456789", 12, 31),
    ("issued", "self_invoice", "7", "", "Mill", None, "DE123456789", 2, 1),
    ("received", "invoice", "12/A", None, "Forno Bianchi", None, None, 2, 28),
    ("received", "invoice", "bis", None, None, None, None, 6, 30),
)


class Imports:
    OPERATIONS = {
        "import_documents": Operation(
            "studio client documents with_registry is_single", 7, at_once=2, can_die=True),
        "documents": Operation("client", 1),
    }

    def import_documents(self):
        is_single = self.flag(0.3)
        documents = tuple(self.document(0 if is_single else 0.05) for _ in range(
            1 if is_single else self.random.randint(1, 5)))
        return (self.random.choice((None, None, self.studio())), self.client(), documents,
                self.flag(), is_single)

    def document(self, malformed):
        """And the year, told from today's; what stands for its content; and its currency."""
        return (*self.random.choice(DOCUMENTS), self.random.choice((0, 0, 0, -1, -1, -2)),
                int(self.flag(0.1)), "eur" if self.flag(malformed) else "EUR")

    def documents(self):
        return (self.client(),)
