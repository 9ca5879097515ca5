"""store.renewal: coupons outside migrations, plans, links, the campaign and what stops it."""
import datetime
import unittest
import uuid

import scene
import world
import reporting
import contoterzi
from contoterzi import (
    AssignmentStatus, CouponKind, EligibleAction, LicenseAccess, Plan, RenewalWay, RuleRefused,
    TaxRegime)

END_2026, END_2027 = datetime.date(2026, 12, 31), datetime.date(2027, 12, 31)


def at(*date):
    return datetime.datetime(*date, 10, tzinfo=datetime.timezone.utc)


class Renewing(unittest.TestCase):
    def setUp(self):
        self.now = at(2026, 5, 4)
        self.scene = scene.Scene(self, today=None, now=lambda: self.now)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.renewal = self.store.renewal

    def refused(self, *rules):
        case = self

        class Refused:
            def __enter__(self):
                self.raises = case.assertRaises(RuleRefused)
                self.caught = self.raises.__enter__()

            def __exit__(self, *what):
                self.raises.__exit__(*what)
                told = [reason.rule for reason in self.caught.exception.reasons]
                case.assertEqual(sorted(rules), sorted(told))
                return True

        return Refused()

    def migrated(self, count):
        self.scene.pack(count)
        clients = self.scene.clients(count)
        for client in clients:
            self.scene.migrate(client)
        return clients


class Assigning(Renewing):
    def test_a_renewal_starts_after_what_there_is(self):
        client, = self.migrated(1)
        self.scene.pack(license_year=2027)
        code = self.scene.code(license_year=2027)
        assigned = self.renewal.assign(client, studio=self.studio, coupon_code=code)
        license_id = assigned.license_id
        self.assertIsInstance(license_id, uuid.UUID)
        self.assertEqual({
            "status": AssignmentStatus.DONE, "reasons": (), "client_id": client,
            "client_name": "Client 0000", "action": EligibleAction.RENEW, "license_id": license_id,
            "plan": Plan.STANDARD, "access": LicenseAccess.READ_ONLY,
            "first_day": datetime.date(2027, 1, 1), "last_day": END_2027, "coupon_code": code,
        }, assigned.asdict())

    def test_an_upgrade_starts_today(self):
        client, = self.migrated(1)
        self.scene.pack(kind=CouponKind.RENEWABLE)
        assigned = self.renewal.assign(
            client, studio=self.studio, kind=CouponKind.RENEWABLE, license_year=2026)
        self.assertEqual((EligibleAction.UPGRADE, self.store.today),
                         (assigned.action, assigned.first_day))

    def test_a_client_without_an_account_gets_one(self):
        self.scene.pack(kind=CouponKind.RENEWABLE)
        first, second = self.scene.clients(2)
        for client, share in [(first, False), (second, True)]:
            assigned = self.renewal.assign(
                client, studio=self.studio, kind=CouponKind.RENEWABLE, email="a@example.com",
                share_login=share)
            self.assertEqual(EligibleAction.ACTIVATE, assigned.action)
        self.assertEqual({"a@example.com"},
                         {message.recipient for message in self.store.outbox.list()})

    def test_r_mig_01_what_is_migratable_is_migrated(self):
        self.scene.pack()
        with self.refused("R-MIG-01"):
            self.renewal.assign(self.scene.client(), studio=self.studio)
        with self.assertRaises(contoterzi.NotFound):
            self.renewal.assign(uuid.uuid4(), studio=uuid.uuid4())

    def test_keys_and_previews(self):
        client, = self.migrated(1)
        self.scene.pack(license_year=2027)
        preview = self.renewal.assign(client, studio=self.studio, preview=True)
        self.assertEqual(END_2027, preview.last_day)
        self.assertEqual(self.renewal.assign(client, studio=self.studio, key="once"),
                         self.renewal.assign(client, studio=self.studio, key="once"))

    def test_r_ren_03_many_get_their_own_answers(self):
        clients = self.migrated(3)
        self.scene.pack(2, license_year=2027)
        new = self.scene.client(9)
        answers = self.renewal.renew_many(
            (client for client in [*clients, new]), studio=self.studio, license_year=2027)
        self.assertEqual([AssignmentStatus.DONE] * 2 + [AssignmentStatus.REFUSED] * 2,
                         [answer.status for answer in answers])
        self.assertEqual({"R-ELIG-11"}, {reason.rule for reason in answers[2].reasons})
        self.assertEqual(
            dict(client_id=clients[2], client_name="Client 0002", action=None, license_id=None,
                 plan=None, access=None, first_day=None, last_day=None, coupon_code=None),
            {name: value for name, value in answers[2].asdict().items()
             if name not in ("status", "reasons")})
        again = self.renewal.renew_many(clients[:1], studio=self.studio, license_year=2027)
        self.assertEqual(AssignmentStatus.ALREADY_DONE, again[0].status)

    def test_more_than_a_call_takes(self):
        clients = self.migrated(1002)
        self.scene.pack(1001, license_year=2027)
        for options in ({"preview": True}, {"key": "all"}, {"key": "all"}):
            answers = self.renewal.renew_many(
                clients, studio=self.studio, kind=CouponKind.CONTO_TERZI, **options)
            self.assertEqual([AssignmentStatus.DONE] * 1001 + [AssignmentStatus.REFUSED],
                             [answer.status for answer in answers])


class Planning(Renewing):
    def test_r_ren_05_the_ways_to_go_on(self):
        client, = self.migrated(1)
        ways = self.renewal.ways(client, studio=self.studio)
        self.assertEqual(
            (RenewalWay.CONTO_TERZI, RenewalWay.RENEWABLE, RenewalWay.OWN_PURCHASE), ways.open)
        self.assertEqual([RenewalWay.FLAT_RATE], list(ways.closed))
        self.assertEqual(["R-ELIG-09"], [why.rule for why in ways.closed[RenewalWay.FLAT_RATE]])
        new = self.renewal.ways(self.scene.client(9), studio=self.studio)
        self.assertEqual((RenewalWay.OWN_PURCHASE,), new.open)
        self.assertEqual("RenewalWays(open=(RenewalWay.OWN_PURCHASE,))", repr(new))
        self.assertEqual(ways, self.renewal.ways(client, studio=self.studio, day=END_2026))
        with self.assertRaisesRegex(TypeError, "day"):
            self.renewal.ways(client, studio=self.studio, day="2026-12-31")

    def test_r_ren_06_a_plan(self):
        clients = self.migrated(4)
        self.scene.pack(2, license_year=2027)
        self.renewal.assign(clients[0], studio=self.studio, license_year=2027)
        self.scene.pack(kind=CouponKind.RENEWABLE)
        self.renewal.assign(clients[1], studio=self.studio, kind=CouponKind.RENEWABLE)
        plan = self.renewal.plan(self.studio)
        self.assertEqual(
            dict(kind=CouponKind.CONTO_TERZI, license_year=2027, clients=4, eligible=2,
                 not_eligible=1, already_done=1, coupons=1, missing=1, left_over=0),
            plan.asdict())
        self.assertEqual(2026, self.renewal.plan(self.studio, license_year=2026).license_year)
        self.assertEqual(9, self.renewal.plan(
            self.studio, kind=CouponKind.RENEWABLE, license_year=2026).left_over)
        entries = self.renewal.plan_entries(self.studio, license_year=2027)
        self.assertEqual(
            [("Client 0000", AssignmentStatus.ALREADY_DONE, None, END_2027),
             ("Client 0001", AssignmentStatus.REFUSED, None, END_2026),
             ("Client 0002", AssignmentStatus.DONE, EligibleAction.RENEW, END_2026),
             ("Client 0003", AssignmentStatus.DONE, EligibleAction.RENEW, END_2026)],
            [(entry.client_name, entry.status, entry.action, entry.last_day) for entry in entries])
        self.assertEqual(clients, [entry.client_id for entry in entries])
        page = entries.page(limit=2)
        self.assertIn("R-ELIG-03", [reason.rule for reason in page[1].reasons])
        self.assertEqual(clients[2], entries.page(page.next)[0].client_id)
        with self.assertRaises(contoterzi.NotFound):
            list(self.renewal.plan_entries(uuid.uuid4()))


class Registering(Renewing):
    def test_r_cou_10_a_company_registers_through_a_link(self):
        self.scene.pack(kind=CouponKind.FLAT_RATE)
        link = self.renewal.link(self.scene.code())
        self.assertEqual("https://contoterzi.example/attiva/" + link.code, link.text)
        assigned = self.renewal.register(
            link.text, name="Mario Rossi", tax_code="RSSMRA85T10A562S", email="mario@example.com",
            tax_regime=TaxRegime.FLAT_RATE)
        self.assertEqual(("Mario Rossi", link.code, END_2026),
                         (assigned.client_name, assigned.coupon_code, assigned.last_day))
        other = self.scene.code(kind=CouponKind.FLAT_RATE, state=contoterzi.CouponState.AVAILABLE)
        values = dict(name="Anna", vat_number=scene.vat_number(7), email="mario@example.com",
                      tax_regime=TaxRegime.FLAT_RATE)
        with self.refused("R-MIG-09"):
            self.renewal.register(other, **values)
        preview = self.renewal.register(other, **values, share_login=True, preview=True)
        self.assertEqual("Anna", preview.client_name)
        self.renewal.register(other, **values, share_login=True, key="once")

    def test_conto_terzi_coupons_have_none(self):
        self.scene.pack()
        code = self.scene.code()
        with self.refused("R-COU-10"):
            self.renewal.link(code)
        with self.assertRaises(RuleRefused):
            self.renewal.register(
                code, name="Anna", email="a@example.com", vat_number=scene.vat_number(7))


class Campaigns(Renewing):
    def more_studios(self, count):
        for index in range(1, count):
            studio = world.add_studio(
                self.store, vat_number=scene.vat_number(5000 + index),
                email=f"studio{index}@example.com", certified_email=f"s{index}@pec.example.com")
            self.scene.pack(10, studio=studio)

    def cancel(self, number=1, **changes):
        return self.renewal.record_cancellation(self.studio, **{
            "sender": "Studio@PEC.example.com", "message_id": f"<{number}@pec>",
            "sent_at": self.now, **changes})

    def test_r_ren_01_each_studio_gets_as_many_again(self):
        self.scene.pack(3)
        self.scene.pack(4)
        self.more_studios(5)
        with self.refused("R-REN-01"):
            self.renewal.run_campaign(2027)
        self.now = at(2026, 11, 15)
        expected = contoterzi.CampaignReport(
            license_year=2027, studios=5, issued_to=5, stopped=0, already_done=0, coupons=47)
        self.assertEqual(expected, self.renewal.run_campaign(2027, limit=2, preview=True))
        seen = []
        report = self.renewal.run_campaign(2027, limit=2, progress=seen.append)
        self.assertEqual(expected, report)
        self.assertEqual([2, 4, 5], [each.studios for each in seen])
        self.assertEqual(7, self.renewal.plan(self.studio, license_year=2027).coupons)
        again = self.renewal.run_campaign(2027)
        self.assertEqual((5, 0, 5), (again.studios, again.issued_to, again.already_done))

    def test_r_ren_02_broken_off_it_goes_on(self):
        self.scene.pack()
        self.more_studios(3)
        self.now = at(2026, 11, 15)

        def stop(report):
            self.assertEqual(self.now.date(), self.store.today)
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            self.renewal.run_campaign(2027, limit=1, progress=stop)
        report = self.renewal.run_campaign(2027)
        self.assertEqual((2, 1), (report.issued_to, report.already_done))

    def test_r_ren_04_a_cancellation_stops_it(self):
        self.scene.pack()
        recorded = self.cancel(recipient="teamsystemgroup@pecteamsystem.com")
        self.assertEqual({
            "id": recorded.id, "studio_id": self.studio.id, "pack_id": None,
            "sender": "studio@pec.example.com", "message_id": "<1@pec>", "sent_at": self.now,
            "campaign_year": 2026, "license_year": 2027, "recorded_at": self.now,
            "withdrawn_at": None, "reasons": ()}, recorded.asdict())
        self.assertEqual(recorded, self.renewal.get_cancellation(recorded.id))
        self.assertEqual(recorded.id, self.cancel().id)
        self.now = at(2026, 11, 15)
        report = self.renewal.run_campaign(2027)
        self.assertEqual((1, 1, 0), (report.studios, report.stopped, report.coupons))
        with self.refused("R-REN-04"):
            self.renewal.withdraw_cancellation(recorded)

    def test_one_of_a_pack_that_is_withdrawn(self):
        packs = [self.scene.pack(), self.scene.pack()]
        first, second = [self.cancel(index, pack=pack) for index, pack in enumerate(packs)]
        self.assertEqual(packs, [first.pack_id, second.pack_id])
        withdrawn = self.renewal.withdraw_cancellation(first)
        self.assertEqual(self.now, withdrawn.withdrawn_at)
        self.assertEqual({withdrawn, second}, set(self.renewal.cancellations(self.studio)))
        self.now = at(2026, 11, 15)
        self.assertEqual(10, self.renewal.run_campaign(2027).coupons)

    def test_what_comes_too_late_says_so(self):
        self.scene.pack()
        self.now = at(2026, 11, 15)
        self.renewal.run_campaign(2027)
        late = self.cancel(sent_at=at(2026, 6, 1))
        self.assertEqual(["R-REN-04"], [reason.rule for reason in late.reasons])
        self.assertEqual(2027, self.cancel(2, sent_at=at(2026, 7, 1)).campaign_year)

    def test_what_is_refused_and_what_is_missing(self):
        with self.refused("R-REN-04"):
            self.cancel(sender="other@pec.example.com")
        for call in (lambda: self.cancel(pack=uuid.uuid4()),
                     lambda: self.renewal.get_cancellation(uuid.uuid4()),
                     lambda: list(self.renewal.cancellations(uuid.uuid4()))):
            with self.assertRaises(contoterzi.NotFound):
                call()
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            self.cancel(sent_at=datetime.datetime(2026, 5, 4))
        self.assertEqual("sent_at", caught.exception.field)


if __name__ == "__main__":
    reporting.run()
