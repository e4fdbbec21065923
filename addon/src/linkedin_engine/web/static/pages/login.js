// The LinkedIn session: its state and age, handing one over, and log out.
import { api } from "../api.js";
import { live, refresh } from "../live.js";
import { day, distance, has, moment, t, word } from "../text.js";
import { html, useEffect, useRef, useState, useStore } from "../view.js";
import { Button, Card, Chip, Detail, Facts, Field, Trouble } from "../parts/controls.js";
import { ask, attempt, notify } from "../parts/notices.js";

const LARGEST = 200 * 1024;

export function Page() {
  const { state } = useStore(live);
  return html`
    ${state && html`<${Session} session=${state.session} waits=${state.waits_for_person} />`}
    <${Live} />
    <${Paste} />
    <${Help} />`;
}

function Live() {
  const [end, setEnd] = useState(null);
  const [isOpen, setOpen] = useState(false);
  const stage = useRef(null);
  const view = useRef(null);
  useEffect(() => () => view.current?.leave(), []);
  const open = async () => {
    setEnd(null);
    const { mountLive } = await import("../login_live.js");
    if (!stage.current) return;
    setOpen(true);
    view.current = mountLive(stage.current, { t, onEnd: closed });
  };
  const closed = async (reason, detail) => {
    view.current = null;
    setOpen(false);
    setEnd({ reason, detail });
    if (reason === "logged_in") notify(t("live.end.logged_in"));
    await refresh();
  };
  return html`<${Card} title=${t("live.title")}>
    <p>${t("live.intro")}</p>
    <${Steps} name="live.tips" />
    <div ref=${stage}></div>
    ${end && html`<${End} ...${end} />`}
    ${!isOpen && html`<div class="actions">
      <${Button} kind="primary" onClick=${open}>${t(end ? "live.again" : "live.start")}<//></div>`}
  <//>`;
}

function End({ reason, detail }) {
  const key = ["live.end", "error", "reason"].map((group) => `${group}.${reason}`).find(has);
  const words = t(key ?? "live.end.other");
  if (reason === "logged_in" || reason === "stopped") return html`<p role="status">${words}</p>`;
  return html`<div class="trouble" role="alert"><p>${words}</p>
    <${Detail} text=${detail} /></div>`;
}

function Session({ session, waits }) {
  const level = session.usable ? "usable" : session.present ? "doubted" : "absent";
  const tones = { usable: "good", doubted: "warn", absent: "bad" };
  const facts = session.present
    ? [
        [t("session.saved"), `${moment(session.saved_at)} (${distance(session.saved_at)})`],
        [t("session.expires"), session.expires_at ? day(session.expires_at.slice(0, 10)) : t("unknown")],
        [t("session.source"), word("source", session.source)],
      ]
    : [];
  return html`<${Card} title=${t("session.title")}>
    <p><${Chip} tone=${tones[level]}>${t(`session.${level}`)}<//> ${t(`session.${level}.text`)}</p>
    ${waits && session.present && html`<p class="trouble">${t(`why.${waits}`)}</p>`}
    <${Facts} facts=${facts} />
    ${session.present && html`<div class="actions">
      <${Button} kind="danger" onClick=${logOut}>${t("session.log_out")}<//></div>`}
  <//>`;
}

async function logOut() {
  const yes = await ask({
    title: t("session.log_out"),
    text: t("session.log_out_text"),
    action: t("session.log_out"),
  });
  if (!yes) return;
  await attempt(() => api.remove("session"), t("session.logged_out"));
  await refresh();
}

const mayReplace = () => ask({
  title: t("paste.title"),
  text: t("paste.replaces"),
  action: t("paste.take"),
});

/** The text of a file, which Windows may have written as UTF-16. */
async function content(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const name = isWide ? (first === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
  return new TextDecoder(name).decode(bytes);
}

function Paste() {
  const [cookies, setCookies] = useState("");
  const [error, setError] = useState(null);
  const file = useRef(null);
  const hand = async (text) => {
    setError(null);
    if (live.value.state?.session.usable && !(await mayReplace())) return;
    try {
      await api.put("session", { cookies: text });
      setCookies("");
      notify(t("session.taken"));
      await refresh();
    } catch (problem) {
      setError(problem);
    }
  };
  const read = async () => {
    const [chosen] = file.current.files;
    file.current.value = "";
    if (!chosen) return;
    if (chosen.size > LARGEST) notify(t("session.file_large"), { isError: true });
    else await hand(await content(chosen));
  };
  return html`<${Card} title=${t("paste.title")}>
    <${Field} label=${t("paste.label")} advice=${t("paste.advice")}>
      ${(props) => html`<textarea ...${props} rows="4" class="secret" autocomplete="off"
        spellcheck=${false} autocapitalize="off" value=${cookies}
        onInput=${(event) => setCookies(event.currentTarget.value)}></textarea>`}
    <//>
    <${Trouble} error=${error} />
    <div class="actions">
      <${Button} kind="primary" disabled=${!cookies.trim()} onClick=${() => hand(cookies)}>
        ${t("paste.take")}<//>
      <label class="button">${t("paste.file")}
        <input ref=${file} type="file" class="unseen" accept=".json,.txt,application/json,text/plain"
          onChange=${read} /></label>
    </div>
  <//>`;
}

function Help() {
  return html`<${Card} title=${t("help.title")}>
    <p>${t("help.intro")}</p>
    ${["help.extension", "help.tools", "help.file"].map((name) =>
      html`<${Steps} key=${name} name=${name} />`)}
    <p class="quiet">${t("help.safe")}</p>
  <//>`;
}

/** Four sentences behind a heading. */
function Steps({ name }) {
  return html`<details><summary>${t(name)}</summary>
    <ol>${[1, 2, 3, 4].map((step) => html`<li key=${step}>${t(`${name}.${step}`)}</li>`)}</ol>
  </details>`;
}
