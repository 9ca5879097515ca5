"""A studio with clients and coupons, for the tests of what comes after."""
import ctypes

import world
import contoterzi
from contoterzi import _abi
from contoterzi._convert import request, to_id
from contoterzi._library import library

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
        emails = (ctypes.c_char_p * 1)(f"client{index}@example.com".encode())
        made = request(_abi.ct_client_request, **{
            "studio": studio or self.studio, "name": f"Client {index:04}",
            "vat_number": vat_number(index), "emails": emails, "email_count": 1, **changes})
        handle = ctypes.POINTER(_abi.ct_client)()
        self.store._session.run(library.ct_client_register, made, None, handle)
        id = to_id(library.ct_client_id(handle))
        library.ct_client_free(handle)
        return id

    def clients(self, count):
        return [self.client(index) for index in range(count)]

    def pack(self, quantity=10, license_year=2026, kind=contoterzi.CouponKind.CONTO_TERZI,
             studio=None):
        """The identifier of a pack that was bought."""
        made = request(_abi.ct_pack_request, studio=studio or self.studio, kind=kind,
                       license_year=license_year, quantity=quantity, unit_price_cents=10)
        handle = ctypes.POINTER(_abi.ct_pack)()
        self.store._session.run(library.ct_pack_buy, made, None, handle)
        id = to_id(library.ct_pack_id(handle))
        library.ct_pack_free(handle)
        return id

    def code(self, kind=None, **wanted):
        """The code of one of the studio's coupons."""
        made = request(_abi.ct_coupon_query, studio=self.studio, kind=kind, limit=1, **wanted)
        handle = ctypes.POINTER(_abi.ct_coupon_list)()
        self.store._session.run(library.ct_coupon_list_get, made, handle)
        code = library.ct_coupon_code(library.ct_coupon_list_at(handle, 0)).decode()
        library.ct_coupon_list_free(handle)
        return code

    def migrate(self, client, **changes):
        return self.store.migrations.migrate_one(
            client, **{"studio": self.studio, "signatory": MARIO, **changes})


def password(message):
    """The one-time password of credentials that were just claimed: alone on its line."""
    return next(line for line in message.text.splitlines() if len(line) > 5 and " " not in line)
