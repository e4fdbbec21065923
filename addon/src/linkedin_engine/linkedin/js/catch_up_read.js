() => {
  const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const hrefs = (e, selector) =>
    [...e.querySelectorAll(selector)].filter(visible).map((a) => a.getAttribute("href"));
  const paragraphs = (card) =>
    [...card.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]
      .filter((e) => visible(e) && !e.closest(`button, ${COMPOSE}, figure`))
      .map((e) => flat(e.textContent))
      .filter(Boolean);
  const lines = (card) => {
    const spoken = new Set(ways(card).flatMap((e) => e.innerText.split("\n").map(flat)));
    return card.innerText.split("\n").map(flat).filter((text) => text && !spoken.has(text));
  };
  const labels = (card) =>
    [...card.querySelectorAll(`img, figure, svg, button, ${COMPOSE}`)]
      .map((e) => e.getAttribute("aria-label") ?? e.getAttribute("alt"))
      .filter(Boolean);
  const button = (e) => ({
    label: e.getAttribute("aria-label") ?? "",
    text: flat(e.innerText),
    is_marked:
      e.querySelector(SEND_ICON) !== null ||
      e.closest('.props-s-cta, [data-view-name="nurture-card-primary-button"]') !== null,
  });
  const facts = (e) => ({
    profile_hrefs: hrefs(e, PROFILE),
    compose_hrefs: hrefs(e, COMPOSE),
    buttons: [...e.querySelectorAll("button")].filter(isTextButton).map(button),
    is_sent: isSent(e),
    paragraphs: paragraphs(e),
    lines: lines(e),
    labels: labels(e),
  });
  const others = items.filter(
    (e) => !isOfCard(e) && !items.some((other) => other !== e && other.contains(e)),
  );
  const loose = [...(main ?? document.body).querySelectorAll(`${COMPOSE}, ${SEND_ICON}`)]
    .filter(rendered)
    .filter((e) => !items.some((item) => item.contains(e)));
  const heading = "h1, h2, h3, h4";
  const text = (e) => flat(e.innerText);
  const own = blocks().filter((e) => text(e) && !hasInside(e, "[role=list], ul"));
  const isIconButton = (e) => text(e) === "";
  const box = scroller();
  const busy = '[role="progressbar"], [aria-busy="true"], [data-testid*="loader"]';
  return {
    path: location.pathname,
    screen: screen?.dataset.sduiScreen ?? "",
    has_root: root !== null,
    is_busy:
      document.readyState === "loading" ||
      [...(main ?? document.body).querySelectorAll(busy)].some(visible),
    is_at_end: box.scrollTop + box.clientHeight > box.scrollHeight - 5,
    offset: Math.round(box.scrollTop),
    cards: cards.map(facts),
    others: others.map(facts),
    loose_signs: loose.length,
    headings: own.filter(
      (e) =>
        hasInside(e, heading) &&
        !hasInside(e, `${PROFILE}, ${COMPOSE}, [role=button]`) &&
        ![...e.querySelectorAll("button")].some(isIconButton),
    ).length,
    opaque: own
      .filter((e) => !hasInside(e, `${heading}, a[href]`))
      .filter((e) => ![...e.querySelectorAll("button")].some((b) => text(b) === text(e)))
      .filter((e) => !e.matches("button, p"))
      .map(text),
  };
}
