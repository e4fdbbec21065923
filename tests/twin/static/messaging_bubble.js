/* A conversation in a bubble at the foot of the page. */
import { Conversation } from "./messaging_conversation.js";
import { confirmDiscard } from "./messaging_dialogs.js";
import { element } from "./messaging_dom.js";

const MINIMIZED = "data-msg-overlay-conversation-bubble-is-minimized";
const OPEN = "data-msg-overlay-conversation-bubble-open";
const ACTIVE = "msg-overlay-conversation-bubble--is-active";

export class Bubble {
  constructor({ conversation, outlet, fromCard, restored, onClosed }) {
    this.root = element(conversation.html);
    this.outlet = outlet;
    this.onClosed = onClosed;
    this.conversation = new Conversation({
      root: this.root,
      data: conversation,
      host: outlet.host,
      fromCard,
      text: restored?.draft,
    });
    outlet.container.append(this.root);
    this.root.addEventListener("focusin", () => this.activate());
    this.listen();
    this.activate();
    if (restored?.minimized) this.minimize(true);
  }

  get isMinimized() {
    return this.root.getAttribute(MINIMIZED) === "true";
  }

  /** Let the composer and the messages appear. */
  reveal() {
    return this.conversation.reveal();
  }

  /** Come to the front for another click on the same member. */
  focus(prefill) {
    this.minimize(false);
    this.activate();
    const { composer } = this.conversation;
    if (composer && !composer.text && prefill) composer.show(prefill);
    this.root.focus();
    return this;
  }

  /** Hide everything but the header, or show it again. */
  minimize(hidden) {
    this.root.setAttribute(MINIMIZED, String(hidden));
    this.root.toggleAttribute(OPEN, !hidden);
    this.root.classList.toggle("msg-overlay-conversation-bubble--is-minimized", hidden);
    this.root
      .querySelector(".msg-overlay-conversation-bubble__expand-btn")
      .setAttribute("aria-expanded", String(!hidden));
  }

  /** Close, after a question when a person's draft would be lost. */
  async close() {
    const { composer, data } = this.conversation;
    const asks = !data.begun && composer?.isTouched;
    if (asks && !(await confirmDiscard(data, this.outlet.host))) return;
    this.root.remove();
    this.onClosed();
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const header = event.target.closest("header");
      if (!header) return;
      const buttons = [...header.querySelectorAll("button")];
      const button = event.target.closest("button");
      if (button === buttons.at(-1)) this.close();
      else if (button === buttons.at(-2)) this.minimize(!this.isMinimized);
      else if (!button && !event.target.closest("a")) this.minimize(!this.isMinimized);
    });
  }

  activate() {
    for (const other of this.outlet.container.children) {
      other.classList.toggle(ACTIVE, other === this.root);
    }
  }
}
