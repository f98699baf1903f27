"""Warnings waved through by who edits; no disclosure is ever born dismissed."""

from django.db import migrations, models

GATE = """
CREATE FUNCTION queqiao_check_new_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a disclosure is dismissed by a marked member who wrote none of it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_dismissed_by_marked';
END $$;
CREATE TRIGGER check_new_finding BEFORE INSERT ON dialogues_finding
    FOR EACH ROW WHEN (NEW.severity = 'disclosure' AND NEW.dismissed_at IS NOT NULL)
    EXECUTE FUNCTION queqiao_check_new_finding();
"""

UNDO = """
DROP TRIGGER check_new_finding ON dialogues_finding;
DROP FUNCTION queqiao_check_new_finding();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0006_fingerprint_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="dismissals",
            field=models.JSONField(
                default=list,
                help_text="Warnings that the holder calls false alarms, and why.",
            ),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
