"""How pressing a text is follows from why it is: only the reasons are kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviewers", "0010_by_bulk")]

    operations = [migrations.RemoveField(model_name="risk", name="weight")]
