"""The order of the queue, sittings, and dialogues handed from one expert to another."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0011_search'),
        ('reviewers', '0005_decided_by_another'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='risk', serialize=False, to='dialogues.revision')),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('weight', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('until', models.DateTimeField()),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='handover', to='reviewers.review')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='dialogues.revision')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(180)], verbose_name='minutes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='dialogues.project')),
            ],
            options={
                'ordering': ('created_at',),
            },
        ),
        migrations.CreateModel(
            name='SittingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('seconds', models.PositiveIntegerField()),
                ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='dialogues.dialogue')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='reviewers.sitting')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(models.F('project'), models.F('expert'), condition=models.Q(('ended_at', None)), name='one_sitting_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='sittingplace',
            constraint=models.UniqueConstraint(models.F('sitting'), models.F('dialogue'), name='once_in_a_sitting'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reviewers_handover"
            " FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();",
            "DROP TRIGGER append_only ON reviewers_handover;",
        ),
    ]
