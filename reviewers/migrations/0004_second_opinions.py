"""Second opinions, how many are taken, and the figures of agreement."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0003_intake'),
        ('reviewers', '0003_cases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('figures', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='SecondOpinions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(100)], verbose_name='dialogues that two experts read, in percent')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_status',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='decided_reviews_have_a_decision',
        ),
        migrations.AddField(
            model_name='review',
            name='reading',
            field=models.PositiveSmallIntegerField(default=1, editable=False, help_text='1 is the first, 2 a second opinion, 3 chooses between the two.'),
        ),
        migrations.AddField(
            model_name='review',
            name='risk',
            field=models.PositiveSmallIntegerField(editable=False, help_text='How heavy a first reading weighed when second ones were drawn.', null=True),
        ),
        migrations.AlterField(
            model_name='review',
            name='status',
            field=models.CharField(choices=[('claimed', 'Being reviewed'), ('in_review', 'In review'), ('decided', 'Decided'), ('given_back', 'Given back'), ('lapsed', 'Freed when its time ran out'), ('set_aside', 'Overtaken by a change')], default='claimed', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['claimed', 'in_review', 'decided', 'given_back', 'lapsed', 'set_aside'])), name='review_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_review', 'decided', 'set_aside']), models.Q(('decision', ''), _negated=True)), models.Q(models.Q(('status__in', ['in_review', 'decided', 'set_aside']), _negated=True), ('decision', '')), _connector='OR'), name='decided_reviews_have_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('reading__gte', 1), ('reading__lte', 3)), name='three_readings_at_most'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(models.F('revision'), models.F('reading'), condition=models.Q(('status', 'in_review')), name='one_reading_of_each_number'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(models.F('revision'), models.F('expert'), condition=models.Q(('status', 'in_review')), name='nobody_reads_twice'),
        ),
        migrations.AddField(
            model_name='agreementreport',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_reports', to='dialogues.project'),
        ),
        migrations.AddField(
            model_name='secondopinions',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondopinions',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_opinions', to='dialogues.project'),
        ),
        migrations.AddConstraint(
            model_name='secondopinions',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='second_opinions_in_percent'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE"
            " ON reviewers_secondopinions"
            " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
            "DROP TRIGGER append_only ON reviewers_secondopinions;",
        ),
    ]
