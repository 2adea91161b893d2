"use strict";

// What only chooses what is shown follows the choice; a day only once it is typed in full.
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
