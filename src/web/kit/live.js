
// Watches for changes by others on pages without a form that somebody may be filling in: shows a notice, and reloads the page by itself once nobody has
// touched it for a minute.
{
  const EVERY = 10000, UNTOUCHED = 60000;
  const notice = document.querySelector("#live p");
  let known, touched = Date.now();
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch("/revision", { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const revision = await answer.text();
    known ??= revision;
    if (revision === known) return;
    if (Date.now() - touched > UNTOUCHED) location.reload();
    else notice.hidden = false;
  };
  if (notice && !document.querySelector("main form[method=post]:not([action='/stars'], [action='/views'], [action='/account/department-order'])")) {
    ["pointerdown", "keydown", "wheel"].forEach((kind) => addEventListener(kind, () => { touched = Date.now(); }, { passive: true }));
    document.addEventListener("visibilitychange", ask);
    setInterval(ask, EVERY);
    ask();
  }
}
