"use strict";

// Forms that only select what is shown are sent on every change; a date field only once the date is complete.
document.querySelectorAll("form.follows").forEach((form) => {
  const button = form.querySelector("button"), day = form.querySelector("input[type=date]"), shown = day?.value;
  const send = () => {
    form.querySelectorAll("input, select").forEach((field) => { field.disabled = field.value === ""; });
    form.requestSubmit();
  };
  const look = () => { if (day.value && day.value !== shown && day.validity.valid) send(); };
  let waiting;
  button.hidden = !form.querySelector("[type=search]");
  form.addEventListener("change", (event) => {
    clearTimeout(waiting);
    if (event.target.type === "search") return;
    if (event.target === day) { waiting = setTimeout(look, 900); return; }
    if (day) day.value = "";
    send();
  });
  day?.addEventListener("blur", look);
});
