outlook-fulfilled = In linea su scopo e ricavi
outlook-revenue-without-purpose = Ricavi in linea, scopo in ritardo
outlook-purpose-without-revenue = Scopo in linea, ricavi in ritardo
outlook-not-fulfilled = In ritardo su scopo e ricavi
outlook-incomplete = Non se ne sa ancora abbastanza per dire dove si va
sheet-as-of = al { $day }
sheet-week = settimana { $week } di { $weeks }
sheet-of-100 = / 100
sheet-expected = atteso a oggi: { $at }
sheet-week-ago = nell’ultima settimana
sheet-last-week = nell’ultima settimana del ciclo
sheet-add-objective = Oppure fissa un obiettivo.
levers-ended = Dove mancava di più
levers-note-ended = Quanto sarebbe salito il punteggio complessivo se si fosse raggiunto solo questo.
why-no-data = Non è ancora arrivato nessun dato, quindi tutto vale zero.
sheet-nothing = In questo ciclo, a questa data, non c’è ancora nulla che conti. Scegli un altro ciclo o un’altra data.
as-of = Situazione al
to-today = torna a oggi
why-nothing = Non c’è ancora un punteggio.
why-even = Anche la semplice media sarebbe { $average }: nessuno resta molto indietro.
why-score = La media sarebbe { $average }. È { $score }.
why-department = La media sarebbe { $average }; scende a { $score } perché { $name } è a { $at } e chi è più indietro pesa di più.
why-revenue = La media sarebbe { $average }; scende a { $score } perché i ricavi sono a { $at } e la parte più indietro pesa di più.
pillar-no-revenue = Nessun KPI di ricavo ha un traguardo in questo ciclo: il punteggio viene dal solo scopo.
pillar-kpis = { $count ->
    [one] da un KPI
   *[other] da { $count } KPI
  }
pillar-weakest = frenato da { $name }
pillar-week = in 7 giorni
fall = Perché non è 100
fall-what = Parte
fall-bar = Barra
fall-points = Punti
fall-weakest = { $name } è indietro rispetto agli altri
fall-others = Altri { $count } reparti
fall-note = In grigio: ciò che non è ancora raggiunto. In rosso: punti persi in più, perché una parte è indietro rispetto alle altre.
levers = Le mosse migliori
levers-note = Quanto salirebbe il punteggio complessivo raggiungendo solo questo.
levers-none = Tutto quello che conta è stato raggiunto.
lever-now = { $at } del percorso
trend = Il ciclo finora
trend-label = Punteggio complessivo, quello atteso, ricavi e scopo, settimana per settimana dall’inizio del ciclo
trend-overall = Complessivo
trend-expected = Atteso
trend-prospects = Di questo passo, { $reaching } dei { $all } risultati chiave con una previsione arriveranno al traguardo entro il { $day }.
as-table = Mostra come tabella
week-change = Ultima settimana
cycle-so-far = Il ciclo finora
observed = non conteggiato
status-legend = In linea: almeno il { $on-track } di quanto atteso a oggi, o non più di { $within } punti indietro. A rischio: almeno il { $at-risk }. Fuori rotta: meno. Raggiunto: già a 100.
trust = Ci si può fidare?
trust-covered = { $count ->
    [one] L’unico reparto ha dati.
   *[other] Tutti e { $count } i reparti hanno dati.
  }
trust-coverage = Ha qualcosa di misurabile il { $share } dei reparti (in peso); gli altri valgono 0.
trust-interval = Alcuni dati non sono ancora arrivati: con quelli il punteggio potrebbe stare fra { $low } e { $high }.
trust-interval-empty = I reparti senza nulla di misurabile valgono 0: con obiettivi propri il punteggio potrebbe stare fra { $low } e { $high }.
trust-exact = I dati ci sono tutti: ogni risultato chiave è stato aggiornato almeno una volta.
trust-no-revenue = Senza un KPI di ricavo non c’è un giudizio sui ricavi.
trust-disagrees = { $owner }: fiducia { $confidence } su 10, { $pace } secondo l’andamento
trust-firm = Se il ciclo finisse ora: { $result }. Con pesi un po’ diversi il punteggio andrebbe da { $low } a { $high }, con lo stesso risultato in { $same } prove su { $rules }.
trust-firm-all = Se il ciclo finisse ora: { $result }. Con pesi un po’ diversi il punteggio andrebbe da { $low } a { $high }, con lo stesso risultato in tutte le { $rules } prove.
trust-result = { $verdict } («{ $band }»)
trust-result-band = «{ $band }»
trust-firm-red = Non può essere migliore finché un reparto o i ricavi sono in rosso.
sheet-first-blocked = Ostacolo:
trust-firm-ended = Con pesi un po’ diversi il punteggio andrebbe da { $low } a { $high }, con lo stesso risultato («{ $band }») in { $same } prove su { $rules }.
trust-firm-ended-all = Con pesi un po’ diversi il punteggio andrebbe da { $low } a { $high }, con lo stesso risultato («{ $band }») in tutte le { $rules } prove.
trust-firm-lever = In { $same } prove la mossa migliore è in { $place }.
trust-firm-lever-all = In tutte le prove la mossa migliore è in { $place }.
trust-clean = Nessun dato è da ricontrollare.
and-more = { $count ->
    [one] e un altro
   *[other] e altri { $count }
  }
revision = Revisione { $revision }
how = Come si calcola il punteggio
what-if = E se…?
sheet-first = Mossa migliore:
trust-short-exact = I dati ci sono tutti
trust-short-open = Mancano dati: il punteggio potrebbe stare fra { $low } e { $high }
trust-short-empty = Mancano dei reparti: il punteggio potrebbe stare fra { $low } e { $high }
trust-short-doubtful = { $count ->
    [one] uno da ricontrollare
   *[other] { $count } da ricontrollare
  }
fall-pillar-purpose = Lo scopo è indietro rispetto ai ricavi
fall-pillar-revenue = I ricavi sono indietro rispetto allo scopo
sheet-expected-then = atteso a quella data: { $at }
sheet-first-gain = vale { $gain } punti
fall-average = Media semplice
trust-never = Alcuni dati non sono mai arrivati; valgono 0.
trust-short-never = Alcuni dati non sono mai arrivati

score-change = Perché il punteggio è cambiato
score-change-lead = Da { $score } il { $from } a { $now } il { $to }, voce per voce.
score-change-no-score = Il { $from } o il { $to } non c’è un punteggio: non c’è nulla da spiegare.
score-change-from = Dal
score-change-to = al
score-change-visit = dalla tua ultima visita, { $day }
score-change-week = ultima settimana
score-change-month = ultime quattro settimane
score-change-cycle = dall’inizio del ciclo
score-change-plan = Modifiche al piano
score-change-policy = Modifiche alle regole di punteggio
score-change-none = Nessuna.
score-change-note = Ogni riga indica l’effetto sul punteggio in punti su 100; la somma è la variazione totale. Senza aggiornamento non si guadagnano punti.
score-change-way = dal { $from } al { $to } del percorso
score-change-new = nuovo, al { $to } del percorso
score-change-gone = non conta più, era al { $from }
score-change-rest = { $count ->
    [one] un altro
   *[other] altri { $count }
}
score-change-entries = { $count ->
    [one] Una modifica
   *[other] { $count } modifiche
}
sheet-pace = { $status }; { $expected }
sheet-since-visit = dalla tua ultima visita, il { $day }
news = Ultimi aggiornamenti
news-since = Dalla tua ultima visita
behind = Che cosa frena { $name }: le ultime note
