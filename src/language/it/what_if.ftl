what-if-lead = Muovi i cursori fin dove potresti arrivare e guarda come cambia il punteggio. Non si salva nulla.
what-if-nothing = Non c’è ancora un punteggio che possa cambiare.
what-if-count = Calcola
what-if-reset = Torna ai valori attuali
what-if-now = Adesso è { $score }.
what-if-before = Adesso
what-if-then = Dopo
what-if-change = Differenza
what-if-more = { $count ->
    [one] Un altro risultato chiave di questo reparto
   *[other] Altri { $count } risultati chiave di questo reparto
  }
what-if-all = Tutti i reparti
what-if-policy = Le regole del punteggio
what-if-revenue = Peso dei ricavi
what-if-revenue-note = Il resto è lo scopo.
what-if-balance = Quanto pesa l’anello più debole
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
    [one] Il valore che ci vuole
   *[other] I { $count } valori che ci vogliono
}
what-if-target = Fanne un traguardo
what-if-link = Link a questo scenario
what-if-link-help = Resta nell’indirizzo: chi può accedere vede lo stesso.
