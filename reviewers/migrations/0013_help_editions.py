"""Help lines are written once and never thrown away, and wording stands beside them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FIELDS = ("region", "name", "number", "note")
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_helpedition
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""


def keep_lines(apps, _schema):
    """What was written so far is each project's first edition."""
    lines = {}
    for line in apps.get_model("reviewers", "HelpLine").objects.order_by("position", "id"):
        row = {field: getattr(line, field) for field in FIELDS}
        lines.setdefault(line.project_id, []).append(row)
    apps.get_model("reviewers", "HelpEdition").objects.bulk_create(
        apps.get_model("reviewers", "HelpEdition")(project_id=project, number=1, lines=rows)
        for project, rows in lines.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dialogues", "0022_order_of_the_queue"),
        ("reviewers", "0012_signed_disclosures"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("lines", models.JSONField(default=list)),
                ("wordings", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_editions",
                        to="dialogues.project",
                    ),
                ),
            ],
            options={"ordering": ("-number",)},
        ),
        migrations.AddConstraint(
            model_name="helpedition",
            constraint=models.UniqueConstraint(
                models.F("project"), models.F("number"), name="help_edition_number"
            ),
        ),
        migrations.RunPython(keep_lines, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, "DROP TRIGGER append_only ON reviewers_helpedition"),
        migrations.DeleteModel(name="HelpLine"),
    ]
