"""Decisions of a bulk are told apart: they took no time, and say nothing of the time."""

from django.db import migrations, models

FROM_REPORTS = """
UPDATE reviewers_review SET by_bulk = true
    FROM reviewers_bulkrow r JOIN reviewers_bulk b ON b.id = r.bulk_id
    WHERE b.verb = 'return' AND r.outcome = 'done'
      AND r.dialogue_id = reviewers_review.dialogue_id
      AND b.ordered_by_id = reviewers_review.expert_id
      AND reviewers_review.created_at >= b.created_at
      AND reviewers_review.decided_at <= r.at;
"""


class Migration(migrations.Migration):
    dependencies = [("reviewers", "0010_real_persons")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="by_bulk",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Opened and decided at once with many others: no reading took it.",
            ),
        ),
        migrations.RunSQL(FROM_REPORTS, migrations.RunSQL.noop),
    ]
