"""What is used of a license (R-LIC-04)."""
from .records import Invalid, Refused


class Usage:
    def use(self, number, category, quantity, day):
        client = self.client(number)
        license = next((each for each in client.licenses if each.works_on(self.today)), None)
        if license is None:
            raise Refused("R-LIC-06")
        what = category, day.year if category == "documents" else None
        after = client.used.get(what, 0) + quantity
        if after < 0:
            raise Invalid
        if quantity > 0 and after > license.limits[category]:
            raise Refused("R-LIC-04")
        if quantity or what not in client.used:
            self.log("usage_counted", client.studio, client, number=quantity, category=category,
                     year=what[1])
        client.used[what] = after
        return ("done", after)

    def told(self):
        for number, client in self.clients.items():
            yield ("used", number), {
                what: used for what, used in client.used.items()
                if used and abs((what[1] or self.today.year) - self.today.year) < 2}
