"""contoterzi history import: how many invoices of a ZIP archive a second of one core takes in, from
the archive to SQLite, customers included. To be at least 2,000."""
import os
import resource
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'program'))

from harness import main, vat_number
from invoices import Party, Signer, body, xml
from test_history import History

COUNT, SIGNED_COUNT, GOAL = 20000, 2000, 2000


def seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Speed(History):
    policy = ('--policy=complete.documents=100000',)

    def invoice(self, number):
        buyer = Party(f'Cliente {number % 500} S.r.l.', vat_number(1000 + number % 500))
        return xml(self.me, buyer, body(f'{number}/A', lines=3))

    def measure(self, what, path, count):
        before = seconds_of_children()
        report = self.load(path, more=['--with-registry'])
        rate = count / (seconds_of_children() - before)
        self.assertEqual(report['imported'], count)
        print(f'{what}: {rate:,.0f} invoices a second a core', flush=True)
        self.assertGreater(rate, GOAL)

    def test_xml_in_an_archive(self):
        with zipfile.ZipFile(self.path('xml.zip'), 'w', zipfile.ZIP_DEFLATED) as archive:
            for number in range(1, COUNT + 1):
                archive.writestr(f'IT01234567890_{number:05}.xml', self.invoice(number))
        self.measure('XML', self.path('xml.zip'), COUNT)

    def test_p7m_in_an_archive(self):
        signer = Signer(self.place)
        with zipfile.ZipFile(self.path('p7m.zip'), 'w', zipfile.ZIP_DEFLATED) as archive:
            for number in range(1, SIGNED_COUNT + 1):
                archive.writestr(f'IT01234567890_{number:05}.xml.p7m',
                                 signer.sign(self.invoice(number)))
        self.measure('P7M', self.path('p7m.zip'), SIGNED_COUNT)


del History  # it has no tests of its own

if __name__ == '__main__':
    main()
