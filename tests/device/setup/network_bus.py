"""A private system bus with python-dbusmock's NetworkManager on it, for the real nmcli.

Run by Debian's own Python, which has dbusmock. Prints the bus's address, and when standard input is closed
each call that the manager got as one line. Options: --no-radio; --off, as Raspberry Pi OS comes; --kept,
there are profiles of two networks; --connected, by the first of them.
"""

from __future__ import annotations

import os
import sys
import tempfile

import dbus
import dbusmock

NAME = "org.freedesktop.NetworkManager"
PSK = 0x100  # NM_802_11_AP_SEC_KEY_MGMT_PSK
STATIONS = (
    ("Home: 5 GHz \\ ü", 60, PSK),
    ("Home: 5 GHz \\ ü", 82, PSK),
    ("Café", 40, 0),
    ("Neighbour", 55, PSK),
)


def main(options: list[str]) -> None:
    case = dbusmock.DBusTestCase
    case.start_system_bus()
    with tempfile.TemporaryFile("w+") as log:
        state = {"WirelessEnabled": "--off" not in options}
        manager, mock = case.spawn_server_template("networkmanager", state, stdout=log)
        control = dbus.Interface(mock, dbusmock.MOCK_IFACE)
        if "--no-radio" not in options:
            device = control.AddWiFiDevice("radio", "wlan0", 100)
            for number, (ssid, strength, security) in enumerate(STATIONS):
                address = f"00:23:F8:7E:12:{number:02X}"
                control.AddAccessPoint(
                    device, f"ap{number}", ssid, address, 2, 2425, 5400, strength, security
                )
            kept = STATIONS[0][0], "Neighbour"
            for number, ssid in enumerate(kept if "--kept" in options else ()):
                profile = control.AddWiFiConnection(device, f"kept{number}", ssid, "wpa-psk")
                own = dbus.Interface(case.get_dbus(True).get_object(NAME, profile), dbusmock.MOCK_IFACE)
                # What dbusmock's profiles can't do yet.
                interface = f"{NAME}.Settings.Connection"
                own.AddMethod(interface, "Update2", "a{sa{sv}}ua{sv}", "a{sv}", "ret = {}")
                if "--connected" in options and number == 0:
                    station = "/org/freedesktop/NetworkManager/AccessPoint/ap0"
                    control.AddActiveConnection([device], profile, station, "0", dbus.UInt32(2))
        print(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], flush=True)
        sys.stdin.read()
        manager.terminate()
        manager.wait()
        log.seek(0)
        print(log.read())
    case.tearDownClass()


if __name__ == "__main__":
    main(sys.argv[1:])
