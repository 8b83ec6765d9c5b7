"""From text to a tree of values: the limits, and the faults with their places."""

from __future__ import annotations

import resource
import time

import pytest

from okr.written import Report, Written
from okr_config.yaml_tree import DEEPEST, MOST_VALUES, read_tree


def tree(text: str) -> tuple[Written | None, list[str]]:
    report = Report()
    return read_tree(text, "a.yaml", report), [str(issue) for issue in report]


def refusal(text: str) -> str:
    """The one reason why the whole file is refused."""
    found, (only,) = tree(text)
    assert found is None
    return only


def plain(text: str) -> object:
    found, issues = tree(text)
    assert issues == []
    assert found is not None
    return found.plain()


def test_every_value_knows_its_line_column_and_path() -> None:
    root, _ = tree("a:\n  - x\n  - b: 1\n")
    assert root is not None
    item = root.entries["a"].items[1].entries["b"]
    assert str(item.place) == "a.yaml:3:8 (a[2].b)"
    assert str(item.key_place) == "a.yaml:3:5 (a[2].b)"


def test_a_duplicate_key_within_one_line_names_both_columns() -> None:
    """Fault 1."""
    _, issues = tree("a: {target: 10, target: 99}\n")
    (issue,) = issues
    assert 'the key "target" is given twice: in line 1, in columns 5 and 17. Keep one' in issue


def test_a_duplicate_key_names_both_lines_and_its_value_is_refused() -> None:
    """Fault 1."""
    root, issues = tree("kept: 5\ntarget: 10\ntarget: 99\n")
    assert issues == [
        (
            'a.yaml:3:1 (target): error duplicate-key: the key "target" is given twice: in line 2 and in line 3. '
            "Keep one of the two."
        )
    ]
    assert root is not None
    assert root.entries["target"].refused
    assert root.entries["kept"].value == 5


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!secret", "!!float", "!"]
)
def test_a_tag_is_named_and_its_value_refused(tag: str) -> None:
    """Fault 3."""
    root, issues = tree(f"a: {tag} [echo]\nb: 1\n")
    assert root is not None
    assert root.entries["a"].refused
    assert root.entries["b"].value == 1
    assert "a.yaml:1:4 (a): error tag: found the tag" in issues[0]
    assert tag.strip("!")[:10] in issues[0]


def test_an_alias_bomb_is_refused_at_once_and_without_memory() -> None:
    """Fault 4."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    assert "more than 50,000 values" in refusal("\n".join(lines))
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_an_alias_of_itself_is_refused_and_the_rest_is_read() -> None:
    """Fault 5."""
    root, issues = tree("a: &a [*a]\nb: 1\n")
    assert root is not None
    assert root.entries["b"].value == 1
    assert issues == [
        "a.yaml:1:8 (a[1]): error alias: this alias stands inside what it refers to. Write the value out."
    ]


def test_an_alias_of_nothing_is_refused() -> None:
    assert "refers to nothing above it" in tree("a: *missing")[1][0]


def test_an_alias_stands_for_its_value() -> None:
    assert plain("a: &x {b: 1}\nc: *x\n") == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize("text", ["[" * 1000, "a: " + "{b: " * 1000, "a:\n" + "- " * 1000 + "x"])
def test_a_thousand_levels_are_refused(text: str) -> None:
    """Fault 6."""
    assert f"more than {DEEPEST} levels" in refusal(text)


def test_levels_made_of_aliases_are_counted() -> None:
    """Fault 6."""
    text = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(50))
    assert f"more than {DEEPEST} levels" in refusal(text)


def test_too_many_values_are_refused_within_a_second() -> None:
    """Fault 7."""
    began = time.process_time()
    assert f"more than {MOST_VALUES:,} values" in refusal("a: [" + "x," * 400_000 + "x]")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("1.0e+400", "1.0e+400"),
        ("2026-10-01", "2026-10-01"),
        ("42%", "42%"),
        ("1e3", 1000.0),
        ("-5", -5),
        (".5", 0.5),
        ("0.70", 0.7),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'7'", "7"),
        ('"true"', "true"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_follow_the_core_rules_and_odd_numbers_stay_texts(written: str, expected: object) -> None:
    """Faults 8, 9 and 11."""
    assert plain(f"a: {written}") == {"a": expected}


def test_a_tab_in_the_indentation_is_refused_with_its_position() -> None:
    """Fault 13."""
    assert refusal("a:\n  b: 1\n\tc: 2\n") == "a.yaml:3:1: error tab: found a tab. Indent with spaces."


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n", "---\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    """Fault 13."""
    assert refusal(text).startswith("a.yaml:1:1: error empty-file: the file holds nothing.")


def test_a_list_at_the_root_is_refused() -> None:
    """Fault 13."""
    assert "a.yaml:1:1: error wrong-root: the file holds a list" in refusal("- a\n- b\n")


def test_a_second_document_is_refused_where_it_begins() -> None:
    """Fault 13."""
    assert refusal("a: 1\n---\nb: 2\n") == (
        "a.yaml:2:1: error two-documents: a second document begins here. Write one document a file."
    )


def test_windows_line_ends_are_accepted() -> None:
    """Fault 13."""
    assert plain("a: 1\r\nb:\r\n  - c\r\n") == {"a": 1, "b": ["c"]}


def test_hidden_characters_are_left_out_with_a_warning_and_texts_are_composed() -> None:
    """Fault 30."""
    root, issues = tree("a: evil\u202etxt\u200b\nb: cafe\u0301\n")
    assert root is not None
    assert root.plain() == {"a": "eviltxt", "b": "caf\u00e9"}
    assert issues == [
        (
            "a.yaml:1:4 (a): warning hidden-character: a character that cannot be seen (U+202E) was left out. "
            "Type the text anew."
        )
    ]


def test_keys_that_differ_in_composition_only_are_duplicates() -> None:
    """Fault 30."""
    assert "duplicate-key" in tree("caf\u00e9: 1\ncafe\u0301: 2\n")[1][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("? [a]\n: b\n", "found a list as a key"),
        ("<<: {a: 1}\n", "keys are not merged with <<"),
        ("~: 1\n", 'found "~" as a key'),
    ],
)
def test_keys_are_single_words(text: str, said: str) -> None:
    assert said in tree(f"{text}b: 1\n")[1][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", "a.yaml:1:5: error syntax: found a colon where none can stand"),
        ("a: 'x", "the file ends inside a text"),
        ("a: @b", "found a character that cannot begin a value"),
        ('a: "\\q"', "found a backslash that escapes nothing"),
        ("a: [1, 2\nb: 3", "Close the bracket"),
        ("a: 1\n b: 2", "error syntax"),
        ("a: 1\nb", "without the colon"),
        ("a: - b", "found a dash where no list can begin"),
    ],
)
def test_what_the_parser_refuses_is_said_in_words(text: str, said: str) -> None:
    assert said in refusal(text)
