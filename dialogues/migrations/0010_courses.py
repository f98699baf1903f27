"""The course, its tries and levels, and the guidelines; what is written stays."""

import dialogues.models.translations
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY_TABLES = [
    "dialogues_lesson",
    "dialogues_lessontry",
    "dialogues_qualification",
    "dialogues_guideline",
    "dialogues_guidelineread",
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
        ("dialogues", "0009_talk"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseRules",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="course_rules",
                        serialize=False,
                        to="dialogues.project",
                    ),
                ),
                (
                    "required",
                    models.BooleanField(
                        default=True,
                        verbose_name="volunteers pass the course before they take a dialogue",
                    ),
                ),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(
                        default=70,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="pass mark, in percent",
                    ),
                ),
                (
                    "editor_after",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="approved dialogues until one is an editor",
                    ),
                ),
                (
                    "senior_after",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Less than a third of what was decided may have come back.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="approved dialogues until one is a senior editor",
                    ),
                ),
                (
                    "heavy_from",
                    models.CharField(
                        choices=[
                            ("apprentice", "Apprentice"),
                            ("editor", "Editor"),
                            ("senior", "Senior editor"),
                        ],
                        default="editor",
                        help_text="And to everyone above.",
                        max_length=20,
                        verbose_name="heavy topics go to",
                    ),
                ),
                (
                    "share_apprentice",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="second opinions on the work of apprentices, in percent",
                    ),
                ),
                (
                    "share_editor",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="second opinions on the work of editors, in percent",
                    ),
                ),
                (
                    "share_senior",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="second opinions on the work of senior editors, in percent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pass_mark__gte", 1), ("pass_mark__lte", 100)
                        ),
                        name="course_pass_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heavy_from__in", ["apprentice", "editor", "senior"])
                        ),
                        name="course_heavy_from",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guideline",
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
                ("version", models.PositiveIntegerField()),
                (
                    "text",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="text"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="guidelines",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-version",),
            },
        ),
        migrations.CreateModel(
            name="GuidelineRead",
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
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guideline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to="dialogues.guideline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lesson",
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
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("theory", "Lesson"),
                            ("practice", "Practice dialogue"),
                        ],
                        max_length=20,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "title",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="title"
                    ),
                ),
                (
                    "text",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="text"
                    ),
                ),
                (
                    "tasks",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="what there is to answer"
                    ),
                ),
                ("retired", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="lessons",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "slug", "-version"),
            },
        ),
        migrations.CreateModel(
            name="LessonTry",
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
                ("answers", models.JSONField()),
                ("right", models.PositiveSmallIntegerField()),
                ("asked", models.PositiveSmallIntegerField()),
                ("passed", models.BooleanField()),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lesson_tries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="dialogues.lesson",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "lesson tries",
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Qualification",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("apprentice", "Apprentice"),
                            ("editor", "Editor"),
                            ("senior", "Senior editor"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("course", "passed the course"),
                            ("work", "by approved work"),
                            ("before", "worked here before the course"),
                            ("vouched", "an admin's word"),
                        ],
                        max_length=20,
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="dialogues.membership",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddConstraint(
            model_name="guideline",
            constraint=models.UniqueConstraint(
                models.F("project"), models.F("version"), name="guideline_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelineread",
            constraint=models.UniqueConstraint(
                models.F("guideline"), models.F("by"), name="guideline_read_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.UniqueConstraint(
                models.F("project"),
                models.F("slug"),
                models.F("version"),
                name="lesson_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["theory", "practice"])),
                name="lesson_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["apprentice", "editor", "senior"])),
                name="qualification_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["course", "work", "before", "vouched"])
                ),
                name="qualification_reason",
            ),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
