"""Whether a case is about a real person is read from its dialogue, which says it itself."""

from django.db import migrations

HAND_DOWN = """
UPDATE dialogues_dialogue SET about_a_real_person = true
    FROM reviewers_case c
    WHERE c.dialogue_id = dialogues_dialogue.id AND c.about_a_real_person;
DROP TRIGGER check_real_person ON dialogues_dialogue;
DROP FUNCTION queqiao_check_real_person();
"""

UNDO = """
CREATE FUNCTION queqiao_check_real_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'approved' AND EXISTS (
        SELECT 1 FROM reviewers_case
        WHERE dialogue_id = NEW.id AND about_a_real_person
    ) THEN
        RAISE EXCEPTION 'what is about a real person is never data'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'real_person_is_no_data';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_real_person AFTER UPDATE OF status ON dialogues_dialogue
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_real_person();
UPDATE reviewers_case SET about_a_real_person = true
    FROM dialogues_dialogue d WHERE d.id = dialogue_id AND d.about_a_real_person;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0021_about_a_real_person"),
        ("reviewers", "0009_lately"),
    ]

    operations = [
        migrations.RunSQL(HAND_DOWN, UNDO),
        migrations.RemoveField(model_name="case", name="about_a_real_person"),
    ]
