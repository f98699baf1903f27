"""What the experts' queue is ordered by stands on the dialogue itself."""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

WRITTEN = """
UPDATE dialogues_dialogue SET written_at = revision.created_at
FROM dialogues_revision AS revision WHERE revision.id = head_id
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0020_rejected_reasons")]

    operations = [
        migrations.AddField(
            model_name="dialogue",
            name="pressing",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="How many risks the latest text has, once a worker weighed it.",
            ),
        ),
        migrations.AddField(
            model_name="dialogue",
            name="written_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
                editable=False,
                help_text="When the latest revision was written.",
            ),
        ),
        migrations.RunSQL(WRITTEN, migrations.RunSQL.noop),
    ]
