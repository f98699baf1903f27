"""Volunteers who read each other's dialogues before an expert does."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
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
]
OPEN = models.Q(("status__in", ["waits", "taken", "points"]))
APPEND_ONLY_TABLES = ["dialogues_peerreadingevent", "dialogues_peerstage"]
GATE = """
CREATE FUNCTION queqiao_check_peer_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reader_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM dialogues_revision mine
        JOIN dialogues_revision read ON read.id = NEW.revision_id
        WHERE mine.dialogue_id = NEW.dialogue_id AND mine.author_id = NEW.reader_id
          AND mine.number <= read.number
    ) THEN
        RAISE EXCEPTION 'nobody reads as a peer what they wrote'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'peer_read_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_peer_reading BEFORE INSERT OR UPDATE ON dialogues_peerreading
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_peer_reading();
ALTER TABLE dialogues_peerreading ADD CONSTRAINT peer_reading_of_own_revision
    FOREIGN KEY (revision_id, dialogue_id) REFERENCES dialogues_revision (id, dialogue_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = """
ALTER TABLE dialogues_peerreading DROP CONSTRAINT peer_reading_of_own_revision;
DROP TRIGGER check_peer_reading ON dialogues_peerreading;
DROP FUNCTION queqiao_check_peer_reading();
"""
WRITTEN_ONCE = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();\n"
    for table in APPEND_ONLY_TABLES
)
UNDO_WRITTEN_ONCE = "".join(
    f"DROP TRIGGER append_only ON {table};\n" for table in APPEND_ONLY_TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0017_open_disclosures"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerStage",
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
                (
                    "on",
                    models.BooleanField(
                        default=False,
                        verbose_name="another volunteer reads each dialogue before the experts",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("editor", "Editor"), ("senior", "Senior editor")],
                        default="editor",
                        help_text="And everyone above. Where there is no course, any volunteer.",
                        max_length=20,
                        verbose_name="who reads for others",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="days until a dialogue goes on unread",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_stages",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["editor", "senior"])),
                        name="peers_from_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 30)),
                        name="peers_within_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerReading",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waits", "Waits for another volunteer"),
                            ("taken", "Another volunteer is reading it"),
                            ("points", "Its author looks at what a volunteer said"),
                            ("read", "Read by another volunteer"),
                            ("passed", "Went on without another volunteer"),
                        ],
                        default="waits",
                        max_length=20,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "heavy",
                    models.BooleanField(
                        default=False,
                        help_text="Whether a heavy theme was taken with it.",
                    ),
                ),
                (
                    "noted_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When its reader went on past the note about a heavy theme.",
                        null=True,
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_readings",
                        to="dialogues.dialogue",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_readings",
                        to="dialogues.project",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_readings",
                        to="dialogues.revision",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["waits", "taken", "points", "read", "passed"],
                            )
                        ),
                        name="peer_reading_status",
                        violation_error_message="There is no such status.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waits", "passed"]))
                        | models.Q(("reader__isnull", False)),
                        name="peer_readings_have_a_reader",
                    ),
                    models.UniqueConstraint(
                        models.F("dialogue"),
                        condition=OPEN,
                        name="one_open_peer_reading",
                    ),
                    models.UniqueConstraint(
                        models.F("project"),
                        models.F("reader"),
                        condition=models.Q(("status", "taken")),
                        name="one_peer_reading_each",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=OPEN,
                        fields=["project", "until"],
                        name="peer_reading_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerReadingEvent",
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
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("verb", models.CharField(max_length=40)),
                ("from_status", models.CharField(blank=True, max_length=20)),
                ("to_status", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="dialogues.peerreading",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["by", "verb", "at"],
                        name="peer_reading_deeds",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="as_peer",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Said by another volunteer who read it before the experts.",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_kind"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _label in KINDS])),
                name="notice_kind",
            ),
        ),
        migrations.RunSQL(GATE, UNDO),
        migrations.RunSQL(WRITTEN_ONCE, UNDO_WRITTEN_ONCE),
    ]
