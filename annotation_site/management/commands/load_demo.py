"""Fill a new site with two sample projects and six people, and write their sign-ins."""

import json
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from rest_framework.authtoken.models import Token

from dialogues.builtin.templates import template, topics_of
from dialogues.commands import Outcome, ReportCommand
from dialogues.domain import drafting, levels, projects
from dialogues.domain.topics import import_topics
from dialogues.models import Project, Topic, User
from dialogues.permissions import VOLUNTEER
from dialogues.sample_endpoint.answers import stored_dialogues
from reviewers.domain import second_opinions

ADMIN = "admin"
PEOPLE = {
    ADMIN: (["admin"], False),
    "volunteer": (["volunteer"], False),
    "volunteer2": (["volunteer"], False),
    "expert": (["expert"], False),
    "expert2": (["expert"], True),
    "expert3": (["expert"], True),
}
DEMO = "demo"
SAMPLES = {
    DEMO: (
        "child-companion",
        {"zh-hans": "儿童陪伴 · 示例", "en": "Child companion · sample"},
    ),
    "pica": (
        "empathetic-dialogue",
        {"zh-hans": "共情倾听 · 示例", "en": "Empathetic dialogue · sample"},
    ),
}


class Command(ReportCommand):
    help = "Fill a new site with sample projects and people; keeps what is there."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--url", help="where people open the site")

    def work(self, *, url, **_options):
        people = load_people()
        created = [slug for slug in SAMPLES if load_project(slug, people)]
        file = settings.VAR_DIR / "demo.json"
        write_sign_ins(file, url or default_url(), people)
        report = {"project": DEMO, "created": created, "sign_ins": str(file)}
        return Outcome(report)


def load_people():
    """The six people; who is not there yet gets an account, without a password."""
    known = User.objects.in_bulk(list(PEOPLE), field_name="username")
    return {name: known.get(name) or User(username=name) for name in PEOPLE}


def load_project(slug, people):
    """Create a sample project with its people, topics and first drafts, all or none."""
    kind, name = SAMPLES[slug]
    if Project.objects.filter(slug=slug).exists():
        return False
    with transaction.atomic():
        for person in people.values():
            if person._state.adding:  # noqa: SLF001
                person.set_unusable_password()
                person.save()
        admin = people[ADMIN]
        project = projects.create_project(slug, template=kind, name=name, by=admin)
        for username, (roles, safeguarding) in PEOPLE.items():
            member = projects.add_member(
                project,
                people[username],
                roles=roles,
                safeguarding=safeguarding,
                by=admin,
            )
            # The course can be looked at; nobody has to pass it to see the rest.
            if VOLUNTEER in roles:
                levels.qualify(member, reason=levels.Reason.VOUCHED, by=admin)
        # Who approves here sees it approved; a share is set on the page of agreement.
        second_opinions.set_share(project, percent=0, by=admin)
        source = template(kind)["topics_file"]
        import_topics(project, topics_of(kind), source=source, by=admin)
        order_first_drafts(project, by=admin)
    return True


def order_first_drafts(project, *, by):
    """Drafts to begin with, on the topics for which good samples are stored."""
    wanted = {
        stored.topic: stored.emotion
        for stored in stored_dialogues()
        if stored.project == project.template and not stored.hard
    }
    import_topics(project, "\n".join(wanted).encode(), source="load_demo", by=by)
    topics = list(project.topics.filter(text__in=wanted))
    for topic in topics:
        topic.emotion = wanted[topic.text]
    Topic.objects.bulk_update(topics, ["emotion"])
    drafting.order_batch(project, count=len(topics), topics=topics, by=by)


def write_sign_ins(file, url, people):
    """Write who may sign in; a password is made anew only where the file lost it."""
    kept = read_sign_ins(file)
    tokens = dict(
        Token.objects.filter(user__in=people.values()).values_list("user_id", "key"),
    )
    missing = [
        person
        for name, person in people.items()
        if name not in kept or kept[name].get("token") != tokens.get(person.pk)
    ]
    with ThreadPoolExecutor() as pool:
        passwords = [projects.new_password() for _person in missing]
        hashed = list(pool.map(make_password, passwords))
    with transaction.atomic():
        for person, password, stored in zip(missing, passwords, hashed, strict=True):
            person.password = stored
            person.save()
            Token.objects.filter(user=person).delete()
            token = Token.objects.create(user=person)
            kept[person.username] = {"password": password, "token": token.key}
        accounts = [
            {
                "username": name,
                "password": kept[name]["password"],
                "roles": roles,
                "safeguarding": safeguarding,
                "token": kept[name]["token"],
            }
            for name, (roles, safeguarding) in PEOPLE.items()
        ]
        write_privately(file, {"url": url, "project": DEMO, "accounts": accounts})


def read_sign_ins(file):
    """The accounts of an earlier start by name; none where the file is not usable."""
    try:
        accounts = json.loads(file.read_text())["accounts"]
        return {account["username"]: account for account in accounts}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_privately(file: Path, content):
    """Replace a file at once, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)


def default_url():
    """Where the supervisor serves: HOST and PORT, as it tells every command."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
