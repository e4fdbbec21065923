// Reads one conversation, a bubble or the full page's pane, into plain facts.
(root) => {
  const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  const all = (selector) => [...root.querySelectorAll(selector)];
  const seen = (selector) => all(selector).filter(isVisible);
  const hrefs = (selector) =>
    seen(selector).map((link) => link.getAttribute("href"));

  const isBlock = (node) => /^(P|DIV|LI|UL|OL|BLOCKQUOTE)$/.test(node.nodeName);
  const textOf = (element) => {
    let text = "";
    const walk = (parent) => {
      for (const node of parent.childNodes) {
        if (node.nodeName === "BR") {
          // The last one of a block only gives the block its height.
          if (node.nextSibling || !(isBlock(parent) || parent === element)) text += "\n";
        } else if (node.nodeName === "IMG") {
          text += node.alt;
        } else if (node.nodeType === Node.TEXT_NODE) {
          text += node.data;
        } else if (node.nodeType === Node.ELEMENT_NODE) {
          if (isBlock(node) && node.previousSibling) text += "\n";
          walk(node);
        }
      }
    };
    walk(element);
    return text;
  };

  const messages = all("[data-event-urn]").map((item) => {
    const body = item.querySelector(".msg-s-event-listitem__body");
    return {
      urn: item.dataset.eventUrn,
      text: body ? textOf(body) : "",
      mine: !item.classList.contains("msg-s-event-listitem--other"),
      recalled: Boolean(
        body && body.classList.contains("msg-s-event-listitem__body--recalled"),
      ),
      delivered: Boolean(
        item.querySelector(
          "[class*='sending-indicator--sent'], [data-test-msg-cross-pillar-message-sending-indicator-presenter__sending-indicator--sent]",
        ),
      ),
      failed: Boolean(
        item.querySelector(
          "[class*='sending-indicator--fail'], [class*='sending-indicator--error']",
        ),
      ),
    };
  });

  const composers = seen("[contenteditable='true'][role='textbox']");
  const buttons = seen("button.msg-form__send-button, form button[type='submit']");
  return {
    connected: root.isConnected,
    visible: isVisible(root),
    bubble: root.matches(
      ".msg-overlay-conversation-bubble, [data-msg-overlay-conversation-bubble-is-minimized]",
    ),
    minimized:
      root.getAttribute("data-msg-overlay-conversation-bubble-is-minimized") === "true",
    composes:
      root.classList.contains("msg-overlay-conversation-bubble--is-compose") ||
      seen(".msg-connections-typeahead__added-recipients").length > 0,
    titleLinks: hrefs(
      "header h2 a[href*='/in/'], a.msg-thread__link-to-profile[href*='/in/']",
    ),
    chips: seen(".msg-connections-typeahead__added-recipients .artdeco-pill").map((chip) =>
      chip.textContent.trim(),
    ),
    cardLinks: hrefs(".msg-s-profile-card a[href*='/in/']"),
    messages,
    strangeItems: all(".msg-s-message-list__event").filter(
      (item) => !item.querySelector("[data-event-urn]"),
    ).length,
    hasList: all(".msg-s-message-list, .msg-s-message-list-content").length > 0,
    isLoading: seen(
      ".msg-s-message-list__loader:not(.hidden), .msg-s-message-list [aria-busy='true']",
    ).length > 0,
    composers: composers.length,
    draft: composers.map(textOf).join("\n"),
    held: all("[contenteditable='true'][role='textbox']").map(textOf).join("\n"),
    sendButtons: buttons.length,
    canSend: buttons.length === 1 && !buttons[0].disabled,
    saysEnter: seen(".msg-form__hint-text").length > 0,
    hasSendToggle:
      seen(
        ".msg-form__send-toggle, [data-test-msg-ui-send-mode-toggle-presenter__button]",
      ).length > 0,
    isPaid: seen("a[href*='/premium/'], [class*='inmail-credits']").length > 0,
  };
}
