"""Intake of files: sources with terms, imports, fingerprints, quotas; findings carry data."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


# What came from where becomes a row; until somebody says more, it allows nothing.
CARRY_OVER = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO dialogues_source
    (id, project_id, name, licence, may_train, may_redistribute, may_use_commercially, created_at)
SELECT gen_random_uuid(), project_id, old_source, '', false, false, false, now()
FROM (
    SELECT project_id, old_source FROM dialogues_topic WHERE old_source <> ''
    UNION
    SELECT project_id, old_source FROM dialogues_dialogue WHERE old_source <> ''
) AS named;
UPDATE dialogues_topic t SET source_id = s.id
    FROM dialogues_source s WHERE s.project_id = t.project_id AND s.name = t.old_source;
UPDATE dialogues_dialogue d SET source_id = s.id
    FROM dialogues_source s WHERE s.project_id = d.project_id AND s.name = d.old_source;
ALTER TABLE dialogues_finding DISABLE TRIGGER check_dismissal;
UPDATE dialogues_finding SET severity = 'warning' WHERE severity = 'notice';
ALTER TABLE dialogues_finding ENABLE TRIGGER check_dismissal;
"""

GATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_importevent
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0002_gate'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('dialogue', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='fingerprint', serialize=False, to='dialogues.dialogue')),
                ('content', models.BinaryField(max_length=16)),
                ('signature', models.BinaryField()),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('status', models.CharField(choices=[('uploaded', 'Waiting for a look at it'), ('queued', 'Waiting to start'), ('running', 'Being taken in'), ('done', 'Done'), ('failed', 'Stopped by an error'), ('cancelled', 'Cancelled')], default='uploaded', max_length=20)),
                ('kind', models.CharField(choices=[('topics', 'Topics'), ('dialogues', 'Dialogues')], max_length=20)),
                ('format', models.CharField(blank=True, max_length=40)),
                ('file', models.FileField(max_length=300, upload_to='imports/')),
                ('file_name', models.CharField(max_length=300)),
                ('size', models.PositiveBigIntegerField()),
                ('arrive_as', models.CharField(default='drafted', max_length=20)),
                ('options', models.JSONField(default=dict, help_text='The speakers and columns as they were mapped for this file.')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
                ('heartbeat_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='ImportEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('verb', models.CharField(max_length=40)),
                ('from_status', models.CharField(blank=True, max_length=20)),
                ('to_status', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'ordering': ('id',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('theme', models.CharField(blank=True, max_length=80, verbose_name='theme')),
                ('emotion', models.CharField(blank=True, max_length=40, verbose_name='emotion')),
                ('age_band', models.CharField(blank=True, max_length=20, verbose_name='age')),
                ('wanted', models.PositiveIntegerField(verbose_name='dialogues wanted')),
            ],
            options={
                'ordering': ('theme', 'emotion', 'age_band'),
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('line', models.PositiveBigIntegerField()),
                ('code', models.SlugField(max_length=60)),
                ('reason', models.TextField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='source')),
                ('licence', models.CharField(blank=True, help_text="Its SPDX name, such as CC-BY-4.0, or the agreement's title.", max_length=200, verbose_name='licence')),
                ('may_train', models.BooleanField(default=False, verbose_name='models may be trained on it')),
                ('may_redistribute', models.BooleanField(default=False, verbose_name='it may be passed on')),
                ('may_use_commercially', models.BooleanField(default=False, verbose_name='it may be used commercially')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='dialogue',
            name='dialogue_source',
        ),
        migrations.RemoveConstraint(
            model_name='finding',
            name='finding_severity',
        ),
        migrations.RemoveConstraint(
            model_name='prompt',
            name='prompt_kind',
        ),
        migrations.RenameField('dialogue', 'source_id', 'identity'),
        migrations.RenameField('dialogue', 'source', 'old_source'),
        migrations.RenameField('topic', 'source', 'old_source'),
        migrations.AddField(
            model_name='dialogue',
            name='age_band',
            field=models.CharField(blank=True, max_length=20, verbose_name='age'),
        ),
        migrations.AlterField(
            model_name='dialogue',
            name='identity',
            field=models.CharField(blank=True, help_text="The source's own id, or a hash of the text where it has none.", max_length=200),
        ),
        migrations.AddField(
            model_name='dialogue',
            name='meta',
            field=models.JSONField(blank=True, default=dict, help_text='What else the source said of it.'),
        ),
        migrations.AddField(
            model_name='finding',
            name='data',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='prompt',
            name='user_text',
            field=models.TextField(blank=True, help_text='Turn by turn the model plays both; here it plays this one.', verbose_name='text for the person helped'),
        ),
        migrations.AddField(
            model_name='topic',
            name='age_band',
            field=models.CharField(blank=True, max_length=20, verbose_name='age'),
        ),
        migrations.AddField(
            model_name='topic',
            name='meta',
            field=models.JSONField(blank=True, default=dict, help_text='What else the source said of it: keywords, answers and so on.'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='severity',
            field=models.CharField(choices=[('warning', 'Worth a look'), ('error', 'Must be mended'), ('disclosure', 'Possible disclosure of harm')], max_length=20),
        ),
        migrations.AlterField(
            model_name='prompt',
            name='kind',
            field=models.CharField(choices=[('topic-dialogue', 'Topic to dialogue'), ('self-chat', 'Persona and situation to self-chat'), ('self-chat-turns', 'Self-chat, turn by turn'), ('answer-dialogue', 'Question and answer to dialogue'), ('personas', 'New personas from seeds'), ('rewrite-turn', 'Rewrite one turn')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='prompt',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['topic-dialogue', 'self-chat', 'self-chat-turns', 'answer-dialogue', 'personas', 'rewrite-turn'])), name='prompt_kind'),
        ),
        migrations.AddField(
            model_name='fingerprint',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='fingerprint',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.revision'),
        ),
        migrations.AddField(
            model_name='import',
            name='ordered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='importevent',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importevent',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='dialogues.import'),
        ),
        migrations.AddField(
            model_name='quota',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotas', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='rejectedrow',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rejected', to='dialogues.import'),
        ),
        migrations.AddField(
            model_name='source',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='import',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='dialogues.source'),
        ),
        migrations.AddField(
            model_name='dialogue',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dialogues', to='dialogues.source'),
        ),
        migrations.AddField(
            model_name='topic',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='dialogues.source'),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RemoveField('dialogue', 'old_source'),
        migrations.RemoveField('topic', 'old_source'),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('severity__in', ['warning', 'error', 'disclosure'])), name='finding_severity'),
        ),
        migrations.AddConstraint(
            model_name='dialogue',
            constraint=models.UniqueConstraint(models.F('source'), models.F('identity'), condition=models.Q(('identity', ''), _negated=True), name='dialogue_identity'),
        ),
        migrations.AddIndex(
            model_name='fingerprint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['bands'], name='fingerprint_bands'),
        ),
        migrations.AddConstraint(
            model_name='quota',
            constraint=models.UniqueConstraint(models.F('project'), models.F('theme'), models.F('emotion'), models.F('age_band'), name='one_quota_each'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(models.F('project'), models.F('name'), name='source_name'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'queued', 'running', 'done', 'failed', 'cancelled'])), name='import_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('arrive_as__in', ['drafted', 'submitted', 'approved'])), name='import_arrives_as'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['topics', 'dialogues'])), name='import_kind'),
        ),
        migrations.RunSQL(GATE, "DROP TRIGGER append_only ON dialogues_importevent"),
    ]
