what-if-lead = Sposta i cursori sui valori che ritieni raggiungibili e guarda come cambia il punteggio. Finché provi non si salva nulla.
what-if-nothing = Non c’è ancora un punteggio che possa cambiare.
what-if-count = Calcola
what-if-reset = Torna ai valori attuali
what-if-now = Oggi: { $score }.
what-if-before = Adesso
what-if-then = Dopo
what-if-change = Differenza
what-if-more = { $count ->
    [one] Mostra un altro risultato chiave
   *[other] Mostra altri { $count } risultati chiave
  }
what-if-all = Tutti i reparti
what-if-policy = Le regole del punteggio
what-if-revenue = Peso dei ricavi
what-if-revenue-note = Il resto è lo scopo.
what-if-balance = Equilibrio: quanto pesa il più debole
what-if-balance-note = Allo 0% la media semplice, al 100% solo il più debole.
what-if-department = Punteggio di { $name }
what-if-revenue-score = Punteggio dei ricavi
what-if-key-results = { $count ->
    [one] Il suo risultato chiave
   *[other] I suoi { $count } risultati chiave
}
what-if-only = Con tappe intere si arriva solo a { $score }.
what-if-gap = Qui non c’è ancora nulla che conti: costa fino a { $points } punti.
what-if-moved = { $count ->
    [one] Dovrebbe cambiare un valore
   *[other] Dovrebbero cambiare { $count } valori
  }
what-if-target = Imposta come traguardo
what-if-ease = Allenta il traguardo a questo valore
what-if-link = Link a questo scenario
what-if-link-help = Chi ha accesso e lo apre vede lo stesso scenario.
what-if-follow = Seguono il punteggio del reparto; riportalo al valore attuale per muoverli uno per uno.
