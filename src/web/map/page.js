
// Shows below the map the name of the sector that has the pointer or the focus.
{
  const caption = document.getElementById("map-caption");
  const map = caption && caption.parentElement;
  const first = caption && caption.textContent;
  const tell = (event) => {
    const sector = event.target.closest && event.target.closest("a");
    caption.textContent = sector ? sector.querySelector("title").textContent : first;
  };
  if (map) for (const kind of ["pointerover", "focusin"]) map.addEventListener(kind, tell);
  if (map) map.addEventListener("pointerleave", () => { caption.textContent = first; });
}
