"""What is used of a license."""
from contoterzi import Category


class Usage:
    def use(self, number, category, quantity, day):
        told = self.store.licenses.add_usage(
            self.client(number), category=Category(category), quantity=quantity,
            date=day if category == "documents" else None, **self.how)
        return ("done", told.used)

    def told(self):
        for number, made in self.clients.items():
            used = {}
            for category in Category:
                is_yearly = category is Category.DOCUMENTS
                for year in range(self.day.year - 1, self.day.year + 2) if is_yearly else (None,):
                    used[category.value, year] = self.store.licenses.usage(
                        made, category=category, year=year).used
            yield ("used", number), {what: count for what, count in used.items() if count}
