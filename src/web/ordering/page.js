// Lists that are ordered by hand: rows can be dragged, too; dropping one saves the order.
document.querySelectorAll("form.ordering").forEach((form) => {
  const list = form.querySelector("ol");
  let dragged;
  list.querySelectorAll("li").forEach((row) => { row.draggable = true; });
  list.addEventListener("dragstart", (event) => { dragged = event.target.closest("li"); dragged?.classList.add("dragged"); });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    list.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextElementSibling : over);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    if (dragged) form.submit();
    dragged = undefined;
  });
});
