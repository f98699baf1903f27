"""What is about a real person is marked on the dialogue itself, and is never data."""

from django.db import migrations, models

NEVER_ENOUGH = """\
    IF dialogue.about_a_real_person THEN
        RETURN false;
    END IF;
"""

NO_DATA = """\
    IF dialogue.status = 'approved' AND dialogue.about_a_real_person THEN
        RAISE EXCEPTION 'what is about a real person is never data'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'real_person_is_no_data';
    END IF;
"""

SUFFICE = """
CREATE OR REPLACE FUNCTION queqiao_approvals_suffice(dialogue dialogues_dialogue)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    latest uuid;
    needed integer;
    disclosed boolean;
BEGIN
    IF dialogue.about_a_real_person THEN
        RETURN false;
    END IF;
    SELECT id INTO latest FROM dialogues_revision
        WHERE dialogue_id = dialogue.id ORDER BY number DESC LIMIT 1;
    IF latest IS NULL OR latest IS DISTINCT FROM dialogue.head_id THEN
        RETURN false;
    END IF;
    SELECT approvals_needed INTO needed FROM dialogues_project WHERE id = dialogue.project_id;
    disclosed := EXISTS (
        SELECT 1 FROM dialogues_finding
        WHERE revision_id = latest AND severity = 'disclosure' AND dismissed_at IS NULL
    );
    IF disclosed THEN
        RETURN greatest(needed, 2) <= (
            SELECT count(*) FROM dialogues_approval a
            JOIN dialogues_membership m ON m.user_id = a.by_id
            WHERE a.revision_id = latest AND m.project_id = dialogue.project_id
              AND m.safeguarding AND m.ended_at IS NULL
        );
    END IF;
    RETURN needed <= (SELECT count(*) FROM dialogues_approval WHERE revision_id = latest);
END $$;
"""

CHECK = """
CREATE OR REPLACE FUNCTION queqiao_check_dialogue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dialogue dialogues_dialogue;
BEGIN
    SELECT * INTO dialogue FROM dialogues_dialogue WHERE id = NEW.id;
    IF dialogue.status = 'approved' AND dialogue.about_a_real_person THEN
        RAISE EXCEPTION 'what is about a real person is never data'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'real_person_is_no_data';
    END IF;
    IF dialogue.status = 'approved' AND NOT queqiao_approvals_suffice(dialogue) THEN
        RAISE EXCEPTION 'the latest revision lacks the approvals it needs'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_enough';
    END IF;
    RETURN NULL;
END $$;
"""

UNDO = (SUFFICE + CHECK).replace(NEVER_ENOUGH, "").replace(NO_DATA, "")


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0019_sign_offs")]

    operations = [
        migrations.AddField(
            model_name="dialogue",
            name="about_a_real_person",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Then only marked members read it, and whoever wrote it.",
            ),
        ),
        migrations.AddIndex(
            model_name="dialogue",
            index=models.Index(
                condition=models.Q(("about_a_real_person", True)),
                fields=["project"],
                name="dialogue_real_person",
            ),
        ),
        migrations.RunSQL(SUFFICE + CHECK, UNDO),
    ]
