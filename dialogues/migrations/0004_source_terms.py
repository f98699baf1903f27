"""What was said of a source's terms, kept; files can be tried out first."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_sourceterms
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0003_intake'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('may_train', models.BooleanField()),
                ('may_redistribute', models.BooleanField()),
                ('may_use_commercially', models.BooleanField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='import',
            name='import_status',
        ),
        migrations.AddField(
            model_name='import',
            name='trial',
            field=models.JSONField(default=dict, help_text='The report of the last dry run, as the file was mapped then.'),
        ),
        migrations.AlterField(
            model_name='import',
            name='options',
            field=models.JSONField(default=dict, help_text='The source, its terms, the speakers and columns as mapped.'),
        ),
        migrations.AlterField(
            model_name='import',
            name='status',
            field=models.CharField(choices=[('uploaded', 'Waiting for a look at it'), ('trying', 'Being tried out'), ('queued', 'Waiting to start'), ('running', 'Being taken in'), ('done', 'Done'), ('failed', 'Stopped by an error'), ('cancelled', 'Cancelled')], default='uploaded', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'trying', 'queued', 'running', 'done', 'failed', 'cancelled'])), name='import_status', violation_error_message='There is no such status.'),
        ),
        migrations.AddField(
            model_name='sourceterms',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sourceterms',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='dialogues.source'),
        ),
        migrations.RunSQL(GATE, "DROP TRIGGER append_only ON dialogues_sourceterms"),
    ]
