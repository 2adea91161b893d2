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

// A long select gets a field above it: what is typed leaves the options with these words, and takes the first of them.
const LONG = 20;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
document.querySelectorAll("select").forEach((select) => {
  if (select.options.length < LONG || select.querySelector("optgroup")) return;
  const all = [...select.options], field = document.createElement("input");
  Object.assign(field, { type: "search", className: "options-with", placeholder: document.body.dataset.narrow, autocomplete: "off" });
  field.setAttribute("aria-label", `${document.body.dataset.narrow} ${select.labels[0]?.textContent ?? ""}`.trim());
  select.before(field);
  let before = select.value;
  field.addEventListener("input", () => {
    const words = folded(field.value).split(/\s+/);
    const found = all.filter((one) => words.every((word) => folded(one.text).includes(word)));
    const chosen = field.value.trim() ? found[0] : all.find((one) => one.value === before);
    select.replaceChildren(...(found.length ? found : all));
    if (chosen) chosen.selected = true;
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); field.blur(); } });
  field.addEventListener("change", () => {
    if (select.value === before) return;
    before = select.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
