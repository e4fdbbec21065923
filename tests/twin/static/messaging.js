/* Catches clicks on compose links before the page follows them; the rest loads later. */
(() => {
  const app = import("/static/messaging_app.js");

  const fromLink = (link, opens) => {
    const query = new URL(link.href, location.href).searchParams;
    if (query.get("interop") !== "msgOverlay") return null;
    return { query, opens, dialog: false, fromCard: query.has("propUrn") };
  };

  const fromButton = (button, opens) => {
    const { twinMember, twinBody } = button.dataset;
    const query = new URLSearchParams({
      profileUrn: `urn:li:fsd_profile:${twinMember}`,
      recipient: twinMember,
      body: twinBody ?? button.textContent.trim(),
    });
    return { query, opens, dialog: window.twin.variant === "v2", fromCard: true };
  };

  document.addEventListener(
    "click",
    (event) => {
      const control = event.target.closest?.(
        'a[href*="/messaging/compose"], button[data-twin-member]',
      );
      if (!control || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      const opens = control.closest("[data-twin-opens]")?.dataset.twinOpens ?? "";
      const read = control.matches("a") ? fromLink : fromButton;
      const request = read(control, opens);
      if (!request) return;
      event.preventDefault();
      app.then(({ open }) => open(request));
    },
    true,
  );

  app.then(({ start }) => start());
})();
