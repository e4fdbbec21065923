/* The text field of a conversation: a model that follows input events only. */
import { element } from "./messaging_dom.js";

const asLines = (text) => text.split("\n");

function paragraphs(text) {
  return asLines(text).map((line) => {
    const paragraph = element("<p></p>");
    paragraph.append(line || document.createElement("br"));
    return paragraph;
  });
}

function inlineText(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeName === "BR") return "\n";
  return [...node.childNodes].map(inlineText).join("");
}

/* A line break that ends a block only keeps it open. */
const blockText = (block) => {
  const text = inlineText(block);
  return text.endsWith("\n") && block.lastChild?.nodeName === "BR" ? text.slice(0, -1) : text;
};

/** The composer of one form. */
export class Composer {
  constructor(form, { initial, enterToSend, latencyMs, addressed, onInput, onSend }) {
    this.form = form;
    this.editor = form.querySelector(".msg-form__contenteditable");
    this.button = form.querySelector('button[type="submit"]');
    this.initial = initial;
    this.options = { enterToSend, latencyMs, addressed, onInput, onSend };
    this.text = "";
    this.show(initial);
    this.editor.addEventListener("input", () => this.typed());
    this.editor.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onSend();
    });
  }

  /** Whether a person typed something here that is neither draft nor prefill. */
  get isTouched() {
    return this.text.trim() !== "" && this.text !== this.initial;
  }

  /** Replace what is written, as the app itself does. */
  show(text) {
    this.editor.replaceChildren(...paragraphs(text));
    this.text = text;
    this.refresh();
  }

  typed() {
    this.tidy();
    this.text = [...this.editor.children].map(blockText).join("\n");
    this.options.onInput();
    setTimeout(() => this.refresh(), this.options.latencyMs);
  }

  pressed(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    const { enterToSend, onSend } = this.options;
    if (!enterToSend && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    onSend();
  }

  refresh() {
    if (this.button) this.button.disabled = !this.options.addressed || !this.text.trim();
    this.editor.nextElementSibling.classList.toggle("msg-form__placeholder", !this.text);
  }

  /* Deleting everything takes the paragraphs away: put one back. */
  tidy() {
    const loose = [...this.editor.childNodes].filter((n) => !["P", "DIV"].includes(n.nodeName));
    if (!loose.length && this.editor.firstChild) return;
    const paragraph = element("<p></p>");
    loose[0]?.before(paragraph);
    paragraph.append(...loose);
    if (!paragraph.isConnected) this.editor.append(paragraph);
    if (!paragraph.firstChild) paragraph.append(document.createElement("br"));
    this.moveToEnd(paragraph);
  }

  moveToEnd(block) {
    const end = block.lastChild?.nodeName === "BR" ? block.childNodes.length - 1 : block.childNodes.length;
    block.ownerDocument.getSelection().setBaseAndExtent(block, end, block, end);
  }
}
