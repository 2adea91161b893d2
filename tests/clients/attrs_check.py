"""Uses the client of openapi-python-client: every value that it hands out has the type that openapi.yaml says."""

import datetime
import enum
import os
import uuid
from http import HTTPStatus

from attrs_client import AuthenticatedClient, Client
from attrs_client.api.brands import brands_list
from attrs_client.api.cycles import cycles_list
from attrs_client.api.key_results import batches_check_ins, check_ins_create, key_results_list, key_results_show, key_results_update
from attrs_client.api.scorecard import scorecard_show
from attrs_client.api.sign_in import auth_login
from attrs_client.models import (
    BatchItemOutcome,
    CheckIn,
    CheckInBatch,
    CheckInBatchItem,
    Cycle,
    CycleState,
    DepartmentBar,
    FieldError,
    InvalidProblem,
    KeyResult,
    KeyResultPatch,
    KeyResultState,
    Lever,
    Login,
    MilestonesMeasure,
    NewCheckIn,
    NumberMeasure,
    PillarBar,
    Problem,
    ProblemCode,
    RangeMeasure,
    RevenueBar,
    Scorecard,
    ScorecardDepartment,
    Tokens,
    Verdict,
)

URL = os.environ["PERNO_ORIGIN"] + "/api/v1"


def a(kind, value):
    assert isinstance(value, kind), f"{kind} expected: {value!r}"
    return value


def sign_in():
    client = Client(base_url=URL)
    refused = a(Problem, auth_login.sync(client=client, body=Login(os.environ["PERNO_EMAIL"], "not my password")))
    assert refused.code == ProblemCode.INVALID_CREDENTIALS
    tokens = a(Tokens, auth_login.sync(client=client, body=Login(os.environ["PERNO_EMAIL"], os.environ["PERNO_PASSWORD"])))
    return AuthenticatedClient(base_url=URL, token=tokens.access_token)


def paged(client, cycle):
    """All active key results, seven at a time."""
    found, cursor = [], {}
    while True:
        page = key_results_list.sync(client=client, cycle_id=cycle, state=KeyResultState.ACTIVE, limit=7, **cursor)
        assert len(page.items) <= 7
        found += page.items
        if page.next_cursor is None:
            return found
        cursor = {"cursor": page.next_cursor}


def main():
    client = sign_in()
    cycle = next(one for one in cycles_list.sync(client=client).items if a(Cycle, one).state == CycleState.ACTIVE)
    found = paged(client, cycle.id)
    whole = key_results_list.sync(client=client, cycle_id=cycle.id, state=KeyResultState.ACTIVE, limit=200)
    assert [one.id for one in found] == [one.id for one in whole.items] and len(found) > 14
    for one in found:
        a(KeyResult, one)
        a((NumberMeasure, RangeMeasure, MilestonesMeasure), one.measure)
        assert a(datetime.datetime, one.updated_at).utcoffset() == datetime.timedelta(0)
    assert {type(one.measure) for one in found} == {NumberMeasure, RangeMeasure, MilestonesMeasure}

    key_result = next(one for one in found if isinstance(one.measure, NumberMeasure) and one.kpi_id is None)
    today = datetime.date.today()
    made = a(CheckIn, check_ins_create.sync(key_result.id, client=client, body=NewCheckIn(value=key_result.measure.target, confidence=9)))
    assert a(uuid.UUID, made.id) and a(datetime.date, made.observed_on) and made.value == key_result.measure.target
    assert key_results_show.sync(key_result.id, client=client).current_value == key_result.measure.target

    items = [
        CheckInBatchItem(key_result_id=key_result.id, value=key_result.measure.start, observed_on=today),
        CheckInBatchItem(external_ref="nothing has this", value=1.0, observed_on=today),
    ]
    good, bad = batches_check_ins.sync(client=client, body=CheckInBatch(items)).items
    assert a(BatchItemOutcome, good).status == 201 and a(uuid.UUID, good.id)
    assert bad.status == 422 and a(FieldError, a(Problem, bad.problem).errors[0]).pointer == "/external_ref"

    answer = check_ins_create.sync_detailed(key_result.id, client=client, body=NewCheckIn(value=1.0, observed_on=datetime.date(2199, 1, 1)))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error.pointer for error in a(InvalidProblem, answer.parsed).errors] == ["/observed_on"]

    answer = key_results_update.sync_detailed(key_result.id, client=client, body=KeyResultPatch(title="Other"), if_match='"9999"')
    assert answer.status_code == HTTPStatus.PRECONDITION_FAILED and a(Problem, answer.parsed).code == ProblemCode.STALE

    brand = brands_list.sync(client=client).items[0]
    card = a(Scorecard, scorecard_show.sync(brand.id, client=client, cycle_id=cycle.id))
    a(Verdict, card.overall.verdict), a(enum.StrEnum, card.overall.band), a(float, card.overall.score)
    assert card.departments and all(isinstance(one, ScorecardDepartment) for one in card.departments)
    assert card.levers and all(isinstance(one, Lever) for one in card.levers)
    assert card.waterfall and all(isinstance(one, (RevenueBar, DepartmentBar, PillarBar)) for one in card.waterfall)
    print(f"openapi-python-client: {len(found)} key results in pages, {len(card.waterfall)} bars of the waterfall")


main()
