what-if-lead = Sposta quello che potreste raggiungere e guarda che cosa fa al punteggio. Non si salva nulla.
what-if-nothing = Non c’è ancora un punteggio che possa cambiare.
what-if-count = Calcola
what-if-reset = Com’è adesso
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
what-if-revenue = Quanto pesano i ricavi
what-if-revenue-note = Il resto è lo scopo.
what-if-balance = Quanto pesa l’anello più debole
what-if-balance-note = Allo 0 % la semplice media, al 100 % solo il più debole.
what-if-between = da { $from } a { $to }
what-if-within = da tenere fra { $low } e { $high }
what-if-steps = { $count ->
    [one] una tappa
   *[other] tappe in ordine, { $count } in tutto
  }
