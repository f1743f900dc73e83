import django.db.models.deletion
from django.db import migrations, models

ROLES = [
    ("rep", "rep"),
    ("mentor", "mentor"),
    ("coach", "coach"),
    ("lead", "lead"),
    ("head", "head"),
    ("planner", "planner"),
    ("hr", "HR"),
    ("panelist", "panelist"),
    ("exec", "executive"),
    ("worker_rep", "worker representative"),
    ("admin", "administrator"),
]
LIMITABLE = ["coach", "hr", "lead", "mentor", "panelist", "worker_rep"]
ONE = ("head", "planner", "lead", "rep")  # which role stays where an older version knows only one


def one_to_many(apps, _editor):
    user, grant = apps.get_model("accounts", "User"), apps.get_model("accounts", "RoleGrant")
    grant.objects.bulk_create(
        grant(user_id=pk, role=role) for pk, role in user.objects.values_list("pk", "role")
    )


def many_to_one(apps, _editor):
    user, grant = apps.get_model("accounts", "User"), apps.get_model("accounts", "RoleGrant")
    for row in user.objects.all():
        held = set(grant.objects.filter(user_id=row.pk).values_list("role", flat=True))
        row.role = next((role for role in ONE if role in held), "rep")
        row.save(update_fields=["role"])


class Migration(migrations.Migration):
    # PostgreSQL does not alter a table in the transaction that has changed its rows.
    atomic = False
    dependencies = [("accounts", "0001_initial"), ("people", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=ROLES, max_length=16, verbose_name="role")),
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                ("site", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="people.site")),
                ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="people.team")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="accounts.user")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("role__in", [name for name, _ in ROLES])), name="role_is_known"),
                    models.CheckConstraint(condition=models.Q(models.Q(("site", None), ("team", None)), ("role__in", LIMITABLE), _connector="OR"), name="role_can_be_limited"),
                    models.CheckConstraint(condition=models.Q(("site", None), ("team", None), _connector="OR"), name="role_has_one_limit"),
                    models.CheckConstraint(condition=models.Q(("first", None), ("last", None), ("last__gte", models.F("first")), _connector="OR"), name="role_ends_after_start"),
                ],
            },
        ),
        migrations.RemoveConstraint("user", "user_role_is_known"),
        migrations.AlterField("user", "role", models.CharField(default="rep", max_length=16)),
        migrations.RunPython(one_to_many, many_to_one),
        migrations.RemoveField("user", "role"),
    ]
