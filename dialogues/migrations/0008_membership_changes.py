"""Who was made what in a project, by whom and when: written once."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What is known of those who joined before anything was recorded.
CARRY_OVER = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO dialogues_membershipchange (membership_id, act, roles, safeguarding, consent_id, at)
SELECT id, 'join', roles, safeguarding, consent_id, joined_at FROM dialogues_membership
ORDER BY joined_at, id;
"""

GATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_membershipchange
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0007_dismissals")]

    operations = [
        migrations.CreateModel(
            name="MembershipChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(choices=[("join", "Joined"), ("change", "Changed"), ("leave", "Left")], max_length=10)),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ("safeguarding", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("consent", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogues.consent")),
                ("membership", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="dialogues.membership")),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(GATE, "DROP TRIGGER append_only ON dialogues_membershipchange"),
    ]
