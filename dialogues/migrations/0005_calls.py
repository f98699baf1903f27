"""Every call to an endpoint a row of its own, and batches that several drafters share."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from decimal import Decimal
from django.db import migrations, models

# What a draft knew of its one call becomes that call; one that was on its way is lost.
CARRY_OVER = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO dialogues_batchdrafter (batch_id, drafter_id, share)
    SELECT id, drafter_id, 1 FROM dialogues_draftbatch;
UPDATE dialogues_draftbatch b SET currency = d.currency
    FROM dialogues_drafter d WHERE d.id = b.drafter_id;
UPDATE dialogues_draft r SET drafter_id = b.drafter_id, slot = gen_random_uuid()
    FROM dialogues_draftbatch b WHERE b.id = r.batch_id;
INSERT INTO dialogues_call
    (id, project_id, prompt_id, drafter_id, batch_id, draft_id, step, attempt, outcome,
     model, parameters, reserved_cost, reserved_tokens, currency, started_at, ended_at,
     reply, finish_reason, prompt_tokens, completion_tokens, cost, seconds,
     answered_by, request_id, sample, error)
SELECT gen_random_uuid(), r.project_id, b.prompt_id, b.drafter_id, b.id, r.id, 1, r.attempts,
    CASE r.status WHEN 'failed' THEN 'failed' WHEN 'calling' THEN 'lost'
        WHEN 'queued' THEN 'lost' WHEN 'cancelled' THEN 'lost' ELSE 'answered' END,
    r.model, r.parameters, coalesce(r.cost, 0), 0, r.currency, r.updated_at, r.updated_at,
    r.reply, r.finish_reason, r.prompt_tokens, r.completion_tokens, r.cost, r.seconds,
    CASE WHEN r.finish_reason <> '' THEN r.model ELSE '' END, '', r.sample, r.error
FROM dialogues_draft r JOIN dialogues_draftbatch b ON b.id = r.batch_id
WHERE r.attempts > 0;
UPDATE dialogues_draft r SET answer_id = c.id
    FROM dialogues_call c WHERE c.draft_id = r.id AND c.outcome = 'answered';
"""

# A reply that comes after its worker was given up may still end a lost call.
GATE = """
CREATE FUNCTION queqiao_check_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a call that has ended is never changed: no %', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ended_call';
END $$;
CREATE TRIGGER ended_call BEFORE UPDATE ON dialogues_call
    FOR EACH ROW WHEN (OLD.outcome IN ('answered', 'failed'))
    EXECUTE FUNCTION queqiao_check_call();
CREATE TRIGGER no_call_deleted BEFORE DELETE ON dialogues_call
    FOR EACH ROW EXECUTE FUNCTION queqiao_check_call();
"""
UNDO = """
DROP TRIGGER no_call_deleted ON dialogues_call;
DROP TRIGGER ended_call ON dialogues_call;
DROP FUNCTION queqiao_check_call();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0004_source_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='BatchDrafter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.PositiveSmallIntegerField(default=1, verbose_name='share')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveSmallIntegerField(default=1, help_text='Turn by turn each reply is a step; else there is one.')),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('outcome', models.CharField(choices=[('calling', 'On its way'), ('answered', 'Answered'), ('failed', 'No reply'), ('lost', 'Lost with its worker')], default='calling', max_length=20)),
                ('model', models.CharField(max_length=200, verbose_name='model')),
                ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                ('messages', models.JSONField(blank=True, null=True)),
                ('reserved_cost', models.DecimalField(decimal_places=8, max_digits=14)),
                ('reserved_tokens', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reply', models.TextField(blank=True)),
                ('finish_reason', models.CharField(blank=True, max_length=40)),
                ('prompt_tokens', models.PositiveIntegerField(blank=True, null=True)),
                ('completion_tokens', models.PositiveIntegerField(blank=True, null=True)),
                ('cost', models.DecimalField(blank=True, decimal_places=8, help_text='Empty where nobody knows: then what was set aside for it counts.', max_digits=14, null=True)),
                ('seconds', models.FloatField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, help_text='The model that the endpoint says has answered.', max_length=200)),
                ('request_id', models.CharField(blank=True, max_length=200)),
                ('sample', models.BooleanField(default=False, help_text='Answered by the sample endpoint, not by a model.')),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('started_at', 'step', 'attempt'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='draft',
            name='draft_status',
        ),
        migrations.RemoveConstraint(
            model_name='draftbatch',
            name='batch_status',
        ),
        migrations.AddField(
            model_name='draft',
            name='age_band',
            field=models.CharField(blank=True, max_length=20, verbose_name='age'),
        ),
        migrations.AddField(
            model_name='draft',
            name='candidate',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='draft',
            name='drafter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='dialogues.drafter'),
        ),
        migrations.AddField(
            model_name='draft',
            name='slot',
            field=models.UUIDField(default=uuid.uuid4, editable=False, help_text='Shared by the drafts of one topic that are to be chosen from.'),
        ),
        migrations.AddField(
            model_name='draft',
            name='turns',
            field=models.JSONField(blank=True, help_text='What was read from the reply, with the ids that revisions keep.', null=True),
        ),
        migrations.AddField(
            model_name='draft',
            name='user_prompt_text',
            field=models.TextField(blank=True, help_text='Turn by turn: what the model is told as the person helped.'),
        ),
        migrations.AddField(
            model_name='draftbatch',
            name='candidates',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='drafts a topic'),
        ),
        migrations.AddField(
            model_name='draftbatch',
            name='currency',
            field=models.CharField(default='USD', max_length=3, verbose_name='currency'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='draftbatch',
            name='token_budget',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='budget in tokens'),
        ),
        migrations.AddField(
            model_name='draftbatch',
            name='trial',
            field=models.BooleanField(default=False, help_text='Its drafts are only looked at; none becomes a dialogue.', verbose_name='test run'),
        ),
        migrations.AddField(
            model_name='draftbatch',
            name='worker',
            field=models.UUIDField(blank=True, editable=False, help_text='The run that has the batch in hand.', null=True),
        ),
        migrations.AddField(
            model_name='drafter',
            name='endpoint',
            field=models.CharField(blank=True, help_text="An address such as https://host/v1; empty for the site's own.", max_length=300, verbose_name='endpoint'),
        ),
        migrations.AddField(
            model_name='drafter',
            name='key_name',
            field=models.CharField(blank=True, help_text='The environment variable, or the entry in the secrets file, that holds the key: QUEQIAO_KEY_… or OPENAI_…. Never the key itself.', max_length=80, verbose_name='name of the key'),
        ),
        migrations.AddField(
            model_name='drafter',
            name='longest_reply',
            field=models.PositiveIntegerField(default=2000, validators=[django.core.validators.MinValueValidator(1)], verbose_name='longest reply, in tokens'),
        ),
        migrations.AddField(
            model_name='drafter',
            name='requests_per_minute',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='calls a minute'),
        ),
        migrations.AddField(
            model_name='drafter',
            name='resting_until',
            field=models.DateTimeField(blank=True, editable=False, help_text='The endpoint asked for no call before this time.', null=True),
        ),
        migrations.AddField(
            model_name='drafter',
            name='retired_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='drafter',
            name='tokens_per_minute',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='tokens a minute'),
        ),
        migrations.AlterField(
            model_name='draft',
            name='emotion',
            field=models.CharField(blank=True, max_length=40, verbose_name='emotion'),
        ),
        migrations.AlterField(
            model_name='draft',
            name='status',
            field=models.CharField(choices=[('queued', 'Waiting'), ('calling', 'Being written'), ('candidate', 'One of several to choose from'), ('drafted', 'Became a dialogue'), ('unchosen', 'Another was chosen'), ('gathered', 'Became topics'), ('tried', 'Test run'), ('unusable', 'Kept, not usable as it is'), ('failed', 'No reply'), ('cancelled', 'Cancelled')], default='queued', max_length=20),
        ),
        migrations.AlterField(
            model_name='draftbatch',
            name='status',
            field=models.CharField(choices=[('queued', 'Waiting to start'), ('running', 'Drafting'), ('paused', 'Paused'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='queued', max_length=20),
        ),
        migrations.AlterField(
            model_name='drafter',
            name='completion_price',
            field=models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='price of a million completion tokens'),
        ),
        migrations.AlterField(
            model_name='drafter',
            name='concurrency',
            field=models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1)], verbose_name='calls at once'),
        ),
        migrations.AlterField(
            model_name='drafter',
            name='prompt_price',
            field=models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='price of a million prompt tokens'),
        ),
        migrations.AddField(
            model_name='batchdrafter',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='dialogues.draftbatch'),
        ),
        migrations.AddField(
            model_name='batchdrafter',
            name='drafter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.drafter'),
        ),
        migrations.AddField(
            model_name='call',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dialogues.draftbatch'),
        ),
        migrations.AddField(
            model_name='call',
            name='draft',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dialogues.draft'),
        ),
        migrations.AddField(
            model_name='call',
            name='drafter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dialogues.drafter'),
        ),
        migrations.AddField(
            model_name='call',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='call',
            name='prompt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dialogues.prompt'),
        ),
        migrations.AddField(
            model_name='draft',
            name='answer',
            field=models.OneToOneField(blank=True, help_text='The call whose reply was read, the last one turn by turn.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='dialogues.call'),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='draft',
            name='drafter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='dialogues.drafter'),
        ),
        migrations.RemoveField(
            model_name='draft',
            name='attempts',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='completion_tokens',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='cost',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='currency',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='error',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='finish_reason',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='model',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='parameters',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='prompt_tokens',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='reply',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='sample',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='seconds',
        ),
        migrations.RemoveField(
            model_name='draftbatch',
            name='drafter',
        ),
        migrations.AddConstraint(
            model_name='draftbatch',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'paused', 'done', 'cancelled'])), name='batch_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='draftbatch',
            constraint=models.CheckConstraint(condition=models.Q(('candidates__range', (1, 4))), name='batch_candidates'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'calling', 'candidate', 'drafted', 'unchosen', 'gathered', 'tried', 'unusable', 'failed', 'cancelled'])), name='draft_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(models.F('slot'), models.F('candidate'), name='draft_candidate'),
        ),
        migrations.AddConstraint(
            model_name='batchdrafter',
            constraint=models.UniqueConstraint(models.F('batch'), models.F('drafter'), name='one_share_each'),
        ),
        migrations.AddConstraint(
            model_name='batchdrafter',
            constraint=models.CheckConstraint(condition=models.Q(('share__gte', 1)), name='share_of_batch'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['batch', 'outcome'], name='call_of_batch'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['drafter', 'started_at'], name='call_of_drafter'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['calling', 'answered', 'failed', 'lost'])), name='call_outcome'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('batch', None), ('draft', None)), models.Q(('batch__isnull', False), ('draft__isnull', False)), _connector='OR'), name='call_of_draft_in_batch'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(models.F('draft'), models.F('step'), models.F('attempt'), name='call_attempt'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(models.F('draft'), condition=models.Q(('outcome', 'calling')), name='one_call_at_a_time'),
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
