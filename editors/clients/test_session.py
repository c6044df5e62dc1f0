"""A user's whole session, played by pytest-lsp with the capabilities of real clients.

The steps are tests of their own and build on one another, in this order. pytest-lsp
reads every answer against the protocol's own model and complains of what the client
has not said it can do; run.sh turns such a complaint into an error.

THREADLSP_CMD: the server's command line, a JSON list. FIXTURES: editors/fixtures.
"""

import asyncio
import json
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

FIXTURES = pathlib.Path(os.environ["FIXTURES"])
CASE = json.loads((FIXTURES / "cases.json").read_text())["app"]
# A character that counts as 1, 2 or 4, by the encoding of positions, stands before the finding.
TEXT = (FIXTURES / "app.py").read_text().replace("t = threading", '"🧵"; t = threading')
# What is slow enough to be cancelled: many threads that each need looking at.
SLOW = "import threading\n" + "".join(
    f"\n\ndef work{i}(a):\n    return a\n\n\nt{i} = threading.Thread(target=work{i}, args=(1,))\nt{i}.start()\nt{i}.join()\n"
    for i in range(1500)
)
DEADLINE = 60
REQUEST_CANCELLED = -32800

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def eventually(state):
    """Wait for a state; the event loop reads messages meanwhile."""
    end = asyncio.get_running_loop().time() + DEADLINE
    while not (got := state()):
        assert asyncio.get_running_loop().time() < end, "the state was not reached"
        await asyncio.sleep(0.01)
    return got


class Document:
    """A document as an editor has it open."""

    def __init__(self, client, path, text):
        self.client, self.uri, self.text, self.version = client, path.as_uri(), text, 1
        self.encoding = "utf-16"
        path.write_text(text)

    def open(self, encoding):
        self.encoding = encoding
        item = types.TextDocumentItem(self.uri, types.LanguageKind.Python, self.version, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    @property
    def id(self):
        return types.TextDocumentIdentifier(self.uri)

    def _width(self, char):
        if self.encoding == "utf-8":
            return len(char.encode())
        return len(char.encode("utf-16-le")) // 2 if self.encoding == "utf-16" else 1

    def offset(self, position):
        lines = self.text.splitlines(keepends=True)
        line = lines[position.line] if position.line < len(lines) else ""
        units = at = 0
        while units < position.character:
            units += self._width(line[at])
            at += 1
        return sum(map(len, lines[: position.line])) + at

    def position(self, offset):
        before = self.text[:offset]
        line = before.rfind("\n") + 1
        return types.Position(before.count("\n"), sum(map(self._width, before[line:])))

    def covered(self, r):
        return self.text[self.offset(r.start) : self.offset(r.end)]

    def change(self, edits):
        """Apply edits as an editor does: all for the same text, the last ones first."""
        edits = sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True)
        changes = []
        for e in edits:
            changes.append(types.TextDocumentContentChangePartial(range=e.range, text=e.new_text))
            self.text = self.text[: self.offset(e.range.start)] + e.new_text + self.text[self.offset(e.range.end) :]
        self.version += 1
        document = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    async def diagnostics(self, number):
        """Wait until the client shows so many, however it comes to know of them."""
        if self.client.pulls:
            while True:
                report = await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(self.id))
                if len(report.items) == number:
                    return report.items
                await eventually(lambda: self.client.diagnostic_refresh_count > 0)
        return await eventually(
            lambda: self.uri in self.client.diagnostics
            and len(self.client.diagnostics[self.uri]) == number
            and (self.client.diagnostics[self.uri] or ["none"])
        )


class Profile:
    """What a client says that it can do."""

    def __init__(self, spec, pulls=False):
        self.spec, self.pulls = spec, pulls

    def capabilities(self):
        c = client_capabilities(self.spec)
        if self.pulls:  # VS Code of today; the newest profile is of 2022
            c.text_document.diagnostic = types.DiagnosticClientCapabilities(related_document_support=True)
            c.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        return c

    def __str__(self):
        return self.spec + (", pulling" if self.pulls else "")


PROFILES = [
    Profile("visual-studio-code"),
    Profile("visual-studio-code", pulls=True),
    Profile("neovim@v0.7.0"),
    Profile("neovim@v0.11.0"),
    Profile("emacs"),
]


class Client(LanguageClient):
    """Notes what it is asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.registered, self.asked, self.pulls = [], [], False

    def get_configuration(self, *, section=None, scope_uri=None):
        self.asked.append(section)
        return super().get_configuration(section=section, scope_uri=scope_uri)


def make_client():
    client = Client(converter_factory=default_converter)
    register_lsp_features(client)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams):
        client.registered += params.registrations

    @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(params):
        assert client.capabilities.workspace.code_lens.refresh_support, "unasked for"

    return client


@pytest_lsp.fixture(
    scope="module", params=PROFILES, ids=str,
    config=ClientServerConfig(server_command=json.loads(os.environ["THREADLSP_CMD"]), client_factory=make_client),
)
async def client(request, lsp_client: LanguageClient, tmp_path_factory):
    lsp_client.root = tmp_path_factory.mktemp("project")
    (lsp_client.root / "pyproject.toml").write_text("")
    lsp_client.document = Document(lsp_client, lsp_client.root / "app.py", TEXT)
    lsp_client.profile = request.param
    lsp_client.set_configuration({}, section="threadlsp")
    yield


async def test_initialize(client):
    c = client.profile.capabilities()
    folder = types.WorkspaceFolder(client.root.as_uri(), "project")
    client.result = await client.initialize_session(
        types.InitializeParams(capabilities=c, root_uri=folder.uri, workspace_folders=[folder])
    )
    can = client.result.capabilities
    offered = c.general and c.general.position_encodings or ["utf-16"]
    assert can.position_encoding in offered
    assert client.result.server_info.name == "threadlsp"
    assert can.hover_provider and can.code_action_provider
    client.pulls = can.diagnostic_provider is not None
    assert client.pulls == client.profile.pulls


async def test_diagnostics(client):
    document = client.document
    document.open(client.result.capabilities.position_encoding)
    (d,) = await document.diagnostics(1)
    client.found = d
    assert (d.code, d.source, d.severity) == (CASE["code"], "threadlsp", types.DiagnosticSeverity.Error)
    assert document.covered(d.range) == '"world"'
    says = client.capabilities.text_document.publish_diagnostics
    if says.related_information:
        assert [CASE["notes"][0] in r.message for r in d.related_information] == [True]
        assert document.covered(d.related_information[0].location.range) == "greet"
        assert d.related_information[0].location.uri == document.uri
    else:
        assert not d.related_information
    assert not (client.pulls and document.uri in client.diagnostics), "pulled and pushed"


async def test_unchanged_result_is_not_sent_again(client):
    if not client.pulls:
        pytest.skip("this client is told")
    first = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(client.document.id))
    again = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(client.document.id, previous_result_id=first.result_id)
    )
    assert (first.kind, again.kind) == ("full", "unchanged")
    all_ = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    assert [(i.uri, len(i.items)) for i in all_.items] == [(client.document.uri, 1)]


async def test_hover(client):
    hover = await client.text_document_hover_async(types.HoverParams(client.document.id, client.found.range.start))
    assert isinstance(hover.contents, types.MarkupContent)
    assert CASE["code"] in hover.contents.value
    assert client.document.covered(hover.range) == '"world"'
    nothing = await client.text_document_hover_async(types.HoverParams(client.document.id, types.Position(1, 0)))
    assert nothing is None


async def test_quick_fix(client):
    document = client.document
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document.id, client.found.range, types.CodeActionContext(diagnostics=[client.found]))
    )
    fix = next(a for a in actions if a.title.startswith(CASE["title"]))
    assert fix.kind == types.CodeActionKind.QuickFix and fix.is_preferred
    resolves = client.capabilities.text_document.code_action.resolve_support is not None
    assert bool(client.result.capabilities.code_action_provider.resolve_provider) == resolves
    if resolves:
        for a in actions:
            assert (await client.code_action_resolve_async(a)).edit, a.title
        fix = await client.code_action_resolve_async(fix)
    else:
        assert all(a.edit for a in actions)
    if fix.edit.document_changes:
        (change,) = fix.edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (document.uri, document.version)
        edits = change.edits
    else:
        edits = fix.edit.changes[document.uri]
    document.change(edits)
    assert CASE["fixed"] in document.text
    await document.diagnostics(0)


async def test_code_lens(client):
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(client.document.id))
    assert CASE["line"] - 1 in [lens.range.start.line for lens in lenses]
    assert all(lens.command and lens.command.title for lens in lenses)


async def test_edit(client):
    """Typing: the comma goes and comes back."""
    document = client.document
    at = document.text.index('"world",') + len('"world"')
    comma = types.Range(document.position(at), document.position(at + 1))
    document.change([types.TextEdit(comma, "")])
    await document.diagnostics(1)
    document.change([types.TextEdit(types.Range(comma.start, comma.start), ",")])
    await document.diagnostics(0)


async def test_cancel(client):
    """A cancelled request is answered so. One that was faster than that may have
    its result; then the next edit makes new work."""
    document = Document(client, client.root / "slow.py", SLOW)
    document.open(client.document.encoding)
    for turn in range(200):
        id_ = f"slow-{turn}"
        answer = asyncio.wrap_future(
            client.protocol.send_request(types.TEXT_DOCUMENT_HOVER, types.HoverParams(document.id, types.Position(8, 8)), msg_id=id_)
        )
        client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id=id_))
        (got,) = await asyncio.wait_for(asyncio.gather(answer, return_exceptions=True), DEADLINE)
        if isinstance(got, Exception):
            assert got.code == REQUEST_CANCELLED, got
            break
        document.change([types.TextEdit(types.Range(types.Position(0, 0), types.Position(0, 0)), "\n")])
    else:
        pytest.fail("nothing was cancelled")
    client.text_document_did_close(types.DidCloseTextDocumentParams(document.id))


async def test_configuration(client):
    """The server asks a client that can be asked, again when something changes."""
    if client.capabilities.workspace.configuration:
        await eventually(lambda: client.asked)
        assert set(client.asked) == {"threadlsp"}
        before = len(client.asked)
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        await eventually(lambda: len(client.asked) > before)
    else:
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings={"threadlsp": {}}))
    hover = types.HoverParams(client.document.id, types.Position(7, 10))
    await client.text_document_hover_async(hover)  # it lives
    assert not client.messages


async def test_registrations(client):
    can = client.capabilities.workspace.did_change_watched_files
    if can and can.dynamic_registration:
        await eventually(lambda: any(r.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES for r in client.registered))
    else:
        assert not any(r.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES for r in client.registered)


async def test_exit(client):
    await client.shutdown_session()
    assert client._server.returncode == 0
    assert client.error is None
