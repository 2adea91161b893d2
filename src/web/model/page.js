
// Adds and removes rows of a form. A new row copies the empty one at the end, so the form works without this script; a
// form may have a button that does the same by sending the form.
for (const list of document.querySelectorAll("[data-rows]")) {
  const add = list.querySelector("[data-more]") ?? document.createElement("button");
  add.type = "button";
  add.className = "quiet";
  add.textContent = list.dataset.add;
  add.addEventListener("click", () => {
    const rows = list.querySelectorAll("[data-row]");
    const copy = rows[rows.length - 1].cloneNode(true);
    const number = (text) => text.replace(/^(\w+)\/\d+/, `$1/${rows.length}`);
    for (const element of copy.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, number(element.getAttribute(name)));
      }
      if (element.matches("input, textarea")) element.value = "";
      element.removeAttribute("aria-invalid");
    }
    for (const wrong of copy.querySelectorAll(".wrong, .moves, [type=hidden], button")) wrong.remove();
    rows[rows.length - 1].after(copy);
    removable(copy);
    copy.querySelector("input, textarea, select").focus();
  });
  list.append(add);
  for (const row of list.querySelectorAll("[data-row]")) removable(row);

  function removable(row) {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "link";
    remove.textContent = list.dataset.remove;
    remove.addEventListener("click", () => {
      for (const field of row.querySelectorAll("input:not([type=hidden]), textarea")) field.value = "";
      row.hidden = true;
      add.focus();
    });
    row.append(remove);
  }
}
