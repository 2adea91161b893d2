nav-meetings = Riunioni
meetings-why = Variazioni, prossime azioni, ostacoli e decisioni.
meetings-coming = Pianificate e aperte
meetings-none = Nessuna riunione in programma.
meetings-ended = Riunioni passate
meetings-blockers = Ostacoli aperti
meeting-add = Pianifica una riunione
meeting-edit = Modifica la riunione
meeting-delete = Elimina la riunione
meeting-delete-sure = «{ $name }» del { $day } viene eliminata con tutto ciò che vi è annotato. Non si può annullare.
meeting-title = Titolo
meeting-title-usual = Riunione settimanale
meeting-held-on = Giorno
meeting-scope = Reparto
meeting-company = Tutta l’azienda
meeting-facilitator = Chi conduce
meeting-facilitator-help = Apre e chiude la riunione, mostra la fiducia di tutti, tiene il verbale.
meeting-rated = Risultati chiave da valutare
meeting-rated-help = Ognuno indica la propria fiducia in questi. Senza selezione si valutano tutti.
meeting-in-cycle = Nel ciclo { $cycle }
meeting-led-by = conduce { $name }
meeting-state-planned = pianificata
meeting-state-open = aperta
meeting-state-ended = conclusa
meeting-sections = Parti della riunione
meeting-open = Apri la riunione
meeting-end = Chiudi la riunione
meeting-reopen = Riapri la riunione
meeting-why = Che cosa è cambiato
meeting-why-since = Dall’ultima riunione del { $from }: da { $score } a { $now }
meeting-why-late = Nella riunione si conosceva { $score }; con i dati arrivati dopo è { $later }.
meeting-why-first = Dall’inizio del ciclo, il { $from }: da { $score } a { $now }
meeting-why-own = La parte di { $name }: { $points }
meeting-why-nothing = Niente ha mosso il punteggio.
meeting-why-early = Il ciclo non è ancora iniziato.
meeting-why-all = Tutte le variazioni
meeting-act = Prossime azioni
meeting-act-over = La riunione è conclusa; le prossime azioni si vedono in Risultati.
meeting-levers = Mosse che valgono di più
meeting-overdue = Aggiornamenti in ritardo
meeting-overdue-none = Nessun aggiornamento è in ritardo.
meeting-due-since = atteso dal { $day }
meeting-off-track = Fuori rotta
meeting-off-track-none = Niente è fuori rotta.
meeting-confidence = Fiducia
meeting-confidence-ask = Quanto sei sicuro che ciascuno sarà raggiunto? 0: per niente, 10: del tutto.
meeting-confidence-private = Le tue risposte le vedi solo tu, finché chi conduce non mostra quelle di tutti.
meeting-confidence-give = Invia le mie risposte
meeting-confidence-change = Cambia le mie risposte
meeting-confidence-shown = Le risposte di tutti
meeting-given = { $count ->
    [0] Nessuno ha ancora risposto.
    [one] Ha risposto una persona:
   *[other] Hanno risposto { $count } persone:
}
meeting-show = Mostra le risposte di tutti
meeting-mean = { $count ->
    [one] da una persona
   *[other] in media, da { $count } persone
}
meeting-unrated = Nessuno l’ha valutato.
meeting-rated-none = Non ci sono risultati chiave da valutare.
meeting-blockers = Ostacoli
meeting-blockers-none = Niente ostacola il lavoro.
meeting-blocker-add = Nuovo ostacolo
meeting-blocker-edit = Modifica l’ostacolo
meeting-blocker-text = Che cosa ostacola il lavoro?
meeting-blocker-open = Aperto
meeting-resolve = Segna come risolto
meeting-unresolve = Riapri
meeting-resolved-on = Risolto il { $day }
meeting-raised-on = dalla riunione del { $day }
meeting-due = Entro
meeting-due-by = entro il { $day }
meeting-late = in ritardo
meeting-text = Testo
meeting-about = Riguarda
meeting-about-nothing = Nessuno
meeting-about-objective = Obiettivo: { $title }
meeting-decisions = Decisioni
meeting-decisions-none = Ancora nessuna decisione.
meeting-decision-add = Nuova decisione
meeting-decision-edit = Modifica la decisione
meeting-decision-text = Che cosa si è deciso?
meeting-minutes = Verbale
meeting-minutes-text = Che cosa si è detto
meeting-minutes-help = Decisioni, ostacoli e fiducia si aggiungono da soli.
meeting-minutes-none = Ancora nessun verbale.
meeting-minutes-print = Verbale stampabile
meeting-count-decisions = { $count ->
    [one] una decisione
   *[other] { $count } decisioni
}
meeting-count-blockers = { $count ->
    [one] un ostacolo
   *[other] { $count } ostacoli
}
meeting-decided-in = { $meeting }, { $day }
done-meeting-ended = La riunione è conclusa.
done-meeting-deleted = La riunione è stata eliminata.
present = Presenta
present-of = Presentazione dei risultati
present-page = { $page } / { $pages }
present-next = Avanti
present-back = Indietro
present-leave = Esci dalla presentazione
present-decisions = Che cosa abbiamo deciso
present-decisions-none = In questo ciclo non si è ancora conclusa nessuna riunione.
