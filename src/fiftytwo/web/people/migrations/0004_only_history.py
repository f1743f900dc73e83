import django.db.models.deletion
from django.db import migrations, models

GONE = ("team", "pool", "contract_minutes", "max_days", "shift_minutes", "availability")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_first_rows")]
    operations = [
        *(migrations.RemoveField("person", name) for name in GONE),
        migrations.RemoveField("team", "lead"),
        migrations.AlterField(
            "absence",
            "kind",
            models.ForeignKey(db_column="kind", on_delete=django.db.models.deletion.PROTECT, to="people.absencekind"),
        ),
    ]
