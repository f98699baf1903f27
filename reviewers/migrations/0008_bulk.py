"""One verb for many dialogues; what was previewed is what is done, and said once."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GATE = """
CREATE FUNCTION queqiao_check_bulk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        NEW.id, NEW.project_id, NEW.verb, NEW.options, NEW.filters, NEW.total,
        NEW.undoes_id, NEW.ordered_by_id
    ) IS DISTINCT FROM (
        OLD.id, OLD.project_id, OLD.verb, OLD.options, OLD.filters, OLD.total,
        OLD.undoes_id, OLD.ordered_by_id
    ) THEN
        RAISE EXCEPTION 'what was previewed is what is done'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bulk_as_previewed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION queqiao_check_bulk_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome <> 'waiting' OR NOT EXISTS (
            SELECT 1 FROM reviewers_bulk b
            JOIN dialogues_dialogue d ON d.project_id = b.project_id
            WHERE b.id = NEW.bulk_id AND b.status = 'previewed'
              AND NEW.number BETWEEN 1 AND b.total AND d.id = NEW.dialogue_id
        ) THEN
            RAISE EXCEPTION 'a selection grows no more once it was previewed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bulk_as_previewed';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.outcome <> 'waiting'
       OR (NEW.id, NEW.bulk_id, NEW.number, NEW.dialogue_id, NEW.seen_at, NEW.value)
          IS DISTINCT FROM
          (OLD.id, OLD.bulk_id, OLD.number, OLD.dialogue_id, OLD.seen_at, OLD.value)
       OR NOT EXISTS (
            SELECT 1 FROM reviewers_bulk
            WHERE id = NEW.bulk_id AND status IN ('running', 'cancelled')
       ) THEN
        RAISE EXCEPTION 'what became of a dialogue is said once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bulk_row_said_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER check_bulk BEFORE UPDATE OR DELETE ON reviewers_bulk
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_bulk();
CREATE TRIGGER check_bulk_row BEFORE INSERT OR UPDATE OR DELETE ON reviewers_bulkrow
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_bulk_row();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_bulkevent
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON reviewers_bulkevent;
DROP TRIGGER check_bulk_row ON reviewers_bulkrow;
DROP TRIGGER check_bulk ON reviewers_bulk;
DROP FUNCTION queqiao_check_bulk_row();
DROP FUNCTION queqiao_check_bulk();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("dialogues", "0016_keeping"),
        ("reviewers", "0007_norming"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("status", models.CharField(choices=[("previewed", "Waiting for a look at it"), ("queued", "Waiting to start"), ("running", "Being carried out"), ("done", "Done"), ("cancelled", "Cancelled")], default="previewed", max_length=20)),
                ("verb", models.CharField(choices=[("assign", "Keep for a volunteer"), ("return", "Send back with a reason"), ("set theme", "Put under a theme"), ("re-check", "Check again"), ("set priority", "Say how soon it is wanted")], max_length=20, verbose_name="what to do")),
                ("options", models.JSONField(default=dict, help_text="What goes with the verb: the theme, the person, the reason.")),
                ("filters", models.JSONField(default=dict, help_text="How the dialogues were chosen, as it stood in the address.")),
                ("total", models.PositiveIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ordered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bulks", to="dialogues.project")),
                ("undoes", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="reviewers.bulk")),
            ],
            options={
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="BulkEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("verb", models.CharField(max_length=40)),
                ("from_status", models.CharField(blank=True, max_length=20)),
                ("to_status", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("bulk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="reviewers.bulk")),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("id",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("seen_at", models.DateTimeField(help_text="The dialogue's last change when it was previewed.")),
                ("value", models.JSONField(default=dict, help_text="What to do with this one, where it differs from the others.")),
                ("outcome", models.CharField(choices=[("waiting", "Not yet"), ("done", "Done"), ("refused", "Refused")], default="waiting", max_length=10)),
                ("code", models.SlugField(blank=True, max_length=60)),
                ("sentence", models.TextField(blank=True)),
                ("before", models.JSONField(default=dict, help_text="What it was, so that it can be put back.")),
                ("left_at", models.DateTimeField(help_text="The dialogue's last change when this was done.", null=True)),
                ("at", models.DateTimeField(default=None, null=True)),
                ("bulk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="reviewers.bulk")),
                ("dialogue", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bulk_rows", to="dialogues.dialogue")),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddConstraint(
            model_name="bulk",
            constraint=models.CheckConstraint(condition=models.Q(("status__in", ["previewed", "queued", "running", "done", "cancelled"])), name="bulk_status", violation_error_message="There is no such status."),
        ),
        migrations.AddConstraint(
            model_name="bulk",
            constraint=models.CheckConstraint(condition=models.Q(("verb__in", ["assign", "return", "set theme", "re-check", "set priority"])), name="approving_is_no_bulk_verb"),
        ),
        migrations.AddConstraint(
            model_name="bulk",
            constraint=models.UniqueConstraint(models.F("undoes"), condition=models.Q(("status", "cancelled"), _negated=True), name="undone_once"),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["bulk", "outcome", "number"], name="bulk_outcomes"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(models.F("bulk"), models.F("number"), name="bulk_row_number"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(models.F("bulk"), models.F("dialogue"), name="once_in_a_bulk"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("at", None), ("outcome", "waiting")), models.Q(("at__isnull", False), ("left_at__isnull", False), ("outcome", "done")), models.Q(("at__isnull", False), ("outcome", "refused"), models.Q(("sentence", ""), _negated=True)), _connector="OR"), name="bulk_row_outcome"),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
