"""New fingerprints stand in the index at once: a list of waiting ones is slow to read."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0005_calls"),
    ]

    operations = [
        migrations.RemoveIndex("fingerprint", "fingerprint_bands"),
        migrations.AddIndex(
            "fingerprint",
            GinIndex(fields=["bands"], name="fingerprint_bands", fastupdate=False),
        ),
    ]
