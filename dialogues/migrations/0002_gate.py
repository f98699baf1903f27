"""The gate in the database: what no program may do to events, revisions, approvals."""

from django.db import migrations

APPEND_ONLY_TABLES = [
    "dialogues_dialogueevent",
    "dialogues_draftevent",
    "dialogues_draftbatchevent",
    "dialogues_revision",
    "dialogues_approval",
    "dialogues_answer",
    "dialogues_comment",
    "dialogues_prompt",
    "dialogues_instruction",
    "dialogues_consent",
    "dialogues_checklist",
    "dialogues_checklistitem",
]

FUNCTIONS = """
CREATE FUNCTION queqiao_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once: no % of them', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;

CREATE FUNCTION queqiao_check_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_number integer;
BEGIN
    -- So that no revision slips in beside the approval of an earlier one.
    PERFORM 1 FROM dialogues_dialogue WHERE id = NEW.dialogue_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM dialogues_dialogue d
        JOIN dialogues_revision r ON r.id = d.head_id
        WHERE d.id = NEW.dialogue_id AND d.status IN ('approved', 'rejected')
    ) THEN
        RAISE EXCEPTION 'a decided dialogue takes no new revision: reopen it first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_of_open_dialogue';
    END IF;
    SELECT coalesce(max(number), 0) INTO last_number
        FROM dialogues_revision WHERE dialogue_id = NEW.dialogue_id;
    IF NEW.number <> last_number + 1 THEN
        RAISE EXCEPTION 'the next revision has number %, not %', last_number + 1, NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_in_order';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION queqiao_check_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM dialogues_revision
        WHERE dialogue_id = NEW.dialogue_id AND author_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'nobody approves what they wrote'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_another';
    END IF;
    IF NEW.revision_id IS DISTINCT FROM (
        SELECT id FROM dialogues_revision
        WHERE dialogue_id = NEW.dialogue_id ORDER BY number DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'only the latest revision can be approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'latest_revision_approved';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION queqiao_approvals_suffice(dialogue dialogues_dialogue)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    latest uuid;
    needed integer;
    disclosed boolean;
BEGIN
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

CREATE FUNCTION queqiao_check_dialogue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dialogue dialogues_dialogue;
BEGIN
    SELECT * INTO dialogue FROM dialogues_dialogue WHERE id = NEW.id;
    IF dialogue.status = 'approved' AND NOT queqiao_approvals_suffice(dialogue) THEN
        RAISE EXCEPTION 'the latest revision lacks the approvals it needs'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_enough';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION queqiao_check_dismissal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.dismissed_at IS NOT NULL
       OR (NEW.id, NEW.revision_id, NEW.code, NEW.severity)
          IS DISTINCT FROM (OLD.id, OLD.revision_id, OLD.code, OLD.severity) THEN
        RAISE EXCEPTION 'a finding can only be dismissed, once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_dismissed_once';
    END IF;
    IF NEW.severity = 'disclosure' AND NEW.dismissed_at IS NOT NULL AND (
        NOT EXISTS (
            SELECT 1 FROM dialogues_membership m
            JOIN dialogues_revision r ON r.id = NEW.revision_id
            JOIN dialogues_dialogue d ON d.id = r.dialogue_id
            WHERE m.user_id = NEW.dismissed_by_id AND m.project_id = d.project_id
              AND m.safeguarding AND m.ended_at IS NULL
        ) OR EXISTS (
            SELECT 1 FROM dialogues_revision mine
            JOIN dialogues_revision r ON r.dialogue_id = mine.dialogue_id
            WHERE r.id = NEW.revision_id AND mine.author_id = NEW.dismissed_by_id
        )
    ) THEN
        RAISE EXCEPTION 'a disclosure is dismissed by a marked member who wrote none of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_dismissed_by_marked';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
ALTER TABLE dialogues_revision ADD CONSTRAINT revision_of_dialogue UNIQUE (id, dialogue_id);
ALTER TABLE dialogues_dialogue ADD CONSTRAINT head_is_own_revision
    FOREIGN KEY (head_id, id) REFERENCES dialogues_revision (id, dialogue_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE dialogues_approval ADD CONSTRAINT approval_of_own_revision
    FOREIGN KEY (revision_id, dialogue_id) REFERENCES dialogues_revision (id, dialogue_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TRIGGER check_revision BEFORE INSERT ON dialogues_revision
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_revision();
CREATE TRIGGER check_approval BEFORE INSERT ON dialogues_approval
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_approval();
CREATE TRIGGER check_dialogue AFTER UPDATE OF status, head_id, project_id ON dialogues_dialogue
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_dialogue();
CREATE CONSTRAINT TRIGGER check_new_dialogue AFTER INSERT ON dialogues_dialogue
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_dialogue();
CREATE TRIGGER check_dismissal BEFORE UPDATE OR DELETE ON dialogues_finding
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_dismissal();
""" + "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();\n"
    for table in APPEND_ONLY_TABLES
)

UNDO = (
    "".join(f"DROP TRIGGER append_only ON {table};\n" for table in APPEND_ONLY_TABLES)
    + """
DROP TRIGGER check_dismissal ON dialogues_finding;
DROP TRIGGER check_new_dialogue ON dialogues_dialogue;
DROP TRIGGER check_dialogue ON dialogues_dialogue;
DROP TRIGGER check_approval ON dialogues_approval;
DROP TRIGGER check_revision ON dialogues_revision;
ALTER TABLE dialogues_approval DROP CONSTRAINT approval_of_own_revision;
ALTER TABLE dialogues_dialogue DROP CONSTRAINT head_is_own_revision;
ALTER TABLE dialogues_revision DROP CONSTRAINT revision_of_dialogue;
DROP FUNCTION queqiao_check_dismissal();
DROP FUNCTION queqiao_check_dialogue();
DROP FUNCTION queqiao_approvals_suffice(dialogues_dialogue);
DROP FUNCTION queqiao_check_approval();
DROP FUNCTION queqiao_check_revision();
DROP FUNCTION queqiao_append_only();
"""
)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
