"""Heavy themes, whom one can call, proposals of topics, and what is wanted next."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dialogues.models.translations

APPEND_ONLY_TABLES = [
    "dialogues_certificate",
    "dialogues_proposalevent",
    "dialogues_supportcallevent",
]

GATE = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();\n"
    for table in APPEND_ONLY_TABLES
)
UNDO = "".join(
    f"DROP TRIGGER append_only ON {table};\n" for table in APPEND_ONLY_TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0014_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareChoice",
            fields=[
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="care_choice",
                        serialize=False,
                        to="dialogues.membership",
                    ),
                ),
                (
                    "avoid",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "heavy_a_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="heavy dialogues in a day, at most",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
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
                ("code", models.CharField(max_length=20, unique=True)),
                (
                    "name",
                    models.CharField(
                        max_length=80, verbose_name="name on the certificate"
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                ("dialogues", models.PositiveIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="HeavyCategory",
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
                ("slug", models.SlugField(max_length=60)),
                (
                    "name",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="name"
                    ),
                ),
                (
                    "note",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="what is said before one reads it"
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("disclosures", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "heavy categories",
                "ordering": ("position", "slug"),
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("text", models.CharField(max_length=400, verbose_name="topic")),
                (
                    "theme",
                    models.CharField(blank=True, max_length=80, verbose_name="theme"),
                ),
                ("situation", models.TextField(blank=True, verbose_name="situation")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Taken up"),
                            ("declined", "Not taken up"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
            ],
            options={
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ProposalEvent",
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
            ],
            options={
                "ordering": ("id",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupportCall",
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
                    "text",
                    models.TextField(blank=True, verbose_name="what is on your mind"),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("answered", "Answered"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="SupportCallEvent",
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
            ],
            options={
                "ordering": ("id",),
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind",
        ),
        migrations.AddField(
            model_name="assignment",
            name="heavy",
            field=models.BooleanField(
                default=False, help_text="Whether a heavy theme was taken with it."
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="noted_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When its holder went on past the note about a heavy theme.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="seconds",
            field=models.PositiveIntegerField(
                default=0, help_text="Time at work, as the saves show it."
            ),
        ),
        migrations.AddField(
            model_name="courserules",
            name="heavy_apprentice",
            field=models.PositiveSmallIntegerField(
                default=1,
                verbose_name="heavy dialogues that an apprentice takes in a day, at most",
            ),
        ),
        migrations.AddField(
            model_name="courserules",
            name="heavy_editor",
            field=models.PositiveSmallIntegerField(
                default=3,
                verbose_name="heavy dialogues that an editor takes in a day, at most",
            ),
        ),
        migrations.AddField(
            model_name="courserules",
            name="heavy_senior",
            field=models.PositiveSmallIntegerField(
                default=5,
                verbose_name="heavy dialogues that a senior editor takes in a day, at most",
            ),
        ),
        migrations.AddField(
            model_name="dialogue",
            name="need",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="How much a draft is wanted; counted again every few minutes.",
            ),
        ),
        migrations.AddField(
            model_name="quota",
            name="done",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="How many people had written when it was last counted.",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "When it comes to it"),
                    (1, "Soon"),
                    (2, "Before all others"),
                ],
                db_default=0,
                default=0,
                verbose_name="how soon it is wanted",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="dialogue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogues.dialogue",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="dialogue",
            index=models.Index(
                condition=models.Q(("status", "drafted")),
                fields=["project", "-need", "created_at", "id"],
                name="dialogue_next",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [0, 1, 2])), name="topic_priority"
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="dialogues.membership",
            ),
        ),
        migrations.AddField(
            model_name="heavycategory",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heavy_categories",
                to="dialogues.project",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="dialogues.project",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="dialogues.topic",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogues.proposal",
            ),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="dialogues.proposal",
            ),
        ),
        migrations.AddField(
            model_name="supportcall",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="support_calls",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supportcall",
            name="dialogue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogues.dialogue",
            ),
        ),
        migrations.AddField(
            model_name="supportcall",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="support_calls",
                to="dialogues.project",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="call",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogues.supportcall",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "returned",
                            "approved",
                            "fixed",
                            "rejected",
                            "reopened",
                            "comment",
                            "mention",
                            "resolved",
                            "proposal",
                            "support",
                        ],
                    )
                ),
                name="notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("call", None), ("dialogue__isnull", False), ("proposal", None)
                    ),
                    models.Q(
                        ("call", None), ("dialogue", None), ("proposal__isnull", False)
                    ),
                    models.Q(
                        ("call__isnull", False), ("dialogue", None), ("proposal", None)
                    ),
                    _connector="OR",
                ),
                name="notice_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="supportcallevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supportcallevent",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="dialogues.supportcall",
            ),
        ),
        migrations.AddConstraint(
            model_name="heavycategory",
            constraint=models.UniqueConstraint(
                models.F("project"), models.F("slug"), name="heavy_category_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["proposed", "accepted", "declined", "withdrawn"])
                ),
                name="proposal_status",
                violation_error_message="There is no such status.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "answered", "withdrawn"])),
                name="support_call_status",
                violation_error_message="There is no such status.",
            ),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
