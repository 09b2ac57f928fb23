"""PAdES signatures by pyHanko, which only this file and its neighbour `signatures` import.

The signed file stays what it was: PDF/A-3a of version 1.7 (pyHanko would write 2.0 for some keys, and rewrite
the XMP packet), and PDF/UA-1: the field is tagged as a form and says what it is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
from aiohttp import ClientError
from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from course.documents.signing_keys import NotSigned, Opened, Token

FIELD = "IssuerSignature"
TOOLTIPS = {
    "en": "Electronic signature of the issuer",
    "fr": "Signature électronique de l’organisme émetteur",
    "es": "Firma electrónica de la entidad emisora",
    "ar": "التوقيع الإلكتروني للجهة المُصدِرة",
}
VERSION = (1, 7)  # of PDF/A-3
PATIENCE = 10  # seconds for the time stamp server
PRINTED, LOCKED = 4, 128  # flags of an annotation; PDF/A allows none that hide it
_alone = threading.Lock()  # a token serves one at a time


class Update(IncrementalPdfFileWriter):
    """What is appended to the file: the signature, and neither another version nor other metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, VERSION))  # type: ignore[no-untyped-call]

    def register_extension(self, ext: DeveloperExtension) -> None:
        if ext.base_version != "/2.0":  # there is no such version of PDF/A-3
            super().register_extension(ext)

    def _update_meta(self) -> None:
        """The packet says already what the document is; pyHanko would write it again in its own way."""


def signed(pdf: bytes, signer: signers.Signer, timestamp_url: str) -> bytes:
    """The file with a signature (PAdES B-B, or B-T with a time stamp); raises NotSigned."""
    stamper = HTTPTimeStamper(timestamp_url, timeout=PATIENCE) if timestamp_url else None
    terms = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
    try:
        update = Update(BytesIO(with_field(pdf)))
        made = signers.PdfSigner(terms, signer, timestamper=stamper).sign_pdf(
            update, existing_fields_only=True
        )
    except (TimeoutError, TimestampRequestError, ClientError) as error:
        raise NotSigned(
            f"COURSE_TIMESTAMP_URL: {timestamp_url} gave no time stamp ({str(error) or 'no answer'}). "
            "Check the address, or leave it empty to sign without."
        ) from error
    except (SigningError, PdfError, pikepdf.PdfError, ValueError, NotImplementedError) as error:
        raise NotSigned(f"The sheet could not be signed: {error}") from error
    _in_time(made, signer.signing_cert)
    return made.getvalue()  # type: ignore[no-any-return]


def _in_time(made: BytesIO, certificate: Certificate) -> None:
    """NotSigned when the moment of the signature lies outside the validity of the certificate."""
    moment = PdfFileReader(made).embedded_signatures[-1].self_reported_timestamp
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if not first <= moment <= last:
        raise NotSigned(
            f"The certificate of the signing key is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d} only. "
            "Install a new one: COURSE_SIGNING_KEY."
        )


def with_field(pdf: bytes) -> bytes:
    """The file with an empty, invisible field for the signature, tagged and named in its language."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root, page = document.Root, document.pages[0].obj
        language = str(root.get("/Lang", "en")).partition("-")[0]
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=FIELD,
                TU=TOOLTIPS.get(language, TOOLTIPS["en"]),
                F=PRINTED | LOCKED,
                Rect=Array([0, 0, 0, 0]),
                P=page,
            )
        )
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(field)
        page.Tabs = Name.S
        root.AcroForm = document.make_indirect(Dictionary(Fields=Array([field]), SigFlags=3))
        if Name.StructTreeRoot in root:
            _tag(document, page, field)
        made = BytesIO()
        document.save(made, deterministic_id=True, fix_metadata_version=False)
        return made.getvalue()


def _tag(document: pikepdf.Pdf, page: pikepdf.Object, field: pikepdf.Object) -> None:
    """Put the field into the structure, as the last part of the document."""
    tree = document.Root.StructTreeRoot
    top = tree.K[0] if isinstance(tree.K, Array) else tree.K
    places = pikepdf.NumberTree(tree.ParentTree)
    place = max(places, default=-1) + 1
    inside = Dictionary(Type=Name.OBJR, Obj=field, Pg=page)
    form = document.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=top, Pg=page, K=Array([inside]), Alt=field.TU)
    )
    top.K = Array([*(top.K if isinstance(top.K, Array) else [top.K]), form])
    field.StructParent = place
    places[place] = form
    tree.ParentTreeNextKey = place + 1


def signer_of(opened: Opened) -> signers.SimpleSigner:
    """The signer for a key in files."""
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(asn1_of(each) for each in opened.chain)
    secret = opened.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=asn1_of(opened.certificate),
        signing_key=PrivateKeyInfo.load(secret),
        cert_registry=known,
    )


def asn1_of(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


@contextmanager
def token_signer(token: Token) -> Iterator[signers.Signer]:
    """The signer for a key on a token, while its session is open; raises NotSigned."""
    try:
        from pkcs11 import PKCS11Error  # noqa: PLC0415  # slow import: only with a token
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415  # slow import: only with a token
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415  # slow import
    except ImportError:
        raise NotSigned(
            "Keys on a token need the package python-pkcs11: pip install 'pyhanko[pkcs11]'"
        ) from None
    wanted = TokenCriteria(label=token.token, serial=token.serial) if token.token or token.serial else None
    with _alone:
        try:
            session = open_pkcs11_session(token.module, None, wanted, token.pin or None)
        except (PKCS11Error, OSError, RuntimeError) as error:
            raise NotSigned(f"The token does not open: {_said(error)}. Check the URI and the PIN.") from error
        try:
            signer = PKCS11Signer(session, cert_label=token.label, cert_id=token.id, other_certs_to_pull=None)
            assert signer.signing_cert is not None
            # Not every token hashes for this kind of key; every one signs a hash.
            signer.use_raw_mechanism = signer.signing_cert.public_key.algorithm == "ec"
            yield signer
        except PKCS11Error as error:
            raise NotSigned(f"The token does not sign: {_said(error)}. Check the label or id.") from error
        finally:
            session.close()


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def token_certificates(token: Token) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The certificate of a key on a token, and every certificate there; raises NotSigned."""
    with token_signer(token) as signer:
        assert signer.signing_cert is not None
        own = x509.load_der_x509_certificate(signer.signing_cert.dump())
        return own, [x509.load_der_x509_certificate(each.dump()) for each in signer.cert_registry]
