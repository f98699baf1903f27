"""Who set what of drafters and quotas, and when: written once."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What is known of what was set before anything was recorded.
CARRY_OVER = """
INSERT INTO dialogues_drafterchange (drafter_id, act, before, after, at)
SELECT id, 'add', '{}', jsonb_build_object(
    'endpoint', endpoint, 'key_name', key_name, 'model', model, 'parameters', parameters,
    'prompt_price', prompt_price::text, 'completion_price', completion_price::text,
    'currency', currency, 'concurrency', concurrency,
    'requests_per_minute', requests_per_minute, 'tokens_per_minute', tokens_per_minute,
    'longest_reply', longest_reply), now()
FROM dialogues_drafter ORDER BY id;
INSERT INTO dialogues_quotachange (project_id, theme, emotion, age_band, before, wanted, at)
SELECT project_id, theme, emotion, age_band, 0, wanted, now()
FROM dialogues_quota ORDER BY id;
"""

GATE = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""
    for table in ("dialogues_drafterchange", "dialogues_quotachange")
)
NO_GATE = """
DROP TRIGGER append_only ON dialogues_drafterchange;
DROP TRIGGER append_only ON dialogues_quotachange;
"""


def by():
    return models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0011_search")]

    operations = [
        migrations.CreateModel(
            name="DrafterChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(choices=[("add", "Named"), ("change", "Changed"), ("retire", "Retired")], max_length=10)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("by", by()),
                ("drafter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="dialogues.drafter")),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="QuotaChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theme", models.CharField(blank=True, max_length=80)),
                ("emotion", models.CharField(blank=True, max_length=40)),
                ("age_band", models.CharField(blank=True, max_length=20)),
                ("before", models.PositiveIntegerField()),
                ("wanted", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("by", by()),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="quota_changes", to="dialogues.project")),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        # Deferred checks of keys may not wait behind a change of the table.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(GATE, NO_GATE),
    ]
