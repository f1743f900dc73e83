from django.db import migrations

CONTRACT = ("pool", "contract_minutes", "max_days", "shift_minutes", "availability")
KINDS = {"leave": ("Leave", True, True), "sick": ("Sick", True, False), "other": ("Other", False, True)}


def keep(apps, _editor):
    """What holds today becomes the first row of each history."""
    get = lambda name: apps.get_model("people", name)  # noqa: E731
    get("AbsenceKind").objects.bulk_create(
        get("AbsenceKind")(code=code, name=name, is_paid=paid, is_planned=planned)
        for code, (name, paid, planned) in KINDS.items()
    )
    people = list(get("Person").objects.all())
    get("Membership").objects.bulk_create(
        get("Membership")(person_id=p.pk, team_id=p.team_id) for p in people if p.team_id
    )
    get("Contract").objects.bulk_create(
        get("Contract")(person_id=p.pk, **{name: getattr(p, name) for name in CONTRACT})
        for p in people
        if p.pool or p.contract_minutes
    )
    get("Leadership").objects.bulk_create(
        get("Leadership")(team_id=t.pk, lead_id=t.lead_id)
        for t in get("Team").objects.exclude(lead=None)
    )


def back(apps, _editor):
    """The newest row becomes what holds; older versions know no history."""
    get = lambda name: apps.get_model("people", name)  # noqa: E731
    for row in get("Membership").objects.order_by("first"):
        get("Person").objects.filter(pk=row.person_id).update(team_id=row.team_id)
    for row in get("Contract").objects.order_by("first"):
        values = {name: getattr(row, name) for name in CONTRACT}
        get("Person").objects.filter(pk=row.person_id).update(**values)
    for row in get("Leadership").objects.order_by("first"):
        get("Team").objects.filter(pk=row.team_id).update(lead_id=row.lead_id)
    for name in ("Membership", "Contract", "Leadership", "AbsenceKind"):
        get(name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0002_history")]
    operations = [migrations.RunPython(keep, back)]
