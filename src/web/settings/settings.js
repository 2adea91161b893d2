
// Settings and set-up: conveniences only; every form works without them.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(field.value);
      field.select();
      button.textContent = button.dataset.copied;
    });
  }

  const zone = document.querySelector("[data-own-zone=yes]");
  if (zone) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...zone.options].some((option) => option.value === own)) zone.value = own;
  }

  for (const form of document.querySelectorAll("form[data-live]")) {
    const shown = () => document.getElementById(form.dataset.live);
    let waiting, asked = 0;
    const refresh = async () => {
      const turn = ++asked;
      const fields = new FormData(form);
      fields.set("then", "preview");
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
      if (!response || turn !== asked) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById(form.dataset.live);
      if (fresh) shown().replaceWith(document.adoptNode(fresh));
    };
    form.addEventListener("input", (event) => {
      if (event.target.name === "reason") return;
      clearTimeout(waiting);
      waiting = setTimeout(refresh, 300);
    });
  }
})();
