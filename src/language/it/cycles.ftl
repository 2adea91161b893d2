cycle-add = Aggiungi un ciclo
cycle-edit = Modifica il ciclo
cycle-delete = Elimina il ciclo
cycle-delete-sure = «{ $name }» verrà eliminato, con i traguardi e le regole di punteggio stabiliti per questo ciclo. L’operazione è irreversibile. Un ciclo con obiettivi non si può eliminare.
cycle-name-help = Per esempio «1° trimestre 2027».
cycle-state = Stato
cycle-state-help = Finché il ciclo è in preparazione, lo si costruisce; quando è in corso, per cambiare ciò che si è promesso serve un motivo.
cycle-planned-help = È in preparazione. Avvialo quando obiettivi e risultati chiave sono concordati: da allora, per cambiare ciò che si è promesso serve un motivo.
cycle-activate = Avvia il ciclo
cycle-nothing-measured = Non c’è ancora nulla che conti.
cycle-close = Chiudi il ciclo
cycle-close-title = Chiudi { $name }
cycle-close-help = Ripercorri il ciclo con gli altri: assegna un voto a ciò che è stato raggiunto, scrivi che cosa si è imparato, indica dove prosegue il lavoro non finito.
cycle-close-early = Il ciclo dura fino al { $day }. Se lo chiudi oggi, i punteggi restano come sono oggi.
cycle-close-look = Rivedi tutto
cycle-close-sure = Chiudere { $name } definitivamente?
cycle-close-for-good = L’operazione è irreversibile. I punteggi restano come sono oggi, e nel ciclo non si può più cambiare nulla.
cycle-close-now = Chiudi definitivamente
cycle-close-back = Torna al modulo
closed-on = chiuso il { $day }
starts-on = Primo giorno
ends-on = Ultimo giorno
state = Fase
brands = Marchi
how-it-goes = Come va
how-it-went = Com’è andata
retrospective = Retrospettiva
retrospective-none = Nessuno l’ha scritta.
retrospective-ask = Che cosa abbiamo imparato?
retrospective-help = Che cosa è andato bene, che cosa no, che cosa faremo in modo diverso. Puoi usare Markdown.
grades = Voti
grades-help = Il tuo giudizio da 0 a 100, accanto a ciò che è stato raggiunto. Non cambia mai un punteggio; lascia vuoto ciò che non vuoi valutare.
grades-none = Non è stato dato nessun voto.
grade = Voto
grade-comment = Perché
reached = Raggiunto
graded-of = { $graded } risultati chiave su { $all } con un voto
close-nothing-to-grade = Il ciclo non ha risultati chiave da valutare.
carry-over = Lavoro non finito
carry-over-ask = Prosegue in
carry-over-help = Gli obiettivi si copiano con ciò che non è raggiunto: i risultati chiave ripartono da dove sono, con le tappe aperte e i referenti.
carry-nowhere = Non prosegue nulla
carry-count = { $count ->
    [0] Non resta nulla per
    [one] 1 risultato chiave incompiuto prosegue in
   *[other] { $count } risultati chiave incompiuti proseguono in
}
carried-over = Che cosa prosegue
carried-none = Non prosegue nulla.
done-cycle-added = Il ciclo è stato aggiunto. Ora i reparti possono definire i propri obiettivi.
done-cycle-activated = Il ciclo è in corso.
done-cycle-deleted = Il ciclo è stato eliminato.
done-cycle-closed = Il ciclo è chiuso.
field-too-large-grade = Il voto va da 0 a 100.
field-too-small-grade = Il voto va da 0 a 100.
field-required-grade = Dai un voto, oppure togli il commento.
field-too-short-grade = Dai un voto, oppure togli il commento.
field-wrong-type-grade = Il voto è un numero da 0 a 100; se non lo dai, lascia vuoto anche il commento.
cycles-ask = Chiedi a un dirigente di aggiungerne uno.
cycle-days-left = { $count ->
    [0] finisce oggi
    [one] manca 1 giorno
   *[other] mancano { $count } giorni
}
cycle-begins-in = { $count ->
    [one] comincia domani
   *[other] comincia tra { $count } giorni
}
cycle-ended-since = { $count ->
    [one] finito ieri, da chiudere
   *[other] finito da { $count } giorni, da chiudere
}
grades-keep = Salva questi voti
grades-kept = Salvati nella tua bozza.
