"""Electronic invoices as they come from TS Digital: XML of FatturaPA, P7M, ZIP archives."""
import io
import os
import subprocess
import zipfile
from xml.sax.saxutils import escape

ORDINARY = 'http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2'
SIMPLIFIED = 'http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0'


class Party:
    """A seller or a buyer; `name` is a pair for a person."""

    def __init__(self, name, vat_number=None, tax_code=None, country='IT'):
        self.name, self.vat_number, self.tax_code = name, vat_number, tax_code
        self.country = country

    def _vat(self):
        return (f'<IdFiscaleIVA><IdPaese>{self.country}</IdPaese><IdCodice>{self.vat_number}'
                '</IdCodice></IdFiscaleIVA>' if self.vat_number else '')

    def _tax(self):
        return f'<CodiceFiscale>{self.tax_code}</CodiceFiscale>' if self.tax_code else ''

    def _name(self):
        if isinstance(self.name, tuple):
            return (f'<Nome>{escape(self.name[0])}</Nome>'
                    f'<Cognome>{escape(self.name[1])}</Cognome>')
        return f'<Denominazione>{escape(self.name)}</Denominazione>'

    def ordinary(self):
        return (f'<DatiAnagrafici>{self._vat()}{self._tax()}<Anagrafica>{self._name()}'
                '</Anagrafica></DatiAnagrafici><Sede><Indirizzo>Via Roma 1</Indirizzo>'
                '<CAP>00100</CAP><Comune>Roma</Comune><Nazione>IT</Nazione></Sede>')

    def simplified_seller(self):
        return f'{self._vat()}{self._tax()}{self._name()}'

    def simplified_buyer(self):
        return (f'<IdentificativiFiscali>{self._vat()}{self._tax()}</IdentificativiFiscali>'
                f'<AltriDatiIdentificativi>{self._name()}</AltriDatiIdentificativi>')


def body(number='1', date='2026-03-05', kind='TD01', total='122.00', currency='EUR', lines=1,
         summary=(('100.00', '22.00'),)):
    """One FatturaElettronicaBody; total None leaves it to the summary."""
    told = f'<ImportoTotaleDocumento>{total}</ImportoTotaleDocumento>' if total else ''
    goods = ''.join(
        f'<DettaglioLinee><NumeroLinea>{i + 1}</NumeroLinea><Descrizione>Consulenza &amp; altro, '
        f'n. {i + 1}</Descrizione><PrezzoUnitario>100.00</PrezzoUnitario><PrezzoTotale>100.00'
        '</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>' for i in range(lines))
    taxes = ''.join(
        f'<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>{net}'
        f'</ImponibileImporto><Imposta>{tax}</Imposta></DatiRiepilogo>' for net, tax in summary)
    return ('<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>'
            f'<TipoDocumento>{kind}</TipoDocumento><Divisa>{currency}</Divisa><Data>{date}</Data>'
            f'<Numero>{escape(number)}</Numero>{told}'
            '</DatiGeneraliDocumento></DatiGenerali>'
            f'<DatiBeniServizi>{goods}{taxes}</DatiBeniServizi></FatturaElettronicaBody>')


def xml(seller, buyer, *bodies, version='FPR12', namespace=ORDINARY, doctype='',
        root='FatturaElettronica', encoding='UTF-8'):
    text = (f'<?xml version="1.0" encoding="{encoding}"?>\n{doctype}'
            f'<p:{root} versione="{version}" xmlns:p="{namespace}">'
            '<FatturaElettronicaHeader><DatiTrasmissione><ProgressivoInvio>1</ProgressivoInvio>'
            '</DatiTrasmissione>'
            f'<CedentePrestatore>{seller.ordinary()}</CedentePrestatore>'
            f'<CessionarioCommittente>{buyer.ordinary()}</CessionarioCommittente>'
            f'</FatturaElettronicaHeader>{"".join(bodies or [body()])}</p:{root}>\n')
    return text.encode(encoding)


def simplified(seller, buyer, number='S1', date='2026-03-05', amounts=('50.00', '11.00')):
    goods = ''.join(
        f'<DatiBeniServizi><Descrizione>Pranzo</Descrizione><Importo>{amount}</Importo><DatiIVA>'
        '<Aliquota>10.00</Aliquota></DatiIVA></DatiBeniServizi>' for amount in amounts)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<n:FatturaElettronicaSemplificata versione="FSM10" xmlns:n="{SIMPLIFIED}">'
            '<FatturaElettronicaHeader>'
            f'<CedentePrestatore>{seller.simplified_seller()}</CedentePrestatore>'
            f'<CessionarioCommittente>{buyer.simplified_buyer()}</CessionarioCommittente>'
            '</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali>'
            '<DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa>'
            f'<Data>{date}</Data><Numero>{number}</Numero></DatiGeneraliDocumento></DatiGenerali>'
            f'{goods}</FatturaElettronicaBody></n:FatturaElettronicaSemplificata>').encode()


# --- Around it -----------------------------------------------------------------------------------

class Signer:
    """Signs with a key of its own."""

    def __init__(self, place):
        self.key = os.path.join(place, 'key.pem')
        self.certificate = os.path.join(place, 'certificate.pem')
        self._run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                  '-subj', '/CN=Signer', '-keyout', self.key, '-out', self.certificate)

    def _run(self, *words, data=b''):
        return subprocess.run(['openssl', *words], input=data, check=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def sign(self, content, form='DER', more=('-nodetach',)):
        return self._run('cms', '-sign', '-binary', *more, '-outform', form, '-signer',
                         self.certificate, '-inkey', self.key, data=content)

    def envelope(self, content):
        """CMS, but encrypted and not signed."""
        return self._run('cms', '-encrypt', '-binary', '-outform', 'DER', '-aes256',
                         self.certificate, data=content)


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    """An archive of {name: content}, or of pairs of a ZipInfo or name and a content."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', method) as file:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            file.writestr(name, content)
    return archive.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target
