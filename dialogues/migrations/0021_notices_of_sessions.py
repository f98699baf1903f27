"""Experts hear of dialogues that are handed to them, and of norming sessions."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NOTICES = [
    ("returned", "Sent back with a note"),
    ("approved", "Approved"),
    ("fixed", "Reworded by an expert"),
    ("rejected", "Not used"),
    ("reopened", "Opened again"),
    ("comment", "New comment"),
    ("mention", "You are mentioned"),
    ("resolved", "Thread settled or opened again"),
    ("proposal", "Your topic was answered"),
    ("support", "Somebody asks for you, or answers you"),
    ("peer", "Another volunteer asks you to look again"),
    ("to_sign", "A version waits for you to read it"),
    ("signed", "A version of yours was read"),
    ("handed", "A dialogue was handed to you to read"),
    ("norming", "A norming session waits for your votes"),
    ("revealed", "The votes of a norming session are in view"),
]
THINGS = ("dialogue", "proposal", "call", "sign_off", "project")
ONE_THING = Q()
for thing in THINGS:
    ONE_THING |= Q(**{f"{one}__isnull": one != thing for one in THINGS})


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0021_about_a_real_person")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_kind"),
        migrations.RemoveConstraint(model_name="notice", name="notice_of_one_thing"),
        migrations.AddField(
            model_name="notice",
            name="project",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogues.project",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=NOTICES, max_length=20),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="kind",
            field=models.CharField(choices=NOTICES, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _label in NOTICES]),
                name="notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=ONE_THING,
                name="notice_of_one_thing",
            ),
        ),
    ]
