"""The main job as three people do it in a browser, from a topic to a model's reply.

Everything is real: the demo with its database, broker, workers and web server, and
the training with two processes. Nothing is asked for by its words, for they are Chinese.
"""

import json
import os
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from annotation_site.embedded.paths import PROJECT
from annotation_site.touring.road import Tour
from tests.embedded.programs import RunningDemo, remove_folder, until
from tests.embedded_database import open_temporary_folder
from tests.engine.runs import EXTENSIONS
from tests.main_job_desks import (
    ADDED,
    MENDED,
    PROJECT_SLUG,
    approve,
    at,
    dialogues,
    edit_and_submit,
    mend_and_submit,
    send_back,
)
from tests.windows import Windows

pytestmark = pytest.mark.xdist_group("training")

THEME, TOPIC, OTHER = "我的东西", "把爷爷给我的放大镜弄丢了", "铅笔盒摔坏了"
TRAINING = 300_000
NOT_FOR_THE_DEMO = {
    "CELERY_BROKER_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "SAMPLE_ENDPOINT",
    "SECRET_KEY",
}


@pytest.fixture(scope="module")
def demo():
    inherited = {k: v for k, v in os.environ.items() if k not in NOT_FOR_THE_DEMO}
    folder = open_temporary_folder()
    running = RunningDemo(
        folder,
        {
            **inherited,
            "LC_ALL": "en_US.UTF-8",
            "TORCH_EXTENSIONS_DIR": str(EXTENSIONS),
        },
    )
    yield running
    if running.process.poll() is None:
        running.stop()
    remove_folder(folder)


@pytest.fixture(scope="module")
def site(demo):
    """The demo's people, and a project of their own where nothing is there yet."""
    create = [
        "create_project",
        PROJECT_SLUG,
        "--template=child-companion",
        "--no-course",
    ]
    subprocess.run(
        [sys.executable, "manage.py", *create, "--by=admin"],
        cwd=PROJECT,
        env=demo.environment,
        check=True,
        capture_output=True,
    )
    found = json.loads((demo.folder / "demo.json").read_text())
    return {**found, "project": PROJECT_SLUG}


@pytest.fixture(scope="module")
def rest(site):
    """The same people over REST, to see what came of a click."""
    tour = Tour(site, say=lambda _step: None)
    for account in site["accounts"]:
        if account["username"] != "admin":
            member = {key: account[key] for key in ("username", "roles")}
            tour.admin.post(f"projects/{PROJECT_SLUG}/members/", member)
    # Each decision is carried out at once here.
    tour.admin.post(f"projects/{PROJECT_SLUG}/second-opinions/", {"percent": 0})
    return tour


@pytest.fixture
def windows(browser, site):
    opened = Windows(browser, site)
    yield opened
    opened.close()
    assert opened.faults == []


def press_main(page):
    page.locator("main form .btn.main:visible").click()


def test_one_topic_becomes_a_models_reply(demo, windows, rest):
    admin = windows.sign_in("admin")
    expect(admin.locator("html")).to_have_attribute("lang", "zh-Hans")
    bring_in_the_topic(admin, rest)
    order_a_draft(admin, rest)

    volunteer, expert = windows.sign_in("volunteer"), windows.sign_in("expert")
    dialogue, taken_out = edit_and_submit(volunteer, rest)
    send_back(expert, rest, dialogue)
    mend_and_submit(volunteer, rest, dialogue)
    approve(expert, rest, dialogue)
    others_do_the_same(rest)

    release_and_download(admin, rest, taken_out)
    run = start_training(admin)
    lose_the_web_server(admin, demo, windows, rest, run)
    wait_for_the_model(admin, rest, run)
    talk(admin)


def bring_in_the_topic(page, rest):
    page.goto(at("topics/"))
    line = f"{THEME}：{TOPIC}、{OTHER}\n".encode()
    page.locator("input[name=file]").set_input_files(
        {"name": "topics.txt", "mimeType": "text/plain", "buffer": line}
    )
    press_main(page)
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody")).to_contain_text(TOPIC)
    topics = rest.admin.get(f"projects/{PROJECT_SLUG}/topics/")["results"]
    found = {(topic["text"], topic["theme"]) for topic in topics}
    assert found == {(TOPIC, THEME), (OTHER, THEME)}


def order_a_draft(page, rest):
    page.goto(at("new-batch/"))
    page.locator("[name=words]").fill("放大镜")
    page.locator("[name=count]").fill("1")
    page.locator("main .btn.main[form=order]:visible").click()
    page.wait_for_url("**/batches/*-*/")
    expect(page.locator("tbody .chip.leaf")).to_be_visible()
    expect(page.locator("main [hx-trigger]")).to_have_count(0)
    job = rest.admin.get(f"jobs/{page.url.split('/')[-2]}/")
    assert (job["status"], job["done"], job["total"]) == ("done", 1, 1)
    page.locator("tbody a[href*='/drafts/']").click()
    expect(page.locator("h1")).to_have_text(TOPIC)


def others_do_the_same(rest):
    """A few more dialogues for the release, by programs that act for people."""
    topics = "第一次独自去上学、好朋友搬家了、比赛时摔倒了"
    rest.admin.post(f"projects/{PROJECT_SLUG}/topics/", {"text": topics})
    order = rest.admin.post(f"projects/{PROJECT_SLUG}/draft-batches/", {"count": 3})
    assert rest.admin.wait_for(order["id"], seconds=60)["done"] == 3
    for _number in range(3):
        rest.edit_and_submit()
    rest.decide()
    assert len(dialogues(rest, "approved")) == 4


def release_and_download(page, rest, taken_out):
    page.goto(at("releases/"))
    page.locator("[name=name]").fill("first")
    press_main(page)
    page.wait_for_url("**/releases/*-*/")
    page.wait_for_selector("a[href$='/messages/train.jsonl']")
    lines = []
    for link in page.locator("a[href*='/messages/'][href$='.jsonl']").all():
        with page.expect_download() as download:
            link.click()
        lines += download.value.path().read_text(encoding="utf-8").splitlines()
    (ours,) = [line for line in lines if MENDED in line]
    assert ADDED in ours
    assert not [text for text in taken_out if text in ours]
    said = [message["role"] for message in json.loads(ours)["messages"]]
    assert said[:3] == ["system", "user", "assistant"]
    assert len(lines) == 4
    (release,) = rest.admin.get(f"projects/{PROJECT_SLUG}/releases/")["results"]
    assert (release["name"], release["status"]) == ("first", "ready")


def start_training(page):
    page.goto(at("runs/"))
    page.locator("[name=recipe][value=tiny-cpu]").check()
    press_main(page)
    page.wait_for_url("**/runs/*-*/")
    page.wait_for_selector("polyline.train", timeout=TRAINING)
    return page.url.split("/")[-2]


def points(page):
    drawn = page.locator("polyline.train")
    return len(drawn.get_attribute("points").split()) if drawn.count() else 0


def lose_the_web_server(page, demo, windows, rest, run):
    """The page is left open: it finds back by itself, and the training goes on."""
    drawn = points(page)
    killed = demo.find("gunicorn")
    with windows.cut_off():
        os.kill(killed, signal.SIGKILL)
        until(lambda: demo.find("gunicorn") not in {None, killed})
        until(lambda: demo.status() == 200)
        until(lambda: page.wait_for_timeout(200) or points(page) > drawn)
    assert rest.admin.get(f"runs/{run}/")["status"] == "running"
    page.reload()
    assert points(page) > drawn


def wait_for_the_model(page, rest, run):
    drawn = points(page)
    expect(page.locator("a[href$='/playground/']")).to_be_visible(timeout=TRAINING)
    assert points(page) > drawn
    expect(page.locator("main [hx-trigger]")).to_have_count(0)
    done = rest.admin.get(f"runs/{run}/")
    assert done["status"] == "done"
    assert done["metrics"]["last_loss"] < done["metrics"]["first_loss"] - 1
    rows = rest.admin.get(f"runs/{run}/metrics/")["results"]
    steps = [row["step"] for row in rows if "loss" in row]
    assert steps == sorted(steps)
    assert steps[-1] == done["metrics"]["steps"]


def talk(page):
    page.locator("a[href$='/playground/']").click()
    expect(page.locator("main .note").first).to_be_visible()
    for number, words in enumerate(["我今天有点难过。", "你能陪我说说话吗？"], start=1):
        page.locator("#words").fill(words)
        press_main(page)
        replies = page.locator("#talk .turn.assistant")
        expect(replies).to_have_count(number, timeout=120_000)
        expect(page.locator("#talk .turn.user")).to_have_count(number)
    history = json.loads(page.locator("#talk [name=history]").input_value())
    said = ["user", "assistant", "user", "assistant"]
    assert [message["role"] for message in history] == said
