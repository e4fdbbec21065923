// Says what a dialog is; bubbles are dialogs too, by role.
(dialog) => ({
  visible:
    dialog.checkVisibility({ visibilityProperty: true }) &&
    dialog.getClientRects().length > 0,
  bubble: dialog.matches(
    ".msg-overlay-conversation-bubble, [data-msg-overlay-conversation-bubble-is-minimized]",
  ),
  premium: dialog.querySelector("a[href*='/premium/']") !== null,
  text: dialog.innerText,
})
