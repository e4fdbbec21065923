/* One conversation, in a bubble or on a page: its messages, and what is sent. */
import { Composer } from "./messaging_composer.js";
import { showToast, showPromotion, showLimit, watchTraps } from "./messaging_dialogs.js";
import { element, pause } from "./messaging_dom.js";
import { createMessage, messagesOf, settings, typing } from "./messaging_wire.js";

const STEP_MS = 30;
const NEAR_TOP = 40;
const SENT = "msg-s-event-with-indicator__sending-indicator--sent";
const SENT_MARK = "data-test-msg-cross-pillar-message-sending-indicator-presenter__sending-indicator--sent";

export class Conversation {
  constructor({ root, data, host, fromCard, text = "", onBegun = () => {} }) {
    Object.assign(this, { root, data, host, fromCard, onBegun });
    this.initial = text || data.draft || data.prefill;
    this.composer = null;
    this.first = 0;
    this.form = root.querySelector("form");
    this.place = this.form && new Comment();
    this.form?.replaceWith(this.place);
    watchTraps(root);
  }

  get list() {
    return this.root.querySelector(".msg-s-message-list-content");
  }

  /** Let the composer appear, and then the messages. */
  async reveal() {
    const { enterToSend, latencyMs, typingLatencyMs } = await settings();
    const step = Math.max(STEP_MS, latencyMs / 2);
    await pause(step);
    if (this.form) {
      this.place.replaceWith(this.form);
      this.composer = new Composer(this.form, {
        initial: this.initial,
        enterToSend,
        latencyMs: typingLatencyMs,
        addressed: Boolean(this.data.memberId),
        onInput: () => typing(this.data),
        onSend: () => this.send(),
      });
    }
    await pause(step);
    if (this.data.begun) await this.showLatest();
  }

  async showLatest() {
    const { start, html } = await messagesOf(this.data.memberId, this.data.total);
    this.insert(html);
    this.first = start;
    const scroller = this.list.parentElement;
    scroller.scrollTop = scroller.scrollHeight;
    scroller.addEventListener("scroll", () => {
      if (scroller.scrollTop < NEAR_TOP) this.showEarlier(scroller);
    });
  }

  async showEarlier(scroller) {
    if (!this.first || this.loading) return;
    this.loading = true;
    const loader = this.list.querySelector(".msg-s-message-list__loader");
    loader.classList.remove("hidden");
    const { start, html } = await messagesOf(this.data.memberId, this.first);
    await pause((await settings()).latencyMs);
    const height = scroller.scrollHeight;
    loader.insertAdjacentHTML("afterend", html);
    loader.classList.add("hidden");
    scroller.scrollTop += scroller.scrollHeight - height;
    this.first = start;
    this.loading = false;
  }

  insert(html) {
    const end = this.list.querySelector(".msg-s-message-list__typing-indicator-container--without-seen-receipt");
    end.insertAdjacentHTML("beforebegin", html);
    return end.previousElementSibling;
  }

  /** Send what the model says, and show what becomes of it. */
  async send() {
    const text = this.composer.text.trim();
    if (!text || !this.data.memberId) return;
    if (this.data.fault === "limit_dialog") return void showLimit(this.data, this.host);
    const originToken = crypto.randomUUID();
    const quiet = this.data.fault === "silent";
    const answering = createMessage(this.data, text, originToken);
    const undo = quiet ? () => {} : this.showOutgoing(text, originToken);
    const written = this.composer.text;
    this.composer.show("");
    const answer = await answering.catch(() => null);
    if (!answer) return;
    if (!answer.ok) return void this.refused(undo, written);
    this.data.begun = true;
    if (!quiet) await this.accepted(await answer.json(), originToken);
  }

  refused(undo, written) {
    undo();
    this.composer.show(written);
    showToast(this.data, this.host);
  }

  async accepted({ value }, originToken) {
    const item = this.root.querySelector(`[data-event-urn$=",${originToken})"]`);
    item.dataset.eventUrn = value.entityUrn;
    const indicator = item.querySelector(".msg-s-event-with-indicator__sending-indicator");
    indicator.classList.add(SENT);
    indicator.setAttribute(SENT_MARK, "");
    indicator.title = (await settings()).sent;
    this.data.urn = value.conversationUrn;
    this.onBegun();
    const { memberId } = this.data;
    const detail = { memberId, fromCard: this.fromCard };
    window.dispatchEvent(new CustomEvent("twin:sent", { detail }));
    if ((await settings()).promotes) showPromotion(this.data, this.host);
  }

  /* Return what takes the item away again. */
  showOutgoing(text, originToken) {
    const unbegin = this.list ? () => {} : this.begin();
    const item = this.insert(this.data.item);
    const body = item.querySelector(".msg-s-event-listitem__body");
    const lines = text.split("\n").flatMap((line) => [line, document.createElement("br")]);
    body.replaceChildren(...lines.slice(0, -1));
    const urn = `urn:li:msg_message:(urn:li:fsd_profile:${window.twin.ownerId},${originToken})`;
    item.querySelector(".msg-s-event-listitem").dataset.eventUrn = urn;
    this.list.parentElement.scrollTop = this.list.parentElement.scrollHeight;
    return () => {
      item.remove();
      unbegin();
    };
  }

  /* A draft turns into a conversation: everything but the composer changes. */
  begin() {
    const begun = element(this.data.begunHtml);
    const change = ["header, .msg-title-bar", "form"].map((selector) => [
      this.root.querySelector(selector),
      begun.querySelector(selector),
    ]);
    const [[header, newHeader]] = change;
    const before = siblingsBefore(change[1][0]);
    const after = siblingsBefore(change[1][1]);
    header.replaceWith(newHeader);
    this.form.before(...after);
    before.forEach((node) => node.remove());
    this.root.classList.remove("msg-overlay-conversation-bubble--is-compose");
    return () => {
      newHeader.replaceWith(header);
      this.form.before(...before);
      after.forEach((node) => node.remove());
      this.root.className = element(this.data.html).className;
    };
  }
}

function siblingsBefore(node) {
  const all = [...node.parentElement.children];
  return all.slice(0, all.indexOf(node));
}
