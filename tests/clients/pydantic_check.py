"""Uses the client of openapi-generator (python): every value that it hands out has the type that openapi.yaml says."""

import datetime
import os
import uuid

import pydantic_client as perno
from pydantic_client import models
from pydantic_client.exceptions import ApiException

MEASURES = (models.NumberMeasure, models.RangeMeasure, models.MilestonesMeasure)


def a(kind, value):
    assert isinstance(value, kind), f"{kind} expected: {value!r}"
    return value


def refused(call, status, kind):
    """The problem that a call is refused with."""
    try:
        call()
    except ApiException as error:
        assert error.status == status, error
        return a(kind, error.data)
    raise AssertionError(f"{status} expected")


def sign_in():
    configuration = perno.Configuration(host=os.environ["PERNO_ORIGIN"] + "/api/v1")
    service = perno.SignInApi(perno.ApiClient(configuration))
    login = models.Login(email=os.environ["PERNO_EMAIL"], password="not my password")
    assert refused(lambda: service.auth_login(login), 401, models.Problem).code == models.ProblemCode.INVALID_CREDENTIALS
    login.password = os.environ["PERNO_PASSWORD"]
    configuration.access_token = a(models.Tokens, service.auth_login(login)).access_token
    return perno.ApiClient(configuration)


def paged(service, cycle):
    """All active key results, seven at a time."""
    found, cursor = [], None
    while True:
        page = service.key_results_list(cycle_id=cycle, state="active", limit=7, cursor=cursor)
        assert len(page.items) <= 7
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def main():
    client = sign_in()
    service = perno.KeyResultsApi(client)
    cycle = next(one for one in perno.CyclesApi(client).cycles_list().items if a(models.Cycle, one).state == models.CycleState.ACTIVE)
    found = paged(service, cycle.id)
    whole = service.key_results_list(cycle_id=cycle.id, state="active", limit=200)
    assert [one.id for one in found] == [one.id for one in whole.items] and len(found) > 14
    for one in found:
        a(models.KeyResult, one)
        a(MEASURES, one.measure.actual_instance)
        assert a(datetime.datetime, one.updated_at).utcoffset() == datetime.timedelta(0)
    assert {type(one.measure.actual_instance) for one in found} == set(MEASURES)

    numbers = [one for one in found if isinstance(one.measure.actual_instance, models.NumberMeasure) and one.kpi_id is None]
    key_result, measure, today = numbers[0], numbers[0].measure.actual_instance, datetime.date.today()
    made = a(models.CheckIn, service.check_ins_create(key_result.id, models.NewCheckIn(value=measure.target, confidence=9)))
    assert a(uuid.UUID, made.id) and a(datetime.date, made.observed_on) and made.value == measure.target
    assert service.key_results_show(key_result.id).current_value == measure.target

    items = [
        models.CheckInBatchItem(key_result_id=key_result.id, value=measure.start, observed_on=today),
        models.CheckInBatchItem(external_ref="nothing has this", value=1.0, observed_on=today),
    ]
    good, bad = service.batches_check_ins(models.CheckInBatch(items=items)).items
    assert a(models.BatchItemOutcome, good).status == 201 and a(uuid.UUID, good.id)
    assert bad.status == 422 and a(models.FieldError, a(models.Problem, bad.problem).errors[0]).pointer == "/external_ref"

    late = models.NewCheckIn(value=1.0, observed_on=datetime.date(2199, 1, 1))
    problem = refused(lambda: service.check_ins_create(key_result.id, late), 422, models.InvalidProblem)
    assert [error.pointer for error in problem.errors] == ["/observed_on"]

    patch = models.KeyResultPatch(title="Other")
    problem = refused(lambda: service.key_results_update(key_result.id, patch, if_match='"9999"'), 412, models.Problem)
    assert problem.code == models.ProblemCode.STALE

    brand = perno.BrandsApi(client).brands_list().items[0]
    card = a(models.Scorecard, perno.ScorecardApi(client).scorecard_show(brand_id=brand.id, cycle_id=cycle.id))
    a(models.Verdict, card.overall.verdict), a(models.NullableBand, card.overall.band), a(float, card.overall.score)
    assert card.departments and all(isinstance(one, models.ScorecardDepartment) for one in card.departments)
    assert card.levers and all(isinstance(one, models.Lever) for one in card.levers)
    bars = (models.RevenueBar, models.DepartmentBar, models.PillarBar)
    assert card.waterfall and all(isinstance(one.actual_instance, bars) for one in card.waterfall)
    print(f"openapi-generator, python: {len(found)} key results in pages, {len(card.waterfall)} bars of the waterfall")


main()
