"""Every address that is sent to a browser is made by one helper, which knows the root path."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = [
    path
    for path in [ROOT / "app.py", *ROOT.glob("components/**/*.py")]
    if "figures" not in path.parts  # which have no addresses, and a pattern of strokes
]
# Calls that get a path from the app's root on: the helper, routes, and tests of a request's path.
CALLS = {"address", "add_url_rule", "startswith", "Path", "fullmatch", "compile"}
CUTS = {"strip", "rstrip", "lstrip", "partition", "split"}  # get a slash
IN_TEXT = re.compile(r"""(?:href|src|action)=["']?/|url\(["']?/""")


def is_path(node):
    """Return whether an expression is an address from the root of the host on."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[0] if node.values else node
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and re.match(r"/($|[\w?#])", text) is not None


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def unaided(tree):
    """Yield the line of each address that is not the helper's."""

    def visit(node, free):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.Call):
            cut = name_of(node) in CUTS and [ast.unparse(a) for a in node.args][:1] == ["'/'"]
            free = free or cut or name_of(node) in CALLS
        if isinstance(node, ast.Compare):
            free = True
        if isinstance(node, ast.Assign) and all(
            isinstance(each, ast.Name) and each.id.isupper() for each in node.targets
        ):
            free = True  # a route, or a part of a path
        if is_path(node) and not free:
            yield node.lineno
        if isinstance(node, ast.JoinedStr):
            for each in node.values:
                if isinstance(each, ast.FormattedValue):
                    yield from visit(each, free)
            return
        for child in ast.iter_child_nodes(node):
            yield from visit(child, free)

    yield from visit(tree, False)


def test_the_check_finds_an_address():
    found = 'A = "/x"\nhref(f"/study/{n}")\ndo(href="/")\naddress("/")\np == "/a"\nx.strip("/")'
    assert list(unaided(ast.parse(found))) == [2, 3]


def test_no_python_makes_an_address_from_the_root_of_the_host():
    found = {}
    for path in PYTHON:
        text = path.read_text()
        lines = [*unaided(ast.parse(text))]
        lines += [text[: m.start()].count("\n") + 1 for m in IN_TEXT.finditer(text)]
        if lines:
            found[path.relative_to(ROOT).as_posix()] = lines
    assert found == {}


def test_no_script_or_style_does():
    address = re.compile(r"""(?<!address\()["'`]/[\w?#]|url\(["']?/|location\s*=\s*["'`]/""")
    found = {}
    for path in [*ROOT.glob("assets/**/*.mjs"), *ROOT.glob("assets/**/*.css")]:
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.S | re.M)
        if lines := address.findall(code):
            found[path.relative_to(ROOT).as_posix()] = lines
    assert found == {}
