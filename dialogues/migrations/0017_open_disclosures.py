"""What is disclosed and open is found without reading all that was noticed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0016_keeping")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("dismissed_at", None), ("severity", "disclosure")),
                fields=["revision"],
                name="finding_open_disclosure",
            ),
        ),
    ]
