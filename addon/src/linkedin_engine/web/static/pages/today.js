// Today: who has a birthday, what would be said, and why nothing happens.
import { api } from "../api.js";
import { live } from "../live.js";
import { dayIn, t, tn } from "../text.js";
import { html, useEffect, useLoaded, useSettled, useStore } from "../view.js";
import { Button, Card, Chip, Loaded } from "../parts/controls.js";
import { ask, attempt } from "../parts/notices.js";
import { Runs } from "../parts/run.js";
import { Standing } from "../parts/standing.js";
import { Person, Wishes } from "../parts/wish.js";

const GROUPS = [
  ["unverified", "today.unverified"],
  ["drafted", "today.drafted"],
  ["failed", "today.failed"],
  ["sending", "today.sending"],
  ["approved", "today.approved"],
];
const DONE = [["sent", "today.sent"], ["skipped", "today.skipped"]];
const QUIET = 500;

async function load() {
  const state = GROUPS.map(([name]) => name);
  const [open, sent] = await Promise.all([
    api.get("wishes", { state, limit: 200 }),
    api.get("history", { state: "sent", limit: 50 }),
  ]);
  return [...open.wishes, ...sent.wishes.filter(isOfToday)];
}

function isOfToday(wish) {
  const { timezone, today } = live.value.state ?? {};
  const now = today ?? dayIn(timezone, new Date());
  return Boolean(wish.sent_at) && dayIn(timezone, wish.sent_at) === now;
}

/** The rest of the day: the wishes that were skipped, and who has none at all. */
async function loadDay(today) {
  if (!today) return { skipped: [], others: [] };
  const [of, born] = await Promise.all([
    api.get("history", { since: today, until: today, limit: 500 }),
    api.get("contacts", { birthday_on: today, limit: 200 }),
  ]);
  const known = new Set(of.wishes.map((wish) => wish.contact_id));
  return {
    skipped: of.wishes.filter((wish) => wish.state === "skipped"),
    others: born.contacts.filter((person) => !known.has(person.id)),
  };
}

export function Page() {
  const { wishes, report, state } = useStore(live);
  const loaded = useLoaded(load, []);
  const day = useLoaded(() => loadDay(state?.today), [state?.today]);
  const settings = useLoaded(() => api.get("settings"), []);
  const settled = useSettled(wishes, QUIET);
  useEffect(() => {
    if (!settled && !report) return;
    loaded.reload();
    day.reload();
  }, [settled, report]);
  const changed = (wish) => loaded.setData((now) =>
    now.map((each) => (each.id === wish.id ? wish : each)));
  return html`
    <${Loaded} from=${settings}>${({ values }) =>
      state && html`<${Standing} state=${state} settings=${values} />`}<//>
    <${Runs} />
    <${Loaded} from=${loaded}>${(all) => html`
      ${!all.some(isOpen) && html`<${Card} title=${t("today.none")}><p>${t("today.none_why")}</p><//>`}
      ${GROUPS.map(([name, key]) => html`<${Group} key=${name} name=${name} title=${key}
        wishes=${of(all, name)} changed=${changed} />`)}
      <${Loaded} from=${day}>${({ skipped, others }) => html`
        ${others.length > 0 && html`<${Others} people=${others} />`}
        ${DONE.map(([name, key]) => html`<${Group} key=${name} name=${name} title=${key}
          wishes=${of(unique([...all, ...skipped]), name)} changed=${changed} />`)}`}<//>`}<//>`;
}

const of = (wishes, state) => wishes.filter((wish) => wish.state === state);

/** Each wish once, as it was first named. */
function unique(wishes) {
  const ids = new Set();
  return wishes.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** Who has a birthday today and no wish, with what can be done about them. */
function Others({ people }) {
  return html`<${Card} title=${tn("today.others", people.length)}>
    <p class="advice">${t("today.others_why")}</p>
    <ul class="rows">${people.map((each) => html`<li class="row" key=${each.id}>
      <span><${Person} name=${each.name} url=${each.profile_url} />
        ${" "}${each.blocked && html`<${Chip} tone="warn">${t("person.is_blocked")}<//>`}</span>
      <a class="button small" href=${`#/people?search=${encodeURIComponent(each.name)}`}>
        ${t("today.look")}<span class="unseen"> ${each.name}</span></a>
    </li>`)}</ul>
  <//>`;
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
