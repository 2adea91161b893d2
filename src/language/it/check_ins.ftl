check-in-waiting = { $count ->
    [one] Un risultato aspetta il tuo aggiornamento.
   *[other] { $count } risultati aspettano il tuo aggiornamento.
}
check-in-none = Non hai nulla da aggiornare.
check-in-none-until = Per ora non hai nulla da aggiornare. Il prossimo risultato { $day }.
check-in-later = Non ancora in scadenza
check-in-whose = Mostra
check-in-mine = I miei risultati
check-in-empty = Nei cicli in corso non hai nessun risultato chiave da aggiornare a mano. Quando ne avrai uno, lo troverai qui; per aggiornare al posto di un collega, scegli qui sopra un reparto.
check-in-empty-department = Nei cicli in corso questo reparto non ha nessun risultato chiave da aggiornare a mano.
check-in-keys = Tab: valore successivo · Alt + ↓: fiducia, nota, giorno · Invio o Ctrl + Invio: salva tutto quello che hai scritto
check-in-more = Fiducia, nota, giorno
check-in-confidence = Fiducia, da 0 a 10
confidence-last = l’ultima: { $last }
check-in-note-hint = Che cosa è successo, in una riga
check-in-history = Storico e grafico
check-in-nothing-typed = Non hai ancora scritto nulla: inserisci un valore o spunta una tappa, poi salva.
check-ins-saved = { $count ->
    [one] Un risultato è stato salvato.
   *[other] { $count } risultati sono stati salvati.
}
check-ins-refused = { $count ->
    [one] Un risultato va rivisto; quello che hai scritto è rimasto.
   *[other] { $count } risultati vanno rivisti; quello che hai scritto è rimasto.
}
observed-on = Rilevato il
value-last = ultimo: { $last }
measure-from-to = da { $start } a { $target }
measure-between = tra { $low } e { $high }
measure-at-least = almeno { $low }
measure-at-most = al massimo { $high }
measure-tolerance = { $range }; conta in parte fino a uno scarto di { $tolerance }
measure-steps = { $count ->
    [one] una tappa
   *[other] { $count } tappe
}
steps-done = { $done } di { $all } tappe
score-moved = { $what } { $before } → { $after }
score-stays = { $what } resta a { $score }
the-company = Azienda
due-today = scade oggi
due-tomorrow = scade domani
due-on = scade il { $day }
due-ago = { $count ->
    [one] scaduto ieri
   *[other] scaduto da { $count } giorni
}
check-in-too-many = Si possono salvare al massimo { $max } aggiornamenti alla volta: salvali in più parti.
check-in-due = Da aggiornare ora
