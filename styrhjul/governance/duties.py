"""What a person is to do by the tasks, in person or in a position held (W-4)."""

import datetime
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from styrhjul.governance.models import Task
from styrhjul.governance.registry import Duty
from styrhjul.organisation.models import Person


def of_tasks(person: Person, _on: datetime.date) -> Iterator[Duty]:
    """Yield a duty for each open task of the person; one query."""
    for task in Task.objects.of(person).waiting():
        model = ContentType.objects.get_for_id(task.content_type_id).model_class()
        assert model is not None  # every task points at a registered model
        yield Duty(
            task.get_kind_display(), task.heading, task.opened_on, task.due_on, model, task.object_id, task.kind,
            task.body_id,
        )  # fmt: skip
