// Buttons, fields, cards and what else every page is made of.
import { explained } from "../api.js";
import { t } from "../text.js";
import { html, useRef, useState } from "../view.js";

let ids = 0;

/** An id that stays with a component. */
export function useId() {
  const id = useRef(null);
  id.current ??= `part-${++ids}`;
  return id.current;
}

/** A button whose `onClick` may take its time; it cannot be pressed twice. */
export function Button({ onClick, kind = "plain", disabled = false, children, ...rest }) {
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      await onClick();
    } finally {
      setBusy(false);
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
      ${options.map(([key, text]) =>
        html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
    </select>`}
  <//>`;
}

export function Switch({ label, checked, onChange, advice, hidden = false }) {
  const id = useId();
  return html`<div class="switch">
    <input type="checkbox" role="switch" id=${id} checked=${checked}
      aria-describedby=${advice ? `${id}-advice` : undefined}
      onChange=${(event) => onChange(event.currentTarget.checked)} />
    <label for=${id} class=${hidden ? "unseen" : ""}>${label}</label>
    ${advice && html`<p class="advice" id=${`${id}-advice`}>${advice}</p>`}
  </div>`;
}

export function Chip({ tone = "", children }) {
  return html`<span class=${`chip ${tone}`}>${children}</span>`;
}

/** What went wrong, with what to do; the engine's own words, in English, small. */
export function Trouble({ error, retry }) {
  if (!error) return null;
  const { words, detail } = explained(error);
  return html`<div class="trouble" role="alert">
    <p>${words}</p>
    ${detail && html`<p class="detail" lang="en">${detail}</p>`}
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
