// Reads the top card of a profile; duplicates that are hidden count for nothing.
(card) => {
  const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  const seen = (selector) => [...card.querySelectorAll(selector)].filter(isVisible);
  return {
    key: card.getAttribute("componentkey") || "",
    leaves: seen("span, p, div")
      .filter((element) => element.childElementCount === 0)
      .map((element) => element.textContent.trim())
      .filter((text) => text && text.length <= 40),
    messageLinks: seen("a[href*='/messaging/compose']").map((link) =>
      link.getAttribute("href"),
    ),
    hasPremiumLink: seen("a[href*='/premium/']").length > 0,
  };
}
