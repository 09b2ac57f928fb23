"""Reading the electronic signature of a stranger's file; only the child process does (inspector)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MOST = 5  # signatures of a file that are looked at
LONGEST_NAME = 200


def signature_of(pdf: bytes, own: list[bytes]) -> dict[str, str | None] | None:
    """The state of the signature, its signer, and the moment it states; None when there is no signature.

    `own` are our certificates (DER): the signer's first, then who issued it. States: "valid"; "changed" when
    the file is not what was signed, or something was added; "unknown" when it is, but by somebody else;
    "unreadable". Nothing is fetched, and revocation by the authority is not asked for.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        found = [_state(each, own) for each in reader.embedded_regular_signatures[:MOST]]
    except Exception:  # whatever a stranger's file makes a parser stumble over
        return {"state": "unreadable", "signer": None, "signed_at": None}
    if not found:
        return None
    return min(found, key=lambda each: ("valid", "changed", "unknown").index(str(each["state"])))


def _state(signature: EmbeddedPdfSignature, own: list[bytes]) -> dict[str, str | None]:
    context: Any = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, context, skip_diff=True)
    untouched = status.intact and status.valid
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    moment = signature.self_reported_timestamp
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    ours = _is_ours(certificate, own)
    return {
        "state": ("valid" if ours else "unknown") if untouched and whole else "changed",
        "signer": _named(certificate.subject),
        "signed_at": moment.isoformat() if moment else None,
    }


def _named(subject: x509.Name) -> str:
    """The common name and the organisation."""
    parts = [
        str(part.value)
        for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for part in subject.get_attributes_for_oid(kind)
    ]
    return (", ".join(parts) or subject.rfc4514_string())[:LONGEST_NAME]


def _is_ours(certificate: x509.Certificate, own: list[bytes]) -> bool:
    """Whether it is our certificate, or an earlier or later one by the same authority to the same name."""
    ours = [x509.load_der_x509_certificate(each) for each in own]
    if not ours or certificate in ours[:1]:
        return bool(ours)
    if len(ours) == 1 or certificate.subject != ours[0].subject:
        return False
    try:
        certificate.verify_directly_issued_by(ours[1])
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
