// Lists whose rows can be marked: a box in the head of each table marks all of its rows.
document.querySelectorAll("form:has(.bulk) table").forEach((table) => {
  const head = table.querySelector("th.mark-cell"), boxes = [...table.querySelectorAll("td.mark-cell input")];
  if (!head || boxes.length < 2) return;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.textContent);
  const look = () => { all.checked = boxes.every((box) => box.checked); all.indeterminate = !all.checked && boxes.some((box) => box.checked); };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", look));
  head.append(all);
  look();
});
