"""Threads of comments that can be settled, and notices with how they are mailed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("returned", "Sent back with a note"),
    ("approved", "Approved"),
    ("fixed", "Reworded by an expert"),
    ("rejected", "Not used"),
    ("reopened", "Opened again"),
    ("comment", "New comment"),
    ("mention", "You are mentioned"),
    ("resolved", "Thread settled or opened again"),
]

# An answer stands in the dialogue of the comment that it answers.
GATE = """
ALTER TABLE dialogues_comment ADD CONSTRAINT comment_of_dialogue UNIQUE (id, dialogue_id);
ALTER TABLE dialogues_comment ADD CONSTRAINT answer_in_own_dialogue
    FOREIGN KEY (parent_id, dialogue_id) REFERENCES dialogues_comment (id, dialogue_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dialogues_resolution
    FOR EACH ROW EXECUTE FUNCTION queqiao_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON dialogues_resolution;
ALTER TABLE dialogues_comment DROP CONSTRAINT answer_in_own_dialogue;
ALTER TABLE dialogues_comment DROP CONSTRAINT comment_of_dialogue;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0008_membership_changes")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("zh-hans", "Chinese"), ("en", "English")],
                help_text="The one last chosen on the site; empty means the site's own.",
                max_length=10,
                verbose_name="language of letters",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="mentions",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=150), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="dialogues.comment",
            ),
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resolved", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("comment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="dialogues.comment")),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("sent_at", models.DateTimeField(blank=True, editable=False, help_text="When a letter told of it.", null=True)),
                ("comment", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="dialogues.comment")),
                ("dialogue", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="dialogues.dialogue")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("-at", "id"),
                "indexes": [
                    models.Index(fields=["user", "-at", "id"], name="notice_latest"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user", "dialogue"], name="notice_unread"),
                    models.Index(condition=models.Q(("read_at", None), ("sent_at", None)), fields=["at"], name="notice_unsent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [kind for kind, _label in KINDS])),
                        name="notice_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("mail", models.CharField(choices=[("now", "At once"), ("daily", "Once a day"), ("never", "Never")], max_length=10)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notice_choices", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("user"), models.F("kind"), name="one_notice_choice"),
                    models.CheckConstraint(condition=models.Q(("mail__in", ["now", "daily", "never"])), name="notice_choice_mail"),
                ],
            },
        ),
        migrations.RunSQL(GATE, UNDO),
    ]
