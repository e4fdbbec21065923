/* What every page does: report clicks on what no program should click, go places. */
(() => {
  const report = (name) =>
    fetch("/twin/trap", { method: "POST", body: JSON.stringify({ name }), keepalive: true });

  window.addEventListener(
    "click",
    (event) => {
      const bait = event.target.closest?.("[data-twin-bait]");
      if (bait) report(bait.dataset.twinBait);
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("[data-twin-goto], [data-twin-menu], [data-twin-dismiss]");
    if (!control) return;
    if (control.matches("a")) event.preventDefault();
    if (control.dataset.twinGoto) location.assign(control.dataset.twinGoto);
    if (control.matches("[data-twin-menu]")) report("menu");
    if (control.matches("[data-twin-dismiss]")) control.closest("[data-twin-nag]").remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector("[data-twin-nag]")?.remove();
  });
})();
