"""The scope of an address, in all the ways to write one."""

import pytest

from gradio_nb.client.http.guard import AddressScope, scope_of


@pytest.mark.parametrize(
    ("scope", "addresses"),
    [
        (AddressScope.LOOPBACK, "127.0.0.1 127.9.9.9 ::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"),
        (AddressScope.PRIVATE, "10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 fd00::1 ::ffff:10.0.0.1 64:ff9b::a00:1"),
        (AddressScope.PUBLIC, "8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8"),
        (AddressScope.LINK_LOCAL, "169.254.7.3 ::ffff:169.254.7.3 fe80::1%eth0"),
        (AddressScope.BLOCKED, "169.254.169.254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 169.254.170.2 fd00:ec2::254"),
        (AddressScope.BLOCKED, "168.63.129.16 192.0.0.192 100.100.100.200 0.0.0.0 :: 224.0.0.1 ff02::1"),
        (AddressScope.BLOCKED, "255.255.255.255 240.0.0.1 ::127.0.0.1"),
    ],
)
def test_each_address_has_a_scope(scope, addresses):
    assert {address: scope_of(address) for address in addresses.split()} == dict.fromkeys(addresses.split(), scope)
