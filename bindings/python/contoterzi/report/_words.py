"""The sentences of the report in Italian and English."""
from __future__ import annotations

import datetime
from typing import Dict, Optional

from ..renewal import RenewalEntry

WORDS: Dict[str, Dict[str, str]] = {
    "title": {"it": "Situazione Conto Terzi", "en": "Conto Terzi situation"},
    "on": {"it": "al {day}", "en": "on {day}"},
    "vat_number": {"it": "Partita IVA", "en": "VAT number"},
    "clients": {"it": "Clienti", "en": "Clients"},
    "working": {"it": "Con licenza in vigore", "en": "With a license in force"},
    "migratable": {"it": "Da migrare", "en": "To migrate"},
    "coupons_left": {"it": "Coupon disponibili", "en": "Coupons left"},
    "missing": {"it": "Coupon mancanti per il {year}", "en": "Coupons missing for {year}"},
    "expiries": {"it": "Scadenze delle licenze", "en": "When licenses end"},
    "no_expiries": {"it": "Nessuna licenza.", "en": "No licenses."},
    "last_day": {"it": "Ultimo giorno", "en": "Last day"},
    "licenses": {"it": "Licenze", "en": "Licenses"},
    "coupons": {"it": "Coupon usati e rimasti", "en": "Coupons used and left"},
    "no_coupons": {"it": "Nessun coupon.", "en": "No coupons."},
    "year_and_kind": {"it": "Anno e tipo", "en": "Year and kind"},
    "total": {"it": "Totale", "en": "Total"},
    "renewal": {"it": "Rinnovo di novembre per il {year}", "en": "November renewal for {year}"},
    "needed": {"it": "Clienti da rinnovare", "en": "Clients to renew"},
    "available": {"it": "Coupon disponibili", "en": "Coupons available"},
    "already_done": {"it": "già rinnovati: {count}", "en": "renewed already: {count}"},
    "enough": {
        "it": "I coupon bastano; ne rimarrebbero {left}.",
        "en": "There are enough coupons; {left} would be left.",
    },
    "not_enough": {
        "it": "Per rinnovare tutti mancano {missing} coupon.",
        "en": "To renew them all, {missing} more coupons are needed.",
    },
    "nobody": {"it": "Nessun cliente da rinnovare.", "en": "There is no client to renew."},
    "not_eligible": {"it": "Clienti non rinnovabili, e perché",
                     "en": "Clients that can't be renewed, and why"},
    "every_client": {"it": "Tutti i clienti", "en": "All clients"},
    "no_clients": {"it": "Nessun cliente.", "en": "No clients."},
    "name": {"it": "Denominazione", "en": "Name"},
    "nickname": {"it": "Soprannome", "en": "Nickname"},
    "tax_code": {"it": "Codice fiscale", "en": "Tax code"},
    "state": {"it": "Stato", "en": "State"},
    "plan": {"it": "Piano", "en": "Plan"},
    "access": {"it": "Accesso", "en": "Access"},
    "source": {"it": "Origine", "en": "Source"},
    "first_day": {"it": "Primo giorno", "en": "First day"},
    "coupon": {"it": "Coupon", "en": "Coupon"},
    "renewable": {"it": "Rinnovabile", "en": "Renewable"},
    "renewable_done": {"it": "sì", "en": "yes"},
    "renewable_refused": {"it": "no", "en": "no"},
    "renewable_already_done": {"it": "già rinnovato", "en": "renewed already"},
    "reasons": {"it": "Motivi", "en": "Reasons"},
    "made_on": {
        "it": "Preparato con libcontoterzi {version}.",
        "en": "Made with libcontoterzi {version}.",
    },
}


class Words:
    """Sentences in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        return WORDS[key][self.lang].format(**values)

    def renewable(self, renewal: Optional[RenewalEntry]) -> str:
        """Whether a client can be renewed; "" if it has nothing to renew."""
        return self(f"renewable_{renewal.status.value}") if renewal else ""

    def day(self, day: datetime.date) -> str:
        """A day as people write it: 31/12/2026 in Italian, 2026-12-31 in English."""
        return day.strftime("%d/%m/%Y") if self.lang == "it" else day.isoformat()
