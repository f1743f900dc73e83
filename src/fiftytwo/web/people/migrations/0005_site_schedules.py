from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_only_history")]
    operations = [
        migrations.AddField("site", "schedules", models.JSONField(blank=True, default=list)),
    ]
