"""A studio with clients and coupons, for the tests of what comes after."""
import decimal

import world
import contoterzi

MARIO = contoterzi.Signatory("Mario", "Rossi", "RSSMRA85T10A562S")


def vat_number(index):
    """One of 9,000,000 that are right."""
    digits = [int(digit) for digit in f"{1000000 + index:07}001"]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return "".join(map(str, digits)) + str(-(sum(digits[::2]) + sum(doubled)) % 10)


class Scene:
    """A store with a studio; `test` closes it."""

    def __init__(self, test, **options):
        self.store = world.open_store(test, **options)
        self.studio = world.add_studio(self.store)

    def client(self, index=0, studio=None, **changes):
        """The identifier of a client that is on TS Digital."""
        return self.store.clients.register(studio or self.studio, **{
            "name": f"Client {index:04}", "vat_number": vat_number(index),
            "emails": [f"client{index}@example.com"], **changes}).id

    def clients(self, count):
        return [self.client(index) for index in range(count)]

    def pack(self, quantity=10, license_year=2026, kind=contoterzi.CouponKind.CONTO_TERZI,
             studio=None):
        """The identifier of a pack that was bought."""
        return self.store.coupons.buy(
            studio or self.studio, kind=kind, license_year=license_year, quantity=quantity,
            unit_price=decimal.Decimal("0.10")).id

    def code(self, **wanted):
        """The code of one of the studio's coupons."""
        return self.store.coupons.list(self.studio, **wanted).page(limit=1)[0].code

    def migrate(self, client, **changes):
        return self.store.migrations.migrate_one(
            client, **{"studio": self.studio, "signatory": MARIO, **changes})


def password(message):
    """The one-time password of credentials that were just claimed: alone on its line."""
    return next(line for line in message.text.splitlines() if len(line) > 5 and " " not in line)
