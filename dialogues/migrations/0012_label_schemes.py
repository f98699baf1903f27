"""Label schemes and their labels, each version kept; labels of a whole dialogue."""

import dialogues.models.translations
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_labelscheme
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_schemelabel
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""
UNDO = """
DROP TRIGGER append_only ON dialogues_schemelabel;
DROP TRIGGER append_only ON dialogues_labelscheme;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0015_well_being"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="labels",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="What the holder labels the whole dialogue with.",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="labels",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()), default=list
            ),
        ),
        migrations.CreateModel(
            name="LabelScheme",
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
                ("position", models.PositiveSmallIntegerField()),
                (
                    "name",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="name"
                    ),
                ),
                (
                    "help",
                    dialogues.models.translations.TranslatedField(
                        blank=True, default=dict, verbose_name="help"
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("sentence", "sentences"),
                            ("turn", "whole turns"),
                            ("span", "words in a turn"),
                            ("dialogue", "the whole dialogue"),
                        ],
                        max_length=10,
                        verbose_name="what is labelled",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("any", "both"),
                            ("user", "the one who is helped"),
                            ("assistant", "the helper"),
                        ],
                        max_length=10,
                        verbose_name="whose turns",
                    ),
                ),
                (
                    "exclusive",
                    models.BooleanField(
                        default=False, verbose_name="one label in each place"
                    ),
                ),
                (
                    "required",
                    models.BooleanField(
                        default=False, verbose_name="needed to hand a dialogue in"
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
                        related_name="label_schemes",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "slug", "-version"),
            },
        ),
        migrations.CreateModel(
            name="SchemeLabel",
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
                ("position", models.PositiveSmallIntegerField()),
                (
                    "name",
                    dialogues.models.translations.TranslatedField(
                        default=dict, verbose_name="name"
                    ),
                ),
                (
                    "help",
                    dialogues.models.translations.TranslatedField(
                        blank=True, default=dict, verbose_name="help"
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("stone", "grey"),
                            ("wing", "blue"),
                            ("dawn", "orange"),
                            ("leaf", "green"),
                            ("plum", "red"),
                        ],
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        max_length=1,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-z]$", "One digit or small letter."
                            )
                        ],
                        verbose_name="key",
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        blank=True, default=list, verbose_name="comes after"
                    ),
                ),
                (
                    "retired",
                    models.BooleanField(default=False, verbose_name="no longer given"),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="dialogues.labelscheme",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.AddConstraint(
            model_name="labelscheme",
            constraint=models.UniqueConstraint(
                models.F("project"),
                models.F("slug"),
                models.F("version"),
                name="label_scheme_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelscheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__in", ["sentence", "turn", "span", "dialogue"])
                ),
                name="label_scheme_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelscheme",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["any", "user", "assistant"])),
                name="label_scheme_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemelabel",
            constraint=models.UniqueConstraint(
                models.F("scheme"), models.F("slug"), name="scheme_label_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemelabel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("colour__in", ["stone", "wing", "dawn", "leaf", "plum"])
                ),
                name="scheme_label_colour",
            ),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
