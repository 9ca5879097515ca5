"""What a studio can do on a client's row."""


class Actions:
    def actions(self, studio, number):
        told = self.store.access.actions(self.client(number), studio=self.studio(studio))
        for each in told:
            assert each.is_allowed is not bool(each.reasons)
        return ("done", {each.action.value: frozenset(reason.rule for reason in each.reasons)
                         for each in told})
