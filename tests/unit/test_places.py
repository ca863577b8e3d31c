"""How near an address is, in all the ways to write one."""

import pytest

from gradio_nb.client.places import Place, place_of


@pytest.mark.parametrize(
    ("place", "addresses"),
    [
        (Place.HERE, "127.0.0.1 127.9.9.9 ::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"),
        (Place.PRIVATE, "10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 fd00::1 ::ffff:10.0.0.1 64:ff9b::a00:1"),
        (Place.PUBLIC, "8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8"),
        (None, "169.254.169.254 ::ffff:169.254.169.254 fe80::1%eth0 0.0.0.0 :: 224.0.0.1 ff02::1 255.255.255.255"),
        (None, "240.0.0.1 ::127.0.0.1"),
    ],
)
def test_each_address_has_its_place(place, addresses):
    assert {address: place_of(address) for address in addresses.split()} == dict.fromkeys(addresses.split(), place)
