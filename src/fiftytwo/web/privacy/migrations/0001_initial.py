
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-set_at'],
            },
        ),
    ]
