"""Whether the books are right."""

class Audit:
    def findings(self):
        """What is wrong in the books (R-AUD-07)."""
        return [finding.text for finding in self.store.audit.check()]
