"""What a command finds in its environment, and what is kept for the next one."""

from annotation_site.embedded.checks import hold_folder
from annotation_site.embedded.environment import (
    SAMPLE_PORT_FILE,
    fill_in,
    secret_key,
    use_sample_endpoint,
)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) > 40
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_what_is_set_stays(tmp_path):
    given = {"SECRET_KEY": "mine", "CELERY_BROKER_URL": "redis://elsewhere/0"}
    environment = dict(given)
    fill_in(environment, tmp_path)
    assert environment.items() >= given.items()
    assert not (tmp_path / "secret_key").exists()


def test_the_sample_endpoint_is_used_only_while_the_demo_runs(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / SAMPLE_PORT_FILE).write_text("4242")
    environment = {}
    use_sample_endpoint(environment, tmp_path)
    assert environment == {}
    with hold_folder(tmp_path):
        use_sample_endpoint(environment, tmp_path)
    assert environment["OPENAI_BASE_URL"] == "http://127.0.0.1:4242/v1"
    assert environment["SAMPLE_ENDPOINT"] == "1"


def test_a_key_of_ones_own_goes_before_the_sample_endpoint(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / SAMPLE_PORT_FILE).write_text("4242")
    environment = {"OPENAI_API_KEY": "mine"}
    with hold_folder(tmp_path):
        use_sample_endpoint(environment, tmp_path)
    assert environment == {"OPENAI_API_KEY": "mine"}
