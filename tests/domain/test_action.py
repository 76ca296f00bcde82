import pytest

from bellhop.domain.action import fault_of_name, fault_of_parent, match_parent


@pytest.mark.parametrize(
    ("shape", "parent", "variables"),
    [
        ("", "", {}),
        ("designs/{design_id}", "designs/7", {"design_id": "7"}),
        ("{a}/{b}", "x/y", {"a": "x", "b": "y"}),
        ("all", "all", {}),
        ("", "designs", None),
        ("designs/{design_id}", "", None),
        ("designs/{design_id}", "designs", None),
        ("designs/{design_id}", "designs/7/8", None),
        ("designs/{design_id}", "sites/7", None),
        ("designs/{design_id}", "designs/a:b", None),
        ("{first}/x", "operations/x", None),
    ],
)
@pytest.mark.requirement("A1")
def test_parent_path_fits_its_shape_or_does_not(shape: str, parent: str, variables: dict[str, str] | None) -> None:
    assert match_parent(shape, parent) == variables


def test_words_of_the_api_name_no_action_and_no_first_segment() -> None:
    assert fault_of_name("design") is None
    for name in ("run", "operations", "", "_x", "a" * 65):
        assert fault_of_name(name)
    assert fault_of_parent("sites/{site_id}/operations") is None
    for shape in ("run/{id}", "a//b", "{id}/{id}", "{Id}", "/a", "a/", "a b"):
        assert fault_of_parent(shape), shape


@pytest.mark.parametrize("shape", ["/", "a//b", "/a", "a/"])
def test_empty_segment_is_called_so(shape: str) -> None:
    assert "empty segment" in (fault_of_parent(shape) or "")
