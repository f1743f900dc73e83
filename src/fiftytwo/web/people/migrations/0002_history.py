import datetime

import django.db.models.deletion
from django.db import migrations, models

SINCE_EVER = datetime.date(1900, 1, 1)
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AlterModelOptions("site", {"ordering": ["name"]}),
        migrations.AlterModelOptions("team", {"ordering": ["name"]}),
        migrations.AddField("person", "email", models.EmailField(blank=True, default="", max_length=254), preserve_default=False),
        migrations.AlterField("person", "email", models.EmailField(blank=True, max_length=254)),
        migrations.AddField("site", "country", models.CharField(blank=True, max_length=2)),
        migrations.AddField("site", "subdivision", models.CharField(blank=True, max_length=8)),
        migrations.AddField("team", "closed", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(("joined", None), ("left", None), ("left__gte", models.F("joined")), _connector="OR"),
                name="person_leaves_after_joining",
            ),
        ),
        migrations.CreateModel(
            name="AbsenceKind",
            fields=[
                ("code", models.SlugField(max_length=16, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("is_paid", models.BooleanField(default=True)),
                ("is_planned", models.BooleanField(default=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ID,
                ("first", models.DateField(default=SINCE_EVER)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="people.person")),
                ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="people.team")),
            ],
            options={"ordering": ["first"], "constraints": [models.UniqueConstraint(fields=("person", "first"), name="one_team_a_day")]},
        ),
        migrations.CreateModel(
            name="Leadership",
            fields=[
                ID,
                ("first", models.DateField(default=SINCE_EVER)),
                ("lead", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="leaderships", to="people.person")),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="leaderships", to="people.team")),
            ],
            options={"ordering": ["first"], "constraints": [models.UniqueConstraint(fields=("team", "first"), name="one_lead_a_day")]},
        ),
        migrations.RemoveConstraint("person", "contract_fits_a_week"),
        migrations.RemoveConstraint("person", "days_fit_a_week"),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ID,
                ("first", models.DateField(default=SINCE_EVER)),
                ("pool", models.CharField(blank=True, max_length=120)),
                ("contract_minutes", models.PositiveIntegerField(default=0)),
                ("max_days", models.PositiveSmallIntegerField(default=5)),
                ("shift_minutes", models.JSONField(blank=True, default=list)),
                ("availability", models.JSONField(blank=True, default=dict)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contracts", to="people.person")),
            ],
            options={
                "ordering": ["first"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "first"), name="one_contract_a_day"),
                    models.CheckConstraint(condition=models.Q(("contract_minutes__lte", 10080)), name="contract_fits_a_week"),
                    models.CheckConstraint(condition=models.Q(("max_days__lte", 7)), name="days_fit_a_week"),
                ],
            },
        ),
    ]
