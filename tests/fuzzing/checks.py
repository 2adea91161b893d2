"""What Schemathesis cannot know of this API: which schema-valid requests are rightly refused.

A schema says what a value looks like, not what it means. Its own check (positive_data_acceptance) allows no 422 at all, so it is
off, and this one is in its place: a 422 that answers a schema-valid request must be about meaning in every one of its errors.
"""

import re

import schemathesis

# Faults about existence, relations and history, which no schema can express: (pointer, code).
MEANING = [
    (r"(.*/)?[a-z_]*id|/(to|carry_over_to)", "not_found"),  # an id of nothing
    (r"(/policy)?/(shared_with|principle_ids|steps_done|steps_undone|department_weights)/[^/]+", "not_found"),
    (r"/key_results/\d+/steps_done/\d+", "not_found"),
    (r"(/measure)?/(principles|steps|key_results|kpis|grades)/\d+/(id|key_result_id)", "duplicate"),  # of two items
    (r"/steps_undone/\d+", "duplicate"),  # done and undone
    (r"/(brand_id|department_id|parent_id|shared_with(/\d+)?)", "not_allowed"),  # archived; a loop; its own department
    (r"/(kpi_id|external_ref|aggregation|baseline|target|measure/target)", "not_allowed"),  # one rules out the other
    (r"(/key_results/\d+)?/(value|steps_done|steps_undone)", "not_allowed"),  # as the kind of the measure has it
    (r"/(state|lead|current_password|Idempotency-Key|to|carry_over_to)", "not_allowed"),  # what stands there already rules it out
    (r"(/admin)?/(new_)?password", "not_allowed"),  # easy to guess
    (r"/cursor", "bad_format"),  # only the server can make one
    (r"/time_zone", "bad_format"),  # a name of the IANA database
    (r"/updated_since", "bad_format"),  # its year is counted in UTC
    (r"/ends_on", "too_small|too_large"),  # after starts_on, by ten years at most
    (r"/(observed_on|date|expires_on|as_of)", "too_small|too_large"),  # past or future
    (r"(/policy)?/amber_from", "too_large"),  # below green_from
    (r"(/policy)?/department_weights", "too_small"),  # not all of them 0
    (r"/measure/(high|tolerance)", "too_small"),  # not below low; not 0 when low is high
    (r"/(value|steps_done|kpi_id|objective_id)", "required"),  # as the kind of the measure has it
    (r"/value", "wrong_type"),  # null, of a number or a range
    (r"/reason", "required"),  # once the cycle is active
    (r"/(better|aggregation)", "not_allowed"),  # against a target that is there
    (r"/(from_|to_)?known_at", "too_large"),  # no revision to come
    (r"/counts_from", "not_allowed"),  # a day of the cycle
    (r"/(key_result_id|objective_id|key_result_ids/\d+|ratings/\d+/key_result_id)", "not_allowed"),  # of the meeting's brand and cycle
    (r"/(revenue|departments/\d+(/score)?)", "not_allowed"),  # what nothing is measured for
    (r"/measure/.*", "required|unknown_field"),  # as the kind that it has says
]

REFUSALS = {401, 403, 404, 409, 412, 413, 429}


@schemathesis.check
def valid_data_acceptance(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    status = response.status_code
    if status < 400 or status >= 500 or status in REFUSALS:
        return
    errors = response.json().get("errors", []) if status == 422 else []
    strange = [e for e in errors if not any(re.fullmatch(at, e["pointer"]) and re.fullmatch(code, e["code"]) for at, code in MEANING)]
    if strange or not errors:
        raise AssertionError(f"A schema-valid request was refused: {status} {strange}")
