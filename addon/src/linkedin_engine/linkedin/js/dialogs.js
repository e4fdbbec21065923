() =>
  blocking.map((e) => ({
    role: e.getAttribute("role") ?? "dialog",
    asks: e.querySelector('input:not([type="hidden"]), select, iframe, form') !== null,
    has_closer: closer(e) !== null,
    text: e.innerText.trim().slice(0, 2000),
  }))
