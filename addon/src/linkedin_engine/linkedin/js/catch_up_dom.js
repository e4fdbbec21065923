const rendered = (e) => {
  const box = e.getBoundingClientRect();
  return (
    e.getClientRects().length > 0 &&
    box.right > 0 &&
    e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  );
};
// Icons are hidden from readers on purpose; links and texts are not.
const visible = (e) => rendered(e) && e.closest('[aria-hidden="true"]') === null;
// Ids of icons repeat on every card, so they are looked up as attributes.
const COMPOSE = 'a[href*="/messaging/compose"]';
const SEND_ICON = '[id^="send-privately"]';
const SENT_ICON = '[id^="signal-success"]';
const PROFILE = 'a[href*="/in/"]';
const main = document.querySelector("main") ?? document.querySelector('[role="main"]');
const screens = [...document.querySelectorAll("[data-sdui-screen]")].filter(visible);
const screen = screens.find((e) => e.dataset.sduiScreen.includes("CatchUp")) ?? null;
const root =
  screen ??
  (screens.length > 0
    ? null
    : (document.querySelector("main .scaffold-finite-scroll__content") ??
      document.querySelector("main article")?.closest("ul") ??
      null));
const isTextButton = (e) =>
  visible(e) &&
  !e.disabled &&
  !e.hasAttribute("aria-haspopup") &&
  !e.hasAttribute("aria-expanded") &&
  (e.querySelector(SEND_ICON) !== null || e.innerText.trim() !== "");
const ways = (e) => [
  ...[...e.querySelectorAll(COMPOSE)].filter(visible),
  ...[...e.querySelectorAll("button")].filter(isTextButton),
];
const isSent = (e) => [...e.querySelectorAll(SENT_ICON)].some(rendered);
const hasProfile = (e) => [...e.querySelectorAll(PROFILE)].some(visible);
const items = root
  ? [...root.querySelectorAll('[role="listitem"], li, article')].filter(visible)
  : [];
const like = items.filter((e) => hasProfile(e) && (ways(e).length > 0 || isSent(e)));
// The innermost element that is a card: Ember wraps an article in a list item.
const cards = like.filter((e) => !like.some((other) => other !== e && e.contains(other)));
const isOfCard = (e) => cards.some((card) => card.contains(e) || e.contains(card));
const hasInside = (e, selector) => e.matches(selector) || e.querySelector(selector) !== null;
const scroller = () => {
  for (let e = cards.at(-1) ?? root; e && e !== document.body; e = e.parentElement) {
    const { overflowY } = getComputedStyle(e);
    if (/auto|scroll/.test(overflowY) && e.scrollHeight > e.clientHeight + 1) return e;
  }
  return document.scrollingElement;
};
// What the column is made of: below the root, as far down as there is only one.
const blocks = () => {
  let within = root;
  const shown = (e) => [...e.children].filter(visible);
  while (within && shown(within).length === 1) within = shown(within)[0];
  return within ? shown(within).filter((e) => !isOfCard(e)) : [];
};
