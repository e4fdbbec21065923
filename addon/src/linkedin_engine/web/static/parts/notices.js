// Short messages, questions before something is destroyed, and a moment to undo.
import { explained } from "../api.js";
import { t } from "../text.js";
import { Detail } from "./controls.js";
import { html, Store, useEffect, useRef, useStore } from "../view.js";

const SHOWN = 6000;
const SHOWN_ERROR = 12000;
const UNDO = 8000;

const notices = new Store({ list: [] });
const question = new Store({ asked: null });
const delayed = new Set();
let last = 0;

/** Tell something; `action` is `{ label, run }`. Returns what takes it away again. */
export function notify(text, { action = null, isError = false, detail = "", shown } = {}) {
  const id = ++last;
  const drop = () => notices.set({ list: notices.value.list.filter((each) => each.id !== id) });
  const run = () => {
    drop();
    action.run();
  };
  const notice = { id, text, action: action && { ...action, run }, isError, detail };
  notices.set({ list: [...notices.value.list.slice(-3), notice] });
  setTimeout(drop, shown ?? (isError ? SHOWN_ERROR : SHOWN));
  return drop;
}

/** Run something and tell its error; returns whether it went well. */
export async function attempt(work, done = null) {
  try {
    await work();
    if (done) notify(done);
    return true;
  } catch (error) {
    notifyError(error);
    return false;
  }
}

/** Tell what went wrong, and what to do. */
export function notifyError(error) {
  const { words, detail } = explained(error);
  notify(words, { isError: true, detail });
}

/** Do something in some seconds unless the person takes it back; leaving hurries it. */
export function afterUndo(text, work, undone) {
  const entry = { timer: 0, work };
  const finish = async () => {
    clearTimeout(entry.timer);
    if (!delayed.delete(entry)) return;
    drop();
    if (!(await attempt(work))) undone();
  };
  const undo = () => {
    clearTimeout(entry.timer);
    if (delayed.delete(entry)) undone();
  };
  const action = { label: t("action.undo"), run: undo };
  const drop = notify(text, { action, shown: UNDO });
  entry.finish = finish;
  entry.timer = setTimeout(finish, UNDO);
  delayed.add(entry);
}

// The newest thing that can be taken back, without a way through the whole page.
addEventListener("keydown", (event) => {
  const isWriting = event.target.matches?.("input, textarea, select");
  if (isWriting || event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
  notices.value.list.findLast((each) => each.action)?.action.run();
});

const hurry = () => [...delayed].forEach((entry) => entry.finish());
addEventListener("pagehide", hurry);
// A telephone may end a page that nobody looks at without another word.
document.addEventListener("visibilitychange", () => document.hidden && hurry());

/** Ask before something that cannot be undone; resolves to yes or no. */
export function ask({ title, text, action, isDanger = true }) {
  return new Promise((answer) => question.set({ asked: { title, text, action, isDanger, answer } }));
}

export function Notices() {
  const { list } = useStore(notices);
  return html`<div class="notices">
    <div role="status" aria-live="polite">
      ${list.filter((each) => !each.isError).map(shown)}
    </div>
    <div role="alert">${list.filter((each) => each.isError).map(shown)}</div>
  </div>`;
}

function shown(notice) {
  return html`<div class=${`notice ${notice.isError ? "bad" : ""}`} key=${notice.id}>
    <div>
      <p>${notice.text}</p>
      <${Detail} text=${notice.detail} />
    </div>
    ${notice.action && html`<button type="button" class="button flat"
      aria-keyshortcuts="Control+Z" onClick=${notice.action.run}>${notice.action.label}</button>`}
  </div>`;
}

export function Question() {
  const { asked } = useStore(question);
  const dialog = useRef(null);
  const close = (yes) => {
    dialog.current.close();
    question.set({ asked: null });
    asked.answer(yes);
  };
  useEffect(() => {
    if (!asked) return undefined;
    dialog.current.showModal();
    // Whoever goes to another page has answered.
    const leave = () => close(false);
    addEventListener("hashchange", leave);
    return () => removeEventListener("hashchange", leave);
  }, [asked]);
  if (!asked) return null;
  return html`<dialog ref=${dialog} aria-labelledby="question-title"
    onCancel=${(event) => { event.preventDefault(); close(false); }}>
    <h2 id="question-title">${asked.title}</h2>
    <p>${asked.text}</p>
    <div class="actions">
      <button type="button" class="button" onClick=${() => close(false)}>
        ${t("action.cancel")}</button>
      <button type="button" class=${`button ${asked.isDanger ? "danger" : "primary"}`}
        onClick=${() => close(true)}>${asked.action}</button>
    </div>
  </dialog>`;
}
