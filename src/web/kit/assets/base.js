"use strict";

// The number that a person typed, in the format of the page's language; NaN if it is none.
const readNumber = (text) => {
  const comma = document.documentElement.lang === "it";
  const plain = text.trim().replace(/[\u2013\u2212]/, "-").replace(/[\s'\u2019%\p{Sc}]/gu, "");
  const [mark, group] = comma ? [",", "."] : [".", ","];
  const grouped = plain.includes(mark) || new RegExp(`^[-+]?[1-9]\\d{0,2}(\\${group}\\d{3})+$`).test(plain);
  const number = (grouped ? plain.replaceAll(group, "") : plain).replace(",", ".");
  return number === "" ? NaN : Number(number);
};

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

document.querySelectorAll("button.print").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
