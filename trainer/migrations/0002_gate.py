"""The events of runs and servers are append-only, like all events."""

from django.db import migrations

TABLES = ["trainer_runevent", "trainer_modelserverevent"]


class Migration(migrations.Migration):
    dependencies = [("trainer", "0001_initial"), ("dialogues", "0002_gate")]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
            f"DROP TRIGGER append_only ON {table};",
        )
        for table in TABLES
    ]
