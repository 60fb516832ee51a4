"""Rights at the broker: mosquitto's ACL file for a clinic and its devices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from device.errors import UsageError
from device.link.topics import Leaf, Topic

TO_CLINIC = (Leaf.STATUS, Leaf.SUMMARY, Leaf.ALERT, Leaf.PLAN_ACK)
TO_DEVICE = (Leaf.PLAN, Leaf.RECEIPT)
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_CODE = re.compile(r"[A-Z0-9]{4,16}")


def acl(clinic: str, clinic_user: str, devices: Mapping[str, Sequence[str]]) -> str:
    """The file's text. What it does not name is denied.

    Args:
        clinic: the clinic's id, as in `link.clinic`.
        clinic_user: the broker's user name of the clinic's server.
        devices: each device's user name at the broker to its patient code, or those of its household.

    Raises:
        UsageError: a name or code can't be used, or two devices share a patient code.
    """
    # No line of comment may be made of what somebody else wrote.
    for name in (clinic_user, *devices):
        if not _USER.fullmatch(name):
            raise UsageError(f"{name!a}: not a user name for the broker; use letters, digits and . _ @ -")
    if clinic_user in devices:
        raise UsageError(f"{clinic_user}: is the clinic's user and a device's; give each its own")
    owners: dict[str, str] = {}
    for name, codes in devices.items():
        for code in codes:
            if not _CODE.fullmatch(code):
                raise UsageError(
                    f"{name}={code!a}: not a patient code; use 4 to 16 capital letters and digits"
                )
            if code in owners:
                raise UsageError(f"{name}={code}: {owners[code]} has this patient code; give each its own")
            owners[code] = name
    blocks = [f"user {clinic_user}", *_rights(clinic, "+", write=TO_DEVICE, read=TO_CLINIC)]
    for name, codes in devices.items():
        blocks += ["", f"user {name}"]
        for code in codes:
            blocks += _rights(clinic, code, write=TO_CLINIC, read=TO_DEVICE)
    return "\n".join(blocks) + "\n"


def _rights(clinic: str, patient: str, *, write: Sequence[Leaf], read: Sequence[Leaf]) -> list[str]:
    lines = [f"topic write {Topic(clinic, patient, leaf)}" for leaf in write]
    return lines + [f"topic read {Topic(clinic, patient, leaf)}" for leaf in read]
