# I cicli proposti.
cycle-presets = Compila con:
next-cycle = Questo ciclo finisce il { $day } e quello successivo non è ancora pianificato.
next-cycle-add = Pianifica { $name }
fiscal-year-starts = L’esercizio inizia a
fiscal-year-starts-help = I trimestri e gli anni proposti per i nuovi cicli partono da qui.
member-guided = Guida al primo punteggio
fault-starting-point-part = non fa parte di questo esempio

# La guida.
guide = Primi passi
guide-lead = Da qui al primo punteggio in pochi minuti: parti da un’azienda di esempio e cambiala, oppure vai un passo alla volta.
guide-take = Parti da un esempio
guide-or = oppure un passo alla volta:
guide-next = Prossimo passo →
guide-done = Ora il punteggio dice qualcosa: c’è uno scopo, ci sono reparti con i loro risultati, i ricavi e le persone che li aggiornano. D’ora in poi ognuno aggiorna i suoi risultati ogni settimana.
guide-close = Chiudi la guida
done-guide-closed = La guida è chiusa.
step-done = (fatto)
step-purpose = Scrivi lo scopo
step-purpose-why = Una frase: che cosa cambia, e per chi, grazie alla tua azienda. Tutto il resto si misura su questo.
step-departments = Aggiungi i reparti
step-departments-why = Tutti quelli che condividono lo scopo, come Vendite, Logistica, Acquisti. Ognuno conta.
step-cycle = Apri un ciclo
step-cycle-why = Le settimane in cui si lavora agli obiettivi: di solito un trimestre.
step-cycle-start = Avvia il ciclo
step-cycle-start-why = Le settimane sono decise. Gli aggiornamenti si chiedono quando il ciclo è in corso.
step-objective = Fissa il primo obiettivo, con un risultato chiave
step-objective-why = Che cosa vuole raggiungere un reparto per lo scopo, e il numero o le tappe che lo mostrano.
step-measure = Fai il primo aggiornamento
step-measure-why = Basta un valore per il primo punteggio; ogni altro lo rende più solido.
step-revenue = Misura i ricavi
step-revenue-why = Un KPI di ricavo con il suo traguardo e un primo valore: il punteggio pesa insieme ricavi e scopo.
step-people = Invita le persone
step-people-why = Ogni risultato chiave ha un referente, che lo aggiorna ogni settimana.
purpose-example = Per esempio: «Chi costruisce, entro un’ora di strada, trova oggi quello che gli serve, da gente del mestiere.»
purpose-whole-model = Scrivi l’intero Modello

# Gli esempi di partenza.
starting-points = Esempi di partenza
starting-points-lead = Sei aziende di esempio con reparti, obiettivi, misure e KPI. Scegli quella che ti somiglia di più: ciò che prendi è tuo e lo puoi cambiare.
starting-point-help = Togli la spunta a ciò che non va bene. Tutto si può cambiare dopo: nomi, traguardi, valori di partenza, referenti.
starting-point-purpose = Il tuo scopo, in una frase
starting-point-purpose-help = Questo è un esempio: scrivi il tuo.
starting-point-take = Prendi ciò che è spuntato
starting-point-into = Va nel ciclo { $cycle }, dal { $from } al { $to }.
starting-point-into-planned = Va nel ciclo pianificato { $cycle }, dal { $from } al { $to }.
starting-point-weight = Peso { $weight }.
starting-point-kpis = I traguardi sono proposte per questo ciclo: metti i tuoi.
starting-point-target = Traguardo di { $kpi }
starting-point-owner = Referente di obiettivi e risultati chiave
starting-point-owner-help = Si possono affidare ad altri uno per uno, più avanti.
done-starting-point-taken = Ora è tutto tuo. Nomi, traguardi e referenti si possono cambiare in ogni momento.
person-no-department = Nessuno per ora
person-department-help = Dove lavora la persona: potrà aggiornare i risultati di questo reparto.
person-lead-new = Guida questo reparto (dal ruolo di responsabile in su)
fault-assumed-department = non è un reparto che partecipa a questo ciclo
fault-assumed-department-empty = non ha nulla che conti, quindi nulla si può muovere
fault-assumed-no-revenue = in questo ciclo nessun KPI di ricavo ha un traguardo
first-objective = Un obiettivo per { $name }
first-up-to = fino a { $gain }
pillar-at-zero = i reparti nel loro insieme, frenati da { $names } e { $last }, a 0
pillar-many-at-zero = { $count ->
    [one] i reparti nel loro insieme, uno dei quali a 0
   *[other] i reparti nel loro insieme, { $count } dei quali a 0
}
