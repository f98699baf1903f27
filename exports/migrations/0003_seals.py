"""A chain of hashes over what is written once; its links are written once too."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON exports_seal
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON exports_sealedrow
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON exports_sealedrow;
DROP TRIGGER append_only ON exports_seal;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0003_intake"),
        ("exports", "0002_gate"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="audit_head",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The last seal of the project's history when it was frozen.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("rows", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seals", to="dialogues.project")),
            ],
            options={"ordering": ("project", "number")},
        ),
        migrations.CreateModel(
            name="SealedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("table", models.CharField(max_length=63)),
                ("key", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("seal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="exports.seal")),
            ],
            options={"ordering": ("seal", "position")},
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(models.F("project"), models.F("number"), name="seal_number"),
        ),
        migrations.AddConstraint(
            model_name="sealedrow",
            constraint=models.UniqueConstraint(models.F("table"), models.F("key"), name="sealed_once"),
        ),
        migrations.AddConstraint(
            model_name="sealedrow",
            constraint=models.UniqueConstraint(models.F("seal"), models.F("position"), name="sealed_in_order"),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
