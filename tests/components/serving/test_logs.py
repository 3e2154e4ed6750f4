"""Lines of the log are short, and none of a kind floods it."""

import logging
import logging.config
import sys

import pytest
from uvicorn.logging import AccessFormatter, DefaultFormatter
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.serving import logs
from components.serving.logs import LONGEST, LONGEST_ERROR, MOST, Bounded
from tests.serving import serve


@pytest.fixture
def log():
    """A logger with the filter, and the lines that come through it."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    handler.addFilter(Bounded())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, lines


def test_a_line_does_not_grow_with_what_is_sent(log):
    logger, lines = log
    logger.warning("refused %s", "x" * 100_000)
    assert len(lines[0]) < LONGEST + 50
    assert lines[0].endswith("… (100,008 characters)")


def test_a_kind_of_line_comes_seldom_and_its_number_is_told(log, monkeypatch):
    logger, lines = log
    for number in range(1000):
        logger.warning("refused %d", number)
    logger.warning("another")
    assert lines == [*(f"refused {number}" for number in range(MOST)), "another"]
    monkeypatch.setattr(logs, "SECONDS", -1.0)
    logger.warning("refused %d", 7)
    assert lines[-1] == f"refused 7 ({1000 - MOST:,} more like it since the last)"


def test_different_errors_are_different_kinds(log):
    logger, lines = log

    def fail(kind):
        try:
            raise kind
        except kind:
            logger.exception("It failed.")

    for _ in range(20):
        fail(ValueError)
        fail(KeyError)
    assert len(lines) == 2 * MOST


def test_only_so_many_kinds_are_remembered(log):
    logger, lines = log
    for number in range(2 * logs.KINDS):
        logger.warning(f"kind {number}")
    [bounded] = logger.handlers[0].filters
    assert len(bounded._kinds) == logs.KINDS
    assert len(lines) == 2 * logs.KINDS


def test_a_request_s_line_tells_no_key_and_no_file_and_is_short():
    filtered = logs.Discreet()
    long = "/live/frame/placeholder.svg?circles=" + "1" * 10_000
    for address, shown in (
        ("/study?admin=a-secret-of-20-chars", "/study?admin=…"),
        ("/study?a=1&admin=a-secret&b=2", "/study?a=1&admin=…&b=2"),
        ("/?picture=1f&picture_file=my+secret.png&k=2", "/?picture=1f&picture_file=…&k=2"),
        ("/?truth_file=secret%26.png", "/?truth_file=…"),
        (
            "/?pinned=picture%3D1f%26picture_file%3Dmy%2520secret.png%26beta%3D3&k=2",
            "/?pinned=picture%3D1f%26picture_file%3D…%26beta%3D3&k=2",
        ),
        ("/?pinned=truth_file%3Da%2526b.png", "/?pinned=truth_file%3D…"),
        (long, long[:LONGEST]),
    ):
        args = ("127.0.0.1:1234", "GET", address, "1.1", 303)
        record = logging.LogRecord("uvicorn.access", 20, "", 0, '%s - "%s %s %s" %d', args, None)
        assert filtered.filter(record)
        assert record.args == ("127.0.0.1:1234", "GET", shown, "1.1", 303)


REQUEST = ("uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d', ("1", "GET", "/", "1.1", 200))


def test_a_flood_of_requests_is_not_one_of_lines(monkeypatch, caplog):
    monkeypatch.setattr(logs, "MOST_REQUESTS", 20)
    filtered = logs.Discreet()
    kept = [filtered.filter(logging.LogRecord(*REQUEST, None)) for _ in range(100)]
    assert kept == [True] * 20 + [False] * 80
    monkeypatch.setattr(logs, "SECONDS", -1.0)
    record = logging.LogRecord(*REQUEST, None)
    assert filtered.filter(record)
    assert AccessFormatter().format(record).startswith('1 - "GET / HTTP/1.1" 200')
    assert caplog.messages == ["80 requests were not logged, since too many came at once."]


@pytest.mark.parametrize("formatter", [DefaultFormatter("%(message)s"), logs.JsonLines()])
def test_a_traceback_does_not_grow_with_what_is_sent(formatter):
    def filtered(message):
        try:
            raise ValueError(message)
        except ValueError:
            record = logging.LogRecord("x", 40, "", 0, "It failed.", (), sys.exc_info())
        assert Bounded().filter(record)
        return formatter.format(record)

    long = filtered("x" * 100_000 + " end")
    assert len(long) < LONGEST_ERROR + 500
    assert "Traceback" in long
    assert "xxx end" in long
    assert filtered("short").count("…") == 0


def test_texts_of_bad_utf_8_end_websockets_without_a_traceback(capsys):
    codes = set()
    with serve() as url:
        for _ in range(500):
            with connect(url.replace("http", "ws") + FRAME_PATH, origin=url) as connection:
                connection.socket.sendall(b"\x81\x82\0\0\0\0\xff\xfe")
                with pytest.raises(ConnectionClosedError) as caught:
                    connection.recv(30)
                codes.add(caught.value.rcvd.code)
    assert codes == {1007}
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert said.count("bad UTF-8") == MOST


def test_what_uvicorn_and_the_app_log_is_bounded():
    config = logs.log_config()
    for name in ("uvicorn", *logs.OTHERS):
        assert config["loggers"][name]["handlers"] == ["default", "failures"]
    assert config["handlers"]["default"]["filters"] == ["bounded"]
    assert config["handlers"]["access"]["filters"] == ["discreet"]
