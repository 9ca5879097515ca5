from .draw import Operation

CATEGORIES = ("clients", "suppliers", "products", "documents", "documents", "documents")


class Usage:
    OPERATIONS = {"use": Operation("client category quantity day", 5, at_once=2, can_die=True,
                                   is_keyed=True)}

    def use(self):
        category = self.random.choice(CATEGORIES)
        quantity = self.random.choice((1, 1, 2, 3, 30, 100, 500, 3000, 0))
        if category != "documents" and self.flag(0.3):
            quantity = -quantity
        return (self.client(), category, quantity, self.random.choice((0, 0, -10, -70, -300, 30)))
