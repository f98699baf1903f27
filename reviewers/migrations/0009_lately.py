"""What an expert decided lately and left to others, among all that they ever did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviewers", "0008_bulk")]

    operations = [
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["in_review", "decided", "set_aside"]),
                ),
                fields=["project", "expert", "-decided_at"],
                name="review_lately",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewevent",
            index=models.Index(
                condition=models.Q(("verb", "skip")),
                fields=["by"],
                name="review_skipped",
            ),
        ),
    ]
