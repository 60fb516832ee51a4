"""A private system bus with python-dbusmock's NetworkManager on it, for the real nmcli.

Run by Debian's own Python, which has dbusmock. Prints the bus's address, and when standard input is closed
each call that the manager got as one line.
"""

from __future__ import annotations

import os
import sys
import tempfile

import dbus
import dbusmock

PSK = 0x100  # NM_802_11_AP_SEC_KEY_MGMT_PSK
STATIONS = (
    ("Home: 5 GHz \\ ü", 60, PSK),
    ("Home: 5 GHz \\ ü", 82, PSK),
    ("Café", 40, 0),
    ("Neighbour", 55, PSK),
)


def main(radio: bool) -> None:
    case = dbusmock.DBusTestCase
    case.start_system_bus()
    with tempfile.TemporaryFile("w+") as log:
        manager, mock = case.spawn_server_template("networkmanager", {"WirelessEnabled": True}, stdout=log)
        control = dbus.Interface(mock, dbusmock.MOCK_IFACE)
        if radio:
            device = control.AddWiFiDevice("radio", "wlan0", 100)
            for number, (ssid, strength, security) in enumerate(STATIONS):
                address = f"00:23:F8:7E:12:{number:02X}"
                control.AddAccessPoint(
                    device, f"ap{number}", ssid, address, 2, 2425, 5400, strength, security
                )
        print(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], flush=True)
        sys.stdin.read()
        manager.terminate()
        manager.wait()
        log.seek(0)
        print(log.read())
    case.tearDownClass()


if __name__ == "__main__":
    main(radio="--no-radio" not in sys.argv)
