"""Says whether a .vsix holds what it should, no more and no less, with a server
that its target can run.

call: check_vsix.py FILE.vsix TARGET
"""

import json
import os
import platform
import struct
import subprocess
import sys
import tempfile
import zipfile

FILES = """
[Content_Types].xml
extension.vsixmanifest
extension/LICENSE.txt
extension/changelog.md
extension/dist/extension.js
extension/images/action.png
extension/images/hover.png
extension/images/icon.png
extension/images/notebook.png
extension/images/problems.png
extension/package.json
extension/readme.md
extension/walkthrough/hover.md
extension/walkthrough/map.md
extension/walkthrough/project.md
""".split()

# What a target's server begins with: the format's magic, and its processor.
ELF = {62: "x64", 183: "arm64"}
PE = {0x8664: "x64"}
MACHO = {0x01000007: "x64", 0x0100000C: "arm64"}


def kind(data):
    """The system and processor that a program is for."""
    if data[:4] == b"\x7fELF":
        return "linux-" + ELF[struct.unpack_from("<H", data, 18)[0]]
    if data[:2] == b"MZ":
        at = struct.unpack_from("<I", data, 0x3C)[0]
        return "win32-" + PE[struct.unpack_from("<H", data, at + 4)[0]]
    if data[:4] == b"\xcf\xfa\xed\xfe":
        return "darwin-" + MACHO[struct.unpack_from("<I", data, 4)[0]]
    raise ValueError("no program")


def is_static(data):
    """Whether a 64-bit ELF program asks for no interpreter."""
    start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    return all(struct.unpack_from("<I", data, start + i * size)[0] != 3 for i in range(count))


def check(path, target):
    host = "linux-" + {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "?")
    want = host if target == "host" else target.replace("alpine", "linux")
    program = "extension/bin/threadlsp" + (".exe" if want.startswith("win32") else "")
    with zipfile.ZipFile(path) as archive:
        names = sorted(archive.namelist())
        expected = sorted([*FILES, program])
        if names != expected:
            yield f"missing: {sorted(set(expected) - set(names))}; too much: {sorted(set(names) - set(expected))}"
            return
        data = archive.read(program)
        if kind(data) != want:
            yield f"the server is for {kind(data)}"
        if target != "host" and want.startswith("linux") and not is_static(data):
            yield "the server is not static"
        if not archive.getinfo(program).external_attr >> 16 & 0o111:
            yield "the server is not executable"
        manifest = archive.read("extension.vsixmanifest").decode()
        if target != "host" and f'TargetPlatform="{target}"' not in manifest:
            yield "the manifest names another target"
        version = json.loads(archive.read("extension/package.json"))["version"]
        if want == host and sys.platform == "linux":
            with tempfile.TemporaryDirectory() as scratch:
                server = archive.extract(program, scratch)
                os.chmod(server, 0o755)
                told = subprocess.run([server, "version"], capture_output=True, text=True, check=True).stdout
                if version not in told:
                    yield f"the server says {told.strip()!r}, the extension {version}"
    print(f"{len(names)} files, server for {kind(data)}, {len(data)} bytes; .vsix {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    faults = list(check(sys.argv[1], sys.argv[2]))
    for fault in faults:
        print(f"{sys.argv[1]}: {fault}")
    sys.exit(1 if faults else 0)
