"""Two years of two studios, by every changing command of the program: what writes the store that is kept
of a schema (write_store.py), and what each such store must still stand (test_upgrade.py)."""
import contextlib
import os

import maildir
from harness import REFUSED, SIGNATORY, company, csv_text, vat_number
from invoices import Party, body, xml, zipped

COMPANIES = 10


class Year:
    """`case` runs the program; the studios and companies have numbers from `first` on."""

    def __init__(self, case, year, first):
        self.case, self.year, self.first = case, year, first
        self.studio, self.other = vat_number(first + 98), vat_number(first + 99)
        self.pec = f'pec{first}@pec.ferri.example'
        self.mail = case.path(f'mail-{first}')
        self.passwords = {}
        self.done = set()  # commands, by name

    # -- The hands ------------------------------------------------------------------------------

    def on(self, month, day, years=0):
        self.case.today = f'{self.year + years}-{month:02d}-{day:02d}'

    def do(self, *words, **how):
        self.done.add(words[0])
        self.done.add(' '.join(words[:2]))
        return self.case.answer(*words, **how)

    def client(self, number):
        return vat_number(self.first + number)

    def of_studio(self, *words, **how):
        return self.do(*words, f'--studio={self.studio}', **how)

    def buy(self, quantity, year, *words, studio=None, kind='conto_terzi'):
        return self.do('coupon', 'buy', f'--studio={studio or self.studio}', f'--kind={kind}',
                       f'--year={year}', f'--quantity={quantity}', '--unit-price=29.90', *words)

    def deliver(self):
        """Delivers what is due, and keeps the one-time password of each account's last message."""
        self.do('outbox', 'deliver', f'--maildir={self.mail}')
        new = os.path.join(self.mail, 'new')
        for path in sorted(os.path.join(new, name) for name in os.listdir(new)):
            with contextlib.suppress(AssertionError):  # other messages have none
                self.passwords[maildir.read(path)['To']] = maildir.one_time_password(path)
            os.unlink(path)

    def log_in(self, number):
        password = self.passwords[f'ditta{self.first + number}@posta.example']
        self.do('migration', 'first-login', self.client(number),
                stdin=f'{password}\nNuova-Pass1\n'.encode())

    # -- The days -------------------------------------------------------------------------------

    def live(self):
        for day in (self.open, self.migrate, self.step_by_step, self.go_on_from_the_accounts,
                    self.cancel, self.link, self.campaign, self.renew, self.grow_old,
                    self.last_days):
            day()

    def open(self):
        self.on(1, 12)
        for vat, name in ((self.studio, 'Studio Ferri'), (self.other, 'Studio Perlà & C.')):
            self.do('studio', 'add', f'--name={name}', f'--vat-number={vat}',
                    f'--email=studio{vat}@ferri.example', f'--pec={self.pec}')
            self.do('studio', 'open-account', f'--studio={vat}')
        rows = [company(self.first + number, regime_fiscale='', ts_digital='')
                for number in range(COMPANIES)]
        rows[7]['regime_fiscale'] = 'forfettario'
        rows[8]['ts_digital'] = 'no'
        self.of_studio('client', 'import',
                       self.case.write(f'clients-{self.first}.csv', csv_text(rows)))
        self.of_studio('client', 'nickname', self.client(0), 'Il Vecchio Mulino')
        self.buy(8, self.year, f'--key=order-{self.first}')
        self.buy(2, self.year, '--plan=premium', kind='renewable')
        self.buy(2, self.year, kind='flat_rate')
        self.buy(2, self.year, studio=self.other)
        wrong = self.buy(3, self.year)
        self.do('coupon', 'revoke', wrong['id'])

    def migrate(self):
        self.on(2, 2)
        chosen = [self.client(number) for number in range(4)]
        report = self.of_studio('migrate', *chosen, *SIGNATORY)
        self.case.assertEqual(report['done'], 4, report)
        self.deliver()
        self.log_in(0)
        self.log_in(1)
        self.do('migration', 'complete', self.client(0))
        self.do('migration', 'resend', self.client(3))
        self.deliver()

    def step_by_step(self):
        self.on(2, 9)
        for number, last in ((4, 'provision'), (5, 'cancel'), (5, 'fail'), (6, None)):
            name = self.of_studio('migration', 'select', self.client(number))['id']
            if last:
                self.do('migration', 'authorise', name, *SIGNATORY, '--policy=provisioning=host')
                self.do('migration', last, name)

    def go_on_from_the_accounts(self):
        self.on(3, 20)
        me = Party(f'Ditta {self.first:06d} S.r.l.', self.client(0), self.client(0))
        others = [Party('Perlà & Figli S.r.l.', vat_number(77)), Party('Zoe Srl', vat_number(78))]
        archive = {f'{date}.xml': xml(me, others[0], body(f'{i}/A', date=date)) for i, date in
                   enumerate((f'{self.year - 1}-06-30', f'{self.year}-01-31',
                              f'{self.year}-02-28'), 1)}
        archive['received.xml'] = xml(others[1], me, body('77', date=f'{self.year}-03-01'))
        self.of_studio('history', 'import',
                       self.case.write(f'archive-{self.first}.zip', zipped(archive)),
                       f'--client={self.client(0)}', '--with-registry')
        self.of_studio('client', 'open', self.client(0))
        self.case.fail_with(REFUSED, 'client', 'open', self.client(6), f'--studio={self.studio}')
        self.do('license', 'purchase', self.client(1), '--by=client', '--plan=standard',
                '--price=99.50')
        self.of_studio('license', 'upgrade', self.client(2), '--kind=renewable')
        self.of_studio('license', 'trial', self.client(9))

    def cancel(self):
        self.on(6, 10)
        for number, studio in enumerate((self.other, self.studio)):
            recorded = self.do('cancellation', 'record', f'--studio={studio}',
                               f'--from={self.pec}', f'--message-id=<{number}.{self.first}@pec>',
                               f'--sent-at={self.year}-06-09T10:00:00+02:00')
        self.do('cancellation', 'withdraw', recorded['id'])

    def link(self):
        self.on(7, 1)
        self.of_studio('client', 'unlink', self.client(3))
        self.do('client', 'link', f'--studio={self.other}',
                f'--email=ditta{self.first + 3}@posta.example')
        code = self.case.coupons('--kind=flat_rate', '--state=available', studio=self.studio)[0]
        link = self.do('coupon', 'link', code['code'])['link']
        self.do('coupon', 'register', link, '--name=Nuova di Niccolò', '--flat-rate',
                f'--vat-number={vat_number(self.first + 50)}',
                f'--email=nuova{self.first}@posta.example')
        self.of_studio('coupon', 'assign', self.client(7), '--kind=flat_rate')

    def campaign(self):
        self.on(11, 20)
        self.do('campaign', 'run', f'--year={self.year + 1}')

    def renew(self):
        self.on(11, 23)
        report = self.of_studio('renew', self.client(0), self.client(4))
        self.case.assertEqual(report['done'], 2, report)

    def grow_old(self):
        for month, day, years in ((12, 1, 0), (12, 24, 0), (1, 1, 1), (12, 2, 1), (1, 1, 2),
                                  (2, 20, 2)):
            self.on(month, day, years)
            self.deliver()
            if (month, day, years) == (1, 1, 2):
                self.do('client', 'erase', self.client(2))
            self.do('lifecycle', 'run')

    def last_days(self):
        self.of_studio('client', 'export', self.client(0))
        self.of_studio('client', 'nickname', self.client(0), 'Il Mulino', f'--key=late-{self.first}')
        self.buy(3, self.year + 2, f'--key=late-order-{self.first}')


def looks(case):
    """What the store tells, by command."""
    told = {}

    def look(*words):
        answer = told[' '.join(words)] = case.answer(*words)
        return answer

    for studio in look('studio', 'list')['studios']:
        of_studio = f"--studio={studio['id']}"
        for words in (('studio', 'show'), ('coupon', 'list'), ('coupon', 'packs'),
                      ('cancellation', 'show'), ('migration', 'list'), ('event', 'list')):
            look(*words, of_studio, *(() if words[1] == 'show' else ('--limit=1000',)))
        for client in look('client', 'list', of_studio)['clients']:
            look('client', 'show', client['id'])
            look('license', 'show', client['id'])
            look('event', 'list', f"--client={client['id']}", '--limit=1000')
            look('history', 'list', f"--client={client['id']}")
            look('history', 'numbers', f"--client={client['id']}")
    look('outbox', 'list', '--limit=1000')
    look('check')
    return told
