"""Why a record or a file was not taken in, kept as a phrase for readers of any language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0021_notices_of_sessions")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="failure",
            field=models.JSONField(
                default=dict,
                help_text="What stopped it, as a phrase for readers of any language.",
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="error",
            field=models.TextField(
                blank=True,
                help_text="What stopped it, as it was written before phrases were kept.",
            ),
        ),
        migrations.AddField(
            model_name="rejectedrow",
            name="said",
            field=models.JSONField(
                default=dict,
                help_text="Why, as a phrase for readers of any language.",
            ),
        ),
        migrations.AlterField(
            model_name="rejectedrow",
            name="reason",
            field=models.TextField(
                blank=True,
                help_text="Why, as it was written before phrases were kept.",
            ),
        ),
    ]
