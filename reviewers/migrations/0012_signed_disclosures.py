"""An open disclosure asks for signatures by itself, whether or not its case was opened yet."""

from django.db import migrations

OPEN_CASE = """EXISTS (
        SELECT 1 FROM reviewers_case
        WHERE dialogue_id = NEW.dialogue_id AND status = 'open'
    )"""
OPEN_DISCLOSURE = """EXISTS (
        SELECT 1 FROM dialogues_finding
        WHERE revision_id = NEW.revision_id AND severity = 'disclosure'
          AND dismissed_at IS NULL
    )"""

CHECK = """
CREATE OR REPLACE FUNCTION queqiao_check_case_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({asked}) AND NOT EXISTS (
        SELECT 1 FROM reviewers_signature
        WHERE revision_id = NEW.revision_id AND by_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'who approves a dialogue with a disclosure has signed its case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_signed_first';
    END IF;
    RETURN NEW;
END $$;
"""

SIGNED = """
            JOIN reviewers_signature s ON s.revision_id = a.revision_id AND s.by_id = a.by_id"""

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
            JOIN dialogues_membership m ON m.user_id = a.by_id{signed}
            WHERE a.revision_id = latest AND m.project_id = dialogue.project_id
              AND m.safeguarding AND m.ended_at IS NULL
        );
    END IF;
    RETURN needed <= (SELECT count(*) FROM dialogues_approval WHERE revision_id = latest);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reviewers", "0011_pressing")]

    operations = [
        migrations.RunSQL(
            CHECK.format(asked=f"{OPEN_CASE} OR {OPEN_DISCLOSURE}")
            + SUFFICE.format(signed=SIGNED),
            CHECK.format(asked=OPEN_CASE) + SUFFICE.format(signed=""),
        ),
    ]
