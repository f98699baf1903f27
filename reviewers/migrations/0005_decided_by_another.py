"""Nobody decides on a dialogue that they wrote a part of, whatever the decision."""

from django.db import migrations

GATE = """
CREATE FUNCTION queqiao_check_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision <> '' AND (TG_OP = 'INSERT' OR NEW.decision <> OLD.decision) AND EXISTS (
        SELECT 1 FROM dialogues_revision mine
        JOIN dialogues_revision read ON read.id = NEW.revision_id
        WHERE mine.dialogue_id = NEW.dialogue_id AND mine.author_id = NEW.expert_id
          AND mine.number <= read.number
    ) THEN
        RAISE EXCEPTION 'nobody decides on what they wrote'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_review BEFORE INSERT OR UPDATE ON reviewers_review
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_review();
ALTER TABLE reviewers_review ADD CONSTRAINT review_of_own_revision
    FOREIGN KEY (revision_id, dialogue_id) REFERENCES dialogues_revision (id, dialogue_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = """
ALTER TABLE reviewers_review DROP CONSTRAINT review_of_own_revision;
DROP TRIGGER check_review ON reviewers_review;
DROP FUNCTION queqiao_check_review();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reviewers", "0004_second_opinions"),
        ("dialogues", "0002_gate"),
    ]

    operations = [migrations.RunSQL(GATE, UNDO)]
