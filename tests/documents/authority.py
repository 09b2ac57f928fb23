"""A throw-away authority and the keys it vouches for, in files as an organisation would hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "violet harbour"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def key_of(kind: str = "ec") -> Key:
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def name_of(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Equality Training Centre"),
        ]
    )


@dataclass
class Authority:
    """Vouches for keys from yesterday until `days` from now. `now` is the true time: other programs look too."""

    folder: Path
    key: Key = field(default_factory=key_of)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def certificate(
        self,
        common: str,
        key: Key,
        days: int = 365,
        *,
        vouched: bool = True,
        signs: bool = True,
        stamps: bool = False,
    ) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(name_of(common))
            .issuer_name(name_of("Root") if vouched else name_of(common))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - timedelta(days=400))
            .not_valid_after(self.now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(common == "Root", None), critical=True)
            .add_extension(
                x509.KeyUsage(signs, signs, not signs, False, False, common == "Root", False, False, False),
                critical=True,
            )
        )
        if stamps:
            made = made.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        return made.sign(self.key if vouched else key, hashes.SHA256())

    @property
    def root(self) -> x509.Certificate:
        return self.certificate("Root", self.key, 3650)

    def pkcs12(self, kind: str = "ec", days: int = 365, *, chain: bool = True, **how: bool) -> Path:
        """A key, its certificate and the root in one encrypted file."""
        key = key_of(kind)
        own = self.certificate("Head Office", key, days, **how)
        path = self.folder / f"{kind}{days}{chain}.p12"
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"seal",
                key,
                own,
                [self.root] if chain else None,
                BestAvailableEncryption(PASSPHRASE.encode()),
            )
        )
        return path

    def pem(self, kind: str = "ec", passphrase: str = "") -> tuple[Path, Path]:
        """A key, and the certificates, in two files."""
        key = key_of(kind)
        how: KeySerializationEncryption = (
            BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        )
        files = self.folder / f"{kind}.key.pem", self.folder / f"{kind}.pem"
        files[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
        files[0].chmod(0o600)
        certificates = (self.root, self.certificate("Head Office", key))
        files[1].write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
        return files
