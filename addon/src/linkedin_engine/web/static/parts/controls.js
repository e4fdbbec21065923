// Buttons, fields, cards and what else every page is made of.
import { explained } from "../api.js";
import { language, t } from "../text.js";
import { html, useRef, useState } from "../view.js";

const FOCUSABLE = ["button", "a", "input", "select", "textarea"].map((each) => `main ${each}`).join();
let ids = 0;

/** An id that stays with a component. */
export function useId() {
  const id = useRef(null);
  id.current ??= `part-${++ids}`;
  return id.current;
}

/** What moves the focus on where a pressed button goes away, instead of losing it. */
function nextInLine(button) {
  const all = [...document.querySelectorAll(FOCUSABLE)];
  const after = all.slice(all.indexOf(button) + 1);
  const wasFocused = document.activeElement === button;
  return () => requestAnimationFrame(() => {
    const isLost = [document.body, null].includes(document.activeElement);
    if (!wasFocused || !isLost) return;
    const next = after.find((each) => each.isConnected && !each.disabled);
    (next ?? document.getElementById("main")).focus();
  });
}

/** A button whose `onClick` may take its time; it cannot be pressed twice. */
export function Button({ onClick, kind = "plain", disabled = false, children, ...rest }) {
  const [isBusy, setBusy] = useState(false);
  const press = async (event) => {
    if (isBusy) return;
    const goOn = nextInLine(event.currentTarget);
    setBusy(true);
    try {
      await onClick();
    } finally {
      setBusy(false);
      goOn();
    }
  };
  return html`<button type="button" class=${`button ${kind}`} disabled=${disabled}
    aria-busy=${isBusy} onClick=${press} ...${rest}>${children}</button>`;
}

export function Card({ title, level = 2, actions, children, tone = "" }) {
  const id = useId();
  return html`<section class=${`card ${tone}`} aria-labelledby=${title ? id : undefined}>
    ${title && html`<div class="card-head">
      <${`h${level}`} id=${id}>${title}<//>
      ${actions && html`<div class="actions">${actions}</div>`}
    </div>`}
    ${children}
  </section>`;
}

/** A label, what it belongs to, advice and an error; `children` is called with props. */
export function Field({ label, advice, error, children, hidden = false }) {
  const id = useId();
  const described = [advice && `${id}-advice`, error && `${id}-error`].filter(Boolean);
  const props = {
    id,
    "aria-describedby": described.join(" ") || undefined,
    "aria-invalid": error ? "true" : undefined,
  };
  return html`<div class="field">
    <label for=${id} class=${hidden ? "unseen" : ""}>${label}</label>
    ${children(props)}
    ${advice && html`<p class="advice" id=${`${id}-advice`}>${advice}</p>`}
    ${error && html`<p class="error" role="alert" id=${`${id}-error`}>${error}</p>`}
  </div>`;
}

export function Select({ label, value, options, onChange, advice, error, hidden }) {
  return html`<${Field} label=${label} advice=${advice} error=${error} hidden=${hidden}>
    ${(props) => html`<select ...${props} value=${value}
      onChange=${(event) => onChange(event.currentTarget.value)}>
      ${options.map((each) => option(each, value))}
    </select>`}
  <//>`;
}

/** One option, `[key, text]`, or a group of them, `{ label, options }`. */
function option(given, value) {
  if (!Array.isArray(given)) {
    return html`<optgroup key=${given.label} label=${given.label}>
      ${given.options.map((each) => option(each, value))}</optgroup>`;
  }
  const [key, text] = given;
  return html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`;
}

/** What a checkbox shows and calls: what was chosen until that holds, or was refused. */
export function useToggle(checked, onChange) {
  const [chosen, setChosen] = useState(null);
  const toggle = async (event) => {
    const wanted = event.currentTarget.checked;
    setChosen(wanted);
    try {
      await onChange(wanted);
    } finally {
      setChosen(null);
    }
  };
  return [chosen ?? checked, toggle];
}

export function Switch({ label, checked, onChange, advice, hidden = false }) {
  const id = useId();
  const [isOn, toggle] = useToggle(checked, onChange);
  return html`<div class="switch">
    <input type="checkbox" role="switch" id=${id} checked=${isOn}
      aria-describedby=${advice ? `${id}-advice` : undefined}
      onChange=${toggle} />
    <label for=${id} class=${hidden ? "unseen" : ""}>${label}</label>
    ${advice && html`<p class="advice" id=${`${id}-advice`}>${advice}</p>`}
  </div>`;
}

export function Chip({ tone = "", children }) {
  return html`<span class=${`chip ${tone}`}>${children}</span>`;
}

/** The engine's own words, which are English: in another language only on demand. */
export function Detail({ text }) {
  if (!text) return null;
  if (language.value.code === "en") return html`<p class="detail">${text}</p>`;
  return html`<details class="detail"><summary>${t("error.detail")}</summary>
    <p lang="en">${text}</p></details>`;
}

/** What went wrong, with what to do. */
export function Trouble({ error, retry }) {
  if (!error) return null;
  const { words, detail } = explained(error);
  return html`<div class="trouble" role="alert">
    <p>${words}</p>
    <${Detail} text=${detail} />
    ${retry && html`<${Button} onClick=${retry}>${t("action.retry")}<//>`}
  </div>`;
}

/** What was loaded, or that it is loading, or why it could not be. */
export function Loaded({ from, children }) {
  if (from.error) return html`<${Trouble} error=${from.error} retry=${from.reload} />`;
  if (from.data === null) {
    return html`<p class="loading" role="status">${t("loading")}</p>`;
  }
  return children(from.data);
}

export function Facts({ facts }) {
  return html`<dl class="facts">
    ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** Give the browser a file to save. */
export function save(content, name, type = "application/json") {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
