"""TLS to strangers: only who proves the name that we call is sent anything, whatever address the name led to."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hub_kit import HOST, SITE, Subscribers
from service_kit import LOOPBACK

from syndicate.service.outbound.client import Answer, Client, Failure

pytestmark = LOOPBACK

NAME = "reader.example"
NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
REFUSED = Failure("unreachable", "its certificate is not valid")


@dataclass
class Authority:
    """A certificate authority of the tests' own, and what it signs."""

    folder: Path
    name: str = "our authority"

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        made = self._signed(self._subject, self._key, NOW + YEAR)
        self._own = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)

    def client(self) -> ssl.SSLContext:
        """The context of a client that trusts this authority and no other."""
        text = self._own.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        return ssl.create_default_context(cadata=text)

    def server(self, host: str, until: datetime = NOW + YEAR) -> ssl.SSLContext:
        """The context of a server with a certificate for a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key, until)
        leaf = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        file = self.folder / "server.pem"
        pem = leaf.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._subject).public_key(key.public_key())
        return made.serial_number(x509.random_serial_number()).not_valid_before(until - 2 * YEAR).not_valid_after(until)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def send(others: Subscribers, tls: ssl.SSLContext | None, host: str = NAME) -> Answer | Failure:
    """Post to a name that leads to this machine, which is trusted to be called there and in nothing else."""

    async def resolve(_: str, __: int) -> Sequence[str]:
        return [HOST]

    async def whole() -> Answer | Failure:
        async with Client(contact=SITE, trusted_hosts=(NAME, host), resolve=resolve, tls=tls) as client:
            return await client.post(f"https://{host}:{others.port}/cb", b"news")

    return asyncio.run(whole())


def test_who_proves_its_name_gets_what_is_sent(authority: Authority) -> None:
    with Subscribers(authority.server(NAME)) as others:
        reader = others.add("/cb")
        answer = send(others, authority.client())
        assert isinstance(answer, Answer), answer
        assert [delivery.body for delivery in reader.deliveries] == [b"news"]
        assert reader.deliveries[0].headers["host"] == f"{NAME}:{others.port}"


@pytest.mark.parametrize(
    ("host", "until"),
    [("other.example", NOW + YEAR), (NAME, NOW - timedelta(days=1))],
    ids=["for another host", "expired"],
)
def test_who_does_not_prove_it_gets_nothing(authority: Authority, host: str, until: datetime) -> None:
    with Subscribers(authority.server(host, until)) as others:
        reader = others.add("/cb")
        assert send(others, authority.client()) == REFUSED
        assert reader.deliveries == []


def test_an_authority_that_we_do_not_know_proves_nothing(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "a stranger")
    with Subscribers(stranger.server(NAME)) as others:
        assert send(others, authority.client()) == REFUSED
        assert send(others, None) == REFUSED, "nor is this one known to the system"


def test_no_tls_at_all_is_no_connection(authority: Authority) -> None:
    with Subscribers() as others:
        assert send(others, authority.client()) == Failure("unreachable", "no TLS connection")
        assert others.connections == 0
