"""Versions of texts are proposed and signed, and nobody signs what they wrote."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = ("prompt", "checklist", "lesson", "guideline", "instruction")
THINGS = ("dialogue", "proposal", "call", "sign_off")
TABLES = ("dialogues_signoff", "dialogues_signoffswitch")

NOTICES = [
    ("returned", "Sent back with a note"),
    ("approved", "Approved"),
    ("fixed", "Reworded by an expert"),
    ("rejected", "Not used"),
    ("reopened", "Opened again"),
    ("comment", "New comment"),
    ("mention", "You are mentioned"),
    ("resolved", "Thread settled or opened again"),
    ("proposal", "Your topic was answered"),
    ("support", "Somebody asks for you, or answers you"),
    ("peer", "Another volunteer asks you to look again"),
    ("to_sign", "A version waits for you to read it"),
    ("signed", "A version of yours was read"),
]

# Who wrote a version stands in its own row or in that of its proposal.
FITS = """
CREATE FUNCTION queqiao_check_sign_off() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version record;
BEGIN
    SELECT * INTO version FROM (
        SELECT project_id, created_by_id AS author FROM dialogues_prompt WHERE id = NEW.prompt_id
        UNION ALL
        SELECT project_id, NULL FROM dialogues_checklist WHERE id = NEW.checklist_id
        UNION ALL
        SELECT project_id, created_by_id FROM dialogues_lesson WHERE id = NEW.lesson_id
        UNION ALL
        SELECT project_id, created_by_id FROM dialogues_guideline WHERE id = NEW.guideline_id
        UNION ALL
        SELECT project_id, NULL FROM dialogues_instruction WHERE id = NEW.instruction_id
    ) AS named;
    IF version.project_id IS DISTINCT FROM NEW.project_id THEN
        RAISE EXCEPTION 'the version belongs to another project'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_in_project';
    END IF;
    IF NEW.act IN ('signed', 'returned') AND (
        version.author = NEW.by_id OR EXISTS (
            SELECT 1 FROM dialogues_signoff p
            WHERE p.act = 'proposed' AND p.by_id = NEW.by_id AND (
                p.prompt_id = NEW.prompt_id OR p.checklist_id = NEW.checklist_id
                OR p.lesson_id = NEW.lesson_id OR p.guideline_id = NEW.guideline_id
                OR p.instruction_id = NEW.instruction_id
            )
        )
    ) THEN
        RAISE EXCEPTION 'nobody signs what they wrote'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_off_fits BEFORE INSERT ON dialogues_signoff
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_sign_off();
"""
NO_FITS = """
DROP TRIGGER sign_off_fits ON dialogues_signoff;
DROP FUNCTION queqiao_check_sign_off();
"""

GATE = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();\n"
    for table in TABLES
)
NO_GATE = "".join(f"DROP TRIGGER append_only ON {table};\n" for table in TABLES)


def key(to, name="+", **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=to,
        **options,
    )


def perhaps(to, name="+"):
    return key(to, name, blank=True, null=True)


def one_of(names):
    condition = Q()
    for name in names:
        condition |= Q(**{f"{other}__isnull": other != name for other in names})
    return condition


def now():
    return models.DateTimeField(default=django.utils.timezone.now, editable=False)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0018_peer_readings")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="sign_off_asked",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="experts sign texts before they are used",
            ),
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("project", key("dialogues.project", "sign_offs")),
                *((kind, perhaps(f"dialogues.{kind}", "sign_offs")) for kind in KINDS),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("kept", "In use without a signature"),
                            ("signed", "Signed"),
                            ("returned", "Sent back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("by", perhaps(settings.AUTH_USER_MODEL)),
                ("at", now()),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "ordering": ("-at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(act__in=["proposed", "kept", "signed", "returned"]),
                        name="sign_off_act",
                    ),
                    models.CheckConstraint(
                        condition=one_of(KINDS), name="sign_off_of_one"
                    ),
                    models.CheckConstraint(
                        condition=Q(act__in=["proposed", "kept"])
                        | Q(by__isnull=False),
                        name="sign_off_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=~Q(act="returned") | ~Q(note=""),
                        name="sign_off_returned_with_reason",
                    ),
                    models.UniqueConstraint(
                        fields=[*KINDS, "act"],
                        nulls_distinct=False,
                        name="sign_off_each_act_once",
                    ),
                    models.UniqueConstraint(
                        fields=list(KINDS),
                        condition=Q(act__in=["signed", "returned"]),
                        nulls_distinct=False,
                        name="sign_off_decided_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOffSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("project", key("dialogues.project", "sign_off_switches")),
                ("asked", models.BooleanField()),
                ("by", perhaps(settings.AUTH_USER_MODEL)),
                ("at", now()),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunSQL(FITS, NO_FITS),
        migrations.RunSQL(GATE, NO_GATE),
        migrations.RemoveConstraint(model_name="notice", name="notice_kind"),
        migrations.RemoveConstraint(model_name="notice", name="notice_of_one_thing"),
        migrations.AddField(
            model_name="notice",
            name="sign_off",
            field=perhaps("dialogues.signoff", "notices"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=NOTICES, max_length=20),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="kind",
            field=models.CharField(choices=NOTICES, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _label in NOTICES]),
                name="notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=one_of(THINGS),
                name="notice_of_one_thing",
            ),
        ),
    ]
