// One wish: its text, and everything that can be decided about it with one touch.
import { api, TEXT_MAX } from "../api.js";
import { t, tn, word } from "../text.js";
import { html, Store, useFocused, useState, useStore } from "../view.js";
import { Button, Chip, Field } from "./controls.js";
import { afterUndo, attempt } from "./notices.js";

const TONES = { sent: "good", failed: "bad", unverified: "warn", skipped: "", sending: "info" };
const OPEN = ["drafted", "approved", "failed"];
const DOUBLE_TAP = 400;
let isSecondTap = false;

export function Wishes({ wishes, changed }) {
  return html`<ul class="wishes">${wishes.map((wish) =>
    html`<${Wish} key=${wish.id ?? wish.profile_url} wish=${wish} changed=${changed} />`)}</ul>`;
}

export const StateChip = ({ state }) =>
  html`<${Chip} tone=${TONES[state] ?? ""}>${word("state", state)}<//>`;

/** The name, which leads to the profile on LinkedIn and nowhere else. */
export function Person({ name, url }) {
  const isProfile = /^https:\/\/([a-z-]+\.)?linkedin\.com\//.test(url ?? "");
  if (!isProfile) return html`<strong>${name}</strong>`;
  return html`<a class="person" href=${url} target="_blank" rel="noreferrer noopener">
    <strong>${name}</strong><span class="unseen"> ${t("app.new_window")}</span></a>`;
}

export function lateness(days) {
  if (days === null) return t("wish.day_unknown");
  return days > 0 ? tn("wish.late", days) : t("wish.today");
}

/** The ids of the wishes about which something is decided that can still be taken back. */
export const leaving = new Store({ ids: [] });

/** Take a wish out of sight at once, and do the work unless the person takes it back. */
function leave(wish, text, work) {
  // The next wish moves under the finger: its second tap is no decision about that one.
  if (isSecondTap) return;
  isSecondTap = true;
  setTimeout(() => {
    isSecondTap = false;
  }, DOUBLE_TAP);
  const without = () => leaving.value.ids.filter((id) => id !== wish.id);
  const back = () => {
    isSecondTap = false;
    leaving.set({ ids: without() });
  };
  leaving.set({ ids: [...without(), wish.id] });
  afterUndo(text, async () => {
    await work();
    back();
  }, back);
}

function Wish({ wish, changed }) {
  const [isEditing, setEditing] = useState(false);
  const decision = (key, work) => () => leave(wish, t(key, { name: wish.name }), work);
  const decisions = {
    approve: decision("wish.approved", () => decide(wish, "approve", changed)),
    skip: decision("wish.skipped", () => decide(wish, "skip", changed)),
    block: decision("person.blocked", () => block(wish, changed)),
    edit: () => setEditing(true),
  };
  return html`<li class="wish">
    <div class="wish-head">
      <${Person} name=${wish.name} url=${wish.profile_url} />
      <span class="quiet">${word("occasion", wish.occasion)} · ${lateness(wish.days_late)}</span>
    </div>
    ${isEditing
      ? html`<${Editor} wish=${wish} changed=${changed} close=${() => setEditing(false)} />`
      : html`<blockquote>${wish.text}</blockquote>`}
    ${wish.reason && html`<p class="quiet">${word("wish_reason", wish.reason)}</p>`}
    ${!isEditing && html`<${Actions} wish=${wish} changed=${changed} ...${decisions} />`}
  </li>`;
}

function Actions({ wish, changed, approve, edit, skip, block }) {
  if (wish.state === "unverified") return html`<${Settle} wish=${wish} changed=${changed} />`;
  if (!OPEN.includes(wish.state)) return null;
  const isNew = wish.state !== "approved";
  const named = (key) => ({ "aria-label": t(`${key}_name`, { name: wish.name }) });
  return html`<div class="actions">
    ${isNew && html`<${Button} kind="primary" ...${named("wish.approve")} onClick=${approve}>
      ${t(wish.state === "failed" ? "wish.again" : "wish.approve")}<//>`}
    ${wish.state !== "failed" && html`<${Button} ...${named("wish.edit")} onClick=${edit}>
      ${t("wish.edit")}<//>`}
    <${Button} ...${named("wish.skip")} onClick=${skip}>${t("wish.skip")}<//>
    <${Button} kind="flat" ...${named("wish.block")} onClick=${block}>${t("wish.block")}<//>
  </div>`;
}

export function Settle({ wish, changed }) {
  if (useStore(leaving).ids.includes(wish.id)) return null;
  const settle = (decision) => () => leave(wish, t(`wish.settled.${decision}`, { name: wish.name }),
    () => decide(wish, decision, changed));
  return html`<div class="actions">
    <p class="advice">${t("wish.settle")}</p>
    <${Button} kind="primary" aria-label=${t("wish.was_sent_name", { name: wish.name })}
      onClick=${settle("sent")}>${t("wish.was_sent")}<//>
    <${Button} aria-label=${t("wish.was_not_sent_name", { name: wish.name })}
      onClick=${settle("not_sent")}>${t("wish.was_not_sent")}<//>
  </div>`;
}

function Editor({ wish, changed, close }) {
  const [text, setText] = useState(wish.text);
  const box = useFocused();
  const isLong = text.length > TEXT_MAX;
  const isEmpty = !text.trim();
  const keep = (change) => async () => {
    const work = async () => changed(await api.patch(`wishes/${wish.id}`, { text, ...change }));
    if (await attempt(work)) close();
  };
  const error = (isLong && t("text.long", { n: text.length, max: TEXT_MAX })) ||
    (isEmpty && t("text.empty"));
  return html`<div>
    <${Field} label=${t("wish.text_for", { name: wish.name })} error=${error}
      advice=${t("text.length", { n: text.length, max: TEXT_MAX })}>
      ${(props) => html`<textarea ...${props} ref=${box} rows="4" value=${text}
        onInput=${(event) => setText(event.currentTarget.value)}></textarea>`}
    <//>
    <div class="actions">
      <${Button} kind="primary" disabled=${Boolean(error)} onClick=${keep({})}>${t("action.save")}<//>
      ${wish.state === "drafted" && html`<${Button} disabled=${Boolean(error)}
        onClick=${keep({ decision: "approve" })}>${t("wish.save_and_approve")}<//>`}
      <${Button} kind="flat" onClick=${close}>${t("action.cancel")}<//>
    </div>
  </div>`;
}

/** Decide, and hand on the wish as it then is; throws what the engine refuses. */
async function decide(wish, decision, changed) {
  changed(await api.patch(`wishes/${wish.id}`, { decision }));
}

/** Never write to this person again, and leave the wish that waits. */
async function block(wish, changed) {
  // At the same time, since a page that is being left sends nothing after its end.
  await Promise.all([
    api.patch(`contacts/${wish.contact_id}`, { blocked: true }),
    decide(wish, "skip", changed),
  ]);
}
