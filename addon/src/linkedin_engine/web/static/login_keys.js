// Keyboards of all kinds, through a text box that nobody sees and that keeps nothing.
import { modifiers } from "./login_pointer.js";

// Something to delete: a telephone's keyboard says nothing of deleting what is not there.
const PAD = "\u200b\u200b";
const LARGEST = 4000;
const BY_KEYBOARD = 229;
const DELETE = { key: "Backspace", code: "Backspace", key_code: 8 };

/** Send what is typed into the box; `onLeave` is called when Escape gives it up. */
export function keysFrom(box, send, onLeave) {
  const down = new Set();
  let before = PAD;
  let isComposing = false;

  const reset = () => {
    box.value = before = PAD;
    box.setSelectionRange(PAD.length, PAD.length);
  };
  const text = (typed) => {
    for (let at = 0; at < typed.length; at += LARGEST) {
      send({ type: "text", text: typed.slice(at, at + LARGEST) });
    }
  };
  const press = (key) => {
    send({ type: "key", kind: "down", ...key });
    send({ type: "key", kind: "up", ...key });
  };
  const key = (kind, event, typed = "") => send({
    type: "key",
    kind,
    key: event.key,
    code: event.code,
    key_code: event.keyCode & 255,
    text: typed,
    modifiers: typed ? modifiers(event) & 8 : held(event),
    location: event.location,
    repeat: event.repeat,
  });
  // What has changed since the last look, as deleting and typing at the end.
  const compare = () => {
    const now = box.value;
    let same = 0;
    while (same < before.length && before[same] === now[same]) same++;
    for (let left = before.length - same; left > 0; left--) press(DELETE);
    const typed = now.slice(same).replaceAll("\u200b", "");
    if (typed === "\n") press({ key: "Enter", code: "Enter", key_code: 13, text: "\r" });
    else if (typed) text(typed.replaceAll("\n", " "));
    before = now;
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === BY_KEYBOARD || event.key === "Dead") return;
    if (event.key === "Escape") return onLeave();
    if (isPaste(event)) return;
    const typed = printed(event);
    if (event.key.length === 1 && !typed && !held(event)) return;
    event.preventDefault();
    down.add(event.code);
    key("down", event, typed);
  });
  box.addEventListener("keyup", (event) => {
    if (down.delete(event.code)) key("up", event);
  });
  box.addEventListener("blur", () => {
    down.clear();
    reset();
  });
  box.addEventListener("compositionstart", () => {
    isComposing = true;
  });
  box.addEventListener("compositionend", () => {
    isComposing = false;
    compare();
    reset();
  });
  box.addEventListener("input", (event) => {
    // On a telephone every word is composed, and wants to be seen while it is typed.
    const waits = isComposing && matchMedia("(pointer: fine)").matches;
    if (waits) return;
    compare();
    if (!isComposing && !event.isComposing) reset();
  });
  box.addEventListener("paste", (event) => {
    event.preventDefault();
    text(event.clipboardData.getData("text/plain").replace(/\s*\n\s*/g, " ").trim());
  });
  box.addEventListener("drop", (event) => event.preventDefault());
  reset();

  return {
    become: (mode) => {
      if (box.inputMode !== mode) box.inputMode = mode;
    },
    hide: () => box.blur(),
    focusAt: (x, y) => {
      // Where the finger was, so that a telephone scrolls that place into sight.
      box.style.left = `${Math.max(0, x)}px`;
      box.style.top = `${Math.max(0, y)}px`;
      box.focus({ preventScroll: true });
    },
  };
}

/** The text that a key types; AltGr is Control and Alt at once on some systems. */
function printed(event) {
  if (event.key === "Enter") return "\r";
  if ([...event.key].length !== 1) return "";
  const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
  return isCommand ? "" : event.key;
}

/** The held keys as the engine's browser knows them, where Control is the Mac's Command. */
function held(event) {
  return modifiers(event) & 4 ? (modifiers(event) & ~4) | 2 : modifiers(event);
}

function isPaste(event) {
  const isCommand = event.ctrlKey || event.metaKey;
  return (isCommand && event.key.toLowerCase() === "v") || (event.shiftKey && event.key === "Insert");
}
