"""Review events are append-only, like all events."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviewers", "0001_initial"), ("dialogues", "0002_gate")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_reviewevent"
            " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
            "DROP TRIGGER append_only ON reviewers_reviewevent;",
        ),
    ]
