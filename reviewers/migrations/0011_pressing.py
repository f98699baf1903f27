"""How many risks a waiting text has is noted on its dialogue."""

from django.db import migrations

PRESSING = """
UPDATE dialogues_dialogue SET pressing = cardinality(risk.why)
FROM reviewers_risk AS risk WHERE risk.revision_id = head_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0022_order_of_the_queue"),
        ("reviewers", "0010_risks_by_name"),
    ]

    operations = [migrations.RunSQL(PRESSING, migrations.RunSQL.noop)]
