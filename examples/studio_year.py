"""A studio's year: its clients from a CSV, coupons, migrations, a look at November, and a report.

    python3 examples/studio_year.py [FOLDER]

Writes studio.db and the report, situazione.html and situazione.csv, to a folder that has none yet.
"""
import csv
import datetime
import decimal
import pathlib
import sys

import contoterzi
from contoterzi import ClientData, ClientStatus, CouponKind, MigrationStatus, Signatory, TaxRegime
from contoterzi import report

SAMPLE = pathlib.Path(__file__).parent / "sample" / "clienti.csv"
REGIMES = {"ordinario": TaxRegime.ORDINARY, "forfettario": TaxRegime.FLAT_RATE}
FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
STORE = FOLDER / "studio.db"

# In March a studio registers, and tells of the companies that it invoices for.
with contoterzi.open(STORE, today=datetime.date(2026, 3, 2), lang="it") as store:
    studio = store.studios.add(
        name="Studio Ferri e Associati", vat_number="12345670157", email="studio@ferri.example",
        certified_email="ferri@pec.ferri.example")
    store.studios.open_account(studio)
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        companies = [
            ClientData(
                name=row["denominazione"] or None, vat_number=row["partita_iva"] or None,
                tax_code=row["codice_fiscale"] or None, is_on_ts_digital=row["ts_digital"] == "sì",
                tax_regime=REGIMES.get(row["regime_fiscale"]),
                emails=[row[key] for key in ("email", "email2") if row[key]])
            for row in csv.DictReader(file, delimiter=";")]
    for company, answer in zip(companies, store.clients.register_many(studio, companies)):
        if answer.status is ClientStatus.REFUSED:
            print(f"non registrato  {company.name or company.vat_number}: {answer.reasons[0].text}")

    # It buys coupons, and assigns one to each company that may have one.
    store.coupons.buy(
        studio, kind=CouponKind.CONTO_TERZI, license_year=2026, quantity=30,
        unit_price=decimal.Decimal("29.90"))
    clients, giulia = store.clients.list(studio), Signatory("Giulia", "Bianchi", "BNCGLI80D52F205R")
    for answer in store.migrations.migrate(clients, studio=studio, signatory=giulia):
        if answer.status is MigrationStatus.REFUSED:
            print(f"non migrato     {answer.client_name}: {answer.reasons[0].text}")

# In November next year's coupons will come by themselves: what would that leave?
with contoterzi.open(STORE, today=datetime.date(2026, 11, 15), lang="it") as store:
    with store.preview():
        issued = store.renewal.run_campaign(2027)
        plan = store.renewal.plan(studio, license_year=2027)
        print(f"Novembre: {issued.coupons} coupon per {plan.eligible} clienti da rinnovare, "
              f"{plan.missing} mancanti, {plan.left_over} in più")
    found = report.situation(store, studio)

(FOLDER / "situazione.html").write_text(report.page(found, "it"), encoding="utf-8")
(FOLDER / "situazione.csv").write_text(report.clients_as_csv(found, "it"), encoding="utf-8")
