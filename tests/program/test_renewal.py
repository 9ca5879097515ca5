"""The November campaign, killed at any moment too, and its cancellation (R-REN-01, -02, -04)."""
import contextlib
import random
import signal
import sqlite3
import subprocess

from harness import (Case, DONE, PATIENCE, PROGRAM, REFUSED, STUDIO, USAGE, environment, main,
                     vat_number)

PEC = 'ferri@pec.ferri.example'
IN_TIME, LATE = '2026-06-30T23:59:59+02:00', '2026-07-01T00:00:00+02:00'


class Renewal(Case):
    def campaign(self, year=2027, *words, status=DONE):
        return self.answer('campaign', 'run', f'--year={year}', *words, status=status)

    def cancel_words(self, sent_at=IN_TIME, message='<1@pec.example>', sender=PEC, studio=STUDIO):
        return ('cancellation', 'record', f'--studio={studio}', f'--from={sender}',
                f'--message-id={message}', f'--sent-at={sent_at}')

    def cancel(self, *words, **what):
        return self.answer(*self.cancel_words(**what), *words)

    def cancellations(self):
        return self.pages('cancellations', 'cancellation', 'show', f'--studio={STUDIO}')


class Campaign(Renewal):
    def test_R_REN_01_next_years_coupons_for_every_studio(self):
        self.add_studio()
        pack = self.buy(5, year=2026)
        other = vat_number(77)
        self.add_studio(other)
        self.buy(2, studio=other, year=2026)
        self.add_studio(vat_number(78))  # has bought nothing
        self.assertEqual(self.campaign(), {'license_year': 2027, 'studios': 3, 'issued_to': 2,
                                           'stopped': 0, 'already_done': 0, 'coupons': 7})
        coupons = self.coupons('--year=2027')
        self.assertEqual(len(coupons), 5)
        bought, renewal = self.pages('packs', 'coupon', 'packs', f'--studio={STUDIO}')
        self.assertEqual((bought['id'], bought['source'], bought['renews']),
                         (pack, 'purchase', None))
        self.assertEqual((renewal['id'], renewal['source'], renewal['renews'],
                          renewal['quantity'], renewal['license_year'], renewal['unit_price']),
                         (coupons[0]['pack'], 'tacit_renewal', pack, 5, 2027, '29.90'))

    def test_R_REN_02_a_second_run_issues_nothing(self):
        self.add_studio()
        self.buy(5, year=2026)
        self.campaign()
        before = self.content()
        self.assertEqual(self.campaign(), {'license_year': 2027, 'studios': 1, 'issued_to': 0,
                                           'stopped': 0, 'already_done': 1, 'coupons': 0})
        self.assertEqual(self.content(), before)

    def test_R_AUD_02_with_a_key_it_tells_again_what_it_did(self):
        self.add_studio()
        self.buy(5, year=2026)
        first = self.campaign(2027, '--key=november')
        self.assertEqual(first['coupons'], 5)
        self.assertEqual(self.campaign(2027, '--key=november'), first)

    def test_R_OUT_02_the_studio_is_told_by_e_mail(self):
        self.add_studio()
        self.buy(5, year=2026)
        self.campaign()
        messages = self.pages('messages', 'outbox', 'list')
        self.assertEqual([(message['kind'], message['to']) for message in messages],
                         [('coupons_issued', f'studio{STUDIO}@ferri.example')])

    def test_R_AUD_05_a_preview_counts_and_issues_nothing(self):
        self.add_studio()
        self.buy(5, year=2026)
        before = self.content()
        self.assertEqual(self.campaign(2027, '--preview')['coupons'], 5)
        self.assertEqual(self.content(), before)
        answer = self.run_plain('--lang=en', 'campaign', 'run', '--year=2027', '--preview')
        self.assertIn('nothing was changed', answer.out)

    def test_R_REN_01_too_early_or_too_late_is_refused(self):
        self.add_studio()
        self.buy(5, year=2026)
        before = self.content()
        for today, year, rule, day in (('2026-11-14', 2027, 'R-REN-01', '2026-11-15'),
                                       ('2026-11-23', 2028, 'R-REN-01', '2027-11-15'),
                                       ('2028-01-01', 2027, 'R-COU-06', '2027')):
            self.today = today
            with self.subTest(today=today, year=year):
                self.fail_with(REFUSED, 'campaign', 'run', f'--year={year}', rule=rule,
                               field='license_year', text=day)
        self.assertEqual(self.content(), before)
        self.fail_with(USAGE, 'campaign', 'run', field='year')
        self.fail_with(USAGE, 'campaign', 'run', '--year=1950', field='license_year')

    def test_it_is_told_to_people_in_words(self):
        self.add_studio()
        self.buy(5, year=2026)
        told = self.run_plain('--lang=it', 'campaign', 'run', '--year=2027')
        self.assertEqual((told.status, told.err), (DONE, ''), told)
        self.assertRegex(told.out, r'Coupon emessi +5\n')


class Cancellation(Renewal):
    def setUp(self):
        super().setUp()
        self.add_studio()
        self.pack = self.buy(5, year=2026)

    def test_R_REN_04_the_deadline_is_to_the_second_in_rome(self):
        for number, (sent_at, november) in enumerate((
                (IN_TIME, 2026), (LATE, 2027), ('2026-06-30T21:59:59Z', 2026),
                ('2026-06-30 22:00:00Z', 2027), ('2026-06-30T21:59:59.999Z', 2026),
                ('2026-06-30T21:59:59.9999999z', 2026), ('2026-06-30t23:59:59-02:00', 2027),
                ('2026-07-01T01:29:59+03:30', 2026), ('2025-12-31T23:59:59+01:00', 2026),
                ('2025-06-30T23:59:59+02:00', 2025))):
            with self.subTest(sent_at=sent_at):
                answer = self.cancel(sent_at=sent_at, message=f'<{number}@pec.example>')
                self.assertEqual((answer['campaign_year'], answer['license_year']),
                                 (november, november + 1))

    def test_R_REN_04_it_stops_its_campaign(self):
        answer = self.cancel()
        self.assertKeys(answer, ['id', 'studio', 'pack', 'sender', 'message_id', 'sent_at',
                                 'campaign_year', 'license_year', 'recorded_at', 'withdrawn_at',
                                 'reasons'])
        self.assertEqual((answer['sender'], answer['message_id'], answer['sent_at'],
                          answer['pack'], answer['withdrawn_at'], answer['reasons']),
                         (PEC, '<1@pec.example>', '2026-06-30T21:59:59.000Z', None, None, []))
        self.assertEqual(self.cancellations(),
                         [{key: value for key, value in answer.items() if key != 'reasons'}])
        told = self.campaign()
        self.assertEqual((told['stopped'], told['coupons']), (1, 0))

    def test_R_REN_04_of_one_pack_the_others_are_renewed(self):
        self.buy(3, year=2026)
        self.assertEqual(self.cancel(f'--pack={self.pack}')['pack'], self.pack)
        told = self.campaign()
        self.assertEqual((told['issued_to'], told['stopped'], told['coupons']), (1, 0, 3))

    def test_R_REN_04_the_same_message_is_recorded_once(self):
        first = self.cancel()
        self.assertEqual(self.cancel(), first)
        self.assertEqual(len(self.cancellations()), 1)

    def test_R_REN_04_a_wrong_sender_is_refused(self):
        self.fail_with(REFUSED, *self.cancel_words(sender='altri@pec.ferri.example'),
                       rule='R-REN-04', field='sender', text='altri@pec.ferri.example')
        self.assertEqual(self.cancellations(), [])
        events = self.pages('events', 'event', 'list', f'--studio={STUDIO}')
        self.assertEqual(events[-1]['kind'], 'cancellation_refused')

    def test_R_REN_04_it_is_withdrawn_until_its_campaign_has_run(self):
        first, second = (self.cancel(message=message)['id'] for message in ('<1@p>', '<2@p>'))
        self.assertIsNotNone(self.answer('cancellation', 'withdraw', first)['withdrawn_at'])
        self.answer('cancellation', 'withdraw', first)
        self.assertEqual(self.campaign()['stopped'], 1)
        self.fail_with(REFUSED, 'cancellation', 'withdraw', second, rule='R-REN-04',
                       field='cancellation', text='2026')

    def test_R_REN_04_withdrawn_it_stops_nothing(self):
        self.answer('cancellation', 'withdraw', self.cancel()['id'])
        self.assertEqual(self.campaign()['coupons'], 5)

    def test_R_REN_04_recorded_after_its_campaign_it_says_so(self):
        self.campaign()
        answer = self.cancel()
        self.assertEqual([reason['rule'] for reason in answer['reasons']], ['R-REN-04'])
        self.assertIn('2027', answer['reasons'][0]['text'])
        told = self.run_plain('--lang=en', *self.cancel_words())
        self.assertIn('The coupons for 2027 were issued already', told.out)

    def test_R_REN_04_people_read_which_november_it_stops(self):
        for lang, words, expected in (
                ('it', [], 'Ferma la campagna di novembre 2026: allo studio non si emettono i '
                           'coupon per il 2027.'),
                ('en', [], 'It stops the campaign of November 2026: the studio gets no coupons '
                           'for 2027.'),
                ('it', [f'--pack={self.pack}'], 'Ferma da novembre 2026 il rinnovo del pacchetto'),
                ('en', [f'--pack={self.pack}'], 'From November 2026 on it stops the renewal of '
                                                'the pack')):
            told = self.run_plain(f'--lang={lang}', *self.cancel_words(), *words)
            self.assertEqual((told.status, told.err), (DONE, ''), told)
            self.assertIn(expected, told.out)
        told = self.run_plain('--lang=en', 'cancellation', 'show', f'--studio={STUDIO}')
        self.assertIn('2026', told.out)
        one = self.cancellations()[0]['id']
        told = self.run_plain('--lang=en', 'cancellation', 'withdraw', one)
        self.assertIn('It is withdrawn: it stops nothing.', told.out)

    def test_an_instant_that_is_none_is_told(self):
        before = self.content()
        for sent_at in ('', 'ieri', '2026-06-30', '2026-06-30T23:59:59', '2026-06-30T23:59Z',
                        '2026-06-31T23:59:59Z', '2026-02-29T00:00:00Z', '2026-06-30T24:00:00Z',
                        '2026-06-30T23:60:00Z', '2026-06-30T23:59:60Z', '2026-06-30T23:59:59.Z',
                        '2026-06-30T23:59:59+2:00', '2026-06-30T23:59:59+0200',
                        '2026-06-30T23:59:59+24:00', '2026-06-30T23:59:59+02:60',
                        '2026-06-30T23:59:59+02:00 ', ' 2026-06-30T23:59:59+02:00',
                        '2026-06-30x23:59:59Z', '2026-06-30T23:59:59ZZ', '2026-06-30T',
                        '26-06-30T23:59:59Z', '2026-6-30T23:59:59Z', '2026-06-30T3:59:59Z',
                        '2026-06-30T+3:59:59Z', '2026-06-30T23:59:59.5', '2026-06-30T23:59:5+Z'):
            with self.subTest(sent_at=sent_at):
                self.fail_with(USAGE, *self.cancel_words(sent_at=sent_at), field='sent-at',
                               text='2026-06-30T23:59:59+02:00')
        for sent_at in ('2027-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '1969-12-31T23:59:59Z',
                        '9999-12-31T23:59:59Z', '1900-01-01T00:00:00+23:59'):
            with self.subTest(sent_at=sent_at):
                self.fail_with(USAGE, *self.cancel_words(sent_at=sent_at), field='sent_at')
        self.assertEqual(self.content(), before)

    def test_bad_arguments_are_told(self):
        words = self.cancel_words()
        for missing, field in ((2, 'studio'), (3, 'from'), (4, 'message-id'), (5, 'sent-at')):
            self.fail_with(USAGE, *words[:missing], *words[missing + 1:], field=field)
        self.fail_with(USAGE, *words, '--pack=5', field='pack')
        self.fail_with(REFUSED, *words, '--pack=00000000-0000-7000-8000-000000000001',
                       code='not_found', field='pack')
        self.fail_with(USAGE, *self.cancel_words(message='x' * 201), field='message_id')
        self.fail_with(USAGE, 'cancellation', 'withdraw', '5', field='cancellation')
        self.fail_with(REFUSED, 'cancellation', 'withdraw',
                       '00000000-0000-7000-8000-000000000001', field='cancellation')
        self.fail_with(REFUSED, 'cancellation', 'show', f'--studio={vat_number(99)}')

    def test_R_AUD_05_a_preview_records_nothing(self):
        before = self.content()
        self.assertEqual(self.cancel('--preview')['campaign_year'], 2026)
        self.assertEqual(self.content(), before)


STUDIOS, COUPONS, KILLS, SEED = 1500, 4, 8, 20261115

# A studio is served in full or not at all: each statement finds those that are neither.
HALVES = (
    """SELECT s.id FROM studio s WHERE (SELECT count(*) FROM coupon
       WHERE studio_id = s.id AND license_year = 2027) <>
       COALESCE((SELECT quantity FROM campaign_issue WHERE studio_id = s.id), 0)""",
    f"SELECT studio_id FROM campaign_issue WHERE quantity <> {COUPONS}",
    "SELECT renews_id FROM pack WHERE renews_id > '' GROUP BY renews_id HAVING count(*) > 1",
    *(f"""SELECT s.id FROM studio s WHERE (SELECT count(*) FROM {table} WHERE studio_id = s.id
          AND {condition}) <> (s.id IN (SELECT studio_id FROM campaign_issue))"""
      for table, condition in (('message', "kind = 'coupons_issued'"),
                               ('event', "kind = 'pack_renewed'"),
                               ('pack', 'license_year = 2027'))),
)


class Kill(Renewal):
    def setUp(self):
        super().setUp()
        self.add_studio()
        self.buy(COUPONS, year=2026)
        self.copy_studio(STUDIOS - 1)

    def copy_studio(self, count):
        """So many more studios with a pack like the first one's, behind the program's back."""
        with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as db, db:
            (studio,), = db.execute('SELECT id FROM studio')
            (pack,), = db.execute('SELECT id FROM pack')
            for table, key, source in (('studio', 'id', studio), ('pack', 'id', pack)):
                columns = [row[1] for row in db.execute(f'PRAGMA table_info({table})')]
                for number in range(1, count + 1):
                    new = {'id': f'01980000-0000-7000-{"8" if table == "studio" else "9"}000-'
                                 f'{number:012d}',
                           'vat_number': vat_number(number + 1000),
                           'studio_id': f'01980000-0000-7000-8000-{number:012d}'}
                    chosen = ', '.join('?' if column in new else f'"{column}"'
                                       for column in columns)
                    db.execute(f'INSERT INTO {table} SELECT {chosen} FROM {table} WHERE id = ?',
                               [new[column] for column in columns if column in new] + [source])

    def start(self):
        return subprocess.Popen([PROGRAM, '--db', self.db, f'--today={self.today}', '--json',
                                 'campaign', 'run', '--year=2027'], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, env=environment())

    def check(self, told=None):
        """Answers how many studios are served, none by half."""
        for statement in HALVES:
            self.assertEqual(self.sql(statement)[:3], [], (told, statement))
        return self.sql('SELECT count(*) FROM campaign_issue')[0][0]

    def test_R_REN_02_killed_at_any_moment_it_is_taken_up(self):
        moments = random.Random(SEED)
        killed, served = 0, 0
        for _ in range(KILLS):
            process = self.start()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(moments.random() * 0.2)
            process.kill()
            process.wait()
            killed += process.returncode == -signal.SIGKILL
            now = self.check()
            self.assertGreaterEqual(now, served)
            served = now
        self.assertGreater(killed, 0)
        told = self.campaign()
        self.assertEqual((told['already_done'], told['issued_to'], told['coupons']),
                         (served, STUDIOS - served, COUPONS * (STUDIOS - served)))
        self.assertEqual(self.check(), STUDIOS)

    def test_R_REN_02_by_several_processes_at_once_it_is_run_once(self):
        processes = [self.start() for _ in range(3)]
        for process in processes:
            self.assertEqual(process.wait(PATIENCE), DONE)
        self.assertEqual(self.check(), STUDIOS)


if __name__ == '__main__':
    main()
