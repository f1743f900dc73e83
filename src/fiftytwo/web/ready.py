"""Make Django ready; a command imports this before anything that touches the ledger.

The workspace is the one that `FIFTYTWO_WORKSPACE` names, which the program sets from `--workspace`
before it imports a command.
"""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiftytwo.web.settings")
if not apps.ready:
    django.setup()
