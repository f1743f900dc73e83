"""Triggers below the application, and the beginning of the chain."""

from django.db import migrations

from fiftytwo.web.audit import guard


def put_up(_apps, schema_editor):
    for statement in guard.statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def take_down(_apps, schema_editor):
    for statement in guard.drop_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
