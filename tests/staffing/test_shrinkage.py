import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.shrinkage import rostered_need


def test_three_in_ten_absent():
    assert rostered_need(14, 0.3) == pytest.approx(20)
    assert rostered_need(14, 0) == 14
    assert rostered_need(0, 0.5) == 0


@pytest.mark.parametrize(("agents", "shrinkage"), [(-1, 0.1), (1, 1), (1, -0.1)])
def test_bad_input_is_refused(agents, shrinkage):
    with pytest.raises(InputError):
        rostered_need(agents, shrinkage)
