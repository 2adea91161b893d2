search-hint = Nome o titolo
search-what = Cerca obiettivi, risultati chiave, KPI, reparti e persone per una parte del nome.
search-nothing = Nessun risultato per «{ $q }». Prova con meno lettere o con un’altra parola.
search-found = { $count ->
    [one] Un risultato
   *[other] { $count } risultati
}
search-more = Forse ce ne sono altri: aggiungi una o due lettere.
