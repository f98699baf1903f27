"""Why a turn is sent back: a project's own reasons, each version kept."""

import dialogues.models.translations
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0012_drafting_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reason",
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
                ("slug", models.SlugField(max_length=60, verbose_name="code")),
                ("version", models.PositiveIntegerField()),
                (
                    "position",
                    models.PositiveSmallIntegerField(verbose_name="place in the list"),
                ),
                (
                    "name",
                    dialogues.models.translations.TranslatedField(verbose_name="name"),
                ),
                (
                    "sentence",
                    dialogues.models.translations.TranslatedField(
                        verbose_name="sentence to begin with"
                    ),
                ),
                (
                    "lesson",
                    models.SlugField(blank=True, max_length=60, verbose_name="lesson"),
                ),
                (
                    "critical",
                    models.BooleanField(default=False, verbose_name="critical"),
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
                        related_name="reasons",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "slug", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        models.F("slug"),
                        models.F("version"),
                        name="reason_version",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_reason"
            " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
            "DROP TRIGGER append_only ON dialogues_reason;",
        ),
    ]
