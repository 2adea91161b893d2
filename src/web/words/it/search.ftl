search-hint = Parte di un nome o di un titolo
search-what = Trova obiettivi, risultati chiave, KPI, reparti e persone da una parte del nome.
search-nothing = Niente si chiama «{ $q }». Prova con meno lettere o con un’altra parola.
search-found = { $count ->
    [one] Un risultato
   *[other] { $count } risultati
}
search-more = Forse ce ne sono altri: aggiungi una o due lettere.
