// Today: who has a birthday, what would be said, and why nothing happens.
import { api } from "../api.js";
import { live } from "../live.js";
import { t, tn } from "../text.js";
import { html, useEffect, useLoaded, useSettled, useStore } from "../view.js";
import { Button, Card, Loaded } from "../parts/controls.js";
import { ask, attempt } from "../parts/notices.js";
import { Runs } from "../parts/run.js";
import { Standing } from "../parts/standing.js";
import { Wishes } from "../parts/wish.js";

const GROUPS = [
  ["unverified", "today.unverified"],
  ["drafted", "today.drafted"],
  ["failed", "today.failed"],
  ["sending", "today.sending"],
  ["approved", "today.approved"],
];
const SENT = ["sent", "today.sent"];

const QUIET = 500;

async function load() {
  const state = GROUPS.map(([name]) => name);
  const [open, sent] = await Promise.all([
    api.get("wishes", { state, limit: 200 }),
    api.get("history", { state: "sent", limit: 50 }),
  ]);
  return [...open.wishes, ...sent.wishes.filter(isOfToday)];
}

const isOfToday = (wish) =>
  wish.sent_at && new Date(wish.sent_at).toDateString() === new Date().toDateString();

export function Page() {
  const loaded = useLoaded(load, []);
  const settings = useLoaded(() => api.get("settings"), []);
  const { wishes, report, state } = useStore(live);
  const settled = useSettled(wishes, QUIET);
  useEffect(() => {
    if (settled || report) loaded.reload();
  }, [settled, report]);
  const changed = (wish) => loaded.setData((now) =>
    now.map((each) => (each.id === wish.id ? wish : each)));
  return html`
    <${Loaded} from=${settings}>${({ values }) =>
      state && html`<${Standing} state=${state} settings=${values} />`}<//>
    <${Runs} />
    <${Loaded} from=${loaded}>${(all) => html`
      ${!all.some(isOpen) && html`<${Card} title=${t("today.none")}><p>${t("today.none_why")}</p><//>`}
      ${[...GROUPS, SENT].map(([name, key]) => html`<${Group} key=${name} name=${name} title=${key}
        wishes=${all.filter((wish) => wish.state === name)} changed=${changed} />`)}`}<//>`;
}

const isOpen = (wish) => GROUPS.some(([name]) => name === wish.state);

function Group({ name, title, wishes, changed }) {
  if (!wishes.length) return null;
  const all = name === "drafted" && wishes.length > 1 &&
    html`<${Button} kind="primary" onClick=${() => approveAll(wishes, changed)}>
      ${t("today.approve_all")}<//>`;
  return html`<${Card} title=${tn(title, wishes.length)} actions=${all}>
    <${Wishes} wishes=${wishes} changed=${changed} />
  <//>`;
}

async function approveAll(wishes, changed) {
  const yes = await ask({
    title: t("today.approve_all"),
    text: tn("today.approve_all_text", wishes.length),
    action: t("wish.approve"),
    isDanger: false,
  });
  if (!yes) return;
  await attempt(async () => {
    for (const { id } of wishes) changed(await api.patch(`wishes/${id}`, { decision: "approve" }));
  });
}
