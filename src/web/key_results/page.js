
// The form of a key result: shows the fields of the chosen kind of measure, and adds a row when the last is filled.
document.querySelectorAll("form.measured").forEach((form) => {
  const show = () => {
    const chosen = form.querySelector("[name='measure/kind']:checked");
    form.querySelectorAll(".of-kind").forEach((group) => {
      group.hidden = Boolean(chosen) && !group.dataset.kind.split(" ").includes(chosen.value);
    });
  };
  form.querySelectorAll("[name='measure/kind']").forEach((kind) => kind.addEventListener("change", show));
  show();
  const rows = form.querySelector(".step-rows");
  if (!rows) return;
  rows.addEventListener("input", (event) => {
    const last = rows.lastElementChild;
    if (!last.contains(event.target) || !event.target.name.endsWith("/title")) return;
    const place = rows.children.length, next = last.cloneNode(true);
    next.querySelectorAll("input[type=hidden], .wrong").forEach((old) => old.remove());
    next.querySelectorAll("input").forEach((input) => {
      input.name = input.id = input.name.replace(/steps\/\d+/, `steps/${place}`);
      input.value = input.name.endsWith("weight") ? "1" : "";
      input.removeAttribute("aria-invalid");
    });
    next.querySelectorAll("label").forEach((label) => {
      label.htmlFor = label.htmlFor.replace(/steps\/\d+/, `steps/${place}`);
      label.textContent = label.textContent.replace(/\d+/, String(place + 1));
    });
    rows.append(next);
  });
});
