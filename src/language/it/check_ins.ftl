check-in-waiting = { $count ->
    [one] C’è un aggiornamento da fare.
   *[other] Ci sono { $count } aggiornamenti da fare.
}
check-in-none = Sei in pari.
check-in-none-until = Sei in pari. Prossimo aggiornamento: { $day }.
check-in-later = Già aggiornati
check-in-whose = Mostra
check-in-mine = I miei risultati
check-in-empty = Nei cicli in corso non hai nessun risultato chiave da aggiornare a mano. Quando ne avrai uno, lo troverai qui.
check-in-empty-department = Nei cicli in corso questo reparto non ha nessun risultato chiave da aggiornare a mano.
check-in-keys = Tab o Invio: valore successivo · Alt + ↓: fiducia, nota, giorno · Ctrl + Invio: salva
check-in-more = Fiducia, nota, giorno
check-in-more-short = Fiducia, nota
check-in-confidence = Fiducia, da 0 a 10
confidence-last = l’ultima: { $last }
check-in-note-hint = Che cosa è successo, in una riga
check-in-history = Storico e grafico
check-in-nothing-typed = Inserisci prima un valore o spunta una tappa.
observed-on = Data
value-last = ultimo: { $last }
measure-from-to = da { $start } a { $target }
measure-between = tra { $low } e { $high }
measure-at-least = almeno { $low }
measure-at-most = al massimo { $high }
measure-tolerance = { $range }; punti parziali fino a { $tolerance } fuori
measure-steps = { $count ->
    [one] una tappa
   *[other] { $count } tappe
}
steps-done = { $done } di { $all } tappe
score-moved = { $what } { $before } → { $after }
score-stays = { $what } { $score }
the-company = Azienda
due-today = scade oggi
due-tomorrow = scade domani
due-on = scade il { $day }
due-ago = { $count ->
    [one] in ritardo di un giorno
   *[other] in ritardo di { $count } giorni
}
check-in-too-many = Si possono salvare al massimo { $max } aggiornamenti alla volta: salvali in più parti.
check-in-due = Da aggiornare ora
check-in-empty-others = Per aggiornare al posto di un collega, scegli qui sopra un reparto.
check-in-save-some = Salva { $done } di { $all }
check-in-save-anyway = Salva comunque
check-ins-saved = { $count ->
    [one] Un aggiornamento salvato.
   *[other] { $count } aggiornamenti salvati.
}
check-ins-taken-back = { $count ->
    [one] Un aggiornamento annullato.
   *[other] { $count } aggiornamenti annullati.
}
check-ins-corrected = { $count ->
    [one] Un aggiornamento corretto.
   *[other] { $count } aggiornamenti corretti.
}
undo = Annulla il salvataggio
redo = Ripristina
undo-until = possibile fino alle { $time }
error-undo-late = Non si può più annullare: sono passati dieci minuti. Puoi ancora correggere ogni aggiornamento nella pagina del suo risultato chiave.
error-undo-changed = Non si può più annullare tutto insieme: l’aggiornamento di «{ $title }» è cambiato nel frattempo.
check-ins-refused = { $count ->
    [one] Un valore va corretto.
   *[other] { $count } valori vanno corretti.
}
check-ins-doubted = { $count ->
    [one] Un valore sembra insolito. È giusto?
   *[other] { $count } valori sembrano insoliti. Sono giusti?
}
check-ins-others-saved = Il resto è salvato.
doubt-way = { $value }? L’ultimo valore era { $last }, il traguardo è { $target }. Correggilo o salva di nuovo per confermarlo.
doubt-after = { $value }? L’ultimo valore era { $last }. Correggilo o salva di nuovo per confermarlo.
doubt-reading = Si legge { $value }. Se intendi { $meant }, scrivi { $typed }; altrimenti salva di nuovo per confermare.
steps-done-count = { $count ->
    [one] Una tappa completata
   *[other] { $count } tappe completate
}
check-in-edit-later = Anche dopo, ogni aggiornamento si può modificare o eliminare dalla pagina del suo risultato chiave.
batch-parts = Quanto ciascuno ha portato al punteggio dell’azienda:
