const visible = (e) =>
  e.getClientRects().length > 0 &&
  e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const within = (root) => [
  ...root.querySelectorAll("dialog, [role=dialog], [role=alertdialog]"),
  ...[...root.querySelectorAll("*")].flatMap((e) =>
    e.shadowRoot ? within(e.shadowRoot) : [],
  ),
];
const BUBBLE =
  ".msg-overlay-conversation-bubble, [data-msg-overlay-conversation-bubble-is-minimized]";
const isMessage = (e) =>
  e.matches(BUBBLE) || e.querySelector('[contenteditable="true"], textarea') !== null;
const blocking = within(document).filter((e) => visible(e) && !isMessage(e));
const CLOSE_ICON = '[id^="close-"], [data-test-icon^="close"], [type^="close"]';
const closer = (dialog) =>
  [...dialog.querySelectorAll("button")].find(
    (e) =>
      visible(e) &&
      (e.getAttribute("aria-label") === "Dismiss" || e.querySelector(CLOSE_ICON) !== null),
  ) ?? null;
