"""How first_schema.db.gz and scorecard.json were made, on 21 November 2026, with the program as the first issue left it:

    git worktree add /tmp/old d10f503^ && cd /tmp/old && cargo build      # the commit before migration 000002
    python3 tests/upgrade/make.py /tmp/old/target/debug/perno             # in the project, writes both files anew

A small company signs up, plans a year and checks in through the API of that time; the database is compacted with VACUUM INTO,
the scorecard is the one that program answered. Everybody's password is the one in PASSWORD. Never make the files anew with
a later program: tests/upgrade.rs is about what customers have on their disks.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

PASSWORD = 'correct horse battery'
ROOT = 'http://127.0.0.1:18231/api/v1'
HERE = os.path.dirname(os.path.abspath(__file__))

folder = tempfile.mkdtemp()
database = f'{folder}/first.db'
server = subprocess.Popen(
    [sys.argv[1], 'serve', '--listen', '127.0.0.1:18231'],
    env={**os.environ, 'PERNO_DATABASE_URL': f'sqlite://{database}'}, stderr=subprocess.DEVNULL)
token = None


def call(method, path, body=None):
    headers = {'content-type': 'application/json'}
    if token:
        headers['authorization'] = 'Bearer ' + token
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(ROOT + path, method=method, headers=headers, data=data)) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def create(path, **body):
    return call('POST', path, body)


def invite(name, role):
    email = name.split()[0].lower() + '@rossi.example'
    user = create('/users', name=name, email=email, role=role)
    create(f"/invites/{user['invite_token']}/accept", password=PASSWORD)
    return user['id']


def objective(department, title, contribution, **more):
    more.update(brand_id=brand, cycle_id=cycle, department_id=department, title=title, contribution=contribution)
    return create('/objectives', **more)['id']


def check_in(key_result, **body):
    create(f'/key-results/{key_result}/check-ins', **body)


time.sleep(2)
admin = {'name': 'Ada Rossi', 'email': 'ada@rossi.example', 'password': PASSWORD}
brand = create('/organisations', name='Rossi Caffè', time_zone='Europe/Rome', language='it', admin=admin)['brand']['id']
token = create('/auth/login', email='ada@rossi.example', password=PASSWORD)['access_token']
elena, marco = invite('Elena Bianchi', 'executive'), invite('Marco Serra', 'manager')
mia, _ = invite('Mia Conti', 'member'), invite('Vito Galli', 'viewer')
create('/users', name='Piero Neri', email='piero@rossi.example', role='member')
sales = create('/departments', name='Vendite', code='VEN')['id']
logistics = create('/departments', name='Logistica', code='LOG', description='Dal sacco alla tazza.')['id']
for department, user, seat in [(sales, marco, {'lead': True}), (sales, mia, {'ambassador': True}), (logistics, elena, {})]:
    call('PUT', f'/departments/{department}/members/{user}', seat)
model = call('PUT', f'/brands/{brand}/model', {
    'purpose': 'Un caffè che fa bene a chi lo coltiva e a chi lo beve.', 'strategic_heart': 'Il contadino ha un nome.',
    'values': ['Trasparenza', 'Pazienza'], 'custodian_id': elena,
    'principles': [{'title': 'Prima lo scopo', 'body': 'Il perché viene prima dei prodotti.'}],
    'canvases': [{'phase': 1, 'title': 'Ascolto', 'body': 'Venti bar di Torino.'}]})
cycle = create('/cycles', name='2026', starts_on='2026-01-01', ends_on='2026-12-31', state='active')['id']

cafes = objective(sales, 'I bar ci scelgono per quello che siamo', 'Lo scopo viene prima dei prodotti.',
                  principle_ids=[model['principles'][0]['id']], owner_id=marco)
parcels = objective(logistics, 'Ogni pacco si può seguire', 'Chi si fida sa dove è il suo caffè.',
                    shared_with=[sales], weight=2, parent_id=cafes)
call('PATCH', f'/objectives/{cafes}', {'description': 'Con le storie dei coltivatori.'})
stories = create('/key-results', objective_id=cafes, title='Bar che raccontano la nostra storia', owner_id=mia,
                 external_ref='crm-17', measure={'kind': 'number', 'start': 0, 'target': 40, 'unit': 'bar'})['id']
complaints = create('/key-results', objective_id=cafes, title='Reclami per mille tazze', owner_id=marco,
                    measure={'kind': 'range', 'high': 3, 'tolerance': 1.5, 'unit': 'reclami'})['id']
tracked = create('/key-results', objective_id=parcels, title='Spedizioni tracciate', ambition='aspirational', measure={
    'kind': 'milestones', 'steps': [{'title': 'Scelto il corriere', 'weight': 1}, {'title': 'Avvisi ai clienti', 'weight': 2},
                                    {'title': 'Etichette in uso', 'weight': 2, 'due_on': '2026-06-30'}]})
for value, day, confidence in [(9, '2026-02-27', 6), (17.5, '2026-05-29', 6), (26, '2026-08-28', 7), (33, '2026-11-13', 8)]:
    check_in(stories, value=value, observed_on=day, confidence=confidence, note='Aggiornato con le visite.')
for value, day in [(6.2, '2026-04-10'), (4.1, '2026-09-11'), (3.7, '2026-11-06')]:
    check_in(complaints, value=value, observed_on=day)
steps = tracked['measure']['steps']
check_in(tracked['id'], steps_done=[steps[0]['id'], steps[2]['id']], observed_on='2026-07-03')

revenue = create('/kpis', brand_id=brand, name='Ricavi', category='revenue', unit='EUR', aggregation='sum')['id']
call('PUT', f'/kpis/{revenue}/targets/{cycle}', {'target': 480000})
months = [38112.35, 40250.1, 41999.99, 43010.07, 45500.5, 47123.45, 39870.25, 36000, 48211.8, 52340.15]
for month, value in enumerate(months, 1):
    call('PUT', f'/kpis/{revenue}/measurements/2026-{month:02}-28', {'value': value})
trust = create('/kpis', brand_id=brand, department_id=sales, name='Fiducia', category='trust', unit='%', aggregation='last',
               channel='bar', market='Torino')['id']
call('PUT', f'/kpis/{trust}/measurements/2026-10-31', {'value': 71.3, 'note': 'Sondaggio d’autunno.'})
create('/key-results', objective_id=cafes, title='La fiducia sale', kpi_id=trust,
       measure={'kind': 'number', 'start': 60, 'target': 80, 'unit': '%'})
weights = {'department_weights': {sales: 2, logistics: 1}, 'reason': 'Quest’anno contano le vendite.'}
call('PUT', f'/brands/{brand}/scoring-policy/{cycle}', weights)
scorecard = call('GET', f'/brands/{brand}/scorecard?cycle_id={cycle}&as_of=2026-11-20')

server.terminate()
server.wait()
sqlite3.connect(database).execute(f"VACUUM INTO '{folder}/compact.db'")
with open(f'{folder}/compact.db', 'rb') as compact, open(f'{HERE}/first_schema.db.gz', 'wb') as file:
    file.write(gzip.compress(compact.read(), 9, mtime=0))
with open(f'{HERE}/scorecard.json', 'w') as file:
    file.write(json.dumps(scorecard, ensure_ascii=False, indent=1) + '\n')
