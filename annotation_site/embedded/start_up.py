"""The way from nothing to an open site, each part when what it needs is ready."""

import json
import urllib.error
import urllib.request
from contextlib import suppress

from django.utils.translation import gettext as _

from annotation_site.embedded import broker, postgres, preparation, services
from annotation_site.embedded.checks import (
    missing_for_training,
    require_port,
    require_space,
)
from annotation_site.embedded.child import last_lines, poll_until
from annotation_site.embedded.environment import (
    SAMPLE_PORT_FILE,
    count_as_user,
    starting_or_stopping,
)
from annotation_site.embedded.errors import CannotStart
from annotation_site.embedded.paths import explain_postgres_home
from annotation_site.embedded.roles import OWNER
from annotation_site.embedded.running import ATTEMPTS, Demo

UNTIL_THE_PAGE = 120.0


def start(demo: Demo) -> None:
    """Start everything in order, each part when what it needs is ready."""
    demo.logs.mkdir(parents=True, exist_ok=True)
    require_space(demo.var)
    require_port(demo.host, demo.port, pause=demo.pause)
    if demo.server and (elsewhere := explain_postgres_home(demo.var)):
        demo.say(elsewhere)
    if missing := missing_for_training():
        demo.say(missing)
    demo.say(_("Starting the database and the broker …"))
    start_database(demo)
    start_broker(demo)
    if demo.broker:
        broker.restore_unfinished(demo.broker)
    demo.say(_("Preparing tables, pages and sample data …"))
    owner = {
        **demo.environment,
        "DATABASE_URL": demo.server.url(OWNER)
        if demo.server
        else demo.environment.get("DATABASE_OWNER_URL")
        or demo.environment["DATABASE_URL"],
    }
    steps = [
        preparation.begin_command(
            "migrate",
            *("--noinput", "--verbosity", "1"),
            environment=owner,
            logs=demo.logs,
        ),
        preparation.begin_static_files(demo.var, demo.environment, demo.logs),
        preparation.begin_messages(demo.environment, demo.logs),
    ]
    start_sample_endpoint(demo)
    finish(demo, steps)
    site = services.web(demo.host, demo.port, demo.environment, demo.logs)
    begin(demo, site)
    data, trainings = (
        preparation.begin_command(name, environment=demo.environment, logs=demo.logs)
        for name in ("load_demo", "resume_runs")
    )
    finish(demo, [data])
    try:
        finish(demo, [trainings])
    except CannotStart as reason:
        # A training that cannot go on is no reason to keep people from their work.
        demo.say(str(reason))
    wait_for_page(demo, site)
    for service in services.workers(demo.environment, demo.logs):
        begin(demo, service)


def begin(demo: Demo, service: services.Service) -> None:
    """Start a program and keep it from now on."""
    demo.services.append(service)
    service.start()


def finish(demo: Demo, steps: list[preparation.Step | None]) -> None:
    """Wait for steps that run beside each other."""
    for step in steps:
        if step:
            step.finish(demo.pause)


def start_database(demo: Demo) -> None:
    """Start the embedded database, or take over the one that a command started."""
    if demo.server is None:
        return
    require_space(demo.server.data.parent)
    with starting_or_stopping(demo.var):
        demo.database_user = demo.database_user or count_as_user(demo.var)
        if not postgres.answers(demo.server):
            demo.server_process = postgres.start(
                demo.server,
                dies_with_us=True,
                pause=demo.pause,
            )


def start_broker(demo: Demo) -> None:
    """Start the embedded broker."""
    if demo.broker:
        demo.broker_process = broker.start(demo.broker, pause=demo.pause)


def start_sample_endpoint(demo: Demo) -> None:
    """Let stored dialogues answer, unless there is a key or an address of a model."""
    if demo.environment.get("OPENAI_API_KEY") or demo.environment.get(
        "OPENAI_BASE_URL"
    ):
        return
    port_file = demo.var / "run" / SAMPLE_PORT_FILE
    port_file.unlink(missing_ok=True)
    service = services.sample_endpoint(port_file, demo.environment, demo.logs)
    begin(demo, service)

    def port() -> int:
        try:
            return int(port_file.read_text())
        except (OSError, ValueError):
            return 0

    poll_until(
        lambda: bool(port()) or service.has_ended,
        60,
        pause=demo.pause,
    )
    if not port():
        raise CannotStart(
            _("The sample endpoint did not start; its log %(log)s ends:\n%(end)s")
            % {"log": service.log, "end": last_lines(service.log)},
        )
    # Started again, it has to be where its clients look for it.
    service.command[service.command.index("--port") + 1] = str(port())
    demo.environment.update(
        OPENAI_BASE_URL=f"http://127.0.0.1:{port()}/v1",
        OPENAI_API_KEY="sample",
        SAMPLE_ENDPOINT="1",
    )


def wait_for_page(demo: Demo, site: services.Service) -> None:
    """Wait until the site says that it is healthy."""

    def healthy() -> bool:
        if site.has_ended:
            site.mend()
            return site.failures > ATTEMPTS
        with suppress(OSError, urllib.error.URLError):
            request = urllib.request.Request(  # noqa: S310  (our own address)
                f"{demo.local_address}/health/",
            )
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return answer.status == 200
        return False

    healthy_in_time = poll_until(healthy, UNTIL_THE_PAGE, pause=demo.pause)
    if not healthy_in_time or site.failures > ATTEMPTS:
        raise CannotStart(
            _("The site did not answer; its log %(log)s ends:\n%(end)s")
            % {"log": site.log, "end": last_lines(site.log)},
        )


def announce(demo: Demo) -> None:
    """Say where the site is and who may sign in."""
    demo.say(_("Queqiao is open at %(url)s") % {"url": f"{demo.local_address}/"})
    with suppress(OSError, ValueError, KeyError):
        accounts = json.loads((demo.var / "demo.json").read_text())["accounts"]
        for account in accounts:
            demo.say(
                f"  {account['username']:<12} {account['password']:<20} "
                f"{', '.join(account['roles'])}",
            )
        demo.say(_("These sign-ins are also in %s.") % (demo.var / "demo.json"))
    if demo.environment.get("SAMPLE_ENDPOINT"):
        demo.say(
            _("Drafts are stored samples: set OPENAI_API_KEY for a model's own."),
        )
    demo.say(_("Press Ctrl-C to stop."))
