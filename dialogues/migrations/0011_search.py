"""What dialogues are found by; those that are there wait for a worker to note them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

ALL_WAIT = """
INSERT INTO dialogues_searchtext (dialogue_id, text, words, waits)
SELECT id, '', '', true FROM dialogues_dialogue
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0010_courses")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("dialogue", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="search", serialize=False, to="dialogues.dialogue")),
                ("text", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("waits", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=True, fields=["words"], gin_pending_list_limit=1024, name="search_words"),
                    models.Index(condition=models.Q(("waits", True)), fields=["dialogue"], name="search_waiting"),
                ],
            },
        ),
        migrations.RunSQL(ALL_WAIT, migrations.RunSQL.noop),
    ]
