// Uses openapi-fetch with the types of openapi-typescript. tsc holds the types, so `exactly` fails to compile where one is
// `any` or another; the assertions hold the values.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const exactly = <Expected,>() => <Given,>(value: Given, ..._same: Same<Given, Expected> extends true ? [] : [never]) => value;

const client = createClient<paths>({ baseUrl: `${process.env.PERNO_ORIGIN}/api/v1` });
const email = process.env.PERNO_EMAIL ?? '';

const refused = await client.POST('/auth/login', { body: { email, password: 'not my password' } });
assert.equal(exactly<Schemas['ProblemCode'] | undefined>()(refused.error?.code), 'invalid_credentials');
const signedIn = await client.POST('/auth/login', { body: { email, password: process.env.PERNO_PASSWORD ?? '' } });
assert(signedIn.data);
client.use({
  onRequest: ({ request }) => {
    request.headers.set('Authorization', `Bearer ${signedIn.data.access_token}`);
    return request;
  },
});

const cycles = await client.GET('/cycles');
const cycle = exactly<Schemas['Cycle'][] | undefined>()(cycles.data?.items)?.find((one) => one.state === 'active');
assert(cycle);

const found: Schemas['KeyResult'][] = [];
let cursor: string | undefined;
do {
  const query = { cycle_id: cycle.id, state: 'active' as const, limit: 7, ...(cursor && { cursor }) };
  const page = await client.GET('/key-results', { params: { query } });
  assert(page.data && page.data.items.length <= 7);
  found.push(...exactly<Schemas['KeyResult'][]>()(page.data.items));
  cursor = page.data.next_cursor ?? undefined;
} while (cursor);
const whole = await client.GET('/key-results', { params: { query: { cycle_id: cycle.id, state: 'active', limit: 200 } } });
assert.deepEqual(found.map((one) => one.id), whole.data?.items.map((one) => one.id));
assert(found.length > 14);

const steps = found.flatMap((one) => (one.measure.kind === 'milestones' ? exactly<Schemas['Step'][]>()(one.measure.steps) : []));
assert(steps.length > 0);
let target = 0;
const keyResult = found.find((one) => {
  if (one.measure.kind !== 'number' || one.kpi_id) return false;
  target = exactly<number>()(one.measure.target);
  return true;
});
assert(keyResult);
const params = { path: { key_result_id: keyResult.id } };

const made = await client.POST('/key-results/{key_result_id}/check-ins', { params, body: { value: target, confidence: 9 } });
assert.equal(exactly<Schemas['CheckIn'] | undefined>()(made.data)?.value, target);
const shown = await client.GET('/key-results/{key_result_id}', { params });
assert.equal(exactly<number | null | undefined>()(shown.data?.current_value), target);

const today = new Date().toISOString().slice(0, 10);
const batch = await client.POST('/check-ins/batch', {
  body: {
    items: [
      { key_result_id: keyResult.id, value: target, observed_on: today },
      { external_ref: 'nothing has this', value: 1, observed_on: today },
    ],
  },
});
const [good, bad] = exactly<Schemas['BatchItemOutcome'][] | undefined>()(batch.data?.items) ?? [];
assert(good?.status === 201 && good.id);
assert(bad?.status === 422 && bad.problem?.errors?.[0]?.pointer === '/external_ref');

const invalid = await client.POST('/key-results/{key_result_id}/check-ins', { params, body: { value: 1, observed_on: '2199-01-01' } });
assert.equal(invalid.response.status, 422);
assert(invalid.error && 'errors' in invalid.error);
assert.deepEqual(invalid.error.errors?.map((error) => error.pointer), ['/observed_on']);

const stale = await client.PATCH('/key-results/{key_result_id}', {
  params: { ...params, header: { 'If-Match': '"9999"' } },
  body: { title: 'Other' },
});
assert.equal(stale.response.status, 412);
assert.equal(stale.error?.code, 'stale');

const brands = await client.GET('/brands');
const brand = brands.data?.items[0];
assert(brand);
const path = { brand_id: brand.id };
const card = await client.GET('/brands/{brand_id}/scorecard', { params: { path, query: { cycle_id: cycle.id } } });
assert(card.data);
exactly<'green' | 'amber' | 'red' | null>()(card.data.overall.band);
exactly<Schemas['Verdict']>()(card.data.overall.verdict);
exactly<Schemas['Lever'][]>()(card.data.levers);
assert(card.data.departments.length > 0);
for (const bar of card.data.waterfall) {
  if (bar.kind === 'weaker_pillar') exactly<Schemas['Pillar']>()(bar.pillar);
  else if (bar.kind !== 'revenue') exactly<string>()(bar.department_id);
}
console.log(`openapi-typescript, openapi-fetch: ${found.length} key results in pages, ${card.data.waterfall.length} bars of the waterfall`);
