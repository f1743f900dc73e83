"""How often an erasure touched a plan: what is made of it may be kept until then."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='changes',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
