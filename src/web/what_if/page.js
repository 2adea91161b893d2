
// What if: updates the outcome while sliders are moved.
{
  const form = document.getElementById("what-if");
  if (form) {
    const outcome = document.getElementById("outcome");
    document.getElementById("what-if-send").hidden = true;
    let waiting, asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const address = new URL(form.action);
      address.searchParams.set("only", "outcome");
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
      if (mine !== asked || !answer) return;
      if (answer.ok && !answer.redirected) outcome.innerHTML = await answer.text();
      else form.submit();
    };
    form.addEventListener("input", (event) => {
      const slider = event.target, output = slider.parentElement.querySelector("output");
      if (slider.dataset.least && Number(slider.value) < Number(slider.dataset.least)) slider.value = slider.dataset.least;
      output.textContent = slider.value + output.dataset.suffix;
      slider.parentElement.classList.toggle("moved", slider.value !== slider.dataset.was);
      clearTimeout(waiting);
      waiting = setTimeout(ask, 150);
    });
  }
}
