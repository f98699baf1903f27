"""Safeguarding cases, their signatures, and what the database refuses without them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GATE = """
CREATE FUNCTION queqiao_check_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM reviewers_case c
        JOIN dialogues_revision r ON r.dialogue_id = c.dialogue_id
        JOIN dialogues_membership m ON m.project_id = c.project_id
        WHERE c.id = NEW.case_id AND r.id = NEW.revision_id AND m.user_id = NEW.by_id
          AND m.safeguarding AND m.ended_at IS NULL
    ) OR EXISTS (
        SELECT 1 FROM reviewers_case c
        JOIN dialogues_revision r ON r.dialogue_id = c.dialogue_id
        WHERE c.id = NEW.case_id AND r.author_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'a case is signed by a marked member who wrote none of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_signed_by_marked';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION queqiao_check_case_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM reviewers_case
        WHERE dialogue_id = NEW.dialogue_id AND status = 'open'
    ) AND NOT EXISTS (
        SELECT 1 FROM reviewers_signature
        WHERE revision_id = NEW.revision_id AND by_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'who approves a dialogue with an open case has signed it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_signed_first';
    END IF;
    RETURN NEW;
END $$;

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

CREATE TRIGGER check_signature BEFORE INSERT ON reviewers_signature
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_signature();
CREATE TRIGGER check_case_signed BEFORE INSERT ON dialogues_approval
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_case_signed();
CREATE TRIGGER check_real_person AFTER UPDATE OF status ON dialogues_dialogue
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_real_person();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_caseevent
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_signature
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON reviewers_signature;
DROP TRIGGER append_only ON reviewers_caseevent;
DROP TRIGGER check_real_person ON dialogues_dialogue;
DROP TRIGGER check_case_signed ON dialogues_approval;
DROP TRIGGER check_signature ON reviewers_signature;
DROP FUNCTION queqiao_check_real_person();
DROP FUNCTION queqiao_check_case_signed();
DROP FUNCTION queqiao_check_signature();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0003_intake"),
        ("reviewers", "0002_gate"),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=20)),
                ('category', models.CharField(blank=True, choices=[('', 'Not looked at yet'), ('home', 'Violence at home'), ('teacher', 'Violence by a teacher'), ('sexual', 'Sexual abuse'), ('neglect', 'Neglect'), ('bullying', 'Bullying with injury'), ('self-harm', 'Self-harm'), ('suicide', 'Suicide'), ('other', 'Another danger')], default='', max_length=20, verbose_name='category')),
                ('severity', models.CharField(choices=[('high', 'High: today'), ('medium', 'Medium: within three days'), ('low', 'Low: within a week')], default='high', max_length=10, verbose_name='severity')),
                ('about_a_real_person', models.BooleanField(default=False)),
                ('noticed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dialogue', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='dialogues.dialogue')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='dialogues.project')),
            ],
            options={
                'ordering': ('due_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('verb', models.CharField(max_length=40)),
                ('from_status', models.CharField(blank=True, max_length=20)),
                ('to_status', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reviewers.case')),
            ],
            options={
                'ordering': ('id',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HelpLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=40, verbose_name='region')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='for whom and when')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_lines', to='dialogues.project')),
            ],
            options={
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('elements', models.JSONField()),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='reviewers.case')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.revision')),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'closed'])), name='case_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('severity__in', ['high', 'medium', 'low'])), name='case_severity'),
        ),
        migrations.AddConstraint(
            model_name='helpline',
            constraint=models.UniqueConstraint(models.F('project'), models.F('region'), models.F('number'), name='one_help_line_each'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(models.F('revision'), models.F('by'), name='one_signature_each'),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
