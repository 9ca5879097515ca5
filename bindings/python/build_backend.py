"""Builds the package for pip, with nothing but the standard library (PEP 517 and 660)."""
import base64
import hashlib
import io
import pathlib
import runpy
import tarfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE / "contoterzi"
NAME = "contoterzi"
# Of every file, so that the same sources make the same archive.
MOMENT = (2026, 1, 1, 0, 0, 0)
SECONDS = 1767225600

METADATA = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: The rules of the Conto Terzi programme, as objects
License: MIT
Requires-Python: >=3.9
Classifier: License :: OSI Approved :: MIT License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{description}"""
WHEEL = "Wheel-Version: 1.0\nGenerator: build_backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def version():
    """That of the library which the declarations were written for."""
    declared = runpy.run_path(str(PACKAGE / "_abi.py"))
    return ".".join(str(declared[f"CT_VERSION_{part}"]) for part in ("MAJOR", "MINOR", "PATCH"))


def metadata():
    description = (HERE / "README.md").read_text(encoding="utf-8")
    return METADATA.format(name=NAME, version=version(), description=description)


def license_text():
    """Beside this file in a source archive; at the top of the repository it is every part's."""
    for place in (HERE, HERE.parent.parent):
        if (place / "LICENSE").is_file():
            return (place / "LICENSE").read_bytes()
    raise FileNotFoundError(
        "LICENSE is neither beside the package nor at the top of its repository")


def sources():
    """The package's files by their names in an archive."""
    files = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("py.typed")])
    return {path.relative_to(HERE).as_posix(): path.read_bytes() for path in files}


def dist_info():
    return f"{NAME}-{version()}.dist-info"


def info_files():
    return {
        f"{dist_info()}/METADATA": metadata().encode(),
        f"{dist_info()}/WHEEL": WHEEL.encode(),
        f"{dist_info()}/LICENSE": license_text(),
    }


def write_wheel(directory, files):
    """A wheel of these files; answers its name."""
    wheel = f"{NAME}-{version()}-py3-none-any.whl"
    record = ""
    with zipfile.ZipFile(pathlib.Path(directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        def add(name, data):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)

        for name, data in {**files, **info_files()}.items():
            add(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(data)}\n"
        add(f"{dist_info()}/RECORD", record + f"{dist_info()}/RECORD,,\n")
    return wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return write_wheel(wheel_directory, sources())


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return write_wheel(wheel_directory, {f"{NAME}.pth": f"{HERE}\n".encode()})


def build_sdist(sdist_directory, config_settings=None):
    top = f"{NAME}-{version()}"
    files = {**sources(), "PKG-INFO": metadata().encode(), "LICENSE": license_text()}
    for name in ("README.md", "pyproject.toml", pathlib.Path(__file__).name):
        files[name] = (HERE / name).read_bytes()
    with tarfile.open(pathlib.Path(sdist_directory, f"{top}.tar.gz"), "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = len(data), SECONDS, 0o644
            archive.addfile(entry, io.BytesIO(data))
    return f"{top}.tar.gz"
