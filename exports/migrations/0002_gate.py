"""The gate in the database: a release holds approved revisions and never changes."""

from django.db import migrations

FORWARD = """
ALTER TABLE exports_releaseitem ADD CONSTRAINT item_of_own_revision
    FOREIGN KEY (revision_id, dialogue_id) REFERENCES dialogues_revision (id, dialogue_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION queqiao_check_release_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dialogue dialogues_dialogue;
BEGIN
    SELECT * INTO dialogue FROM dialogues_dialogue WHERE id = NEW.dialogue_id FOR SHARE;
    IF dialogue.status IS DISTINCT FROM 'approved'
       OR dialogue.head_id IS DISTINCT FROM NEW.revision_id
       OR NOT queqiao_approvals_suffice(dialogue) THEN
        RAISE EXCEPTION 'only an approved revision can be released'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'released_when_approved';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM exports_release
        WHERE id = NEW.release_id AND status = 'building'
          AND project_id = dialogue.project_id
    ) THEN
        RAISE EXCEPTION 'this release takes no more rows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_being_built';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION queqiao_freeze_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('ready', 'withdrawn') AND (
        TG_OP = 'DELETE'
        OR NEW.status NOT IN (OLD.status, 'withdrawn')
        OR to_jsonb(NEW) - '{status,updated_at}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{status,updated_at}'::text[]
    ) THEN
        RAISE EXCEPTION 'a release never changes once it is ready'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_is_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER check_release_item BEFORE INSERT ON exports_releaseitem
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_release_item();
CREATE TRIGGER freeze_release BEFORE UPDATE OR DELETE ON exports_release
    FOR EACH ROW EXECUTE FUNCTION queqiao_freeze_release();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON exports_releaseitem
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON exports_releaseevent
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON exports_releaseevent;
DROP TRIGGER append_only ON exports_releaseitem;
DROP TRIGGER freeze_release ON exports_release;
DROP TRIGGER check_release_item ON exports_releaseitem;
DROP FUNCTION queqiao_freeze_release();
DROP FUNCTION queqiao_check_release_item();
ALTER TABLE exports_releaseitem DROP CONSTRAINT item_of_own_revision;
"""


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial"), ("dialogues", "0002_gate")]

    operations = [migrations.RunSQL(FORWARD, UNDO)]
