"""What docs/protocol.md §17 warns of, and where gradio_client falls short (docs/protocol.md §18): each has its test.

A test that is renamed or removed has to be replaced here; one that asserts nothing, or is skipped, covers nothing.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

TRAPS = {
    "1 a cancel kills siblings": (
        "client/test_cancel.py::test_a_cancel_ends_the_siblings_that_the_server_kills_with_it",
        "client/test_cancel.py::test_a_cancel_leaves_jobs_of_the_same_function_alone",
    ),
    "2 a dropped stream loses the job": (
        "client/test_connection_faults.py::test_a_stream_that_breaks_loses_its_job",
        "client/test_generations.py::test_a_line_that_breaks_loses_the_job_and_nothing_is_sent_twice",
    ),
    "3 two readers of a session steal from each other": (
        "client/test_jobs.py::test_a_session_has_one_reader_at_a_time",
        "client/test_jobs.py::test_jobs_with_state_share_a_session_and_others_do_not",
        "client/test_jobs.py::test_jobs_with_state_run_side_by_side_in_one_session",
    ),
    "4 a cancelled job looks like a success": (
        "client/test_cancel.py::test_a_job_that_the_server_cancels_by_itself_is_cancelled",
    ),
    "5 data counts hidden inputs, /info does not": (
        "unit/test_arguments.py::test_values_take_their_place_among_hidden_inputs_and_defaults",
        "client/test_oddities.py::test_buttons_and_state_are_sent_unseen_and_invisible_inputs_can_be_given",
    ),
    "6 files want their mark": (
        "unit/test_filedata.py::test_a_file_goes_back_as_it_came",
        "unit/test_filedata.py::test_only_the_mark_makes_a_file",
        "unit/test_filedata.py::test_files_are_read_in_every_form",
    ),
    "7 outputs can be updates, in edits too": (
        "unit/test_diff.py::test_edits_reach_into_updates_and_only_the_value_comes_out",
        "client/test_oddities.py::test_partial_results_may_be_updates_of_updates",
    ),
    "8 error texts are quoted or hidden": (
        "client/test_faults.py::test_errors_of_old_servers_lose_their_quotes",
        "client/test_messages.py::test_a_plain_exception_is_hidden_where_the_app_hides_errors",
    ),
    "9 root and url are not to be trusted": (
        "client/test_redirects_and_proxies.py::test_a_server_that_lies_about_its_address_is_asked_at_the_one_that_was_given",
        "client/test_files.py::test_a_download_goes_to_the_address_that_the_user_gave",
    ),
    "10 a 500 in plain text closes the connection": (
        "unit/test_http.py::test_each_status_is_an_error_with_the_words_of_the_server",
        "client/test_faults.py::test_a_kept_alive_connection_that_the_server_has_closed_is_replaced",
        "client/test_stale_connections.py::test_no_request_follows_a_server_error_on_its_connection",
        "client/test_stale_connections.py::test_a_request_that_a_new_connection_swallowed_may_have_been_begun_and_is_not_sent_again",
    ),
    "11 a queue that is off never answers": (
        "client/test_gradio3.py::test_an_app_without_a_queue_is_used_by_plain_requests",
        "matrix/test_matrix_calls.py::test_without_a_queue_all_is_one_request",
    ),
    "12 fn_index is the id, or the position": (
        "unit/test_config.py::test_endpoints_have_the_index_that_the_server_calls_them_by",
        "unit/test_config.py::test_the_position_is_the_index_where_the_server_gives_no_id",
    ),
    "13 whole numbers stay whole": (
        "matrix/test_matrix_values.py::test_whole_numbers_stay_whole",
        "client/test_endpoints.py::test_every_simple_component_arrives_as_the_app_expects_it",
    ),
    "14 labels are no values": (
        "unit/values/test_choice_values.py::test_a_label_is_not_a_value",
        "client/test_oddities.py::test_names_that_come_twice_are_numbered",
    ),
    "15 invisible components are inputs and outputs": (
        "client/test_oddities.py::test_buttons_and_state_are_sent_unseen_and_invisible_inputs_can_be_given",
        "matrix/test_matrix_values.py::test_an_output_is_given_as_python_expects_it",
    ),
    "16 defaults and examples are paths of the server": (
        "client/test_oddities.py::test_a_file_that_is_a_default_of_the_app_goes_back_as_it_came",
        "client/test_oddities.py::test_a_file_that_is_an_example_of_the_app_goes_back_as_it_came",
        "client/test_oddities.py::test_no_default_or_example_makes_the_client_read_a_file",
    ),
    "17 silence does not mean dead in old servers": (
        "unit/test_dialect.py::test_what_differs_by_protocol",
        "client/test_generations.py::test_a_job_that_is_next_and_does_not_begin_is_told",
        "client/test_faults.py::test_heartbeats_keep_a_stream_alive",
    ),
    "18 messages without an event_id": ("client/test_generations.py::test_a_job_tells_how_it_stands",),
    "19 times and titles may be missing": (
        "unit/test_events.py::test_an_eta_that_is_no_time_is_none",
        "unit/test_events.py::test_each_message_is_an_event",
    ),
    "20 an answer of /call can be read once": (
        "client/test_oddities.py::test_no_job_goes_the_way_whose_answer_can_be_read_only_once",
    ),
    "21 gr.Request is no input": ("client/test_oddities.py::test_the_request_that_a_function_wants_is_no_input",),
}

SHORTCOMINGS = {
    "no Gradio 3": (
        "matrix/test_matrix_schema.py::test_the_server_is_the_one_that_is_meant",
        "client/test_gradio3.py::test_an_app_without_a_queue_is_used_by_plain_requests",
        "client/test_generations.py::test_a_job_tells_how_it_stands",
    ),
    "threads for each job": ("client/test_many_jobs.py::test_five_hundred_jobs_finish_with_at_most_forty_threads",),
    "polling": (
        "client/test_many_jobs.py::test_waiting_takes_no_time_of_the_processor",
        "client/test_many_jobs.py::test_a_status_makes_no_request",
    ),
    "iterating under the lock": (
        "client/test_jobs.py::test_two_iterators_are_independent",
        "client/test_jobs.py::test_a_job_goes_on_while_nobody_reads_on",
    ),
    "updates cross threads unsafely": (
        "client/test_jobs.py::test_a_job_whose_events_come_on_many_threads_is_awaited_without_losing_one",
    ),
    "a lost stream looks like a cancel": (
        "client/test_connection_faults.py::test_a_stream_that_breaks_loses_its_job",
        "client/test_generations.py::test_a_stream_that_breaks_is_opened_once_more_and_edits_after_the_gap_are_left_out",
    ),
    "unexpected_error is never read": (
        "client/test_faults.py::test_an_unexpected_error_loses_every_job_of_the_session_and_no_other",
    ),
    "process_streaming is unknown": ("client/test_oddities.py::test_messages_of_a_live_stream_hold_whole_values",),
    "logs of 4.0 are dropped": ("client/test_generations.py::test_logs_are_told",),
    "logs lose their titles, and all but the last": (
        "unit/test_events.py::test_each_message_is_an_event",
        "client/test_messages.py::test_log_lines_keep_level_and_title",
        "client/test_jobs.py::test_events_only_grow_and_tell_the_whole_story",
    ),
    "files of partial results are downloaded": (
        "client/test_oddities.py::test_files_of_partial_results_are_fetched_when_someone_looks",
    ),
    "an error in a partial result becomes a result": (
        "client/test_jobs.py::test_a_partial_result_that_cannot_be_fetched_is_an_error_and_no_result",
    ),
    "a deep copy for each edit": (
        "unit/test_diff.py::test_an_edit_copies_nothing_that_it_does_not_touch",
        "unit/test_diff.py::test_each_action_edits_at_its_path_and_leaves_the_old_value_alone",
    ),
    "a cancelled job is a KeyError": (
        "client/test_cancel.py::test_a_job_that_the_server_cancels_by_itself_is_cancelled",
    ),
    "a cancel before the join came back": (
        "client/test_cancel.py::test_a_job_that_is_cancelled_while_it_joins_is_cancelled_on_the_server_afterwards",
    ),
    "a cancel has no time limit, and its answer is ignored": (
        "client/test_cancel.py::test_a_server_that_cannot_be_told_is_no_longer_waited_for",
        "client/test_cancel.py::test_closing_a_client_does_not_wait_for_a_server_that_hangs",
    ),
    "siblings die silently": ("client/test_cancel.py::test_a_cancel_ends_the_siblings_that_the_server_kills_with_it",),
    "any path in JSON is a file": (
        "client/test_oddities.py::test_a_path_in_json_is_no_file_and_no_address_in_it_is_asked",
    ),
    "hidden inputs other than State shift positions": (
        "client/test_oddities.py::test_buttons_and_state_are_sent_unseen_and_invisible_inputs_can_be_given",
    ),
    "updates are returned raw": ("client/test_messages.py::test_updates_are_unwrapped_and_a_skip_keeps_the_value",),
    "uploads without progress, in one piece": (
        "client/test_files.py::test_an_upload_is_read_from_disk_piece_by_piece",
        "client/test_files.py::test_an_upload_tells_how_far_it_is",
    ),
    "downloads without escaping, and never removed": (
        "client/test_files.py::test_odd_names_survive_the_journey",
        "client/test_files.py::test_the_temporary_folder_goes_with_python",
        "client/test_lifetimes.py::test_a_file_of_a_result_outlives_its_client",
    ),
    "waiting for a Space without limit": (
        "client/test_hub.py::test_waiting_has_a_limit",
        "client/test_hub.py::test_a_sleeping_space_is_woken_and_each_step_is_told",
    ),
    "telemetry, a third party that reads old schemas, a heartbeat that ends for good": (
        "client/test_connect.py::test_nobody_but_the_app_is_asked",
    ),
    "a failing /info ends connecting": ("client/test_connect.py::test_calls_work_without_info",),
    "a refused login is no such error, and none is made again": (
        "client/test_connect.py::test_a_login_that_is_refused_is_told_without_the_password",
        "client/test_connect.py::test_a_restarted_app_is_logged_into_again",
    ),
    "the token of the Hub goes to any address": (
        "client/test_hub.py::test_only_spaces_see_a_token_unasked",
        "client/test_hub.py::test_the_hub_sees_the_token_and_a_host_that_it_names_does_not",
    ),
    "the caller's headers are changed": (
        "client/test_connect.py::test_headers_go_with_every_request_and_are_not_changed",
    ),
    "leaving Python waits for jobs": ("client/test_process.py::test_the_interpreter_does_not_wait_for_jobs",),
    "a 422 hides its message": (
        "unit/test_http.py::test_a_validator_names_the_inputs",
        "client/test_oddities.py::test_validators_are_told_at_their_parameters",
    ),
    "heavy imports": ("unit/test_light_imports.py::test_the_client_needs_requests_and_nothing_of_jupyter",),
}


def test_every_trap_of_the_notes_is_in_the_list():
    assert [int(trap.split()[0]) for trap in TRAPS] == list(range(1, 22))


def called(node):
    """The last name of what is called, such as `raises` of `pytest.raises(...)`."""
    function = node.func if isinstance(node, ast.Call) else node
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def found(source, name):
    """What a test is, in a word: `missing`, `skipped`, `empty` when it asserts nothing, or `fine`."""
    tree = ast.parse(source)
    test = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)
    if test is None:
        return "missing"
    marks = [ast.unparse(n.value) for n in tree.body if isinstance(n, ast.Assign) and "pytestmark" in ast.unparse(n)]
    marks += [ast.unparse(decorator) for decorator in test.decorator_list]
    given_up = [n for n in test.body if isinstance(n, ast.Expr) and called(n.value) in ("skip", "xfail")]
    if given_up or any(re.search(r"\bmark\.(skip|xfail)\b", mark) for mark in marks):
        return "skipped"
    calls = [called(n) for n in ast.walk(test) if isinstance(n, ast.Call)]
    # `Watch.ended` and what is named so assert for those who call them.
    asserts = any(c in ("raises", "warns", "ended") or c.startswith("assert_") for c in calls)
    return "fine" if asserts or any(isinstance(n, ast.Assert) for n in ast.walk(test)) else "empty"


@pytest.mark.parametrize("covered", [*TRAPS, *SHORTCOMINGS])
def test_there_is_a_test_for(covered):
    for test in {**TRAPS, **SHORTCOMINGS}[covered]:
        file, _, name = test.partition("::")
        assert found((TESTS / file).read_text(encoding="utf-8"), name) == "fine", test


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("def test_it(): assert x", "fine"),
        ("def test_it():\n with pytest.raises(E): x()", "fine"),
        ("def test_it(): Watch(job).ended(State.DONE)", "fine"),
        ("def test_other(): assert x", "missing"),
        ("def test_it(): x()", "empty"),
        ("@pytest.mark.skip\ndef test_it(): assert x", "skipped"),
        ("@pytest.mark.xfail(reason='later')\ndef test_it(): assert x", "skipped"),
        ("def test_it():\n pytest.skip('later')\n assert x", "skipped"),
        ("pytestmark = [pytest.mark.skip]\ndef test_it(): assert x", "skipped"),
        ("@pytest.mark.skipif(not hasattr(os, 'fork'), reason='no copies')\ndef test_it(): assert x", "fine"),
    ],
)  # fmt: skip
def test_a_test_that_says_nothing_covers_nothing(source, what):
    assert found(source, "test_it") == what
