
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AreaChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=32, unique=True)),
                ('enabled', models.BooleanField()),
                ('purpose_text', models.TextField(blank=True)),
                ('data_catalogue', models.TextField(blank=True)),
                ('requires_agreement', models.BooleanField()),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('agreed_with', models.CharField(blank=True, max_length=200)),
                ('keep_months', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('enabled', False), ('requires_agreement', False), ('agreed_on__isnull', False), _connector='OR'), name='area_runs_only_if_agreed'), models.CheckConstraint(condition=models.Q(('keep_months', None), ('keep_months__range', (1, 120)), _connector='OR'), name='area_is_kept_some_months')],
            },
        ),
    ]
