"""Norming sessions with their votes, and what judge models answered."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY_TABLES = [
    "reviewers_judgeanswer",
    "reviewers_normingevent",
    "reviewers_normingplace",
    "reviewers_normingseat",
    "reviewers_normingvote",
    "reviewers_normingword",
]


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0012_label_schemes'),
        ('reviewers', '0006_queue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Norming',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('status', models.CharField(choices=[('open', 'First vote'), ('revealed', 'In view'), ('second_vote', 'Second vote'), ('closed', 'Closed'), ('cancelled', 'Called off')], default='open', max_length=20)),
                ('named', models.BooleanField(default=False, help_text='Everyone who is invited reads this before they vote.', verbose_name='Show who said what')),
                ('figures', models.JSONField(default=dict, editable=False)),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.checklist')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='normings', to='dialogues.project')),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='NormingEvent',
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
                ('norming', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reviewers.norming')),
            ],
            options={
                'ordering': ('id',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NormingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.dialogue')),
                ('norming', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='reviewers.norming')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.revision')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='NormingSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='norming_seats', to=settings.AUTH_USER_MODEL)),
                ('norming', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='reviewers.norming')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='NormingVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('decision', models.CharField(choices=[('approve', 'Approve'), ('fix', 'Fix and let another expert decide'), ('return', 'Send back with a note'), ('reject', 'Do not use'), ('escalate', 'Report for safeguarding')], max_length=20)),
                ('answers', models.JSONField()),
                ('sentence', models.TextField(max_length=500)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='norming_votes', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='reviewers.normingplace')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='NormingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='reviewers.normingplace')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='JudgeAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.UUIDField(blank=True, null=True)),
                ('value', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('na', 'Not applicable')], max_length=3)),
                ('note', models.TextField(blank=True)),
                ('model', models.CharField(max_length=120, verbose_name='model')),
                ('prompt_version', models.CharField(max_length=60, verbose_name='version of the prompt')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.checklistitem')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judge_answers', to='dialogues.project')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judge_answers', to='dialogues.revision')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(models.F('revision'), models.F('item'), models.F('turn'), models.F('model'), models.F('prompt_version'), name='one_judge_answer_each', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('value__in', ['yes', 'no', 'na'])), name='judge_answer_value')],
            },
        ),
        migrations.AddConstraint(
            model_name='norming',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'revealed', 'second_vote', 'closed', 'cancelled'])), name='norming_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='norming',
            constraint=models.UniqueConstraint(models.F('project'), condition=models.Q(('status__in', ['open', 'revealed', 'second_vote'])), name='one_norming_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='normingplace',
            constraint=models.UniqueConstraint(models.F('norming'), models.F('dialogue'), name='once_in_a_norming'),
        ),
        migrations.AddConstraint(
            model_name='normingplace',
            constraint=models.UniqueConstraint(models.F('norming'), models.F('position'), name='one_norming_place_each'),
        ),
        migrations.AddConstraint(
            model_name='normingseat',
            constraint=models.UniqueConstraint(models.F('norming'), models.F('expert'), name='one_seat_each'),
        ),
        migrations.AddConstraint(
            model_name='normingvote',
            constraint=models.UniqueConstraint(models.F('place'), models.F('by'), models.F('round'), name='one_norming_vote_each'),
        ),
        migrations.AddConstraint(
            model_name='normingvote',
            constraint=models.CheckConstraint(condition=models.Q(('round__in', [1, 2])), name='two_norming_rounds'),
        ),
        migrations.AddConstraint(
            model_name='normingvote',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['approve', 'fix', 'return', 'reject', 'escalate'])), name='norming_vote_decision'),
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
                f"DROP TRIGGER append_only ON {table};",
            )
            for table in APPEND_ONLY_TABLES
        ],
    ]
